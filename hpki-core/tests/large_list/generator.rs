//! A revocation list of 6 MB, made without holding more than the list. The benches use it too.

/// Entries of the list.
pub(crate) const ENTRIES: u64 = 140_000;

/// Serial numbers of eight octets, none next to another.
pub(crate) fn serial_number(index: u64) -> [u8; 8] {
    (0x4000_0000_0000_0000 + index * 7919).to_be_bytes()
}

fn with_header(tag: u8, content_length: usize) -> Vec<u8> {
    let octets = content_length.to_be_bytes();
    let significant = octets.iter().position(|&octet| octet != 0).unwrap_or(7);
    let mut header = vec![tag];
    if content_length > 0x7f {
        header.push(0x80 | (8 - significant) as u8);
    }
    header.extend_from_slice(&octets[significant..]);
    header
}

fn value(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut value = with_header(tag, content.len());
    value.extend_from_slice(content);
    value
}

/// A list in one buffer, written from front to back.
pub(crate) fn large_list() -> Vec<u8> {
    let algorithm = value(0x30, b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0b\x05\x00");
    let issuer = value(0x30, &value(0x31, &value(0x30, b"\x06\x03\x55\x04\x03\x0c\x06Issuer")));
    let times = b"\x17\x0d220906180000Z\x17\x0d220910180000Z";
    let entry_tail = b"\x17\x0d220101123456Z\x30\x0c\x30\x0a\x06\x03\x55\x1d\x15\x04\x03\x0a\x01";
    let entry_content = 2 + 8 + entry_tail.len() + 1;
    let entries = with_header(0x30, (2 + entry_content) * ENTRIES as usize);
    let entries_length = (2 + entry_content) * ENTRIES as usize + entries.len();
    let to_be_signed = [b"\x02\x01\x01", &algorithm[..], &issuer, times].concat();
    let header = with_header(0x30, to_be_signed.len() + entries_length);
    let signature = value(0x03, &[0; 257]);
    let whole = header.len() + to_be_signed.len() + entries_length + algorithm.len() + signature.len();
    let mut list = with_header(0x30, whole);
    list.reserve_exact(whole);
    [header, to_be_signed, entries].iter().for_each(|part| list.extend_from_slice(part));
    for index in 0..ENTRIES {
        list.extend([0x30, entry_content as u8, 0x02, 8]);
        list.extend(serial_number(index));
        list.extend_from_slice(entry_tail);
        list.push(if index % 2 == 0 { 1 } else { 4 });
    }
    list.extend(algorithm);
    list.extend(signature);
    list
}
