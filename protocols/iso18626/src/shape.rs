//! Where 1.2 puts things elsewhere than 2021-2, or calls them otherwise. The tables of the
//! structures are those of 2021-2: what is read is brought into its shape first, and what is
//! written in 1.2 is brought out of it last.

use crate::{findings::Findings, node::Node, version::Version};

/// Elements of 1.2 that have another name in 2021-2: the one around them, and both names.
pub(crate) const RENAMED: &[(&str, [&str; 2])] = &[
    ("serviceInfo", ["preferredFormat", "itemFormat"]),
    ("deliveryInfo", ["sentVia", "deliveryMethod"]),
    ("deliveryInfo", ["deliveredFormat", "itemFormat"]),
];

/// Elements of `messageInfo` in 1.2, in this order, that are in `retryInfo` in 2021-2.
pub(crate) const MOVED: &[&str] = &["offeredCosts", "retryAfter", "retryBefore"];

/// Which of the two elements of a `bibliographicItemId` comes first.
pub(crate) const FIRST_OF_ITEM_ID: [&str; 2] = [
    "bibliographicItemIdentifier",
    "bibliographicItemIdentifierCode",
];

/// Brings a message into the shape of 2021-2, and notes which shape it had.
pub(crate) fn upgrade(message: &mut Node<'_>, findings: &mut Findings) {
    for (around, [old, new]) in RENAMED {
        for child in elements_of(message, around) {
            if child.name == *old {
                child.name = new;
                findings.sign(Version::V1_2);
            } else if child.name == *new {
                findings.sign(Version::V2021_2);
            }
        }
    }
    for id in item_ids(message) {
        let first = id.children.first().map(|child| child.name);
        for version in Version::ALL {
            if id.children.len() > 1 && first == Some(version.of(FIRST_OF_ITEM_ID)) {
                findings.sign(version);
            }
        }
    }
    if message.child("retryInfo").is_some() {
        findings.sign(Version::V2021_2);
    }
    let Some(info) = message.child_mut("messageInfo") else {
        return;
    };
    let is_moved = |child: &mut Node<'_>| MOVED.contains(&child.name);
    let moved: Vec<_> = info.children.extract_if(.., is_moved).collect();
    if moved.is_empty() {
        return;
    }
    findings.sign(Version::V1_2);
    match message.child_mut("retryInfo") {
        Some(retry) => retry.children.extend(moved),
        None => message.children.push(Node {
            children: moved,
            ..Node::empty("retryInfo")
        }),
    }
}

/// Brings a message out of the shape of 2021-2 into that of 1.2.
pub(crate) fn downgrade(message: &mut Node<'_>) {
    for (around, [old, new]) in RENAMED {
        for child in elements_of(message, around) {
            if child.name == *new {
                child.name = old;
            }
        }
    }
    for id in item_ids(message) {
        id.children.reverse();
    }
    let is_retry = |child: &mut Node<'_>| child.name == "retryInfo";
    let retry: Vec<_> = message.children.extract_if(.., is_retry).collect();
    let mut moved: Vec<_> = retry.into_iter().flat_map(|retry| retry.children).collect();
    moved.sort_by_key(|child| MOVED.iter().position(|name| *name == child.name));
    if let Some(info) = message.child_mut("messageInfo") {
        info.children.extend(moved);
    }
}

/// What is right within the elements of a message that have this name.
fn elements_of<'m, 'a>(
    message: &'m mut Node<'a>,
    around: &str,
) -> impl Iterator<Item = &'m mut Node<'a>> {
    let around = message
        .children
        .iter_mut()
        .filter(move |child| child.name == around);
    around.flat_map(|child| child.children.iter_mut())
}

fn item_ids<'m, 'a>(message: &'m mut Node<'a>) -> impl Iterator<Item = &'m mut Node<'a>> {
    elements_of(message, "bibliographicInfo").filter(|child| child.name == "bibliographicItemId")
}
