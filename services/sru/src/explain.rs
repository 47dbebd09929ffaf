//! explain: what is served, from the tables that serve it.

use silta_consortium::{INDEXES, Index, IndexDefinition};
use silta_cql_translation::{CONTEXT_SETS, served};
use silta_sru::{Body, Config, Explain, IndexInfo, SchemaInfo};

use crate::{limits::SruLimits, schemas::SCHEMAS, service::Shared, settings::SruSettings};

/// The explain record as an answer.
pub(crate) fn body(shared: &Shared) -> Body {
    Body::Explain(Box::new(shared.explain.clone()))
}

/// What is served with these settings.
pub(crate) fn record(settings: &SruSettings) -> Explain {
    let (host, port, path) = place(&settings.base_url);
    let database = settings.databases.first().map_or("", String::as_str);
    Explain {
        host: host.to_owned(),
        port,
        database: format!("{path}/{database}").trim_matches('/').to_owned(),
        titles: vec![("fi".into(), settings.title.clone())],
        descriptions: vec![
            ("en".into(), "The catalogue of the libraries.".into()),
            ("fi".into(), "Kirjastojen luettelo.".into()),
            ("sv".into(), "Bibliotekens katalog.".into()),
        ],
        sets: CONTEXT_SETS
            .iter()
            .map(|set| {
                (
                    set.name.into(),
                    set.identifiers.first().copied().unwrap_or_default().into(),
                )
            })
            .collect(),
        indexes: INDEXES.iter().map(index).chain(special()).collect(),
        schemas: SCHEMAS
            .iter()
            .map(|schema| SchemaInfo {
                identifier: schema.identifier().into(),
                name: schema.name.into(),
                title: schema.title.into(),
                location: schema.location.map(Into::into),
            })
            .collect(),
        config: config(&settings.limits),
    }
}

/// Host, port and path of a URL.
fn place(url: &str) -> (&str, u16, &str) {
    let (default, rest) = match url.split_once("://") {
        Some(("https", rest)) => (443, rest),
        Some((_, rest)) => (80, rest),
        None => (80, url),
    };
    let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let port = authority.rsplit_once(':');
    let port = port.and_then(|(host, port)| Some((host, port.parse().ok()?)));
    let (host, port) = port.unwrap_or((authority, default));
    (host.trim_matches(['[', ']']), port, path)
}

fn index(row: &IndexDefinition) -> IndexInfo {
    IndexInfo {
        title: title_of(row.index),
        names: row.cql.iter().map(|name| parted(name)).collect(),
        search: true,
        scan: true,
        sort: row.sort,
        facet: row.facet,
    }
}

/// What an index is called.
pub(crate) fn title_of(index: Index) -> String {
    index.as_str().replace('_', " ")
}

/// Names that stand for no fields of records.
fn special() -> [IndexInfo; 2] {
    [
        ("all records", "cql.allRecords"),
        ("a result set that was kept", "cql.resultSetId"),
    ]
    .map(|(title, name)| IndexInfo {
        title: title.into(),
        names: vec![parted(name)],
        search: true,
        scan: false,
        sort: false,
        facet: false,
    })
}

/// The short name of a set, and a name in it.
fn parted(name: &str) -> (String, String) {
    let (set, name) = name.split_once('.').unwrap_or(("", name));
    (set.into(), name.into())
}

fn config(limits: &SruLimits) -> Vec<Config> {
    use Config::{Default, Setting, Supports};
    let supports = |kind, names: &[&str], set: &str| -> Vec<Config> {
        let named = names
            .iter()
            .map(|name| Supports(kind, format!("{set}{name}")));
        named.collect()
    };
    let mut config = vec![
        Default("numberOfRecords", limits.default_records.to_string()),
        Default("contextSet", "dc".into()),
        Default("index", "cql.serverChoice".into()),
        Default("relation", "=".into()),
        Default(
            "retrieveSchema",
            SCHEMAS.first().map_or("", |first| first.name).into(),
        ),
        Default("numberOfTerms", limits.default_terms.to_string()),
        Setting("maximumRecords", limits.records.to_string()),
        Setting("maximumTerms", limits.terms.to_string()),
        Default("facetLimit", limits.default_facet_terms.to_string()),
        Setting("facetLimit", limits.facet_terms.to_string()),
        Setting("resultSetTTL", limits.result_set_ttl.as_secs().to_string()),
    ];
    config.extend(supports("relation", served::RELATIONS, ""));
    config.extend(supports(
        "relationModifier",
        served::RELATION_MODIFIERS,
        "cql.",
    ));
    config.extend(supports(
        "booleanModifier",
        served::BOOLEAN_MODIFIERS,
        "cql.",
    ));
    config.extend(supports("sortModifier", served::SORT_MODIFIERS, "sort."));
    config.extend(supports("maskingCharacter", &["*", "?"], ""));
    let features = ["proximity", "sort", "scan", "resultSets", "anchoring"];
    config.extend(features.map(|feature| Supports(feature, String::new())));
    config
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_is_a_place() {
        for (url, expected) in [
            ("http://127.0.0.1:8080/sru", ("127.0.0.1", 8080, "/sru")),
            (
                "https://api.kainet.fi/a/sru",
                ("api.kainet.fi", 443, "/a/sru"),
            ),
            ("http://[::1]:80", ("::1", 80, "")),
            ("http://x", ("x", 80, "")),
        ] {
            assert_eq!(place(url), expected, "{url}");
        }
    }
}
