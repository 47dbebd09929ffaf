//! Long, many and odd values.

use crate::{
    Context, Outcome, Stop,
    kit::{cases, ensure},
    sip2::{
        Item, Patron, Profile,
        answer::Answer,
        request::Request,
        terminal::{A_WHILE, plain},
    },
    visible,
};

cases! {
    "sip2/limits", "SIP2 2.00, field lengths; demo library: bad input", ["account.self_check"];
    Must odd_title_is_one_field ["item.odd_title"] "A title of 400 characters with delimiter and line break is one field of at most 255, in one frame.";
    Must odd_title_is_lent ["item.odd_title", "patron.ordinary.pin"] "An item with such a title can be lent and returned.";
    Must odd_title_is_not_an_entity ["item.odd_title"] "A delimiter in a title is not turned into an entity." of "field practice: Koha sends &#124; to screens";
    Should odd_title_keeps_its_beginning ["item.odd_title"] "Of a long title the beginning is kept: at least 60 characters.";
    Must many_loans_are_counted ["patron.many_loans.loans"] "Hundreds of loans are counted in four digits.";
    Must many_loans_are_listed_in_one_frame ["patron.many_loans.loans"] "The list of hundreds of loans is one valid frame of at most 64 KiB.";
    Should many_loans_can_be_paged ["patron.many_loans.loans"] "The last of hundreds of loans can be reached with BP and BQ.";
    Must long_barcode_is_unknown [] "A barcode of 300 characters gets a valid answer and the session lives.";
    Must long_card_is_unknown [] "A card of 255 characters gets a valid answer and the session lives.";
    Must many_fields_are_survived [] "A request of a thousand fields gets a valid answer and the session lives.";
    Must injected_message_is_two_messages [] "CR inside a value ends the message: what follows is a message of its own, never a field.";
    Must other_delimiter_is_no_login [] "A login with another delimiter than | is not granted by guessing.";
    Must lower_case_fields_are_survived ["spare.1"] "Field identifiers in lower case get a valid answer and the session lives.";
    Must random_bytes_are_survived [] "Two hundred requests of random bytes get valid SIP2 or nothing, and a new session is served.";
    Must mutated_requests_are_survived ["patron.ordinary", "spare.1"] "Two hundred requests with one byte changed get valid SIP2 or nothing, and a new session is served.";
}

fn odd_title_is_one_field(c: &mut Context<'_, Profile>) -> Outcome {
    let item = c.item("odd_title")?;
    let mut t = c.self_check()?;
    t.ask(&t.form.item_information(&item))?.needs("AJ")?;
    t.stays_silent()
}

fn odd_title_is_lent(c: &mut Context<'_, Profile>) -> Outcome {
    let (patron, item) = (c.patron("ordinary")?, c.item("odd_title")?);
    let mut t = c.self_check()?;
    c.lend(&mut t, &patron, &item)?.needs("AJ")?;
    t.give_back(&item)?.is("ok", "1")
}

fn odd_title_is_not_an_entity(c: &mut Context<'_, Profile>) -> Outcome {
    let item = c.item("odd_title")?;
    let mut t = c.self_check()?;
    let answer = t.ask(&t.form.item_information(&item))?;
    ensure!(
        !answer.value("AJ").contains("&#"),
        "AJ is {:?}",
        answer.value("AJ")
    );
    Ok(())
}

fn odd_title_keeps_its_beginning(c: &mut Context<'_, Profile>) -> Outcome {
    let item = c.item("odd_title")?;
    let mut t = c.self_check()?;
    let length = t
        .ask(&t.form.item_information(&item))?
        .value("AJ")
        .chars()
        .count();
    ensure!(length >= 60, "AJ has {length} characters");
    Ok(())
}

fn many_loans_are_counted(c: &mut Context<'_, Profile>) -> Outcome {
    let patron = c.patron("many_loans")?;
    let mut t = c.self_check()?;
    t.information(&patron)?.is(
        "charged items",
        &format!("{:04}", patron.loans.unwrap_or_default()),
    )
}

fn many_loans_are_listed_in_one_frame(c: &mut Context<'_, Profile>) -> Outcome {
    let patron = c.patron("many_loans")?;
    let mut t = c.self_check()?;
    let answer = t.ask(&t.form.patron_information(&patron, "  Y       "))?;
    let (listed, loans) = (answer.all("AU").len(), patron.loans.unwrap_or_default());
    ensure!(
        listed > 0 && u32::try_from(listed).is_ok_and(|listed| listed <= loans),
        "it lists {listed} of {loans}"
    );
    ensure!(
        answer.raw.len() <= 64 * 1024,
        "the frame has {} bytes",
        answer.raw.len()
    );
    Ok(())
}

fn many_loans_can_be_paged(c: &mut Context<'_, Profile>) -> Outcome {
    let patron = c.patron("many_loans")?;
    let last = patron.loans.unwrap_or_default().to_string();
    let mut t = c.self_check()?;
    let request = t
        .form
        .patron_information(&patron, "  Y       ")
        .with("BP", &last)
        .with("BQ", &last);
    let listed = t.ask(&request)?.all("AU").len();
    ensure!(listed == 1, "item {last} to {last} are {listed} items");
    Ok(())
}

fn long_barcode_is_unknown(c: &mut Context<'_, Profile>) -> Outcome {
    let mut t = c.self_check()?;
    t.ask_or_96(&t.form.item_information(&Item::of(&"9".repeat(300))))?;
    t.lives()
}

fn long_card_is_unknown(c: &mut Context<'_, Profile>) -> Outcome {
    let patron = Patron {
        card: "9".repeat(255),
        ..Patron::default()
    };
    let mut t = c.self_check()?;
    t.ask_or_96(&t.form.patron_status(&patron))?;
    t.lives()
}

fn many_fields_are_survived(c: &mut Context<'_, Profile>) -> Outcome {
    let mut t = c.self_check()?;
    let body = t.form.item_information(&Item::unknown()).body() + &"ZZx|".repeat(1000);
    t.ask_or_96(&Request::text(body))?;
    t.lives()
}

fn injected_message_is_two_messages(c: &mut Context<'_, Profile>) -> Outcome {
    let mut t = c.self_check()?;
    let body = t.form.item_information(&Item::of("EVIL\rAOfake")).body();
    let first = t.ask_bytes(&plain(body.as_bytes()))?;
    ensure!(
        matches!(first.code.as_str(), "18" | "96"),
        "the first answer is a {}",
        first.code
    );
    let second = t.answer()?;
    ensure!(
        second.code == "96",
        "the second answer is a {}",
        second.code
    );
    t.lives()
}

fn other_delimiter_is_no_login(c: &mut Context<'_, Profile>) -> Outcome {
    let account = c.account("self_check")?;
    let mut t = c.stranger()?;
    let body = format!("9300CN{}^CO{}^", account.user, account.password);
    let answer = t.ask_bytes(&plain(body.as_bytes()))?;
    ensure!(answer.fixed("ok") != "1", "it is granted");
    Ok(())
}

fn lower_case_fields_are_survived(c: &mut Context<'_, Profile>) -> Outcome {
    let item = c.spare(0)?;
    let mut t = c.self_check()?;
    let body = format!("17{}aoX|ab{}|", t.form.now(), item.barcode);
    t.ask_or_96(&Request::text(body))?;
    t.lives()
}

/// A small generator of numbers that are the same in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap_or_default() % sides.max(1)
    }

    fn byte(&mut self) -> u8 {
        u8::try_from(self.roll(256)).unwrap_or_default()
    }
}

/// Sends all the frames on logged-in connections; whatever comes back must be valid SIP2.
fn survives(c: &Context<'_, Profile>, frames: Vec<Vec<u8>>) -> Outcome {
    let mut t = c.self_check()?;
    for frame in frames {
        if t.wire.send(&frame).is_err() {
            t = c.self_check()?;
        }
    }
    let (bytes, _) = t.wire.remainder(A_WHILE)?;
    for frame in bytes.split_inclusive(|&byte| byte == b'\r') {
        Answer::parse(frame, t.charset)
            .map_err(|why| Stop::failed(format!("{} is not valid: {why}", visible(frame))))?;
    }
    c.self_check()?.lives()
}

fn random_bytes_are_survived(c: &mut Context<'_, Profile>) -> Outcome {
    let mut dice = Dice(0x5EED_0001);
    let frames = (0..200).map(|_| {
        let length = dice.roll(60);
        let mut frame: Vec<u8> = (0..length).map(|_| dice.byte()).collect();
        frame.push(b'\r');
        frame
    });
    survives(c, frames.collect())
}

fn mutated_requests_are_survived(c: &mut Context<'_, Profile>) -> Outcome {
    let (patron, item) = (c.patron("ordinary")?, c.spare(0)?);
    let form = c.self_check()?.form;
    let requests = [
        form.patron_status(&patron).without("AD"),
        form.patron_information(&patron, "  Y       ").without("AD"),
        form.item_information(&item),
        form.end_patron_session(&patron).without("AD"),
    ];
    let mut dice = Dice(0x5EED_0002);
    let frames = (0..200).map(|number| {
        let mut body = requests[number % requests.len()].body().into_bytes();
        // The code stays, so that a request that changes something cannot come about.
        let place = 2 + dice.roll(body.len() - 2);
        body[place] = dice.byte();
        plain(&body)
    });
    survives(c, frames.collect())
}
