//! What is remembered between signatures: PINs that cards refused, and who uses which driver.
//!
//! A refused PIN is kept as a hash with a salt, per card (its certificate names it). In a folder, where others might read
//! it, the hash is PBKDF2 (RFC 8018) with many iterations; a refused PIN is not the PIN, but it is often close to it. In
//! memory one iteration is enough: who reads our memory reads the PIN itself. The right PIN is never written anywhere.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs::{self, File, OpenOptions};
use std::hash::{BuildHasher, Hasher, RandomState};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use hpki_core::algorithm::DigestAlgorithm;
use hpki_core::certificate::Certificate;
use hpki_core::crypto::digest;
use hpki_save::{Access, Replace};
use serde::{Deserialize, Serialize};

use crate::driver::FileLock;
use crate::pin::Pin;

/// Iterations of PBKDF2-HMAC-SHA-256 for what is written into a folder: about a tenth of a second for a person, years
/// for somebody who wants to try every PIN of eight characters.
pub(crate) const ITERATIONS: u32 = 200_000;

/// How long another process may take for a login, with the folder's lock held.
const PATIENCE: Duration = Duration::from_secs(60);

/// Most refused PINs remembered for a card. A card locks long before.
const MAX_REFUSED: usize = 256;

/// Longest file read back.
const MAX_FILE: u64 = 256 * 1024;

/// The memory of refused PINs and of drivers in use. Cloning shares it.
#[derive(Clone, Debug)]
pub struct State(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    folder: Option<PathBuf>,
    refused: Mutex<BTreeMap<CardName, Vec<RefusedPin>>>,
}

/// Names a card: the SHA-256 of its end-entity certificate.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct CardName([u8; 32]);

impl CardName {
    pub(crate) fn of(certificate: &Certificate) -> CardName {
        CardName(certificate.sha256())
    }

    fn file_name(self) -> String {
        format!("refused-pins-{}.json", hexadecimal(&self.0))
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct RefusedPin {
    salt: [u8; 16],
    iterations: u32,
    hash: [u8; 32],
}

impl State {
    /// The memory that all of this process shares unless told otherwise.
    pub fn of_this_process() -> State {
        static SHARED: OnceLock<State> = OnceLock::new();
        SHARED.get_or_init(State::new_in_memory).clone()
    }

    /// A memory of its own, which ends with it.
    pub fn new_in_memory() -> State {
        State(Arc::new(Inner { folder: None, refused: Mutex::default() }))
    }

    /// A memory that processes share by a folder, which is made if it is not there. Give it to one person only: who can
    /// delete files in it can make the memory forget.
    ///
    /// # Errors
    /// Where the folder cannot be made.
    pub fn in_folder(folder: impl Into<PathBuf>) -> io::Result<State> {
        let folder = folder.into();
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(&folder)?;
        Ok(State(Arc::new(Inner { folder: Some(folder), refused: Mutex::default() })))
    }

    /// Forgets what a card refused: after its issuer gave it a new PIN, which may be an old wrong one.
    ///
    /// # Errors
    /// Where the folder's file cannot be removed.
    pub fn danger_forget_refused_pins(&self, certificate: &Certificate) -> io::Result<()> {
        let card = CardName::of(certificate);
        self.0.refused.lock().unwrap_or_else(PoisonError::into_inner).remove(&card);
        match &self.0.folder {
            None => Ok(()),
            Some(folder) => match fs::remove_file(folder.join(card.file_name())) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
                _ => Ok(()),
            },
        }
    }

    /// Begins a login: the refused PINs of a card, with other processes kept out until the result is known.
    pub(crate) fn begin_login(&self, card: CardName) -> io::Result<LoginRecord<'_>> {
        let lock =
            match &self.0.folder {
                None => None,
                Some(folder) => {
                    let file = private_file(&folder.join("refused-pins.lock"))?;
                    let lock = FileLock::wait(file, Instant::now() + PATIENCE);
                    Some(lock.ok_or_else(|| {
                        io::Error::new(io::ErrorKind::TimedOut, "the state folder is in use")
                    })?)
                }
            };
        let mut refused = self.in_memory(card);
        if let Some(folder) = &self.0.folder {
            for from_file in read_refused(&folder.join(card.file_name()))? {
                if !refused.contains(&from_file) {
                    refused.push(from_file);
                }
            }
        }
        Ok(LoginRecord { state: self, card, refused, _lock: lock })
    }

    /// The file whose lock a driver's user holds, where there is a folder.
    pub(crate) fn driver_lock(&self, driver: &Path) -> Option<File> {
        let folder = self.0.folder.as_ref()?;
        let name = driver.as_os_str().as_encoded_bytes();
        let name = digest(DigestAlgorithm::Sha256, name).ok()?;
        private_file(&folder.join(format!("driver-{}.lock", hexadecimal(name.as_ref())))).ok()
    }

    fn in_memory(&self, card: CardName) -> Vec<RefusedPin> {
        let refused = self.0.refused.lock().unwrap_or_else(PoisonError::into_inner);
        refused.get(&card).cloned().unwrap_or_default()
    }
}

/// A login that is about to happen.
pub(crate) struct LoginRecord<'a> {
    state: &'a State,
    card: CardName,
    refused: Vec<RefusedPin>,
    _lock: Option<FileLock>,
}

impl LoginRecord<'_> {
    /// Whether this card refused this PIN before.
    pub(crate) fn was_refused(&self, pin: &Pin) -> bool {
        self.refused.iter().any(|refused| refused.is(pin))
    }

    /// Remembers that the card refused it.
    pub(crate) fn refuse(mut self, pin: &Pin) -> io::Result<()> {
        if self.refused.len() < MAX_REFUSED {
            let iterations = if self.state.0.folder.is_some() { ITERATIONS } else { 1 };
            self.refused.push(RefusedPin::new(pin, iterations));
        }
        let mut memory = self.state.0.refused.lock().unwrap_or_else(PoisonError::into_inner);
        memory.insert(self.card, self.refused.clone());
        drop(memory);
        match &self.state.0.folder {
            Some(folder) => write_refused(&folder.join(self.card.file_name()), &self.refused),
            None => Ok(()),
        }
    }
}

impl RefusedPin {
    fn new(pin: &Pin, iterations: u32) -> RefusedPin {
        // Unique is all that a salt must be.
        let mut salt = [0; 16];
        let random = || RandomState::new().build_hasher().finish().to_le_bytes();
        for (to, from) in salt.iter_mut().zip(random().into_iter().chain(random())) {
            *to = from;
        }
        RefusedPin { salt, iterations, hash: hash(pin, &salt, iterations) }
    }

    fn is(&self, pin: &Pin) -> bool {
        self.hash == hash(pin, &self.salt, self.iterations)
    }
}

fn hash(pin: &Pin, salt: &[u8; 16], iterations: u32) -> [u8; 32] {
    let mut hash = [0; 32];
    pbkdf2::pbkdf2_hmac::<sha2::Sha256>(pin.octets(), salt, iterations.clamp(1, ITERATIONS), &mut hash);
    hash
}

/// A damaged file is an error, not an empty memory: a PIN might be spent again.
fn read_refused(path: &Path) -> io::Result<Vec<RefusedPin>> {
    match fs::metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
        Ok(metadata) if metadata.len() > MAX_FILE => return Err(io::ErrorKind::InvalidData.into()),
        Ok(_) => {}
    }
    Ok(serde_json::from_slice(&fs::read(path)?)?)
}

/// Killed at any moment, the old or the new file is whole.
fn write_refused(path: &Path, refused: &[RefusedPin]) -> io::Result<()> {
    let octets = serde_json::to_vec(refused)?;
    Ok(hpki_save::save(path, &octets, Replace::Existing, Access::Private)?)
}

/// A file that only its owner can read, made if it is not there.
fn private_file(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.create(true).truncate(false).read(true).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

fn hexadecimal(octets: &[u8]) -> String {
    octets.iter().fold(String::new(), |mut text, octet| {
        let _ = write!(text, "{octet:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pin(typed: &str) -> Pin {
        Pin::new(typed).unwrap()
    }

    const CARD: CardName = CardName([7; 32]);
    const OTHER: CardName = CardName([8; 32]);

    #[test]
    fn a_refused_pin_is_remembered_for_its_card() {
        let state = State::new_in_memory();
        state.begin_login(CARD).unwrap().refuse(&pin("1111")).unwrap();
        let record = state.begin_login(CARD).unwrap();
        assert!(record.was_refused(&pin("1111")));
        assert!(!record.was_refused(&pin("1112")));
        assert!(!state.begin_login(OTHER).unwrap().was_refused(&pin("1111")));
        assert!(!State::new_in_memory().begin_login(CARD).unwrap().was_refused(&pin("1111")));
    }

    #[test]
    fn other_processes_know_it_by_the_folder() {
        let folder = std::env::temp_dir().join(format!("hpki-card-state-{}", std::process::id()));
        let one = State::in_folder(&folder).unwrap();
        one.begin_login(CARD).unwrap().refuse(&pin("1111")).unwrap();
        one.begin_login(CARD).unwrap().refuse(&pin("2222")).unwrap();
        let other = State::in_folder(&folder).unwrap();
        let record = other.begin_login(CARD).unwrap();
        assert!(record.was_refused(&pin("1111")) && record.was_refused(&pin("2222")));
        drop(record);
        let file = folder.join(CARD.file_name());
        let text = fs::read_to_string(&file).unwrap();
        assert!(!text.contains("1111"), "the PIN itself was written");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        }
        fs::write(&file, b"[{").unwrap();
        assert!(other.begin_login(CARD).is_err(), "a damaged memory is not an empty one");
        fs::remove_dir_all(&folder).unwrap();
    }
}
