//! Facts about signatures, without a trust decision.

use std::path::Path;
use std::sync::Arc;

use hpki_core::report::Language;
use hpki_report::{Problem, html, json, problem, text, view};
use hpki_xades::dsig::{DetachedFiles, KeepOctets};
use hpki_xades::inspect::{
    self, CoreValidation, DocumentInspection, InspectError, InspectOptions, ReferenceInspection,
    SignatureInspection,
};
use hpki_xades::validate::Fact;
use pyo3::exceptions::PyIndexError;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyTuple};

use crate::certificate::PyCertificate;
use crate::detached;
use crate::errors::{of_problem, released};
use crate::report::{from_json, language};
use crate::settings::RoleNames;
use crate::source::{self, DOCUMENT_LIMIT, Larger, Named, Source};
use crate::waiting;

/// Every Signature element of a document with its digests and certificates. Nothing in it says whether to accept the document.
#[pyclass(frozen, name = "Inspection", module = "hpki")]
pub(crate) struct Inspection {
    inspection: Arc<DocumentInspection>,
    name: String,
    names: RoleNames,
}

/// Looks at every Signature element of a document: digests, values, certificates, time-stamps. No trust decision.
///
/// Args:
///     source: the document: `bytes`, `bytearray`, `memoryview`, a path (`str` or `os.PathLike`) or a binary file object; at most
///         256 MiB. A `str` is a path, never a document.
///     detached: the files that a detached signature refers to: a mapping from the names in references to sources, a folder, or an
///         iterable of sources. Nothing else is ever looked at.
///     role_table: names of roles in place of Japan's table.
///
/// Raises:
///     ParseError: it is not XML that is accepted, two elements have the same identifier, or it has no Signature element.
///     FileError: the file cannot be opened or read.
#[pyfunction]
#[pyo3(name = "inspect", signature = (source, *, detached = None, role_table = None))]
pub(crate) fn inspect_document(
    py: Python<'_>,
    source: &Bound<'_, PyAny>,
    detached: Option<&Bound<'_, PyAny>>,
    role_table: Option<&Bound<'_, PyAny>>,
) -> PyResult<Inspection> {
    let names = RoleNames::of(py, role_table)?;
    let files = detached.map(detached::files).transpose()?.unwrap_or_default();
    let source = Source::of("source", source, DOCUMENT_LIMIT)?;
    let named = source::read(py, source, DOCUMENT_LIMIT, Larger::Cut)?;
    let files = detached::read(py, files)?;
    let (size, name) = (waiting::Size::of(&named, detached), named.name.clone());
    let inspected = waiting::over(py, size, move || inspected(&named, &files))?;
    let inspected = inspected.map_err(|problem| of_problem(&problem))?;
    Ok(Inspection { inspection: Arc::new(inspected), name, names })
}

fn inspected(named: &Named, files: &DetachedFiles) -> Result<DocumentInspection, Problem> {
    let mut options = InspectOptions::new(files);
    options.octets = KeepOctets::Yes;
    let octets = named.octets.as_ref();
    let inspection = inspect::inspect(octets, &options).map_err(|error| match error {
        InspectError::Xml(error) => Problem::in_xml(Path::new(&named.name), octets, &error),
        other => Problem::of(named.name.as_str(), &problem::DUPLICATE_IDENTIFIER, other.to_string()),
    })?;
    if inspection.signatures.is_empty() {
        return Err(Problem::of(named.name.as_str(), &problem::NO_SIGNATURE, ""));
    }
    Ok(inspection)
}

impl Inspection {
    fn view(&self, language: Language) -> view::View {
        view::inspection(Path::new(&self.name), &self.inspection, self.names.table(), language)
    }
}

#[pymethods]
impl Inspection {
    /// The path as it was given; `-` for octets from memory.
    #[getter]
    fn file(&self) -> &str {
        &self.name
    }

    /// The Signature elements, in document order.
    #[getter]
    fn signatures<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        let of = |index| InspectedSignature { inspection: Arc::clone(&self.inspection), index };
        PyTuple::new(py, (0..self.inspection.signatures.len()).map(of))
    }

    /// How many more there are, about which nothing is known: over the limit of signatures.
    #[getter]
    fn left_out(&self) -> usize {
        self.inspection.left_out
    }

    /// The inspection for programs: the JSON document that `hpki inspect --json` prints.
    fn to_json(&self, py: Python<'_>) -> PyResult<String> {
        let name = Path::new(&self.name);
        released(py, || json::to_text(&json::Inspection::of(name, &self.inspection, self.names.table())))
    }

    /// The same as a dict.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        from_json(py, &self.to_json(py)?)
    }

    /// The inspection for people, in lines of text.
    #[pyo3(signature = (lang = "en"))]
    fn text(&self, py: Python<'_>, lang: &str) -> PyResult<String> {
        let language = language(lang)?;
        released(py, || text::render(&self.view(language)))
    }

    /// The same as one HTML page that needs nothing else.
    #[pyo3(signature = (lang = "en"))]
    fn html(&self, py: Python<'_>, lang: &str) -> PyResult<String> {
        let language = language(lang)?;
        released(py, || html::render(&[self.view(language)], language))
    }

    fn __repr__(&self) -> String {
        format!("<hpki.Inspection: {} signatures, nothing decided>", self.inspection.signatures.len())
    }
}

/// One Signature element: facts, no trust decision.
#[pyclass(frozen, name = "InspectedSignature", module = "hpki")]
pub(crate) struct InspectedSignature {
    inspection: Arc<DocumentInspection>,
    index: usize,
}

impl InspectedSignature {
    fn get(&self) -> PyResult<&SignatureInspection> {
        let missing = || PyIndexError::new_err("no such signature");
        self.inspection.signatures.get(self.index).ok_or_else(missing)
    }

    fn listed<'py>(&self, py: Python<'py>, count: usize, place: Place) -> PyResult<Bound<'py, PyTuple>> {
        let of = |index| InspectedReference {
            signature: InspectedSignature { inspection: Arc::clone(&self.inspection), index: self.index },
            place,
            index,
        };
        PyTuple::new(py, (0..count).map(of))
    }
}

#[pymethods]
impl InspectedSignature {
    /// Where it stands: `/Document/Prescription/PrescriptionSign/Signature`.
    #[getter]
    fn path(&self) -> PyResult<&str> {
        Ok(&self.get()?.path)
    }

    /// Core validation of XMLDSig (section 3.2): all references of SignedInfo and the value; None when something it needs is not
    /// supported. True says nothing about who signed.
    #[getter]
    fn core_valid(&self) -> PyResult<Option<bool>> {
        Ok(match self.get()?.core {
            CoreValidation::Valid => Some(true),
            CoreValidation::Invalid | CoreValidation::Malformed(_) => Some(false),
            CoreValidation::Unsupported(_) => None,
        })
    }

    /// What is not supported, or why the element is no Signature of the schema; None without such.
    #[getter]
    fn problem(&self) -> PyResult<Option<&str>> {
        Ok(match &self.get()?.core {
            CoreValidation::Valid | CoreValidation::Invalid => None,
            CoreValidation::Unsupported(what) | CoreValidation::Malformed(what) => Some(what),
        })
    }

    /// Whether SignatureValue fits SignedInfo and a key in the document; None when it was not computed.
    #[getter]
    fn signature_ok(&self) -> PyResult<Option<bool>> {
        Ok(truth(self.get()?.signature_value))
    }

    /// The URI of SignatureMethod as written.
    #[getter]
    fn signature_method(&self) -> PyResult<&str> {
        Ok(&self.get()?.signature_method_uri)
    }

    /// The level by what is there (EN 319 132-1); no time-stamp is trusted.
    #[getter]
    fn level(&self) -> PyResult<&'static str> {
        Ok(self.get()?.level.name())
    }

    /// The certificates in it.
    #[getter]
    fn certificates<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, self.get()?.certificates.iter().cloned().map(PyCertificate::of))
    }

    /// The canonical octets of SignedInfo: what the value signs. None where they could not be made.
    #[getter]
    fn signed_info<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyBytes>>> {
        Ok(self.get()?.signed_info_octets.as_deref().map(|octets| PyBytes::new(py, octets)))
    }

    /// The references of SignedInfo, in document order.
    #[getter]
    fn references<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        self.listed(py, self.get()?.references.len(), Place::SignedInfo)
    }

    /// The references of Manifests that SignedInfo names: no part of core validation.
    #[getter]
    fn manifest_references<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        self.listed(py, self.get()?.manifest_references.len(), Place::Manifest)
    }

    fn __repr__(&self) -> PyResult<String> {
        let core = match self.core_valid()? {
            Some(true) => "computes",
            Some(false) => "does not compute",
            None => "has something unsupported",
        };
        Ok(format!("<hpki.InspectedSignature: {core}, nothing decided>"))
    }
}

/// One reference: what is stated and what was computed. Nothing says that the octets are anybody's.
#[pyclass(frozen, name = "InspectedReference", module = "hpki")]
pub(crate) struct InspectedReference {
    signature: InspectedSignature,
    place: Place,
    index: usize,
}

/// Where a reference stands.
#[derive(Clone, Copy)]
enum Place {
    SignedInfo,
    Manifest,
}

impl InspectedReference {
    fn get(&self) -> PyResult<&ReferenceInspection> {
        let signature = self.signature.get()?;
        let all = match self.place {
            Place::SignedInfo => &signature.references,
            Place::Manifest => &signature.manifest_references,
        };
        all.get(self.index).ok_or_else(|| PyIndexError::new_err("no such reference"))
    }
}

#[pymethods]
impl InspectedReference {
    /// The URI as written; None without one.
    #[getter]
    fn uri(&self) -> PyResult<Option<&str>> {
        Ok(self.get()?.uri.as_deref())
    }

    /// The URIs of the transforms, in their order.
    #[getter]
    fn transforms<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, &self.get()?.transforms)
    }

    /// The URI of DigestMethod as written.
    #[getter]
    fn digest_method(&self) -> PyResult<&str> {
        Ok(&self.get()?.digest_method_uri)
    }

    /// Whether the digests agree; None when none was computed.
    #[getter]
    fn digest_ok(&self) -> PyResult<Option<bool>> {
        Ok(truth(self.get()?.digest))
    }

    /// The digest that was computed; None when none was.
    #[getter]
    fn computed<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyBytes>>> {
        let computed = &self.get()?.computed;
        Ok((!computed.is_empty()).then(|| PyBytes::new(py, computed)))
    }

    /// DigestValue.
    #[getter]
    fn stated<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        Ok(PyBytes::new(py, &self.get()?.stated))
    }

    /// The octets that were digested, after all transforms; None where there are none.
    #[getter]
    fn octets<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyBytes>>> {
        Ok(self.get()?.octets.as_deref().map(|octets| PyBytes::new(py, octets)))
    }

    /// Why no digest was computed; None when one was.
    #[getter]
    fn problem(&self) -> PyResult<Option<&str>> {
        Ok(self.get()?.problem.as_deref())
    }

    fn __repr__(&self) -> PyResult<String> {
        let digest = match self.digest_ok()? {
            Some(true) => "agrees",
            Some(false) => "differs",
            None => "was not computed",
        };
        Ok(format!("<hpki.InspectedReference: the digest {digest}>"))
    }
}

fn truth(fact: Fact) -> Option<bool> {
    match fact {
        Fact::Agrees => Some(true),
        Fact::Differs => Some(false),
        Fact::Unknown => None,
    }
}
