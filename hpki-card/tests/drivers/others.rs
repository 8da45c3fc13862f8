//! Drivers of other projects: SoftHSM2 and OpenSC, where they are installed.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use hpki_card::{CardChoice, CardError, CardSigner, Driver, SignatureApplication, TypedPin};
use hpki_core::signer::sign;

use crate::rig::{MESSAGE, PIN, Rig, card_error, in_process, isolated, pin};

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

/// SoftHSM finds its tokens by an environment variable, so the test runs itself again with it.
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
    let with = |program: &str| {
        let mut command = Command::new(program);
        command.env("SOFTHSM2_CONF", &configuration);
        command
    };
    must(with("softhsm2-util").args([
        "--init-token",
        "--free",
        "--label",
        "HPKI",
        "--pin",
        PIN,
        "--so-pin",
        "12345678",
    ]));
    let import = |kind: &str, file: &str| {
        let mut command = with("pkcs11-tool");
        command
            .arg("--module")
            .arg(&library)
            .args(["--login", "--pin", PIN, "--id", "17", "--label", "x", "--type", kind]);
        must(command.arg("--write-object").arg(rig.folder.join(file)));
    };
    import("privkey", "signature-key.der");
    import("cert", "signature.der");
    import("cert", "root.der");

    let mut child = with(std::env::current_exe().unwrap().to_str().unwrap());
    child.args(["--exact", "others::with_soft_hsm", "--ignored", "--nocapture"]);
    child.env("HPKI_TEST_DRIVER", &library).env("HPKI_TEST_CERTIFICATE", rig.folder.join("signature.der"));
    let output = child.output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && said.contains("SoftHSM2: signed"), "{said}");
    println!("{}", said.lines().find(|line| line.starts_with("SoftHSM2")).unwrap());
}

#[test]
#[ignore = "runs only inside soft_hsm_holds_the_virtual_cards_key_and_signs"]
fn with_soft_hsm() {
    let (Some(library), Some(certificate)) =
        (std::env::var_os("HPKI_TEST_DRIVER"), std::env::var_os("HPKI_TEST_CERTIFICATE"))
    else {
        return;
    };
    let mut signed = 0;
    for options in [isolated(), in_process()] {
        let driver = || Driver::open(Path::new(&library), &options).unwrap();
        assert!(driver().slots().unwrap().len() >= 2, "SoftHSM has a free slot after the last token");
        let card = SignatureApplication::open(driver(), &CardChoice::Only).unwrap();
        assert_eq!(card.certificate().as_der(), fs::read(&certificate).unwrap());
        let mut signer = CardSigner::new(card, |_: &hpki_card::PinRequest<'_>| Some(pin(PIN)));
        for _ in 0..3 {
            sign(&mut signer, MESSAGE).unwrap();
            signed += 1;
        }
        drop(signer);
        let card = SignatureApplication::open(driver(), &CardChoice::Only).unwrap();
        let mut signer = CardSigner::new(card, TypedPin::new(pin("9999")));
        let error = card_error(sign(&mut signer, MESSAGE).unwrap_err());
        assert!(matches!(error, CardError::PinIncorrect { .. }), "{error}");
    }
    println!("SoftHSM2: signed {signed} times");
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
