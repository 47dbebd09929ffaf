//! When the disk is full, or fails.

use std::path::Path;

use jiff::Timestamp;
use silta_consortium::{Context, IdempotencyKey};
use tempfile::TempDir;

use super::*;
use crate::{FixedClock, schema};

/// A writer on a store of its own, that may not grow beyond so many pages.
fn writer(path: &Path, pages: u32) -> Writer {
    let mut connection = Connection::open(path).unwrap();
    connection
        .pragma_update(None, "journal_mode", "WAL")
        .unwrap();
    connection
        .pragma_update(None, "foreign_keys", true)
        .unwrap();
    schema::migrate(&mut connection).unwrap();
    let sql = format!("PRAGMA max_page_count = {pages}");
    connection.query_row(&sql, [], |_| Ok(())).unwrap();
    let clock = Arc::new(FixedClock::at(Timestamp::UNIX_EPOCH));
    let shared = Shared::new(clock, Rules::default(), Vec::new(), Pins::new().unwrap());
    Writer::start(connection, Arc::new(shared), 64).unwrap()
}

fn change(key: &str, body: String) -> Change<String> {
    let context = Context {
        origin: job::ourselves(),
        deadline: Instant::now() + Duration::from_secs(30),
    };
    Change {
        context,
        key: IdempotencyKey::new(key).unwrap(),
        body,
    }
}

/// Writes a setting of that value, and another before it.
#[expect(clippy::ptr_arg, reason = "the body of the change as it is")]
fn put(work: &mut Work<'_>, value: &String) -> Result<()> {
    let sql = "INSERT INTO setting (name, value) VALUES (?1, ?2)";
    let count: i64 = work.view.value("SELECT COUNT(*) FROM setting", [])?;
    work.run(sql, [format!("before-{count}").as_str(), ""])?;
    work.run(sql, [format!("value-{count}").as_str(), value])?;
    Ok(())
}

/// Breaks a rule of the store that it looks at only when it commits.
fn break_at_commit(work: &mut Work<'_>, _: &String) -> Result<()> {
    work.run("PRAGMA defer_foreign_keys = ON", [])?;
    work.run(
        "INSERT INTO closed_date (library, date) VALUES ('none', '2026-01-01')",
        [],
    )?;
    Ok(())
}

fn settings(path: &Path) -> i64 {
    let sql = "SELECT COUNT(*) FROM setting WHERE name <> 'catalogue'";
    let connection = Connection::open(path).unwrap();
    connection.query_row(sql, [], |row| row.get(0)).unwrap()
}

#[tokio::test]
async fn on_a_full_disk_a_change_fails_as_a_whole_and_the_writer_goes_on() {
    let directory = TempDir::new().unwrap();
    let path = directory.path().join("silta.db");
    let writer = writer(&path, 200);
    writer
        .change("put", change("key-00001", "x".to_owned()), put)
        .await
        .unwrap();
    let large = change("key-00002", "x".repeat(4_000_000));
    match writer.change("put", large, put).await {
        Err(Error::Failed(failure)) => assert_eq!(failure.kind, FailureKind::Unavailable),
        other => panic!("{other:?}"),
    }
    assert_eq!(settings(&path), 2, "nothing is half done");
    writer.health().unwrap();
    writer
        .change("put", change("key-00003", "x".to_owned()), put)
        .await
        .unwrap();
    // It was not done, so its key is free.
    writer
        .change("put", change("key-00002", "x".to_owned()), put)
        .await
        .unwrap();
    assert_eq!(settings(&path), 6);
}

#[tokio::test]
async fn after_a_failed_commit_nothing_is_acknowledged_any_more() {
    let directory = TempDir::new().unwrap();
    let path = directory.path().join("silta.db");
    let writer = writer(&path, 1000);
    let broken = change("key-00001", String::new());
    match writer.change("break", broken, break_at_commit).await {
        Err(Error::Failed(failure)) => assert_eq!(failure.kind, FailureKind::InDoubt),
        other => panic!("{other:?}"),
    }
    let next = change("key-00002", "x".to_owned());
    match writer.change("put", next, put).await {
        Err(Error::Failed(failure)) => assert_eq!(failure.kind, FailureKind::Unavailable),
        other => panic!("{other:?}"),
    }
    assert_eq!(writer.health().unwrap_err().kind, FailureKind::Unavailable);
    assert_eq!(settings(&path), 0);
}
