//! The page in the repository is the one the tables make.

use silta_consortium::ill_states;
use silta_testing::is_current;

#[test]
fn states_page_is_current() {
    is_current("docs/iso18626/states.md", &ill_states::page());
}
