//! Answers of servers of all versions, read as a client reads them.
#![expect(clippy::unwrap_used, reason = "a test ends where something is wrong")]

use silta_sru::{
    Arguments, Body, Condition, Diagnostic, Found, Piece, Record, RecordData, Request, Response,
    Retrieved, RetrievedData, RetrievedUnreadable,
};
use silta_xml::Limits;

const MARC: &str = "http://www.loc.gov/MARC21/slim";

fn read(text: &str) -> Retrieved {
    Retrieved::read(text, Limits::default()).unwrap()
}

/// What our own server writes, asked so.
fn written(query: &str) -> String {
    let request = Request::read(&Arguments::of_query(query)).request;
    let record = |position, data| Record {
        schema: "info:srw/schema/1/marcxml-v1.1".into(),
        data,
        position,
        extra: Vec::new(),
    };
    let piece = Piece::written(|writer| {
        writer
            .start(MARC, "record")
            .element(MARC, "leader", "a & b");
    });
    let found = Found {
        number_of_records: 7,
        records: vec![
            record(3, RecordData::Xml(piece)),
            record(
                4,
                RecordData::Diagnostic(Diagnostic {
                    condition: Condition::RecordTooLarge,
                    details: "9".into(),
                }),
            ),
        ],
        next_record_position: Some(5),
        ..Found::default()
    };
    Response::new(request, Body::SearchRetrieve(found)).write()
}

#[test]
fn every_version_and_packing_reads_the_same() {
    for query in [
        "version=1.1&operation=searchRetrieve&query=a",
        "version=1.2&operation=searchRetrieve&query=a",
        "version=1.2&operation=searchRetrieve&query=a&recordPacking=string",
        "query=a",
        "query=a&recordXMLEscaping=string",
    ] {
        let retrieved = read(&written(query));
        assert_eq!(retrieved.number_of_records, Some(7), "{query}");
        assert_eq!(retrieved.next_record_position, Some(5), "{query}");
        let [record, surrogate] = &*retrieved.records else {
            panic!("{query}: {retrieved:?}");
        };
        assert_eq!(record.schema, "info:srw/schema/1/marcxml-v1.1");
        assert_eq!(record.position, Some(3), "{query}");
        let expected = format!("<record xmlns=\"{MARC}\"><leader>a &amp; b</leader></record>");
        assert_eq!(record.data, RetrievedData::Xml(expected), "{query}");
        let RetrievedData::Diagnostic(diagnostic) = &surrogate.data else {
            panic!("{query}: {surrogate:?}");
        };
        assert_eq!(diagnostic.uri, "info:srw/diagnostic/1/70", "{query}");
        assert_eq!(diagnostic.details, "9", "{query}");
    }
}

#[test]
fn other_servers_write_otherwise() {
    let retrieved = read(
        "<zs:searchRetrieveResponse xmlns:zs='http://www.loc.gov/zing/srw'><zs:version>1.2</zs:version>\
         <zs:numberOfRecords> 1 </zs:numberOfRecords><zs:records><zs:record>\
         <zs:recordData><x:r xmlns:x='urn:x'/></zs:recordData>\
         <zs:recordIdentifier>a1</zs:recordIdentifier></zs:record></zs:records>\
         <zs:nextRecordPosition/><zs:diagnostics><d:diagnostic xmlns:d='http://www.loc.gov/zing/srw/diagnostic/'>\
         <d:uri>info:srw/diagnostic/1/6</d:uri><d:message>Bad</d:message></d:diagnostic></zs:diagnostics>\
         </zs:searchRetrieveResponse>",
    );
    let record = &retrieved.records[0];
    assert_eq!(record.identifier.as_deref(), Some("a1"));
    assert_eq!(record.position, None);
    assert_eq!(
        record.data,
        RetrievedData::Xml("<r xmlns=\"urn:x\"/>".into())
    );
    assert_eq!(retrieved.next_record_position, None);
    let diagnostic = retrieved.diagnostics[0].to_string();
    assert_eq!(diagnostic, "info:srw/diagnostic/1/6, Bad");
}

#[test]
fn what_is_no_answer_is_none() {
    let explain = "<explainResponse xmlns='http://www.loc.gov/zing/srw/'/>";
    let other = "<searchRetrieveResponse xmlns='urn:other'/>";
    let half = "<searchRetrieveResponse xmlns='http://www.loc.gov/zing/srw/'>";
    let number = "<searchRetrieveResponse xmlns='http://www.loc.gov/zing/srw/'>\
                  <numberOfRecords>many</numberOfRecords></searchRetrieveResponse>";
    let why = |text| Retrieved::read(text, Limits::default()).unwrap_err();
    assert!(matches!(why(explain), RetrievedUnreadable::Other(name) if name == "explainResponse"));
    assert!(matches!(why(other), RetrievedUnreadable::Other(_)));
    assert!(matches!(why(half), RetrievedUnreadable::Xml(_)));
    assert_eq!(why(number), RetrievedUnreadable::Number("numberOfRecords"));
}
