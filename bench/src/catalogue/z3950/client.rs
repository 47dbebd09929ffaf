//! One Z39.50 session: one request at a time, each answer judged.

use std::net::SocketAddr;

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

use crate::{
    Fault,
    catalogue::{
        library::{PAGE, Question},
        z3950::{answer, request::Request},
    },
};

/// The longest answer that is taken.
const LONGEST: usize = 4 << 20;

/// An open session.
#[derive(Debug)]
pub(crate) struct Client {
    stream: TcpStream,
    request: Request,
    received: Vec<u8>,
    references: u32,
}

impl Client {
    /// Connects and opens a session.
    pub(crate) async fn open(target: SocketAddr) -> Result<Self, Fault> {
        let stream = TcpStream::connect(target).await?;
        stream.set_nodelay(true)?;
        let mut client = Self {
            stream,
            request: Request::default(),
            received: Vec::new(),
            references: 0,
        };
        let reference = client.reference();
        client
            .stream
            .write_all(client.request.init(reference))
            .await?;
        let apdu = client.receive().await?;
        answer::granted(apdu, reference)?;
        Ok(client)
    }

    /// Searches; the hits must be as many as the question says.
    pub(crate) async fn search(&mut self, question: &Question<'_>) -> Result<(), Fault> {
        let reference = self.reference();
        let request = self.request.search(reference, question.query);
        self.stream.write_all(request).await?;
        match answer::hits(self.receive().await?, reference)? {
            hits if hits == question.hits => Ok(()),
            hits => Err(format!("{hits} hits for {question:?}").into()),
        }
    }

    /// Asks for the first ten records of what was found, and gives the octets of the answer. If
    /// the records are `ours`, the first one must hold what was looked for.
    pub(crate) async fn present(
        &mut self,
        question: &Question<'_>,
        ours: bool,
    ) -> Result<usize, Fault> {
        let reference = self.reference();
        let request = self.request.present(reference, PAGE);
        self.stream.write_all(request).await?;
        let apdu = self.receive().await?;
        let record = answer::records(apdu, reference, PAGE.into())?;
        let right = !ours || question.is_in(record);
        match right {
            true => Ok(apdu.len()),
            false => Err(format!("another record than {question:?} asks for").into()),
        }
    }

    /// Ends the session as the standard has it.
    pub(crate) async fn close(mut self) -> Result<(), Fault> {
        let reference = self.reference();
        self.stream.write_all(self.request.close(reference)).await?;
        answer::closed(self.receive().await?)
    }

    /// Gives back what an idle client needs not hold.
    pub(crate) fn rest(&mut self) {
        self.received = Vec::new();
    }

    fn reference(&mut self) -> [u8; 4] {
        self.references = self.references.wrapping_add(1);
        self.references.to_be_bytes()
    }

    /// One APDU, which is all that may come: the server speaks only when asked.
    async fn receive(&mut self) -> Result<&[u8], Fault> {
        self.received.clear();
        loop {
            self.received.reserve(16 << 10);
            if self.stream.read_buf(&mut self.received).await? == 0 {
                return Err("the server closed the connection".into());
            }
            match answer::length(&self.received)? {
                Some(length) if length == self.received.len() => return Ok(&self.received),
                Some(_) => return Err("more than one answer to one request".into()),
                None if self.received.len() > LONGEST => return Err("an endless answer".into()),
                None => {}
            }
        }
    }
}
