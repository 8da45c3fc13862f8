//! Interleaved rounds: within each round the floor and the candidate run one right after the other, so that their
//! ratio compares neighbours in time and a slow minute of the machine slows both. What counts is the time that the
//! processor gave to this process, so other programs disturb little.

use rustix::time::{ClockId, clock_gettime};
use std::time::Duration;

/// How long one side of one round runs at least.
const SLICE: Duration = Duration::from_millis(60);

/// The medians over all rounds.
pub(crate) struct Measured {
    /// Seconds per run of the candidate.
    pub(crate) candidate: f64,
    /// Seconds per run of the floor.
    pub(crate) floor: f64,
    /// Median of the rounds' ratios candidate ÷ floor.
    pub(crate) ratio: f64,
}

/// Times `candidate` against `floor` in `rounds` rounds; who goes first alternates.
pub(crate) fn against(rounds: usize, mut floor: impl FnMut(), mut candidate: impl FnMut()) -> Measured {
    let floor_batch = batch(&mut floor);
    let candidate_batch = batch(&mut candidate);
    let mut floors = Vec::with_capacity(rounds);
    let mut candidates = Vec::with_capacity(rounds);
    for round in 0..rounds {
        if round % 2 == 0 {
            floors.push(time(floor_batch, &mut floor));
            candidates.push(time(candidate_batch, &mut candidate));
        } else {
            candidates.push(time(candidate_batch, &mut candidate));
            floors.push(time(floor_batch, &mut floor));
        }
    }
    let mut ratios: Vec<f64> = candidates.iter().zip(&floors).map(|(ours, floor)| ours / floor).collect();
    let ratio = median(&mut ratios);
    Measured { candidate: median(&mut candidates), floor: median(&mut floors), ratio }
}

/// How many runs fill a slice; also the warm-up.
fn batch(run: &mut impl FnMut()) -> u32 {
    let mut count = 1;
    loop {
        let took = time(count, run) * f64::from(count);
        if took >= SLICE.as_secs_f64() / 2.0 {
            let fill = SLICE.as_secs_f64() / took * f64::from(count);
            return (fill.ceil() as u32).max(1);
        }
        count *= 4;
    }
}

/// Seconds per run.
fn time(count: u32, run: &mut impl FnMut()) -> f64 {
    let began = processor_time();
    for _ in 0..count {
        run();
    }
    (processor_time() - began) / f64::from(count)
}

/// Seconds that the processor has given to this process.
pub(crate) fn processor_time() -> f64 {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    time.tv_sec as f64 + time.tv_nsec as f64 * 1e-9
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_the_middle_of_the_sorted_values() {
        assert!((median(&mut [9.0, 1.0, 5.0]) - 5.0).abs() < f64::EPSILON);
    }
}
