//! Reading files and folders that a caller names: bounded, and with the reason when it cannot be done.
//!
//! For the bindings that take paths. Nothing is judged here, and nothing is read that was not named.
#![forbid(unsafe_code)]

mod detached;
mod material;
mod read;

pub use detached::{
    FILES_LIMIT as DETACHED_FILES_LIMIT, OCTETS_LIMIT as DETACHED_OCTETS_LIMIT, detached_files,
};
pub use material::{certificate_lists_of_folder, certificates_of_folder};
pub use read::{DOCUMENT_LIMIT, Larger, MATERIAL_LIMIT, read};
