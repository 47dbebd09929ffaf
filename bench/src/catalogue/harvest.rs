//! A harvest over OAI-PMH alone, and one while others write records and terminals ask: how fast,
//! how large, and whether anything is lost.

use std::{
    collections::HashMap,
    fs,
    net::SocketAddr,
    path::PathBuf,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use clap::Args;
use tokio::{
    task::JoinSet,
    time::{MissedTickBehavior, interval, sleep},
};

use crate::{
    Fault,
    catalogue::library::Library,
    histogram::Histogram,
    http::Connection,
    process::{self, Scratch, Server},
    question::{Question, Work},
    table::{table, time, whole},
    terminal::Terminal,
};

/// Connections over which records are written.
const WRITERS: usize = 16;
/// Terminals, each of which asks every twenty milliseconds.
const TERMINALS: usize = 8;
const ASKS_EVERY: Duration = Duration::from_millis(20);
/// Terminals are asked alone for so long, to compare.
const ALONE: Duration = Duration::from_secs(5);
/// Datestamps are whole seconds: what was written is told from the next one on.
const NEXT_SECOND: Duration = Duration::from_millis(1_100);

#[derive(Debug, Args)]
pub(crate) struct Options {
    /// The product's binary, of the release profile; all state is kept in a folder beside it
    #[arg(long)]
    silta: PathBuf,
    /// How many records there are, beside the 2,023 of the demo library
    #[arg(long, default_value_t = 1_000_000)]
    records: usize,
    /// Records written in a second beside the second harvest
    #[arg(long, default_value_t = 1_000)]
    writes: u32,
}

/// What a harvester has: of each identifier the mark of its last version, none if it is deleted.
type Harvested = HashMap<String, Option<String>>;

pub(crate) async fn run(options: &Options) -> Result<(), Fault> {
    let scratch = Scratch::beside(&options.silta)?;
    let records = scratch.path().join("records.mrc");
    Library::new().write(options.records, &records)?;
    let folder = scratch.path().join("silta");
    let began = Instant::now();
    drop(Server::product_with(
        &options.silta,
        &folder,
        Some(&records),
    )?);
    let imported = began.elapsed();
    fs::remove_file(&records)?;
    let server = Server::product(&options.silta, &folder)?;
    let before = process::anonymous(server.id())?;

    eprintln!("terminals alone");
    let alone = Asking::begin(server.address);
    sleep(ALONE).await;
    let alone = alone.end().await?;

    eprintln!("a harvest alone");
    let mut quiet = Harvest::new(server.http).await?;
    quiet.all(None).await?;
    let between = process::anonymous(server.id())?;

    eprintln!("a harvest beside writers and terminals");
    let terminals = Asking::begin(server.address);
    let writing = Writing::begin(server.http, options);
    let mut busy = Harvest::new(server.http).await?;
    let begun = busy.all(None).await?;
    let during = process::anonymous(server.id())?;
    let written = writing.end().await?;
    let terminals = terminals.end().await?;

    // As a harvester does: again from when the harvest before it began, until that tells no more.
    sleep(NEXT_SECOND).await;
    let full = busy.rate();
    busy.all(Some(&begun)).await?;
    let lost = written.lost(&busy.harvested, quiet.harvested.len());

    let megabytes = |bytes: u64| format!("{} MB", bytes >> 20);
    let row = |what: &str, target: &str, reached: String| {
        vec![what.to_owned(), target.to_owned(), reached]
    };
    let rows = [
        row(
            "records taken in, the demo library's start with them",
            "",
            format!(
                "{:.0} a second",
                options.records as f64 / imported.as_secs_f64()
            ),
        ),
        row("harvest alone, records a second", "5 000", quiet.rate()),
        row("its first and its last tenth", "the same", quiet.ends()),
        row(
            "anonymous memory before and after",
            "flat",
            format!("{}, {}", megabytes(before), megabytes(between)),
        ),
        row(
            "records written beside the second harvest, a second",
            "1 000",
            format!("{} ({} in all)", whole(written.rate()), written.count),
        ),
        row("that harvest, records a second", "", full),
        row("anonymous memory after it", "flat", megabytes(during)),
        row("item information alone, p99", "", time(alone.quantile(990))),
        row(
            "item information beside all that, p50 and p99",
            "p99 below 20 ms",
            format!(
                "{}, {}",
                time(terminals.quantile(500)),
                time(terminals.quantile(990))
            ),
        ),
        row(
            "records lost, doubled or told in an old version",
            "0",
            lost.to_string(),
        ),
    ];
    print!("{}", table(&["what", "target", "reached"], &rows));
    println!(
        "Load of the machine at the end: {}",
        fs::read_to_string("/proc/loadavg")?
    );
    match lost {
        0 => Ok(()),
        lost => Err(format!("{lost} records were lost").into()),
    }
}

/// A harvester that only reads.
struct Harvest {
    connection: Connection,
    harvested: Harvested,
    /// Records and time of each page of the last harvest.
    pages: Vec<(usize, Duration)>,
}

impl Harvest {
    async fn new(target: SocketAddr) -> Result<Self, Fault> {
        Ok(Self {
            connection: Connection::open(target).await?,
            harvested: HashMap::new(),
            pages: Vec::new(),
        })
    }

    /// All records, or those changed since; gives the responseDate of the first page.
    async fn all(&mut self, from: Option<&str>) -> Result<String, Fault> {
        self.pages.clear();
        let mut arguments = "metadataPrefix=marc21".to_owned();
        if let Some(from) = from {
            arguments += &format!("&from={from}");
        }
        let mut begun = None;
        loop {
            let request = format!(
                "GET /oai?verb=ListRecords&{arguments} HTTP/1.1\r\nHost: localhost\r\n\r\n"
            );
            let asked = Instant::now();
            let page = std::str::from_utf8(self.connection.ask(request.as_bytes()).await?)?;
            let took = asked.elapsed();
            let date = between(page, "<responseDate>", "<").ok_or("no responseDate")?;
            let begun = begun.get_or_insert_with(|| date.to_owned());
            if page.contains("code=\"noRecordsMatch\"") {
                return Ok(begun.clone());
            }
            let mut count = 0;
            for record in page.split("<record>").skip(1) {
                let (id, mark) = told(record)?;
                self.harvested.insert(id, mark);
                count += 1;
            }
            self.pages.push((count, took));
            let token = between(page, "<resumptionToken", "</").and_then(|tag| tag.split_once('>'));
            match token {
                Some((_, token)) if !token.is_empty() => {
                    arguments = format!("resumptionToken={token}");
                }
                _ => return Ok(begun.clone()),
            }
        }
    }

    fn rate(&self) -> String {
        whole(rate(&self.pages))
    }

    fn ends(&self) -> String {
        let tenth = (self.pages.len() / 10).max(1);
        let (first, last) = (
            &self.pages[..tenth],
            &self.pages[self.pages.len() - tenth..],
        );
        format!("{}, {}", whole(rate(first)), whole(rate(last)))
    }
}

fn rate(pages: &[(usize, Duration)]) -> f64 {
    let records: usize = pages.iter().map(|(count, _)| count).sum();
    let took: Duration = pages.iter().map(|(_, took)| *took).sum();
    records as f64 / took.as_secs_f64()
}

/// The identifier of a record, and the mark of its version; none if it is deleted.
fn told(record: &str) -> Result<(String, Option<String>), Fault> {
    let id = between(record, "<identifier>", "<").ok_or("a record without identifier")?;
    let deleted = record.starts_with("<header status=\"deleted\"");
    let mark = between(record, MARK, "<").unwrap_or_default();
    Ok((id.to_owned(), (!deleted).then(|| mark.to_owned())))
}

fn between<'a>(text: &'a str, before: &str, after: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(before)?;
    Some(rest.split_once(after)?.0)
}

/// What stands before the number of a version in a record that was written.
const MARK: &str = "versio ";
/// The first of the records that are written anew; those before stay as they are.
const FIRST: u64 = 3_000;
/// So many different ones.
const CHANGING: u64 = 50_000;
/// One write in so many deletes.
const DELETES: u64 = 10;

/// Clients that write and delete records at a steady pace.
struct Writing {
    tasks: JoinSet<Result<(), Fault>>,
    shared: Arc<Shared>,
    began: Instant,
}

struct Shared {
    target: SocketAddr,
    records: u64,
    ended: AtomicBool,
    turn: AtomicU64,
    /// What was acknowledged last of each record.
    last: Mutex<Harvested>,
}

/// What was written.
struct Written {
    last: Harvested,
    count: u64,
    took: Duration,
}

impl Writing {
    fn begin(target: SocketAddr, options: &Options) -> Self {
        let shared = Arc::new(Shared {
            target,
            records: CHANGING.min(options.records as u64 / 2).max(1),
            ended: AtomicBool::new(false),
            turn: AtomicU64::new(0),
            last: Mutex::default(),
        });
        let mut tasks = JoinSet::new();
        for writer in 0..WRITERS as u64 {
            let every = Duration::from_secs(WRITERS as u64) / options.writes;
            tasks.spawn(Arc::clone(&shared).write(writer, every));
        }
        Self {
            tasks,
            shared,
            began: Instant::now(),
        }
    }

    async fn end(mut self) -> Result<Written, Fault> {
        self.shared.ended.store(true, Ordering::Relaxed);
        let took = self.began.elapsed();
        while let Some(ended) = self.tasks.join_next().await {
            ended??;
        }
        let last = std::mem::take(&mut *self.shared.last.lock().map_err(|_| "a writer broke")?);
        Ok(Written {
            last,
            count: self.shared.turn.load(Ordering::Relaxed),
            took,
        })
    }
}

impl Shared {
    /// Each writer has records of its own, so that of each it is known what was written last.
    async fn write(self: Arc<Self>, writer: u64, every: Duration) -> Result<(), Fault> {
        let mut connection = Connection::open(self.target).await?;
        let mut pace = interval(every);
        pace.set_missed_tick_behavior(MissedTickBehavior::Burst);
        for round in 0.. {
            pace.tick().await;
            if self.ended.load(Ordering::Relaxed) {
                break;
            }
            let turn = self.turn.fetch_add(1, Ordering::Relaxed);
            let number = FIRST + (round * WRITERS as u64 + writer) % self.records;
            let deletes = turn.is_multiple_of(DELETES) && self.is_there(number)?;
            connection.ask(&change(number, turn, deletes)).await?;
            let mark = (!deletes).then(|| turn.to_string());
            let mut last = self.last.lock().map_err(|_| "a writer broke")?;
            last.insert(identifier(number), mark);
        }
        Ok(())
    }

    /// Whether it was not deleted by this writer before.
    fn is_there(&self, number: u64) -> Result<bool, Fault> {
        let last = self.last.lock().map_err(|_| "a writer broke")?;
        Ok(last.get(&identifier(number)) != Some(&None))
    }
}

fn identifier(number: u64) -> String {
    format!("oai:kainet.fi:kainet.{number}")
}

/// A request that writes a record anew, or deletes it.
fn change(number: u64, turn: u64, deletes: bool) -> Vec<u8> {
    let (method, body) = match deletes {
        true => ("DELETE", String::new()),
        false => (
            "PUT",
            format!(
                "<record xmlns=\"http://www.loc.gov/MARC21/slim\">\
                 <leader>00000nam a2200000 i 4500</leader>\
                 <controlfield tag=\"001\">w{number}</controlfield>\
                 <datafield tag=\"245\" ind1=\"1\" ind2=\"0\"><subfield code=\"a\">Kirja {number}</subfield></datafield>\
                 <datafield tag=\"500\" ind1=\" \" ind2=\" \"><subfield code=\"a\">{MARK}{turn}</subfield></datafield>\
                 </record>"
            ),
        ),
    };
    format!(
        "{method} /api/v1/records/kainet.{number} HTTP/1.1\r\nHost: localhost\r\n\
         Authorization: Bearer demo\r\nIdempotency-Key: harvest-{turn}\r\n\
         Content-Type: application/marcxml+xml\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

impl Written {
    fn rate(&self) -> f64 {
        self.count as f64 / self.took.as_secs_f64()
    }

    /// Of how many records the harvester has something else than what is there.
    fn lost(&self, harvested: &Harvested, records: usize) -> usize {
        let differ = self
            .last
            .iter()
            .filter(|(id, mark)| harvested.get(*id) != Some(*mark));
        differ.count() + harvested.len().abs_diff(records)
    }
}

/// Terminals that ask at a steady pace.
struct Asking {
    tasks: JoinSet<Result<Histogram, Fault>>,
    ended: Arc<AtomicBool>,
}

impl Asking {
    fn begin(target: SocketAddr) -> Self {
        let ended = Arc::new(AtomicBool::new(false));
        let mut tasks = JoinSet::new();
        for number in 0..TERMINALS {
            tasks.spawn(terminal(target, number, Arc::clone(&ended)));
        }
        Self { tasks, ended }
    }

    async fn end(mut self) -> Result<Histogram, Fault> {
        self.ended.store(true, Ordering::Relaxed);
        let mut whole = Histogram::new();
        while let Some(ended) = self.tasks.join_next().await {
            whole.merge(&ended??);
        }
        Ok(whole)
    }
}

async fn terminal(
    target: SocketAddr,
    number: usize,
    ended: Arc<AtomicBool>,
) -> Result<Histogram, Fault> {
    let mut terminal = Terminal::connect(target, number, true).await?;
    terminal
        .ask(&Question::Login("sc-kajaani/demo".parse()?))
        .await?;
    let mut latency = Histogram::new();
    let mut pace = interval(ASKS_EVERY);
    pace.set_missed_tick_behavior(MissedTickBehavior::Delay);
    for turn in 0.. {
        pace.tick().await;
        if ended.load(Ordering::Relaxed) {
            break;
        }
        let question = Work::Item.question(number, TERMINALS, turn);
        let asked = Instant::now();
        terminal.ask(&question).await?;
        latency.record(asked.elapsed());
    }
    Ok(latency)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_tells_its_version() {
        let record =
            "<header><identifier>oai:kainet.fi:kainet.7</identifier></header><x>versio 12</x>";
        let seven = "oai:kainet.fi:kainet.7".to_owned();
        assert_eq!(told(record).unwrap(), (seven.clone(), Some("12".into())));
        let deleted = record.replace("<header>", "<header status=\"deleted\">");
        assert_eq!(told(&deleted).unwrap(), (seven, None));
        assert!(told("<header/>").is_err());
    }

    #[test]
    fn what_differs_is_lost() {
        let harvested = |marks: &[(&str, Option<&str>)]| -> Harvested {
            let own = |(id, mark): &(&str, Option<&str>)| ((*id).into(), mark.map(Into::into));
            marks.iter().map(own).collect()
        };
        let written = Written {
            last: harvested(&[("a", Some("2")), ("b", None)]),
            count: 3,
            took: Duration::from_secs(1),
        };
        let there = [("a", Some("2")), ("b", None), ("c", Some(""))];
        assert_eq!(written.lost(&harvested(&there), 3), 0);
        assert_eq!(written.lost(&harvested(&there[..2]), 3), 1);
        assert_eq!(
            written.lost(&harvested(&[("a", Some("1")), there[1], there[2]]), 3),
            1
        );
        assert_eq!(
            written.lost(&harvested(&[there[0], ("b", Some("1")), there[2]]), 3),
            1
        );
    }
}
