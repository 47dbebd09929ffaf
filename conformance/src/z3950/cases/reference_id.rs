//! Reference ids: each answer carries that of its request, octet for octet.

use crate::{
    Case, Context, Level, Outcome,
    kit::ensure,
    z3950::{
        Profile,
        ber::{Ber, octets},
        origin::Origin,
        request::{self, USMARC},
    },
};

/// A request of this kind, for the default set of a session.
type Build = fn(&Context<'_, Profile>) -> Outcome<Ber>;

/// Requests by name, what they need, and the answer.
const REQUESTS: &[(&str, &[&str], &str, Build)] = &[
    ("init", &[], "initResponse", |c| Ok(c.usual_init())),
    ("search", &[], "searchResponse", |c| {
        request::find(&[c.profile.database()], "x")
    }),
    ("refused_search", &[], "searchResponse", |c| {
        request::find(&[c.profile.database()], "@attr 1=9998877 x")
    }),
    ("present", &["many"], "presentResponse", |_| {
        Ok(request::present("default", 1, 1, USMARC))
    }),
    ("refused_present", &[], "presentResponse", |_| {
        Ok(request::present("nosuchset", 1, 1, USMARC))
    }),
    ("scan", &["service.scan"], "scanResponse", |c| {
        request::scan(&[c.profile.database()], "@attr 1=4 k", 3, 1)
    }),
    ("sort", &["service.sort", "many"], "sortResponse", |_| {
        let keys = [request::sort_key(4, 0)];
        Ok(request::sort(&["default"], "default", keys))
    }),
    (
        "delete",
        &["service.delete_set"],
        "deleteResultSetResponse",
        |_| Ok(request::delete(&["nosuchset"])),
    ),
    ("extended_service", &[], "extendedServicesResponse", |_| {
        Ok(request::extended_service("1.2.3.4"))
    }),
    ("close", &[], "close", |_| Ok(request::close(0))),
];

pub(super) fn cases() -> Vec<Case<Profile>> {
    REQUESTS
        .iter()
        .map(|&(name, needs, answer, build)| {
            Case::new(
                &format!("z3950/reference_id/{name}"),
                "Z39.50-2003, 3.4 (reference id)",
                &format!(
                    "The {answer} has the referenceId of its request, and none if that had none."
                ),
                // Close is a service of both sides, and others answer it without.
                if name == "close" {
                    Level::Should
                } else {
                    Level::Must
                },
                &[&["anonymous"], needs].concat(),
                move |c| echoed(c, answer, build),
            )
        })
        .collect()
}

fn echoed(c: &Context<'_, Profile>, answer: &str, build: Build) -> Outcome {
    let binary: Vec<u8> = (0..16).chain(240..=255).collect();
    for id in [None, Some(binary), Some(Vec::new()), Some(vec![b'r'; 5000])] {
        let mut o = ready(c, answer)?;
        let request = build(c)?;
        let request = match &id {
            Some(id) => request.with_first(octets(2, id)),
            None => request,
        };
        let found = o.ask(&request)?.expect(answer)?.reference_id();
        ensure!(
            found == id,
            "the referenceId has {:?} octets and that of the request {:?}",
            found.map(|id| id.len()),
            id.map(|id| id.len())
        );
    }
    Ok(())
}

/// A session with a set, or a connection that has not said anything yet.
fn ready(c: &Context<'_, Profile>, answer: &str) -> Outcome<Origin> {
    if answer == "initResponse" {
        return c.stranger();
    }
    let mut o = c.origin()?;
    if let Ok(query) = c.many() {
        o.find(&query)?;
    }
    Ok(o)
}
