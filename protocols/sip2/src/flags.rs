//! Rows of `Y`: patron status, supported messages, and the summary of a patron information
//! request.

use std::borrow::Cow;

use crate::{
    date::Date,
    wire::{Fixed, Form, Listed, Wire, required},
};

/// Defines an enum of positions in the standard's order, and the set of those that are `Y`.
macro_rules! flags {
    (
        $(#[doc = $set_doc:literal])+ $set:ident, unset $unset:literal,
        $(#[doc = $doc:literal])+ $flag:ident { $($(#[doc = $meaning:literal])+ $variant:ident,)+ }
    ) => {
        $(#[doc = $doc])+
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum $flag { $($(#[doc = $meaning])+ $variant,)+ }

        impl $flag {
            /// All positions, in the order of the standard.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];
            const LISTED: &[Listed] = &[$(
                Listed { code: "Y", meaning: concat!($($meaning),+).trim_ascii() },
            )+];

            /// What the position means.
            pub fn meaning(self) -> &'static str {
                match self { $(Self::$variant => concat!($($meaning),+).trim_ascii(),)+ }
            }
        }

        $(#[doc = $set_doc])+
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
        pub struct $set(u16);

        impl $set {
            /// How many positions there are.
            pub const WIDTH: usize = $flag::ALL.len();
            /// No position is `Y`.
            pub const NONE: Self = Self(0);
            /// Each position is `Y`.
            pub const ALL: Self = Self(u16::MAX >> (16 - Self::WIDTH));

            /// Whether the position is `Y`.
            pub fn has(self, flag: $flag) -> bool {
                self.0 & (1 << flag as u16) != 0
            }

            /// The same with one position more.
            #[must_use]
            pub fn with(self, flag: $flag) -> Self {
                Self(self.0 | 1 << flag as u16)
            }

            /// The same without one position.
            #[must_use]
            pub fn without(self, flag: $flag) -> Self {
                Self(self.0 & !(1 << flag as u16))
            }

            /// The positions that are `Y`, in the order of the standard.
            pub fn iter(self) -> impl Iterator<Item = $flag> {
                $flag::ALL.iter().copied().filter(move |flag| self.has(*flag))
            }
        }

        impl FromIterator<$flag> for $set {
            fn from_iter<I: IntoIterator<Item = $flag>>(flags: I) -> Self {
                flags.into_iter().fold(Self::NONE, Self::with)
            }
        }

        impl Wire for $set {
            const FORM: Form = Form::Flags($flag::LISTED, $unset);

            /// `Y` in either case is set; anything else is not, and so is what is not there.
            fn read(text: &str) -> Option<Self> {
                let set = |(flag, byte): (&$flag, u8)| {
                    byte.eq_ignore_ascii_case(&b'Y').then_some(*flag)
                };
                Some($flag::ALL.iter().zip(text.bytes()).filter_map(set).collect())
            }

            fn write(&self, out: &mut String) {
                out.extend($flag::ALL.iter().map(|flag| if self.has(*flag) { 'Y' } else { $unset }));
            }

            fn meaning(&self) -> Option<Cow<'static, str>> {
                let set: Vec<_> = self.iter().map($flag::meaning).collect();
                Some(if set.is_empty() { "none".into() } else { set.join(", ").into() })
            }
        }
    };
}

flags! {
    /// Why a patron may not borrow: the 14 positions of 24, 26 and 64. A set position is `Y`, the
    /// others are blank (some terminals take `N` for an error).
    PatronStatus, unset ' ',
    /// One position of the patron status.
    PatronFlag {
        /// charge privileges denied
        ChargePrivilegesDenied,
        /// renewal privileges denied
        RenewalPrivilegesDenied,
        /// recall privileges denied
        RecallPrivilegesDenied,
        /// hold privileges denied
        HoldPrivilegesDenied,
        /// card reported lost
        CardReportedLost,
        /// too many items charged
        TooManyItemsCharged,
        /// too many items overdue
        TooManyItemsOverdue,
        /// too many renewals
        TooManyRenewals,
        /// too many claims of items returned
        TooManyClaimsOfItemsReturned,
        /// too many items lost
        TooManyItemsLost,
        /// excessive outstanding fines
        ExcessiveOutstandingFines,
        /// excessive outstanding fees
        ExcessiveOutstandingFees,
        /// recall overdue
        RecallOverdue,
        /// too many items billed
        TooManyItemsBilled,
    }
}

impl PatronStatus {
    /// All four privileges denied: what an unknown or blocked patron gets.
    pub const DENIED: Self = Self(0b1111);
}

impl Fixed for PatronStatus {
    const WIDTH: usize = PatronFlag::ALL.len();
    fn at(_: Date) -> Self {
        Self::NONE
    }
    fn plausible(text: &str) -> bool {
        text.bytes()
            .all(|byte| matches!(byte, b'Y' | b'y' | b'N' | b'n' | b' '))
    }
}

flags! {
    /// What the library side serves: the 16 positions of BX in 98.
    SupportedMessages, unset 'N',
    /// One position of BX.
    SupportedMessage {
        /// patron status request
        PatronStatusRequest,
        /// checkout
        Checkout,
        /// checkin
        Checkin,
        /// block patron
        BlockPatron,
        /// SC/ACS status
        ScAcsStatus,
        /// request SC/ACS resend
        RequestScAcsResend,
        /// login
        Login,
        /// patron information
        PatronInformation,
        /// end patron session
        EndPatronSession,
        /// fee paid
        FeePaid,
        /// item information
        ItemInformation,
        /// item status update
        ItemStatusUpdate,
        /// patron enable
        PatronEnable,
        /// hold
        Hold,
        /// renew
        Renew,
        /// renew all
        RenewAll,
    }
}

required!(SupportedMessages);

/// The one list a patron information request asks for: positions 1 to 6 of its summary.
/// Positions 7 to 10 have no meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Summary {
    /// Available holds, answered in AS.
    HoldItems,
    /// Overdue loans, answered in AT.
    OverdueItems,
    /// Loans, answered in AU.
    ChargedItems,
    /// Fees, answered in AV.
    FineItems,
    /// Recalled loans, answered in BU.
    RecallItems,
    /// Holds not yet available, answered in CD.
    UnavailableHolds,
}

impl Summary {
    /// All lists, in the order of their positions.
    pub const ALL: [Self; 6] = [
        Self::HoldItems,
        Self::OverdueItems,
        Self::ChargedItems,
        Self::FineItems,
        Self::RecallItems,
        Self::UnavailableHolds,
    ];
}

impl Wire for Option<Summary> {
    const FORM: Form = Form::Summary;

    /// The first `Y` counts; a second one and positions without meaning are ignored.
    fn read(text: &str) -> Option<Self> {
        let asked = text
            .bytes()
            .position(|byte| byte.eq_ignore_ascii_case(&b'Y'));
        Some(asked.and_then(|position| Summary::ALL.get(position).copied()))
    }

    fn write(&self, out: &mut String) {
        let asked = self.map(|summary| summary as usize);
        out.extend((0..Self::WIDTH).map(|n| if Some(n) == asked { 'Y' } else { ' ' }));
    }

    fn meaning(&self) -> Option<Cow<'static, str>> {
        Some(Cow::Borrowed(match self {
            None => "counts only",
            Some(Summary::HoldItems) => "hold items",
            Some(Summary::OverdueItems) => "overdue items",
            Some(Summary::ChargedItems) => "charged items",
            Some(Summary::FineItems) => "fine items",
            Some(Summary::RecallItems) => "recall items",
            Some(Summary::UnavailableHolds) => "unavailable holds",
        }))
    }
}

impl Fixed for Option<Summary> {
    const WIDTH: usize = 10;
    fn at(_: Date) -> Self {
        None
    }
    fn plausible(text: &str) -> bool {
        PatronStatus::plausible(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(value: impl Wire) -> String {
        let mut out = String::new();
        value.write(&mut out);
        out
    }

    #[test]
    fn patron_status_is_y_or_blank() {
        assert_eq!(written(PatronStatus::DENIED), "YYYY          ");
        assert_eq!(
            PatronStatus::read("NNNNyNNNNNNNNN"),
            Some(PatronStatus::NONE.with(PatronFlag::CardReportedLost))
        );
    }

    #[test]
    fn supported_messages_are_y_or_n() {
        let gate = [
            SupportedMessage::ScAcsStatus,
            SupportedMessage::ItemInformation,
        ];
        let written = written(SupportedMessages::from_iter(gate));
        assert_eq!(written, "NNNNYNNNNNYNNNNN");
        assert_eq!(
            SupportedMessages::read(&written),
            Some(gate.into_iter().collect())
        );
        assert_eq!(
            SupportedMessages::read("YYYYYYYYYYYYYYYYYY"),
            Some(SupportedMessages::ALL)
        );
    }

    #[test]
    fn the_first_y_of_a_summary_counts() {
        let read = |text| <Option<Summary> as Wire>::read(text).unwrap();
        assert_eq!(read("  Y Y     "), Some(Summary::ChargedItems));
        assert_eq!(read("       Y  "), None);
        assert_eq!(read("NNNNNNNNNN"), None);
        assert_eq!(written(Some(Summary::UnavailableHolds)), "     Y    ");
    }
}
