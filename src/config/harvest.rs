//! `[[harvest]]`: catalogues elsewhere that `silta harvest` reads.

use std::{path::Path, time::Duration};

use silta_harvest::{Kind, SourceSettings};
use silta_rest::{HttpUrl, Roots};
use silta_sru::Version;
use toml::de::DeTable;

use super::{
    beside,
    fault::Fault,
    key::{Key, key},
    reader::Reader,
    remote::roots_in,
    settings::{HarvestEntry, HarvestKind},
};

pub(super) fn keys() -> Vec<Key<HarvestEntry>> {
    vec![
        key!(
            name,
            "What the source is called: letters, digits, `-` and `_`. What came from it is \
             remembered by this name."
        ),
        key!(url, "Where it is asked: `https://catalogue.example/oai`."),
        key!(kind, "What it speaks: OAI-PMH or SRU."),
        key!(
            metadata_prefix,
            "Over OAI-PMH, the prefix of MARCXML there; `oai_marc` is another format."
        ),
        key!(
            set,
            "Over OAI-PMH, the set that is wanted. Not set: everything."
        ),
        key!(schema, "Over SRU, the name of MARCXML there."),
        key!(
            query,
            "Over SRU, what is asked for, in CQL. With `sortby` the order of the list is steady."
        ),
        key!(sru_version, "Over SRU, the version."),
        key!(
            id_prefix,
            "What identifiers are told apart by: a record has the control number \
             `(id_prefix)identifier` here. Not set: the name. No two sources may have the same."
        ),
        key!(
            page_size in 1..=10_000,
            "Over SRU, records of one answer; over OAI-PMH the provider decides."
        ),
        key!(
            from_overlap,
            "Over OAI-PMH, how much earlier than the last complete harvest the next one begins."
        ),
        key!(deadline, "How long one answer may take."),
        key!(retries in 0..=100, "How often a request is sent again."),
        key!(
            retry_pause,
            "The pause before a request is sent again; it doubles each time."
        ),
        key!(
            longest_pause,
            "The longest pause. A source that asks for a longer one (Retry-After) has failed."
        ),
        key!(
            max_answer in 1_024..=1_073_741_824,
            "Bytes of one answer at the most, unpacked."
        ),
        key!(
            delete_limit in 0..=100,
            "How many of a hundred of its records a full harvest may find gone; if it is more, none \
             is deleted and the source has failed."
        ),
        key!(
            ca_file,
            "A PEM file with the certificates of the authorities that are believed at an https \
             `url`; without it those that the operating system believes."
        ),
    ]
}

/// Reads `[[harvest]]`.
pub(super) fn read(reader: &mut Reader, root: &DeTable<'_>, file: &Path) -> Vec<SourceSettings> {
    let mut sources: Vec<SourceSettings> = Vec::new();
    for (found, table) in reader.list(root, "harvest") {
        let mut entry = HarvestEntry::default();
        reader.keys("harvest", &keys(), table, &mut entry);
        let place = |key: &str| {
            table
                .get(key)
                .map_or_else(|| found.span(), |found| found.span())
        };
        let named = |char: char| char.is_ascii_alphanumeric() || matches!(char, '-' | '_');
        if entry.name.is_empty() || !entry.name.chars().all(named) {
            reader.faults.push(Fault::error(
                place("name"),
                "a source without a good name",
                "`name` is of letters, digits, - and _",
                "add name = \"...\" below its [[harvest]]",
            ));
        }
        let Some(url) = entry.url.clone() else {
            reader.faults.push(Fault::error(
                place("url"),
                "a source without url",
                "`url` says where it is asked",
                "add url = \"https://...\" below its [[harvest]]",
            ));
            continue;
        };
        for (key, time) in [
            ("deadline", entry.deadline),
            ("longest_pause", entry.longest_pause),
        ] {
            if time == Duration::ZERO {
                reader.faults.push(Fault::error(
                    place(key),
                    format!("`{key}` leaves no time at all"),
                    "with \"0s\" nothing would ever be received",
                    "write a time such as \"60s\", or take the key out for the default",
                ));
            }
        }
        let roots = entry.ca_file.as_deref().map(|written| {
            let path = beside(file, written);
            roots_in(&path, url.is_https()).map_err(|cause| {
                reader.faults.push(Fault::error(
                    place("ca_file"),
                    format!("the file of certificates {} cannot be used", path.display()),
                    cause,
                    "name a PEM file with the certificate of the authority, and an https url",
                ));
            })
        });
        let Ok(roots) = roots.unwrap_or(Ok(Roots::System)) else {
            continue;
        };
        let source = source(entry, url, roots);
        let same = |key: &str, reader: &mut Reader| {
            reader.faults.push(Fault::error(
                place(key),
                format!("two sources with the same {key}"),
                "each has its own, so that what came from them can be told apart",
                "give this one another",
            ));
        };
        if sources.iter().any(|known| known.name == source.name) {
            same("name", reader);
        }
        if sources
            .iter()
            .any(|known| known.id_prefix == source.id_prefix)
        {
            same("id_prefix", reader);
        }
        sources.push(source);
    }
    sources
}

fn source(entry: HarvestEntry, url: HttpUrl, roots: Roots) -> SourceSettings {
    let (kind, format) = match entry.kind {
        HarvestKind::Oai => (Kind::Oai, entry.metadata_prefix),
        HarvestKind::Sru => (Kind::Sru(entry.sru_version), entry.schema),
    };
    SourceSettings {
        url,
        kind,
        format,
        set: entry.set,
        query: entry.query,
        id_prefix: entry.id_prefix.unwrap_or_else(|| entry.name.clone()),
        name: entry.name,
        page_size: entry.page_size,
        from_overlap: entry.from_overlap,
        deadline: entry.deadline,
        retries: entry.retries,
        retry_pause: entry.retry_pause,
        longest_pause: entry.longest_pause,
        max_answer: entry.max_answer,
        delete_limit: entry.delete_limit,
        roots,
    }
}

impl Default for HarvestEntry {
    fn default() -> Self {
        // What any source has; its address is not used.
        let sru = Kind::Sru(Version::V1_2);
        let [oai, sru] = [Kind::Oai, sru].map(|kind| {
            let url = "http://localhost".parse().expect("an address");
            SourceSettings::new("", url, kind)
        });
        Self {
            name: String::new(),
            url: None,
            kind: HarvestKind::default(),
            metadata_prefix: oai.format,
            set: None,
            schema: sru.format,
            query: sru.query,
            sru_version: Version::V1_2,
            id_prefix: None,
            page_size: sru.page_size,
            from_overlap: oai.from_overlap,
            deadline: oai.deadline,
            retries: oai.retries,
            retry_pause: oai.retry_pause,
            longest_pause: oai.longest_pause,
            max_answer: oai.max_answer,
            delete_limit: oai.delete_limit,
            ca_file: None,
        }
    }
}
