//! Z39.50 in turns: the product, `yaz-ztest` with one thread to a connection, which searches
//! nothing, and Zebra with the same records.

mod answer;
pub(crate) mod client;
mod idle;
mod request;

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use clap::Args;

use self::idle::Idle;
use crate::{
    Fault,
    catalogue::{
        contest::{self, Contest, Contests},
        library::Library,
        load::{Language, Work},
        peer::{Kind, Peer},
    },
    process::Scratch,
    run::{middle, middle_of},
    table::{table, time, whole},
};

/// On how many connections words are searched for.
const STEADY: [usize; 4] = [1, 16, 64, 256];
/// Where the target of the 99th percentile is.
const CROWDED: usize = 64;
/// How many whole sessions go on at the same time.
const SESSIONS: usize = 16;

#[derive(Debug, Args)]
pub(crate) struct Options {
    /// The product's binary, of the release profile; all state is kept in a folder beside it
    #[arg(long)]
    silta: PathBuf,
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u8).range(1..=20))]
    rounds: u8,
    /// Length of a run; a round has six of each server
    #[arg(long, default_value_t = 2.0)]
    seconds: f64,
    /// How many sessions keep still
    #[arg(long, default_value_t = 10_000)]
    idle: usize,
    /// Ask the product alone
    #[arg(long)]
    alone: bool,
}

pub(crate) async fn run(options: &Options) -> Result<(), Fault> {
    let scratch = Scratch::beside(&options.silta)?;
    let library = Arc::new(Library::new());
    let records = scratch.path().join("records.mrc");
    fs::write(&records, library.records())?;
    let others: &[Kind] = match options.alone {
        true => &[],
        false => &[Kind::Ztest, Kind::Zebra],
    };
    let language = Language::Z3950;
    let peers = contest::peers(language, others, &options.silta, scratch.path(), &records)?;
    let steady = STEADY.map(|connections| (Work::Words, connections));
    let works = steady
        .into_iter()
        .chain([(Work::Pairs, CROWDED), (Work::Sessions, SESSIONS)]);
    let duration = Duration::try_from_secs_f64(options.seconds)?;
    let mut contests = Contests::new(language, &library, works, duration, &peers)?;
    contests.run(&peers, options.rounds).await?;
    drop(peers);
    let idle = options.idle(scratch.path(), &records, &library).await?;
    println!("{library}.\n\n{}", contests.report()?);
    print!("{}", verdict(&contests, &idle));
    Ok(())
}

impl Options {
    /// What sessions cost that are open, and such as have searched; each of a new server.
    async fn idle(
        &self,
        scratch: &Path,
        records: &Path,
        library: &Arc<Library>,
    ) -> Result<Vec<(Kind, bool, Idle)>, Fault> {
        let mut costs = Vec::new();
        for used in [false, true] {
            eprintln!("idle sessions");
            let folder = scratch.join(format!("idle {used}"));
            let silta = Peer::silta(Language::Z3950, &self.silta, &folder, records)?;
            let ztest = if self.alone { None } else { Peer::ztest()? };
            for peer in [Some(silta), ztest].into_iter().flatten() {
                let idle = Idle::of(&peer, library, self.idle, used).await?;
                costs.push((peer.kind, used, idle));
            }
        }
        Ok(costs)
    }
}

/// What the targets are about.
fn verdict(contests: &Contests, idle: &[(Kind, bool, Idle)]) -> String {
    let row = |what: String, target: &str, reached: String| vec![what, target.to_owned(), reached];
    let mut rows = contests.verdict(Kind::Ztest, "1");
    rows.extend(contests.verdict(Kind::Zebra, "5"));
    for contest in contests
        .list
        .iter()
        .filter(|contest| contest.is_steady(CROWDED))
    {
        let p99 = time(middle_of(&contest.silta().runs, |run| run.p99));
        rows.push(row(format!("p99: {}", contest.what()), "below 5 ms", p99));
    }
    let sessions = |contest: &&Contest| contest.load.work == Work::Sessions;
    for contest in contests.list.iter().filter(sessions) {
        let rate = whole(middle(&contest.silta().runs));
        rows.push(row(format!("{} a second", contest.what()), "5 000", rate));
    }
    for (kind, used, idle) in idle {
        let after = match used {
            true => "after Search and Present",
            false => "after Init",
        };
        let sessions = whole(idle.sessions as f64);
        let what = format!("{}: {sessions} idle sessions {after}, each", kind.name());
        let target = match kind {
            Kind::Silta => "at most 20 KiB",
            _ => "",
        };
        let (before, with) = (idle.before >> 20, idle.with >> 20);
        let each = format!(
            "{:.1} KiB ({before} -> {with} MiB)",
            idle.each() as f64 / 1024.0
        );
        rows.push(row(what, target, each));
    }
    table(&["what", "target", "reached"], &rows)
}
