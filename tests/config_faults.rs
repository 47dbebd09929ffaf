//! Every fault of a configuration, as an operator sees it. Each file of `tests/config` is one.

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
