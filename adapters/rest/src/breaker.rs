//! The circuit breaker: while the consortium does not answer, nobody is kept waiting for it.
//!
//! A pure state machine; the instant is an argument. Closed: every call goes out, failures in a row
//! are counted. Open: no call goes out until a pause is over. Half open: one call at a time tries
//! whether the consortium is back; its success closes the breaker, its failure opens it for twice
//! as long as before.

use std::time::{Duration, Instant};

use silta_observe::label_values;

use crate::trouble::{Miss, TroubleKind};

/// When the breaker opens, and for how long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BreakerSettings {
    /// Failures in a row that open it; at least 1.
    pub failures: u32,
    /// How long it stays open the first time.
    pub pause: Duration,
    /// How long it stays open at the most, however often the consortium did not come back.
    pub longest_pause: Duration,
}

impl Default for BreakerSettings {
    fn default() -> Self {
        Self {
            failures: 5,
            pause: Duration::from_millis(500),
            longest_pause: Duration::from_secs(5),
        }
    }
}

label_values! {
    /// Whether calls go out.
    pub enum BreakerState {
        /// All of them.
        Closed = "closed",
        /// One at a time, to see whether the consortium is back.
        HalfOpen = "half_open",
        /// None.
        Open = "open",
    }
}

/// That a call may go out. Its outcome is reported with it.
#[derive(Debug)]
pub(crate) struct Permit {
    /// In which period it was given; the outcome of a call of an earlier one says nothing any more.
    period: u64,
}

/// What became of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// The consortium answered, whatever it said.
    Answered,
    /// It did not, or not as it must.
    Failed,
    /// Nobody waited for the answer: nothing is known.
    Abandoned,
}

impl Verdict {
    /// What a try says about the consortium as a whole. `cut_short`: the caller's own deadline was
    /// near.
    pub(crate) fn of<T>(said: &Result<T, Miss>, cut_short: bool) -> Self {
        match said {
            Err(Miss::Trouble(trouble)) => match trouble.kind {
                // That says nothing about the consortium.
                TroubleKind::Timeout if cut_short => Self::Abandoned,
                kind if kind.concerns_all() => Self::Failed,
                _ => Self::Answered,
            },
            Ok(_) | Err(Miss::Refused(_)) => Self::Answered,
        }
    }
}

/// The machine.
#[derive(Debug)]
pub(crate) struct Breaker {
    settings: BreakerSettings,
    state: State,
    /// Counts the changes of state.
    period: u64,
    /// How long it stays open next time.
    pause: Duration,
}

#[derive(Debug)]
enum State {
    Closed { failures: u32 },
    Open { until: Instant },
    HalfOpen { trying: bool },
}

impl Breaker {
    pub(crate) fn new(settings: BreakerSettings) -> Self {
        Self {
            settings,
            state: State::Closed { failures: 0 },
            period: 0,
            pause: settings.pause,
        }
    }

    pub(crate) fn state(&self) -> BreakerState {
        match self.state {
            State::Closed { .. } => BreakerState::Closed,
            State::HalfOpen { .. } => BreakerState::HalfOpen,
            State::Open { .. } => BreakerState::Open,
        }
    }

    /// How long to wait before a call could go out; none if one can now.
    pub(crate) fn wait(&self, now: Instant) -> Option<Duration> {
        match self.state {
            State::Closed { .. } | State::HalfOpen { trying: false } => None,
            State::Open { until } if now >= until => None,
            State::Open { until } => Some(until - now),
            State::HalfOpen { trying: true } => Some(self.settings.pause),
        }
    }

    /// Lets a call out, or says how long to wait before asking again.
    pub(crate) fn admit(&mut self, now: Instant) -> Result<Permit, Duration> {
        if let Some(wait) = self.wait(now) {
            return Err(wait);
        }
        match &mut self.state {
            State::Closed { .. } => {}
            State::HalfOpen { trying } => *trying = true,
            State::Open { .. } => self.enter(State::HalfOpen { trying: true }),
        }
        Ok(Permit {
            period: self.period,
        })
    }

    /// Takes the outcome of a call that was let out.
    pub(crate) fn report(&mut self, permit: &Permit, now: Instant, verdict: Verdict) {
        if permit.period != self.period {
            return;
        }
        match (&mut self.state, verdict) {
            (State::Closed { failures }, Verdict::Answered) => *failures = 0,
            (State::Closed { failures }, Verdict::Failed) => {
                *failures += 1;
                if *failures >= self.settings.failures {
                    self.open(now);
                }
            }
            (State::HalfOpen { .. }, Verdict::Answered) => {
                self.pause = self.settings.pause;
                self.enter(State::Closed { failures: 0 });
            }
            (State::HalfOpen { .. }, Verdict::Failed) => self.open(now),
            (State::HalfOpen { trying }, Verdict::Abandoned) => *trying = false,
            (State::Closed { .. }, Verdict::Abandoned) | (State::Open { .. }, _) => {}
        }
    }

    fn open(&mut self, now: Instant) {
        self.enter(State::Open {
            until: now + self.pause,
        });
        self.pause = (self.pause * 2).min(self.settings.longest_pause);
    }

    fn enter(&mut self, state: State) {
        self.state = state;
        self.period += 1;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SETTINGS: BreakerSettings = BreakerSettings {
        failures: 3,
        pause: Duration::from_millis(100),
        longest_pause: Duration::from_millis(350),
    };

    fn fail(breaker: &mut Breaker, now: Instant) {
        let permit = breaker.admit(now).unwrap();
        breaker.report(&permit, now, Verdict::Failed);
    }

    #[test]
    fn failures_in_a_row_open_it_and_an_answer_starts_the_count_anew() {
        let (mut breaker, now) = (Breaker::new(SETTINGS), Instant::now());
        fail(&mut breaker, now);
        fail(&mut breaker, now);
        let permit = breaker.admit(now).unwrap();
        breaker.report(&permit, now, Verdict::Answered);
        fail(&mut breaker, now);
        fail(&mut breaker, now);
        assert_eq!(breaker.state(), BreakerState::Closed);
        fail(&mut breaker, now);
        assert_eq!(breaker.state(), BreakerState::Open);
        assert_eq!(breaker.admit(now).unwrap_err(), SETTINGS.pause);
    }

    #[test]
    fn one_call_tries_and_decides() {
        let (mut breaker, start) = (Breaker::new(SETTINGS), Instant::now());
        let stale = breaker.admit(start).unwrap();
        (0..3).for_each(|_| fail(&mut breaker, start));
        // Each pause is twice the one before, up to the longest.
        let mut now = start;
        for pause in [100, 200, 350, 350] {
            now += Duration::from_millis(pause);
            assert!(breaker.admit(now - Duration::from_millis(1)).is_err());
            let trial = breaker.admit(now).unwrap();
            assert_eq!(breaker.state(), BreakerState::HalfOpen);
            assert!(breaker.admit(now).is_err(), "a second one at the same time");
            breaker.report(&stale, now, Verdict::Answered);
            assert_eq!(
                breaker.state(),
                BreakerState::HalfOpen,
                "an answer from before"
            );
            breaker.report(&trial, now, Verdict::Failed);
        }
        now += SETTINGS.longest_pause;
        let trial = breaker.admit(now).unwrap();
        breaker.report(&trial, now, Verdict::Abandoned);
        let trial = breaker.admit(now).unwrap();
        breaker.report(&trial, now, Verdict::Answered);
        assert_eq!(breaker.state(), BreakerState::Closed);
        (0..3).for_each(|_| fail(&mut breaker, now));
        assert_eq!(
            breaker.wait(now),
            Some(SETTINGS.pause),
            "the pauses begin anew"
        );
    }

    proptest! {
        /// Whatever happens in whatever order: half open lets one out at a time, open nobody; it
        /// never stays shut for longer than the longest pause once nobody tries; and it is closed
        /// only with fewer failures in a row than allowed.
        #[test]
        fn holds_whatever_happens(steps in prop::collection::vec((0_u8..4, 0_u64..200, 0_usize..4), 1..200)) {
            let mut breaker = Breaker::new(SETTINGS);
            let mut now = Instant::now();
            let mut out: Vec<Permit> = Vec::new();
            let mut row = 0;
            for (step, millis, which) in steps {
                let before = breaker.state();
                match step {
                    0 => now += Duration::from_millis(millis),
                    1 => match breaker.admit(now) {
                        Ok(permit) => {
                            if breaker.state() == BreakerState::HalfOpen {
                                prop_assert!(breaker.admit(now).is_err());
                            }
                            out.push(permit);
                        }
                        Err(wait) => {
                            prop_assert!(wait <= SETTINGS.longest_pause);
                            prop_assert_ne!(breaker.state(), BreakerState::Closed);
                        }
                    },
                    _ if which < out.len() => {
                        let permit = out.swap_remove(which);
                        let verdict = match (step, millis % 3) {
                            (2, _) => Verdict::Answered,
                            (_, 0) => Verdict::Abandoned,
                            _ => Verdict::Failed,
                        };
                        let counts = permit.period == breaker.period && before == BreakerState::Closed;
                        breaker.report(&permit, now, verdict);
                        match verdict {
                            Verdict::Answered if counts => row = 0,
                            Verdict::Failed if counts => row += 1,
                            _ => {}
                        }
                        if before != BreakerState::Closed {
                            row = 0;
                        }
                    }
                    _ => {}
                }
                if before == BreakerState::Closed {
                    prop_assert_eq!(breaker.state() == BreakerState::Open, row >= SETTINGS.failures);
                }
            }
            // When all calls have ended, one can go out after the longest pause at the latest.
            for permit in out.drain(..) {
                breaker.report(&permit, now, Verdict::Abandoned);
            }
            prop_assert!(breaker.admit(now + SETTINGS.longest_pause).is_ok());
        }
    }
}
