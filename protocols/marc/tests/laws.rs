//! What holds for all records.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use proptest::prelude::*;
use silta_marc::{
    CharacterCoding, Field, Leader, Record, Subfield, Tag, fuzzing, iso2709, json, marcxml,
};

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[ -~]{0,20}",
        "[ a-zäöåÄÖÅščžłЖяאبΩ₂–語😀&#x;\u{308}\u{323}\u{361}\u{fe21}]{0,12}"
    ]
}

/// Text that XML gives back as it is, and JSON and ISO 2709 too.
fn field() -> impl Strategy<Value = Field> {
    let control = ("00[1-9]", text()).prop_map(|(tag, text)| Field::control(parsed(&tag), text));
    let subfield = ("[a-z0-9]", text())
        .prop_map(|(code, value)| Subfield::new(code.chars().next().unwrap(), value));
    let data = (
        "[1-9][0-9][0-9]",
        "[0-9a-z ]{2}",
        prop::collection::vec(subfield, 1..5),
    );
    let data = data.prop_map(|(tag, indicators, subfields)| {
        let mut indicators = indicators.chars();
        let indicators = [indicators.next().unwrap(), indicators.next().unwrap()];
        Field::data(parsed(&tag), indicators, subfields)
    });
    prop_oneof![1 => control, 4 => data]
}

fn parsed(tag: &str) -> Tag {
    tag.parse().unwrap()
}

/// A record as MARC systems have it: control fields first.
fn record() -> impl Strategy<Value = Record> {
    prop::collection::vec(field(), 0..12).prop_map(|mut fields| {
        fields.sort_by_key(|field| !field.tag.is_control());
        Record {
            leader: Leader::default(),
            fields,
        }
    })
}

fn same_but_composed(one: &Record, other: &Record) -> bool {
    let (mut one, mut other) = (one.clone(), other.clone());
    one.to_nfc();
    other.to_nfc();
    one.fields == other.fields
}

proptest! {
    #[test]
    fn iso_2709_gives_back_the_record_and_the_bytes(record in record()) {
        let wire = iso2709::write(&record).unwrap();
        let read = iso2709::read(&wire).unwrap();
        prop_assert_eq!(&read.warnings, &[]);
        prop_assert_eq!(&read.record.fields, &record.fields);
        prop_assert_eq!(iso2709::write(&read.record).unwrap(), wire);
    }

    #[test]
    fn marc_8_gives_back_the_record_composed_and_the_bytes(mut record in record()) {
        record.leader = record.leader.with_character_coding(CharacterCoding::Marc8);
        let wire = iso2709::write(&record).unwrap();
        let read = iso2709::read(&wire).unwrap();
        prop_assert!(same_but_composed(&read.record, &record), "{:?}", read);
        prop_assert!(!read.is_damaged(), "{:?}", read);
        prop_assert_eq!(iso2709::write(&read.record).unwrap(), wire);
    }

    #[test]
    fn xml_and_json_give_back_the_record(record in record()) {
        let mut text = String::new();
        marcxml::write(&record, &mut text);
        let read = marcxml::read(text.as_bytes()).unwrap();
        prop_assert_eq!(read.warnings, []);
        prop_assert_eq!(&read.record, &record);
        text.clear();
        json::write(&record, &mut text);
        prop_assert_eq!(json::read(text.as_bytes()).unwrap().record, record);
    }

    #[test]
    fn streams_fall_into_the_same_records_however_they_come(
        records in prop::collection::vec(record(), 0..5),
        chunk in any::<u8>(),
        damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..6),
    ) {
        let mut streams = [vec![chunk], vec![chunk]];
        streams[1].extend(b"<collection>");
        for record in &records {
            streams[0].extend(iso2709::write(record).unwrap());
            let mut text = String::new();
            marcxml::write(record, &mut text);
            streams[1].extend(text.as_bytes());
        }
        for stream in &mut streams {
            for (at, byte) in &damage {
                let at = at.index(stream.len());
                stream[at] = *byte;
            }
        }
        fuzzing::iso2709(&streams[0]);
        fuzzing::marcxml(&streams[1]);
    }

    #[test]
    fn marc_8_holds_all_text(text in any::<String>()) {
        fuzzing::marc8(text.as_bytes());
    }

    #[test]
    fn nothing_panics(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        fuzzing::iso2709(&bytes);
        fuzzing::marcxml(&bytes);
        fuzzing::marc8(&bytes);
        fuzzing::record(&bytes);
        let _ = json::read(&bytes);
    }
}
