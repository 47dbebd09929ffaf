//! NCIP over HTTP: users and items looked up, beside an HTTP server that reads a body and answers a
//! constant document as long as the product's answers are in the mean.

use std::{
    convert::Infallible,
    fs,
    net::SocketAddr,
    path::PathBuf,
    sync::Arc,
    time::{Duration, Instant},
};

use bytes::Bytes;
use clap::Args;
use http_body_util::{BodyExt as _, Full};
use hyper::{
    Request, Response,
    body::Incoming,
    header::{CONTENT_TYPE, HeaderValue},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::TokioIo;
use memchr::memmem;
use tokio::{net::TcpListener, sync::Barrier, task::JoinSet, time::timeout};

use crate::{
    Fault,
    histogram::Histogram,
    http::Connection,
    process::{self, Scratch, Server},
    run::{self, Run, best, connections, middle},
    table::table,
};

/// Asked but not counted at the beginning.
const WARM_UP: Duration = Duration::from_millis(500);
/// What a run may take beyond its duration before it counts as hanging.
const GRACE: Duration = Duration::from_secs(30);
/// How long the answers are is found out in so short a run.
const PROBE: Duration = Duration::from_millis(500);
/// Generated books, all available: 3900001001 to 3900001999.
const FIRST_ITEM: u64 = 3_900_001_001;
const ITEMS: u64 = 999;
/// The patrons whose card is good.
const PATRONS: [&str; 6] = [
    "2900000001",
    "2900000002",
    "2900000006",
    "2900000007",
    "2900000008",
    "2900000009",
];

#[derive(Debug, Args)]
pub(crate) struct Options {
    /// The product's binary, of the release profile; its state is kept in a folder beside it
    #[arg(long)]
    silta: PathBuf,
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u8).range(1..=20))]
    rounds: u8,
    /// Length of a run; a round has four
    #[arg(long, default_value_t = 3.0)]
    seconds: f64,
    #[arg(long, default_value_t = 64, value_parser = clap::value_parser!(u16).range(2..=1000))]
    connections: u16,
}

#[derive(Debug, Args)]
pub(crate) struct NullOptions {
    #[arg(long, default_value = "127.0.0.1:0")]
    addr: SocketAddr,
    /// Bytes of the document
    #[arg(long)]
    length: u32,
}

/// Who is asked.
#[derive(Debug)]
struct Side {
    name: String,
    server: Server,
    target: SocketAddr,
    is_product: bool,
    /// On many connections, and on one.
    runs: [Vec<Run>; 2],
}

pub(crate) async fn run(options: &Options) -> Result<(), Fault> {
    let scratch = Scratch::beside(&options.silta)?;
    let duration = Duration::try_from_secs_f64(options.seconds)?;
    let product = Server::product(&options.silta, &scratch.path().join("ncip"))?;
    let mut sides = vec![Side {
        name: "silta".to_owned(),
        target: product.http,
        server: product,
        is_product: true,
        runs: Default::default(),
    }];
    let probe = sides[0].ask(1, PROBE).await?;
    let length = probe.octets / probe.asked.max(1);
    let null = Server::own(&["null-http", "--length", &length.to_string()])?;
    sides.push(Side {
        name: format!("null, {length} bytes"),
        target: null.address,
        server: null,
        is_product: false,
        runs: Default::default(),
    });
    let counts = [usize::from(options.connections), 1];
    let busy = fs::read_to_string("/proc/loadavg")?;
    for round in 0..usize::from(options.rounds) {
        eprintln!("round {} of {}", round + 1, options.rounds);
        for (at, count) in counts.into_iter().enumerate() {
            for turn in 0..sides.len() {
                // Each is first once, so that none is always measured after the other.
                let side = (round + turn) % sides.len();
                let run = sides[side].measured(count, duration).await?;
                sides[side].runs[at].push(run);
            }
        }
    }
    print!("{}", runs_table(&sides, counts));
    println!("\nLoad of the machine when it began and when it ended (1, 5, 15 minutes):");
    print!("{busy}{}", fs::read_to_string("/proc/loadavg")?);
    Ok(())
}

fn runs_table(sides: &[Side], counts: [usize; 2]) -> String {
    let mut rows = Vec::new();
    for (at, count) in counts.into_iter().enumerate() {
        for side in sides {
            let mut row = vec![connections(count), side.name.clone()];
            row.extend(run::cells(&side.runs[at]));
            row.push(match (side.is_product, sides.last()) {
                (true, Some(null)) => format!(
                    "{:.2} (best by best {:.2})",
                    middle(&side.runs[at]) / middle(&null.runs[at]),
                    best(&side.runs[at]) / best(&null.runs[at])
                ),
                _ => String::new(),
            });
            rows.push(row);
        }
    }
    let head = [
        &["LookupUser and LookupItem on", "server"],
        &run::HEAD[..],
        &["silta by null"],
    ];
    table(&head.concat(), &rows)
}

/// What was counted.
#[derive(Debug)]
struct Outcome {
    latency: Histogram,
    /// Requests in all, uncounted ones included.
    asked: u64,
    /// Octets of all answers.
    octets: u64,
}

impl Side {
    async fn measured(&self, count: usize, duration: Duration) -> Result<Run, Fault> {
        let before = process::processor_time(self.server.id())?;
        let outcome = self.ask(count, duration).await?;
        let used = process::processor_time(self.server.id())? - before;
        Ok(Run {
            rate: outcome.latency.count() as f64 / duration.as_secs_f64(),
            p50: outcome.latency.quantile(500),
            p99: outcome.latency.quantile(990),
            processor: used.div_f64(outcome.asked as f64),
        })
    }

    async fn ask(&self, count: usize, duration: Duration) -> Result<Outcome, Fault> {
        let start = Arc::new(Barrier::new(count));
        let mut tasks = JoinSet::new();
        for number in 0..count {
            let (target, judged) = (self.target, self.is_product);
            tasks.spawn(asking(target, judged, number, duration, Arc::clone(&start)));
        }
        let mut whole = Outcome {
            latency: Histogram::new(),
            asked: 0,
            octets: 0,
        };
        let limit = WARM_UP + duration + GRACE;
        while let Some(ended) = timeout(limit, tasks.join_next()).await? {
            let one = ended??;
            whole.latency.merge(&one.latency);
            whole.asked += one.asked;
            whole.octets += one.octets;
        }
        Ok(whole)
    }
}

/// One connection: a user, an item, a user, and so on. A wrong answer ends the run.
async fn asking(
    target: SocketAddr,
    judged: bool,
    number: usize,
    duration: Duration,
    start: Arc<Barrier>,
) -> Result<Outcome, Fault> {
    let mut outcome = Outcome {
        latency: Histogram::new(),
        asked: 0,
        octets: 0,
    };
    let mut connection = Connection::open(target).await?;
    start.wait().await;
    let begin = Instant::now() + WARM_UP;
    let end = begin + duration;
    let mut turn = number as u64 * 617;
    loop {
        turn += 1;
        let (request, expected) = question(turn);
        let asked = Instant::now();
        let body = connection.ask(&request).await?;
        let answered = Instant::now();
        // Looked for in the null server's answers too: the load costs the same before both.
        let is_told = memmem::find(body, expected.as_bytes()).is_some();
        if judged && !is_told {
            let text = String::from_utf8_lossy(body);
            return Err(format!("a wrong answer, without {expected}: {text}").into());
        }
        outcome.asked += 1;
        outcome.octets += body.len() as u64;
        if asked >= begin && answered <= end {
            outcome.latency.record(answered - asked);
        }
        if answered > end {
            return Ok(outcome);
        }
    }
}

/// A request of HTTP, and what a right answer to it holds.
fn question(turn: u64) -> (Vec<u8>, String) {
    let (service, expected) = match turn % 2 {
        0 => {
            let patron = PATRONS[(turn / 2 % PATRONS.len() as u64) as usize];
            let asked = format!(
                "<LookupUser>{HEADER}<UserId><UserIdentifierValue>{patron}</UserIdentifierValue></UserId><UserElementType>Name Information</UserElementType><UserElementType>User Privilege</UserElementType><UserElementType>Block Or Trap</UserElementType></LookupUser>"
            );
            (
                asked,
                format!("<UserIdentifierValue>{patron}</UserIdentifierValue>"),
            )
        }
        _ => {
            let item = FIRST_ITEM + turn / 2 % ITEMS;
            let asked = format!(
                "<LookupItem>{HEADER}<ItemId><ItemIdentifierValue>{item}</ItemIdentifierValue></ItemId><ItemElementType>Bibliographic Description</ItemElementType><ItemElementType>Circulation Status</ItemElementType><ItemElementType>Location</ItemElementType></LookupItem>"
            );
            (
                asked,
                format!("<ItemIdentifierValue>{item}</ItemIdentifierValue>"),
            )
        }
    };
    let body = format!("{BEGIN}{service}</NCIPMessage>");
    let head = format!(
        "POST /ncip HTTP/1.1\r\nHost: silta\r\nContent-Type: application/xml\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    ([head.into_bytes(), body.into_bytes()].concat(), expected)
}

const BEGIN: &str = r#"<?xml version="1.0" encoding="UTF-8"?><NCIPMessage xmlns="http://www.niso.org/2008/ncip" xmlns:n="http://www.niso.org/2008/ncip" n:version="http://www.niso.org/schemas/ncip/v2_02/ncip_v2_02.xsd">"#;
const HEADER: &str = "<InitiationHeader><FromAgencyId><AgencyId>FI-Partner</AgencyId></FromAgencyId><FromAgencyAuthentication>demo</FromAgencyAuthentication><ToAgencyId><AgencyId>FI-Kam</AgencyId></ToAgencyId></InitiationHeader>";

/// The null server: prints its address, then reads bodies and answers its document until it is
/// ended.
pub(crate) async fn null(options: &NullOptions) -> Result<(), Fault> {
    let listener = TcpListener::bind(options.addr).await?;
    println!("{}", listener.local_addr()?);
    let document = Bytes::from(vec![b'x'; usize::try_from(options.length)?]);
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        let document = document.clone();
        let service = service_fn(move |request| constant(request, document.clone()));
        tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
    }
}

async fn constant(
    request: Request<Incoming>,
    document: Bytes,
) -> Result<Response<Full<Bytes>>, Infallible> {
    // A body that breaks off ends the connection all the same.
    let _ = request.into_body().collect().await;
    let mut answer = Response::new(Full::new(document));
    let xml = HeaderValue::from_static("application/xml; charset=utf-8");
    answer.headers_mut().insert(CONTENT_TYPE, xml);
    Ok(answer)
}
