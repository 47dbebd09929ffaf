//! A catalogue in memory: a few records, searched naively; it can be slow, or fail.

use std::{
    any::Any,
    sync::{Arc, Mutex},
    time::Duration,
};

use jiff::Timestamp;
use silta_consortium::{
    Answer, Catalogue, CataloguePart, Change, ChangesAsked, CirculationStatus, Context, Failure,
    Index, Item, Library, List, MarcFormat, MarcRecord, MediaType, NewRecord, Page, Query, Record,
    RecordChange, RecordChanges, RecordId, ResultSet, Search,
    query::{
        Browse, Facet, FacetAsked, Form, Position, Relation, SortKey, Term, TermEntry, Terms,
        Truncation,
    },
};
use silta_z3950_service::Consortium;

/// The records, and how the catalogue behaves.
pub(crate) struct Memory {
    pub(crate) records: Mutex<Vec<MarcRecord>>,
    pub(crate) mood: Mutex<Mood>,
}

/// How the catalogue behaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mood {
    Well,
    /// Every answer fails.
    Away,
    /// Searching and presenting take so long.
    Slow(Duration),
    /// Holdings take so long.
    SlowHoldings(Duration),
}

/// Title, author, year.
const TITLES: [(&str, &str, &str); 8] = [
    ("Seitsemän veljestä", "Kivi, Aleksis", "1870"),
    ("Kalevala", "Lönnrot, Elias", "1849"),
    ("Dog days", "Smith, Ann", "1990"),
    ("The dog and the Dogma", "Smith, John", "1995"),
    ("Dogma", "Jones, Ann", "1999"),
    ("Äänen aika", "Ågren, Öivind", "2001"),
    ("Zen", "Jones, Bob", "2005"),
    ("A day with a dog", "Day, Doris", "2010"),
];

impl Memory {
    pub(crate) fn new() -> Self {
        let records = TITLES.iter().zip(1..).map(|((title, author, year), n)| {
            record(n, iso2709(n, title, author, year), MarcFormat::Iso2709)
        });
        Self {
            records: Mutex::new(records.collect()),
            mood: Mutex::new(Mood::Well),
        }
    }

    /// With so many records more, each with a title of `bytes`.
    pub(crate) fn add(&self, count: usize, bytes: usize) {
        let mut records = self.records.lock().unwrap();
        for _ in 0..count {
            let n = records.len() + 1;
            let title = format!("filler {}", "x".repeat(bytes));
            let bytes = iso2709(n, &title, "Filler", "1500");
            records.push(record(n, bytes, MarcFormat::Iso2709));
        }
    }

    async fn think(&self) -> Result<(), silta_consortium::Error> {
        let mood = *self.mood.lock().unwrap();
        match mood {
            Mood::Away => return Err(Failure::unavailable("away").into()),
            Mood::Slow(time) => tokio::time::sleep(time).await,
            Mood::Well | Mood::SlowHoldings(_) => {}
        }
        Ok(())
    }

    fn find(&self, query: &Query) -> Vec<usize> {
        let count = self.records.lock().unwrap().len();
        (0..count).filter(|n| self.matches(*n, query)).collect()
    }

    fn matches(&self, n: usize, query: &Query) -> bool {
        match query {
            Query::All => true,
            Query::Term(term) => self.term(n, term),
            Query::And(left, right) => self.matches(n, left) && self.matches(n, right),
            Query::Or(left, right) => self.matches(n, left) || self.matches(n, right),
            Query::Not(left, right) => self.matches(n, left) && !self.matches(n, right),
            Query::Near(left, right, nearness) => {
                let (Query::Term(left), Query::Term(right)) = (&**left, &**right) else {
                    panic!("near terms only");
                };
                let text = fold(&self.text(n, left.index));
                let words: Vec<_> = text.split_whitespace().collect();
                let places = |term: &Term| {
                    let wanted = fold(&term.text);
                    let here = words.iter().enumerate();
                    here.filter(move |(_, word)| **word == wanted)
                        .map(|(at, _)| at)
                        .collect()
                };
                let (left, right): (Vec<usize>, Vec<usize>) = (places(left), places(right));
                left.iter().any(|left| {
                    right.iter().any(|right| {
                        let after = right > left && right - left <= nearness.distance as usize;
                        let before = left > right && left - right <= nearness.distance as usize;
                        after || before && !nearness.ordered
                    })
                })
            }
            Query::Found(set) => places(set).contains(&n),
        }
    }

    /// The text of an index, fields apart by a bar.
    fn text(&self, n: usize, index: Index) -> String {
        let bytes = Arc::clone(&self.records.lock().unwrap()[n].bytes);
        let Ok(read) = silta_marc::iso2709::read(&bytes) else {
            return String::new();
        };
        let record = read.record;
        let text = |tag: &str| {
            record
                .field(tag)
                .map(|field| field.text("ac"))
                .unwrap_or_default()
        };
        match index {
            Index::Title | Index::KeyTitle => text("245"),
            Index::Author | Index::PersonalName => text("100"),
            Index::Year => text("260"),
            Index::RecordId => format!("kainet.{}", n + 1),
            _ => format!("{} {}", text("245"), text("100")),
        }
    }

    fn term(&self, n: usize, term: &Term) -> bool {
        let text = fold(&self.text(n, term.index));
        let wanted = fold(&term.text);
        if term.index == Index::Year {
            return match term.relation {
                Relation::Less => text < wanted,
                Relation::LessOrEqual => text <= wanted,
                Relation::Equal => text == wanted,
                Relation::GreaterOrEqual => text >= wanted,
                Relation::Greater => text > wanted,
                Relation::NotEqual => text != wanted,
            };
        }
        let is = |word: &str, wanted: &str| match term.truncation {
            Truncation::None => word == wanted,
            Truncation::Right => word.starts_with(wanted),
            Truncation::Left => word.ends_with(wanted),
            Truncation::Both => word.contains(wanted),
            Truncation::Masked => masked(word, wanted),
        };
        let words: Vec<_> = text.split_whitespace().collect();
        let mut asked = wanted.split_whitespace().peekable();
        if asked.peek().is_none() {
            return false;
        }
        let asked: Vec<_> = asked.collect();
        let follow = |words: &[&str]| {
            words.len() >= asked.len()
                && words
                    .iter()
                    .zip(&asked)
                    .all(|(word, asked)| is(word, asked))
        };
        match term.form {
            Form::Heading => is(&text, &wanted),
            _ if term.complete => words.len() == asked.len() && follow(&words),
            _ if term.position == Position::First => follow(&words),
            Form::AllWords => asked
                .iter()
                .all(|asked| words.iter().any(|word| is(word, asked))),
            Form::AnyWord => asked
                .iter()
                .any(|asked| words.iter().any(|word| is(word, asked))),
            Form::Phrase => (0..words.len()).any(|from| follow(&words[from..])),
        }
    }
}

fn fold(text: &str) -> String {
    let letters = text.chars().filter(|letter| *letter != ',');
    letters.collect::<String>().to_lowercase()
}

fn masked(word: &str, mask: &str) -> bool {
    match mask.chars().next() {
        None => word.is_empty(),
        Some('*') => (0..=word.len())
            .filter(|at| word.is_char_boundary(*at))
            .any(|at| masked(&word[at..], &mask[1..])),
        Some(letter) => word.chars().next().is_some_and(|first| {
            (letter == '?' || letter == first)
                && masked(&word[first.len_utf8()..], &mask[letter.len_utf8()..])
        }),
    }
}

fn places(set: &ResultSet) -> &[usize] {
    set.kept.downcast_ref::<Vec<usize>>().unwrap()
}

fn result(search: Search, found: Vec<usize>) -> ResultSet {
    ResultSet {
        total: found.len() as u64,
        search,
        kept: Arc::new(found) as Arc<dyn Any + Send + Sync>,
    }
}

pub(crate) fn record(n: usize, bytes: Vec<u8>, format: MarcFormat) -> MarcRecord {
    MarcRecord {
        id: format!("kainet.{n}").as_str().into(),
        changed: Timestamp::UNIX_EPOCH,
        format,
        bytes: bytes.into(),
    }
}

/// A record in UTF-8.
pub(crate) fn iso2709(n: usize, title: &str, author: &str, year: &str) -> Vec<u8> {
    let xml = format!(
        "<record xmlns='http://www.loc.gov/MARC21/slim'><leader>00000nam a2200000 i 4500</leader>\
         <controlfield tag='001'>{n}</controlfield>\
         <datafield tag='100' ind1='1' ind2=' '><subfield code='a'>{author}</subfield></datafield>\
         <datafield tag='245' ind1='1' ind2='0'><subfield code='a'>{title}</subfield></datafield>\
         <datafield tag='260' ind1=' ' ind2=' '><subfield code='c'>{year}</subfield></datafield>\
         <datafield tag='500' ind1=' ' ind2=' '><subfield code='a'>A note.</subfield></datafield>\
         </record>"
    );
    let read = silta_marc::marcxml::read(xml.as_bytes()).unwrap();
    silta_marc::iso2709::write(&read.record).unwrap()
}

fn item(record: &RecordId, barcode: &str, status: CirculationStatus) -> Item {
    Item {
        barcode: barcode.into(),
        record: record.clone(),
        title: "title".into(),
        author: None,
        media_type: MediaType::Book,
        circulation_status: status,
        due: (status == CirculationStatus::OnLoan).then(|| "2026-12-20T21:59:59Z".parse().unwrap()),
        hold_queue: u32::from(status == CirculationStatus::OnLoan),
        home: "KAJ".into(),
        current_location: "KAJ".into(),
        permanent_location: "KAJ".into(),
        destination: None,
        shelf_until: None,
        fee: None,
        shelf_mark: Some("84.2".into()),
        collection: None,
        age_limit: None,
        properties: None,
    }
}

impl Consortium for Memory {
    fn places<'a>(&'a self, _: &'a Context) -> Answer<'a, Arc<[Library]>> {
        let kajaani = Library {
            code: "KAJ".into(),
            name: "Kajaani".into(),
            isil: None,
            closed_dates: Vec::new(),
            pickup: true,
        };
        Box::pin(async { Ok(Arc::from([kajaani])) })
    }
}

impl Catalogue for Memory {
    fn record<'a>(&'a self, _: &'a Context, _: &'a RecordId) -> Answer<'a, Record> {
        Box::pin(async { Err(Failure::internal("not asked").into()) })
    }

    fn titled<'a>(&'a self, _: &'a Context, _: &'a str) -> Answer<'a, Vec<Record>> {
        Box::pin(async { Ok(Vec::new()) })
    }

    fn holdings<'a>(&'a self, _: &'a Context, id: &'a RecordId, _: Page) -> Answer<'a, List<Item>> {
        Box::pin(async move {
            let mood = *self.mood.lock().unwrap();
            if let Mood::SlowHoldings(time) = mood {
                tokio::time::sleep(time).await;
            }
            let statuses = [
                CirculationStatus::Available,
                CirculationStatus::OnLoan,
                CirculationStatus::OnHoldShelf,
                CirculationStatus::InTransit,
            ];
            let items = statuses.into_iter().zip(1..);
            let items = items.map(|(status, n)| item(id, &format!("{}-{n}", id.as_str()), status));
            let items: Vec<_> = items.collect();
            Ok(List {
                total: items.len() as u32,
                items,
            })
        })
    }

    fn changes<'a>(&'a self, _: &'a Context, _: ChangesAsked) -> Answer<'a, RecordChanges> {
        Box::pin(async { unreachable!("no protocol that searches asks for changes") })
    }

    fn change_of<'a>(
        &'a self,
        _: &'a Context,
        _: &'a RecordId,
        _: bool,
    ) -> Answer<'a, RecordChange> {
        Box::pin(async { unreachable!("no protocol that searches asks for changes") })
    }

    fn parts<'a>(&'a self, _: &'a Context) -> Answer<'a, Vec<CataloguePart>> {
        Box::pin(async { unreachable!("no protocol that searches asks for changes") })
    }

    fn search<'a>(&'a self, _: &'a Context, search: Search) -> Answer<'a, ResultSet> {
        Box::pin(async move {
            self.think().await?;
            let found = self.find(&search.query);
            Ok(result(search, found))
        })
    }

    fn sort<'a>(
        &'a self,
        _: &'a Context,
        set: &'a ResultSet,
        keys: Vec<SortKey>,
    ) -> Answer<'a, ResultSet> {
        Box::pin(async move {
            self.think().await?;
            let mut found = places(set).to_vec();
            for key in keys.iter().rev() {
                found.sort_by_key(|n| fold(&self.text(*n, key.index)));
                if key.descending {
                    found.reverse();
                }
            }
            Ok(result(set.search.clone(), found))
        })
    }

    fn present<'a>(
        &'a self,
        _: &'a Context,
        set: &'a ResultSet,
        page: Page,
    ) -> Answer<'a, Vec<Option<Arc<MarcRecord>>>> {
        Box::pin(async move {
            self.think().await?;
            let records = self.records.lock().unwrap();
            let found = places(set).iter().skip(page.skip as usize);
            let found = found.take(page.limit as usize);
            Ok(found
                .map(|n| records.get(*n).cloned().map(Arc::new))
                .collect())
        })
    }

    fn facets<'a>(
        &'a self,
        _: &'a Context,
        _: &'a ResultSet,
        _: Vec<FacetAsked>,
    ) -> Answer<'a, Vec<Facet>> {
        Box::pin(async { unreachable!("Z39.50 asks for no facets") })
    }

    fn browse<'a>(&'a self, _: &'a Context, browse: Browse) -> Answer<'a, Terms> {
        Box::pin(async move {
            self.think().await?;
            let count = self.records.lock().unwrap().len();
            let mut headings: Vec<String> =
                (0..count).map(|n| self.text(n, browse.index)).collect();
            if !browse.headings {
                let words = headings
                    .iter()
                    .flat_map(|text| text.split_whitespace().map(fold));
                headings = words.collect();
            }
            headings.sort_by_key(|heading| fold(heading));
            headings.dedup();
            let from = fold(&browse.from);
            let at = headings.partition_point(|heading| fold(heading) < from);
            let begin = at.saturating_add_signed(-(browse.before as isize));
            let entries: Vec<_> = headings
                .iter()
                .skip(begin)
                .take(browse.count as usize)
                .map(|heading| TermEntry {
                    term: fold(heading),
                    display: heading.clone(),
                    records: 1,
                })
                .collect();
            Ok(Terms {
                before: (at.saturating_sub(begin)) as u32,
                at_end: begin + entries.len() >= headings.len(),
                entries,
            })
        })
    }

    fn marc_record<'a>(&'a self, _: &'a Context, _: &'a RecordId) -> Answer<'a, MarcRecord> {
        Box::pin(async { Err(Failure::internal("not asked").into()) })
    }

    fn put_record(&self, _: Change<NewRecord>) -> Answer<'_, Record> {
        Box::pin(async { Err(Failure::internal("not asked").into()) })
    }

    fn delete_record(&self, _: Change<RecordId>) -> Answer<'_, ()> {
        Box::pin(async { Err(Failure::internal("not asked").into()) })
    }
}
