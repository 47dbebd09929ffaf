//! The pages and the dictionary in the repository are those the tables make.

use silta_iso18626::pages;
use silta_testing::is_current;

#[test]
fn elements_page_is_current() {
    is_current("docs/iso18626/elements.md", &pages::elements_page());
}

#[test]
fn codes_page_is_current() {
    is_current("docs/iso18626/codes.md", &pages::codes_page());
}

#[test]
fn dictionary_is_current() {
    is_current("fuzz/dict/iso18626.dict", &pages::dictionary());
}
