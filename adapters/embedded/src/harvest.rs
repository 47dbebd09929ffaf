//! Records of a catalogue elsewhere, taken into this one.
//!
//! An answer of a source is written in one transaction, with the place at which the harvest goes on:
//! whatever ends it, nothing is lost and nothing is done twice. What came is known by its source and
//! its identifier there, and has the control number `(id prefix)identifier`, so that sources whose
//! identifiers are the same never meet.

use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, params};
use silta_consortium::MarcFormat;
use silta_marc::Record;

use crate::{
    Importer,
    cataloguing::{self, Came, Cataloguer, Incoming},
};

/// Longest identifier that is taken, in bytes.
pub const MAX_IDENTIFIER: usize = 1024;

/// Where records come from.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// What it is called; what came from it is remembered by this name.
    pub name: &'a str,
    /// What its identifiers are told apart by: `(id prefix)identifier` is the control number here.
    pub id_prefix: &'a str,
}

/// A record of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Harvested {
    /// What the source knows it by; none where it tells none and the record has no number (001).
    pub identifier: Option<String>,
    /// What is said of it.
    pub said: Said,
}

/// What a source says of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// It is gone.
    Deleted,
    /// It is this MARCXML.
    MarcXml(String),
    /// It cannot be had, and why.
    Unavailable(String),
}

/// What is written in one transaction.
#[derive(Clone, Copy, Debug)]
pub struct Portion<'a> {
    /// The number of the harvest: greater than that of every earlier one of the source.
    pub number: i64,
    /// The records of the answer.
    pub records: &'a [Harvested],
    /// Where the harvest stood before this answer; none before the first one of all.
    pub before: Option<&'a str>,
    /// Where it stands after it.
    pub after: &'a str,
    /// Whether what this harvest has not seen is gone, and how many in a hundred may be.
    pub gone: Option<u32>,
}

/// What became of the records of an answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Harvest {
    /// New here.
    pub new: u64,
    /// Taken in the place of an earlier one.
    pub changed: u64,
    /// Known already, byte for byte, or gone already.
    pub unchanged: u64,
    /// Gone, for the source says so or a full harvest did not see them.
    pub deleted: u64,
    /// Not taken in.
    pub bad: u64,
}

impl std::ops::AddAssign for Harvest {
    fn add_assign(&mut self, more: Self) {
        self.new += more.new;
        self.changed += more.changed;
        self.unchanged += more.unchanged;
        self.deleted += more.deleted;
        self.bad += more.bad;
    }
}

/// A record that is not taken in.
#[derive(Clone, Copy, Debug)]
pub struct Rejected<'a> {
    /// What the source knows it by, if it tells.
    pub identifier: Option<&'a str>,
    /// What is wrong with it.
    pub why: &'a str,
    /// As it came; may be empty.
    pub xml: &'a str,
}

/// Why an answer was not written. Nothing of it was.
#[derive(Debug, thiserror::Error)]
pub enum HarvestError {
    /// Somebody else has harvested the source meanwhile.
    #[error("another harvest of this source is under way")]
    Overtaken,
    /// More is gone than may be.
    #[error(
        "{gone} of {known} records are not there any more, which is more than delete_limit allows; \
         nothing was deleted"
    )]
    TooManyGone {
        /// Records that would be deleted.
        gone: u64,
        /// Records that came from the source and are here.
        known: u64,
    },
    /// A bad record cannot be put aside.
    #[error("a bad record cannot be put aside: {0}")]
    Aside(#[from] std::io::Error),
    /// The store cannot be written.
    #[error("the store cannot be written: {0}")]
    Store(#[from] rusqlite::Error),
}

impl Importer {
    /// Where the harvest of a source stands, in the words that were given for it.
    pub fn place(&self, source: &str) -> rusqlite::Result<Option<String>> {
        place(&self.store, source)
    }

    /// Writes the records of an answer, and where the harvest stands after it. `reject` hears of each
    /// bad record before anything is written. With `keep` false nothing is, but the same is told.
    pub fn harvest(
        &self,
        source: Source<'_>,
        portion: &Portion<'_>,
        keep: bool,
        reject: &mut dyn FnMut(&Rejected<'_>) -> std::io::Result<()>,
    ) -> Result<Harvest, HarvestError> {
        let now = self.clock.now();
        let transaction = Transaction::new_unchecked(&self.store, TransactionBehavior::Immediate)?;
        if place(&transaction, source.name)?.as_deref() != portion.before {
            return Err(HarvestError::Overtaken);
        }
        let mut writing = Writing {
            connection: &transaction,
            cataloguer: Cataloguer::begin(&transaction, now)?,
            source,
            number: portion.number,
            tally: Harvest::default(),
        };
        for record in portion.records {
            writing.take(record, reject)?;
        }
        if let Some(limit) = portion.gone {
            writing.sweep(limit)?;
        }
        let tally = writing.tally;
        writing.cataloguer.finish(self.clock.now())?;
        let sql = "INSERT INTO harvest (source, place) VALUES (?1, ?2)
                   ON CONFLICT (source) DO UPDATE SET place = ?2";
        transaction.execute(sql, [source.name, portion.after])?;
        if keep {
            transaction.commit()?;
            self.look();
        }
        Ok(tally)
    }
}

fn place(connection: &Connection, source: &str) -> rusqlite::Result<Option<String>> {
    let sql = "SELECT place FROM harvest WHERE source = ?1";
    connection
        .prepare_cached(sql)?
        .query_row([source], |row| row.get(0))
        .optional()
}

/// The transaction of one answer.
struct Writing<'a> {
    connection: &'a Connection,
    cataloguer: Cataloguer<'a>,
    source: Source<'a>,
    number: i64,
    tally: Harvest,
}

impl Writing<'_> {
    fn take(
        &mut self,
        record: &Harvested,
        reject: &mut dyn FnMut(&Rejected<'_>) -> std::io::Result<()>,
    ) -> Result<(), HarvestError> {
        let (xml, read) = match &record.said {
            Said::Deleted => ("", Ok(None)),
            Said::MarcXml(xml) => {
                let read = cataloguing::sound(MarcFormat::MarcXml, xml.as_bytes());
                (&**xml, read.map(Some))
            }
            Said::Unavailable(why) => ("", Err(why.clone())),
        };
        let given = record.identifier.as_deref();
        let identifier = match (given, &read) {
            (None, Ok(Some(marc))) => cataloguing::control(marc),
            _ => given.map(str::to_owned),
        };
        let wrong = match (&read, &identifier) {
            (Err(why), _) => Some(&**why),
            (Ok(_), None) => Some("it has neither an identifier nor a number (001)"),
            (Ok(_), Some(long)) if long.len() > MAX_IDENTIFIER => {
                Some("its identifier is too long")
            }
            _ => None,
        };
        if let Some(why) = wrong {
            self.tally.bad += 1;
            reject(&Rejected {
                identifier: identifier.as_deref(),
                why,
                xml,
            })?;
            // It is there still, if not as it was.
            return Ok(identifier.map_or(Ok(()), |known| self.see(&known))?);
        }
        let Some(identifier) = identifier else {
            return Ok(());
        };
        match read {
            Ok(Some(marc)) if !marc.leader.is_deleted() => self.keep(&identifier, &marc, xml)?,
            _ => self.delete(&identifier)?,
        }
        Ok(())
    }

    fn keep(&mut self, identifier: &str, marc: &Record, xml: &str) -> rusqlite::Result<()> {
        let incoming = Incoming {
            control: format!("({}){identifier}", self.source.id_prefix),
            ..Incoming::new(marc, MarcFormat::MarcXml, xml.as_bytes().to_vec())
        };
        *match self.cataloguer.take(&incoming)? {
            Came::New => &mut self.tally.new,
            Came::Replaced => &mut self.tally.changed,
            Came::Unchanged => &mut self.tally.unchanged,
            Came::Deleted => &mut self.tally.deleted,
        } += 1;
        self.leave(identifier, &incoming.control)?;
        let sql = "INSERT INTO harvested (source, identifier, record, seen)
                   SELECT ?1, ?2, id, ?3 FROM record WHERE control = ?4
                   ON CONFLICT (source, identifier) DO UPDATE SET record = excluded.record, seen = ?3";
        let control = &incoming.control;
        let values = params![self.source.name, identifier, self.number, control];
        self.connection.prepare_cached(sql)?.execute(values)?;
        Ok(())
    }

    /// Deletes what the identifier was here under another id prefix.
    fn leave(&mut self, identifier: &str, control: &str) -> rusqlite::Result<()> {
        let sql =
            "SELECT harvested.record FROM harvested JOIN record ON record.id = harvested.record
                   WHERE source = ?1 AND identifier = ?2 AND control <> ?3";
        let before: Option<i64> = self
            .connection
            .prepare_cached(sql)?
            .query_row([self.source.name, identifier, control], |row| row.get(0))
            .optional()?;
        before.map_or(Ok(()), |row| self.cataloguer.delete(row))
    }

    fn see(&self, identifier: &str) -> rusqlite::Result<()> {
        let sql = "UPDATE harvested SET seen = ?3 WHERE source = ?1 AND identifier = ?2";
        let values = params![self.source.name, identifier, self.number];
        self.connection
            .prepare_cached(sql)?
            .execute(values)
            .map(drop)
    }

    fn delete(&mut self, identifier: &str) -> rusqlite::Result<()> {
        let sql = "DELETE FROM harvested WHERE source = ?1 AND identifier = ?2 RETURNING record";
        let row: Option<i64> = self
            .connection
            .prepare_cached(sql)?
            .query_row([self.source.name, identifier], |row| row.get(0))
            .optional()?;
        match row {
            Some(row) => {
                self.tally.deleted += 1;
                self.cataloguer.delete(row)
            }
            None => {
                self.tally.unchanged += 1;
                Ok(())
            }
        }
    }

    /// Deletes what this harvest has not seen.
    fn sweep(&mut self, limit: u32) -> Result<(), HarvestError> {
        let sql = "SELECT COUNT(*) FILTER (WHERE seen < ?2), COUNT(*) FROM harvested
                   WHERE source = ?1";
        let counted = |row: &rusqlite::Row<'_>| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?));
        let (gone, known) =
            self.connection
                .query_row(sql, params![self.source.name, self.number], counted)?;
        if gone * 100 > known * i64::from(limit) {
            return Err(HarvestError::TooManyGone {
                gone: gone.unsigned_abs(),
                known: known.unsigned_abs(),
            });
        }
        let sql = "SELECT identifier FROM harvested WHERE source = ?1 AND seen < ?2";
        let gone: Vec<String> = self
            .connection
            .prepare(sql)?
            .query_map(params![self.source.name, self.number], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        for identifier in gone {
            self.delete(&identifier)?;
        }
        Ok(())
    }
}
