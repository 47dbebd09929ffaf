//! The page in the repository is the one the table makes.

use silta_sru_service::pages;
use silta_testing::is_current;

#[test]
fn schemas_page_is_current() {
    is_current("docs/sru/schemas.md", &pages::schemas_page());
}
