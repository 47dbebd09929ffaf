//! Fills an index with generated records, and asks it.
//!
//!     cargo run --release -p silta-index --example million -- import FOLDER 1000000
//!     cargo run --release -p silta-index --example million -- ask FOLDER
//!
//! The words of the records have the statistics of real ones: few words stand in very many
//! records, very many in few (Zipf's law), and names and subjects come again and again.
#![expect(clippy::unwrap_used, reason = "a tool for developers")]

use std::{
    collections::HashSet,
    env, fs,
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use silta_consortium::{
    INDEXES, Index, Page, Query, Search,
    query::{Browse, FacetAsked, FacetOrder, Form, Missing, Position, SortKey, Term, Truncation},
};
use silta_index::{CatalogueIndex, Document, Facts, Settings};
use silta_marc::{Field, Leader, Record, Subfield};

/// Different words of texts.
const WORDS: f64 = 600_000.0;
/// Different family names, and first names.
const NAMES: (f64, f64) = (80_000.0, 3_000.0);
/// Different subjects.
const SUBJECTS: f64 = 40_000.0;
/// Different publishers.
const PUBLISHERS: f64 = 8_000.0;
/// Records to a commit.
const COMMIT: u32 = 100_000;

fn main() {
    let arguments: Vec<String> = env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["import", folder, count] => import(Path::new(folder), count.parse().unwrap()),
        ["ask", folder] => ask(Path::new(folder)),
        _ => eprintln!("million import FOLDER COUNT | million ask FOLDER"),
    }
}

fn import(folder: &Path, count: u32) {
    let begun = Instant::now();
    (1..=count.min(50_000)).for_each(|number| drop(record(number)));
    let each = begun.elapsed() / count.min(50_000);
    println!("generating takes {each:?} a record");

    let index = CatalogueIndex::open(folder, Settings::default()).unwrap();
    let mut writer = index.writer().unwrap();
    let (begun, cpu) = (Instant::now(), processor());
    let mut most = 0;
    for number in 1..=count {
        writer.put(document(number)).unwrap();
        if number % 10_000 == 0 {
            most = most.max(anonymous());
        }
        if number % COMMIT == 0 {
            writer.commit(number.into()).unwrap();
            let rate = f64::from(number) / begun.elapsed().as_secs_f64();
            println!("{number}: {rate:.0} a second, RssAnon {} MB", anonymous());
        }
    }
    writer.commit(count.into()).unwrap();
    report("committed", count, begun, cpu, each);
    writer.finish().unwrap();
    report("segments joined", count, begun, cpu, each);
    most = most.max(anonymous());
    let mut writer = index.writer().unwrap();
    let numbers: Vec<u32> = (1..=20).map(|part| count / 20 * part).collect();
    measure("commit of one replaced record", &numbers, |number| {
        writer.put(document(*number)).unwrap();
        writer.commit(count.into()).unwrap();
    });
    println!();
    println!(
        "RssAnon at most {most} MB; the index is {} MB",
        size(folder) >> 20
    );
}

fn document(number: u32) -> Document {
    let id = format!("kainet.{number}");
    let (month, day) = (number % 12 + 1, number % 28 + 1);
    let facts = Facts {
        number,
        id: &id,
        changed: format!("2026-{month:02}-{day:02}T10:00:00Z")
            .parse()
            .unwrap(),
        barcodes: &[&format!("39{number:08}")],
        material_types: &["book"],
    };
    Document::of(&record(number), &facts)
}

fn report(what: &str, count: u32, begun: Instant, cpu: Duration, generating: Duration) {
    let (wall, cpu) = (begun.elapsed(), processor() - cpu);
    let generating = generating * count;
    println!(
        "{what}: {:.1} s, {:.0} records a second with generating them; processor {:.1} µs a record, generating aside",
        wall.as_secs_f64(),
        f64::from(count) / wall.as_secs_f64(),
        (cpu.saturating_sub(generating)).as_secs_f64() * 1e6 / f64::from(count),
    );
}

fn ask(folder: &Path) {
    let begun = Instant::now();
    let index = CatalogueIndex::open(folder, Settings::default()).unwrap();
    let opened = begun.elapsed();
    let records = index.records() as u32;
    println!(
        "{records} records, opened in {opened:?}, RssAnon {} MB",
        anonymous()
    );
    let mut dice = Dice(7);
    let mut some = || record(1 + dice.below(records));
    let words = |record: &Record| {
        let title = record.field("245").unwrap().text("ab");
        title.split(' ').map(ToOwned::to_owned).collect::<Vec<_>>()
    };
    let samples: Vec<Record> = (0..1000).map(|_| some()).collect();
    let term = |at, text: &str| Query::Term(Term::words(at, text));
    let two = |at, record: &Record| {
        let words = words(record);
        Query::And(
            term(at, &words[0]).into(),
            term(at, &words[words.len() / 2]).into(),
        )
    };
    let right = |at, text: &str| {
        Query::Term(Term {
            truncation: Truncation::Right,
            ..Term::words(at, text)
        })
    };
    let letters = |count, record: &Record| words(record)[1].chars().take(count).collect::<String>();

    let search = |what: &str, make: &dyn Fn(&Record) -> Query, sort: &[SortKey]| {
        let searches = samples.iter().map(|record| Search {
            query: Arc::new(make(record)),
            sort: sort.to_vec(),
        });
        // Those that were asked before would only be remembered.
        let searches: HashSet<_> = searches.collect();
        let searches: Vec<_> = searches.into_iter().collect();
        let mut found = Vec::new();
        measure(what, &searches, |search| match index.search(search) {
            Ok(set) => {
                found.push(set.total());
                assert!(set.page(0, 10).unwrap().len() <= 10);
            }
            Err(error) => {
                found.push(0);
                assert!(error.to_string().contains("more than"), "{error}");
            }
        });
        found.sort_unstable();
        println!(" {} found in the median", found[found.len() / 2]);
    };
    search(
        "title: two words and",
        &|record| two(Index::Title, record),
        &[],
    );
    search(
        "the same again, remembered",
        &|record| two(Index::Title, record),
        &[],
    );
    search("any: two words and", &|record| two(Index::Any, record), &[]);
    search(
        "title: one word",
        &|record| term(Index::Title, &words(record)[1]),
        &[],
    );
    search(
        "title: phrase of three words",
        &|record| {
            Query::Term(Term {
                form: Form::Phrase,
                ..Term::words(Index::Title, words(record)[..3].join(" "))
            })
        },
        &[],
    );
    search(
        "title: first words",
        &|record| {
            Query::Term(Term {
                position: Position::First,
                ..Term::words(Index::Title, words(record)[..2].join(" "))
            })
        },
        &[],
    );
    search(
        "title: right-truncated, 3 letters",
        &|record| right(Index::Title, &letters(3, record)),
        &[],
    );
    search(
        "title: right-truncated, 5 letters",
        &|record| right(Index::Title, &letters(5, record)),
        &[],
    );
    search(
        "any: right-truncated, 5 letters",
        &|record| right(Index::Any, &letters(5, record)),
        &[],
    );
    let isbn = |record: &Record| {
        record
            .values("020", 'a')
            .next()
            .unwrap_or("9510000000")
            .to_owned()
    };
    search("ISBN", &|record| term(Index::Isbn, &isbn(record)), &[]);
    let by_title = SortKey {
        index: Index::Title,
        descending: false,
        missing: Missing::Last,
    };
    search(
        "any: two words, sorted by title",
        &|record| two(Index::Any, record),
        &[by_title],
    );
    for (what, at, headings) in [
        ("scan of 20 title headings", Index::Title, true),
        ("scan of 20 title words", Index::Title, false),
        ("scan of 20 subject headings", Index::Subject, true),
        ("scan of 20 author headings", Index::Author, true),
    ] {
        let scans = samples.iter().map(|record| Browse {
            index: at,
            headings,
            from: words(record)[0].clone(),
            before: 5,
            count: 20,
        });
        let scans: Vec<_> = scans.collect();
        measure(what, &scans, |scan| {
            assert!(index.browse(scan).unwrap().entries.len() <= 20)
        });
        println!();
    }
    facets(&index);
    let left = |record: &Record| {
        let word = words(record)[1].clone();
        let end: String = word
            .chars()
            .skip(word.chars().count().saturating_sub(4))
            .collect();
        Query::Term(Term {
            truncation: Truncation::Left,
            ..Term::words(Index::Title, end)
        })
    };
    let few: Vec<_> = samples
        .iter()
        .take(30)
        .map(|record| Search {
            query: Arc::new(left(record)),
            sort: Vec::new(),
        })
        .collect();
    measure("title: left-truncated, 4 letters", &few, |search| {
        drop(index.search(search))
    });
    println!("\nRssAnon {} MB", anonymous());
}

fn measure<T>(what: &str, asked: &[T], mut ask: impl FnMut(&T)) {
    let mut times: Vec<Duration> = Vec::with_capacity(asked.len());
    for one in asked {
        let begun = Instant::now();
        ask(one);
        times.push(begun.elapsed());
    }
    times.sort_unstable();
    let at = |part: usize| times[times.len() * part / 100];
    print!("{what}: p50 {:?}, p99 {:?};", at(50), at(99));
}

/// The record with this number, the same each time.
fn record(number: u32) -> Record {
    let mut dice = Dice(u64::from(number).wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    let year = 1950 + dice.below(76);
    let control = |tag: &str, text: String| Field::control(tag.parse().unwrap(), text);
    let data = |tag: &str, subfields: Vec<(char, String)>| {
        let subfields = subfields
            .into_iter()
            .map(|(code, value)| Subfield::new(code, value));
        Field::data(tag.parse().unwrap(), ['1', '0'], subfields.collect())
    };
    let mut fields = vec![
        control("001", format!("{:09}", number + 1_000)),
        control("008", format!("260101s{year}    fi |||||||||||||||||fin||")),
    ];
    if dice.below(10) < 7 {
        fields.push(data(
            "020",
            vec![('a', format!("978951{:07}", number % 10_000_000))],
        ));
    }
    let person = dice.person();
    fields.push(data("100", vec![('a', person.clone())]));
    let (main, other) = (2 + dice.below(4), 1 + dice.below(5));
    fields.push(data(
        "245",
        vec![
            ('a', dice.text(main)),
            ('b', dice.text(other)),
            ('c', person),
        ],
    ));
    let publisher = word(dice.zipf(PUBLISHERS) + 9_000);
    fields.push(data(
        "260",
        vec![
            ('a', word(dice.zipf(300.0) + 500)),
            ('b', publisher),
            ('c', year.to_string()),
        ],
    ));
    fields.push(data(
        "300",
        vec![('a', format!("{} sivua", 20 + dice.below(600)))],
    ));
    if dice.below(10) < 3 {
        let series = dice.zipf(20_000.0);
        fields.push(data(
            "490",
            vec![('a', format!("{} {}", word(series), word(series * 3 + 1)))],
        ));
    }
    if dice.below(10) < 3 {
        let length = 8 + dice.below(50);
        fields.push(data("520", vec![('a', dice.text(length))]));
    }
    if dice.below(10) < 3 {
        let length = 3 + dice.below(8);
        fields.push(data("500", vec![('a', dice.text(length))]));
    }
    for _ in 0..1 + dice.below(4) {
        let subject = dice.zipf(SUBJECTS);
        let mut subfields = vec![('a', word(subject * 7 % 50_000))];
        if subject.is_multiple_of(3) {
            subfields.push(('x', word(subject % 900)));
        }
        fields.push(data("650", subfields));
    }
    for _ in 0..dice.below(3) {
        fields.push(data("700", vec![('a', dice.person())]));
    }
    Record {
        leader: Leader::default(),
        fields,
    }
}

/// Dice that fall the same way each time.
struct Dice(u64);

impl Dice {
    fn throw(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, end: u32) -> u32 {
        (((self.throw() >> 32) * u64::from(end)) >> 32) as u32
    }

    /// The rank of a thing, the first the most frequent: the second half as often, and so on.
    fn zipf(&mut self, count: f64) -> u32 {
        let part = (self.throw() >> 11) as f64 / (1u64 << 53) as f64;
        count.powf(part) as u32
    }

    fn text(&mut self, words: u32) -> String {
        let words: Vec<_> = (0..words).map(|_| word(self.zipf(WORDS))).collect();
        words.join(" ")
    }

    fn person(&mut self) -> String {
        let (family, first) = (self.zipf(NAMES.0), self.zipf(NAMES.1));
        format!("{}, {}", word(family * 11 + 3), word(first * 5 + 2))
    }
}

/// The word of a rank, in Finnish sounds; frequent words are short.
fn word(rank: u32) -> String {
    const BEGIN: [&str; 16] = [
        "k", "t", "s", "p", "v", "m", "l", "r", "h", "j", "n", "", "kr", "st", "pr", "d",
    ];
    const MIDDLE: [&str; 12] = [
        "a", "i", "u", "o", "e", "ä", "aa", "ii", "uo", "y", "ö", "ie",
    ];
    let mut rest = (rank.wrapping_mul(0x9e37_79b1) % 0x00ff_fffb) ^ rank;
    let mut word = String::new();
    let syllables = 1 + rank.max(1).ilog2() / 5;
    for _ in 0..=syllables {
        word.push_str(BEGIN[(rest % 16) as usize]);
        word.push_str(MIDDLE[(rest / 16 % 12) as usize]);
        rest = rest / 7 + rank % 97 * 1_001;
    }
    if rank.is_multiple_of(3) {
        word.push('n');
    }
    word
}

/// Counts the values of every facet, ten told, of all records and of some twelve thousand.
fn facets(index: &CatalogueIndex) {
    let asked = INDEXES
        .iter()
        .filter(|row| row.facet)
        .map(|row| FacetAsked {
            index: row.index,
            order: FacetOrder::Frequent,
            minimum: 1,
            page: Page { skip: 0, limit: 10 },
        });
    let asked: Vec<_> = asked.collect();
    let find = |query| {
        let sort = Vec::new();
        let query = Arc::new(query);
        index.search(&Search { query, sort }).unwrap()
    };
    let words = (1..2000).map(|rank| find(Query::Term(Term::words(Index::Title, word(rank)))));
    let some = words
        .min_by_key(|found| found.total().abs_diff(12_000))
        .unwrap();
    for found in [some, find(Query::All)] {
        for facet in &asked {
            let what = format!("facet {} of {}", facet.index.as_str(), found.total());
            measure(&what, &[(); 20], |()| {
                drop(index.facets(&found, &[*facet]).unwrap())
            });
            println!();
        }
        let what = format!("all {} facets of {}", asked.len(), found.total());
        measure(&what, &[(); 20], |()| {
            drop(index.facets(&found, &asked).unwrap())
        });
        println!();
    }
}

/// Processor time of this process so far.
fn processor() -> Duration {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after = stat.rsplit(')').next().unwrap_or_default();
    let ticks = after
        .split_whitespace()
        .skip(11)
        .take(2)
        .filter_map(|field| field.parse::<u64>().ok());
    Duration::from_millis(ticks.sum::<u64>() * 10)
}

/// Anonymous memory of this process, in MB.
fn anonymous() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("RssAnon:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
    kilobytes.unwrap_or(0) / 1024
}

fn size(folder: &Path) -> u64 {
    let entries = fs::read_dir(folder).unwrap();
    entries
        .filter_map(|entry| entry.ok()?.metadata().ok())
        .map(|file| file.len())
        .sum()
}
