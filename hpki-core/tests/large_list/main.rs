//! A revocation list of 6 MB with 140,000 entries is parsed and searched where it lies: memory beyond the file stays
//! under a mebibyte. How long that takes is a matter of the benches.

#![allow(clippy::unwrap_used, clippy::print_stdout, unsafe_code)]

mod generator;

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use generator::{ENTRIES, large_list, serial_number};
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
