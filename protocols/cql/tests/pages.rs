//! The page and the fuzz dictionary in the repository are the ones the tables make.
//! `SILTA_REGENERATE=1` writes them anew.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{env, fs, path::Path};

use silta_cql::pages;

fn is_current(file: &str, made: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .join(file);
    if env::var_os("SILTA_REGENERATE").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, made).unwrap();
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        kept == made,
        "{file} is stale: run with SILTA_REGENERATE=1 and look at the change"
    );
}

#[test]
fn diagnostics_page_is_current() {
    is_current("docs/cql/diagnostics.md", &pages::diagnostics_page());
}

#[test]
fn fuzz_dictionary_is_current() {
    is_current("fuzz/dict/cql.dict", &pages::dictionary());
}
