//! Time-stamp tokens: a token never counts for data it was not made for.

use hpki_core::crypto::digest;
use hpki_core::time::Time;
use hpki_xades::tsp::{TimeStampReq, TimeStampResp, TimeStampToken, check_time_stamp_facts};

/// Reads a token (and the same octets as an answer and as a request), and checks its facts against other data.
///
/// # Panics
/// When a token is intact over data that no seed was made for, or a time is outside the calendar.
pub fn time_stamp(input: &[u8]) {
    if let Ok(response) = TimeStampResp::from_der(input) {
        let _ = response.token();
    }
    if let Ok(request) = TimeStampReq::from_der(input) {
        assert_eq!(TimeStampReq::from_der(&request.to_der()).as_ref(), Ok(&request));
    }
    let token = match TimeStampToken::from_der(input) {
        Ok(token) => token,
        Err(error) => {
            return assert!(!error.finding().problem.ja.is_empty() && !error.to_string().is_empty());
        }
    };
    let gen_time = token.tst_info().gen_time();
    assert_eq!(Time::from_rfc3339(&gen_time.to_string()), Ok(gen_time));
    let facts =
        check_time_stamp_facts(&token, &[], &mut |algorithm| digest(algorithm, b"never stamped").ok());
    assert!(facts.intact().is_none(), "a token over data that it was not made for");
    assert!(facts.checks().objection().is_some(), "not intact, and no check says why");
}
