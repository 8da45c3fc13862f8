//! Virtual cards: for vendors and tests, who have no test card.
//!
//! A virtual card is a folder: two drivers (`HpkiSigP11_virtual…`, `HpkiAuthP11_virtual…`, the same library twice), beside
//! each a description with its key, certificates and PIN, and the authorities' certificates and revocation lists. The
//! driver behaves as strictly as the guideline allows, so that a client which works with it does nothing that only some
//! vendor's driver tolerates.
//!
//! Its certificates carry the test policies (1.2.392.100495.1.5.1.1.0.1 and …1.5.1.2.0.1) and come from a hierarchy that
//! is made with it: nothing made with a virtual card passes verification as a production signature.

mod authority;
mod der_writer;
mod description;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use aws_lc_rs::encoding::AsDer;
use aws_lc_rs::rsa::{KeyPair, KeySize};
use hpki_core::time::Time;
use hpki_save::{Access, Replace};

use crate::pin::Pin;
use authority::{Authority, Holder, Use};

pub use description::{CertificateFile, Description, Quirk};

/// What a new virtual card shall be.
#[derive(Clone, Debug)]
pub struct NewCard {
    /// The holder's role, its text in certificates: "Medical Doctor".
    pub role: String,
    /// The holder's name, in Latin letters or in Japanese.
    pub name: String,
    /// When the certificates' validity of five years begins.
    pub not_before: Time,
    /// The size of all keys, in bits.
    pub key_bits: KeyBits,
    /// The PIN. It stands in the description, for everybody to read.
    pub pin: String,
    /// Wrong PINs in a row until the card locks.
    pub tries: u32,
}

/// Sizes of keys that cards have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyBits {
    /// 2048.
    Bits2048,
    /// 3072.
    Bits3072,
    /// 4096.
    Bits4096,
}

/// Where the parts of a new card are.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct CardFiles {
    /// The driver of the signature application.
    pub signature_driver: PathBuf,
    /// The driver of the authentication application.
    pub authentication_driver: PathBuf,
    /// The root's certificate: the trust anchor for what the card signs.
    pub root: PathBuf,
}

/// Why no card was made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum NewCardError {
    /// The library of the virtual card is not where it was looked for.
    #[error("the virtual card's library cannot be read from {}: {source}", path.display())]
    Library {
        /// Where.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// A file could not be written, or is there already.
    #[error("{}: {source}", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// The PIN cannot be one.
    #[error(transparent)]
    Pin(#[from] crate::pin::PinError),
    /// The dates leave the calendar.
    #[error("the certificates would be valid beyond the year 9999")]
    Time,
    /// The cryptographic library failed.
    #[error("keys could not be made")]
    Crypto,
}

impl NewCard {
    /// A card with a 2048-bit key, PIN `1234` and 15 tries.
    pub fn new(role: impl Into<String>, name: impl Into<String>, not_before: Time) -> NewCard {
        NewCard {
            role: role.into(),
            name: name.into(),
            not_before,
            key_bits: KeyBits::Bits2048,
            pin: "1234".to_owned(),
            tries: 15,
        }
    }

    /// Makes keys, certificates and lists, and writes the card into `folder`, which must not hold one yet. `library` is
    /// the built virtual card ([`library_beside_this_program`]).
    ///
    /// # Errors
    /// [`NewCardError`].
    pub fn create(&self, folder: &Path, library: &Path) -> Result<CardFiles, NewCardError> {
        Pin::new(&self.pin)?;
        let code =
            fs::read(library).map_err(|source| NewCardError::Library { path: library.to_owned(), source })?;
        fs::create_dir_all(folder)
            .map_err(|source| NewCardError::Write { path: folder.to_owned(), source })?;

        let root_key = KeyPair::generate(self.key_bits.size()).map_err(|_| NewCardError::Crypto)?;
        let root = Authority::root(&root_key, self.not_before)?;
        write(folder, "root.der", &root.certificate)?;
        write(folder, "root.crl", &root.list()?)?;
        let signature_driver = self.application(folder, &root, Use::Signature, &code)?;
        let authentication_driver = self.application(folder, &root, Use::Authentication, &code)?;
        Ok(CardFiles { signature_driver, authentication_driver, root: folder.join("root.der") })
    }

    fn application(
        &self,
        folder: &Path,
        root: &Authority<'_>,
        purpose: Use,
        code: &[u8],
    ) -> Result<PathBuf, NewCardError> {
        let generate = || KeyPair::generate(self.key_bits.size()).map_err(|_| NewCardError::Crypto);
        let (authority_key, key) = (generate()?, generate()?);
        let authority = root.issue_authority(&authority_key, purpose)?;
        let certificate =
            authority.issue_card(&key, &Holder { role: &self.role, name: &self.name }, purpose)?;
        let word = purpose.word();
        let private = key.as_der().map_err(|_| NewCardError::Crypto)?;
        write(folder, &format!("{word}-key.der"), private.as_ref())?;
        write(folder, &format!("{word}.der"), &certificate)?;
        write(folder, &format!("{word}-ca.der"), &authority.certificate)?;
        write(folder, &format!("{word}-ca.crl"), &authority.list()?)?;

        let name = purpose.library_name();
        let description = Description::new(word, purpose == Use::Signature, &self.pin, self.tries);
        let text = serde_json::to_vec_pretty(&description)
            .map_err(|error| NewCardError::Write { path: folder.join(name), source: error.into() })?;
        write(folder, &format!("{name}.json"), &text)?;
        write(folder, &format!("{name}{}", std::env::consts::DLL_SUFFIX), code)
    }
}

impl KeyBits {
    fn size(self) -> KeySize {
        match self {
            KeyBits::Bits2048 => KeySize::Rsa2048,
            KeyBits::Bits3072 => KeySize::Rsa3072,
            KeyBits::Bits4096 => KeySize::Rsa4096,
        }
    }
}

/// The virtual card's library beside this program, under the name that cargo gives it.
pub fn library_beside_this_program() -> PathBuf {
    let name = format!("{}HpkiSigP11_virtual{}", std::env::consts::DLL_PREFIX, std::env::consts::DLL_SUFFIX);
    match std::env::current_exe() {
        Ok(program) => program.with_file_name(name),
        Err(_) => PathBuf::from(name),
    }
}

/// Writes a file that must not be there yet: a card is never overwritten. Its keys are nobody else's business.
fn write(folder: &Path, name: &str, octets: &[u8]) -> Result<PathBuf, NewCardError> {
    let path = folder.join(name);
    let access = if name.ends_with("-key.der") { Access::Private } else { Access::Usual };
    match hpki_save::save(&path, octets, Replace::Never, access) {
        Ok(()) => Ok(path),
        Err(error) => Err(NewCardError::Write { path, source: error.into() }),
    }
}
