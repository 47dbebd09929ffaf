//! What an origin may not send: answers, reserved tags, services that were not negotiated.

use crate::{
    Case, Context, Level, Outcome,
    kit::{cases, ensure},
    z3950::{
        Profile,
        ber::{Ber, group, integer, octets},
        origin::A_WHILE,
        request,
    },
};

cases! {
    "z3950/protocol", "Z39.50-2003, 4.2: state tables", ["anonymous"];
    Must trigger_resource_control [] "TriggerResourceControl has no answer of its own, and the session goes on." of "Z39.50-2003, 3.2.6.3";
    Must trigger_between_requests ["many"] "TriggerResourceControl between two searches does not disturb them." of "Z39.50-2003, 3.2.6.3";
    Should close_says_what_is_wrong [] "A Close for a protocol error says in words what is wrong." of "Z39.50-2003, 3.2.11: diagnosticInformation";
    Must others_notice_nothing ["many"] "What one session breaks, no other notices.";
}

/// APDUs that break the protocol in a session: name, tag, sentence.
const OUT_OF_PLACE: &[(&str, u32)] = &[
    ("init_response", 21),
    ("search_response", 23),
    ("present_response", 25),
    ("delete_response", 27),
    ("access_control_request", 28),
    ("access_control_response", 29),
    ("resource_control_request", 30),
    ("resource_control_response", 31),
    ("resource_report_response", 34),
    ("scan_response", 36),
    ("reserved_37", 37),
    ("reserved_40", 40),
    ("reserved_42", 42),
    ("sort_response", 44),
    ("segment", 45),
    ("extended_services_response", 47),
    ("tag_19", 19),
    ("tag_200", 200),
    ("tag_100000", 100_000),
];

/// One case for each APDU that is out of place.
pub(super) fn out_of_place() -> Vec<Case<Profile>> {
    OUT_OF_PLACE
        .iter()
        .map(|&(name, tag)| {
            Case::new(
                &format!("z3950/protocol/unexpected_{name}"),
                "Z39.50-2003, 4.2: state tables; 3.2.11: Close",
                &format!("An APDU with the tag {tag} from an origin gets Close with a reason."),
                Level::Must,
                &["anonymous"],
                move |c| {
                    let mut o = c.origin()?;
                    o.send(&group(tag, [integer(3, 1), integer(11, 1)]))?;
                    let close = o.receive()?.expect("close")?;
                    let reason = close.integer("closeReason")?;
                    ensure!(matches!(reason, 2 | 6), "closeReason is {reason}");
                    o.ended()?;
                    c.lives()
                },
            )
        })
        .collect()
}

fn trigger() -> Ber {
    group(32, [integer(46, 3)])
}

fn trigger_resource_control(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = c.origin()?;
    o.send(&trigger())?;
    let (bytes, closed) = o.wire.remainder(A_WHILE)?;
    ensure!(bytes.is_empty(), "{} octets come", bytes.len());
    ensure!(!closed, "the connection was closed");
    o.lives()
}

fn trigger_between_requests(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = c.origin()?;
    let hits = o.find(&c.many()?)?;
    let search = o.request(&c.many()?)?.bytes();
    o.wire
        .send(&[&*search, &trigger().bytes(), &search].concat())?;
    for _ in 0..2 {
        let answer = o.receive()?.expect("searchResponse")?;
        answer.is("resultCount", hits)?;
    }
    Ok(())
}

fn close_says_what_is_wrong(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = c.origin()?;
    o.send(&group(40, [octets(1, "")]))?;
    let close = o.receive()?.expect("close")?;
    let text = close.text("diagnosticInformation").unwrap_or_default();
    ensure!(!text.is_empty(), "diagnosticInformation is empty");
    Ok(())
}

fn others_notice_nothing(c: &mut Context<'_, Profile>) -> Outcome {
    let mut good = c.origin()?;
    let hits = good.find(&c.many()?)?;
    for _ in 0..5 {
        let mut bad = c.origin()?;
        bad.send(&group(40, []))?;
        bad.ended_or_closed()?;
        let again = good.find(&c.many()?)?;
        ensure!(again == hits, "{again} hits and not {hits}");
    }
    good.records(1, 1, request::USMARC).map(drop)
}
