//! NCIP: its keys, and the agencies that ask with a password.

use std::path::Path;

use silta_ncip_service::Agency;
use toml::de::DeTable;

use super::{
    fault::Fault,
    key::{Key, key},
    login::{Logins, password_keys},
    reader::Reader,
    settings::{AgencyEntry, Ncip, NcipLimits},
};

pub(super) fn keys() -> Vec<Key<Ncip>> {
    vec![
        key!(
            listen,
            "Where clients of raw TCP connect. Over HTTP, NCIP is served at `/ncip` of [http] in \
             any case."
        ),
        key!(
            agency,
            "The id of our own agency, which messages must name in `ToAgencyId`; upper and lower \
             case are the same."
        ),
        key!(name, "What our agency is called, for people."),
        key!(
            anonymous,
            "Whether our own agency (the web library), and a message without header, may ask \
             without a password: for items and agencies, and with a patron's PIN for that patron."
        ),
        key!(
            answer_deadline,
            "How long the consortium has for all that one message asks; then it is a Temporary \
             Processing Failure. Clients wait for 30 seconds; at most 50 seconds."
        ),
    ]
}

pub(super) fn limits() -> Vec<Key<NcipLimits>> {
    vec![
        key!(
            session.default_items in 1..=10_000,
            "Items of an answer to LookupItemSet if the message does not say how many."
        ),
        key!(
            session.items in 1..=10_000,
            "Items of an answer to LookupItemSet at the most; who asks for more gets so many."
        ),
        key!(
            failed_logins_per_minute in 1..=100_000,
            "Wrong passwords of agencies taken from one address within a minute; then its \
             passwords are not looked at."
        ),
        key!(
            session.message_size in 4_096..=2_097_152,
            "Bytes of one message over raw TCP; after a longer one the connection is closed."
        ),
        key!(
            session.message_deadline,
            "How long a message over raw TCP that has begun may take to come in."
        ),
        key!(
            session.idle_deadline,
            "The silence after which a connection of raw TCP is closed."
        ),
        key!(
            max_connections in 1..=1_000_000,
            "Connections of raw TCP in all. Not set: as many as the system's descriptors allow."
        ),
        key!(
            max_connections_per_address in 1..=1_000_000,
            "Connections of raw TCP from one address. Not set: as many as in all."
        ),
        key!(
            write_deadline,
            "How long a client of raw TCP may take to read an answer."
        ),
    ]
}

pub(super) fn agency() -> Vec<Key<AgencyEntry>> {
    let id: Key<AgencyEntry> = key!(
        id,
        "Its id, as it stands in `FromAgencyId`; upper and lower case are the same."
    );
    // FromAgencyAuthentication.
    let password = password_keys().into_iter().map(|key| {
        key.of(
            |entry: &mut AgencyEntry| &mut entry.password,
            |entry: &AgencyEntry| &entry.password,
        )
    });
    let others: [Key<AgencyEntry>; 5] = [
        key!(
            services,
            "The services that it may use. Empty: all that are served. Notifications are \
             acknowledged in any case."
        ),
        key!(
            patron,
            "The card to which items are lent that the agency takes for itself: a `UserId` with \
             the agency's id, or with `INST-` before it, means it."
        ),
        key!(
            trusted,
            "Whether it may name patrons by `UserId` alone. A PIN that it sends must be right in \
             any case."
        ),
        key!(
            contact_data,
            "Whether it is told addresses and birth dates of patrons without their PIN."
        ),
        key!(
            library,
            "The code of the library at which what it asks for happens. Not set: where the item \
             is on its way to, or was seen last."
        ),
    ];
    std::iter::once(id).chain(password).chain(others).collect()
}

/// Reads `[ncip]` and what stands in it.
pub(super) fn read(reader: &mut Reader, table: &DeTable<'_>, file: &Path, ncip: &mut Ncip) {
    reader.keys("ncip", &keys(), table, ncip);
    if let Some(given) = reader.table(table, "ncip.limits") {
        reader.keys("ncip.limits", &limits(), given, &mut ncip.limits);
    }
    let mut logins = Logins::new("an agency", "ncip.agencies").named_by("id");
    for (found, table) in reader.list(table, "ncip.agencies") {
        let mut entry = AgencyEntry::default();
        reader.keys("ncip.agencies", &agency(), table, &mut entry);
        let login = logins.one(found, table, reader);
        if ncip.agency.eq_ignore_ascii_case(&entry.id) {
            reader.faults.push(Fault::error(
                login.place_of("id"),
                format!("the agency {:?} is our own", entry.id),
                "`agency` of [ncip] names it, and it asks without a password",
                "give this one another id, or take it out",
            ));
        }
        if let Some(secret) = login.secret(&entry.password, file, reader) {
            let mut agency = Agency::new(entry.id, secret);
            if !entry.services.is_empty() {
                agency.services = entry.services;
            }
            agency.patron = entry.patron.map(Into::into);
            agency.trusted = entry.trusted;
            agency.contact_data = entry.contact_data;
            agency.library = entry.library.map(Into::into);
            ncip.agencies.push(agency);
        }
    }
    logins.check_that_others_cannot_read(file, reader);
}
