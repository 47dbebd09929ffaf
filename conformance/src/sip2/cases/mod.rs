//! The cases, one file per message or concern, in running order.

mod block_patron;
mod charset;
mod checkin;
mod checkout;
mod checkout_refused;
mod concurrency;
mod door;
mod end_patron_session;
mod fee_paid;
mod framing;
mod gate;
mod hold;
mod item_information;
mod item_status_update;
mod koha_faults;
mod language;
mod limits;
mod login;
mod offline;
mod order;
mod patron_enable;
mod patron_information;
mod patron_status;
mod pin;
mod renew;
mod renew_all;
mod resend;
mod sc_status;
mod throttle;
mod trailer;
mod undo;

use super::profile::Profile;
use crate::Case;

/// All cases but the last ones.
pub(super) fn all() -> Vec<Case<Profile>> {
    [
        login::cases(),
        sc_status::cases(),
        framing::cases(),
        trailer::cases(),
        resend::cases(),
        patron_status::cases(),
        patron_information::cases(),
        pin::cases(),
        language::cases(),
        item_information::cases(),
        checkout::cases(),
        checkout_refused::cases(),
        order::cases(),
        checkin::cases(),
        undo::cases(),
        offline::cases(),
        renew::cases(),
        renew_all::cases(),
        hold::cases(),
        fee_paid::cases(),
        block_patron::cases(),
        patron_enable::cases(),
        item_status_update::cases(),
        end_patron_session::cases(),
        gate::cases(),
        door::cases(),
        charset::cases(),
        limits::cases(),
        concurrency::cases(),
        koha_faults::cases(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Cases that leave a mark, so that they come at the very end.
pub(super) fn last() -> Vec<Case<Profile>> {
    throttle::cases()
}

#[cfg(test)]
mod tests {
    use super::super::suite;

    #[test]
    fn every_case_has_a_name_of_its_own_and_a_whole_sentence() {
        suite(None)
            .expect("no vectors, no file")
            .assert_told_well(170);
    }
}
