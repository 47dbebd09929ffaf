//! Which messages a terminal may send: the 16 positions of BX, in its order.

use std::fmt;

/// A kind of request, by its position in BX (supported messages, field of 98).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Message {
    /// Patron Status Request, 23.
    PatronStatus,
    /// Checkout, 11.
    Checkout,
    /// Checkin, 09.
    Checkin,
    /// Block Patron, 01.
    BlockPatron,
    /// SC Status, 99.
    ScStatus,
    /// Request ACS Resend, 97.
    Resend,
    /// Login, 93.
    Login,
    /// Patron Information, 63.
    PatronInformation,
    /// End Patron Session, 35.
    EndPatronSession,
    /// Fee Paid, 37.
    FeePaid,
    /// Item Information, 17.
    ItemInformation,
    /// Item Status Update, 19.
    ItemStatusUpdate,
    /// Patron Enable, 25.
    PatronEnable,
    /// Hold, 15.
    Hold,
    /// Renew, 29.
    Renew,
    /// Renew All, 65.
    RenewAll,
}

impl Message {
    /// All kinds with their code and name in the configuration, in the order of BX.
    pub const ALL: [(Self, &'static str, &'static str); 16] = [
        (Self::PatronStatus, "23", "patron_status"),
        (Self::Checkout, "11", "checkout"),
        (Self::Checkin, "09", "checkin"),
        (Self::BlockPatron, "01", "block_patron"),
        (Self::ScStatus, "99", "sc_status"),
        (Self::Resend, "97", "resend"),
        (Self::Login, "93", "login"),
        (Self::PatronInformation, "63", "patron_information"),
        (Self::EndPatronSession, "35", "end_patron_session"),
        (Self::FeePaid, "37", "fee_paid"),
        (Self::ItemInformation, "17", "item_information"),
        (Self::ItemStatusUpdate, "19", "item_status_update"),
        (Self::PatronEnable, "25", "patron_enable"),
        (Self::Hold, "15", "hold"),
        (Self::Renew, "29", "renew"),
        (Self::RenewAll, "65", "renew_all"),
    ];

    /// The kind of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .find(|(_, _, known)| *known == name)
            .map(|(message, _, _)| *message)
    }
}

/// A set of kinds of requests.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Messages(u16);

impl Messages {
    /// Every message.
    pub const ALL: Self = Self(u16::MAX);

    /// None but these.
    pub fn only(messages: &[Message]) -> Self {
        Self(
            messages
                .iter()
                .fold(0, |set, message| set | 1 << (*message as u8)),
        )
    }

    /// Whether the set has this one.
    pub const fn contains(self, message: Message) -> bool {
        self.0 & (1 << (message as u8)) != 0
    }

    /// The flags of BX.
    pub fn flags(self) -> [bool; 16] {
        Message::ALL.map(|(message, _, _)| self.contains(message))
    }
}

impl fmt::Debug for Messages {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = Message::ALL
            .iter()
            .filter(|(message, _, _)| self.contains(*message));
        f.debug_set()
            .entries(names.map(|(_, code, _)| code))
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_flags_stand_in_the_order_of_bx() {
        let gate = Messages::only(&[Message::ItemInformation, Message::Login, Message::ScStatus]);
        let flags: String = gate
            .flags()
            .map(|flag| if flag { 'Y' } else { 'N' })
            .iter()
            .collect();
        assert_eq!(flags, "NNNNYNYNNNYNNNNN");
        assert_eq!(format!("{gate:?}"), r#"{"99", "93", "17"}"#);
    }
}
