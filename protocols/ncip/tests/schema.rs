//! Messages made up from the official schema, if `SILTA_SHARED` names the folder that has it: each
//! message of each service, with all that can stand in it. Nothing of it may get lost.
#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot make its own messages has failed"
)]

use std::{collections::HashMap, env, fs, path::PathBuf};

use jiff::tz::TimeZone;
use silta_ncip::{Message, Reading, Service, fuzzing};
use silta_xml::{Element, Event, Limits, Reader};

/// An element of the schema with those in it.
#[derive(Default)]
struct Part {
    kind: String,
    attributes: HashMap<String, String>,
    parts: Vec<Self>,
}

impl Part {
    fn of(element: &Element<'_>) -> Self {
        let attributes = element.attributes().iter();
        Self {
            kind: element.name().to_owned(),
            attributes: attributes
                .map(|one| (one.name.to_owned(), one.value.clone().into_owned()))
                .collect(),
            parts: Vec::new(),
        }
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.attributes.get(name).map(String::as_str)
    }
}

fn schema(text: &str) -> Part {
    let mut reader = Reader::new(text, Limits::default()).unwrap();
    let mut open = vec![Part::default()];
    loop {
        match reader.event().unwrap() {
            Event::Start(element) => open.push(Part::of(&element)),
            Event::End => {
                let last = open.pop().unwrap();
                open.last_mut().unwrap().parts.push(last);
            }
            Event::Text(_) => {}
            Event::Done => return open.pop().unwrap().parts.pop().unwrap(),
        }
    }
}

/// What makes messages: of each choice the same alternative.
struct Maker<'s> {
    elements: HashMap<&'s str, &'s Part>,
    alternative: usize,
    /// Elements that have been made.
    made: usize,
}

/// How deep elements that can stand several times do.
const REPEATED: usize = 4;

impl Maker<'_> {
    fn element(&mut self, name: &str, depth: usize) -> String {
        let part = self.elements[name];
        let complex = part.parts.iter().find(|part| part.kind == "complexType");
        self.made += 1;
        let made = self.made;
        let content = match (complex, part.get("type").unwrap_or_default()) {
            (Some(complex), _) => complex
                .parts
                .iter()
                .map(|part| self.part(part, depth + 1))
                .collect(),
            (None, "xs:dateTime") => format!("2026-12-{:02}T10:00:00+02:00", made % 28 + 1),
            (None, "SchemeValuePair") => {
                return format!("<{name} n:Scheme=\"urn:list\">v{made}</{name}>");
            }
            (None, kind) if kind.ends_with("nteger") => made.to_string(),
            _ => format!("t{made}"),
        };
        format!("<{name}>{content}</{name}>")
    }

    fn part(&mut self, part: &Part, depth: usize) -> String {
        let repeats = part.get("maxOccurs") == Some("unbounded") && depth < REPEATED;
        let times = if repeats { 2 } else { 1 };
        (0..times).map(|_| self.once(part, depth)).collect()
    }

    fn once(&mut self, part: &Part, depth: usize) -> String {
        match part.kind.as_str() {
            "element" => match part.get("ref").unwrap() {
                "Ext" => String::new(),
                name => self.element(name, depth),
            },
            "sequence" => part
                .parts
                .iter()
                .map(|part| self.part(part, depth))
                .collect(),
            "choice" => self.part(&part.parts[self.alternative % part.parts.len()], depth),
            _ => String::new(),
        }
    }
}

/// The names and texts of a message.
fn content(message: &str) -> Vec<String> {
    let mut reader = Reader::new(message, Limits::default()).unwrap();
    let mut content = Vec::new();
    loop {
        match reader.event().unwrap() {
            Event::Start(element) => content.push(element.name().to_owned()),
            Event::Text(text) => content.push(text.into_owned()),
            Event::End => {}
            Event::Done => return content,
        }
    }
}

#[test]
fn nothing_that_the_schema_has_gets_lost() {
    let Some(shared) = env::var_os("SILTA_SHARED").map(PathBuf::from) else {
        println!("SILTA_SHARED is not set: the schema of NCIP was not tried");
        return;
    };
    let file = shared.join("schemas/ncip/ncip_v2_02.xsd");
    let text = fs::read_to_string(file).unwrap();
    let schema = schema(&text);
    let global = schema.parts.iter().filter(|part| part.kind == "element");
    let elements: HashMap<_, _> = global
        .map(|part| (part.get("name").unwrap(), part))
        .collect();
    let reading = Reading::by_clock_of(TimeZone::UTC);
    let mut tried = 0;
    for name in elements.keys() {
        let service = Service::of_name(name.strip_suffix("Response").unwrap_or(name));
        let Some(service) = service.filter(|service| service.spec().is_typed) else {
            continue;
        };
        for alternative in 0..3 {
            let mut maker = Maker {
                elements: elements.clone(),
                alternative,
                made: 0,
            };
            let body = maker.element(name, 0);
            let message = format!(
                "<NCIPMessage xmlns='http://www.niso.org/2008/ncip' \
                 xmlns:n='http://www.niso.org/2008/ncip'>{body}</NCIPMessage>"
            );
            let read = Message::read(message.as_bytes(), &reading)
                .unwrap_or_else(|error| panic!("{name}: {error}"));
            assert_eq!(content(&read.write()), content(&message), "{service}");
            fuzzing::ncip_message(message.as_bytes());
            tried += 1;
        }
    }
    println!("{tried} messages made from the schema were read and written");
    assert!(tried > 200, "{tried}");
}
