//! `silta import`: files of records into the catalogue, whether a gateway serves it or not.

use std::{
    fs::File,
    io::{self, BufWriter, IsTerminal as _, Write},
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, Instant},
};

use indicatif::{ProgressBar, ProgressStyle};
use silta_embedded::{Bad, Importer, SystemClock, Tally, Watch};

use crate::{
    config::{self, Settings},
    gateway,
};

/// How often progress is told where there is no terminal.
pub(crate) const TOLD_EVERY: Duration = Duration::from_secs(1);

/// Why records could not be imported.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The catalogue is not here.
    #[error("the catalogue is that of the consortium at {0}: import it there")]
    Elsewhere(String),
    /// The store's folder cannot be made.
    #[error("[store] path: the folder {} cannot be made: {source}", path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The store cannot be opened.
    #[error("[store] path: {0}")]
    Store(#[from] silta_embedded::OpenError),
    /// A file cannot be opened.
    #[error("{} cannot be read: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// An import ended early; what was told is on disk.
    #[error("{}: {source}", path.display())]
    Ended {
        /// The file.
        path: PathBuf,
        /// What happened.
        source: silta_embedded::ImportError,
    },
    /// The records are in the store, their index is not complete.
    #[error("the records are stored, but not yet indexed; the gateway does that: {0}")]
    Index(silta_embedded::ImportError),
    /// Standard output.
    #[error("{0}")]
    Output(#[from] io::Error),
}

/// Imports files into the catalogue of the configuration at `path`. Says whether the configuration
/// could be used and, if it has to be `strict`, no record was bad.
///
/// # Errors
/// When the store or a file cannot be used.
pub fn run(
    path: &Path,
    files: &[PathBuf],
    strict: bool,
    out: &mut dyn Write,
) -> Result<bool, ImportError> {
    let Some(settings) = settings(path)? else {
        return Ok(false);
    };
    let bad = into_store(&settings, files, out)?;
    Ok(bad == 0 || !strict)
}

/// The settings of the configuration at `path`, if it can be used and the catalogue is here.
pub(crate) fn settings(path: &Path) -> Result<Option<Settings>, ImportError> {
    let loaded = match config::load(path) {
        Ok(loaded) => loaded,
        Err(faults) => {
            write!(io::stderr(), "{faults}")?;
            return Ok(None);
        }
    };
    write!(io::stderr(), "{}", loaded.warnings)?;
    match &loaded.settings.consortium.remote {
        Some(remote) => Err(ImportError::Elsewhere(remote.url.to_string())),
        None => Ok(Some(loaded.settings)),
    }
}

/// The catalogue, to take records in.
pub(crate) fn store(settings: &Settings) -> Result<Importer, ImportError> {
    let folder = settings.store.path.as_path();
    gateway::make(folder).map_err(|source| ImportError::Folder {
        path: folder.to_owned(),
        source,
    })?;
    Ok(Importer::open(
        &gateway::consortium_file(folder),
        settings.consortium.demo,
        &gateway::embedded_settings(settings),
        Arc::new(SystemClock),
    )?)
}

/// Waits until what was taken in is indexed.
pub(crate) fn index(store: Importer) -> Result<(), ImportError> {
    let progress = Progress::begin("indexing", None);
    let finished = store.finish(|left| progress.say(format!("{left} records to be indexed")));
    progress.end();
    finished.map_err(ImportError::Index)
}

/// Imports files, tells of each what became of its records, and gives how many were bad.
pub(crate) fn into_store(
    settings: &Settings,
    files: &[PathBuf],
    out: &mut dyn Write,
) -> Result<u64, ImportError> {
    let importer = store(settings)?;
    let mut bad = 0;
    for path in files {
        let tally = file(&importer, path, &settings.store.path)?;
        tell(path, &tally, out)?;
        bad += tally.bad;
    }
    index(importer)?;
    Ok(bad)
}

fn file(importer: &Importer, path: &Path, folder: &Path) -> Result<Tally, ImportError> {
    let open = || -> io::Result<(File, u64)> {
        let file = File::open(path)?;
        let size = file.metadata()?.len();
        Ok((file, size))
    };
    let (mut opened, size) = open().map_err(|source| ImportError::File {
        path: path.to_owned(),
        source,
    })?;
    let mut watching = Watching {
        path,
        progress: Progress::begin(&path.display().to_string(), Some(size)),
        told: Instant::now(),
        size,
        rejected: Rejected::of(path, folder),
    };
    let tally = importer.import(&mut opened, &mut watching);
    watching.progress.end();
    let rejected = watching.rejected.finish();
    tally
        .and_then(|tally| rejected.map(|()| tally).map_err(Into::into))
        .map_err(|source| ImportError::Ended {
            path: path.to_owned(),
            source,
        })
}

fn tell(path: &Path, tally: &Tally, out: &mut dyn Write) -> io::Result<()> {
    let Tally {
        good,
        replaced,
        unchanged,
        deleted,
        bad,
    } = tally;
    let path = path.display();
    writeln!(
        out,
        "{path}: {good} good, {replaced} replaced, {unchanged} unchanged, {deleted} deleted, {bad} bad"
    )?;
    if tally.records() == 0 {
        writeln!(out, "{path}: there is no record in it")?;
    }
    out.flush()
}

/// Tells how one file gets on.
struct Watching<'a> {
    path: &'a Path,
    progress: Progress,
    /// When progress was told last.
    told: Instant,
    size: u64,
    rejected: Rejected,
}

impl Watch for Watching<'_> {
    fn bad(&mut self, bad: &Bad<'_>) -> io::Result<()> {
        let path = self.path.display();
        let Bad {
            number,
            offset,
            why,
            bytes,
        } = bad;
        self.progress
            .line(&format!("{path}: record {number} at byte {offset}: {why}"));
        self.rejected.keep(bytes)
    }

    fn progress(&mut self, tally: &Tally, bytes: u64) {
        if let Progress::Bar(bar) = &self.progress {
            bar.set_position(bytes);
            bar.set_message(format!("{} records", tally.records()));
        } else if self.told.elapsed() >= TOLD_EVERY {
            self.told = Instant::now();
            let path = self.path.display();
            let share = bytes * 100 / self.size.max(1);
            let records = tally.records();
            self.progress
                .line(&format!("{path}: {records} records, {share} %"));
        }
    }
}

/// A bar on a terminal, else lines.
pub(crate) enum Progress {
    Bar(ProgressBar),
    Lines,
}

impl Progress {
    /// `size`: how long the bar is; without one it only says that something goes on.
    pub(crate) fn begin(name: &str, size: Option<u64>) -> Self {
        if !io::stderr().is_terminal() {
            return Self::Lines;
        }
        let (bar, style) = match size {
            Some(size) => (
                ProgressBar::new(size),
                "{prefix} {wide_bar} {percent:>3} % {msg} {eta}",
            ),
            None => (ProgressBar::new_spinner(), "{prefix} {spinner} {msg}"),
        };
        let style = ProgressStyle::with_template(style).ok();
        Self::Bar(
            bar.with_style(style.unwrap_or_else(ProgressStyle::default_bar))
                .with_prefix(name.to_owned()),
        )
    }

    /// What goes on, on a terminal only.
    pub(crate) fn say(&self, what: String) {
        if let Self::Bar(bar) = self {
            bar.set_message(what);
            bar.tick();
        }
    }

    pub(crate) fn line(&self, line: &str) {
        match self {
            Self::Bar(bar) => bar.println(line),
            // Nobody reads it: the tally tells the number all the same.
            Self::Lines => drop(writeln!(io::stderr(), "{line}")),
        }
    }

    pub(crate) fn is_bar(&self) -> bool {
        matches!(self, Self::Bar(_))
    }

    pub(crate) fn end(&self) {
        if let Self::Bar(bar) = self {
            bar.finish_and_clear();
        }
    }
}

/// The bad records of a file, as they came: `FILE.rejected.mrc` beside the state. It is written anew
/// when the file has some.
struct Rejected {
    path: PathBuf,
    file: Option<BufWriter<File>>,
}

impl Rejected {
    fn of(file: &Path, folder: &Path) -> Self {
        let mut name = file.file_name().unwrap_or_default().to_owned();
        name.push(".rejected.mrc");
        Self {
            path: folder.join(name),
            file: None,
        }
    }

    fn keep(&mut self, bytes: &[u8]) -> io::Result<()> {
        let file = match &mut self.file {
            Some(file) => file,
            none => none.insert(BufWriter::new(File::create(&self.path)?)),
        };
        file.write_all(bytes)
    }

    fn finish(&mut self) -> io::Result<()> {
        self.file.as_mut().map_or(Ok(()), BufWriter::flush)
    }
}
