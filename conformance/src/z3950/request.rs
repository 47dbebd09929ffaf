//! The requests of an origin as bytes. Each function gives a sound APDU; a case spoils it with
//! [`Ber::put`], [`Ber::without`] and the like.

use super::{
    ber::{Ber, bits, boolean, group, integer, octets, oid, sequence},
    pqf::{self, BIB_1},
};
use crate::Outcome;

/// The record syntaxes by name.
pub(crate) const USMARC: &str = "1.2.840.10003.5.10";
pub(crate) const UNIMARC: &str = "1.2.840.10003.5.1";
pub(crate) const SUTRS: &str = "1.2.840.10003.5.101";
pub(crate) const OPAC: &str = "1.2.840.10003.5.102";
pub(crate) const HTML: &str = "1.2.840.10003.5.109.3";
pub(crate) const XML: &str = "1.2.840.10003.5.109.10";

/// The options of Init by their bit.
pub(crate) mod option {
    pub(crate) const SEARCH: u8 = 0;
    pub(crate) const PRESENT: u8 = 1;
    pub(crate) const DEL_SET: u8 = 2;
    pub(crate) const TRIGGER_RESOURCE_CTRL: u8 = 4;
    pub(crate) const RESOURCE_CTRL: u8 = 5;
    pub(crate) const ACCESS_CTRL: u8 = 6;
    pub(crate) const SCAN: u8 = 7;
    pub(crate) const SORT: u8 = 8;
    pub(crate) const UNUSED: u8 = 9;
    pub(crate) const EXTENDED_SERVICES: u8 = 10;
    pub(crate) const LEVEL_1_SEGMENTATION: u8 = 11;
    pub(crate) const LEVEL_2_SEGMENTATION: u8 = 12;
    pub(crate) const CONCURRENT_OPERATIONS: u8 = 13;
    pub(crate) const NAMED_RESULT_SETS: u8 = 14;
    pub(crate) const ENCAPSULATION: u8 = 15;
    pub(crate) const NEGOTIATION_MODEL: u8 = 17;
    pub(crate) const DUPLICATE_DETECTION: u8 = 18;
    pub(crate) const QUERY_TYPE_104: u8 = 19;

    /// What yaz-client asks for, and the character set negotiation.
    pub(crate) const USUAL: &[u8] = &[
        SEARCH,
        PRESENT,
        DEL_SET,
        TRIGGER_RESOURCE_CTRL,
        SCAN,
        SORT,
        EXTENDED_SERVICES,
        NAMED_RESULT_SETS,
        NEGOTIATION_MODEL,
    ];
}

/// The message sizes the suite proposes: small enough to be read at once.
pub(crate) const PREFERRED_SIZE: i64 = 256 << 10;
pub(crate) const EXCEPTIONAL_SIZE: i64 = 512 << 10;

/// InitRequest: versions 1 to 3, the usual options, no authentication.
pub(crate) fn init() -> Ber {
    group(
        20,
        [
            bits(3, &[0, 1, 2]),
            bits(4, option::USUAL),
            integer(5, PREFERRED_SIZE),
            integer(6, EXCEPTIONAL_SIZE),
            octets(110, "81"),
            octets(111, "Conformance suite"),
            octets(112, "1"),
        ],
    )
}

/// The fields of Init that follow idAuthentication have their place after it.
fn init_with(authentication: Ber) -> Ber {
    group(
        20,
        [
            bits(3, &[0, 1, 2]),
            bits(4, option::USUAL),
            integer(5, PREFERRED_SIZE),
            integer(6, EXCEPTIONAL_SIZE),
            group(7, [authentication]),
            octets(110, "81"),
            octets(111, "Conformance suite"),
        ],
    )
}

/// InitRequest with the open form, `user/password`.
pub(crate) fn init_open(text: &str) -> Ber {
    init_with(octets(26, text).universal())
}

/// InitRequest with idPass: group, user, password as far as given.
pub(crate) fn init_id_pass(
    group_id: Option<&str>,
    user: Option<&str>,
    password: Option<&str>,
) -> Ber {
    let fields = [(0, group_id), (1, user), (2, password)];
    let given = fields
        .iter()
        .filter_map(|(tag, text)| text.map(|text| octets(*tag, text)));
    init_with(sequence(given.collect::<Vec<_>>()))
}

/// InitRequest with this choice of idAuthentication.
pub(crate) fn init_authenticated(choice: Ber) -> Ber {
    init_with(choice)
}

/// SearchRequest of the default set, without piggybacked records.
pub(crate) fn search(databases: &[&str], query: Ber) -> Ber {
    let names: Vec<_> = databases.iter().map(|name| octets(105, name)).collect();
    group(
        22,
        [
            integer(13, 0),
            integer(14, 1),
            integer(15, 0),
            boolean(16, true),
            octets(17, "default"),
            group(18, names),
            group(21, [query]),
        ],
    )
}

/// SearchRequest for a query in prefix notation.
pub(crate) fn find(databases: &[&str], query: &str) -> Outcome<Ber> {
    Ok(search(databases, pqf::rpn(query)?))
}

/// The same search into a set of this name.
pub(crate) fn into_set(search: Ber, name: &str) -> Ber {
    search.put(octets(17, name))
}

/// The same search with piggybacked records: smallSetUpperBound, largeSetLowerBound,
/// mediumSetPresentNumber, in this syntax.
pub(crate) fn piggyback(search: Ber, (small, large, medium): (i64, i64, i64), syntax: &str) -> Ber {
    search
        .put(integer(13, small))
        .put(integer(14, large))
        .put(integer(15, medium))
        .before(21, oid(104, syntax))
}

/// PresentRequest.
pub(crate) fn present(set: &str, start: i64, count: i64, syntax: &str) -> Ber {
    bare_present(set, start, count).with(oid(104, syntax))
}

/// PresentRequest that leaves the syntax to the target.
pub(crate) fn bare_present(set: &str, start: i64, count: i64) -> Ber {
    group(
        24,
        [octets(31, set), integer(30, start), integer(29, count)],
    )
}

/// The same Present for an element set, in its generic form.
pub(crate) fn elements(present: Ber, name: &str) -> Ber {
    present.before(104, group(19, [octets(0, name)]))
}

/// ScanRequest: terms around `term` (prefix notation), where `position` is its place among `count`.
pub(crate) fn scan(databases: &[&str], term: &str, count: i64, position: i64) -> Outcome<Ber> {
    let names: Vec<_> = databases.iter().map(|name| octets(105, name)).collect();
    Ok(group(
        35,
        [
            group(3, names),
            oid(6, BIB_1).universal(),
            pqf::term(term)?,
            integer(5, 0),
            integer(6, count),
            integer(7, position),
        ],
    ))
}

/// A key of a sort by the attributes of a field (`1=4`).
pub(crate) fn sort_key(use_attribute: i64, relation: i64) -> Ber {
    let attributes = group(44, [pqf::attribute(1, use_attribute)]);
    sort_key_of(
        group(2, [oid(6, BIB_1).universal(), attributes]),
        relation,
        1,
    )
}

/// A key of a sort by anything: the alternative of SortKey, ascending (0) or descending (1), case
/// sensitive (0) or not (1).
pub(crate) fn sort_key_of(key: Ber, relation: i64, case: i64) -> Ber {
    sequence([group(1, [key]), integer(1, relation), integer(2, case)])
}

/// SortRequest.
pub(crate) fn sort(inputs: &[&str], output: &str, keys: impl Into<Vec<Ber>>) -> Ber {
    let inputs: Vec<_> = inputs
        .iter()
        .map(|name| octets(27, name).universal())
        .collect();
    group(43, [group(3, inputs), octets(4, output), group(5, keys)])
}

/// DeleteResultSetRequest for these sets.
pub(crate) fn delete(sets: &[&str]) -> Ber {
    let sets: Vec<_> = sets.iter().map(|name| octets(31, name)).collect();
    group(26, [integer(32, 0), sequence(sets)])
}

/// DeleteResultSetRequest for all sets.
pub(crate) fn delete_all() -> Ber {
    group(26, [integer(32, 1)])
}

/// ExtendedServicesRequest to create a package of this type, without parameters.
pub(crate) fn extended_service(package: &str) -> Ber {
    group(46, [integer(3, 1), oid(4, package), integer(11, 1)])
}

/// Close.
pub(crate) fn close(reason: i64) -> Ber {
    group(48, [integer(211, reason)])
}

/// The same APDU with a reference id.
pub(crate) fn referred(apdu: Ber, id: impl AsRef<[u8]>) -> Ber {
    apdu.with_first(octets(2, id))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hex(apdu: &Ber) -> String {
        apdu.bytes().iter().map(|b| format!("{b:02x}")).collect()
    }

    #[test]
    fn requests_are_the_bytes_that_recorded_clients_sent() {
        let search = into_set(find(&["Default"], "7").unwrap(), "1");
        let recorded = "b6348d01008e01018f0100900101910131b20a9f690744656661756c74b517a11506072a8648ce130301a00abf6607bf2c009f2d0137";
        assert_eq!(hex(&search.put(octets(16, [1]))), recorded);
        assert_eq!(
            hex(&present("1", 1, 1, USMARC)),
            "b8149f1f01319e01019d01019f68072a8648ce13050a"
        );
        assert_eq!(hex(&close(0)), "bf30059f81530100");
        assert_eq!(hex(&delete(&["1"])), "ba0a9f20010030049f1f0131");
        assert_eq!(
            hex(&scan(&["Default"], "w", 20, 1).unwrap()),
            "bf2328a30a9f690744656661756c7406072a8648ce130301bf6607bf2c009f2d0177850100860114870101"
        );
        assert_eq!(
            hex(&sort(&["1"], "1", [sort_key(4, 0)])),
            "bf2b2ca3031b0131840131a5223020a118a21606072a8648ce130301bf2c0a30089f7801019f790104810100820101"
        );
    }
}
