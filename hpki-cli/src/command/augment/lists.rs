//! Revocation lists from the distribution points of certificates, kept until their next update where a folder is given.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use hpki_core::bundle::Bundle;
use hpki_core::certificate::Certificate;
use hpki_core::crl::CertificateList;
use hpki_core::time::Time;
use hpki_save::{Access, Replace};
use hpki_xades::augment::MissingList;

use crate::arguments::Augment;
use crate::http::{Client, is_http};
use crate::json;
use crate::problem::Problem;

/// Octets of a list. HPKI's have kilobytes; the largest of public CAs some 10 MB.
const LIST_LIMIT: u64 = 64 * 1024 * 1024;

/// Addresses tried for one certificate. They name the same list.
const ADDRESSES: usize = 4;

/// Where lists come from that were not given as files.
pub(super) struct Lists<'a> {
    arguments: &'a Augment,
    at: Time,
}

impl<'a> Lists<'a> {
    pub(super) fn new(arguments: &'a Augment, at: Time) -> Lists<'a> {
        Lists { arguments, at }
    }

    /// A list for each certificate, or the reason why there is none.
    pub(super) fn obtain(&self, missing: &[MissingList]) -> Result<Vec<CertificateList>, Problem> {
        if !self.arguments.fetch_crls {
            let lines: Vec<String> = missing.iter().map(described).collect();
            let finding = &hpki_xades::augment::REVOCATION_MISSING;
            return Err(Problem::of_file(&self.arguments.file, finding, lines.join("; ")));
        }
        let client = Client::new(Duration::from_secs(self.arguments.http_timeout));
        missing.iter().map(|one| self.fetch(&client, one)).collect()
    }

    fn fetch(&self, client: &Client, missing: &MissingList) -> Result<CertificateList, Problem> {
        let addresses = missing.uris().iter().filter(|uri| is_http(uri)).take(ADDRESSES);
        let mut failed = None;
        for address in addresses {
            if let Some(list) = self.kept(address, missing.certificate()) {
                return Ok(list);
            }
            match client.get(address, LIST_LIMIT).and_then(|octets| list_of(address, &octets, missing)) {
                Ok(list) => {
                    self.keep(address, &list);
                    return Ok(list);
                }
                // The first failure says most: the others are other ways to the same list.
                Err(problem) => failed = failed.or(Some(problem)),
            }
        }
        Err(failed
            .unwrap_or_else(|| Problem::of_file(&self.arguments.file, &NOT_FETCHABLE, described(missing))))
    }

    fn file(&self, address: &str) -> Option<PathBuf> {
        let folder = self.arguments.crl_cache.as_ref()?;
        Some(folder.join(format!("{}.crl", json::sha256(address.as_bytes())?)))
    }

    /// The list from before, while it is the newest. It is as little believed as one that has just come.
    fn kept(&self, address: &str, certificate: &Certificate) -> Option<CertificateList> {
        let list = CertificateList::from_der_vec(fs::read(self.file(address)?).ok()?).ok()?;
        let is_current =
            list.this_update() <= self.at && list.next_update().is_some_and(|next| self.at < next);
        (is_current && list.issuer() == certificate.issuer()).then_some(list)
    }

    /// A folder that cannot be written to costs another fetch, no more.
    fn keep(&self, address: &str, list: &CertificateList) {
        let Some(file) = self.file(address) else { return };
        let folder = file.parent().map_or(Ok(()), fs::create_dir_all);
        let _ = folder.map(|()| hpki_save::save(&file, list.as_der(), Replace::Existing, Access::Usual));
    }
}

/// What an address gave: DER as RFC 5280 wants it, or PEM.
fn list_of(address: &str, octets: &[u8], missing: &MissingList) -> Result<CertificateList, Problem> {
    let bundle = Bundle::from_bytes(octets);
    let lists = bundle.map(|bundle| bundle.certificate_lists).unwrap_or_default();
    let issuer = missing.certificate().issuer();
    let of_issuer = lists.iter().find(|list| list.issuer() == issuer);
    of_issuer.or(lists.first()).cloned().ok_or_else(|| Problem::of(address, &NOT_A_LIST, ""))
}

/// Whose list it is, and where it may be: an ldap name cannot be fetched here, but a person can.
fn described(missing: &MissingList) -> String {
    let names: Vec<&str> = missing.uris().iter().chain(missing.other_names()).map(String::as_str).collect();
    let certificate = missing.certificate();
    let name = certificate.subject().common_name();
    let name = name.map_or_else(|| certificate.subject().to_string(), |name| name.into_owned());
    let mut text = match names.as_slice() {
        [] => format!("{name}: no distribution point"),
        names => format!("{name}: {}", names.join(" ")),
    };
    if !missing.remark().is_empty() {
        text += &format!(" ({})", missing.remark());
    }
    text
}

hpki_core::findings! {
    NOT_FETCHABLE = "augment::list-not-fetchable",
        label: "distribution point" / "配布点",
        problem: "the certificate names no http address for its revocation list: get the list from where it is named, and give it with --crl"
               / "証明書に失効リストのhttpアドレスが記載されていません。記載された場所から失効リストを入手し、--crl で指定してください。";
    NOT_A_LIST = "augment::not-a-list",
        label: "answer of the distribution point" / "配布点の応答",
        problem: "what the distribution point gave is no certificate revocation list: try again later, or give the list with --crl"
               / "配布点から取得したものは失効リスト（CRL）ではありません。時間をおいて実行するか、失効リストを --crl で指定してください。";
}
