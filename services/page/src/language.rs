//! In which language a reader is spoken to.

use axum::http::{HeaderMap, header};
use silta_consortium::Language;

/// The language of a code, if the pages have it: `fi`.
pub(crate) fn of_code(code: &str) -> Option<Language> {
    let is_it = |language: &Language| language.as_str().eq_ignore_ascii_case(code);
    Language::ALL.into_iter().find(is_it)
}

/// What a language calls itself.
pub(crate) const fn own_name(language: Language) -> &'static str {
    match language {
        Language::Fi => "Suomeksi",
        Language::Sv => "På svenska",
        Language::En => "In English",
    }
}

/// The language that a browser asks for most (RFC 9110, 12.5.4); Finnish if it asks for none of
/// ours.
pub(crate) fn preferred(headers: &HeaderMap) -> Language {
    let header = headers.get(header::ACCEPT_LANGUAGE);
    let wishes = header
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let mut best = (0.0, Language::default());
    for wish in wishes.split(',') {
        let mut parts = wish.split(';').map(str::trim);
        let range = parts.next().unwrap_or_default();
        let Some(language) = of_code(range.split('-').next().unwrap_or_default()) else {
            continue;
        };
        let quality = parts.find_map(|part| part.strip_prefix("q="));
        let quality = quality.map_or(1.0, |quality| quality.parse::<f32>().unwrap_or(0.0));
        if quality > best.0 {
            best = (quality, language);
        }
    }
    best.1
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn the_language_that_is_asked_for_most() {
        for (wishes, language) in [
            ("", Language::Fi),
            ("de, fr;q=0.5", Language::Fi),
            ("sv-FI,sv;q=0.9,en;q=0.8", Language::Sv),
            ("fi;q=0.2, en-GB;q=0.7", Language::En),
            ("en;q=0, sv;q=0.1", Language::Sv),
            ("en;q=abc", Language::Fi),
        ] {
            let value = HeaderValue::from_static(wishes);
            let headers = HeaderMap::from_iter([(header::ACCEPT_LANGUAGE, value)]);
            assert_eq!(preferred(&headers), language, "{wishes}");
        }
    }
}
