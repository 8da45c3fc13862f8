//! Whether two short strings are the same.
//!
//! Names and namespace names are compared some hundred times in a prescription, and calling the C library's comparison
//! takes longer than comparing them: so up to 64 octets are compared in place, both ends, which may overlap.

/// [`Eq`] for octets.
#[inline]
pub(crate) fn is_same(one: &[u8], other: &[u8]) -> bool {
    if one.len() != other.len() {
        return false;
    }
    match one.len() {
        0..4 => one.iter().eq(other),
        4..8 => both_ends::<4>(one, other),
        8..17 => both_ends::<8>(one, other),
        17..33 => both_ends::<16>(one, other),
        33..65 => both_ends::<32>(one, other),
        _ => one == other,
    }
}

/// For lengths from `SIZE` to twice that.
#[inline]
fn both_ends<const SIZE: usize>(one: &[u8], other: &[u8]) -> bool {
    one.first_chunk::<SIZE>() == other.first_chunk() && one.last_chunk::<SIZE>() == other.last_chunk()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_octet_anywhere_makes_the_difference() {
        for length in 0..100 {
            let one: Vec<u8> = (0..length).collect();
            assert!(is_same(&one, &one.clone()), "{length}");
            assert!(!is_same(&one, &[&one[..], &[0]].concat()), "{length} and one more");
            for position in 0..one.len() {
                let mut other = one.clone();
                other[position] ^= 0x80;
                assert!(!is_same(&one, &other), "{position} of {length}");
            }
        }
    }
}
