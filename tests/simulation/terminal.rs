//! A terminal and the people at it: what they ask, and what they are told.

use std::time::Duration;

use silta_consortium::{Language, Refusal, RefusalCode};
use silta_sip2::Version;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, DuplexStream};

use crate::{
    log::Log,
    support::{
        answer::{Answer, values},
        messages::{BLANK, DATE, checkin, fee_paid, item_information, login, sealed},
        random::Random,
    },
    world::{Clock, ITEMS, LIBRARY, PATRONS, PIN},
};

/// A terminal that hears nothing for so long says so.
const PATIENCE: Duration = Duration::from_secs(60);

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Request {
    Checkin {
        item: String,
    },
    Checkout {
        patron: String,
        item: String,
        right: bool,
    },
    FeePaid {
        patron: String,
        transaction: String,
        cents: i64,
    },
    HoldAdd {
        patron: String,
        item: String,
    },
    HoldDelete {
        patron: String,
        item: String,
    },
    ItemInformation {
        item: String,
    },
    /// With the loans.
    PatronInformation {
        patron: String,
    },
    Renew {
        patron: String,
        item: String,
    },
}

/// What a terminal was told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Told {
    Done,
    /// The library says no.
    Refused,
    /// The system does not answer: nothing was done.
    Unavailable,
    /// It may have been done.
    InDoubt,
}

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

/// A terminal on its connection.
pub(crate) struct Terminal {
    connection: u64,
    stream: DuplexStream,
    input: Vec<u8>,
    sequence: usize,
    exchanges: u64,
    clock: Clock,
    log: Log,
    random: Random,
    /// Whom and what it meets.
    patrons: usize,
    items: usize,
    payments: usize,
    /// Who was lent what here, and who waits for what: these are asked about again.
    lent: Vec<Pair>,
    held: Vec<Pair>,
    last: Vec<u8>,
    pub(crate) asked: Vec<Asked>,
}

impl Terminal {
    pub(crate) fn new(
        connection: u64,
        stream: DuplexStream,
        log: Log,
        clock: Clock,
        seed: u64,
    ) -> Self {
        let lane = 100 + usize::try_from(connection).unwrap();
        // All terminals of a seed meet the same people, so that some get in each other's way.
        let mut world = Random::new(seed, 3);
        Self {
            connection,
            stream,
            input: Vec::new(),
            sequence: 0,
            exchanges: 0,
            clock,
            log,
            random: Random::new(seed, lane),
            patrons: 1 + world.below(PATRONS.len()),
            items: 1 + world.below(ITEMS.len()),
            payments: 0,
            lent: Vec::new(),
            held: Vec::new(),
            last: Vec::new(),
            asked: Vec::new(),
        }
    }

    /// A day's work.
    pub(crate) async fn work(&mut self, visits: usize) -> Result<(), String> {
        self.log_in().await?;
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

    pub(crate) async fn log_in(&mut self) -> Result<(), String> {
        match self.say(&login("lane")).await?.as_str() {
            "941" => Ok(()),
            other => Err(format!("a login was answered with {other}")),
        }
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
        if !self.held.is_empty() && self.random.once_in(3) {
            let (patron, item) = self.known(false, pair);
            return Request::HoldDelete { patron, item };
        }
        match self.random.below(16) {
            0..4 => Request::Checkout {
                patron,
                item,
                right: !self.random.once_in(12),
            },
            4..6 => Request::Checkin {
                item: self.known(true, pair).1,
            },
            6..8 => {
                let (patron, item) = self.known(true, pair);
                Request::Renew { patron, item }
            }
            8..10 => self.payment(patron),
            10..13 => Request::HoldAdd { patron, item },
            13 => Request::HoldDelete { patron, item },
            14 => Request::ItemInformation { item },
            _ => Request::PatronInformation { patron },
        }
    }

    /// Mostly the last of those that are known.
    fn known(&mut self, lent: bool, other: Pair) -> Pair {
        let known = if lent { &self.lent } else { &self.held };
        match known.last() {
            Some(pair) if !self.random.once_in(6) => pair.clone(),
            _ => other,
        }
    }

    /// Who was lent what here, and who waits for what, as far as this terminal was told.
    fn remember(&mut self, request: &Request) {
        match request.clone() {
            Request::Checkout { patron, item, .. } => self.lent.push((patron, item)),
            Request::Checkin { item } => self.lent.retain(|(_, other)| *other != item),
            Request::HoldAdd { patron, item } => self.held.push((patron, item)),
            Request::HoldDelete { patron, item } => {
                self.held
                    .retain(|pair| *pair != (patron.clone(), item.clone()));
            }
            _ => {}
        }
    }

    fn payment(&mut self, patron: String) -> Request {
        self.payments += 1;
        Request::FeePaid {
            patron,
            transaction: format!("BK-{}-{}", self.connection, self.payments),
            cents: 1 + self.random.below(500) as i64,
        }
    }

    /// Asks; the answer is judged as SIP2, and kept.
    pub(crate) async fn ask(&mut self, request: Request) -> Result<Told, String> {
        let message = request.message();
        let from = self.clock.passed();
        let answer = self.say(&message).await?;
        let to = self.clock.passed();
        let code: u8 = message[..2].parse().unwrap();
        if answer[..2] != format!("{:02}", code + 1) {
            return Err(format!("{message} was answered with {answer}"));
        }
        let told = request.told(&answer);
        if told == Told::Done {
            self.remember(&request);
        }
        self.log.say(|| {
            format!(
                "terminal {}: {request:?}: {told:?}: {answer}",
                self.connection
            )
        });
        self.asked.push(Asked {
            connection: self.connection,
            number: self.exchanges,
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
        let Some(before) = self.asked.last().map(|asked| asked.answer.clone()) else {
            return Ok(());
        };
        let frame = self.last.clone();
        self.stream.write_all(&frame).await.unwrap();
        let again = self.answer(self.sequence).await?;
        match again == before {
            true => Ok(()),
            false => Err(format!(
                "a repeated message got another answer: {before}, {again}"
            )),
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

    async fn say(&mut self, message: &str) -> Result<String, String> {
        self.sequence = (self.sequence + 1) % 10;
        self.exchanges += 1;
        self.last = sealed(message.as_bytes(), self.sequence);
        let frame = self.last.clone();
        self.stream.write_all(&frame).await.unwrap();
        self.answer(self.sequence).await
    }

    async fn answer(&mut self, sequence: usize) -> Result<String, String> {
        let frame = tokio::time::timeout(PATIENCE, self.frame()).await;
        let frame = frame.map_err(|_| "a terminal waits for an answer in vain".to_owned())??;
        let answer = Answer::judge(&frame, &[Version::V2])?.text;
        let mut mirrored = sealed(answer.as_bytes(), sequence);
        mirrored.pop();
        match mirrored == frame {
            true => Ok(answer),
            false => Err(format!(
                "the trailer of {}",
                String::from_utf8_lossy(&frame)
            )),
        }
    }

    async fn frame(&mut self) -> Result<Vec<u8>, String> {
        loop {
            if let Some(end) = self.input.iter().position(|byte| *byte == b'\r') {
                let mut frame: Vec<u8> = self.input.drain(..=end).collect();
                frame.pop();
                return Ok(frame);
            }
            if self.stream.read_buf(&mut self.input).await.unwrap() == 0 {
                return Err("the gateway hangs up".to_owned());
            }
        }
    }
}

impl Request {
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Checkin { .. } => "checkin",
            Self::Checkout { .. } => "checkout",
            Self::FeePaid { .. } => "fee paid",
            Self::HoldAdd { .. } => "hold +",
            Self::HoldDelete { .. } => "hold -",
            Self::ItemInformation { .. } => "item information",
            Self::PatronInformation { .. } => "patron information",
            Self::Renew { .. } => "renew",
        }
    }

    fn message(&self) -> String {
        let of = |patron: &str| format!("AOKAINET|AA{patron}|AC|");
        match self {
            Self::Checkin { item } => checkin(item, ""),
            Self::Checkout {
                patron,
                item,
                right,
            } => {
                let pin = if *right { PIN } else { "0000" };
                format!("11NN{DATE}{BLANK}{}AB{item}|AD{pin}|", of(patron))
            }
            Self::FeePaid {
                patron,
                transaction,
                cents,
            } => {
                let amount = format!("{}.{:02}", cents / 100, cents % 100);
                fee_paid(patron, &amount, transaction)
            }
            Self::HoldAdd { patron, item } => {
                format!("15+{DATE}{}AD{PIN}|AB{item}|BS{LIBRARY}|BY3|", of(patron))
            }
            Self::HoldDelete { patron, item } => format!("15-{DATE}{}AB{item}|", of(patron)),
            Self::ItemInformation { item } => item_information(item),
            Self::PatronInformation { patron } => {
                format!("63000{DATE}  Y       {}AD{PIN}|", of(patron))
            }
            Self::Renew { patron, item } => {
                format!("29NN{DATE}{BLANK}{}AB{item}|", of(patron))
            }
        }
    }

    /// What an answer says, by its flag and its words.
    fn told(&self, answer: &str) -> Told {
        let done = match self {
            Self::FeePaid { .. } => answer.starts_with("38Y"),
            Self::ItemInformation { .. } => !values(answer, "AJ").concat().is_empty(),
            Self::PatronInformation { .. } => values(answer, "BL") == ["Y"],
            _ => &answer[2..3] == "1",
        };
        let words = values(answer, "AF").join(" ");
        let unavailable = Refusal::from(RefusalCode::Unavailable);
        let mut unavailable = Language::ALL.iter().map(|one| unavailable.text(*one));
        match done {
            true => Told::Done,
            false if IN_DOUBT.iter().any(|text| words.contains(text)) => Told::InDoubt,
            false if unavailable.any(|text| words.contains(&text)) => Told::Unavailable,
            false => Told::Refused,
        }
    }
}

/// How SIP2 says that something is in doubt.
const IN_DOUBT: [&str; 3] = [
    "Tapahtuma on kesken. ",
    "Händelsen är oavslutad. ",
    "This is not settled yet. ",
];
