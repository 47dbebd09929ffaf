//! What a machine says to the patron beside the refusals of the library.

use std::sync::LazyLock;

use silta_consortium::{Argument, Language, Texts};
use silta_sip2::Language as WireLanguage;

static TEXTS: LazyLock<Texts> = LazyLock::new(|| {
    Texts::new([
        (Language::Fi, include_str!("../texts/fi.ftl")),
        (Language::Sv, include_str!("../texts/sv.ftl")),
        (Language::En, include_str!("../texts/en.ftl")),
    ])
});

/// The text of a key of `texts/*.ftl`.
pub(crate) fn text(
    language: Language,
    key: &'static str,
    arguments: &[(&'static str, Argument<'_>)],
) -> String {
    TEXTS
        .text(language, key, arguments)
        .unwrap_or_else(|| key.to_owned())
}

/// The language we speak for a language code of the wire; none if it is unknown or not ours.
pub(crate) fn spoken(language: WireLanguage) -> Option<Language> {
    match language {
        WireLanguage::Finnish => Some(Language::Fi),
        WireLanguage::Swedish => Some(Language::Sv),
        WireLanguage::English | WireLanguage::UkEnglish => Some(Language::En),
        _ => None,
    }
}

/// The language code of the wire for a language we speak.
pub(crate) fn wire_language(language: Language) -> WireLanguage {
    match language {
        Language::Fi => WireLanguage::Finnish,
        Language::Sv => WireLanguage::Swedish,
        Language::En => WireLanguage::English,
    }
}

#[cfg(test)]
mod tests {

    fn keys(source: &str) -> Vec<&str> {
        let lines = source.lines().filter(|line| !line.starts_with('#'));
        lines
            .filter_map(|line| line.split_once(" =").map(|(key, _)| key))
            .collect()
    }

    #[test]
    fn every_text_exists_in_every_language_and_fits_a_screen() {
        let finnish = keys(include_str!("../texts/fi.ftl"));
        assert_eq!(finnish, keys(include_str!("../texts/sv.ftl")));
        assert_eq!(finnish, keys(include_str!("../texts/en.ftl")));
        for source in [
            include_str!("../texts/fi.ftl"),
            include_str!("../texts/sv.ftl"),
            include_str!("../texts/en.ftl"),
        ] {
            for line in source.lines().filter(|line| !line.starts_with('#')) {
                let (_, text) = line.split_once(" = ").unwrap();
                assert!(text.chars().count() <= 80, "{text}");
            }
        }
    }
}
