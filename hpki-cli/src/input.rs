//! Reading files: bounded, and with the reason when it cannot be done.

mod certificates;
pub(crate) mod detached;

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use hpki_core::role::RoleTable;
use hpki_report::material;
use zeroize::Zeroizing;

pub(crate) use certificates::{
    Trust, certificate_lists, certificates, certificates_in, certificates_of, trust_anchors,
};

use crate::problem::{self, Problem};

/// A document larger than this is over the limit of the library, which then says so: one octet more is read
/// than it accepts, and no more, so that an endless device costs bounded memory.
const DOCUMENT_LIMIT: u64 = 256 * 1024 * 1024;

/// Reads a document; `-` is standard input.
pub(crate) fn read_document(path: &Path) -> Result<Vec<u8>, Problem> {
    read(path, DOCUMENT_LIMIT + 1)
}

/// A table of roles is some kilobytes.
const ROLE_TABLE_LIMIT: u64 = 1024 * 1024;

/// The table of roles that the caller names, else the built-in one.
pub(crate) fn role_table(path: Option<&Path>) -> Result<RoleTable, Problem> {
    let Some(path) = path else { return Ok(RoleTable::japan()) };
    let octets = read(path, ROLE_TABLE_LIMIT + 1)?;
    if octets.len() as u64 > ROLE_TABLE_LIMIT {
        return Err(Problem::of_file(path, &problem::TOO_LARGE, ""));
    }
    material::role_table(&path.to_string_lossy(), &octets)
}

/// Octets of a key file; `hpki_core::key_file` says when there are too many.
const KEY_FILE_LIMIT: u64 = 2 * 1024 * 1024;

/// Reads a key file. The octets are erased when they are dropped: a key may stand in them unencrypted.
pub(crate) fn read_key_file(path: &Path) -> Result<Zeroizing<Vec<u8>>, Problem> {
    read(path, KEY_FILE_LIMIT).map(Zeroizing::new)
}

/// A state holds its document in base64.
const STATE_LIMIT: u64 = 2 * DOCUMENT_LIMIT;

/// Reads the state of a prepared signature.
pub(crate) fn read_state(path: &Path) -> Result<Vec<u8>, Problem> {
    read(path, STATE_LIMIT)
}

/// Octets of a signature value as text, generously: one of 8,192 bits has 1,024.
const VALUE_LIMIT: u64 = 64 * 1024;

/// Reads a signature value.
pub(crate) fn read_value(path: &Path) -> Result<Vec<u8>, Problem> {
    read(path, VALUE_LIMIT)
}

/// Names of roles as certificates have them; a Japanese name stands for its English text.
pub(crate) fn roles(names: &[String], table: &RoleTable) -> Vec<String> {
    names.iter().map(|name| table.text_of(name).to_owned()).collect()
}

fn read(path: &Path, at_most: u64) -> Result<Vec<u8>, Problem> {
    let mut octets = Vec::new();
    let read = if path.as_os_str() == "-" {
        io::stdin().lock().take(at_most).read_to_end(&mut octets)
    } else {
        File::open(path).and_then(|file| {
            let length = file.metadata().map_or(0, |metadata| metadata.len());
            // Most files are read in one go; a length that lies costs no more than the limit.
            let room = usize::try_from(length.min(at_most)).unwrap_or(0).saturating_add(1);
            octets.try_reserve_exact(room).map_err(|_| io::ErrorKind::OutOfMemory)?;
            file.take(at_most).read_to_end(&mut octets)
        })
    };
    read.map_err(|error| Problem::reading(path, &error))?;
    Ok(octets)
}
