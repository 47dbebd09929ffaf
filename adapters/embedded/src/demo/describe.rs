//! The demo's records: each title described as a cataloguer would, in MARC 21.
//!
//! The classics are described as they are; everything else is made up, standard numbers included,
//! but with right check digits.

use jiff::{Timestamp, tz::TimeZone};
use silta_marc::{Field, Leader, Record, Subfield};

use super::{
    numbers,
    tables::{CLASSICS, Classic, Kind, Language, PEOPLE, SERIES, SUBJECTS, kind},
    titles,
};

/// Whose records they are (003).
pub(super) const AGENCY: &str = "FI-Kam";

/// A title to be described.
pub(super) struct Title<'a> {
    /// The N of `kainet.N`.
    pub(super) number: i64,
    pub(super) title: &'a str,
    pub(super) author: Option<&'a str>,
    /// As the store names it.
    pub(super) media_type: &'a str,
    pub(super) language: Language,
    /// Where its copy stands: a library, and a class with the beginning of its heading.
    pub(super) shelf: Option<(&'a str, &'a str)>,
    pub(super) changed: Timestamp,
}

impl Title<'_> {
    /// Its record.
    pub(super) fn record(&self) -> Record {
        let kind = kind(self.media_type);
        let mut draft = Draft::new(kind.leader);
        let classic = usize::try_from(self.number - 1)
            .ok()
            .and_then(|place| CLASSICS.get(place));
        match classic {
            Some(classic) => self.describe(&mut draft, kind, &Edition::of(classic)),
            None => self.describe(&mut draft, kind, &Edition::made_up(self)),
        }
        draft.finish()
    }

    fn describe(&self, draft: &mut Draft, kind: &Kind, edition: &Edition) {
        self.control_fields(draft, kind, edition);
        self.standard_numbers(draft, edition.year);
        self.headings(draft, edition);
        self.title(draft, kind, edition);
        self.publication(draft, kind, edition);
        self.content(draft, kind, edition);
        self.place(draft);
    }

    fn control_fields(&self, draft: &mut Draft, kind: &Kind, edition: &Edition) {
        let language = self.language;
        let changed = self.changed.to_zoned(TimeZone::UTC);
        let dates = match (self.media_type, edition.original) {
            ("magazine", _) => format!("c{}9999", edition.year),
            (_, Some(original)) => format!("r{}{original}", edition.year),
            (_, None) => format!("s{}    ", edition.year),
        };
        let (country, material) = (language.country, kind.material);
        draft.control("001", self.number.to_string());
        draft.control("003", AGENCY);
        draft.control("005", changed.strftime("%Y%m%d%H%M%S.0").to_string());
        draft.control("007", kind.physical);
        let entered = changed.strftime("%y%m%d");
        let code = language.code;
        draft.control(
            "008",
            format!("{entered}{dates}{country}{material}{code} c"),
        );
        draft.field("040", "  ", &[('a', AGENCY), ('b', "fin"), ('e', "rda")]);
        match edition.translated_from {
            Some(from) => draft.field("041", "1 ", &[('a', code), ('h', from)]),
            None => draft.field("041", "0 ", &[('a', code)]),
        }
    }

    fn standard_numbers(&self, draft: &mut Draft, year: u16) {
        let number = self.number;
        match self.media_type {
            // ISBN had ten digits until 2006.
            "book" | "ebook" if year < 2007 => {
                draft.field(
                    "020",
                    "  ",
                    &[('a', &numbers::isbn10(number)), ('q', "sidottu")],
                );
            }
            "book" | "ebook" => draft.field("020", "  ", &[('a', &numbers::isbn13(number))]),
            "magazine" => {
                draft.field("022", "0 ", &[('a', &numbers::issn(number))]);
                draft.field("222", " 0", &[('a', self.title)]);
            }
            "score" => draft.field("024", "2 ", &[('a', &numbers::ismn(number))]),
            "cd" | "dvd" => {
                let publisher_number = format!("KAI-{number:04}");
                let kind = if self.media_type == "cd" { "02" } else { "42" };
                let subfields = [('a', publisher_number.as_str()), ('b', "Kainetlevyt")];
                draft.field("028", kind, &subfields);
            }
            _ => {}
        }
    }

    fn headings(&self, draft: &mut Draft, edition: &Edition) {
        if let Some(author) = self.author {
            let role = role(self.media_type);
            match edition.life {
                Some(life) => draft.field(
                    "100",
                    "1 ",
                    &[
                        ('a', &format!("{author},")),
                        ('d', &format!("{life},")),
                        ('e', role),
                    ],
                ),
                None => draft.field("100", "1 ", &[('a', &format!("{author},")), ('e', role)]),
            }
        }
        if let Some(uniform) = &edition.uniform_title {
            draft.field("240", "10", &[('a', uniform)]);
        }
        if let Some(other) = &edition.contributor {
            draft.field(
                "700",
                "1 ",
                &[('a', &format!("{other},")), ('e', "kääntäjä.")],
            );
        }
    }

    fn title(&self, draft: &mut Draft, kind: &Kind, edition: &Edition) {
        let added = if self.author.is_some() { '1' } else { '0' };
        let skipped = match self
            .language
            .articles
            .iter()
            .find(|one| self.title.starts_with(**one))
        {
            Some(article) => article.chars().count(),
            None => 0,
        };
        let mut responsible = match self.author {
            Some(author) => forename_first(author),
            None => "Kainetin kirjastot".to_owned(),
        };
        if let Some(other) = &edition.contributor {
            responsible.push_str(" ; ");
            responsible.push_str(self.language.translated_by);
            responsible.push_str(&forename_first(other));
        }
        let indicators = format!("{added}{skipped}");
        let title = format!("{} /", self.title);
        draft.field("245", &indicators, &[('a', &title), ('c', &responsible)]);
        if kind.media_type == "map" {
            draft.field("255", "  ", &[('a', "1:50 000")]);
        }
    }

    fn publication(&self, draft: &mut Draft, kind: &Kind, edition: &Edition) {
        let (place, publisher) = edition.publisher;
        let year = match self.media_type {
            "magazine" => format!("{}-", edition.year),
            _ => edition.year.to_string(),
        };
        let place = format!("{place} :");
        let publisher = format!("{publisher},");
        draft.field(
            "264",
            " 1",
            &[('a', &place), ('b', &publisher), ('c', &year)],
        );
        let extent = kind
            .extent
            .replace('#', &(40 + self.number % 400).to_string());
        match kind.size {
            "" => draft.field("300", "  ", &[('a', &extent)]),
            size => draft.field("300", "  ", &[('a', &format!("{extent} ;")), ('c', size)]),
        }
        for (tag, (term, code, source)) in [
            ("336", (kind.content.0, kind.content.1, "rdacontent")),
            ("337", (kind.media.0, kind.media.1, "rdamedia")),
            ("338", (kind.carrier.0, kind.carrier.1, "rdacarrier")),
        ] {
            draft.field(tag, "  ", &[('a', term), ('b', code), ('2', source)]);
        }
        if kind.media_type == "magazine" {
            draft.field("310", "  ", &[('a', "12 numeroa vuodessa")]);
            draft.field("362", "0 ", &[('a', &format!("1 ({})-", edition.year))]);
        }
        if kind.media_type == "ebook" {
            let address = format!("https://kainet.example/e/{}", self.number);
            draft.field("856", "40", &[('u', &address), ('y', "Lue verkossa")]);
        }
        if let Some((series, volume)) = &edition.series {
            draft.field("490", "1 ", &[('a', &format!("{series} ;")), ('v', volume)]);
            draft.field("830", " 0", &[('a', &format!("{series} ;")), ('v', volume)]);
        }
    }

    fn content(&self, draft: &mut Draft, kind: &Kind, edition: &Edition) {
        let language = self.language;
        if let Some(note) = edition.note {
            draft.field("500", "  ", &[('a', note)]);
        }
        let [first, second] = self.subjects();
        let (first, second) = (first[language.place], second[language.place]);
        if self.number % 4 == 0 {
            let summary = language.summary.replace('1', first).replace('2', second);
            draft.field("520", "  ", &[('a', &summary)]);
        }
        for subject in [first, second] {
            draft.field("650", " 7", &[('a', subject), ('2', language.thesaurus)]);
        }
        if self.number % 3 == 0 {
            let kainuu = language.kainuu;
            draft.field("651", " 7", &[('a', kainuu), ('2', language.thesaurus)]);
        }
        draft.field(
            "655",
            " 7",
            &[('a', edition.genre.unwrap_or(kind.genre)), ('2', "slm/fin")],
        );
    }

    fn place(&self, draft: &mut Draft) {
        let Some((library, mark)) = self.shelf else {
            return;
        };
        let (class, heading) = mark.split_once(' ').unwrap_or((mark, ""));
        draft.field("084", "  ", &[('a', class), ('2', "ykl")]);
        let mut subfields = vec![('a', AGENCY), ('b', library), ('h', class)];
        if !heading.is_empty() {
            subfields.push(('i', heading));
        }
        draft.field("852", "8 ", &subfields);
    }

    /// Two different ones.
    fn subjects(&self) -> [&'static [&'static str; 4]; 2] {
        let number = usize::try_from(self.number).unwrap_or_default();
        let first = number % SUBJECTS.len();
        let second = (first + 1 + number / SUBJECTS.len() % (SUBJECTS.len() - 1)) % SUBJECTS.len();
        [&SUBJECTS[first], &SUBJECTS[second]]
    }
}

/// What is said of one edition beside its title.
struct Edition {
    year: u16,
    /// When the text first came out.
    original: Option<u16>,
    publisher: (&'static str, &'static str),
    /// When the author lived.
    life: Option<&'static str>,
    translated_from: Option<&'static str>,
    uniform_title: Option<String>,
    contributor: Option<String>,
    series: Option<(&'static str, String)>,
    note: Option<&'static str>,
    genre: Option<&'static str>,
}

impl Edition {
    fn of(classic: &Classic) -> Self {
        Self {
            year: classic.year,
            original: classic.original,
            publisher: classic.publisher,
            life: classic.life,
            translated_from: None,
            uniform_title: None,
            contributor: None,
            series: None,
            note: classic.note,
            genre: Some(classic.genre),
        }
    }

    /// Details by number: the same at each start.
    fn made_up(title: &Title<'_>) -> Self {
        let number = usize::try_from(title.number).unwrap_or_default();
        let language = title.language;
        let is_translated = title.media_type == "book" && title.author.is_some() && number % 5 == 0;
        let year = 1950 + u16::try_from(number * 7 % 75).unwrap_or_default();
        let uniform_title = || {
            let words = titles::english_words();
            format!(
                "{} of {}",
                words[number % words.len()],
                words[(number / 13 + 5) % words.len()]
            )
        };
        Self {
            year,
            original: None,
            publisher: language.publishers[number % language.publishers.len()],
            life: None,
            translated_from: is_translated.then_some(language.translated_from),
            uniform_title: is_translated.then(uniform_title),
            contributor: is_translated.then(|| PEOPLE[number % PEOPLE.len()].to_owned()),
            series: number.is_multiple_of(6).then(|| {
                let (series, volumes) = SERIES[number / 6 % SERIES.len()];
                (series, (number % volumes + 1).to_string())
            }),
            note: None,
            genre: None,
        }
    }
}

pub(super) const ARTICLE: &str = "Silta Kajaaninjoen yli";
pub(super) const ARTICLE_AUTHOR: &str = "Oikarinen, Risten";
pub(super) const BIBLIOGRAPHY: &str = "Kainuun kirjallisuuden luettelo";

/// An article in a serial: described by itself, with the title it stands in (773).
pub(super) fn component(number: i64, host: &Title<'_>) -> Record {
    let part = Title {
        number,
        title: ARTICLE,
        author: Some(ARTICLE_AUTHOR),
        media_type: "book",
        language: host.language,
        shelf: None,
        changed: host.changed,
    };
    let mut record = part.record();
    // A component part has no standard number of its own.
    record.fields.retain(|field| field.tag != *"020");
    let mut draft = Draft {
        leader: "00000naa a2200000 i 4500",
        fields: record.fields,
    };
    draft.field(
        "773",
        "0 ",
        &[
            ('7', "nnas"),
            ('w', &format!("({AGENCY}){}", host.number)),
            ('t', host.title),
            ('x', &numbers::issn(host.number)),
            ('g', "2019, nro 3, sivut 12-15"),
        ],
    );
    draft.finish()
}

/// A record longer than ISO 2709 can hold: a bibliography with its contents (505).
pub(super) fn bibliography(number: i64, changed: Timestamp) -> Record {
    const NOTES: usize = 25;
    const NOTE: usize = 8_000;
    let record = Title {
        number,
        title: BIBLIOGRAPHY,
        author: None,
        media_type: "ebook",
        language: Language::FINNISH,
        shelf: None,
        changed,
    }
    .record();
    let mut draft = Draft {
        leader: kind("ebook").leader,
        fields: record.fields,
    };
    let works: Vec<String> = titles::more()
        .map(|work| format!("{} / {}", work.title, forename_first(&work.author)))
        .collect();
    let mut works = works.iter().cycle();
    for _ in 0..NOTES {
        let mut note = String::with_capacity(NOTE + 80);
        while note.len() < NOTE {
            note.extend(works.next().into_iter().map(String::as_str).chain([" -- "]));
        }
        draft.field("505", "0 ", &[('a', note.trim_end_matches(" -- "))]);
    }
    draft.finish()
}

/// A record in the making: fields in any order.
struct Draft {
    leader: &'static str,
    fields: Vec<Field>,
}

impl Draft {
    fn new(leader: &'static str) -> Self {
        let fields = Vec::with_capacity(32);
        Self { leader, fields }
    }

    fn control(&mut self, tag: &str, text: impl Into<String>) {
        if let Ok(tag) = tag.parse() {
            self.fields.push(Field::control(tag, text));
        }
    }

    /// `indicators`: two characters.
    fn field(&mut self, tag: &str, indicators: &str, subfields: &[(char, &str)]) {
        let mut indicators = indicators.chars();
        let indicators = [indicators.next(), indicators.next()].map(|one| one.unwrap_or(' '));
        let subfields = subfields
            .iter()
            .map(|(code, value)| Subfield::new(*code, *value))
            .collect();
        if let Ok(tag) = tag.parse() {
            self.fields.push(Field::data(tag, indicators, subfields));
        }
    }

    /// The record, its fields in the order of their tags.
    fn finish(mut self) -> Record {
        self.fields.sort_by_key(|field| field.tag);
        Record {
            leader: self.leader.parse::<Leader>().unwrap_or_default(),
            fields: self.fields,
        }
    }
}

fn role(media_type: &str) -> &'static str {
    match media_type {
        "dvd" => "elokuvaohjaaja.",
        "cd" | "score" => "säveltäjä.",
        "map" => "kartantekijä.",
        "magazine" => "päätoimittaja.",
        _ => "kirjoittaja.",
    }
}

/// `Aleksis Kivi` of `Kivi, Aleksis`.
fn forename_first(name: &str) -> String {
    match name.split_once(", ") {
        Some((surname, forename)) => format!("{forename} {surname}"),
        None => name.to_owned(),
    }
}
