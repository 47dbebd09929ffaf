//! The commands of the client, read from a line.

use std::fmt::Write as _;

use silta_sip2::{Date, Request, Text};

use super::entries::{ENTRIES, Entry, OTHERS};

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
/// The words of a line.
#[derive(Clone, Debug, Default)]
pub(super) struct Given {
    words: Vec<String>,
    /// Options with their values; a switch has none.
    options: Vec<(String, String)>,
}

impl Given {
    /// The n-th word, empty if there is none.
    pub(super) fn word(&self, n: usize) -> Text {
        self.words.get(n).map_or_else(Text::empty, Text::from)
    }

    /// An optional word, such as a PIN.
    pub(super) fn maybe(&self, n: usize) -> Option<Text> {
        self.words.get(n).map(Text::from)
    }

    /// Whether a switch stands there.
    pub(super) fn has(&self, option: &str) -> bool {
        self.options.iter().any(|(name, _)| name == option)
    }

    /// The value of an option.
    pub(super) fn option(&self, option: &str) -> Option<Text> {
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
