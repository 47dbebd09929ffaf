//! A full self-service round with the crate sip2 0.3.4 (the client of the KCLS Evergreen tools)
//! against the demo library: its `Client` where that has a request, else its `Message` and
//! `Connection`.
//!
//! What to know of this client: it sends no checksums, reads UTF-8 in pieces of 256 bytes each on
//! its own (a letter of two bytes across such a border ends its session), drops what follows the
//! first CR, and pays in dollars only; `fee_paid` is therefore expected to be refused here, and the
//! payment in euros is written with its `Message`.
//!
//! What a round changes, it undoes: it can run again on the same server.

use std::{
    env,
    process::ExitCode,
    time::{SystemTime, UNIX_EPOCH},
};

use sip2::{Client, Connection, Error, Message, ParamSet, util};

const BOOK: &str = "3900001026";
const HELD: &str = "3900001034";
const CD_WITH_FEE: &str = "3900000010";
const PATRON: &str = "2900000001";
const PIN: &str = "1234";
const INSTITUTION: &str = "KAINET";

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [host, port] = &arguments[..] else {
        eprintln!("usage: sip2-crate-judge HOST PORT");
        return ExitCode::from(2);
    };
    let address = format!("{host}:{port}");
    let mut tally = Tally::default();
    if let Err(error) =
        with_client(&address, &mut tally).and_then(|()| with_messages(&address, &mut tally))
    {
        tally.note("the round breaks off", Err(error.to_string()));
    }
    println!("{} passed, {} failed", tally.passed, tally.failed);
    if tally.failed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// Steps that passed and failed so far, one line each.
#[derive(Default)]
struct Tally {
    passed: u32,
    failed: u32,
}

impl Tally {
    fn note(&mut self, name: &str, result: Result<(), String>) {
        match result {
            Ok(()) => {
                self.passed += 1;
                println!("ok    {name}");
            }
            Err(fault) => {
                self.failed += 1;
                println!("FAIL  {name}: {fault}");
            }
        }
    }

    /// Notes whether `answer` has the fixed field and the fields that are expected of it.
    fn answer(&mut self, name: &str, answer: &Message, good: bool) {
        self.note(
            name,
            if good {
                Ok(())
            } else {
                Err(format!("unexpected: {}", answer.to_sip()))
            },
        );
    }
}

/// The requests that the crate's own client has.
fn with_client(address: &str, tally: &mut Tally) -> Result<(), Error> {
    let mut client = Client::new(address)?;
    let mut who = ParamSet::new();
    who.set_sip_user("sc-kajaani")
        .set_sip_pass("demo")
        .set_location("KAJ")
        .set_institution(INSTITUTION);
    who.set_patron_id(PATRON)
        .set_patron_pwd(PIN)
        .set_item_id(BOOK);

    let answer = client.login(&who)?;
    tally.answer("93 login", answer.msg(), answer.ok());
    let answer = client.sc_status()?;
    tally.answer(
        "99 status",
        answer.msg(),
        answer.ok() && answer.value("BX") == Some("YYYYYYYYYYYYYYYY"),
    );
    let answer = client.patron_status(&who)?;
    let known = answer.ok() && answer.value("CQ") == Some("Y");
    tally.answer(
        "23 patron status",
        answer.msg(),
        known
            && answer
                .value("AE")
                .is_some_and(|name| name.contains("Väinö")),
    );
    let answer = client.patron_info(&who)?;
    tally.answer("63 patron information", answer.msg(), answer.ok());
    let answer = client.item_info(&who)?;
    tally.answer(
        "17 item information",
        answer.msg(),
        answer.ok() && fixed(answer.msg(), 0) == "03",
    );
    let answer = client.checkout(&who)?;
    tally.answer(
        "11 checkout",
        answer.msg(),
        answer.ok() && answer.value("AH").is_some_and(|due| !due.is_empty()),
    );
    let answer = client.patron_info(who.set_summary(2))?;
    tally.answer(
        "63 shows the loan",
        answer.msg(),
        answer
            .msg()
            .fields()
            .iter()
            .any(|f| f.code() == "AU" && f.value().contains(BOOK)),
    );
    let answer = client.checkin(&who)?;
    tally.answer("09 checkin", answer.msg(), answer.ok());
    let answer = client.item_info(&who)?;
    tally.answer(
        "17 available again",
        answer.msg(),
        fixed(answer.msg(), 0) == "03",
    );
    let answer = client.fee_paid(who.set_pay_amount("2.00"))?;
    tally.answer(
        "37 in dollars is refused",
        answer.msg(),
        !answer.ok() && answer.value("AF").is_some(),
    );
    client.disconnect()
}

/// The requests that it has only as messages.
fn with_messages(address: &str, tally: &mut Tally) -> Result<(), Error> {
    let mut connection = Connection::new(address)?;
    let now = util::sip_date_now();
    let patron = [("AO", INSTITUTION), ("AA", PATRON), ("AD", PIN)];
    let mut ask = |name: &str,
                   code: &str,
                   fixed_fields: &[&str],
                   fields: &[(&str, &str)],
                   good: &dyn Fn(&Message) -> bool| {
        let answer = connection.sendrecv(&Message::from_values(code, fixed_fields, fields)?)?;
        tally.answer(name, &answer, good(&answer));
        Ok::<(), Error>(())
    };
    let ok = |answer: &Message| fixed(answer, 0) == "1";

    ask(
        "93 login again",
        "93",
        &["0", "0"],
        &[("CN", "sc-kajaani"), ("CO", "demo")],
        &ok,
    )?;

    let on_item = [&patron[..], &[("AB", HELD), ("BS", "KAJ"), ("BY", "3")]].concat();
    ask("15 hold", "15", &["+", &now], &on_item, &ok)?;
    ask("15 hold cancelled", "15", &["-", &now], &on_item, &ok)?;

    let lend = ["N", "N", &now, &now];
    let book = [&patron[..], &[("AB", BOOK)]].concat();
    ask("11 checkout", "11", &lend, &book, &ok)?;
    ask("29 renew", "29", &lend, &book, &ok)?;
    ask("65 renew all", "65", &[&now], &patron, &|answer| {
        ok(answer) && fixed(answer, 1) == "0001"
    })?;
    ask(
        "09 checkin",
        "09",
        &["N", &now, &now],
        &[("AP", "KAJ"), ("AO", INSTITUTION), ("AB", BOOK)],
        &ok,
    )?;

    let cd = [&patron[..], &[("AB", CD_WITH_FEE)]].concat();
    let acknowledged = [&cd[..], &[("BO", "Y")]].concat();
    ask("11 names the fee first", "11", &lend, &cd, &|answer| {
        fixed(answer, 0) == "0" && answer.get_field_value("BV") == Some("2.00")
    })?;
    ask(
        "11 with the fee acknowledged",
        "11",
        &lend,
        &acknowledged,
        &ok,
    )?;
    let nanoseconds = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_nanos());
    let transaction = format!("judge-{nanoseconds}");
    let paid = [&patron[..], &[("BV", "2.00"), ("BK", &*transaction)]].concat();
    ask(
        "37 fee paid in euros",
        "37",
        &[&now, "06", "00", "EUR"],
        &paid,
        &|answer| fixed(answer, 0) == "Y",
    )?;
    ask(
        "09 checkin of the CD",
        "09",
        &["N", &now, &now],
        &[("AO", INSTITUTION), ("AB", CD_WITH_FEE)],
        &ok,
    )?;

    ask("35 end of session", "35", &[&now], &patron, &|answer| {
        fixed(answer, 0) == "Y"
    })?;
    connection.disconnect()
}

/// The value of the fixed field at `index`, empty if there is none.
fn fixed(message: &Message, index: usize) -> &str {
    message
        .fixed_fields()
        .get(index)
        .map_or("", |field| field.value())
}
