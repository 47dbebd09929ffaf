//! OAI-PMH: its keys.

use super::{
    key::{Key, key},
    settings::Oai,
};

pub(super) fn keys() -> Vec<Key<Oai>> {
    vec![
        key!(
            repository_name,
            "What the repository is called, for people."
        ),
        key!(
            base_url,
            "Where harvesters reach it: `https://api.example.org/oai`. Not set: `/oai` at the \
             address of [http]. Harvesters compare it with the one that they were told."
        ),
        key!(
            admin_emails,
            "Whom a harvester's people write to; at least one address."
        ),
        key!(
            domain,
            "The domain in identifiers: `oai:kainet.fi:kainet.1`. It must never change: \
             harvesters would take each record for another."
        ),
        key!(
            sets,
            "By what records are grouped. An empty list: there are no sets."
        ),
        key!(
            copies,
            "What `marc21` tells of copies, in 952: nothing, what stands however a copy is lent, or \
             also where it is and whether it can be had. Whatever is told gives the record a new \
             date when it changes: with \"live\", each loan and each return. Another value dates \
             every record anew, so that harvesters take them all once more."
        ),
        key!(
            page_size in 1..=10_000,
            "Records of one answer; a harvester asks for the next with a token."
        ),
        key!(
            from_overlap,
            "How much earlier than asked a list begins, for harvesters whose clock loses an hour \
             when summer time begins."
        ),
        key!(
            answer_deadline,
            "How long the consortium has for an answer; then harvesters get 503 and ask again."
        ),
    ]
}
