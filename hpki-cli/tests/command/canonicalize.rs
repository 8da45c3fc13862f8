//! `hpki c14n`

use super::support::{hpki, hpki_reading};

const EXCLUSIVE: &str = "http://www.w3.org/2001/10/xml-exc-c14n#";
const INCLUSIVE: &str = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315";

fn c14n(xml: &str, arguments: &[&str]) -> super::support::Run {
    hpki_reading(&[&["c14n", "-"], arguments].concat(), xml.as_bytes())
}

#[test]
fn the_octets_and_nothing_else_are_printed() {
    let xml = "<?xml version='1.0'?>\r\n<a xmlns:x='urn:x' z='1' b='2'><x:e Id='i'/><!-- c --></a>";
    let run = c14n(xml, &["--algorithm", INCLUSIVE]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    assert_eq!(run.text(), r#"<a xmlns:x="urn:x" b="2" z="1"><x:e Id="i"></x:e></a>"#);
    let run = c14n(xml, &["--algorithm", EXCLUSIVE]);
    assert_eq!(run.text(), r#"<a b="2" z="1"><x:e xmlns:x="urn:x" Id="i"></x:e></a>"#);
    let run = c14n(xml, &["--algorithm", &format!("{INCLUSIVE}#WithComments")]);
    assert_eq!(run.text(), r#"<a xmlns:x="urn:x" b="2" z="1"><x:e Id="i"></x:e><!-- c --></a>"#);
    let run = c14n(xml, &["--algorithm", EXCLUSIVE, "--id", "i"]);
    assert_eq!(run.text(), r#"<x:e xmlns:x="urn:x" Id="i"></x:e>"#);
}

#[test]
fn prefixes_named_inclusive_are_rendered_as_by_inclusive_c14n() {
    let xml = "<a xmlns='urn:d' xmlns:x='urn:x' xmlns:y='urn:y'><e xmlns='' Id='i'/></a>";
    let run = c14n(xml, &["--algorithm", EXCLUSIVE, "--id", "i", "--inclusive-prefixes", "x y"]);
    assert_eq!(run.text(), r#"<e xmlns:x="urn:x" xmlns:y="urn:y" Id="i"></e>"#);
}

#[test]
fn an_unknown_algorithm_is_refused_with_those_known() {
    let run = c14n("<a/>", &["--algorithm", "http://www.w3.org/TR/1999/REC-xslt-19991116"]);
    run.assert_refused("REC-xslt", "not a canonicalization algorithm known here");
    assert!(run.stderr.contains(EXCLUSIVE) && run.stderr.contains(INCLUSIVE), "{}", run.stderr);
}

#[test]
fn an_id_must_name_exactly_one_element() {
    let xml = "<a ID='i'><b Id='j'/><c xml:id='j'/></a>";
    assert_eq!(c14n(xml, &["--algorithm", EXCLUSIVE, "--id", "i"]).code, 0);
    c14n(xml, &["--algorithm", EXCLUSIVE, "--id", "I"])
        .assert_refused("-", "no element of the document has this Id");
    c14n(xml, &["--algorithm", EXCLUSIVE, "--id", "j"]).assert_refused("-", "more than one element");
}

#[test]
fn what_is_not_xml_is_decided_and_placed() {
    for (xml, place) in
        [("", "-:1:1"), ("<a>\n<b></a>", "-:2:4"), ("<!DOCTYPE a><a/>", "-:1:1"), ("a", "-:1:1")]
    {
        let run = c14n(xml, &["--algorithm", EXCLUSIVE]);
        assert_eq!((run.code, run.text()), (1, ""), "{xml}");
        assert!(run.stderr.starts_with(&format!("hpki: {place}: ")), "{}", run.stderr);
        assert_eq!(run.stderr.lines().count(), 1, "{}", run.stderr);
    }
}

#[test]
fn a_file_that_cannot_be_read_is_refused() {
    hpki(["c14n", "no-such-file", "--algorithm", EXCLUSIVE])
        .assert_refused("no-such-file", "there is no such file");
    hpki(["c14n", env!("CARGO_MANIFEST_DIR"), "--algorithm", EXCLUSIVE])
        .assert_refused("hpki-cli", "this is a folder");
}
