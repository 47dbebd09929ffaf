//! Init: versions, options, sizes, and what may come before and beside it.

use crate::{
    Context, Outcome,
    kit::{cases, ensure},
    z3950::{
        Profile,
        answer::Answer,
        ber::{Ber, bits, group, integer, octets, oid},
        origin::Origin,
        request::{self, USMARC, option},
    },
};

cases! {
    "z3950/init", "Z39.50-2003, 3.2.1.1", ["anonymous"];
    Must version_3 [] "An origin that offers versions 1 to 3 gets version 3.";
    Must version_2 [] "An origin that offers versions 1 and 2 gets version 2 and a session.";
    Must answer_of_version_2 ["work.known"] "In version 2 the answers hold nothing of version 3." of "Z39.50-2003, 4.1: version 2";
    Must no_version [] "An origin that offers no version is refused.";
    Must unknown_version [] "A version that does not exist yet is ignored.";
    Must options_as_asked [] "The answer has no option that was not asked for." of "Z39.50-2003, 3.2.1.1.2";
    Must services_of_the_profile [] "Search, Present and the services the target is said to offer are granted.";
    Must no_options [] "An empty option string is answered by an empty one.";
    Should search_that_was_not_negotiated [] "A Search that was not negotiated is answered all the same, or refused with a reason.";
    Must every_option [] "Of options that nobody knows none is granted.";
    Dialect no_option_that_nobody_needs [] "Segmentation, concurrent operations, encapsulation, access and resource control and duplicate detection are not claimed.";
    Must sizes [] "The sizes in effect are positive, and a record may be as large as a message.";
    Should sizes_as_proposed [] "The sizes in effect are not above the proposed ones.";
    Must sizes_of_zero ["work.known"] "Sizes of zero leave the session usable.";
    Must negative_sizes ["work.known"] "Negative sizes leave the session usable.";
    Must preferred_above_exceptional ["work.known"] "A preferred size above the exceptional one leaves the session usable.";
    Must huge_sizes ["work.known"] "Sizes of 2^62 leave the session usable.";
    Must init_again ["work.known"] "A second Init begins anew without the old result sets, or breaks the protocol.";
    Must unknown_field [] "An unknown field of InitRequest is ignored." of "Z39.50-2003, 4.1: extensibility";
    Must unknown_other_information [] "otherInfo of an unknown category is ignored.";
    Must unknown_user_information [] "userInformationField of an unknown kind is ignored.";
    Should implementation_is_named [] "The target names its implementation.";
    Must long_implementation_name [] "An implementation name of 20,000 octets is taken.";
    Must search_before_init [] "A Search before Init breaks the protocol: Close, or at least the end." of "Z39.50-2003, 4.2.1";
    Should search_before_init_is_told [] "A Search before Init gets Close with protocol error." of "Z39.50-2003, 4.2.1";
    Must other_requests_before_init [] "Present, Scan, Sort and Delete before Init break the protocol." of "Z39.50-2003, 4.2.1";
    Must close_before_init [] "A Close before Init ends the connection.";
    Must init_without_options_field [] "An InitRequest without a mandatory field breaks the protocol." of "appendix REC: InitializeRequest";
}

fn answer_to(c: &Context<'_, Profile>, init: &Ber) -> Outcome<(Origin, Answer)> {
    let mut o = c.stranger()?;
    let answer = o.ask(init)?.expect("initResponse")?;
    Ok((o, answer))
}

fn granted(c: &Context<'_, Profile>, wanted: &[u8]) -> Outcome<Vec<u8>> {
    let (_, answer) = c.origin_with(&request::init().put(bits(4, wanted)))?;
    answer.bits("options")
}

fn version_3(c: &mut Context<'_, Profile>) -> Outcome {
    let (_, answer) = c.origin_with(&request::init())?;
    let versions = answer.bits("protocolVersion")?;
    ensure!(versions == [0, 1, 2], "the versions are {versions:?}");
    Ok(())
}

fn version_2(c: &mut Context<'_, Profile>) -> Outcome {
    let (mut o, answer) = c.origin_with(&request::init().put(bits(3, &[0, 1])))?;
    let versions = answer.bits("protocolVersion")?;
    ensure!(versions == [0, 1], "the versions are {versions:?}");
    o.lives()
}

fn answer_of_version_2(c: &mut Context<'_, Profile>) -> Outcome {
    let (mut o, answer) = c.origin_with(&request::init().put(bits(3, &[0, 1])))?;
    ensure!(
        answer.field("otherInfo").is_none(),
        "InitResponse holds otherInfo"
    );
    let request = o.request("@attr 1=12 conformance")?;
    let answer = o.ask(&request)?.expect("searchResponse")?;
    for name in [
        "additionalSearchInfo",
        "otherInfo",
        "multipleNonSurDiagnostics",
    ] {
        ensure!(answer.field(name).is_none(), "SearchResponse holds {name}");
    }
    let id = c.work("known")?.id;
    o.find(&format!("@attr 1=12 {id}"))?;
    o.marc(1, 1).map(drop)
}

fn no_version(c: &mut Context<'_, Profile>) -> Outcome {
    let (mut o, answer) = answer_to(c, &request::init().put(bits(3, &[])))?;
    ensure!(!answer.flag("result")?, "Init was accepted");
    o.ended_or_closed()
}

fn unknown_version(c: &mut Context<'_, Profile>) -> Outcome {
    let (mut o, answer) = c.origin_with(&request::init().put(bits(3, &[0, 1, 2, 3, 9])))?;
    let versions = answer.bits("protocolVersion")?;
    ensure!(versions == [0, 1, 2], "the versions are {versions:?}");
    o.lives()
}

fn options_as_asked(c: &mut Context<'_, Profile>) -> Outcome {
    let wanted = [option::SEARCH, option::PRESENT, option::NAMED_RESULT_SETS];
    let granted = granted(c, &wanted)?;
    let more: Vec<_> = granted.iter().filter(|bit| !wanted.contains(bit)).collect();
    ensure!(more.is_empty(), "options {more:?} were not asked for");
    Ok(())
}

fn services_of_the_profile(c: &mut Context<'_, Profile>) -> Outcome {
    let granted = granted(c, option::USUAL)?;
    let mut due = vec![option::SEARCH, option::PRESENT];
    for (service, bit) in [
        ("delete_set", option::DEL_SET),
        ("named_sets", option::NAMED_RESULT_SETS),
        ("scan", option::SCAN),
        ("sort", option::SORT),
    ] {
        if c.profile.services.iter().any(|own| own == service) {
            due.push(bit);
        }
    }
    due.retain(|bit| !granted.contains(bit));
    ensure!(due.is_empty(), "options {due:?} are not granted");
    Ok(())
}

fn no_options(c: &mut Context<'_, Profile>) -> Outcome {
    let granted = granted(c, &[])?;
    ensure!(granted.is_empty(), "options {granted:?} are granted");
    Ok(())
}

fn search_that_was_not_negotiated(c: &mut Context<'_, Profile>) -> Outcome {
    let (mut o, _) = c.origin_with(&request::init().put(bits(4, &[])))?;
    let request = o.request("x")?;
    let answer = o.ask(&request)?;
    match answer.name() {
        "searchResponse" if answer.flag("searchStatus")? => Ok(()),
        "searchResponse" => answer.diagnostic().map(drop),
        _ => answer.expect("close").map(drop),
    }
}

fn every_option(c: &mut Context<'_, Profile>) -> Outcome {
    let all: Vec<u8> = (0..72).collect();
    let granted = granted(c, &all)?;
    let unknown: Vec<_> = granted
        .iter()
        .filter(|&&bit| bit == option::UNUSED || bit > 22)
        .collect();
    ensure!(unknown.is_empty(), "options {unknown:?} do not exist");
    Ok(())
}

fn no_option_that_nobody_needs(c: &mut Context<'_, Profile>) -> Outcome {
    let unneeded = [
        option::RESOURCE_CTRL,
        option::ACCESS_CTRL,
        option::LEVEL_1_SEGMENTATION,
        option::LEVEL_2_SEGMENTATION,
        option::CONCURRENT_OPERATIONS,
        option::ENCAPSULATION,
        option::DUPLICATE_DETECTION,
    ];
    let granted = granted(c, &unneeded)?;
    ensure!(granted.is_empty(), "options {granted:?} are granted");
    Ok(())
}

fn in_effect(answer: &Answer) -> Outcome<(i64, i64)> {
    let preferred = answer.integer("preferredMessageSize")?;
    let exceptional = answer.integer("exceptionalRecordSize")?;
    ensure!(
        preferred > 0 && exceptional >= preferred,
        "a preferred size of {preferred} and an exceptional one of {exceptional}"
    );
    Ok((preferred, exceptional))
}

fn sizes(c: &mut Context<'_, Profile>) -> Outcome {
    in_effect(&c.origin_with(&request::init())?.1).map(drop)
}

fn sizes_as_proposed(c: &mut Context<'_, Profile>) -> Outcome {
    let (_, answer) = c.origin_with(&request::init())?;
    let (preferred, exceptional) = in_effect(&answer)?;
    ensure!(
        preferred <= request::PREFERRED_SIZE && exceptional <= request::EXCEPTIONAL_SIZE,
        "{preferred} and {exceptional} are above what was proposed"
    );
    Ok(())
}

fn usable(c: &Context<'_, Profile>, preferred: i64, exceptional: i64) -> Outcome {
    let init = request::init()
        .put(integer(5, preferred))
        .put(integer(6, exceptional));
    let mut o = c.stranger()?;
    let answer = o.ask(&init)?.expect("initResponse")?;
    ensure!(answer.flag("result")?, "Init was refused");
    in_effect(&answer)?;
    let id = c.work("known")?.id;
    o.find(&format!("@attr 1=12 {id}"))?;
    o.records(1, 1, USMARC).map(drop)
}

fn sizes_of_zero(c: &mut Context<'_, Profile>) -> Outcome {
    usable(c, 0, 0)
}

fn negative_sizes(c: &mut Context<'_, Profile>) -> Outcome {
    usable(c, -1, i64::MIN)
}

fn preferred_above_exceptional(c: &mut Context<'_, Profile>) -> Outcome {
    usable(c, 1 << 20, 1 << 16)
}

fn huge_sizes(c: &mut Context<'_, Profile>) -> Outcome {
    usable(c, 1 << 62, 1 << 62)
}

fn init_again(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = c.origin()?;
    let id = c.work("known")?.id;
    o.find(&format!("@attr 1=12 {id}"))?;
    let answer = o.ask(&c.usual_init())?;
    if answer.name() == "close" {
        return answer.is("closeReason", 6);
    }
    ensure!(
        answer.expect("initResponse")?.flag("result")?,
        "the second Init was refused"
    );
    let gone = o.present_refused(&request::present("default", 1, 1, USMARC))?;
    ensure!(matches!(gone.condition, 27 | 30), "{gone} came, not 30");
    o.lives()
}

fn accepted(c: &Context<'_, Profile>, init: &Ber) -> Outcome {
    c.origin_with(init)?.0.lives()
}

fn unknown_field(c: &mut Context<'_, Profile>) -> Outcome {
    accepted(c, &request::init().with(octets(999, "?")))
}

fn unknown_other_information(c: &mut Context<'_, Profile>) -> Outcome {
    accepted(c, &request::init().with(super::unknown_information()))
}

fn unknown_user_information(c: &mut Context<'_, Profile>) -> Outcome {
    let external = group(8, [oid(6, "1.2.3.4").universal(), octets(1, "?")]).universal();
    accepted(c, &request::init().with(group(11, [external])))
}

fn implementation_is_named(c: &mut Context<'_, Profile>) -> Outcome {
    let (_, answer) = c.origin_with(&request::init())?;
    let name = answer.text("implementationName").unwrap_or_default();
    ensure!(!name.is_empty(), "there is no implementationName");
    Ok(())
}

fn long_implementation_name(c: &mut Context<'_, Profile>) -> Outcome {
    accepted(c, &request::init().put(octets(111, "n".repeat(20_000))))
}

fn search_before_init(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = c.stranger()?;
    let search = o.request("x")?;
    o.send(&search)?;
    o.ended_or_closed()
}

fn search_before_init_is_told(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = c.stranger()?;
    let search = o.request("x")?;
    o.breaks_protocol(&search.bytes())
}

fn other_requests_before_init(c: &mut Context<'_, Profile>) -> Outcome {
    for apdu in [
        request::present("default", 1, 1, USMARC),
        request::scan(&[c.profile.database()], "x", 5, 1)?,
        request::sort(&["default"], "default", [request::sort_key(4, 0)]),
        request::delete_all(),
    ] {
        let mut o = c.stranger()?;
        o.send(&apdu)?;
        o.ended_or_closed()?;
    }
    Ok(())
}

fn close_before_init(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = c.stranger()?;
    o.send(&request::close(0))?;
    o.ended_or_closed()
}

fn init_without_options_field(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = c.stranger()?;
    o.send(&request::init().without(4))?;
    o.ended_or_closed()?;
    c.lives()
}
