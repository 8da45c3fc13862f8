//! Private keys from files, as [`Signer`](crate::signer::Signer)s.
//!
//! Read are, in DER and (but for PKCS#12) in PEM:
//!
//! | form | standard | encryption |
//! | --- | --- | --- |
//! | PKCS#8 PrivateKeyInfo | RFC 5958 | none |
//! | EncryptedPrivateKeyInfo | RFC 5958, RFC 8018 | PBES2: PBKDF2 with HMAC-SHA-1 or SHA-2, AES-CBC or 3DES; PBES1 of PKCS#12 |
//! | RSAPrivateKey, ECPrivateKey | RFC 8017, RFC 5915 | none |
//! | PKCS#12 | RFC 7292 | the same, and RC2, which old tools and some authorities still use for the certificates |
//!
//! The encryption protects the file where it lies. Reading a retired form harms nothing; nobody writes one here.
//!
//! The containers are read with [`der`](crate::der), whose errors name the octet; the ciphers are RustCrypto's. Crates that
//! read PKCS#12 whole were looked at: they leave copies of the key in memory, and do not tell a wrong passphrase from a
//! damaged file.
//!
//! Octets come from the caller, who reads the file and asks for the passphrase. Keys and what is derived from a passphrase
//! are erased when they are dropped. No type here that holds a key shows it with `Debug`.
//!
//! ```
//! use hpki_core::key_file::{FileSigner, KeyFileLimits, PrivateKey};
//! use hpki_core::{certificate::Certificate, signer};
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../test-vectors/pki");
//! let key = std::fs::read(format!("{folder}/keys/doctor.pem"))?;
//! let certificate = std::fs::read(format!("{folder}/certificates/doctor.der"))?;
//!
//! let key = PrivateKey::from_pem_or_der(&key, None, &KeyFileLimits::default())?;
//! let certificate = Certificate::from_der(&certificate)?;
//! let algorithm = signer::usual_algorithm(&certificate).ok_or("no key for signatures")?;
//! let mut signer = FileSigner::new(key, certificate, algorithm)?;
//! let value = signer::sign(&mut signer, b"octets to be signed")?;
//! assert_eq!(value.octets().len(), 256);
//! # Ok(())
//! # }
//! ```

mod derivation;
mod encryption;
mod error;
mod file_signer;
mod pkcs12;
mod private_key;

pub use error::{FINDINGS, KeyFileError};
pub use file_signer::FileSigner;
pub use pkcs12::KeyPair;
pub use private_key::PrivateKey;

/// Budgets of one key file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct KeyFileLimits {
    /// Octets of the file. A key of 8,192 bits with a chain of certificates has under 32 KiB.
    pub octets: usize,
    /// Rounds of digesting a passphrase in one file, all derivations together. Tools use 2,048 to 1,300,000; ten million
    /// take some seconds, and a file that asks for billions was made to stop the program.
    pub rounds: u64,
    /// Bags of a PKCS#12 file: keys, certificates and what else lies in it.
    pub bags: usize,
}

impl Default for KeyFileLimits {
    fn default() -> Self {
        KeyFileLimits { octets: 1024 * 1024, rounds: 10_000_000, bags: 64 }
    }
}

#[cfg(test)]
mod tests;
