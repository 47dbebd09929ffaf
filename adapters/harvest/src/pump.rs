//! Joins the harvest of a source to HTTP and the store.

use std::{
    io,
    time::{Duration, Instant},
};

use silta_embedded::{Harvest, HarvestError, Importer, Rejected, Source};
use tokio::time::sleep;

use crate::{Fault, Machine, SourceSettings, retry::Tries, web::Web};

/// Who watches a harvest.
pub trait Watch {
    /// A record cannot be taken in.
    ///
    /// # Errors
    /// Ends the harvest of the source; nothing of this answer is written.
    fn rejected(&mut self, rejected: &Rejected<'_>) -> io::Result<()>;

    /// An answer has been written; so far it went.
    fn progress(&mut self, report: &Report);
}

/// How a harvest went.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Whether everything was asked for.
    pub full: bool,
    /// Records that came, deleted ones among them.
    pub received: u64,
    /// What became of them.
    pub harvest: Harvest,
    /// Requests that were sent, repeated ones among them.
    pub requests: u64,
    /// Requests that were sent again.
    pub retries: u64,
    /// How long it took.
    pub took: Duration,
    /// What somebody should know.
    pub note: Option<&'static str>,
}

/// Harvests sources into a store.
#[derive(Clone, Copy, Debug)]
pub struct Harvester<'a> {
    /// The store.
    pub store: &'a Importer,
    /// Whether everything is asked for.
    pub full: bool,
    /// Whether anything is written.
    pub keep: bool,
}

impl Harvester<'_> {
    /// Harvests one source, or goes on where it ended early. The report tells how far it went also
    /// if it failed. Dropping it leaves everything as the last answer left it.
    pub async fn run(
        self,
        settings: &SourceSettings,
        watch: &mut dyn Watch,
    ) -> (Report, Result<(), Fault>) {
        let began = Instant::now();
        let mut report = Report::default();
        let ended = self.through(settings, watch, &mut report).await;
        report.took = began.elapsed();
        (report, ended)
    }

    async fn through(
        self,
        settings: &SourceSettings,
        watch: &mut dyn Watch,
        report: &mut Report,
    ) -> Result<(), Fault> {
        let stored = self
            .store
            .place(&settings.name)
            .map_err(HarvestError::from)?;
        let mut machine = Machine::begin(settings.clone(), stored.clone(), self.full)?;
        let web = Web::new(settings);
        let source = Source {
            name: &settings.name,
            id_prefix: &settings.id_prefix,
        };
        while let Some(url) = machine.next_address() {
            report.full = machine.is_full();
            let text = ask(&web, &url, settings, report).await?;
            if let Some(step) = machine.answer(&text)? {
                let mut portion = step.portion();
                if !self.keep {
                    // What was seen before is not known in the store: nobody can say what is gone.
                    (portion.before, portion.gone) = (stored.as_deref(), None);
                }
                let mut reject = |rejected: &Rejected<'_>| watch.rejected(rejected);
                let harvest = self
                    .store
                    .harvest(source, &portion, self.keep, &mut reject)?;
                report.received += step.records().len() as u64;
                report.harvest += harvest;
                watch.progress(report);
            }
            report.note = machine.note();
        }
        Ok(())
    }
}

/// Asks as often as it may help.
async fn ask(
    web: &Web,
    url: &str,
    settings: &SourceSettings,
    report: &mut Report,
) -> Result<String, Fault> {
    let mut tries = Tries::new(settings);
    loop {
        report.requests += 1;
        match web.get(url).await {
            Ok(text) => return Ok(text),
            Err(miss) => {
                let pause = tries.after(miss, settings)?;
                report.retries += 1;
                sleep(pause).await;
            }
        }
    }
}
