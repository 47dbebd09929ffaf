//! The suites that speak XML over HTTP against a tiny server that gives every request one answer, some
//! of them bad.

use std::{
    io::{BufRead, BufReader, Write},
    net::{TcpListener, TcpStream},
    path::PathBuf,
    thread,
};

use silta_conformance::{
    Expectations, Filter, ProfileFile as _, Report, Verdict, command, iso18626, ncip, oai, run, sru,
};

/// Answers every request with this XML, for as long as the test lives.
fn tiny_server(kind: &'static str, xml: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("bound").to_string();
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            thread::spawn(move || serve(stream, kind, xml));
        }
    });
    address
}

fn serve(mut stream: TcpStream, kind: &str, xml: &str) {
    let head = BufReader::new(stream.try_clone().expect("the same socket")).lines();
    let lines = head
        .map_while(Result::ok)
        .take_while(|line| !line.is_empty());
    assert!(lines.count() > 0, "no request");
    let length = xml.len();
    let _ = write!(
        stream,
        "HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n\r\n{xml}"
    );
}

const TEXT: &str = "text/xml; charset=utf-8";
const APPLICATION: &str = "application/xml";

fn judged(report: &Report, id: &str) -> (Verdict, String) {
    let case = report.cases.iter().find(|case| case.id == id);
    let case = case.unwrap_or_else(|| panic!("{id} did not run"));
    (case.verdict, case.reason.clone())
}

fn sru_case(xml: &'static str, id: &str) -> (Verdict, String) {
    let profile = sru::Profile::demo();
    let (known, filter) = (Expectations::default(), Filter::new([id]));
    judged(
        &run(
            &sru::suite(),
            &tiny_server(TEXT, xml),
            &profile,
            &known,
            &filter,
        ),
        id,
    )
}

fn oai_case(xml: &'static str, id: &str) -> (Verdict, String) {
    let profile = oai::Profile::demo();
    let (known, filter) = (Expectations::default(), Filter::new([id]));
    judged(
        &run(
            &oai::suite(),
            &tiny_server(TEXT, xml),
            &profile,
            &known,
            &filter,
        ),
        id,
    )
}

const WRONG_INDEX: &str = "<searchRetrieveResponse xmlns=\"http://www.loc.gov/zing/srw/\">\
    <version>1.2</version><numberOfRecords>0</numberOfRecords><diagnostics>\
    <diagnostic xmlns=\"http://www.loc.gov/zing/srw/diagnostic/\">\
    <uri>info:srw/diagnostic/1/16</uri><details>nosuchindex</details><message>m</message>\
    </diagnostic></diagnostics></searchRetrieveResponse>";

#[test]
fn answers_of_sru_are_judged() {
    let id = "sru/relations/unknown-index";
    assert_eq!(sru_case(WRONG_INDEX, id), (Verdict::Passed, String::new()));
    for (xml, wrong) in [
        ("<a>", "without its end"),
        ("<a/>", "answered with <a>"),
        (
            "<searchRetrieveResponse xmlns=\"urn:x\"><version>1.2</version></searchRetrieveResponse>",
            "urn:x",
        ),
        (
            "<searchRetrieveResponse xmlns=\"http://www.loc.gov/zing/srw/\"><version>1.2</version>\
             <numberOfRecords>0</numberOfRecords></searchRetrieveResponse>",
            "diagnostics []",
        ),
        (
            "<searchRetrieveResponse xmlns=\"http://www.loc.gov/zing/srw/\">\
             <numberOfRecords>0</numberOfRecords><version>1.2</version></searchRetrieveResponse>",
            "does not belong",
        ),
        (
            "<searchRetrieveResponse xmlns=\"http://www.loc.gov/zing/srw/\"><version>1.2</version>\
             <numberOfRecords>x</numberOfRecords><diagnostics>\
             <diagnostic xmlns=\"http://www.loc.gov/zing/srw/diagnostic/\">\
             <message>m</message><uri>info:srw/diagnostic/1/16</uri></diagnostic></diagnostics>\
             </searchRetrieveResponse>",
            "uri does not belong",
        ),
    ] {
        let (verdict, reason) = sru_case(xml, id);
        assert_eq!(verdict, Verdict::Failed, "{xml}");
        assert!(reason.contains(wrong), "{reason} is not about {wrong}");
    }
}

fn ncip_case(kind: &'static str, xml: &'static str, id: &str) -> (Verdict, String) {
    let profile = ncip::Profile::demo();
    let (known, filter) = (Expectations::default(), Filter::new([id]));
    let target = tiny_server(kind, xml);
    judged(&run(&ncip::suite(), &target, &profile, &known, &filter), id)
}

const UNKNOWN_USER: &str = "<NCIPMessage xmlns=\"http://www.niso.org/2008/ncip\" \
    xmlns:n=\"http://www.niso.org/2008/ncip\" n:version=\"http://x/ncip_v2_02.xsd\">\
    <LookupUserResponse><Problem><ProblemType>Unknown User</ProblemType></Problem>\
    </LookupUserResponse></NCIPMessage>";

#[test]
fn answers_of_a_responder_are_judged() {
    let id = "ncip/lookup-user/unknown";
    let passed = (Verdict::Passed, String::new());
    assert_eq!(ncip_case(APPLICATION, UNKNOWN_USER, id), passed);
    let (verdict, reason) = ncip_case(TEXT, UNKNOWN_USER, id);
    assert_eq!(verdict, Verdict::Failed);
    assert!(reason.contains("application/xml"), "{reason}");
    for (xml, wrong) in [
        ("<a/>", "the answer is <a>"),
        (
            "<NCIPMessage xmlns=\"http://www.niso.org/2008/ncip\"><LookupUserResponse/></NCIPMessage>",
            "no version",
        ),
        (
            "<NCIPMessage xmlns=\"http://www.niso.org/2008/ncip\" version=\"v2_02\">\
             <LookupUserResponse/></NCIPMessage>",
            "the attribute is version",
        ),
        (
            "<NCIPMessage xmlns=\"http://www.niso.org/2008/ncip\" \
             xmlns:n=\"http://www.niso.org/2008/ncip\" n:version=\"v2_02\"><LookupUserResponse>\
             <Problem><ProblemType>Unknown User</ProblemType></Problem><UserId/>\
             </LookupUserResponse></NCIPMessage>",
            "a UserId stands beside a Problem",
        ),
        (
            "<NCIPMessage xmlns=\"http://www.niso.org/2008/ncip\" \
             xmlns:n=\"http://www.niso.org/2008/ncip\" n:version=\"v2_02\"><LookupUserResponse>\
             <Problem><ProblemType>User Blocked</ProblemType></Problem>\
             </LookupUserResponse></NCIPMessage>",
            "User Blocked",
        ),
        (
            "<NCIPMessage xmlns=\"http://www.niso.org/2008/ncip\" \
             xmlns:n=\"http://www.niso.org/2008/ncip\" n:version=\"v2_02\"><LookupUserResponse>\
             <LoanedItem><DateDue>2026-12-01</DateDue></LoanedItem>\
             </LookupUserResponse></NCIPMessage>",
            "DateDue is \"2026-12-01\"",
        ),
    ] {
        let (verdict, reason) = ncip_case(APPLICATION, xml, id);
        assert_eq!(verdict, Verdict::Failed, "{xml}");
        assert!(reason.contains(wrong), "{reason} is not about {wrong}");
    }
}

fn iso18626_case(xml: &'static str, id: &str) -> (Verdict, String) {
    let profile = iso18626::Profile::demo();
    let (known, filter) = (Expectations::default(), Filter::new([id]));
    let target = tiny_server(APPLICATION, xml);
    let report = run(&iso18626::suite(), &target, &profile, &known, &filter);
    judged(&report, id)
}

const NO_SUCH_AGENCY: &str = "<ISO18626Message \
    xmlns=\"http://illtransactions.org/2013/iso18626\" \
    xmlns:i=\"http://illtransactions.org/2013/iso18626\" i:version=\"2021-2\">\
    <requestConfirmation><confirmationHeader><timestamp>2026-11-23T10:00:00Z</timestamp>\
    <timestampReceived>2026-11-23T10:00:01Z</timestampReceived>\
    <messageStatus>ERROR</messageStatus></confirmationHeader><errorData>\
    <errorType>UnrecognisedDataValue</errorType></errorData></requestConfirmation>\
    </ISO18626Message>";

#[test]
fn confirmations_are_judged() {
    let id = "iso18626/request/stranger";
    let passed = (Verdict::Passed, String::new());
    assert_eq!(iso18626_case(NO_SUCH_AGENCY, id), passed);
    for (from, to, wrong) in [
        (
            "UnrecognisedDataValue",
            "BadlyFormedMessage",
            "BadlyFormedMessage",
        ),
        (">ERROR<", ">OK<", "the status is"),
        ("requestConfirmation", "request", "the answer is a request"),
        ("10:00:01Z", "10:00:01", "timestampReceived is"),
        (" i:version=\"2021-2\"", "", "no version"),
        ("2013/iso18626", "2014/iso18626", "2014/iso18626"),
    ] {
        let xml = NO_SUCH_AGENCY.replace(from, to).leak();
        let (verdict, reason) = iso18626_case(xml, id);
        assert_eq!(verdict, Verdict::Failed, "{xml}");
        assert!(reason.contains(wrong), "{reason} is not about {wrong}");
    }
}

const BAD_VERB: &str = "<OAI-PMH xmlns=\"http://www.openarchives.org/OAI/2.0/\">\
    <responseDate>2026-11-23T00:00:00Z</responseDate><request>http://x/oai</request>\
    <error code=\"badVerb\">no</error></OAI-PMH>";

#[test]
fn answers_of_a_repository_are_judged() {
    let id = "oai/errors/unknown-verb";
    assert_eq!(oai_case(BAD_VERB, id), (Verdict::Passed, String::new()));
    for (xml, wrong) in [
        ("<OAI-PMH/>", "answered with <OAI-PMH>"),
        (
            "<OAI-PMH xmlns=\"http://www.openarchives.org/OAI/2.0/\"><responseDate>today</responseDate>\
             <request>http://x/oai</request><error code=\"badVerb\"/></OAI-PMH>",
            "responseDate",
        ),
        (
            "<OAI-PMH xmlns=\"http://www.openarchives.org/OAI/2.0/\">\
             <responseDate>2026-11-23T00:00:00Z</responseDate><request verb=\"junk\">x</request>\
             <error code=\"badVerb\"/></OAI-PMH>",
            "attributes",
        ),
        (
            "<OAI-PMH xmlns=\"http://www.openarchives.org/OAI/2.0/\">\
             <responseDate>2026-11-23T00:00:00Z</responseDate><request>x</request>\
             <error code=\"nosuchcode\"/></OAI-PMH>",
            "nosuchcode",
        ),
    ] {
        let (verdict, reason) = oai_case(xml, id);
        assert_eq!(verdict, Verdict::Failed, "{xml}");
        assert!(reason.contains(wrong), "{reason} is not about {wrong}");
    }
}

#[test]
fn schemas_are_asked_where_they_are() {
    let Some(shared) = std::env::var_os("SILTA_SHARED") else {
        println!("SILTA_SHARED is not set: no schema was asked");
        return;
    };
    let options = command::Options {
        only: vec!["oai/errors/unknown-verb".to_owned()],
        schemas: Some(PathBuf::from(shared).join("schemas")),
        ..command::Options::default()
    };
    let mut shown = Vec::new();
    let conforms = match command::oai(&tiny_server(TEXT, BAD_VERB), &options, &mut shown) {
        Ok(conforms) => conforms,
        Err(reason) => {
            println!("no schema was asked: {reason}");
            return;
        }
    };
    let shown = String::from_utf8_lossy(&shown);
    assert!(
        conforms && shown.contains("1 answers were valid"),
        "{shown}"
    );
}

#[test]
fn a_folder_without_schemas_is_said() {
    let folder = tempfile::tempdir().expect("a folder");
    let options = command::Options {
        schemas: Some(folder.path().to_owned()),
        ..command::Options::default()
    };
    let told = command::sru("127.0.0.1:1", &options, &mut Vec::new());
    assert!(told.is_err_and(|error| error.to_string().contains("catalog.xml")));
}
