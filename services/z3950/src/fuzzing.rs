//! The body of the fuzz target `z3950_session`: operations on a session over a real catalogue. It
//! panics when a law is broken; the ordinary tests replay the seeds through it.

use std::time::{Duration, Instant};

use silta_session::{Service, Session};
use silta_z3950::{
    Apdu, Framer, InitRequest, Limits, Options, PresentRequest, ProtocolVersion, Query,
    ReferenceId, RpnQuery, RpnStructure, ScanRequest, SearchRequest, SortRequest, decode_within,
    encode,
    fuzzing::sampled,
    oid::{OPAC, SUTRS, USMARC, XML},
    pqf,
    query::Operand,
    sort::{CaseSensitivity, SortElement, SortKey, SortKeySpec, SortRelation},
};

use crate::{Z3950Service, Z3950Session};

/// Good queries.
const QUERIES: [&str; 8] = [
    "@attr 1=4 kalevala",
    "@attr 1=4 @attr 5=1 k",
    "@attr 1=1003 @attr 4=101 \"kivi, aleksis\"",
    "@attr 1=31 @attr 2=4 1990",
    "@and @attr 1=1016 suomen @not @attr 1=21 historia @set 1",
    "@attr 1=4 @attr 3=1 @attr 4=1 @attr 6=3 kalevala",
    "@prox 0 3 1 2 k 2 @attr 1=4 suomen @attr 1=4 historia",
    "@attr 1=9999 x",
];

/// Good queries in CQL.
const CQL: [&str; 8] = [
    "kalevala",
    "dc.title = k* sortby dc.date/sort.descending",
    "dc.creator exact \"kivi, aleksis\"",
    "dc.date within \"1849 1990\"",
    "(suomen and dc.subject any \"historia sota\") not cql.resultSetId = 1",
    "title = ^seitsemän or dc.language <> fin",
    "title = suomen prox/distance<3 title = historia",
    "dc.colour = x",
];

/// Does what the bytes say, and checks that whatever leaves the session is a legal APDU, and that
/// requests and answers belong together.
///
/// A byte below 0x80 sends that many of the following bytes; 0x80 to 0xBF sends a good request
/// that the byte after it chooses; 0xC0 to 0xDF lets so many seconds pass; 0xE0 drains, 0xE1 ends
/// the input; anything else sends an APDU made up from the 48 bytes that follow.
///
/// # Panics
///
/// If a law is broken.
pub async fn session(service: &Z3950Service, data: &[u8], start: Instant) {
    let mut now = start;
    let peer = ([192, 0, 2, 1], 4000).into();
    let mut session = service.open(peer, now);
    let mut data = data;
    if data.first().is_none_or(|first| *first != 0xFF) {
        send(&mut session, &init().into(), now);
        work(service, &mut session, now).await;
    }
    while let Some((operation, rest)) = data.split_first() {
        if session.poll_close().is_some() {
            return;
        }
        data = rest;
        match *operation {
            length @ 0..=0x7F => session.handle_bytes(take(&mut data, length), now),
            kind @ 0x80..=0xBF => {
                let choice = take(&mut data, 1).first().copied().unwrap_or_default();
                let mut request = good(kind, choice);
                let reference = (choice & 0x80 != 0).then(|| ReferenceId::from(vec![kind, choice]));
                request.set_reference_id(reference);
                send(&mut session, &request, now);
            }
            seconds @ 0xC0..=0xDF => {
                now += Duration::from_secs(u64::from(seconds & 0x1F) * 30);
                let deadline = session.poll_deadline();
                if deadline.is_some_and(|deadline| deadline <= now) {
                    session.handle_timeout(now);
                }
            }
            0xE0 => session.handle_drain(now),
            0xE1 => session.handle_end_of_input(now),
            _ => send(&mut session, &sampled(take(&mut data, 48)), now),
        }
        work(service, &mut session, now).await;
    }
}

fn send(session: &mut Z3950Session, apdu: &Apdu, now: Instant) {
    let mut bytes = Vec::new();
    encode(apdu, &mut bytes);
    session.handle_bytes(&bytes, now);
}

fn take<'a>(data: &mut &'a [u8], length: u8) -> &'a [u8] {
    let (taken, rest) = data.split_at(usize::from(length).min(data.len()));
    *data = rest;
    taken
}

fn init() -> InitRequest {
    InitRequest {
        protocol_version: ProtocolVersion::V2.with(ProtocolVersion::V3),
        options: Options::SEARCH
            .with(Options::PRESENT)
            .with(Options::NAMED_RESULT_SETS),
        ..InitRequest::default()
    }
}

/// A good request: the kind chooses which, the choice its parts.
fn good(kind: u8, choice: u8) -> Apdu {
    let set = ["1", "2", "default"][usize::from(choice % 3)];
    let chosen = usize::from(choice & 7);
    let query = || pqf::parse(QUERIES[chosen]).expect("a good query");
    match kind & 0x07 {
        0..=2 => SearchRequest {
            reference_id: None,
            small_set_upper_bound: i64::from(choice & 3),
            large_set_lower_bound: i64::from(choice),
            medium_set_present_number: i64::from(choice & 7),
            replace_indicator: kind & 0x10 == 0,
            result_set_name: set.into(),
            database_names: vec!["Default".into()],
            small_set_element_set_names: None,
            medium_set_element_set_names: None,
            preferred_record_syntax: None,
            query: match kind & 0x08 {
                0 => Query::Type1(query()),
                _ => Query::cql(CQL[chosen]),
            },
            additional_search_info: None,
            other_info: None,
        }
        .into(),
        3..=5 => PresentRequest {
            result_set_id: set.into(),
            result_set_start_point: i64::from(choice >> 4) - 1,
            number_of_records_requested: i64::from(choice & 0x0F) - 1,
            preferred_record_syntax: Some([USMARC, XML, SUTRS, OPAC][usize::from(choice & 3)]),
            ..PresentRequest::default()
        }
        .into(),
        6 => match query() {
            RpnQuery {
                attribute_set,
                rpn: RpnStructure::Op(Operand::AttrTerm(term)),
            } => ScanRequest {
                reference_id: None,
                database_names: vec!["Default".into()],
                attribute_set: Some(attribute_set),
                term_list_and_start_point: term,
                step_size: None,
                number_of_terms_requested: i64::from(choice >> 3),
                preferred_position_in_response: Some(i64::from(choice & 7)),
                other_info: None,
            }
            .into(),
            _ => init().into(),
        },
        _ => SortRequest {
            input_result_set_names: vec![set.into()],
            sorted_result_set_name: "1".into(),
            sort_sequence: vec![SortKeySpec {
                sort_element: SortElement::Generic(SortKey::Sortfield("title".into())),
                sort_relation: SortRelation::Descending,
                case_sensitivity: CaseSensitivity::CaseInsensitive,
                missing_value_action: None,
            }],
            ..SortRequest::default()
        }
        .into(),
    }
}

/// Serves what the session asks, and judges what it sends.
async fn work(service: &Z3950Service, session: &mut Z3950Session, now: Instant) {
    loop {
        let request = session.poll_request(now);
        let served = request.is_some();
        if let Some(request) = request {
            let (kind, reference) = (request.apdu.tag(), request.apdu.reference_id().cloned());
            let reply = service.serve(request).await;
            assert!(
                reply.answer.tag() == kind + 1,
                "each request has its own answer"
            );
            assert_eq!(reply.answer.reference_id(), reference.as_ref());
            session.handle_answer(reply, now);
        }
        match session.poll_transmit() {
            Some(written) => judge(written.as_bytes()),
            None if served => {}
            None => return,
        }
    }
}

/// One legal APDU, and nothing more.
fn judge(bytes: &[u8]) {
    let limits = Limits {
        size: bytes.len(),
        elements: bytes.len(),
        ..Limits::DEFAULT
    };
    let mut framer = Framer::new(limits);
    framer.push(bytes);
    let frame = framer
        .next_frame()
        .expect("a legal frame")
        .expect("a whole one");
    assert_eq!(frame.len(), bytes.len());
    let decoded = decode_within(frame, &limits).expect("a legal APDU");
    assert_eq!(decoded.unknown, 0);
    match &decoded.apdu {
        Apdu::PresentResponse(response) => {
            assert!(response.number_of_records_returned >= 0);
            assert!(response.next_result_set_position >= 0);
        }
        Apdu::SearchResponse(response) => {
            assert!(response.search_status || response.result_count == 0);
        }
        _ => {}
    }
}
