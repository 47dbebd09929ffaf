//! The cases, one file per service or concern, in running order.

mod attributes;
mod authentication;
mod bath;
mod boolean;
mod charset;
mod clients;
mod close;
mod composition;
mod cql;
mod database;
mod delete_set;
mod extended_services;
mod framing;
mod holdings;
mod hostile;
mod init;
mod piggyback;
mod pipelining;
mod present;
mod protocol;
mod records;
mod reference_id;
mod result_set;
mod scan;
mod sort;
mod text;

use super::{
    ber::{Ber, group, integer, octets, oid, sequence},
    profile::Profile,
};
use crate::Case;

/// All cases but the last ones.
pub(super) fn all() -> Vec<Case<Profile>> {
    [
        init::cases(),
        authentication::cases(),
        charset::cases(),
        framing::cases(),
        attributes::cases(),
        attributes::refusals(),
        bath::cases(),
        boolean::cases(),
        cql::cases(),
        database::cases(),
        result_set::cases(),
        piggyback::cases(),
        present::cases(),
        composition::cases(),
        records::cases(),
        holdings::cases(),
        scan::cases(),
        sort::cases(),
        delete_set::cases(),
        extended_services::cases(),
        reference_id::cases(),
        text::cases(),
        clients::cases(),
        pipelining::cases(),
        protocol::cases(),
        protocol::out_of_place(),
        close::cases(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Cases that may leave a target out of breath, so that they come at the very end.
pub(super) fn last() -> Vec<Case<Profile>> {
    hostile::cases()
}

/// otherInfo of a category that nobody knows.
fn unknown_information() -> Ber {
    let category = group(1, [oid(1, "1.2.3.4"), integer(2, 99)]);
    group(201, [sequence([category, octets(2, "?")])])
}

#[cfg(test)]
mod tests {
    use super::super::suite;

    #[test]
    fn every_case_has_a_name_of_its_own_and_a_whole_sentence() {
        suite(None)
            .expect("no vectors, no file")
            .assert_told_well(350);
    }
}
