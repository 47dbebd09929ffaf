//! The document and the page in the repository are the ones the types and tables make.
//! `SILTA_REGENERATE=1` writes them anew.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{env, fs, path::Path};

use silta_consortium_api::{openapi, pages};

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
fn the_openapi_document_is_current() {
    is_current("docs/consortium-api/openapi.json", &openapi::to_json());
}

#[test]
fn the_page_of_operations_is_current() {
    is_current(
        "docs/consortium-api/operations.md",
        &pages::operations_page(),
    );
}
