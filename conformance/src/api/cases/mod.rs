//! The cases, one file per resource or concern, in running order.

mod access;
mod bad_input;
mod blocks;
mod cancellation;
mod catalogue;
mod checkins;
mod checkouts;
mod checkouts_refused;
mod connection;
mod every_operation;
mod fees;
mod holds;
mod idempotency;
mod ill_requests;
mod items;
mod items_written;
mod libraries;
mod lists;
mod loans;
mod operations;
mod patrons;
mod patrons_written;
mod payments;
mod problems;
mod records;
mod records_written;
mod renewals;
mod scopes;
mod staff_notices;
mod temporary_items;
mod times;
mod verification;

use super::profile::Profile;
use crate::Case;

pub(super) fn all() -> Vec<Case<Profile>> {
    [
        access::cases(),
        scopes::cases(),
        every_operation::cases(),
        libraries::cases(),
        patrons::cases(),
        items::cases(),
        records::cases(),
        catalogue::cases(),
        lists::cases(),
        blocks::cases(),
        checkouts::cases(),
        checkouts_refused::cases(),
        loans::cases(),
        cancellation::cases(),
        checkins::cases(),
        renewals::cases(),
        holds::cases(),
        fees::cases(),
        payments::cases(),
        patrons_written::cases(),
        items_written::cases(),
        records_written::cases(),
        temporary_items::cases(),
        ill_requests::cases(),
        staff_notices::cases(),
        idempotency::cases(),
        operations::cases(),
        times::cases(),
        problems::cases(),
        bad_input::cases(),
        connection::cases(),
        // Locks a card at its end.
        verification::cases(),
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
        suite().assert_told_well(260);
    }
}
