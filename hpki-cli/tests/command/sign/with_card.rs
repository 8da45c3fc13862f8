//! Signing with a virtual card, through the helper and in process.

use std::fs;
use std::path::Path;

use super::Desk;
use crate::card::virtual_card;
use crate::support::{Run, hpki};

fn sign(desk: &Desk, driver: &Path, pin: &str, more: &[&str]) -> Run {
    let (csv, out) = (desk.path("rx.csv"), desk.path("rx.xml"));
    let pin = desk.write("pin", pin.as_bytes());
    let state = driver.with_file_name("state");
    let given =
        ["sign", "prescription", "--card", driver.to_str().unwrap(), "--card-state", state.to_str().unwrap()];
    let csv = if more.contains(&"--csv") { vec![] } else { vec!["--csv", &csv, "--out", &out] };
    hpki([&given[..], &csv, &["--pin-file", &pin], more].concat())
}

/// Under the test hierarchy that lies beside the card.
#[track_caller]
fn assert_passes(out: &str, driver: &Path) {
    let beside = |name: &str| driver.with_file_name(name).to_str().unwrap().to_owned();
    let (root, authority) = (beside("root.der"), beside("signature-ca.der"));
    let (roots_list, list) = (beside("root.crl"), beside("signature-ca.crl"));
    let trust = ["--trust-anchor", &root, "--intermediate", &authority, "--crl", &roots_list, "--crl", &list];
    let run = hpki([&["verify", out, "--allow-test-certificates"][..], &trust].concat());
    assert_eq!(run.code, 0, "{}", run.text());
}

#[test]
fn a_card_signs_a_prescription_and_a_wrong_pin_writes_nothing() {
    let desk = Desk::new();
    let Some(driver) = virtual_card(desk.folder.path()) else { return };
    let name = driver.to_str().unwrap();
    for way in [
        &["--allow-test-certificates"][..],
        &["--allow-test-certificates", "--in-process", "--card-timeout", "20"],
    ] {
        let run = sign(&desk, &driver, "1234", &[way, &["--force"]].concat());
        assert_eq!(run.code, 0, "{}", run.stderr);
        assert!(
            run.stderr.contains("This card is going to sign.") && run.stderr.contains("医師\u{3000}太郎")
        );
        assert_passes(&desk.path("rx.xml"), &driver);
    }
    fs::remove_file(desk.path("rx.xml")).unwrap();
    let refused = |run: Run, subject: &str, sentence: &str| {
        assert_eq!((run.code, run.text()), (3, ""), "{}", run.stderr);
        let last = run.stderr.lines().last().unwrap();
        assert!(last.contains(subject) && last.contains(sentence), "{}", run.stderr);
        assert!(!Path::new(&desk.path("rx.xml")).exists());
    };
    let test = "--allow-test-certificates";
    refused(sign(&desk, &driver, "9999", &[test]), name, "the PIN is wrong");
    refused(sign(&desk, &driver, "9999", &[test]), name, "this card refused this PIN before");
    refused(sign(&desk, &driver, "9998", &[test, "--lang", "ja"]), name, "PINが違います");
    refused(sign(&desk, &driver, "12", &[test]), "pin", "this cannot be a PIN");
    // Refused before anybody is asked for a PIN: a test card, a card of another profession, the other application.
    refused(sign(&desk, &driver, "1234", &[]), "rx.csv", "is a test certificate");
    refused(
        sign(&desk, &driver, "1234", &[test, "--algorithm", "ecdsa-sha256"]),
        name,
        "cards sign with rsa-sha256",
    );
    let other = driver.with_file_name(driver.file_name().unwrap().to_str().unwrap().replace("Sig", "Auth"));
    refused(sign(&desk, &other, "1234", &[test, "--lang", "ja"]), "HpkiAuth", "これは認証用カードです");
    let run = sign(&desk, &driver, "1234", &[test, "--algorithm", "rsa-sha512"]);
    assert_eq!(run.code, 0, "two wrong PINs do not lock it: {}", run.stderr);
}

/// What a driver states about lengths may be nonsense: said before the try is spent, no reason to refuse.
#[test]
fn a_pin_of_an_unusual_length_is_warned_about() {
    let desk = Desk::new();
    let Some(driver) = virtual_card(desk.folder.path()) else { return };
    let description = driver.with_extension("json");
    let odd = fs::read_to_string(&description)
        .unwrap()
        .replace("\"quirks\": []", "\"quirks\": [\"other-pin-lengths\"]");
    fs::write(&description, odd).unwrap();
    let run = sign(&desk, &driver, "1234", &["--allow-test-certificates", "--lang", "ja"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(
        run.stderr.contains("入力されたPINの長さが、カードの示すPINの長さと異なります"),
        "{}",
        run.stderr
    );
    assert!(run.stderr.contains("6-8"), "{}", run.stderr);
}

/// One PIN, typed once, serves the batch; a wrong one stops it after one try.
#[test]
fn a_card_signs_a_batch_with_one_pin_and_stops_at_a_wrong_one() {
    let desk = Desk::new();
    let Some(driver) = virtual_card(desk.folder.path()) else { return };
    let folder = desk.path("csv");
    fs::create_dir(&folder).unwrap();
    for number in 0..3 {
        fs::write(format!("{folder}/{number}.csv"), "SJ1\n").unwrap();
    }
    let out = desk.path("signed");
    let batch = ["--csv", &folder, "--out", &out, "--allow-test-certificates", "--json"];
    let run = sign(&desk, &driver, "9999", &batch);
    assert_eq!(run.code, 3, "{}", run.stderr);
    let report = run.json();
    let ids: Vec<_> =
        (0..3).map(|row| report["files"][row]["error"]["id"].as_str().unwrap().to_owned()).collect();
    assert_eq!(ids[1..], ["batch::stopped", "batch::stopped"]);
    assert!(ids[0].starts_with("pin::incorrect"), "{ids:?}");

    let run = sign(&desk, &driver, "1234", &batch);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(run.stderr.contains("documents      3"), "{}", run.stderr);
    for number in 0..3 {
        assert_passes(&format!("{out}/{number}.xml"), &driver);
    }
}
