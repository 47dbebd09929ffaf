//! The cases, one file per concern, in running order.

mod dates;
mod errors;
mod http;
mod identify;
mod lists;
mod records;
mod sets;
mod tokens;

use super::profile::Profile;
use crate::Case;

pub(super) fn all() -> Vec<Case<Profile>> {
    [
        identify::cases(),
        errors::cases(),
        records::cases(),
        lists::cases(),
        tokens::cases(),
        dates::cases(),
        sets::cases(),
        http::cases(),
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
