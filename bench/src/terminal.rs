//! One connection, as a self-check keeps it: one request at a time, each answer judged.

use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    time::{Duration, Instant},
};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpSocket, TcpStream},
};

use crate::{
    Fault,
    frame::{Answer, Frame},
    question::Question,
};

/// Connections from one source address; the next ones come from the loopback address after it.
const OF_ONE_ADDRESS: usize = 20_000;
/// The longest answer that is taken.
const LONGEST: usize = 64 * 1024;

/// A connected terminal.
#[derive(Debug)]
pub(crate) struct Terminal {
    stream: TcpStream,
    with_pin: bool,
    sequence: u8,
    frame: Frame,
    received: Vec<u8>,
    date: [u8; 18],
    dated: Instant,
}

impl Terminal {
    /// The `number`th connection to the server; ephemeral ports don't run short on loopback.
    pub(crate) async fn connect(
        target: SocketAddr,
        number: usize,
        with_pin: bool,
    ) -> Result<Self, Fault> {
        let socket = match target {
            SocketAddr::V4(_) => TcpSocket::new_v4()?,
            SocketAddr::V6(_) => TcpSocket::new_v6()?,
        };
        if target.ip() == IpAddr::V4(Ipv4Addr::LOCALHOST) && number >= OF_ONE_ADDRESS {
            let last = u8::try_from(1 + number / OF_ONE_ADDRESS)?;
            socket.bind(SocketAddr::from(([127, 0, 0, last], 0)))?;
        }
        let stream = socket.connect(target).await?;
        stream.set_nodelay(true)?;
        Ok(Self {
            stream,
            with_pin,
            sequence: 0,
            frame: Frame::default(),
            received: Vec::new(),
            date: date(),
            dated: Instant::now(),
        })
    }

    /// Asks and judges; answers the length of the line, its CR included.
    pub(crate) async fn ask(&mut self, question: &Question) -> Result<usize, Fault> {
        self.send(question).await?;
        let length = self.receive().await?;
        let line = &self.received[..length - 1];
        let answer = Answer::read(line, self.sequence)?;
        question.judge(&answer, self.with_pin)?;
        Ok(length)
    }

    /// Asks the null server: any line of that length is right.
    pub(crate) async fn ask_null(
        &mut self,
        question: &Question,
        length: usize,
    ) -> Result<(), Fault> {
        self.send(question).await?;
        match self.receive().await? {
            right if right == length => Ok(()),
            wrong => Err(format!("the null server answered {wrong} bytes, not {length}").into()),
        }
    }

    async fn send(&mut self, question: &Question) -> Result<(), Fault> {
        if self.dated.elapsed() > Duration::from_secs(1) {
            self.date = date();
            self.dated = Instant::now();
        }
        self.sequence = (self.sequence + 1) % 10;
        let frame = question.write(&mut self.frame, &self.date, self.with_pin);
        self.stream.write_all(frame.seal(self.sequence)).await?;
        Ok(())
    }

    /// One line, which is all that may come: the server speaks only when asked.
    async fn receive(&mut self) -> Result<usize, Fault> {
        self.received.clear();
        loop {
            let before = self.received.len();
            self.received.reserve(1024);
            if self.stream.read_buf(&mut self.received).await? == 0 {
                return Err("the server closed the connection".into());
            }
            let new = &self.received[before..];
            match new.iter().position(|byte| *byte == b'\r') {
                Some(at) if before + at + 1 == self.received.len() => return Ok(before + at + 1),
                Some(_) => return Err("more than one answer to one request".into()),
                None if self.received.len() > LONGEST => return Err("an endless answer".into()),
                None => {}
            }
        }
    }
}

/// Now, in the local time of this machine, as `YYYYMMDD    HHMMSS`.
fn date() -> [u8; 18] {
    let mut date = *b"00000000    000000";
    let now = jiff::Zoned::now().strftime("%Y%m%d    %H%M%S").to_string();
    if now.len() == date.len() {
        date.copy_from_slice(now.as_bytes());
    }
    date
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn judges_a_whole_round_trip() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let target = listener.local_addr().unwrap();
        let server = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut asked = vec![0; 128];
            let count = stream.read(&mut asked).await.unwrap();
            // The answer comes in two pieces; the second request gets one of another sequence.
            stream.write_all(b"941AY1A").await.unwrap();
            tokio::task::yield_now().await;
            stream.write_all(b"ZFDFC\r").await.unwrap();
            let _ = stream.read(&mut [0; 128]).await.unwrap();
            stream.write_all(b"941AY1AZFDFC\r").await.unwrap();
            asked.truncate(count);
            asked
        });
        let mut terminal = Terminal::connect(target, 0, true).await.unwrap();
        let login = Question::Login("sc-kajaani/demo".parse().unwrap());
        assert_eq!(terminal.ask(&login).await.unwrap(), 13);
        assert!(terminal.ask(&login).await.is_err());
        let asked = server.await.unwrap();
        assert!(
            asked.starts_with(b"9300CNsc-kajaani|COdemo|AY1AZ"),
            "{asked:?}"
        );
    }
}
