//! How long it takes to read and write a record of about 1 kB:
//! `cargo run --release -p silta-marc --example speed`.

use std::{hint::black_box, time::Instant};

use silta_marc::{
    CharacterCoding, Field, Leader, PIECE_LIMIT, Record, Subfield, dublin_core, iso2709, marcxml,
};

/// Records in the stream that is read.
const RECORDS: usize = 20_000;

fn main() {
    let record = record();
    let marc8 = Record {
        leader: record.leader.with_character_coding(CharacterCoding::Marc8),
        ..record.clone()
    };
    let wire = iso2709::write(&record).expect("a short record");
    let mut xml = String::new();
    marcxml::write(&record, &mut xml);
    println!("{} bytes as ISO 2709, {} as MARCXML", wire.len(), xml.len());

    timed("ISO 2709, split and read", || iso2709_stream(&wire));
    timed("MARC-8, split and read", || {
        iso2709_stream(&iso2709::write(&marc8).expect("a short record"));
    });
    timed("MARCXML, split and read", || marcxml_stream(xml.as_bytes()));
    timed("ISO 2709, written", || {
        for _ in 0..RECORDS {
            black_box(iso2709::write(black_box(&record))).expect("a short record");
        }
    });
    timed("MARCXML, written", || {
        let mut out = String::new();
        for _ in 0..RECORDS {
            out.clear();
            marcxml::write(black_box(&record), &mut out);
        }
    });
    timed("Dublin Core", || {
        for _ in 0..RECORDS {
            black_box(dublin_core::of(black_box(&record)));
        }
    });
}

fn timed(what: &str, act: impl Fn()) {
    let best = (0..5).map(|_| {
        let begun = Instant::now();
        act();
        begun.elapsed()
    });
    let best = best.min().unwrap_or_default();
    let each = best.as_secs_f64() * 1e6 / RECORDS as f64;
    println!("{what}: {each:.1} µs a record, {:.0} a second", 1e6 / each);
}

fn iso2709_stream(record: &[u8]) {
    let stream = record.repeat(RECORDS);
    let (mut splitter, mut read) = (iso2709::Splitter::new(PIECE_LIMIT), 0);
    for bytes in stream.chunks(64 * 1024) {
        splitter.push(bytes);
        while let Some(Ok(piece)) = splitter.next_piece() {
            black_box(iso2709::read(piece.bytes)).expect("a good record");
            read += 1;
        }
    }
    assert_eq!(read, RECORDS);
}

fn marcxml_stream(record: &[u8]) {
    let stream = record.repeat(RECORDS);
    let (mut splitter, mut read) = (marcxml::Splitter::new(PIECE_LIMIT), 0);
    for bytes in stream.chunks(64 * 1024) {
        splitter.push(bytes);
        while let Some(Ok(piece)) = splitter.next_piece() {
            black_box(marcxml::read(piece.bytes)).expect("a good record");
            read += 1;
        }
    }
    assert_eq!(read, RECORDS);
}

/// A Finnish book with notes, subjects and three items: about 1 kB.
fn record() -> Record {
    let control = |tag: &str, text: &str| Field::control(tag.parse().expect("a tag"), text);
    let data = |tag: &str, text: &str| {
        let (indicators, subfields) = text.split_at(2);
        let mut indicators = indicators.chars();
        let indicators = [(); 2].map(|()| indicators.next().unwrap_or(' '));
        let subfields = subfields.split('$').skip(1).map(|subfield| {
            let (code, value) = subfield.split_at(1);
            Subfield::new(code.chars().next().unwrap_or('a'), value)
        });
        Field::data(tag.parse().expect("a tag"), indicators, subfields.collect())
    };
    let fields = vec![
        control("001", "kainet00001"),
        control("003", "FI-Kainet"),
        control("005", "20260115093000.0"),
        control("008", "210415s2012    fi |||||||||||||||||fin| "),
        data("020", "  $a978-951-1-23676-4$qsidottu"),
        data("035", "  $a(FI-MELINDA)000900001"),
        data("040", "  $aFI-Kainet$bfin$erda"),
        data("041", "0 $afin"),
        data("084", "  $a84.2$2ykl"),
        data("100", "1 $aKivi, Aleksis,$ekirjoittaja."),
        data("245", "10$aSeitsemän veljestä :$bromaani /$cAleksis Kivi."),
        data("264", " 1$aHelsinki :$bOtava,$c2012."),
        data("300", "  $a430 sivua ;$c22 cm"),
        data("336", "  $ateksti$btxt$2rdacontent"),
        data("490", "1 $aKlassikot ;$v12"),
        data(
            "500",
            "  $aIlmestynyt ensimmäisen kerran vihkoina vuonna 1870.",
        ),
        data(
            "650",
            " 7$aveljekset$2yso/fin$0http://www.yso.fi/onto/yso/p11466",
        ),
        data(
            "650",
            " 7$amaaseutu$zSuomi$2yso/fin$0http://www.yso.fi/onto/yso/p1673",
        ),
        data("655", " 7$aromaanit$2kauno/fin"),
        data("700", "1 $aGallen-Kallela, Akseli,$ekuvittaja."),
        data("852", "  $aKainet$bKajaani$cAikuiset$h84.2 KIV$p1234567"),
        data("852", "  $aKainet$bSotkamo$cAikuiset$h84.2 KIV$p1234568"),
        data("852", "  $aKainet$bKuhmo$cVarasto$h84.2 KIV$p1234569"),
    ];
    Record {
        leader: Leader::default(),
        fields,
    }
}
