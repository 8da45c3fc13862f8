//! What a caller trusts, and what helps to judge: anchors, intermediates, revocation lists.

use std::sync::{Mutex, MutexGuard, PoisonError};

use hpki_core::certificate::Certificate;
use hpki_core::crl::CertificateList;
use hpki_core::trust::{TrustAnchor, TrustAnchors};
use hpki_report::{Problem, material};
use pyo3::prelude::*;
use pyo3::types::{PyByteArray, PyBytes, PyMemoryView, PyString, PyTuple};

use crate::certificate::PyCertificate;
use crate::errors::{of_problem, released};
use crate::source::{Larger, MATERIAL_LIMIT, Source};

/// What a caller trusts, and what helps to judge. An empty store trusts nobody.
///
/// Every argument, and every `add_` method, takes one source or an iterable of them: `bytes`, `bytearray`, `memoryview`, a path
/// (`str` or `os.PathLike`) of a file or of a folder, a binary file object; for certificates a `Certificate` as well. They hold
/// one certificate or list, or several: DER, PEM or PKCS#7, at most 128 MiB. Of a folder the files with the usual extensions
/// are taken, not those in its subfolders. All of a call is added or, on a failure, nothing.
///
/// Verifiers copy what they need when they are made. A store can be pickled, and used by several threads.
///
/// Args:
///     anchors: certificates whose keys you trust to say who is a doctor. Give only those whose fingerprints you compared with
///         their owner's publication.
///     time_stamp_anchors: those you trust for time-stamp authorities. Without any, no time-stamp proves anything.
///     intermediates: CA certificates that may help to build paths; they are not trusted.
///     certificate_lists: revocation lists, beside those in documents; they are not trusted.
///
/// Raises:
///     ParseError: octets that hold no certificate or list, or one that cannot be read.
///     FileError: a file that cannot be opened or read.
#[pyclass(frozen, name = "TrustStore", module = "hpki")]
pub(crate) struct TrustStore {
    content: Mutex<Content>,
}

/// What a store holds.
#[derive(Clone, Default)]
pub(crate) struct Content {
    pub(crate) anchors: TrustAnchors,
    pub(crate) time_stamp_anchors: TrustAnchors,
    pub(crate) intermediates: Vec<Certificate>,
    pub(crate) certificate_lists: Vec<CertificateList>,
}

impl TrustStore {
    pub(crate) fn of(content: Content) -> TrustStore {
        TrustStore { content: Mutex::new(content) }
    }

    pub(crate) fn content(&self) -> MutexGuard<'_, Content> {
        // Nothing is half done while the lock is held, and nobody who holds it waits for the interpreter.
        self.content.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[pymethods]
impl TrustStore {
    #[new]
    #[pyo3(signature = (anchors = None, *, time_stamp_anchors = None, intermediates = None, certificate_lists = None))]
    fn new(
        py: Python<'_>,
        anchors: Option<&Bound<'_, PyAny>>,
        time_stamp_anchors: Option<&Bound<'_, PyAny>>,
        intermediates: Option<&Bound<'_, PyAny>>,
        certificate_lists: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<TrustStore> {
        let mut content = Content::default();
        for certificate in read(py, "anchors", anchors, certificates)? {
            content.anchors.add(certificate);
        }
        for certificate in read(py, "time_stamp_anchors", time_stamp_anchors, certificates)? {
            content.time_stamp_anchors.add(certificate);
        }
        content.intermediates = read(py, "intermediates", intermediates, certificates)?;
        content.certificate_lists = read(py, "certificate_lists", certificate_lists, certificate_lists_of)?;
        Ok(TrustStore { content: Mutex::new(content) })
    }

    /// Adds trust anchors for signers and for certification paths.
    fn add_anchors(slf: PyRef<'_, Self>, source: &Bound<'_, PyAny>) -> PyResult<()> {
        let read = read(slf.py(), "source", Some(source), certificates)?;
        let mut content = slf.content();
        read.into_iter().for_each(|certificate| content.anchors.add(certificate));
        Ok(())
    }

    /// Adds trust anchors for time-stamp authorities.
    fn add_time_stamp_anchors(slf: PyRef<'_, Self>, source: &Bound<'_, PyAny>) -> PyResult<()> {
        let read = read(slf.py(), "source", Some(source), certificates)?;
        let mut content = slf.content();
        read.into_iter().for_each(|certificate| content.time_stamp_anchors.add(certificate));
        Ok(())
    }

    /// Adds certificates of authorities that may help to build paths; they are not trusted.
    fn add_intermediates(slf: PyRef<'_, Self>, source: &Bound<'_, PyAny>) -> PyResult<()> {
        let read = read(slf.py(), "source", Some(source), certificates)?;
        slf.content().intermediates.extend(read);
        Ok(())
    }

    /// Adds certificate revocation lists, beside those in documents; they are not trusted.
    fn add_certificate_lists(slf: PyRef<'_, Self>, source: &Bound<'_, PyAny>) -> PyResult<()> {
        let read = read(slf.py(), "source", Some(source), certificate_lists_of)?;
        slf.content().certificate_lists.extend(read);
        Ok(())
    }

    /// The trust anchors for signers, each once.
    #[getter]
    fn anchors<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        let anchors = of_anchors(&self.content().anchors);
        PyTuple::new(py, anchors.into_iter().map(PyCertificate::of))
    }

    /// The trust anchors for time-stamp authorities, each once.
    #[getter]
    fn time_stamp_anchors<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        let anchors = of_anchors(&self.content().time_stamp_anchors);
        PyTuple::new(py, anchors.into_iter().map(PyCertificate::of))
    }

    /// The certificates that may help to build paths.
    #[getter]
    fn intermediates<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        let intermediates = self.content().intermediates.clone();
        PyTuple::new(py, intermediates.into_iter().map(PyCertificate::of))
    }

    /// How many revocation lists there are.
    #[getter]
    fn certificate_list_count(&self) -> usize {
        self.content().certificate_lists.len()
    }

    /// Everything in DER, so that a copy in another process is the same store.
    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyTuple>)> {
        let py = slf.py();
        let content = slf.get().content().clone();
        let ders = |certificates: &[Certificate]| -> PyResult<Bound<'py, PyTuple>> {
            PyTuple::new(py, certificates.iter().map(|certificate| PyBytes::new(py, certificate.as_der())))
        };
        let lists = content.certificate_lists.iter().map(|list| PyBytes::new(py, list.as_der()));
        let state = PyTuple::new(
            py,
            [
                ders(&of_anchors(&content.anchors))?,
                ders(&of_anchors(&content.time_stamp_anchors))?,
                ders(&content.intermediates)?,
                PyTuple::new(py, lists)?,
            ],
        )?;
        Ok((slf.get_type().getattr("_restore")?, state))
    }

    #[staticmethod]
    #[pyo3(name = "_restore")]
    fn restore(
        py: Python<'_>,
        anchors: &Bound<'_, PyAny>,
        time_stamp_anchors: &Bound<'_, PyAny>,
        intermediates: &Bound<'_, PyAny>,
        certificate_lists: &Bound<'_, PyAny>,
    ) -> PyResult<TrustStore> {
        TrustStore::new(
            py,
            Some(anchors),
            Some(time_stamp_anchors),
            Some(intermediates),
            Some(certificate_lists),
        )
    }

    fn __repr__(&self) -> String {
        let content = self.content();
        format!(
            "<hpki.TrustStore: {} anchors, {} time-stamp anchors, {} intermediates, {} certificate lists>",
            content.anchors.len(),
            content.time_stamp_anchors.len(),
            content.intermediates.len(),
            content.certificate_lists.len()
        )
    }
}

/// Anchors come from certificates here, so each has one.
fn of_anchors(anchors: &TrustAnchors) -> Vec<Certificate> {
    anchors.iter().filter_map(TrustAnchor::certificate).cloned().collect()
}

/// What a call trusts: a store, or anchors alone in any form that a store takes.
pub(crate) fn trusted(py: Python<'_>, trust: &Bound<'_, PyAny>) -> PyResult<Content> {
    if let Ok(store) = trust.cast::<TrustStore>() {
        return Ok(store.get().content().clone());
    }
    let mut content = Content::default();
    for certificate in read(py, "trust", Some(trust), certificates)? {
        content.anchors.add(certificate);
    }
    Ok(content)
}

/// The certificates of a source: of a file object, of octets, of a file, or of a folder's files.
fn certificates(source: Source) -> Result<Vec<Certificate>, Problem> {
    if let Source::Path(path) = &source
        && let Some(found) = hpki_files::certificates_of_folder(path)?
    {
        return Ok(found);
    }
    let named = source.read(MATERIAL_LIMIT, Larger::Refused)?;
    material::certificates(&named.name, named.octets.as_ref())
}

/// The revocation lists of a source, likewise.
fn certificate_lists_of(source: Source) -> Result<Vec<CertificateList>, Problem> {
    if let Source::Path(path) = &source
        && let Some(found) = hpki_files::certificate_lists_of_folder(path)?
    {
        return Ok(found);
    }
    let named = source.read(MATERIAL_LIMIT, Larger::Refused)?;
    material::certificate_lists(&named.name, named.octets.as_ref())
}

/// Every item of one source or of several; all are read before any is used.
fn read<T: Send>(
    py: Python<'_>,
    argument: &str,
    given: Option<&Bound<'_, PyAny>>,
    items: impl Fn(Source) -> Result<Vec<T>, Problem> + Send + Sync,
) -> PyResult<Vec<T>> {
    let sources = given.map(|given| sources(argument, given)).transpose()?.unwrap_or_default();
    let read = || {
        let mut all = Vec::new();
        for source in sources {
            all.extend(items(source)?);
        }
        Ok(all)
    };
    released(py, read)?.map_err(|problem: Problem| of_problem(&problem))
}

/// One source, or each of an iterable: lists, tuples, sets, what `Path.glob` gives.
fn sources(argument: &str, given: &Bound<'_, PyAny>) -> PyResult<Vec<Source>> {
    let one = given.is_instance_of::<PyBytes>()
        || given.is_instance_of::<PyByteArray>()
        || given.is_instance_of::<PyMemoryView>()
        || given.is_instance_of::<PyString>()
        || given.hasattr("__fspath__")?
        || given.hasattr("read")?;
    match given.cast::<PyCertificate>() {
        Ok(certificate) => Ok(vec![certificate.get().source()]),
        Err(_) if one => Ok(vec![Source::of(argument, given, MATERIAL_LIMIT)?]),
        Err(_) => {
            let mut all = Vec::new();
            for item in given.try_iter()? {
                let item = item?;
                match item.cast::<PyCertificate>() {
                    Ok(certificate) => all.push(certificate.get().source()),
                    Err(_) => all.push(Source::of(argument, &item, MATERIAL_LIMIT)?),
                }
            }
            Ok(all)
        }
    }
}
