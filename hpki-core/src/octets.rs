//! A range of a shared, immutable buffer: how parsed values keep the bytes they were made from without copies.

use std::fmt;
use std::ops::{Deref, Range};
use std::sync::Arc;

/// A whole input. A vector behind the pointer, so that a list of megabytes that the caller gives away is not copied.
pub(crate) type Buffer = Arc<Vec<u8>>;

/// Octets inside a shared buffer. Cloning copies a pointer.
#[derive(Clone)]
pub(crate) struct Octets {
    buffer: Buffer,
    start: usize,
    end: usize,
}

impl Octets {
    /// The whole of a buffer.
    pub(crate) fn new(buffer: Buffer) -> Octets {
        Octets { start: 0, end: buffer.len(), buffer }
    }

    /// A range of a buffer; empty where the buffer does not have that range.
    pub(crate) fn of(buffer: &Buffer, range: Range<usize>) -> Octets {
        let whole = range.start <= range.end && range.end <= buffer.len();
        debug_assert!(whole, "{range:?} of {}", buffer.len());
        let Range { start, end } = if whole { range } else { 0..0 };
        Octets { buffer: Arc::clone(buffer), start, end }
    }
}

impl Deref for Octets {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        self.buffer.get(self.start..self.end).unwrap_or_default()
    }
}

impl PartialEq for Octets {
    fn eq(&self, other: &Octets) -> bool {
        **self == **other
    }
}

impl Eq for Octets {}

impl fmt::Debug for Octets {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} octets", self.len())
    }
}
