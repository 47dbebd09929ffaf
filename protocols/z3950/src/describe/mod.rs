//! Any APDU told in lines, for people.

pub(crate) mod tell;

use std::fmt::{self, Display};

use crate::{apdu::Apdu, value::Value};

/// Octets of one value that a description shows.
const SHOWN_LIMIT: usize = 400;

/// One line of a description.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// How deep the field stands; 0 is the APDU.
    pub depth: usize,
    /// The field, as the standard calls it.
    pub name: String,
    /// What it says; empty for a heading.
    pub value: String,
}

impl Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:indent$}{}", "", self.name, indent = self.depth * 2)?;
        if !self.value.is_empty() {
            write!(f, ": {}", self.value)?;
        }
        Ok(())
    }
}

/// Whether a description shows passwords.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Secrets {
    /// `****` stands for each.
    #[default]
    Masked,
    /// They are shown: for somebody who types them anyway.
    Shown,
}

impl Apdu {
    /// The APDU in lines for people.
    pub fn describe(&self, secrets: Secrets) -> Vec<Line> {
        let mut lines = Lines {
            secrets,
            depth: 0,
            lines: Vec::new(),
        };
        self.tell("", &mut lines);
        if let Some(first) = lines.lines.first_mut() {
            first.name = self.name().to_owned();
        }
        lines.lines
    }
}

/// Gathers the lines of a description.
pub(crate) struct Lines {
    secrets: Secrets,
    depth: usize,
    lines: Vec<Line>,
}

impl Lines {
    pub(crate) fn line(&mut self, name: &str, value: impl Display) {
        self.lines.push(Line {
            depth: self.depth,
            name: name.to_owned(),
            value: value.to_string(),
        });
    }

    pub(crate) fn nest(&mut self, name: &str, inside: impl FnOnce(&mut Self)) {
        self.line(name, "");
        self.deeper(inside);
    }

    pub(crate) fn deeper(&mut self, inside: impl FnOnce(&mut Self)) {
        self.depth += 1;
        inside(self);
        self.depth -= 1;
    }

    pub(crate) fn octets(&mut self, name: &str, octets: &[u8]) {
        self.line(name, shown(octets));
    }

    pub(crate) fn secret(&mut self, name: &str, octets: &[u8]) {
        if self.shows_secrets() || octets.is_empty() {
            self.octets(name, octets);
        } else {
            self.line(name, "****");
        }
    }

    pub(crate) fn shows_secrets(&self) -> bool {
        self.secrets == Secrets::Shown
    }
}

/// Octets as text where they are text, as hexadecimal numbers where not.
pub(crate) fn shown(octets: &[u8]) -> String {
    let begin = octets.get(..SHOWN_LIMIT).unwrap_or(octets);
    let cut = begin.len() < octets.len();
    let mut shown = match std::str::from_utf8(begin) {
        Ok(text) => text.escape_debug().to_string(),
        Err(fault) if cut && fault.error_len().is_none() => {
            String::from_utf8_lossy(begin).escape_debug().to_string()
        }
        Err(_) => hex(begin),
    };
    if cut {
        shown.push_str(&format!("... ({} octets)", octets.len()));
    }
    shown
}

/// Octets as hexadecimal numbers.
pub(crate) fn hex(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("{octet:02x}")).collect()
}

/// `reference_id` as the standard spells it: `referenceId`.
pub(crate) fn in_standard(field: &str) -> String {
    let mut name = String::with_capacity(field.len());
    for (place, word) in field.split('_').enumerate() {
        match word.split_at_checked(1) {
            Some((first, rest)) if place > 0 => {
                name.push_str(&first.to_ascii_uppercase());
                name.push_str(rest);
            }
            _ => name.push_str(word),
        }
    }
    name
}

/// The name of a field with the alternative chosen in it.
pub(crate) fn alternative(name: &str, variant: &str) -> String {
    match variant.split_at_checked(1) {
        Some((first, rest)) => format!("{name} {}{rest}", first.to_ascii_lowercase()),
        None => name.to_owned(),
    }
}
