//! The reader beside roxmltree, which builds a tree of a whole document: what one reads the other
//! reads too, and the same, but for what is named here.

use std::{fs, path::Path};

use proptest::prelude::*;
use roxmltree::{Document, Node, NodeType, ParsingOptions};
use silta_xml::{Error, Event, Fault, Limits, Reader};

/// What is in a document, in its order.
#[derive(Debug, PartialEq)]
enum Part {
    Start {
        namespace: String,
        name: String,
        /// Namespace, name, value; by namespace and name.
        attributes: Vec<(String, String, String)>,
    },
    Text(String),
    End,
}

fn push_text(parts: &mut Vec<Part>, piece: &str) {
    match parts.last_mut() {
        _ if piece.is_empty() => {}
        Some(Part::Text(text)) => text.push_str(piece),
        _ => parts.push(Part::Text(piece.to_owned())),
    }
}

fn ours(text: &str) -> Result<Vec<Part>, Error> {
    let mut reader = Reader::new(text, Limits::default())?;
    let mut parts = Vec::new();
    loop {
        match reader.event()? {
            Event::Start(element) => {
                let attributes = element.attributes().iter().map(|one| {
                    (
                        one.namespace.clone().unwrap_or_default().to_string(),
                        one.name.to_owned(),
                        one.value.to_string(),
                    )
                });
                let mut attributes: Vec<_> = attributes.collect();
                attributes.sort();
                parts.push(Part::Start {
                    namespace: element.namespace().unwrap_or_default().to_owned(),
                    name: element.name().to_owned(),
                    attributes,
                });
            }
            Event::Text(piece) => push_text(&mut parts, &piece),
            Event::End => parts.push(Part::End),
            Event::Done => return Ok(parts),
        }
    }
}

fn theirs(text: &str) -> Result<Vec<Part>, roxmltree::Error> {
    let document = Document::parse_with_options(text, ParsingOptions::default())?;
    let mut parts = Vec::new();
    walk(document.root_element(), &mut parts);
    Ok(parts)
}

fn walk(node: Node<'_, '_>, parts: &mut Vec<Part>) {
    let attributes = node.attributes().map(|one| {
        (
            one.namespace().unwrap_or_default().to_owned(),
            one.name().to_owned(),
            one.value().to_owned(),
        )
    });
    let mut attributes: Vec<_> = attributes.collect();
    attributes.sort();
    parts.push(Part::Start {
        namespace: node.tag_name().namespace().unwrap_or_default().to_owned(),
        name: node.tag_name().name().to_owned(),
        attributes,
    });
    for child in node.children() {
        match child.node_type() {
            NodeType::Element => walk(child, parts),
            NodeType::Text => push_text(parts, child.text().unwrap_or_default()),
            _ => {}
        }
    }
    parts.push(Part::End);
}

/// Panics unless both say the same of a document.
fn compare(text: &str) {
    match (ours(text), theirs(text)) {
        // It leaves a carriage return beside a reference as it is (XML 1.0, section 2.11, does not).
        (Ok(_), Ok(_)) if text.contains('\r') && text.contains('&') => {}
        (Ok(ours), Ok(theirs)) => assert_eq!(ours, theirs, "{text}"),
        (Err(_), Err(_)) => {}
        (Ok(_), Err(_)) if has_what_only_we_read(text) => {}
        (Ok(ours), Err(error)) => panic!("only we read {text:?}: {ours:?}; {error}"),
        (Err(error), Ok(_)) if is_what_only_we_refuse(text, &error.fault) => {}
        (Err(error), Ok(theirs)) => panic!("only roxmltree reads {text:?}: {theirs:?}; {error}"),
    }
}

/// It skips no document type, and knows no element in the namespace `xml`.
fn has_what_only_we_read(text: &str) -> bool {
    text.contains("<!DOCTYPE") || text.contains("<xml:")
}

/// It takes an empty prefix for none, lets `xmlns` be declared, and has other limits.
fn is_what_only_we_refuse(text: &str, fault: &Fault) -> bool {
    match fault {
        Fault::Name(name) => name.starts_with(':'),
        Fault::TooDeep | Fault::TooManyAttributes => true,
        _ => text.contains("xmlns:xmlns"),
    }
}

/// Pieces of which documents are made, most of them sound.
fn piece() -> impl Strategy<Value = String> {
    let fixed = prop::sample::select(vec![
        "<a>",
        "</a>",
        "<b/>",
        "<a x='1'>",
        "<a x=\"1\" y='2'/>",
        "<p:a>",
        "</p:a>",
        "<a xmlns='urn:d'>",
        "<a xmlns:p='urn:p'>",
        "<p:a xmlns:p='urn:q' p:x='1' x='2'>",
        "<a xml:lang='fi'/>",
        "<a x='1' x='2'/>",
        "<a p:x='1' q:x='2'/>",
        "<a xmlns:p=''/>",
        "<a xmlns=''/>",
        "&amp;",
        "&lt;",
        "&#65;",
        "&#x41;",
        "&#0;",
        "&x;",
        "&",
        "]]>",
        "<",
        ">",
        "<!-- c -->",
        "<!-- a -- b -->",
        "<!---->",
        "<![CDATA[<&>]]>",
        "<![CDATA[]]>",
        "<?p i?>",
        "<?xml version='1.0'?>",
        "text",
        " ",
        "\n",
        "\r\n",
        "\t",
        "å",
        "😀",
        "\u{1}",
        "\u{fffe}",
        "<a x='&lt;&#10;'/>",
        "<a x='<'/>",
        "<a x=1/>",
        "<a x/>",
        "<a  x = '1' />",
        "< a/>",
        "<a/",
        "</a >",
        "</ a>",
        "<1/>",
        "<a:b:c/>",
        "<:a/>",
        "<a:/>",
        "<xml:a/>",
        "<a x='\n\t'/>",
        "<a xmlns:xml='urn:x'/>",
        "<a xmlns:xmlns='urn:x'/>",
        "<a xmlns:p='urn:p' p:x='' q:y=''/>",
    ]);
    prop_oneof![
        9 => fixed.prop_map(str::to_owned),
        1 => any::<char>().prop_map(String::from),
    ]
}

fn document() -> impl Strategy<Value = String> {
    let inner = prop::collection::vec(piece(), 0..12).prop_map(|pieces| pieces.concat());
    let whole = prop::collection::vec(piece(), 0..6).prop_map(|pieces| pieces.concat());
    prop_oneof![
        5 => inner.prop_map(|inner| format!("<r xmlns:q='urn:q'>{inner}</r>")),
        1 => whole,
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(20_000))]

    #[test]
    fn both_read_the_same(text in document()) {
        compare(&text);
    }
}

/// The messages that others wrote and our own seeds; more where `SILTA_XML_CORPUS` names a folder.
#[test]
fn both_read_the_same_of_what_there_is() {
    let seeds = silta_testing::seed_folder("xml");
    let mut folders = vec![seeds];
    folders
        .extend(std::env::var_os("SILTA_SHARED").map(|shared| Path::new(&shared).join("vectors")));
    folders.extend(std::env::var_os("SILTA_XML_CORPUS").map(Into::into));
    let mut compared = 0;
    for folder in folders {
        compared += compare_all(&folder);
    }
    println!("{compared} documents compared");
    assert!(compared > 5);
}

fn compare_all(folder: &Path) -> usize {
    let mut compared = 0;
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            compared += compare_all(&path);
            continue;
        }
        let bytes = fs::read(&path).unwrap_or_default();
        if let Ok(text) = silta_xml::decode(&bytes) {
            compare(&text);
            compared += 1;
        }
    }
    compared
}
