//! The one place that asks the clock.

use std::time::{SystemTime, UNIX_EPOCH};

use hpki_core::time::Time;

use crate::problem::{self, Problem};

/// The time given by the caller, else the current time.
pub(crate) fn at_or_now(at: Option<Time>) -> Result<Time, Problem> {
    if let Some(at) = at {
        return Ok(at);
    }
    let seconds = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .ok()
        .and_then(|since| i64::try_from(since.as_secs()).ok());
    seconds
        .and_then(|seconds| Time::from_unix_seconds(seconds).ok())
        .ok_or_else(|| Problem::of("--at", &problem::CLOCK, ""))
}
