//! The time-stamp tokens in a document.

use crate::tsp::TimeStampToken;
use crate::validate::{TimeStampKind, time_stamp_elements};
use crate::xades::TimeStampProperty;

use super::place::Place;
use super::settings::Augmenter;

/// A readable token over the signature.
pub(super) struct Token {
    pub(super) kind: TimeStampKind,
    /// The number of its property among those that hold time-stamps.
    pub(super) property: usize,
    /// The Id of its property.
    pub(super) identifier: Option<String>,
    pub(super) token: TimeStampToken,
}

/// The readable tokens over the signature, in document order.
pub(super) fn tokens(settings: &Augmenter<'_>, place: &Place<'_, '_, '_>) -> Vec<Token> {
    let mut tokens = Vec::new();
    for (property, (kind, element)) in time_stamp_elements(&place.qualifying).enumerate() {
        if !kind.covers_signature() {
            continue;
        }
        let read = TimeStampProperty::from_element(element, &settings.limits.signature);
        for octets in read.iter().flat_map(|property| &property.tokens) {
            if let Ok(token) = TimeStampToken::from_der(octets) {
                let identifier = element.attribute("Id").map(|id| id.into_owned());
                tokens.push(Token { kind, property, identifier, token });
            }
        }
    }
    tokens
}

/// Those that no later archive time-stamp covers: all, or the last archive time-stamp alone.
pub(super) fn uncovered(tokens: Vec<Token>) -> Vec<Token> {
    let is_archive = |kind| matches!(kind, TimeStampKind::Archive | TimeStampKind::ArchiveOlder);
    let last = tokens.iter().rposition(|token| is_archive(token.kind)).unwrap_or(0);
    tokens.into_iter().skip(last).collect()
}

#[cfg(test)]
mod tests {
    use hpki_core::time::Time;

    use super::*;
    use crate::augment::place::{at, choose};
    use crate::xml::Document;

    #[test]
    fn what_an_archive_time_stamp_covers_needs_nothing_more() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../test-vectors/cases");
        for (case, all, left) in
            [("prescription-lt", 1, TimeStampKind::Signature), ("archive-twice", 3, TimeStampKind::Archive)]
        {
            let octets = std::fs::read(format!("{path}/{case}/document.xml")).unwrap();
            let settings = Augmenter::new(Time::from_rfc3339("2026-04-01T05:00:00Z").unwrap());
            let number = choose(&Document::parse(&octets, &settings.limits.xml).unwrap(), None).unwrap();
            let tokens = at(&settings, &octets, number, |place| Ok(tokens(&settings, place))).unwrap();
            assert_eq!(tokens.len(), all, "{case}");
            let last = tokens.last().map(|token| token.property);
            let uncovered = uncovered(tokens);
            assert_eq!(uncovered.len(), 1, "{case}");
            assert_eq!((uncovered[0].kind, Some(uncovered[0].property)), (left, last), "{case}");
        }
    }
}
