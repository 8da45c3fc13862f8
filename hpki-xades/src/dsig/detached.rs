//! Data outside the document that a detached signature refers to. The caller gives it; nothing is ever fetched.

use std::borrow::Cow;

/// Gives the octets that a Reference outside the document names.
pub trait DetachedData: Sync {
    /// The octets for a percent-decoded URI, or `None` when the caller gave none for it.
    fn octets(&self, uri: &str) -> Option<Cow<'_, [u8]>>;
}

/// Nothing was given.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoDetachedData;

impl DetachedData for NoDetachedData {
    fn octets(&self, _uri: &str) -> Option<Cow<'_, [u8]>> {
        None
    }
}

/// One file the caller gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DetachedFile {
    /// The path as the caller wrote it.
    pub given_path: String,
    /// Its path relative to the folder the caller gave, with `/`; `None` for a file given by itself.
    pub relative_path: Option<String>,
    /// Its octets.
    pub octets: Vec<u8>,
}

/// Files in memory. A URI names the file whose path as given equals it, else the one whose path relative to a
/// given folder does, else the only one with that last name. Never anything outside what was given.
#[derive(Clone, Debug, Default)]
pub struct DetachedFiles {
    files: Vec<DetachedFile>,
}

impl DetachedFiles {
    /// From the files given.
    pub fn new(files: Vec<DetachedFile>) -> DetachedFiles {
        DetachedFiles { files }
    }

    fn find(&self, uri: &str) -> Option<&DetachedFile> {
        let by = |matches: &dyn Fn(&DetachedFile) -> bool| -> Option<&DetachedFile> {
            let mut found = self.files.iter().filter(|file| matches(file));
            let first = found.next()?;
            // Two files that answer the same URI are ambiguous, and an ambiguity is never guessed away.
            found.next().is_none().then_some(first)
        };
        let relative = uri.strip_prefix("./").unwrap_or(uri);
        let last_name = |path: &str| path.rsplit(['/', '\\']).next().map(str::to_owned);
        by(&|file| file.given_path == uri)
            .or_else(|| by(&|file| file.relative_path.as_deref() == Some(relative)))
            .or_else(|| by(&|file| last_name(&file.given_path) == last_name(uri)))
    }
}

impl DetachedData for DetachedFiles {
    fn octets(&self, uri: &str) -> Option<Cow<'_, [u8]>> {
        self.find(uri).map(|file| Cow::Borrowed(file.octets.as_slice()))
    }
}

/// Decodes `%XX` (RFC 3986, section 2.1). `None` for a broken escape, or octets that are not UTF-8.
pub(crate) fn percent_decode(uri: &str) -> Option<Cow<'_, str>> {
    if !uri.contains('%') {
        return Some(Cow::Borrowed(uri));
    }
    let mut octets = Vec::with_capacity(uri.len());
    let mut rest = uri.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        rest = tail;
        if first == b'%' {
            let digits = tail.get(..2).and_then(|digits| std::str::from_utf8(digits).ok())?;
            if !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
                return None;
            }
            octets.push(u8::from_str_radix(digits, 16).ok()?);
            rest = &tail[2..];
        } else {
            octets.push(first);
        }
    }
    String::from_utf8(octets).ok().map(Cow::Owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(given: &str, relative: Option<&str>) -> DetachedFile {
        DetachedFile {
            given_path: given.into(),
            relative_path: relative.map(Into::into),
            octets: given.as_bytes().to_vec(),
        }
    }

    #[test]
    fn a_uri_names_one_given_file_or_none() {
        let files = DetachedFiles::new(vec![
            file("letter/a.xml", Some("a.xml")),
            file("letter/sub/b.xml", Some("sub/b.xml")),
            file("other/b.xml", None),
            file("unique.pdf", None),
        ]);
        let given = |uri| files.find(uri).map(|file| file.given_path.as_str());
        assert_eq!(given("letter/a.xml"), Some("letter/a.xml"));
        assert_eq!(given("./a.xml"), Some("letter/a.xml"));
        assert_eq!(given("sub/b.xml"), Some("letter/sub/b.xml"));
        assert_eq!(given("b.xml"), None, "two files have that last name");
        assert_eq!(given("elsewhere/unique.pdf"), Some("unique.pdf"));
        assert_eq!(given("../../etc/passwd"), None);
    }

    #[test]
    fn percent_escapes_are_decoded_or_refused() {
        assert_eq!(percent_decode("%E5%8C%BB.xml").as_deref(), Some("医.xml"));
        for broken in ["%", "%4", "%zz", "%+1", "%ff"] {
            assert_eq!(percent_decode(broken), None, "{broken}");
        }
    }
}
