//! The page in the repository is the one the table makes.

use silta_marc::pages;
use silta_testing::is_current;

#[test]
fn dublin_core_page_is_current() {
    is_current("docs/marc/dublin-core.md", &pages::dublin_core_page());
}
