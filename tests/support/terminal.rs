//! A terminal's end of a real connection. Every wait ends: at most [`PATIENCE`] for an answer.

use std::{
    io::{self, Read as _, Write as _},
    net::{IpAddr, SocketAddr, TcpStream},
    time::Duration,
};

use silta_sip2::Version;

use super::{
    answer::Answer,
    messages::{login, sealed},
};

/// How long a terminal waits before the test fails.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// A connection.
#[derive(Debug)]
pub(crate) struct Terminal {
    pub(crate) stream: TcpStream,
    input: Vec<u8>,
    sequence: usize,
}

impl Terminal {
    /// A connection without a login.
    pub(crate) fn connect(to: SocketAddr) -> Self {
        Self::try_connect(to).expect("the gateway listens")
    }

    pub(crate) fn try_connect(to: SocketAddr) -> io::Result<Self> {
        Self::of(TcpStream::connect_timeout(&to, PATIENCE)?)
    }

    /// A connection from another address of the loopback network.
    pub(crate) fn connect_from(from: IpAddr, to: SocketAddr) -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        let stream = runtime.block_on(async {
            let socket = tokio::net::TcpSocket::new_v4().unwrap();
            socket.bind((from, 0).into()).unwrap();
            let stream = socket.connect(to).await.expect("the gateway listens");
            stream.into_std().unwrap()
        });
        stream.set_nonblocking(false).unwrap();
        Self::of(stream).unwrap()
    }

    fn of(stream: TcpStream) -> io::Result<Self> {
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_write_timeout(Some(PATIENCE))?;
        Ok(Self {
            stream,
            input: Vec::new(),
            sequence: 0,
        })
    }

    /// A connection that has logged in to a demo account.
    pub(crate) fn log_in(to: SocketAddr, account: &str) -> Self {
        Self::try_log_in(to, account).expect("a login")
    }

    pub(crate) fn try_log_in(to: SocketAddr, account: &str) -> io::Result<Self> {
        let mut terminal = Self::try_connect(to)?;
        let answer = terminal.try_ask(&login(account))?;
        assert_eq!(answer, "941", "{account} logs in");
        Ok(terminal)
    }

    /// Sends bytes as they are.
    pub(crate) fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.stream.write_all(bytes)
    }

    /// The next frame without its CR; none at the end of the connection.
    pub(crate) fn frame(&mut self) -> io::Result<Option<Vec<u8>>> {
        loop {
            if let Some(end) = self.input.iter().position(|byte| *byte == b'\r') {
                let mut frame: Vec<u8> = self.input.drain(..=end).collect();
                frame.pop();
                return Ok(Some(frame));
            }
            let mut bytes = [0; 4096];
            match self.stream.read(&mut bytes)? {
                0 if self.input.is_empty() => return Ok(None),
                0 => panic!("half a frame before the end: {:?}", self.input),
                read => self.input.extend(&bytes[..read]),
            }
        }
    }

    /// Sends one message with sequence number and checksum; gives the answer, judged strictly,
    /// without its trailer. The trailer must be the mirror of ours.
    pub(crate) fn try_ask(&mut self, message: &str) -> io::Result<String> {
        let sequence = self.next_sequence();
        self.send(&sealed(message.as_bytes(), sequence))?;
        let frame = self.frame()?.ok_or(io::ErrorKind::UnexpectedEof)?;
        let answer = Answer::judge(&frame, &[Version::V2]).unwrap_or_else(|why| panic!("{why}"));
        let mut mirrored = sealed(answer.text.as_bytes(), sequence);
        mirrored.pop();
        assert_eq!(
            String::from_utf8_lossy(&frame),
            String::from_utf8_lossy(&mirrored),
            "the trailer of the answer to {message}"
        );
        Ok(answer.text)
    }

    pub(crate) fn ask(&mut self, message: &str) -> String {
        self.try_ask(message)
            .unwrap_or_else(|error| panic!("no answer to {message}: {error}"))
    }

    pub(crate) fn next_sequence(&mut self) -> usize {
        self.sequence = (self.sequence + 1) % 10;
        self.sequence
    }

    /// Whether the gateway ends the connection by itself, whatever it sends until then.
    pub(crate) fn is_ended(&mut self) -> bool {
        let mut bytes = [0; 4096];
        loop {
            match self.stream.read(&mut bytes) {
                Ok(0) => return true,
                Ok(_) => {}
                Err(error) => return is_gone(&error),
            }
        }
    }
}

/// Whether an error says that the other end is gone, and not that it is silent.
pub(crate) fn is_gone(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::BrokenPipe
            | io::ErrorKind::ConnectionAborted
            | io::ErrorKind::ConnectionRefused
            | io::ErrorKind::ConnectionReset
            | io::ErrorKind::UnexpectedEof
    )
}
