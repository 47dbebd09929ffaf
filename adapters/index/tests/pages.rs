//! The page in the repository is the one the table makes.

use silta_index::pages;
use silta_testing::is_current;

#[test]
fn indexes_page_is_current() {
    is_current("docs/catalogue/indexes.md", &pages::indexes_page());
}
