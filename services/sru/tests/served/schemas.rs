//! Records in the schemas, among them those that tell holdings, in time or not.

use silta_xml::{Limits, Reader};

use crate::house::{House, SEARCH, all, first, marc, told};

const NAMESPACE: &str = "http://www.loc.gov/standards/iso20775/";

#[tokio::test]
async fn schemas_packings_and_copies() {
    let house = House::new();
    let path = format!("{SEARCH}&query=rec.identifier%3Dkainet.");
    // On loan, overdue, another waits.
    let text = house.get(&format!("{path}6&recordSchema=opac")).await;
    for part in [
        "<opacRecord><bibliographicRecord><record",
        "<itemId>3900000006</itemId>",
        "<availableNow value=\"0\"/>",
        "<onHold value=\"1\"/>",
        "<restrictions>On loan</restrictions>",
        "<localLocation>",
    ] {
        assert!(
            text.contains(&part.replace("<opacRecord>", "<opacRecord xmlns=\"\">")),
            "{part} in {text}"
        );
    }
    let text = house
        .get(&format!("{path}1&recordSchema=dc&recordPacking=string"))
        .await;
    let data = first(&text, "recordData").unwrap();
    assert!(!data.contains('<'), "{data}");
    let record = data
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&");
    assert!(
        record.contains("<dc:title>Seitsemän veljestä</dc:title>"),
        "{record}"
    );
    Reader::new(&record, Limits::default())
        .unwrap()
        .finish()
        .unwrap();
}

#[tokio::test]
async fn holdings_by_iso_20775() {
    let house = House::new();
    let path = format!("{SEARCH}&query=rec.identifier%3Dkainet.");
    // Two copies of which one is on loan, overdue, and another waits.
    let text = house.get(&format!("{path}6&recordSchema=isohold")).await;
    assert_eq!(
        first(&text, "recordSchema").as_deref(),
        Some("info:srw/schema/5/iso20775-v1.0")
    );
    assert!(
        text.contains(&format!("<holdings xmlns=\"{NAMESPACE}\"><holding>")),
        "{text}"
    );
    let copies = all(&text, "copyInformation");
    let copy = copies.iter().find(|copy| copy.contains("3900000006"));
    let copy = copy.unwrap_or_else(|| panic!("{text}"));
    for part in [
        "<pieceIdentifier><value>3900000006</value><typeOrSource><text>barcode</text>",
        "<resourceIdentifier><value>kainet.6</value>",
        "<form><value>book</value>",
        "<note>On loan</note><availabilityInformation><status>\
         <availabilityStatus>2</availabilityStatus><availableFor>1</availableFor>\
         <dateTimeAvailable>2026-0",
        "<reservationQueue>1</reservationQueue>",
    ] {
        assert!(copy.contains(part), "{part} in {copy}");
    }
    let date = first(copy, "dateTimeAvailable").unwrap();
    assert!(date.ends_with("+02:00") && date.len() == 25, "{date}");
    let counted = |name| -> usize {
        let numbers = all(&text, name).into_iter();
        numbers.map(|number| number.parse::<usize>().unwrap()).sum()
    };
    assert_eq!(counted("copiesCount"), copies.len());
    let available = copies
        .iter()
        .filter(|copy| copy.contains("<availabilityStatus>1<"));
    assert_eq!(counted("availableCount"), available.count());
    // Its other names.
    let again = house
        .get(&format!("{path}6&recordSchema={NAMESPACE}"))
        .await;
    assert_eq!(first(&again, "recordData"), first(&text, "recordData"));
    let text = house.get("/sru?operation=explain&version=1.2").await;
    assert!(text.contains("name=\"isohold\""), "{text}");
}

#[tokio::test]
async fn a_record_without_copies_has_no_holdings() {
    let house = House::new();
    house.take_in(&marc("bare", "Paljas"));
    let path = format!("{SEARCH}&query=dc.title%3Dpaljas");
    let text = house.get(&format!("{path}&recordSchema=isohold")).await;
    assert_eq!(told(&text), [""; 0]);
    assert!(text.contains("info:srw/diagnostic/1/67"), "{text}");
    let text = house.get(&format!("{path}&recordSchema=opac")).await;
    assert!(
        text.contains("<holdings></holdings>") || text.contains("<holdings/>"),
        "{text}"
    );
}

#[tokio::test]
async fn copies_that_are_not_told_in_time_cost_no_record() {
    let house = House::too_late();
    let path = format!("{SEARCH}&query=kalevala");
    let text = house.get(&format!("{path}&recordSchema=opac")).await;
    let records = all(&text, "recordData");
    assert!(!records.is_empty());
    for record in records {
        assert!(record.contains("<leader>"), "{record}");
        assert!(
            record.contains(
                "<holding><publicNote>Holdings and availability cannot be told now</publicNote>\
                 </holding>"
            ),
            "{record}"
        );
        assert!(!record.contains("availableNow"), "{record}");
    }
    // Of nothing but holdings nothing is left; nobody takes that for a library without copies.
    let text = house.get(&format!("{path}&recordSchema=isohold")).await;
    assert_eq!(told(&text), [""; 0]);
    let records = all(&text, "recordData");
    assert!(!records.is_empty());
    for record in records {
        assert!(record.contains("info:srw/diagnostic/1/64"), "{record}");
        assert!(record.contains("kainet."), "{record}");
    }
    let text = house.get(&format!("{path}&recordSchema=marcxml")).await;
    assert!(!text.contains("diagnostic"), "{text}");
}
