//! Accepting connections: a budget, a pause when descriptors are out, a task for each connection.

use std::{
    collections::HashMap,
    future::Future,
    io,
    net::{IpAddr, Ipv6Addr, SocketAddr},
    panic::AssertUnwindSafe,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use futures_util::FutureExt as _;
use silta_observe::metrics::{Ending, ListenerMetrics, Refused};
use silta_session::Service;
use socket2::{SockRef, TcpKeepalive};
use tokio::{
    net::{TcpListener, TcpSocket, TcpStream},
    select,
    time::sleep,
};
use tracing::{debug, error, info, warn};

use crate::{limits::Limits, pump::pump, shutdown::Shutdown};

/// A bound address that does not answer yet: clients wait until it is served.
#[derive(Debug)]
pub struct Bound {
    listener: TcpListener,
    address: SocketAddr,
}

impl Bound {
    /// The address, with the port that the system chose if 0 was asked for.
    pub fn local_addr(&self) -> SocketAddr {
        self.address
    }
}

/// Takes an address to listen on; port 0 takes a free one.
///
/// # Errors
/// When the address is taken, not ours, or not allowed to us.
pub fn bind(address: SocketAddr, limits: &Limits) -> io::Result<Bound> {
    let socket = match address {
        SocketAddr::V4(_) => TcpSocket::new_v4()?,
        SocketAddr::V6(_) => TcpSocket::new_v6()?,
    };
    // Connections of a gateway that has just stopped must not keep the next one from its address.
    #[cfg(unix)]
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    let listener = socket.listen(limits.backlog)?;
    let address = listener.local_addr()?;
    Ok(Bound { listener, address })
}

/// Serves a protocol until `shutdown` begins; then it listens no more, and [`Shutdown::finish`]
/// waits for the connections.
pub async fn serve<S: Service>(
    bound: Bound,
    service: Arc<S>,
    limits: Limits,
    shutdown: Shutdown,
    metrics: ListenerMetrics,
) {
    let limits = Arc::new(limits);
    let drain = shutdown.clone();
    let carried = Arc::clone(&limits);
    accept(bound, &limits, &shutdown, &metrics, move |stream, peer| {
        let (service, limits, drain) = (Arc::clone(&service), Arc::clone(&carried), drain.clone());
        async move {
            let mut stream = stream;
            let ending = pump(&mut stream, peer, &*service, &limits, drain.draining()).await;
            if ending == Ending::WriteTimeout {
                forget_unread(&stream);
            }
            ending
        }
    })
    .await;
}

/// The accept loop of every listener: `carry` serves one connection to its end.
pub(crate) async fn accept<F>(
    bound: Bound,
    limits: &Limits,
    shutdown: &Shutdown,
    metrics: &ListenerMetrics,
    carry: impl Fn(TcpStream, SocketAddr) -> F + Send + Sync + 'static,
) where
    F: Future<Output = Ending> + Send + 'static,
{
    let carry = Arc::new(carry);
    let budget = Arc::new(Budget::new(limits));
    let name = metrics.listener().as_str();
    info!(listener = name, address = %bound.address, "listening");
    let mut paused = false;
    loop {
        let accepted = select! {
            biased;
            () = shutdown.draining() => break,
            accepted = bound.listener.accept() => accepted,
        };
        let (stream, peer) = match accepted {
            Ok(connection) => connection,
            Err(e) if gone_before_accepted(&e) => continue,
            Err(e) => {
                if !paused {
                    warn!(listener = name, error = %e, "accepting pauses until connections end");
                    metrics.accept_paused();
                    paused = true;
                }
                pause(limits.accept_pause, shutdown).await;
                continue;
            }
        };
        if paused {
            info!(listener = name, "accepting again");
            paused = false;
        }
        match budget.admit(peer.ip()) {
            Ok(permit) => {
                if let Err(e) = prepare(&stream, limits) {
                    debug!(listener = name, %peer, error = %e, "socket options");
                }
                metrics.opened();
                shutdown.tasks().spawn(visit(
                    Arc::clone(&carry),
                    stream,
                    peer,
                    permit,
                    shutdown.clone(),
                    metrics.clone(),
                ));
            }
            Err(reason) => {
                metrics.refused(reason);
                debug!(listener = name, %peer, reason = reason.as_str(), "refused");
            }
        }
    }
    info!(listener = name, "listening no more");
}

/// One connection from its admission to its end, whatever that is. A panic ends here: the client's
/// connection closes, the others notice nothing.
///
/// `carry` comes in instead of its future, for a future that is an argument takes its room twice.
async fn visit<F: Future<Output = Ending>>(
    carry: Arc<impl Fn(TcpStream, SocketAddr) -> F>,
    stream: TcpStream,
    peer: SocketAddr,
    permit: Permit,
    shutdown: Shutdown,
    metrics: ListenerMetrics,
) {
    let ending = select! {
        biased;
        ended = AssertUnwindSafe(carry(stream, peer)).catch_unwind() => {
            ended.unwrap_or(Ending::Panicked)
        }
        () = shutdown.cut().cancelled() => Ending::Cut,
    };
    drop(permit);
    metrics.closed(ending);
    let listener = metrics.listener().as_str();
    let reason = ending.as_str();
    if ending == Ending::Panicked {
        error!(listener, %peer, reason, "connection closed by a fault of ours");
    } else {
        debug!(listener, %peer, reason, "connection closed");
    }
}

/// Whether only this one connection is lost, so that the next can be accepted at once.
fn gone_before_accepted(e: &io::Error) -> bool {
    matches!(
        e.kind(),
        io::ErrorKind::ConnectionAborted
            | io::ErrorKind::ConnectionReset
            | io::ErrorKind::ConnectionRefused
            | io::ErrorKind::Interrupted
    )
}

async fn pause(length: Duration, shutdown: &Shutdown) {
    select! {
        () = sleep(length) => {}
        () = shutdown.draining() => {}
    }
}

/// Answers are small and awaited, so they leave at once; a terminal that lost its power is noticed.
fn prepare(stream: &TcpStream, limits: &Limits) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let keepalive = TcpKeepalive::new()
        .with_time(limits.keepalive)
        .with_interval(limits.keepalive / 4);
    SockRef::from(stream).set_tcp_keepalive(&keepalive)
}

/// Makes closing drop what the client did not read, which the system would keep for minutes.
pub(crate) fn forget_unread(stream: &TcpStream) {
    if let Err(e) = SockRef::from(stream).set_linger(Some(Duration::ZERO)) {
        debug!(error = %e, "linger");
    }
}

/// Counts the open connections of one listener.
#[derive(Debug)]
struct Budget {
    total: usize,
    per_address: Option<usize>,
    open: Mutex<Open>,
}

#[derive(Debug, Default)]
struct Open {
    total: usize,
    by_address: HashMap<IpAddr, usize>,
}

impl Budget {
    fn new(limits: &Limits) -> Self {
        Self {
            total: limits.max_connections,
            per_address: limits.max_connections_per_address,
            open: Mutex::default(),
        }
    }

    fn admit(self: &Arc<Self>, ip: IpAddr) -> Result<Permit, Refused> {
        let address = counted_as(ip);
        let mut open = self.open();
        if open.total >= self.total {
            return Err(Refused::Total);
        }
        if let Some(most) = self.per_address {
            let here = open.by_address.entry(address).or_default();
            if *here >= most {
                return Err(Refused::PerAddress);
            }
            *here += 1;
        }
        open.total += 1;
        Ok(Permit {
            budget: Arc::clone(self),
            address,
        })
    }

    fn open(&self) -> MutexGuard<'_, Open> {
        // No code that holds the lock can panic half-way.
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One admitted connection; dropping it gives its place free.
#[derive(Debug)]
struct Permit {
    budget: Arc<Budget>,
    address: IpAddr,
}

impl Drop for Permit {
    fn drop(&mut self) {
        let mut open = self.budget.open();
        open.total -= 1;
        if let Some(here) = open.by_address.get_mut(&self.address) {
            *here -= 1;
            if *here == 0 {
                open.by_address.remove(&self.address);
            }
        }
    }
}

/// The address that a connection counts for. Whoever has an IPv6 address has its whole network of
/// 64 bits.
fn counted_as(ip: IpAddr) -> IpAddr {
    match ip.to_canonical() {
        IpAddr::V6(v6) => {
            let network = v6.to_bits() & !u128::from(u64::MAX);
            IpAddr::V6(Ipv6Addr::from_bits(network))
        }
        v4 => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn budget(total: usize, per_address: Option<usize>) -> Arc<Budget> {
        Arc::new(Budget::new(&Limits {
            max_connections: total,
            max_connections_per_address: per_address,
            ..Limits::default()
        }))
    }

    #[test]
    fn the_budget_counts_down_again() {
        let budget = budget(3, Some(2));
        let [a, b] = ["192.0.2.1", "192.0.2.2"].map(|ip| ip.parse().unwrap());
        let first = budget.admit(a).unwrap();
        let _second = budget.admit(a).unwrap();
        assert_eq!(budget.admit(a).unwrap_err(), Refused::PerAddress);
        let _third = budget.admit(b).unwrap();
        assert_eq!(budget.admit(b).unwrap_err(), Refused::Total);
        drop(first);
        let fourth = budget.admit(a).unwrap();
        drop((_second, _third, fourth));
        assert!(budget.open().by_address.is_empty());
        assert_eq!(budget.open().total, 0);
    }

    #[test]
    fn an_ipv6_network_counts_as_one_address() {
        let budget = budget(9, Some(1));
        let _one = budget.admit("2001:db8::1".parse().unwrap()).unwrap();
        let again = budget.admit("2001:db8::2".parse().unwrap());
        assert_eq!(again.unwrap_err(), Refused::PerAddress);
        let _other = budget.admit("2001:db8:0:1::1".parse().unwrap()).unwrap();
        let _mapped = budget.admit("::ffff:192.0.2.1".parse().unwrap()).unwrap();
        assert!(budget.admit("192.0.2.1".parse().unwrap()).is_err());
    }
}
