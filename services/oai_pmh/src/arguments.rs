//! The arguments of a request: what stands after the question mark, or in the body of a form.

use percent_encoding::percent_decode_str;
use silta_oai_pmh::{Code, Fault};

/// Most arguments of a request; the protocol has seven.
pub const MAX_ARGUMENTS: usize = 20;
/// Most bytes of a form.
pub const MAX_BODY: usize = 16 << 10;

/// Reads arguments, in their order, as they may stand twice.
pub(crate) fn read(text: &str) -> Result<Vec<(String, String)>, Fault> {
    let pairs = text.split('&').filter(|pair| !pair.is_empty());
    if pairs.clone().count() > MAX_ARGUMENTS {
        return Err(bad("too many arguments"));
    }
    pairs
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            Ok((decoded(name)?, decoded(value)?))
        })
        .collect()
}

fn decoded(text: &str) -> Result<String, Fault> {
    let spaced = text.replace('+', " ");
    let decoded = percent_decode_str(&spaced).decode_utf8();
    decoded
        .map(|text| text.into_owned())
        .map_err(|_| bad("an argument is not UTF-8"))
}

fn bad(message: &str) -> Fault {
    Fault::new(Code::BadArgument, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_undone_and_repetitions_kept() {
        let read = read("a=1&a=%C3%A4+b&&c&d=%2B=").unwrap();
        let read: Vec<_> = read
            .iter()
            .map(|(name, value)| (&**name, &**value))
            .collect();
        assert_eq!(read, [("a", "1"), ("a", "ä b"), ("c", ""), ("d", "+=")]);
    }

    #[test]
    fn too_many_and_what_is_no_text_are_refused() {
        assert!(read("a=%FF").is_err());
        assert!(read(&"a&".repeat(MAX_ARGUMENTS)).is_ok());
        assert!(read(&"a&".repeat(MAX_ARGUMENTS + 1)).is_err());
    }
}
