//! `silta harvest`: catalogues elsewhere into this one, whether a gateway serves it or not.

use std::{
    fs::OpenOptions,
    io::{self, Write},
    path::{Path, PathBuf},
    time::Instant,
};

use silta_embedded::Rejected;
use silta_harvest::{Harvester, Report, SourceSettings, Watch};

use crate::{
    config::Settings,
    import::{self, ImportError, Progress, TOLD_EVERY},
};

/// What is asked for on the command line.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The names of the sources; all if there is none.
    pub sources: Vec<String>,
    /// Whether everything is read again, and what is gone deleted.
    pub full: bool,
    /// Whether nothing is written.
    pub dry_run: bool,
}

/// Harvests the sources of the configuration at `path`. Says whether all went well; one that failed
/// does not keep the others.
///
/// # Errors
/// When the store cannot be used, or there is no such source.
pub fn run(path: &Path, options: &Options, out: &mut dyn Write) -> Result<bool, ImportError> {
    let Some(settings) = import::settings(path)? else {
        return Ok(false);
    };
    let sources = chosen(&settings, &options.sources)?;
    let folder = settings.store.path.as_path();
    let store = import::store(&settings)?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let harvester = Harvester {
        store: &store,
        full: options.full,
        keep: !options.dry_run,
    };
    let mut well = true;
    for source in sources {
        let mut watching = Watching::new(source, folder, harvester.keep);
        let (report, ended) = runtime.block_on(harvester.run(source, &mut watching));
        watching.progress.end();
        tell(&source.name, &report, out)?;
        if let Err(fault) = ended {
            well = false;
            writeln!(out, "{}: failed: {fault}", source.name)?;
        }
        out.flush()?;
    }
    import::index(store)?;
    Ok(well)
}

fn chosen<'s>(
    settings: &'s Settings,
    names: &[String],
) -> Result<Vec<&'s SourceSettings>, ImportError> {
    let all = &settings.harvest;
    if all.is_empty() {
        let fix = "there is no [[harvest]] in the configuration";
        return Err(ImportError::Output(io::Error::other(fix)));
    }
    if names.is_empty() {
        return Ok(all.iter().collect());
    }
    let find = |name: &String| {
        let unknown = || io::Error::other(format!("there is no [[harvest]] with the name {name}"));
        let found = all.iter().find(|source| source.name == *name);
        found.ok_or_else(|| ImportError::Output(unknown()))
    };
    names.iter().map(find).collect()
}

fn tell(name: &str, report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let Report {
        received,
        harvest,
        requests,
        retries,
        took,
        ..
    } = report;
    let kind = if report.full { "full" } else { "incremental" };
    let seconds = took.as_secs_f64();
    writeln!(
        out,
        "{name} ({kind}): {received} received, {} new, {} changed, {} unchanged, {} deleted, {} bad; \
         {requests} requests, {retries} retries, {seconds:.1} s",
        harvest.new, harvest.changed, harvest.unchanged, harvest.deleted, harvest.bad
    )?;
    match report.note {
        Some(note) => writeln!(out, "{name}: {note}"),
        None => Ok(()),
    }
}

/// Tells how one source gets on.
struct Watching<'a> {
    name: &'a str,
    progress: Progress,
    /// When progress was told last.
    told: Instant,
    /// Where bad records are kept; none if nothing is written.
    rejected: Option<PathBuf>,
}

impl<'a> Watching<'a> {
    fn new(source: &'a SourceSettings, folder: &Path, keep: bool) -> Self {
        let rejected = folder.join(format!("{}.rejected.xml", source.name));
        Self {
            name: &source.name,
            progress: Progress::begin(&source.name, None),
            told: Instant::now(),
            rejected: keep.then_some(rejected),
        }
    }
}

impl Watch for Watching<'_> {
    fn rejected(&mut self, bad: &Rejected<'_>) -> io::Result<()> {
        let which = bad.identifier.unwrap_or("a record without identifier");
        self.progress
            .line(&format!("{}: {which}: {}", self.name, bad.why));
        let Some(path) = self.rejected.as_ref().filter(|_| !bad.xml.is_empty()) else {
            return Ok(());
        };
        let mut file = OpenOptions::new().create(true).append(true).open(path)?;
        writeln!(file, "{}", bad.xml)
    }

    fn progress(&mut self, report: &Report) {
        let received = report.received;
        self.progress.say(format!("{received} records"));
        if !self.progress.is_bar() && self.told.elapsed() >= TOLD_EVERY {
            self.told = Instant::now();
            let name = self.name;
            self.progress.line(&format!("{name}: {received} records"));
        }
    }
}
