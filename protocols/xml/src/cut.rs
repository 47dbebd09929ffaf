//! An element taken out of a document, so that it stands for itself.

use crate::{
    XML, XSI,
    element::{Attribute, Element},
    error::Error,
    reader::{Event, Reader},
    writer::Writer,
};

impl<'a> Reader<'a> {
    /// Reads on to the end of an element that has just begun, and gives it as a document of its
    /// own: every namespace is declared in it. Prefixes are not kept; text in attributes that
    /// means a prefix (a QName as value) therefore loses its meaning.
    pub fn cut(&mut self, element: &Element<'a>) -> Result<String, Error> {
        let mut events = vec![Event::Start(element.clone())];
        let mut depth = 1_usize;
        while depth > 0 {
            let event = self.event()?;
            match event {
                Event::Start(_) => depth += 1,
                Event::End => depth -= 1,
                Event::Text(_) => {}
                Event::Done => break,
            }
            events.push(event);
        }
        Ok(written(&events))
    }
}

fn written(events: &[Event<'_>]) -> String {
    let prefixes = prefixes(events);
    let mut text = String::new();
    let mut writer = Writer::new(&mut text);
    for (namespace, prefix) in &prefixes {
        writer.declare(prefix, namespace);
    }
    for event in events {
        match event {
            Event::Start(element) => {
                writer.start(element.namespace().unwrap_or_default(), element.name());
                for one in element.attributes() {
                    match one.namespace.as_deref() {
                        None => writer.attribute(one.name, &one.value),
                        Some(namespace) => writer.attribute_in(namespace, one.name, &one.value),
                    };
                }
            }
            Event::Text(piece) => {
                writer.text(piece);
            }
            Event::End => {
                writer.end();
            }
            Event::Done => writer.finish(),
        }
    }
    text
}

/// The namespaces of attributes, each with a prefix: unlike elements, they cannot do without.
fn prefixes<'e>(events: &'e [Event<'_>]) -> Vec<(&'e str, String)> {
    let mut prefixes: Vec<(&str, String)> = Vec::new();
    let attributes = events.iter().flat_map(|event| match event {
        Event::Start(element) => element.attributes(),
        _ => &[],
    });
    for namespace in attributes.filter_map(namespace) {
        if prefixes.iter().all(|(known, _)| *known != namespace) {
            let prefix = match namespace {
                XSI => "xsi".to_owned(),
                _ => format!("ns{}", prefixes.len() + 1),
            };
            prefixes.push((namespace, prefix));
        }
    }
    prefixes
}

/// The namespace of an attribute, if it needs a prefix that is declared.
fn namespace<'e>(attribute: &'e Attribute<'_>) -> Option<&'e str> {
    attribute.namespace.as_deref().filter(|one| *one != XML)
}

#[cfg(test)]
mod tests {
    use crate::{Limits, Reader};

    #[test]
    fn what_was_declared_outside_is_declared_within() {
        let document = concat!(
            r#"<o:list xmlns:o="urn:o" xmlns="urn:d" xmlns:x="http://www.w3.org/2001/XMLSchema-instance" "#,
            r#"xmlns:q="urn:q"><o:item><record x:nil="1" q:k="&lt;v&gt;" xml:lang="fi">"#,
            "<a>T &amp; U</a><o:b/></record></o:item></o:list>"
        );
        let mut reader = Reader::new(document, Limits::default()).unwrap();
        let list = reader.root().unwrap();
        let item = reader.child(&list).unwrap().unwrap();
        let record = reader.child(&item).unwrap().unwrap();
        assert_eq!(
            reader.cut(&record).unwrap(),
            concat!(
                r#"<record xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:ns2="urn:q" "#,
                r#"xmlns="urn:d" xsi:nil="1" ns2:k="&lt;v&gt;" xml:lang="fi">"#,
                r#"<a>T &amp; U</a><b xmlns="urn:o"/></record>"#
            )
        );
        assert!(reader.child(&item).unwrap().is_none());
        assert!(reader.child(&list).unwrap().is_none());
        reader.finish().unwrap();
    }
}
