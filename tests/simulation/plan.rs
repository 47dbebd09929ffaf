//! What goes wrong on the network, and when, all from one seed. Each seed chooses some of the kinds
//! of fault and how often they come, so that rare company meets too.

use std::{collections::BTreeMap, time::Duration};

use crate::support::random::Random;

/// What happens to a request, or to the making of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Fault {
    /// Answered 50 to 400 ms later than usual.
    Delay,
    /// Carried out, and answered when nobody waits any more.
    LateAnswer,
    /// Held until nobody waits any more, for as long as 50 s, and carried out then.
    LateRequest,
    /// The connection is reset; the request is not read.
    ResetBefore,
    /// Carried out; the connection is reset instead of an answer.
    ResetAfter,
    /// Carried out; the connection is closed instead of an answer.
    ClosedAfter,
    /// Carried out; the answer ends somewhere in its head or body.
    HalfAnswer,
    /// Carried out; half of the answer comes, the rest when nobody waits any more.
    StalledAnswer,
    /// Carried out; the answer comes in pieces, in time.
    Pieces,
    /// Not carried out; 500.
    ErrorBefore,
    /// Carried out; 500.
    ErrorAfter,
    /// Not carried out: 503 and a time to wait, from a program on the way.
    Unavailable,
    /// Not carried out: 429 and a time to wait, from a program on the way.
    TooMany,
    /// Not carried out: whoever is on the way answers 200 with a page of its own.
    Page,
    /// Not carried out: what answers does not speak HTTP.
    Noise,
    /// Carried out; the JSON of the answer is cut off, its length adjusted.
    CutJson,
    /// Carried out; the answer is other JSON.
    OtherJson,
    /// Carried out; the answer is called text.
    WrongType,
    /// Answered, and the connection is closed without a word.
    LastAnswer,
    /// The change takes 300 ms to 3 s before it is done.
    SlowBefore,
    /// The change is done, and its answer takes 300 ms to 3 s.
    SlowAfter,
    /// The process is killed while the request is with it, and starts again after a while.
    Killed,
    /// This request is reset and all others, for 100 ms to 3 s; nobody takes connections.
    Down,
    /// Nobody takes the connection.
    Refused,
    /// The host cannot be reached.
    Unreachable,
    /// The name leads nowhere.
    NoName,
    /// Nothing is heard of the connection.
    Silent,
    /// The connection takes 50 to 350 ms.
    SlowConnect,
}

impl Fault {
    pub(crate) const AT_REQUESTS: [Self; 23] = [
        Self::Delay,
        Self::LateAnswer,
        Self::LateRequest,
        Self::ResetBefore,
        Self::ResetAfter,
        Self::ClosedAfter,
        Self::HalfAnswer,
        Self::StalledAnswer,
        Self::Pieces,
        Self::ErrorBefore,
        Self::ErrorAfter,
        Self::Unavailable,
        Self::TooMany,
        Self::Page,
        Self::Noise,
        Self::CutJson,
        Self::OtherJson,
        Self::WrongType,
        Self::LastAnswer,
        Self::SlowBefore,
        Self::SlowAfter,
        Self::Killed,
        Self::Down,
    ];
    pub(crate) const AT_CONNECTING: [Self; 5] = [
        Self::Refused,
        Self::Unreachable,
        Self::NoName,
        Self::Silent,
        Self::SlowConnect,
    ];

    /// Slow is what changes something; a question that is slow is a late one.
    pub(crate) fn fits(self, is_change: bool) -> bool {
        is_change || !matches!(self, Self::SlowBefore | Self::SlowAfter)
    }
}

/// How a connection is counted among the operations.
pub(crate) const CONNECTING: &str = "(connecting)";

/// What is asked rarely has trouble more often, of each kind in turn, so that each kind is met.
const RARE: [&str; 10] = [
    "DELETE /holds/*",
    "DELETE /patrons/*/blocks/*",
    "GET /checkins",
    "GET /loans",
    "GET /patrons/*/holds",
    "GET /patrons/*/loans",
    "POST /checkins/*/cancellation",
    "POST /checkouts/*/cancellation",
    "POST /patrons/*/blocks",
    "POST /patrons/*/renewals",
];

/// How often each fault came at each operation.
pub(crate) type Counts = BTreeMap<(String, Fault), usize>;

/// The faults of a seed.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) random: Random,
    /// Faults in a hundred requests.
    chance: usize,
    /// Of those that are rare.
    turns: [usize; RARE.len()],
    at_requests: Vec<Fault>,
    at_connecting: Vec<Fault>,
    spoils: bool,
    /// An operation whose requests all break off, after so many that go well.
    breaks: Option<(&'static str, usize)>,
    pub(crate) down_until: Duration,
    /// When the first one came.
    pub(crate) first: Option<Duration>,
    pub(crate) counts: Counts,
}

impl Plan {
    pub(crate) fn new(seed: u64) -> Self {
        let mut random = Random::new(seed, 2);
        let chance = *random.pick(&[0, 5, 10, 20, 35, 50]);
        let at_requests = some(&mut random, &Fault::AT_REQUESTS);
        let at_connecting = some(&mut random, &Fault::AT_CONNECTING);
        Self {
            random,
            chance,
            turns: [usize::try_from(seed).unwrap(); RARE.len()],
            at_requests,
            at_connecting,
            spoils: true,
            breaks: None,
            down_until: Duration::ZERO,
            first: None,
            counts: Counts::new(),
        }
    }

    /// One operation breaks off, after so many requests of it that go well; everything else is well.
    pub(crate) fn breaking(operation: &'static str, after: usize) -> Self {
        Self {
            chance: 0,
            breaks: Some((operation, after)),
            ..Self::new(0)
        }
    }

    /// Ends the faults.
    pub(crate) fn calm(&mut self) {
        self.spoils = false;
        self.down_until = Duration::ZERO;
    }

    /// What happens to a request. Changes are what matters: they have twice the trouble.
    pub(crate) fn at_request(
        &mut self,
        operation: &str,
        is_change: bool,
        now: Duration,
    ) -> Option<Fault> {
        if let Some((broken, good)) = &mut self.breaks
            && operation == *broken
            && self.spoils
        {
            let breaks = *good == 0;
            *good = good.saturating_sub(1);
            self.first.get_or_insert(now);
            return breaks.then_some(Fault::ResetBefore);
        }
        let is_rare = RARE.contains(&operation);
        let chance = match (is_rare, is_change) {
            (true, true) => 10 * self.chance,
            (false, false) => self.chance,
            _ => 2 * self.chance,
        };
        if !self.spoils || self.random.below(100) >= chance {
            return None;
        }
        let fault = match is_rare {
            true => self.in_turn(operation),
            false => one(&mut self.random, &self.at_requests)?,
        };
        let fault = match fault.fits(is_change) {
            true => fault,
            false => Fault::Delay,
        };
        self.count(operation, fault, now);
        Some(fault)
    }

    fn in_turn(&mut self, operation: &str) -> Fault {
        let place = RARE.iter().position(|rare| *rare == operation);
        let turn = &mut self.turns[place.unwrap_or(0)];
        *turn += 1;
        Fault::AT_REQUESTS[*turn % Fault::AT_REQUESTS.len()]
    }

    /// What happens to the making of a connection.
    pub(crate) fn at_connecting(&mut self, now: Duration) -> Option<Fault> {
        if !self.spoils || self.random.below(100) >= self.chance / 4 {
            return None;
        }
        let fault = one(&mut self.random, &self.at_connecting)?;
        self.count(CONNECTING, fault, now);
        Some(fault)
    }

    fn count(&mut self, operation: &str, fault: Fault, now: Duration) {
        self.first.get_or_insert(now);
        *self
            .counts
            .entry((operation.to_owned(), fault))
            .or_default() += 1;
    }

    /// A time between two numbers of milliseconds.
    pub(crate) fn time(&mut self, from: usize, to: usize) -> Duration {
        Duration::from_millis((from + self.random.below(to - from)) as u64)
    }
}

/// Half of them, more or less.
fn some(random: &mut Random, all: &[Fault]) -> Vec<Fault> {
    all.iter().copied().filter(|_| random.once_in(2)).collect()
}

fn one(random: &mut Random, of: &[Fault]) -> Option<Fault> {
    let place = random.below(of.len());
    of.get(place).copied()
}
