//! Messages that were met, if `SILTA_SHARED` names the folder that has them: each gets an answer that
//! can be read, and is valid where the official schemas and `xmllint` are there.

use std::{env, fs, path::PathBuf};

use jiff::tz::TimeZone;
use silta_ncip::{Body, Message, Reading};

use crate::house::House;

/// Messages and the problem that they must get, whoever the agencies are.
const PROBLEMS: &[(&str, &str)] = &[
    ("bad_checkin_no_itemid", "Needed Data Missing"),
    ("bad_date_not_iso", "Invalid Date"),
    ("bad_deep_nesting_ext", "Invalid Message Syntax Error"),
    ("bad_entity_bomb", "Invalid Message Syntax Error"),
    ("bad_latin1_declared_utf8", "Invalid Message Syntax Error"),
    ("bad_response_as_request", "Protocol Error"),
    ("bad_truncated", "Invalid Message Syntax Error"),
    ("bad_two_services", "Invalid Message Syntax Error"),
    ("bad_unknown_service", "Unsupported Service"),
    ("bad_wrong_toagency", "Unknown Agency"),
    ("bad_xxe_external_entity", "Invalid Message Syntax Error"),
    ("req_crosslink_AcceptItem_empty_values", "Unknown Agency"),
    ("wild_req_LookupVersion", "Unsupported Service"),
];

#[tokio::test]
async fn every_message_gets_an_answer() {
    let Some(shared) = env::var_os("SILTA_SHARED").map(PathBuf::from) else {
        println!("SILTA_SHARED is not set: the vectors of NCIP were not tried");
        return;
    };
    let house = House::new();
    let reading = Reading::by_clock_of(TimeZone::UTC);
    let mut tried = 0;
    let mut named = 0;
    let mut files: Vec<_> = fs::read_dir(shared.join("vectors/ncip")).unwrap().collect();
    files.sort_by_key(|file| file.as_ref().unwrap().path());
    for file in files {
        let path = file.unwrap().path();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let asks = ["req_", "my_req_", "wild_", "bad_"];
        if !asks.iter().any(|start| name.starts_with(start)) {
            continue;
        }
        let bytes = fs::read(&path).unwrap();
        let (status, answer) = house.post("text/xml", bytes, [127, 0, 0, 1].into()).await;
        assert_eq!(status, 200, "{name}");
        let read = Message::read(answer.as_bytes(), &reading).unwrap();
        assert!(
            !matches!(read.body, Body::Initiation(_)),
            "{name}: {answer}"
        );
        if let Some((_, problem)) = PROBLEMS.iter().find(|(known, _)| *known == name) {
            assert!(answer.contains(&format!(">{problem}<")), "{name}: {answer}");
            named += 1;
        }
        tried += 1;
    }
    println!("{tried} messages were answered");
    assert_eq!(named, PROBLEMS.len());
    assert!(tried > 50, "{tried}");
}
