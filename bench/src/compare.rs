//! The product and the null server in turns, so that what else the machine does meets both alike.

use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use clap::Args;

use crate::{
    Fault,
    load::{Load, Peer},
    process::{Scratch, Server},
    question::{Account, Work},
    run::{self, Run, best, connections, measured, middle},
    storm::{Idle, Storm},
    table::{median, table, time, whole},
};

/// How many terminals log in and keep still.
const TERMINALS: usize = 10_000;
const STORMS: usize = 3;
const STARTS: usize = 10;
/// How long the answers are is found out in so short a run.
const PROBE: Duration = Duration::from_millis(500);
const SYNCS: usize = 200;

#[derive(Debug, Args)]
pub(crate) struct Options {
    /// The product's binary, of the release profile; its state is kept in a folder beside it
    #[arg(long)]
    silta: PathBuf,
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u8).range(1..=20))]
    rounds: u8,
    /// Length of a run; five runs of a round are so long, four a third of it
    #[arg(long, default_value_t = 3.0)]
    seconds: f64,
    #[arg(long, default_value_t = 64, value_parser = clap::value_parser!(u16).range(1..=100))]
    connections: u16,
    #[arg(long, default_value = "sc-kajaani/demo")]
    account: Account,
}

/// A kind of request on so many connections, of both servers.
#[derive(Debug)]
struct Contest {
    title: &'static str,
    work: Work,
    connections: usize,
    /// Connections that borrow and return meanwhile.
    busy: usize,
    duration: Duration,
    product: Vec<Run>,
    /// None for what a server that does nothing cannot be asked.
    null: Option<(Server, usize)>,
    null_runs: Vec<Run>,
}

pub(crate) async fn run(options: &Options) -> Result<(), Fault> {
    let scratch = Scratch::beside(&options.silta)?;
    let sync = sync_time(scratch.path())?;
    let busy = fs::read_to_string("/proc/loadavg")?;
    say("start-up");
    let starts = starts(&options.silta, scratch.path())?;
    let product = Server::product(&options.silta, &scratch.path().join("main"))?;
    let mut contests = options.contests(&product).await?;
    for round in 0..options.rounds {
        for contest in &mut contests {
            say(&format!(
                "round {} of {}: {}",
                round + 1,
                options.rounds,
                contest.title
            ));
            contest
                .round(&product, &options.account, round % 2 == 1)
                .await?;
        }
    }
    drop(product);
    say("logins and idle terminals");
    let logins = logins(options, scratch.path()).await?;
    let idle = idle(options, scratch.path()).await?;

    print!("{}", contests_table(&contests));
    let size = fs::metadata(&options.silta)?.len();
    println!("\nLoad of the machine when it began and when it ended (1, 5, 15 minutes):");
    print!("{busy}{}", fs::read_to_string("/proc/loadavg")?);
    print!("\n{}", rest_table(&starts, &logins, &idle, size, sync));
    Ok(())
}

impl Options {
    /// The contests; each null server answers lines as long as the product's are in the mean.
    async fn contests(&self, product: &Server) -> Result<Vec<Contest>, Fault> {
        let many = usize::from(self.connections);
        let long = Duration::try_from_secs_f64(self.seconds)?;
        let kinds = [
            ("item information", Work::Item, many, 0, long),
            ("patron information", Work::Patron, many, 0, long),
            ("item information", Work::Item, 1, 0, long / 3),
            ("patron information", Work::Patron, 1, 0, long / 3),
            ("checkout/checkin pairs", Work::Pairs, many, 0, long),
            (
                "item information beside pairs on 8 connections",
                Work::Item,
                many,
                8,
                long,
            ),
        ];
        let mut contests = Vec::new();
        for (title, work, connections, busy, duration) in kinds {
            let probe = load(
                product,
                Peer::Gateway(self.account.clone()),
                work,
                connections,
                PROBE,
            );
            let length = probe.run().await?.length();
            let null = (work != Work::Pairs && busy == 0)
                .then(|| Server::null(length))
                .transpose()?;
            contests.push(Contest {
                title,
                work,
                connections,
                busy,
                duration,
                product: Vec::new(),
                null: null.map(|server| (server, length as usize)),
                null_runs: Vec::new(),
            });
        }
        Ok(contests)
    }

    fn storm(&self, server: &Server) -> Storm {
        Storm {
            target: server.address,
            account: self.account.clone(),
            connections: TERMINALS,
        }
    }
}

impl Contest {
    async fn round(
        &mut self,
        product: &Server,
        account: &Account,
        null_first: bool,
    ) -> Result<(), Fault> {
        let peer = Peer::Gateway(account.clone());
        let beside = load(product, peer.clone(), Work::Pairs, self.busy, self.duration);
        let ours = load(product, peer, self.work, self.connections, self.duration);
        let null = self.null.as_ref().map(|(server, length)| {
            let load = load(
                server,
                Peer::Null(*length),
                self.work,
                self.connections,
                self.duration,
            );
            (server.id(), load)
        });
        let mut order = vec![Some((product.id(), ours)), null];
        if null_first {
            order.reverse();
        }
        for (id, load) in order.into_iter().flatten() {
            let (run, _) = tokio::try_join!(measured(&load, id), beside.run())?;
            match load.peer {
                Peer::Gateway(_) => self.product.push(run),
                Peer::Null(_) => self.null_runs.push(run),
            }
        }
        Ok(())
    }

    fn row(&self, whose: &str, runs: &[Run]) -> Vec<String> {
        let what = format!("{}, {}", self.title, connections(self.connections));
        let mut row = vec![what, whose.to_owned()];
        row.extend(run::cells(runs));
        if let (Some(processor), true) = (row.last_mut(), self.busy > 0) {
            // Beside other work it is not known which took how much.
            processor.clear();
        }
        row.push(String::new());
        row
    }
}

fn load(server: &Server, peer: Peer, work: Work, connections: usize, duration: Duration) -> Load {
    Load {
        target: server.address,
        peer,
        work,
        with_pin: true,
        connections,
        duration,
    }
}

/// From the start of the process until its listeners accept, each time with a new library.
fn starts(silta: &Path, scratch: &Path) -> Result<Vec<Duration>, Fault> {
    let start = |number| {
        let data = scratch.join(format!("start {number}"));
        let server = Server::product(silta, &data)?;
        Ok(server.ready_after)
    };
    (0..STARTS).map(start).collect()
}

async fn logins(options: &Options, scratch: &Path) -> Result<Vec<Duration>, Fault> {
    let mut times = Vec::new();
    for number in 0..STORMS {
        // A new process each time: the first login of an account costs more than the others.
        let server = Server::product(&options.silta, &scratch.join(format!("logins {number}")))?;
        times.push(options.storm(&server).login().await?.1);
    }
    Ok(times)
}

async fn idle(options: &Options, scratch: &Path) -> Result<Idle, Fault> {
    let server = Server::product(&options.silta, &scratch.join("idle"))?;
    options.storm(&server).idle(server.id()).await
}

/// What the disk takes to make 4 KiB at the end of a file durable: the yardstick of the pairs.
fn sync_time(folder: &Path) -> Result<Duration, Fault> {
    let mut file = fs::File::create(folder.join("sync"))?;
    let mut sync = || {
        file.write_all(&[0; 4096])?;
        let began = Instant::now();
        file.sync_data()?;
        Ok::<_, Fault>(began.elapsed())
    };
    let times: Vec<Duration> = (0..SYNCS).map(|_| sync()).collect::<Result<_, _>>()?;
    Ok(median(times).unwrap_or_default())
}

fn contests_table(contests: &[Contest]) -> String {
    let mut rows = Vec::new();
    for contest in contests {
        let mut ours = contest.row("silta", &contest.product);
        if contest.null.is_none() {
            rows.push(ours);
            continue;
        }
        if let Some(last) = ours.last_mut() {
            *last = format!(
                "{:.2} (best by best {:.2})",
                middle(&contest.product) / middle(&contest.null_runs),
                best(&contest.product) / best(&contest.null_runs),
            );
        }
        rows.push(ours);
        let length = contest.null.as_ref().map_or(0, |(_, length)| *length);
        rows.push(contest.row(&format!("null, {length} bytes"), &contest.null_runs));
    }
    let head = [&["what", "server"], &run::HEAD[..], &["silta by null"]].concat();
    table(&head, &rows)
}

fn rest_table(
    starts: &[Duration],
    logins: &[Duration],
    idle: &Idle,
    size: u64,
    sync: Duration,
) -> String {
    let best = |times: &[Duration]| times.iter().min().copied().map_or_else(String::new, time);
    let middle = |times: &[Duration]| median(times.iter().copied()).map_or_else(String::new, time);
    let active = |of: &crate::histogram::Histogram| {
        format!(
            "p50 {}, p99 {}",
            time(of.quantile(500)),
            time(of.quantile(990))
        )
    };
    let row = |what: &str, best: String, median: String| vec![what.to_owned(), best, median];
    let terminals = whole(TERMINALS as f64);
    let rows = [
        row(
            &format!("{terminals} terminals log in"),
            best(logins),
            middle(logins),
        ),
        row(
            &format!("{terminals} idle terminals, resident memory of each"),
            String::new(),
            format!(
                "{} bytes ({} -> {} MiB)",
                whole(idle.each() as f64),
                idle.before >> 20,
                idle.with >> 20
            ),
        ),
        row(
            "item information on one connection, alone",
            String::new(),
            active(&idle.alone),
        ),
        row(
            "item information on one connection, beside the idle ones",
            String::new(),
            active(&idle.beside),
        ),
        row(
            &format!("start-up to listening, {STARTS} times"),
            best(starts),
            middle(starts),
        ),
        row(
            "size of the binary",
            String::new(),
            format!("{:.1} MB", size as f64 / 1e6),
        ),
        row(
            "the disk: 4 KiB appended and synced",
            String::new(),
            time(sync),
        ),
    ];
    table(&["what", "best", "median or only"], &rows)
}

fn say(what: &str) {
    eprintln!("{what}");
}
