//! The native half of the Python package `hpki`: arguments in, reports out, no rule lives here.
//!
//! Documentation for users is in `python/hpki/_hpki.pyi` and in the docstrings; each file here is one topic. Everything
//! that reads files, computes or waits does so with the interpreter's lock released.

mod augmentation;
mod batch;
mod card;
mod card_driver;
mod card_error;
mod card_signer;
mod certificate;
mod check;
mod detached;
mod document;
mod errors;
mod inspection;
mod interrupt;
mod judged;
mod letter;
mod moment;
mod path;
mod prepared;
mod preparing;
mod properties;
mod reader;
mod recorded;
mod refused;
mod report;
mod row;
mod secret;
mod settings;
mod signer;
mod signing_error;
mod source;
mod trust_store;
mod unsigned;
mod verifier;
mod waiting;

use pyo3::prelude::*;

/// The native half of `hpki`: import `hpki` instead.
#[pymodule]
mod _hpki {
    /// The version of the package.
    #[pymodule_export]
    #[allow(non_upper_case_globals, reason = "what Python calls it")]
    const __version__: &str = env!("CARGO_PKG_VERSION");

    #[pymodule_export]
    use super::augmentation::{Augmentation, Missing, is_list};
    #[pymodule_export]
    use super::batch::Batch;
    #[pymodule_export]
    use super::card::PyCard;
    #[pymodule_export]
    use super::card_driver::serve_driver;
    #[pymodule_export]
    use super::card_signer::{PyCardSigner, PyPinRequest};
    #[pymodule_export]
    use super::certificate::{PyCertificate, Role};
    #[pymodule_export]
    use super::check::PyCheck;
    #[pymodule_export]
    use super::document::{PySignedPart, Signature, TimeStamp, VerifiedDocument};
    #[pymodule_export]
    use super::errors::raise_by_code;
    #[pymodule_export]
    use super::inspection::{InspectedReference, InspectedSignature, Inspection, inspect_document};
    #[pymodule_export]
    use super::letter::{prepare_counter_signature, prepare_xml};
    #[pymodule_export]
    use super::path::PyVerifiedPath;
    #[pymodule_export]
    use super::prepared::PyPrepared;
    #[pymodule_export]
    use super::preparing::{prepare_dispensing, prepare_document, prepare_prescription};
    #[pymodule_export]
    use super::reader::Reader;
    #[pymodule_export]
    use super::report::Report;
    #[pymodule_export]
    use super::signer::PyFileSigner;
    #[pymodule_export]
    use super::trust_store::TrustStore;
    #[pymodule_export]
    use super::unsigned::{PyUnsignedDocument, adopt};
    #[pymodule_export]
    use super::verifier::{PyVerifier, verify, verify_many};
}
