//! The pages and the fuzz dictionary in the repository are the ones the tables make.

use silta_sru::pages;
use silta_testing::is_current;

#[test]
fn parameters_page_is_current() {
    is_current("docs/sru/parameters.md", &pages::parameters_page());
}

#[test]
fn diagnostics_page_is_current() {
    is_current("docs/sru/diagnostics.md", &pages::diagnostics_page());
}

#[test]
fn fuzz_dictionary_is_current() {
    is_current("fuzz/dict/sru.dict", &pages::dictionary());
}
