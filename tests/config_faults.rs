//! Every fault of a configuration, as an operator sees it. Each file of `tests/config` is one.
#![expect(
    clippy::unwrap_used,
    reason = "a test ends where something is not as it should be"
)]

use std::{
    fs,
    path::{Path, PathBuf},
};

use silta::config;

fn corpus() -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = fs::read_dir("tests/config")
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "toml")
        })
        .collect();
    files.sort();
    files
}

/// Whoever checked the files out, others can read them: that is one of the faults.
#[cfg(unix)]
fn let_everybody_read(path: &Path) {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(path, fs::Permissions::from_mode(0o644)).unwrap();
}

fn shown(path: &Path) -> String {
    match config::load(path) {
        Ok(loaded) => loaded.warnings.to_string(),
        Err(faults) => faults.to_string(),
    }
}

#[test]
fn every_fault_is_shown_with_place_cause_and_fix() {
    let corpus = corpus();
    assert!(corpus.len() >= 25, "only {} files", corpus.len());
    let_everybody_read(Path::new("tests/config/secrets/open"));
    for path in corpus {
        let_everybody_read(&path);
        let shown = shown(&path);
        let name = path.file_stem().unwrap().to_str().unwrap();
        assert!(
            shown.contains("cause: ") && shown.contains("fix: "),
            "{name}: {shown:?}"
        );
        assert!(
            !shown.contains("hunter2"),
            "{name} shows a password: {shown}"
        );
        insta::assert_snapshot!(name, shown);
    }
}

#[test]
fn a_file_that_is_not_there_is_a_fault_too() {
    let shown = shown(Path::new("tests/config/none"));
    insta::assert_snapshot!("no_file", shown);
}

#[test]
fn a_file_that_is_too_large_is_not_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("large.toml");
    fs::write(&path, "#".repeat(config::MAX_FILE as usize + 1)).unwrap();
    assert!(shown(&path).contains("the file is too large"));
}

/// The tables of the page of documentation, as they are written in a file.
fn documented_tables() -> Vec<String> {
    let page = config::documentation();
    let headers = page.lines().filter_map(|line| line.strip_prefix("## `"));
    headers
        .map(|header| header.trim_end_matches('`').replace("NAME", "mine"))
        .collect()
}

#[test]
fn every_documented_table_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("silta.toml");
    let tables = documented_tables();
    let file: String = tables
        .iter()
        .map(|table| format!("{table}\nnonsense = 1\n"))
        .collect();
    fs::write(&path, &file).unwrap();
    let faults = config::load(&path).unwrap_err();
    let unknown = faults
        .iter()
        .filter(|fault| fault.what == "unknown key `nonsense`")
        .count();
    assert_eq!(unknown, tables.len(), "{faults}");
}

/// What the page of documentation shows as default can be written into a file.
#[test]
fn every_key_with_its_default_has_no_fault() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("silta.toml");
    let mut file = String::new();
    let mut in_keys = false;
    for line in config::documentation().lines() {
        if let Some(header) = line.strip_prefix("## `") {
            let header = header.trim_end_matches('`').replace("NAME", "mine");
            in_keys = header.starts_with('[') && !header.starts_with("[[");
            if in_keys {
                file.push_str(&format!("{header}\n"));
            }
        }
        let cells: Vec<&str> = line.split(" | ").collect();
        if let ([key, _, default, _], true) = (cells.as_slice(), in_keys)
            && let (Some(key), Some(default)) = (key.strip_prefix("| `"), default.strip_prefix('`'))
        {
            let (key, default) = (key.trim_end_matches('`'), default.trim_end_matches('`'));
            file.push_str(&format!("{key} = {default}\n"));
        }
    }
    assert!(file.lines().count() > 60, "{file}");
    fs::write(&path, &file).unwrap();
    let loaded = config::load(&path).unwrap_or_else(|faults| panic!("{faults}{file}"));
    assert_eq!(loaded.warnings.errors(), 0);
}
