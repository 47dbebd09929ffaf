//! How a consortium elsewhere is reached: over TCP, or over whatever a simulation puts in its place.

use std::{
    fmt,
    future::Future,
    io,
    net::SocketAddr,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use hyper::Uri;
use hyper_util::{
    client::legacy::connect::{Connected, Connection},
    rt::TokioIo,
};
use thiserror::Error;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::{TcpStream, lookup_host},
    time::timeout,
};

use crate::{Roots, tls::Tls};

/// The ports where none is named.
const HTTP: u16 = 80;
const HTTPS: u16 = 443;

/// What carries bytes to a host and back.
pub trait Network: fmt::Debug + Send + Sync + 'static {
    /// A connection to a port of a host, which is a name or an address. It is given up when it
    /// takes longer than [`Settings::connect_deadline`](crate::Settings::connect_deadline).
    fn connect<'a>(&'a self, host: &'a str, port: u16) -> Connecting<'a>;
}

/// A connection that is being made.
pub type Connecting<'a> =
    Pin<Box<dyn Future<Output = Result<Box<dyn Line>, ConnectFault>> + Send + 'a>>;

/// A connection.
pub trait Line: AsyncRead + AsyncWrite + Send + Unpin + 'static {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin + 'static> Line for T {}

impl Connection for Box<dyn Line> {
    fn connected(&self) -> Connected {
        Connected::new()
    }
}

/// Why there is no connection.
#[derive(Debug, Error)]
pub enum ConnectFault {
    /// The name of the host leads nowhere.
    #[error("the name cannot be resolved")]
    Name,
    /// The deadline has passed.
    #[error("nobody took the connection in time")]
    Slow,
    /// The network says no.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// There is no safe connection: a certificate that is not believed or is another host's, or
    /// somebody who speaks no TLS.
    #[error(transparent)]
    Tls(rustls::Error),
}

/// The network of the system.
#[derive(Debug)]
pub(crate) struct Tcp;

impl Network for Tcp {
    fn connect<'a>(&'a self, host: &'a str, port: u16) -> Connecting<'a> {
        Box::pin(async move {
            let found = lookup_host((host, port)).await;
            let addresses: Vec<SocketAddr> = found.map_err(|_| ConnectFault::Name)?.collect();
            let stream = TcpStream::connect(addresses.as_slice()).await?;
            stream.set_nodelay(true)?;
            Ok(Box::new(stream) as Box<dyn Line>)
        })
    }
}

/// Connects within a deadline, the look-up of the name and the handshake included.
#[derive(Clone, Debug)]
pub struct Connector {
    pub(crate) network: Arc<dyn Network>,
    pub(crate) deadline: Duration,
    /// Only if it is called over https.
    pub(crate) tls: Option<Tls>,
}

impl Connector {
    /// Over the network of the system, safely if it is told whose certificates are believed.
    pub fn tcp(deadline: Duration, roots: Option<&Roots>) -> Self {
        Self {
            network: Arc::new(Tcp),
            deadline,
            tls: roots.map(Tls::new),
        }
    }
}

impl tower::Service<Uri> for Connector {
    type Response = TokioIo<Box<dyn Line>>;
    type Error = ConnectFault;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, ConnectFault>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), ConnectFault>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, uri: Uri) -> Self::Future {
        let Self {
            network,
            deadline,
            tls,
        } = self.clone();
        Box::pin(async move {
            let host = uri.host().unwrap_or_default();
            let host = host.trim_start_matches('[').trim_end_matches(']');
            let usual = if tls.is_some() { HTTPS } else { HTTP };
            let port = uri.port_u16().unwrap_or(usual);
            let connect = async {
                let line = network.connect(host, port).await?;
                match &tls {
                    Some(tls) => tls.secure(host, line).await,
                    None => Ok(line),
                }
            };
            let connected = timeout(deadline, connect).await;
            connected
                .unwrap_or(Err(ConnectFault::Slow))
                .map(TokioIo::new)
        })
    }
}
