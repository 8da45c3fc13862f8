//! Whether a DNS name, mailbox, URI or address lies inside a constraint (RFC 5280, section 4.2.1.10).
//!
//! Each function answers [`Within::Malformed`] where name or constraint do not follow their grammar; the caller
//! then refuses, whatever the constraint was meant to do.

/// How a name stands to one constraint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Within {
    /// Inside the subtree.
    Yes,
    /// Outside the subtree.
    No,
    /// Partly inside: a wildcard stands for names inside and outside.
    Partly,
    /// Name or constraint cannot be understood.
    Malformed,
}

impl Within {
    fn of(inside: bool) -> Within {
        if inside { Within::Yes } else { Within::No }
    }
}

/// dNSName: "any DNS name that can be constructed by simply adding zero or more labels to the left-hand side".
pub(super) fn dns_name_within(name: &str, base: &str) -> Within {
    let Some(base) = Host::parse(base) else { return Within::Malformed };
    if base.is_empty() {
        return Within::Yes;
    }
    if let Some(rest) = name.strip_prefix("*.") {
        let Some(rest) = Host::parse(rest).filter(|host| !host.is_empty()) else { return Within::Malformed };
        // `*.rest` stands for every name one label below `rest`.
        return match (rest.is_below_or_equal(&base), base.is_below_or_equal(&rest)) {
            (true, _) => Within::Yes,
            (false, true) => Within::Partly,
            (false, false) => Within::No,
        };
    }
    match Host::parse(name).filter(|host| !host.is_empty()) {
        Some(name) => Within::of(name.is_below_or_equal(&base)),
        None => Within::Malformed,
    }
}

/// rfc822Name: a mailbox, all mailboxes of a host, or (with a leading period) all hosts below a domain.
pub(super) fn mailbox_within(name: &str, base: &str) -> Within {
    let Some((local, host)) = split_mailbox(name) else { return Within::Malformed };
    let Some(host) = Host::parse(host).filter(|host| !host.is_empty()) else { return Within::Malformed };
    if base.contains('@') {
        let Some((base_local, base_host)) = split_mailbox(base) else { return Within::Malformed };
        return match Host::parse(base_host) {
            Some(base_host) => Within::of(local == base_local && host == base_host),
            None => Within::Malformed,
        };
    }
    host_within(&host, base)
}

/// uniformResourceIdentifier: applies to the host of the URI, which must be a fully qualified domain name.
pub(super) fn uri_within(name: &str, base: &str) -> Within {
    match uri_host(name).and_then(Host::parse).filter(|host| !host.is_empty() && !host.is_address()) {
        Some(host) => host_within(&host, base),
        None => Within::Malformed,
    }
}

/// iPAddress: `base` is an address followed by a mask of the same length.
pub(super) fn address_within(name: &[u8], base: &[u8]) -> Within {
    if !matches!(name.len(), 4 | 16) || !matches!(base.len(), 8 | 32) {
        return Within::Malformed;
    }
    let (address, mask) = base.split_at(base.len() / 2);
    if !is_contiguous(mask) {
        return Within::Malformed;
    }
    if address.len() != name.len() {
        return Within::No;
    }
    let same = name.iter().zip(address).zip(mask).all(|((name, base), mask)| name & mask == base & mask);
    Within::of(same)
}

/// The host constraint of mailboxes and URIs: exactly this host, or with a leading period everything below it.
fn host_within(host: &Host<'_>, base: &str) -> Within {
    if base.is_empty() {
        return Within::Yes;
    }
    match base.strip_prefix('.') {
        Some(domain) => match Host::parse(domain).filter(|domain| !domain.is_empty()) {
            Some(domain) => Within::of(host.is_below_or_equal(&domain) && *host != domain),
            None => Within::Malformed,
        },
        None => match Host::parse(base) {
            Some(base) => Within::of(*host == base),
            None => Within::Malformed,
        },
    }
}

/// A mask of ones followed by zeros (RFC 4632); others have no meaning here.
fn is_contiguous(mask: &[u8]) -> bool {
    let ones = mask.iter().take_while(|&&octet| octet == 0xff).count();
    let rest = mask.get(ones..).unwrap_or_default();
    match rest.split_first() {
        None => true,
        Some((&edge, tail)) => {
            edge.leading_ones() + edge.trailing_zeros() >= 8 && tail.iter().all(|&octet| octet == 0)
        }
    }
}

/// `local@host`. Quoted local parts (`"a@b"@host`) are not understood: no CA constrains them, and reading the
/// wrong `@` is an attack (CVE-2026-63576).
fn split_mailbox(mailbox: &str) -> Option<(&str, &str)> {
    let (local, host) = mailbox.split_once('@')?;
    let plain = |byte: u8| {
        byte.is_ascii_graphic()
            && !matches!(byte, b'"' | b'(' | b')' | b'<' | b'>' | b',' | b';' | b':' | b'\\' | b'[' | b']')
    };
    (!local.is_empty() && local.bytes().all(plain) && !host.contains('@')).then_some((local, host))
}

/// The host of `scheme://[userinfo@]host[:port][/…]` (RFC 3986): the authority is cut off first, so that an `@`
/// or `:` in path, query or fragment is never taken for one of the authority.
fn uri_host(uri: &str) -> Option<&str> {
    let (scheme, rest) = uri.split_once(':')?;
    let scheme_fits = scheme.bytes().next().is_some_and(|first| first.is_ascii_alphabetic())
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'));
    let authority = rest.strip_prefix("//")?.split(['/', '?', '#']).next()?;
    if !scheme_fits || authority.contains('\\') {
        return None;
    }
    let host_and_port = match authority.split_once('@') {
        Some((_, host)) if host.contains('@') => return None,
        Some((_, host)) => host,
        None => authority,
    };
    match host_and_port.split_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => Some(host),
        Some(_) => None,
        None => Some(host_and_port),
    }
}

/// A host name of letters, digits, hyphens and underscores, without the dot of the root zone at its end
/// (`host.` and `host` are the same; treating them as different evades constraints, CVE-2026-103602).
#[derive(Clone, Copy)]
struct Host<'t>(&'t str);

impl<'t> Host<'t> {
    /// The empty text is the root: it has every name below it.
    fn parse(text: &'t str) -> Option<Host<'t>> {
        let text = text.strip_suffix('.').unwrap_or(text);
        let label_fits = |label: &str| {
            (1..=63).contains(&label.len())
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
        };
        let fits = text.is_empty() || (text.len() <= 253 && text.split('.').all(label_fits));
        fits.then_some(Host(text))
    }

    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn is_address(&self) -> bool {
        self.0.rsplit('.').next().is_some_and(|last| last.bytes().all(|byte| byte.is_ascii_digit()))
    }

    fn is_below_or_equal(&self, other: &Host<'_>) -> bool {
        let (mine, others) = (self.0.as_bytes(), other.0.as_bytes());
        let Some(start) = mine.len().checked_sub(others.len()) else { return false };
        let (head, tail) = mine.split_at(start);
        tail.eq_ignore_ascii_case(others)
            && (others.is_empty() || head.last().is_none_or(|&byte| byte == b'.'))
    }
}

impl PartialEq for Host<'_> {
    fn eq(&self, other: &Host<'_>) -> bool {
        self.0.eq_ignore_ascii_case(other.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dns_constraint_holds_for_the_name_and_all_below_it() {
        for (name, base, expected) in [
            ("example.com", "example.com", Within::Yes),
            ("a.b.EXAMPLE.com", "example.COM", Within::Yes),
            ("badexample.com", "example.com", Within::No),
            ("com", "example.com", Within::No),
            ("anything.org", "", Within::Yes),
            // CVE-2026-103602: the dot of the root zone does not evade.
            ("www.example.com.", "example.com", Within::Yes),
            ("www.example.com", "example.com.", Within::Yes),
            ("", "example.com", Within::Malformed),
            ("a..example.com", "example.com", Within::Malformed),
            ("医.example.com", "example.com", Within::Malformed),
            ("a.example.com", ".example.com", Within::Malformed),
            ("a.*.example.com", "example.com", Within::Malformed),
        ] {
            assert_eq!(dns_name_within(name, base), expected, "{name} in {base}");
        }
    }

    /// RUSTSEC-2026-0099, CVE-2025-61727: `*.example.com` stands for names outside `accept.example.com`.
    #[test]
    fn a_wildcard_above_a_constraint_is_only_partly_inside() {
        assert_eq!(dns_name_within("*.example.com", "accept.example.com"), Within::Partly);
        assert_eq!(dns_name_within("*.example.com", "example.com"), Within::Yes);
        assert_eq!(dns_name_within("*.example.com", "example.org"), Within::No);
    }

    #[test]
    fn mailboxes_follow_their_three_forms() {
        for (name, base, expected) in [
            ("Bob@example.com", "example.com", Within::Yes),
            ("Bob@sub.example.com", "example.com", Within::No),
            ("Bob@sub.example.com", ".example.com", Within::Yes),
            ("Bob@example.com", ".example.com", Within::No),
            ("Bob@Example.com", "Bob@example.COM", Within::Yes),
            ("bob@example.com", "Bob@example.com", Within::No),
            ("Bob@example.com.", "example.com", Within::Yes),
            ("example.com", "example.com", Within::Malformed),
            ("\"a@evil.org\"@example.com", "example.com", Within::Malformed),
            ("a@evil.org@example.com", "example.com", Within::Malformed),
        ] {
            assert_eq!(mailbox_within(name, base), expected, "{name} in {base}");
        }
    }

    /// RUSTSEC-2026-0098 (URI constraints ignored) and CVE-2026-63576 (the wrong host compared).
    #[test]
    fn uri_constraints_hold_for_the_host_and_for_nothing_else() {
        for (name, base, expected) in [
            ("http://www.example.com/crl", ".example.com", Within::Yes),
            ("http://example.com/crl", ".example.com", Within::No),
            ("http://example.com/crl", "example.com", Within::Yes),
            ("http://www.example.com/crl", "example.com", Within::No),
            ("ldap://user:pw@example.com:389/x", "example.com", Within::Yes),
            ("http://evil.org/@example.com", "example.com", Within::No),
            ("http://evil.org?@example.com", "example.com", Within::No),
            ("http://evil.org#@example.com", "example.com", Within::No),
            ("http://evil.org:80@example.com", "example.com", Within::Yes),
            ("http://a@evil.org@example.com", "example.com", Within::Malformed),
            ("http://evil.org\\@example.com", "example.com", Within::Malformed),
            ("http://192.0.2.1/", "example.com", Within::Malformed),
            ("http://[::1]/", "example.com", Within::Malformed),
            ("urn:oid:1.2.3", "example.com", Within::Malformed),
            ("http:///path", "example.com", Within::Malformed),
        ] {
            assert_eq!(uri_within(name, base), expected, "{name} in {base}");
        }
    }

    #[test]
    fn addresses_are_compared_under_the_mask() {
        let network = [192, 0, 2, 0, 255, 255, 255, 0];
        assert_eq!(address_within(&[192, 0, 2, 7], &network), Within::Yes);
        assert_eq!(address_within(&[192, 0, 3, 7], &network), Within::No);
        assert_eq!(address_within(&[0; 16], &network), Within::No);
        assert_eq!(address_within(&[192, 0, 2], &network), Within::Malformed);
        assert_eq!(address_within(&[192, 0, 2, 7], &[192, 0, 2, 0, 255, 0, 255, 0]), Within::Malformed);
        assert_eq!(address_within(&[192, 0, 2, 7], &[0; 8]), Within::Yes);
        assert_eq!(address_within(&[192, 0, 2, 7], &[192, 0, 2, 4, 255, 255, 255, 252]), Within::Yes);
    }
}
