//! The records that are searched, and what is looked for in them. Both are made up by rule, so
//! that the tool knows of each search what it must find.

use std::{
    fmt,
    fs::File,
    io::{self, BufWriter, Write as _},
    path::Path,
};

/// Records that are taken of what was found.
pub(crate) const PAGE: u32 = 10;
/// Records, each some 930 octets long as those of `yaz-ztest` are.
const RECORDS: usize = 10_000;
/// Different words of titles, each of them searched for.
const WORDS: usize = 2_000;
/// Different numbers that `yaz-ztest` is asked for, which finds as many records as the number says.
const NUMBERS: u64 = 2_000;
/// The least of them: as many as a Present takes.
const LEAST: u64 = 10;
/// From record to record the words of a title go on by these steps. Each is coprime with the words,
/// so all words are equally frequent, and no title has one twice.
const STEPS: [usize; 4] = [1, 7, 77, 777];
/// In so many titles each word stands.
const HITS: usize = STEPS.len() * RECORDS / WORDS;

const SUBFIELD: char = '\x1F';
const FIELD_END: u8 = 0x1E;
const RECORD_END: u8 = 0x1D;

/// Made-up records, and where the words of their titles stand.
#[derive(Debug)]
pub(crate) struct Library {
    words: Vec<String>,
    /// The records of each word, in order.
    places: Vec<Vec<usize>>,
    numbers: Vec<String>,
}

/// What is looked for in titles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Query<'a> {
    Term(&'a str),
    Or(&'a str, &'a str),
}

/// A search and what it must find.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Question<'a> {
    pub query: Query<'a>,
    pub hits: u64,
}

impl Question<'_> {
    /// Whether a record in whatever form holds what was looked for.
    pub(crate) fn is_in(&self, record: &[u8]) -> bool {
        let holds = |word: &str| {
            let mut places = record.windows(word.len());
            places.any(|octets| octets == word.as_bytes())
        };
        match self.query {
            Query::Term(word) => holds(word),
            Query::Or(one, other) => holds(one) || holds(other),
        }
    }
}

impl fmt::Display for Library {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{RECORDS} records; {WORDS} words of titles are searched for, with {HITS} hits each"
        )
    }
}

impl Library {
    pub(crate) fn new() -> Self {
        let mut places = vec![Vec::new(); WORDS];
        for number in 0..RECORDS {
            for word in title(number) {
                places[word].push(number);
            }
        }
        Self {
            words: (0..WORDS).map(word).collect(),
            places,
            numbers: (LEAST..LEAST + NUMBERS)
                .map(|number| number.to_string())
                .collect(),
        }
    }

    /// All records, as ISO 2709 in UTF-8.
    pub(crate) fn records(&self) -> Vec<u8> {
        (0..RECORDS)
            .flat_map(|number| self.record(number))
            .collect()
    }

    /// So many records of the same kind, into a file.
    pub(crate) fn write(&self, count: usize, file: &Path) -> io::Result<()> {
        let mut out = BufWriter::new(File::create(file)?);
        for number in 0..count {
            out.write_all(&self.record(number))?;
        }
        out.flush()
    }

    /// Looks for a word, all of them in turn.
    pub(crate) fn word(&self, turn: u64) -> Question<'_> {
        let word = turn as usize % WORDS;
        Question {
            query: Query::Term(&self.words[word]),
            hits: self.places[word].len() as u64,
        }
    }

    /// Looks for either of two words: a pair that comes again only after two million others.
    pub(crate) fn pair(&self, turn: u64) -> Question<'_> {
        let turn = turn as usize;
        let one = turn % WORDS;
        let other = (one + 1 + turn / WORDS % (WORDS / 2 - 1)) % WORDS;
        let (ones, others) = (&self.places[one], &self.places[other]);
        let both = ones.iter().filter(|record| others.contains(record)).count();
        Question {
            query: Query::Or(&self.words[one], &self.words[other]),
            hits: (ones.len() + others.len() - both) as u64,
        }
    }

    /// Looks for a number, of a server that finds so much.
    pub(crate) fn number(&self, turn: u64) -> Question<'_> {
        let number = turn % NUMBERS;
        Question {
            query: Query::Term(&self.numbers[number as usize]),
            hits: LEAST + number,
        }
    }

    fn record(&self, number: usize) -> Vec<u8> {
        let title: Vec<&str> = title(number).map(|word| self.words[word].as_str()).into();
        let year = 1970 + number % 55;
        let s = SUBFIELD;
        let prose = |salt: usize, count: usize| {
            let words = (0..count).map(|place| prose_word(number * 31 + salt * 7 + place * 13));
            words.collect::<Vec<_>>().join(" ")
        };
        let fields = [
            ("001", format!("m{number}")),
            ("003", "FI-SILTA".to_owned()),
            ("005", "20260101120000.0".to_owned()),
            ("008", format!("260101s{year}    fi |||||||||||||||||fin| ")),
            ("040", format!("  {s}aFI-SILTA{s}bfin{s}erda")),
            ("041", format!("0 {s}afin{s}hswe")),
            ("084", format!("  {s}a84.2{s}2ykl")),
            (
                "100",
                format!("1 {s}aTekijä, Nimi{},{s}ekirjoittaja.", number % 500),
            ),
            (
                "245",
                format!(
                    "10{s}a{} /{s}cNimi{} Tekijä.",
                    title.join(" "),
                    number % 500
                ),
            ),
            (
                "264",
                format!(" 1{s}aKajaani :{s}bKustantaja {},{s}c{year}.", number % 80),
            ),
            (
                "300",
                format!("  {s}a{} sivua ;{s}c22 cm", 80 + number % 700),
            ),
            ("336", format!("  {s}ateksti{s}btxt{s}2rdacontent")),
            (
                "337",
                format!("  {s}akäytettävissä ilman laitetta{s}bn{s}2rdamedia"),
            ),
            ("338", format!("  {s}anide{s}bnc{s}2rdacarrier")),
            ("500", format!("  {s}a{}.", prose(1, 8))),
            ("520", format!("  {s}a{}.", prose(2, 16))),
            ("650", format!(" 7{s}a{}{s}2yso/fin", prose(3, 1))),
            ("650", format!(" 7{s}a{}{s}2yso/fin", prose(4, 1))),
            ("655", format!(" 7{s}aromaanit{s}2slm/fin")),
        ];
        iso2709(&fields)
    }
}

/// The words of a record's title.
fn title(number: usize) -> [usize; STEPS.len()] {
    let mut begin = number / WORDS * 11;
    STEPS.map(|step| {
        begin += 1;
        (number * step + begin) % WORDS
    })
}

/// A word that no language has, of four syllables: none of them begins another.
fn word(number: usize) -> String {
    const FIRST: &[u8; 12] = b"bdfghjklmprs";
    const SECOND: &[u8; 5] = b"aeiou";
    let mut rest = number * 7_919 + 100_003;
    let mut text = String::from("q");
    for _ in 0..4 {
        text.push(char::from(FIRST[rest % 12]));
        rest /= 12;
        text.push(char::from(SECOND[rest % 5]));
        rest /= 5;
    }
    text
}

/// A word of notes and subjects, where nobody looks.
fn prose_word(number: usize) -> String {
    let text = word(number % 3_000);
    text.replacen('q', "y", 1)
}

fn iso2709(fields: &[(&str, String)]) -> Vec<u8> {
    let (mut directory, mut data) = (String::new(), Vec::new());
    for (tag, text) in fields {
        directory += &format!("{tag}{:04}{:05}", text.len() + 1, data.len());
        data.extend_from_slice(text.as_bytes());
        data.push(FIELD_END);
    }
    let base = 24 + directory.len() + 1;
    let length = base + data.len() + 1;
    let mut record = format!("{length:05}nam a22{base:05} i 4500{directory}").into_bytes();
    record.push(FIELD_END);
    record.append(&mut data);
    record.push(RECORD_END);
    record
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_word_stands_in_twenty_titles_and_is_no_other() {
        let library = Library::new();
        for places in &library.places {
            assert_eq!(places.iter().collect::<HashSet<_>>().len(), HITS);
        }
        assert_eq!(library.words.iter().collect::<HashSet<_>>().len(), WORDS);
    }

    #[test]
    fn records_are_as_long_as_they_say_and_as_those_of_ztest() {
        let library = Library::new();
        let lengths = (0..100).map(|number| {
            let record = library.record(number);
            assert_eq!(record[..5], *format!("{:05}", record.len()).as_bytes());
            record.len()
        });
        let mean = lengths.sum::<usize>() / 100;
        assert!((880..=980).contains(&mean), "{mean}");
    }

    #[test]
    fn a_pair_is_asked_for_once() {
        let library = Library::new();
        let mut seen = HashSet::new();
        for turn in (0..1_998_000).step_by(199) {
            let Query::Or(one, other) = library.pair(turn).query else {
                panic!("not a pair");
            };
            assert!(seen.insert((one.min(other), one.max(other))), "{turn}");
        }
        let found = library.pair(5).hits as usize;
        assert!((21..=40).contains(&found), "{found}");
    }
}
