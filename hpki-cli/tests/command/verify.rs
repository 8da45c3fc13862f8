//! `hpki verify` over the bundled vectors: verdicts, keys, files that are no documents, outputs.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use base64::Engine;
use serde_json::{Value, json};

use super::support::{Run, command, hpki, hpki_reading};

const AT: &str = "2026-10-01T00:00:00Z";

fn vectors(path: &str) -> String {
    let path = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../test-vectors")).join(path);
    path.to_string_lossy().into_owned()
}

fn document(case: &str) -> String {
    vectors(&format!("cases/{case}/document.xml"))
}

/// The arguments that a good long-term prescription passes with.
fn arguments(files: &[&str], more: &[&str]) -> Vec<String> {
    let (root, stamps) = (vectors("pki/certificates/root.der"), vectors("pki/certificates/tsa-root.der"));
    let fixed = ["verify", "--at", AT, "--trust-anchor", &root, "--tsa-anchor", &stamps];
    [&fixed[..], files, more].concat().into_iter().map(str::to_owned).collect()
}

fn verify(files: &[&str], more: &[&str]) -> Run {
    hpki(arguments(files, more))
}

#[test]
fn a_prescription_passes_and_the_report_has_the_keys_of_the_contract() {
    let run = verify(&[&document("prescription-lt")], &["--json"]);
    let report = run.json();
    assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{report:#}");
    let keys = |value: &Value| -> Vec<String> { value.as_object().unwrap().keys().cloned().collect() };
    assert_eq!(keys(&report), ["files"]);
    let file = &report["files"][0];
    assert_eq!(
        keys(file),
        ["file", "indication", "sub_indication", "document", "signatures", "checks", "content"]
    );
    assert_eq!(file["indication"], "TOTAL-PASSED");
    assert_eq!(file["document"], "prescription");
    assert_eq!(keys(&file["content"]), ["sha256", "length"]);
    let signature = &file["signatures"][0];
    assert_eq!(
        keys(signature),
        [
            "path",
            "indication",
            "sub_indication",
            "level",
            "signature_method",
            "claimed_signing_time",
            "proven_time",
            "signer",
            "references",
            "signature_ok",
            "time_stamps",
            "checks",
            "judged_at",
            "judged_by",
            "judged_by_time_stamp"
        ]
    );
    assert_eq!(
        keys(&signature["signer"]),
        [
            "subject",
            "common_name",
            "japanese_name",
            "serial_number",
            "issuer",
            "not_before",
            "not_after",
            "policy",
            "roles",
            "sha256"
        ]
    );
    assert_eq!(signature["signer"]["policy"], "production");
    assert_eq!(keys(&signature["signer"]["roles"][0]), ["text", "japanese"]);
    assert_eq!(keys(&signature["references"][0]), ["uri", "digest_ok"]);
    let of_time_stamp = ["kind", "gen_time", "ok", "judged_at", "judged_by", "judged_by_time_stamp"];
    assert_eq!(keys(&signature["time_stamps"][0]), of_time_stamp);
    let judged = (&signature["judged_at"], &signature["judged_by"], &signature["judged_by_time_stamp"]);
    assert_eq!(judged, (&signature["proven_time"], &json!("time-stamp"), &json!(0)));
    assert_eq!(signature["time_stamps"][0]["judged_by"], "caller-time", "nothing covers the last time-stamp");
    assert!(signature["checks"].as_array().unwrap().iter().any(|check| {
        let detail = check["detail"].as_str().unwrap();
        check["id"] == "signature::algorithm-policy" && detail.contains("no end is set")
    }));
    assert_eq!(keys(&signature["checks"][0]), ["id", "outcome", "detail"]);
    let text = verify(&[&document("prescription-lt")], &[]);
    assert!(text.text().contains("(proven by time-stamp 1)"), "{}", text.text());
    assert!(text.text().contains("(the caller's time)"), "{}", text.text());
}

#[test]
fn what_does_not_pass_exits_with_its_own_code() {
    let lt = document("prescription-lt");
    let not_the_kind = verify(&[&lt], &["--document", "dispensing", "--json"]);
    assert_eq!(
        (not_the_kind.code, &not_the_kind.json()["files"][0]["sub_indication"]),
        (1, &json!("FORMAT_FAILURE"))
    );
    let no_anchor = hpki(["verify", "--at", AT, "--json", &lt]);
    assert_eq!(no_anchor.code, 2);
    assert_eq!(no_anchor.json()["files"][0]["sub_indication"], "NO_CERTIFICATE_CHAIN_FOUND");
    let narrowed = verify(&[&lt], &["--role", "Dentist", "--json"]);
    assert_eq!(
        (narrowed.code, &narrowed.json()["files"][0]["sub_indication"]),
        (2, &json!("CHAIN_CONSTRAINTS_FAILURE"))
    );
    assert_eq!(verify(&[&lt], &["--role", "医師"]).code, 0);
    let changed = changed(&lt);
    let run = hpki_reading(&str_refs(&arguments(&["-"], &["--json"])), &changed);
    assert_eq!(run.code, 1);
    assert!(
        ["HASH_FAILURE", "SIG_CRYPTO_FAILURE"]
            .contains(&run.json()["files"][0]["sub_indication"].as_str().unwrap())
    );
}

/// The document with one octet of its signed payload changed to another letter.
fn changed(document: &str) -> Vec<u8> {
    let mut octets = fs::read(document).unwrap();
    let tag = b"<PrescriptionDocument";
    let start = octets.windows(tag.len()).position(|window| window == tag).unwrap();
    let text = start + octets[start..].iter().position(|&octet| octet == b'>').unwrap() + 1;
    octets[text] = if octets[text] == b'U' { b'V' } else { b'U' };
    octets
}

fn str_refs(arguments: &[String]) -> Vec<&str> {
    arguments.iter().map(String::as_str).collect()
}

#[test]
fn of_several_files_the_worst_decides_and_each_is_reported() {
    let (lt, folder) = (document("prescription-lt"), tempfile::tempdir().unwrap());
    let bad = folder.path().join("changed.xml");
    fs::write(&bad, changed(&lt)).unwrap();
    let bad = bad.to_string_lossy();
    let bes = document("prescription-bes");
    let codes = |files: &[&str]| {
        let run = verify(files, &["--json"]);
        let report = run.json();
        let files = report["files"].as_array().unwrap();
        let indications = files.iter().map(|file| file["indication"].as_str().unwrap_or("-").to_owned());
        (run.code, indications.collect::<Vec<_>>().join(" "))
    };
    assert_eq!(codes(&[&lt, &lt]), (0, "TOTAL-PASSED TOTAL-PASSED".into()));
    assert_eq!(codes(&[&lt, &bes]), (2, "TOTAL-PASSED INDETERMINATE".into()));
    assert_eq!(codes(&[&bad, &bes, &lt]), (1, "TOTAL-FAILED INDETERMINATE TOTAL-PASSED".into()));
    assert_eq!(codes(&[&lt, "no-such-file", &bad]), (3, "TOTAL-PASSED - TOTAL-FAILED".into()));
}

#[test]
fn a_file_that_cannot_be_read_is_no_verdict() {
    verify(&["no-such-file"], &[]).assert_refused("no-such-file", "there is no such file");
    verify(&[env!("CARGO_MANIFEST_DIR")], &[]).assert_refused("hpki-cli", "this is a folder");
    let run = verify(&["no-such-file"], &["--json"]);
    let file = &run.json()["files"][0];
    assert_eq!(
        (run.code, &file["indication"], &file["error"]["id"]),
        (3, &Value::Null, &json!("file::not-found"))
    );
    let run = hpki(["verify", "x", "--trust-anchor", "no-such-anchor", "--json"]);
    assert_eq!((run.code, &run.json()["error"]["subject"]), (3, &json!("no-such-anchor")));
}

#[cfg(unix)]
#[test]
fn a_file_without_permission_is_refused() {
    use std::os::unix::fs::PermissionsExt;
    let file = tempfile::NamedTempFile::new().unwrap();
    fs::set_permissions(file.path(), fs::Permissions::from_mode(0o000)).unwrap();
    if fs::read(file.path()).is_ok() {
        println!("skipped: this user may read every file");
        return;
    }
    let path = file.path().to_string_lossy();
    verify(&[&path], &[]).assert_refused(&path, "must not be read by this user");
}

#[test]
fn what_is_no_document_is_decided_whatever_it_is() {
    let utf_16: Vec<u8> = "<a/>".encode_utf16().flat_map(u16::to_le_bytes).collect();
    for (octets, id) in [
        (&b""[..], "xml::empty"),
        (b"hello", ""),
        (b"<a>", "xml::unclosed-element"),
        (b"<!DOCTYPE a><a/>", "xml::document-type-declaration"),
        (b"<a/><b/>", "xml::second-root-element"),
        (&[0x3c, 0x61, 0xff, 0x3e], "xml::invalid-utf-8"),
        (&utf_16, "xml::utf-16"),
        (b"\0\0\0", ""),
        (b"<a/>", ""),
        (&[0x30, 0x82, 0x01, 0x00], ""),
    ] {
        let run = hpki_reading(&["verify", "-", "--json"], octets);
        let file = &run.json()["files"][0];
        assert_eq!((run.code, &file["sub_indication"]), (1, &json!("FORMAT_FAILURE")), "{octets:?}");
        let failed =
            file["checks"].as_array().unwrap().iter().find(|check| check["outcome"] == "failed").unwrap();
        assert!(failed["id"].as_str().unwrap().contains(id), "{octets:?}: {failed}");
    }
}

#[test]
fn a_document_cut_off_anywhere_never_passes_and_never_panics() {
    let whole = fs::read(document("prescription-bes")).unwrap();
    let folder = tempfile::tempdir().unwrap();
    // Every file costs some milliseconds in a debug build: a spread of places, and all of the last ones.
    let cuts = (0..whole.len()).step_by(97).chain(whole.len() - 20..whole.len());
    let files: Vec<String> = cuts
        .map(|cut| {
            let path = folder.path().join(format!("{cut}.xml"));
            fs::write(&path, &whole[..cut]).unwrap();
            path.to_string_lossy().into_owned()
        })
        .collect();
    let run = verify(&str_refs(&files), &["--json"]);
    assert_eq!(run.code, 1);
    let report = run.json();
    assert_eq!(report["files"].as_array().unwrap().len(), files.len());
    for file in report["files"].as_array().unwrap() {
        assert_eq!(file["sub_indication"], "FORMAT_FAILURE", "{}", file["file"]);
    }
}

#[test]
fn a_hundred_megabytes_of_less_than_are_refused() {
    let file = tempfile::NamedTempFile::new().unwrap();
    fs::write(file.path(), vec![b'<'; 100 << 20]).unwrap();
    let run = hpki([Path::new("verify"), file.path(), Path::new("--json")]);
    assert_eq!((run.code, &run.json()["files"][0]["sub_indication"]), (1, &json!("FORMAT_FAILURE")));
}

#[test]
fn names_from_a_document_cannot_drive_the_terminal() {
    let attack = "<a\u{202e}x\u{9b}31m/>".to_owned() + "\u{1b}]0;title\u{7}";
    for lang in ["ja", "en"] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("\u{1b}[2J\u{202e}受け入れ可.xml");
        fs::write(&path, &attack).unwrap();
        for json in [&["--json"][..], &[]] {
            let mut arguments =
                vec!["verify".into(), path.clone().into_os_string(), "--lang".into(), lang.into()];
            arguments.extend(json.iter().map(Into::into));
            let run = hpki(&arguments);
            assert_eq!(run.code, 1);
            let shown = run.text().to_owned() + &run.stderr;
            let bad = |character: char| {
                character != '\n'
                    && (character.is_control() || ('\u{202a}'..='\u{202e}').contains(&character))
            };
            assert!(!shown.contains(bad), "{shown:?}");
            assert!(shown.contains("202e") || shown.contains("202E"), "{shown}");
        }
    }
}

#[test]
fn the_page_holds_the_report_and_needs_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let page_path = folder.path().join("report.html");
    let page_argument = page_path.to_string_lossy();
    let lt = document("prescription-lt");
    let run = verify(&[&lt], &["--html", &page_argument, "--lang", "ja"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let page = fs::read_to_string(&page_path).unwrap();
    assert!(page.starts_with("<!DOCTYPE html>") && page.contains("受け入れ可") && page.contains("医師"));
    for outside in ["http-equiv=\"refresh", "<script", "src=", "href=", "@import", "url("] {
        assert!(!page.contains(outside), "{outside}");
    }
    let refused = verify(&[&lt], &["--html", &page_argument, "--lang", "en"]);
    refused.assert_refused("report.html", "the output already exists");
    assert_eq!(fs::read_to_string(&page_path).unwrap(), page);
    assert_eq!(verify(&[&lt], &["--html", &page_argument, "--force"]).code, 0);
}

#[test]
fn refused_outputs_leave_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().join("document.xml");
    fs::copy(document("prescription-lt"), &copy).unwrap();
    let copy = copy.to_string_lossy();
    let out = folder.path().join("out").to_string_lossy().into_owned();
    let content = ["--content-out", &*out];
    verify(&[&copy], &["--content-out", &copy, "--force"])
        .assert_refused("document.xml", "a file that is read");
    verify(&[&copy], &["--content-out", &out, "--html", &out]).assert_refused("out", "two outputs");
    verify(&[&copy, &copy], &content).assert_refused("out", "only one file");
    let missing = folder.path().join("no/folder/out").to_string_lossy().into_owned();
    verify(&[&copy], &["--content-out", &out, "--html", &missing])
        .assert_refused("no/folder/out", "cannot be written");
    let place = folder.path().to_string_lossy();
    verify(&[&copy], &["--content-out", &place, "--force"]).assert_refused(&place, "holds no octets");
    for standard in ["-", "/dev/stdout"] {
        verify(&[&copy], &["--content-out", standard, "--force"])
            .assert_refused(standard, "prints its report");
        verify(&[&copy], &["--html", standard]).assert_refused(standard, "prints its report");
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "something was written");
    assert_eq!(verify(&[&copy], &["--content-out", "/dev/null"]).code, 0);
    assert_eq!(verify(&[&copy], &content).code, 0);
    assert!(fs::read(&out).unwrap().starts_with(b"SJ1"));
}

#[test]
fn a_detached_file_is_taken_only_from_what_was_given() {
    let case = vectors("cases/detached");
    let (signature, letter) = (format!("{case}/document.xml"), format!("{case}/letter.txt"));
    let (authority, root) = (vectors("pki/certificates/sign-ca.der"), vectors("pki/certificates/root.der"));
    let lists = vectors("pki/crls");
    let (list, root_list) = (format!("{lists}/sign-ca.crl"), format!("{lists}/root.crl"));
    let verify = |more: &[&str]| {
        let fixed = [
            "verify",
            "--json",
            "--document",
            "generic",
            "--at",
            "2026-04-01T06:00:00Z",
            "--trust-anchor",
            &root,
            "--intermediate",
            &authority,
            "--crl",
            &list,
            "--crl",
            &root_list,
            &signature,
        ];
        hpki([&fixed[..], more].concat())
    };
    let missing = verify(&[]);
    assert_eq!(
        (missing.code, &missing.json()["files"][0]["sub_indication"]),
        (2, &json!("SIGNED_DATA_NOT_FOUND"))
    );
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out").to_string_lossy().into_owned();
    let given = verify(&["--detached", &letter, "--content-out", &out]);
    assert_eq!(given.code, 0, "{:#}", given.json());
    assert_eq!(fs::read(&out).unwrap(), fs::read(&letter).unwrap());
    fs::create_dir(folder.path().join("letters")).unwrap();
    let copy = folder.path().join("letters/letter.txt");
    fs::copy(&letter, &copy).unwrap();
    let letters = folder.path().join("letters").to_string_lossy().into_owned();
    assert_eq!(verify(&["--detached", &letters]).code, 0);
    fs::write(&copy, "another letter").unwrap();
    assert_eq!(verify(&["--detached", &letters]).code, 1);
    let absent = verify(&["--detached", "no-such-file"]);
    assert_eq!((absent.code, &absent.json()["error"]["subject"]), (3, &json!("no-such-file")));
}

/// Held against the time each signature is judged at: the time-stamp's own against the caller's, the prescription's
/// against that of the time-stamp.
#[test]
fn an_algorithm_is_acceptable_up_to_and_including_its_end() {
    let of = |report: &Value, id: &str| -> Vec<(String, String)> {
        let checks = report["files"][0]["signatures"][0]["checks"].as_array().unwrap();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let found = checks.iter().filter(|check| check["id"] == id);
        found.map(|check| (text(&check["outcome"]), text(&check["detail"]))).collect()
    };
    let lt = document("prescription-lt");
    for (ends, code, why) in [
        (&["sha256=2026-10-01T00:00:00Z"][..], 0, None),
        (&["SHA-256=2026-10-01T09:00:00+09:00", "sha384=2020-01-01T00:00:00Z"], 0, None),
        (&["sha256=2026-09-30T23:59:59Z"], 2, Some("CRYPTO_CONSTRAINTS_FAILURE")),
        (
            &["sha384=2026-10-01T00:00:00Z", "sha256=2020-01-01T00:00:00Z"],
            2,
            Some("CRYPTO_CONSTRAINTS_FAILURE"),
        ),
    ] {
        let more: Vec<&str> =
            ends.iter().flat_map(|end| ["--algorithm-end", *end]).chain(["--json"]).collect();
        let run = verify(&[&lt], &more);
        let report = run.json();
        let file = &report["files"][0];
        assert_eq!((run.code, file["sub_indication"].as_str()), (code, why), "{ends:?}: {report:#}");
        assert_eq!(file["content"].is_null(), code != 0, "{ends:?}");
        let (outcome, detail) = of(&report, "signature::algorithm-policy").remove(0);
        match code {
            0 => assert_eq!(
                (outcome.as_str(), detail.as_str()),
                ("passed", "SHA-256 until 2026-10-01T00:00:00Z; judged at 2026-04-01T03:10:25.197Z")
            ),
            _ => assert!(
                outcome == "indeterminate" && detail.contains("SHA-256 was acceptable until"),
                "{detail}"
            ),
        }
    }
    let (outcome, detail) = of(&verify(&[&lt], &["--json"]).json(), "signature::algorithm-policy").remove(0);
    assert!(outcome == "passed" && detail.contains("no end is set"), "{detail}");
    let twice =
        ["--algorithm-end", "sha256=2030-01-01T00:00:00Z", "--algorithm-end", "SHA-256=2031-01-01T00:00:00Z"];
    verify(&[&lt], &twice).assert_refused("--algorithm-end", "is given two ends");
}

#[test]
fn a_reader_that_leaves_early_is_no_error() {
    let files = vec![document("prescription-lt"); 200];
    let mut child = command()
        .args(arguments(&str_refs(&files), &[]))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(0), &b""[..]));
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_told() {
    let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let output = command().args(["--help"]).stdout(full).output().unwrap();
    assert_eq!(output.status.code(), Some(3));
    let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let output = command().args(["verify", &document("prescription-lt")]).stdout(full).output().unwrap();
    assert_eq!(output.status.code(), Some(3));
    assert!(String::from_utf8(output.stderr).unwrap().contains("cannot be written"));
}

#[test]
fn a_table_of_roles_names_them_and_gives_no_right_to_sign() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("roles.tsv");
    let path = file.to_string_lossy().into_owned();
    let lt = document("prescription-lt");
    let with_table = |text: &str, more: &[&str]| {
        fs::write(&file, text).unwrap();
        verify(&[&lt], &[&["--role-table", &path], more].concat())
    };
    let own = "\u{feff}# own\r\nMedical Doctor\tお医者さん\tqualification\tseen\r\n";
    let run = with_table(own, &["--json"]);
    assert_eq!(run.json()["files"][0]["signatures"][0]["signer"]["roles"][0]["japanese"], "お医者さん");
    assert!(with_table(own, &[]).text().contains("Medical Doctor (お医者さん)"));
    assert_eq!(with_table(own, &["--role", "お医者さん"]).code, 0);
    assert_eq!(with_table("# nobody\n", &[]).code, 0, "names decide nothing");
    with_table("# own\nDentist\t歯科医師\tqualification\n", &[])
        .assert_refused("roles.tsv:2", "this line of the table of roles cannot be read");
    fs::write(&file, b"\xff").unwrap();
    verify(&[&lt], &["--role-table", &path]).assert_refused("roles.tsv", "the table of roles is not UTF-8");
    verify(&[&lt], &["--role-table", "no-such-file"]).assert_refused("no-such-file", "there is no such file");
}

#[test]
fn without_a_trust_anchor_that_is_what_is_said() {
    let run = hpki(["verify", "--at", AT, &document("prescription-lt")]);
    assert_eq!(run.code, 2);
    assert!(run.text().contains("Reason: no trust anchor was given"), "{}", run.text());
}

/// DER of one value.
fn der(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = (content.len() as u16).to_be_bytes();
    assert!(content.len() > 255, "shorter lengths have a shorter form");
    [&[tag, 0x82][..], &length, content].concat()
}

/// A bag of certificates and lists: PKCS#7 SignedData that nobody signed (RFC 2315, 9.1).
fn bag(certificates: &[Vec<u8>], lists: &[Vec<u8>]) -> Vec<u8> {
    let short = |tag: u8, content: &[u8]| [&[tag, content.len() as u8][..], content].concat();
    let identifier = |last: u8| short(0x06, &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, last]);
    let parts = [
        short(0x02, &[1]),
        short(0x31, &[]),
        short(0x30, &identifier(1)),
        der(0xa0, &certificates.concat()),
        der(0xa1, &lists.concat()),
        short(0x31, &[]),
    ];
    der(0x30, &[identifier(2), der(0xa0, &der(0x30, &parts.concat()))].concat())
}

fn pem(label: &str, octets: &[u8]) -> String {
    let text = base64::engine::general_purpose::STANDARD.encode(octets);
    let lines: Vec<&str> =
        text.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap()).collect();
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", lines.join("\n"))
}

#[test]
fn certificates_and_lists_come_in_bundles_bags_and_folders() {
    let read = |name: &str| fs::read(vectors(&format!("pki/{name}"))).unwrap();
    let (root, ca) = (read("certificates/root.der"), read("certificates/sign-ca.der"));
    let (of_ca, of_root) = (read("crls/sign-ca.crl"), read("crls/root.crl"));
    let folder = tempfile::tempdir().unwrap();
    let put = |name: &str, octets: &[u8]| {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, octets).unwrap();
        path.to_string_lossy().into_owned()
    };
    let lists_in_pem = [pem("X509 CRL", &of_ca), pem("X509 CRL", &of_root)].concat();
    let certificates_in_pem = [pem("CERTIFICATE", &ca), pem("CERTIFICATE", &root)].concat();
    let both = bag(&[ca.clone(), root.clone()], &[of_ca.clone(), of_root.clone()]);
    put("certificates/ca.cer", &ca);
    put("certificates/notes.txt", b"not a certificate, and of no such name");
    put("lists/ca.crl", &of_ca);
    put("lists/root.pem", pem("X509 CRL", &of_root).as_bytes());
    let in_folder = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    let ways = [
        (put("all.pem", certificates_in_pem.as_bytes()), put("lists.pem", lists_in_pem.as_bytes())),
        (put("bag.p7b", &both), put("bag.p7c", &both)),
        (put("bag.pem", pem("PKCS7", &both).as_bytes()), put("bag-too.pem", pem("PKCS7", &both).as_bytes())),
        (in_folder("certificates"), in_folder("lists")),
    ];
    let (anchor, file) = (vectors("pki/certificates/root.der"), document("prescription-bes"));
    let fixed = ["verify", &file, "--at", "2026-04-01T06:00:00Z", "--trust-anchor", &anchor];
    assert_eq!(hpki(fixed).code, 2, "without them there is no path");
    for (certificates, lists) in &ways {
        let run = hpki([&fixed[..], &["--intermediate", certificates, "--crl", lists]].concat());
        assert_eq!(run.code, 0, "{certificates}: {}{}", run.text(), run.stderr);
    }
}
