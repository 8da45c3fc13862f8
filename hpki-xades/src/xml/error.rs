//! Why a file is not read, and where.

use hpki_core::report::Finding;

use super::finding;

/// Why octets are not a document this library reads, and where that was seen.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{kind} at octet {offset}")]
pub struct XmlError {
    /// What is wrong.
    pub kind: XmlErrorKind,
    /// Where: octets from the start of the file, a byte order mark included.
    pub offset: usize,
}

impl XmlError {
    /// The stable id of the refusal, with its sentences for people.
    pub fn finding(&self) -> &'static Finding {
        self.kind.finding()
    }

    /// Line and column of the place in `bytes` (the octets that were parsed), both counted from 1; columns
    /// count characters. CR, LF and CRLF each end one line.
    pub fn line_column(&self, bytes: &[u8]) -> (usize, usize) {
        line_column(bytes, self.offset)
    }
}

/// The encoding that octets which are not UTF-8 look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Resemblance {
    /// Every octet fits Shift_JIS.
    ShiftJis,
    /// Every octet fits EUC-JP.
    EucJp,
    /// Neither.
    Unknown,
}

macro_rules! kinds {
    ($($(#[$meta:meta])* $variant:ident $({ $($field:ident: $type:ty),* })? = $finding:ident, $text:literal;)*) => {
        /// What is wrong with a file, one variant per cause.
        #[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
        #[non_exhaustive]
        pub enum XmlErrorKind {
            $($(#[$meta])* #[error($text)] $variant $({ $(#[doc = "See the variant."] $field: $type),* })?,)*
        }

        impl XmlErrorKind {
            /// The stable id of the refusal, with its sentences for people.
            pub fn finding(&self) -> &'static Finding {
                match self { $(XmlErrorKind::$variant $({ $($field: _),* })? => &finding::$finding,)* }
            }
        }
    };
}

kinds! {
    /// More octets than `limit`.
    FileTooLarge { limit: usize } = FILE_TOO_LARGE, "the file is larger than {limit} octets";
    /// No octets at all.
    Empty = EMPTY, "the file is empty";
    /// UTF-16, by its byte order mark or its zero octets.
    Utf16 = UTF_16, "the file is UTF-16, not UTF-8";
    /// UTF-32, by its byte order mark or its zero octets.
    Utf32 = UTF_32, "the file is UTF-32, not UTF-8";
    /// EBCDIC, by its first octets.
    Ebcdic = EBCDIC, "the file is EBCDIC, not UTF-8";
    /// The XML declaration names another encoding. `label` is its name as written, at most 40 octets.
    DeclaredEncoding { label: String } = DECLARED_ENCODING, "the XML declaration says encoding {label:?}, not UTF-8";
    /// Octets that are not UTF-8 (Unicode 3.9, table 3-7), though UTF-8 is declared or implied.
    InvalidUtf8 { resembles: Resemblance } = INVALID_UTF_8, "the octets are not UTF-8 (they resemble: {resembles:?})";
    /// A character outside the production `Char` (XML 1.0, section 2.2), NUL and other controls among them.
    ForbiddenCharacter { code_point: u32 } = FORBIDDEN_CHARACTER, "character U+{code_point:04X} is not allowed in XML";
    /// The XML declaration does not follow production 23.
    MalformedXmlDeclaration = MALFORMED_XML_DECLARATION, "the XML declaration is malformed";
    /// A version other than 1.0.
    UnsupportedVersion = UNSUPPORTED_VERSION, "the XML version is not 1.0";
    /// `<!DOCTYPE`.
    DocumentTypeDeclaration = DOCUMENT_TYPE_DECLARATION, "a document type declaration is refused";
    /// The file holds no element.
    NoRootElement = NO_ROOT_ELEMENT, "there is no root element";
    /// An element after the root element.
    SecondRootElement = SECOND_ROOT_ELEMENT, "there is a second root element";
    /// Characters other than white space, or a reference or CDATA section, before or after the root element.
    TextOutsideRoot = TEXT_OUTSIDE_ROOT, "there is text outside the root element";
    /// The file ends inside an element; the offset is that of the innermost open start tag.
    UnclosedElement = UNCLOSED_ELEMENT, "the element is not closed";
    /// The file ends inside a tag, comment, CDATA section or processing instruction that begins here.
    UnclosedMarkup = UNCLOSED_MARKUP, "the markup is not closed";
    /// An end tag where no element is open.
    UnexpectedEndTag = UNEXPECTED_END_TAG, "there is an end tag and no open element";
    /// An end tag with another name than the element that is open.
    MismatchedEndTag = MISMATCHED_END_TAG, "the end tag does not match the start tag";
    /// `<!` that starts neither a comment nor a CDATA section.
    UnknownMarkup = UNKNOWN_MARKUP, "the markup is not known to XML";
    /// A name that does not follow production 5 where a name must stand.
    InvalidName = INVALID_NAME, "there is no valid name";
    /// A name with a colon where Namespaces 1.0 allows none.
    InvalidQualifiedName = INVALID_QUALIFIED_NAME, "the name has a colon in the wrong place";
    /// A tag that does not follow productions 40 to 44.
    MalformedTag = MALFORMED_TAG, "the tag is malformed";
    /// `<` in an attribute value.
    LessThanInAttributeValue = LESS_THAN_IN_ATTRIBUTE_VALUE, "there is a < in an attribute value";
    /// An attribute that stands twice on its element, compared by namespace and local name.
    DuplicateAttribute = DUPLICATE_ATTRIBUTE, "the attribute stands twice on its element";
    /// `]]>` in text.
    CDataEndInText = CDATA_END_IN_TEXT, "there is a ]]> in text";
    /// `&` that does not start a well-formed reference.
    MalformedReference = MALFORMED_REFERENCE, "the reference is malformed";
    /// A reference to an entity other than `amp`, `lt`, `gt`, `quot` and `apos`.
    UnknownEntity = UNKNOWN_ENTITY, "the entity is not one of XML's five";
    /// A reference to a character outside the production `Char`.
    ForbiddenCharacterReference { code_point: u32 } = FORBIDDEN_CHARACTER_REFERENCE,
        "the reference names U+{code_point:04X}, which is not allowed in XML";
    /// `--` inside a comment.
    DoubleHyphenInComment = DOUBLE_HYPHEN_IN_COMMENT, "there is a -- inside a comment";
    /// A processing instruction called `xml` in any case, or an XML declaration that is not at the start.
    ReservedTarget = RESERVED_TARGET, "the processing instruction target xml is reserved";
    /// A processing instruction that does not follow production 16.
    MalformedProcessingInstruction = MALFORMED_PROCESSING_INSTRUCTION, "the processing instruction is malformed";
    /// A prefix without a declaration in scope.
    UndeclaredPrefix = UNDECLARED_PREFIX, "the prefix is not declared";
    /// `xml` or `xmlns` declared as something else, or `xmlns` as the prefix of an element.
    ReservedPrefix = RESERVED_PREFIX, "the prefix is reserved";
    /// The namespace of `xml` or `xmlns` declared for another prefix or as the default.
    ReservedNamespace = RESERVED_NAMESPACE, "the namespace name is reserved";
    /// `xmlns:p=""`, which Namespaces 1.0 does not allow.
    EmptyPrefixBinding = EMPTY_PREFIX_BINDING, "a prefix is bound to no namespace";
    /// More open elements than `limit`.
    TooDeep { limit: usize } = TOO_DEEP, "more than {limit} elements are open at once";
    /// More attributes on one element than `limit`.
    TooManyAttributes { limit: usize } = TOO_MANY_ATTRIBUTES, "more than {limit} attributes on one element";
    /// More namespace declarations on one element than `limit`.
    TooManyNamespaceDeclarations { limit: usize } = TOO_MANY_NAMESPACE_DECLARATIONS,
        "more than {limit} namespace declarations on one element";
    /// More prefixes, or namespace names, in one document than `limit`.
    TooManyNamespaces { limit: usize } = TOO_MANY_NAMESPACES,
        "more than {limit} prefixes or namespace names in one document";
    /// An attribute value of more octets than `limit`.
    AttributeValueTooLong { limit: usize } = ATTRIBUTE_VALUE_TOO_LONG, "an attribute value is longer than {limit} octets";
    /// A name of more octets than `limit`.
    NameTooLong { limit: usize } = NAME_TOO_LONG, "a name is longer than {limit} octets";
    /// More nodes than `limit`.
    TooManyNodes { limit: usize } = TOO_MANY_NODES, "the document has more than {limit} nodes";
}

impl XmlErrorKind {
    /// Says where.
    pub(super) fn at(self, offset: usize) -> XmlError {
        XmlError { kind: self, offset }
    }
}

/// Line and column of `offset`, both from 1.
fn line_column(bytes: &[u8], offset: usize) -> (usize, usize) {
    let before = bytes.get(..offset).unwrap_or(bytes);
    let ends_line = |(index, &octet): (usize, &u8)| match octet {
        b'\n' => Some(index + 1),
        b'\r' if bytes.get(index + 1) != Some(&b'\n') => Some(index + 1),
        _ => None,
    };
    let mut line = 1;
    let mut line_start = 0;
    for start in before.iter().enumerate().filter_map(ends_line) {
        line += 1;
        line_start = start;
    }
    let is_first_octet = |octet: &&u8| **octet & 0xC0 != 0x80;
    (line, 1 + before.get(line_start..).unwrap_or_default().iter().filter(is_first_octet).count())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_at_every_kind_of_line_end_and_columns_count_characters() {
        let bytes = "a\r\nb\rc\n医師x".as_bytes();
        assert_eq!(line_column(bytes, 0), (1, 1));
        assert_eq!(line_column(bytes, 3), (2, 1));
        assert_eq!(line_column(bytes, 5), (3, 1));
        assert_eq!(line_column(bytes, 13), (4, 3));
        assert_eq!(line_column(bytes, 1000), (4, 4));
    }
}
