//! The cases, one file per concern, in running order.

mod booleans;
mod diagnostics;
mod echo;
mod explain;
mod forms;
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
    use std::collections::BTreeSet;

    use super::super::suite;

    #[test]
    fn every_case_has_a_name_of_its_own_and_a_whole_sentence() {
        let suite = suite();
        let names: BTreeSet<_> = suite.cases.iter().map(|case| case.id.as_str()).collect();
        assert_eq!(names.len(), suite.cases.len());
        assert!(suite.cases.len() >= 150, "{}", suite.cases.len());
        for case in &suite.cases {
            assert!(case.sentence.ends_with('.'), "{}", case.id);
            assert!(
                case.id.starts_with("sru/") && !case.id.contains('_'),
                "{}",
                case.id
            );
            assert!(!case.clause.is_empty(), "{}", case.id);
        }
    }
}
