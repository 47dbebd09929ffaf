//! The pages `docs/z3950/diagnostics.md` and `attributes.md` and the dictionary of the fuzz
//! targets, made from the tables of this crate. A test compares them with the files.

use std::fmt::Write as _;

use silta_ber::{Tag, Writer};

use crate::{
    apdu::Apdu,
    attributes::TYPES,
    bib1::{Condition, Listed},
    oid::OIDS,
};

const NOTICE: &str = "<!-- Made from the tables in protocols/z3950; \
    `cargo xtask gen` writes it anew. -->\n";

/// `docs/z3950/diagnostics.md`.
pub fn diagnostics_page() -> String {
    let mut page = format!("# Z39.50: the diagnostics of bib-1\n\n{NOTICE}\n");
    page.push_str("What goes wrong is told by a number of the set bib-1 (1.2.840.10003.4.1) and\n");
    page.push_str("by addinfo, which says what it is about. Clients show both.\n\n");
    page.push_str("| number | diagnostic | addinfo |\n| --- | --- | --- |\n");
    for Listed {
        code,
        text,
        addinfo,
    } in Condition::LISTED
    {
        let _ = writeln!(page, "| {code} | {text} | {addinfo} |");
    }
    page
}

/// `docs/z3950/attributes.md`.
pub fn attributes_page() -> String {
    let mut page = format!("# Z39.50: the attributes of bib-1\n\n{NOTICE}\n");
    page.push_str(
        "Attributes of the set bib-1 (1.2.840.10003.3.1) say how a term is meant. Here\n",
    );
    page.push_str("stands what they are called; which of them a database answers is told with\n");
    page.push_str("the indexes of the catalogue.\n");
    for attribute in TYPES {
        let (number, name, about) = (attribute.number, attribute.name, attribute.about);
        let _ = write!(page, "\n## {number}: {name}, {about}\n\n");
        page.push_str("| value | meaning |\n| --- | --- |\n");
        for (value, meaning) in attribute.values {
            let _ = writeln!(page, "| {value} | {meaning} |");
        }
    }
    page
}

/// `fuzz/dict/z3950.dict`: beginnings of APDUs, tags, object identifiers, keywords of PQF.
pub fn dictionary() -> String {
    let mut page =
        String::from("# Made from the tables in protocols/z3950, see its test `pages`.\n");
    let mut token = |name: &str, octets: &[u8]| {
        let octets: String = octets
            .iter()
            .map(|octet| format!("\\x{octet:02X}"))
            .collect();
        let _ = writeln!(page, "{name}=\"{octets}\"");
    };
    for (tag, name) in Apdu::LISTED {
        token(name, &beginning(*tag, true));
    }
    for tag in FIELDS {
        token(&format!("field_{tag}"), &beginning(*tag, false));
        token(&format!("fields_{tag}"), &beginning(*tag, true));
    }
    for (place, named) in OIDS.iter().enumerate() {
        let mut writer = Writer::new();
        writer.primitive(Tag::OID, named.oid.octets());
        token(&format!("oid_{place}"), writer.as_bytes());
    }
    for (name, octets) in [
        ("indefinite", &b"\x30\x80"[..]),
        ("end", b"\0\0"),
        ("long", b"\x82\x01\x00"),
        ("zeros", b"\x84\0\0\0\x01"),
        (
            "rpn",
            b"\xa1\x80\x06\x07\x2a\x86\x48\xce\x13\x03\x01\xa0\x80\xbf\x66\x80\xbf\x2c\x80",
        ),
        (
            "external",
            b"\x28\x80\x06\x07\x2a\x86\x48\xce\x13\x05\x0a\x81\x01x\0\0",
        ),
    ] {
        token(name, octets);
    }
    for keyword in KEYWORDS {
        token(keyword.trim_start_matches('@'), keyword.as_bytes());
    }
    page
}

/// Tags beyond one octet that stand in the tables; the shorter ones are found without help.
const FIELDS: &[u32] = &[
    31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 100, 101,
    102, 103, 104, 105, 110, 111, 112, 120, 121, 130, 201, 203, 204, 205, 206, 207, 209, 210, 211,
    212, 214, 215, 216, 217, 218, 219, 220, 221, 223, 224, 300,
];

const KEYWORDS: &[&str] = &[
    "@attrset", "@attr", "@and", "@or", "@not", "@prox", "@set", "@term", "bib-1", "1=4", "2=3",
    "numeric", "string", "oid", "datetime", "null", "known", "private", "void",
];

/// A tag without a length.
fn beginning(tag: u32, constructed: bool) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.element(Tag::context(tag), constructed, |_| ());
    let mut octets = writer.into_bytes();
    octets.pop();
    octets
}
