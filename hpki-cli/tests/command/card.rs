//! `hpki card`: a virtual card, through the helper and in process.

use std::fs;
use std::path::{Path, PathBuf};

use crate::support::{Run, hpki};

/// A new virtual card, or `None` where the parts of hpki-card were not built beside the command (cargo builds them for
/// the whole workspace, not for hpki-cli alone).
pub(crate) fn virtual_card(folder: &Path) -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_BIN_EXE_hpki")).parent().unwrap();
    let library =
        format!("{}HpkiSigP11_virtual{}", std::env::consts::DLL_PREFIX, std::env::consts::DLL_SUFFIX);
    let helper = format!("hpki-card-helper{}", std::env::consts::EXE_SUFFIX);
    // cargo leaves libraries that only tests depend on among their dependencies.
    let library =
        [beside.join(&library), beside.join("deps").join(&library)].into_iter().find(|path| path.is_file());
    let (Some(library), true) = (library, beside.join(&helper).is_file()) else {
        println!("skipped: {helper} or the virtual card is not built (cargo build --workspace)");
        return None;
    };
    let out = folder.join("card");
    let made = hpki([
        "card",
        "virtual",
        "new",
        "--role",
        "Medical Doctor",
        "--name",
        "医師\u{3000}太郎",
        "--out",
        out.to_str().unwrap(),
        "--library",
        library.to_str().unwrap(),
    ]);
    assert_eq!(made.code, 0, "{}", made.stderr);
    assert!(made.text().contains("trust anchor: "), "{}", made.text());
    Some(out.join(format!("HpkiSigP11_virtual{}", std::env::consts::DLL_SUFFIX)))
}

fn card(command: &str, driver: &Path, more: &[&str]) -> Run {
    let state = driver.with_file_name("state");
    let driver = driver.to_str().unwrap();
    let access = ["card", command, "--driver", driver, "--card-state", state.to_str().unwrap()];
    hpki(access.iter().chain(more))
}

#[test]
fn a_virtual_card_is_made_listed_shown_and_signs() {
    let folder = tempfile::tempdir().unwrap();
    let Some(driver) = virtual_card(folder.path()) else { return };
    for way in [&[][..], &["--in-process"]] {
        let list = card("list", &driver, &[way, &["--json"]].concat());
        assert_eq!(list.code, 0, "{}", list.stderr);
        let list = list.json();
        assert_eq!(list["driver"]["description"], "HPKI 3.0");
        assert_eq!(list["slots"][0]["token"]["label"], "HPKI Application");
        assert_eq!(list["slots"][0]["rsa_key_bits"][0], 2048);

        let show = card("show", &driver, &[way, &["--json"]].concat()).json();
        assert_eq!(
            (&show["application"], &show["certificate"]["policy"]),
            (&"signature".into(), &"test".into())
        );
        assert_eq!(show["certificate"]["japanese_name"], "医師\u{3000}太郎");
        assert_eq!(show["certificate"]["roles"][0]["japanese"], "医師");
        assert_eq!(show["authorities"].as_array().unwrap().len(), 2);

        let pin = folder.path().join("pin");
        fs::write(&pin, "1234\n").unwrap();
        let signed = card("test-sign", &driver, &[way, &["--pin-file", pin.to_str().unwrap()]].concat());
        assert_eq!(signed.code, 0, "{}", signed.stderr);
        assert!(signed.text().starts_with("The card signed"), "{}", signed.text());
    }
    let text = card("show", &driver, &["--lang", "ja"]);
    assert!(text.text().contains("医師（Medical Doctor）"), "{}", text.text());
    assert_eq!(card("list", &driver, &[]).code, 0);
}

#[test]
fn refusals_name_the_driver_and_say_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let Some(driver) = virtual_card(folder.path()) else { return };
    let name = driver.to_str().unwrap();
    let pin = folder.path().join("pin");
    let with_pin = |typed: &str, more: &[&str]| {
        fs::write(&pin, typed).unwrap();
        card("test-sign", &driver, &[&["--pin-file", pin.to_str().unwrap()], more].concat())
    };
    with_pin("9999", &[]).assert_refused(name, "the PIN is wrong");
    with_pin("9999", &[]).assert_refused(name, "this card refused this PIN before");
    with_pin("12", &[]).assert_refused("pin", "this cannot be a PIN");
    with_pin("1234", &["--role", "Pharmacist"]).assert_refused(name, "does not hold the role Pharmacist");
    let japanese = with_pin("1234", &["--role", "Pharmacist", "--lang", "ja"]);
    japanese.assert_refused(name, "このカードには薬剤師資格がありません。");

    let authentication =
        driver.with_file_name(driver.file_name().unwrap().to_str().unwrap().replace("Sig", "Auth"));
    card("test-sign", &authentication, &["--lang", "ja", "--pin-file", pin.to_str().unwrap()])
        .assert_refused("HpkiAuthP11_virtual", "これは認証用カードです");
    card("show", &driver.with_file_name("missing.so"), &[])
        .assert_refused("missing.so", "could not be loaded");
    card("show", &driver, &["--card-helper", "no-such-helper"]).assert_refused(name, "hpki-card-helper");
    card("test-sign", &driver, &[]).assert_refused("--pin-fd", "standard input is no terminal");
    card("show", &driver, &["--reader", "another"])
        .assert_refused(name, "the chosen card or reader is not there");

    let again = hpki([
        "card",
        "virtual",
        "new",
        "--role",
        "Dentist",
        "--name",
        "X",
        "--out",
        driver.parent().unwrap().to_str().unwrap(),
        "--library",
        name,
    ]);
    again.assert_refused("card", "the virtual card was not made");
}

/// Another card in a second reader, which the driver does not know: listed as such, and in nobody's way.
#[test]
fn a_foreign_card_in_another_reader_hides_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let Some(driver) = virtual_card(folder.path()) else { return };
    let description = driver.with_extension("json");
    let mut json: serde_json::Value = serde_json::from_slice(&fs::read(&description).unwrap()).unwrap();
    json["quirks"] = serde_json::json!(["foreign-card-beside"]);
    fs::write(&description, json.to_string()).unwrap();
    let list = card("list", &driver, &["--json"]);
    assert_eq!(list.code, 0, "{}", list.stderr);
    let (list, unreadable) = (list.json(), "card::unreadable");
    let (foreign, ours) = (&list["slots"][0], &list["slots"][1]);
    assert_eq!((&foreign["card"], &foreign["problem"]["id"]), (&"unreadable".into(), &unreadable.into()));
    assert_eq!(foreign["problem"]["detail"], "C_GetTokenInfo returned CKR_TOKEN_NOT_RECOGNIZED");
    assert!(foreign["token"].is_null() && foreign["rsa_key_bits"].is_null());
    assert_eq!((&ours["card"], &ours["problem"]), (&"present".into(), &serde_json::Value::Null));
    assert_eq!(ours["token"]["label"], "HPKI Application");
    let text = card("list", &driver, &["--lang", "ja"]);
    assert!(text.text().contains("カードを読み取れません"), "{}", text.text());
    let text = card("list", &driver, &[]);
    assert!(text.text().contains("CKR_TOKEN_NOT_RECOGNIZED"), "{}", text.text());
    assert_eq!(card("show", &driver, &[]).code, 0);
}
