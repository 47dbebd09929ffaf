//! Each limit of the gateway on real sockets: who is slow, silent, too long or too many is cut, and
//! the terminal beside is served as before. Deadlines are made short, never waited out.
#![allow(clippy::unwrap_used, reason = "what goes wrong here is a failed test")]

mod support;

use std::{
    net::{IpAddr, Ipv4Addr},
    path::Path,
    thread::sleep,
    time::{Duration, Instant},
};

use silta::config::Settings;
use silta_sip2::Version;
use silta_sip2_service::{Profile, Secret, Terminal as Account};
use support::{
    answer::{Answer, value},
    house::{House, counted, http, store},
    ledger::Ledger,
    messages::{book_of_kajaani, checkout, item_information, login, patron_information, sealed},
    program::Program,
    terminal::{Terminal, is_gone},
};

const SHORT: Duration = Duration::from_millis(300);
const ELSEWHERE: IpAddr = IpAddr::V4(Ipv4Addr::new(127, 0, 0, 2));

fn house(change: impl FnOnce(&mut Settings)) -> (tempfile::TempDir, House) {
    let folder = tempfile::tempdir().unwrap();
    let house = House::open(folder.path(), change);
    (folder, house)
}

fn closed(house: &House, reason: &str) -> u64 {
    let reason = format!("reason=\"{reason}\"");
    house.counted(
        "silta_connections_closed_total",
        &["listener=\"sip2\"", &reason],
    )
}

fn is_served(terminal: &mut Terminal) {
    let answer = terminal.ask(&item_information("3900000001"));
    assert!(answer.starts_with("1803"), "{answer}");
}

#[test]
fn a_message_that_drips_is_cut_by_its_deadline() {
    let (_folder, house) = house(|settings| {
        settings.sip2.limits.session.message_deadline = SHORT;
    });
    let mut neighbour = house.terminal("sc-kajaani");
    let mut slow = house.terminal("sc-kajaani");
    let message = item_information("3900000001");
    let began = Instant::now();
    for byte in message.as_bytes() {
        if slow.send(&[*byte]).is_err() || closed(&house, "message_timeout") == 1 {
            break;
        }
        is_served(&mut neighbour);
        sleep(SHORT / 10);
        assert!(began.elapsed() < SHORT * 30, "it drips on");
    }
    assert!(slow.is_ended());
    until(|| closed(&house, "message_timeout") == 1);
    is_served(&mut neighbour);
}

#[test]
fn who_does_not_log_in_is_cut() {
    let (_folder, house) = house(|settings| {
        settings.sip2.limits.session.login_deadline = SHORT;
    });
    let mut logged_in = house.terminal("sc-kajaani");
    let mut silent = Terminal::connect(house.sip2);
    let mut talks = Terminal::connect(house.sip2);
    talks.ask("9900802.00");
    assert!(silent.is_ended());
    assert!(talks.is_ended());
    until(|| closed(&house, "login_timeout") == 2);
    is_served(&mut logged_in);
}

#[test]
fn who_is_silent_is_cut_and_who_speaks_stays() {
    let (_folder, house) = house(|settings| {
        settings.sip2.limits.session.idle_deadline = SHORT * 2;
    });
    let mut speaks = house.terminal("sc-kajaani");
    let mut silent = house.terminal("sc-kajaani");
    for _ in 0..9 {
        is_served(&mut speaks);
        sleep(SHORT / 3);
    }
    assert!(silent.is_ended());
    until(|| closed(&house, "idle") == 1);
    is_served(&mut speaks);
}

#[test]
fn a_message_without_end_is_cut_at_the_limit() {
    let (_folder, house) = house(|_| {});
    let mut neighbour = house.terminal("sc-kajaani");
    let limit = Settings::default().sip2.limits.session.message_size;
    let mut longest = house.terminal("sc-kajaani");
    let message = item_information("3900000001");
    let field = "x".repeat(limit - message.len() - "AY1AZ0000".len() - "ZZ|".len());
    let answer = longest.ask(&format!("{message}ZZ{field}|"));
    assert!(answer.starts_with("1803"), "the limit itself is served");
    let mut endless = house.terminal("sc-kajaani");
    let flood = vec![b'x'; limit + 1];
    let _ = endless.send(&flood);
    assert!(endless.is_ended());
    until(|| closed(&house, "not_the_protocol") == 1);
    is_served(&mut neighbour);
}

#[test]
fn connections_are_counted_in_all_and_by_address() {
    let (_folder, house) = house(|settings| {
        settings.sip2.limits.max_connections = Some(4);
        settings.sip2.limits.max_connections_per_address = Some(2);
    });
    let mut here: Vec<_> = (0..2).map(|_| house.terminal("sc-kajaani")).collect();
    assert!(
        Terminal::connect(house.sip2).is_ended(),
        "a third from here"
    );
    let mut there: Vec<_> = (0..2)
        .map(|_| Terminal::connect_from(ELSEWHERE, house.sip2))
        .collect();
    for terminal in &mut there {
        assert_eq!(terminal.ask(&login("sc-kajaani")), "941");
    }
    let further = Ipv4Addr::new(127, 0, 0, 3).into();
    assert!(
        Terminal::connect_from(further, house.sip2).is_ended(),
        "a fifth"
    );
    for reason in ["per_address", "total"] {
        let reason = format!("reason=\"{reason}\"");
        let labels = ["\"sip2\"", &reason];
        until(|| house.counted("silta_connections_refused_total", &labels) == 1);
    }
    for terminal in here.iter_mut().chain(&mut there) {
        is_served(terminal);
    }
    drop(there.pop());
    until(|| house.counted("silta_connections_open", &["\"sip2\""]) == 3);
    assert_eq!(
        Terminal::connect_from(ELSEWHERE, house.sip2).ask(&login("sc-kajaani")),
        "941"
    );
}

#[test]
fn connections_of_an_account_are_counted() {
    let (_folder, house) = house(|settings| {
        let profile = Profile {
            max_connections: 2,
            ..Profile::default()
        };
        let (account, library) = ("few".into(), "KAJ".into());
        let few = Account::new(account, library, Secret::known("demo"), profile);
        settings.sip2.terminals.push(few);
    });
    let mut first = house.terminal("few");
    let second = house.terminal("few");
    let mut third = Terminal::connect(house.sip2);
    assert_eq!(third.ask(&login("few")), "940");
    assert_eq!(
        third.ask(&login("sc-kajaani")),
        "941",
        "another account is free"
    );
    is_served(&mut first);
    drop(second);
    until(|| house.counted("silta_sip2_logged_in", &[]) == 2);
    assert_eq!(Terminal::connect(house.sip2).ask(&login("few")), "941");
}

#[test]
fn who_never_reads_is_cut_and_holds_no_memory() {
    let folder = tempfile::tempdir().unwrap();
    let program = Program::serve(folder.path(), "demo", "write_deadline = \"500ms\"");
    let page = || http(program.admin, "/metrics");
    let memory = || counted(&page(), "process_resident_memory_bytes", &[]);
    let mut neighbour = Terminal::log_in(program.sip2, "sc");
    let loans = patron_information("2900000009", "").replacen("          AO", "  Y       AO", 1);
    assert!(
        neighbour.ask(&loans).len() > 1000,
        "an answer longer than its question"
    );
    let before = memory();
    let mut deaf = Terminal::log_in(program.sip2, "sc");
    let batch = sealed(loans.as_bytes(), 1).repeat(100);
    let mut sent = 0;
    let error = loop {
        match deaf.send(&batch) {
            Ok(()) => sent += batch.len(),
            Err(error) => break error,
        }
        assert!(sent < 64 << 20, "it takes requests without end");
    };
    assert!(is_gone(&error), "{error}");
    let cut = ["listener=\"sip2\"", "reason=\"write_timeout\""];
    until(|| counted(&page(), "silta_connections_closed_total", &cut) == 1);
    is_served(&mut neighbour);
    let grown = memory().saturating_sub(before);
    assert!(
        grown < 8 << 20,
        "{grown} bytes more after {sent} bytes were sent"
    );
}

#[test]
fn failed_logins_are_remembered_over_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let open = |folder: &Path| {
        House::open(folder, |settings| {
            settings.sip2.limits.failed_logins_per_minute = 3;
        })
    };
    let house = open(folder.path());
    let mut guesses = Terminal::connect(house.sip2);
    for _ in 0..3 {
        assert_eq!(guesses.ask("9300CNsc-kajaani|COguess|"), "940");
    }
    assert!(guesses.is_ended(), "three on one connection");
    let refused = |house: &House| Terminal::connect(house.sip2).ask(&login("sc-kajaani"));
    assert_eq!(
        refused(&house),
        "940",
        "the right password is not looked at"
    );
    house.stop();
    let house = open(folder.path());
    assert_eq!(refused(&house), "940", "nor after a restart");
    let mut elsewhere = Terminal::connect_from(ELSEWHERE, house.sip2);
    assert_eq!(
        elsewhere.ask(&login("sc-kajaani")),
        "941",
        "nobody else waits"
    );
    let throttled = house.counted("silta_sip2_logins_total", &["outcome=\"throttled\""]);
    assert_eq!(throttled, 1);
}

#[test]
fn sigterm_answers_what_is_in_flight_at_fifty_terminals() {
    const TERMINALS: usize = 50;
    let folder = tempfile::tempdir().unwrap();
    let mut program = Program::demo(folder.path());
    let mut terminals: Vec<_> = (0..TERMINALS)
        .map(|_| Terminal::log_in(program.sip2, "sc-kajaani"))
        .collect();
    // One write is one read there: once its first answer is here, the rest is in flight.
    let pipelined = |n: usize| -> Vec<String> {
        let item = book_of_kajaani(n);
        let asks = (0..8).map(|_| item_information("3900000001"));
        asks.chain([checkout("2900000009", &item, "")]).collect()
    };
    for (n, terminal) in terminals.iter_mut().enumerate() {
        let frames: Vec<_> = pipelined(n)
            .iter()
            .zip(1..)
            .flat_map(|(message, sequence)| sealed(message.as_bytes(), sequence))
            .collect();
        terminal.send(&frames).unwrap();
    }
    for terminal in &mut terminals {
        assert!(terminal.frame().unwrap().is_some());
    }
    program.terminate();
    for (n, terminal) in terminals.iter_mut().enumerate() {
        let mut answers = Vec::new();
        while let Some(frame) = terminal.frame().unwrap() {
            answers.push(Answer::judge(&frame, &[Version::V2]).unwrap().text);
        }
        assert_eq!(answers.len(), 8, "terminal {n}: {answers:?}");
        let lent = answers.last().unwrap();
        assert!(lent.starts_with("121N"), "terminal {n}: {lent}");
        assert_eq!(value(lent, "AB"), Some(book_of_kajaani(n).as_str()));
    }
    assert_eq!(program.end().code(), Some(0));
    assert!(Terminal::try_connect(program.sip2).is_err());
    let ledger = Ledger::open(&store(&folder.path().join("data")));
    ledger.check();
    let expected = 2 + 60 + 350 + TERMINALS as i64;
    assert_eq!(ledger.number("SELECT count(*) FROM loan"), expected);
}

/// Waits until something comes true that the gateway does in its own time.
fn until(what: impl Fn() -> bool) {
    let began = Instant::now();
    while !what() {
        assert!(
            began.elapsed() < support::terminal::PATIENCE,
            "it never comes"
        );
        sleep(Duration::from_millis(5));
    }
}
