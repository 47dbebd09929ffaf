//! The table of commands that send a request: reading, help, hints and completion come from it.

use std::ops::RangeInclusive;

use silta_sip2::{
    BlockPatron, Checkin, Checkout, EndPatronSession, FeePaid, Hold, HoldMode, HoldType,
    ItemInformation, ItemStatusUpdate, Login, Number, PatronEnable, PatronInformation,
    PatronStatusRequest, Renew, RenewAll, Request, ScStatus, Summary,
};

use super::command::{Ask, Given, Words};

/// Characters of a line that the client says it can print (99).
const PRINT_WIDTH: u16 = 80;
/// A command that sends a request.
pub(super) struct Entry {
    pub(super) name: &'static str,
    /// What comes after the name.
    pub(super) usage: &'static str,
    pub(super) meaning: &'static str,
    /// How many words it takes, without options.
    pub(super) words: RangeInclusive<usize>,
    pub(super) options: &'static [&'static str],
    pub(super) ask: fn(Given) -> Result<Ask, String>,
}
/// A request with its institution filled in.
macro_rules! ask {
    ($words:ident => $message:ident { $($field:ident: $value:expr),* $(,)? }) => {
        Ok(Box::new(move |$words: &Words<'_>| {
            Request::from($message {
                institution_id: $words.institution.into(),
                $($field: $value,)*
                ..$message::at($words.now)
            })
        }))
    };
}

/// The commands that send a request.
pub(super) const ENTRIES: [Entry; 15] = [
    Entry {
        name: "login",
        usage: "USER PASSWORD [--location CODE]",
        meaning: "log the terminal in (93)",
        words: 2..=2,
        options: &["--location"],
        ask: |given| {
            Ok(Box::new(move |words| {
                Request::from(Login {
                    login_user_id: given.word(0),
                    login_password: given.word(1),
                    location_code: given.option("--location"),
                    ..Login::at(words.now)
                })
            }))
        },
    },
    Entry {
        name: "status",
        usage: "",
        meaning: "tell the terminal's state, hear what the server serves (99)",
        words: 0..=0,
        options: &[],
        ask: |_| {
            Ok(Box::new(|words| {
                Request::from(ScStatus {
                    max_print_width: Number::new(PRINT_WIDTH),
                    ..ScStatus::at(words.now)
                })
            }))
        },
    },
    Entry {
        name: "patron",
        usage: "CARD [PIN] [--list holds|overdue|loans|fees|recalls|unavailable] [--from N] [--to N]",
        meaning: "a patron's account, with one of its lists (63)",
        words: 1..=2,
        options: &["--list", "--from", "--to"],
        ask: |given| {
            let summary = given
                .option("--list")
                .map(|list| summary(list.as_str()))
                .transpose()?;
            ask!(words => PatronInformation {
                patron_identifier: given.word(0),
                patron_password: given.maybe(1),
                summary: summary,
                start_item: given.option("--from"),
                end_item: given.option("--to"),
            })
        },
    },
    Entry {
        name: "patron-status",
        usage: "CARD [PIN]",
        meaning: "whether a card and its PIN are good (23)",
        words: 1..=2,
        options: &[],
        ask: |given| {
            ask!(words => PatronStatusRequest {
                patron_identifier: given.word(0),
                patron_password: given.word(1),
            })
        },
    },
    Entry {
        name: "checkout",
        usage: "CARD ITEM [PIN] [--fee-ok] [--no-block] [--cancel] [--no-renewal]",
        meaning: "lend an item (11); --cancel undoes an incomplete checkin",
        words: 2..=3,
        options: &["--fee-ok", "--no-block", "--cancel", "--no-renewal"],
        ask: |given| {
            ask!(words => Checkout {
                sc_renewal_policy: !given.has("--no-renewal"),
                no_block: given.has("--no-block"),
                nb_due_date: None,
                patron_identifier: given.word(0),
                item_identifier: given.word(1),
                patron_password: given.maybe(2),
                fee_acknowledged: given.has("--fee-ok").then_some(true),
                cancel: given.has("--cancel").then_some(true),
            })
        },
    },
    Entry {
        name: "checkin",
        usage: "ITEM [--no-block] [--cancel]",
        meaning: "take an item back (09); --cancel undoes an incomplete checkout",
        words: 1..=1,
        options: &["--no-block", "--cancel"],
        ask: |given| {
            ask!(words => Checkin {
                no_block: given.has("--no-block"),
                return_date: Some(words.now),
                item_identifier: given.word(0),
                cancel: given.has("--cancel").then_some(true),
            })
        },
    },
    Entry {
        name: "renew",
        usage: "CARD ITEM [PIN] [--fee-ok]",
        meaning: "renew a loan (29)",
        words: 2..=3,
        options: &["--fee-ok"],
        ask: |given| {
            ask!(words => Renew {
                nb_due_date: None,
                patron_identifier: given.word(0),
                item_identifier: given.maybe(1),
                patron_password: given.maybe(2),
                fee_acknowledged: given.has("--fee-ok").then_some(true),
            })
        },
    },
    Entry {
        name: "renew-all",
        usage: "CARD [PIN] [--fee-ok]",
        meaning: "renew all of a patron's loans (65)",
        words: 1..=2,
        options: &["--fee-ok"],
        ask: |given| {
            ask!(words => RenewAll {
                patron_identifier: given.word(0),
                patron_password: given.maybe(1),
                fee_acknowledged: given.has("--fee-ok").then_some(true),
            })
        },
    },
    Entry {
        name: "hold",
        usage: "add|cancel|change CARD ITEM [PIN] [--title] [--pickup CODE]",
        meaning: "place, cancel or change a hold (15); --title: ITEM is a title",
        words: 3..=4,
        options: &["--title", "--pickup"],
        ask: |given| {
            let mode = hold_mode(given.word(0).as_str())?;
            ask!(words => Hold {
                hold_mode: mode,
                patron_identifier: given.word(1),
                item_identifier: given.maybe(2).filter(|_| !given.has("--title")),
                title_identifier: given.maybe(2).filter(|_| given.has("--title")),
                patron_password: given.maybe(3),
                pickup_location: given.option("--pickup"),
                hold_type: given.has("--title").then_some(HoldType::AnyCopy),
            })
        },
    },
    Entry {
        name: "pay",
        usage: "CARD AMOUNT [PIN] [--fee ID] [--id TRANSACTION]",
        meaning: "report a payment in euros (37)",
        words: 2..=3,
        options: &["--fee", "--id"],
        ask: |given| {
            ask!(words => FeePaid {
                patron_identifier: given.word(0),
                fee_amount: given.word(1),
                patron_password: given.maybe(2),
                fee_identifier: given.option("--fee"),
                transaction_id: given.option("--id"),
            })
        },
    },
    Entry {
        name: "item",
        usage: "ITEM",
        meaning: "what is known of an item (17)",
        words: 1..=1,
        options: &[],
        ask: |given| ask!(words => ItemInformation { item_identifier: given.word(0) }),
    },
    Entry {
        name: "item-status",
        usage: "ITEM TEXT",
        meaning: "write down something about an item (19)",
        words: 2..=2,
        options: &[],
        ask: |given| {
            ask!(words => ItemStatusUpdate {
                item_identifier: given.word(0),
                item_properties: given.word(1),
            })
        },
    },
    Entry {
        name: "block",
        usage: "CARD [TEXT] [--retained]",
        meaning: "block a card (01)",
        words: 1..=2,
        options: &["--retained"],
        ask: |given| {
            ask!(words => BlockPatron {
                card_retained: given.has("--retained"),
                patron_identifier: given.word(0),
                blocked_card_message: given.word(1),
            })
        },
    },
    Entry {
        name: "enable",
        usage: "CARD [PIN]",
        meaning: "lift a block that a terminal set (25)",
        words: 1..=2,
        options: &[],
        ask: |given| {
            ask!(words => PatronEnable {
                patron_identifier: given.word(0),
                patron_password: given.maybe(1),
            })
        },
    },
    Entry {
        name: "end",
        usage: "CARD [PIN]",
        meaning: "end a patron's session (35)",
        words: 1..=2,
        options: &[],
        ask: |given| {
            ask!(words => EndPatronSession {
                patron_identifier: given.word(0),
                patron_password: given.maybe(1),
            })
        },
    },
];

/// The commands that are no entries, with what they do.
pub(super) const OTHERS: [(&str, &str, &str); 4] = [
    ("resend", "", "ask for the last answer again (97)"),
    ("raw", "LINE", "send a line as it is, with CR after it"),
    ("help", "", "this list"),
    ("quit", "", "leave"),
];
fn summary(list: &str) -> Result<Summary, String> {
    Ok(match list {
        "holds" => Summary::HoldItems,
        "overdue" => Summary::OverdueItems,
        "loans" => Summary::ChargedItems,
        "fees" => Summary::FineItems,
        "recalls" => Summary::RecallItems,
        "unavailable" => Summary::UnavailableHolds,
        _ => {
            return Err(
                "--list is one of holds, overdue, loans, fees, recalls, unavailable".into(),
            );
        }
    })
}

fn hold_mode(word: &str) -> Result<HoldMode, String> {
    Ok(match word {
        "add" => HoldMode::Add,
        "cancel" => HoldMode::Delete,
        "change" => HoldMode::Change,
        _ => return Err("hold is followed by add, cancel or change".into()),
    })
}
