//! The demo's records are MARC as a cataloguer would have it.

use std::collections::{BTreeMap, BTreeSet};

use silta_consortium::{Catalogue, ChangesAsked, MarcFormat, MarcRecord, RecordId};
use silta_marc::{Record, iso2709, marcxml};

use crate::house::{House, context, said};

async fn all(house: &House) -> Vec<(RecordId, MarcRecord, Record)> {
    let changes = house.store.changes(&context(), ChangesAsked::ALL).await;
    let mut records = Vec::new();
    for change in said(changes).unwrap().changes {
        let marc = said(house.store.marc_record(&context(), &change.id).await).unwrap();
        let record = read(&marc);
        records.push((change.id, marc, record));
    }
    records
}

fn read(marc: &MarcRecord) -> Record {
    let read = match marc.format {
        MarcFormat::Iso2709 => iso2709::read(&marc.bytes).unwrap(),
        MarcFormat::MarcXml => marcxml::read(&marc.bytes).unwrap(),
    };
    assert_eq!(read.warnings, [], "{}", marc.id);
    read.record
}

#[tokio::test]
async fn each_record_says_what_its_title_is() {
    let house = House::new();
    for (number, (id, marc, record)) in (1..).zip(all(&house).await) {
        assert_eq!(id.as_str(), format!("kainet.{number}"));
        assert_eq!(record.control("001"), Some(number.to_string().as_str()));
        assert_eq!(record.control("003"), Some("FI-Kam"));
        assert_eq!(record.control("008").unwrap().chars().count(), 40, "{id}");
        assert_eq!(record.control("005"), Some("20260302100000.0"));
        let brief = said(house.store.record(&context(), &id).await).unwrap();
        assert_eq!(brief.changed, marc.changed);
        let title = record.field("245").unwrap();
        assert_eq!(title.subfield('a').unwrap(), format!("{} /", brief.title));
        let author = record.field("100").and_then(|field| field.subfield('a'));
        assert_eq!(
            author.map(|name| name.trim_end_matches(',')),
            brief.author.as_deref()
        );
        assert_eq!(
            title.indicators()[0],
            if brief.author.is_some() { '1' } else { '0' }
        );
        let english = brief.title.starts_with("The ");
        assert_eq!(
            title.indicators()[1],
            if english { '4' } else { '0' },
            "{}",
            brief.title
        );
        let tags: Vec<_> = record.fields.iter().map(|field| field.tag).collect();
        assert!(tags.is_sorted());
        for tag in [
            "007", "040", "041", "264", "300", "336", "337", "338", "650", "655",
        ] {
            assert!(record.field(tag).is_some(), "{id} {tag}");
        }
    }
}

#[tokio::test]
async fn standard_numbers_have_right_check_digits_and_are_unique() {
    let house = House::new();
    let mut seen = BTreeSet::new();
    let mut kinds = BTreeMap::new();
    for (id, _, record) in all(&house).await {
        for (tag, code, check) in [
            ("020", 'a', isbn as fn(&[u32]) -> bool),
            ("022", 'a', |digits| eleven(digits)),
            ("024", 'a', |digits| ean(digits)),
        ] {
            for value in record.values(tag, code) {
                let digits = value
                    .chars()
                    .filter(|one| *one != '-')
                    .map(|one| match one {
                        'X' => 10,
                        digit => digit.to_digit(10).unwrap(),
                    });
                assert!(check(&digits.collect::<Vec<_>>()), "{id} {tag} {value}");
                assert!(seen.insert(value.to_owned()), "{id} {value}");
                *kinds.entry(tag).or_insert(0) += 1;
            }
        }
    }
    assert!(
        kinds["020"] > 1000 && kinds["022"] > 50 && kinds["024"] > 50,
        "{kinds:?}"
    );
}

fn isbn(digits: &[u32]) -> bool {
    match digits.len() {
        10 => eleven(digits),
        13 => ean(digits),
        _ => false,
    }
}

fn eleven(digits: &[u32]) -> bool {
    let weights = (1..=digits.len() as u32).rev();
    digits
        .iter()
        .zip(weights)
        .map(|(digit, weight)| digit * weight)
        .sum::<u32>()
        % 11
        == 0
}

fn ean(digits: &[u32]) -> bool {
    let weights = [1, 3].into_iter().cycle();
    let sum: u32 = digits
        .iter()
        .zip(weights)
        .map(|(digit, weight)| digit * weight)
        .sum();
    digits.len() == 13 && sum.is_multiple_of(10)
}

#[tokio::test]
async fn there_is_something_of_everything() {
    let house = House::new();
    let mut kinds = BTreeMap::new();
    let mut languages = BTreeMap::new();
    let (mut parts, mut long) = (0, 0);
    for (_, marc, record) in all(&house).await {
        long += usize::from(marc.format == MarcFormat::MarcXml && marc.bytes.len() > 200_000);
        let leader = record.leader;
        let electronic = record.control("007").unwrap().starts_with('c');
        *kinds
            .entry((
                leader.type_of_record(),
                leader.bibliographic_level(),
                electronic,
            ))
            .or_insert(0) += 1;
        let language = record.control("008").unwrap()[35..38].to_owned();
        *languages.entry(language).or_insert(0) += 1;
        if let Some(host) = record.field("773") {
            parts += 1;
            let number = host
                .subfield('w')
                .unwrap()
                .strip_prefix("(FI-Kam)")
                .unwrap();
            let id = format!("kainet.{number}").into();
            let host_record = read(&said(house.store.marc_record(&context(), &id).await).unwrap());
            assert_eq!(host_record.leader.bibliographic_level(), 's');
            assert_eq!(
                host_record.field("222").unwrap().subfield('a'),
                host.subfield('t')
            );
            assert_eq!(
                host_record.field("022").unwrap().subfield('a'),
                host.subfield('x')
            );
        }
    }
    for kind in [
        ('a', 'm', false),
        ('a', 'm', true),
        ('a', 's', false),
        ('a', 'a', false),
        ('g', 'm', false),
        ('j', 'm', false),
        ('c', 'm', false),
        ('e', 'm', false),
        ('r', 'm', false),
    ] {
        assert!(kinds.contains_key(&kind), "{kind:?} in {kinds:?}");
    }
    for language in ["fin", "swe", "sme", "eng"] {
        assert!(languages[language] >= 100, "{languages:?}");
    }
    assert_eq!((parts, long), (1, 1));
    let item = house.item("3900000005").await;
    let putkinotko = said(house.store.marc_record(&context(), &item.record).await).unwrap();
    assert_eq!(
        read(&putkinotko).field("100").unwrap().text("ad"),
        "Lehtonen, Joel, 1881-1934,"
    );
}
