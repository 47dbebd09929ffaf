//! Laws of messages: whatever the tables of a version allow is read without a fault, written
//! without a loss, valid by the schema, and reads the same; in the other version it is as valid,
//! and what is lost is lost once.
#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot make its input has failed"
)]

mod support;

use proptest::{collection::vec, prelude::*, sample::select};
use silta_iso18626::{
    Element, Holds, Kind, LIMITS, Message, Occurs, Request, RequestConfirmation,
    RequestingAgencyMessage, RequestingAgencyMessageConfirmation, SupplyingAgencyMessage,
    SupplyingAgencyMessageConfirmation, Version,
};
use support::judge;

const fn elements(kind: Kind) -> &'static [Element] {
    match kind {
        Kind::Request => Request::ELEMENTS,
        Kind::RequestConfirmation => RequestConfirmation::ELEMENTS,
        Kind::SupplyingAgencyMessage => SupplyingAgencyMessage::ELEMENTS,
        Kind::SupplyingAgencyMessageConfirmation => SupplyingAgencyMessageConfirmation::ELEMENTS,
        Kind::RequestingAgencyMessage => RequestingAgencyMessage::ELEMENTS,
        Kind::RequestingAgencyMessageConfirmation => RequestingAgencyMessageConfirmation::ELEMENTS,
    }
}

/// Text that is not empty and does not begin or end with white space, as XML.
fn text() -> impl Strategy<Value = String> {
    "[!-~äöå€𝄞]([ -~äöå€𝄞]{0,8}[!-~])?".prop_map(|text| escaped(&text))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

/// What an element holds, with its attribute, as XML.
fn content(element: &Element, version: Version) -> BoxedStrategy<(String, String)> {
    let plain = |text: BoxedStrategy<String>| text.prop_map(|text| (String::new(), text)).boxed();
    match element.holds {
        Holds::Text => plain(text().boxed()),
        Holds::SchemeValuePair => {
            let is_bare = element.name == "region" && version == Version::V2021_2;
            let scheme = prop::option::of("[a-z]{1,8}:[a-z/]{1,8}")
                .prop_map(move |scheme| scheme.filter(|_| !is_bare))
                .prop_map(|scheme| scheme.map(|scheme| format!(" scheme='{scheme}'")));
            let pair = (scheme, text());
            pair.prop_map(|(scheme, text)| (scheme.unwrap_or_default(), text))
                .boxed()
        }
        Holds::DateTime => {
            let instant = (0_i64..4_000_000_000, prop::bool::ANY).prop_map(|(second, is_whole)| {
                let nanosecond = if is_whole { 0 } else { 629_597_710 };
                jiff::Timestamp::new(second, nanosecond)
                    .unwrap()
                    .to_string()
            });
            plain(instant.boxed())
        }
        Holds::Decimal => plain("-?[0-9]{1,6}([.][0-9]{2})?".boxed()),
        Holds::Integer => plain((0_i64..1000).prop_map(|number| number.to_string()).boxed()),
        Holds::Boolean => plain(any::<bool>().prop_map(|is| is.to_string()).boxed()),
        Holds::Code(list) => {
            let codes = list.codes.iter().filter(|code| code.since <= version);
            let codes: Vec<_> = codes.map(|code| code.name.to_owned()).collect();
            plain(select(codes).boxed())
        }
        Holds::Structure("Address", kinds) => {
            let kind = select(kinds.to_vec()).prop_flat_map(move |kind| {
                let once = Element {
                    occurs: [Occurs::Once; 2],
                    ..kind
                };
                children(vec![once], version)
            });
            plain(kind.boxed())
        }
        Holds::Structure(_, elements) => plain(children(elements.to_vec(), version)),
    }
}

/// Elements in any order, each as often as it may stand there.
fn children(elements: Vec<Element>, version: Version) -> BoxedStrategy<String> {
    let mut all = Just(Vec::new()).boxed();
    for element in elements {
        let occurs = element.occurs_in(version);
        // 2 is many.
        let times = occurs.least()..=occurs.most().min(2);
        if *times.end() == 0 {
            continue;
        }
        let one = content(&element, version).prop_map(move |(scheme, content)| {
            let name = element.name;
            format!("<{name}{scheme}>{content}</{name}>")
        });
        all = (all, vec(one, times))
            .prop_map(|(all, more)| [all, more].concat())
            .boxed();
    }
    all.prop_shuffle().prop_map(|all| all.concat()).boxed()
}

fn document() -> impl Strategy<Value = (Version, String)> {
    let kinds = (select(Version::ALL.to_vec()), select(Kind::ALL.to_vec()));
    kinds.prop_flat_map(|(version, kind)| {
        children(elements(kind).to_vec(), version).prop_map(move |content| {
            let document = format!(
                "<ISO18626Message version='{version}'><{kind}>{content}</{kind}></ISO18626Message>"
            );
            (version, document)
        })
    })
}

/// What stands in the elements of a document, in no order.
fn texts(document: &str) -> Vec<&str> {
    let pieces = document
        .split('<')
        .filter_map(|piece| piece.split_once('>'));
    let mut texts: Vec<_> = pieces
        .map(|(_, text)| text)
        .filter(|text| !text.trim().is_empty())
        .collect();
    texts.sort_unstable();
    texts
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn a_message_reads_as_it_was_written((version, document) in document()) {
        let reading = Message::read(&document, LIMITS).unwrap();
        prop_assert_eq!(&reading.faults, &[], "{}", document);
        // The names are those of 2021-2 in both.
        let message = Message { version, ..reading.message };
        let written = message.write().unwrap();
        prop_assert_eq!(&written.losses, &[], "{}", document);
        prop_assert_eq!(texts(&document), texts(&written.text));
        prop_assert_eq!(document.matches(" scheme=").count(), written.text.matches(":scheme=").count());
        judge(version, &written.text, &document);
        let again = Message::read(&written.text, LIMITS).unwrap();
        prop_assert_eq!(&again.faults, &[]);
        prop_assert!(again.message == message, "{}", written.text);
    }

    #[test]
    fn a_message_can_be_said_in_the_other_version((version, document) in document()) {
        let other = match version {
            Version::V1_2 => Version::V2021_2,
            Version::V2021_2 => Version::V1_2,
        };
        let mut message = Message::read(&document, LIMITS).unwrap().message;
        message.version = other;
        let written = match message.write() {
            Ok(written) => written,
            Err(unwritable) => {
                let told = ["header/supplyingAgencyId", "serviceInfo", "statusInfo/status", "action"];
                prop_assert!(told.contains(&&*unwritable.path), "{unwritable}");
                return Ok(());
            }
        };
        judge(other, &written.text, &document);
        let again = Message::read(&written.text, LIMITS).unwrap();
        prop_assert_eq!(&again.faults, &[], "{}", written.text);
        prop_assert_eq!(again.message.version, other, "{}", written.text);
        let twice = again.message.write().unwrap();
        prop_assert_eq!(&twice.losses, &[]);
        prop_assert_eq!(&twice.text, &written.text);
        prop_assert_eq!(written.losses.is_empty(), again.message == message, "{:?}", written.losses);
    }

    #[test]
    fn half_a_message_is_none((_, document) in document(), at in 0.0..1.0) {
        let at = (document.len() as f64 * at) as usize;
        prop_assume!(document.is_char_boundary(at));
        prop_assert!(Message::read(&document[..at], LIMITS).is_err());
    }

    #[test]
    fn anything_may_be_sent((_, document) in document(), at in 0.0..1.0, other in ".{0,6}") {
        let at = (document.len() as f64 * at) as usize;
        prop_assume!(document.is_char_boundary(at));
        let spoiled = format!("{}{other}{}", &document[..at], &document[at..]);
        silta_iso18626::fuzzing::message(spoiled.as_bytes());
    }
}
