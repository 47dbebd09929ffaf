//! The bodies of the fuzz targets. Each panics when a law is broken; the ordinary tests replay
//! the seeds of the targets through them.

use unicode_normalization::UnicodeNormalization as _;

use crate::{
    Field, Leader, Piece, Read, Record, Subfield, Tag, TooLong, Warning, dublin_core, iso2709,
    json, line, marc8, marcxml, mods,
};

/// Limit of the splitters here: small, so that inputs reach it.
const LIMIT: usize = 300;

/// A record without warnings is written as the same bytes, whatever can be written is read as the
/// same, and a stream falls into the same pieces however it arrives: the first byte says in
/// what chunks.
pub fn iso2709(data: &[u8]) {
    let Some((chunk, stream)) = data.split_first() else {
        return;
    };
    let splitter = || iso2709::Splitter::new(LIMIT);
    let whole = split(stream, stream.len(), splitter());
    assert_eq!(whole, split(stream, usize::from(*chunk), splitter()));
    for piece in whole.into_iter().flatten() {
        assert!(piece.len() <= LIMIT);
        iso2709_record(&piece);
    }
    iso2709_record(stream);
}

fn iso2709_record(bytes: &[u8]) {
    let Ok(read) = iso2709::read(bytes) else {
        return;
    };
    let written = iso2709::write(&read.record);
    if read.warnings.is_empty() {
        assert_eq!(written.as_deref(), Ok(bytes), "{read:?}");
    }
    if let Ok(written) = written {
        let again = iso2709::read(&written);
        let same = again
            .as_ref()
            .is_ok_and(|again| again.record.fields == composed(&read.record).fields);
        let unchanged = again
            .as_ref()
            .is_ok_and(|again| again.record.fields == read.record.fields);
        // MARC-8 whose bytes happen to be UTF-8 as well cannot be told from UTF-8, and that is said.
        let ambiguous = again
            .as_ref()
            .is_ok_and(|again| again.warnings.contains(&Warning::Utf8NotMarc8));
        assert!(same || unchanged || ambiguous, "{read:?} {again:?}");
    }
}

fn composed(record: &Record) -> Record {
    let mut record = record.clone();
    record.to_nfc();
    record
}

/// The same of MARCXML.
pub fn marcxml(data: &[u8]) {
    let Some((chunk, stream)) = data.split_first() else {
        return;
    };
    let splitter = || marcxml::Splitter::new(LIMIT);
    let whole = split(stream, stream.len(), splitter());
    assert_eq!(whole, split(stream, usize::from(*chunk), splitter()));
    for piece in whole.into_iter().flatten() {
        assert!(piece.len() <= LIMIT);
        let _ = marcxml::read(&piece);
    }
    if let Ok(read) = marcxml::read(stream) {
        comes_back_as_marcxml(&read.record);
    }
}

fn comes_back_as_marcxml(record: &Record) {
    let mut text = String::new();
    marcxml::write(record, &mut text);
    let Ok(Read { record, warnings }) = marcxml::read(text.as_bytes()) else {
        panic!("{text}");
    };
    assert_eq!(warnings, [], "{text}");
    let mut again = String::new();
    marcxml::write(&record, &mut again);
    assert_eq!(again, text);
}

/// A record, however it came, is the same in each form, as far as the form can hold it; and
/// its crosswalks are well-formed.
pub fn record(data: &[u8]) {
    let record = record_of(&String::from_utf8_lossy(data));
    let mut text = String::new();
    json::write(&record, &mut text);
    let again = json::read(text.as_bytes()).map(|read| read.record.fields);
    assert_eq!(again.as_ref(), Ok(&record.fields), "{text}");
    text.clear();
    line::write(&record, &mut text);
    assert_eq!(text.lines().count(), record.fields.len() + 1);
    comes_back_as_marcxml(&record);
    let _ = dublin_core::of(&record);
    text.clear();
    mods::write(&record, &mut text);
    let limits = silta_xml::Limits::default();
    let well_formed = silta_xml::Reader::new(&text, limits).and_then(|mut mods| mods.finish());
    assert_eq!(well_formed, Ok(()), "{text}");
}

/// A record in few bytes, so that the fuzzer can make up and change whole fields: each ends as in
/// ISO 2709, and so do its subfields; the leader comes first. What cannot stand in a record of
/// ours is left out.
fn record_of(text: &str) -> Record {
    let (leader, fields) = text.split_once('\u{1e}').unwrap_or((text, ""));
    let leader: Option<[u8; Leader::LENGTH]> = leader.as_bytes().try_into().ok();
    Record {
        leader: leader.and_then(Leader::new).unwrap_or_default(),
        fields: fields.split('\u{1e}').filter_map(field_of).collect(),
    }
}

fn field_of(text: &str) -> Option<Field> {
    let (tag, content) = text.split_at_checked(3)?;
    let tag: Tag = tag.parse().ok()?;
    if tag.is_control() {
        return Some(Field::control(tag, content));
    }
    let mut pieces = content.split('\u{1f}');
    let mut indicators = pieces.next().unwrap_or_default().chars();
    let mut indicator = || indicators.next().unwrap_or(' ');
    let indicators = [indicator(), indicator()];
    let subfields = pieces.filter_map(|piece| {
        let code = piece.chars().next()?;
        Some(Subfield::new(code, piece.get(code.len_utf8()..)?))
    });
    Some(Field::data(tag, indicators, subfields.collect()))
}

/// Text comes back composed; what MARC-8 decodes to is written so that it reads the same.
pub fn marc8(data: &[u8]) {
    let decoded = marc8::decode(data);
    assert!(marc8::decode(&encoded(&decoded.text)).text == decoded.text);
    if let Ok(text) = std::str::from_utf8(data) {
        let bytes = encoded(text);
        let again = marc8::decode(&bytes);
        assert_eq!(again.unknown, 0, "{bytes:x?}");
        assert_eq!(again.text, text.nfc().collect::<String>(), "{bytes:x?}");
    }
}

fn encoded(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    marc8::encode(text, &mut bytes);
    bytes
}

/// What both splitters do.
trait Split {
    fn push(&mut self, bytes: &[u8]);
    fn end(&mut self);
    fn next_piece(&mut self) -> Option<Result<Piece<'_>, TooLong>>;
}

macro_rules! split {
    ($splitter:ty) => {
        impl Split for $splitter {
            fn push(&mut self, bytes: &[u8]) {
                <$splitter>::push(self, bytes);
            }

            fn end(&mut self) {
                <$splitter>::end(self);
            }

            fn next_piece(&mut self) -> Option<Result<Piece<'_>, TooLong>> {
                <$splitter>::next_piece(self)
            }
        }
    };
}

split!(iso2709::Splitter);
split!(marcxml::Splitter);

/// The pieces of a stream in order; `None` is a refusal. Numbers count on, and offsets are where
/// the pieces stand.
fn split(stream: &[u8], chunk: usize, mut splitter: impl Split) -> Vec<Option<Vec<u8>>> {
    let mut pieces = Vec::new();
    let mut chunks = stream.chunks(chunk.max(1));
    loop {
        let chunk = chunks.next();
        match chunk {
            Some(bytes) => splitter.push(bytes),
            None => splitter.end(),
        }
        while let Some(piece) = splitter.next_piece() {
            let (number, offset) = match &piece {
                Ok(piece) => (piece.number, piece.offset),
                Err(refused) => (refused.number, refused.offset),
            };
            let bytes = piece.ok().map(|piece| piece.bytes.to_vec());
            let there = stream.get(offset as usize..).unwrap_or_default();
            assert!(there.starts_with(bytes.as_deref().unwrap_or_default()));
            pieces.push(bytes);
            assert_eq!(number, pieces.len() as u64);
        }
        if chunk.is_none() {
            return pieces;
        }
    }
}
