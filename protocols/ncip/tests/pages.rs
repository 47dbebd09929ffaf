//! The pages in the repository are those that the tables make.

use silta_ncip::pages;
use silta_testing::is_current;

#[test]
fn services_page_is_current() {
    is_current("docs/ncip/services.md", &pages::services_page());
}

#[test]
fn problems_page_is_current() {
    is_current("docs/ncip/problems.md", &pages::problems_page());
}
