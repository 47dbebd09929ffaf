//! Framing: where a message begins and ends.

use crate::{
    Context, Outcome, Stop,
    kit::{Received, cases, ensure},
    sip2::{
        Item, Profile,
        answer::Answer,
        request::{Forms, NO_DATE, Request},
        terminal::{A_WHILE, Terminal, plain, sealed},
    },
    visible,
};

cases! {
    "sip2/framing", "SIP2 2.00, message format", ["account.self_check"];
    Must bytes_one_by_one_make_a_message [] "A message sent one byte per segment gets one answer, once its CR is there.";
    Must two_messages_in_one_segment_are_two [] "Login and SC status in one segment are answered in order, 94 then 98.";
    Must crlf_is_one_end [] "Twenty messages that end with CR LF get twenty answers, none of them 96." of "field practice: many terminals end with CR LF";
    Should lf_alone_ends_a_message [] "A message that ends with LF only is answered." of "field practice: tolerant profile";
    Must blank_lines_are_no_messages [] "CR, LF and CR before a message bring no further answer.";
    Must leading_line_feed_is_ignored [] "A line feed left over before a message does not spoil it.";
    Should leading_blanks_are_ignored [] "Blanks and NUL before a message code do not spoil it." of "field practice: serial adapters leave them";
    Must unfinished_message_gets_nothing [] "A message without its end, then a half-close, brings no answer and ends the connection.";
    Must endless_message_is_cut [] "More than 64 KiB without an end are answered by 96 or a close, never served.";
    Must endless_message_harms_nobody [] "A message without end on one connection does not touch a neighbour.";
    Must answer_ends_with_one_cr [] "An answer ends with CR and nothing follows it.";
    Should answer_is_one_segment [] "An answer is sent in one write." of "field practice: many terminals read once";
    Must pipelined_requests_are_answered_in_order ["spare.2"] "Two hundred item requests in one write get two hundred answers in order, each AY echoed.";
    Must other_protocols_get_no_plain_text [] "A TLS, HTTP, telnet or PROXY greeting gets valid SIP2 or a close, never plain text.";
    Must unknown_code_is_asked_for_again [] "An unknown message code gets 96 and the session lives.";
    Must answer_code_from_a_terminal_is_asked_for_again [] "An answer's code sent by the terminal gets 96 and the session lives.";
    Must one_character_is_asked_for_again [] "A message shorter than a code gets 96 and the session lives.";
    Must fixed_part_cut_short_is_asked_for_again [] "A request whose fixed part cannot be read gets 96 and the session lives.";
    Must fields_may_come_in_any_order ["patron.ordinary.pin", "spare.1"] "A request with its fields in another order is served the same.";
    Must unknown_fields_are_ignored ["spare.1"] "A request with unknown fields is served the same.";
    Should empty_fields_at_the_end_are_ignored ["spare.1"] "A run of delimiters at the end of a request is ignored." of "field practice: terminals pad so";
    Should first_of_two_fields_counts ["spare.2"] "Of a field sent twice the first counts." of "field practice: Koha keeps the first";
    Should missing_date_is_forgiven ["patron.ordinary.pin"] "A renew all without its date is understood." of "field practice: two common client libraries send it so";
    Should blanks_round_a_barcode_are_trimmed ["spare.1"] "Blanks round an item barcode are ignored." of "field practice: scanners add them";
    Should impossible_date_is_survived ["spare.1"] "An impossible date of the right width gets a valid answer and the session lives.";
    Must nul_inside_a_field_is_survived [] "NUL inside a field gets a valid answer and the session lives.";
    Must keeps_alive_by_sc_status [] "Repeated SC status messages are each answered." of "field practice: terminals keep the connection so";
}

fn bytes_one_by_one_make_a_message(c: &mut Context<'_, Profile>) -> Outcome {
    let mut t = c.self_check()?;
    let frame = t.frame(&Forms::sc_status());
    let (end, start) = frame
        .split_last()
        .ok_or_else(|| Stop::failed("an empty frame"))?;
    for byte in start {
        t.wire.send(&[*byte])?;
    }
    let early = t.wire.receive(A_WHILE)?;
    ensure!(
        early == Received::Silence,
        "it answered before the message had ended"
    );
    let answer = t.ask_bytes(&[*end])?;
    ensure!(answer.code == "98", "the answer is {}", answer.code);
    t.stays_silent()
}

fn two_messages_in_one_segment_are_two(c: &mut Context<'_, Profile>) -> Outcome {
    let account = c.account("self_check")?;
    let mut t = c.stranger()?;
    let login = t.frame(&Forms::login(
        &account.user,
        &account.password,
        &account.location,
    ));
    let status = t.frame(&Forms::sc_status());
    let first = t.ask_bytes(&[login, status].concat())?;
    first.is("ok", "1")?;
    let second = t.answer()?;
    ensure!(second.code == "98", "the second answer is {}", second.code);
    t.stays_silent()
}

fn crlf_is_one_end(c: &mut Context<'_, Profile>) -> Outcome {
    let mut t = c.self_check()?;
    for _ in 0..20 {
        let mut frame = t.frame(&Forms::sc_status());
        frame.push(b'\n');
        let answer = t.ask_bytes(&frame)?;
        ensure!(
            answer.code == "98",
            "an SC status with CR LF was answered by {}",
            answer.code
        );
    }
    t.stays_silent()
}

fn lf_alone_ends_a_message(c: &mut Context<'_, Profile>) -> Outcome {
    let answer = c.self_check()?.ask_bytes(b"9900802.00\n")?;
    ensure!(answer.code == "98", "the answer is {}", answer.code);
    Ok(())
}

fn blank_lines_are_no_messages(c: &mut Context<'_, Profile>) -> Outcome {
    let mut t = c.self_check()?;
    let answer = t.ask_bytes(b"\r\r\n\r9900802.00\r")?;
    ensure!(answer.code == "98", "the answer is {}", answer.code);
    t.stays_silent()
}

fn leading_line_feed_is_ignored(c: &mut Context<'_, Profile>) -> Outcome {
    let mut t = c.self_check()?;
    let frame = t.frame(&Forms::sc_status());
    let answer = t.ask_bytes(&[b"\n".as_slice(), &frame].concat())?;
    ensure!(answer.code == "98", "the answer is {}", answer.code);
    Ok(())
}

fn leading_blanks_are_ignored(c: &mut Context<'_, Profile>) -> Outcome {
    let answer = c.self_check()?.ask_bytes(b"  \x009900802.00\r")?;
    ensure!(answer.code == "98", "the answer is {}", answer.code);
    Ok(())
}

fn unfinished_message_gets_nothing(c: &mut Context<'_, Profile>) -> Outcome {
    let item = c.spare(0)?;
    let mut t = c.self_check()?;
    let body = t.form.item_information(&item).body();
    t.wire.send(body.as_bytes())?;
    t.wire.finish_sending()?;
    let (bytes, closed) = t.wire.remainder(A_WHILE * 8)?;
    ensure!(
        bytes.is_empty() || bytes.starts_with(b"96"),
        "half a message was answered: {}",
        visible(&bytes)
    );
    ensure!(closed, "the connection stays open after the half-close");
    Ok(())
}

fn send_without_end(t: &mut Terminal) -> Outcome<(Vec<u8>, bool)> {
    let mut body = t
        .form
        .item_information(&Item::unknown())
        .body()
        .into_bytes();
    body.resize(64 * 1024 + 1, b'9');
    if t.wire.send(&body).is_err() {
        return Ok((Vec::new(), true));
    }
    let _ = t.wire.send(b"\r");
    t.wire.remainder(A_WHILE)
}

fn endless_message_is_cut(c: &mut Context<'_, Profile>) -> Outcome {
    let (bytes, closed) = send_without_end(&mut c.self_check()?)?;
    ensure!(
        bytes.is_empty() || bytes.starts_with(b"96"),
        "it was answered by {}",
        visible(&bytes)
    );
    ensure!(closed || !bytes.is_empty(), "it got neither 96 nor a close");
    Ok(())
}

fn endless_message_harms_nobody(c: &mut Context<'_, Profile>) -> Outcome {
    let (mut neighbour, mut t) = (c.self_check()?, c.self_check()?);
    send_without_end(&mut t)?;
    neighbour.lives()
}

fn answer_ends_with_one_cr(c: &mut Context<'_, Profile>) -> Outcome {
    let mut t = c.self_check()?;
    t.ask(&Forms::sc_status())?;
    t.stays_silent()
}

fn answer_is_one_segment(c: &mut Context<'_, Profile>) -> Outcome {
    let mut t = c.self_check()?;
    for _ in 0..5 {
        let frame = t.frame(&Forms::sc_status());
        t.wire.send(&frame)?;
        match t.wire.receive(A_WHILE * 8)? {
            Received::Bytes(bytes) => ensure!(
                bytes.ends_with(b"\r"),
                "the first read gave only {}",
                visible(&bytes)
            ),
            other => return Err(Stop::failed(format!("no answer: {other:?}"))),
        }
    }
    Ok(())
}

fn pipelined_requests_are_answered_in_order(c: &mut Context<'_, Profile>) -> Outcome {
    const COUNT: usize = 200;
    let mut t = c.self_check()?;
    let mut barcodes = Vec::new();
    let mut all = Vec::new();
    for number in 0..COUNT {
        let item = c.spare(number)?;
        let body = t.form.item_information(&item).body();
        all.extend(sealed(body.as_bytes(), &(number % 10).to_string()));
        barcodes.push(item.barcode);
    }
    t.wire.send(&all)?;
    for (number, barcode) in barcodes.iter().enumerate() {
        let answer = t.answer()?;
        ensure!(answer.code == "18", "answer {number} is a {}", answer.code);
        answer.field_is("AB", barcode)?;
        ensure!(
            answer.sequence == Some((number % 10).to_string()),
            "answer {number} has AY {:?}",
            answer.sequence
        );
    }
    t.stays_silent()
}

fn other_protocols_get_no_plain_text(c: &mut Context<'_, Profile>) -> Outcome {
    let greetings: &[&[u8]] = &[
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r",
        b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n",
        b"\xff\xfb\x1f\xff\xfd\x03\r",
        b"PROXY TCP4 10.1.2.3 10.0.0.1 50123 6001\r\n",
        b"\xef\xbb\xbf\r",
        b"\0\0\0\0\r",
    ];
    for greeting in greetings {
        let mut stranger = c.stranger()?;
        stranger.wire.send(greeting)?;
        let (bytes, _) = stranger.wire.remainder(A_WHILE)?;
        for frame in bytes.split_inclusive(|&b| b == b'\r') {
            Answer::parse(frame, stranger.charset).map_err(|why| {
                Stop::failed(format!(
                    "{} was answered by {}: {why}",
                    visible(greeting),
                    visible(frame)
                ))
            })?;
        }
    }
    Ok(())
}

fn asked_for_again(c: &Context<'_, Profile>, body: &str) -> Outcome {
    let mut t = c.self_check()?;
    let frame = t.frame(&Request::text(body));
    let answer = t.ask_bytes(&frame)?;
    ensure!(
        answer.code == "96",
        "{body} was answered by {}",
        answer.code
    );
    t.lives()
}

fn unknown_code_is_asked_for_again(c: &mut Context<'_, Profile>) -> Outcome {
    asked_for_again(c, "77foo|")
}

fn answer_code_from_a_terminal_is_asked_for_again(c: &mut Context<'_, Profile>) -> Outcome {
    asked_for_again(c, "941")
}

fn one_character_is_asked_for_again(c: &mut Context<'_, Profile>) -> Outcome {
    let mut t = c.self_check()?;
    let answer = t.ask_bytes(b"9\r")?;
    ensure!(
        answer.code == "96",
        "one character was answered by {}",
        answer.code
    );
    t.lives()
}

fn fixed_part_cut_short_is_asked_for_again(c: &mut Context<'_, Profile>) -> Outcome {
    asked_for_again(c, "63short")
}

fn fields_may_come_in_any_order(c: &mut Context<'_, Profile>) -> Outcome {
    let (patron, item) = (c.patron("ordinary")?, c.spare(1)?);
    c.return_later(&item);
    let mut t = c.self_check()?;
    let head = format!("11YN{}{}", t.form.now(), NO_DATE);
    let request = Request::text(head)
        .with("AD", patron.pin())
        .with("AC", "")
        .with("AB", &item.barcode)
        .with("AA", &patron.card)
        .with("AO", &t.form.institution);
    t.ask(&request)?.is("ok", "1")
}

fn served_as_usual(c: &Context<'_, Profile>, change: impl Fn(String) -> String) -> Outcome {
    let item = c.spare(1)?;
    let mut t = c.self_check()?;
    let usual = t.ask(&t.form.item_information(&item))?;
    let changed = Request::text(change(t.form.item_information(&item).body()));
    let answer = t.ask(&changed)?;
    ensure!(
        answer.essence() == usual.essence(),
        "it is served otherwise: {}",
        visible(&answer.raw)
    );
    Ok(())
}

fn unknown_fields_are_ignored(c: &mut Context<'_, Profile>) -> Outcome {
    served_as_usual(c, |body| body + "ZZnew|Z9newer|")
}

fn empty_fields_at_the_end_are_ignored(c: &mut Context<'_, Profile>) -> Outcome {
    served_as_usual(c, |body| body + "||")
}

fn first_of_two_fields_counts(c: &mut Context<'_, Profile>) -> Outcome {
    let second = c.spare(2)?.barcode;
    served_as_usual(c, move |body| format!("{body}AB{second}|"))
}

fn missing_date_is_forgiven(c: &mut Context<'_, Profile>) -> Outcome {
    let patron = c.patron("ordinary")?;
    let mut t = c.self_check()?;
    let body = format!(
        "65AO{}|AA{}|AD{}|BON|",
        t.form.institution,
        patron.card,
        patron.pin()
    );
    t.ask(&Request::text(body)).map(drop)
}

fn blanks_round_a_barcode_are_trimmed(c: &mut Context<'_, Profile>) -> Outcome {
    let item = c.spare(1)?;
    let mut t = c.self_check()?;
    let usual = t.item_status(&item)?;
    let padded = t
        .form
        .item_information(&item)
        .with("AB", format!(" {} ", item.barcode));
    t.ask(&padded)?.is("circulation status", &usual)
}

fn impossible_date_is_survived(c: &mut Context<'_, Profile>) -> Outcome {
    let item = c.spare(1)?;
    let mut t = c.self_check()?;
    let request = t.form.item_information(&item).at(2, "20261399    990512");
    t.ask_or_96(&request)?;
    t.lives()
}

fn nul_inside_a_field_is_survived(c: &mut Context<'_, Profile>) -> Outcome {
    let mut t = c.self_check()?;
    let body = t.form.item_information(&Item::of("390\u{0}0001")).body();
    let answer = t.ask_bytes(&plain(body.as_bytes()))?;
    ensure!(
        matches!(answer.code.as_str(), "18" | "96"),
        "the answer is {}",
        answer.code
    );
    t.lives()
}

fn keeps_alive_by_sc_status(c: &mut Context<'_, Profile>) -> Outcome {
    let mut t = c.self_check()?;
    (0..50).try_for_each(|_| t.lives())
}
