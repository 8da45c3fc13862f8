//! A folder with a virtual card, and the bad driver before it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use hpki_card::virtual_card::{Description, NewCard};
use hpki_card::{
    CardChoice, CardError, CardSigner, Driver, DriverError, DriverOptions, Isolation, Pin, PinRequest,
    SignatureApplication, State, WhenBusy,
};
use hpki_card_bad_driver::{Act, Fault, Script};
use hpki_core::signer::{SignatureValue, SignerError, sign};
use hpki_core::time::Time;

pub(crate) const PIN: &str = "1234";
pub(crate) const TRIES: u32 = 5;
pub(crate) const MESSAGE: &[u8] = b"octets of SignedInfo";

/// Files of one test. They are removed with it.
pub(crate) struct Rig {
    pub(crate) folder: PathBuf,
}

/// Where cargo builds the libraries that this test depends on.
fn built(name: &str) -> PathBuf {
    let program = std::env::current_exe().unwrap();
    let file = format!("{}{name}{}", std::env::consts::DLL_PREFIX, std::env::consts::DLL_SUFFIX);
    let path = program.with_file_name(&file);
    assert!(path.is_file(), "{file} was not built beside the tests");
    path
}

/// The card that every test copies: making keys is slow.
fn master() -> &'static Path {
    static MASTER: OnceLock<PathBuf> = OnceLock::new();
    MASTER.get_or_init(|| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("card-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        let mut card = NewCard::new(
            "Medical Doctor",
            "医師\u{3000}太郎",
            Time::from_rfc3339("2026-04-01T00:00:00Z").unwrap(),
        );
        card.pin = PIN.to_owned();
        card.tries = TRIES;
        card.create(&folder, &built("HpkiSigP11_virtual")).unwrap();
        folder
    })
}

impl Rig {
    pub(crate) fn new() -> Rig {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let folder =
            Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("rig-{}-{number}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        for entry in fs::read_dir(master()).unwrap() {
            let path = entry.unwrap().path();
            fs::copy(&path, folder.join(path.file_name().unwrap())).unwrap();
        }
        let rig = Rig { folder };
        fs::copy(built("hpki_card_bad_driver"), rig.bad()).unwrap();
        rig
    }

    /// The good driver.
    pub(crate) fn good(&self) -> PathBuf {
        self.folder.join(format!("HpkiSigP11_virtual{}", std::env::consts::DLL_SUFFIX))
    }

    /// The good driver of the card's other application.
    pub(crate) fn authentication(&self) -> PathBuf {
        self.folder.join(format!("HpkiAuthP11_virtual{}", std::env::consts::DLL_SUFFIX))
    }

    /// The bad driver before the good one.
    pub(crate) fn bad(&self) -> PathBuf {
        self.folder.join(format!("bad{}", std::env::consts::DLL_SUFFIX))
    }

    pub(crate) fn root(&self) -> PathBuf {
        self.folder.join("root.der")
    }

    /// Changes the card's description.
    pub(crate) fn describe(&self, change: impl FnOnce(&mut Description)) {
        let path = self.folder.join("HpkiSigP11_virtual.json");
        let mut description: Description = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
        change(&mut description);
        fs::write(&path, serde_json::to_vec(&description).unwrap()).unwrap();
    }

    /// What the bad driver does from its next loading on.
    pub(crate) fn misbehave(&self, faults: &[(&str, u32, Act)]) {
        let faults = faults
            .iter()
            .map(|(function, call, act)| Fault {
                function: (*function).to_owned(),
                call: *call,
                act: act.clone(),
            })
            .collect();
        let script = Script { driver: self.good(), faults };
        fs::write(self.folder.join("bad.json"), serde_json::to_vec(&script).unwrap()).unwrap();
        let _ = fs::remove_file(self.folder.join("bad.log"));
    }

    fn log(&self) -> String {
        fs::read_to_string(self.folder.join("bad.log")).unwrap_or_default()
    }

    /// Logins that reached the card since `misbehave`.
    pub(crate) fn logins(&self) -> usize {
        self.log().lines().filter(|line| *line == "C_Login").count()
    }

    /// How often each function was called, told by `C_Finalize`; `None` when that was never called.
    pub(crate) fn calls(&self) -> Option<BTreeMap<String, u32>> {
        let log = self.log();
        let line = log.lines().find_map(|line| line.strip_prefix("C_Finalize "))?;
        Some(serde_json::from_str(line).unwrap())
    }

    /// The files in the folder, sorted.
    pub(crate) fn files(&self) -> Vec<String> {
        let mut names: Vec<_> = fs::read_dir(&self.folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }
}

impl Drop for Rig {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// In this process: fast, for drivers that only return values.
pub(crate) fn in_process() -> DriverOptions {
    DriverOptions {
        isolation: Isolation::DangerInProcess,
        timeout: Duration::from_secs(60),
        when_busy: WhenBusy::Refuse,
        state: State::new_in_memory(),
        ..DriverOptions::default()
    }
}

/// In a process of its own. The machine may be busy, so the time-out is long.
pub(crate) fn isolated() -> DriverOptions {
    let helper = PathBuf::from(env!("CARGO_BIN_EXE_hpki-card-helper"));
    DriverOptions { isolation: Isolation::Helper(helper), ..in_process() }
}

pub(crate) fn pin(typed: &str) -> Pin {
    Pin::new(typed).unwrap()
}

pub(crate) fn open(driver: &Path, options: &DriverOptions) -> Result<SignatureApplication, CardError> {
    SignatureApplication::open(Driver::open(driver, options)?, &CardChoice::Only)
}

/// Somebody who types a PIN whenever asked, and counts.
#[derive(Clone, Default)]
pub(crate) struct Typist {
    pub(crate) typed: Arc<Count>,
}

#[derive(Default)]
pub(crate) struct Count(AtomicUsize);

impl Count {
    pub(crate) fn get(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }
}

impl Typist {
    pub(crate) fn types(
        &self,
        text: &'static str,
    ) -> impl FnMut(&PinRequest<'_>) -> Option<Pin> + Send + 'static {
        let typed = Arc::clone(&self.typed);
        move |_: &PinRequest<'_>| {
            typed.0.fetch_add(1, Ordering::Relaxed);
            Some(pin(text))
        }
    }
}

/// One signature of a freshly opened card with the right PIN.
pub(crate) fn sign_once(driver: &Path, options: &DriverOptions) -> Result<SignatureValue, CardError> {
    let mut signer = CardSigner::new(open(driver, options)?, Typist::default().types(PIN));
    sign(&mut signer, MESSAGE).map_err(card_error)
}

/// The card's error in a signer's error.
pub(crate) fn card_error(error: SignerError) -> CardError {
    let source = error.into_source().expect("the signer of a card names its reason");
    *source.downcast::<CardError>().expect("a card's error")
}

/// The driver's error in a card's error.
pub(crate) fn driver_error(error: &CardError) -> &DriverError {
    match error {
        CardError::Driver(error) => error,
        other => panic!("not the driver's: {other}"),
    }
}
