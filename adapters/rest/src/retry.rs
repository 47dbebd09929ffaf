//! How often and when something is asked again: a budget for all calls together, so that a
//! consortium in trouble does not get several times its load, and pauses with jitter, so that
//! terminals that failed together do not come back together.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::{Duration, Instant},
};

/// How often and when something is asked again.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RetrySettings {
    /// Retries that may be saved up; so many can be made at once.
    pub saved: u32,
    /// What each call adds to what is saved, in retries: 0.2 allows one more for every five calls.
    pub per_call: f64,
    /// What each second adds, so that a quiet gateway can ask again too.
    pub per_second: f64,
    /// The pause before the first retry is a random part of this; it doubles with each further one.
    pub pause: Duration,
    /// Longest pause.
    pub longest_pause: Duration,
}

impl Default for RetrySettings {
    fn default() -> Self {
        Self {
            saved: 20,
            per_call: 0.2,
            per_second: 2.0,
            pause: Duration::from_millis(40),
            longest_pause: Duration::from_millis(320),
        }
    }
}

/// What is left for retries. Pure: the instant is an argument.
#[derive(Debug)]
pub(crate) struct Budget {
    settings: RetrySettings,
    left: f64,
    since: Instant,
}

impl Budget {
    /// Full at the beginning.
    pub(crate) fn new(settings: RetrySettings, now: Instant) -> Self {
        Self {
            settings,
            left: f64::from(settings.saved),
            since: now,
        }
    }

    /// A call is made.
    pub(crate) fn call(&mut self, now: Instant) {
        self.add(self.settings.per_call, now);
    }

    /// Whether something may be asked again; if so, that is taken.
    pub(crate) fn retry(&mut self, now: Instant) -> bool {
        self.add(0.0, now);
        let enough = self.left >= 1.0;
        if enough {
            self.left -= 1.0;
        }
        enough
    }

    fn add(&mut self, more: f64, now: Instant) {
        let passed = now.saturating_duration_since(self.since).as_secs_f64();
        self.since = self.since.max(now);
        let left = self.left + more + passed * self.settings.per_second;
        self.left = left.min(f64::from(self.settings.saved));
    }
}

/// The pauses between tries, from a seed.
#[derive(Debug)]
pub(crate) struct Jitter {
    settings: RetrySettings,
    state: AtomicU64,
}

impl Jitter {
    pub(crate) fn new(settings: RetrySettings, seed: u64) -> Self {
        Self {
            settings,
            state: AtomicU64::new(seed),
        }
    }

    /// The pause before the retry of that number; the first one is 0. Never shorter than half of
    /// what it is a part of.
    pub(crate) fn pause(&self, retry: u32) -> Duration {
        let doubled = self.settings.pause.saturating_mul(1 << retry.min(16));
        let whole = doubled.min(self.settings.longest_pause);
        whole / 2 + (whole / 2).mul_f64(self.part())
    }

    /// A number from 0 up to 1 (SplitMix64).
    fn part(&self) -> f64 {
        let step = 0x9e37_79b9_7f4a_7c15;
        let mut z = self
            .state
            .fetch_add(step, Ordering::Relaxed)
            .wrapping_add(step);
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        let bits = u32::try_from((z ^ (z >> 31)) >> 32).unwrap_or(0);
        f64::from(bits) / (f64::from(u32::MAX) + 1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SETTINGS: RetrySettings = RetrySettings {
        saved: 3,
        per_call: 0.5,
        per_second: 1.0,
        pause: Duration::from_millis(40),
        longest_pause: Duration::from_millis(100),
    };

    #[test]
    fn the_budget_is_spent_and_grows_with_calls_and_time() {
        let now = Instant::now();
        let mut budget = Budget::new(SETTINGS, now);
        assert!((0..3).all(|_| budget.retry(now)));
        assert!(!budget.retry(now));
        budget.call(now);
        assert!(!budget.retry(now));
        budget.call(now);
        assert!(budget.retry(now) && !budget.retry(now));
        let later = now + Duration::from_secs(60);
        assert_eq!(
            (0..60).filter(|_| budget.retry(later)).count(),
            3,
            "never more than saved"
        );
    }

    #[test]
    fn pauses_double_up_to_the_longest_and_differ() {
        let jitter = Jitter::new(SETTINGS, 7);
        for (retry, whole) in [(0, 40), (1, 80), (2, 100), (40, 100)] {
            for _ in 0..1000 {
                let pause = jitter.pause(retry);
                let whole = Duration::from_millis(whole);
                assert!(pause >= whole / 2 && pause <= whole, "{retry}: {pause:?}");
            }
        }
        assert_ne!(jitter.pause(0), jitter.pause(0));
        let again = [
            Jitter::new(SETTINGS, 1).pause(0),
            Jitter::new(SETTINGS, 1).pause(0),
        ];
        assert_eq!(again[0], again[1], "a seed replays");
    }
}
