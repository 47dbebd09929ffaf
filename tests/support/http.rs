//! A question over HTTP, and the whole answer as it came.

use std::{
    io::{Read as _, Write as _},
    net::{TcpStream, ToSocketAddrs},
    time::Duration,
};

/// Longest time without a byte.
const PATIENCE: Duration = Duration::from_secs(60);

/// Asks, and reads until the server ends the connection.
pub(crate) fn get(address: impl ToSocketAddrs, path: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    write!(
        stream,
        "GET {path} HTTP/1.1\r\nHost: silta\r\nConnection: close\r\n\r\n"
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}
