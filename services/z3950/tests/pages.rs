//! The page in the repository is the one the table makes.

use silta_testing::is_current;
use silta_z3950_service::pages;

#[test]
fn cql_page_is_current() {
    is_current("docs/z3950/cql.md", &pages::cql_page());
}
