//! The explain record (ZeeRex 2.0): what a server serves, for programs that set themselves up.

use silta_xml::Writer;

use crate::version::Version;

/// The namespace of the record, which is its schema's name too.
pub(crate) const NAMESPACE: &str = "http://explain.z3950.org/dtd/2.0/";

/// What a server serves.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Explain {
    /// Where it is.
    pub host: String,
    /// On which port.
    pub port: u16,
    /// At which path, without the first slash.
    pub database: String,
    /// What the database is called, by language (`fi`, `sv`, `en`); the first is the primary one.
    pub titles: Vec<(String, String)>,
    /// What is in it, by language.
    pub descriptions: Vec<(String, String)>,
    /// The sets that names of indexes are of: short name and URI.
    pub sets: Vec<(String, String)>,
    /// The indexes.
    pub indexes: Vec<IndexInfo>,
    /// The schemas of records.
    pub schemas: Vec<SchemaInfo>,
    /// What else can be asked, and within which limits.
    pub config: Vec<Config>,
}

/// An index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndexInfo {
    /// For people.
    pub title: String,
    /// Short names of sets, and names in them; the first is its own.
    pub names: Vec<(String, String)>,
    /// Whether queries can name it.
    pub search: bool,
    /// Whether it can be browsed.
    pub scan: bool,
    /// Whether results can be sorted by it.
    pub sort: bool,
    /// Whether its terms in a result can be counted: its facet, told in 2.0 alone.
    pub facet: bool,
}

/// A schema of records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SchemaInfo {
    /// Its URI.
    pub identifier: String,
    /// Its short name.
    pub name: String,
    /// For people.
    pub title: String,
    /// Where its definition is found.
    pub location: Option<String>,
}

/// What else can be asked, and within which limits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Config {
    /// What holds if nothing is said.
    Default(&'static str, String),
    /// What cannot be changed.
    Setting(&'static str, String),
    /// What is served.
    Supports(&'static str, String),
}

impl Explain {
    /// Writes the record as a server of this version tells it.
    pub(crate) fn write(&self, version: Version, writer: &mut Writer<'_, '_>) {
        writer.start(NAMESPACE, "explain");
        self.server_info(version, writer);
        writer.start(NAMESPACE, "databaseInfo");
        write_texts("title", &self.titles, writer);
        write_texts("description", &self.descriptions, writer);
        writer.end();
        self.index_info(version, writer);
        if !self.schemas.is_empty() {
            self.schema_info(writer);
        }
        self.config_info(writer);
        writer.end();
    }

    fn server_info(&self, version: Version, writer: &mut Writer<'_, '_>) {
        writer
            .start(NAMESPACE, "serverInfo")
            .attribute("protocol", "SRU")
            .attribute("version", version.name())
            .attribute("transport", "http");
        writer.element(NAMESPACE, "host", &self.host);
        writer.element(NAMESPACE, "port", &self.port.to_string());
        writer.element(NAMESPACE, "database", &self.database);
        writer.end();
    }

    fn index_info(&self, version: Version, writer: &mut Writer<'_, '_>) {
        writer.start(NAMESPACE, "indexInfo");
        for (name, identifier) in &self.sets {
            writer
                .start(NAMESPACE, "set")
                .attribute("name", name)
                .attribute("identifier", identifier)
                .end();
        }
        for index in &self.indexes {
            index.write(version, writer);
        }
        writer.end();
    }

    fn schema_info(&self, writer: &mut Writer<'_, '_>) {
        writer.start(NAMESPACE, "schemaInfo");
        for schema in &self.schemas {
            writer
                .start(NAMESPACE, "schema")
                .attribute("identifier", &schema.identifier)
                .attribute("name", &schema.name);
            if let Some(location) = &schema.location {
                writer.attribute("location", location);
            }
            writer.attribute("sort", "false");
            writer.attribute("retrieve", "true");
            writer.element(NAMESPACE, "title", &schema.title).end();
        }
        writer.end();
    }

    fn config_info(&self, writer: &mut Writer<'_, '_>) {
        writer.start(NAMESPACE, "configInfo");
        for config in &self.config {
            let (name, kind, value) = match config {
                Config::Default(kind, value) => ("default", kind, value),
                Config::Setting(kind, value) => ("setting", kind, value),
                Config::Supports(kind, value) => ("supports", kind, value),
            };
            writer.start(NAMESPACE, name).attribute("type", kind);
            writer.text(value).end();
        }
        writer.end();
    }
}

impl IndexInfo {
    fn write(&self, version: Version, writer: &mut Writer<'_, '_>) {
        let truth = |truth: bool| if truth { "true" } else { "false" };
        writer
            .start(NAMESPACE, "index")
            .attribute("search", truth(self.search))
            .attribute("scan", truth(self.scan))
            .attribute("sort", truth(self.sort));
        writer.element(NAMESPACE, "title", &self.title);
        for (place, (set, name)) in self.names.iter().enumerate() {
            writer
                .start(NAMESPACE, "map")
                .attribute("primary", truth(place == 0));
            writer.start(NAMESPACE, "name").attribute("set", set);
            writer.text(name).end().end();
        }
        if self.facet && version == Version::V2_0 {
            writer.start(NAMESPACE, "configInfo");
            writer
                .start(NAMESPACE, "supports")
                .attribute("type", "facet");
            writer.end().end();
        }
        writer.end();
    }
}

fn write_texts<'n>(name: &'n str, texts: &[(String, String)], writer: &mut Writer<'_, 'n>) {
    for (place, (language, text)) in texts.iter().enumerate() {
        writer.start(NAMESPACE, name).attribute("lang", language);
        if place == 0 {
            writer.attribute("primary", "true");
        }
        writer.text(text).end();
    }
}
