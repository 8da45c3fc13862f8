//! Times as the least of many: what a call takes when no neighbour on the machine wants the processor.

use std::time::{Duration, Instant};

/// The least time of one call, over at least `rounds` calls and at least `duration`.
pub(crate) fn least(rounds: usize, duration: Duration, mut call: impl FnMut()) -> Duration {
    let start = Instant::now();
    let mut least = Duration::MAX;
    let mut round = 0;
    while round < rounds || start.elapsed() < duration {
        let before = Instant::now();
        call();
        least = least.min(before.elapsed());
        round += 1;
    }
    least
}

/// The largest resident memory of this process so far in octets, where the system says it (Linux).
pub(crate) fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kilobytes: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kilobytes << 10)
}
