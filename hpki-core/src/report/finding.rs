//! What a check says to people: a stable id, and one sentence in English and Japanese.

use std::fmt;

/// The language of a message.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// English.
    #[default]
    English,
    /// 日本語.
    Japanese,
}

/// The same sentence in both languages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Text {
    /// English.
    pub en: &'static str,
    /// Japanese.
    pub ja: &'static str,
}

impl Text {
    /// The sentence in one language.
    pub const fn in_language(&self, language: Language) -> &'static str {
        match language {
            Language::English => self.en,
            Language::Japanese => self.ja,
        }
    }
}

/// A kind of check or refusal. Its id never changes and is never reused: programs may depend on it.
///
/// Declare findings as `pub static` items beside the code that makes the check, with the macro
/// [`findings!`](crate::findings).
#[derive(Debug)]
pub struct Finding {
    /// `room::kebab-case`, for example `role::not-allowed-for-document`.
    pub id: &'static str,
    /// What is checked, a short noun phrase: "role of the signer" / "署名者の資格".
    pub label: Text,
    /// What is wrong when the check does not pass, and what to do about it: one sentence.
    pub problem: Text,
}

impl PartialEq for Finding {
    fn eq(&self, other: &Finding) -> bool {
        self.id == other.id
    }
}

impl Eq for Finding {}

impl fmt::Display for Finding {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.id)
    }
}

/// Declares findings and a table `ALL` of them, so that a test can hold every id and sentence against the rules.
///
/// ```
/// hpki_core::findings! {
///     /// The certificate was read.
///     READABLE = "certificate::readable",
///         label: "certificate" / "証明書",
///         problem: "the certificate cannot be read: ask the sender for it again"
///                / "証明書を読み取れません。送信元から再度入手してください。";
/// }
/// assert_eq!(READABLE.id, "certificate::readable");
/// assert_eq!(ALL.len(), 1);
/// ```
#[macro_export]
macro_rules! findings {
    ($($(#[$meta:meta])* $name:ident = $id:literal,
        label: $label_en:literal / $label_ja:literal,
        problem: $problem_en:literal / $problem_ja:literal;)*) => {
        $($(#[$meta])*
        #[allow(unreachable_pub, dead_code)]
        pub static $name: $crate::report::Finding = $crate::report::Finding {
            id: $id,
            label: $crate::report::Text { en: $label_en, ja: $label_ja },
            problem: $crate::report::Text { en: $problem_en, ja: $problem_ja },
        };)*
        /// Every finding declared here.
        #[allow(unreachable_pub, dead_code)]
        pub static ALL: &[&$crate::report::Finding] = &[$(&$name),*];
    };
}
