//! The body of the fuzz target. It panics when a law is broken; the ordinary tests replay the
//! seeds of the target through it.

use crate::{Element, Event, Limits, Reader, Writer, decode};

/// Whatever can be read is written so that it reads as the same.
pub fn xml(data: &[u8]) {
    let Ok(text) = decode(data) else {
        return;
    };
    let Ok(read) = events(&text) else {
        return;
    };
    let written = written(&read);
    assert_eq!(events(&written).as_ref(), Ok(&read), "{written}");
}

/// What happens in a document, text in one piece, positions apart.
#[derive(Debug, PartialEq)]
enum Happening {
    Start {
        namespace: String,
        name: String,
        attributes: Vec<(String, String)>,
    },
    Text(String),
    End,
}

fn events(text: &str) -> Result<Vec<Happening>, crate::Error> {
    let limits = Limits {
        depth: 16,
        ..Limits::default()
    };
    let mut reader = Reader::new(text, limits)?;
    let mut happenings = Vec::new();
    loop {
        match (reader.event()?, happenings.last_mut()) {
            (Event::Start(element), _) => happenings.push(start(&element)),
            (Event::Text(piece), Some(Happening::Text(text))) => text.push_str(&piece),
            (Event::Text(piece), _) if piece.is_empty() => {}
            (Event::Text(piece), _) => happenings.push(Happening::Text(piece.into())),
            (Event::End, _) => happenings.push(Happening::End),
            (Event::Done, _) => return Ok(happenings),
        }
    }
}

/// Attributes with a namespace are left out: the writer needs a prefix of its own for them.
fn start(element: &Element<'_>) -> Happening {
    let plain = element
        .attributes()
        .iter()
        .filter(|attribute| attribute.namespace.is_none());
    Happening::Start {
        namespace: element.namespace().unwrap_or_default().to_owned(),
        name: element.name().to_owned(),
        attributes: plain
            .map(|one| (one.name.to_owned(), one.value.clone().into()))
            .collect(),
    }
}

fn written(happenings: &[Happening]) -> String {
    let mut text = String::new();
    let mut writer = Writer::new(&mut text);
    for happening in happenings {
        match happening {
            Happening::Start {
                namespace,
                name,
                attributes,
            } => {
                writer.start(namespace, name);
                for (name, value) in attributes {
                    writer.attribute(name, value);
                }
            }
            Happening::Text(text) => {
                writer.text(text);
            }
            Happening::End => {
                writer.end();
            }
        }
    }
    text
}
