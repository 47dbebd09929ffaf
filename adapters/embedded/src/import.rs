//! Loading files of records into the catalogue, also while a gateway serves it.
//!
//! Records are read one after the other and written some at a time, each batch in one transaction:
//! whatever ends an import, what was told is on disk, and the same file read again changes only the
//! rest. A record that is known (001 and 003) is replaced, or left alone if nothing changed.

use std::{
    io::{self, Read},
    path::Path,
    sync::Arc,
    time::Duration,
};

use rusqlite::Connection;
use silta_consortium::MarcFormat;
use silta_marc::{PIECE_LIMIT, Piece, TooLong, iso2709, marcxml};

use crate::{
    Clock, OpenError, Settings,
    cataloguing::{self, Came, Cataloguer, Incoming},
    create,
    indexing::{Indexer, Pace},
    record,
};

/// Records of one transaction at the most; whoever else writes to the store waits that long.
const BATCH: usize = 1000;
/// Bytes of one transaction at the most.
const BATCH_BYTES: usize = 8 << 20;
/// Bytes read from a file at one time.
const CHUNK: usize = 256 << 10;
/// How long a transaction waits for another process that writes.
const BUSY: Duration = Duration::from_secs(60);
/// KiB of the store's pages that are kept in memory.
const PAGES: i64 = 64 << 10;

/// What became of the records of a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Taken in as new.
    pub good: u64,
    /// Taken in the place of an earlier one.
    pub replaced: u64,
    /// Known already, byte for byte.
    pub unchanged: u64,
    /// Said to be deleted (leader/05 is `d`).
    pub deleted: u64,
    /// Not taken in: damaged, or no record at all.
    pub bad: u64,
}

impl Tally {
    /// How many records there were.
    pub fn records(&self) -> u64 {
        self.good + self.replaced + self.unchanged + self.deleted + self.bad
    }

    fn count(&mut self, came: Came) {
        *match came {
            Came::New => &mut self.good,
            Came::Replaced => &mut self.replaced,
            Came::Unchanged => &mut self.unchanged,
            Came::Deleted => &mut self.deleted,
        } += 1;
    }
}

/// A record that was not taken in.
#[derive(Clone, Debug)]
pub struct Bad<'a> {
    /// Which of the file, from 1.
    pub number: u64,
    /// Bytes of the file before it.
    pub offset: u64,
    /// What is wrong with it.
    pub why: String,
    /// Its bytes as they came; none if it is longer than [`PIECE_LIMIT`].
    pub bytes: &'a [u8],
}

/// Who watches an import.
pub trait Watch {
    /// A record could not be taken in.
    ///
    /// # Errors
    /// Ends the import.
    fn bad(&mut self, bad: &Bad<'_>) -> io::Result<()>;

    /// So far has the file been taken in: what became of its records, and how many bytes were read.
    fn progress(&mut self, tally: &Tally, bytes: u64);
}

/// Why an import ended early. What was told to the watch is on disk.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The file cannot be read, or a bad record cannot be put aside.
    #[error(transparent)]
    File(#[from] io::Error),
    /// The store cannot be written.
    #[error("the store cannot be written: {0}")]
    Store(#[from] rusqlite::Error),
}

/// Loads records into a store. Dropping it leaves the rest of the indexing to the next start.
#[derive(Debug)]
pub struct Importer {
    pub(crate) store: Connection,
    pub(crate) clock: Arc<dyn Clock>,
    indexer: Option<Indexer>,
}

impl Importer {
    /// Opens the store at `path`, as [`Embedded::open`](crate::Embedded::open) does, or as
    /// [`Embedded::demo`](crate::Embedded::demo) if a new one is to have the demo library. The
    /// records are indexed here, unless a gateway runs on the store and does it.
    pub fn open(
        path: &Path,
        demo: bool,
        settings: &Settings,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, OpenError> {
        let mut importer = Self::beside(path, demo, settings, clock)?;
        let records = crate::readers::reading(path)?;
        let indexer = Indexer::start(path, records, settings.index(), Pace::IMPORTING);
        importer.indexer = Some(indexer.map_err(OpenError::Thread)?);
        Ok(importer)
    }

    /// The same for a store that is open in this process, which indexes the records.
    pub fn beside(
        path: &Path,
        demo: bool,
        settings: &Settings,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, OpenError> {
        let store = create(path, demo, settings, &*clock)?;
        store.busy_timeout(BUSY)?;
        store.pragma_update(None, "cache_size", -PAGES)?;
        Ok(Self {
            store,
            clock,
            indexer: None,
        })
    }

    /// Takes in a file of records, in ISO 2709 or MARCXML as its content says. However long it is,
    /// no more of it than a few megabytes are in memory.
    ///
    /// # Errors
    /// When the file cannot be read or the store not written.
    pub fn import(&self, file: &mut dyn Read, watch: &mut dyn Watch) -> Result<Tally, ImportError> {
        let mut stream = Stream::new(file)?;
        let mut tally = Tally::default();
        loop {
            let mut batch = Batch::default();
            while !batch.is_full() && stream.next(&mut batch, &mut tally, watch)? {}
            if batch.records.is_empty() && !batch.is_full() && stream.is_at_end() {
                watch.progress(&tally, stream.read);
                return Ok(tally);
            }
            self.write(&batch.records, &mut tally)?;
            watch.progress(&tally, stream.read);
        }
    }

    /// Writes some records in one transaction.
    fn write(&self, records: &[Incoming], tally: &mut Tally) -> rusqlite::Result<()> {
        let mut written = *tally;
        let clock = &self.clock;
        let transaction = rusqlite::Transaction::new_unchecked(
            &self.store,
            rusqlite::TransactionBehavior::Immediate,
        )?;
        let mut cataloguer = Cataloguer::begin(&transaction, clock.now())?;
        for record in records {
            written.count(cataloguer.take(record)?);
        }
        cataloguer.finish(clock.now())?;
        transaction.commit()?;
        *tally = written;
        self.look();
        Ok(())
    }

    /// Has the indexer look for what was written.
    pub(crate) fn look(&self) {
        if let Some(indexer) = &self.indexer {
            indexer.shared.look();
        }
    }

    /// Has everything indexed that was taken in, unless another process does that. `progress` hears
    /// now and then how many records are left.
    pub fn finish(self, mut progress: impl FnMut(u64)) -> Result<(), ImportError> {
        let Some(indexer) = self.indexer else {
            return Ok(());
        };
        let newest = record::newest(&self.store)?;
        indexer.finish();
        while !indexer.is_finished() {
            if let Some(given) = indexer.given() {
                progress(u64::try_from(newest - given).unwrap_or_default());
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        match indexer.trouble() {
            Some(trouble) => Err(ImportError::File(io::Error::other(trouble))),
            None => Ok(()),
        }
    }
}

/// Records that are written together.
#[derive(Default)]
struct Batch {
    records: Vec<Incoming>,
    bytes: usize,
}

impl Batch {
    fn is_full(&self) -> bool {
        self.records.len() >= BATCH || self.bytes >= BATCH_BYTES
    }

    fn add(&mut self, record: Incoming) {
        self.bytes += record.bytes.len();
        self.records.push(record);
    }
}

/// A file, cut into records.
struct Stream<'a> {
    file: &'a mut dyn Read,
    splitter: Splitter,
    chunk: Vec<u8>,
    /// Bytes read so far.
    read: u64,
    at_end: bool,
}

enum Splitter {
    Iso2709(iso2709::Splitter),
    MarcXml(marcxml::Splitter),
}

impl<'a> Stream<'a> {
    /// XML begins with `<`, after space and a byte order mark; a leader with a digit.
    fn new(file: &'a mut dyn Read) -> io::Result<Self> {
        let mut stream = Self {
            file,
            splitter: Splitter::Iso2709(iso2709::Splitter::new(PIECE_LIMIT)),
            chunk: vec![0; CHUNK],
            read: 0,
            at_end: false,
        };
        let length = stream.fill()?;
        let begin = &stream.chunk[..length];
        let begin = begin.strip_prefix(b"\xef\xbb\xbf").unwrap_or(begin);
        if begin.trim_ascii_start().starts_with(b"<") {
            stream.splitter = Splitter::MarcXml(marcxml::Splitter::new(PIECE_LIMIT));
        }
        stream.push(length);
        Ok(stream)
    }

    /// Reads on into the chunk; how many bytes.
    fn fill(&mut self) -> io::Result<usize> {
        loop {
            match self.file.read(&mut self.chunk) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                read => return read,
            }
        }
    }

    fn push(&mut self, length: usize) {
        self.read += length as u64;
        let bytes = &self.chunk[..length];
        match &mut self.splitter {
            Splitter::Iso2709(splitter) => splitter.push(bytes),
            Splitter::MarcXml(splitter) => splitter.push(bytes),
        }
        if length == 0 {
            self.at_end = true;
            match &mut self.splitter {
                Splitter::Iso2709(splitter) => splitter.end(),
                Splitter::MarcXml(splitter) => splitter.end(),
            }
        }
    }

    fn is_at_end(&self) -> bool {
        self.at_end
    }

    /// Takes the next record into the batch, or counts it as bad; false at the end of the file.
    fn next(
        &mut self,
        batch: &mut Batch,
        tally: &mut Tally,
        watch: &mut dyn Watch,
    ) -> io::Result<bool> {
        loop {
            let (format, piece) = match &mut self.splitter {
                Splitter::Iso2709(splitter) => (MarcFormat::Iso2709, splitter.next_piece()),
                Splitter::MarcXml(splitter) => (MarcFormat::MarcXml, splitter.next_piece()),
            };
            match piece {
                Some(piece) => {
                    match incoming(format, piece) {
                        Ok(record) => batch.add(record),
                        Err(bad) => {
                            tally.bad += 1;
                            watch.bad(&bad)?;
                        }
                    }
                    return Ok(true);
                }
                None if self.at_end => return Ok(false),
                None => {
                    let length = self.fill()?;
                    self.push(length);
                }
            }
        }
    }
}

/// A record as it comes in, if it can be read as what it was meant to be.
fn incoming(format: MarcFormat, piece: Result<Piece<'_>, TooLong>) -> Result<Incoming, Bad<'_>> {
    let piece = piece.map_err(|too_long| Bad {
        number: too_long.number,
        offset: too_long.offset,
        why: format!("longer than {} bytes", too_long.limit),
        bytes: &[],
    })?;
    let bad = |why| Bad {
        number: piece.number,
        offset: piece.offset,
        why,
        bytes: piece.bytes,
    };
    let record = cataloguing::sound(format, piece.bytes).map_err(bad)?;
    Ok(Incoming::new(&record, format, piece.bytes.to_vec()))
}

/// The one record that these bytes are; the error says why they are not.
pub(crate) fn only(format: MarcFormat, bytes: &[u8]) -> Result<Incoming, String> {
    let (mut batch, mut tally) = (Batch::default(), Tally::default());
    let mut first = FirstBad(None);
    let mut bytes = bytes;
    let mut stream = Stream::new(&mut bytes).map_err(|error| error.to_string())?;
    while stream
        .next(&mut batch, &mut tally, &mut first)
        .map_err(|error| error.to_string())?
    {}
    if let Some(why) = first.0 {
        return Err(why);
    }
    let record = batch.records.pop().ok_or("there is no record in it")?;
    if !batch.records.is_empty() {
        return Err("there is more than one record in it".to_owned());
    }
    match record.format == format {
        true => Ok(record),
        false => Err("it is MARCXML and not ISO 2709, or the other way round".to_owned()),
    }
}

/// Why the first of the bad records is bad.
struct FirstBad(Option<String>);

impl Watch for FirstBad {
    fn bad(&mut self, bad: &Bad<'_>) -> io::Result<()> {
        self.0.get_or_insert_with(|| bad.why.clone());
        Ok(())
    }

    fn progress(&mut self, _: &Tally, _: u64) {}
}
