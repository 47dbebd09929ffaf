//! What we read and write, judged by `rasn`: types of its own, transcribed from the standard, and
//! a decoder of its own. For every APDU, what `rasn` reads from the original bytes must be what it
//! reads from ours.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod types;
mod wrapped;

use std::{env, fs, path::Path};

use silta_ber::Tree;
use silta_z3950::{Apdu, Decoded, Limits, Reason, decode_within, encode, fuzzing};
use types::Pdu;

/// How an APDU fared.
#[derive(Debug, PartialEq)]
enum Verdict {
    /// Both read the same.
    Same,
    /// `rasn` has no type for it.
    OfNoType,
    /// We pass by what we do not know; `rasn` refuses it.
    Unknown,
    /// Neither reads it.
    Malformed,
    /// Only `rasn` refuses.
    RefusedByRasn(String),
}

const TYPES: &[u32] = &[20, 21, 22, 23, 24, 25, 35, 36, 48];

fn judged(bytes: &[u8]) -> Verdict {
    let theirs = rasn::ber::decode::<Pdu>(bytes);
    let Decoded { apdu, unknown } = match decode_within(bytes, &Limits::DEFAULT) {
        Ok(decoded) => decoded,
        Err(fault) => {
            // rasn has other limits, and leaves what follows unread.
            let stricter = matches!(fault.reason, Reason::TooMany { .. } | Reason::Trailing);
            assert!(stricter || theirs.is_err(), "{fault}: {theirs:?}");
            return Verdict::Malformed;
        }
    };
    if !TYPES.contains(&apdu.tag()) {
        return Verdict::OfNoType;
    }
    if unknown > 0 {
        return Verdict::Unknown;
    }
    let theirs = match theirs {
        Ok(_) => rasn::ber::decode::<Pdu>(&definite(bytes)).unwrap(),
        Err(fault) => return Verdict::RefusedByRasn(fault.kind.to_string()),
    };
    let mut ours = Vec::new();
    encode(&apdu, &mut ours);
    let ours = rasn::ber::decode::<Pdu>(&ours).expect("rasn reads what we write");
    assert_eq!(ours, theirs, "{bytes:02x?}");
    Verdict::Same
}

/// Values of other standards are kept as bytes: they are the same only with lengths of one kind.
fn definite(bytes: &[u8]) -> Vec<u8> {
    let tree = Tree::parse(bytes, &Limits::DEFAULT).unwrap();
    tree.root().definite().to_vec()
}

fn bytes(hex: &str) -> Vec<u8> {
    let octet = |two: &[u8]| u8::from_str_radix(std::str::from_utf8(two).unwrap(), 16).unwrap();
    hex.as_bytes().chunks(2).map(octet).collect()
}

/// Judges all; gives how many were the same, and those that `rasn` alone refuses.
fn judge(all: impl IntoIterator<Item = (String, Vec<u8>)>) -> (usize, Vec<(String, String)>) {
    let (mut same, mut refused) = (0, Vec::new());
    for (name, bytes) in all {
        match judged(&bytes) {
            Verdict::Same => same += 1,
            Verdict::RefusedByRasn(why) => refused.push((name, why)),
            Verdict::OfNoType | Verdict::Unknown | Verdict::Malformed => {}
        }
    }
    (same, refused)
}

/// We keep alternatives nobody knows, for a diagnostic, and read a user as a GeneralString.
fn are_unknown_alternatives(refused: &[(String, String)], expected: usize) {
    assert_eq!(refused.len(), expected, "{refused:?}");
    for (name, why) in refused {
        assert!(why.contains("No valid choice"), "{name}: {why}");
    }
}

#[test]
fn own_corpus() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus");
    let mut all = Vec::new();
    for file in fs::read_dir(folder).unwrap() {
        for line in fs::read_to_string(file.unwrap().path()).unwrap().lines() {
            let (name, hex) = line.rsplit_once(": ").unwrap();
            all.push((name.to_owned(), bytes(hex)));
        }
    }
    let (same, refused) = judge(all);
    println!("{same} the same; refused by rasn alone: {refused:?}");
    assert!(same > 35);
    are_unknown_alternatives(&refused, 3);
}

#[test]
fn captured_sessions() {
    let Some(folder) = env::var_os("SILTA_SHARED") else {
        println!("SILTA_SHARED is not set: the captured sessions were not judged");
        return;
    };
    let mut all = Vec::new();
    for file in fs::read_dir(Path::new(&folder).join("vectors/z3950")).unwrap() {
        let path = file.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "hex") {
            continue;
        }
        for line in fs::read_to_string(&path).unwrap().lines() {
            let sent = line.strip_prefix("> ");
            if let Some(hex) = sent.or_else(|| line.strip_prefix("< ")) {
                all.push((line.chars().take(60).collect(), bytes(hex.trim())));
            }
        }
    }
    let (same, refused) = judge(all);
    println!("{same} the same; refused by rasn alone: {refused:?}");
    assert!(same > 1000);
    are_unknown_alternatives(&refused, 4);
}

#[test]
fn made_up_apdus() {
    let mut state = 1_u64;
    let (mut same, mut refused) = (0, Vec::new());
    for _ in 0..3_000 {
        let choices: Vec<u8> = (0..300)
            .map(|_| {
                state = state
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1);
                (state >> 56) as u8
            })
            .collect();
        let apdu: Apdu = fuzzing::sampled(&choices);
        let mut bytes = Vec::new();
        encode(&apdu, &mut bytes);
        match judged(&bytes) {
            Verdict::Same => same += 1,
            Verdict::RefusedByRasn(why) => refused.push((format!("{apdu:?}"), why)),
            _ => {}
        }
    }
    println!("{same} the same, {} refused by rasn alone", refused.len());
    // What stands in an unknown alternative is nothing to rasn.
    refused.retain(|(apdu, _)| !apdu.contains("Other(Unknown") && !apdu.contains("Type102"));
    assert!(same > 500);
    assert_eq!(refused, []);
}
