//! The product before a consortium elsewhere, beside an empty gateway that makes the same call.
//!
//! Before the far demo library the far side works too, and on one machine takes processors from the
//! gateway. Before the constant consortium it does next to nothing; there product and empty gateway
//! differ in nothing but themselves, so their ratio is taken there.

use std::{
    fs,
    net::SocketAddr,
    path::{Path, PathBuf},
    time::Duration,
};

use clap::Args;

use crate::{
    Fault,
    empty::{Caller, ITEM, LIBRARIES, TOKEN},
    load::{Load, Peer},
    process::{Scratch, Server},
    question::{Account, Work},
    run::{self, Run, best, connections, measured, middle, middle_of},
    table::{table, time},
};

const ACCOUNT: &str = "sc-kajaani/demo";
/// How long the answers are is found out in so short a run.
const PROBE: Duration = Duration::from_millis(500);

#[derive(Debug, Args)]
pub(crate) struct Options {
    /// The product's binary, of the release profile; its state is kept in a folder beside it
    #[arg(long)]
    silta: PathBuf,
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u8).range(1..=20))]
    rounds: u8,
    /// Length of a run; a round has eight
    #[arg(long, default_value_t = 2.0)]
    seconds: f64,
    #[arg(long, default_value_t = 64, value_parser = clap::value_parser!(u16).range(2..=100))]
    connections: u16,
}

/// Who answers terminals.
#[derive(Debug)]
struct Side {
    name: String,
    server: Server,
    peer: Peer,
    work: Work,
    /// On many connections, and on one.
    runs: [Vec<Run>; 2],
}

/// All sides; behind them the consortia that they call.
#[derive(Debug)]
struct Sides {
    /// Before the demo library.
    far: Side,
    /// Before the constant consortium.
    constant: Side,
    /// The empty gateway before the constant consortium.
    empty: Side,
    /// The demo library itself.
    direct: Side,
    _consortium: Server,
}

pub(crate) async fn run(options: &Options) -> Result<(), Fault> {
    let scratch = Scratch::beside(&options.silta)?;
    let duration = Duration::try_from_secs_f64(options.seconds)?;
    let counts = [usize::from(options.connections), 1];
    let mut sides = Sides::start(&options.silta, scratch.path()).await?;
    let busy = fs::read_to_string("/proc/loadavg")?;
    for round in 0..usize::from(options.rounds) {
        eprintln!("round {} of {}", round + 1, options.rounds);
        for (at, count) in counts.into_iter().enumerate() {
            let mut turns = sides.all_mut();
            // Each is first once, so that none is always measured after the same one.
            turns.rotate_left(round % 4);
            for side in turns {
                let run = measured(&side.load(count, duration), side.server.id()).await?;
                side.runs[at].push(run);
            }
        }
    }
    print!("{}", sides.runs_table(counts));
    println!("\nLoad of the machine when it began and when it ended (1, 5, 15 minutes):");
    print!("{busy}{}", fs::read_to_string("/proc/loadavg")?);
    print!("\n{}", sides.verdict());
    Ok(())
}

impl Sides {
    async fn start(silta: &Path, scratch: &Path) -> Result<Self, Fault> {
        let account: Account = ACCOUNT.parse()?;
        let gateway = |name: &str, server, work| Side {
            name: name.to_owned(),
            server,
            peer: Peer::Gateway(account.clone()),
            work,
            runs: Default::default(),
        };
        let direct = Server::product(silta, &scratch.join("direct"))?;
        let caller = Caller::new(direct.http);
        let item = caller.fetch(ITEM).await?;
        fs::write(scratch.join("item.json"), &item)?;
        fs::write(
            scratch.join("libraries.json"),
            caller.fetch(LIBRARIES).await?,
        )?;
        let consortium = Server::own(&["constant", "--folder", &scratch.to_string_lossy()])?;
        let before = |folder: &str, url| {
            let folder = scratch.join(folder);
            let config = configuration(&folder, url)?;
            Server::configured(silta, &folder, &config)
        };
        let far = before("far", direct.http)?;
        let constant = before("constant", consortium.address)?;
        let constant = gateway("silta, constant consortium", constant, Work::OneItem);
        let probe = constant.load(1, PROBE).run().await?;
        let length = probe.length();
        let empty = Server::own(&[
            "empty",
            "--consortium",
            &consortium.address.to_string(),
            "--length",
            &length.to_string(),
        ])?;
        Ok(Self {
            far: gateway("silta, demo library elsewhere", far, Work::Item),
            constant,
            empty: Side {
                name: format!(
                    "empty gateway, constant consortium ({} and {length} bytes)",
                    item.len()
                ),
                server: empty,
                peer: Peer::Null(usize::try_from(length)?),
                work: Work::OneItem,
                runs: Default::default(),
            },
            direct: gateway("the demo library itself", direct, Work::Item),
            _consortium: consortium,
        })
    }

    fn all(&self) -> [&Side; 4] {
        [&self.constant, &self.empty, &self.far, &self.direct]
    }

    fn all_mut(&mut self) -> [&mut Side; 4] {
        [
            &mut self.constant,
            &mut self.empty,
            &mut self.far,
            &mut self.direct,
        ]
    }

    fn runs_table(&self, counts: [usize; 2]) -> String {
        let row = |(at, count): (usize, usize), side: &Side| {
            let mut row = vec![connections(count), side.name.clone()];
            row.extend(run::cells(&side.runs[at]));
            row
        };
        let rows: Vec<_> = counts
            .into_iter()
            .enumerate()
            .flat_map(|of| self.all().map(|side| row(of, side)))
            .collect();
        let head = [&["item information on", "who answers"], &run::HEAD[..]].concat();
        table(&head, &rows)
    }

    /// What the targets are about.
    fn verdict(&self) -> String {
        let rates = |ours: &Side, at: usize| {
            let (ours, empty) = (&ours.runs[at], &self.empty.runs[at]);
            format!(
                "{:.2} (best by best {:.2})",
                middle(ours) / middle(empty),
                best(ours) / best(empty)
            )
        };
        let p50 = |side: &Side| middle_of(&side.runs[1], |run| run.p50);
        let added = |more: &Side, less: &Side| time(p50(more).saturating_sub(p50(less)));
        let row =
            |what: &str, target: &str, reached| vec![what.to_owned(), target.to_owned(), reached];
        let rows = [
            row(
                "rate by that of the empty gateway, many connections, constant consortium",
                "0.8",
                rates(&self.constant, 0),
            ),
            row(
                "the same, demo library elsewhere, which works too",
                "",
                rates(&self.far, 0),
            ),
            row(
                "p50 on 1 connection above that of the demo library itself",
                "below 300 µs",
                added(&self.far, &self.direct),
            ),
            row(
                "p50 on 1 connection above that of the empty gateway, constant consortium",
                "",
                added(&self.constant, &self.empty),
            ),
        ];
        table(&["what", "target", "reached"], &rows)
    }
}

impl Side {
    fn load(&self, connections: usize, duration: Duration) -> Load {
        Load {
            target: self.server.address,
            peer: self.peer.clone(),
            work: self.work,
            with_pin: true,
            connections,
            duration,
        }
    }
}

/// Writes the configuration of a gateway before that consortium.
fn configuration(folder: &Path, consortium: SocketAddr) -> Result<PathBuf, Fault> {
    fs::create_dir_all(folder)?;
    let token = folder.join("token");
    fs::write(&token, TOKEN)?;
    #[cfg(unix)]
    fs::set_permissions(&token, std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
    let (account, password) = ACCOUNT.split_once('/').unwrap_or_default();
    // The connections of the run before may not have gone yet when those of the next one come.
    let text = format!(
        r#"
[sip2]
listen = "127.0.0.1:0"

[sip2.profiles.wide]
max_connections = 1000

[[sip2.terminals]]
account = "{account}"
password = "{password}"
location = "KAJ"
profile = "wide"

[z3950]
listen = "off"

[http]
listen = "127.0.0.1:0"

[admin]
listen = "127.0.0.1:0"

[store]
path = "state"

[consortium]
url = "http://{consortium}"
token_file = "token"
"#
    );
    let config = folder.join("silta.toml");
    fs::write(&config, text)?;
    Ok(config)
}
