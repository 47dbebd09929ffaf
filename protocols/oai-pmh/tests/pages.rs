//! The page in the repository is the one the table makes.

use silta_oai_pmh::pages;
use silta_testing::is_current;

#[test]
fn verbs_page_is_current() {
    is_current("docs/oai-pmh/verbs.md", &pages::verbs_page());
}
