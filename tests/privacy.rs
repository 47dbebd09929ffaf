//! Nothing about a patron, and no secret, leaves by another door than the answer to the terminal
//! that asked: a run over all messages with canaries, while the program logs all it can.
#![allow(clippy::unwrap_used, reason = "what goes wrong here is a failed test")]

mod support;

use silta_consortium::{
    Circulation as _, Contact, Ill as _, Language, NewIllRequest, NewPatron, Pin, ServiceType,
};
use support::{
    answer::value,
    api::{ask, send},
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
    send_ncip(&program);
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
    let store = consortium(data);
    wait(store.put_patron(change("canary", canary))).unwrap();
    let request = NewIllRequest {
        peer: "ISIL:FI-Partner".into(),
        service_type: ServiceType::Loan,
        title: "Sillanrakentajat".into(),
        author: None,
        patron: CARD.into(),
        pickup_library: "KAJ".into(),
        note: Some(NAME.into()),
    };
    wait(store.create_ill_request(change("canary-asks", request))).unwrap();
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
        let wanted = format!(
            "{{\"peer\":\"ISIL:FI-Nobody\",\"service_type\":\"Loan\",\"title\":\"{NAME}\",\
             \"patron\":\"{card}\",\"pickup_library\":\"KAJ\",\"note\":\"{EMAIL}\"}}"
        );
        for body in [&*wanted, &wanted[..60]] {
            call(PASSWORD, "POST", "/ill/requests", body);
        }
    }
    let asked = call(PASSWORD, "GET", "/ill/requests", "");
    assert!(
        asked.body.contains(CARD),
        "the canary sings: {}",
        asked.body
    );
    let word = format!("{{\"action\":\"notify\",\"note\":\"{NAME}\"}}");
    call(PASSWORD, "PATCH", "/ill/requests/1", &word);
    call(PASSWORD, "GET", "/ill/undelivered", "");
}

/// Messages of NCIP about the canary, good and bad.
fn send_ncip(program: &Program) {
    let post = |message: &str| {
        let length = message.len();
        let head = "POST /ncip HTTP/1.1\r\nHost: localhost\r\nConnection: close";
        let request = format!("{head}\r\nContent-Length: {length}\r\n\r\n{message}");
        send(program.http, &request).body
    };
    let types = [
        "Name Information",
        "User Address Information",
        "Date Of Birth",
    ];
    let types = types.map(|kind| format!("<UserElementType>{kind}</UserElementType>"));
    let types = types.concat();
    let item = "<ItemId><ItemIdentifierValue>3900000001</ItemIdentifierValue></ItemId>";
    for card in [CARD, UNKNOWN_CARD] {
        for password in [PASSWORD, WRONG_PASSWORD] {
            let header = format!(
                "<InitiationHeader><FromAgencyId><AgencyId>FI-Partner</AgencyId></FromAgencyId>\
                 <FromAgencyAuthentication>{password}</FromAgencyAuthentication></InitiationHeader>"
            );
            let user =
                format!("<UserId><UserIdentifierValue>{card}</UserIdentifierValue></UserId>");
            let proof = [("Username", card), ("PIN", PIN), ("Password", WRONG_PIN)];
            let proof = proof.map(|(kind, data)| {
                format!(
                    "<AuthenticationInput><AuthenticationInputData>{data}</AuthenticationInputData>\
                     <AuthenticationInputType>{kind}</AuthenticationInputType></AuthenticationInput>"
                )
            });
            for who in [&user, &proof.concat()] {
                for (service, rest) in [
                    ("LookupUser", &*types),
                    ("CheckOutItem", item),
                    ("RenewItem", item),
                    ("CheckInItem", item),
                    ("RequestItem", item),
                ] {
                    let message = format!("<{service}>{header}{who}{rest}</{service}>");
                    let message = format!("<NCIPMessage>{message}</NCIPMessage>");
                    let answer = post(&message);
                    let sings = (service, card, password) == ("LookupUser", CARD, PASSWORD);
                    assert_eq!(answer.contains(EMAIL), sings && who == &user, "{answer}");
                    post(&message[..message.len() - 20]);
                    post(&message.replace(service, CARD));
                }
            }
        }
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
