//! Writing, crashing, deleting, browsing: on real folders.

mod support;

use std::fs;

use silta_consortium::{
    Index::{self, *},
    Query,
    query::{Browse, Truncation},
};
use silta_index::{CatalogueIndex, OpenError, Settings};
use silta_marc::Record;
use support::*;
use tempfile::TempDir;

fn titled(title: &str) -> Record {
    record(&[&format!("245 10$a{title}")])
}

fn settings() -> Settings {
    Settings {
        memory: 15_000_000,
        ..Settings::default()
    }
}

#[test]
fn index_and_sequence_survive_a_crash_together() {
    let folder = TempDir::new().unwrap();
    let index = index(folder.path(), &[titled("yksi"), titled("kaksi")]);
    assert_eq!((index.reached(), index.records()), (2, 2));
    let mut writer = index.writer().unwrap();
    writer.put(document(3, &titled("kolme"))).unwrap();
    writer.delete(1);
    // The process ends here, without a commit.
    drop((writer, index));
    let index = CatalogueIndex::open(folder.path(), settings()).unwrap();
    assert_eq!((index.reached(), index.records()), (2, 2));
    assert_eq!(found(&index, Query::All), [1, 2]);
    let mut writer = index.writer().unwrap();
    writer.put(document(3, &titled("kolme"))).unwrap();
    writer.commit(7).unwrap();
    assert_eq!(index.reached(), 7);
    assert_eq!(found(&index, Query::All), [1, 2, 3]);
}

#[test]
fn a_record_is_replaced_and_deleted() {
    let folder = TempDir::new().unwrap();
    let index = index(folder.path(), &[titled("vanha nimi"), titled("toinen")]);
    let mut writer = index.writer().unwrap();
    writer.put(document(1, &titled("uusi nimi"))).unwrap();
    writer.put(document(5, &titled("ensin"))).unwrap();
    writer.put(document(5, &titled("sitten"))).unwrap();
    assert_eq!(
        terms(&index, term(Title, "vanha")),
        [1],
        "not before the commit"
    );
    writer.commit(3).unwrap();
    assert!(terms(&index, term(Title, "vanha")).is_empty());
    assert!(terms(&index, term(Title, "ensin")).is_empty());
    assert_eq!(terms(&index, term(Title, "nimi")), [1]);
    assert_eq!(terms(&index, term(Title, "sitten")), [5]);
    writer.delete(1);
    writer.delete(99);
    writer.commit(4).unwrap();
    assert!(terms(&index, term(Title, "nimi")).is_empty());
    assert_eq!(found(&index, Query::All), [2, 5]);
    writer.put(document(1, &titled("palannut nimi"))).unwrap();
    writer.commit(5).unwrap();
    assert_eq!(terms(&index, term(Title, "nimi")), [1]);
    writer.finish().unwrap();
    assert_eq!(found(&index, Query::All), [1, 2, 5]);
}

#[test]
fn one_writes_and_others_see_it() {
    let folder = TempDir::new().unwrap();
    let mine = index(folder.path(), &[titled("yksi")]);
    let other = CatalogueIndex::open(folder.path(), settings()).unwrap();
    let mut writer = mine.writer().unwrap();
    assert!(matches!(other.writer(), Err(OpenError::Busy(_))));
    writer.put(document(2, &titled("kaksi"))).unwrap();
    writer.commit(2).unwrap();
    assert_eq!((mine.reached(), other.reached()), (2, 1));
    other.refresh().unwrap();
    assert_eq!((other.reached(), found(&other, Query::All).len()), (2, 2));
    drop(writer);
    // Its numbers are known to the next writer: the record is replaced.
    let mut writer = other.writer().unwrap();
    writer.put(document(2, &titled("toinen"))).unwrap();
    writer.commit(3).unwrap();
    assert_eq!(found(&other, Query::All), [1, 2]);
}

#[test]
fn a_damaged_or_foreign_index_begins_anew() {
    type Spoil = fn(&mut Vec<u8>);
    let damage: [(&str, Spoil); 3] = [
        ("meta.json", |bytes| bytes.truncate(10)),
        ("meta.json", |bytes| {
            let text = String::from_utf8(bytes.clone()).unwrap();
            *bytes = text.replace("\"1 2\"", "\"0 2\"").into_bytes();
        }),
        (".pos", |bytes| bytes[3] ^= 1),
    ];
    for (ending, spoil) in damage {
        let folder = TempDir::new().unwrap();
        drop(index(
            folder.path(),
            &[titled("yksi kaksi kolme"), titled("kaksi")],
        ));
        let spoiled = fs::read_dir(folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().path());
        let file = spoiled
            .into_iter()
            .find(|path| path.to_str().unwrap().ends_with(ending));
        let file = file.unwrap();
        let mut bytes = fs::read(&file).unwrap();
        let before = bytes.clone();
        spoil(&mut bytes);
        assert_ne!(before, bytes);
        fs::write(&file, bytes).unwrap();
        let index = CatalogueIndex::open(folder.path(), settings()).unwrap();
        assert_eq!((index.reached(), index.records()), (0, 0), "{ending}");
        let mut writer = index.writer().unwrap();
        writer.put(document(1, &titled("yksi"))).unwrap();
        writer.commit(2).unwrap();
        assert_eq!(found(&index, Query::All), [1]);
    }
}

#[test]
fn files_of_others_are_not_thrown_away() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("gradu.odt"), "valmis").unwrap();
    let refused = CatalogueIndex::open(folder.path(), settings());
    assert!(
        matches!(refused, Err(OpenError::NotAnIndex(_))),
        "{refused:?}"
    );
    assert!(folder.path().join("gradu.odt").exists());
}

#[test]
fn browsing_is_in_finnish_order_and_counts_records() {
    let folder = TempDir::new().unwrap();
    let titles = [
        "Öljy",
        "Äiti",
        "Åland",
        "Zorro",
        "Aho",
        "wau",
        "Vau",
        "AHO!",
        "\"Aho\"",
        "Oma ääni",
    ];
    let index = index(folder.path(), &titles.map(titled));
    let terms = index.browse(&browse(Title, true, "")).unwrap();
    assert_eq!(
        shown(&terms),
        [
            ("Aho", 3),
            ("Oma ääni", 1),
            ("Vau", 1),
            ("wau", 1),
            ("Zorro", 1),
            ("Åland", 1),
            ("Äiti", 1),
            ("Öljy", 1),
        ]
    );
    assert!(terms.at_end);
    assert_eq!(terms.before, 0);
    assert_eq!(terms.entries[5].term, "åland");
    let words = index.browse(&browse(Title, false, "z")).unwrap();
    let expected = [
        ("zorro", 1),
        ("åland", 1),
        ("äiti", 1),
        ("ääni", 1),
        ("öljy", 1),
    ];
    assert_eq!(shown(&words), expected);
}

#[test]
fn browsing_from_a_place() {
    let folder = TempDir::new().unwrap();
    let titles = ["a", "b", "c", "d", "e"];
    let index = index(folder.path(), &titles.map(titled));
    let page = |from: &str, before, count| {
        let asked = Browse {
            before,
            count,
            ..browse(Title, true, from)
        };
        let terms = index.browse(&asked).unwrap();
        let names: String = terms
            .entries
            .iter()
            .map(|entry| entry.term.as_str())
            .collect();
        (names, terms.before, terms.at_end)
    };
    let is = |names: &str, before, at_end| (names.to_owned(), before, at_end);
    assert_eq!(page("c", 0, 2), is("cd", 0, false));
    assert_eq!(page("c", 1, 3), is("bcd", 1, false));
    assert_eq!(page("bb", 1, 3), is("bcd", 1, false));
    assert_eq!(page("c", 3, 3), is("abc", 2, false));
    assert_eq!(page("c", 2, 2), is("ab", 2, false));
    assert_eq!(page("d", 0, 9), is("de", 0, true));
    assert_eq!(page("x", 2, 9), is("de", 2, true));
    assert_eq!(page("a", -1, 2), is("bc", 0, false));
    assert_eq!(page("d", -5, 2), is("", 0, true));
    assert_eq!(page("c", 0, 0), is("", 0, false));
}

#[test]
fn browsing_counts_no_deleted_records() {
    let folder = TempDir::new().unwrap();
    let index = index(folder.path(), &["sama", "sama", "eri", "oma"].map(titled));
    let mut writer = index.writer().unwrap();
    writer.delete(1);
    writer.delete(3);
    writer.put(document(5, &titled("Sama"))).unwrap();
    writer.put(document(4, &titled("oma"))).unwrap();
    writer.commit(9).unwrap();
    let terms = index.browse(&browse(Title, true, "")).unwrap();
    assert_eq!(shown(&terms), [("oma", 1), ("sama", 2)]);
    assert!(terms.at_end);
}

#[test]
fn a_record_counts_once_however_often_it_has_a_term() {
    let folder = TempDir::new().unwrap();
    let twice = record(&["245 10$aKalevala", "240 10$aKalevala", "490 1 $aKALEVALA"]);
    let index = index(folder.path(), &[twice]);
    let terms = index.browse(&browse(Title, true, "")).unwrap();
    assert_eq!(terms.entries.len(), 1);
    assert_eq!(terms.entries[0].records, 1);
    let values = |at: Index, from: &str| {
        let terms = index.browse(&browse(at, true, from)).unwrap();
        terms
            .entries
            .into_iter()
            .map(|entry| entry.term)
            .collect::<Vec<_>>()
    };
    assert_eq!(values(RecordId, ""), ["kainet.1"]);
    assert_eq!(values(Modified, "2026"), ["2026-11-01T10:00:00Z"]);
}

#[test]
fn long_titles_are_told_from_each_other() {
    let folder = TempDir::new().unwrap();
    let long = "pitkä ".repeat(70);
    let (one, other) = (format!("{long} yksi"), format!("{long} kaksi"));
    let index = index(folder.path(), &[titled(&one), titled(&other)]);
    assert_eq!(terms(&index, complete(phrase(Title, &one))), [1]);
    assert_eq!(terms(&index, heading(Title, &other)), [2]);
    let begun = truncated(Truncation::Right, heading(Title, "pitkä pit"));
    assert_eq!(terms(&index, begun), [1, 2]);
    assert_eq!(terms(&index, phrase(Title, "pitkä kaksi")), [2]);
}
