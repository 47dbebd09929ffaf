//! XCQL: a query as XML, as a response may echo it.
//!
//! The schema of SRU 1.1 has no place for sort keys (1.2 has no schema of its own), that of 2.0 none
//! for prefixes of a part. A query that needs them is not written; the echo of its text says it.

use std::fmt;

use silta_xml::Writer;

use crate::{Modifier, Node, Prefix, Query, SearchClause, SortKey, Version};

/// The namespace in SRU 1.1 and 1.2.
pub const NS_1: &str = "http://www.loc.gov/zing/cql/xcql/";

/// The namespace in SRU 2.0.
pub const NS_2: &str = "http://docs.oasis-open.org/ns/search-ws/xcql";

/// Something that XCQL of a version cannot say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotInXcql {
    /// Sort keys.
    SortKeys,
    /// Prefixes of a part.
    Scope,
}

/// Writes a query into an element that is open: `xQuery` of an echoed request, or `xcql` of 2.0.
/// Nothing is written of one that cannot be said.
pub fn write(
    query: &Query,
    version: Version,
    writer: &mut Writer<'_, '_>,
) -> Result<(), NotInXcql> {
    if version == Version::V2_0 {
        if has_scope(&query.root) {
            return Err(NotInXcql::Scope);
        }
        let mut xcql = Xcql { ns: NS_2, writer };
        xcql.prefixes(&query.prefixes);
        xcql.root_2(&query.root);
        xcql.sort_keys(&query.sort);
        return Ok(());
    }
    if !query.sort.is_empty() {
        return Err(NotInXcql::SortKeys);
    }
    let default_relation = version.default_relation();
    Xcql { ns: NS_1, writer }.operand_1(&query.prefixes, &query.root, default_relation);
    Ok(())
}

/// Writes what is in a search clause into an element that is open: `xScanClause` of an echoed
/// request in SRU 1.1 and 1.2.
pub fn write_clause(clause: &SearchClause, version: Version, writer: &mut Writer<'_, '_>) {
    let relation = version.default_relation();
    Xcql { ns: NS_1, writer }.within_clause(clause, Some(relation));
}

fn has_scope(node: &Node) -> bool {
    match node {
        Node::Clause(_) => false,
        Node::Scope(_) => true,
        Node::Triple(triple) => has_scope(&triple.left) || has_scope(&triple.right),
    }
}

struct Xcql<'w, 'o, 'n> {
    ns: &'static str,
    writer: &'w mut Writer<'o, 'n>,
}

impl Xcql<'_, '_, '_> {
    /// Prefixes and what they hold for.
    fn operand_1(&mut self, prefixes: &[Prefix], node: &Node, relation: &str) {
        let mut prefixes = prefixes.to_vec();
        let mut node = node;
        while let Node::Scope(scope) = node {
            prefixes.extend(scope.prefixes.iter().cloned());
            node = &scope.root;
        }
        self.prefixes(&prefixes);
        match node {
            Node::Scope(_) => {}
            Node::Clause(clause) => self.clause(clause, Some(relation)),
            Node::Triple(triple) => {
                self.writer.start(self.ns, "triple");
                self.valued("boolean", triple.boolean.as_str(), &triple.modifiers);
                for (name, node) in [
                    ("leftOperand", &triple.left),
                    ("rightOperand", &triple.right),
                ] {
                    self.writer.start(self.ns, name);
                    self.operand_1(&[], node, relation);
                    self.writer.end();
                }
                self.writer.end();
            }
        }
    }

    /// In 2.0 a clause at the root stands in a triple too.
    fn root_2(&mut self, node: &Node) {
        if let Node::Clause(clause) = node {
            self.writer.start(self.ns, "triple");
            self.clause(clause, None);
            self.writer.end();
        } else {
            self.operand_2(node);
        }
    }

    fn operand_2(&mut self, node: &Node) {
        match node {
            Node::Clause(clause) => self.clause(clause, None),
            Node::Scope(scope) => self.operand_2(&scope.root),
            Node::Triple(triple) => {
                self.writer.start(self.ns, "triple");
                self.valued("Boolean", triple.boolean.as_str(), &triple.modifiers);
                for (name, node) in [
                    ("leftOperand", &triple.left),
                    ("rightOperand", &triple.right),
                ] {
                    self.writer.start(self.ns, name);
                    self.operand_2(node);
                    self.writer.end();
                }
                self.writer.end();
            }
        }
    }

    /// A clause; without an index it has the server's choice, where `relation` says that one must
    /// be named.
    fn clause(&mut self, clause: &SearchClause, relation: Option<&str>) {
        self.writer.start(self.ns, "searchClause");
        self.within_clause(clause, relation);
        self.writer.end();
    }

    fn within_clause(&mut self, clause: &SearchClause, relation: Option<&str>) {
        match (&clause.restriction, relation) {
            (Some(restriction), _) => {
                self.element("index", &restriction.index);
                let relation = &restriction.relation;
                self.valued(
                    "relation",
                    relation.comparitor.as_str(),
                    &relation.modifiers,
                );
            }
            (None, Some(relation)) => {
                self.element("index", "cql.serverChoice");
                self.valued("relation", relation, &[]);
            }
            (None, None) => {}
        }
        self.element("term", clause.term.raw());
    }

    fn prefixes(&mut self, prefixes: &[Prefix]) {
        if prefixes.is_empty() {
            return;
        }
        self.writer.start(self.ns, "prefixes");
        for prefix in prefixes {
            self.writer.start(self.ns, "prefix");
            self.element("name", prefix.name.as_deref().unwrap_or_default());
            self.element("identifier", &prefix.identifier);
            self.writer.end();
        }
        self.writer.end();
    }

    /// The schema wants a modifier for each key: ascending is what a key without one means.
    fn sort_keys(&mut self, keys: &[SortKey]) {
        if keys.is_empty() {
            return;
        }
        self.writer.start(self.ns, "sortKeys");
        for key in keys {
            self.writer.start(self.ns, "key");
            self.element("index", &key.index);
            match key.modifiers.as_slice() {
                [] => self.modifiers(&[Modifier::named("sort.ascending")]),
                modifiers => self.modifiers(modifiers),
            }
            self.writer.end();
        }
        self.writer.end();
    }

    fn valued(&mut self, name: &'static str, value: &str, modifiers: &[Modifier]) {
        self.writer.start(self.ns, name);
        self.element("value", value);
        self.modifiers(modifiers);
        self.writer.end();
    }

    fn modifiers(&mut self, modifiers: &[Modifier]) {
        if modifiers.is_empty() {
            return;
        }
        self.writer.start(self.ns, "modifiers");
        for modifier in modifiers {
            self.writer.start(self.ns, "modifier");
            self.element("type", &modifier.name);
            if let Some((symbol, value)) = &modifier.value {
                self.element("comparison", symbol.as_str());
                self.element("value", value);
            }
            self.writer.end();
        }
        self.writer.end();
    }

    fn element(&mut self, name: &'static str, text: &str) {
        self.writer.element(self.ns, name, text);
    }
}

impl fmt::Display for NotInXcql {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::SortKeys => "XCQL of SRU 1.1 has no sort keys",
            Self::Scope => "XCQL of SRU 2.0 has no prefixes of a part",
        })
    }
}

impl std::error::Error for NotInXcql {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse;

    fn xcql(text: &str, version: Version) -> Result<String, NotInXcql> {
        let query = parse(text, version).unwrap();
        let mut out = String::new();
        let mut writer = Writer::new(&mut out);
        let namespace = match version {
            Version::V2_0 => NS_2,
            _ => NS_1,
        };
        writer.start(namespace, "xQuery");
        write(&query, version, &mut writer)?;
        writer.finish();
        Ok(out)
    }

    #[test]
    fn xcql_of_each_version() {
        assert_eq!(
            xcql("a<b and/x=1 (> d=\"u\" \"c \\\"\")", Version::V1_1).as_deref(),
            Ok(concat!(
                r#"<xQuery xmlns="http://www.loc.gov/zing/cql/xcql/"><triple>"#,
                "<boolean><value>and</value>",
                "<modifiers><modifier><type>x</type><comparison>=</comparison><value>1</value>",
                "</modifier></modifiers></boolean><leftOperand><searchClause><index>a</index>",
                "<relation><value>&lt;</value></relation><term>b</term></searchClause>",
                "</leftOperand><rightOperand><prefixes><prefix><name>d</name>",
                "<identifier>u</identifier></prefix></prefixes><searchClause>",
                "<index>cql.serverChoice</index><relation><value>scr</value></relation>",
                "<term>c \\\"</term></searchClause></rightOperand></triple></xQuery>",
            ))
        );
        assert_eq!(
            xcql("> \"u\" a sortby b", Version::V2_0).as_deref(),
            Ok(concat!(
                r#"<xQuery xmlns="http://docs.oasis-open.org/ns/search-ws/xcql"><prefixes><prefix>"#,
                "<name/><identifier>u</identifier></prefix></prefixes><triple><searchClause>",
                "<term>a</term></searchClause></triple><sortKeys><key><index>b</index>",
                "<modifiers><modifier><type>sort.ascending</type></modifier></modifiers></key>",
                "</sortKeys></xQuery>",
            ))
        );
        let scoped = "a and (> x=\"u\" b)";
        assert_eq!(xcql(scoped, Version::V2_0), Err(NotInXcql::Scope));
        assert_eq!(xcql("a sortby b", Version::V1_2), Err(NotInXcql::SortKeys));
    }
}
