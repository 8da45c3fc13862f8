//! authorityKeyIdentifier (RFC 5280, 4.2.1.1).
//!
//! ```text
//! AuthorityKeyIdentifier ::= SEQUENCE { keyIdentifier [0] OCTET STRING OPTIONAL,
//!     authorityCertIssuer [1] GeneralNames OPTIONAL, authorityCertSerialNumber [2] INTEGER OPTIONAL }
//! ```

use crate::der::{DerError, Reader, Tag};
use crate::general_name::GeneralName;
use crate::octets::{Buffer, Octets};

/// Which key of the issuer made the signature. HPKI writes all three fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthorityKeyIdentifier {
    key_identifier: Option<Octets>,
    authority_cert_issuer: Vec<GeneralName>,
    authority_cert_serial_number: Option<Octets>,
}

impl AuthorityKeyIdentifier {
    /// keyIdentifier.
    pub fn key_identifier(&self) -> Option<&[u8]> {
        self.key_identifier.as_deref()
    }

    /// authorityCertIssuer: the issuer of the *issuer's* certificate; empty where absent.
    pub fn authority_cert_issuer(&self) -> &[GeneralName] {
        &self.authority_cert_issuer
    }

    /// authorityCertSerialNumber: content octets of the serial number of the issuer's certificate.
    pub fn authority_cert_serial_number(&self) -> Option<&[u8]> {
        self.authority_cert_serial_number.as_deref()
    }

    pub(crate) fn read(value: &mut Reader<'_>, buffer: &Buffer) -> Result<AuthorityKeyIdentifier, DerError> {
        let mut fields = value.sequence()?;
        let key_identifier = fields.optional(Tag::context_primitive(0))?;
        let authority_cert_issuer = match fields.optional(Tag::context(1))? {
            None => Vec::new(),
            Some(element) => GeneralName::list(element.reader(), buffer)?,
        };
        let serial = fields.optional(Tag::context_primitive(2))?;
        serial.map(|element| element.as_integer()).transpose()?;
        fields.finish()?;
        Ok(AuthorityKeyIdentifier {
            key_identifier: key_identifier.map(|element| Octets::of(buffer, element.content_range())),
            authority_cert_issuer,
            authority_cert_serial_number: serial.map(|element| Octets::of(buffer, element.content_range())),
        })
    }
}
