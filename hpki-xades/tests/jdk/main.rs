//! Signatures made by the JDK (17.0.15, javax.xml.crypto): RSASSA-PSS with parameters, of which it writes only those that
//! differ from its defaults. Made with the doctor's key of the test vectors.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that panics has failed")]

use hpki_xades::dsig::NoDetachedData;
use hpki_xades::inspect::{CoreValidation, InspectOptions, inspect};

fn core(name: &str, change: impl FnOnce(String) -> String) -> CoreValidation {
    let path = format!("{}/tests/jdk/rsa-pss-{name}.xml", env!("CARGO_MANIFEST_DIR"));
    let xml = change(std::fs::read_to_string(path).unwrap());
    let inspection = inspect(xml.as_bytes(), &InspectOptions::new(&NoDetachedData)).unwrap();
    let [signature] = inspection.signatures.try_into().unwrap_or_else(|_| panic!("{name}: one signature"));
    signature.core
}

#[test]
fn pss_with_the_parameters_of_the_jdk_is_verified() {
    for name in ["default", "sha384", "sha512"] {
        assert_eq!(core(name, |xml| xml), CoreValidation::Valid, "{name}");
        let other_content = |xml: String| xml.replace(">text<", ">next<");
        assert_eq!(core(name, other_content), CoreValidation::Invalid, "{name}, other content");
    }
    // Parameters are signed with everything else.
    let other_parameters = |xml: String| {
        let changed =
            xml.replace("xmlenc#sha512\"/></pss:RSAPSSParams>", "xmldsig-more#sha384\"/></pss:RSAPSSParams>");
        assert_ne!(changed, xml);
        changed
    };
    assert_eq!(core("sha512", other_parameters), CoreValidation::Invalid);
}

#[test]
fn parameters_that_no_library_here_has_are_unsupported_by_name() {
    for (name, parameters) in [
        ("salt20", "RSASSA-PSS with SHA-256, MGF1 with SHA-256, salt of 20"),
        ("mixed", "RSASSA-PSS with SHA-512, MGF1 with SHA-256, salt of 64"),
    ] {
        let CoreValidation::Unsupported(why) = core(name, |xml| xml) else {
            panic!("{name}: not unsupported")
        };
        assert!(why.starts_with(parameters), "{name}: {why}");
    }
}
