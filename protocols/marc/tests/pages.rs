//! The pages in the repository are the ones the tables make.

use silta_marc::pages;
use silta_testing::is_current;

#[test]
fn dublin_core_page_is_current() {
    is_current("docs/marc/dublin-core.md", &pages::dublin_core_page());
}

#[test]
fn mods_page_is_current() {
    is_current("docs/marc/mods.md", &pages::mods_page());
}
