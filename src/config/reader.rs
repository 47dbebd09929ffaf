//! Walks over the tables of a file by the table of keys, and notes what is wrong in them.

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
                None => self.unknown(path, written, name.span()),
            }
        }
    }

    /// The table `name` in `table`, if there is one.
    pub(super) fn table<'f, 't>(
        &mut self,
        table: &'f DeTable<'t>,
        name: &str,
    ) -> Option<&'f DeTable<'t>> {
        let found = table.get(name)?;
        match found.get_ref() {
            DeValue::Table(inner) => Some(inner),
            other => {
                self.not_that(found, name, other, "a table", &format!("[{name}]"));
                None
            }
        }
    }

    /// The tables of the list `name` in `table`, each with its place.
    pub(super) fn list<'f, 't>(
        &mut self,
        table: &'f DeTable<'t>,
        name: &str,
    ) -> Vec<(&'f Found<'t>, &'f DeTable<'t>)> {
        let Some(found) = table.get(name) else {
            return Vec::new();
        };
        let DeValue::Array(entries) = found.get_ref() else {
            self.not_that(found, name, found.get_ref(), "a list of tables", &format!("[[{name}]]"));
            return Vec::new();
        };
        let mut tables = Vec::new();
        for entry in entries.iter() {
            match entry.get_ref() {
                DeValue::Table(inner) => tables.push((entry, inner)),
                other => self.not_that(entry, name, other, "a table", &format!("[[{name}]]")),
            }
        }
        tables
    }

    fn not_that(
        &mut self,
        found: &Found<'_>,
        name: &str,
        given: &DeValue<'_>,
        wanted: &str,
        header: &str,
    ) {
        self.faults.push(Fault::error(
            found.span(),
            format!("{} stands where {wanted} is wanted", kind_of(given)),
            format!("`{name}` is {wanted}"),
            format!("write {header} (with the whole path) on a line and its keys below"),
        ));
    }

    fn wrong(&mut self, path: &str, key: &str, kind: &str, wrong: Wrong) {
        let fix = wrong.fix.unwrap_or_else(|| format!("write {kind}"));
        let cause = format!("`{key}` in {} is {kind}", header(path));
        self.faults.push(Fault::error(wrong.place, wrong.what, cause, fix));
    }

    fn unknown(&mut self, path: &str, written: &str, place: std::ops::Range<usize>) {
        let here = self.names_in(path);
        let elsewhere = self.sections.iter().find(|section| {
            section.path != path && section.rows.iter().any(|row| row.name == written)
        });
        let fix = match (nearest(written, here.iter().copied()), elsewhere) {
            (Some(near), _) => format!("did you mean `{near}`?"),
            (None, Some(section)) => format!("move it under {}", section.header()),
            (None, None) => "take it out; docs/configuration.md lists all keys".to_owned(),
        };
        let kind = if path.is_empty() { "table" } else { "key" };
        self.faults.push(Fault::error(
            place,
            format!("unknown {kind} `{written}`"),
            format!("{} knows {}", header(path), here.join(", ")),
            fix,
        ));
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
        all.filter(move |(parent, _)| *parent == path).map(|(_, name)| name)
    }
}

fn header(path: &str) -> String {
    match path {
        "" => "the file".to_owned(),
        "sip2.terminals" => format!("[[{path}]]"),
        "sip2.profiles" => format!("[{path}.NAME]"),
        _ => format!("[{path}]"),
    }
}
