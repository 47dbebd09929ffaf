//! The shared vectors, if `SILTA_SHARED` names the folder that has them: messages that peers send,
//! good and bad, and the schemas of both versions, by which xmllint judges what is written.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::fs;

use silta_iso18626::{
    Body, DateTime, ErrorType, Faulty, Kind, LIMITS, Message, Reading, Status, Unreadable, Version,
};
use support::{judge, shared};

/// The vectors whose names begin so, by name.
fn vectors(beginning: &str) -> Vec<(String, String)> {
    let Some(folder) = shared() else {
        return Vec::new();
    };
    let entries = fs::read_dir(folder.join("vectors/iso18626")).unwrap();
    let mut vectors: Vec<_> = entries
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "xml"))
        .map(|path| {
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            (name, fs::read_to_string(path).unwrap())
        })
        .filter(|(name, _)| name.starts_with(beginning))
        .collect();
    vectors.sort();
    println!("{} vectors {beginning}*", vectors.len());
    assert!(!vectors.is_empty(), "{beginning}");
    vectors
}

fn vector(name: &str) -> Option<Result<Reading, Unreadable>> {
    let text = shared()?.join(format!("vectors/iso18626/{name}.xml"));
    println!("reading {name}");
    Some(Message::read(&fs::read_to_string(text).unwrap(), LIMITS))
}

/// Those that a schema calls valid in the version that their name says, or in both.
fn good() -> Vec<(String, String, Version)> {
    let of = |beginning: &str, version: Version| {
        let vectors = vectors(beginning).into_iter();
        vectors
            .map(move |(name, text)| (name, text, version))
            .collect::<Vec<_>>()
    };
    if shared().is_none() {
        return Vec::new();
    }
    let mut good = of("v12_", Version::V1_2);
    good.extend(of("v2021_", Version::V2021_2));
    good.extend(of("both_", Version::V1_2));
    good.retain(|(name, ..)| !name.contains("invalid"));
    good
}

#[test]
fn every_good_vector_is_written_as_it_was_read() {
    let mut count = 0;
    for (name, text, version) in good() {
        let reading =
            Message::read(&text, LIMITS).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(reading.faults, [], "{name}");
        assert_eq!(reading.message.version, version, "{name}");
        let written = reading
            .message
            .write()
            .unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(written.losses, [], "{name}");
        let again = Message::read(&written.text, LIMITS).unwrap();
        assert_eq!(again.message, reading.message, "{name}: {}", written.text);
        assert_eq!(leaves(&text), leaves(&written.text), "{name}");
        judge(version, &written.text, &name);
        count += 1;
    }
    println!("{count} vectors written as they were read");
}

/// What a document says, whatever its prefixes, spaces and ways to write an instant: elements that
/// have text, with it.
fn leaves(text: &str) -> Vec<String> {
    let mut leaves: Vec<_> = text
        .split('<')
        .filter_map(|piece| {
            let (tag, text) = piece.split_once('>')?;
            let name = tag
                .split([' ', '\n', '\t', '/'])
                .next()?
                .rsplit(':')
                .next()?;
            let text = text.trim();
            let instant = text.parse().map(|at: DateTime| at.to_string());
            let text = instant.unwrap_or_else(|_| text.to_owned());
            (!text.is_empty()).then(|| format!("{name}={text}"))
        })
        .collect();
    leaves.sort();
    leaves
}

#[test]
fn every_good_vector_can_be_said_in_the_other_version() {
    let mut count = 0;
    for (name, text, version) in good() {
        let mut message = Message::read(&text, LIMITS).unwrap().message;
        message.version = match version {
            Version::V1_2 => Version::V2021_2,
            Version::V2021_2 => Version::V1_2,
        };
        match message.write() {
            Ok(written) => {
                judge(message.version, &written.text, &name);
                let again = Message::read(&written.text, LIMITS).unwrap();
                assert_eq!(again.message.version, message.version, "{name}");
                count += 1;
            }
            Err(unwritable) => {
                let only = ["v2021_my_sam_holdreturn", "v2021_my_ram_Lost"];
                assert!(only.contains(&&*name), "{name}: {unwritable}");
            }
        }
    }
    println!("{count} vectors written in the other version");
}

fn faulty(name: &str) -> Option<Faulty> {
    match vector(name)? {
        Err(Unreadable::Faulty(faulty)) => Some(*faulty),
        other => panic!("{name}: {other:?}"),
    }
}

/// The first error that a faulty vector is answered with, whose answer is valid by its schema.
fn error(name: &str, kind: Kind) -> Option<(ErrorType, String)> {
    let faulty = faulty(name)?;
    assert_eq!(faulty.kind, kind, "{name}");
    let received = "2026-11-23T09:00:00Z".parse().unwrap();
    let confirmation = faulty.confirmed(received).unwrap().write().unwrap();
    judge(faulty.version, &confirmation.text, name);
    let error = faulty.errors().into_iter().next().unwrap();
    Some((error.error_type, error.error_value.unwrap()))
}

#[test]
fn what_makes_no_sense_is_told() {
    if shared().is_none() {
        return;
    }
    let request = faulty("wild_request_no_namespace").unwrap();
    let supplier = request.addressing.supplying_agency_id.as_ref().unwrap();
    assert_eq!(supplier.to_string(), "ISIL:FI-NL");
    assert!(supplier.agency_id_type.scheme.is_some());
    for (name, kind, error_type, value) in [
        (
            "v12_crosslink_reqmsg-invalid-action",
            Kind::RequestingAgencyMessage,
            ErrorType::UnsupportedActionType,
            "WeCancelThisMessage",
        ),
        (
            "v12_crosslink_supmsg-invalid-reason",
            Kind::SupplyingAgencyMessage,
            ErrorType::UnsupportedReasonForMessageType,
            "NoGoodReason",
        ),
        (
            "v12_crosslink_supmsg-invalid-status",
            Kind::SupplyingAgencyMessage,
            ErrorType::UnrecognisedDataValue,
            "status: WeCouldLoan",
        ),
        (
            "bad_no_servicetype_2021",
            Kind::Request,
            ErrorType::BadlyFormedMessage,
            "serviceType: is missing",
        ),
        (
            "wild_request_no_namespace",
            Kind::Request,
            ErrorType::BadlyFormedMessage,
            "requestingAgencyId: is missing",
        ),
    ] {
        assert_eq!(
            error(name, kind),
            Some((error_type, value.to_owned())),
            "{name}"
        );
    }
    let empty = vector("v12_crosslink_msg-invalid").unwrap();
    assert_eq!(empty, Err(Unreadable::Nothing));
    let bomb = vector("bad_entity_bomb").unwrap();
    assert!(matches!(bomb, Err(Unreadable::Xml(_))), "{bomb:?}");
}

#[test]
fn versions_are_told_by_content() {
    for (name, version) in [
        ("wild_version_says_1.2_body_is_2021", Version::V2021_2),
        ("wild_sam_empty_status", Version::V1_2),
        ("bad_unqualified_version", Version::V2021_2),
        ("v11_modrs_req_1", Version::V1_2),
    ] {
        let Some(reading) = vector(name) else { return };
        let reading = reading.unwrap();
        assert_eq!(reading.message.version, version, "{name}");
        assert_eq!(reading.faults, [], "{name}");
    }
}

#[test]
fn an_empty_status_changes_nothing() {
    let Some(reading) = vector("wild_sam_empty_status") else {
        return;
    };
    let mut message = reading.unwrap().message;
    let unwritable = message.write().unwrap_err();
    assert_eq!(unwritable.path, "statusInfo/status");
    let Body::SupplyingAgencyMessage(body) = &mut message.body else {
        panic!("{message:?}")
    };
    assert_eq!(body.status_info.status, None);
    body.status_info.status = Some(Status::WillSupply);
    assert_eq!(message.write().unwrap().losses, []);
}

#[test]
fn a_confirmation_is_told_apart() {
    let Some(reading) = vector("bad_confirmation_posted_as_message") else {
        return;
    };
    let message = reading.unwrap().message;
    assert!(message.kind().is_confirmation());
    let received = "2026-11-23T09:00:00Z".parse().unwrap();
    assert_eq!(message.confirmed(received, Vec::new()), None);
}
