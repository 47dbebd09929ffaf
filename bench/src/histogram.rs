//! Times counted in buckets that grow with the time: each is exact to less than two percent.

use std::{fmt, time::Duration};

/// Buckets in each power of two of nanoseconds.
const STEPS: u64 = 64;
/// Up to 2^40 ns, eighteen minutes.
const POWERS: u64 = 40;

/// How long requests took.
#[derive(Clone, Debug)]
pub(crate) struct Histogram {
    buckets: Vec<u64>,
    count: u64,
    max: Duration,
}

impl Histogram {
    pub(crate) fn new() -> Self {
        Self {
            buckets: vec![0; bucket(1 << POWERS) + 1],
            count: 0,
            max: Duration::ZERO,
        }
    }

    pub(crate) fn record(&mut self, took: Duration) {
        let nanoseconds = u64::try_from(took.as_nanos()).unwrap_or(u64::MAX);
        self.buckets[bucket(nanoseconds.min(1 << POWERS))] += 1;
        self.count += 1;
        self.max = self.max.max(took);
    }

    pub(crate) fn merge(&mut self, other: &Self) {
        for (mine, theirs) in self.buckets.iter_mut().zip(&other.buckets) {
            *mine += theirs;
        }
        self.count += other.count;
        self.max = self.max.max(other.max);
    }

    pub(crate) fn count(&self) -> u64 {
        self.count
    }

    /// The time that so many of a thousand did not exceed.
    pub(crate) fn quantile(&self, of_thousand: u64) -> Duration {
        let rank = (self.count * of_thousand).div_ceil(1000).max(1);
        let mut seen = 0;
        for (index, count) in self.buckets.iter().enumerate() {
            seen += count;
            if seen >= rank {
                return Duration::from_nanos(upper_end(index as u64)).min(self.max);
            }
        }
        self.max
    }
}

impl fmt::Display for Histogram {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let quantile = |of_thousand| self.quantile(of_thousand);
        write!(
            f,
            "p50 {:.1?}, p90 {:.1?}, p99 {:.1?}, max {:.1?}",
            quantile(500),
            quantile(900),
            quantile(990),
            self.max
        )
    }
}

/// Below [`STEPS`] a bucket is one nanosecond wide, above its width doubles with each power.
fn bucket(nanoseconds: u64) -> usize {
    let power = nanoseconds.max(1).ilog2().saturating_sub(STEPS.ilog2());
    (u64::from(power) * STEPS + (nanoseconds >> power)) as usize
}

/// The first nanosecond that is no longer in the bucket.
fn upper_end(bucket: u64) -> u64 {
    let power = (bucket / STEPS).saturating_sub(1);
    let step = bucket - power * STEPS;
    (step + 1) << power
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_is_narrow_and_holds_its_time() {
        for nanoseconds in (0..200_000).chain([1 << 30, (1 << 39) + 12_345]) {
            let end = upper_end(bucket(nanoseconds) as u64);
            assert!(end > nanoseconds, "{nanoseconds} is beyond {end}");
            assert!(
                end - nanoseconds <= 1 + nanoseconds / 60,
                "{nanoseconds} is far from {end}"
            );
        }
    }

    #[test]
    fn quantiles_are_those_of_what_was_recorded() {
        let (mut low, mut high) = (Histogram::new(), Histogram::new());
        for micros in 1..=500 {
            low.record(Duration::from_micros(micros));
            high.record(Duration::from_micros(500 + micros));
        }
        low.merge(&high);
        let near = |of_thousand, micros: f64| {
            let found = low.quantile(of_thousand).as_secs_f64() * 1e6;
            assert!(
                (found / micros - 1.0).abs() < 0.02,
                "{found} is not {micros}"
            );
        };
        near(500, 500.0);
        near(990, 990.0);
        near(1000, 1000.0);
        assert_eq!(low.count(), 1000);
    }
}
