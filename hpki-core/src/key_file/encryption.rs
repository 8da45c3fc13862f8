//! Decryption with a passphrase (RFC 8018, RFC 7292, appendix C).
//!
//! ```text
//! EncryptedPrivateKeyInfo ::= SEQUENCE { encryptionAlgorithm AlgorithmIdentifier, encryptedData OCTET STRING }
//! PBES2-params ::= SEQUENCE { keyDerivationFunc AlgorithmIdentifier, encryptionScheme AlgorithmIdentifier }
//! PBKDF2-params ::= SEQUENCE { salt OCTET STRING, iterationCount INTEGER, keyLength INTEGER OPTIONAL,
//!                              prf AlgorithmIdentifier DEFAULT hmacWithSHA1 }
//! pkcs-12PbeParams ::= SEQUENCE { salt OCTET STRING, iterations INTEGER }
//! ```

use cbc::cipher::block_padding::Pkcs7;
use cbc::cipher::{BlockCipherDecrypt, BlockModeDecrypt, InnerIvInit, KeyInit};
use zeroize::Zeroizing;

use crate::algorithm::{AlgorithmIdentifier, DigestAlgorithm};
use crate::der::{DerError, Reader};
use crate::key_file::KeyFileError;
use crate::key_file::derivation::{Budget, Purpose, WidePassphrase, pbkdf2, pkcs12};
use crate::oid::{self, ObjectIdentifier};

/// What was decrypted; erased when dropped.
pub(super) type Plain = Zeroizing<Vec<u8>>;

/// A cipher in CBC mode.
#[derive(Clone, Copy)]
enum Cipher {
    Aes128,
    Aes192,
    Aes256,
    TripleDes,
    Rc2 { octets: usize },
}

/// Decrypts what `algorithm` encrypted. An empty passphrase has two forms in PKCS#12; both are tried.
///
/// # Errors
/// [`KeyFileError::WrongPassphrase`] where the padding is wrong, which has no other likely cause.
pub(super) fn decrypt(
    algorithm: &AlgorithmIdentifier<'_>,
    encrypted: &[u8],
    passphrase: &[u8],
    budget: &mut Budget,
) -> Result<Plain, KeyFileError> {
    let unsupported = KeyFileError::UnsupportedEncryption { algorithm: algorithm.algorithm };
    if algorithm.algorithm == oid::PBES2 {
        return decrypt_pbes2(algorithm, encrypted, passphrase, budget);
    }
    let cipher = match algorithm.algorithm {
        oid::PBE_SHA1_3DES => Cipher::TripleDes,
        oid::PBE_SHA1_RC2_128 => Cipher::Rc2 { octets: 16 },
        oid::PBE_SHA1_RC2_40 => Cipher::Rc2 { octets: 5 },
        _ => return Err(unsupported),
    };
    let (salt, rounds) = pbes1_parameters(algorithm).map_err(encoding)?;
    let mut tried = Err(KeyFileError::WrongPassphrase);
    for wide in wide_forms(passphrase)? {
        let mut key = Zeroizing::new(vec![0; cipher.key_length()]);
        let mut vector = [0; 8];
        pkcs12(DigestAlgorithm::Sha1, Purpose::Key, &wide, salt, rounds, &mut key, budget)?;
        pkcs12(
            DigestAlgorithm::Sha1,
            Purpose::InitializationVector,
            &wide,
            salt,
            rounds,
            &mut vector,
            budget,
        )?;
        tried = cipher.decrypt(&key, &vector, encrypted);
        if tried.is_ok() {
            break;
        }
    }
    tried
}

/// The forms of a passphrase in PKCS#12: one, but for the empty one.
pub(super) fn wide_forms(passphrase: &[u8]) -> Result<Vec<WidePassphrase>, KeyFileError> {
    let mut forms = vec![WidePassphrase::new(passphrase)?];
    if passphrase.is_empty() {
        forms.push(WidePassphrase::nothing());
    }
    Ok(forms)
}

fn decrypt_pbes2(
    algorithm: &AlgorithmIdentifier<'_>,
    encrypted: &[u8],
    passphrase: &[u8],
    budget: &mut Budget,
) -> Result<Plain, KeyFileError> {
    let unsupported = |algorithm: ObjectIdentifier| KeyFileError::UnsupportedEncryption { algorithm };
    let (function, scheme) = pbes2_parameters(algorithm).map_err(encoding)?;
    if function.algorithm != oid::PBKDF2 {
        return Err(unsupported(function.algorithm));
    }
    let cipher = match scheme.algorithm {
        oid::AES_128_CBC => Cipher::Aes128,
        oid::AES_192_CBC => Cipher::Aes192,
        oid::AES_256_CBC => Cipher::Aes256,
        oid::DES_EDE3_CBC => Cipher::TripleDes,
        other => return Err(unsupported(other)),
    };
    let Pbkdf2Parameters { salt, rounds, key_length, function } =
        pbkdf2_parameters(&function).map_err(encoding)?;
    let digest = match function {
        oid::HMAC_SHA1 => DigestAlgorithm::Sha1,
        oid::HMAC_SHA256 => DigestAlgorithm::Sha256,
        oid::HMAC_SHA384 => DigestAlgorithm::Sha384,
        oid::HMAC_SHA512 => DigestAlgorithm::Sha512,
        other => return Err(unsupported(other)),
    };
    if key_length.is_some_and(|stated| stated != cipher.key_length() as u64) {
        return Err(unsupported(scheme.algorithm));
    }
    let vector = scheme_vector(&scheme).map_err(encoding)?;
    let mut key = Zeroizing::new(vec![0; cipher.key_length()]);
    pbkdf2(digest, passphrase, salt, rounds, &mut key, budget)?;
    cipher.decrypt(&key, vector, encrypted)
}

fn encoding(source: DerError) -> KeyFileError {
    KeyFileError::Encoding { part: "parameters of the encryption", source }
}

/// The content of parameters that are a SEQUENCE.
fn parameters<'a>(algorithm: &AlgorithmIdentifier<'a>) -> Result<Reader<'a>, DerError> {
    let mut whole = algorithm.element.reader();
    whole.object_identifier()?;
    whole.sequence()
}

fn pbes1_parameters<'a>(algorithm: &AlgorithmIdentifier<'a>) -> Result<(&'a [u8], u64), DerError> {
    let mut fields = parameters(algorithm)?;
    let (salt, rounds) = (fields.octet_string()?, fields.unsigned()?);
    fields.finish()?;
    Ok((salt, rounds))
}

fn pbes2_parameters<'a>(
    algorithm: &AlgorithmIdentifier<'a>,
) -> Result<(AlgorithmIdentifier<'a>, AlgorithmIdentifier<'a>), DerError> {
    let mut fields = parameters(algorithm)?;
    let function = AlgorithmIdentifier::read(&mut fields)?;
    let scheme = AlgorithmIdentifier::read(&mut fields)?;
    fields.finish()?;
    Ok((function, scheme))
}

struct Pbkdf2Parameters<'a> {
    salt: &'a [u8],
    rounds: u64,
    key_length: Option<u64>,
    function: ObjectIdentifier,
}

fn pbkdf2_parameters<'a>(function: &AlgorithmIdentifier<'a>) -> Result<Pbkdf2Parameters<'a>, DerError> {
    let mut fields = parameters(function)?;
    let (salt, rounds) = (fields.octet_string()?, fields.unsigned()?);
    let key_length =
        fields.optional(crate::der::Tag::INTEGER)?.map(|value| value.as_unsigned()).transpose()?;
    let function =
        if fields.is_empty() { oid::HMAC_SHA1 } else { AlgorithmIdentifier::read(&mut fields)?.algorithm };
    fields.finish()?;
    Ok(Pbkdf2Parameters { salt, rounds, key_length, function })
}

fn scheme_vector<'a>(scheme: &AlgorithmIdentifier<'a>) -> Result<&'a [u8], DerError> {
    let mut whole = scheme.element.reader();
    whole.object_identifier()?;
    whole.octet_string()
}

impl Cipher {
    fn key_length(self) -> usize {
        match self {
            Cipher::Aes128 => 16,
            Cipher::Aes192 | Cipher::TripleDes => 24,
            Cipher::Aes256 => 32,
            Cipher::Rc2 { octets } => octets,
        }
    }

    fn decrypt(self, key: &[u8], vector: &[u8], encrypted: &[u8]) -> Result<Plain, KeyFileError> {
        match self {
            Cipher::Aes128 => decrypt_cbc::<aes::Aes128Dec>(key, vector, encrypted),
            Cipher::Aes192 => decrypt_cbc::<aes::Aes192Dec>(key, vector, encrypted),
            Cipher::Aes256 => decrypt_cbc::<aes::Aes256Dec>(key, vector, encrypted),
            Cipher::TripleDes => decrypt_cbc::<des::TdesEde3>(key, vector, encrypted),
            Cipher::Rc2 { .. } => decrypt_cbc::<rc2::Rc2>(key, vector, encrypted),
        }
    }
}

fn decrypt_cbc<C: BlockCipherDecrypt + KeyInit>(
    key: &[u8],
    vector: &[u8],
    encrypted: &[u8],
) -> Result<Plain, KeyFileError> {
    let damaged = || KeyFileError::Damaged { part: "parameters of the encryption" };
    let cipher = C::new_from_slice(key).map_err(|_| damaged())?;
    let cipher = cbc::Decryptor::inner_iv_slice_init(cipher, vector).map_err(|_| damaged())?;
    let mut plain = Zeroizing::new(encrypted.to_vec());
    let length = cipher.decrypt_padded::<Pkcs7>(&mut plain).map(<[u8]>::len);
    plain.truncate(length.map_err(|_| KeyFileError::WrongPassphrase)?);
    Ok(plain)
}
