//! The gateway that does nothing but call, and the consortium that answers always the same: what
//! the runtime, the sockets, the HTTP client and the machine leave to any gateway.

use std::{
    convert::Infallible,
    fs, io,
    net::SocketAddr,
    path::{Path, PathBuf},
    time::Duration,
};

use bytes::Bytes;
use clap::Args;
use http_body_util::{BodyExt as _, Full};
use hyper::{
    Request, Response, StatusCode,
    header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderValue, USER_AGENT},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::{TokioExecutor, TokioIo, TokioTimer},
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
};

use crate::Fault;

/// The one item that is asked for.
pub(crate) const ITEM: &str = "/api/v1/items/3900001001";
/// What a gateway asks for when it starts.
pub(crate) const LIBRARIES: &str = "/api/v1/libraries";
/// What the demo library takes.
pub(crate) const TOKEN: &str = "demo";

/// As the product's client keeps them.
const IDLE_CONNECTIONS: usize = 64;
const IDLE_TIME: Duration = Duration::from_secs(10);
const READ_BUFFER: usize = 64 << 10;
const MAX_HEADERS: usize = 64;

#[derive(Debug, Args)]
pub(crate) struct GatewayOptions {
    #[arg(long, default_value = "127.0.0.1:0")]
    addr: SocketAddr,
    /// Where the consortium API is served
    #[arg(long)]
    consortium: SocketAddr,
    /// Bytes of the line, its CR included
    #[arg(long, value_parser = clap::value_parser!(u16).range(2..))]
    length: u16,
}

#[derive(Debug, Args)]
pub(crate) struct ConstantOptions {
    #[arg(long, default_value = "127.0.0.1:0")]
    addr: SocketAddr,
    /// A folder with the two bodies it knows, as `item.json` and `libraries.json`
    #[arg(long)]
    folder: PathBuf,
}

/// A client with the settings of the product's: connections are kept and used again.
#[derive(Clone, Debug)]
pub(crate) struct Caller {
    client: Client<HttpConnector, Full<Bytes>>,
    consortium: SocketAddr,
}

impl Caller {
    pub(crate) fn new(consortium: SocketAddr) -> Self {
        let mut connector = HttpConnector::new();
        connector.set_nodelay(true);
        let client = Client::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(IDLE_TIME)
            .pool_max_idle_per_host(IDLE_CONNECTIONS)
            .http1_max_buf_size(READ_BUFFER)
            .http1_max_headers(MAX_HEADERS)
            .build(connector);
        Self { client, consortium }
    }

    /// The whole body of a good answer.
    pub(crate) async fn fetch(&self, path: &str) -> Result<Bytes, Fault> {
        let request = Request::get(format!("http://{}{path}", self.consortium))
            .header(ACCEPT, "application/json, application/problem+json")
            .header(AUTHORIZATION, format!("Bearer {TOKEN}"))
            .header(USER_AGENT, "silta-bench")
            .body(Full::default())?;
        let answer = self.client.request(request).await?;
        if answer.status() != StatusCode::OK {
            return Err(format!("{path} is answered with {}", answer.status()).into());
        }
        Ok(answer.into_body().collect().await?.to_bytes())
    }
}

/// The empty gateway: prints its address, then serves until it is ended.
pub(crate) async fn gateway(options: &GatewayOptions) -> Result<(), Fault> {
    let listener = TcpListener::bind(options.addr).await?;
    println!("{}", listener.local_addr()?);
    accept_lines(
        listener,
        &Caller::new(options.consortium),
        usize::from(options.length),
    )
    .await?;
    Ok(())
}

async fn accept_lines(listener: TcpListener, caller: &Caller, length: usize) -> io::Result<()> {
    let mut line = vec![b'0'; length - 1];
    line.push(b'\r');
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        tokio::spawn(answer(stream, caller.clone(), line.clone()));
    }
}

/// One call and one line for each CR. A call that fails ends the connection, which fails the run.
async fn answer(mut stream: TcpStream, caller: Caller, line: Vec<u8>) -> Result<(), Fault> {
    let mut buffer = [0; 1024];
    loop {
        let count = stream.read(&mut buffer).await?;
        if count == 0 {
            return Ok(());
        }
        for _ in buffer[..count].iter().filter(|byte| **byte == b'\r') {
            caller.fetch(ITEM).await?;
            stream.write_all(&line).await?;
        }
    }
}

/// The constant consortium: prints its address, then serves until it is ended.
pub(crate) async fn consortium(options: &ConstantOptions) -> Result<(), Fault> {
    let known = Known::of(&options.folder)?;
    let listener = TcpListener::bind(options.addr).await?;
    println!("{}", listener.local_addr()?);
    accept_calls(listener, &known).await?;
    Ok(())
}

/// The bodies that the constant consortium answers.
#[derive(Clone, Debug)]
struct Known {
    item: Bytes,
    libraries: Bytes,
}

impl Known {
    fn of(folder: &Path) -> io::Result<Self> {
        Ok(Self {
            item: fs::read(folder.join("item.json"))?.into(),
            libraries: fs::read(folder.join("libraries.json"))?.into(),
        })
    }

    fn answer(&self, path: &str) -> Response<Full<Bytes>> {
        let body = match path {
            ITEM => self.item.clone(),
            LIBRARIES => self.libraries.clone(),
            _ => Bytes::new(),
        };
        let mut answer = Response::new(Full::new(body.clone()));
        if body.is_empty() {
            *answer.status_mut() = StatusCode::NOT_FOUND;
        }
        let json = HeaderValue::from_static("application/json");
        answer.headers_mut().insert(CONTENT_TYPE, json);
        answer
    }
}

async fn accept_calls(listener: TcpListener, known: &Known) -> io::Result<()> {
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        let known = known.clone();
        let service = service_fn(move |request: Request<_>| {
            let answer = known.answer(request.uri().path());
            async move { Ok::<_, Infallible>(answer) }
        });
        tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        load::{Load, Peer},
        question::Work,
    };

    #[tokio::test]
    async fn a_line_comes_after_a_call_and_none_without() {
        let known = Known {
            item: "{}".into(),
            libraries: "[]".into(),
        };
        let consortium = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let caller = Caller::new(consortium.local_addr().unwrap());
        let calls = tokio::spawn(async move { accept_calls(consortium, &known).await });
        assert_eq!(caller.fetch(ITEM).await.unwrap(), "{}");
        assert_eq!(caller.fetch(LIBRARIES).await.unwrap(), "[]");
        assert!(caller.fetch("/").await.is_err());

        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let mut load = Load {
            target: listener.local_addr().unwrap(),
            peer: Peer::Null(40),
            work: Work::OneItem,
            with_pin: true,
            connections: 2,
            duration: Duration::from_millis(50),
        };
        let lines = tokio::spawn(async move { accept_lines(listener, &caller, 40).await });
        assert!(load.run().await.unwrap().latency.count() > 0);
        lines.abort();

        let gone = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let nobody = Caller::new(gone.local_addr().unwrap());
        drop(gone);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        load.target = listener.local_addr().unwrap();
        let lines = tokio::spawn(async move { accept_lines(listener, &nobody, 40).await });
        assert!(load.run().await.is_err());
        lines.abort();
        calls.abort();
    }
}
