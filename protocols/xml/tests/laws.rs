//! What holds for all documents.

use proptest::prelude::*;
use silta_xml::{Limits, Reader, Writer, decode, fuzzing, is_char};

/// What a writer can be asked to do.
#[derive(Clone, Debug)]
enum Act {
    Start(usize, usize),
    Attribute(String),
    Text(String),
    End,
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let act = prop_oneof![
        3 => (0..3_usize, 0..3_usize).prop_map(|(namespace, name)| Act::Start(namespace, name)),
        1 => any::<String>().prop_map(Act::Attribute),
        2 => any::<String>().prop_map(Act::Text),
        2 => Just(Act::End),
    ];
    prop::collection::vec(act, 0..40)
}

const NAMESPACES: [&str; 3] = ["", "urn:a", "urn:b"];
const NAMES: [&str; 3] = ["record", "x-y_z.1", "å"];

fn written(acts: &[Act]) -> (String, String) {
    let (mut out, mut all_text) = (String::new(), String::new());
    let mut writer = Writer::new(&mut out);
    writer
        .declaration()
        .declare("p", "urn:b")
        .start("urn:a", "root");
    let (mut depth, mut fresh) = (1, false);
    for act in acts {
        match act {
            Act::Start(namespace, name) if depth < 60 => {
                writer.start(NAMESPACES[*namespace], NAMES[*name]);
                (depth, fresh) = (depth + 1, true);
            }
            Act::Attribute(value) if fresh => {
                writer.attribute("value", value);
                fresh = false;
            }
            Act::Text(text) => {
                writer.text(text);
                all_text.push_str(text);
                fresh = false;
            }
            Act::End if depth > 1 => {
                writer.end();
                (depth, fresh) = (depth - 1, false);
            }
            _ => {}
        }
    }
    writer.finish();
    (out, all_text)
}

proptest! {
    #[test]
    fn what_is_written_is_well_formed_and_holds_the_text(acts in acts()) {
        let (document, text) = written(&acts);
        let marked: String =
            text.chars().map(|char| if is_char(char) { char } else { '\u{fffd}' }).collect();
        let mut reader = Reader::new(&document, Limits::default()).unwrap();
        let root = reader.root().unwrap();
        prop_assert_eq!(reader.text(&root).unwrap(), marked);
        prop_assert!(reader.finish().is_ok());
        fuzzing::xml(document.as_bytes());
    }

    #[test]
    fn nothing_panics(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        fuzzing::xml(&bytes);
    }

    #[test]
    fn no_damage_panics(acts in acts(), at in any::<prop::sample::Index>(), bytes in any::<[u8; 2]>()) {
        let mut document = written(&acts).0.into_bytes();
        let at = at.index(document.len());
        document.splice(at..at, bytes);
        fuzzing::xml(&document);
    }

    #[test]
    fn all_unicode_encodings_mean_the_same(text in "[ -~äЖ語😀]{0,40}") {
        let units: Vec<u16> = format!("\u{feff}{text}").encode_utf16().collect();
        let bytes: Vec<u8> = units.iter().flat_map(|unit| unit.to_le_bytes()).collect();
        prop_assert_eq!(decode(&bytes).unwrap(), text);
    }
}
