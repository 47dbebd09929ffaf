//! The page in the repository is the one the table makes. `SILTA_REGENERATE=1` writes it anew.

use std::{env, fs, path::Path};

#[test]
fn dublin_core_page_is_current() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/marc/dublin-core.md");
    let made = silta_marc::pages::dublin_core_page();
    if env::var_os("SILTA_REGENERATE").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, &made).unwrap();
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        kept == made,
        "docs/marc/dublin-core.md is stale: run with SILTA_REGENERATE=1 and look at the change"
    );
}
