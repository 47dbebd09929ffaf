//! Inter-library loan with many open requests: how long one more takes to be matched and confirmed,
//! and how long staff waits for a page of the list.

use std::{
    path::PathBuf,
    time::{Duration, Instant},
};

use clap::Args;
use tokio::task::JoinSet;

use crate::{
    Fault,
    histogram::Histogram,
    http::Connection,
    process::{Scratch, Server},
    table::{table, time, whole},
};

/// Connections that fill the list.
const FILLING: u32 = 16;
/// Requests measured of each kind.
const MEASURED: u32 = 500;
/// Titles of the demo library, with their numbers there.
const TITLES: [&str; 6] = [
    "Seitsemän veljestä",
    "Kalevala",
    "Tuntematon sotilas",
    "Putkinotko",
    "Rautatie",
    "Nummisuutarit",
];

#[derive(Debug, Args)]
pub(crate) struct Options {
    /// The product's binary, of the release profile; its state is kept in a folder beside it
    #[arg(long)]
    silta: PathBuf,
    /// How many requests are open before anything is measured
    #[arg(long, default_value_t = 10_000)]
    open: u32,
}

pub(crate) async fn run(options: &Options) -> Result<(), Fault> {
    let scratch = Scratch::beside(&options.silta)?;
    let product = Server::product(&options.silta, &scratch.path().join("ill"))?;
    let began = Instant::now();
    let mut lanes = JoinSet::new();
    for lane in 0..FILLING {
        let (target, open) = (product.http, options.open);
        lanes.spawn(async move {
            let mut connection = Connection::open(target).await?;
            for number in (lane..open).step_by(FILLING as usize) {
                confirmed(&mut connection, number).await?;
            }
            Ok::<_, Fault>(())
        });
    }
    while let Some(ended) = lanes.join_next().await {
        ended??;
    }
    let filling = began.elapsed();
    let mut connection = Connection::open(product.http).await?;
    let (mut taken, mut listed) = (Histogram::new(), Histogram::new());
    for number in options.open..options.open + MEASURED {
        let asked = Instant::now();
        confirmed(&mut connection, number).await?;
        taken.record(asked.elapsed());
        let asked = Instant::now();
        let page = connection.ask(LIST.as_bytes()).await?;
        listed.record(asked.elapsed());
        let total = format!("\"total\":{}", number + 1);
        if !contains(page, &total) {
            return Err(format!("the list does not say {total}").into());
        }
    }
    let row = |what: &str, of: &Histogram| {
        let quantile = |permille| time(of.quantile(permille));
        vec![what.to_owned(), quantile(500), quantile(990)]
    };
    let rows = [
        row("a request matched, taken and confirmed", &taken),
        row("a page of 50 of the open requests", &listed),
    ];
    println!(
        "{} open requests, taken on {FILLING} connections at {} a second.\n",
        whole(f64::from(options.open)),
        whole(f64::from(options.open) / filling.max(Duration::from_millis(1)).as_secs_f64())
    );
    print!("{}", table(&["what", "p50", "p99"], &rows));
    Ok(())
}

/// Staff's list.
const LIST: &str = "GET /api/v1/ill/requests?state=request_received&limit=50 HTTP/1.1\r\n\
    Host: silta\r\nAuthorization: Bearer demo\r\n\r\n";

async fn confirmed(connection: &mut Connection, number: u32) -> Result<(), Fault> {
    let title = TITLES[number as usize % TITLES.len()];
    let agency = |name: &str, isil: &str| {
        format!(
            "<{name}><agencyIdType>ISIL</agencyIdType><agencyIdValue>{isil}</agencyIdValue></{name}>"
        )
    };
    let body = format!(
        "<ISO18626Message xmlns=\"http://illtransactions.org/2013/iso18626\" \
         xmlns:i=\"http://illtransactions.org/2013/iso18626\" i:version=\"2021-2\"><request><header>\
         {}{}<timestamp>2026-11-23T10:00:00Z</timestamp>\
         <requestingAgencyRequestId>B-{number}</requestingAgencyRequestId></header>\
         <bibliographicInfo><title>{title}</title></bibliographicInfo><serviceInfo>\
         <requestType>New</requestType><serviceType>Loan</serviceType></serviceInfo></request>\
         </ISO18626Message>",
        agency("supplyingAgencyId", "FI-Kam"),
        agency("requestingAgencyId", "FI-Partner"),
    );
    let request = format!(
        "POST /iso18626 HTTP/1.1\r\nHost: silta\r\nContent-Type: application/xml\r\n\
         Content-Length: {}\r\n\r\n{body}",
        body.len()
    );
    let answer = connection.ask(request.as_bytes()).await?;
    match contains(answer, "<messageStatus>OK<") {
        true => Ok(()),
        false => Err(format!("not confirmed: {}", String::from_utf8_lossy(answer)).into()),
    }
}

fn contains(body: &[u8], part: &str) -> bool {
    body.windows(part.len()).any(|own| own == part.as_bytes())
}
