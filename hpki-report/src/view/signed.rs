//! The report of `hpki sign`, `prepare`, `assemble` and `adopt` for people.

use std::path::Path;

use hpki_core::certificate::{Certificate, hc_roles};
use hpki_core::profile::CertificatePolicyKind;
use hpki_core::report::{Language, Text};
use hpki_core::role::RoleTable;
use hpki_xades::document::DocumentKind;
use hpki_xades::sign::Prepared;

use super::{FactList, Tone, View, words};
use crate::json::{SigningFacts, hexadecimal};
use crate::moment::in_japan;

/// A document that was signed and written. Nothing here says that a receiver accepts it. Roles are named by this table.
pub fn signed(
    out: &Path,
    kind: DocumentKind,
    of: Option<&SigningFacts>,
    table: &RoleTable,
    language: Language,
) -> View {
    let mut facts = FactList::new(language);
    let is_test =
        of.is_some_and(|of| CertificatePolicyKind::of(&of.certificate) == CertificatePolicyKind::Test);
    if let Some(of) = of {
        signer_facts(&mut facts, &of.certificate, table);
        facts.add_some(words::SIGNING_TIME, of.signing_time.map(|time| in_japan(time, language)));
        facts.add(words::METHOD, of.algorithm.to_string());
    }
    facts.add(words::DOCUMENT, words::document_kind(kind).in_language(language));
    facts.add(words::FILE, out.to_string_lossy());
    let headline = if is_test {
        Text {
            en: "SIGNED FOR TESTS ONLY, with a test certificate: no receiver accepts it as a real document.",
            ja: "テスト用証明書で署名しました。実際の文書としては受け付けられません。",
        }
    } else {
        Text { en: "SIGNED.", ja: "署名しました。" }
    };
    view(headline, facts, language)
}

/// What was prepared and is to be signed elsewhere.
pub fn prepared(state: &Path, prepared: &Prepared, table: &RoleTable, language: Language) -> View {
    let mut facts = FactList::new(language);
    signer_facts(&mut facts, prepared.certificate(), table);
    facts.add(words::SIGNING_TIME, in_japan(prepared.signing_time(), language));
    facts.add(words::METHOD, prepared.algorithm().to_string());
    let digest = prepared.digest();
    facts.add(
        words::DIGEST_TO_SIGN,
        format!("{} {}", digest.algorithm().name(), hexadecimal(digest.as_ref())),
    );
    facts.add(words::DOCUMENT, words::document_kind(prepared.kind()).in_language(language));
    facts.add(words::STATE, state.to_string_lossy());
    let headline = Text {
        en: "PREPARED, not signed yet: have the octets signed, then run hpki assemble.",
        ja: "署名の準備ができました（まだ署名していません）。署名値を取得し、hpki assemble を実行してください。",
    };
    view(headline, facts, language)
}

/// Whose card is about to sign, before its PIN is asked for.
pub fn about_to_sign(
    certificate: &Certificate,
    documents: usize,
    table: &RoleTable,
    language: Language,
) -> View {
    let mut facts = FactList::new(language);
    signer_facts(&mut facts, certificate, table);
    facts.add(words::ISSUER, certificate.issuer().to_string());
    facts.add(words::DOCUMENTS, documents.to_string());
    let headline = Text { en: "This card is going to sign.", ja: "次のカードで署名します。" };
    view(headline, facts, language)
}

fn signer_facts(facts: &mut FactList, certificate: &Certificate, table: &RoleTable) {
    let language = facts.language;
    facts.add(words::SIGNER, words::person(certificate));
    facts.add(words::QUALIFICATION, words::roles(&hc_roles(certificate), table, language));
}

fn view(headline: Text, facts: FactList, language: Language) -> View {
    View {
        tone: Tone::Neutral,
        headline: headline.in_language(language).to_owned(),
        advice: Vec::new(),
        facts: facts.facts,
        sections: Vec::new(),
    }
}
