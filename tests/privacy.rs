//! Nothing about a patron, and no secret, leaves by another door than the answer to the terminal
//! that asked: a run over all messages with canaries, while the program logs all it can.
#![allow(clippy::unwrap_used, reason = "what goes wrong here is a failed test")]

mod support;

use silta_consortium::{Circulation as _, Contact, Language, NewPatron, Pin};
use support::{
    answer::value,
    api::ask,
    house::{change, consortium, http, wait},
    messages::{
        BLANK, DATE, book_of_kajaani, checkin, checkout, fee_paid, item_information,
        patron_information,
    },
    program::Program,
    terminal::Terminal,
};

const CARD: &str = "CANARYCARD7319";
const PIN: &str = "CANARYPIN7320";
const WRONG_PIN: &str = "CANARYWRONG7321";
const NAME: &str = "Canaryname, Väinämö";
const STREET: &str = "Canarystreet 7323";
const EMAIL: &str = "canarymail7324@example.org";
const PHONE: &str = "+358 7325 7325";
const BIRTH: &str = "1973-02-26";
const PASSWORD: &str = "CANARYPASSWORD7327";
const WRONG_PASSWORD: &str = "CANARYGUESS7328";
const UNKNOWN_CARD: &str = "CANARYUNKNOWN7329";
const STAFF_PASSWORD: &str = "CANARYSTAFF7330";

const CANARIES: [&str; 12] = [
    CARD,
    PIN,
    WRONG_PIN,
    "anaryname",
    STREET,
    EMAIL,
    PHONE,
    BIRTH,
    PASSWORD,
    WRONG_PASSWORD,
    UNKNOWN_CARD,
    STAFF_PASSWORD,
];

#[test]
fn no_canary_is_in_logs_metrics_or_health() {
    let folder = tempfile::tempdir().unwrap();
    admit_the_canary(&folder.path().join("data"));
    let mut program = Program::serve(folder.path(), PASSWORD, "");
    let mut terminal = guess_then_log_in(&program);
    let known = terminal.ask(&with_pin(&patron_information(CARD, ""), PIN));
    for (field, canary) in [("AE", NAME), ("BE", EMAIL), ("BF", PHONE)] {
        assert_eq!(
            value(&known, field),
            Some(canary),
            "the canary sings: {known}"
        );
    }
    for message in every_message() {
        for card in [CARD, UNKNOWN_CARD] {
            for pin in [PIN, WRONG_PIN, ""] {
                terminal.ask(&with_pin(&message.replace(CARD, card), pin));
            }
        }
    }
    damage(&mut terminal);
    call_the_api(&program);
    let pages = ["/metrics", "/health/live", "/health/ready"].map(|page| http(program.admin, page));
    program.terminate();
    assert_eq!(program.end().code(), Some(0));
    let output = Program::output(folder.path());
    assert!(output.contains("answered"), "it logged: {output}");
    assert!(
        pages[0].contains("silta_sip2_messages_total"),
        "{}",
        pages[0]
    );
    for told in pages.iter().chain([&output]) {
        for line in told.lines() {
            let canary = CANARIES.iter().find(|canary| line.contains(*canary));
            assert_eq!(canary, None, "in {line}");
        }
    }
}

fn admit_the_canary(data: &std::path::Path) {
    let canary = NewPatron {
        barcode: CARD.into(),
        name: NAME.into(),
        home: "KAJ".into(),
        group: "adult".into(),
        language: Language::En,
        expires: None,
        card_lost: false,
        contact: Contact {
            address: STREET.into(),
            email: EMAIL.into(),
            phone: PHONE.into(),
            birth_date: BIRTH.into(),
        },
        pin: Some(Pin::from(PIN)),
    };
    wait(consortium(data).put_patron(change("canary", canary))).unwrap();
}

fn guess_then_log_in(program: &Program) -> Terminal {
    let mut terminal = Terminal::connect(program.sip2);
    let guess = format!("9300CNsc|CO{WRONG_PASSWORD}|");
    assert_eq!(terminal.ask(&guess), "940");
    assert_eq!(
        terminal.ask(&format!("9300CNsc|CO{PASSWORD}|CPKAJ|")),
        "941"
    );
    terminal
}

/// With the PIN as AD, and a staff password where the message has one.
fn with_pin(message: &str, pin: &str) -> String {
    let message = message.replace("|AC|", &format!("|AC{STAFF_PASSWORD}|"));
    match pin {
        "" => message,
        pin => format!("{message}AD{pin}|"),
    }
}

/// All that a terminal can send, about the canary.
fn every_message() -> Vec<String> {
    let item = book_of_kajaani(7);
    let of_the_patron = format!("AOKAINET|AA{CARD}|");
    vec![
        "9900802.00".into(),
        format!("23001{DATE}{of_the_patron}AC|"),
        patron_information(CARD, ""),
        item_information(&item),
        checkout(CARD, &item, ""),
        format!("29NN{DATE}{BLANK}{of_the_patron}AB{item}|AC|"),
        format!("65{DATE}{of_the_patron}AC|"),
        checkin(&item, ""),
        format!("15+{DATE}{of_the_patron}AB{item}|AC|BSKAJ|"),
        format!("15-{DATE}{of_the_patron}AB{item}|AC|"),
        fee_paid(CARD, "0.10", "T1"),
        format!("19{DATE}AOKAINET|AB{item}|AC|CHplain|"),
        format!("01N{DATE}AOKAINET|ALa text|AA{CARD}|AC|"),
        format!("25{DATE}{of_the_patron}AC|"),
        format!("11YY{DATE}{DATE}{of_the_patron}AB{item}|AC|"),
        format!("09Y{DATE}{DATE}APKAJ|AOKAINET|AB{item}|AC|"),
        format!("35{DATE}{of_the_patron}AC|"),
    ]
}

/// Everything about the canary that a program can ask, and what it should not.
fn call_the_api(program: &Program) {
    let call = |token: &str, method: &str, path: &str, body: &str| {
        ask(program.http, token, method, path, body)
    };
    let known = call(PASSWORD, "GET", &format!("/patrons/{CARD}"), "");
    assert!(
        known.body.contains(EMAIL),
        "the canary sings: {}",
        known.body
    );
    for card in [CARD, UNKNOWN_CARD] {
        let patron = format!("/patrons/{card}");
        for list in ["", "/loans", "/holds", "/fees"] {
            call(PASSWORD, "GET", &format!("{patron}{list}"), "");
        }
        for pin in [PIN, WRONG_PIN] {
            let body = format!("{{\"pin\":\"{pin}\"}}");
            call(PASSWORD, "POST", &format!("{patron}/verification"), &body);
            call(PASSWORD, "PUT", &format!("{patron}/pin"), &body);
        }
        let lend = format!("{{\"patron\":\"{card}\",\"item\":\"3900000001\",\"library\":\"KAJ\"}}");
        for body in [&*lend, &lend[..20], &lend.replace("KAJ", NAME)] {
            call(PASSWORD, "POST", "/checkouts", body);
            call(WRONG_PASSWORD, "POST", "/checkouts", body);
        }
        let write = format!("{{\"name\":\"{NAME}\",\"home\":\"{EMAIL}\"}}");
        call(PASSWORD, "PUT", &patron, &write);
        call(PASSWORD, "GET", &format!("/nowhere/{card}?name={NAME}"), "");
    }
}

/// What cannot be read, with canaries inside.
fn damage(terminal: &mut Terminal) {
    for damage in [
        format!("63short{CARD}|AD{PIN}|"),
        format!("77{NAME}|"),
        format!("{}AY1AZ0000", checkout(CARD, "1", &format!("AD{PIN}|"))),
        format!("11YN{CARD}          {DATE}AOKAINET|AA{CARD}|"),
        format!("93{PASSWORD}"),
        format!("{CARD}AY{PIN}AZ{NAME}"),
    ] {
        terminal.send(format!("{damage}\r").as_bytes()).unwrap();
        let frame = terminal.frame().unwrap().expect("an answer");
        let refused = frame.starts_with(b"96") || frame.starts_with(b"940");
        assert!(refused, "{damage} is damage");
    }
}
