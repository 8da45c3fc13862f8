//! Writes markup. Everything that is put into a document while signing goes through here, so that no string given
//! from outside can become markup (threats A18); what was written is parsed back before anything is handed out.

use crate::dsig::{append_base64, append_base64_lines};

/// A qualified name of the signature's own vocabularies: prefix (or `""`) and local name.
pub(super) type Name = (&'static str, &'static str);

/// Elements, attributes and text in order. An element without content is written as an empty-element tag.
#[derive(Default)]
pub(super) struct Writer {
    octets: Vec<u8>,
    open: Vec<Name>,
    in_start_tag: bool,
}

impl Writer {
    pub(super) fn with_capacity(octets: usize) -> Writer {
        Writer { octets: Vec::with_capacity(octets), open: Vec::with_capacity(16), in_start_tag: false }
    }

    /// How many octets were written, the start tag that is still open closed first.
    pub(super) fn position(&mut self) -> usize {
        self.close_start_tag();
        self.octets.len()
    }

    pub(super) fn start(&mut self, name: Name) -> &mut Writer {
        self.close_start_tag();
        self.octets.push(b'<');
        self.name(name);
        self.open.push(name);
        self.in_start_tag = true;
        self
    }

    /// An attribute of the element just started; `name` may have a prefix. The value is escaped (XML 1.0, 2.4 and
    /// 3.3.3): what a parser reads is what was given.
    pub(super) fn attribute(&mut self, name: &'static str, value: &str) -> &mut Writer {
        self.octets.push(b' ');
        self.octets.extend_from_slice(name.as_bytes());
        self.octets.extend_from_slice(b"=\"");
        escape(value, &mut self.octets, Place::Attribute);
        self.octets.push(b'"');
        self
    }

    /// Declares a prefix on the element just started.
    pub(super) fn namespace(&mut self, prefix: &str, name: &str) -> &mut Writer {
        self.octets.extend_from_slice(b" xmlns:");
        self.octets.extend_from_slice(prefix.as_bytes());
        self.octets.extend_from_slice(b"=\"");
        escape(name, &mut self.octets, Place::Attribute);
        self.octets.push(b'"');
        self
    }

    pub(super) fn text(&mut self, text: &str) -> &mut Writer {
        self.close_start_tag();
        escape(text, &mut self.octets, Place::Text);
        self
    }

    /// base64 in one line.
    pub(super) fn base64(&mut self, octets: &[u8]) -> &mut Writer {
        self.close_start_tag();
        append_base64(octets, &mut self.octets);
        self
    }

    /// base64 in lines of 76 characters, each ended by LF, as real signers write values.
    pub(super) fn base64_lines(&mut self, octets: &[u8]) -> &mut Writer {
        self.close_start_tag();
        append_base64_lines(octets, &mut self.octets);
        self
    }

    /// Markup that was made by a writer or is a range of a parsed document.
    pub(super) fn markup(&mut self, octets: &[u8]) -> &mut Writer {
        self.close_start_tag();
        self.octets.extend_from_slice(octets);
        self
    }

    /// Ends the innermost open element.
    pub(super) fn end(&mut self) -> &mut Writer {
        let Some(name) = self.open.pop() else { return self };
        if std::mem::take(&mut self.in_start_tag) {
            self.octets.extend_from_slice(b"/>");
        } else {
            self.octets.extend_from_slice(b"</");
            self.name(name);
            self.octets.push(b'>');
        }
        self
    }

    /// An element with nothing but text.
    pub(super) fn leaf(&mut self, name: Name, text: &str) -> &mut Writer {
        self.start(name).text(text).end()
    }

    /// `<name Algorithm="uri"/>`.
    pub(super) fn algorithm(&mut self, name: Name, uri: &str) -> &mut Writer {
        self.start(name).attribute("Algorithm", uri).end()
    }

    /// Ends what is open and gives what was written.
    pub(super) fn finish(mut self) -> Vec<u8> {
        while !self.open.is_empty() {
            self.end();
        }
        self.octets
    }

    fn close_start_tag(&mut self) {
        if std::mem::take(&mut self.in_start_tag) {
            self.octets.push(b'>');
        }
    }

    fn name(&mut self, (prefix, local): Name) {
        if !prefix.is_empty() {
            self.octets.extend_from_slice(prefix.as_bytes());
            self.octets.push(b':');
        }
        self.octets.extend_from_slice(local.as_bytes());
    }
}

/// Where a text is written, which decides what must be escaped.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Text,
    Attribute,
}

fn escape(text: &str, out: &mut Vec<u8>, place: Place) {
    let mut rest = text.as_bytes();
    let special = |octet: &u8| reference(*octet, place).is_some();
    while let Some(at) = rest.iter().position(special) {
        let (plain, from) = rest.split_at(at);
        out.extend_from_slice(plain);
        if let Some((octet, after)) = from.split_first() {
            out.extend_from_slice(reference(*octet, place).unwrap_or_default());
            rest = after;
        }
    }
    out.extend_from_slice(rest);
}

/// What an octet must be written as.
fn reference(octet: u8, place: Place) -> Option<&'static [u8]> {
    Some(match (octet, place) {
        (b'&', _) => b"&amp;",
        (b'<', _) => b"&lt;",
        (b'>', _) => b"&gt;",
        // A parser would read it as LF.
        (b'\r', _) => b"&#xD;",
        (b'"', Place::Attribute) => b"&quot;",
        // A parser would read them as a space.
        (b'\t', Place::Attribute) => b"&#x9;",
        (b'\n', Place::Attribute) => b"&#xA;",
        _ => return None,
    })
}

/// Whether every character of a text may stand in XML 1.0 (production 2), escaped or not.
pub(super) fn is_expressible(text: &str) -> bool {
    text.chars().all(|character| {
        matches!(character, '\t' | '\n' | '\r' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::xml::{Document, XmlLimits};

    fn read_back(text: &str) -> (String, String) {
        let mut writer = Writer::default();
        writer.start(("", "a")).attribute("b", text).text(text);
        let octets = writer.finish();
        let document = Document::parse(&octets, &XmlLimits::default()).unwrap();
        let root = document.root();
        (root.attribute("b").unwrap().into_owned(), root.text().unwrap().into_owned())
    }

    proptest::proptest! {
        #[test]
        fn every_text_xml_can_hold_reads_back_as_it_was_given(text in "\\PC*|[\\t\\r\\n<>&\"'\\]]*") {
            proptest::prop_assume!(is_expressible(&text));
            let (attribute, content) = read_back(&text);
            proptest::prop_assert_eq!(&attribute, &text);
            proptest::prop_assert_eq!(&content, &text);
        }

        #[test]
        fn what_xml_cannot_hold_is_known_beforehand(character: char) {
            let text = character.to_string();
            let mut octets = b"<a>".to_vec();
            escape(&text, &mut octets, Place::Text);
            octets.extend_from_slice(b"</a>");
            let parses = Document::parse(&octets, &XmlLimits::default()).is_ok();
            proptest::prop_assert_eq!(parses, is_expressible(&text));
        }
    }

    #[test]
    fn elements_nest_and_close_themselves() {
        let mut writer = Writer::default();
        writer.start(("", "a")).namespace("p", "urn:x").start(("p", "b")).end().leaf(("p", "c"), "<&>");
        assert_eq!(writer.finish(), br#"<a xmlns:p="urn:x"><p:b/><p:c>&lt;&amp;&gt;</p:c></a>"#);
    }
}
