//! What a check looked at, put into words only when somebody reads it.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use crate::time::Time;

/// What a check looked at, in words that need no translation: a subject name, a time, an element's path,
/// `expected … found …`. Never content of the document. Shown in at most 500 bytes.
///
/// Most checks pass and most details are never read, so names and times are kept as they are and written out by
/// [`fmt::Display`]; that is a fifth of the cost of verifying a prescription.
#[derive(Clone, Default)]
pub struct Detail(Words);

#[derive(Clone, Default)]
enum Words {
    #[default]
    None,
    Static(&'static str),
    Written(Arc<str>),
    Count(usize, &'static str),
    Time(Time, &'static str),
    Later(Arc<dyn fmt::Display + Send + Sync>),
}

/// Longest detail in bytes; longer ones are cut at a character boundary with an ellipsis.
const LIMIT: usize = 500;

impl Detail {
    /// Words that are known when the program is built.
    pub const fn fixed(words: &'static str) -> Detail {
        Detail(Words::Static(words))
    }

    /// A number of things: `12 octets`.
    pub const fn count(number: usize, things: &'static str) -> Detail {
        Detail(Words::Count(number, things))
    }

    /// A time, and what there is to say about it: `2026-11-21T00:00:00Z, the caller's time`.
    pub const fn time(time: Time, about: &'static str) -> Detail {
        Detail(Words::Time(time, about))
    }

    /// A value that is written out when the detail is read.
    pub fn later(value: impl fmt::Display + Send + Sync + 'static) -> Detail {
        Detail(Words::Later(Arc::new(value)))
    }

    /// Words that `write` makes from what it holds when the detail is read.
    pub fn written_by(
        write: impl Fn(&mut fmt::Formatter<'_>) -> fmt::Result + Send + Sync + 'static,
    ) -> Detail {
        Detail::later(WrittenBy(write))
    }

    /// Whether there is nothing to say.
    pub fn is_empty(&self) -> bool {
        match &self.0 {
            Words::None => true,
            Words::Static(words) => words.is_empty(),
            Words::Written(words) => words.is_empty(),
            Words::Count(..) | Words::Time(..) => false,
            Words::Later(_) => self.to_string().is_empty(),
        }
    }
}

struct WrittenBy<F>(F);

impl<F: Fn(&mut fmt::Formatter<'_>) -> fmt::Result> fmt::Display for WrittenBy<F> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        (self.0)(formatter)
    }
}

impl fmt::Display for Detail {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Words::None => Ok(()),
            Words::Static(words) => formatter.write_str(cut(words).0),
            Words::Written(words) => write_cut(words, formatter),
            Words::Count(number, things) => write!(formatter, "{number} {things}"),
            Words::Time(time, "") => write!(formatter, "{time}"),
            Words::Time(time, about) => write!(formatter, "{time}, {about}"),
            Words::Later(value) => write_cut(&value.to_string(), formatter),
        }
    }
}

fn write_cut(words: &str, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
    let (words, ellipsis) = cut(words);
    formatter.write_str(words)?;
    formatter.write_str(ellipsis)
}

fn cut(words: &str) -> (&str, &'static str) {
    if words.len() <= LIMIT {
        return (words, "");
    }
    let end = (0..=LIMIT - 3).rev().find(|&end| words.is_char_boundary(end)).unwrap_or(0);
    (words.get(..end).unwrap_or_default(), "…")
}

impl From<&str> for Detail {
    fn from(words: &str) -> Detail {
        match words {
            "" => Detail(Words::None),
            _ => Detail(Words::Written(words.into())),
        }
    }
}

impl From<Arc<str>> for Detail {
    fn from(words: Arc<str>) -> Detail {
        Detail(Words::Written(words))
    }
}

impl From<Cow<'static, str>> for Detail {
    fn from(words: Cow<'static, str>) -> Detail {
        match words {
            Cow::Borrowed(words) => Detail::fixed(words),
            Cow::Owned(words) => words.into(),
        }
    }
}

impl From<String> for Detail {
    fn from(words: String) -> Detail {
        words.as_str().into()
    }
}

impl fmt::Debug for Detail {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.to_string(), formatter)
    }
}

impl PartialEq for Detail {
    fn eq(&self, other: &Detail) -> bool {
        self.to_string() == other.to_string()
    }
}

impl Eq for Detail {}

impl PartialEq<str> for Detail {
    fn eq(&self, other: &str) -> bool {
        let words: String = self.to_string();
        words.as_str() == other
    }
}

impl PartialEq<&str> for Detail {
    fn eq(&self, other: &&str) -> bool {
        let words: String = self.to_string();
        words.as_str() == *other
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn details_are_the_same_whenever_they_are_written() {
        let later = Detail::written_by(|formatter| write!(formatter, "{} of {}", 1, 2));
        assert_eq!(later, Detail::from("1 of 2"));
        assert_eq!(Detail::fixed("1 of 2"), "1 of 2");
        assert_eq!(Detail::later(12), "12");
        assert_eq!(Detail::count(12, "octets"), "12 octets");
        let time = Time::from_rfc3339("2026-11-21T09:00:00+09:00").unwrap();
        assert_eq!(Detail::time(time, "the caller's time"), "2026-11-21T00:00:00Z, the caller's time");
        assert_eq!(Detail::time(time, ""), "2026-11-21T00:00:00Z");
        assert_ne!(later, Detail::from(""));
        assert!(Detail::from("").is_empty() && Detail::later("").is_empty() && !later.is_empty());
    }

    #[test]
    fn long_details_are_cut_between_characters() {
        for detail in [Detail::from("医".repeat(400)), Detail::later("医".repeat(400))] {
            let detail = detail.to_string();
            assert!(detail.len() <= LIMIT && detail.ends_with('…'), "{}", detail.len());
        }
        assert_eq!(Detail::from("x".repeat(LIMIT)).to_string().len(), LIMIT);
    }
}
