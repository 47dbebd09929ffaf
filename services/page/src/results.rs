//! The page of results, with what all pages have around them.

use std::sync::Arc;

use askama::Template;
use silta_consortium::{
    Argument, Index, Item, Language, List, MarcRecord, Page, RecordId, Search,
    query::{Facet, FacetAsked, FacetOrder},
};

use crate::{
    catalogue::{Asking, Silence, read},
    fields, language,
    limits::{FACET_VALUES, MAX_PAGE, RECORDS_PER_PAGE},
    record::{Availability, availability},
    request::{Asked, Chosen, FACETS, escaped},
    settings::PageSettings,
    words::Words,
};

/// What stands around every page.
pub(crate) struct Frame {
    /// What the browser calls the page.
    pub(crate) title: String,
    /// The catalogue's name.
    pub(crate) site: String,
    pub(crate) language: &'static str,
    pub(crate) languages: Vec<LanguageLink>,
    pub(crate) home: String,
    pub(crate) interfaces: String,
    /// What stands in the field.
    pub(crate) query: String,
    /// The language that the form carries along.
    pub(crate) carried: Option<&'static str>,
}

/// The same page in another language.
pub(crate) struct LanguageLink {
    pub(crate) name: &'static str,
    pub(crate) code: &'static str,
    pub(crate) href: String,
    pub(crate) current: bool,
}

impl Frame {
    pub(crate) fn new(
        site: &str,
        heading: Option<&str>,
        asked: &Asked,
        href: impl Fn(Language) -> String,
    ) -> Self {
        let words = asked.words();
        let languages = Language::ALL.into_iter().map(|language| LanguageLink {
            name: language::own_name(language),
            code: language.as_str(),
            href: href(language),
            current: language == words.0,
        });
        Self {
            title: heading.map_or_else(|| site.to_owned(), |heading| format!("{heading} – {site}")),
            site: site.to_owned(),
            language: words.0.as_str(),
            languages: languages.collect(),
            home: asked.nothing().href("/"),
            interfaces: asked.nothing().href("/interfaces"),
            query: asked.query.clone(),
            carried: asked.carried(),
        }
    }

    /// Around the page at `/`.
    pub(crate) fn of_search(site: &str, asked: &Asked) -> Self {
        let heading = Some(asked.query.as_str()).filter(|query| !query.is_empty());
        Self::new(site, heading, asked, |language| {
            asked.in_language(language).href("/")
        })
    }
}

#[derive(Template)]
#[template(path = "results.html")]
struct ResultsPage {
    frame: Frame,
    words: Words,
    found: String,
    chosen: Vec<Link>,
    facets: Vec<FacetView>,
    rows: Vec<Row>,
    place: String,
    previous: Option<String>,
    next: Option<String>,
}

struct Link {
    text: String,
    count: String,
    href: String,
}

struct FacetView {
    name: String,
    values: Vec<Link>,
}

struct Row {
    title: String,
    href: String,
    /// Author, year and material, as far as they are known.
    about: String,
    availability: Availability,
}

/// The page of a search.
pub(crate) async fn page(
    settings: &PageSettings,
    asked: &Asked,
    search: Search,
) -> Result<String, Silence> {
    let asking = Asking::new(settings);
    let (consortium, context) = (asking.consortium, &asking.context);
    let set = asking.answer(consortium.search(context, search)).await?;
    let page = Page {
        skip: (asked.page - 1).saturating_mul(RECORDS_PER_PAGE),
        limit: RECORDS_PER_PAGE,
    };
    let found = asking
        .answer(consortium.present(context, &set, page))
        .await?;
    let facets = match set.total {
        0 => Vec::new(),
        _ => asking.facets(&set, facets_asked()).await,
    };
    let found: Vec<Arc<MarcRecord>> = found.into_iter().flatten().collect();
    let ids: Vec<&RecordId> = found.iter().map(|record| &record.id).collect();
    let copies = asking.copies(&ids).await;
    let words = asked.words();
    let rows = found.iter().zip(&copies);
    let last = last_page(set.total);
    let page = ResultsPage {
        frame: Frame::of_search(&settings.title, asked),
        found: words.count("found", set.total),
        chosen: asked
            .chosen
            .iter()
            .map(|chosen| taken_away(&words, asked, chosen))
            .collect(),
        facets: facets
            .iter()
            .filter_map(|facet| view(&words, asked, facet))
            .collect(),
        rows: rows
            .map(|(record, copies)| row(&words, asked, record, copies.as_ref()))
            .collect(),
        place: words.with(
            "page-of",
            &[
                ("page", Argument::Number(asked.page.into())),
                ("last", Argument::Number(last.into())),
            ],
        ),
        previous: (asked.page > 1).then(|| asked.at_page((asked.page - 1).min(last)).href("/")),
        next: (asked.page < last).then(|| asked.at_page(asked.page + 1).href("/")),
        words,
    };
    page.render().map_err(|error| {
        tracing::error!(%error, "a page cannot be written");
        Silence::Unavailable
    })
}

/// The last page that shows any of so many records.
fn last_page(total: u64) -> u32 {
    let last = total.div_ceil(RECORDS_PER_PAGE.into());
    u32::try_from(last).unwrap_or(u32::MAX).clamp(1, MAX_PAGE)
}

fn facets_asked() -> Vec<FacetAsked> {
    let asked = FACETS.map(|index| FacetAsked {
        index,
        order: FacetOrder::Frequent,
        minimum: 1,
        page: Page {
            skip: 0,
            limit: FACET_VALUES,
        },
    });
    asked.into()
}

/// A value that was chosen, with the link that takes it away.
fn taken_away(words: &Words, asked: &Asked, chosen: &Chosen) -> Link {
    Link {
        text: format!(
            "{}: {}",
            facet_name(words, chosen.index),
            shown(words, chosen.index, &chosen.value)
        ),
        count: String::new(),
        href: asked.widened(chosen).href("/"),
    }
}

/// A facet with the values that are not chosen yet; none if it has none.
fn view(words: &Words, asked: &Asked, facet: &Facet) -> Option<FacetView> {
    let values = facet.values.iter().filter_map(|value| {
        Some(Link {
            text: shown(words, facet.index, &value.value),
            count: value.records.to_string(),
            href: asked.narrowed(facet.index, &value.value)?.href("/"),
        })
    });
    let values: Vec<Link> = values.collect();
    let name = facet_name(words, facet.index);
    (!values.is_empty()).then_some(FacetView { name, values })
}

fn facet_name(words: &Words, index: Index) -> String {
    words.name("facet", index.as_str())
}

/// A value of a facet in the reader's language.
fn shown(words: &Words, index: Index, value: &str) -> String {
    match index {
        Index::Language => words.name("language", value),
        Index::MaterialType => words.name("material", value),
        _ => value.to_owned(),
    }
}

fn row(words: &Words, asked: &Asked, record: &MarcRecord, copies: Option<&List<Item>>) -> Row {
    let marc = read(record);
    let marc = marc.as_ref();
    let material = copies.and_then(|copies| copies.items.first());
    let material = material.map(|item| words.name("material", item.media_type.as_str()));
    let about = [
        marc.and_then(fields::author),
        marc.and_then(fields::year),
        material,
    ];
    let about: Vec<String> = about.into_iter().flatten().collect();
    Row {
        title: marc
            .and_then(fields::title)
            .unwrap_or_else(|| words.t("untitled")),
        href: asked.href(&format!("/record/{}", escaped(record.id.as_str()))),
        about: about.join(" · "),
        availability: availability(words, copies),
    }
}
