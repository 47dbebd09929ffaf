//! A terminal and the people at it: what they ask, and what they are told.

use std::{sync::Arc, time::Duration};

use silta_sip2::Version;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, DuplexStream};

pub(crate) use crate::request::{Request, Told};
use crate::{
    gateway::Gateway,
    log::Log,
    support::{
        answer::Answer,
        messages::{login, sealed},
        random::Random,
    },
    world::{Clock, ITEMS, PATRONS},
};

/// A terminal that hears nothing for so long says so.
const PATIENCE: Duration = Duration::from_secs(60);
/// How often it tries to connect while the gateway is away.
const TRIES: Duration = Duration::from_millis(200);

/// A question or a change, and what became of it.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) connection: u64,
    /// The how-manieth exchange of its connection it is.
    pub(crate) number: u64,
    pub(crate) request: Request,
    pub(crate) from: Duration,
    pub(crate) to: Duration,
    pub(crate) told: Told,
    pub(crate) answer: String,
}

/// A patron and an item.
type Pair = (String, String);

/// A terminal.
pub(crate) struct Terminal {
    lane: usize,
    gateway: Arc<Gateway>,
    line: Option<Line>,
    clock: Clock,
    log: Log,
    random: Random,
    /// Whom and what it meets.
    patrons: usize,
    items: usize,
    payments: usize,
    /// Who was lent what here, who gave what back, who waits for what and whose card was blocked:
    /// these are asked about again.
    lent: Vec<Pair>,
    returned: Vec<Pair>,
    held: Vec<Pair>,
    blocked: Vec<String>,
    pub(crate) asked: Vec<Asked>,
}

/// Its connection.
struct Line {
    number: u64,
    stream: DuplexStream,
    input: Vec<u8>,
    sequence: usize,
    exchanges: u64,
    last: Vec<u8>,
}

impl Terminal {
    pub(crate) fn new(
        lane: usize,
        gateway: Arc<Gateway>,
        log: Log,
        clock: Clock,
        seed: u64,
    ) -> Self {
        // All terminals of a seed meet the same people, so that some get in each other's way.
        let mut world = Random::new(seed, 3);
        Self {
            lane,
            gateway,
            line: None,
            clock,
            log,
            random: Random::new(seed, 100 + lane),
            patrons: 1 + world.below(PATRONS.len()),
            items: 1 + world.below(ITEMS.len()),
            payments: 0,
            lent: Vec::new(),
            returned: Vec::new(),
            held: Vec::new(),
            blocked: Vec::new(),
            asked: Vec::new(),
        }
    }

    /// A day's work.
    pub(crate) async fn work(&mut self, visits: usize) -> Result<(), String> {
        for _ in 0..visits {
            let request = self.choose();
            let told = self.ask(request.clone()).await?;
            if told > Told::Refused && self.random.once_in(2) {
                self.think(2).await;
                self.ask(request).await?;
            }
            if self.random.once_in(8) {
                self.repeat().await?;
            }
            self.think(40).await;
        }
        Ok(())
    }

    /// People read the screen, or nobody is there for a while.
    async fn think(&mut self, long: usize) {
        let time = match self.random.once_in(long) {
            true => 5000 + self.random.below(15_000),
            false => 10 + self.random.below(600),
        };
        tokio::time::sleep(Duration::from_millis(time as u64)).await;
    }

    fn choose(&mut self) -> Request {
        let patron = PATRONS[self.random.below(self.patrons)].to_owned();
        let item = ITEMS[self.random.below(self.items)].to_owned();
        let pair = (patron.clone(), item.clone());
        if let Some(patron) = self.blocked.last()
            && self.random.once_in(2)
        {
            let patron = patron.clone();
            return Request::PatronEnable { patron };
        }
        if !self.held.is_empty() && self.random.once_in(3) {
            let (patron, item) = known(&mut self.random, &self.held, pair);
            return Request::HoldDelete { patron, item };
        }
        if !self.returned.is_empty() && self.random.once_in(4) {
            let (patron, item) = known(&mut self.random, &self.returned, pair);
            return Request::UndoCheckin { patron, item };
        }
        match self.random.below(24) {
            0..5 => Request::Checkout {
                patron,
                item,
                right: !self.random.once_in(12),
            },
            5..7 => Request::Checkin {
                item: known(&mut self.random, &self.lent, pair).1,
            },
            7..9 => {
                let (patron, item) = known(&mut self.random, &self.lent, pair);
                Request::Renew { patron, item }
            }
            9..11 => self.payment(patron),
            11..14 => Request::HoldAdd { patron, item },
            14 => Request::HoldDelete { patron, item },
            15 => Request::ItemInformation { item },
            16 => Request::PatronInformation { patron },
            17..19 => Request::RenewAll {
                patron: known(&mut self.random, &self.lent, pair).0,
            },
            19..21 => Request::UndoCheckout {
                item: known(&mut self.random, &self.lent, pair).1,
            },
            21 => Request::UndoCheckin { patron, item },
            22 => Request::BlockPatron { patron },
            _ => Request::PatronEnable { patron },
        }
    }

    /// What is lent, held and blocked, as far as this terminal was told.
    fn remember(&mut self, request: &Request) {
        match request.clone() {
            Request::Checkout { patron, item, .. } | Request::UndoCheckin { patron, item } => {
                self.returned.retain(|(_, other)| *other != item);
                self.lent.push((patron, item));
            }
            Request::Checkin { item } | Request::UndoCheckout { item } => {
                let lent = std::mem::take(&mut self.lent);
                let (back, lent): (Vec<_>, _) =
                    lent.into_iter().partition(|(_, other)| *other == item);
                self.lent = lent;
                self.returned.extend(back);
            }
            Request::HoldAdd { patron, item } => self.held.push((patron, item)),
            Request::HoldDelete { patron, item } => {
                let hold = (patron, item);
                self.held.retain(|pair| *pair != hold);
            }
            Request::BlockPatron { patron } => self.blocked.push(patron),
            Request::PatronEnable { patron } => self.blocked.retain(|other| *other != patron),
            _ => {}
        }
    }

    fn payment(&mut self, patron: String) -> Request {
        self.payments += 1;
        Request::FeePaid {
            patron,
            transaction: format!("BK-{}-{}", self.lane, self.payments),
            cents: 1 + self.random.below(500) as i64,
        }
    }

    /// Asks; the answer is judged as SIP2, and kept.
    pub(crate) async fn ask(&mut self, request: Request) -> Result<Told, String> {
        let message = request.message();
        self.be_connected().await?;
        let from = self.clock.passed();
        let answer = self.say(&message).await?;
        let to = self.clock.passed();
        let line = self.line.as_ref().unwrap();
        let (connection, number) = (line.number, line.exchanges);
        let (told, answer) = match answer {
            None => (Told::Nothing, String::new()),
            Some(answer) => {
                let code: u8 = message[..2].parse().unwrap();
                if answer[..2] != format!("{:02}", code + 1) && (code, &answer[..2]) != (1, "24") {
                    return Err(format!("{message} was answered with {answer}"));
                }
                (request.told(&answer), answer)
            }
        };
        if told == Told::Done {
            self.remember(&request);
        }
        if told == Told::Nothing {
            self.line = None;
        }
        self.log
            .say(|| format!("terminal {}: {request:?}: {told:?}: {answer}", self.lane));
        self.asked.push(Asked {
            connection,
            number,
            request,
            from,
            to,
            told,
            answer,
        });
        Ok(told)
    }

    /// Sends the last message once more, as terminals do that missed the answer.
    async fn repeat(&mut self) -> Result<(), String> {
        let (Some(asked), Some(line)) = (self.asked.last(), &mut self.line) else {
            return Ok(());
        };
        let frame = line.last.clone();
        let said = match line.send(&frame).await {
            true => line.answer().await?,
            false => None,
        };
        match said {
            Some(again) if again != asked.answer => Err(format!(
                "a repeated message got another answer: {}, {again}",
                asked.answer
            )),
            Some(_) => Ok(()),
            None => {
                self.hung_up()?;
                self.line = None;
                Ok(())
            }
        }
    }

    /// Asks again for what was neither done nor refused.
    pub(crate) async fn ask_again(&mut self) -> Result<(), String> {
        let mut open: Vec<Request> = Vec::new();
        for Asked { request, told, .. } in &self.asked {
            open.retain(|other| other != request);
            if *told > Told::Refused {
                open.push(request.clone());
            }
        }
        for request in open {
            let told = self.ask(request.clone()).await?;
            if told > Told::Refused {
                return Err(format!(
                    "asked again, and still open: {request:?}: {told:?}"
                ));
            }
        }
        Ok(())
    }

    /// Connects and logs in, unless it is connected; waits for a gateway that is away.
    async fn be_connected(&mut self) -> Result<(), String> {
        let begun = self.clock.passed();
        while self.line.is_none() {
            if self.clock.passed() > begun + PATIENCE {
                return Err("the gateway does not come back".to_owned());
            }
            let Some((number, stream)) = self.gateway.connect() else {
                tokio::time::sleep(TRIES).await;
                continue;
            };
            self.line = Some(Line {
                number,
                stream,
                input: Vec::new(),
                sequence: 0,
                exchanges: 0,
                last: Vec::new(),
            });
            match self.say(&login("lane")).await?.as_deref() {
                Some("941") => {}
                Some(other) => return Err(format!("a login was answered with {other}")),
                None => self.line = None,
            }
        }
        Ok(())
    }

    /// The answer; none if the gateway is killed before it comes.
    async fn say(&mut self, message: &str) -> Result<Option<String>, String> {
        let line = self.line.as_mut().unwrap();
        line.sequence = (line.sequence + 1) % 10;
        line.exchanges += 1;
        line.last = sealed(message.as_bytes(), line.sequence);
        let frame = line.last.clone();
        if line.send(&frame).await
            && let Some(answer) = line.answer().await?
        {
            return Ok(Some(answer));
        }
        self.hung_up()?;
        Ok(None)
    }

    /// Only a kill may end a connection.
    fn hung_up(&self) -> Result<(), String> {
        let line = self.line.as_ref();
        match line.is_none_or(|line| self.gateway.has_cut(line.number)) {
            true => Ok(()),
            false => Err("the gateway hangs up".to_owned()),
        }
    }
}

/// Mostly the last of those that are known.
fn known(random: &mut Random, known: &[Pair], other: Pair) -> Pair {
    match known.last() {
        Some(pair) if !random.once_in(6) => pair.clone(),
        _ => other,
    }
}

impl Line {
    /// Sends a frame; false if nobody is there any more.
    async fn send(&mut self, frame: &[u8]) -> bool {
        self.stream.write_all(frame).await.is_ok()
    }

    /// The answer to the last message; none at the end of the connection.
    async fn answer(&mut self) -> Result<Option<String>, String> {
        let frame = tokio::time::timeout(PATIENCE, self.frame()).await;
        let frame = frame.map_err(|_| "a terminal waits for an answer in vain".to_owned())?;
        let Some(frame) = frame else { return Ok(None) };
        let answer = Answer::judge(&frame, &[Version::V2])?.text;
        let mut mirrored = sealed(answer.as_bytes(), self.sequence);
        mirrored.pop();
        match mirrored == frame {
            true => Ok(Some(answer)),
            false => Err(format!(
                "the trailer of {}",
                String::from_utf8_lossy(&frame)
            )),
        }
    }

    async fn frame(&mut self) -> Option<Vec<u8>> {
        loop {
            if let Some(end) = self.input.iter().position(|byte| *byte == b'\r') {
                let mut frame: Vec<u8> = self.input.drain(..=end).collect();
                frame.pop();
                return Some(frame);
            }
            if !matches!(self.stream.read_buf(&mut self.input).await, Ok(1..)) {
                return None;
            }
        }
    }
}
