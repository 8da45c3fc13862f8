//! Keys from passphrases: PBKDF2 (RFC 8018, 5.2) and the older function of PKCS#12 (RFC 7292, appendix B).

use hmac::digest::{Digest, block_api::BlockSizeUser};
use zeroize::{Zeroize, Zeroizing};

use crate::algorithm::DigestAlgorithm;
use crate::key_file::{KeyFileError, KeyFileLimits};

/// What is left of the rounds a file may cost.
pub(super) struct Budget {
    spent: u64,
    limit: u64,
}

impl Budget {
    pub(super) fn new(limits: &KeyFileLimits) -> Budget {
        Budget { spent: 0, limit: limits.rounds }
    }

    /// Before the work: `rounds` digests for each of `blocks` blocks of output.
    fn spend(&mut self, rounds: u64, blocks: usize) -> Result<(), KeyFileError> {
        let blocks = u64::try_from(blocks).unwrap_or(u64::MAX);
        self.spent = self.spent.saturating_add(rounds.saturating_mul(blocks));
        if self.spent <= self.limit {
            return Ok(());
        }
        Err(KeyFileError::TooManyRounds { rounds: self.spent, limit: self.limit })
    }
}

/// PBKDF2 with HMAC. `None` for a digest it is not used with.
pub(super) fn pbkdf2(
    digest: DigestAlgorithm,
    passphrase: &[u8],
    salt: &[u8],
    rounds: u64,
    key: &mut [u8],
    budget: &mut Budget,
) -> Result<Option<()>, KeyFileError> {
    budget.spend(rounds, key.len().div_ceil(digest.length()))?;
    // Within the budget, which is far under 32 bits unless a caller raised it.
    let Ok(rounds) = u32::try_from(rounds) else {
        return Err(KeyFileError::TooManyRounds { rounds, limit: u64::from(u32::MAX) });
    };
    match digest {
        DigestAlgorithm::Sha1 => pbkdf2::pbkdf2_hmac::<sha1::Sha1>(passphrase, salt, rounds, key),
        DigestAlgorithm::Sha256 => pbkdf2::pbkdf2_hmac::<sha2::Sha256>(passphrase, salt, rounds, key),
        DigestAlgorithm::Sha384 => pbkdf2::pbkdf2_hmac::<sha2::Sha384>(passphrase, salt, rounds, key),
        DigestAlgorithm::Sha512 => pbkdf2::pbkdf2_hmac::<sha2::Sha512>(passphrase, salt, rounds, key),
        _ => return Ok(None),
    }
    Ok(Some(()))
}

/// What the older function derives (RFC 7292, B.3).
#[derive(Clone, Copy)]
pub(super) enum Purpose {
    Key = 1,
    InitializationVector = 2,
    Mac = 3,
}

/// A passphrase as the older function wants it: BMPString with two zero octets at its end (RFC 7292, B.1).
pub(super) struct WidePassphrase(Zeroizing<Vec<u8>>);

impl WidePassphrase {
    /// From UTF-8.
    pub(super) fn new(passphrase: &[u8]) -> Result<WidePassphrase, KeyFileError> {
        let text = std::str::from_utf8(passphrase).map_err(|_| KeyFileError::PassphraseEncoding)?;
        // All at once: a vector that grows leaves copies behind.
        let mut wide = Zeroizing::new(Vec::with_capacity(2 * passphrase.len() + 2));
        for unit in text.encode_utf16() {
            wide.extend_from_slice(&unit.to_be_bytes());
        }
        wide.extend_from_slice(&[0, 0]);
        Ok(WidePassphrase(wide))
    }

    /// The empty passphrase as some programs have it, without the two zero octets.
    pub(super) fn nothing() -> WidePassphrase {
        WidePassphrase(Zeroizing::default())
    }
}

/// The older function with a digest of 160 bits or more. `None` for a digest it is not used with.
pub(super) fn pkcs12(
    digest: DigestAlgorithm,
    purpose: Purpose,
    passphrase: &WidePassphrase,
    salt: &[u8],
    rounds: u64,
    output: &mut [u8],
    budget: &mut Budget,
) -> Result<Option<()>, KeyFileError> {
    budget.spend(rounds, output.len().div_ceil(digest.length()))?;
    match digest {
        DigestAlgorithm::Sha1 => derive::<sha1::Sha1>(purpose, passphrase, salt, rounds, output),
        DigestAlgorithm::Sha256 => derive::<sha2::Sha256>(purpose, passphrase, salt, rounds, output),
        DigestAlgorithm::Sha384 => derive::<sha2::Sha384>(purpose, passphrase, salt, rounds, output),
        DigestAlgorithm::Sha512 => derive::<sha2::Sha512>(purpose, passphrase, salt, rounds, output),
        _ => return Ok(None),
    }
    Ok(Some(()))
}

/// RFC 7292, B.2; the numbers are its steps.
fn derive<D: Digest + BlockSizeUser>(
    purpose: Purpose,
    passphrase: &WidePassphrase,
    salt: &[u8],
    rounds: u64,
    output: &mut [u8],
) {
    let block = D::block_size();
    let diversifier = vec![purpose as u8; block]; // 1
    let filled = |octets: &[u8]| octets.len().div_ceil(block) * block;
    let mut input = Zeroizing::new(Vec::with_capacity(filled(salt) + filled(&passphrase.0)));
    input.extend(salt.iter().cycle().take(filled(salt))); // 2
    input.extend(passphrase.0.iter().cycle().take(filled(&passphrase.0))); // 3, 4
    for part in output.chunks_mut(<D as Digest>::output_size()) {
        let mut value = D::new().chain_update(&diversifier).chain_update(&*input).finalize(); // 6 A
        for _ in 1..rounds {
            value = D::digest(&value);
        }
        for (to, from) in part.iter_mut().zip(value.iter()) {
            *to = *from; // 7, 8
        }
        let addend: Zeroizing<Vec<u8>> = Zeroizing::new(value.iter().copied().cycle().take(block).collect()); // 6 B
        for number in input.chunks_mut(block) {
            let mut carry = 1; // 6 C
            for (octet, addend) in number.iter_mut().zip(addend.iter()).rev() {
                carry += u16::from(*octet) + u16::from(*addend);
                [_, *octet] = carry.to_be_bytes();
                carry >>= 8;
            }
        }
        value.as_mut_slice().zeroize();
    }
}
