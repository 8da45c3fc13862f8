//! Text that somebody else chose, made safe to show: a name in a certificate, an attribute of a document or a
//! file's name must not move the cursor, change colours or turn the reading direction (threats, section 8).

use std::borrow::Cow;
use std::fmt::Write as _;

/// Whether showing this character can change how other text is seen, or hide itself: control characters (C0,
/// DEL, C1), bidi controls, zero-width and other invisible format characters, line and paragraph separators,
/// tags. Variation selectors stay: Japanese names need them.
pub fn is_deceptive(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180e}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{3164}' | '\u{feff}' | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}'
            | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e007f}')
}

/// The text on one line with every deceptive character written out as `<U+202E>`.
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.contains(is_deceptive) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        if is_deceptive(character) {
            // Writing into a String cannot fail.
            let _ = write!(shown, "<U+{:04X}>", u32::from(character));
        } else {
            shown.push(character);
        }
    }
    Cow::Owned(shown)
}

/// The same for text of several lines that we composed ourselves: line feeds stay.
pub fn visible_lines(text: &str) -> Cow<'_, str> {
    if !text.contains(|character| character != '\n' && is_deceptive(character)) {
        return Cow::Borrowed(text);
    }
    let lines: Vec<_> = text.split('\n').map(visible).collect();
    Cow::Owned(lines.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_moves_or_hides_is_written_out() {
        assert_eq!(
            visible("a\u{1b}[31m\u{202e}b\nc\u{9b}d\u{200b}"),
            "a<U+001B>[31m<U+202E>b<U+000A>c<U+009B>d<U+200B>"
        );
        assert_eq!(visible_lines("a\n\u{1b}b\n"), "a\n<U+001B>b\n");
        assert_eq!(visible_lines("a\r\nb"), "a<U+000D>\nb");
    }

    #[test]
    fn names_stay_as_they_are() {
        for name in ["神楽坂　三十四", "葛\u{e0100}飾", "Müller", "か\u{3099}", "髙﨑"] {
            assert_eq!(visible(name), name);
        }
    }
}
