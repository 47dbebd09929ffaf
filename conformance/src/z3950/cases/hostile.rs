//! Hostile input: it gets a diagnostic, a Close or the end, within a moment, and others notice
//! nothing.

use std::time::{Duration, Instant};

use crate::{
    Context, Outcome, Stop,
    kit::{cases, ensure},
    z3950::{
        Profile,
        ber::{Ber, Class, Length, group, identifier, integer, length_octets, octets, oid},
        origin::{Origin, PROMPTLY},
        pqf, request,
    },
};

cases! {
    "z3950/hostile", "good practice: a limit on every size, depth and time", ["anonymous"];
    Must text_on_the_port [] "Text, HTTP and TLS on the port end the connection at once.";
    Must zeros_and_noise_on_the_port [] "Zeros and noise on the port end the connection at once.";
    Must noise_in_a_session [] "Bytes that are no BER in a session end it, with Close.";
    Must length_of_2_gib_before_init [] "A length claim of 2 GiB before Init ends the connection at once." of "2^31 octets";
    Must length_of_2_gib [] "A length claim of 2 GiB in a session gets Close at once.";
    Must length_of_4_gib [] "A length claim of 4 GiB in a session gets Close at once.";
    Must length_of_2_to_the_63 [] "A length claim of 2^63 octets gets Close at once.";
    Must length_of_127_octets [] "A length of 127 octets gets Close at once.";
    Must inner_length_of_2_gib [] "A length claim of 2 GiB within a small APDU gets Close at once.";
    Must indefinite_50_000_deep [] "50,000 nested indefinite lengths get Close or the end at once.";
    Must indefinite_50_000_deep_before_init [] "50,000 nested indefinite lengths before Init end the connection at once.";
    Must definite_50_000_deep [] "50,000 nested definite lengths get Close or the end at once.";
    Must nested_100 [] "A query of a hundred nested operators gets an answer.";
    Must nested_2_000 [] "A query of 2,000 nested operators gets a diagnostic or Close.";
    Must nested_20_000_left [] "A query of 20,000 operators nested to the left gets a diagnostic or Close.";
    Must nested_20_000_right [] "A query of 20,000 operators nested to the right gets a diagnostic or Close.";
    Must many_operands [] "A balanced query of 4,096 operands gets an answer, a diagnostic or Close.";
    Must many_attributes [] "A term with 20,000 attributes gets an answer, a diagnostic or Close.";
    Must million_tiny_elements [] "An APDU of a million tiny elements gets an answer, a diagnostic or Close.";
    Must million_tiny_elements_before_init [] "An InitRequest of a million tiny elements gets an answer or the end.";
    Must long_term [] "A term of 500,000 octets gets an answer, a diagnostic or Close.";
    Must long_set_name [] "A set name of 500,000 octets gets an answer, a diagnostic or Close.";
    Must long_reference_id [] "A referenceId of 500,000 octets is echoed or gets Close.";
    Must hundred_thousand_databases [] "A hundred thousand database names get a diagnostic or Close.";
    Must huge_other_information [] "otherInfo of a hundred thousand entries gets an answer or Close.";
    Must long_oid [] "An attribute set of 10,000 octets gets a diagnostic or Close.";
    Must huge_integers_everywhere [] "Counts of 2^63-1 and -2^63 in every field get answers.";
    Must thousands_of_sets ["service.named_sets"] "Two thousand named sets end at 112 or are kept, and others are served." of "bib-1 diagnostic 112";
    Must never_reading ["many"] "An origin that asks and never reads is held back, and others are served.";
    Must connections_opened_and_dropped [] "Three hundred connections opened and dropped harm nobody.";
    Must halves_of_apdus [] "A hundred connections that end within an APDU harm nobody.";
    Must many_wildcards [] "Terms of many wildcards get an answer or a diagnostic in time.";
    Must wide_truncation ["work.known"] "A term of one letter with truncation gets an answer or a diagnostic in time.";
}

/// The connection ends promptly, with Close or without; afterwards others are served.
fn ended(c: &Context<'_, Profile>, mut o: Origin, bytes: &[u8]) -> Outcome {
    // A target that has seen enough may end before all is sent.
    let _ = o.wire.send(bytes);
    o.ended_or_closed()?;
    c.lives()
}

fn before_init(c: &Context<'_, Profile>, bytes: &[u8]) -> Outcome {
    ended(c, c.stranger()?, bytes)
}

fn in_session(c: &Context<'_, Profile>, bytes: &[u8]) -> Outcome {
    ended(c, c.origin()?, bytes)
}

/// An answer of any kind comes promptly, or the end; afterwards others are served.
fn bounded(c: &Context<'_, Profile>, bytes: &[u8]) -> Outcome {
    let mut o = c.origin()?;
    bounded_in(&mut o, bytes)?;
    c.lives()
}

fn bounded_in(o: &mut Origin, bytes: &[u8]) -> Outcome {
    let began = Instant::now();
    if o.wire.send(bytes).is_ok() {
        match o.receive() {
            Err(Stop::Failed(why)) if !why.contains("closed without an answer") => {
                return Err(Stop::Failed(why));
            }
            Ok(_) | Err(_) => {}
        }
    }
    let took = began.elapsed();
    ensure!(took < PROMPTLY, "it took {took:?}");
    Ok(())
}

fn text_on_the_port(c: &mut Context<'_, Profile>) -> Outcome {
    let hello = [
        &[0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xFC][..],
        &[3; 508],
    ]
    .concat();
    for bytes in [
        &b"GET /sru HTTP/1.1\r\nHost: x\r\n\r\n"[..],
        b"\r\n\r\n\r\n\r\n",
        b"9900302.00\r",
        &hello,
    ] {
        // HTTP may be served on the same port.
        let mut o = c.stranger()?;
        let _ = o.wire.send(bytes);
        o.wire.finish_sending()?;
        let (_, closed) = o.wire.remainder(PROMPTLY)?;
        ensure!(closed, "the connection stays open");
    }
    c.lives()
}

/// Bytes that look like nothing, always the same.
fn noise(count: usize) -> Vec<u8> {
    let mut state = 0x2545_F491_u32;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        state.to_be_bytes()[0]
    };
    (0..count).map(|_| next()).collect()
}

fn zeros_and_noise_on_the_port(c: &mut Context<'_, Profile>) -> Outcome {
    before_init(c, &[0; 4096])?;
    before_init(c, &[0xFF; 4096])?;
    let mut o = c.stranger()?;
    let _ = o.wire.send(&noise(65_536));
    o.wire.finish_sending()?;
    let (_, closed) = o.wire.remainder(PROMPTLY)?;
    ensure!(closed, "the connection stays open");
    c.lives()
}

fn noise_in_a_session(c: &mut Context<'_, Profile>) -> Outcome {
    c.origin()?.breaks_protocol(&[0; 64])?;
    c.origin()?.breaks_protocol(&b"9900302.00\r".repeat(100))?;
    c.lives()
}

/// The head of a SearchRequest with this length.
fn claim(length: &[u8]) -> Vec<u8> {
    let tag = identifier(Class::Context, true, 22);
    [&*tag, length, &[0x8D, 1, 0]].concat()
}

fn length_of_2_gib_before_init(c: &mut Context<'_, Profile>) -> Outcome {
    let tag = identifier(Class::Context, true, 20);
    let length = length_octets(Length::Claimed(1 << 31), 0);
    before_init(c, &[&*tag, &length, &[0x83, 2, 5, 0xE0]].concat())
}

fn length_of_2_gib(c: &mut Context<'_, Profile>) -> Outcome {
    in_session(c, &claim(&length_octets(Length::Claimed(1 << 31), 0)))?;
    in_session(c, &claim(&length_octets(Length::Claimed((1 << 31) - 1), 0)))
}

fn length_of_4_gib(c: &mut Context<'_, Profile>) -> Outcome {
    in_session(c, &claim(&length_octets(Length::Claimed((1 << 32) - 1), 0)))?;
    in_session(c, &claim(&length_octets(Length::Claimed(1 << 32), 0)))
}

fn length_of_2_to_the_63(c: &mut Context<'_, Profile>) -> Outcome {
    in_session(c, &claim(&length_octets(Length::Claimed(1 << 63), 0)))?;
    in_session(c, &claim(&length_octets(Length::Claimed(u64::MAX), 0)))
}

fn length_of_127_octets(c: &mut Context<'_, Profile>) -> Outcome {
    let length = [&[0xFE][..], &[0xFF; 126]].concat();
    in_session(c, &claim(&length))
}

fn inner_length_of_2_gib(c: &mut Context<'_, Profile>) -> Outcome {
    let search = c.origin()?.request("x")?;
    let name = octets(17, "default").lengthened(Length::Claimed(1 << 31));
    c.origin()?.breaks_protocol(&search.put(name).bytes())?;
    c.lives()
}

fn indefinite_50_000_deep(c: &mut Context<'_, Profile>) -> Outcome {
    in_session(c, &[0xB6, 0x80].repeat(50_000))
}

fn indefinite_50_000_deep_before_init(c: &mut Context<'_, Profile>) -> Outcome {
    before_init(c, &[0xB4, 0x80].repeat(50_000))
}

/// Content wrapped so many times by heads and tails of its own length, from inside out.
fn wrapped(levels: usize, content: &[u8], head_tag: u8, before: &[u8], after: &[u8]) -> Vec<u8> {
    let mut heads = Vec::new();
    let mut length = content.len();
    for _ in 0..levels {
        length += before.len() + after.len();
        let octets = length_octets(Length::Shortest, length as u64);
        length += 1 + octets.len();
        heads.push([&[head_tag], &*octets, before].concat());
    }
    let mut all: Vec<u8> = heads.into_iter().rev().flatten().collect();
    all.extend_from_slice(content);
    for _ in 0..levels {
        all.extend_from_slice(after);
    }
    all
}

fn definite_50_000_deep(c: &mut Context<'_, Profile>) -> Outcome {
    in_session(c, &wrapped(50_000, &[0x8D, 1, 0], 0xB6, &[], &[]))
}

/// A search whose query is this structure, already in octets.
fn with_structure(c: &Context<'_, Profile>, structure: &[u8]) -> Outcome<Vec<u8>> {
    let head = |tag: u8, content: &[u8]| {
        let length = length_octets(Length::Shortest, content.len() as u64);
        [&[tag], &*length, content].concat()
    };
    let set = oid(6, pqf::BIB_1).universal().bytes();
    let query = head(0xA1, &[&*set, structure].concat());
    let shell = request::find(&[c.profile.database()], "x")?.without(21);
    // The fields of the search without its head, which is of two octets for so few.
    let fields = shell.bytes();
    let fields = fields.get(2..).unwrap_or_default();
    Ok(head(0xB6, &[fields, &head(0xB5, &query)].concat()))
}

/// Operators nested to the left or to the right.
fn nested(c: &Context<'_, Profile>, levels: usize, left: bool) -> Outcome<Vec<u8>> {
    let leaf = pqf::operand(&[], octets(45, "zq")).bytes();
    let or = group(46, [octets(1, [])]).bytes();
    let structure = if left {
        wrapped(levels, &leaf, 0xA1, &[], &[&*leaf, &or].concat())
    } else {
        wrapped(levels, &leaf, 0xA1, &leaf, &or)
    };
    with_structure(c, &structure)
}

fn nested_100(c: &mut Context<'_, Profile>) -> Outcome {
    for left in [true, false] {
        let mut o = c.origin()?;
        let answer = o.ask_bytes(&nested(c, 100, left)?)?;
        ensure!(
            matches!(answer.name(), "searchResponse" | "close"),
            "{} came",
            answer.name()
        );
    }
    c.lives()
}

fn nested_2_000(c: &mut Context<'_, Profile>) -> Outcome {
    bounded(c, &nested(c, 2000, true)?)?;
    bounded(c, &nested(c, 2000, false)?)
}

fn nested_20_000_left(c: &mut Context<'_, Profile>) -> Outcome {
    bounded(c, &nested(c, 20_000, true)?)
}

fn nested_20_000_right(c: &mut Context<'_, Profile>) -> Outcome {
    bounded(c, &nested(c, 20_000, false)?)
}

fn many_operands(c: &mut Context<'_, Profile>) -> Outcome {
    let mut level = vec![pqf::operand(&[], octets(45, "zq")).bytes(); 4096];
    let or = group(46, [octets(1, [])]).bytes();
    while level.len() > 1 {
        let joined = level.chunks(2).map(|pair| {
            let content = [pair.concat(), or.clone()].concat();
            let length = length_octets(Length::Shortest, content.len() as u64);
            [&[0xA1], &*length, &content].concat()
        });
        level = joined.collect();
    }
    bounded(c, &with_structure(c, &level.concat())?)
}

fn many_attributes(c: &mut Context<'_, Profile>) -> Outcome {
    let attributes = vec![pqf::attribute(1, 4); 20_000];
    let query = pqf::around(pqf::operand(&attributes, octets(45, "x")));
    bounded(c, &request::search(&[c.profile.database()], query).bytes())
}

/// A million NULLs as fields of this APDU.
fn with_million(apdu: Ber) -> Vec<u8> {
    let bare = apdu.lengthened(Length::Indefinite).bytes();
    let (fields, end) = bare.split_at(bare.len() - 2);
    [fields, &[0x05, 0x00].repeat(1_000_000), end].concat()
}

fn million_tiny_elements(c: &mut Context<'_, Profile>) -> Outcome {
    let search = c.origin()?.request("x")?;
    bounded(c, &with_million(search))
}

fn million_tiny_elements_before_init(c: &mut Context<'_, Profile>) -> Outcome {
    bounded_in(&mut c.stranger()?, &with_million(request::init()))?;
    c.lives()
}

fn long_term(c: &mut Context<'_, Profile>) -> Outcome {
    let operand = pqf::operand(&[pqf::attribute(1, 4)], octets(45, "zq ".repeat(166_666)));
    let search = request::search(&[c.profile.database()], pqf::around(operand));
    bounded(c, &search.bytes())
}

fn long_set_name(c: &mut Context<'_, Profile>) -> Outcome {
    let search = c.origin()?.request("x")?;
    bounded(c, &request::into_set(search, &"n".repeat(500_000)).bytes())
}

fn long_reference_id(c: &mut Context<'_, Profile>) -> Outcome {
    let search = c.origin()?.request("x")?;
    bounded(c, &request::referred(search, vec![7; 500_000]).bytes())
}

fn hundred_thousand_databases(c: &mut Context<'_, Profile>) -> Outcome {
    let names = vec!["d"; 100_000];
    bounded(c, &request::search(&names, pqf::rpn("x")?).bytes())
}

fn huge_other_information(c: &mut Context<'_, Profile>) -> Outcome {
    let one = crate::z3950::ber::sequence([octets(2, "x")]);
    let search = c.origin()?.request("x")?;
    let search = search.with(group(201, vec![one; 100_000]));
    bounded(c, &search.bytes())
}

fn long_oid(c: &mut Context<'_, Profile>) -> Outcome {
    let arcs = octets(6, [&[0x2A][..], &[0x86; 9_998], &[1]].concat()).universal();
    let query = group(1, [arcs, pqf::operand(&[], octets(45, "x"))]);
    bounded(c, &request::search(&[c.profile.database()], query).bytes())
}

fn huge_integers_everywhere(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = c.origin()?;
    let search = o.request("x")?;
    for huge in [i64::MAX, i64::MIN] {
        let huge_search = [13, 14, 15]
            .iter()
            .fold(search.clone(), |apdu, &tag| apdu.put(integer(tag, huge)));
        o.ask(&huge_search)?.expect("searchResponse")?;
        let present = request::present("default", huge, huge, request::USMARC);
        o.ask(&present)?.expect("presentResponse")?;
        let scan = request::scan(&[c.profile.database()], "@attr 1=4 k", huge, huge)?;
        o.ask(&scan.put(integer(5, huge)))?.expect("scanResponse")?;
    }
    o.lives()
}

fn thousands_of_sets(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = c.origin()?;
    let search = o.request("@attr 1=4 zq")?;
    for number in 0..2000 {
        let request = request::into_set(search.clone(), &format!("set{number}"));
        let answer = o.ask(&request)?.expect("searchResponse")?;
        if !answer.flag("searchStatus")? {
            answer.diagnosed(&[112, 31])?;
            break;
        }
    }
    // What is full can be emptied.
    if c.profile.services.iter().any(|own| own == "delete_set") {
        o.ask(&request::delete_all())?;
        o.found(&request::into_set(search, "again"))?;
    }
    c.lives()
}

fn never_reading(c: &mut Context<'_, Profile>) -> Outcome {
    let mut deaf = c.origin()?;
    let hits = deaf.find(&c.many()?)?;
    let present = request::present("default", 1, hits.min(20), request::USMARC).bytes();
    let began = Instant::now();
    // It blocks once the buffers on the way are full; the wire's own deadline ends it then.
    while began.elapsed() < Duration::from_secs(3) {
        if deaf
            .wire
            .send_for(&present.repeat(100), Duration::from_secs(1))
            .is_err()
        {
            break;
        }
    }
    let asked = Instant::now();
    c.lives()?;
    ensure!(
        asked.elapsed() < PROMPTLY,
        "another session waits {:?}",
        asked.elapsed()
    );
    drop(deaf);
    c.lives()
}

fn connections_opened_and_dropped(c: &mut Context<'_, Profile>) -> Outcome {
    for _ in 0..300 {
        drop(c.stranger()?);
    }
    c.lives()
}

fn halves_of_apdus(c: &mut Context<'_, Profile>) -> Outcome {
    let init = c.usual_init().bytes();
    for number in 0..100 {
        let (half, _) = init.split_at(1 + number % (init.len() - 1));
        c.stranger()?.wire.send(half)?;
    }
    c.lives()
}

fn many_wildcards(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = c.origin()?;
    for query in [
        format!("@attr 1=4 @attr 5=104 \"{}\"", "?a".repeat(100)),
        format!("@attr 1=4 @attr 5=101 \"{}\"", "#".repeat(500)),
        format!("@attr 1=4 @attr 5=102 \"{}\"", "(a*)*".repeat(50)),
        format!("@attr 1=4 @attr 5=102 \"{}\"", "(".repeat(500)),
    ] {
        let began = Instant::now();
        let request = o.request(&query)?;
        o.ask(&request)?.expect("searchResponse")?;
        ensure!(began.elapsed() < PROMPTLY, "it took {:?}", began.elapsed());
    }
    o.lives()
}

fn wide_truncation(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = c.origin()?;
    for query in [
        "@attr 1=1016 @attr 5=1 k",
        "@attr 1=1016 @attr 5=2 a",
        "@attr 1=1016 @attr 5=3 a",
        "@and @attr 1=1016 @attr 5=1 k @attr 1=1016 @attr 5=1 s",
    ] {
        let request = o.request(query)?;
        o.ask(&request)?.expect("searchResponse")?;
    }
    o.lives()
}
