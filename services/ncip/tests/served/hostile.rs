//! Good messages that were spoiled at random, in pieces over a connection: each answer is NCIP, and
//! none names a patron whom its message did not name.

use jiff::tz::TimeZone;
use proptest::{collection::vec, prelude::*, sample::Index, test_runner::Config};
use silta_ncip::{Body, Message, Reading};
use tokio::runtime::Runtime;

use crate::{
    house::{House, PARTNER, WEB, each, item, message, proof, record, request, user},
    wire::converse,
};

/// What is done to a message.
#[derive(Clone, Debug)]
enum Harm {
    Flip(Index, u8),
    Cut(Index, Index),
    Double(Index, Index),
    Splice(Index, Index),
    Insert(Index, Vec<u8>),
}

fn harm() -> impl Strategy<Value = Harm> {
    let place = any::<Index>;
    prop_oneof![
        (place(), any::<u8>()).prop_map(|(at, bits)| Harm::Flip(at, bits)),
        (place(), place()).prop_map(|(from, to)| Harm::Cut(from, to)),
        (place(), place()).prop_map(|(from, to)| Harm::Double(from, to)),
        (place(), place()).prop_map(|(other, at)| Harm::Splice(other, at)),
        (place(), vec(any::<u8>(), 0..40)).prop_map(|(at, bytes)| Harm::Insert(at, bytes)),
    ]
}

/// Good messages, which do not wear the demo library out.
fn good() -> Vec<String> {
    let types = each("UserElementType", &["Name Information", "User Privilege"]);
    let (card, book) = (user("2900000001"), item("3900000001"));
    let services = [
        format!("<LookupUser>{card}{types}<LoanedItemsDesired/></LookupUser>"),
        format!("<LookupItem>{book}</LookupItem>"),
        format!("<LookupItemSet>{}</LookupItemSet>", record("kainet.1")),
        format!("<CheckOutItem>{card}{book}</CheckOutItem>"),
        format!("<CheckInItem>{book}</CheckInItem>"),
        format!("<RenewItem>{card}{book}</RenewItem>"),
        format!(
            "<CancelRequestItem>{card}{}</CancelRequestItem>",
            request("1")
        ),
        format!("<DeleteItem>{book}</DeleteItem>"),
    ];
    let proved = format!("<LookupUser>{}</LookupUser>", proof("2900000001", "1234"));
    let known = services.iter().map(|service| message(PARTNER, service));
    known.chain([message(WEB, &proved)]).collect()
}

fn spoil(harm: &Harm, bytes: &mut Vec<u8>, good: &[String]) {
    let range = |from: &Index, to: &Index, length: usize| {
        let (from, to) = (from.index(length + 1), to.index(length + 1));
        from.min(to)..from.max(to)
    };
    let length = bytes.len();
    match harm {
        Harm::Flip(at, bits) if length > 0 => bytes[at.index(length)] ^= bits,
        Harm::Flip(..) => {}
        Harm::Cut(from, to) => drop(bytes.drain(range(from, to, length))),
        Harm::Double(from, to) => {
            let part = bytes[range(from, to, length)].to_vec();
            bytes.extend(part);
        }
        Harm::Splice(other, at) => {
            let other = other.get(good).as_bytes();
            let (kept, taken) = (at.index(length + 1), at.index(other.len() + 1));
            bytes.truncate(kept);
            bytes.extend(&other[taken..]);
        }
        Harm::Insert(at, more) => {
            let at = at.index(length + 1);
            bytes.splice(at..at, more.iter().copied());
        }
    }
}

/// Every card of the demo that a text names.
fn cards(text: &str) -> Vec<String> {
    let number = |at| text.get(at..at + 10).map(str::to_owned);
    let starts = text.match_indices("29000000").map(|(at, _)| at);
    starts.filter_map(number).collect()
}

#[test]
fn spoiled_messages_get_answers_that_are_ncip() {
    let runtime = Runtime::new().unwrap();
    let house = House::new();
    let good = good();
    let reading = Reading::by_clock_of(TimeZone::UTC);
    let spoiled = (any::<Index>(), vec(harm(), 0..4), 1_usize..2000);
    proptest!(Config::with_cases(600), |((chosen, harms, piece) in spoiled)| {
        let mut bytes = chosen.get(&good).as_bytes().to_vec();
        harms.iter().for_each(|harm| spoil(harm, &mut bytes, &good));
        let pieces: Vec<&[u8]> = bytes.chunks(piece).collect();
        let (answers, close) = runtime.block_on(converse(&house.service, &pieces));
        prop_assert!(close.is_some(), "it ends");
        let named = cards(&String::from_utf8_lossy(&bytes));
        for answer in answers {
            let read = Message::read(answer.as_bytes(), &reading);
            let read = read.map_err(|why| TestCaseError::fail(format!("{why}: {answer}")))?;
            prop_assert!(!matches!(read.body, Body::Initiation(_)), "{answer}");
            for card in cards(&answer) {
                // A borrower of an item that the message names is none of the sender's business.
                prop_assert!(named.contains(&card), "{card} in {answer}");
            }
        }
    });
}
