//! Comments, CDATA sections and processing instructions; and the document type declaration, which is refused.

use super::Parser;
use crate::xml::character::{self, SPACE};
use crate::xml::error::{XmlError, XmlErrorKind};
use crate::xml::tree::Kind;

impl Parser<'_> {
    /// `<!`: a comment or a CDATA section.
    pub(super) fn declaration(&mut self) -> Result<(), XmlError> {
        let start = self.cursor.position;
        let rest = self.cursor.rest();
        if rest.starts_with(b"<!--") {
            return self.comment();
        }
        if rest.starts_with(b"<![CDATA[") {
            return self.cdata_section();
        }
        // Refused in any case, and before anything of it is read: nothing of a DTD is ever interpreted.
        let is_document_type = rest.get(2..9).is_some_and(|word| word.eq_ignore_ascii_case(b"DOCTYPE"));
        let kind = if is_document_type {
            XmlErrorKind::DocumentTypeDeclaration
        } else {
            XmlErrorKind::UnknownMarkup
        };
        Err(kind.at(start))
    }

    /// `Comment ::= '<!--' ((Char - '-') | ('-' (Char - '-')))* '-->'`
    fn comment(&mut self) -> Result<(), XmlError> {
        let start = self.cursor.position;
        let content = start + "<!--".len();
        let rest = self.cursor.bytes().get(content..).unwrap_or_default();
        let hyphens = memchr::memmem::find(rest, b"--").ok_or(XmlErrorKind::UnclosedMarkup.at(start))?;
        match rest.get(hyphens + 2) {
            Some(b'>') => {}
            Some(_) => return Err(XmlErrorKind::DoubleHyphenInComment.at(content + hyphens)),
            None => return Err(XmlErrorKind::UnclosedMarkup.at(start)),
        }
        let end = content + hyphens + "-->".len();
        self.cursor.position = end;
        self.push_node(Kind::Comment, start, end, 0, 0)
    }

    /// `CDSect ::= '<![CDATA[' (Char* - (Char* ']]>' Char*)) ']]>'`
    fn cdata_section(&mut self) -> Result<(), XmlError> {
        let start = self.cursor.position;
        if self.current == 0 {
            return Err(XmlErrorKind::TextOutsideRoot.at(start));
        }
        let content = start + "<![CDATA[".len();
        let rest = self.cursor.bytes().get(content..).unwrap_or_default();
        let length = memchr::memmem::find(rest, b"]]>").ok_or(XmlErrorKind::UnclosedMarkup.at(start))?;
        let end = content + length + "]]>".len();
        self.cursor.position = end;
        self.push_node(Kind::CData, start, end, 0, 0)
    }

    /// ```text
    /// PI       ::= '<?' PITarget (S (Char* - (Char* '?>' Char*)))? '?>'
    /// PITarget ::= Name - (('X' | 'x') ('M' | 'm') ('L' | 'l'))
    /// ```
    ///
    /// Namespaces 1.0 (section 7) allows no colon in the target.
    pub(super) fn processing_instruction(&mut self) -> Result<(), XmlError> {
        let start = self.cursor.position;
        self.cursor.position += "<?".len();
        let name = self.cursor.qualified_name(self.limits.name_octets)?;
        if name.prefix_length > 0 {
            return Err(XmlErrorKind::InvalidQualifiedName.at(name.start + name.prefix_length));
        }
        let after = self.cursor.position;
        if self.cursor.slice(name.start, after).eq_ignore_ascii_case("xml") {
            return Err(XmlErrorKind::ReservedTarget.at(start));
        }
        let rest = self.cursor.rest();
        let length = memchr::memmem::find(rest, b"?>").ok_or(XmlErrorKind::UnclosedMarkup.at(start))?;
        if length > 0 && !rest.first().is_some_and(|&octet| character::is(octet, SPACE)) {
            return Err(XmlErrorKind::MalformedProcessingInstruction.at(after));
        }
        let end = after + length + "?>".len();
        self.cursor.position = end;
        self.push_node(Kind::ProcessingInstruction, start, end, name.length, 0)
    }
}
