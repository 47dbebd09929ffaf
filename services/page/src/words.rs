//! The texts of the pages in the reader's language.

use std::sync::LazyLock;

use silta_consortium::{Argument, Language, Texts};

const SOURCES: [(Language, &str); 3] = [
    (Language::Fi, include_str!("../texts/fi.ftl")),
    (Language::Sv, include_str!("../texts/sv.ftl")),
    (Language::En, include_str!("../texts/en.ftl")),
];

static TEXTS: LazyLock<Texts> = LazyLock::new(|| Texts::new(SOURCES));

/// The texts in one language.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Words(pub(crate) Language);

impl Words {
    /// A text that every language has; a test keeps it so.
    pub(crate) fn t(&self, key: &str) -> String {
        self.with(key, &[])
    }

    /// A text with a number, in the singular or plural that goes with it.
    pub(crate) fn count(&self, key: &str, count: u64) -> String {
        let count = i64::try_from(count).unwrap_or(i64::MAX);
        self.with(key, &[("count", Argument::Number(count))])
    }

    /// A text with values in it.
    pub(crate) fn with(&self, key: &str, arguments: &[(&'static str, Argument<'_>)]) -> String {
        TEXTS
            .text(self.0, key, arguments)
            .unwrap_or_else(|| key.to_owned())
    }

    /// What a code is called, if it has a name here: `language-fin`.
    pub(crate) fn name(&self, kind: &str, code: &str) -> String {
        let code_key = code.to_ascii_lowercase();
        let named = TEXTS.text(self.0, &format!("{kind}-{code_key}"), &[]);
        named.unwrap_or_else(|| code.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn keys(source: &str) -> BTreeSet<&str> {
        let messages = source
            .lines()
            .filter(|line| line.starts_with(char::is_alphabetic));
        messages
            .filter_map(|line| Some(line.split_once('=')?.0.trim()))
            .collect()
    }

    #[test]
    fn every_language_has_every_text() {
        let finnish = keys(SOURCES[0].1);
        for (language, source) in SOURCES {
            assert_eq!(keys(source), finnish, "{language:?}");
            let words = Words(language);
            for key in &finnish {
                assert_ne!(words.count(key, 2), "", "{key}");
            }
        }
    }

    /// Whatever the templates and the code ask for by name is there.
    #[test]
    fn every_text_that_is_asked_for_is_there() {
        let finnish = keys(SOURCES[0].1);
        let places = [
            include_str!("../templates/frame.html"),
            include_str!("../templates/interfaces.html"),
            include_str!("../templates/message.html"),
            include_str!("../templates/record.html"),
            include_str!("../templates/results.html"),
            include_str!("../templates/start.html"),
        ];
        let mut asked = 0;
        for place in places {
            for part in place.split("words.t(\"").skip(1) {
                let key = part.split('"').next().unwrap_or_default();
                assert!(finnish.contains(key), "{key}");
                asked += 1;
            }
        }
        let sources = [
            include_str!("fields.rs"),
            include_str!("interfaces.rs"),
            include_str!("query.rs"),
            include_str!("record.rs"),
            include_str!("request.rs"),
            include_str!("service.rs"),
        ];
        let prefixes = ["field-", "heading-", "interface-", "state-", "wrong-"];
        for text in sources.iter().flat_map(|source| source.split('"')) {
            if prefixes.iter().any(|prefix| text.starts_with(prefix)) {
                assert!(finnish.contains(text), "{text}");
                asked += 1;
            }
        }
        assert!(asked > 70, "{asked}");
    }

    #[test]
    fn numbers_have_their_plural() {
        assert_eq!(Words(Language::Fi).count("found", 1), "1 teos");
        assert_eq!(Words(Language::Fi).count("found", 2), "2 teosta");
        assert_eq!(Words(Language::En).name("language", "fin"), "Finnish");
        assert_eq!(Words(Language::En).name("language", "xyz"), "xyz");
    }
}
