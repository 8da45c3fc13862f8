//! `join-URI-References` of C14N 1.1 (section 2.4 and appendix A): RFC 3986, section 5.2, where the base may be
//! relative too, leading `..` segments stay, empty segments vanish and fragments are dropped.

/// Resolves `reference` against `base`.
pub(super) fn join(base: &str, reference: &str) -> String {
    let base = Parts::of(base);
    let reference = Parts::of(reference);
    let scheme = reference.scheme.filter(|scheme| Some(*scheme) != base.scheme);
    let (scheme, authority, path, query) = if scheme.is_some() {
        (scheme, reference.authority, remove_dot_segments(reference.path), reference.query)
    } else if reference.authority.is_some() {
        (base.scheme, reference.authority, remove_dot_segments(reference.path), reference.query)
    } else if reference.path.is_empty() {
        (base.scheme, base.authority, base.path.to_owned(), reference.query.or(base.query))
    } else if reference.path.starts_with('/') {
        (base.scheme, base.authority, remove_dot_segments(reference.path), reference.query)
    } else {
        (base.scheme, base.authority, remove_dot_segments(&merge(&base, reference.path)), reference.query)
    };
    let mut joined = String::with_capacity(path.len() + 32);
    for (part, before, after) in [(scheme, "", ":"), (authority, "//", "")] {
        if let Some(part) = part {
            joined.extend([before, part, after]);
        }
    }
    joined.push_str(&path);
    if let Some(query) = query {
        joined.extend(["?", query]);
    }
    joined
}

/// RFC 3986, section 5.2.3. A base that ends in the segment `..` names a directory.
fn merge(base: &Parts<'_>, path: &str) -> String {
    let directory = match base.path.rfind('/') {
        _ if base.path == ".." || base.path.ends_with("/..") => return format!("{}/{path}", base.path),
        None if base.authority.is_some() => "/",
        None => "",
        Some(slash) => base.path.get(..=slash).unwrap_or_default(),
    };
    format!("{directory}{path}")
}

/// The parts of a reference (RFC 3986, section 3), the fragment left out.
struct Parts<'a> {
    scheme: Option<&'a str>,
    authority: Option<&'a str>,
    path: &'a str,
    query: Option<&'a str>,
}

impl<'a> Parts<'a> {
    fn of(reference: &'a str) -> Self {
        let rest = reference.split_once('#').map_or(reference, |(before, _)| before);
        let (rest, query) = rest.split_once('?').map_or((rest, None), |(rest, query)| (rest, Some(query)));
        let (scheme, rest) = match rest.split_once(':') {
            Some((scheme, rest)) if !scheme.contains('/') => (Some(scheme), rest),
            _ => (None, rest),
        };
        match rest.strip_prefix("//") {
            Some(rest) => {
                let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
                Parts { scheme, authority: Some(authority), path, query }
            }
            None => Parts { scheme, authority: None, path: rest, query },
        }
    }
}

/// Appendix A.
fn remove_dot_segments(path: &str) -> String {
    let is_rooted = path.starts_with('/');
    let mut segments: Vec<&str> = Vec::new();
    for segment in path.split('/') {
        match segment {
            "" | "." => {}
            ".." if segments.last().is_some_and(|last| *last != "..") => {
                segments.pop();
            }
            ".." if is_rooted => {}
            _ => segments.push(segment),
        }
    }
    let last = path.rsplit('/').next();
    let is_directory = matches!(last, Some("" | "." | "..")) && !segments.is_empty();
    let root = if is_rooted { "/" } else { "" };
    format!("{root}{}{}", segments.join("/"), if is_directory { "/" } else { "" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dot_segments_go_and_leading_parents_stay() {
        for (path, expected) in [
            ("no/.././/pseudo-netpath/seg/file.ext", "pseudo-netpath/seg/file.ext"),
            ("no/..//.///pseudo-netpath/seg/file.ext", "pseudo-netpath/seg/file.ext"),
            ("yes/no//..//.///pseudo-netpath/seg/file.ext", "yes/pseudo-netpath/seg/file.ext"),
            ("no/../yes", "yes"),
            ("no/../yes/", "yes/"),
            ("yes/no/..", "yes/"),
            ("yes/no/../", "yes/"),
            ("no/..", ""),
            ("..", "../"),
            ("../..", "../../"),
            ("../.", "../"),
            ("./..", "../"),
            (".", ""),
            ("/..", "/"),
            ("/../a", "/a"),
            ("/.", "/"),
            ("a/./b/.", "a/b/"),
        ] {
            assert_eq!(remove_dot_segments(path), expected, "{path}");
        }
    }

    #[test]
    fn references_are_resolved_against_relative_bases_too() {
        for (base, reference, expected) in [
            ("http://a/b/c/d;p?q", "g", "http://a/b/c/g"),
            ("http://a/b/c/d;p?q", "../../../g", "http://a/g"),
            ("http://a/b/c/d;p?q", "//h/x", "http://h/x"),
            ("http://a/b/c/d;p?q", "?y", "http://a/b/c/d;p?y"),
            ("http://a/b/c/d;p?q", "", "http://a/b/c/d;p?q"),
            ("http://a/b/c/d;p?q", "#s", "http://a/b/c/d;p?q"),
            ("http://a", "b", "http://a/b"),
            ("http://a/b", "urn:x", "urn:x"),
            ("../bar/", "foo", "../bar/foo"),
            ("..", "foo", "../foo"),
            ("a/b", "../../c", "../c"),
            ("", "x", "x"),
            ("x", "", "x"),
            ("x", "/y/./z", "/y/z"),
        ] {
            assert_eq!(join(base, reference), expected, "{base} + {reference}");
        }
    }
}
