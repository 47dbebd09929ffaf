//! The thread that gives the index what is newer than it.

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, Instant},
};

use rusqlite::Connection;
use silta_index::{CatalogueIndex, Document, Facts, Writer};

use super::{Pace, Shared, Wish};
use crate::{
    material::media_type,
    record::{self, Stored},
};

/// How long the index waits after a start unless somebody searches: listeners come first.
const START_AFTER: Duration = Duration::from_secs(1);
/// How often it is looked whether another process wrote records or the index.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// How many records are taken from the store at one time.
const BATCH: u32 = 500;

/// The thread's own state.
pub(super) struct Thread {
    shared: Arc<Shared>,
    /// The folder of all indexes of the store.
    root: PathBuf,
    records: Connection,
    settings: silta_index::Settings,
    pace: Pace,
    /// The newest change that was seen, at the first look and at the last.
    first_seen: Option<i64>,
    seen: i64,
    index: Option<CatalogueIndex>,
    writer: Option<Writer>,
    /// The last change that the writer was given.
    given: i64,
    /// When it last committed, or began.
    committed: Instant,
    has_committed: bool,
}

/// What keeps the index from getting on.
#[derive(Debug, thiserror::Error)]
enum Trouble {
    #[error("the records cannot be read for the index: {0}")]
    Records(#[from] rusqlite::Error),
    #[error(transparent)]
    Open(#[from] silta_index::OpenError),
    #[error(transparent)]
    Index(#[from] silta_index::StoreError),
    #[error("the folder of the index cannot be used: {0}")]
    Folder(#[from] io::Error),
}

impl Thread {
    pub(super) fn new(
        shared: Arc<Shared>,
        store: &Path,
        records: Connection,
        settings: silta_index::Settings,
        pace: Pace,
    ) -> Self {
        Self {
            shared,
            root: folder(store),
            records,
            settings,
            pace,
            first_seen: None,
            seen: 0,
            index: None,
            writer: None,
            given: 0,
            committed: Instant::now(),
            has_committed: false,
        }
    }

    pub(super) fn run(mut self) {
        let mut patience = START_AFTER;
        loop {
            let wish = self.shared.next_wish(patience);
            if wish == Wish::Stop {
                return;
            }
            let trouble = self.catch_up().err();
            if let Some(trouble) = &trouble {
                tracing::error!(error = %trouble, "the index of the catalogue does not get on");
                // What was given since the last commit is given again.
                self.writer = None;
            }
            self.tell(trouble.map(|trouble| trouble.to_string()));
            if wish == Wish::Finish {
                return self.finish();
            }
            patience = match self.is_behind() {
                true => self.until_commit(),
                false => LOOK_EVERY,
            };
        }
    }

    /// Commits what was given, and waits for what goes on in the background.
    fn finish(mut self) {
        let committed = match self.is_behind() {
            true => self.commit(),
            false => Ok(()),
        };
        let finish = |writer: Writer| writer.finish().map_err(Trouble::from);
        let finished = committed.and_then(|()| self.writer.take().map_or(Ok(()), finish));
        if let Err(error) = finished {
            tracing::error!(%error, "the index of the catalogue could not be finished");
        }
    }

    /// Gives the index all records that are newer than it.
    fn catch_up(&mut self) -> Result<(), Trouble> {
        let index = self.open()?;
        loop {
            let newest = record::newest(&self.records)?;
            self.first_seen.get_or_insert(newest);
            if newest != self.seen {
                self.seen = newest;
                self.shared.kept.forget();
            }
            if reached(&index) > newest {
                return self.begin_anew();
            }
            if reached(&index) == newest {
                return Ok(());
            }
            if self.writer.is_none() && !self.begin_to_write(&index)? {
                return Ok(());
            }
            while self.given < newest {
                if self.shared.is_stopping() {
                    return Ok(());
                }
                self.give_batch()?;
                if self.committed.elapsed() >= self.pace.at_least_every {
                    self.commit()?;
                }
            }
            if self.until_commit() > Duration::ZERO {
                return Ok(());
            }
            self.commit()?;
        }
    }

    /// Begins to write, unless another process does; then its commits are looked for.
    fn begin_to_write(&mut self, index: &CatalogueIndex) -> Result<bool, Trouble> {
        match index.writer() {
            Ok(writer) => {
                self.writer = Some(writer);
                self.given = reached(index);
                Ok(true)
            }
            Err(silta_index::OpenError::Busy(_)) => {
                index.refresh()?;
                Ok(false)
            }
            Err(error) => Err(error.into()),
        }
    }

    fn give_batch(&mut self) -> Result<(), Trouble> {
        let Some(writer) = &mut self.writer else {
            return Ok(());
        };
        let mut given = self.given;
        let mut result = Ok(());
        record::after(&self.records, given, BATCH, |stored| {
            if result.is_ok() {
                given = stored.sequence;
                result = give(writer, &stored);
            }
        })?;
        self.given = given;
        self.shared.state.send_modify(|state| state.given = given);
        Ok(result?)
    }

    fn commit(&mut self) -> Result<(), Trouble> {
        if let Some(writer) = &mut self.writer {
            writer.commit(u64::try_from(self.given).unwrap_or_default())?;
            self.committed = Instant::now();
            self.has_committed = true;
            self.tell(None);
        }
        Ok(())
    }

    /// How long the next commit has to wait.
    fn until_commit(&self) -> Duration {
        let pause = match self.has_committed {
            true => self.pace.at_most_every,
            false => Duration::ZERO,
        };
        pause.saturating_sub(self.committed.elapsed())
    }

    /// Whether the writer has what is not committed.
    fn is_behind(&self) -> bool {
        let index = self.index.as_ref().map_or(0, reached);
        self.writer.is_some() && self.given > index
    }

    /// Tells those who wait how far the index is.
    fn tell(&self, trouble: Option<String>) {
        let Some(index) = &self.index else {
            self.shared
                .state
                .send_modify(|state| state.trouble = trouble);
            return;
        };
        let reached = reached(index);
        self.shared.state.send_modify(|state| {
            state.reached = reached;
            state.is_ours = self.writer.is_some();
            state.trouble = trouble;
            if self.first_seen.is_some_and(|first| reached >= first) {
                state.ready = Some(index.clone());
            }
        });
    }

    fn open(&mut self) -> Result<CatalogueIndex, Trouble> {
        if let Some(index) = &self.index {
            return Ok(index.clone());
        }
        let name = record::catalogue(&self.records)?;
        forget_others(&self.root, &name)?;
        let index = CatalogueIndex::open(&self.root.join(name), self.settings.clone())?;
        self.index = Some(index.clone());
        Ok(index)
    }

    /// Throws the index away: it knows of changes that the store does not, so the store is an older
    /// one that was put back.
    fn begin_anew(&mut self) -> Result<(), Trouble> {
        tracing::warn!("the index is newer than the records: it is made anew");
        self.writer = None;
        self.index = None;
        self.first_seen = None;
        self.shared.state.send_modify(|state| state.ready = None);
        let name = record::catalogue(&self.records)?;
        fs::remove_dir_all(self.root.join(name))?;
        self.open()?;
        self.shared.look();
        Ok(())
    }
}

fn reached(index: &CatalogueIndex) -> i64 {
    i64::try_from(index.reached()).unwrap_or(i64::MAX)
}

/// Gives the index one record as it is now.
fn give(writer: &mut Writer, stored: &Stored<'_>) -> Result<(), silta_index::StoreError> {
    // The index counts in 32 bits; four thousand million records do not come.
    let Ok(number) = u32::try_from(stored.row) else {
        return Ok(());
    };
    match stored.record() {
        None => writer.delete(number),
        Some(record) => {
            let id = record::id(stored.row);
            let facts = Facts {
                number,
                id: id.as_str(),
                changed: stored.changed,
                // Copies come and go without a change of the record: searches ask the store.
                barcodes: &[],
                material_types: &[media_type(&record).as_str()],
            };
            writer.put(Document::of(&record, &facts))?;
        }
    }
    Ok(())
}

/// Where the indexes of a store stand.
fn folder(store: &Path) -> PathBuf {
    let mut name = store.as_os_str().to_owned();
    name.push(".index");
    name.into()
}

/// Makes the folder, and removes indexes of other catalogues: the store was another one before.
fn forget_others(root: &Path, name: &str) -> io::Result<()> {
    fs::create_dir_all(root)?;
    for entry in fs::read_dir(root)? {
        let entry = entry?;
        let is_index = |name: &str| name.len() == 16 && name.bytes().all(|b| b.is_ascii_hexdigit());
        let other = entry.file_name();
        if other
            .to_str()
            .is_some_and(|other| other != name && is_index(other))
        {
            fs::remove_dir_all(entry.path())?;
        }
    }
    Ok(())
}
