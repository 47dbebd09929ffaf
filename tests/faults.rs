//! Terminals before a gateway whose line to the consortium is bad: requests are delayed, lost,
//! carried out without an answer, answered by somebody else. Every message is answered in time with
//! valid SIP2; what is acknowledged was done once; what is called not done was not done; what is
//! called unsettled was done once or not at all, and asking again settles it.
//!
//! A few hundred faults; with `SILTA_LONG=1` each fault 100 times at each operation. `SILTA_SEED`
//! repeats a run's faults.
#![allow(clippy::unwrap_used, reason = "what goes wrong here is a failed test")]

mod support;

use std::{
    collections::BTreeMap,
    net::SocketAddr,
    path::Path,
    thread::{scope, sleep},
    time::{Duration, Instant},
};

use silta::config::Remote;
use silta_consortium::{
    Charge, Circulation as _, Contact, FeeType, Language, Money, NewPatron, Refusal, RefusalCode,
};
use silta_rest::Roots;
use support::{
    answer::{value, values},
    house::{House, change, consortium, store, wait},
    ledger::Ledger,
    messages::{BLANK, DATE, book_of_kajaani, checkin, fee_paid},
    proxy::Proxy,
    random::{Random, seed},
    terminal::Terminal,
};

/// Terminals of each gateway.
const LANES: usize = 4;
/// What each patron owes, in cents.
const DEBT: i64 = 1_000_000;
/// How often a loan of the demo can be renewed, less the one that is asked for again.
const RENEWALS: i64 = 4;
const PIN: &str = "1234";
const NAME: &str = "Linjalainen, Lauri";

/// What the rounds ask of the consortium.
const OPERATIONS: [&str; 11] = [
    "DELETE /holds/*",
    "GET /items/*",
    "GET /operations/*",
    "GET /patrons/*",
    "GET /patrons/*/holds",
    "POST /checkins",
    "POST /checkouts",
    "POST /holds",
    "POST /patrons/*/verification",
    "POST /payments",
    "POST /renewals",
];

/// With this every answer comes within 2 s.
const ANSWER_DEADLINE: Duration = Duration::from_millis(1800);
/// An answer to a terminal is to come within 2 s; this is what a busy machine may add in the worst
/// case before the test fails.
const SLOWEST: Duration = Duration::from_secs(6);
/// The breaker tries at least so often whether the consortium is back.
const BACK_WITHIN: Duration = Duration::from_secs(15);

#[test]
fn a_bad_line_loses_and_doubles_nothing() {
    // Gateways before the consortium have each a line and a breaker of their own.
    let (each, longest, gateways) = match support::long() {
        true => (100, Duration::from_secs(3600), 12),
        false => (2, Duration::from_secs(14), 6),
    };
    let lanes = gateways * LANES;
    let seed = seed();
    let (there, here) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    admit(there.path(), lanes);
    let far = House::demo(there.path());
    let proxy = Proxy::before(far.http, gateways, seed);
    let gateways: Vec<_> = (0..gateways)
        .map(|line| near(&here.path().join(line.to_string()), proxy.lines[line]))
        .collect();
    let mut lanes: Vec<_> = (0..lanes)
        .map(|number| {
            let gateway = &gateways[number / LANES];
            Lane::new(number, seed, gateway, &proxy, &store(there.path()))
        })
        .collect();
    proxy.spoil(true);
    let begun = Instant::now();
    let goes_on = || proxy.rarest(&OPERATIONS) < each && begun.elapsed() < longest;
    all(&mut lanes, |lane| {
        while goes_on() {
            lane.round();
        }
    });
    proxy.spoil(false);
    let lasted = begun.elapsed();
    all(&mut lanes, Lane::settle);
    println!("{proxy}");
    let tally = lanes
        .iter()
        .fold(Tally::default(), |sum, lane| Tally::and(sum, &lane.tally));
    println!("{} faults in {lasted:.1?}: {tally}", proxy.faults());
    assert!(proxy.faults() >= 150, "too little happened to be a test");
    assert!(!support::long() || proxy.rarest(&OPERATIONS) >= each);
    assert!(tally.slowest() < SLOWEST, "too slow");
    for gateway in &gateways {
        let closed = gateway.counted("silta_consortium_breaker", &["\"closed\""]);
        assert_eq!(closed, 1, "the breaker stays as it was");
    }
    for outcome in ["applied", "refused", "unknown", "in_doubt"] {
        let word = format!("\"{outcome}\"");
        let settled = |one: &House| one.counted("silta_consortium_settled_total", &[&word]);
        println!(
            "settled as {outcome}: {}",
            gateways.iter().map(settled).sum::<u64>()
        );
    }
    let paid: Vec<_> = lanes.iter().map(|lane| lane.payments).collect();
    drop(lanes);
    gateways.into_iter().for_each(House::stop);
    far.stop();
    count(there.path(), &paid);
}

/// A gateway before a consortium at that address.
fn near(folder: &Path, consortium: SocketAddr) -> House {
    House::open(folder, |settings| {
        settings.consortium.remote = Some(Remote {
            url: format!("http://{consortium}").parse().unwrap(),
            token: "demo".parse().unwrap(),
            roots: Roots::System,
        });
        settings.sip2.limits.answer_deadline = ANSWER_DEADLINE;
    })
}

fn all<'a>(lanes: &mut [Lane<'a>], work: impl Fn(&mut Lane<'a>) + Sync) {
    scope(|scope| {
        for lane in lanes {
            let work = &work;
            scope.spawn(move || work(lane));
        }
    });
}

/// Each payment is in the books once, and nothing is left of the loans and holds.
fn count(folder: &Path, payments: &[usize]) {
    let ledger = Ledger::open(&store(folder));
    ledger.check();
    let paid: usize = payments.iter().sum();
    let ours = "patron IN (SELECT id FROM patron
                WHERE barcode LIKE 'LINJA-%' OR barcode LIKE 'MAKSAA-%')";
    let number = |what: &str| ledger.number(&format!("{what} WHERE {ours}"));
    assert_eq!(number("SELECT count(*) FROM payment"), paid as i64);
    assert_eq!(number("SELECT sum(amount) FROM payment"), paid as i64);
    let owed = payments.len() as i64 * DEBT - paid as i64;
    assert_eq!(number("SELECT sum(amount) FROM fee"), owed);
    assert_eq!(number("SELECT count(*) FROM loan"), 0);
    assert_eq!(number("SELECT count(*) FROM hold"), 0);
}

/// Who borrows at a lane.
fn borrower(lane: usize) -> String {
    format!("LINJA-{lane}")
}

/// Who pays there: deep in debt, so nothing is lent to them.
fn payer(lane: usize) -> String {
    format!("MAKSAA-{lane}")
}

fn admit(folder: &Path, lanes: usize) {
    let consortium = consortium(folder);
    let put = |card: String, pin: Option<&str>| {
        let patron = NewPatron {
            barcode: card.as_str().into(),
            name: NAME.into(),
            home: "KAJ".into(),
            group: "adult".into(),
            language: Language::Fi,
            expires: None,
            card_lost: false,
            contact: Contact::default(),
            pin: pin.map(Into::into),
        };
        wait(consortium.put_patron(change(&card, patron))).unwrap();
    };
    for lane in 0..lanes {
        put(borrower(lane), Some(PIN));
        put(payer(lane), None);
        let debt = Charge {
            patron: payer(lane).as_str().into(),
            kind: FeeType::Other,
            amount: Money::euros(DEBT),
            text: "a debt to be paid by the cent".into(),
            item: None,
        };
        wait(consortium.charge(change(&format!("debt-{lane}"), debt))).unwrap();
    }
}

/// A change that a terminal asks for. Items and holds are the lane's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Request {
    Checkin,
    Checkout,
    /// The payment of that number, of a cent.
    FeePaid(usize),
    HoldAdd,
    HoldDelete,
    Renew,
}

/// What a terminal was told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Told {
    Done,
    /// The library says no.
    Refused,
    /// The system does not answer: nothing was done.
    Unavailable,
    /// It may have been done.
    InDoubt,
}

/// One terminal, and how things really stand.
struct Lane<'a> {
    number: usize,
    card: String,
    payer: String,
    lent: String,
    held: String,
    terminal: Terminal,
    proxy: &'a Proxy,
    ledger: Ledger,
    random: Random,
    payments: usize,
    /// What was neither done nor refused.
    unsettled: Vec<Request>,
    tally: Tally,
}

impl<'a> Lane<'a> {
    fn new(number: usize, seed: u64, near: &House, proxy: &'a Proxy, store: &Path) -> Self {
        Self {
            number,
            card: borrower(number),
            payer: payer(number),
            lent: book_of_kajaani(2 * number),
            held: book_of_kajaani(2 * number + 1),
            terminal: near.terminal("sc-kajaani"),
            proxy,
            ledger: Ledger::open(store),
            random: Random::new(seed, 1000 + number),
            payments: 0,
            unsettled: Vec::new(),
            tally: Tally::default(),
        }
    }

    /// What a patron does in a visit. What is in doubt stays so, or is asked again at once.
    fn round(&mut self) {
        self.patron_information();
        if self.stands(Request::Checkout) == 0 {
            self.change(Request::Checkout);
        }
        if (1..=RENEWALS).contains(&self.stands(Request::Renew)) {
            self.change(Request::Renew);
        }
        self.payments += 1;
        self.change(Request::FeePaid(self.payments));
        if self.stands(Request::HoldAdd) == 0 {
            self.change(Request::HoldAdd);
        }
        self.change(Request::Checkin);
        self.change(Request::HoldDelete);
    }

    fn change(&mut self, request: Request) {
        let mut told = self.ask(request);
        if told > Told::Refused && self.random.once_in(2) {
            told = self.ask(request);
        }
        if told > Told::Refused {
            self.unsettled.retain(|other| *other != request);
            self.unsettled.push(request);
            // A person reads the screen.
            sleep(Duration::from_millis(50));
        }
    }

    /// After the faults: served as ever, and what was left open is settled when it is asked again.
    fn settle(&mut self) {
        let begun = Instant::now();
        while !self.patron_information() {
            assert!(begun.elapsed() < BACK_WITHIN, "it is not served again");
            sleep(Duration::from_millis(50));
        }
        let open = std::mem::take(&mut self.unsettled);
        for request in open {
            // A renewal is asked for again as long as the loan lasts.
            if request == Request::Renew && !(1..=RENEWALS).contains(&self.stands(request)) {
                continue;
            }
            let told = self.ask(request);
            assert!(told <= Told::Refused, "{request:?} is still open: {told:?}");
        }
        for request in [Request::Checkin, Request::HoldDelete] {
            if self.stands(request) > 0 {
                assert_eq!(self.ask(request), Told::Done, "{request:?}");
            }
        }
        for request in [
            Request::Checkout,
            Request::Renew,
            Request::Checkin,
            Request::HoldAdd,
            Request::HoldDelete,
        ] {
            assert_eq!(self.ask(request), Told::Done, "{request:?}");
        }
        for payment in 1..=self.payments {
            assert_eq!(self.stands(Request::FeePaid(payment)), 1, "{payment}");
        }
    }

    /// Asks for a change and compares what is told with what became of it.
    fn ask(&mut self, request: Request) -> Told {
        let before = self.stands(request);
        let answer = self.say(&self.message(request));
        let told = told(request, &answer);
        if told != Told::Done {
            // What was sent may still be on its way.
            self.proxy.quiet();
        }
        let after = self.stands(request);
        *self.tally.told.entry(told).or_default() += 1;
        let already = match request {
            Request::Checkin | Request::HoldDelete => before == 0,
            Request::Checkout | Request::FeePaid(_) | Request::HoldAdd => before > 0,
            Request::Renew => false,
        };
        let once = match request {
            Request::Checkin | Request::HoldDelete => before > 0 && after == 0,
            Request::Checkout | Request::FeePaid(_) | Request::HoldAdd | Request::Renew => {
                after == before + 1
            }
        };
        let nothing = after == before;
        let right = match told {
            Told::Done => (once && !already) || (nothing && already),
            Told::Refused => nothing && already,
            Told::Unavailable => nothing,
            Told::InDoubt => nothing || once,
        };
        assert!(
            right,
            "{request:?} of lane {} stood at {before}, stands at {after}, and told was {told:?}: {answer}",
            self.number
        );
        if request == Request::Checkin && told == Told::Done && !already {
            // The return that the terminal was told of is the one that ended the loan.
            assert_eq!(value(&answer, "AA"), Some(self.card.as_str()), "{answer}");
        }
        told
    }

    /// In the books of the consortium: for loans 1 and the renewals, else how many there are.
    fn stands(&self, request: Request) -> i64 {
        let (lent, held) = (&self.lent, &self.held);
        self.ledger.number(&match request {
            Request::Checkin | Request::Checkout | Request::Renew => format!(
                "SELECT coalesce(sum(1 + renewals), 0) FROM loan
                 JOIN item ON item.id = loan.item WHERE item.barcode = '{lent}'"
            ),
            Request::FeePaid(payment) => format!(
                "SELECT count(*) FROM payment JOIN patron ON patron.id = payment.patron
                 WHERE patron.barcode = '{}' AND transaction_id = 'BK{payment}'",
                self.payer
            ),
            Request::HoldAdd | Request::HoldDelete => format!(
                "SELECT count(*) FROM hold JOIN item ON item.id = hold.item
                 WHERE item.barcode = '{held}'"
            ),
        })
    }

    fn message(&self, request: Request) -> String {
        let (card, lent, held) = (&self.card, &self.lent, &self.held);
        let patron = format!("AOKAINET|AA{card}|AC|");
        match request {
            Request::Checkin => checkin(lent, ""),
            Request::Checkout => format!("11NN{DATE}{BLANK}{patron}AB{lent}|AD{PIN}|"),
            Request::FeePaid(payment) => fee_paid(&self.payer, "0.01", &format!("BK{payment}")),
            Request::HoldAdd => format!("15+{DATE}{patron}AD{PIN}|AB{held}|BSKAJ|BY3|"),
            Request::HoldDelete => format!("15-{DATE}{patron}AB{held}|"),
            Request::Renew => format!("29NN{DATE}{BLANK}{patron}AB{lent}|"),
        }
    }

    /// Whether the patron is shown.
    fn patron_information(&mut self) -> bool {
        let patron = format!("AOKAINET|AA{}|AC|AD{PIN}|", self.card);
        let answer = self.say(&format!("63000{DATE}          {patron}"));
        let shown = value(&answer, "BL") == Some("Y");
        let name = value(&answer, "AE").unwrap_or_default();
        assert_eq!(name, if shown { NAME } else { "" }, "{answer}");
        shown
    }

    /// Sends a message; the answer is judged, and timed.
    fn say(&mut self, message: &str) -> String {
        let begun = Instant::now();
        let answer = self.terminal.ask(message);
        self.tally.answered(&message[..2], begun.elapsed());
        let code: u8 = message[..2].parse().unwrap();
        assert_eq!(answer[..2], format!("{:02}", code + 1), "{message}");
        answer
    }
}

/// How SIP2 says that something is in doubt.
const IN_DOUBT: [&str; 3] = [
    "Tapahtuma on kesken. ",
    "Händelsen är oavslutad. ",
    "This is not settled yet. ",
];

/// What an answer says, by its flag and its words.
fn told(request: Request, answer: &str) -> Told {
    let done = match request {
        Request::FeePaid(_) => answer.starts_with("38Y"),
        _ => &answer[2..3] == "1",
    };
    let words = values(answer, "AF").join(" ");
    let unavailable = Refusal::from(RefusalCode::Unavailable);
    let mut unavailable = Language::ALL.iter().map(|one| unavailable.text(*one));
    let mut in_doubt = IN_DOUBT.iter();
    match done {
        true => Told::Done,
        false if in_doubt.any(|text| words.contains(text)) => Told::InDoubt,
        false if unavailable.any(|text| words.contains(&text)) => Told::Unavailable,
        false => Told::Refused,
    }
}

#[derive(Debug, Default)]
struct Tally {
    told: BTreeMap<Told, usize>,
    /// By message: how many answers, how many after more than 2 s, the slowest.
    times: BTreeMap<String, (usize, usize, Duration)>,
}

impl Tally {
    fn answered(&mut self, message: &str, time: Duration) {
        let late = usize::from(time > Duration::from_secs(2));
        self.add(message, (1, late, time));
    }

    fn add(&mut self, message: &str, (answers, late, slowest): (usize, usize, Duration)) {
        let times = self.times.entry(message.to_owned()).or_default();
        *times = (times.0 + answers, times.1 + late, times.2.max(slowest));
    }

    fn and(mut self, other: &Self) -> Self {
        for (told, count) in &other.told {
            *self.told.entry(*told).or_default() += count;
        }
        for (message, times) in &other.times {
            self.add(message, *times);
        }
        self
    }

    fn slowest(&self) -> Duration {
        let times = self.times.values().map(|times| times.2);
        times.max().unwrap_or_default()
    }
}

impl std::fmt::Display for Tally {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?}", self.told)?;
        for (message, (answers, late, slowest)) in &self.times {
            write!(
                f,
                "\n{message}: {answers} answers, {late} after 2 s, slowest {slowest:.2?}"
            )?;
        }
        Ok(())
    }
}
