//! The arguments of a request as they came: what stands after the question mark, in the body of a
//! form, or in an envelope.

use percent_encoding::percent_decode_str;

/// Most arguments of a request; the table of parameters has fewer.
pub const MAX_ARGUMENTS: usize = 64;

/// Names and values in their order, escapes undone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Arguments {
    pub(crate) pairs: Vec<(String, String)>,
    /// Names of arguments that are not UTF-8.
    pub(crate) damaged: Vec<String>,
    /// Whether there were more than [`MAX_ARGUMENTS`].
    pub(crate) too_many: bool,
}

impl Arguments {
    /// Reads what stands after the question mark, or in a form: `+` and `%20` are spaces.
    pub fn of_query(text: &str) -> Self {
        let mut arguments = Self::default();
        arguments.add_query(text);
        arguments
    }

    /// Adds what else came with the request.
    pub fn add_query(&mut self, text: &str) {
        for pair in text.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            match (decoded(name), decoded(value)) {
                (Some(name), Some(value)) => self.add(name, value),
                (name, _) if self.has_room() => self.damaged.push(name.unwrap_or_default()),
                _ => {}
            }
            if self.too_many {
                return;
            }
        }
    }

    /// Adds one.
    pub fn add(&mut self, name: impl Into<String>, value: impl Into<String>) {
        if self.has_room() {
            self.pairs.push((name.into(), value.into()));
        }
    }

    /// Whether one more may come; notes it if not.
    fn has_room(&mut self) -> bool {
        self.too_many |= self.pairs.len() + self.damaged.len() >= MAX_ARGUMENTS;
        !self.too_many
    }

    /// Whether something has this name, be it legible or not.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.values(name).next().is_some() || self.damaged.iter().any(|known| known == name)
    }

    /// The values of a name.
    pub fn values(&self, name: &str) -> impl Iterator<Item = &str> {
        let named = self.pairs.iter().filter(move |(known, _)| known == name);
        named.map(|(_, value)| value.as_str())
    }
}

fn decoded(text: &str) -> Option<String> {
    let spaced = text.replace('+', " ");
    let decoded = percent_decode_str(&spaced).decode_utf8();
    decoded.ok().map(|text| text.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_undone_and_repetitions_kept() {
        let read = Arguments::of_query("a=1&a=%C3%A4+b&&c&d=%2B=&e=%FF&f=%zz");
        let pairs = [
            ("a", "1"),
            ("a", "ä b"),
            ("c", ""),
            ("d", "+="),
            ("f", "%zz"),
        ];
        assert_eq!(
            read.pairs,
            pairs.map(|(name, value)| (name.to_owned(), value.to_owned()))
        );
        assert_eq!(read.damaged, ["e"]);
    }

    #[test]
    fn there_are_only_so_many() {
        let most = Arguments::of_query(&"a&".repeat(MAX_ARGUMENTS));
        assert!(!most.too_many && most.pairs.len() == MAX_ARGUMENTS);
        let more = Arguments::of_query(&"a&".repeat(100_000));
        assert!(more.too_many && more.pairs.len() == MAX_ARGUMENTS);
        let damaged = Arguments::of_query(&"%FF&".repeat(100_000));
        assert!(damaged.too_many && damaged.damaged.len() <= MAX_ARGUMENTS);
    }
}
