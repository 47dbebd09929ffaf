//! PINs: slow to check at rest, quick once verified, and not believed after too many wrong ones.

use std::{
    collections::HashMap,
    fmt,
    hash::{DefaultHasher, Hash, Hasher},
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use jiff::{SignedDuration, Timestamp};
use rusqlite::params;
use sha2::{Digest, Sha256};
use silta_consortium::{Failure, IdempotencyKey, PatronBarcode, Pin, RefusalCode, Verification};
use subtle::ConstantTimeEq;
use tokio::sync::Mutex as AsyncMutex;

use crate::{
    clock::{from_millis, millis},
    store::{Result, View, Work},
};

/// Wrong PINs in a row from which no PIN is looked at for a while.
const WRONG_IN_A_ROW: u32 = 5;
/// How long at first; it doubles with each further wrong one.
const FIRST_WAIT: SignedDuration = SignedDuration::from_mins(15);
/// How long at the most.
const LONGEST_WAIT: SignedDuration = SignedDuration::from_hours(24);
/// Cards whose verified PIN is remembered; beyond that all are checked anew.
const REMEMBERED: usize = 16_384;
/// Locks for cards: wrong PINs of one card are counted one after the other, so that many at the
/// same moment are no way round the count.
const LANES: usize = 256;

/// The memory of verified PINs.
pub(crate) struct Pins {
    /// Of this process alone: what is remembered says nothing to who reads a core dump without it.
    key: [u8; 32],
    verified: Mutex<HashMap<PatronBarcode, [u8; 32]>>,
    /// Counts what was forgotten, so that a check that began before does not bring it back.
    forgotten: AtomicU64,
    lanes: Vec<AsyncMutex<()>>,
}

impl fmt::Debug for Pins {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pins").finish_non_exhaustive()
    }
}

impl Pins {
    pub(crate) fn new() -> Result<Self, getrandom::Error> {
        let mut key = [0; 32];
        getrandom::fill(&mut key)?;
        Ok(Self {
            key,
            verified: Mutex::new(HashMap::new()),
            forgotten: AtomicU64::new(0),
            lanes: (0..LANES).map(|_| AsyncMutex::new(())).collect(),
        })
    }

    /// The lane of a card: held while its PIN is checked and counted.
    pub(crate) fn lane(&self, card: &PatronBarcode) -> &AsyncMutex<()> {
        let mut hasher = DefaultHasher::new();
        card.hash(&mut hasher);
        let lane = hasher.finish() % LANES as u64;
        &self.lanes[usize::try_from(lane).unwrap_or(0)]
    }

    /// Whether this PIN of this card was verified, and nothing happened to the card since.
    pub(crate) fn is_verified(&self, card: &PatronBarcode, pin: &Pin) -> bool {
        let digest = self.digest(card, pin);
        let known = self.verified().get(card).copied();
        known.is_some_and(|known| known.ct_eq(&digest).into())
    }

    /// What to hand to [`Pins::remember`], taken before the check begins.
    pub(crate) fn generation(&self) -> u64 {
        self.forgotten.load(Ordering::SeqCst)
    }

    /// Remembers a verified PIN, unless any was forgotten since `generation`.
    pub(crate) fn remember(&self, card: &PatronBarcode, pin: &Pin, generation: u64) {
        let digest = self.digest(card, pin);
        let mut verified = self.verified();
        if self.generation() != generation {
            return;
        }
        if verified.len() >= REMEMBERED {
            verified.clear();
        }
        verified.insert(card.clone(), digest);
    }

    /// Forgets the PIN of a card: changed, blocked, lost or throttled.
    pub(crate) fn forget(&self, card: &PatronBarcode) {
        self.forgotten.fetch_add(1, Ordering::SeqCst);
        self.verified().remove(card);
    }

    fn verified(&self) -> MutexGuard<'_, HashMap<PatronBarcode, [u8; 32]>> {
        self.verified.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn digest(&self, card: &PatronBarcode, pin: &Pin) -> [u8; 32] {
        let mut digest = Sha256::new();
        digest.update(self.key);
        digest.update((card.as_str().len() as u64).to_be_bytes());
        digest.update(card.as_str());
        digest.update(pin.expose());
        digest.finalize().into()
    }

    /// Whether a PIN fits its hash at rest. Takes tens of milliseconds, away from the caller's
    /// thread.
    pub(crate) async fn fits(&self, pin: &Pin, hash: &str) -> Result<bool, Failure> {
        let fits = silta_secrets::matches(pin.expose(), hash).await;
        fits.map_err(|error| broken(&error))
    }

    /// The hash of a new PIN: argon2id, 19 MiB, two passes.
    ///
    /// Its salt follows from the change that brings the PIN: no two changes share one, and the same
    /// change asked for again has the same hash, while one with another PIN under its key is told
    /// apart.
    pub(crate) async fn hash(
        &self,
        pin: &Pin,
        card: &PatronBarcode,
        key: &IdempotencyKey,
    ) -> Result<String, Failure> {
        let digest: [u8; 32] = Sha256::new()
            .chain_update(key.as_str())
            .chain_update([0])
            .chain_update(card.as_str())
            .finalize()
            .into();
        let mut salt = [0; silta_secrets::SALT_LEN];
        salt.iter_mut()
            .zip(digest)
            .for_each(|(salt, byte)| *salt = byte);
        let hash = silta_secrets::hash_with_salt(pin.expose(), salt).await;
        hash.map_err(|error| broken(&error))
    }
}

fn broken(error: &dyn fmt::Display) -> Failure {
    Failure::internal(format!("checking a PIN: {error}"))
}

/// What is known of a patron's PIN.
pub(crate) struct Known {
    /// The patron's row.
    pub(crate) patron: i64,
    /// The hash at rest; none: no PIN is right.
    pub(crate) hash: Option<String>,
    /// Wrong ones in a row.
    pub(crate) wrong: u32,
    /// Until when none is looked at.
    pub(crate) until: Option<Timestamp>,
}

impl Known {
    /// Until when no PIN is looked at, if that is still so.
    pub(crate) fn throttled(&self, now: Timestamp) -> Option<Verification> {
        let until = self.until.filter(|until| now < *until)?;
        Some(Verification::Throttled { until })
    }
}

/// What is known of the PIN of a card.
pub(crate) fn known(view: &View<'_>, card: &PatronBarcode) -> Result<Known> {
    if card.as_str().len() > PatronBarcode::MAX_LEN {
        return Err(RefusalCode::PatronUnknown.into());
    }
    let sql = "SELECT p.id, n.hash, t.wrong, t.until FROM patron p
               LEFT JOIN pin n ON n.patron = p.id
               LEFT JOIN pin_throttle t ON t.patron = p.id
               WHERE p.barcode = ?1";
    let found = view.find(sql, [card.as_str()], |row| {
        Ok(Known {
            patron: row.get(0)?,
            hash: row.get(1)?,
            wrong: row.get::<_, Option<u32>>(2)?.unwrap_or(0),
            until: row.get::<_, Option<i64>>(3)?.map(from_millis),
        })
    })?;
    found.ok_or_else(|| RefusalCode::PatronUnknown.into())
}

/// Counts a wrong PIN, and lets the card wait from the 5th on.
pub(crate) fn count_wrong(work: &mut Work<'_>, card: &PatronBarcode) -> Result<()> {
    let known = known(&work.view, card)?;
    let wrong = known.wrong.saturating_add(1);
    let until =
        wait(wrong).map(|wait| work.view.now.saturating_add(wait).unwrap_or(Timestamp::MAX));
    let sql = "INSERT INTO pin_throttle (patron, wrong, until) VALUES (?1, ?2, ?3)
               ON CONFLICT (patron) DO UPDATE SET wrong = excluded.wrong, until = excluded.until";
    work.run(sql, params![known.patron, wrong, until.map(millis)])?;
    work.effects.pins.push(card.clone());
    Ok(())
}

/// How long a card waits after so many wrong PINs in a row.
fn wait(wrong: u32) -> Option<SignedDuration> {
    let doublings = wrong.checked_sub(WRONG_IN_A_ROW)?;
    let factor = 1_i32.checked_shl(doublings.min(16)).unwrap_or(i32::MAX);
    Some(FIRST_WAIT.saturating_mul(factor).min(LONGEST_WAIT))
}

/// A right PIN ends the count.
pub(crate) fn reset(work: &Work<'_>, patron: i64) -> Result<()> {
    work.run("DELETE FROM pin_throttle WHERE patron = ?1", [patron])
        .map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_doubles_from_the_fifth_wrong_one_up_to_a_day() {
        let minutes = |wrong| wait(wrong).map(|wait| wait.as_mins());
        assert_eq!(minutes(4), None);
        assert_eq!(minutes(5), Some(15));
        assert_eq!(minutes(6), Some(30));
        assert_eq!(minutes(11), Some(16 * 60));
        assert_eq!(minutes(12), Some(24 * 60));
        assert_eq!(minutes(u32::MAX), Some(24 * 60));
    }

    #[test]
    fn what_was_forgotten_during_a_check_is_not_remembered() {
        let pins = Pins::new().unwrap();
        let (card, pin) = (PatronBarcode::from("2900000001"), Pin::from("1234"));
        let before = pins.generation();
        pins.forget(&card);
        pins.remember(&card, &pin, before);
        assert!(!pins.is_verified(&card, &pin));
        pins.remember(&card, &pin, pins.generation());
        assert!(pins.is_verified(&card, &pin));
        assert!(!pins.is_verified(&card, &Pin::from("1235")));
        assert!(!pins.is_verified(&"2900000002".into(), &pin));
    }
}
