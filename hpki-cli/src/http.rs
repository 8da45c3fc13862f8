//! HTTP as a client, for time-stamps and revocation lists alone: bounded in time, octets and redirects.
//!
//! What comes over it is never believed: tokens and lists are signed, and their signatures decide. https is offered
//! because there are authorities that speak nothing else; its trust is that of the operating system's certificates.

use std::sync::Arc;
use std::time::Duration;

use ureq::tls::{Certificate, RootCerts, TlsConfig};
use ureq::{Agent, Body, http};

use hpki_report::http::{ADDRESS, CONTENT_TYPE, FAILED, REDIRECTED, STATUS, TIME_OUT, TOO_LARGE};

use crate::problem::Problem;

/// Redirects followed for a revocation list. Real distribution points have none or one.
const REDIRECTS: u32 = 3;

/// Octets of one answer's header. Real ones have hundreds.
const HEADER_LIMIT: usize = 16 * 1024;

/// A client.
pub(crate) struct Client {
    agent: Agent,
}

impl Client {
    /// With the longest time for one exchange, everything included. A proxy is taken from the environment
    /// (`http_proxy`, `no_proxy`), as other programs do.
    pub(crate) fn new(timeout: Duration) -> Client {
        let config = Agent::config_builder()
            .timeout_global(Some(timeout))
            .max_redirects(REDIRECTS)
            .max_response_header_size(HEADER_LIMIT)
            .http_status_as_error(false)
            .user_agent(concat!("hpki/", env!("CARGO_PKG_VERSION")))
            .tls_config(tls())
            .build();
        Client { agent: config.into() }
    }

    /// Posts octets of a media type, and returns the answer if it has the other media type. No redirect is followed:
    /// what is sent goes where the caller said.
    pub(crate) fn post(
        &self,
        url: &str,
        media_type: &str,
        wanted: &str,
        octets: &[u8],
        limit: u64,
    ) -> Result<Vec<u8>, Problem> {
        check_scheme(url)?;
        let request = self.agent.post(url).config().max_redirects(0).build();
        let request = request.header("Content-Type", media_type).header("Accept", wanted);
        let response = request.send(octets).map_err(|error| problem_of(url, error))?;
        let found = response.headers().get(http::header::CONTENT_TYPE);
        let found = found.and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
        let octets = body(url, response, limit)?;
        let essence = found.split(';').next().unwrap_or_default().trim();
        if !essence.eq_ignore_ascii_case(wanted) {
            let found: String = essence.chars().take(64).collect();
            return Err(Problem::of(url, &CONTENT_TYPE, format!("{wanted} / {found}")));
        }
        Ok(octets)
    }

    /// Gets octets.
    pub(crate) fn get(&self, url: &str, limit: u64) -> Result<Vec<u8>, Problem> {
        check_scheme(url)?;
        let response = self.agent.get(url).call().map_err(|error| problem_of(url, error))?;
        body(url, response, limit)
    }
}

/// rustls over the cryptographic library that everything else here uses, with the certificates that the operating
/// system trusts: in a hospital, those include the one of its proxy. They are read when the first https address is used.
fn tls() -> TlsConfig {
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let found = rustls_native_certs::load_native_certs();
    let roots: Vec<Certificate<'static>> =
        found.certs.iter().map(|certificate| Certificate::from_der(certificate).to_owned()).collect();
    TlsConfig::builder()
        .unversioned_rustls_crypto_provider(provider)
        .root_certs(RootCerts::new_with_certs(&roots))
        .build()
}

/// Whether an address is one that is fetched from.
pub(crate) fn is_http(url: &str) -> bool {
    let has = |scheme: &str| url.get(..scheme.len()).is_some_and(|head| head.eq_ignore_ascii_case(scheme));
    has("http://") || has("https://")
}

fn check_scheme(url: &str) -> Result<(), Problem> {
    match is_http(url) {
        true => Ok(()),
        false => Err(Problem::of(url, &ADDRESS, "")),
    }
}

fn body(url: &str, mut response: http::Response<Body>, limit: u64) -> Result<Vec<u8>, Problem> {
    let status = response.status();
    if status.is_redirection() {
        let location = response.headers().get(http::header::LOCATION);
        let location = location.and_then(|value| value.to_str().ok()).unwrap_or_default();
        let location: String = location.chars().take(200).collect();
        return Err(Problem::of(url, &REDIRECTED, location));
    }
    if status != http::StatusCode::OK {
        return Err(Problem::of(url, &STATUS, status.to_string()));
    }
    let read = response.body_mut().with_config().limit(limit).read_to_vec();
    read.map_err(|error| problem_of(url, error))
}

fn problem_of(url: &str, error: ureq::Error) -> Problem {
    match error {
        ureq::Error::Timeout(_) => Problem::of(url, &TIME_OUT, ""),
        ureq::Error::BodyExceedsLimit(limit) => Problem::of(url, &TOO_LARGE, format!("{limit} octets")),
        ureq::Error::TooManyRedirects => Problem::of(url, &REDIRECTED, format!("more than {REDIRECTS}")),
        ureq::Error::Io(error) if error.kind() == std::io::ErrorKind::TimedOut => {
            Problem::of(url, &TIME_OUT, "")
        }
        error => Problem::of(url, &FAILED, error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_http_is_used() {
        let client = Client::new(Duration::from_secs(1));
        for url in ["ldap://h/x", "file:///etc/passwd", "ftp://h/x", "", "http:/x", "httpsx://h/"] {
            assert_eq!(client.get(url, 10).unwrap_err().finding, &ADDRESS, "{url}");
            assert_eq!(client.post(url, "a/b", "a/b", b"", 10).unwrap_err().finding, &ADDRESS, "{url}");
        }
        assert!(is_http("HTTP://x") && is_http("https://x"));
    }
}
