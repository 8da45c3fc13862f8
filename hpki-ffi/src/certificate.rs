//! Certificates: parsed, never trusted by that.

use std::ffi::c_char;
use std::mem::MaybeUninit;
use std::path::Path;
use std::ptr;
use std::sync::OnceLock;

use ::hpki_report::{describe, json, view};
use hpki_core::certificate::{Certificate, HcActor, hc_roles};
use hpki_core::path::{PathRequest, validate_path};
use hpki_core::profile::{CertificatePolicyKind, Profile, RoleRequirement};
use hpki_core::report::CheckList;
use hpki_core::role;

use crate::boundary::{Failure, free, get, get_item, guard, hand_over, octets, place, text, there};
use crate::check::{self, hpki_check};
use crate::error::hpki_error;
use crate::file::{self, Larger, MATERIAL_LIMIT};
use crate::path_report::hpki_path_report;
use crate::report::Texts;
use crate::result::{
    HPKI_ERROR_NO_CERTIFICATE, HPKI_ERROR_NO_TRUST_ANCHOR, HPKI_OK, NO_TRUST_ANCHOR, hpki_result,
};
use crate::settings::hpki_settings;
use crate::trust_store::{certificates, hpki_trust_store};
use crate::value::{
    self, hpki_language, hpki_octets, hpki_policy, hpki_text, hpki_time, language, time, unknown_constant,
};
use crate::verifier::MEMORY;

/// A certificate: what it says of itself. Any number of threads can read it. Those that were asked of a report belong to
/// the report; those that were parsed are freed with hpki_certificate_free().
pub struct hpki_certificate {
    certificate: Certificate,
    name: String,
    facts: OnceLock<Facts>,
    texts: Texts,
    json: OnceLock<String>,
}

/// What is put into words when it is first asked for.
struct Facts {
    subject: String,
    issuer: String,
    common_name: Option<String>,
    japanese_name: Option<String>,
    serial_number: String,
    public_key: String,
    sha256: [u8; 32],
    roles: Vec<Role>,
    profile: &'static str,
    list: CheckList,
    checks: Vec<hpki_check>,
}

struct Role {
    text: Option<String>,
    japanese: Option<String>,
    coding_scheme: Option<String>,
}

impl hpki_certificate {
    pub(crate) fn of(certificate: &Certificate) -> hpki_certificate {
        hpki_certificate::named(MEMORY, certificate.clone())
    }

    fn named(name: &str, certificate: Certificate) -> hpki_certificate {
        hpki_certificate {
            certificate,
            name: name.to_owned(),
            facts: OnceLock::new(),
            texts: Texts::default(),
            json: OnceLock::new(),
        }
    }

    pub(crate) fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    fn facts(&self) -> &Facts {
        self.facts.get_or_init(|| Facts::of(&self.certificate))
    }

    fn roles(&self) -> &[Role] {
        &self.facts().roles
    }
}

impl Facts {
    fn of(certificate: &Certificate) -> Facts {
        let role = |actor: &HcActor| Role {
            text: actor.code_data_free_text.clone(),
            japanese: role::japan().role_of(actor).map(|role| role.japanese_name.clone()),
            coding_scheme: actor.coding_scheme.as_ref().map(ToString::to_string),
        };
        let profile = describe::fitting_profile(certificate);
        let mut list = CheckList::new();
        profile.evaluate(certificate, &mut list);
        Facts {
            subject: certificate.subject().to_string(),
            issuer: certificate.issuer().to_string(),
            common_name: certificate.subject().common_name().map(Into::into),
            japanese_name: certificate.japanese_name().map(Into::into),
            serial_number: describe::serial_number(certificate),
            public_key: describe::public_key(certificate),
            sha256: certificate.sha256(),
            roles: hc_roles(certificate).actors.iter().map(role).collect(),
            profile: profile.name,
            checks: check::all(&list),
            list,
        }
    }
}

fn first(name: &str, octets: &[u8]) -> Result<hpki_certificate, Failure> {
    let first = certificates(name, octets)?.into_iter().next();
    let missing = || {
        let problem = ::hpki_report::Problem::of(name, &::hpki_report::problem::NO_CERTIFICATE, "");
        Failure::of(HPKI_ERROR_NO_CERTIFICATE, problem)
    };
    first.map(|certificate| hpki_certificate::named(name, certificate)).ok_or_else(missing)
}

/// Parses a certificate: DER, PEM or PKCS#7, the first one where there are several. Free it with
/// hpki_certificate_free(). Nothing is trusted by being parsed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hpki_certificate_parse(
    data: *const u8,
    length: usize,
    out: Option<&mut MaybeUninit<*mut hpki_certificate>>,
    error: Option<&mut MaybeUninit<*mut hpki_error>>,
) -> hpki_result {
    guard(error, || {
        // SAFETY: the promise of the caller; the octets are read within this call.
        let data = unsafe { octets(data, length) }?;
        hand_over(place(out)?, first(MEMORY, data)?);
        Ok(HPKI_OK)
    })
}

/// The same from a file of at most 128 MiB.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hpki_certificate_parse_file(
    path: *const c_char,
    path_length: usize,
    out: Option<&mut MaybeUninit<*mut hpki_certificate>>,
    error: Option<&mut MaybeUninit<*mut hpki_error>>,
) -> hpki_result {
    guard(error, || {
        // SAFETY: the promise of the caller; the text is read within this call.
        let path = unsafe { text(path, path_length) }?;
        let out = place(out)?;
        hand_over(out, first(path, &file::read(path, MATERIAL_LIMIT, Larger::Refused)?)?);
        Ok(HPKI_OK)
    })
}

/// Frees a certificate that was parsed. NULL is fine. Those that were asked of a report go with the report.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_certificate_free(certificate: Option<Box<hpki_certificate>>) {
    free(certificate);
}

/// The DER, exactly as it came.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_certificate_der(
    certificate: Option<&hpki_certificate>,
    out: Option<&mut MaybeUninit<hpki_octets>>,
) -> hpki_result {
    get(certificate, out, |certificate| hpki_octets::of(certificate.certificate.as_der()))
}

/// The SHA-256 of the DER: 32 octets.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_certificate_sha256(
    certificate: Option<&hpki_certificate>,
    out: Option<&mut MaybeUninit<hpki_octets>>,
) -> hpki_result {
    get(certificate, out, |certificate| hpki_octets::of(&certificate.facts().sha256))
}

/// The subject as RFC 4514 writes names.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_certificate_subject(
    certificate: Option<&hpki_certificate>,
    out: Option<&mut MaybeUninit<hpki_text>>,
) -> hpki_result {
    get(certificate, out, |certificate| hpki_text::of(&certificate.facts().subject))
}

/// The issuer as RFC 4514 writes names.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_certificate_issuer(
    certificate: Option<&hpki_certificate>,
    out: Option<&mut MaybeUninit<hpki_text>>,
) -> hpki_result {
    get(certificate, out, |certificate| hpki_text::of(&certificate.facts().issuer))
}

/// The common name of the subject, in Latin letters in HPKI; no text (NULL) where there is none.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_certificate_common_name(
    certificate: Option<&hpki_certificate>,
    out: Option<&mut MaybeUninit<hpki_text>>,
) -> hpki_result {
    get(certificate, out, |certificate| hpki_text::of_some(certificate.facts().common_name.as_deref()))
}

/// The Japanese name, which is the one to show; no text (NULL) where there is none.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_certificate_japanese_name(
    certificate: Option<&hpki_certificate>,
    out: Option<&mut MaybeUninit<hpki_text>>,
) -> hpki_result {
    get(certificate, out, |certificate| hpki_text::of_some(certificate.facts().japanese_name.as_deref()))
}

/// The serial number in lower-case hexadecimal.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_certificate_serial_number(
    certificate: Option<&hpki_certificate>,
    out: Option<&mut MaybeUninit<hpki_text>>,
) -> hpki_result {
    get(certificate, out, |certificate| hpki_text::of(&certificate.facts().serial_number))
}

/// The public key: "RSA 2048", "EC P-256".
#[unsafe(no_mangle)]
pub extern "C" fn hpki_certificate_public_key(
    certificate: Option<&hpki_certificate>,
    out: Option<&mut MaybeUninit<hpki_text>>,
) -> hpki_result {
    get(certificate, out, |certificate| hpki_text::of(&certificate.facts().public_key))
}

/// The first second of its validity.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_certificate_not_before(
    certificate: Option<&hpki_certificate>,
    out: Option<&mut MaybeUninit<hpki_time>>,
) -> hpki_result {
    get(certificate, out, |certificate| Some(certificate.certificate.not_before()).into())
}

/// The last second of its validity.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_certificate_not_after(
    certificate: Option<&hpki_certificate>,
    out: Option<&mut MaybeUninit<hpki_time>>,
) -> hpki_result {
    get(certificate, out, |certificate| Some(certificate.certificate.not_after()).into())
}

/// Which of HPKI's policies it has: one of HPKI_POLICY_….
#[unsafe(no_mangle)]
pub extern "C" fn hpki_certificate_policy(
    certificate: Option<&hpki_certificate>,
    out: Option<&mut MaybeUninit<hpki_policy>>,
) -> hpki_result {
    get(certificate, out, |certificate| value::policy(CertificatePolicyKind::of(&certificate.certificate)))
}

/// How many professional roles (hcRole) it has.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_certificate_role_count(
    certificate: Option<&hpki_certificate>,
    out: Option<&mut MaybeUninit<usize>>,
) -> hpki_result {
    get(certificate, out, |certificate| certificate.roles().len())
}

/// A role as it stands in the certificate: "Medical Doctor"; no text (NULL) where it has none. It counts only under the
/// coding scheme of Japan: see hpki_certificate_role_japanese().
#[unsafe(no_mangle)]
pub extern "C" fn hpki_certificate_role_text(
    certificate: Option<&hpki_certificate>,
    index: usize,
    out: Option<&mut MaybeUninit<hpki_text>>,
) -> hpki_result {
    get_item(certificate, index, out, hpki_certificate::roles, |role| {
        hpki_text::of_some(role.text.as_deref())
    })
}

/// The Japanese name of a role (医師), where text and coding scheme are those of Japan's table; else no text (NULL).
#[unsafe(no_mangle)]
pub extern "C" fn hpki_certificate_role_japanese(
    certificate: Option<&hpki_certificate>,
    index: usize,
    out: Option<&mut MaybeUninit<hpki_text>>,
) -> hpki_result {
    get_item(certificate, index, out, hpki_certificate::roles, |role| {
        hpki_text::of_some(role.japanese.as_deref())
    })
}

/// The coding scheme of a role as a dotted object identifier; no text (NULL) where it has none.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_certificate_role_coding_scheme(
    certificate: Option<&hpki_certificate>,
    index: usize,
    out: Option<&mut MaybeUninit<hpki_text>>,
) -> hpki_result {
    get_item(certificate, index, out, hpki_certificate::roles, |role| {
        hpki_text::of_some(role.coding_scheme.as_deref())
    })
}

/// The name of the profile that fits what the certificate says of itself; its checks are those of this profile.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_certificate_profile(
    certificate: Option<&hpki_certificate>,
    out: Option<&mut MaybeUninit<hpki_text>>,
) -> hpki_result {
    get(certificate, out, |certificate| hpki_text::of(certificate.facts().profile))
}

/// How many checks its profile makes. They are facts, no validation.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_certificate_check_count(
    certificate: Option<&hpki_certificate>,
    out: Option<&mut MaybeUninit<usize>>,
) -> hpki_result {
    get(certificate, out, |certificate| certificate.facts().checks.len())
}

/// A check of its profile. It belongs to the certificate: do not free it.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_certificate_check(
    certificate: Option<&hpki_certificate>,
    index: usize,
    out: Option<&mut MaybeUninit<*const hpki_check>>,
) -> hpki_result {
    get_item(certificate, index, out, |certificate| &certificate.facts().checks, ptr::from_ref)
}

/// The certificate for people, in lines of UTF-8: fields, extensions, findings against the profile.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_certificate_text(
    certificate: Option<&hpki_certificate>,
    in_language: hpki_language,
    out: Option<&mut MaybeUninit<hpki_text>>,
) -> hpki_result {
    guard(None, || {
        let (certificate, out) = (there(certificate)?, place(out)?);
        let language = language(in_language)?;
        let facts = certificate.facts();
        out.write(certificate.texts.text(language, || {
            let name = Path::new(&certificate.name);
            view::fields(name, &certificate.certificate, facts.profile, &facts.list, role::japan(), language)
        }));
        Ok(HPKI_OK)
    })
}

/// The certificate for programs: the JSON document that `hpki certificate show --json` prints.
#[unsafe(no_mangle)]
pub extern "C" fn hpki_certificate_json(
    certificate: Option<&hpki_certificate>,
    out: Option<&mut MaybeUninit<hpki_text>>,
) -> hpki_result {
    get(certificate, out, |certificate| {
        let made = certificate.json.get_or_init(|| {
            let facts = certificate.facts();
            let one =
                json::Certificate::of(&certificate.certificate, facts.profile, &facts.list, role::japan());
            json::to_text(&json::Certificates::of(Path::new(&certificate.name), std::iter::once(one)))
        });
        hpki_text::of(made)
    })
}

/// Rules for a certificate and its authorities: one of HPKI_PROFILE_….
pub type hpki_profile = u32;
/// HPKI certificate for signatures.
pub const HPKI_PROFILE_SIGNATURE: hpki_profile = 1;
/// HPKI certificate for authentication.
pub const HPKI_PROFILE_AUTHENTICATION: hpki_profile = 2;
/// RFC 5280 alone.
pub const HPKI_PROFILE_RFC5280: hpki_profile = 3;

fn profile(value: hpki_profile) -> Result<Profile, Failure> {
    match value {
        HPKI_PROFILE_SIGNATURE => Ok(Profile::HpkiSignature),
        HPKI_PROFILE_AUTHENTICATION => Ok(Profile::HpkiAuthentication),
        HPKI_PROFILE_RFC5280 => Ok(Profile::Rfc5280),
        _ => Err(unknown_constant("hpki_profile", value)),
    }
}

/// Validates the certification path of a certificate as of a time, in seconds since 1970-01-01T00:00:00Z: RFC 5280 and
/// a profile, one of HPKI_PROFILE_…. Of the settings it takes revocation, roles and test certificates.
///
/// HPKI_OK: TOTAL-PASSED. HPKI_TOTAL_FAILED and HPKI_INDETERMINATE: not valid. In these three cases, and no other, `out`
/// is written: free it with hpki_path_report_free(). HPKI_ERROR_NO_TRUST_ANCHOR for a trust store without any.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn hpki_certificate_validate(
    certificate: Option<&hpki_certificate>,
    trust: Option<&hpki_trust_store>,
    settings: Option<&hpki_settings>,
    with_profile: hpki_profile,
    at: i64,
    out: Option<&mut MaybeUninit<*mut hpki_path_report>>,
    error: Option<&mut MaybeUninit<*mut hpki_error>>,
) -> hpki_result {
    guard(error, || {
        let (certificate, trust) = (there(certificate)?, there(trust)?);
        let (settings, out) = (there(settings)?, place(out)?);
        let (profile, at) = (profile(with_profile)?, time(at)?);
        let (trust, rules) = (trust.content().clone(), settings.rules().clone());
        if trust.anchors.is_empty() {
            return Err(Failure::new(HPKI_ERROR_NO_TRUST_ANCHOR, &NO_TRUST_ANCHOR, ""));
        }
        let mut request = PathRequest::new(&certificate.certificate, &trust.anchors, at);
        request.intermediates = &trust.intermediates;
        request.certificate_lists = &trust.certificate_lists;
        request.profile = profile;
        request.revocation = rules.revocation;
        request.algorithms = rules.algorithms.as_ref();
        request.test_certificates = rules.test_certificates;
        if !rules.roles.is_empty() {
            request.roles = RoleRequirement::AnyOf(rules.roles.iter().cloned().map(Into::into).collect());
        }
        request.role_table = Some(rules.names.table());
        let report =
            hpki_path_report::new(&certificate.name, validate_path(&request), at, rules.names.clone());
        let code = report.code();
        hand_over(out, report);
        Ok(code)
    })
}
