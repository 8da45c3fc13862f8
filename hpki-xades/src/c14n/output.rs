//! Canonical octets on their way into a sink.
//!
//! Much of a file is canonical as it stands. So output is first a range of the file: what comes next extends the
//! range when the file says the same there, and only where it differs are octets copied together.

use super::Sink;
use crate::xml::{Place, plain_run, reference};

/// Octets collected before the sink gets them; a digest takes them at full speed from about here.
const BUFFER: usize = 1 << 10;

pub(super) struct Output<'s> {
    sink: &'s mut dyn Sink,
    source: &'s str,
    /// Range of the source that comes after what is in `buffer`.
    start: usize,
    end: usize,
    buffer: [u8; BUFFER],
    /// Octets in `buffer`.
    filled: usize,
    /// Octets that may still be written.
    budget: usize,
    is_exhausted: bool,
}

impl<'s> Output<'s> {
    pub(super) fn new(sink: &'s mut dyn Sink, source: &'s str, budget: usize) -> Self {
        let buffer = [0; BUFFER];
        Output { sink, source, start: 0, end: 0, buffer, filled: 0, budget, is_exhausted: false }
    }

    /// Writes octets of the file as they stand.
    #[inline]
    pub(super) fn source(&mut self, start: usize, end: usize) {
        if start == self.end {
            self.end = end;
            return;
        }
        self.settle();
        self.start = start;
        self.end = end;
    }

    /// Writes one octet that is given.
    #[inline]
    pub(super) fn octet(&mut self, octet: u8) {
        if self.start < self.end && self.source.as_bytes().get(self.end) == Some(&octet) {
            self.end += 1;
            return;
        }
        self.literal(&[octet]);
    }

    /// Writes octets that are given, and that the file is not expected to say.
    #[inline]
    pub(super) fn insert(&mut self, octets: &[u8]) {
        self.settle();
        self.start = 0;
        self.end = 0;
        self.push(octets);
    }

    /// Writes octets that are given.
    #[inline]
    pub(super) fn literal(&mut self, octets: &[u8]) {
        let bytes = self.source.as_bytes();
        if self.start < self.end && bytes.get(self.end..self.end + octets.len()) == Some(octets) {
            self.end += octets.len();
            return;
        }
        self.settle();
        self.start = 0;
        self.end = 0;
        self.push(octets);
    }

    #[inline]
    fn push(&mut self, octets: &[u8]) {
        match self.buffer.get_mut(self.filled..self.filled + octets.len()) {
            Some(free) => {
                free.copy_from_slice(octets);
                self.filled += octets.len();
            }
            None => self.push_when_full(octets),
        }
    }

    #[cold]
    fn push_when_full(&mut self, octets: &[u8]) {
        self.flush();
        if octets.len() <= BUFFER {
            self.push(octets);
        } else if self.spend(octets.len()) {
            self.sink.write(octets);
        }
    }

    fn flush(&mut self) {
        if self.spend(self.filled) {
            self.sink.write(self.buffer.get(..self.filled).unwrap_or_default());
        }
        self.filled = 0;
    }

    fn spend(&mut self, octets: usize) -> bool {
        match self.budget.checked_sub(octets) {
            Some(left) => self.budget = left,
            None => self.is_exhausted = true,
        }
        !self.is_exhausted && octets > 0
    }

    /// Moves the range of the file behind what is in the buffer.
    #[inline]
    fn settle(&mut self) {
        if self.start < self.end {
            let source = self.source;
            self.push(source.as_bytes().get(self.start..self.end).unwrap_or_default());
        }
    }

    /// Whether the budget has not sufficed.
    #[inline]
    pub(super) fn is_exhausted(&self) -> bool {
        self.is_exhausted
    }

    /// Hands everything over and says whether it is everything.
    #[must_use]
    pub(super) fn finish(mut self) -> bool {
        self.settle();
        self.flush();
        !self.is_exhausted
    }

    fn character(&mut self, character: char) {
        let mut octets = [0; 4];
        self.literal(character.encode_utf8(&mut octets).as_bytes());
    }

    /// Writes characters of the file where they are written with references or line ends of their own, or
    /// where canonical XML writes them with references (C14N 1.0, sections 2.3 and 1.1).
    pub(super) fn characters(&mut self, start: usize, end: usize, place: Place, escape: Escape) {
        let bytes = self.source.as_bytes();
        let mut position = start;
        while let Some(length) = special(&bytes[position..end], place, escape) {
            self.source(position, position + length);
            position += length;
            match (bytes[position], place) {
                (b'&', Place::Text | Place::Attribute) => {
                    // The parser has checked every reference.
                    let (character, length) = reference(&bytes[position..end]).unwrap_or(('&', 1));
                    self.escaped(character, escape);
                    position += length;
                }
                (b'\r', _) => {
                    let is_pair = bytes[position..end].starts_with(b"\r\n");
                    self.octet(if place == Place::Attribute { b' ' } else { b'\n' });
                    position += if is_pair { 2 } else { 1 };
                }
                (b'\t' | b'\n', Place::Attribute) => {
                    self.octet(b' ');
                    position += 1;
                }
                (octet, _) => {
                    self.literal(escape.of(octet).unwrap_or(&[octet]));
                    position += 1;
                }
            }
        }
        self.source(position, end);
    }

    /// Writes a character of the document.
    fn escaped(&mut self, character: char, escape: Escape) {
        match u8::try_from(character).ok().and_then(|octet| escape.of(octet)) {
            Some(replacement) => self.literal(replacement),
            None => self.character(character),
        }
    }

    /// Writes a value that stands nowhere in the file, as the value of an attribute.
    pub(super) fn attribute_value(&mut self, value: &str) {
        let is_escaped = |octet: &u8| Escape::Attribute.of(*octet).is_some();
        let mut rest = value.as_bytes();
        if plain_run(rest) == rest.len() {
            return self.literal(rest);
        }
        while let Some(index) = rest.iter().position(is_escaped) {
            let (plain, after) = rest.split_at(index);
            self.literal(plain);
            let (escaped, after) = after.split_at(1);
            self.literal(escaped.first().and_then(|&octet| Escape::Attribute.of(octet)).unwrap_or_default());
            rest = after;
        }
        self.literal(rest);
    }
}

/// Octets looked at one by one before memchr is called.
const NEAR: usize = 8;

/// Where the first octet is that is not simply copied.
#[inline]
fn special(bytes: &[u8], place: Place, escape: Escape) -> Option<usize> {
    match (place, escape) {
        (Place::Text, _) => {
            // Where there is one, the next is often near.
            let near = bytes.iter().take(NEAR).position(|octet| matches!(octet, b'&' | b'>' | b'\r'));
            near.or_else(|| memchr::memchr3(b'&', b'>', b'\r', bytes.get(NEAR..)?).map(|index| NEAR + index))
        }
        (_, Escape::Nothing) => memchr::memchr(b'\r', bytes),
        _ => {
            bytes.iter().position(|octet| matches!(octet, b'&' | b'<' | b'>' | b'"' | b'\t' | b'\n' | b'\r'))
        }
    }
}

/// Which characters canonical XML writes as references.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Escape {
    /// In text: `&`, `<`, `>` and CR.
    Text,
    /// In attribute and namespace values: `&`, `<`, `"`, tab, LF and CR.
    Attribute,
    /// In comments and processing instructions: none.
    Nothing,
}

impl Escape {
    #[inline]
    fn of(self, octet: u8) -> Option<&'static [u8]> {
        match (self, octet) {
            (Escape::Nothing, _) => None,
            (_, b'&') => Some(b"&amp;"),
            (_, b'<') => Some(b"&lt;"),
            (_, b'\r') => Some(b"&#xD;"),
            (Escape::Text, b'>') => Some(b"&gt;"),
            (Escape::Attribute, b'"') => Some(b"&quot;"),
            (Escape::Attribute, b'\t') => Some(b"&#x9;"),
            (Escape::Attribute, b'\n') => Some(b"&#xA;"),
            _ => None,
        }
    }
}
