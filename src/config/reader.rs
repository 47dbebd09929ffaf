//! Walks over the tables of a file by the table of keys, and notes what is wrong in them.

use std::ops::Range;

use toml::de::{DeTable, DeValue};

use super::{
    fault::Fault,
    key::Key,
    nearest::nearest,
    section::{self, Section},
    value::{Found, Wrong, kind_of},
};

/// Reads tables, and remembers each fault.
#[derive(Debug)]
pub(super) struct Reader {
    sections: Vec<Section>,
    pub(super) faults: Vec<Fault>,
}

impl Reader {
    pub(super) fn new() -> Self {
        Self {
            sections: section::all(),
            faults: Vec::new(),
        }
    }

    /// Reads the keys of a table into `target`; keys with faults keep the value it has.
    pub(super) fn keys<T: 'static>(
        &mut self,
        path: &str,
        keys: &[Key<T>],
        table: &DeTable<'_>,
        target: &mut T,
    ) {
        for (name, found) in table.iter() {
            let written: &str = name.get_ref();
            match keys.iter().find(|key| key.name == written) {
                Some(key) => {
                    if let Err(wrong) = key.read(target, found) {
                        self.wrong(path, key.name, &key.kind, wrong);
                    }
                }
                None if self.tables_in(path).any(|known| known == written) => {}
                None => self.unknown(path, written, name.span(), found.get_ref()),
            }
        }
    }

    /// The table `path` in `table`, which is the one above it, if it is there.
    pub(super) fn table<'f, 't>(
        &mut self,
        table: &'f DeTable<'t>,
        path: &str,
    ) -> Option<&'f DeTable<'t>> {
        let found = table.get(last(path))?;
        match found.get_ref() {
            DeValue::Table(inner) => Some(inner),
            _ => {
                self.not_that(found, path, "a table", &format!("[{path}]"));
                None
            }
        }
    }

    /// The tables of the list `path` in `table`, each with its place.
    pub(super) fn list<'f, 't>(
        &mut self,
        table: &'f DeTable<'t>,
        path: &str,
    ) -> Vec<(&'f Found<'t>, &'f DeTable<'t>)> {
        let Some(found) = table.get(last(path)) else {
            return Vec::new();
        };
        let DeValue::Array(entries) = found.get_ref() else {
            self.not_that(found, path, "a list of tables", &format!("[[{path}]]"));
            return Vec::new();
        };
        let mut tables = Vec::new();
        for entry in entries.iter() {
            match entry.get_ref() {
                DeValue::Table(inner) => tables.push((entry, inner)),
                _ => self.not_that(entry, path, "a table", &format!("[[{path}]]")),
            }
        }
        tables
    }

    fn not_that(&mut self, found: &Found<'_>, path: &str, wanted: &str, header: &str) {
        self.faults.push(Fault::error(
            found.span(),
            format!(
                "{} stands where {wanted} is wanted",
                kind_of(found.get_ref())
            ),
            format!("`{path}` is {wanted}"),
            format!("write {header} on a line of its own, and its keys below"),
        ));
    }

    fn wrong(&mut self, path: &str, key: &str, kind: &str, wrong: Wrong) {
        let fix = wrong.fix.unwrap_or_else(|| format!("write {kind}"));
        let cause = format!("`{key}` in {} is {kind}", header(path));
        self.faults
            .push(Fault::error(wrong.place, wrong.what, cause, fix));
    }

    fn unknown(&mut self, path: &str, written: &str, place: Range<usize>, value: &DeValue<'_>) {
        let here = self.names_in(path);
        let fix = match nearest(written, here.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => match self.tables_with(written).as_slice() {
                [] => "take it out; docs/configuration.md lists all keys".to_owned(),
                tables => format!("move it under {}", tables.join(", ")),
            },
        };
        let kind = match value {
            DeValue::Table(_) => "table",
            _ => "key",
        };
        self.faults.push(Fault::error(
            place,
            format!("unknown {kind} `{written}`"),
            format!("{} knows {}", header(path), here.join(", ")),
            fix,
        ));
    }

    /// The headers of the tables that have such a key.
    fn tables_with(&self, name: &str) -> Vec<String> {
        let having = self
            .sections
            .iter()
            .filter(|s| s.rows.iter().any(|row| row.name == name));
        having.map(Section::header).collect()
    }

    /// The keys and tables that may stand in a table.
    fn names_in(&self, path: &str) -> Vec<&'static str> {
        let keys = self
            .sections
            .iter()
            .filter(|section| section.path == path)
            .flat_map(|section| section.rows.iter().map(|row| row.name));
        keys.chain(self.tables_in(path)).collect()
    }

    fn tables_in(&self, path: &str) -> impl Iterator<Item = &'static str> {
        let all = self.sections.iter().map(Section::parent_and_name);
        all.filter(move |(parent, _)| *parent == path)
            .map(|(_, name)| name)
    }
}

fn last(path: &str) -> &str {
    path.rsplit('.').next().unwrap_or(path)
}

fn header(path: &str) -> String {
    match path {
        "" => "the file".to_owned(),
        "api.tokens" | "harvest" | "ill.peers" | "ncip.agencies" | "sip2.terminals"
        | "z3950.accounts" => {
            format!("[[{path}]]")
        }
        "sip2.profiles" => format!("[{path}.NAME]"),
        _ => format!("[{path}]"),
    }
}
