//! Holdings by ISO 20775, which servers of SRU give as `isohold`.

use std::collections::BTreeMap;

use super::{super::Profile, schemas::in_schema};
use crate::{
    Context, Outcome, Stop,
    kit::{cases, ensure, xml::Node},
};

cases! {
    "sru/holdings", "ISO 20775:2009, 5.3 and 7", ["work.known.barcode", "schema.isohold"];
    Must is_holdings [] "isohold is the element holdings in the namespace of ISO 20775.";
    Must in_the_order_of_the_schema [] "Elements stand in the order of the schema, as often as it allows.";
    Must institution_is_named [] "Each holding names its institution and where that identifier comes from.";
    Must has_the_copy [] "A copy has its pieceIdentifier and an availabilityStatus.";
    Must codes_are_of_the_lists [] "Codes, counts and times are such as the schema allows.";
    Must summary_adds_up [] "copiesCount and availableCount are those of the copies that are told.";
    Must by_uri [] "info:srw/schema/5/iso20775-v1.0 is isohold." of "SRU, list of record schemas";
    Must is_that_of_opac ["schema.opac"] "The same copies are available as in the OPAC record.";
    Should due_is_told ["schema.opac"] "A copy whose OPAC record tells a date has a dateTimeAvailable.";
}

/// The namespaces that are in use for it.
const NAMESPACES: [&str; 2] = [
    "http://www.loc.gov/standards/iso20775/",
    "info:ofi/fmt:xml:xsd:iso20775",
];

/// How often an element may stand.
#[derive(Clone, Copy)]
enum Often {
    Once,
    Perhaps,
    Any,
    AtLeastOnce,
}
use Often::{Any, AtLeastOnce, Once, Perhaps};

/// What an element holds, in order. What is not here holds text, or what no case looks at.
const LAYOUT: &[(&str, &[(&str, Often)])] = &[
    ("holdings", &[("holding", AtLeastOnce), ("resource", Any)]),
    (
        "holding",
        &[
            ("institutionIdentifier", Once),
            ("physicalLocation", Any),
            ("physicalAddress", Any),
            ("electronicAddress", Any),
            // One of the two.
            ("holdingSimple", Perhaps),
            ("holdingStructured", Perhaps),
            ("summaryPolicy", Any),
            ("summaryHistory", Perhaps),
        ],
    ),
    (
        "holdingSimple",
        &[("copiesSummary", Perhaps), ("copyInformation", Any)],
    ),
    (
        "copiesSummary",
        &[
            ("copiesCount", Once),
            ("status", Any),
            ("reservationQueueLength", Perhaps),
            ("onOrderCount", Perhaps),
        ],
    ),
    (
        "copyInformation",
        &[
            ("pieceIdentifier", AtLeastOnce),
            ("resourceIdentifier", Perhaps),
            ("form", Perhaps),
            ("monetaryValuation", Perhaps),
            ("sublocation", Any),
            ("shelfLocator", Any),
            ("electronicLocator", Any),
            ("note", Any),
            ("enumerationAndChronology", Any),
            ("availabilityInformation", Perhaps),
        ],
    ),
    (
        "availabilityInformation",
        &[
            ("status", Any),
            ("policy", Perhaps),
            ("feeInformation", Perhaps),
            ("reservationPolicy", Perhaps),
            ("reservationQueue", Perhaps),
        ],
    ),
    ("institutionIdentifier", CODE),
    ("pieceIdentifier", CODE),
    ("resourceIdentifier", CODE),
    ("form", CODE),
    ("typeOrSource", &[("pointer", Perhaps), ("text", Perhaps)]),
];

/// A code or identifier.
const CODE: &[(&str, Often)] = &[("value", Once), ("typeOrSource", Once)];

/// A status, as it stands in a summary and at a copy.
const STATUS: [(&str, &[(&str, Often)]); 2] = [
    (
        "copiesSummary",
        &[
            ("availableCount", Perhaps),
            ("availableFor", Perhaps),
            ("earliestDispatchDate", Perhaps),
        ],
    ),
    (
        "availabilityInformation",
        &[
            ("availabilityStatus", Perhaps),
            ("availableFor", Perhaps),
            ("dateTimeAvailable", Perhaps),
        ],
    ),
];

/// The holdings of the known record.
fn holdings(c: &Context<'_, Profile>) -> Outcome<Node> {
    in_schema(c, "isohold")
}

/// All elements of a name in it.
fn all<'a>(node: &'a Node, name: &str) -> Vec<&'a Node> {
    let mut every = node.every();
    every.retain(|node| node.name == name);
    every
}

fn is_holdings(c: &mut Context<'_, Profile>) -> Outcome {
    let record = holdings(c)?;
    ensure!(record.name == "holdings", "it is {}", record.name);
    for node in record.every() {
        ensure!(
            NAMESPACES.contains(&node.namespace.as_str()) && node.namespace == record.namespace,
            "{} is of the namespace {:?}",
            node.name,
            node.namespace
        );
    }
    Ok(())
}

fn in_the_order_of_the_schema(c: &mut Context<'_, Profile>) -> Outcome {
    for node in holdings(c)?.every() {
        let own = LAYOUT.iter().find(|(name, _)| *name == node.name);
        if let Some((_, children)) = own {
            laid_out(node, children)?;
        }
        for (parent, children) in STATUS {
            if node.name == parent {
                node.all("status")
                    .try_for_each(|status| laid_out(status, children))?;
            }
        }
        if node.name == "holding" {
            let forms = ["holdingSimple", "holdingStructured"];
            let told = node.names();
            let told = told.iter().filter(|name| forms.contains(name)).count();
            ensure!(told == 1, "a holding has {told} of {forms:?}");
        }
    }
    Ok(())
}

/// Fails unless an element holds these, in this order, as often as they may.
fn laid_out(node: &Node, children: &[(&str, Often)]) -> Outcome {
    let mut names = node.names().into_iter().peekable();
    for (child, often) in children {
        let mut count = 0;
        while names.next_if_eq(child).is_some() {
            count += 1;
        }
        let right = match often {
            Once => count == 1,
            Perhaps => count <= 1,
            Any => true,
            AtLeastOnce => count >= 1,
        };
        ensure!(right, "{} has {count} of {child}", node.name);
    }
    match names.next() {
        None => Ok(()),
        Some(name) => Err(Stop::failed(format!(
            "{name} does not belong in {}, or not there",
            node.name
        ))),
    }
}

fn institution_is_named(c: &mut Context<'_, Profile>) -> Outcome {
    for holding in holdings(c)?.all("holding") {
        let institution = holding.child("institutionIdentifier");
        let value = institution.and_then(|node| node.text_of("value"));
        ensure!(
            value.is_some_and(|value| !value.is_empty()),
            "an institution without a value"
        );
        let source = institution.and_then(|node| node.child("typeOrSource"));
        let source = source.map(Node::words).unwrap_or_default();
        ensure!(!source.trim().is_empty(), "{value:?} comes from nowhere");
    }
    Ok(())
}

/// Each copy by the number on it.
fn copies(record: &Node) -> Outcome<BTreeMap<String, Node>> {
    let mut copies = BTreeMap::new();
    for copy in all(record, "copyInformation") {
        let piece = copy.child("pieceIdentifier");
        let number = piece.and_then(|piece| piece.text_of("value"));
        let number = number.ok_or_else(|| Stop::failed("a copy without a number"))?;
        let twice = copies.insert(number.to_owned(), copy.clone());
        ensure!(twice.is_none(), "the copy {number} is told twice");
    }
    Ok(copies)
}

/// What the status of a copy says.
fn status<'a>(copy: &'a Node, name: &str) -> Option<&'a str> {
    let status = copy.child("availabilityInformation")?.child("status")?;
    status.text_of(name)
}

fn has_the_copy(c: &mut Context<'_, Profile>) -> Outcome {
    let copies = copies(&holdings(c)?)?;
    let barcode = c.work("known")?.barcode.clone().unwrap_or_default();
    let copy = copies.get(&barcode);
    let copy = copy.ok_or_else(|| Stop::failed(format!("the copy {barcode} is not in it")))?;
    ensure!(
        status(copy, "availabilityStatus").is_some(),
        "the copy {barcode} has no availabilityStatus"
    );
    Ok(())
}

fn codes_are_of_the_lists(c: &mut Context<'_, Profile>) -> Outcome {
    for node in holdings(c)?.every() {
        let text = node.text.as_str();
        let right = match node.name.as_str() {
            "availabilityStatus" => ["0", "1", "2", "3"].contains(&text),
            "availableFor" => ["0", "1", "2", "3", "4", "5", "6"].contains(&text),
            "copiesCount" => text.parse().is_ok_and(|count: u32| count > 0),
            "availableCount" | "reservationQueueLength" | "onOrderCount" | "reservationQueue" => {
                text.parse::<u32>().is_ok()
            }
            "earliestDispatchDate" | "dateTimeAvailable" => is_date_time(text),
            _ => true,
        };
        ensure!(right, "{} is {text:?}", node.name);
    }
    Ok(())
}

/// `2026-12-20T23:59:59`, perhaps with a fraction of a second, perhaps with a zone.
fn is_date_time(text: &str) -> bool {
    let form = "0000-00-00T00:00:00";
    let Some((head, tail)) = text.split_at_checked(form.len()) else {
        return false;
    };
    let fits = |(one, other): (char, char)| match other {
        '0' => one.is_ascii_digit(),
        _ => one == other,
    };
    let zone = tail.trim_start_matches(|c: char| c == '.' || c.is_ascii_digit());
    let offset = zone
        .strip_prefix(['+', '-'])
        .map(|offset| offset.split_once(':'));
    let two = |digits: &str| digits.len() == 2 && digits.parse::<u8>().is_ok();
    head.chars().zip(form.chars()).all(fits)
        && match offset {
            None => zone.is_empty() || zone == "Z",
            Some(offset) => offset.is_some_and(|(hours, minutes)| two(hours) && two(minutes)),
        }
}

fn summary_adds_up(c: &mut Context<'_, Profile>) -> Outcome {
    for simple in all(&holdings(c)?, "holdingSimple") {
        let Some(summary) = simple.child("copiesSummary") else {
            continue;
        };
        let copies: Vec<_> = simple.all("copyInformation").collect();
        if copies.is_empty() {
            continue;
        }
        let told = summary.text_of("copiesCount").unwrap_or_default();
        ensure!(
            told.parse() == Ok(copies.len()),
            "copiesCount is {told}, of {} copies",
            copies.len()
        );
        let available = copies.iter().filter(|copy| is_available(copy)).count();
        let told: usize = summary
            .all("status")
            .filter_map(|status| status.text_of("availableCount")?.parse::<usize>().ok())
            .sum();
        ensure!(
            told == available,
            "availableCount is {told}, and {available} copies are available"
        );
    }
    Ok(())
}

fn is_available(copy: &Node) -> bool {
    status(copy, "availabilityStatus") == Some("1")
}

fn by_uri(c: &mut Context<'_, Profile>) -> Outcome {
    let (one, other) = (
        in_schema(c, "info:srw/schema/5/iso20775-v1.0")?,
        holdings(c)?,
    );
    ensure!(one == other, "it is another record");
    Ok(())
}

/// The circulation data of the OPAC record, by the number of the copy.
fn circulation(c: &Context<'_, Profile>) -> Outcome<BTreeMap<String, Node>> {
    let record = in_schema(c, "opac")?;
    let data = all(&record, "circulation").into_iter();
    let numbered = data.filter_map(|data| Some((data.text_of("itemId")?.to_owned(), data.clone())));
    Ok(numbered.collect())
}

fn is_that_of_opac(c: &mut Context<'_, Profile>) -> Outcome {
    let copies = copies(&holdings(c)?)?;
    let opac = circulation(c)?;
    ensure!(
        copies.keys().eq(opac.keys()),
        "the copies {:?} are not those of the OPAC record, {:?}",
        copies.keys(),
        opac.keys()
    );
    for (number, copy) in &copies {
        let now = opac[number].child("availableNow");
        let now = now.and_then(|now| now.attribute("value").ok());
        let told = if is_available(copy) { "1" } else { "0" };
        ensure!(
            now.as_deref() == Some(told),
            "availableNow of {number} is {now:?}"
        );
    }
    Ok(())
}

fn due_is_told(c: &mut Context<'_, Profile>) -> Outcome {
    let copies = copies(&holdings(c)?)?;
    for (number, data) in circulation(c)? {
        let dated = data.text_of("availabilityDate").is_some();
        let told = copies
            .get(&number)
            .and_then(|copy| status(copy, "dateTimeAvailable"));
        ensure!(
            !dated || told.is_some(),
            "{number} has no dateTimeAvailable"
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kit::xml::parse;

    fn judged(text: &str) -> bool {
        let node = parse(text.as_bytes()).unwrap();
        let (_, children) = LAYOUT.iter().find(|(name, _)| *name == node.name).unwrap();
        laid_out(&node, children).is_ok()
    }

    #[test]
    fn order_and_number_are_judged() {
        for (text, right) in [
            ("<form><value/><typeOrSource/></form>", true),
            ("<form><typeOrSource/><value/></form>", false),
            ("<form><value/><value/><typeOrSource/></form>", false),
            ("<form><value/></form>", false),
            ("<form><value/><typeOrSource/><x/></form>", false),
            ("<holdings/>", false),
            ("<holdings><holding/><holding/></holdings>", true),
        ] {
            assert_eq!(judged(text), right, "{text}");
        }
    }

    #[test]
    fn times_are_judged() {
        for (text, right) in [
            ("2026-12-20T23:59:59", true),
            ("2026-12-20T23:59:59Z", true),
            ("2026-12-20T23:59:59.25+02:00", true),
            ("2026-12-20", false),
            ("2026-12-20 23:59:59", false),
            ("2026-12-20T23:59:59+2", false),
            ("2026-12-20T23:59:59EET", false),
            ("", false),
        ] {
            assert_eq!(is_date_time(text), right, "{text}");
        }
    }
}
