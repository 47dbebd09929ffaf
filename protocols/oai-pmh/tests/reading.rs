//! Answers as other repositories write them.
#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot read its own document has failed"
)]

use silta_oai_pmh::{Body, Code, Response, Unreadable};
use silta_xml::Limits;

fn read(body: &str) -> Result<Response, Unreadable> {
    let document = format!(
        "<?xml version='1.0'?>\n<oai:OAI-PMH xmlns:oai='http://www.openarchives.org/OAI/2.0/' \
         xmlns:m='http://www.loc.gov/MARC21/slim'><!-- prefixes --><oai:responseDate>\
         2026-11-22T10:00:00Z</oai:responseDate><oai:request verb='ListRecords' junk='1'>\n\
         http://other.example/oai\n</oai:request>{body}</oai:OAI-PMH>"
    );
    Response::read(&document, Limits::default())
}

fn records(body: &str) -> silta_oai_pmh::Page<silta_oai_pmh::Record> {
    match read(body).unwrap().body {
        Body::ListRecords(page) => page,
        other => panic!("{other:?}"),
    }
}

const HEADER: &str = "<oai:header><oai:identifier> oai:x:1 </oai:identifier>\
    <oai:datestamp>2026-11-22</oai:datestamp><oai:setSpec>a:b</oai:setSpec></oai:header>";

#[test]
fn prefixes_and_what_is_unknown_make_no_difference() {
    let page = records(&format!(
        "<oai:ListRecords><oai:novelty/><oai:record>{HEADER}<oai:metadata>\n <m:record a='1'>\
         <m:leader>x</m:leader></m:record>\n</oai:metadata></oai:record>\
         <oai:resumptionToken expirationDate='soon' completeListSize='about 9' cursor='0'> t/1 \
         </oai:resumptionToken></oai:ListRecords>"
    ));
    let [record] = &page.entries[..] else {
        panic!("{page:?}")
    };
    assert_eq!(record.header.identifier, "oai:x:1");
    assert_eq!(
        record.metadata.as_ref().unwrap().as_str(),
        r#"<record xmlns="http://www.loc.gov/MARC21/slim" a="1"><leader>x</leader></record>"#
    );
    let continuation = page.continuation.unwrap();
    assert_eq!(continuation.token.unwrap().as_str(), "t/1");
    assert_eq!(continuation.complete_list_size, None);
    assert_eq!(continuation.cursor, Some(0));
}

#[test]
fn an_empty_token_ends_the_list() {
    let page = records("<oai:ListRecords><oai:resumptionToken cursor='25'/></oai:ListRecords>");
    assert_eq!(page.continuation.unwrap().token, None);
}

#[test]
fn deletions_are_seen_whatever_the_case_and_carry_nothing() {
    let header = HEADER.replace("<oai:header>", "<oai:header status='Deleted'>");
    let page = records(&format!(
        "<oai:ListRecords><oai:record>{header}<oai:metadata><m:record/></oai:metadata></oai:record>\
         </oai:ListRecords>"
    ));
    assert!(page.entries[0].header.deleted);
    assert_eq!(page.entries[0].metadata, None);
}

#[test]
fn a_record_is_never_passed_over() {
    let without = |part: &str| {
        let record =
            format!("<oai:record>{HEADER}<oai:metadata><m:record/></oai:metadata></oai:record>");
        let cut = record.replace(part, "");
        assert_ne!(cut, record);
        read(&format!("<oai:ListRecords>{cut}</oai:ListRecords>")).unwrap_err()
    };
    assert_eq!(without(HEADER), Unreadable::Missing("header"));
    assert_eq!(without("<m:record/>"), Unreadable::Missing("metadata"));
    assert_eq!(without(" oai:x:1 "), Unreadable::Missing("identifier"));
    assert_eq!(
        without("<oai:datestamp>2026-11-22</oai:datestamp>"),
        Unreadable::Missing("datestamp")
    );
    let odd = without("-22");
    assert!(
        matches!(
            odd,
            Unreadable::Value {
                what: "datestamp",
                ..
            }
        ),
        "{odd}"
    );
}

#[test]
fn errors_win_over_whatever_stands_beside_them() {
    let both = "<oai:ListRecords/><oai:error code='noRecordsMatch'>none</oai:error>";
    match read(both).unwrap().body {
        Body::Faults(faults) => assert!(faults.has(Code::NoRecordsMatch)),
        other => panic!("{other:?}"),
    }
    let unknown = read("<oai:error code='serviceUnavailable'/>").unwrap_err();
    assert_eq!(
        unknown.to_string(),
        "error code cannot be \"serviceUnavailable\""
    );
}

#[test]
fn an_element_called_error_in_a_record_is_none_of_the_protocol() {
    let page = records(&format!(
        "<oai:ListRecords><oai:record>{HEADER}<oai:metadata><m:record><m:error>x</m:error></m:record>\
         </oai:metadata></oai:record></oai:ListRecords>"
    ));
    assert_eq!(page.entries.len(), 1);
}

#[test]
fn other_documents_are_named() {
    let read = |text: &str| {
        Response::read(text, Limits::default())
            .unwrap_err()
            .to_string()
    };
    assert_eq!(read("<html/>"), "the document is a html, no OAI-PMH");
    assert!(
        read("no XML").contains("outside the root element"),
        "{}",
        read("no XML")
    );
    assert!(read("").contains("no element"));
}

#[test]
fn neither_answer_nor_error() {
    assert_eq!(read("").unwrap_err(), Unreadable::Nothing);
}
