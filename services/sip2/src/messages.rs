//! The requests that a terminal may send or not, by their positions in BX.

use silta_sip2::SupportedMessage::{self, *};

/// Each position of BX with the code of its request and its name in the configuration, in order.
pub const MESSAGES: [(SupportedMessage, &str, &str); 16] = [
    (PatronStatusRequest, "23", "patron_status"),
    (Checkout, "11", "checkout"),
    (Checkin, "09", "checkin"),
    (BlockPatron, "01", "block_patron"),
    (ScAcsStatus, "99", "sc_status"),
    (RequestScAcsResend, "97", "resend"),
    (Login, "93", "login"),
    (PatronInformation, "63", "patron_information"),
    (EndPatronSession, "35", "end_patron_session"),
    (FeePaid, "37", "fee_paid"),
    (ItemInformation, "17", "item_information"),
    (ItemStatusUpdate, "19", "item_status_update"),
    (PatronEnable, "25", "patron_enable"),
    (Hold, "15", "hold"),
    (Renew, "29", "renew"),
    (RenewAll, "65", "renew_all"),
];

/// The position of the request with this code.
pub(crate) fn of_code(code: &str) -> Option<SupportedMessage> {
    let known = MESSAGES.iter().find(|(_, known, _)| *known == code);
    known.map(|(message, ..)| *message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_position_of_bx_stands_in_its_place() {
        let positions = MESSAGES.map(|(message, ..)| message);
        assert_eq!(positions, SupportedMessage::ALL);
    }
}
