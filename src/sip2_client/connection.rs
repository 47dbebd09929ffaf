//! The client's socket: requests out, frames in.

use std::{
    io::{self, Read as _, Write as _},
    net::{TcpStream, ToSocketAddrs as _},
    time::Duration,
};

use silta_charset::Charset;
use silta_sip2::{Dialect, Framer, Request, Seal, Sequence, Terminator, frame::LineEnd};

use super::Options;

/// Longest answer that is read, in bytes.
const MAX_ANSWER: usize = 1024 * 1024;

/// How long connecting may take.
const CONNECT_DEADLINE: Duration = Duration::from_secs(10);

pub(super) struct Connection {
    stream: TcpStream,
    framer: Framer,
    charset: Charset,
    checksum: bool,
    sent: usize,
}

impl Connection {
    pub(super) fn open(server: &str, options: &Options) -> io::Result<Self> {
        let stream = connect(server)
            .map_err(|e| io::Error::new(e.kind(), format!("{server} is not reached: {e}")))?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(options.timeout))?;
        stream.set_write_timeout(Some(options.timeout))?;
        Ok(Self {
            stream,
            framer: Framer::new(MAX_ANSWER, LineEnd::CrOrLf),
            charset: options.charset,
            checksum: options.checksum,
            sent: 0,
        })
    }

    /// Sends a request; gives its frame.
    pub(super) fn send(&mut self, request: &Request) -> io::Result<Vec<u8>> {
        let seal = match (self.checksum, request) {
            (false, _) => Seal::PLAIN,
            (true, Request::RequestAcsResend(_)) => Seal::UNNUMBERED,
            (true, _) => {
                self.sent += 1;
                Seal::numbered(Sequence::new(self.sent - 1))
            }
        };
        let mut frame = Vec::new();
        let text = request.to_text(Dialect::default());
        seal.close(&text, self.charset, Terminator::Cr, &mut frame);
        self.stream.write_all(&frame)?;
        frame.pop();
        Ok(frame)
    }

    /// Sends a line as it is; gives its frame.
    pub(super) fn send_raw(&mut self, line: &str) -> io::Result<Vec<u8>> {
        let mut frame = Vec::new();
        self.charset.encode(line, &mut frame);
        frame.push(b'\r');
        self.stream.write_all(&frame)?;
        frame.pop();
        Ok(frame)
    }

    /// The next frame of the server.
    pub(super) fn receive(&mut self) -> io::Result<Vec<u8>> {
        let mut chunk = [0; 8192];
        loop {
            if let Some(frame) = self.framer.next_frame().map_err(io::Error::other)? {
                return Ok(frame.to_vec());
            }
            let length = match self.stream.read(&mut chunk) {
                Ok(0) => return Err(io::Error::other("the server closed it")),
                Ok(length) => length,
                // What a passed deadline is called differs between systems.
                Err(e) if e.kind() == io::ErrorKind::WouldBlock => {
                    return Err(io::ErrorKind::TimedOut.into());
                }
                Err(e) => return Err(e),
            };
            self.framer.push(&chunk[..length]);
        }
    }
}

fn connect(server: &str) -> io::Result<TcpStream> {
    let mut failed = io::Error::other("the name has no address");
    for address in server.to_socket_addrs()? {
        match TcpStream::connect_timeout(&address, CONNECT_DEADLINE) {
            Ok(stream) => return Ok(stream),
            Err(e) => failed = e,
        }
    }
    Err(failed)
}
