//! `hpki sign`, `prepare`, `assemble` and `adopt` with the published keys of test-vectors/pki, whose clock stands in
//! April 2026.

mod batch;
mod elsewhere;
mod letters;
mod with_card;

use std::fs;
use std::path::{Path, PathBuf};

use crate::support::{Run, hpki, hpki_reading};

/// When everything is valid and the lists are fresh.
const NOW: &str = "2026-04-02T12:00:00+09:00";

fn pki(path: &str) -> String {
    format!("{}/../test-vectors/pki/{path}", env!("CARGO_MANIFEST_DIR"))
}

fn key_file(name: &str) -> String {
    format!("{}/../hpki-core/tests/key_files/{name}", env!("CARGO_MANIFEST_DIR"))
}

/// A folder to work in, its paths, and what was in it before.
struct Desk {
    folder: tempfile::TempDir,
}

impl Desk {
    /// With a CSV, a passphrase and a wrong one.
    fn new() -> Desk {
        let desk = Desk { folder: tempfile::tempdir().unwrap() };
        desk.write("rx.csv", "SJ1,処方箋\nRP,1\n".as_bytes());
        desk.write("dispensed.csv", "CJ1,調剤\n".as_bytes());
        desk.write("passphrase", b"secret\n");
        desk.write("wrong", b"Secret\n");
        desk
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).to_str().unwrap().to_owned()
    }

    fn write(&self, name: &str, octets: &[u8]) -> String {
        fs::write(self.path(name), octets).unwrap();
        self.path(name)
    }

    fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// The names of all files, temporary ones included.
    fn files(&self) -> Vec<String> {
        let entries = fs::read_dir(self.folder.path()).unwrap();
        let mut names: Vec<_> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    /// `hpki sign prescription` of `rx.csv` to `rx.xml` with more arguments.
    fn sign(&self, more: &[&str]) -> Run {
        let (csv, out) = (self.path("rx.csv"), self.path("rx.xml"));
        hpki(
            [&["sign", "prescription", "--csv", &csv, "--out", &out, "--signing-time", NOW][..], more]
                .concat(),
        )
    }

    /// A refusal that leaves the folder as it is.
    #[track_caller]
    fn assert_refused(&self, more: &[&str], subject: &str, sentence: &str) {
        let before = self.files();
        self.sign(more).assert_refused(subject, sentence);
        assert_eq!(self.files(), before, "a refusal left something behind");
    }

    /// The doctor's signed prescription.
    fn prescription(&self) -> String {
        let signed = self.sign(&key("doctor", "doctor").each());
        assert_eq!(signed.code, 0, "{}", signed.stderr);
        self.path("rx.xml")
    }
}

/// A key and a certificate of test-vectors.
struct Pair([String; 4]);

impl Pair {
    fn each(&self) -> [&str; 4] {
        let [one, two, three, four] = &self.0;
        [one, two, three, four]
    }

    fn and<'a>(&'a self, more: &[&'a str]) -> Vec<&'a str> {
        [&self.each()[..], more].concat()
    }
}

fn key(key: &str, certificate: &str) -> Pair {
    let key = pki(&format!("keys/{key}.pem"));
    Pair(["--key".into(), key, "--certificate".into(), pki(&format!("certificates/{certificate}.der"))])
}

/// The report of `hpki verify` with the right anchor and lists.
#[track_caller]
fn assert_passes(file: &str, more: &[&str]) -> serde_json::Value {
    let (root, list) = (pki("certificates/root.der"), pki("crls/sign-ca.crl"));
    let (authority, authorities) = (pki("certificates/sign-ca.der"), pki("crls/root.crl"));
    let trust =
        ["--trust-anchor", &root, "--intermediate", &authority, "--crl", &list, "--crl", &authorities];
    let run = hpki([&["verify", file, "--at", NOW, "--json"][..], &trust, more].concat());
    let report = run.json();
    assert_eq!(run.code, 0, "{report:#}");
    report["files"][0].clone()
}

#[test]
fn a_prescription_is_signed_and_passes() {
    let desk = Desk::new();
    let (passphrase, bundle) = (desk.path("passphrase"), key_file("aes-256.p12"));
    let run = desk.sign(&["--pkcs12", &bundle, "--pin-file", &passphrase, "--json"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    let row = &run.json()["files"][0];
    assert_eq!(row["signed"], true);
    assert_eq!(row["document"], "prescription");
    assert_eq!(row["signature_method"], "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256");
    assert_eq!(row["signing_time"], "2026-04-02T03:00:00Z");
    assert_eq!(row["signer"]["roles"][0]["japanese"], "医師");

    let out = desk.path("rx.xml");
    let content = desk.path("content.csv");
    let report = assert_passes(&out, &["--content-out", &content]);
    assert_eq!(report["signatures"][0]["level"], "B");
    assert_eq!(desk.read("content.csv"), desk.read("rx.csv"), "the content comes back octet for octet");
    let xml = String::from_utf8(desk.read("rx.xml")).unwrap();
    assert!(!xml.starts_with('\u{feff}') && xml.starts_with("<?xml"), "{}", &xml[..40]);
    assert_eq!(desk.files(), ["content.csv", "dispensed.csv", "passphrase", "rx.csv", "rx.xml", "wrong"]);
}

#[test]
fn every_way_to_give_a_key_and_a_passphrase() {
    let desk = Desk::new();
    let (passphrase, doctor) = (desk.path("passphrase"), pki("certificates/doctor.der"));
    let legacy = key_file("legacy-rc2-40.p12");
    let encrypted = key_file("pkcs8-aes-256.pem");
    let plain = key_file("pkcs1.pem");
    for key in [
        &["--pkcs12", &legacy, "--pin-file", &passphrase][..],
        &["--key", &encrypted, "--certificate", &doctor, "--pin-file", &passphrase],
        &["--key", &plain, "--certificate", &doctor],
    ] {
        let run = desk.sign(&[key, &["--force"]].concat());
        assert_eq!(run.code, 0, "{key:?}: {}", run.stderr);
        assert!(run.text().starts_with("SIGNED.\n"), "{}", run.text());
        assert_passes(&desk.path("rx.xml"), &[]);
    }
    // A descriptor: here standard input.
    let (csv, out) = (desk.path("rx.csv"), desk.path("fd.xml"));
    let arguments =
        ["sign", "prescription", "--csv", &csv, "--out", &out, "--signing-time", NOW, "--pkcs12", &legacy];
    let run = hpki_reading(&[&arguments[..], &["--pin-fd", "0"]].concat(), b"secret\n");
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_passes(&out, &[]);
}

#[test]
fn algorithms_that_fit_the_key_pass_and_others_are_refused() {
    let desk = Desk::new();
    for (name, certificate, algorithm) in [
        ("doctor", "doctor", "rsa-sha384"),
        ("doctor", "doctor", "rsa-sha512"),
        ("rsa-3072", "doctor-rsa-3072", "rsa-pss-sha256"),
        ("p256", "doctor-p256", "ecdsa-sha256"),
        ("p384", "doctor-p384", "ecdsa-sha384"),
        ("p521", "doctor-p521", "ecdsa-sha512"),
    ] {
        let pair = key(name, certificate);
        let run = desk.sign(&pair.and(&["--algorithm", algorithm, "--force"]));
        assert_eq!(run.code, 0, "{algorithm}: {}", run.stderr);
        let report = assert_passes(&desk.path("rx.xml"), &[]);
        let method = report["signatures"][0]["signature_method"].as_str().unwrap();
        let expected = algorithm.replace("rsa-pss-sha256", "sha256-rsa-MGF1");
        assert!(method.ends_with(&expected), "{method}");
    }
    fs::remove_file(desk.path("rx.xml")).unwrap();
    let doctor = key("doctor", "doctor");
    desk.assert_refused(&doctor.and(&["--algorithm", "ecdsa-sha256"]), "doctor.pem", "does not fit the key");
}

#[test]
fn what_must_not_be_signed_is_refused_and_leaves_nothing() {
    let desk = Desk::new();
    let refused = |pair: Pair, sentence: &str| desk.assert_refused(&pair.each(), "rx.csv", sentence);
    refused(key("pharmacist", "pharmacist"), "does not have the qualification");
    refused(key("person", "clerk"), "does not have the qualification");
    refused(key("person", "doctor-authentication"), "the certificate is for authentication");
    refused(key("doctor", "doctor-test"), "the certificate is a test certificate");
    refused(key("person", "doctor-expired"), "the certificate has expired at the signing time");
    refused(key("person", "doctor-future"), "not yet valid at the signing time");
    let other = key("pharmacist", "doctor");
    desk.assert_refused(
        &other.each(),
        "pharmacist.pem",
        "the private key does not belong to the certificate",
    );

    let pharmacist = key("pharmacist", "pharmacist");
    let japanese = pharmacist.and(&["--lang", "ja"]);
    desk.assert_refused(&japanese, "rx.csv", "必要な資格がありません");

    // A test certificate signs when it is asked to, and says so.
    let test = key("doctor", "doctor-test");
    let run = desk.sign(&test.and(&["--allow-test-certificates"]));
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(run.text().starts_with("SIGNED FOR TESTS ONLY"), "{}", run.text());
}

#[test]
fn a_csv_that_the_service_refuses_is_refused_first() {
    let doctor = key("doctor", "doctor");
    for (csv, sentence) in [
        (
            &b"SJ1\r\n"[..],
            "the CSV holds a carriage return, which the prescription service refuses (EPSB0052E)",
        ),
        (b"\xef\xbb\xbfSJ1\n", "begins with a byte order mark"),
        (b"SJ1,\x8f\x88\n", "the CSV is not UTF-8"),
        (b"", "there is nothing to sign"),
    ] {
        let desk = Desk::new();
        desk.write("rx.csv", csv);
        desk.assert_refused(&doctor.each(), "rx.csv", sentence);
        if !csv.is_empty() {
            let run = desk.sign(&doctor.and(&["--any-csv"]));
            assert_eq!(run.code, 0, "{}", run.stderr);
        }
    }
}

#[test]
fn passphrases_are_asked_for_and_a_wrong_one_is_told_from_a_damaged_file() {
    let desk = Desk::new();
    let (wrong, right, bundle) = (desk.path("wrong"), desk.path("passphrase"), key_file("aes-256.p12"));
    desk.assert_refused(&["--pkcs12", &bundle], "aes-256.p12", "standard input is no terminal");
    let with = |file: &str| vec!["--pkcs12".to_owned(), file.to_owned(), "--pin-file".to_owned()];
    let arguments = with(&bundle);
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let refused = "the passphrase does not open the key file";
    desk.assert_refused(&[&arguments[..], &[&wrong]].concat(), "aes-256.p12", refused);
    let japanese = [&arguments[..], &[&wrong, "--lang", "ja"]].concat();
    desk.assert_refused(&japanese, "aes-256.p12", "パスフレーズが違います");

    let mut damaged = fs::read(&bundle).unwrap();
    let middle = damaged.len() / 2;
    damaged[middle] ^= 1;
    let damaged = desk.write("damaged.p12", &damaged);
    let sentence = "the key file was changed or damaged, the passphrase is not the cause";
    desk.assert_refused(&["--pkcs12", &damaged, "--pin-file", &right], "damaged.p12", sentence);
    let missing = desk.path("no-such-file");
    let sentence = "there is no such file";
    desk.assert_refused(&["--pkcs12", &bundle, "--pin-file", &missing], "no-such-file", sentence);
}

/// Neither a PIN nor a passphrase can be given where other programs read it.
#[test]
fn nothing_takes_a_secret_as_an_argument_or_from_the_environment() {
    let desk = Desk::new();
    let bundle = key_file("aes-256.p12");
    for option in ["--pin", "--passphrase", "--password"] {
        let run = desk.sign(&["--pkcs12", &bundle, option, "secret"]);
        assert_eq!((run.code, run.text()), (3, ""));
        assert!(run.stderr.contains("the command has no such argument"), "{}", run.stderr);
    }
    let help = hpki(["sign", "prescription", "--help"]);
    assert!(!help.text().contains("[env:"), "{}", help.text());
}

#[test]
fn an_output_is_not_replaced_unasked_and_never_an_input() {
    let desk = Desk::new();
    let doctor = key("doctor", "doctor");
    desk.write("rx.xml", b"something else");
    desk.assert_refused(&doctor.each(), "rx.xml", "already exists");
    assert_eq!(desk.read("rx.xml"), b"something else");
    assert_eq!(desk.sign(&doctor.and(&["--force"])).code, 0);
    assert_passes(&desk.path("rx.xml"), &[]);

    let csv = desk.path("rx.csv");
    let same = ["sign", "prescription", "--csv", &csv, "--out", &csv, "--force"];
    hpki([&same[..], &doctor.each()].concat()).assert_refused("rx.csv", "the output is a file that is read");
    assert_eq!(desk.read("rx.csv"), "SJ1,処方箋\nRP,1\n".as_bytes());

    let to_standard =
        hpki([&["sign", "prescription", "--csv", &csv, "--out", "-"][..], &doctor.each()].concat());
    assert_eq!(to_standard.code, 0, "{}", to_standard.stderr);
    assert!(to_standard.text().ends_with("</Document>"), "the document and nothing else");
    let json = ["sign", "prescription", "--csv", &csv, "--out", "-", "--json"];
    let refused = hpki([&json[..], &doctor.each()].concat());
    assert_eq!((refused.code, &refused.json()["error"]["id"]), (3, &"output::standard-output-in-use".into()));
}

#[test]
fn what_signs_is_named_once() {
    let desk = Desk::new();
    let (bundle, doctor) = (key_file("aes-256.p12"), key("doctor", "doctor"));
    for wrong in
        [&[][..], &["--key", &bundle], &doctor.and(&["--pkcs12", &bundle]), &["--certificate", &bundle]]
    {
        let run = desk.sign(wrong);
        assert_eq!((run.code, run.text()), (3, ""), "{wrong:?}");
        assert!(run.stderr.contains("Usage:"), "{}", run.stderr);
    }
}

#[test]
fn with_trust_anchors_only_what_passes_is_written() {
    let desk = Desk::new();
    let (root, list) = (pki("certificates/root.der"), pki("crls/sign-ca.crl"));
    let (authority, authorities) = (pki("certificates/sign-ca.der"), pki("crls/root.crl"));
    let trust =
        ["--trust-anchor", &root, "--intermediate", &authority, "--crl", &list, "--crl", &authorities];
    let revoked = key("person", "doctor-revoked");
    let before = desk.files();
    let run = desk.sign(&revoked.and(&trust));
    assert_eq!((run.code, run.text()), (2, ""), "{}", run.stderr);
    assert!(run.stderr.contains("the signed document does not pass validation and was discarded"));
    assert!(run.stderr.contains("REVOKED_NO_POE"), "{}", run.stderr);
    let run = desk.sign(&[&revoked.each()[..], &trust, &["--json"]].concat());
    let row = &run.json()["files"][0];
    assert_eq!(
        (&row["signed"], &row["validation"]["sub_indication"]),
        (&false.into(), &"REVOKED_NO_POE".into())
    );
    assert_eq!(desk.files(), before);

    let doctor = key("doctor", "doctor");
    let run = desk.sign(&doctor.and(&trust));
    assert_eq!(run.code, 0, "{}", run.stderr);
    let run = desk.sign(&doctor.and(&["--trust-anchor", &root, "--force"]));
    assert_eq!(run.code, 2, "without the authority's certificate there is no path: {}", run.stderr);
}

#[test]
fn a_dispensing_record_carries_the_prescription_and_passes() {
    let desk = Desk::new();
    let prescription = desk.prescription();
    let (csv, out) = (desk.path("dispensed.csv"), desk.path("record.xml"));
    let sign = |prescription: &str, pair: Pair| {
        let given = ["sign", "dispensing", "--prescription", prescription, "--csv", &csv, "--out", &out];
        hpki([&given[..], &["--signing-time", NOW], &pair.each()].concat())
    };
    sign(&prescription, key("doctor", "doctor"))
        .assert_refused("dispensed.csv", "does not have the qualification");
    let mut changed = fs::read_to_string(&prescription).unwrap();
    let place = changed.find("PrescriptionDocument\">").unwrap() + 24;
    let letter = if &changed[place..=place] == "A" { "B" } else { "A" };
    changed.replace_range(place..=place, letter);
    let changed = desk.write("changed.xml", changed.as_bytes());
    let refused = sign(&changed, key("pharmacist", "pharmacist"));
    refused.assert_refused("changed.xml", "does not carry a doctor's or dentist's signature that holds");
    sign(&csv, key("pharmacist", "pharmacist")).assert_refused("dispensed.csv", "is no XML");
    assert!(!Path::new(&out).exists());

    let run = sign(&prescription, key("pharmacist", "pharmacist"));
    assert_eq!(run.code, 0, "{}", run.stderr);
    let report = assert_passes(&out, &[]);
    assert_eq!(report["document"], "dispensing");
    let signers: Vec<_> = report["signatures"].as_array().unwrap().iter().collect();
    assert_eq!(signers[0]["signer"]["roles"][0]["japanese"], "薬剤師");
    assert_eq!(signers[1]["signer"]["roles"][0]["japanese"], "医師");
    let (record, signed) = (desk.read("record.xml"), fs::read(&prescription).unwrap());
    let inner = &signed[find(&signed, b"<PrescriptionManagement")..find(&signed, b"</Prescription>")];
    assert!(record.windows(inner.len()).any(|octets| octets == inner), "octet for octet");
}

fn find(octets: &[u8], wanted: &[u8]) -> usize {
    octets.windows(wanted.len()).position(|window| window == wanted).unwrap()
}

fn paths(names: &[&str], desk: &Desk) -> Vec<PathBuf> {
    names.iter().map(|name| PathBuf::from(desk.path(name))).collect()
}

/// Names are an argument of the run, in every command that tells who signs.
#[test]
fn a_table_of_roles_names_them_in_every_step_of_signing() {
    let desk = Desk::new();
    let table = desk.write("roles.tsv", "Medical Doctor\tお医者さん\tqualification\tseen\n".as_bytes());
    let names = ["--role-table", &table, "--json"];
    let japanese = |run: &Run| {
        assert_eq!(run.code, 0, "{}", run.stderr);
        let json = run.json();
        let signer = json.pointer("/files/0/signer").or(json.get("signer")).unwrap();
        signer["roles"][0]["japanese"].as_str().unwrap().to_owned()
    };
    let doctor = key("doctor", "doctor");
    assert_eq!(japanese(&desk.sign(&doctor.and(&names))), "お医者さん");
    assert_eq!(japanese(&desk.sign(&doctor.and(&["--json", "--force"]))), "医師");
    let letter = desk.write("letter.xml", b"<letter/>");
    let out = desk.path("signed.xml");
    let of_letter =
        ["sign", "xml", &letter, "--packaging", "enveloped", "--out", &out, "--signing-time", NOW];
    let own_role = [&of_letter[..], &["--role", "お医者さん"], &doctor.and(&names)].concat();
    assert_eq!(japanese(&hpki(own_role)), "お医者さん");

    let (csv, state, data) = (desk.path("rx.csv"), desk.path("state"), desk.path("data"));
    let certificate = pki("certificates/doctor.der");
    let prepare =
        ["prepare", "prescription", "--csv", &csv, "--certificate", &certificate, "--signing-time", NOW];
    let run = hpki([&prepare[..], &["--state", &state, "--data-out", &data], &names].concat());
    assert_eq!(japanese(&run), "お医者さん");
    let value = desk.path("value");
    let signed = std::process::Command::new("openssl")
        .args(["dgst", "-sha256", "-sign", &pki("keys/doctor.pem"), "-out", &value, &data])
        .status()
        .unwrap();
    assert!(signed.success());
    let out = desk.path("assembled.xml");
    let run =
        hpki([&["assemble", "--state", &state, "--signature", &value, "--out", &out][..], &names].concat());
    assert_eq!(japanese(&run), "お医者さん");
    desk.sign(&doctor.and(&["--role-table", "no-such-file", "--force"]))
        .assert_refused("no-such-file", "there is no such file");
}
