//! The protocol between a program and its `hpki-card-helper`.
//!
//! The program writes a marker of 16 octets: `hpki`, the protocol's version, 11 random octets. Then it writes requests,
//! each a length (32 bits, least significant octet first) and that many octets. The helper answers every request with
//! the marker, a length and that many octets. The marker is there because a driver may print to the pipe: what stands
//! before a marker is skipped. Values are in postcard's encoding, in which every number has the same form on all
//! machines.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::io::{BufReader, Read};

use serde::Serialize;
use serde::de::DeserializeOwned;
use zeroize::Zeroizing;

/// Version of the protocol: a helper of another version is refused at once.
const VERSION: u8 = 1;

/// Longest frame. The longest is a certificate (64 KiB at most) or a list of handles.
const MAX_FRAME: usize = 256 * 1024;

/// What stands before each answer.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Marker(pub(crate) [u8; 16]);

impl Marker {
    /// A marker that no driver prints by chance.
    pub(crate) fn random() -> Marker {
        let mut marker = [0; 16];
        let random = || RandomState::new().build_hasher().finish().to_le_bytes();
        let octets = b"hpki".iter().copied().chain([VERSION]).chain(random()).chain(random());
        for (to, from) in marker.iter_mut().zip(octets) {
            *to = from;
        }
        Marker(marker)
    }

    /// The marker that a program of this version sent.
    pub(crate) fn read(input: &mut impl Read) -> Option<Marker> {
        let mut marker = [0; 16];
        input.read_exact(&mut marker).ok()?;
        (marker.starts_with(b"hpki") && marker.get(4) == Some(&VERSION)).then_some(Marker(marker))
    }
}

/// A value with its length before it. The buffer erases itself: it may hold a PIN.
pub(crate) fn encode(value: &impl Serialize) -> Option<Zeroizing<Vec<u8>>> {
    // Enough that the buffer of a login is never moved, which would leave a copy of the PIN behind.
    let frame = Zeroizing::new(Vec::with_capacity(4096));
    let body = Zeroizing::new(postcard::to_stdvec(value).ok()?);
    let length = u32::try_from(body.len()).ok().filter(|_| body.len() <= MAX_FRAME)?;
    let mut frame = frame;
    frame.extend_from_slice(&length.to_le_bytes());
    frame.extend_from_slice(&body);
    Some(frame)
}

/// The value that is exactly `octets`.
pub(crate) fn decode<T: DeserializeOwned>(octets: &[u8]) -> Option<T> {
    match postcard::take_from_bytes(octets) {
        Ok((value, [])) => Some(value),
        _ => None,
    }
}

/// The octets of the next frame; `None` at the end of input and where no frame can begin so.
pub(crate) fn read_frame(input: &mut impl Read) -> Option<Zeroizing<Vec<u8>>> {
    let mut length = [0; 4];
    input.read_exact(&mut length).ok()?;
    let length = usize::try_from(u32::from_le_bytes(length)).ok().filter(|length| *length <= MAX_FRAME)?;
    let mut octets = Zeroizing::new(vec![0; length]);
    input.read_exact(&mut octets).ok()?;
    Some(octets)
}

/// Reads answers until the input ends or `deliver` wants no more, skipping whatever else is printed.
pub(crate) fn read_replies(input: impl Read, marker: &Marker, mut deliver: impl FnMut(Vec<u8>) -> bool) {
    let mut input = BufReader::new(input);
    loop {
        if skip_to_marker(&mut input, marker).is_none() {
            return;
        }
        let Some(mut reply) = read_frame(&mut input) else { return };
        if !deliver(std::mem::take(&mut reply)) {
            return;
        }
    }
}

fn skip_to_marker(input: &mut impl Read, marker: &Marker) -> Option<()> {
    let mut window = [0; 16];
    let mut octet = [0];
    while window != marker.0 {
        input.read_exact(&mut octet).ok()?;
        window.rotate_left(1);
        if let Some(last) = window.last_mut() {
            *last = octet[0];
        }
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::driver::{CallError, Reply, Request};

    fn answer(marker: &Marker, reply: &Result<Reply, CallError>) -> Vec<u8> {
        [&marker.0[..], &encode(reply).unwrap()].concat()
    }

    #[test]
    fn answers_are_found_between_noise() {
        let marker = Marker::random();
        let first = Ok(Reply::Signature(vec![7; 256]));
        let second = Err(CallError::Missing { function: crate::driver::Function::Sign });
        let input = [
            b"driver v1 loaded\n".to_vec(),
            answer(&marker, &first),
            marker.0[..7].to_vec(), // the beginning of a marker is noise as well
            answer(&marker, &second),
            b"bye".to_vec(),
        ]
        .concat();
        let mut found = Vec::new();
        read_replies(&input[..], &marker, |reply| {
            found.push(decode::<Result<Reply, CallError>>(&reply).unwrap());
            true
        });
        assert_eq!(found, [first, second]);
    }

    #[test]
    fn a_request_survives_the_way_and_nothing_may_follow_it() {
        let request = Request::Sign {
            session: u64::MAX,
            key: crate::driver::ObjectHandle(3),
            digest_info: vec![0x30; 51],
            length: 256,
        };
        let frame = encode(&request).unwrap();
        let octets = read_frame(&mut &frame[..]).unwrap();
        let read = decode::<Request>(&octets).unwrap();
        assert_eq!(format!("{read:?}"), format!("{request:?}"));
        let longer = [&octets[..], b"!"].concat();
        assert!(decode::<Request>(&longer).is_none());
    }

    #[test]
    fn frames_that_lie_about_their_length_end_the_conversation() {
        assert!(read_frame(&mut &[0xff, 0xff, 0xff, 0xff, 1, 2][..]).is_none());
        assert!(read_frame(&mut &[4, 0, 0, 0, 1, 2][..]).is_none());
        assert!(read_frame(&mut &[4, 0][..]).is_none());
        assert!(Marker::read(&mut &b"hpki\x00___________"[..]).is_none());
    }

    /// A small fuzzer with a fixed seed: any octets decode to a value or to nothing, and any change of a valid frame
    /// too.
    #[test]
    fn arbitrary_octets_never_panic() {
        let mut state = 0x2545_f491_4f6c_dd1d_u64;
        let mut next = move || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state
        };
        let valid = encode(&Ok::<Reply, CallError>(Reply::Objects(vec![crate::driver::ObjectHandle(9); 20])))
            .unwrap();
        let mut decoded = 0;
        for _ in 0..20_000 {
            let mut octets = valid[4..].to_vec();
            for _ in 0..next() % 4 {
                let place = next() as usize % octets.len();
                octets[place] = next() as u8;
            }
            octets.truncate(1 + next() as usize % octets.len());
            decoded += usize::from(decode::<Result<Reply, CallError>>(&octets).is_some());
            let _ = decode::<Request>(&octets);
        }
        assert!(decoded > 0, "the generator no longer reaches valid values");
    }
}
