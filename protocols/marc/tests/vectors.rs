//! Records that others wrote, from the folder that SILTA_SHARED names.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{collections::HashMap, env, fs, path::PathBuf, process::Command};

use silta_marc::{CharacterCoding, PIECE_LIMIT, Read, Record, iso2709, json, line, marcxml};

/// The folder of records, if there is one.
fn folder() -> Option<PathBuf> {
    let folder =
        env::var_os("SILTA_SHARED").map(|shared| PathBuf::from(shared).join("vectors/marc"));
    let folder = folder.filter(|folder| folder.is_dir());
    match &folder {
        Some(folder) => println!("records of {}", folder.display()),
        None => println!("not done: SILTA_SHARED names no folder with vectors/marc"),
    }
    folder
}

fn files(beginning: &str) -> Vec<(String, Vec<u8>)> {
    let entries = folder().map(|folder| fs::read_dir(folder).unwrap());
    let paths = entries
        .into_iter()
        .flatten()
        .map(|entry| entry.unwrap().path());
    let name = |path: &PathBuf| path.file_name().unwrap().to_string_lossy().into_owned();
    let files = paths.filter(|path| path.extension().is_some_and(|ending| ending == "mrc"));
    let files = files.filter(|path| name(path).starts_with(beginning));
    files
        .map(|path| (name(&path), fs::read(&path).unwrap()))
        .collect()
}

/// The records of a file as bytes.
fn pieces(stream: &[u8]) -> Vec<Vec<u8>> {
    let mut splitter = iso2709::Splitter::new(PIECE_LIMIT);
    splitter.push(stream);
    splitter.end();
    std::iter::from_fn(|| {
        splitter
            .next_piece()
            .map(|piece| piece.unwrap().bytes.to_vec())
    })
    .collect()
}

fn records(stream: &[u8]) -> Vec<Read> {
    pieces(stream)
        .iter()
        .map(|piece| iso2709::read(piece).unwrap())
        .collect()
}

fn xml_records(stream: &[u8]) -> Vec<Record> {
    let mut splitter = marcxml::Splitter::new(PIECE_LIMIT);
    splitter.push(stream);
    splitter.end();
    let mut records = Vec::new();
    while let Some(piece) = splitter.next_piece() {
        let read = marcxml::read(piece.unwrap().bytes).unwrap();
        assert_eq!(read.warnings, []);
        records.push(read.record);
    }
    records
}

fn composed(mut record: Record) -> Record {
    record.to_nfc();
    record
}

#[test]
fn what_was_read_without_warning_is_written_as_it_came() {
    let (mut identical, mut respelled) = (0, Vec::new());
    for (name, stream) in ["kainet", "lc", "yaz"]
        .iter()
        .flat_map(|beginning| files(beginning))
    {
        for piece in pieces(&stream) {
            let (raw, _) = iso2709::Raw::read(&piece).unwrap();
            assert_eq!(raw.write().as_ref(), Ok(&piece), "{name}");
            let read = iso2709::read(&piece).unwrap();
            if read.warnings.is_empty() {
                assert_eq!(iso2709::write(&read.record).as_ref(), Ok(&piece), "{name}");
                identical += 1;
            } else {
                respelled.push(format!("{name}: {:?}", read.warnings));
            }
            assert!(!read.is_damaged(), "{name}: {:?}", read.warnings);
        }
    }
    println!("{identical} records identical; with warnings: {respelled:#?}");
}

#[test]
fn the_same_records_in_three_forms_are_the_same() {
    let Some(folder) = folder() else { return };
    let file = |name: &str| fs::read(folder.join(name)).unwrap();
    let utf8: Vec<Record> = records(&file("kainet-utf8.mrc"))
        .into_iter()
        .map(|read| read.record)
        .collect();
    let xml = xml_records(&file("kainet.xml"));
    assert_eq!(utf8.len(), 36);
    assert_eq!(xml.len(), 36);
    for (one, other) in utf8.iter().zip(&xml) {
        assert_eq!(one.fields, other.fields);
    }
    let by_number: HashMap<_, _> = utf8
        .iter()
        .map(|record| (record.control("001"), record))
        .collect();
    let marc8 = records(&file("kainet-marc8.mrc"));
    assert_eq!(marc8.len(), 30);
    for Read { record, .. } in marc8 {
        let other = by_number[&record.control("001")].clone();
        assert_eq!(composed(record).fields, composed(other).fields);
    }
    let loc = records(&file("lc-sample-24.mrc"));
    let loc_xml = xml_records(&file("lc-sample-24.xml"));
    assert_eq!((loc.len(), loc_xml.len()), (24, 24));
    for (one, other) in loc.into_iter().zip(loc_xml) {
        assert_eq!(composed(one.record).fields, composed(other).fields);
    }
}

#[test]
fn every_record_of_ours_survives_marc_8() {
    for (name, stream) in files("kainet-utf8") {
        for Read { record, .. } in records(&stream) {
            let mut marc8 = record.clone();
            marc8.leader = marc8.leader.with_character_coding(CharacterCoding::Marc8);
            let read = iso2709::read(&iso2709::write(&marc8).unwrap()).unwrap();
            assert!(!read.is_damaged(), "{name}: {:?}", read.warnings);
            assert_eq!(
                composed(read.record).fields,
                composed(record).fields,
                "{name}"
            );
        }
    }
}

#[test]
fn damaged_records_are_known_as_such_and_keep_their_title() {
    for (name, stream) in files("bad") {
        let read = records(&stream);
        assert_eq!(read.len(), 1, "{name}");
        assert!(read[0].is_damaged(), "{name}");
        println!("{name}: {:?}", read[0].warnings);
        assert_eq!(read[0].record.control("001"), Some("kainet00001"), "{name}");
    }
}

#[test]
fn marctk_reads_the_same() {
    let mut compared = 0;
    for (name, stream) in files("kainet-utf8") {
        for piece in pieces(&stream) {
            let theirs = marctk::Record::from_binary(&piece).unwrap();
            let ours = iso2709::read(&piece).unwrap().record;
            same(&ours, &theirs, &name);
            let mut text = String::new();
            marcxml::write(&ours, &mut text);
            let theirs = marctk::Record::from_xml(&text).next().unwrap().unwrap();
            same(&ours, &theirs, &name);
            compared += 1;
        }
    }
    println!("{compared} records compared with marctk");
}

fn same(ours: &Record, theirs: &marctk::Record, name: &str) {
    let controls = theirs
        .control_fields()
        .iter()
        .map(|field| (field.tag(), field.content()));
    let our_controls = ours
        .fields
        .iter()
        .filter_map(|field| Some((field.tag.as_str(), field.control_text()?)));
    assert!(our_controls.eq(controls), "{name}");
    let ours = ours
        .fields
        .iter()
        .filter(|field| field.control_text().is_none());
    let theirs = theirs.fields();
    assert_eq!(ours.clone().count(), theirs.len(), "{name}");
    for (one, other) in ours.zip(theirs) {
        assert_eq!(one.tag, other.tag(), "{name}");
        assert_eq!(
            String::from_iter(one.indicators()),
            format!("{}{}", other.ind1(), other.ind2()),
            "{name}"
        );
        let subfields = other
            .subfields()
            .iter()
            .map(|one| (one.code().to_owned(), one.content()));
        let ours = one
            .subfields()
            .iter()
            .map(|one| (one.code.to_string(), one.value.as_str()));
        assert!(ours.eq(subfields), "{name}: {one:?} {other:?}");
    }
}

#[test]
fn yaz_reads_marc_8_the_same() {
    let Some(folder) = folder() else { return };
    if Command::new("yaz-marcdump").arg("-V").output().is_err() {
        println!("not done: no yaz-marcdump");
        return;
    }
    for name in ["yaz-marc8-7.mrc", "yaz-marc8-8.mrc", "yaz-marc8-9.mrc"] {
        let file = folder.join(name);
        let options = ["-i", "marc", "-o", "marcxml", "-f", "marc8", "-t", "utf8"];
        let theirs = Command::new("yaz-marcdump")
            .args(options)
            .arg(&file)
            .output()
            .unwrap();
        let theirs = xml_records(&theirs.stdout);
        let ours = records(&fs::read(&file).unwrap());
        assert_eq!(ours.len(), theirs.len(), "{name}");
        for (ours, theirs) in ours.into_iter().zip(theirs) {
            // YAZ drops the second half of a mark over two letters even when it stands alone.
            let lines = |record: Record| {
                let mut text = String::new();
                line::write(&composed(record), &mut text);
                text.replace(['\u{fe21}', '\u{fe23}'], "")
            };
            let (ours, theirs) = (lines(ours.record), lines(theirs));
            // The leaders differ in what they say of the encoding.
            let fields = |lines: &str| lines.lines().skip(1).map(str::to_owned).collect::<Vec<_>>();
            assert_eq!(fields(&ours), fields(&theirs), "{name}");
        }
        println!("{name}: the same as YAZ");
    }
}

#[test]
fn what_we_write_is_valid_by_the_schema() {
    let Some(folder) = folder() else { return };
    let schema = folder.join("../../schemas/marcxml/MARC21slim.xsd");
    if Command::new("xmllint").arg("--version").output().is_err() || !schema.is_file() {
        println!("not done: no xmllint, or no schema");
        return;
    }
    let mut text = format!("<collection xmlns=\"{}\">", marcxml::NAMESPACE);
    let mut written = 0;
    for (_, stream) in files("") {
        for Read { record, .. } in records(&stream) {
            marcxml::write(&record, &mut text);
            written += 1;
            let mut json = String::new();
            json::write(&record, &mut json);
            assert_eq!(
                json::read(json.as_bytes()).unwrap().record.fields,
                record.fields
            );
        }
    }
    text.push_str("</collection>");
    let file = tempfile::NamedTempFile::new().unwrap();
    fs::write(file.path(), &text).unwrap();
    let judged = Command::new("xmllint")
        .args(["--noout", "--nonet", "--schema"])
        .arg(schema)
        .arg(file.path())
        .output()
        .unwrap();
    assert!(
        judged.status.success(),
        "{}",
        String::from_utf8_lossy(&judged.stderr)
    );
    println!("{written} records valid by xmllint");
}
