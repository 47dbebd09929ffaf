//! `silta query` at the doors of the gateway: a query in CQL over SRU finds as many records as the
//! same one in PQF over Z39.50, and the other way round.
#![allow(clippy::unwrap_used, reason = "what goes wrong here is a failed test")]

mod support;

use std::{
    io::{Read as _, Write as _},
    net::{SocketAddr, TcpStream},
    process::{Command, Stdio},
};

use silta::query::{cql_to_pqf, pqf_to_cql};
use silta_z3950::{
    Apdu, Framer, InitRequest, Limits, Options, ProtocolVersion, Query, SearchRequest,
    decode_within, encode, pqf,
};
use support::{house::House, http, terminal::PATIENCE};

const CQL: &[&str] = &[
    "kalevala",
    "dc.title = \"seitsemän veljestä\"",
    "dc.title == kalevala",
    "dc.title == \"seitsemän v*\"",
    "dc.title = ^seitsemän",
    "dc.title = ^seits*",
    "dc.title = s?itsem*",
    "dc.title = *vala",
    "dc.title any \"kalevala rautatie\"",
    "dc.title all \"veljestä seitsemän\"",
    "dc.creator = \"kivi, aleksis\"",
    "bath.personalName = kivi",
    "dc.date >= 1990 and dc.date < 2000",
    "dc.date <> 1990",
    "dc.date within \"1990 1999\"",
    "dc.date = 19*",
    "dc.language = swe not dc.date < 1990",
    "dc.language any \"fin swe\" and (dc.title = k* or dc.creator = k*)",
    "dc.title = seitsemän prox/distance<=2/ordered dc.title = veljestä",
    "cql.allRecords = 1",
    "cql.allRecords = 1 not dc.title = a*",
    "rec.identifier = kainet.1",
    "dc.type = dvd",
    "dc.title <> kalevala",
];

const PQF: &[&str] = &[
    "kalevala",
    "@attr 1=4 kalevala",
    "@attr 1=4 @attr 5=1 kale",
    "@attr 1=4 @attr 3=1 @attr 4=1 @attr 5=1 \"seitsemän v\"",
    "@attr 1=4 @attr 5=101 k#vala",
    "@attr 1=4 @attr 5=102 k.l.*a",
    "@attr 1=1003 @attr 4=1 @attr 6=3 \"kivi, aleksis\"",
    "@attr 1=31 @attr 2=104 \"1990 1999\"",
    "@attr 1=31 @attr 2=1 2000",
    "@attr 1=title @or kalevala rautatie",
    "@not @attr 2=103 \"\" @attr 1=54 fin",
    "@prox 0 2 1 2 k 2 @attr 1=4 seitsemän @attr 1=4 veljestä",
];

/// A connection that has searched.
struct Origin {
    stream: TcpStream,
    framer: Framer,
}

impl Origin {
    fn open(to: SocketAddr) -> Self {
        let stream = TcpStream::connect(to).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let framer = Framer::new(Limits::default());
        let mut origin = Self { stream, framer };
        let init = InitRequest {
            protocol_version: ProtocolVersion::V3,
            options: Options::SEARCH,
            preferred_message_size: 1 << 20,
            exceptional_record_size: 1 << 20,
            ..InitRequest::default()
        };
        match origin.ask(&init.into()) {
            Apdu::InitResponse(init) => assert!(init.result),
            other => panic!("{other:?}"),
        }
        origin
    }

    fn ask(&mut self, apdu: &Apdu) -> Apdu {
        let mut bytes = Vec::new();
        encode(apdu, &mut bytes);
        self.stream.write_all(&bytes).unwrap();
        let mut chunk = [0; 4096];
        loop {
            if let Some(frame) = self.framer.next_frame().unwrap() {
                return decode_within(frame, &Limits::default()).unwrap().apdu;
            }
            let length = self.stream.read(&mut chunk).unwrap();
            assert!(length > 0, "the connection ended");
            self.framer.push(&chunk[..length]);
        }
    }

    fn hits(&mut self, query: &str) -> i64 {
        let search = SearchRequest {
            reference_id: None,
            small_set_upper_bound: 0,
            large_set_lower_bound: 1,
            medium_set_present_number: 0,
            replace_indicator: true,
            result_set_name: "default".into(),
            database_names: vec!["kainet".into()],
            small_set_element_set_names: None,
            medium_set_element_set_names: None,
            preferred_record_syntax: None,
            query: Query::Type1(pqf::parse(query).unwrap()),
            additional_search_info: None,
            other_info: None,
        };
        match self.ask(&search.into()) {
            Apdu::SearchResponse(found) if found.search_status => found.result_count,
            other => panic!("{query}: {other:?}"),
        }
    }
}

/// How many records a query finds over SRU.
fn hits(to: SocketAddr, query: &str) -> i64 {
    let escaped: String = query.bytes().map(|byte| format!("%{byte:02X}")).collect();
    let path =
        format!("/sru?version=1.2&operation=searchRetrieve&maximumRecords=0&query={escaped}");
    let answer = http::get(to, &path);
    let count = answer
        .split_once("<numberOfRecords>")
        .and_then(|(_, rest)| {
            let (count, _) = rest.split_once("</numberOfRecords>")?;
            count.parse().ok()
        });
    assert!(!answer.contains("<diagnostics"), "{query}: {answer}");
    count.unwrap_or_else(|| panic!("{query}: {answer}"))
}

#[test]
fn both_forms_find_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let house = House::demo(folder.path());
    let mut origin = Origin::open(house.z3950);
    let mut found = Vec::new();
    for cql in CQL {
        let pqf = cql_to_pqf(cql).unwrap();
        let count = hits(house.http, cql);
        assert_eq!(origin.hits(&pqf), count, "{cql}: {pqf}");
        assert!(count > 0, "{cql} finds nothing");
        found.push((pqf, count));
    }
    for pqf in PQF {
        let cql = pqf_to_cql(pqf).unwrap();
        let count = origin.hits(pqf);
        assert_eq!(hits(house.http, &cql), count, "{pqf}: {cql}");
        assert!(count > 0, "{pqf} finds nothing");
    }
    match yaz(house.z3950, &found) {
        Some(counts) => {
            let wanted: Vec<_> = found.iter().map(|(_, count)| *count).collect();
            assert_eq!(counts, wanted, "yaz-client");
            println!("yaz-client finds the same by {} queries", counts.len());
        }
        None => println!("yaz-client is not there and was not asked"),
    }
    house.stop();
}

/// How many records yaz-client finds, if it is installed.
fn yaz(to: SocketAddr, queries: &[(String, i64)]) -> Option<Vec<i64>> {
    let mut script = format!("open {to}/kainet\n");
    for (pqf, _) in queries {
        script += &format!("find {pqf}\n");
    }
    script += "quit\n";
    let mut yaz = Command::new("yaz-client")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    yaz.stdin
        .take()
        .unwrap()
        .write_all(script.as_bytes())
        .unwrap();
    let told = yaz.wait_with_output().unwrap();
    let told = String::from_utf8_lossy(&told.stdout).into_owned();
    let counts = told.lines().filter_map(|line| {
        let count = line.strip_prefix("Number of hits: ")?;
        count.split(',').next()?.trim().parse().ok()
    });
    Some(counts.collect())
}
