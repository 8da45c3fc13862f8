//! Drivers of other projects: SoftHSM2, kryoptic and OpenSC, where they are installed.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use hpki_card::{CardError, CardSigner, Driver, DriverOptions, PinRequest, PinSource, TriesLeft, TypedPin};
use hpki_core::signer::sign;

use crate::rig::{MESSAGE, PIN, Rig, Typist, card_error, in_process, isolated, open, pin, sign_once};

/// Of the security officer, who initialises tokens.
const SO_PIN: &str = "12345678";

fn library(names: &[&str]) -> Option<PathBuf> {
    names.iter().map(PathBuf::from).find(|path| path.is_file())
}

fn soft_hsm() -> Option<PathBuf> {
    library(&[
        "/usr/lib/softhsm/libsofthsm2.so",
        "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
        "/usr/lib64/pkcs11/libsofthsm2.so",
        "/usr/local/lib/softhsm/libsofthsm2.so",
    ])
}

fn have(program: &str) -> bool {
    Command::new(program).arg("--help").output().is_ok()
}

fn must(command: &mut Command) {
    let output = command.output().unwrap();
    let said =
        format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{command:?}: {said}");
}

/// kryoptic, where `./check kryoptic` or somebody else built it.
fn kryoptic() -> Option<PathBuf> {
    if let Some(named) = std::env::var_os("HPKI_TEST_KRYOPTIC") {
        let path = PathBuf::from(named);
        assert!(path.is_file(), "HPKI_TEST_KRYOPTIC names {}, which is not there", path.display());
        return Some(path);
    }
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent()?;
    Some(target.join("tools/lib/libkryoptic_pkcs11.so")).filter(|path| path.is_file())
}

/// A token of another project with the virtual card's key. Such drivers find their tokens by an environment variable,
/// so a test runs itself again with it.
struct ForeignToken<'a> {
    name: &'static str,
    library: PathBuf,
    variable: &'static str,
    configuration: PathBuf,
    rig: &'a Rig,
}

impl ForeignToken<'_> {
    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.env(self.variable, &self.configuration);
        command
    }

    fn tool(&self) -> Command {
        let mut command = self.command("pkcs11-tool");
        command.arg("--module").arg(&self.library);
        command
    }

    fn import(&self) {
        for (kind, file) in
            [("privkey", "signature-key.der"), ("cert", "signature.der"), ("cert", "root.der")]
        {
            let mut command = self.tool();
            command.args(["--login", "--pin", PIN, "--id", "17", "--label", "x", "--type", kind]);
            if kind == "privkey" {
                command.arg("--usage-sign");
            }
            must(command.arg("--write-object").arg(self.rig.folder.join(file)));
        }
    }

    /// Runs an ignored test of this file with the token, and prints the line in which it tells what it did.
    fn run(&self, test: &str) {
        let mut child = self.command(std::env::current_exe().unwrap().to_str().unwrap());
        child.args(["--exact", &format!("others::{test}"), "--ignored", "--nocapture"]);
        child.env("HPKI_TEST_DRIVER", &self.library);
        let output =
            child.env("HPKI_TEST_CERTIFICATE", self.rig.folder.join("signature.der")).output().unwrap();
        let said = String::from_utf8_lossy(&output.stdout);
        let told = said.lines().find(|line| line.starts_with(&format!("{}: signed", self.name)));
        assert!(
            output.status.success() && told.is_some(),
            "{said}{}",
            String::from_utf8_lossy(&output.stderr)
        );
        println!("{}", told.unwrap());
    }
}

/// What `run` gave to the test inside.
fn given() -> Option<(PathBuf, Vec<u8>)> {
    let certificate = fs::read(std::env::var_os("HPKI_TEST_CERTIFICATE")?).unwrap();
    Some((std::env::var_os("HPKI_TEST_DRIVER")?.into(), certificate))
}

fn wrong_pin(library: &Path, options: &DriverOptions, pins: impl PinSource + 'static) -> CardError {
    let mut signer = CardSigner::new(open(library, options).unwrap(), pins);
    card_error(sign(&mut signer, MESSAGE).unwrap_err())
}

/// Lists, shows, signs three times, and has a wrong PIN refused, after which so many tries are left. How often it
/// signed.
fn use_token(library: &Path, certificate: &[u8], options: &DriverOptions, left: TriesLeft) -> usize {
    let slots = Driver::open(library, options).unwrap().slots().unwrap();
    assert!(slots.len() >= 2, "there is a slot whose token is not initialised");
    let card = open(library, options).unwrap();
    assert_eq!(card.certificate().as_der(), certificate);
    assert_eq!(card.token().label.octets(), b"HPKI");
    let mut signer = CardSigner::new(card, |_: &PinRequest<'_>| Some(pin(PIN)));
    for _ in 0..3 {
        sign(&mut signer, MESSAGE).unwrap();
    }
    drop(signer);
    let error = wrong_pin(library, options, TypedPin::new(pin("9999")));
    assert!(matches!(error, CardError::PinIncorrect { tries } if tries == left), "{error}");
    let error = wrong_pin(library, options, TypedPin::new(pin("9999")));
    assert!(matches!(error, CardError::PinRefusedBefore), "{error}");
    3
}

#[test]
fn soft_hsm_holds_the_virtual_cards_key_and_signs() {
    let (Some(library), true, true) = (soft_hsm(), have("softhsm2-util"), have("pkcs11-tool")) else {
        println!("skipped: SoftHSM2 or pkcs11-tool is not installed (apt-get install softhsm2 opensc)");
        return;
    };
    let rig = Rig::new();
    let tokens = rig.folder.join("tokens");
    fs::create_dir(&tokens).unwrap();
    let configuration = rig.folder.join("softhsm2.conf");
    fs::write(
        &configuration,
        format!("directories.tokendir = {}\nobjectstore.backend = file\n", tokens.display()),
    )
    .unwrap();
    let token =
        ForeignToken { name: "SoftHSM2", library, variable: "SOFTHSM2_CONF", configuration, rig: &rig };
    let mut initialise = token.command("softhsm2-util");
    initialise.args(["--init-token", "--free", "--label", "HPKI", "--pin", PIN, "--so-pin", SO_PIN]);
    must(&mut initialise);
    token.import();
    token.run("with_soft_hsm");
}

#[test]
#[ignore = "runs only inside soft_hsm_holds_the_virtual_cards_key_and_signs"]
fn with_soft_hsm() {
    let Some((library, certificate)) = given() else { return };
    let signed: usize = [isolated(), in_process()]
        .iter()
        .map(|options| use_token(&library, &certificate, options, TriesLeft::Fewer))
        .sum();
    println!("SoftHSM2: signed {signed} times");
}

/// Its slots are those of its configuration: the second is never initialised.
#[test]
fn kryoptic_holds_the_virtual_cards_key_signs_and_counts_wrong_pins() {
    let (Some(library), true) = (kryoptic(), have("pkcs11-tool")) else {
        println!(
            "skipped: kryoptic is not built (./check kryoptic) or pkcs11-tool not installed (apt-get install opensc)"
        );
        return;
    };
    let rig = Rig::new();
    let configuration = rig.folder.join("kryoptic.conf");
    let slot = |number: u32| {
        let file = rig.folder.join(format!("token-{number}.sql"));
        format!(
            "[[slots]]\nslot = {number}\ndbtype = \"sqlite\"\ndbargs = {:?}\n",
            file.display().to_string()
        )
    };
    fs::write(&configuration, slot(3) + &slot(4)).unwrap();
    let token =
        ForeignToken { name: "kryoptic", library, variable: "KRYOPTIC_CONF", configuration, rig: &rig };
    must(token.tool().args(["--slot", "3", "--init-token", "--label", "HPKI", "--so-pin", SO_PIN]));
    let officer = ["--slot", "3", "--login", "--login-type", "so", "--so-pin", SO_PIN];
    must(token.tool().args(officer).args(["--init-pin", "--pin", PIN]));
    token.import();
    token.run("with_kryoptic");
}

/// It counts to ten: its flags are the only ones of a driver not ours that tell tries.
#[test]
#[ignore = "runs only inside kryoptic_holds_the_virtual_cards_key_signs_and_counts_wrong_pins"]
fn with_kryoptic() {
    let Some((library, certificate)) = given() else { return };
    let mut signed = 0;
    for options in [isolated(), in_process()] {
        signed += use_token(&library, &certificate, &options, TriesLeft::Unknown);
        sign_once(&library, &options).unwrap(); // sets its count back
        signed += 1;
    }
    let options = isolated();
    let told: Vec<_> = (1..10)
        .map(|number| match wrong_pin(&library, &options, TypedPin::new(pin(&format!("000{number}")))) {
            CardError::PinIncorrect { tries } => tries,
            error => panic!("wrong PIN {number}: {error}"),
        })
        .collect();
    assert_eq!(told[..6], [TriesLeft::Unknown; 6]);
    assert_eq!(told[6..], [TriesLeft::Fewer, TriesLeft::Fewer, TriesLeft::One]);

    let error = wrong_pin(&library, &options, TypedPin::new(pin("0010")));
    assert!(matches!(error, CardError::LastTry), "{error}");
    let typist = Typist::default();
    let error = wrong_pin(&library, &options, typist.types("0010"));
    assert!(matches!(error, CardError::PinLocked) && typist.typed.get() == 2, "{error}");
    let error = wrong_pin(&library, &options, typist.types(PIN));
    assert!(
        matches!(error, CardError::PinLocked) && typist.typed.get() == 2,
        "asked for a locked PIN: {error}"
    );
    println!("kryoptic: signed {signed} times, told tries left from {} wrong PINs, locked", told.len());
}

/// No reader is connected here: OpenSC must load, initialise, and say so.
#[test]
fn opensc_loads_and_says_what_is_there() {
    let found = library(&[
        "/usr/lib/x86_64-linux-gnu/opensc-pkcs11.so",
        "/usr/lib/aarch64-linux-gnu/opensc-pkcs11.so",
        "/usr/lib64/opensc-pkcs11.so",
    ]);
    let Some(path) = found else {
        println!("skipped: OpenSC is not installed (apt-get install opensc)");
        return;
    };
    let mut driver = Driver::open(&path, &isolated()).unwrap();
    let info = driver.info().unwrap();
    match driver.slots() {
        Ok(slots) => println!("{}: {} slots", info.description, slots.len()),
        Err(CardError::NoReader { .. }) => println!("{}: no reader", info.description),
        Err(error) => panic!("{error}"),
    }
}
