//! The program is killed while terminals lend, return and pay, and started again: what was
//! acknowledged is there, once; what was not is there or not, and repeating it settles it.
//!
//! 25 kills; 1,000 with `SILTA_LONG=1`.
#![allow(clippy::unwrap_used, reason = "what goes wrong here is a failed test")]

mod support;

use std::{io, net::SocketAddr, path::Path, thread, time::Duration};

use silta_consortium::{Charge, Circulation as _, FeeType, Money};
use support::{
    answer::value,
    house::{change, consortium, store, wait},
    ledger::Ledger,
    messages::{
        book_of_kajaani, checkin, checkout, fee_paid, item_information, patron_information,
    },
    program::Program,
    random::{Random, seed},
    terminal::{Terminal, is_gone},
};

const TERMINALS: usize = 4;
const BORROWER: &str = "2900000001";
const PAYER: &str = "2900000003";
/// What the payer owes, in cents, beside the 12.50 of the demo.
const DEBT: i64 = 10_000_000;

/// What one terminal knows of the library. Its item and its payments are its own.
#[derive(Debug)]
struct Witness {
    number: usize,
    item: String,
    /// Whether its item is on loan, as far as it was told.
    lent: bool,
    /// Payments that were acknowledged, of a cent each.
    paid: usize,
    /// The request whose answer did not come.
    unanswered: Option<Request>,
    acknowledged: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Request {
    Checkin,
    Checkout,
    FeePaid,
}

#[test]
fn what_was_acknowledged_survives_a_kill_once() {
    let kills = if support::long() { 1000 } else { 25 };
    let folder = tempfile::tempdir().unwrap();
    owe(&folder.path().join("data"));
    let mut random = Random::new(seed(), 0);
    let mut witnesses: Vec<_> = (0..TERMINALS).map(Witness::new).collect();
    for kill in 0..kills {
        let program = Program::demo(folder.path());
        let sip2 = program.sip2;
        settle(sip2, &mut witnesses);
        let life = Duration::from_micros(random.below(250_000) as u64);
        thread::scope(|scope| {
            for witness in &mut witnesses {
                scope.spawn(move || witness.work(sip2));
            }
            thread::sleep(life);
            program.kill();
        });
        if kill % 100 == 99 {
            println!("{} kills", kill + 1);
        }
    }
    let program = Program::demo(folder.path());
    settle(program.sip2, &mut witnesses);
    program.kill();
    let acknowledged: usize = witnesses.iter().map(|witness| witness.acknowledged).sum();
    println!("{kills} kills, {acknowledged} changes acknowledged");
    assert!(acknowledged > kills, "too little happened to be a test");
    count(&folder.path().join("data"), &witnesses);
}

/// Each payment is in the books once, and no loan is too many.
fn count(data: &Path, witnesses: &[Witness]) {
    let ledger = Ledger::open(&store(data));
    ledger.check();
    let lent = witnesses.iter().filter(|witness| witness.lent).count();
    let loans = ledger.number("SELECT count(*) FROM loan");
    assert_eq!(loans, 2 + 60 + 350 + lent as i64);
    let paid: usize = witnesses.iter().map(|witness| witness.paid).sum();
    assert_eq!(ledger.number("SELECT count(*) FROM payment"), paid as i64);
    assert_eq!(
        ledger.number("SELECT coalesce(sum(amount), 0) FROM payment"),
        paid as i64
    );
    let owed = ledger.number("SELECT sum(amount) FROM fee");
    assert_eq!(owed, DEBT + 1250 - paid as i64);
}

fn owe(data: &Path) {
    let debt = Charge {
        patron: PAYER.into(),
        kind: FeeType::Other,
        amount: Money::euros(DEBT),
        text: "a debt to be paid by the cent".into(),
        item: None,
    };
    wait(consortium(data).charge(change("a-debt", debt))).unwrap();
}

/// After a restart: what each witness was told is so, and what it asks again is done once.
fn settle(sip2: SocketAddr, witnesses: &mut [Witness]) {
    let mut terminal = Terminal::log_in(sip2, "sc-kajaani");
    for witness in witnesses.iter_mut() {
        witness.compare(&mut terminal);
        if let Some(request) = witness.unanswered.take() {
            let answered = witness.ask(&mut terminal, request);
            answered.expect("a repeated request is answered");
        }
        assert_eq!(
            witness.lent,
            on_loan(&mut terminal, &witness.item),
            "{witness:?}"
        );
    }
    let lent = witnesses.iter().filter(|witness| witness.lent).count();
    let borrower = terminal.ask(&patron_information(BORROWER, ""));
    let charged: usize = borrower[45..49].parse().unwrap();
    assert_eq!(charged, lent, "loans of the borrower: {borrower}");
    let paid: usize = witnesses.iter().map(|witness| witness.paid).sum();
    let owed = DEBT + 1250 - paid as i64;
    let owed = format!("{}.{:02}", owed / 100, owed % 100);
    let payer = terminal.ask(&patron_information(PAYER, ""));
    assert_eq!(value(&payer, "BV"), Some(owed.as_str()), "{payer}");
}

fn on_loan(terminal: &mut Terminal, item: &str) -> bool {
    let answer = terminal.ask(&item_information(item));
    match &answer[2..4] {
        "03" => false,
        "04" => true,
        _ => panic!("neither available nor on loan: {answer}"),
    }
}

impl Witness {
    fn new(number: usize) -> Self {
        Self {
            number,
            item: book_of_kajaani(number),
            lent: false,
            paid: 0,
            unanswered: None,
            acknowledged: 0,
        }
    }

    /// Lends, returns and pays until the program is gone.
    fn work(&mut self, sip2: SocketAddr) {
        let mut terminal = match Terminal::try_log_in(sip2, "sc-kajaani") {
            Ok(terminal) => terminal,
            Err(error) => return assert!(is_gone(&error), "{error}"),
        };
        loop {
            let lend_or_return = match self.lent {
                false => Request::Checkout,
                true => Request::Checkin,
            };
            for request in [lend_or_return, Request::FeePaid] {
                if let Err(error) = self.ask(&mut terminal, request) {
                    assert!(is_gone(&error), "{error}");
                    self.unanswered = Some(request);
                    return;
                }
            }
        }
    }

    /// Asks, and believes what is acknowledged. A checkout that was done already is done well, and
    /// so is a return.
    fn ask(&mut self, terminal: &mut Terminal, request: Request) -> io::Result<()> {
        let (message, good) = match request {
            Request::Checkin => (checkin(&self.item, ""), "101"),
            Request::Checkout => (checkout(BORROWER, &self.item, ""), "121"),
            Request::FeePaid => {
                let transaction = format!("T{}-{}", self.number, self.paid);
                (fee_paid(PAYER, "0.01", &transaction), "38Y")
            }
        };
        let answer = terminal.try_ask(&message)?;
        assert!(answer.starts_with(good), "{message} got {answer}");
        match request {
            Request::Checkin => self.lent = false,
            Request::Checkout => self.lent = true,
            Request::FeePaid => self.paid += 1,
        }
        self.acknowledged += 1;
        Ok(())
    }

    /// Acknowledged is there; only what was not answered may be so or so.
    fn compare(&self, terminal: &mut Terminal) {
        let open = matches!(self.unanswered, Some(Request::Checkin | Request::Checkout));
        let there = on_loan(terminal, &self.item);
        assert!(
            open || there == self.lent,
            "lost: {self:?}, on loan: {there}"
        );
    }
}
