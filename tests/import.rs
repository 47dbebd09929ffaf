//! `silta import` and `silta demo --records`, as an operator uses them.
#![expect(
    clippy::unwrap_used,
    reason = "a test ends where something is not as it should be"
)]

use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

/// An ISO 2709 record with a number and a title, both of one letter.
fn record(number: char, title: char) -> Vec<u8> {
    let directory = "001000200000245000600002\u{1e}";
    let fields = format!("{number}\u{1e}00\u{1f}a{title}\u{1e}\u{1d}");
    let base = 24 + directory.len();
    let length = base + fields.len();
    format!("{length:05}nam a22{base:05} i 4500{directory}{fields}").into_bytes()
}

/// A folder with a configuration, its state beside it.
fn configured() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let config = "[consortium]\ndemo = false\n[store]\npath = \"state\"\n";
    fs::write(folder.path().join("silta.toml"), config).unwrap();
    folder
}

fn import(folder: &Path, arguments: &[&str]) -> (Option<i32>, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_silta"));
    command.current_dir(folder).arg("import").args(arguments);
    let Output {
        status,
        stdout,
        stderr,
    } = command.output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (status.code(), text(stdout), text(stderr))
}

#[test]
fn each_file_is_told_and_bad_records_are_named_and_kept() {
    let folder = configured();
    let mut too_long = record('2', 'b');
    too_long[..5].copy_from_slice(b"99999");
    let first = record('1', 'a');
    let file = [&first[..], &too_long, &record('3', 'c')].concat();
    fs::write(folder.path().join("some.mrc"), file).unwrap();
    let (code, out, err) = import(folder.path(), &["some.mrc"]);
    assert_eq!(code, Some(0), "{err}");
    assert_eq!(
        out,
        "some.mrc: 2 good, 0 replaced, 0 unchanged, 0 deleted, 1 bad\n"
    );
    let place = format!("some.mrc: record 2 at byte {}: ", first.len());
    assert!(err.contains(&place), "{err}");
    let kept = fs::read(folder.path().join("state/some.mrc.rejected.mrc")).unwrap();
    assert_eq!(kept, too_long, "as it came");
    let (code, out, _) = import(folder.path(), &["--strict", "some.mrc"]);
    assert_eq!(code, Some(1));
    assert_eq!(
        out,
        "some.mrc: 0 good, 0 replaced, 2 unchanged, 0 deleted, 1 bad\n"
    );
}

#[test]
fn several_files_follow_each_other() {
    let folder = configured();
    fs::write(folder.path().join("a.mrc"), record('1', 'a')).unwrap();
    fs::write(folder.path().join("b.mrc"), record('1', 'b')).unwrap();
    let (code, out, err) = import(folder.path(), &["--strict", "a.mrc", "b.mrc"]);
    assert_eq!(code, Some(0), "{err}");
    let expected = "a.mrc: 1 good, 0 replaced, 0 unchanged, 0 deleted, 0 bad\n\
                    b.mrc: 0 good, 1 replaced, 0 unchanged, 0 deleted, 0 bad\n";
    assert_eq!(out, expected);
    assert!(folder.path().join("state/consortium.db.index").is_dir());
}

#[test]
fn what_cannot_be_imported_is_told() {
    let folder = configured();
    let (code, _, err) = import(folder.path(), &["none.mrc"]);
    assert_eq!(code, Some(1));
    assert!(err.contains("none.mrc"), "{err}");
    let (code, ..) = import(folder.path(), &[]);
    assert_eq!(code, Some(2), "no file was named");
    fs::write(folder.path().join("empty.mrc"), "").unwrap();
    let (code, out, _) = import(folder.path(), &["empty.mrc"]);
    assert_eq!(code, Some(0));
    assert!(out.contains("there is no record in it"), "{out}");
}
