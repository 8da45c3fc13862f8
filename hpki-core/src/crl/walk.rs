//! Walking the entries of a list without collecting them.

use std::ops::Range;

use crate::crl::{CertificateList, CrlError, RevokedCertificate};
use crate::der::{Element, Reader, Tag};
use crate::general_name::GeneralName;
use crate::name::Name;
use crate::octets::Buffer;
use crate::oid::ObjectIdentifier;

/// What one walk over all entries tells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct EntryFacts {
    pub(super) count: usize,
    pub(super) unknown_critical: Option<ObjectIdentifier>,
    pub(super) certificate_issuers: bool,
    pub(super) extensions: bool,
}

/// Decodes every entry once, so that later walks meet no error.
pub(super) fn check(entries: Element<'_>, buffer: &Buffer) -> Result<EntryFacts, CrlError> {
    let mut reader = entries.reader();
    let mut facts = EntryFacts::default();
    while !reader.is_empty() {
        let entry = reader.expect(Tag::SEQUENCE)?;
        facts.count += 1;
        match plain(entry.content()) {
            Some(Plain::WithReason) => facts.extensions = true,
            Some(Plain::Bare) => {}
            None => {
                let decoded = RevokedCertificate::of(entry, buffer)?;
                facts.extensions |= has_extensions(entry);
                facts.certificate_issuers |= decoded.certificate_issuer.is_some();
                facts.unknown_critical = facts.unknown_critical.or(decoded.unknown_critical);
            }
        }
    }
    Ok(facts)
}

/// An entry of the two shapes that nearly all entries have, known to be well formed.
enum Plain {
    Bare,
    WithReason,
}

/// Recognises `INTEGER, UTCTime` and the same with a reasonCode that is not critical; `None` for everything else,
/// which is then decoded in full.
fn plain(content: &[u8]) -> Option<Plain> {
    /// Extensions { Extension { reasonCode, OCTET STRING { ENUMERATED … } } }, all but the number.
    const REASON: [u8; 13] = [0x30, 0x0c, 0x30, 0x0a, 0x06, 0x03, 0x55, 0x1d, 0x15, 0x04, 0x03, 0x0a, 0x01];
    let [0x02, length @ 1..=0x7f, rest @ ..] = content else { return None };
    let (serial, rest) = rest.split_at_checked(usize::from(*length))?;
    if matches!(serial, [0x00, 0x00..=0x7f, ..] | [0xff, 0x80..=0xff, ..]) {
        return None;
    }
    let (time, rest) = rest.split_first_chunk::<15>()?;
    if !is_plain_time(time) {
        return None;
    }
    match rest.split_first_chunk::<13>() {
        None if rest.is_empty() => Some(Plain::Bare),
        Some((&REASON, &[0..=6 | 8..=10])) => Some(Plain::WithReason),
        _ => None,
    }
}

/// Whether the octets are a UTCTime whose fields every month has: the 29th to 31st take the slow way.
fn is_plain_time(time: &[u8; 15]) -> bool {
    let pair = |at: usize| -> u32 {
        let (tens, ones) = (time[at].wrapping_sub(b'0'), time[at + 1].wrapping_sub(b'0'));
        if tens > 9 || ones > 9 { u32::MAX } else { u32::from(tens) * 10 + u32::from(ones) }
    };
    time[0] == Tag::UTC_TIME.0
        && time[1] == 13
        && time[14] == b'Z'
        && pair(2) <= 99
        && (1..=12).contains(&pair(4))
        && (1..=28).contains(&pair(6))
        && pair(8) < 24
        && pair(10) < 60
        && pair(12) < 60
}

fn has_extensions(entry: Element<'_>) -> bool {
    let mut fields = entry.reader();
    fields.element().and_then(|_| fields.element()).is_ok() && !fields.is_empty()
}

/// The entries, decoded one by one.
pub(super) fn entries(list: &CertificateList) -> impl Iterator<Item = RevokedCertificate> + '_ {
    let buffer = &list.0.buffer;
    let mut reader = reader(list, &list.0.entries);
    std::iter::from_fn(move || {
        let entry = if reader.is_empty() { None } else { reader.element().ok() };
        entry.and_then(|entry| RevokedCertificate::of(entry, buffer).ok())
    })
}

/// The first entry for a certificate.
pub(super) fn find(
    list: &CertificateList,
    serial_number: &[u8],
    certificate_issuer: &Name,
) -> Option<RevokedCertificate> {
    if list.has_certificate_issuers() {
        return find_with_issuers(list, serial_number, certificate_issuer);
    }
    if list.issuer() != certificate_issuer {
        return None;
    }
    let mut entries = reader(list, &list.0.entries);
    let entry = find_serial(&mut entries, serial_number)?;
    RevokedCertificate::of(entry, &list.0.buffer).ok()
}

/// The next entry with this serial number.
fn find_serial<'a>(entries: &mut Reader<'a>, serial_number: &[u8]) -> Option<Element<'a>> {
    while !entries.is_empty() {
        let entry = entries.element().ok()?;
        let [0x02, length, rest @ ..] = entry.content() else { return None };
        // Serial numbers of 128 octets and more have their length in the long form: not the one in question unless
        // that is as long, and then the reader sorts it out.
        let same = match *length {
            0..=0x7f => usize::from(*length) == serial_number.len() && rest.starts_with(serial_number),
            _ => entry.reader().integer() == Ok(serial_number),
        };
        if same {
            return Some(entry);
        }
    }
    None
}

/// In an indirect list the issuer of an entry's certificate is that of the entry before, unless the entry names one;
/// that of the first is the list's issuer (RFC 5280, 5.3.3).
fn find_with_issuers(
    list: &CertificateList,
    serial_number: &[u8],
    certificate_issuer: &Name,
) -> Option<RevokedCertificate> {
    let mut applies = list.issuer() == certificate_issuer;
    for entry in entries(list) {
        if let Some(names) = &entry.certificate_issuer {
            applies =
                names.iter().filter_map(GeneralName::directory_name).any(|name| name == certificate_issuer);
        }
        if applies && entry.serial_number == serial_number {
            return Some(entry);
        }
    }
    None
}

fn reader<'a>(list: &'a CertificateList, range: &Range<usize>) -> Reader<'a> {
    Reader::at_offset(list.part(range), range.start)
}
