//! The page of one record: what it is, and where each copy is now.

use askama::Template;
use silta_consortium::{Argument, CirculationStatus, Item, Language, List, RecordId};
use silta_opac_translation::{Circulation, is_available};

use crate::{
    catalogue::{Asking, Silence, read},
    fields,
    request::{Asked, escaped},
    results::Frame,
    settings::PageSettings,
    words::Words,
};

#[derive(Template)]
#[template(path = "record.html")]
struct RecordPage {
    frame: Frame,
    words: Words,
    title: String,
    lines: Vec<Line>,
    /// None if they are not told in time.
    copies: Option<Vec<Copy>>,
    summary: Availability,
    back: Option<String>,
    marcxml: String,
}

struct Line {
    label: String,
    values: Vec<String>,
}

struct Copy {
    place: String,
    call_number: String,
    material: String,
    state: String,
    available: bool,
    due: String,
}

/// The page of a record.
pub(crate) async fn page(
    settings: &PageSettings,
    asked: &Asked,
    id: &RecordId,
) -> Result<String, Silence> {
    let asking = Asking::new(settings);
    let record = asking.consortium.marc_record(&asking.context, id);
    let record = asking.answer(record).await?;
    let (mut copies, libraries) =
        futures_util::future::join(asking.copies(&[id]), asking.libraries()).await;
    let copies = copies.pop().flatten();
    let libraries = libraries.unwrap_or_default();
    let words = asked.words();
    let marc = read(&record);
    let title = marc.as_ref().and_then(fields::title);
    let title = title.unwrap_or_else(|| words.t("untitled"));
    let lines = marc.as_ref().map(fields::lines).unwrap_or_default();
    let lines = lines.into_iter().map(|(label, values)| Line {
        label: words.t(label),
        values,
    });
    let path = format!("/record/{}", escaped(id.as_str()));
    let query = format!(
        "rec.identifier==\"{}\"",
        id.as_str().replace(['"', '\\'], "?")
    );
    let page = RecordPage {
        frame: Frame::new(
            &settings.title,
            Some(&title),
            asked,
            |language: Language| asked.in_language(language).href(&path),
        ),
        title,
        lines: lines.collect(),
        summary: availability(&words, copies.as_ref()),
        copies: copies.map(|list| {
            let zone = &settings.time_zone;
            let told = list.items.iter();
            told.map(|item| copy(&Circulation::new(item, &libraries, zone), &words))
                .collect()
        }),
        back: (!asked.is_empty()).then(|| asked.href("/")),
        marcxml: format!("/sru?recordSchema=marcxml&query={}", escaped(&query)),
        words,
    };
    page.render().map_err(|error| {
        tracing::error!(%error, "a page cannot be written");
        Silence::Unavailable
    })
}

/// How many copies stand on the shelf.
pub(crate) struct Availability {
    /// In words.
    pub(crate) text: String,
    /// Whether any does.
    pub(crate) any: bool,
}

/// What the copies of a record come to.
pub(crate) fn availability(words: &Words, copies: Option<&List<Item>>) -> Availability {
    let available = |copies: &List<Item>| {
        let items = copies.items.iter();
        items.filter(|item| is_available(item)).count()
    };
    let available = copies.map_or(0, available);
    let text = match copies.map(|copies| copies.total) {
        None => words.t("availability-unknown"),
        Some(0) => words.t("no-copies"),
        Some(total) => words.with(
            "availability",
            &[
                (
                    "available",
                    Argument::Number(i64::try_from(available).unwrap_or(i64::MAX)),
                ),
                ("total", Argument::Number(total.into())),
            ],
        ),
    };
    Availability {
        text,
        any: available > 0,
    }
}

fn copy(copy: &Circulation<'_>, words: &Words) -> Copy {
    let due = copy.due().map(|due| written(due.date(), words.0));
    Copy {
        place: copy.place().name.to_owned(),
        call_number: copy.call_number().unwrap_or_default().to_owned(),
        material: words.name("material", copy.item.media_type.as_str()),
        state: words.t(state(copy.item.circulation_status)),
        available: copy.is_available(),
        due: due.unwrap_or_default(),
    }
}

/// A date as a language writes it.
fn written(date: jiff::civil::Date, language: Language) -> String {
    match language {
        Language::Fi => format!("{}.{}.{}", date.day(), date.month(), date.year()),
        Language::Sv => date.to_string(),
        Language::En => date.strftime("%-d %B %Y").to_string(),
    }
}

/// The key of the words for a state.
const fn state(status: CirculationStatus) -> &'static str {
    match status {
        CirculationStatus::Available => "state-available",
        CirculationStatus::ClaimedReturned => "state-claimed-returned",
        CirculationStatus::InProcess => "state-in-process",
        CirculationStatus::InTransit => "state-in-transit",
        CirculationStatus::Lost => "state-lost",
        CirculationStatus::Missing => "state-missing",
        CirculationStatus::NotForLoan => "state-not-for-loan",
        CirculationStatus::OnHoldShelf => "state-on-hold-shelf",
        CirculationStatus::OnLoan => "state-on-loan",
        CirculationStatus::OnOrder => "state-on-order",
        CirculationStatus::Recalled => "state-recalled",
    }
}
