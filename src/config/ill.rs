//! Inter-library loan over ISO 18626: who we are, and the partners.

use std::{ops::Range, path::Path};

use silta_consortium::{IllVersion, Redacted};
use silta_rest::{HttpUrl, InvalidHttpUrl, Roots};
use toml::de::DeTable;

use super::{
    beside,
    fault::Fault,
    key::{Key, key},
    login::others_can_read,
    reader::Reader,
    remote::roots_in,
    settings::{Ill, IllPeer, IllPeerEntry, Proof},
    value::Found,
};

pub(super) fn keys() -> Vec<Key<Ill>> {
    vec![
        key!(
            agency,
            "The id of our own agency, with its kind: partners name it as `agencyIdType` and \
             `agencyIdValue`. Upper and lower case are the same."
        ),
        key!(
            name,
            "What our agency is called, for people at a partner's."
        ),
        key!(
            answer_deadline,
            "How long the consortium has to take a message; then it is not confirmed (503), and \
             the partner sends it again. At most 50 seconds."
        ),
        key!(
            send_deadline,
            "How long a message to a partner may take, from the connection to the end of its \
             confirmation; at most 100 seconds."
        ),
    ]
}

pub(super) fn peer() -> Vec<Key<IllPeerEntry>> {
    vec![
        key!(id, "Its id, with its kind: `ISIL:FI-Partner`."),
        key!(
            url,
            "Where it takes messages: `https://partner.example/iso18626`. Not set: it can write to \
             us, and messages to it wait."
        ),
        key!(
            version,
            "The version of ISO 18626 in which it is written to. It may write in either, and is \
             confirmed in its own."
        ),
        key!(
            habits,
            "What its program does otherwise than the standard says."
        ),
        key!(
            institutional_patron,
            "The card to which our copies are lent when they are sent there."
        ),
        key!(
            answer_at_once,
            "Whether its requests for a loan are answered before staff looks: `WillSupply` if a copy \
             could be lent at once, `Unfilled` (`NotHeld`) if we do not have the title. All else is \
             staff's to answer."
        ),
        key!(
            account,
            "The `accountId` that its requests and messages as a borrower must show."
        ),
        key!(
            security_code,
            "The `securityCode` that they must show. Not set: it need show nothing. The file should \
             be readable by the gateway alone then."
        ),
        key!(
            own_account,
            "The `accountId` that we show it when we borrow from it."
        ),
        key!(
            own_security_code,
            "The `securityCode` that we show it when we borrow from it."
        ),
        key!(
            addresses,
            "The IP addresses from which it may write. Empty: any."
        ),
        key!(
            ca_file,
            "A PEM file with the certificates of the authorities that are believed at an https \
             `url`; without it those that the operating system believes."
        ),
    ]
}

/// Reads `[ill]` and what stands in it.
pub(super) fn read(reader: &mut Reader, table: &DeTable<'_>, file: &Path, ill: &mut Ill) {
    reader.keys("ill", &keys(), table, ill);
    check_id(reader, table.get("agency").map(Found::span), &ill.agency);
    let mut in_clear = None;
    for (found, table) in reader.list(table, "ill.peers") {
        let one = One {
            file,
            table,
            whole: found.span(),
        };
        let mut entry = IllPeerEntry::default();
        reader.keys("ill.peers", &peer(), table, &mut entry);
        one.check(reader, &entry, &ill.peers);
        for key in ["security_code", "own_security_code"] {
            if table.contains_key(key) {
                in_clear.get_or_insert_with(|| one.place(key));
            }
        }
        let Some(roots) = one.roots(reader, &entry) else {
            continue;
        };
        ill.peers.push(peer_of(entry, roots));
    }
    if let Some(place) = in_clear.filter(|_| others_can_read(file)) {
        let fault = Fault::error(
            place,
            "everybody on this machine can read the security codes",
            "the file holds security codes in clear and is readable by others",
            format!("chmod 600 {}", file.display()),
        );
        reader.faults.push(fault.warning());
    }
}

fn peer_of(entry: IllPeerEntry, roots: Roots) -> IllPeer {
    let proof = |account, code: Option<String>| {
        code.map(|code| Proof {
            account,
            security_code: Redacted::from(code),
        })
    };
    IllPeer {
        id: entry.id.into(),
        url: entry.url,
        version: entry.version,
        habits: entry.habits,
        institutional_patron: entry.institutional_patron.into(),
        answer_at_once: entry.answer_at_once,
        shows: proof(entry.account, entry.security_code),
        shown: proof(entry.own_account, entry.own_security_code),
        addresses: entry.addresses,
        roots,
    }
}

/// One partner while it is checked.
struct One<'f, 't> {
    file: &'f Path,
    table: &'f DeTable<'t>,
    whole: Range<usize>,
}

impl One<'_, '_> {
    fn place(&self, key: &str) -> Range<usize> {
        let found = self.table.get(key);
        found.map_or_else(|| self.whole.clone(), Found::span)
    }

    fn check(&self, reader: &mut Reader, entry: &IllPeerEntry, known: &[IllPeer]) {
        check_id(reader, Some(self.place("id")), &entry.id);
        let is_it = |peer: &IllPeer| peer.id.as_str().eq_ignore_ascii_case(&entry.id);
        if known.iter().any(is_it) {
            reader.faults.push(Fault::error(
                self.place("id"),
                format!("the id {:?} stands here a second time", entry.id),
                "a partner is told by its id; upper and lower case are the same",
                "give this one another, or take it out",
            ));
        }
        if entry.institutional_patron.is_empty() {
            reader.faults.push(Fault::error(
                self.place("institutional_patron"),
                "a partner without institutional_patron",
                "`institutional_patron` is the card to which our copies are lent when they are \
                 sent to it",
                "add institutional_patron = \"...\" below its [[ill.peers]]",
            ));
        }
        for (account, code) in [
            ("account", "security_code"),
            ("own_account", "own_security_code"),
        ] {
            if self.table.contains_key(account) && !self.table.contains_key(code) {
                reader.faults.push(Fault::error(
                    self.place(account),
                    format!("an {account} without {code}"),
                    "an account alone proves nothing",
                    format!("add {code} = \"...\", or take {account} out"),
                ));
            }
            let given = self
                .table
                .get(code)
                .and_then(|code| code.get_ref().as_str());
            if given == Some("") {
                reader.faults.push(Fault::error(
                    self.place(code),
                    format!("the {code} is empty"),
                    "an empty code is none",
                    format!("write a code, or take {code} out"),
                ));
            }
        }
    }

    /// Whose certificates are believed; none if that cannot be told.
    fn roots(&self, reader: &mut Reader, entry: &IllPeerEntry) -> Option<Roots> {
        let Some(written) = entry.ca_file.as_deref() else {
            return Some(Roots::System);
        };
        let path = beside(self.file, written);
        let https = entry.url.as_ref().is_some_and(HttpUrl::is_https);
        let read = roots_in(&path, https).map_err(|cause| {
            reader.faults.push(Fault::error(
                self.place("ca_file"),
                format!("the file of certificates {} cannot be used", path.display()),
                cause,
                "name a PEM file with the certificate of the authority, and an https url",
            ));
        });
        read.ok()
    }
}

/// An agency's id has a kind and a value.
fn check_id(reader: &mut Reader, place: Option<Range<usize>>, id: &str) {
    let parts = id.split_once(':');
    if parts.is_some_and(|(kind, value)| !kind.trim().is_empty() && !value.trim().is_empty()) {
        return;
    }
    reader.faults.push(Fault::error(
        place,
        format!("{id:?} is no id of an agency"),
        "it has a kind, a colon and a value",
        "write it as in \"ISIL:FI-Partner\"",
    ));
}

/// A partner as the command line names it: `ID=URL[,VERSION]`; it says not who borrows for it.
/// # Errors
/// If it is written otherwise; how it is written.
pub fn peer_option(text: &str) -> Result<IllPeer, String> {
    const FORM: &str =
        "write ID=URL[,VERSION], as ISIL:FI-Partner=http://127.0.0.1:9001/iso18626,2021-2";
    let (id, rest) = text.split_once('=').ok_or(FORM)?;
    let version = |name: &str| IllVersion::from_name(name);
    let (url, version) = match rest.rsplit_once(',') {
        Some((url, name)) => (
            url,
            version(name).ok_or_else(|| format!("{name:?} is no version: 1.2 or 2021-2"))?,
        ),
        None => (rest, IllVersion::V2021_2),
    };
    let is_id = id
        .split_once(':')
        .is_some_and(|(kind, value)| !kind.is_empty() && !value.is_empty());
    if !is_id {
        return Err(format!("{id:?} is no id of an agency; {FORM}"));
    }
    let url = url
        .parse()
        .map_err(|invalid: InvalidHttpUrl| invalid.to_string())?;
    Ok(IllPeer {
        url: Some(url),
        ..IllPeer::new(id.into(), version)
    })
}

#[cfg(test)]
mod tests {
    use super::{super::value::tests::back, *};

    #[test]
    fn what_is_shown_reads_back() {
        back::<IllVersion>(r#""1.2""#);
    }

    #[test]
    fn a_partner_can_be_named_in_a_line() {
        let url = "http://127.0.0.1:9001/iso18626";
        let partner = peer_option(&format!("ISIL:FI-A={url},1.2")).unwrap();
        assert_eq!(
            (partner.id.as_str(), partner.version),
            ("ISIL:FI-A", IllVersion::V1_2)
        );
        assert_eq!(partner.url.unwrap().to_string(), url);
        let newer = peer_option(&format!("ISIL:FI-A={url}")).unwrap();
        assert_eq!(newer.version, IllVersion::V2021_2);
        for wrong in [
            "",
            "ISIL:FI-A",
            "FI-A=http://a",
            "ISIL:FI-A=a",
            "ISIL:FI-A=http://a,3",
        ] {
            assert!(peer_option(wrong).is_err(), "{wrong}");
        }
    }
}
