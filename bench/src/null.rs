//! The server that does nothing: what the runtime, the sockets and the machine give at best.

use std::{io, net::SocketAddr};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
};

use crate::Fault;

/// Prints its address, then serves until it is ended.
pub(crate) async fn serve(address: SocketAddr, length: usize) -> Result<(), Fault> {
    let listener = TcpListener::bind(address).await?;
    println!("{}", listener.local_addr()?);
    accept(listener, length).await?;
    Ok(())
}

pub(crate) async fn accept(listener: TcpListener, length: usize) -> io::Result<()> {
    let mut line = vec![b'0'; length - 1];
    line.push(b'\r');
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        tokio::spawn(answer(stream, line.clone()));
    }
}

/// One line for each CR, until the client goes; what went wrong is the client's to see.
async fn answer(mut stream: TcpStream, line: Vec<u8>) -> io::Result<()> {
    let mut buffer = [0; 1024];
    loop {
        let count = stream.read(&mut buffer).await?;
        if count == 0 {
            return Ok(());
        }
        for _ in buffer[..count].iter().filter(|byte| **byte == b'\r') {
            stream.write_all(&line).await?;
        }
    }
}
