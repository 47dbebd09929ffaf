//! The cases, one file per concern, in running order.

mod bad_input;
mod delivery;
mod http;
mod request;
mod requester;
mod requesting_agency_message;
mod supplier;
mod supplying_agency_message;

use super::profile::Profile;
use crate::Case;

pub(super) fn all() -> Vec<Case<Profile>> {
    [
        request::cases(),
        requesting_agency_message::cases(),
        supplying_agency_message::cases(),
        http::cases(),
        supplier::cases(),
        requester::cases(),
        delivery::cases(),
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
        suite().assert_told_well(70);
    }
}
