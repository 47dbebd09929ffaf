//! The pages and the fuzz dictionary in the repository are the ones the tables make.

use silta_sip2::pages;
use silta_testing::is_current;

#[test]
fn messages_page_is_current() {
    is_current("docs/sip2/messages.md", &pages::messages_page());
}

#[test]
fn fields_page_is_current() {
    is_current("docs/sip2/fields.md", &pages::fields_page());
}

#[test]
fn fuzz_dictionary_is_current() {
    is_current("fuzz/dict/sip2.dict", &pages::dictionary());
}

#[test]
fn the_tables_have_all_31_messages() {
    use silta_sip2::{Request, Response};
    assert_eq!(Request::SPECS.len(), 16);
    assert_eq!(Response::SPECS.len(), 15);
}
