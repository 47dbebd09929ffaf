//! What the index keeps of a record.

use jiff::Timestamp;
use silta_consortium::Index;
use silta_marc::{Field, Record};
use tantivy::TantivyDocument;

use crate::{
    fold::{fold, fold_into},
    layout::{ColumnKind, Layout, Part, Sort, Source},
    ordered::{OrderedForm, stamp, years},
    tokens::{HEADING_LENGTH, first, push_heading},
    value::ValueForm,
};

/// What the catalogue knows of a record beside what it was catalogued with.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    /// Its number, by which it is found: the N of `kainet.N`. Numbers should count on from 1, since
    /// sets of records take memory by the highest of them.
    pub number: u32,
    /// Its id.
    pub id: &'a str,
    /// When it last changed.
    pub changed: Timestamp,
    /// The barcodes of its items.
    pub barcodes: &'a [&'a str],
    /// What kinds of thing it is (`book`, `dvd`).
    pub material_types: &'a [&'a str],
}

/// What the index keeps of a record.
#[derive(Clone, Debug)]
pub struct Document {
    pub(crate) number: u32,
    pub(crate) fields: TantivyDocument,
}

impl Document {
    /// Takes from a record what the table of indexes names.
    pub fn of(record: &Record, facts: &Facts<'_>) -> Self {
        let layout = Layout::current();
        let mut making = Making {
            layout,
            fields: TantivyDocument::with_capacity(1024),
            text: String::new(),
            folded: String::new(),
            heading: String::new(),
        };
        making.fields.add_u64(layout.number, facts.number.into());
        for field in &record.fields {
            making.field(field);
        }
        making.facts(facts);
        for sort in &layout.sorts {
            making.sort(sort, record, facts);
        }
        Self {
            number: facts.number,
            fields: making.fields,
        }
    }

    /// The number of the record.
    pub fn number(&self) -> u32 {
        self.number
    }
}

struct Making {
    layout: &'static Layout,
    fields: TantivyDocument,
    /// The text in hand, to use its memory again.
    text: String,
    folded: String,
    /// The heading in hand as it is counted.
    heading: String,
}

impl Making {
    fn field(&mut self, field: &Field) {
        let tag = field.tag.as_str();
        let sources = self.layout.sources.get(tag).map_or(&[][..], Vec::as_slice);
        for source in sources {
            match self.layout.columns[source.column].kind {
                ColumnKind::Text => self.text(source.column, field, source.part),
                kind => values(field, source.part, |value| {
                    self.value(source.column, kind, value)
                }),
            }
        }
        if matches!(tag.as_bytes(), [b'2'..=b'8', ..]) {
            self.rest(field, sources);
        }
    }

    /// Takes the words of which no index of text is made.
    fn rest(&mut self, field: &Field, sources: &[Source]) {
        let is_text =
            |source: &&Source| self.layout.columns[source.column].kind == ColumnKind::Text;
        let mut named = String::new();
        for source in sources.iter().filter(is_text) {
            if let Part::Subfields(codes) = source.part {
                named.push_str(codes);
            }
        }
        self.join(field, |code| {
            code.is_ascii_alphabetic() && !named.contains(code)
        });
        self.words(self.layout.rest);
    }

    /// Joins subfields to one text.
    fn join(&mut self, field: &Field, wanted: impl Fn(char) -> bool) {
        self.text.clear();
        for subfield in field
            .subfields()
            .iter()
            .filter(|subfield| wanted(subfield.code))
        {
            if !self.text.is_empty() {
                self.text.push(' ');
            }
            self.text.push_str(&subfield.value);
        }
    }

    fn text(&mut self, column: usize, field: &Field, part: Part) {
        if let Part::Subfields(codes) = part {
            self.join(field, |code| codes.contains(code));
            let some = self.words(column);
            let counts = some && self.heading_counts(column, field);
            if counts || some && self.folded.len() <= HEADING_LENGTH {
                self.fields.add_text(self.layout.display, &self.text);
            }
        }
    }

    /// Counts the heading in hand in the facets of its column, if it has one.
    fn heading_counts(&mut self, column: usize, field: &Field) -> bool {
        // A statement of responsibility is no heading.
        if field.tag == "245" {
            return false;
        }
        let mut facets = self.layout.facets_of(column).peekable();
        let counts = facets.peek().is_some();
        if counts {
            self.heading.clear();
            push_heading(&self.folded, &mut self.heading);
        }
        facets.for_each(|facet| self.fields.add_text(facet.field, &self.heading));
        counts
    }

    /// Puts the text in hand into a column; false if it has no words.
    fn words(&mut self, column: usize) -> bool {
        self.folded.clear();
        fold_into(&self.text, &mut self.folded);
        let some = !self.folded.is_empty();
        if some {
            self.fields
                .add_text(self.layout.columns[column].field, &self.folded);
        }
        some
    }

    fn value(&mut self, column: usize, kind: ColumnKind, value: &str) {
        match kind {
            ColumnKind::Value(form) => form
                .keys(value)
                .iter()
                .for_each(|key| self.key(column, key)),
            ColumnKind::Ordered(OrderedForm::Year) => {
                years(value).for_each(|year| self.key(column, year));
            }
            ColumnKind::Ordered(OrderedForm::Time) | ColumnKind::Text => {}
        }
    }

    /// Puts a value into a column, and into the facets of its indexes.
    fn key(&mut self, column: usize, key: &str) {
        self.fields.add_text(self.layout.columns[column].field, key);
        for facet in self.layout.facets_of(column) {
            self.fields.add_text(facet.field, key);
        }
    }

    fn facts(&mut self, facts: &Facts<'_>) {
        let values = [
            (Index::RecordId, &[facts.id][..]),
            (Index::Barcode, facts.barcodes),
            (Index::MaterialType, facts.material_types),
        ];
        for (index, values) in values {
            let column = self.layout.own(index);
            for value in values {
                self.value(column, ColumnKind::Value(ValueForm::Plain), value);
            }
        }
        let modified = self.layout.columns[self.layout.own(Index::Modified)].field;
        self.fields.add_text(modified, stamp(facts.changed));
    }

    fn sort(&mut self, sort: &Sort, record: &Record, facts: &Facts<'_>) {
        let key = match sort.index {
            Index::Modified => Some(stamp(facts.changed)),
            index => sort.sources.iter().find_map(|(tag, part)| {
                record
                    .fields(tag)
                    .find_map(|field| sort_key(index, field, *part))
            }),
        };
        if let Some(key) = key {
            self.fields.add_text(sort.field, key);
        }
    }
}

/// Each value of a part of a field.
fn values(field: &Field, part: Part, mut each: impl FnMut(&str)) {
    match part {
        Part::Subfields(codes) => {
            let wanted = field
                .subfields()
                .iter()
                .filter(|one| codes.contains(one.code));
            wanted.for_each(|subfield| each(&subfield.value));
        }
        Part::Whole => field.control_text().into_iter().for_each(each),
        Part::Characters(from, to) => {
            if let Some(text) = field.control_text() {
                each(
                    &text
                        .chars()
                        .skip(from)
                        .take(to + 1 - from)
                        .collect::<String>(),
                );
            }
        }
    }
}

/// What a record is sorted by if this is its first field for that; none if the field has nothing.
fn sort_key(index: Index, field: &Field, part: Part) -> Option<String> {
    let mut key = None;
    match index {
        Index::Year => values(field, part, |value| {
            key = key.take().or_else(|| years(value).next().map(Into::into))
        }),
        Index::Language => values(field, part, |value| {
            key = key
                .take()
                .or_else(|| ValueForm::Language.keys(value).into_iter().next());
        }),
        _ => {
            let Part::Subfields(codes) = part else {
                return None;
            };
            let text = field.text(codes);
            let folded = fold(without_article(index, field, &text));
            key = Some(first(&folded, HEADING_LENGTH).to_owned());
        }
    }
    key.filter(|key| !key.is_empty())
}

/// A title without the characters that its second indicator says not to file by.
fn without_article<'a>(index: Index, field: &Field, text: &'a str) -> &'a str {
    let [_, skipped] = field.indicators();
    let skipped = skipped
        .to_digit(10)
        .filter(|_| index == Index::Title && field.tag == "245");
    let mut rest = text.chars();
    rest.by_ref()
        .take(skipped.unwrap_or(0) as usize)
        .for_each(drop);
    rest.as_str()
}
