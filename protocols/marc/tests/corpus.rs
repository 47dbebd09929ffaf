//! Small records, each with one thing wrong, and what is said of it.

use silta_marc::{
    CharacterCoding, Leader, PIECE_LIMIT, Record, Warning,
    iso2709::{self, Malformed, Unwritable},
    marcxml,
};

/// A good record: `^` a field terminator, `$` a delimiter, `%` a record terminator.
const GOOD: &str = concat!(
    "00088nam a2200049 i 4500",
    "001000300000",
    "245003500003",
    "^",
    "17^",
    "10$aSeitsemän veljestä$cA. Kivi.^",
    "%"
);

fn bytes(text: &str) -> Vec<u8> {
    let separators = [('^', '\u{1e}'), ('$', '\u{1f}'), ('%', '\u{1d}')];
    let text = separators
        .iter()
        .fold(text.to_owned(), |text, (shown, meant)| {
            text.replace(*shown, &meant.to_string())
        });
    text.into_bytes()
}

/// [`GOOD`] with a piece replaced, and what is said of it.
fn damaged(from: &str, to: &str) -> (Record, Vec<Warning>) {
    assert!(GOOD.contains(from), "{from}");
    let read = iso2709::read(&bytes(&GOOD.replacen(from, to, 1))).expect("a record");
    (read.record, read.warnings)
}

fn title(record: &Record) -> Option<&str> {
    record.field("245").and_then(|field| field.subfield('a'))
}

#[test]
fn a_good_record_has_no_warnings_and_is_written_as_it_came() {
    let wire = bytes(GOOD);
    let read = iso2709::read(&wire).unwrap();
    assert_eq!(read.warnings, []);
    assert!(!read.is_damaged());
    assert_eq!(read.record.control("001"), Some("17"));
    assert_eq!(title(&read.record), Some("Seitsemän veljestä"));
    assert_eq!(
        read.record.field("245").map(|field| field.indicators()),
        Some(['1', '0'])
    );
    assert_eq!(iso2709::write(&read.record), Ok(wire));
}

#[test]
fn each_damage_is_named_and_the_title_is_found() {
    let tag = "245".parse().unwrap();
    let cases: [(&str, &str, &[Warning]); 16] = [
        (
            "00088",
            "00091",
            &[Warning::Length {
                said: Some(91),
                is: 88,
            }],
        ),
        ("00088", "9x088", &[Warning::Length { said: None, is: 88 }]),
        ("nam a22", "nam a32", &[Warning::Leader]),
        ("4500001", "4600001", &[Warning::Leader]),
        ("nam", "n\u{1}m", &[Warning::Leader]),
        (
            "2200049",
            "2200012",
            &[Warning::BaseAddress {
                said: Some(12),
                is: 49,
            }],
        ),
        (
            "2200049",
            "22     ",
            &[Warning::BaseAddress { said: None, is: 49 }],
        ),
        ("00300000", "00399999", &[Warning::Directory { entry: 0 }]),
        ("003500003", "003400003", &[Warning::Directory { entry: 1 }]),
        ("003500003", "00x500003", &[Warning::Directory { entry: 1 }]),
        ("003500003", "003300005", &[Warning::Directory { entry: 1 }]),
        (
            "001000300000245003500003",
            "245003500003001000300000",
            &[Warning::Order],
        ),
        ("0010003", "\u{1}010003", &[Warning::Tag]),
        ("10$a", "1 $a", &[]),
        ("$cA. K", "$$A. K", &[]),
        ("$cA. Kivi.^", "$cA. Kivi$^", &[Warning::Delimiter(tag)]),
    ];
    for (from, to, expected) in cases {
        let (record, warnings) = damaged(from, to);
        let expected = if to == "$$A. K" {
            &[Warning::Delimiter(tag)]
        } else {
            expected
        };
        assert_eq!(warnings, expected, "{from} {to}");
        assert_eq!(title(&record), Some("Seitsemän veljestä"), "{from} {to}");
    }
}

#[test]
fn a_record_broken_off_keeps_what_is_there() {
    let wire = bytes(GOOD);
    let read = iso2709::read(&wire[..72]).unwrap();
    assert_eq!(title(&read.record), Some("Seitsemän velje"));
    let expected = [
        Warning::Length {
            said: Some(88),
            is: 72,
        },
        Warning::RecordTerminator,
        Warning::Directory { entry: 1 },
    ];
    assert_eq!(read.warnings, expected);
    assert!(read.is_damaged());
    let read = iso2709::read(&wire[..87]).unwrap();
    let expected = [
        Warning::Length {
            said: Some(88),
            is: 87,
        },
        Warning::RecordTerminator,
    ];
    assert_eq!(read.warnings, expected);
    assert_eq!(iso2709::read(&wire[..40]), Err(Malformed::NoDirectory));
    assert_eq!(iso2709::read(&wire[..23]), Err(Malformed::NoLeader));
    assert_eq!(iso2709::read(b""), Err(Malformed::NoLeader));
}

#[test]
fn indicators_and_stray_text() {
    let tag = "245".parse().unwrap();
    let (record, warnings) = damaged("003500003^17^10$aSe", "003400003^17^1$aSe");
    assert_eq!(warnings.last(), Some(&Warning::Indicators(tag)));
    assert_eq!(
        record.field("245").map(|field| field.indicators()),
        Some(['1', ' '])
    );
    let (record, warnings) = damaged("$aSeitsemän", "::Seitsemän");
    assert_eq!(warnings, [Warning::StrayText(tag)]);
    assert_eq!(title(&record), Some("::Seitsemän veljestä"));
    let (record, warnings) = damaged("^17^", "^1$^");
    assert_eq!(warnings, [Warning::Delimiter("001".parse().unwrap())]);
    assert_eq!(record.control("001"), Some("1"));
}

#[test]
fn text_is_read_by_the_leader_and_by_what_it_is() {
    let mut wire = bytes(GOOD);
    wire[63] = 0xE4;
    let read = iso2709::read(&wire).unwrap();
    let tag = "245".parse().unwrap();
    assert_eq!(read.warnings, [Warning::Utf8(tag)]);

    let (record, warnings) = damaged("nam a22", "nam  22");
    assert_eq!(warnings, [Warning::Utf8NotMarc8]);
    assert_eq!(title(&record), Some("Seitsemän veljestä"));

    let mut marc8 = record;
    marc8.leader = marc8.leader.with_character_coding(CharacterCoding::Marc8);
    let wire = iso2709::write(&marc8).unwrap();
    assert!(
        wire.windows(18)
            .any(|bytes| bytes == b"Seitsem\xe8an veljest")
    );
    let read = iso2709::read(&wire).unwrap();
    assert_eq!(read.warnings, []);
    assert_eq!(title(&read.record), Some("Seitsemän veljestä"));
    assert_eq!(iso2709::write(&read.record), Ok(wire));

    let raw = b"00056nam  2200037 i 4500500001800000\x1e  \x1faR\x1b$1!0Q\x1b(B x\xe8\x1e\x1d";
    let read = iso2709::read(raw).unwrap();
    let tag = "500".parse().unwrap();
    assert!(
        read.warnings.contains(&Warning::Marc8(tag))
            && read.warnings.contains(&Warning::Respelled(tag))
    );
    let (raw_record, _) = iso2709::Raw::read(raw).unwrap();
    assert_eq!(raw_record.write().unwrap(), raw);
}

#[test]
fn what_iso_2709_cannot_hold_is_refused_and_marcxml_holds_it() {
    use silta_marc::{Field, Subfield};
    let tag = "500".parse().unwrap();
    let note = |length: usize| {
        Field::data(
            tag,
            [' ', ' '],
            vec![Subfield::new('a', "x".repeat(length))],
        )
    };
    let record = |fields| Record {
        leader: Leader::default(),
        fields,
    };
    let writes = |record: &Record| iso2709::write(record).map(|wire| wire.len());

    assert!(writes(&record(vec![note(9994)])).is_ok());
    let long = record(vec![note(9995)]);
    assert_eq!(
        writes(&long),
        Err(Unwritable::FieldTooLong {
            tag,
            length: 10_000
        })
    );

    let full = |last| {
        record(
            (0..9)
                .map(|_| note(9994))
                .chain([note(9836), note(last)])
                .collect(),
        )
    };
    assert_eq!(writes(&full(4)), Ok(99_999));
    assert_eq!(
        writes(&full(5)),
        Err(Unwritable::RecordTooLong { length: 100_000 })
    );

    let separator = record(vec![Field::control("001".parse().unwrap(), "a\u{1e}")]);
    assert_eq!(
        writes(&separator),
        Err(Unwritable::Separator {
            tag: "001".parse().unwrap()
        })
    );
    for field in [
        Field::control(tag, "x"),
        Field::data("001".parse().unwrap(), [' ', ' '], vec![]),
    ] {
        let tag = field.tag;
        assert_eq!(writes(&record(vec![field])), Err(Unwritable::Kind { tag }));
    }

    let mut text = String::new();
    marcxml::write(&full(50_000), &mut text);
    assert_eq!(marcxml::read(text.as_bytes()).unwrap().record, full(50_000));
}

#[test]
fn entries_that_point_to_the_same_field_again_and_again_give_no_more_than_is_there() {
    let entries = "500000880000".repeat(1000);
    let wire = bytes(&format!("99999nam a22999990i 4500{entries}^  $atext^%"));
    let read = iso2709::read(&wire).unwrap();
    assert_eq!(read.record.fields.len(), 1);
    assert!(read.is_damaged());
}

#[test]
fn a_stream_with_damaged_records_gives_all_others() {
    let good = bytes(GOOD);
    let mut stream = Vec::new();
    for (from, to) in [
        ("00088", "99999"),
        ("00088", "00010"),
        ("%", ""),
        ("^%", ""),
        ("2200049", "2299999"),
    ] {
        stream.extend_from_slice(&good);
        stream.extend(bytes(&GOOD.replacen(from, to, 1)));
    }
    stream.extend_from_slice(&good);
    let mut splitter = iso2709::Splitter::new(PIECE_LIMIT);
    splitter.push(&stream);
    splitter.end();
    let mut right = 0;
    while let Some(piece) = splitter.next_piece() {
        let piece = piece.unwrap();
        let read = iso2709::read(piece.bytes).unwrap();
        assert_eq!(read.is_damaged(), piece.number % 2 == 0, "{}", piece.number);
        right += u32::from(read.warnings.is_empty());
    }
    assert_eq!(right, 6);
}
