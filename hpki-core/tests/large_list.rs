//! A revocation list of 6 MB with 140,000 entries is parsed and searched where it lies: memory beyond the file stays
//! under a mebibyte. How long that takes is a matter of the benches.

#![allow(clippy::unwrap_used, clippy::print_stdout, unsafe_code)]

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use hpki_core::crl::{CertificateList, ReasonCode};

/// Counts what is allocated and the most that ever was.
struct Counting;

static NOW: AtomicUsize = AtomicUsize::new(0);
static PEAK: AtomicUsize = AtomicUsize::new(0);

// SAFETY: everything is handed to the system's allocator unchanged.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let now = NOW.fetch_add(layout.size(), Relaxed) + layout.size();
        PEAK.fetch_max(now, Relaxed);
        // SAFETY: the caller keeps the contract of `alloc`.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        NOW.fetch_sub(layout.size(), Relaxed);
        // SAFETY: the caller keeps the contract of `dealloc`.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

const ENTRIES: u64 = 140_000;

/// Serial numbers of eight octets, none next to another.
fn serial_number(index: u64) -> [u8; 8] {
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
fn large_list() -> Vec<u8> {
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

#[test]
fn a_list_of_140_000_entries_is_searched_in_place() {
    let der = large_list();
    let octets = der.len();
    let before = NOW.load(Relaxed);
    PEAK.store(before, Relaxed);
    let list = CertificateList::from_der_vec(der).unwrap();
    assert_eq!(list.entry_count(), ENTRIES as usize);
    for (index, reason) in [
        (0, ReasonCode::KeyCompromise),
        (1, ReasonCode::Superseded),
        (ENTRIES / 2, ReasonCode::KeyCompromise),
        (ENTRIES - 1, ReasonCode::Superseded),
    ] {
        let entry = list.find(&serial_number(index), list.issuer()).unwrap();
        assert_eq!((entry.serial_number, entry.reason), (serial_number(index).to_vec(), Some(reason)));
    }
    let mut between = serial_number(7);
    between[7] += 1;
    assert_eq!(list.find(&between, list.issuer()), None);
    assert_eq!(list.find(&serial_number(ENTRIES), list.issuer()), None);
    let peak = PEAK.load(Relaxed) - before;
    println!("list of {octets} octets: {peak} octets more while it was parsed and searched");
    assert!(peak < 1 << 20, "{peak}");
}
