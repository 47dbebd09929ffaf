//! What an address asks for, and the addresses of links.

use axum::http::HeaderMap;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use silta_consortium::{Index, Language};

use crate::{
    language,
    limits::{MAX_ADDRESS, MAX_CHOSEN, MAX_PAGE, MAX_QUERY},
    words::Words,
};

/// The indexes by whose values results are narrowed, in the order of the page.
pub(crate) const FACETS: [Index; 6] = [
    Index::MaterialType,
    Index::Language,
    Index::Author,
    Index::Subject,
    Index::Series,
    Index::Year,
];

/// What stays as it is in an address.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'.').remove(b'-').remove(b'_');

/// A value to which results are narrowed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Chosen {
    pub(crate) index: Index,
    pub(crate) value: String,
}

/// What a person asks for.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    /// What stands in the field.
    pub(crate) query: String,
    /// The facets chosen.
    pub(crate) chosen: Vec<Chosen>,
    /// The page of results, from 1.
    pub(crate) page: u32,
    /// The language, if it was chosen on the page.
    language: Option<Language>,
    /// The language that the browser prefers.
    preferred: Language,
}

/// What an address asks for that is not served: the key of the text that says so.
pub(crate) type Excess = &'static str;

impl Asked {
    /// Reads the part of an address after the question mark: `q` what is searched for, `f` a facet
    /// as `index:value` (once for each), `page`, and `lang`. Beside it, what of it is too much; the
    /// rest stands all the same, so that the page can be shown.
    pub(crate) fn read(address: &str, headers: &HeaderMap) -> (Self, Option<Excess>) {
        let mut asked = Self {
            query: String::new(),
            chosen: Vec::new(),
            page: 1,
            language: None,
            preferred: language::preferred(headers),
        };
        if address.len() > MAX_ADDRESS {
            return (asked, Some("wrong-long"));
        }
        let mut excess = None;
        for pair in address.split('&') {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            if let Err(fault) = asked.take(name, decoded(value)) {
                excess = excess.or(Some(fault));
            }
        }
        (asked, excess)
    }

    fn take(&mut self, name: &str, value: String) -> Result<(), Excess> {
        match name {
            "q" => {
                let mut rest = value.trim().chars();
                self.query = rest.by_ref().take(MAX_QUERY).collect();
                rest.next().map_or(Ok(()), |_| Err("wrong-long"))
            }
            "f" if value.is_empty() => Ok(()),
            "f" => self.choose(&value),
            "page" => {
                let page = value
                    .parse()
                    .ok()
                    .filter(|page| (1..=MAX_PAGE).contains(page));
                self.page = page.ok_or("wrong-page")?;
                Ok(())
            }
            "lang" => {
                self.language = language::of_code(&value);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn choose(&mut self, text: &str) -> Result<(), Excess> {
        let (name, value) = text.split_once(':').ok_or("wrong-facet")?;
        let index = Index::from_name(name).filter(|index| FACETS.contains(index));
        let index = index.ok_or("wrong-facet")?;
        if value.is_empty() || value.chars().count() > MAX_QUERY {
            return Err("wrong-facet");
        }
        let chosen = Chosen {
            index,
            value: value.to_owned(),
        };
        if self.chosen.contains(&chosen) {
            return Ok(());
        }
        if self.chosen.len() >= MAX_CHOSEN {
            return Err("wrong-facets");
        }
        self.chosen.push(chosen);
        Ok(())
    }

    /// Whether anything is looked for.
    pub(crate) fn is_empty(&self) -> bool {
        self.query.is_empty() && self.chosen.is_empty()
    }

    /// The language in which the page speaks.
    pub(crate) fn words(&self) -> Words {
        Words(self.language.unwrap_or(self.preferred))
    }

    /// The language to be carried along: none if the browser's own will do.
    pub(crate) fn carried(&self) -> Option<&'static str> {
        self.language.map(Language::as_str)
    }

    /// The address of this at a path: `/`, `/record/kainet.1`.
    pub(crate) fn href(&self, path: &str) -> String {
        let mut pairs = Vec::new();
        let mut pair = |name: &str, value: &str| {
            pairs.push(format!("{name}={}", utf8_percent_encode(value, PLAIN)));
        };
        if !self.query.is_empty() {
            pair("q", &self.query);
        }
        for Chosen { index, value } in &self.chosen {
            pair("f", &format!("{}:{value}", index.as_str()));
        }
        if self.page > 1 {
            pair("page", &self.page.to_string());
        }
        if let Some(language) = self.carried() {
            pair("lang", language);
        }
        match pairs.is_empty() {
            true => path.to_owned(),
            false => format!("{path}?{}", pairs.join("&")),
        }
    }

    /// The same in another language.
    pub(crate) fn in_language(&self, language: Language) -> Self {
        Self {
            language: Some(language),
            ..self.clone()
        }
    }

    /// Another page of the same results.
    pub(crate) fn at_page(&self, page: u32) -> Self {
        Self {
            page,
            ..self.clone()
        }
    }

    /// The first page of the results, narrowed to a value more; none if no more can be chosen.
    pub(crate) fn narrowed(&self, index: Index, value: &str) -> Option<Self> {
        let mut narrowed = self.at_page(1);
        let chosen = format!("{}:{value}", index.as_str());
        narrowed.choose(&chosen).ok()?;
        (narrowed.chosen.len() > self.chosen.len()).then_some(narrowed)
    }

    /// The first page of the results without a value that was chosen.
    pub(crate) fn widened(&self, without: &Chosen) -> Self {
        let mut widened = self.at_page(1);
        widened.chosen.retain(|chosen| chosen != without);
        widened
    }

    /// Nothing looked for, in the same language.
    pub(crate) fn nothing(&self) -> Self {
        Self {
            query: String::new(),
            chosen: Vec::new(),
            ..self.at_page(1)
        }
    }
}

/// A text as it can stand in an address.
pub(crate) fn escaped(text: &str) -> String {
    utf8_percent_encode(text, PLAIN).to_string()
}

fn decoded(text: &str) -> String {
    let text = text.replace('+', " ");
    percent_decode_str(&text).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(address: &str) -> (Asked, Option<Excess>) {
        Asked::read(address, &HeaderMap::new())
    }

    #[test]
    fn an_address_is_written_as_it_is_read() {
        let address = "q=a%26b%20%C3%A4&f=author%3AWaltari%2C%20Mika&f=year%3A1945&page=2&lang=sv";
        let (asked, excess) = read(address);
        assert_eq!(excess, None);
        assert_eq!(asked.query, "a&b ä");
        assert_eq!(asked.chosen[0].value, "Waltari, Mika");
        assert_eq!(asked.href("/"), format!("/?{address}"));
        let first = asked.chosen[0].clone();
        assert_eq!(
            asked.widened(&first).href("/"),
            "/?q=a%26b%20%C3%A4&f=year%3A1945&lang=sv"
        );
        assert_eq!(
            asked.nothing().in_language(Language::En).href("/"),
            "/?lang=en"
        );
        assert_eq!(read("").0.href("/"), "/");
    }

    #[test]
    fn what_is_too_much_is_named() {
        let facets = |count: usize| -> String {
            (0..count)
                .map(|number| format!("f=year:{number}&"))
                .collect()
        };
        for (address, excess) in [
            (format!("q={}", "ä".repeat(MAX_QUERY)), None),
            (
                format!("q={}", "ä".repeat(MAX_QUERY + 1)),
                Some("wrong-long"),
            ),
            (format!("x={}", "a".repeat(MAX_ADDRESS)), Some("wrong-long")),
            (format!("page={MAX_PAGE}"), None),
            (format!("page={}", MAX_PAGE + 1), Some("wrong-page")),
            ("page=0".into(), Some("wrong-page")),
            ("page=two".into(), Some("wrong-page")),
            (facets(MAX_CHOSEN), None),
            (facets(MAX_CHOSEN + 1), Some("wrong-facets")),
            ("f=barcode:1".into(), Some("wrong-facet")),
            ("f=author".into(), Some("wrong-facet")),
            (
                format!("f=author:{}", "a".repeat(MAX_QUERY + 1)),
                Some("wrong-facet"),
            ),
        ] {
            let (asked, found) = read(&address);
            assert_eq!(found, excess, "{address}");
            assert!(asked.query.chars().count() <= MAX_QUERY);
            assert!(asked.chosen.len() <= MAX_CHOSEN);
        }
    }
}
