//! The same searches of several servers in turns, and the table of what came of it.

use std::{fs, path::Path, sync::Arc, time::Duration};

use crate::{
    Fault,
    catalogue::{
        library::Library,
        load::{Language, Load, Work},
        peer::{Kind, Peer},
    },
    run::{self, Run, best, connections, middle},
    table::{table, whole},
};

/// The same work for all servers.
#[derive(Debug)]
pub(crate) struct Contest {
    pub load: Load,
    sides: Vec<Side>,
}

/// What one server did of it.
#[derive(Debug)]
pub(crate) struct Side {
    pub kind: Kind,
    pub runs: Vec<Run>,
    /// Of an answer with ten records.
    octets: usize,
}

/// All of them, round after round.
#[derive(Debug)]
pub(crate) struct Contests {
    pub list: Vec<Contest>,
    /// Load of the machine when it began.
    busy: String,
}

impl Contests {
    pub(crate) fn new(
        language: Language,
        library: &Arc<Library>,
        works: impl IntoIterator<Item = (Work, usize)>,
        duration: Duration,
        peers: &[Peer],
    ) -> Result<Self, Fault> {
        let pairs = Arc::default();
        let contest = |(work, connections)| Contest {
            load: Load {
                language,
                library: Arc::clone(library),
                work,
                connections,
                duration,
                pairs: Arc::clone(&pairs),
            },
            sides: peers.iter().map(|peer| Side::new(peer.kind)).collect(),
        };
        Ok(Self {
            list: works.into_iter().map(contest).collect(),
            busy: fs::read_to_string("/proc/loadavg")?,
        })
    }

    pub(crate) async fn run(&mut self, peers: &[Peer], rounds: u8) -> Result<(), Fault> {
        for round in 0..usize::from(rounds) {
            for contest in &mut self.list {
                eprintln!("round {} of {rounds}: {}", round + 1, contest.what());
                contest.round(peers, round).await?;
            }
        }
        Ok(())
    }

    /// The table, and how busy the machine was.
    pub(crate) fn report(&self) -> Result<String, Fault> {
        let busy = fs::read_to_string("/proc/loadavg")?;
        Ok(format!(
            "{}\nLoad of the machine when it began and when it ended (1, 5, 15 minutes):\n{}{busy}",
            contests_table(&self.list),
            self.busy
        ))
    }

    /// What and by how much the product is faster than `other`, with the target for the steady work.
    pub(crate) fn verdict(&self, other: Kind, target: &str) -> Vec<Vec<String>> {
        let sides = self.list.iter().filter_map(|contest| {
            let side = contest.side(other)?;
            let target = match contest.load.work {
                Work::Words => target,
                _ => "",
            };
            let what = format!("rate by that of {}: {}", other.name(), contest.what());
            Some(vec![what, target.to_owned(), contest.ratio(side)])
        });
        sides.collect()
    }
}

/// The product first; of the others those that are installed.
pub(crate) fn peers(
    language: Language,
    others: &[Kind],
    silta: &Path,
    scratch: &Path,
    records: &Path,
) -> Result<Vec<Peer>, Fault> {
    let mut peers = vec![Peer::silta(
        language,
        silta,
        &scratch.join("silta"),
        records,
    )?];
    for kind in others {
        let peer = match kind {
            Kind::Silta => None,
            Kind::Zebra => Peer::zebra(&scratch.join("zebra"), records)?,
            Kind::Ztest => Peer::ztest()?,
        };
        match peer {
            Some(peer) => peers.push(peer),
            None => println!("{} is not installed, so it is left out.", kind.name()),
        }
    }
    Ok(peers)
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

    pub(crate) fn what(&self) -> String {
        let many = connections(self.load.connections);
        match self.load.work {
            Work::Words => format!("{}, {many}", self.load.language.request()),
            Work::Pairs => format!("the same, each search a new one, {many}"),
            Work::Sessions => format!("whole sessions, {} at a time", self.load.connections),
        }
    }

    fn side(&self, kind: Kind) -> Option<&Side> {
        self.sides.iter().find(|side| side.kind == kind)
    }

    pub(crate) fn silta(&self) -> &Side {
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

    pub(crate) fn is_steady(&self, on: usize) -> bool {
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
        &["octets of an answer", "silta by it"],
    ];
    table(&head.concat(), &rows)
}
