//! The cases, one file per concern, in running order.

mod accept_item;
mod agencies;
mod bad_input;
mod check_in_item;
mod check_out_item;
mod envelope;
mod fiscal;
mod http;
mod lookup_agency;
mod lookup_item;
mod lookup_item_set;
mod lookup_user;
mod other_services;
mod renew_item;
mod request_item;
mod version_1;

use super::profile::Profile;
use crate::Case;

pub(super) fn all() -> Vec<Case<Profile>> {
    [
        envelope::cases(),
        http::cases(),
        agencies::cases(),
        lookup_agency::cases(),
        lookup_item::cases(),
        lookup_item_set::cases(),
        lookup_user::cases(),
        check_out_item::cases(),
        check_in_item::cases(),
        renew_item::cases(),
        request_item::cases(),
        accept_item::cases(),
        fiscal::cases(),
        other_services::cases(),
        version_1::cases(),
        bad_input::cases(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

#[cfg(test)]
mod tests {
    use super::super::suite;

    #[test]
    fn every_case_has_a_name_of_its_own_and_a_whole_sentence() {
        suite().assert_told_well(100);
    }
}
