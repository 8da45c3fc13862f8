//! The first step for referral letters and other documents: packaging, properties, counter-signatures.

use hpki_xades::document::DocumentKind;
use hpki_xades::dsig::DetachedFile;
use hpki_xades::sign::{self, ContentRules, CounterSigned, DetachedReference, Listing, Packaging, SignError};
use pyo3::prelude::*;

use crate::certificate::PyCertificate;
use crate::detached;
use crate::errors::{Class, PACKAGING, refusal, released};
use crate::prepared::PyPrepared;
use crate::preparing::{Common, read, rules};
use crate::properties::GivenProperties;
use crate::settings::chosen;
use crate::signing_error::signing_error;

const LETTER_KINDS: [(&str, DocumentKind); 2] =
    [("referral", DocumentKind::Referral), ("generic", DocumentKind::Generic)];

/// Prepares a referral letter (診療情報提供書) or another document.
///
/// Args:
///     source: The document, for ``enveloped`` and ``enveloping``.
///     packaging: ``enveloped``: the signature in the XML document. ``enveloping``: around XML or a file of any kind.
///         ``detached``: beside files.
///     certificate: The certificate whose key will sign.
///     kind: Who may sign: a referral wants one of the roles for it, ``generic`` any HPKI signature certificate.
///     element: Only the element with this Id, enveloped: then several people can sign side by side.
///     detached: The files of a detached signature: a mapping of the names it gives them to sources, or paths, which it
///         calls by their paths in a folder or by the last part of their own.
///     listing: List the files in the signature itself, or in a ``manifest``, as real referral letters do.
///     xml: XML in its canonical form, so that line ends and the like may change, or octet for octet.
///     properties: What the signer says about the signature.
///     at: Signing time, an aware datetime. Default: now.
///     algorithm: Default: the usual one for the key, which everybody verifies; for RSA ``rsa-sha256``.
///     roles: One of these roles is demanded of the signer, in Japanese or as certificates have them.
///     danger_accept_test_certificates: Prepare for an HPKI test certificate. Never for real documents.
///
/// Raises:
///     ArgumentError: arguments that do not go together.
///     SigningError: what nobody would accept.
#[pyfunction]
#[allow(clippy::too_many_arguments, reason = "the keyword arguments of Python")]
#[pyo3(signature = (source = None, *, packaging, certificate, kind = "referral", element = None, detached = None,
    listing = "references", xml = "canonical", properties = None, at = None, algorithm = None, roles = None,
    danger_accept_test_certificates = false))]
pub(crate) fn prepare_xml(
    py: Python<'_>,
    source: Option<&Bound<'_, PyAny>>,
    packaging: &str,
    certificate: &PyCertificate,
    kind: &str,
    element: Option<String>,
    detached: Option<&Bound<'_, PyAny>>,
    listing: &str,
    xml: &str,
    properties: Option<GivenProperties>,
    at: Option<&Bound<'_, PyAny>>,
    algorithm: Option<&str>,
    roles: Option<&Bound<'_, PyAny>>,
    danger_accept_test_certificates: bool,
) -> PyResult<PyPrepared> {
    let kind = chosen("kind", kind, &LETTER_KINDS)?.1;
    let (word, shape) = chosen("packaging", packaging, &SHAPES)?;
    let how = How {
        kind,
        listing: chosen("listing", listing, &LISTINGS)?.1,
        form: chosen("xml", xml, &FORMS)?.1,
        given: properties.unwrap_or_default(),
    };
    let rules = rules(roles, ContentRules::Service, danger_accept_test_certificates)?;
    let common = Common::of(py, certificate, at, algorithm, rules)?;
    let mismatch =
        |detail: &str| Err(refusal(Class::Argument, &PACKAGING, "packaging", format!("{word}: {detail}")));
    match (shape, source, detached, element) {
        (Shape::Detached, None, Some(files), None) => {
            let files = detached::each(py, detached::files(files)?)?;
            how.beside(py, &common, files)
        }
        (Shape::Detached, None, None, _) => mismatch("no detached files"),
        (Shape::Detached, Some(_), ..) => mismatch("files are given as detached, not as source"),
        (Shape::Enveloped | Shape::Enveloping, None, ..) => mismatch("no source"),
        (Shape::Enveloped | Shape::Enveloping, _, Some(_), _) => mismatch("detached files"),
        (Shape::Enveloping | Shape::Detached, _, _, Some(_)) => mismatch("an element"),
        (Shape::Enveloped, Some(source), None, element) => {
            let source = read(py, "source", source)?;
            how.one_document(
                py,
                &common,
                &source.name,
                |octets, _| match element {
                    Some(id) => Packaging::Element { document: octets, id },
                    None => Packaging::Enveloped { document: octets },
                },
                source.octets.into_vec(),
            )
        }
        (Shape::Enveloping, Some(source), None, None) => {
            let source = read(py, "source", source)?;
            let form = how.form;
            how.one_document(
                py,
                &common,
                &source.name,
                |octets, mime_type| match form {
                    Form::Canonical if is_markup(&octets) => Packaging::EnvelopingXml { document: octets },
                    _ => Packaging::EnvelopingOctets { octets, mime_type },
                },
                source.octets.into_vec(),
            )
        }
    }
}

/// How a signature and what it signs come together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    Enveloped,
    Enveloping,
    Detached,
}

const SHAPES: [(&str, Shape); 3] =
    [("enveloped", Shape::Enveloped), ("enveloping", Shape::Enveloping), ("detached", Shape::Detached)];

const LISTINGS: [(&str, Listing); 2] = [("references", Listing::References), ("manifest", Listing::Manifest)];

/// What of XML is signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Canonical,
    Octets,
}

const FORMS: [(&str, Form); 2] = [("canonical", Form::Canonical), ("octets", Form::Octets)];

/// What a letter is, and what is said about it.
struct How {
    kind: DocumentKind,
    listing: Listing,
    form: Form,
    given: GivenProperties,
}

impl How {
    /// In a document, or around it.
    fn one_document(
        self,
        py: Python<'_>,
        common: &Common,
        name: &str,
        packaging: impl FnOnce(Vec<u8>, Option<String>) -> Packaging + Send,
        octets: Vec<u8>,
    ) -> PyResult<PyPrepared> {
        let properties = self.given.properties(&[])?;
        let first = properties.formats.first().filter(|format| format.reference == 0);
        let mime_type = first.and_then(|format| format.mime_type.clone());
        common.prepare(py, name, Vec::new(), |at, settings| {
            sign::xml(packaging(octets, mime_type), self.kind, properties, at, settings)
        })
    }

    /// Beside files, by the names that the signature gives them.
    fn beside(
        self,
        py: Python<'_>,
        common: &Common,
        files: Vec<(String, DetachedFile)>,
    ) -> PyResult<PyPrepared> {
        // Of a Manifest the signature names the list alone.
        let listed = files.iter().filter(|_| self.listing == Listing::References);
        let properties = self.given.properties(&listed.map(|(name, _)| name.as_str()).collect::<Vec<_>>())?;
        let references = || -> Result<Vec<_>, SignError> {
            files.iter().map(|(name, file)| reference(name, &file.octets, self.form)).collect()
        };
        let references = released(py, references)?;
        let references = references.map_err(|error| signing_error(py, "detached", common.at, error))?;
        let packaging = Packaging::Detached { files: references, listing: self.listing };
        let files = files.into_iter().map(|(_, file)| file).collect();
        common.prepare(py, "detached", files, |at, settings| {
            sign::xml(packaging, self.kind, properties, at, settings)
        })
    }
}

/// Markup is taken as XML, anything else as octets, as the command does.
fn is_markup(octets: &[u8]) -> bool {
    let without_mark = octets.strip_prefix(b"\xef\xbb\xbf").unwrap_or(octets);
    without_mark.trim_ascii_start().first() == Some(&b'<')
}

fn reference(name: &str, octets: &[u8], form: Form) -> Result<DetachedReference, SignError> {
    let extension = name.rsplit_once('.').map(|(_, extension)| extension);
    if form == Form::Canonical && extension.is_some_and(|extension| extension.eq_ignore_ascii_case("xml")) {
        return DetachedReference::canonical_xml(name, octets);
    }
    DetachedReference::octets(name, octets)
}

/// Prepares a counter-signature: over the value of a signature of a document, among its unsigned properties.
///
/// Args:
///     source: The signed document.
///     certificate: The certificate whose key will sign.
///     signature_id: The Id of the signature. Default: the only one there is. Its value must hold.
///     kind: Who may sign: a referral wants one of the roles for it, ``generic`` any HPKI signature certificate.
///     properties: What the signer says about the signature.
///     at: Signing time, an aware datetime. Default: now.
///     algorithm: Default: the usual one for the key, which everybody verifies; for RSA ``rsa-sha256``.
///     roles: One of these roles is demanded of the signer, in Japanese or as certificates have them.
///     danger_accept_test_certificates: Prepare for an HPKI test certificate. Never for real documents.
///
/// Raises:
///     SigningError: what nobody would accept.
#[pyfunction]
#[allow(clippy::too_many_arguments, reason = "the keyword arguments of Python")]
#[pyo3(signature = (source, *, certificate, signature_id = None, kind = "referral", properties = None, at = None,
    algorithm = None, roles = None, danger_accept_test_certificates = false))]
pub(crate) fn prepare_counter_signature(
    py: Python<'_>,
    source: &Bound<'_, PyAny>,
    certificate: &PyCertificate,
    signature_id: Option<String>,
    kind: &str,
    properties: Option<GivenProperties>,
    at: Option<&Bound<'_, PyAny>>,
    algorithm: Option<&str>,
    roles: Option<&Bound<'_, PyAny>>,
    danger_accept_test_certificates: bool,
) -> PyResult<PyPrepared> {
    let kind = chosen("kind", kind, &LETTER_KINDS)?.1;
    let rules = rules(roles, ContentRules::Service, danger_accept_test_certificates)?;
    let common = Common::of(py, certificate, at, algorithm, rules)?;
    let properties = properties.unwrap_or_default().properties(&[])?;
    let source = read(py, "source", source)?;
    let (name, octets) = (source.name, source.octets.into_vec());
    let which = signature_id.map_or(CounterSigned::Only, CounterSigned::Id);
    common.prepare(py, &name, Vec::new(), |at, settings| {
        sign::counter_signature(octets, which, kind, properties, at, settings)
    })
}
