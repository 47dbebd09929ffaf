//! SRU in turns: the product, and Zebra with the same records.

pub(crate) mod client;

use std::{fs, path::PathBuf, sync::Arc, time::Duration};

use clap::Args;

use crate::{
    Fault,
    catalogue::{
        contest::{self, Contests},
        library::Library,
        load::{Language, Work},
        peer::Kind,
    },
    process::Scratch,
    table::table,
};

/// On how many connections words are searched for.
const STEADY: [usize; 3] = [1, 16, 64];
/// On how many each search is a new one.
const CROWDED: usize = 64;

#[derive(Debug, Args)]
pub(crate) struct Options {
    /// The product's binary, of the release profile; all state is kept in a folder beside it
    #[arg(long)]
    silta: PathBuf,
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u8).range(1..=20))]
    rounds: u8,
    /// Length of a run; a round has four of each server
    #[arg(long, default_value_t = 2.0)]
    seconds: f64,
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
        false => &[Kind::Zebra],
    };
    let language = Language::Sru;
    let peers = contest::peers(language, others, &options.silta, scratch.path(), &records)?;
    let works = STEADY
        .map(|connections| (Work::Words, connections))
        .into_iter()
        .chain([(Work::Pairs, CROWDED)]);
    let duration = Duration::try_from_secs_f64(options.seconds)?;
    let mut contests = Contests::new(language, &library, works, duration, &peers)?;
    contests.run(&peers, options.rounds).await?;
    println!("{library}.\n\n{}", contests.report()?);
    let rows = contests.verdict(Kind::Zebra, "10");
    print!("{}", table(&["what", "target", "reached"], &rows));
    Ok(())
}
