//! Smart cards: whatever the helper of a card's driver prints.

/// Takes the input for the output of a helper; see [`hpki_card::fuzzing::card_helper`].
///
/// # Panics
/// When a promise of hpki-card is broken.
pub fn card_helper(input: &[u8]) {
    hpki_card::fuzzing::card_helper(input);
}
