//! A tree of elements that grows along paths: `name[type=personal]/namePart`.

use std::collections::HashSet;

use silta_xml::Writer;

use super::NAMESPACE;

/// An element.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Element {
    pub(crate) name: &'static str,
    pub(crate) attributes: Vec<(&'static str, String)>,
    pub(crate) text: String,
    pub(crate) children: Vec<Self>,
}

/// One name of a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Step {
    /// Whether the element is another one each time (`+`), one for the whole record (`=`), or one
    /// for the field.
    pub(crate) sharing: Sharing,
    pub(crate) name: &'static str,
    /// `[type=personal][usage=primary]`.
    attributes: &'static str,
}

/// A step with its attributes as a record has them.
pub(crate) struct Place {
    pub(crate) sharing: Sharing,
    pub(crate) name: &'static str,
    pub(crate) attributes: Vec<(&'static str, String)>,
}

/// For how much one element serves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sharing {
    Value,
    Field,
    Record,
}

impl Step {
    fn of(text: &'static str) -> Self {
        let (sharing, text) = match text.strip_prefix('+') {
            Some(rest) => (Sharing::Value, rest),
            None => match text.strip_prefix('=') {
                Some(rest) => (Sharing::Record, rest),
                None => (Sharing::Field, text),
            },
        };
        let (name, attributes) = match text.find('[') {
            Some(at) => text.split_at(at),
            None => (text, ""),
        };
        Self {
            sharing,
            name,
            attributes,
        }
    }

    /// Its attributes, as names and what their values are taken from.
    pub(crate) fn attributes(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        let each = self.attributes.split(['[', ']']);
        each.filter_map(|attribute| attribute.split_once('='))
    }
}

/// The steps of a path, from the outside; values of attributes may hold slashes.
pub(crate) fn steps(path: &'static str) -> impl Iterator<Item = Step> {
    let mut inside = false;
    let between = path.split(move |letter| {
        match letter {
            '[' => inside = true,
            ']' => inside = false,
            _ => {}
        }
        letter == '/' && !inside
    });
    between.map(Step::of)
}

impl Element {
    /// Puts a text at the end of a path. Of the elements on the way the last that fits serves, if
    /// it is there already; at the outermost level one from the place `since` on, unless it is for
    /// the whole record.
    pub(crate) fn put(&mut self, path: &[Place], text: &str, since: usize) {
        let Some((first, rest)) = path.split_first() else {
            return;
        };
        if rest.is_empty() {
            self.children.push(Self::new(first, text));
            return;
        }
        let since = match first.sharing {
            Sharing::Record => 0,
            Sharing::Field => since,
            Sharing::Value => self.children.len(),
        };
        let fits = |known: &Self| {
            let same = known.name == first.name && known.attributes == first.attributes;
            same && known.text.is_empty()
        };
        let known = self.children.get(since..).unwrap_or_default();
        let place = match known.iter().rposition(fits) {
            Some(place) => since + place,
            None => {
                self.children.push(Self::new(first, ""));
                self.children.len() - 1
            }
        };
        if let Some(child) = self.children.get_mut(place) {
            child.put(rest, text, 0);
        }
    }

    fn new(place: &Place, text: &str) -> Self {
        Self {
            name: place.name,
            attributes: place.attributes.clone(),
            text: text.to_owned(),
            children: Vec::new(),
        }
    }

    /// Puts what stands within some elements in the order that the schema wants there, and only
    /// there; takes away what is there twice.
    pub(crate) fn tidy(&mut self) {
        if let Some((_, names)) = IN_ORDER.iter().find(|(name, _)| *name == self.name) {
            let place = |child: &Self| names.iter().position(|name| *name == child.name);
            self.children.sort_by_key(place);
        }
        self.children.iter_mut().for_each(Self::tidy);
        let mut known = HashSet::new();
        let firsts: Vec<_> = self
            .children
            .iter()
            .map(|child| known.insert(child))
            .collect();
        let mut firsts = firsts.into_iter();
        self.children.retain(|_| firsts.next().unwrap_or(true));
    }

    pub(crate) fn write(&self, writer: &mut Writer<'_, '_>) {
        writer.start(NAMESPACE, self.name);
        for (name, value) in &self.attributes {
            writer.attribute(name, value);
        }
        if !self.text.is_empty() {
            writer.text(&self.text);
        }
        for child in &self.children {
            child.write(writer);
        }
        writer.end();
    }
}

/// Elements whose children have an order, and that order.
const IN_ORDER: [(&str, [&str; 3]); 2] = [
    ("cartographics", ["scale", "projection", "coordinates"]),
    ("location", ["physicalLocation", "shelfLocator", "url"]),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_taken_apart_outside_its_brackets() {
        let path = "=note[type=creation/production credits][lang=fin]/+a";
        let [note, a] = <[Step; 2]>::try_from(steps(path).collect::<Vec<_>>()).unwrap();
        assert_eq!((note.sharing, note.name), (Sharing::Record, "note"));
        let attributes: Vec<_> = note.attributes().collect();
        let expected = [("type", "creation/production credits"), ("lang", "fin")];
        assert_eq!(attributes, expected);
        assert_eq!((a.sharing, a.name), (Sharing::Value, "a"));
    }
}
