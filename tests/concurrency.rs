//! Many terminals at the same moment: one item goes to one patron, one payment is booked once, and
//! nobody loses an answer.
#![allow(clippy::unwrap_used, reason = "what goes wrong here is a failed test")]

mod support;

use std::{sync::Barrier, thread::scope};

use support::{
    answer::{value, values},
    house::{House, store},
    ledger::Ledger,
    messages::{
        book_of_kajaani, checkin, checkout, fee_paid, item_information, patron_information,
    },
};

/// Does something on each terminal at the same moment.
fn at_once<T: Send, R: Send>(
    terminals: &mut [T],
    what: impl Fn(usize, &mut T) -> R + Sync,
) -> Vec<R> {
    let start = Barrier::new(terminals.len());
    scope(|scope| {
        let begun: Vec<_> = terminals
            .iter_mut()
            .enumerate()
            .map(|(n, terminal)| {
                let (start, what) = (&start, &what);
                scope.spawn(move || {
                    start.wait();
                    what(n, terminal)
                })
            })
            .collect();
        begun
            .into_iter()
            .map(|thread| thread.join().unwrap())
            .collect()
    })
}

#[test]
fn one_item_goes_to_one_of_four_terminals() {
    let folder = tempfile::tempdir().unwrap();
    let house = House::demo(folder.path());
    let cards = ["2900000001", "2900000002", "2900000008", "2900000009"];
    let pins = ["1234", "2345", "8901", "9012"];
    let mut terminals = cards.map(|_| house.terminal("sc-kajaani"));
    for round in 0..25 {
        let item = book_of_kajaani(round);
        let answers = at_once(&mut terminals, |n, terminal| {
            terminal.ask(&checkout(cards[n], &item, &format!("AD{}|", pins[n])))
        });
        let (lent, refused): (Vec<_>, Vec<_>) =
            answers.iter().partition(|answer| answer.starts_with("121"));
        assert_eq!(lent.len(), 1, "round {round}: {answers:?}");
        for no in refused {
            assert!(no.starts_with("120NUN"), "{no}");
            assert!(value(no, "AF").is_some_and(|text| !text.is_empty()), "{no}");
            assert_eq!(value(no, "AH"), Some(""), "{no}");
        }
    }
    house.stop();
    let ledger = Ledger::open(&store(folder.path()));
    ledger.check();
    let seeded = 2 + 60 + 350;
    assert_eq!(ledger.number("SELECT count(*) FROM loan"), seeded + 25);
}

#[test]
fn one_payment_from_eight_connections_is_booked_once() {
    let folder = tempfile::tempdir().unwrap();
    let house = House::demo(folder.path());
    let mut terminals: Vec<_> = (0..8).map(|_| house.terminal("sc-kajaani")).collect();
    for round in 0..10 {
        let transaction = format!("REC-{round}");
        let answers = at_once(&mut terminals, |_, terminal| {
            terminal.ask(&fee_paid("2900000003", "1.00", &transaction))
        });
        for answer in &answers {
            assert!(answer.starts_with("38Y"), "{answers:?}");
            assert_eq!(value(answer, "BK"), Some(transaction.as_str()));
        }
    }
    let patron = terminals[0].ask(&patron_information("2900000003", ""));
    assert_eq!(value(&patron, "BV"), Some("2.50"), "{patron}");
    house.stop();
    let ledger = Ledger::open(&store(folder.path()));
    ledger.check();
    assert_eq!(ledger.number("SELECT count(*) FROM payment"), 10);
}

#[test]
fn sixty_four_terminals_lend_and_return_their_own() {
    const TERMINALS: usize = 64;
    const TIMES: usize = 50;
    let folder = tempfile::tempdir().unwrap();
    let house = House::demo(folder.path());
    let mut terminals: Vec<_> = (0..TERMINALS)
        .map(|_| house.terminal("sc-kajaani"))
        .collect();
    at_once(&mut terminals, |n, terminal| {
        let item = book_of_kajaani(n);
        for time in 0..TIMES {
            let lent = terminal.ask(&checkout("2900000009", &item, "AD9012|"));
            assert!(
                lent.starts_with("121NNY"),
                "terminal {n}, time {time}: {lent}"
            );
            assert_eq!(value(&lent, "AB"), Some(item.as_str()));
            let status = terminal.ask(&item_information(&item));
            assert!(status.starts_with("1804"), "{status}");
            let back = terminal.ask(&checkin(&item, ""));
            assert!(
                back.starts_with("101YNN"),
                "terminal {n}, time {time}: {back}"
            );
            assert_eq!(values(&back, "CV"), Vec::<&str>::new(), "{back}");
        }
    });
    let times = (TERMINALS * TIMES) as u64;
    for (code, expected) in [("09", times), ("11", times), ("17", times)] {
        let label = format!("code=\"{code}\"");
        let ok = house.counted("silta_sip2_messages_total", &[&label, "outcome=\"ok\""]);
        assert_eq!(ok, expected, "{code} counted");
    }
    drop(terminals);
    house.stop();
    let ledger = Ledger::open(&store(folder.path()));
    ledger.check();
    assert_eq!(ledger.number("SELECT count(*) FROM loan"), 2 + 60 + 350);
}
