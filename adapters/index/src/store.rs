//! The files of the index: made, opened, and thrown away when they can't be used, since all that is
//! in them can be made again.

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::{Arc, PoisonError, RwLock},
};

use tantivy::{
    Directory as _, Index, IndexReader, ReloadPolicy, TantivyError,
    directory::{INDEX_WRITER_LOCK, MmapDirectory, error::LockError},
    tokenizer::TextAnalyzer,
};

use crate::{
    Settings,
    error::{OpenError, StoreError},
    layout::Layout,
    snapshot::Snapshot,
    tokens::{HEADINGS_AND_WORDS, Terms, WORDS},
};

/// Counts on when the same record would be indexed in another way: what was written before is then
/// thrown away.
const FORMAT: u32 = 1;

/// An open index.
pub(crate) struct Store {
    pub(crate) settings: Settings,
    pub(crate) index: Index,
    folder: PathBuf,
    reader: IndexReader,
    current: RwLock<Current>,
}

struct Current {
    snapshot: Arc<Snapshot>,
    reached: u64,
}

/// What is kept with each commit: the format and the change sequence.
pub(crate) fn payload(sequence: u64) -> String {
    format!("{FORMAT} {sequence}")
}

impl Store {
    pub(crate) fn open(folder: &Path, settings: Settings) -> Result<Self, OpenError> {
        fs::create_dir_all(folder)?;
        match Self::existing(folder, &settings) {
            Some(store) => Ok(store),
            None => Self::anew(folder, settings),
        }
    }

    /// What is there, if it is whole and ours.
    fn existing(folder: &Path, settings: &Settings) -> Option<Self> {
        // A file that is not there may just have been joined with others by another process.
        (0..3).find_map(|_| {
            let index = Index::open_in_dir(folder).ok()?;
            let same = index.schema() == Layout::current().schema && reached(&index)?.is_some();
            let whole = || {
                index
                    .validate_checksum()
                    .is_ok_and(|damaged| damaged.is_empty())
            };
            let whole = same && whole();
            whole.then(|| Self::with(folder, index, settings.clone()).ok())?
        })
    }

    fn anew(folder: &Path, settings: Settings) -> Result<Self, OpenError> {
        if let Some(foreign) = entries(folder)?.into_iter().find(|name| !is_ours(name)) {
            return Err(OpenError::NotAnIndex(folder.join(foreign)));
        }
        let lock = MmapDirectory::open(folder).map_err(|error| StoreError(error.into()))?;
        let lock = lock.acquire_lock(&INDEX_WRITER_LOCK);
        let lock = lock.map_err(|error| busy_or(folder, TantivyError::LockFailure(error, None)))?;
        for name in entries(folder)? {
            if !name.ends_with(".lock") {
                fs::remove_file(folder.join(name))?;
            }
        }
        let layout = Layout::current();
        let index = Index::create_in_dir(folder, layout.schema.clone()).map_err(StoreError)?;
        drop(lock);
        Ok(Self::with(folder, index, settings)?)
    }

    fn with(folder: &Path, index: Index, settings: Settings) -> Result<Self, StoreError> {
        for (name, headings) in [(HEADINGS_AND_WORDS, true), (WORDS, false)] {
            index
                .tokenizers()
                .register(name, TextAnalyzer::from(Terms::new(headings)));
        }
        let builder = index.reader_builder().reload_policy(ReloadPolicy::Manual);
        let reader = builder.try_into()?;
        let reached = reached(&index).flatten().unwrap_or(0);
        let snapshot = Snapshot::new(reader.searcher(), None, settings.plain_finds_marked)?;
        Ok(Self {
            settings,
            index,
            folder: folder.to_owned(),
            reader,
            current: RwLock::new(Current {
                snapshot: Arc::new(snapshot),
                reached,
            }),
        })
    }

    /// The state of the last commit that was looked at.
    pub(crate) fn snapshot(&self) -> Arc<Snapshot> {
        let current = self.current.read().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(&current.snapshot)
    }

    pub(crate) fn reached(&self) -> u64 {
        self.current
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .reached
    }

    /// Looks at the last commit.
    pub(crate) fn refresh(&self) -> Result<(), StoreError> {
        // The sequence first: should another commit come between, the records are only newer.
        let reached = reached(&self.index).flatten().unwrap_or(0);
        self.reader.reload()?;
        let earlier = self.snapshot();
        let marked = self.settings.plain_finds_marked;
        let snapshot = Snapshot::new(self.reader.searcher(), Some(&earlier), marked)?;
        let mut current = self.current.write().unwrap_or_else(PoisonError::into_inner);
        *current = Current {
            snapshot: Arc::new(snapshot),
            reached,
        };
        Ok(())
    }

    /// That another writes, or what else is wrong.
    pub(crate) fn busy_or(&self, error: TantivyError) -> OpenError {
        busy_or(&self.folder, error)
    }
}

fn busy_or(folder: &Path, error: TantivyError) -> OpenError {
    match error {
        TantivyError::LockFailure(LockError::LockBusy, _) => OpenError::Busy(folder.to_owned()),
        error => StoreError(error).into(),
    }
}

/// The change sequence that the last commit reached: 0 if nothing was committed yet. `None` if the
/// index can't be read, `Some(None)` if it was written in another format.
fn reached(index: &Index) -> Option<Option<u64>> {
    let metas = index.load_metas().ok()?;
    let Some(payload) = metas.payload else {
        return Some(Some(0));
    };
    let sequence = payload.strip_prefix(&format!("{FORMAT} "));
    Some(sequence.and_then(|sequence| sequence.parse().ok()))
}

fn entries(folder: &Path) -> io::Result<Vec<String>> {
    let entries = fs::read_dir(folder)?;
    entries
        .map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()))
        .collect()
}

/// Whether a file may be one of an index: its lists, its locks, and segments named by 32 digits.
fn is_ours(name: &str) -> bool {
    let segment = || {
        let (id, _) = name.split_once('.')?;
        Some(id.len() == 32 && id.bytes().all(|digit| digit.is_ascii_hexdigit()))
    };
    matches!(name, "meta.json" | ".managed.json")
        || name.starts_with(".tantivy") && name.ends_with(".lock")
        || name.starts_with(".tmp")
        || segment().unwrap_or(false)
}
