//! Z39.50 in turns: the product, `yaz-ztest` with one thread to a connection, which searches
//! nothing, and Zebra with the same records.

mod answer;
mod client;
mod idle;
mod library;
mod load;
mod peer;
mod request;

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use clap::Args;

use self::{
    idle::Idle,
    library::Library,
    load::{Load, Work},
    peer::{Kind, Peer},
};
use crate::{
    Fault,
    process::Scratch,
    run::{self, Run, best, connections, middle, middle_of},
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

/// The same work for all servers.
#[derive(Debug)]
struct Contest {
    load: Load,
    sides: Vec<Side>,
}

/// What one server did of it.
#[derive(Debug)]
struct Side {
    kind: Kind,
    runs: Vec<Run>,
    /// Of a Present's answer.
    octets: usize,
}

pub(crate) async fn run(options: &Options) -> Result<(), Fault> {
    let scratch = Scratch::beside(&options.silta)?;
    let library = Arc::new(Library::new());
    let records = scratch.path().join("records.mrc");
    fs::write(&records, library.records())?;
    let peers = options.peers(scratch.path(), &records)?;
    let mut contests = options.contests(&library, &peers)?;
    let busy = fs::read_to_string("/proc/loadavg")?;
    for round in 0..usize::from(options.rounds) {
        for contest in &mut contests {
            eprintln!(
                "round {} of {}: {}",
                round + 1,
                options.rounds,
                contest.what()
            );
            contest.round(&peers, round).await?;
        }
    }
    drop(peers);
    let idle = options.idle(scratch.path(), &records, &library).await?;
    println!("{library}.\n\n{}", contests_table(&contests));
    println!("Load of the machine when it began and when it ended (1, 5, 15 minutes):");
    print!("{busy}{}", fs::read_to_string("/proc/loadavg")?);
    print!("\n{}", verdict(&contests, &idle));
    Ok(())
}

impl Options {
    /// The product first; of the others those that are installed.
    fn peers(&self, scratch: &Path, records: &Path) -> Result<Vec<Peer>, Fault> {
        let mut peers = vec![Peer::silta(&self.silta, &scratch.join("silta"), records)?];
        if self.alone {
            return Ok(peers);
        }
        let others = [
            (Kind::Ztest, Peer::ztest()?),
            (Kind::Zebra, Peer::zebra(&scratch.join("zebra"), records)?),
        ];
        for (kind, peer) in others {
            match peer {
                Some(peer) => peers.push(peer),
                None => println!("{} is not installed, so it is left out.", kind.name()),
            }
        }
        Ok(peers)
    }

    fn contests(&self, library: &Arc<Library>, peers: &[Peer]) -> Result<Vec<Contest>, Fault> {
        let duration = Duration::try_from_secs_f64(self.seconds)?;
        let steady = STEADY.map(|connections| (Work::Words, connections));
        let kinds = steady
            .into_iter()
            .chain([(Work::Pairs, CROWDED), (Work::Sessions, SESSIONS)]);
        let pairs = Arc::default();
        let contests = kinds.map(|(work, connections)| Contest {
            load: Load {
                library: Arc::clone(library),
                work,
                connections,
                duration,
                pairs: Arc::clone(&pairs),
            },
            sides: peers.iter().map(|peer| Side::new(peer.kind)).collect(),
        });
        Ok(contests.collect())
    }

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
            let silta = Peer::silta(&self.silta, &folder, records)?;
            let ztest = if self.alone { None } else { Peer::ztest()? };
            for peer in [Some(silta), ztest].into_iter().flatten() {
                let idle = Idle::of(&peer, library, self.idle, used).await?;
                costs.push((peer.kind, used, idle));
            }
        }
        Ok(costs)
    }
}

impl Contest {
    /// Each server once, in each round another one first.
    async fn round(&mut self, peers: &[Peer], round: usize) -> Result<(), Fault> {
        for turn in 0..peers.len() {
            let at = (round + turn) % peers.len();
            let (run, octets) = self.load.run(&peers[at]).await?;
            self.sides[at].runs.push(run);
            self.sides[at].octets = octets;
        }
        Ok(())
    }

    fn what(&self) -> String {
        let many = connections(self.load.connections);
        match self.load.work {
            Work::Words => format!("Search, Present of 10, {many}"),
            Work::Pairs => format!("the same, each search a new one, {many}"),
            Work::Sessions => format!("whole sessions, {} at a time", self.load.connections),
        }
    }

    fn side(&self, kind: Kind) -> Option<&Side> {
        self.sides.iter().find(|side| side.kind == kind)
    }

    fn silta(&self) -> &Side {
        &self.sides[0]
    }

    /// How fast the product is beside another server.
    fn ratio(&self, other: &Side) -> String {
        let ours = &self.silta().runs;
        format!(
            "{:.2} (best by best {:.2})",
            middle(ours) / middle(&other.runs),
            best(ours) / best(&other.runs)
        )
    }

    fn is_steady(&self, on: usize) -> bool {
        self.load.work == Work::Words && self.load.connections == on
    }
}

impl Side {
    fn new(kind: Kind) -> Self {
        Self {
            kind,
            runs: Vec::new(),
            octets: 0,
        }
    }
}

fn contests_table(contests: &[Contest]) -> String {
    let row = |contest: &Contest, side: &Side| {
        let mut row = vec![contest.what(), side.kind.name().to_owned()];
        row.extend(run::cells(&side.runs));
        if let (Some(processor), false) = (row.last_mut(), side.kind.is_one_process()) {
            processor.clear();
        }
        row.push(whole(side.octets as f64));
        row.push(match side.kind {
            Kind::Silta => String::new(),
            _ => contest.ratio(side),
        });
        row
    };
    let rows: Vec<_> = contests
        .iter()
        .flat_map(|contest| contest.sides.iter().map(move |side| row(contest, side)))
        .collect();
    let head = [
        &["what", "server"],
        &run::HEAD[..],
        &["octets of a Present", "silta by it"],
    ];
    table(&head.concat(), &rows)
}

/// What the targets are about.
fn verdict(contests: &[Contest], idle: &[(Kind, bool, Idle)]) -> String {
    let row = |what: String, target: &str, reached: String| vec![what, target.to_owned(), reached];
    let mut rows = Vec::new();
    for (kind, target) in [(Kind::Ztest, "1"), (Kind::Zebra, "5")] {
        for contest in contests {
            let Some(side) = contest.side(kind) else {
                continue;
            };
            let target = match contest.load.work {
                Work::Words => target,
                _ => "",
            };
            let what = format!("rate by that of {}: {}", kind.name(), contest.what());
            rows.push(row(what, target, contest.ratio(side)));
        }
    }
    for contest in contests.iter().filter(|contest| contest.is_steady(CROWDED)) {
        let p99 = time(middle_of(&contest.silta().runs, |run| run.p99));
        rows.push(row(format!("p99: {}", contest.what()), "below 5 ms", p99));
    }
    let sessions = |contest: &&Contest| contest.load.work == Work::Sessions;
    for contest in contests.iter().filter(sessions) {
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
