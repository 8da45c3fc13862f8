//! The time-stamp authority of OpenSSL (`openssl ts`) behind HTTP, with lists that OpenSSL makes today: nothing in the
//! exchange is ours but the client. And what comes out, through xmlsec1.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::{arguments, case, out, run, vectors};
use crate::augment::server::{Reply, Server};
use crate::support::{command, finish};

fn have(program: &str) -> bool {
    let found = Command::new(program).arg("--version").output().is_ok();
    if !found {
        println!("skipped: {program} is not installed");
    }
    found
}

fn openssl(folder: &Path, arguments: &[&str]) {
    let run = Command::new("openssl").args(arguments).current_dir(folder).output().unwrap();
    assert!(run.status.success(), "openssl {arguments:?}: {}", String::from_utf8_lossy(&run.stderr));
}

/// Configuration, certificates as PEM, and fresh lists of every authority of the test hierarchy.
fn prepare(folder: &Path) {
    let configuration = "[ca]\ndefault_ca=d\n[d]\ndatabase=index.txt\ncrlnumber=number\ndefault_md=sha256\ndefault_crl_days=7\n\
         [tsa]\ndefault_tsa=t\n[t]\nserial=serial\ncrypto_device=builtin\nsigner_digest=sha256\ndefault_policy=1.2.3.4.1\n\
         digests=sha256,sha384,sha512\naccuracy=secs:1\nordering=no\ntsa_name=no\ness_cert_id_chain=no\ness_cert_id_alg=sha1\n";
    fs::write(folder.join("openssl.cnf"), configuration).unwrap();
    fs::write(folder.join("index.txt"), "").unwrap();
    fs::write(folder.join("serial"), "01").unwrap();
    fs::write(folder.join("number"), "1000").unwrap();
    for name in ["tsa", "tsa-root", "sign-ca", "root"] {
        let der = vectors(&format!("pki/certificates/{name}.der"));
        openssl(folder, &["x509", "-inform", "DER", "-in", &der, "-out", &format!("{name}.pem")]);
    }
    for name in ["tsa-root", "sign-ca", "root"] {
        let key = vectors(&format!("pki/keys/{name}.pem"));
        let (certificate, list) = (format!("{name}.pem"), format!("{name}.crl"));
        openssl(
            folder,
            &[
                "ca",
                "-config",
                "openssl.cnf",
                "-gencrl",
                "-keyfile",
                &key,
                "-cert",
                &certificate,
                "-out",
                &list,
            ],
        );
    }
}

fn authority(folder: &Path) -> Server {
    let folder = folder.to_owned();
    Server::start(move |request| {
        fs::write(folder.join("query.tsq"), &request.body).unwrap();
        let key = vectors("pki/keys/tsa.pem");
        openssl(
            &folder,
            &[
                "ts",
                "-reply",
                "-config",
                "openssl.cnf",
                "-queryfile",
                "query.tsq",
                "-signer",
                "tsa.pem",
                "-inkey",
                &key,
                "-out",
                "reply.tsr",
            ],
        );
        Reply::time_stamp(fs::read(folder.join("reply.tsr")).unwrap())
    })
}

#[test]
fn openssl_stamps_and_xmlsec_still_agrees() {
    if !have("openssl") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    prepare(folder.path());
    let server = authority(folder.path());
    let tsa = server.url("/");
    for (name, kind) in
        [("prescription-bes", "auto"), ("dispensing-bes", "auto"), ("generic-enveloped", "generic")]
    {
        let out = out(&folder);
        let file = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
        let more: Vec<String> =
            ["--trust-anchor", "root.pem", "--tsa-anchor", "tsa-root.pem", "--intermediate", "sign-ca.pem"]
                .into_iter()
                .chain(["--crl", "root.crl", "--crl", "sign-ca.crl", "--crl", "tsa-root.crl"])
                .map(|text| if text.contains('.') { file(text) } else { text.to_owned() })
                .collect();
        let done = run(None, &[&arguments(&case(name), "LTA", &out, &["--tsa", &tsa, "--force"]), &more]);
        assert_eq!((done.code, done.stderr.as_str()), (0, ""), "{name}");
        let verified = command()
            .args([
                "verify",
                "--document",
                kind,
                "--trust-anchor",
                &file("root.pem"),
                "--tsa-anchor",
                &file("tsa-root.pem"),
            ])
            .arg(&out)
            .output()
            .unwrap();
        let verified = finish(verified);
        assert_eq!(verified.code, 0, "{name}: {}", verified.text());
        assert!(verified.text().contains("LTA"), "{}", verified.text());
        if have("xmlsec1") {
            check_core(&out, name);
        }
    }
    assert_eq!(server.requests().len(), 6);
}

/// What `hpki sign` makes today, `hpki augment` makes last.
#[test]
fn what_is_signed_here_is_stamped_by_openssl() {
    if !have("openssl") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    prepare(folder.path());
    let server = authority(folder.path());
    let file = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    fs::write(folder.path().join("content.csv"), "SJ1\n1,1\n").unwrap();
    let (key, certificate) = (vectors("pki/keys/doctor.pem"), vectors("pki/certificates/doctor.der"));
    let signed = command()
        .args(["sign", "prescription", "--csv", &file("content.csv"), "--out", &file("signed.xml")])
        .args(["--key", &key, "--certificate", &certificate])
        .output()
        .unwrap();
    let signed = finish(signed);
    assert_eq!(signed.code, 0, "{}", signed.stderr);
    let trust: Vec<String> = [
        ["--trust-anchor", "root.pem"],
        ["--tsa-anchor", "tsa-root.pem"],
        ["--intermediate", "sign-ca.pem"],
        ["--crl", "root.crl"],
        ["--crl", "sign-ca.crl"],
        ["--crl", "tsa-root.crl"],
    ]
    .into_iter()
    .flat_map(|[option, name]| [option.to_owned(), file(name)])
    .collect();
    let tsa = server.url("/");
    let out = out(&folder);
    let done = run(None, &[&arguments(&file("signed.xml"), "LTA", &out, &["--tsa", &tsa]), &trust]);
    assert_eq!((done.code, done.stderr.as_str()), (0, ""));
    let verified = command()
        .args(["verify", "--trust-anchor", &file("root.pem"), "--tsa-anchor", &file("tsa-root.pem")])
        .arg(&out)
        .output()
        .unwrap();
    assert_eq!(finish(verified).code, 0);
    if have("xmlsec1") {
        check_core(&out, "prescription-bes");
    }
}

/// xmlsec1 verifies the signature of the signer over the same references, whatever was added. It trusts nothing here:
/// trust was decided above.
fn check_core(file: &Path, name: &str) {
    let mut xmlsec = Command::new("xmlsec1");
    xmlsec.args(["--verify", "--insecure", "--enabled-key-data", "x509"]);
    for element in ["SignedProperties", "Properties", "KeyInfo", "Object"] {
        xmlsec.args(["--id-attr:Id", element]);
    }
    for element in ["PrescriptionDocument", "PrescriptionManagement", "Dispensing"] {
        xmlsec.args(["--id-attr:id", element]);
    }
    let id = match name {
        "prescription-bes" => "PrescriptionSign",
        "dispensing-bes" => "DispensingSign",
        _ => "",
    };
    if !id.is_empty() {
        xmlsec.args(["--node-xpath", &format!("//*[@Id='{id}']")]);
    }
    let run = xmlsec.arg(file).output().unwrap();
    assert!(run.status.success(), "{name}: {}", String::from_utf8_lossy(&run.stderr));
    println!("xmlsec1 agrees with {name} at LTA");
}
