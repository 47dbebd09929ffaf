//! Requests that do not wait for answers: none is lost, and answers come in order.

use crate::{
    Context, Outcome,
    kit::{cases, ensure},
    z3950::{
        Profile,
        ber::{Ber, group},
        origin::succeeded,
        request::{self, USMARC},
    },
};

cases! {
    "z3950/pipelining", "Z39.50-2003, 3.5 (operations one after the other) and 4.2", ["anonymous"];
    Must whole_session_in_one_write ["many"] "Init, Search, Present and Close in one write get their four answers in order.";
    Must two_searches ["many", "work.known"] "Two Searches without waiting get their own answers in order.";
    Must hundred_searches ["many", "work.known"] "A hundred Searches in one write get a hundred answers in order.";
    Must search_and_presents ["many"] "A Search and the Presents of its records in one write bring the records.";
    Must services_mixed ["many", "service.scan", "service.sort", "service.delete_set"] "Search, Scan, Sort, Present and Delete in one write are done in this order.";
    Must refusal_in_between ["many"] "A refused request between others takes none of their answers.";
    Must broken_request_last ["many"] "What was asked before a broken request is answered before the Close.";
    Must cut_anywhere ["many"] "Pipelined requests may be cut anywhere by the network.";
}

fn bytes(apdus: &[Ber]) -> Vec<u8> {
    apdus.iter().flat_map(Ber::bytes).collect()
}

fn present(start: i64) -> Ber {
    request::present("default", start, 1, USMARC)
}

fn whole_session_in_one_write(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = c.stranger()?;
    let search = o.request(&c.many()?)?;
    let all = [c.usual_init(), search, present(1), request::close(0)];
    o.wire.send(&bytes(&all))?;
    o.receive()?.expect("initResponse")?;
    succeeded(&o.receive()?.expect("searchResponse")?)?;
    let answer = o.receive()?.expect("presentResponse")?;
    answer.is("numberOfRecordsReturned", 1)?;
    o.closed_for(0)
}

/// A search with many hits and one with a single hit, and their counts.
fn two(c: &Context<'_, Profile>) -> Outcome<[(Ber, i64); 2]> {
    let mut o = c.origin()?;
    let many = c.many()?;
    let one = format!("@attr 1=12 {}", c.work("known")?.id);
    let counts = (o.find(&many)?, o.find(&one)?);
    ensure!(counts.0 != counts.1, "both searches have {} hits", counts.0);
    Ok([(o.request(&many)?, counts.0), (o.request(&one)?, counts.1)])
}

fn two_searches(c: &mut Context<'_, Profile>) -> Outcome {
    let [one, other] = two(c)?;
    let mut o = c.origin()?;
    o.wire.send(&bytes(&[one.0, other.0]))?;
    for count in [one.1, other.1] {
        let answer = o.receive()?.expect("searchResponse")?;
        answer.is("resultCount", count)?;
    }
    Ok(())
}

fn hundred_searches(c: &mut Context<'_, Profile>) -> Outcome {
    let both = two(c)?;
    let mut o = c.origin()?;
    let of = |number: usize| {
        let (search, count) = &both[number % 2];
        (
            request::referred(search.clone(), number.to_string()),
            *count,
        )
    };
    let all: Vec<Ber> = (0..100).map(|number| of(number).0).collect();
    o.wire.send(&bytes(&all))?;
    for number in 0..100usize {
        let answer = o.receive()?.expect("searchResponse")?;
        let id = answer.reference_id();
        ensure!(
            id.as_deref() == Some(number.to_string().as_bytes()),
            "answer {number} has the referenceId {id:?}"
        );
        answer.is("resultCount", of(number).1)?;
    }
    Ok(())
}

fn search_and_presents(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = c.origin()?;
    let mut all = vec![o.request(&c.many()?)?];
    all.extend((1..=4).map(present));
    o.wire.send(&bytes(&all))?;
    succeeded(&o.receive()?.expect("searchResponse")?)?;
    let mut brought = Vec::new();
    for _ in 1..=4 {
        for record in o.receive()?.expect("presentResponse")?.records()? {
            brought.push(record.marc()?);
        }
    }
    ensure!(brought == o.marc(1, 4)?, "one by one other records come");
    Ok(())
}

fn services_mixed(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = c.origin()?;
    let all = [
        o.request(&c.many()?)?,
        request::scan(&[c.profile.database()], "@attr 1=4 k", 3, 1)?,
        request::sort(&["default"], "default", [request::sort_key(4, 0)]),
        present(1),
        request::delete_all(),
        present(1),
    ];
    o.wire.send(&bytes(&all))?;
    o.receive()?.expect("searchResponse")?;
    o.receive()?.expect("scanResponse")?;
    o.receive()?.expect("sortResponse")?;
    o.receive()?
        .expect("presentResponse")?
        .is("presentStatus", 0)?;
    o.receive()?.expect("deleteResultSetResponse")?;
    o.receive()?
        .expect("presentResponse")?
        .is("presentStatus", 5)?;
    o.lives()
}

fn refusal_in_between(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = c.origin()?;
    let search = o.request(&c.many()?)?;
    let refused = request::into_set(o.request("@attr 1=9998877 x")?, "default");
    let all = [
        search.clone(),
        present(1_000_000),
        refused,
        search,
        present(1),
    ];
    o.wire.send(&bytes(&all))?;
    succeeded(&o.receive()?.expect("searchResponse")?)?;
    o.receive()?.expect("presentResponse")?.diagnosed(&[13])?;
    o.receive()?.expect("searchResponse")?.diagnosed(&[114])?;
    succeeded(&o.receive()?.expect("searchResponse")?)?;
    o.receive()?
        .expect("presentResponse")?
        .is("presentStatus", 0)
}

fn broken_request_last(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = c.origin()?;
    let all = [o.request(&c.many()?)?, present(1), group(40, [])];
    o.wire.send(&bytes(&all))?;
    succeeded(&o.receive()?.expect("searchResponse")?)?;
    o.receive()?
        .expect("presentResponse")?
        .is("presentStatus", 0)?;
    o.closed_for(6)
}

fn cut_anywhere(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = c.origin()?;
    let all = bytes(&[o.request(&c.many()?)?, present(1), present(2)]);
    for at in (1..all.len()).step_by(9) {
        let (start, end) = all.split_at(at);
        o.wire.send(start)?;
        std::thread::sleep(std::time::Duration::from_millis(1));
        o.wire.send(end)?;
        o.receive()?.expect("searchResponse")?;
        o.receive()?.expect("presentResponse")?;
        o.receive()?.expect("presentResponse")?;
    }
    Ok(())
}
