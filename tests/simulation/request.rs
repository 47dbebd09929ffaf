//! What terminals ask for, how they write it, and what an answer to it says.

use silta_consortium::{Language, Refusal, RefusalCode};

use crate::{
    support::{
        answer::values,
        messages::{BLANK, DATE, checkin, fee_paid, item_information},
    },
    world::{LIBRARY, PIN},
};

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Request {
    BlockPatron {
        patron: String,
    },
    Checkin {
        item: String,
    },
    Checkout {
        patron: String,
        item: String,
        right: bool,
    },
    FeePaid {
        patron: String,
        transaction: String,
        cents: i64,
    },
    HoldAdd {
        patron: String,
        item: String,
    },
    HoldDelete {
        patron: String,
        item: String,
    },
    ItemInformation {
        item: String,
    },
    PatronEnable {
        patron: String,
    },
    /// With the loans.
    PatronInformation {
        patron: String,
    },
    Renew {
        patron: String,
        item: String,
    },
    RenewAll {
        patron: String,
    },
    /// A return that could not be completed.
    UndoCheckin {
        patron: String,
        item: String,
    },
    /// A loan that could not be completed.
    UndoCheckout {
        item: String,
    },
}

/// What a terminal was told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Told {
    Done,
    /// The library says no.
    Refused,
    /// The system does not answer: nothing was done.
    Unavailable,
    /// It may have been done.
    InDoubt,
    /// The gateway was killed before it answered.
    Nothing,
}

impl Request {
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::BlockPatron { .. } => "block patron",
            Self::Checkin { .. } => "checkin",
            Self::Checkout { .. } => "checkout",
            Self::FeePaid { .. } => "fee paid",
            Self::HoldAdd { .. } => "hold +",
            Self::HoldDelete { .. } => "hold -",
            Self::ItemInformation { .. } => "item information",
            Self::PatronEnable { .. } => "patron enable",
            Self::PatronInformation { .. } => "patron information",
            Self::Renew { .. } => "renew",
            Self::RenewAll { .. } => "renew all",
            Self::UndoCheckin { .. } => "checkin undone",
            Self::UndoCheckout { .. } => "checkout undone",
        }
    }

    pub(crate) fn message(&self) -> String {
        let of = |patron: &str| format!("AOKAINET|AA{patron}|AC|");
        match self {
            Self::BlockPatron { patron } => format!("01N{DATE}AOKAINET|AL|AA{patron}|AC|"),
            Self::Checkin { item } => checkin(item, ""),
            Self::Checkout {
                patron,
                item,
                right,
            } => {
                let pin = if *right { PIN } else { "0000" };
                format!("11NN{DATE}{BLANK}{}AB{item}|AD{pin}|", of(patron))
            }
            Self::FeePaid {
                patron,
                transaction,
                cents,
            } => {
                let amount = format!("{}.{:02}", cents / 100, cents % 100);
                fee_paid(patron, &amount, transaction)
            }
            Self::HoldAdd { patron, item } => {
                format!("15+{DATE}{}AD{PIN}|AB{item}|BS{LIBRARY}|BY3|", of(patron))
            }
            Self::HoldDelete { patron, item } => format!("15-{DATE}{}AB{item}|", of(patron)),
            Self::ItemInformation { item } => item_information(item),
            Self::PatronEnable { patron } => format!("25{DATE}{}AD{PIN}|", of(patron)),
            Self::PatronInformation { patron } => {
                format!("63000{DATE}  Y       {}AD{PIN}|", of(patron))
            }
            Self::Renew { patron, item } => {
                format!("29NN{DATE}{BLANK}{}AB{item}|", of(patron))
            }
            Self::RenewAll { patron } => format!("65{DATE}{}AD{PIN}|", of(patron)),
            Self::UndoCheckin { patron, item } => {
                format!("11NN{DATE}{BLANK}{}AB{item}|BIY|", of(patron))
            }
            Self::UndoCheckout { item } => checkin(item, "BIY|"),
        }
    }

    /// What an answer says, by its flag and its words. 24 and 26 have no flag: what they show of the
    /// card is what became of it.
    pub(crate) fn told(&self, answer: &str) -> Told {
        let words = values(answer, "AF").join(" ");
        let in_doubt = IN_DOUBT.iter().any(|text| words.contains(text));
        let unavailable = says(&words, RefusalCode::Unavailable);
        let blocked = says(&words, RefusalCode::PatronBlocked);
        let done = match self {
            Self::BlockPatron { .. } => blocked,
            Self::FeePaid { .. } => answer.starts_with("38Y"),
            Self::ItemInformation { .. } => !values(answer, "AJ").concat().is_empty(),
            Self::PatronEnable { .. } => !blocked && !in_doubt && !unavailable,
            Self::PatronInformation { .. } => values(answer, "BL") == ["Y"],
            _ => &answer[2..3] == "1",
        };
        match done {
            true => Told::Done,
            false if in_doubt => Told::InDoubt,
            false if unavailable => Told::Unavailable,
            false => Told::Refused,
        }
    }
}

fn says(words: &str, code: RefusalCode) -> bool {
    let refusal = Refusal::from(code);
    let mut languages = Language::ALL.iter();
    languages.any(|one| words.contains(&refusal.text(*one)))
}

/// How SIP2 says that something is in doubt.
const IN_DOUBT: [&str; 3] = [
    "Tapahtuma on kesken. ",
    "Händelsen är oavslutad. ",
    "This is not settled yet. ",
];
