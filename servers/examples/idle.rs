//! What an idle connection costs: opens N of them to a session that echoes lines, each having been
//! served once, and prints the resident memory that one takes, task and session together.
//!
//! `cargo run --release -p silta-servers --example idle [N]` (default 10000). The clients live in
//! the same process as bare sockets, which take descriptors but no memory to speak of.

#[path = "../tests/support/mod.rs"]
mod support;

use std::{
    error::Error,
    fs,
    io::{Read as _, Write as _},
    net::{SocketAddr, TcpStream},
    time::Instant,
};

use silta_servers::{Limits, raise_descriptors};
use support::Server;

#[tokio::main(worker_threads = 2)]
async fn main() -> Result<(), Box<dyn Error>> {
    let asked = std::env::args().nth(1).map_or(Ok(10_000), |n| n.parse())?;
    let descriptors = usize::try_from(raise_descriptors()?)?;
    let count = asked.min(descriptors.saturating_sub(500) / 2);
    let server = Server::start(Limits::default()).await;
    let address = server.address;

    // The first ones make the allocator and the runtime get what they need only once.
    let (_first, _) = tokio::task::spawn_blocking(move || open(address, 100)).await?;
    let before = resident_kib()?;
    let began = Instant::now();
    let (clients, mut active) = tokio::task::spawn_blocking(move || open(address, count)).await?;
    let opened = began.elapsed();
    let after = resident_kib()?;

    let began = Instant::now();
    let rounds = 1000;
    for _ in 0..rounds {
        ask(&mut active)?;
    }
    let round = began.elapsed() / rounds;
    println!(
        "idle connections: {}, resident memory of each: {} bytes (in all {before} KiB -> {after} KiB), \
         opened in {opened:.1?}, round trip of one beside them: {round:.1?}",
        clients.len(),
        (after - before) * 1024 / clients.len().max(1) as u64,
    );
    Ok(())
}

/// So many connections that have had one answer each, and one more.
fn open(address: SocketAddr, count: usize) -> (Vec<TcpStream>, TcpStream) {
    let connect = || {
        let mut client = TcpStream::connect(address).expect("the server accepts");
        ask(&mut client).expect("the server answers");
        client
    };
    ((0..count).map(|_| connect()).collect(), connect())
}

fn ask(client: &mut TcpStream) -> std::io::Result<()> {
    client.write_all(b"hello\n")?;
    let mut answer = [0; 6];
    client.read_exact(&mut answer)
}

fn resident_kib() -> Result<u64, Box<dyn Error>> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let number = line.and_then(|line| line.split_whitespace().next());
    Ok(number.ok_or("no VmRSS")?.parse()?)
}
