//! How much of what partners write is kept.

use silta_consortium::{IllContent, IllMessage, ItemBarcode, Redacted};

/// The most entries of a list: numbers, copies, conditions.
const MAX_ENTRIES: usize = 20;

/// The message as it is kept: its texts cut to [`IllMessage::MAX_TEXT`] characters, its lists to
/// [`MAX_ENTRIES`] entries, without barcodes that no copy can have.
pub(super) fn limited(message: &IllMessage) -> IllMessage {
    let mut message = message.clone();
    match &mut message.content {
        IllContent::Request(wanted) => {
            cut(&mut wanted.title);
            let texts = [&mut wanted.record, &mut wanted.author, &mut wanted.part];
            texts.into_iter().flatten().for_each(cut);
            cut_list(&mut wanted.identifiers);
            cut_note(&mut wanted.note);
        }
        IllContent::Supplying(told) => {
            let reasons = [&mut told.reason_unfilled, &mut told.reason_retry];
            reasons.into_iter().flatten().for_each(cut);
            told.url.iter_mut().for_each(cut);
            cut_list(&mut told.loan_conditions);
            told.items
                .retain(|item| (1..=ItemBarcode::MAX_LEN).contains(&item.as_str().len()));
            told.items.truncate(MAX_ENTRIES);
            cut_note(&mut told.note);
        }
        IllContent::Requesting(told) => cut_note(&mut told.note),
    }
    message
}

/// Cuts a text to what is kept of it.
pub(super) fn cut(text: &mut String) {
    if let Some((end, _)) = text.char_indices().nth(IllMessage::MAX_TEXT) {
        text.truncate(end);
    }
}

fn cut_list(list: &mut Vec<String>) {
    list.truncate(MAX_ENTRIES);
    list.iter_mut().for_each(cut);
}

fn cut_note(note: &mut Option<Redacted>) {
    if let Some(long) = note.take() {
        let mut text = long.expose().to_owned();
        cut(&mut text);
        *note = Some(text.into());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_between_characters() {
        let mut long = "ä".repeat(IllMessage::MAX_TEXT + 1);
        cut(&mut long);
        assert_eq!(long.chars().count(), IllMessage::MAX_TEXT);
        let mut fits = "ä".repeat(IllMessage::MAX_TEXT);
        cut(&mut fits);
        assert_eq!(fits, long);
    }
}
