//! The commands of the client: one table, from which reading, help and completion come.

use std::fmt::Write as _;

use silta_sip2::{
    BlockPatron, Checkin, Checkout, Date, EndPatronSession, FeePaid, Hold, HoldMode, HoldType,
    ItemInformation, ItemStatusUpdate, Login, Number, PatronEnable, PatronInformation, PatronStatusRequest,
    Renew, RenewAll, Request, ScStatus, Summary, Text,
};

/// Characters of a line that the client says it can print (99).
const PRINT_WIDTH: u16 = 80;

/// What a line says.
pub(super) enum Command {
    /// To send a request, made for the moment.
    Ask(Ask),
    Help,
    Quit,
    /// To send a line as it is.
    Raw(String),
    /// To ask for the last answer again.
    Resend,
}

/// Makes the request of a command.
pub(super) type Ask = Box<dyn Fn(&Words<'_>) -> Request>;

/// What stands in every request.
pub(super) struct Words<'w> {
    pub(super) institution: &'w str,
    pub(super) now: Date,
}

/// A command that sends a request.
pub(super) struct Entry {
    pub(super) name: &'static str,
    /// What comes after the name.
    pub(super) usage: &'static str,
    meaning: &'static str,
    /// How many words it takes, without options.
    words: std::ops::RangeInclusive<usize>,
    options: &'static [&'static str],
    ask: fn(Given) -> Result<Ask, String>,
}

/// The words of a line.
#[derive(Clone, Debug, Default)]
pub(super) struct Given {
    words: Vec<String>,
    /// Options with their values; a switch has none.
    options: Vec<(String, String)>,
}

impl Given {
    fn word(&self, n: usize) -> Text {
        self.words.get(n).map_or_else(Text::empty, Text::from)
    }

    /// An optional word, such as a PIN.
    fn maybe(&self, n: usize) -> Option<Text> {
        self.words.get(n).map(Text::from)
    }

    fn has(&self, option: &str) -> bool {
        self.options.iter().any(|(name, _)| name == option)
    }

    fn option(&self, option: &str) -> Option<Text> {
        let found = self.options.iter().find(|(name, _)| name == option);
        found.map(|(_, value)| Text::from(value))
    }
}

/// Options that take a value.
const VALUED: [&str; 7] = [
    "--list",
    "--from",
    "--to",
    "--pickup",
    "--fee",
    "--id",
    "--location",
];

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
            let mode = hold_mode(given.words.first().map_or("", String::as_str))?;
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

impl Command {
    /// To log in.
    pub(super) fn login(account: &str, password: &str) -> Self {
        let [Entry { ask, .. }, ..] = &ENTRIES;
        let words = vec![account.to_owned(), password.to_owned()];
        let given = Given {
            words,
            ..Given::default()
        };
        ask(given).map_or(Self::Help, Self::Ask)
    }

    /// Reads a line; none for an empty one or a comment.
    pub(super) fn read(line: &str) -> Result<Option<Self>, String> {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            return Ok(None);
        }
        let (name, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        Ok(Some(match name {
            "help" => Self::Help,
            "quit" | "exit" => Self::Quit,
            "raw" if rest.trim().is_empty() => return Err("raw needs a line to send".into()),
            "raw" => Self::Raw(rest.trim_start().to_owned()),
            "resend" => Self::Resend,
            _ => {
                let entry = ENTRIES
                    .iter()
                    .find(|entry| entry.name == name)
                    .ok_or_else(|| format!("there is no command {name:?}; type help for all"))?;
                Self::Ask(entry.read(rest)?)
            }
        }))
    }
}

impl Entry {
    fn read(&self, rest: &str) -> Result<Ask, String> {
        let mut given = Given::default();
        let mut pieces = pieces(rest)?.into_iter();
        while let Some(piece) = pieces.next() {
            if !piece.starts_with("--") {
                given.words.push(piece);
                continue;
            }
            if !self.options.contains(&piece.as_str()) {
                return Err(format!(
                    "{} has no option {piece}\n{}",
                    self.name,
                    self.line()
                ));
            }
            let value = match VALUED.contains(&piece.as_str()) {
                true => pieces
                    .next()
                    .ok_or_else(|| format!("{piece} needs a value"))?,
                false => String::new(),
            };
            given.options.push((piece, value));
        }
        if !self.words.contains(&given.words.len()) {
            return Err(self.line());
        }
        (self.ask)(given)
    }

    fn line(&self) -> String {
        format!("usage: {} {}", self.name, self.usage)
    }
}

/// The words of a line; quotation marks hold a word with blanks together.
fn pieces(line: &str) -> Result<Vec<String>, String> {
    let mut pieces = Vec::new();
    let mut rest = line.trim_start();
    while let Some(first) = rest.chars().next() {
        let (piece, after) = match first {
            '"' | '\'' => {
                let quoted = &rest[1..];
                quoted
                    .split_once(first)
                    .ok_or("a quotation mark is not closed")?
            }
            _ => rest.split_once(char::is_whitespace).unwrap_or((rest, "")),
        };
        pieces.push(piece.to_owned());
        rest = after.trim_start();
    }
    Ok(pieces)
}

fn summary(list: &str) -> Result<Summary, String> {
    Ok(match list {
        "holds" => Summary::HoldItems,
        "overdue" => Summary::OverdueItems,
        "loans" => Summary::ChargedItems,
        "fees" => Summary::FineItems,
        "recalls" => Summary::RecallItems,
        "unavailable" => Summary::UnavailableHolds,
        _ => {
            return Err("--list is one of holds, overdue, loans, fees, recalls, unavailable".into());
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

/// The local time of this machine, as a terminal sends it.
pub(super) fn now() -> Date {
    Date::local(jiff::Zoned::now().datetime())
}

/// All commands.
pub(super) fn help() -> String {
    let mut text = String::new();
    let entries = ENTRIES
        .iter()
        .map(|entry| (entry.name, entry.usage, entry.meaning));
    for (name, usage, meaning) in entries.chain(OTHERS) {
        let _ = writeln!(text, "{name} {usage}\n    {meaning}");
    }
    text
}
