//! Messages that came short. A client in use says in `Content-Length` how many characters it sends,
//! and sends bytes: each letter like ä costs the message a byte of its end tags.

use std::borrow::Cow;

/// A message whose end tags were cut by just as many bytes as it has more than characters, made
/// whole. Any other is left as it is: what else may be missing is not guessed.
pub(crate) fn mend(message: Cow<'_, [u8]>) -> Cow<'_, [u8]> {
    // Characters that are bytes were counted right.
    if message.is_ascii() {
        return message;
    }
    match str::from_utf8(&message).ok().and_then(missing) {
        Some(missing) => Cow::Owned([&*message, missing.as_bytes()].concat()),
        None => message,
    }
}

fn missing(text: &str) -> Option<String> {
    let lost = text.len() - text.chars().count();
    if lost == 0 || text.contains("<!") {
        return None;
    }
    // What stands after the last tag is the beginning of one, or nothing.
    let whole = text.rfind('>').map_or(0, |end| end + 1);
    let (whole, cut) = text.split_at_checked(whole)?;
    let ends: String = open(whole)?
        .iter()
        .rev()
        .map(|name| format!("</{name}>"))
        .collect();
    let missing = ends.strip_prefix(cut)?;
    (missing.len() == lost).then(|| missing.to_owned())
}

/// The elements that are open at the end of a text.
fn open(text: &str) -> Option<Vec<&str>> {
    let mut open = Vec::new();
    for part in text.split('<').skip(1) {
        let (tag, _) = part.split_once('>')?;
        if let Some(name) = tag.strip_prefix('/') {
            if open.pop() != Some(name.trim_end()) {
                return None;
            }
        } else if !tag.starts_with('?') && !tag.ends_with('/') {
            open.push(tag.split_ascii_whitespace().next()?);
        }
    }
    Some(open)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mended(message: &str) -> String {
        let bytes = mend(Cow::Borrowed(message.as_bytes())).into_owned();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn what_lacks_as_many_bytes_as_it_has_letters_of_two_is_made_whole() {
        let whole =
            "<?xml version='1.0'?><a:NCIPMessage x='1'><b><c>äö</c><d/></b></a:NCIPMessage>";
        let cut = &whole[..whole.len() - 2];
        assert_eq!(mended(cut), whole);
        assert_eq!(mended(whole), whole);
        let long = "<NCIPMessage><b><c>ääääääääääääääääääääää</c></b></NCIPMessage>";
        let cut = &long[..long.len() - 22];
        assert!(cut.ends_with("ä"), "{cut}");
        assert_eq!(
            mended(cut),
            cut,
            "its end tags alone are made up, not its text"
        );
        let few = "<NCIPMessage><bc><c>äääääääääääääääääää</c></bc></NCIPMessage>";
        let cut = &few[..few.len() - 19];
        assert_eq!(mended(cut), few);
    }

    #[test]
    fn what_is_cut_otherwise_stays_as_it_is() {
        for cut in [
            "<NCIPMessage><b>ä</b></NCIPMessa",
            "<NCIPMessage><b>a</b></NCIPMessage",
            "<NCIPMessage><b>ä</b>",
            "<NCIPMessage><b>ä</c></NCIPMessage",
            "<NCIPMessage><b>ä",
            "ä",
            "<!-- > --><NCIPMessage>ä</NCIPMessage",
        ] {
            assert_eq!(mended(cut), cut);
        }
    }
}
