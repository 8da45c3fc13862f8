//! One extension (RFC 5280, 4.1), of a certificate, a list or an entry of a list.
//!
//! ```text
//! Extension ::= SEQUENCE { extnID OBJECT IDENTIFIER, critical BOOLEAN DEFAULT FALSE, extnValue OCTET STRING }
//! ```

use std::ops::Deref;

use crate::certificate::{EncodingNote, EncodingNoteKind};
use crate::der::{DerError, Element, Reader, Tag};
use crate::octets::Buffer;
use crate::oid::ObjectIdentifier;

/// A decoded extension and its criticality.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extension<T> {
    value: T,
    critical: bool,
}

impl<T> Extension<T> {
    pub(crate) fn new(value: T, critical: bool) -> Extension<T> {
        Extension { value, critical }
    }

    /// The decoded value.
    pub fn value(&self) -> &T {
        &self.value
    }

    /// Whether it is marked critical.
    pub fn is_critical(&self) -> bool {
        self.critical
    }
}

impl<T> Deref for Extension<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

/// An extension as it stands in the certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RawExtension<'a> {
    /// extnID.
    pub identifier: ObjectIdentifier,
    /// Whether it is marked critical.
    pub critical: bool,
    /// The content of extnValue: DER of the extension's own type.
    pub value: &'a [u8],
}

/// What the decoder of one extension needs beside its octets.
pub(crate) struct Context<'a> {
    pub(crate) buffer: &'a Buffer,
    pub(crate) notes: &'a mut Vec<EncodingNote>,
    pub(crate) extension: ObjectIdentifier,
}

impl Context<'_> {
    pub(crate) fn note(&mut self, kind: EncodingNoteKind, offset: usize) {
        self.notes.push(EncodingNote { kind, extension: Some(self.extension), offset });
    }

    /// A BOOLEAN DEFAULT FALSE, with a note where FALSE is written out.
    pub(crate) fn default_false(&mut self, fields: &mut Reader<'_>) -> Result<bool, DerError> {
        let offset = fields.offset();
        let value = fields.optional_boolean()?;
        if value == Some(false) {
            self.note(EncodingNoteKind::DefaultWrittenOut, offset);
        }
        Ok(value.unwrap_or(false))
    }
}

/// One `Extension` of a certificate, a list or an entry.
pub(crate) struct ExtensionField<'a> {
    pub(crate) identifier: ObjectIdentifier,
    pub(crate) critical: bool,
    /// The OCTET STRING extnValue.
    pub(crate) value: Element<'a>,
    /// Where `critical FALSE` is written out.
    pub(crate) default_written_out: Option<usize>,
}

impl<'a> ExtensionField<'a> {
    pub(crate) fn read(list: &mut Reader<'a>) -> Result<ExtensionField<'a>, DerError> {
        let mut fields = list.sequence()?;
        let identifier = fields.object_identifier()?;
        let offset = fields.offset();
        let critical = fields.optional_boolean()?;
        let value = fields.expect(Tag::OCTET_STRING)?;
        fields.finish()?;
        let default_written_out = if critical == Some(false) { Some(offset) } else { None };
        Ok(ExtensionField { identifier, critical: critical.unwrap_or(false), value, default_written_out })
    }

    /// The one value in extnValue, decoded by `decode`; nothing may follow it.
    pub(crate) fn decode<T>(
        &self,
        decode: impl FnOnce(&mut Reader<'a>) -> Result<T, DerError>,
    ) -> Result<Extension<T>, DerError> {
        let mut content = self.value.reader();
        let value = decode(&mut content)?;
        content.finish()?;
        Ok(Extension::new(value, self.critical))
    }
}
