//! Z39.50: its keys, and the accounts of those who search.

use std::path::Path;

use silta_z3950_service::Account;
use toml::de::DeTable;

use super::{
    key::{Key, key},
    login::{Logins, password_keys},
    reader::Reader,
    settings::{AccountEntry, Z3950, Z3950Limits},
};

pub(super) fn keys() -> Vec<Key<Z3950>> {
    vec![
        key!(listen, "Where Z39.50 clients connect."),
        key!(
            databases,
            "The names of the catalogue as a database; upper and lower case are the same."
        ),
        key!(
            anonymous,
            "Whether clients may search that give no password. A password that is given must be \
             right in any case."
        ),
    ]
}

pub(super) fn limits() -> Vec<Key<Z3950Limits>> {
    vec![
        key!(
            max_connections in 1..=1_000_000,
            "Connections in all. Not set: as many as the system's descriptors allow."
        ),
        key!(
            max_connections_per_address in 1..=1_000_000,
            "Connections from one address. Not set: as many as in all."
        ),
        key!(
            failed_logins_per_minute in 1..=100_000,
            "Wrong passwords taken from one address within a minute; then its passwords are not \
             looked at (1016)."
        ),
        key!(
            session.first_apdu_deadline,
            "How long a connection may stay without an Init."
        ),
        key!(
            session.apdu_deadline,
            "How long an APDU that has begun may take to come in."
        ),
        key!(
            session.idle_deadline,
            "The silence after which a session is closed, with reason 7."
        ),
        key!(
            answer_deadline,
            "How long the consortium has for an answer."
        ),
        key!(
            holdings_deadline,
            "How long the consortium has for the holdings of all OPAC records of one response; \
             then they go without."
        ),
        key!(
            write_deadline,
            "How long a client may take to read an answer."
        ),
        key!(
            session.pipelined in 1_024..=16_777_216,
            "Bytes of further requests that are taken while one is being served."
        ),
        key!(
            session.message_size in 4_096..=67_108_864,
            "The greatest preferredMessageSize that is agreed to: bytes that the records of one \
             response may have together."
        ),
        key!(
            session.record_size in 4_096..=67_108_864,
            "The greatest exceptionalRecordSize that is agreed to: bytes that one record may have."
        ),
        key!(
            session.records in 1..=100_000,
            "Records of one response; more are left to the next Present."
        ),
        key!(
            session.additional_ranges in 0..=10_000,
            "Ranges of one Present beside the first; more get diagnostic 243."
        ),
        key!(
            session.result_sets in 1..=10_000,
            "Result sets of one session; one more gets diagnostic 112."
        ),
        key!(
            session.result_set_name in 8..=1_024,
            "Bytes of the name of a result set; a longer one gets diagnostic 128."
        ),
        key!(
            session.databases in 1..=1_000,
            "Databases that one request may name; more get diagnostic 111."
        ),
        key!(
            session.term in 16..=1_048_576,
            "Bytes of one term; a longer one gets diagnostic 11."
        ),
        key!(
            session.scan_terms in 1..=100_000,
            "Terms of one Scan; more get diagnostic 1029."
        ),
        key!(
            session.sort_keys in 1..=64,
            "Keys of one Sort; more get diagnostic 211."
        ),
    ]
}

pub(super) fn account() -> Vec<Key<AccountEntry>> {
    let name: Key<AccountEntry> = key!(
        account,
        "The user that the client names in Init (idPass, or before the slash of an open string)."
    );
    let password = password_keys().into_iter().map(|key| {
        key.of(
            |entry: &mut AccountEntry| &mut entry.password,
            |entry: &AccountEntry| &entry.password,
        )
    });
    let partner: Key<AccountEntry> = key!(
        partner,
        "The partner of inter-library loan whose account this is, by its id in `[[ill.peers]]`: \
         what it orders becomes a request of that partner. Not set: the account searches, and \
         orders nothing."
    );
    std::iter::once(name)
        .chain(password)
        .chain([partner])
        .collect()
}

/// Reads `[z3950]` and what stands in it.
pub(super) fn read(reader: &mut Reader, table: &DeTable<'_>, file: &Path, z3950: &mut Z3950) {
    reader.keys("z3950", &keys(), table, z3950);
    if let Some(given) = reader.table(table, "z3950.limits") {
        reader.keys("z3950.limits", &limits(), given, &mut z3950.limits);
    }
    let mut logins = Logins::new("a client", "z3950.accounts");
    for (found, table) in reader.list(table, "z3950.accounts") {
        let mut entry = AccountEntry::default();
        reader.keys("z3950.accounts", &account(), table, &mut entry);
        let login = logins.one(found, table, reader);
        if let Some(secret) = login.secret(&entry.password, file, reader) {
            z3950.accounts.push(Account {
                name: entry.account.into(),
                secret,
                partner: entry.partner.map(Into::into),
            });
        }
    }
    logins.check_that_others_cannot_read(file, reader);
}
