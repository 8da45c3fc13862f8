//! What may be signed as the content of a prescription or a dispensing record.

use super::error::SignError;

/// Octets of a CSV. In base64 and with the signature around it, it stays within the largest file that is read
/// ([`XmlLimits::file_octets`](crate::xml::XmlLimits::file_octets)).
const LARGEST: usize = 128 << 20;

/// What the CSV of a prescription or dispensing record must be like.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum ContentRules {
    /// What the prescription service takes: UTF-8 without a byte order mark, no carriage return (it answers
    /// EPSB0052E).
    #[default]
    Service,
    /// Any octets, as long as there are some: for other receivers and for tests of the service's own refusals.
    AnyOctets,
}

impl ContentRules {
    /// Holds a CSV against the rules.
    pub(super) fn check(self, csv: &[u8]) -> Result<(), SignError> {
        if csv.is_empty() {
            return Err(SignError::ContentEmpty);
        }
        if csv.len() > LARGEST {
            return Err(SignError::Limit { what: "octets of a CSV", found: csv.len(), limit: LARGEST });
        }
        if self == ContentRules::AnyOctets {
            return Ok(());
        }
        if csv.starts_with(b"\xef\xbb\xbf") {
            return Err(SignError::ContentByteOrderMark);
        }
        if let Some(offset) = memchr::memchr(b'\r', csv) {
            return Err(SignError::ContentCarriageReturn { offset });
        }
        if simdutf8::basic::from_utf8(csv).is_ok() {
            return Ok(());
        }
        // Slower, and knows where.
        simdutf8::compat::from_utf8(csv)
            .map(|_| ())
            .map_err(|error| SignError::ContentEncoding { offset: error.valid_up_to() })
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            ContentRules::Service => "service",
            ContentRules::AnyOctets => "any-octets",
        }
    }

    pub(super) fn of_name(name: &str) -> Option<ContentRules> {
        [ContentRules::Service, ContentRules::AnyOctets].into_iter().find(|rules| rules.name() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(csv: &[u8]) -> &'static str {
        ContentRules::Service.check(csv).unwrap_err().finding().id
    }

    #[test]
    fn what_the_service_refuses_is_refused_before_it_is_signed() {
        assert!(ContentRules::Service.check("SJ1,医師\n".as_bytes()).is_ok());
        assert_eq!(refusal(b""), "sign::content-empty");
        assert_eq!(refusal(b"SJ1\r\n"), "sign::content-carriage-return");
        assert_eq!(refusal(b"\xef\xbb\xbfSJ1\n"), "sign::content-byte-order-mark");
        assert_eq!(refusal(b"SJ1\n\x88\xe3"), "sign::content-encoding");
        for odd in [&b"SJ1\r\n"[..], b"\xef\xbb\xbfSJ1\n", b"\x88\xe3"] {
            assert!(ContentRules::AnyOctets.check(odd).is_ok());
        }
        assert!(ContentRules::AnyOctets.check(b"").is_err(), "the grammar wants content");
        let large = vec![b'x'; LARGEST + 1];
        assert_eq!(ContentRules::AnyOctets.check(&large).unwrap_err().finding().id, "sign::limit");
        assert!(ContentRules::Service.check(&large[1..]).is_ok());
    }
}
