//! The cases, one file per concern, in running order.

mod booleans;
mod diagnostics;
mod echo;
mod explain;
mod forms;
mod holdings;
mod hostile;
mod http;
mod parameters;
mod proximity;
mod relations;
mod result_sets;
mod scan;
mod schemas;
mod search;
mod soap;
mod sorting;
mod terms;
mod versions;

use super::profile::Profile;
use crate::Case;

pub(super) fn all() -> Vec<Case<Profile>> {
    [
        versions::cases(),
        search::cases(),
        schemas::cases(),
        holdings::cases(),
        parameters::cases(),
        echo::cases(),
        diagnostics::cases(),
        booleans::cases(),
        relations::cases(),
        terms::cases(),
        proximity::cases(),
        sorting::cases(),
        result_sets::cases(),
        scan::cases(),
        explain::cases(),
        forms::cases(),
        soap::cases(),
        http::cases(),
        hostile::cases(),
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
        suite().assert_told_well(150);
    }
}
