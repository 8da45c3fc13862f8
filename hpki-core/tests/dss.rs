//! Certificates and revocation lists from the tests of the European Commission's DSS: all but the malformed one parse.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test that panics has failed")]

use std::path::Path;

use hpki_core::bundle::Bundle;

#[test]
fn lists_and_certificates_of_dss_parse() {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/corpus/pki"));
    let Ok(manifest) = std::fs::read_to_string(folder.join("dss-crl-ocsp.manifest.tsv")) else {
        println!("skipped: no corpus at ../shared/corpus/pki/dss-crl");
        return;
    };
    let (mut count, mut problems) = (0, Vec::new());
    for line in manifest.lines().skip(1).filter(|line| line.starts_with("dss-crl/")) {
        let fields: Vec<&str> = line.split('\t').collect();
        let parsed = Bundle::from_bytes(&std::fs::read(folder.join(fields[0])).unwrap());
        count += 1;
        match (fields[1], parsed) {
            ("parses", Err(error)) => problems.push(format!("{}: {error}", fields[0])),
            ("parses", Ok(bundle)) => {
                assert!(bundle.certificates.len() + bundle.certificate_lists.len() > 0, "{}", fields[0]);
            }
            // Made to send a parser round in circles: any answer will do.
            _ => {}
        }
    }
    println!("dss-crl: {count} files");
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}
