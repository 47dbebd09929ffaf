//! The page in the repository is the one the table makes. `SILTA_REGENERATE=1` writes it anew.
#![allow(
    clippy::unwrap_used,
    reason = "a page that cannot be written is a failed test"
)]

use std::{env, fs, path::Path};

#[test]
fn verbs_page_is_current() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/oai-pmh/verbs.md");
    let made = silta_oai_pmh::pages::verbs_page();
    if env::var_os("SILTA_REGENERATE").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, &made).unwrap();
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        kept == made,
        "docs/oai-pmh/verbs.md is stale: run with SILTA_REGENERATE=1 and look at the change"
    );
}
