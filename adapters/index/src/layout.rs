//! How the table of indexes becomes fields of the index on disk.
//!
//! Text that several indexes share (a personal author is an author too) is kept once: the fields on
//! disk are the different sets of indexes to which a field of a record leads, and a search in an
//! index asks all fields that lead to it.

use std::{collections::HashMap, sync::LazyLock};

use silta_consortium::{INDEXES, Index, IndexDefinition, IndexKind};
use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, STORED, Schema, SchemaBuilder, TextFieldIndexing,
    TextOptions,
};

use crate::{
    ordered::OrderedForm,
    tokens::{HEADINGS_AND_WORDS, WORDS},
    value::ValueForm,
};

/// The fields on disk and where their text comes from.
pub(crate) struct Layout {
    pub(crate) schema: Schema,
    /// The number of the record.
    pub(crate) number: Field,
    /// The headings of a record as people read them.
    pub(crate) display: Field,
    /// Fields that are searched.
    pub(crate) columns: Vec<Column>,
    /// Where the text of the columns comes from, by tag.
    pub(crate) sources: HashMap<&'static str, Vec<Source>>,
    /// The column of words that no index but the full text has.
    pub(crate) rest: usize,
    /// Columns that an index asks, in the order of [`Index::ALL`].
    asked: Vec<Vec<usize>>,
    /// What results are sorted by.
    pub(crate) sorts: Vec<Sort>,
    /// What is counted of results.
    pub(crate) facets: Vec<FacetField>,
}

/// A field on disk whose values are counted: those of the index as its columns hold them, several
/// for a record, as they come.
pub(crate) struct FacetField {
    pub(crate) index: Index,
    pub(crate) field: Field,
    /// Its name on disk.
    pub(crate) name: String,
}

/// A field on disk by which results are sorted.
pub(crate) struct Sort {
    pub(crate) index: Index,
    pub(crate) field: Field,
    /// Its name on disk.
    pub(crate) name: String,
    /// What a record is sorted by: the first of these that it has.
    pub(crate) sources: Vec<(&'static str, Part)>,
}

/// A field on disk.
pub(crate) struct Column {
    pub(crate) field: Field,
    pub(crate) kind: ColumnKind,
    /// The indexes to which it leads.
    pub(crate) indexes: Vec<Index>,
}

/// What the terms of a column are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ColumnKind {
    /// Words, and whole headings.
    Text,
    /// Values.
    Value(ValueForm),
    /// Years or times.
    Ordered(OrderedForm),
}

/// Which part of a field of a record goes into a column.
pub(crate) struct Source {
    pub(crate) column: usize,
    pub(crate) part: Part,
}

/// A part of a field of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// Subfields.
    Subfields(&'static str),
    /// Characters of a control field, from the first to the last.
    Characters(usize, usize),
    /// All of a control field.
    Whole,
}

impl Layout {
    /// The layout of [`INDEXES`].
    pub(crate) fn current() -> &'static Self {
        static CURRENT: LazyLock<Layout> = LazyLock::new(Layout::new);
        &CURRENT
    }

    /// The columns that an index asks.
    pub(crate) fn asked(&self, index: Index) -> &[usize] {
        &self.asked[index as usize]
    }

    /// The facets of the indexes to which a column leads.
    pub(crate) fn facets_of(&self, column: usize) -> impl Iterator<Item = &FacetField> {
        let indexes = &self.columns[column].indexes;
        self.facets
            .iter()
            .filter(|facet| indexes.contains(&facet.index))
    }

    /// The one column that no field of a record leads to, but what the catalogue knows.
    pub(crate) fn own(&self, index: Index) -> usize {
        let own = |column: &Column| column.indexes == [index];
        let found = self.columns.iter().position(own);
        found.expect("each index without fields has a column of its own")
    }

    fn new() -> Self {
        let mut plan = Plan::default();
        for row in &INDEXES {
            for spec in row.marc {
                plan.add(spec, row.index);
            }
        }
        let mut builder = Schema::builder();
        let number = builder.add_u64_field("number", INDEXED | FAST);
        let display = builder.add_text_field("display", TextOptions::default() | STORED);
        let (mut columns, mut sources) = (Vec::new(), HashMap::<_, Vec<_>>::new());
        for (spec, indexes) in plan.specs {
            let column = column(&mut columns, &mut builder, &indexes);
            let (tag, part) = parse(spec);
            sources
                .entry(tag)
                .or_default()
                .push(Source { column, part });
        }
        for index in [
            Index::Barcode,
            Index::MaterialType,
            Index::Modified,
            Index::RecordId,
        ] {
            column(&mut columns, &mut builder, &[index]);
        }
        let rest = column(&mut columns, &mut builder, &[Index::FullText]);
        let asked = INDEXES
            .iter()
            .map(|row| asked(row.index, &columns))
            .collect();
        let sorts = INDEXES.iter().filter(|row| row.sort);
        let sorts = sorts.map(|row| sort(row, &mut builder)).collect();
        let facets = INDEXES.iter().filter(|row| row.facet);
        let facets = facets.map(|row| facet(row.index, &mut builder)).collect();
        Self {
            schema: builder.build(),
            number,
            display,
            columns,
            sources,
            rest,
            asked,
            sorts,
            facets,
        }
    }
}

/// The indexes to which each part of a record leads, in the order of the table.
#[derive(Default)]
struct Plan {
    specs: Vec<(&'static str, Vec<Index>)>,
}

impl Plan {
    fn add(&mut self, spec: &'static str, index: Index) {
        match self.specs.iter_mut().find(|(known, _)| *known == spec) {
            Some((_, indexes)) => indexes.push(index),
            None => self.specs.push((spec, vec![index])),
        }
    }
}

/// Reads `245abnp`, `008/35-37` or `001`.
fn parse(spec: &'static str) -> (&'static str, Part) {
    let (tag, rest) = spec.split_at(3);
    let part = match rest
        .strip_prefix('/')
        .and_then(|range| range.split_once('-'))
    {
        Some((from, to)) => {
            let place = |digits: &str| digits.parse().expect("the table has places as numbers");
            Part::Characters(place(from), place(to))
        }
        None if rest.is_empty() => Part::Whole,
        None => Part::Subfields(rest),
    };
    (tag, part)
}

const PLACES: IndexRecordOption = IndexRecordOption::WithFreqsAndPositions;

/// The column that leads to just these indexes; made if there is none.
fn column(columns: &mut Vec<Column>, builder: &mut SchemaBuilder, indexes: &[Index]) -> usize {
    if let Some(known) = columns.iter().position(|column| column.indexes == indexes) {
        return known;
    }
    let kind = kind(indexes);
    let names: Vec<_> = indexes.iter().map(|index| index.as_str()).collect();
    let (tokenizer, positions) = match kind {
        ColumnKind::Text if indexes == [Index::FullText] => (WORDS, PLACES),
        ColumnKind::Text => (HEADINGS_AND_WORDS, PLACES),
        _ => ("raw", IndexRecordOption::Basic),
    };
    let indexing = TextFieldIndexing::default()
        .set_tokenizer(tokenizer)
        .set_fieldnorms(false)
        .set_index_option(positions);
    let options = TextOptions::default().set_indexing_options(indexing);
    columns.push(Column {
        field: builder.add_text_field(&names.join("_"), options),
        kind,
        indexes: indexes.to_vec(),
    });
    columns.len() - 1
}

fn kind(indexes: &[Index]) -> ColumnKind {
    let has = |index| indexes.contains(&index);
    let any = |kind| indexes.iter().any(|index| index.definition().kind == kind);
    match () {
        () if has(Index::Isbn) => ColumnKind::Value(ValueForm::Isbn),
        () if has(Index::Issn) => ColumnKind::Value(ValueForm::Issn),
        () if has(Index::Language) => ColumnKind::Value(ValueForm::Language),
        () if has(Index::Modified) => ColumnKind::Ordered(OrderedForm::Time),
        () if any(IndexKind::Ordered) => ColumnKind::Ordered(OrderedForm::Year),
        () if any(IndexKind::Value) => ColumnKind::Value(ValueForm::Plain),
        () => ColumnKind::Text,
    }
}

fn sort(row: &'static IndexDefinition, builder: &mut SchemaBuilder) -> Sort {
    let name = format!("sort_{}", row.index.as_str());
    let mut sources: Vec<_> = row.marc.iter().map(|spec| parse(spec)).collect();
    // The title proper before those that are added to it; a statement of responsibility only for
    // want of a heading.
    sources.sort_by_key(|(tag, _)| match row.index {
        Index::Title => *tag != "245",
        _ => *tag == "245",
    });
    Sort {
        index: row.index,
        field: builder.add_text_field(&name, TextOptions::default().set_fast("raw")),
        name,
        sources,
    }
}

fn facet(index: Index, builder: &mut SchemaBuilder) -> FacetField {
    let name = format!("facet_{}", index.as_str());
    FacetField {
        index,
        field: builder.add_text_field(&name, TextOptions::default().set_fast("raw")),
        name,
    }
}

/// Values among which a search in any index looks.
const IDENTIFIERS: [Index; 5] = [
    Index::Barcode,
    Index::Isbn,
    Index::Issn,
    Index::RecordId,
    Index::StandardNumber,
];

fn asked(index: Index, columns: &[Column]) -> Vec<usize> {
    let is_rest = |column: &Column| column.indexes == [Index::FullText];
    let asks = |column: &Column| match index {
        Index::Any | Index::FullText => match column.kind {
            ColumnKind::Text => index == Index::FullText || !is_rest(column),
            ColumnKind::Value(_) => column.indexes.iter().any(|one| IDENTIFIERS.contains(one)),
            ColumnKind::Ordered(_) => false,
        },
        index => column.indexes.contains(&index),
    };
    let numbered = columns.iter().enumerate();
    numbered
        .filter(|(_, column)| asks(column))
        .map(|(number, _)| number)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_index_has_columns_and_shared_text_is_kept_once() {
        let layout = Layout::current();
        for row in &INDEXES {
            assert!(!layout.asked(row.index).is_empty(), "{:?}", row.index);
        }
        let set = |column: &usize| &layout.columns[*column].indexes[..];
        let author: Vec<_> = layout.asked(Index::Author).iter().map(set).collect();
        assert!(
            author.contains(&&[Index::Author, Index::PersonalName][..]),
            "{author:?}"
        );
        assert_eq!(author.len(), 4, "{author:?}");
        assert_eq!(layout.asked(Index::PersonalName).len(), 1);
        assert!(layout.asked(Index::FullText).len() > layout.asked(Index::Any).len());
    }

    #[test]
    fn sources_are_read_from_the_table() {
        assert_eq!(parse("245abnp"), ("245", Part::Subfields("abnp")));
        assert_eq!(parse("008/35-37"), ("008", Part::Characters(35, 37)));
        assert_eq!(parse("001"), ("001", Part::Whole));
        assert!(Layout::current().sources["245"].len() == 2);
    }
}
