//! The ledger of changes: what was asked under a key, and what was answered.

use rusqlite::params;
use serde::{Serialize, de::DeserializeOwned};
use sha2::{Digest, Sha256};
use silta_consortium::{
    Applied, Failure, FailureKind, FailureSource, IdempotencyKey, Outcome, Refusal, Retry,
};

use crate::{
    clock::millis,
    rules::LEDGER_KEPT,
    store::{Result, Stop, View, Work, unreadable},
};

/// How many old entries are removed at one time.
const PURGED_AT_ONCE: u32 = 1000;

/// What was asked: the method, and a digest of it and the body, enough to tell the same from
/// another.
#[derive(Clone, Copy)]
pub(crate) struct Fingerprint {
    method: &'static str,
    digest: [u8; 32],
}

/// The fingerprint of a change.
pub(crate) fn fingerprint(
    method: &'static str,
    body: &impl Serialize,
) -> Result<Fingerprint, Failure> {
    let body = serde_json::to_vec(body)
        .map_err(|error| Failure::internal(format!("the body of {method}: {error}")))?;
    let mut digest = Sha256::new();
    digest.update(method);
    digest.update([0]);
    digest.update(body);
    Ok(Fingerprint {
        method,
        digest: digest.finalize().into(),
    })
}

/// The first answer under this key, if there was one.
pub(crate) fn recall<A: DeserializeOwned>(
    view: &View<'_>,
    key: &IdempotencyKey,
    fingerprint: &Fingerprint,
) -> Result<Option<A>> {
    let sql = "SELECT fingerprint, refused, answer FROM operation WHERE key = ?1";
    let found = view.find(sql, [key.as_str()], |row| {
        let known: [u8; 32] = row.get(0)?;
        Ok((known, row.get::<_, bool>(1)?, row.get::<_, String>(2)?))
    })?;
    let Some((known, refused, answer)) = found else {
        return Ok(None);
    };
    if known != fingerprint.digest {
        return Err(Stop::Failed(mismatch()));
    }
    match refused {
        true => Err(parse::<Refusal>(&answer)?.into()),
        false => parse(&answer).map(Some),
    }
}

/// Keeps an answer, in the transaction of its change.
pub(crate) fn record<A: Serialize>(
    work: &Work<'_>,
    key: &IdempotencyKey,
    fingerprint: &Fingerprint,
    answer: Result<&A, &Refusal>,
) -> Result<()> {
    let json = match answer {
        Ok(answer) => serde_json::to_string(answer),
        Err(refusal) => serde_json::to_string(refusal),
    };
    let json = json.map_err(unreadable)?;
    let sql = "INSERT INTO operation (key, method, fingerprint, refused, answer, created)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    let row = params![
        key.as_str(),
        fingerprint.method,
        fingerprint.digest,
        answer.is_err(),
        json,
        millis(work.view.now),
    ];
    work.run(sql, row).map(drop)
}

/// What became of the change with this key.
pub(crate) fn outcome(view: &View<'_>, key: &IdempotencyKey) -> Result<Outcome> {
    let sql = "SELECT refused, method, answer FROM operation WHERE key = ?1";
    let found = view.find(sql, [key.as_str()], |row| {
        let (method, answer) = (row.get(1)?, row.get(2)?);
        Ok((row.get::<_, bool>(0)?, Applied { method, answer }))
    })?;
    Ok(match found {
        None => Outcome::Unknown,
        Some((true, refused)) => Outcome::Refused(parse(&refused.answer)?),
        Some((false, applied)) => Outcome::Applied(applied),
    })
}

/// Forgets the oldest entries that are past their time. Their order is that of their ids, so only
/// the oldest are looked at.
pub(crate) fn purge(work: &Work<'_>) -> Result<()> {
    let sql = "DELETE FROM operation WHERE id IN (
                   SELECT id FROM (SELECT id, created FROM operation ORDER BY id LIMIT ?1)
                   WHERE created < ?2)";
    let oldest = millis(
        work.view
            .now
            .saturating_sub(LEDGER_KEPT)
            .unwrap_or_default(),
    );
    work.run(sql, params![PURGED_AT_ONCE, oldest])?;
    Ok(())
}

fn parse<A: DeserializeOwned>(json: &str) -> Result<A> {
    serde_json::from_str(json).map_err(unreadable)
}

fn mismatch() -> Failure {
    Failure {
        kind: FailureKind::KeyMismatch,
        blame: FailureSource::Caller,
        retry: Retry::Never,
        what: "this idempotency key named another change".to_owned(),
    }
}
