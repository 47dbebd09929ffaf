//! Random numbers that can be had again.

use std::{
    env,
    time::{SystemTime, UNIX_EPOCH},
};

/// SplitMix64 (Steele, Lea and Flood, 2014): a good enough stream of 64-bit numbers from any seed.
#[derive(Clone, Debug)]
pub(crate) struct Random(u64);

/// What the short forms begin with: a gate must say the same of the same code. The long forms, and
/// whoever gives a seed, look for what is new. This one once found a fault.
const SHORT: u64 = 1_795_353_482_024_786_888;

/// The seed of this run: that of `SILTA_SEED`; else, in the long form, one of the clock. It is
/// printed.
pub(crate) fn seed() -> u64 {
    let seed = match env::var("SILTA_SEED") {
        Ok(given) => given.parse().expect("a number"),
        Err(_) if super::long() => of_the_clock(),
        Err(_) => SHORT,
    };
    println!("SILTA_SEED={seed}");
    seed
}

fn of_the_clock() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    since.as_nanos() as u64
}

impl Random {
    /// The stream of a seed; each `lane` has one of its own.
    pub(crate) fn new(seed: u64, lane: usize) -> Self {
        Self(seed ^ (lane as u64).wrapping_mul(0xA076_1D64_78BD_642F))
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `limit`; 0 if that is 0.
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit.max(1) as u64) as usize
    }

    /// True once in `times`.
    pub(crate) fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    pub(crate) fn byte(&mut self) -> u8 {
        self.next() as u8
    }

    pub(crate) fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }
}
