//! SRU: its keys.

use super::{
    key::{Key, key},
    settings::Sru,
};

pub(super) fn keys() -> Vec<Key<Sru>> {
    vec![
        key!(
            databases,
            "The names of the catalogue as a database, which may stand in the path after `/sru/`; \
             upper and lower case are the same."
        ),
        key!(
            base_url,
            "Where clients reach it: `https://api.example.org/sru`. Not set: `/sru` at the address \
             of [http]. The explain record tells it."
        ),
        key!(title, "What the catalogue is called, for people."),
        key!(
            limits.default_records in 0..=10_000,
            "Records of an answer if a request does not say how many."
        ),
        key!(
            limits.records in 1..=10_000,
            "Records of an answer at the most; who asks for more gets so many."
        ),
        key!(
            limits.response_size in 65_536..=67_108_864,
            "Bytes that the records of an answer may have together; the others wait for the next."
        ),
        key!(
            limits.record_size in 65_536..=67_108_864,
            "Bytes that one record may have; a longer one is diagnostic 70 in its place."
        ),
        key!(
            limits.terms in 1..=999,
            "Terms of a scan at the most; who asks for more gets diagnostic 121."
        ),
        key!(
            limits.result_sets in 0..=100_000,
            "Result sets that are kept for clients at one time (`resultSetTTL`); a further one is \
             not kept."
        ),
        key!(
            limits.result_set_ttl,
            "How long a result set is kept after its last use, whatever is asked for."
        ),
        key!(
            answer_deadline,
            "How long the consortium has for an answer; then clients get diagnostic 2."
        ),
        key!(
            holdings_deadline,
            "How long the consortium has for the holdings of all records of one answer; then they \
             go without."
        ),
    ]
}
