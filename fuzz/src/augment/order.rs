//! What an input orders: a document, how far to raise it, and what is given to that end.

use hpki_core::certificate::Certificate;
use hpki_core::crl::CertificateList;
use hpki_xades::validate::Level;

/// Stands before every piece after the document; then comes one octet that says what the piece is. No XML holds NUL.
const MARK: &[u8] = b"\n\0hpki:";

/// An input, taken apart. A document by itself is raised to LTA, with everything at hand.
pub(crate) struct Order<'i> {
    pub(crate) document: &'i [u8],
    pieces: Vec<(u8, &'i [u8])>,
}

/// Bits of the first octet of the piece `S`.
#[derive(Clone, Copy)]
pub(crate) enum Set {
    /// Without trust anchors.
    NoAnchors = 1,
    /// Lists are given when they are asked for, not before.
    ListsLater = 2,
    /// Without the lists of the vectors, when lists are asked for.
    NoLists = 4,
    /// Every raise but the first is ten months later.
    Later = 8,
}

/// What a time-stamp authority sent.
pub(crate) enum Answer<'i> {
    /// A token.
    Token(&'i [u8]),
    /// TimeStampResp.
    Response(&'i [u8]),
}

impl<'i> Order<'i> {
    pub(crate) fn from_octets(input: &'i [u8]) -> Order<'i> {
        let (document, mut rest) = cut(input);
        let mut pieces = Vec::new();
        while let Some(after) = rest {
            let (piece, next) = cut(after);
            if let Some((kind, octets)) = piece.split_first() {
                pieces.push((*kind, octets));
            }
            rest = next;
        }
        Order { document, pieces }
    }

    /// The same for seeds.
    pub(crate) fn octets(document: &[u8], pieces: &[(u8, &[u8])]) -> Vec<u8> {
        let pieces = pieces.iter().map(|(kind, octets)| [MARK, &[*kind], octets].concat());
        [document.to_vec()].into_iter().chain(pieces).flatten().collect()
    }

    pub(crate) fn has(&self, set: Set) -> bool {
        self.pieces_of(b'S').next().and_then(<[u8]>::first).is_some_and(|octet| octet & set as u8 != 0)
    }

    /// The second octet of the piece `S` and those after it, at most three: `T`, `L` and `A`, else nothing.
    pub(crate) fn levels(&self) -> Vec<Level> {
        let levels = self.pieces_of(b'S').next().and_then(|octets| octets.get(1..)).unwrap_or(b"A");
        let level = |octet: &u8| match octet {
            b'T' => Some(Level::T),
            b'L' => Some(Level::LT),
            b'A' => Some(Level::LTA),
            _ => None,
        };
        levels.iter().filter_map(level).take(3).collect()
    }

    /// The Id of the Signature to be raised.
    pub(crate) fn signature(&self) -> Option<String> {
        self.pieces_of(b'I').next().map(|id| String::from_utf8_lossy(id).into_owned())
    }

    pub(crate) fn answers(&self) -> impl Iterator<Item = Answer<'i>> + '_ {
        self.pieces.iter().filter_map(|(kind, octets)| match kind {
            b'T' => Some(Answer::Token(octets)),
            b'R' => Some(Answer::Response(octets)),
            _ => None,
        })
    }

    pub(crate) fn lists(&self) -> Vec<CertificateList> {
        self.pieces_of(b'L').filter_map(|der| CertificateList::from_der(der).ok()).collect()
    }

    pub(crate) fn certificates(&self) -> Vec<Certificate> {
        self.pieces_of(b'C').filter_map(|der| Certificate::from_der(der).ok()).collect()
    }

    /// Whether anchors, certificates, lists and time-stamps are those of the vectors, at their time.
    pub(crate) fn is_honest(&self) -> bool {
        self.pieces.iter().all(|(kind, _)| matches!(kind, b'S' | b'I'))
            && ![Set::NoAnchors, Set::NoLists, Set::Later].iter().any(|set| self.has(*set))
    }

    fn pieces_of(&self, wanted: u8) -> impl Iterator<Item = &'i [u8]> + '_ {
        self.pieces.iter().filter(move |(kind, _)| *kind == wanted).map(|(_, octets)| *octets)
    }
}

/// What stands before the next mark, and after it.
fn cut(octets: &[u8]) -> (&[u8], Option<&[u8]>) {
    match octets.windows(MARK.len()).position(|window| window == MARK) {
        Some(at) => (&octets[..at], Some(&octets[at + MARK.len()..])),
        None => (octets, None),
    }
}
