//! Measures servers from outside, on their sockets: how many requests one answers, how long one
//! takes, how many terminals log in, what an idle one costs. `compare` does all of it with the
//! product and with a server that does nothing, in turns, and prints the table of
//! `docs/performance.md`; `elsewhere` does so before a consortium elsewhere, beside a gateway that
//! does nothing but call; `sru` and `z3950` ask the product and other servers in turns;
//! `harvest` reads all records while others write some.
//!
//! The frames are built and judged here, with nothing of the gateway's own: a wrong answer, an echo
//! of another item or a false checksum fails the run, so that only right answers are counted.

mod catalogue;
mod compare;
mod elsewhere;
mod empty;
mod frame;
mod histogram;
mod http;
mod ill;
mod load;
mod ncip;
mod null;
mod process;
mod question;
mod run;
mod storm;
mod table;
mod terminal;

use std::{error::Error, net::SocketAddr, process::ExitCode, time::Duration};

use clap::{Args, Parser, Subcommand};

use crate::{
    load::{Load, Peer},
    question::{Account, Work},
};

/// Whatever makes a run worthless: it is printed, and the run ends.
type Fault = Box<dyn Error + Send + Sync>;

#[derive(Debug, Parser)]
#[command(
    name = "silta-bench",
    version,
    about = "Measures servers of SIP2, Z39.50 and SRU on their sockets"
)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// The product beside the null server, in turns; prints the table as markdown
    Compare(compare::Options),
    /// A consortium whose answers are always the same, for `elsewhere`
    Constant(empty::ConstantOptions),
    /// The product before a consortium elsewhere, beside an empty gateway; prints the table
    Elsewhere(elsewhere::Options),
    /// The empty gateway: for each line one call, then a constant line
    Empty(empty::GatewayOptions),
    /// A harvest over OAI-PMH, alone and beside writers and terminals: rates, memory, losses
    Harvest(catalogue::harvest::Options),
    /// Idle logged-in terminals: what one costs, and an active one beside them
    Idle {
        #[command(flatten)]
        storm: StormOptions,
        /// The server's process, whose resident memory is read
        #[arg(long)]
        pid: u32,
    },
    /// Inter-library loan with many open requests; prints the table
    Ill(ill::Options),
    /// Item information over 999 items
    Item(LoadOptions),
    /// So many terminals log in: how long until all are in
    Login(StormOptions),
    /// NCIP: users and items looked up, beside an HTTP server of constant answers; prints the table
    Ncip(ncip::Options),
    /// The null server: reads a line up to CR, answers a constant line
    Null {
        #[arg(long, default_value = "127.0.0.1:0")]
        addr: SocketAddr,
        /// Bytes of the line, its CR included
        #[arg(long, value_parser = clap::value_parser!(u16).range(2..))]
        length: u16,
    },
    /// The null server of HTTP: reads a body, answers a constant document
    NullHttp(ncip::NullOptions),
    /// Checkout and checkin, each with durable commit
    Pairs(LoadOptions),
    /// Patron information over the patrons whose card is good
    Patron(LoadOptions),
    /// SRU: the product beside Zebra, in turns; prints the tables
    Sru(catalogue::sru::Options),
    /// Z39.50: the product beside `yaz-ztest -T` and Zebra, in turns; prints the tables
    Z3950(catalogue::z3950::Options),
}

#[derive(Debug, Args)]
struct LoadOptions {
    target: SocketAddr,
    /// At most 999, one item each
    #[arg(long, default_value_t = 64, value_parser = clap::value_parser!(u16).range(1..=999))]
    connections: u16,
    #[arg(long, default_value_t = 5.0)]
    seconds: f64,
    /// Terminal account and its password
    #[arg(long, default_value = "sc-kajaani/demo")]
    account: Account,
    /// Leave out the patrons' PINs
    #[arg(long)]
    without_pin: bool,
    /// The target is the null server, whose lines have this length
    #[arg(long)]
    null: Option<usize>,
}

#[derive(Debug, Args)]
struct StormOptions {
    target: SocketAddr,
    #[arg(long, default_value_t = 10_000)]
    connections: usize,
    #[arg(long, default_value = "sc-kajaani/demo")]
    account: Account,
}

fn main() -> ExitCode {
    match run(Arguments::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            eprintln!("silta-bench: {fault}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Result<(), Fault> {
    // The same runtime for the load and for the null server as the product has.
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    let descriptors = rlimit::increase_nofile_limit(u64::MAX)?;
    runtime.block_on(async {
        match command {
            Command::Compare(options) => compare::run(&options).await,
            Command::Constant(options) => empty::consortium(&options).await,
            Command::Elsewhere(options) => elsewhere::run(&options).await,
            Command::Empty(options) => empty::gateway(&options).await,
            Command::Harvest(options) => catalogue::harvest::run(&options).await,
            Command::Idle { storm, pid } => {
                let idle = storm.storm(descriptors)?.idle(pid).await?;
                println!("{idle}");
                Ok(())
            }
            Command::Ill(options) => ill::run(&options).await,
            Command::Item(options) => options.run(Work::Item).await,
            Command::Login(storm) => {
                let (_terminals, took) = storm.storm(descriptors)?.login().await?;
                println!("{} logged in within {took:.2?}", storm.connections);
                Ok(())
            }
            Command::Ncip(options) => ncip::run(&options).await,
            Command::NullHttp(options) => ncip::null(&options).await,
            Command::Null { addr, length } => null::serve(addr, usize::from(length)).await,
            Command::Pairs(options) => options.run(Work::Pairs).await,
            Command::Patron(options) => options.run(Work::Patron).await,
            Command::Sru(options) => catalogue::sru::run(&options).await,
            Command::Z3950(options) => catalogue::z3950::run(&options).await,
        }
    })
}

impl LoadOptions {
    async fn run(&self, work: Work) -> Result<(), Fault> {
        let peer = match self.null {
            Some(length) => Peer::Null(length),
            None => Peer::Gateway(self.account.clone()),
        };
        let load = Load {
            target: self.target,
            peer,
            work,
            with_pin: !self.without_pin,
            connections: usize::from(self.connections),
            duration: Duration::try_from_secs_f64(self.seconds)?,
        };
        println!("{}", load.run().await?);
        Ok(())
    }
}

impl StormOptions {
    fn storm(&self, descriptors: u64) -> Result<storm::Storm, Fault> {
        if self.connections as u64 + 100 > descriptors {
            let fault = format!("{descriptors} descriptors are too few for {self:?}");
            return Err(fault.into());
        }
        Ok(storm::Storm {
            target: self.target,
            account: self.account.clone(),
            connections: self.connections,
        })
    }
}
