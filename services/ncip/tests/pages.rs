//! The page in the repository is the one the tables make.

use silta_ncip_service::pages;
use silta_testing::is_current;

#[test]
fn refusals_page_is_current() {
    is_current("docs/ncip/refusals.md", &pages::refusals_page());
}
