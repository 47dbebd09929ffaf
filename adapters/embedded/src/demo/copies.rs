//! The demo's copies and their records.

use jiff::{Timestamp, ToSpan};
use rusqlite::{Statement, params};
use silta_marc::Record;

use super::{
    Demo, LIBRARIES,
    describe::{self, AGENCY, Title},
    tables::{Language, kind},
    titles,
};
use crate::{
    cataloguing::{self, Cataloguer, Incoming},
    clock::millis,
};

/// A record and its copy; the default is a book on its shelf.
#[derive(Clone, Default)]
struct Copy<'a> {
    barcode: &'a str,
    title: &'a str,
    author: Option<&'a str>,
    /// Finnish if it is none.
    language: Option<Language>,
    home: &'a str,
    /// Where it is, if not at home.
    location: Option<&'a str>,
    destination: Option<&'a str>,
    /// `book` if it is empty.
    media_type: &'a str,
    /// `available` if it is empty.
    state: &'a str,
    fee: Option<i64>,
    age_limit: Option<u8>,
    shelf_mark: &'a str,
    /// Who has it, lent how many days ago, due in how many.
    loan: Option<(&'a str, i64, i32)>,
}

/// The copies that walk through the rules, in the order of their records `kainet.1` to `kainet.12`.
fn named(long_title: &str) -> [Copy<'_>; 12] {
    [
        Copy {
            barcode: "3900000001",
            title: "Seitsemän veljestä",
            author: Some("Kivi, Aleksis"),
            home: "KAJ",
            shelf_mark: "84.2 KIV",
            ..Copy::default()
        },
        Copy {
            barcode: "3900000002",
            title: "Kalevala",
            author: Some("Lönnrot, Elias"),
            home: "SOT",
            shelf_mark: "81.4 KAL",
            ..Copy::default()
        },
        Copy {
            barcode: "3900000003",
            title: "Tuntematon sotilas",
            author: Some("Linna, Väinö"),
            home: "KAJ",
            shelf_mark: "84.2 LIN",
            ..Copy::default()
        },
        Copy {
            barcode: "3900000004",
            title: "Elokuva K16",
            home: "KAJ",
            media_type: "dvd",
            age_limit: Some(16),
            shelf_mark: "84.2 ELO",
            ..Copy::default()
        },
        Copy {
            barcode: "3900000005",
            title: "Putkinotko",
            author: Some("Lehtonen, Joel"),
            home: "SOT",
            shelf_mark: "84.2 LEH",
            loan: Some(("2900000002", 18, 10)),
            ..Copy::default()
        },
        Copy {
            barcode: "3900000006",
            title: "Sinuhe egyptiläinen",
            author: Some("Waltari, Mika"),
            home: "KAJ",
            shelf_mark: "84.2 WAL",
            loan: Some(("2900000002", 33, -5)),
            ..Copy::default()
        },
        Copy {
            barcode: "3900000007",
            title: "Suomen kartasto",
            home: "KAJ",
            state: "not_for_loan",
            shelf_mark: "40.2 SUO",
            ..Copy::default()
        },
        Copy {
            barcode: "3900000008",
            title: "Rautatie",
            author: Some("Aho, Juhani"),
            home: "SOT",
            location: Some("KAJ"),
            destination: Some("SOT"),
            shelf_mark: "84.2 AHO",
            ..Copy::default()
        },
        Copy {
            barcode: "3900000009",
            title: "Kadonnut kirja",
            home: "KAJ",
            state: "lost",
            shelf_mark: "84.2 KAD",
            ..Copy::default()
        },
        Copy {
            barcode: "3900000010",
            title: "Musiikkia Kainuusta",
            home: "KAJ",
            media_type: "cd",
            fee: Some(200),
            shelf_mark: "78.3 MUS",
            ..Copy::default()
        },
        Copy {
            barcode: "3900000011",
            title: long_title,
            home: "KAJ",
            shelf_mark: "84.2 PIT",
            ..Copy::default()
        },
        Copy {
            barcode: "3900000012",
            title: "Nummisuutarit",
            author: Some("Kivi, Aleksis"),
            home: "KUH",
            location: Some("KAJ"),
            shelf_mark: "82.2 KIV",
            ..Copy::default()
        },
    ]
}

/// The number of the first record that is no book of the table: `kainet.1422`.
const FIRST_MORE: i64 = 12 + 999 + 60 + 350 + 1;

impl Demo<'_> {
    pub(super) fn copies(&self) -> rusqlite::Result<()> {
        let mut shelves = Shelves::new(self)?;
        for copy in named(&titles::long()) {
            shelves.add(&copy)?;
        }
        let mut titles = titles::finnish();
        let homes = LIBRARIES.iter().map(|(code, _)| *code).cycle();
        for (number, home) in (3_900_001_001_u64..=3_900_001_999).zip(homes) {
            shelves.generated(number, home, &mut titles, None)?;
        }
        for number in 3_900_002_001..=3_900_002_060 {
            shelves.generated(number, "PAL", &mut titles, Some(("2900000007", 7, 21)))?;
        }
        for number in 3_900_003_001..=3_900_003_350 {
            shelves.generated(number, "RIS", &mut titles, Some(("2900000009", 7, 21)))?;
        }
        let homes = LIBRARIES.iter().map(|(code, _)| *code).cycle();
        for ((number, home), more) in (3_900_004_001_u64..).zip(homes).zip(titles::more()) {
            let barcode = number.to_string();
            shelves.add(&Copy {
                // What is electronic has no copy.
                barcode: if more.media_type == "ebook" {
                    ""
                } else {
                    &barcode
                },
                title: &more.title,
                author: Some(&more.author),
                language: Some(more.language),
                home,
                media_type: more.media_type,
                shelf_mark: kind(more.media_type).class,
                ..Copy::default()
            })?;
        }
        shelves.odd_ones()?;
        shelves.records.finish(self.now)
    }

    /// The end of the day so many days from today.
    fn due(&self, days: i32) -> Timestamp {
        let today = self.rules.date(self.now);
        self.rules.end_of(today.saturating_add(days.days()))
    }
}

/// The statements by which records, copies and loans come in.
struct Shelves<'a> {
    demo: &'a Demo<'a>,
    records: Cataloguer<'a>,
    /// The number of the last record.
    last: i64,
    item: Statement<'a>,
    loan: Statement<'a>,
}

impl<'a> Shelves<'a> {
    fn new(demo: &'a Demo<'a>) -> rusqlite::Result<Self> {
        let item = "INSERT INTO item (barcode, record, media_type, state, home, location,
                                      destination, fee, age_limit, shelf_mark)
                    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";
        let loan = "INSERT INTO loan (item, patron, lent, due, library)
                    VALUES (?1, (SELECT id FROM patron WHERE barcode = ?2), ?3, ?4, ?5)";
        Ok(Self {
            demo,
            records: Cataloguer::begin(demo.transaction, demo.now)?,
            last: 0,
            item: demo.transaction.prepare(item)?,
            loan: demo.transaction.prepare(loan)?,
        })
    }

    /// A record with its copy, if that has a barcode.
    fn add(&mut self, copy: &Copy<'_>) -> rusqlite::Result<()> {
        let media_type = either(copy.media_type, "book");
        let has_copy = !copy.barcode.is_empty();
        let title = Title {
            number: self.last + 1,
            title: copy.title,
            author: copy.author,
            media_type,
            language: copy.language.unwrap_or(Language::FINNISH),
            shelf: has_copy.then_some((copy.home, copy.shelf_mark)),
            changed: self.demo.now,
        };
        self.catalogue(copy.title, copy.author, &title.record())?;
        if !has_copy {
            return Ok(());
        }
        let item = self.item.insert(params![
            copy.barcode,
            self.last,
            media_type,
            either(copy.state, "available"),
            copy.home,
            copy.location.unwrap_or(copy.home),
            copy.destination,
            copy.fee,
            copy.age_limit,
            copy.shelf_mark,
        ])?;
        if let Some((card, lent, due)) = copy.loan {
            let lent = millis(self.demo.days_ago(lent));
            let due = millis(self.demo.due(due));
            self.loan
                .execute(params![item, card, lent, due, copy.home])?;
        }
        Ok(())
    }

    /// An article in a serial, and a record that ISO 2709 cannot hold.
    fn odd_ones(&mut self) -> rusqlite::Result<()> {
        let (number, serial) = titles::serial();
        let host = Title {
            number: FIRST_MORE + number,
            title: &serial.title,
            author: None,
            media_type: serial.media_type,
            language: serial.language,
            shelf: None,
            changed: self.demo.now,
        };
        let article = describe::component(self.last + 1, &host);
        self.catalogue(describe::ARTICLE, Some(describe::ARTICLE_AUTHOR), &article)?;
        let changed = self.demo.now;
        let bibliography = describe::bibliography(self.last + 1, changed);
        self.catalogue(describe::BIBLIOGRAPHY, None, &bibliography)
    }

    /// A record that takes the next number.
    fn catalogue(
        &mut self,
        title: &str,
        author: Option<&str>,
        record: &Record,
    ) -> rusqlite::Result<()> {
        self.last += 1;
        let (format, bytes) = cataloguing::written(record);
        let incoming = Incoming {
            title: title.to_owned(),
            author: author.map(str::to_owned),
            control: format!("({AGENCY}){}", self.last),
            ..Incoming::new(record, format, bytes)
        };
        self.records.take(&incoming).map(drop)
    }

    fn generated(
        &mut self,
        number: u64,
        home: &str,
        titles: &mut dyn Iterator<Item = titles::Work>,
        loan: Option<(&str, i64, i32)>,
    ) -> rusqlite::Result<()> {
        let Some(work) = titles.next() else {
            return Ok(());
        };
        self.add(&Copy {
            barcode: &number.to_string(),
            title: &work.title,
            author: Some(&work.author),
            home,
            shelf_mark: "84.2",
            loan,
            ..Copy::default()
        })
    }
}

fn either<'a>(text: &'a str, default: &'a str) -> &'a str {
    if text.is_empty() { default } else { text }
}
