//! Prefixes, namespace names and the bindings between them, each kept once and numbered.

use std::borrow::Cow;
use std::collections::HashMap;
use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, BuildHasherDefault, Hasher};

use smallvec::SmallVec;

use super::same::is_same;

/// The namespace that the prefix `xml` is always bound to (Namespaces 1.0, section 3).
pub const XML_NAMESPACE: &str = "http://www.w3.org/XML/1998/namespace";
/// The namespace that the prefix `xmlns` is always bound to.
pub const XMLNS_NAMESPACE: &str = "http://www.w3.org/2000/xmlns/";

/// Number of a prefix; 0 is the empty one.
pub(crate) type PrefixId = u32;
/// Number of a namespace name; 0 is the empty one, which stands for no namespace.
pub(crate) type UriId = u32;

/// Number of a binding.
pub(crate) type BindingId = u32;

/// A name without prefix and namespace.
pub(crate) const NO_NAMESPACE: BindingId = 0;
/// `xml` bound to its namespace.
pub(crate) const XML_BINDING: BindingId = 1;

/// What a prefix meant where a name with it stood. One per namespace declaration of the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Binding {
    pub(crate) prefix: PrefixId,
    pub(crate) uri: UriId,
    /// Octets of the prefix with its colon: what stands before the local name.
    pub(crate) before_local_name: u32,
}

impl Binding {
    pub(crate) fn new(prefix: &str, number: PrefixId, uri: UriId) -> Binding {
        let before_local_name = if prefix.is_empty() { 0 } else { prefix.len() as u32 + 1 };
        Binding { prefix: number, uri, before_local_name }
    }
}

/// Numbers strings in the order they come.
#[derive(Debug, Default)]
pub(crate) struct Interner<'i> {
    strings: Vec<Cow<'i, str>>,
    /// The number of each string, by half of its keyed hash: a quarter of the memory of a table of the strings, and growing
    /// does not hash them again. A hash that another string has already is counted up to the next that none has.
    numbers: HashMap<u32, u32, BuildHasherDefault<Spread>>,
    hashes: RandomState,
}

/// Takes half a hash for a whole one, spread over all its bits: the table looks at the first as well as at the last.
#[derive(Clone, Copy, Debug, Default)]
struct Spread(u64);

impl Hasher for Spread {
    fn write(&mut self, _octets: &[u8]) {}

    fn write_u32(&mut self, hash: u32) {
        // 2^64 divided by the golden ratio (Knuth, The Art of Computer Programming, 6.4).
        self.0 = u64::from(hash).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

/// Up to this many strings a look through the list beats the hash table. Documents have about five.
const LIST: usize = 8;

impl<'i> Interner<'i> {
    /// With room for what most documents have.
    fn for_a_few() -> Interner<'i> {
        Interner { strings: Vec::with_capacity(LIST), ..Interner::default() }
    }

    #[inline]
    pub(crate) fn find(&self, string: &str) -> Option<u32> {
        if self.strings.len() <= LIST {
            return self
                .strings
                .iter()
                .position(|known| is_same(known.as_bytes(), string.as_bytes()))
                .map(|index| index as u32);
        }
        self.place(string).ok()
    }

    /// The number of a string in the table, or the hash it is to be put under.
    fn place(&self, string: &str) -> Result<u32, u32> {
        let mut hash = self.hashes.hash_one(string) as u32;
        while let Some(&number) = self.numbers.get(&hash) {
            if self.get(number) == string {
                return Ok(number);
            }
            hash = hash.wrapping_add(1);
        }
        Err(hash)
    }

    pub(crate) fn intern(&mut self, string: Cow<'i, str>) -> u32 {
        let number = self.strings.len() as u32;
        if self.strings.len() < LIST {
            if let Some(known) = self.find(&string) {
                return known;
            }
        } else {
            if self.numbers.is_empty() {
                self.tabulate();
            }
            match self.place(&string) {
                Ok(known) => return known,
                Err(hash) => self.numbers.insert(hash, number),
            };
        }
        self.strings.push(string);
        number
    }

    /// Puts the list into the table.
    fn tabulate(&mut self) {
        for number in 0..self.strings.len() {
            if let Err(hash) = self.place(&self.strings[number]) {
                self.numbers.insert(hash, number as u32);
            }
        }
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.strings.len()
    }

    #[inline]
    pub(crate) fn get(&self, number: u32) -> &str {
        &self.strings[number as usize]
    }
}

/// What is bound without a declaration.
const BUILT_IN: [(&str, &str); 2] = [("", ""), ("xml", XML_NAMESPACE)];

/// All names of namespaces in a document.
#[derive(Debug)]
pub(crate) struct Names<'i> {
    pub(crate) prefixes: Interner<'i>,
    pub(crate) uris: Interner<'i>,
    pub(crate) bindings: SmallVec<[Binding; LIST]>,
}

impl Names<'_> {
    pub(crate) fn new() -> Self {
        let mut names =
            Names { prefixes: Interner::for_a_few(), uris: Interner::for_a_few(), bindings: SmallVec::new() };
        for (prefix, uri) in BUILT_IN {
            let number = names.prefixes.intern(Cow::Borrowed(prefix));
            let uri = names.uris.intern(Cow::Borrowed(uri));
            names.bindings.push(Binding::new(prefix, number, uri));
        }
        names
    }

    /// How many different prefixes, or namespace names if they are more, the document has declared.
    #[inline]
    pub(crate) fn declared(&self) -> usize {
        self.prefixes.len().max(self.uris.len()) - BUILT_IN.len()
    }

    #[inline]
    pub(crate) fn binding(&self, binding: BindingId) -> Binding {
        self.bindings[binding as usize]
    }

    #[inline]
    pub(crate) fn prefix(&self, binding: BindingId) -> &str {
        self.prefixes.get(self.binding(binding).prefix)
    }

    #[inline]
    pub(crate) fn uri(&self, binding: BindingId) -> &str {
        self.uris.get(self.binding(binding).uri)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stay_the_same_when_the_list_turns_into_a_table() {
        let mut interner = Interner::default();
        for round in 0..3 {
            for number in 0..100 {
                assert_eq!(interner.intern(Cow::Owned(format!("p{number}"))), number, "round {round}");
            }
        }
        assert_eq!((interner.find("p100"), interner.get(99)), (None, "p99"));
    }
}
