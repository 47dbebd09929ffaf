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
    use std::collections::BTreeSet;

    use super::super::suite;

    #[test]
    fn every_case_has_a_name_of_its_own_and_a_whole_sentence() {
        let suite = suite();
        let names: BTreeSet<_> = suite.cases.iter().map(|case| case.id.as_str()).collect();
        assert_eq!(names.len(), suite.cases.len());
        assert!(suite.cases.len() >= 100, "{}", suite.cases.len());
        for case in &suite.cases {
            assert!(case.sentence.ends_with('.'), "{}", case.id);
            assert!(
                case.id.starts_with("oai/") && !case.id.contains('_'),
                "{}",
                case.id
            );
            assert!(!case.clause.is_empty(), "{}", case.id);
        }
    }
}
