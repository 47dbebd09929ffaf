//! How records come into the catalogue: what is read out of their MARC, and the order in which
//! changes are numbered and dated.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, params, types::FromSqlError};
use sha2::{Digest, Sha256};
use silta_consortium::{MarcFormat, MediaType};
use silta_marc::{Read, Record, iso2709, marcxml};

use crate::{
    clock::{from_millis, millis},
    material::media_type,
    record::title_key,
};

/// A record as it comes in, with what the store keeps beside its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Incoming {
    /// The title, without the punctuation between it and what follows.
    pub(crate) title: String,
    pub(crate) author: Option<String>,
    /// Its number where it comes from: `(FI-Kam)1`.
    pub(crate) control: String,
    pub(crate) described: Described,
    /// Whether it comes to say that the record was deleted (leader/05 is `d`).
    pub(crate) deleted: bool,
    pub(crate) format: MarcFormat,
    pub(crate) bytes: Vec<u8>,
}

impl Incoming {
    /// What the store keeps of a record that is these bytes.
    pub(crate) fn new(record: &Record, format: MarcFormat, bytes: Vec<u8>) -> Self {
        Self {
            title: title(record),
            author: author(record),
            control: control(record).unwrap_or_else(|| digest(&bytes)),
            described: Described::of(record),
            deleted: record.leader.is_deleted(),
            format,
            bytes,
        }
    }
}

impl Incoming {
    /// What kind of thing it is.
    pub(crate) fn media_type(&self) -> MediaType {
        self.described.media_type
    }
}

/// By what harvesters choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Described {
    media_type: MediaType,
    language: Option<String>,
    /// Whether it is hidden from the public.
    suppressed: bool,
}

impl Described {
    fn of(record: &Record) -> Self {
        Self {
            media_type: media_type(record),
            language: language(record),
            suppressed: record
                .field("942")
                .is_some_and(|field| matches!(&*field.text("n"), "1" | "true")),
        }
    }
}

/// Puts down by what harvesters choose, for all records that are there.
pub(crate) fn describe_all(connection: &Connection) -> rusqlite::Result<()> {
    let mut records = connection.prepare("SELECT record, format, bytes FROM marc")?;
    let sql = "UPDATE record SET media_type = ?2, language = ?3, suppressed = ?4 WHERE id = ?1";
    let mut describe = connection.prepare(sql)?;
    let mut rows = records.query([])?;
    while let Some(row) = rows.next()? {
        let format = format(row.get_ref(1)?.as_str()?).ok_or(FromSqlError::InvalidType)?;
        if let Ok(read) = read(format, row.get_ref(2)?.as_blob()?) {
            let Described {
                media_type,
                language,
                suppressed,
            } = Described::of(&read.record);
            let id: i64 = row.get(0)?;
            describe.execute(params![id, media_type.as_str(), language, suppressed])?;
        }
    }
    Ok(())
}

/// What became of a record that came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Came {
    /// It is new.
    New,
    /// It took the place of an earlier one.
    Replaced,
    /// It is known, byte for byte.
    Unchanged,
    /// It is gone.
    Deleted,
}

/// The changes of one transaction.
///
/// They get consecutive numbers, and all the same date: the second of the commit, never one before
/// that of an earlier commit. Transactions that write follow each other, so whoever has read
/// everything up to a number or a second has missed nothing but what comes later.
pub(crate) struct Cataloguer<'a> {
    connection: &'a Connection,
    /// The number of the last change, and of the last one before this transaction.
    sequence: i64,
    before: i64,
    /// The date, in milliseconds.
    changed: i64,
}

impl<'a> Cataloguer<'a> {
    /// Begins inside a transaction that writes.
    pub(crate) fn begin(connection: &'a Connection, now: Timestamp) -> rusqlite::Result<Self> {
        // Each part is answered from the end of an index.
        let sql = "SELECT IFNULL((SELECT MAX(sequence) FROM record), 0),
                          IFNULL((SELECT MAX(changed) FROM record), 0)";
        let (sequence, latest): (i64, i64) = connection
            .prepare_cached(sql)?
            .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(Self {
            connection,
            sequence,
            before: sequence,
            changed: latest.max(second(now)),
        })
    }

    /// The number of the last change before this transaction.
    pub(crate) fn before(&self) -> i64 {
        self.before
    }

    /// Takes a record in under the number of its row, whatever stands there.
    pub(crate) fn put(&mut self, row: i64, incoming: &Incoming) -> rusqlite::Result<()> {
        let sql = "SELECT 1 FROM record WHERE id = ?1";
        let known = self.connection.prepare_cached(sql)?.exists([row])?;
        if !known {
            self.add(Some(row), incoming, false)?;
            return self.keep(row, incoming);
        }
        self.replace(row, incoming)
    }

    /// Takes a record in: it replaces the one with the same control number.
    pub(crate) fn take(&mut self, incoming: &Incoming) -> rusqlite::Result<Came> {
        let sql = "SELECT id, deleted FROM record WHERE control = ?1";
        let known = self
            .connection
            .prepare_cached(sql)?
            .query_row([&incoming.control], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        match (known, incoming.deleted) {
            (None, deleted) => {
                let row = self.add(None, incoming, deleted)?;
                match deleted {
                    true => Ok(Came::Deleted),
                    false => self.keep(row, incoming).map(|()| Came::New),
                }
            }
            (Some((_, true)), true) => Ok(Came::Unchanged),
            (Some((row, false)), true) => self.delete(row).map(|()| Came::Deleted),
            (Some((row, _)), false) if self.is_same(row, incoming)? => Ok(Came::Unchanged),
            (Some((row, _)), false) => self.replace(row, incoming).map(|()| Came::Replaced),
        }
    }

    /// A new row, the next or this one; its id.
    fn add(
        &mut self,
        row: Option<i64>,
        incoming: &Incoming,
        deleted: bool,
    ) -> rusqlite::Result<i64> {
        self.sequence += 1;
        let sql =
            "INSERT INTO record (sequence, changed, deleted, title, title_key, author, control,
                       media_type, language, suppressed, id)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)";
        self.connection.prepare_cached(sql)?.insert(params![
            self.sequence,
            self.changed,
            deleted,
            incoming.title,
            title_key(&incoming.title),
            incoming.author,
            incoming.control,
            incoming.described.media_type.as_str(),
            incoming.described.language,
            incoming.described.suppressed,
            row,
        ])
    }

    /// Puts a record in the place of the one in this row.
    pub(crate) fn replace(&mut self, row: i64, incoming: &Incoming) -> rusqlite::Result<()> {
        self.sequence += 1;
        // The id of a copy that went home to a partner may become that of a record of ours.
        let sql = "UPDATE record SET temporary = temporary AND NOT deleted,
                       sequence = ?2, changed = ?3, deleted = 0, title = ?4,
                       title_key = ?5, author = ?6, control = ?7, media_type = ?8, language = ?9,
                       suppressed = ?10
                   WHERE id = ?1";
        self.connection.prepare_cached(sql)?.execute(params![
            row,
            self.sequence,
            self.changed,
            incoming.title,
            title_key(&incoming.title),
            incoming.author,
            incoming.control,
            incoming.described.media_type.as_str(),
            incoming.described.language,
            incoming.described.suppressed,
        ])?;
        self.keep(row, incoming)
    }

    /// Leaves of the record in this row the mark that it is gone.
    pub(crate) fn delete(&mut self, row: i64) -> rusqlite::Result<()> {
        self.sequence += 1;
        let sql = "UPDATE record SET sequence = ?2, changed = ?3, deleted = 1 WHERE id = ?1";
        self.connection
            .prepare_cached(sql)?
            .execute([row, self.sequence, self.changed])?;
        let sql = "DELETE FROM marc WHERE record = ?1";
        self.connection
            .prepare_cached(sql)?
            .execute([row])
            .map(drop)
    }

    fn keep(&self, row: i64, incoming: &Incoming) -> rusqlite::Result<()> {
        let sql = "INSERT INTO marc (record, format, bytes) VALUES (?1, ?2, ?3)
                   ON CONFLICT (record) DO UPDATE SET format = ?2, bytes = ?3";
        let format = format_name(incoming.format);
        self.connection
            .prepare_cached(sql)?
            .execute(params![row, format, incoming.bytes])
            .map(drop)
    }

    fn is_same(&self, row: i64, incoming: &Incoming) -> rusqlite::Result<bool> {
        let sql = "SELECT bytes FROM marc WHERE record = ?1 AND format = ?2";
        let format = format_name(incoming.format);
        let same = self
            .connection
            .prepare_cached(sql)?
            .query_row(params![row, format], |row| {
                Ok(row.get_ref(0)?.as_blob()? == incoming.bytes)
            });
        Ok(same.optional()?.unwrap_or(false))
    }

    /// To be called right before the commit: if the second in which the changes were begun is over,
    /// they get the one that it is now.
    pub(crate) fn finish(self, now: Timestamp) -> rusqlite::Result<()> {
        match self.sequence == self.before {
            true => Ok(()),
            false => date_after(self.connection, self.before, now),
        }
    }
}

/// Dates the changes after this number by the second that it is now, if that is later. To be called
/// right before the commit.
pub(crate) fn date_after(
    connection: &Connection,
    before: i64,
    now: Timestamp,
) -> rusqlite::Result<()> {
    let sql = "UPDATE record SET changed = ?1 WHERE sequence > ?2 AND changed < ?1";
    connection
        .prepare_cached(sql)?
        .execute([second(now), before])
        .map(drop)
}

/// Reads the bytes of a record that is whole; the error says what is wrong with it.
pub(crate) fn sound(format: MarcFormat, bytes: &[u8]) -> Result<Record, String> {
    let read = read(format, bytes)?;
    match read.warnings.iter().find(|warning| warning.is_damage()) {
        Some(damage) => Err(damage.to_string()),
        None => Ok(read.record),
    }
}

/// Reads the bytes of a record; the error says why it cannot be read.
pub(crate) fn read(format: MarcFormat, bytes: &[u8]) -> Result<Read, String> {
    match format {
        MarcFormat::Iso2709 => iso2709::read(bytes).map_err(|error| error.to_string()),
        MarcFormat::MarcXml => marcxml::read(bytes).map_err(|error| error.to_string()),
    }
}

/// A record as ISO 2709, or as MARCXML if it does not fit there.
pub(crate) fn written(record: &Record) -> (MarcFormat, Vec<u8>) {
    match iso2709::write(record) {
        Ok(bytes) => (MarcFormat::Iso2709, bytes),
        Err(_) => (MarcFormat::MarcXml, xml(record)),
    }
}

/// A record as MARCXML.
pub(crate) fn xml(record: &Record) -> Vec<u8> {
    let mut text = String::new();
    marcxml::write(record, &mut text);
    text.into_bytes()
}

/// The date of a change that is made at this time.
pub(crate) fn date(now: Timestamp) -> Timestamp {
    from_millis(second(now))
}

/// Datestamps are whole seconds: protocols tell no more, and what is in one second is then ordered
/// by id for all of them.
fn second(time: Timestamp) -> i64 {
    millis(time).div_euclid(1000) * 1000
}

const FORMATS: [(MarcFormat, &str); 2] = [
    (MarcFormat::Iso2709, "iso2709"),
    (MarcFormat::MarcXml, "marcxml"),
];

/// A format as the store names it.
pub(crate) fn format_name(format: MarcFormat) -> &'static str {
    match format {
        MarcFormat::Iso2709 => FORMATS[0].1,
        MarcFormat::MarcXml => FORMATS[1].1,
    }
}

/// The format that the store means.
pub(crate) fn format(name: &str) -> Option<MarcFormat> {
    let known = FORMATS.into_iter().find(|(_, known)| *known == name);
    known.map(|(format, _)| format)
}

/// The title proper with its other parts, and the subtitle (245).
fn title(record: &Record) -> String {
    let Some(field) = record.field("245") else {
        return String::new();
    };
    let title = field.text("abnp");
    let title = without_isbd(&title);
    match field
        .subfields()
        .last()
        .is_some_and(|last| last.code != 'c')
    {
        true => without_full_stop(title).to_owned(),
        false => title.to_owned(),
    }
}

/// The name under which the record is filed (1XX).
fn author(record: &Record) -> Option<String> {
    let heading = [("100", "abcq"), ("110", "abn"), ("111", "anc")];
    let name = heading
        .into_iter()
        .find_map(|(tag, codes)| Some(record.field(tag)?.text(codes)))?;
    let name = without_full_stop(without_isbd(&name));
    (!name.is_empty()).then(|| name.to_owned())
}

/// The language of the record's text (008/35-37, else the first of 041 $a), if it is told.
fn language(record: &Record) -> Option<String> {
    let fixed = record.control("008").and_then(|text| text.get(35..38));
    let code = |text: &str| {
        let code = text.get(..3)?.to_ascii_lowercase();
        code.bytes()
            .all(|byte| byte.is_ascii_lowercase())
            .then_some(code)
    };
    fixed
        .and_then(code)
        .or_else(|| code(&record.field("041")?.text("a")))
}

/// Cuts off the punctuation that ISBD sets between this part and the next.
fn without_isbd(text: &str) -> &str {
    text.trim_end_matches(|last: char| last.is_whitespace() || "/:;=,".contains(last))
        .trim_start()
}

/// Cuts off the full stop that ends a field, but not that of an initial or of an ellipsis.
fn without_full_stop(text: &str) -> &str {
    let Some(rest) = text.strip_suffix('.') else {
        return text;
    };
    let last = rest.rsplit([' ', '.']).next().unwrap_or_default();
    match last.chars().nth(1) {
        Some(_) => rest,
        None => text,
    }
}

/// A record's number where it comes from, with the agency that gave it if it says so.
pub(crate) fn control(record: &Record) -> Option<String> {
    let number = record.control("001")?.trim();
    let agency = record.control("003").unwrap_or_default().trim();
    match (number, agency) {
        ("", _) => None,
        (number, "") => Some(number.to_owned()),
        (number, agency) => Some(format!("({agency}){number}")),
    }
}

/// What a record without a number is known by: so that a file read twice is taken in once.
pub(crate) fn digest(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    let hex = digest.iter().map(|byte| format!("{byte:02x}"));
    std::iter::once("#".to_owned()).chain(hex).collect()
}

#[cfg(test)]
mod tests {
    use silta_marc::{Field, Subfield};

    use super::*;

    fn record(tag: &str, subfields: &[(char, &str)]) -> Record {
        let subfields = subfields
            .iter()
            .map(|(code, value)| Subfield::new(*code, *value))
            .collect();
        let field = Field::data(tag.parse().unwrap(), ['1', ' '], subfields);
        Record {
            fields: vec![field],
            ..Record::default()
        }
    }

    #[test]
    fn a_title_loses_the_punctuation_between_its_parts_and_the_next() {
        let table: [(&[(char, &str)], &str); 6] = [
            (&[('a', "Rautatie /"), ('c', "Juhani Aho.")], "Rautatie"),
            (
                &[('a', "Walden :"), ('b', "elämää metsässä /"), ('c', "x")],
                "Walden : elämää metsässä",
            ),
            (&[('a', "Northern lights.")], "Northern lights"),
            (
                &[('a', "Northern lights. /"), ('c', "x")],
                "Northern lights.",
            ),
            (&[('a', "Ja niin edelleen ...")], "Ja niin edelleen ..."),
            (&[], ""),
        ];
        for (subfields, expected) in table {
            assert_eq!(title(&record("245", subfields)), expected);
        }
        assert_eq!(title(&record("246", &[('a', "x")])), "");
    }

    #[test]
    fn an_author_is_the_name_alone() {
        let table = [
            (
                vec![('a', "Kivi, Aleksis,"), ('d', "1834-1872.")],
                "Kivi, Aleksis",
            ),
            (vec![('a', "Tolkien, J. R. R.")], "Tolkien, J. R. R."),
            (vec![('a', "Waltari, Mika.")], "Waltari, Mika"),
        ];
        for (subfields, expected) in table {
            assert_eq!(
                author(&record("100", &subfields)).as_deref(),
                Some(expected)
            );
        }
        assert_eq!(author(&record("245", &[('a', "x")])), None);
    }

    #[test]
    fn a_number_belongs_to_its_agency() {
        let control_field = |tag: &str, text| Field::control(tag.parse().unwrap(), text);
        let mut record = Record::default();
        assert_eq!(control(&record), None);
        record.fields.push(control_field("001", " 123 "));
        assert_eq!(control(&record).as_deref(), Some("123"));
        record.fields.push(control_field("003", "FI-Kam"));
        assert_eq!(control(&record).as_deref(), Some("(FI-Kam)123"));
    }
}
