//! Replays the captured sessions, if `SILTA_SHARED` names the folder that has them: what
//! yaz-client, ZOOM, yaz-ztest and Zebra said to each other, and hand-made requests.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{collections::BTreeMap, env, fs, path::PathBuf};

use silta_z3950::{
    Apdu, AttributesPlusTerm, Framer, Operand, Query, RpnQuery, RpnStructure, Secrets, decode,
    encode, pqf,
};

/// Cases whose request is not well-formed.
const MALFORMED: &[&str] = &[
    "garbage-text",
    "garbage-zero",
    "http-request",
    "inner-length-overruns-outer",
    "length-0xff-reserved",
    "length-claim-2GiB",
    "length-claim-4GiB",
    "length-of-length-127",
    "pipelined-search-present-close",
    "reserved-tag-200",
    "reserved-tag-40",
    "search-attr-missing-value",
    "search-huge-int",
    "search-missing-query",
    "sort-missing-mandatory",
    "tag-number-5-bytes",
    "truncated-then-close",
];

struct Captured {
    /// File, case if there is one, and line.
    name: String,
    bytes: Vec<u8>,
}

fn captured() -> Vec<Captured> {
    let Some(folder) = env::var_os("SILTA_SHARED") else {
        println!("SILTA_SHARED is not set: the captured sessions were not replayed");
        return Vec::new();
    };
    let folder = PathBuf::from(folder).join("vectors/z3950");
    let files = fs::read_dir(&folder).expect("the vectors are where SILTA_SHARED says");
    let mut files: Vec<_> = files.map(|file| file.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "hex"));
    files.sort();
    let mut captured = Vec::new();
    for file in files {
        let stem = file.file_stem().unwrap().to_string_lossy().into_owned();
        let mut case = String::new();
        for (number, line) in fs::read_to_string(&file).unwrap().lines().enumerate() {
            if let Some(name) = line.strip_prefix("# case ") {
                case = format!(" {name}");
            }
            let hex = [">", "<"].iter().find_map(|from| line.strip_prefix(from));
            if let Some(hex) = hex {
                captured.push(Captured {
                    name: format!("{stem}{case}:{}", number + 1),
                    bytes: bytes(hex),
                });
            }
        }
    }
    println!("replaying {} captured APDUs", captured.len());
    captured
}

fn bytes(hex: &str) -> Vec<u8> {
    let digits = hex.trim().as_bytes();
    let octet = |two: &[u8]| u8::from_str_radix(std::str::from_utf8(two).unwrap(), 16).unwrap();
    digits.chunks(2).map(octet).collect()
}

#[test]
fn every_captured_apdu_comes_back() {
    let (mut kinds, mut malformed) = (BTreeMap::<_, usize>::new(), Vec::new());
    for Captured { name, bytes } in captured() {
        match decode(&bytes) {
            Ok(apdu) => {
                *kinds.entry(apdu.name()).or_default() += 1;
                comes_back(&name, &apdu);
                is_one_frame(&name, &bytes);
            }
            Err(fault) => malformed.push((name, fault.to_string())),
        }
    }
    println!("{kinds:?}");
    for (name, fault) in &malformed {
        println!("{name}: {fault}");
    }
    let case = |name: &String| name.split([' ', ':']).nth(1).unwrap_or_default().to_owned();
    let mut cases: Vec<_> = malformed.iter().map(|(name, _)| case(name)).collect();
    cases.sort();
    cases.dedup();
    assert!(kinds.is_empty() || cases == MALFORMED, "{cases:?}");
}

fn comes_back(name: &str, apdu: &Apdu) {
    let mut written = Vec::new();
    encode(apdu, &mut written);
    assert_eq!(decode(&written).as_ref(), Ok(apdu), "{name}");
    let mut framer = Framer::default();
    framer.push(&written);
    assert_eq!(framer.next_frame(), Ok(Some(&*written)), "{name}");
    assert!(!apdu.describe(Secrets::Masked).is_empty(), "{name}");
}

/// However it arrives.
fn is_one_frame(name: &str, bytes: &[u8]) {
    for piece in [1, 7, 1460] {
        let mut framer = Framer::default();
        let mut frames = Vec::new();
        for piece in bytes.chunks(piece) {
            framer.push(piece);
            while let Some(frame) = framer.next_frame().unwrap() {
                frames.push(frame.to_vec());
            }
        }
        assert_eq!(frames, [bytes], "{name}");
        assert_eq!(framer.buffered(), 0, "{name}");
    }
}

/// What the commands of the captured sessions made yaz-client send.
struct Typed {
    /// `find` or `scan` and the query, while queries were typed in prefix format.
    commands: Vec<String>,
}

fn typed(readme: &str, file: &str) -> Typed {
    let section = readme
        .split("\n### ")
        .find(|section| section.starts_with(file));
    let block = section
        .unwrap_or_default()
        .split("```")
        .nth(1)
        .unwrap_or_default();
    let mut prefix = true;
    let mut commands = Vec::new();
    for line in block.lines() {
        match line.split_once(' ') {
            Some(("querytype", kind)) => prefix = kind == "prefix",
            Some(("find" | "scan", query)) if prefix => commands.push(query.to_owned()),
            _ => {}
        }
    }
    Typed { commands }
}

/// The query or term list of a request, as a query; none if it is of another type.
fn asked(apdu: Apdu) -> Option<RpnQuery> {
    match apdu {
        Apdu::SearchRequest(search) => match search.query {
            Query::Type1(query) => Some(query),
            _ => None,
        },
        Apdu::ScanRequest(scan) => Some(RpnQuery {
            attribute_set: scan.attribute_set?,
            rpn: RpnStructure::Op(Operand::AttrTerm(AttributesPlusTerm {
                ..scan.term_list_and_start_point
            })),
        }),
        _ => None,
    }
}

#[test]
fn queries_mean_what_yaz_client_sent_for_them() {
    let Some(folder) = env::var_os("SILTA_SHARED") else {
        println!("SILTA_SHARED is not set: no queries compared");
        return;
    };
    let readme = PathBuf::from(folder).join("vectors/z3950/README.md");
    let readme = fs::read_to_string(readme).unwrap();
    let mut compared = 0;
    for file in [
        "01", "02", "03", "04", "05", "06", "07", "08", "09", "16", "17", "20",
    ] {
        let mine = |name: &str| name.starts_with(file);
        let sent = captured()
            .into_iter()
            .filter(|captured| mine(&captured.name));
        let sent: Vec<_> = sent
            .filter_map(|one| asked(decode(&one.bytes).ok()?))
            .collect();
        let typed = typed(&readme, file).commands;
        assert_eq!(sent.len(), typed.len(), "{file}: {typed:?}");
        for (sent, typed) in sent.iter().zip(typed) {
            let read = pqf::parse(&typed).unwrap_or_else(|fault| panic!("{typed}: {fault}"));
            assert_eq!(read, *sent, "{file}: {typed}");
            assert_eq!(
                pqf::parse(&pqf::print(sent)).as_ref(),
                Ok(sent),
                "{file}: {typed}"
            );
            compared += 1;
        }
    }
    println!("{compared} queries compared");
    assert!(compared > 70);
}
