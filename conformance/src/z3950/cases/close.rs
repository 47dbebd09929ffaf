//! The end of a session: Close, the end of the connection, and what was too long silent.

use std::time::{Duration, Instant};

use crate::{
    Context, Outcome, Stop,
    kit::{Received, cases, ensure},
    z3950::{
        Profile,
        ber::{bits, octets},
        origin::Origin,
        request,
    },
};

cases! {
    "z3950/close", "Z39.50-2003, 3.2.11", ["anonymous"];
    Must answered [] "Close is answered by Close and the end of the connection.";
    Should answered_as_finished [] "The answer to a Close has the reason finished (0).";
    Must any_reason [] "Close with any reason of the standard is answered by Close.";
    Must unknown_reason [] "Close with a reason that does not exist ends the session.";
    Must with_information [] "Close with a text in UTF-8 is answered by Close.";
    Must nothing_after_close [] "What comes after a Close is not answered.";
    Must in_version_2 [] "Close in a session of version 2 ends the connection." of "Z39.50-2003, 4.1: version 2";
    Must end_without_close ["many"] "A connection that ends without Close, as ZOOM does it, harms nobody.";
    Must half_closed ["many"] "A Search followed by the end of sending is still answered.";
    Must first_apdu_limit ["limits.first_apdu"] "A connection that says nothing is ended in time.";
    Must partial_apdu_limit ["limits.partial_apdu"] "A connection that stops within an APDU is ended in time.";
    Must idle_limit ["limits.idle"] "A session that says nothing gets Close for lack of activity (7) in time.";
    Should half_an_apdu_and_end [] "A connection that ends within an APDU is closed on this side too.";
}

fn answered(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = c.origin()?;
    o.ask(&request::close(0))?.expect("close")?;
    o.ended()
}

fn answered_as_finished(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = c.origin()?;
    o.ask(&request::close(0))?
        .expect("close")?
        .is("closeReason", 0)
}

fn any_reason(c: &mut Context<'_, Profile>) -> Outcome {
    for reason in 0..=9 {
        let mut o = c.origin()?;
        o.ask(&request::close(reason))?.expect("close")?;
        o.ended()?;
    }
    Ok(())
}

fn unknown_reason(c: &mut Context<'_, Profile>) -> Outcome {
    for reason in [10, -1, 1 << 40] {
        let mut o = c.origin()?;
        o.send(&request::close(reason))?;
        o.ended_or_closed()?;
    }
    c.lives()
}

fn with_information(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = c.origin()?;
    let close = request::close(0).with(octets(3, "näkemiin"));
    o.ask(&close)?.expect("close")?;
    o.ended()
}

fn nothing_after_close(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = c.origin()?;
    let search = o.request("x")?.bytes();
    o.wire
        .send(&[&*request::close(0).bytes(), &search].concat())?;
    o.receive()?.expect("close")?;
    o.ended()
}

fn in_version_2(c: &mut Context<'_, Profile>) -> Outcome {
    let (mut o, _) = c.origin_with(&c.usual_init().put(bits(3, &[0, 1])))?;
    o.send(&request::close(0))?;
    o.ended_or_closed()
}

fn end_without_close(c: &mut Context<'_, Profile>) -> Outcome {
    for _ in 0..20 {
        let mut o = c.origin()?;
        let search = o.request(&c.many()?)?;
        o.send(&search)?;
    }
    c.lives()
}

fn half_closed(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = c.origin()?;
    let search = o.request(&c.many()?)?;
    o.send(&search)?;
    o.wire.finish_sending()?;
    o.receive()?.expect("searchResponse")?;
    o.ended_or_closed()
}

/// How long until the connection ends, and what comes before.
fn until_the_end(o: &mut Origin, limit: Option<u16>) -> Outcome<Vec<u8>> {
    let limit = Duration::from_secs(u64::from(limit.unwrap_or_default()));
    let late = limit + Duration::from_secs(5);
    let began = Instant::now();
    let mut all = Vec::new();
    loop {
        match o.wire.receive(late.saturating_sub(began.elapsed()))? {
            Received::Bytes(bytes) => all.extend(bytes),
            Received::Closed => break,
            Received::Silence => {
                return Err(Stop::failed(format!(
                    "the connection is open after {} s",
                    late.as_secs()
                )));
            }
        }
    }
    ensure!(
        began.elapsed() + Duration::from_secs(1) >= limit,
        "the connection ends after {:?} and not {limit:?}",
        began.elapsed()
    );
    Ok(all)
}

fn first_apdu_limit(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = c.stranger()?;
    until_the_end(&mut o, c.profile.limits.first_apdu).map(drop)
}

fn partial_apdu_limit(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = c.origin()?;
    let search = o.request("x")?.bytes();
    let (half, _) = search.split_at(search.len() / 2);
    o.wire.send(half)?;
    until_the_end(&mut o, c.profile.limits.partial_apdu).map(drop)
}

fn idle_limit(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = c.origin()?;
    let bytes = until_the_end(&mut o, c.profile.limits.idle)?;
    let close = crate::z3950::answer::Answer::parse(&bytes).map_err(Stop::failed)?;
    close.expect("close")?.is("closeReason", 7)
}

fn half_an_apdu_and_end(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = c.origin()?;
    let search = o.request("x")?.bytes();
    let (half, _) = search.split_at(search.len() / 2);
    o.wire.send(half)?;
    o.wire.finish_sending()?;
    o.ended_or_closed()?;
    c.lives()
}
