//! Laws of messages, over messages that are right, half right and wrong.
#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot make its input has failed"
)]

use jiff::{Timestamp, tz::Offset, tz::TimeZone};
use proptest::prelude::*;
use silta_ncip::{
    Answer, BlockOrTrap, Body, DateTime, InitiationHeader, ItemId, LoanPeriod, Message, Outcome,
    Problem, ProblemType, Reading, Refusal, Request, Response, ResponseHeader, SERVICES,
    SchemeValuePair, Service, Several, Text, User, UserId, UserOptionalFields, Version, fuzzing,
};
use silta_ncip::{
    AuthenticationInput, CheckOutItem, CheckOutItemExt, CheckOutItemResponse, Initiation,
    LookupUser, LookupUserResponse,
};
use silta_testing::seeds;

fn text() -> impl Strategy<Value = Text> {
    "[ -~äöå€𝄞\u{0}\u{fffe}]{1,20}[a-z]".prop_map(Text::from)
}

fn pair() -> impl Strategy<Value = SchemeValuePair> {
    let scheme = prop::option::of("[a-z]{1,8}(\\.[a-z]{2,3})?");
    (text(), scheme).prop_map(|(value, scheme)| {
        SchemeValuePair::new(value).in_scheme(scheme.unwrap_or_default())
    })
}

fn date() -> impl Strategy<Value = DateTime> {
    (-70_000_000_000_i64..260_000_000_000, -900_i32..900).prop_map(|(second, minutes)| {
        let offset = Offset::from_seconds(minutes * 60).unwrap();
        DateTime::new(
            Timestamp::from_second(second.min(253_402_207_200)).unwrap(),
            offset,
        )
    })
}

fn user_id() -> impl Strategy<Value = UserId> {
    (prop::option::of(pair()), prop::option::of(pair()), text()).prop_map(
        |(agency_id, user_identifier_type, user_identifier_value)| UserId {
            agency_id,
            user_identifier_type,
            user_identifier_value,
        },
    )
}

fn item_id() -> impl Strategy<Value = ItemId> {
    (prop::option::of(pair()), text()).prop_map(|(agency_id, item_identifier_value)| ItemId {
        agency_id,
        item_identifier_type: None,
        item_identifier_value,
    })
}

fn user() -> impl Strategy<Value = User> {
    let input = (text(), pair(), pair()).prop_map(|(data, format, kind)| AuthenticationInput {
        authentication_input_data: data,
        authentication_data_format_type: format,
        authentication_input_type: kind,
    });
    let inputs = prop::collection::vec(input, 1..3);
    let inputs = inputs
        .prop_map(|inputs| Several::of(inputs).unwrap())
        .boxed();
    prop_oneof![
        user_id().prop_map(User::Id),
        inputs.clone().prop_map(User::Inputs),
        (user_id(), inputs).prop_map(|(id, inputs)| User::Both(id, inputs)),
    ]
}

fn initiation() -> impl Strategy<Value = Body> {
    let header = prop::option::of((pair(), pair(), prop::option::of(text())).prop_map(
        |(from, to, secret)| InitiationHeader {
            from_agency_id: from.into(),
            to_agency_id: to.into(),
            from_agency_authentication: secret,
            ..InitiationHeader::default()
        },
    ));
    let lookup = (
        user(),
        prop::collection::vec(pair(), 0..3),
        any::<[bool; 3]>(),
    )
        .prop_map(|(user, user_element_types, [loans, requests, account])| {
            Request::from(LookupUser {
                user,
                user_element_types,
                loaned_items_desired: loans,
                requested_items_desired: requests,
                user_fiscal_account_desired: account,
            })
        });
    let check_out = (user(), item_id(), prop::option::of(date())).prop_map(
        |(user, item_id, desired_date_due)| {
            Request::from(CheckOutItem {
                mandated_action: None,
                user,
                item_id,
                request_id: None,
                acknowledged_fee_amount: None,
                paid_fee_amount: None,
                acknowledged_item_use_restriction_types: Vec::new(),
                shipping_information: None,
                resource_desired: false,
                desired_date_due,
                item_element_types: Vec::new(),
                user_element_types: Vec::new(),
                ext: CheckOutItemExt::default(),
            })
        },
    );
    (header, prop_oneof![lookup, check_out])
        .prop_map(|(header, request)| Body::Initiation(Initiation { header, request }))
}

fn problem() -> impl Strategy<Value = Problem> {
    let kind = prop::sample::select(ProblemType::ALL.to_vec());
    (
        kind,
        text(),
        "[A-Z][a-z]{2,5}(/[A-Z][a-z]{2,5}){0,2}",
        text(),
    )
        .prop_map(|(kind, detail, element, value)| {
            let problem = Problem::new(kind, Some(Service::LookupUser));
            problem
                .detail(detail)
                .element(element.as_str())
                .value(value)
        })
}

fn response() -> impl Strategy<Value = Body> {
    let blocks = prop::collection::vec((pair(), pair(), prop::option::of(date())), 0..3);
    let told = (user_id(), blocks).prop_map(|(user_id, blocks)| {
        let blocks = blocks
            .into_iter()
            .map(|(agency_id, kind, date)| BlockOrTrap {
                agency_id,
                block_or_trap_type: kind,
                valid_from_date: date,
                valid_to_date: None,
            });
        Answer::from(LookupUserResponse {
            user_id,
            user_fiscal_accounts: Vec::new(),
            loaned_items_counts: Vec::new(),
            loaned_items: Vec::new(),
            requested_items_counts: Vec::new(),
            requested_items: Vec::new(),
            user_optional_fields: Some(UserOptionalFields {
                blocks_or_traps: blocks.collect(),
                ..UserOptionalFields::default()
            }),
        })
    });
    let lent = (
        item_id(),
        user_id(),
        date(),
        any::<bool>(),
        prop::option::of(0_u32..9),
    )
        .prop_map(|(item_id, user_id, date, is_dated, renewal_count)| {
            Answer::from(CheckOutItemResponse {
                item_id,
                user_id,
                loan_period: match is_dated {
                    true => LoanPeriod::DateDue(date),
                    false => LoanPeriod::NonReturnable,
                },
                renewal_count,
                electronic_resource: None,
                fiscal_transaction_information: None,
                item_optional_fields: None,
                user_optional_fields: None,
            })
        });
    let noted = Just(Answer::Noted(Service::ItemShipped.notification().unwrap()));
    let services: Vec<_> = SERVICES.iter().map(|spec| spec.service).collect();
    let services = services
        .into_iter()
        .filter(|service| service.is_in(Version::V2_02));
    let services = prop::sample::select(services.collect::<Vec<_>>());
    let refused =
        (services, prop::collection::vec(problem(), 1..3)).prop_map(|(service, problems)| {
            let mut refusal = Refusal::new(service, problems[0].clone());
            refusal.problems = Several::of(problems).unwrap();
            Outcome::Refused(refusal)
        });
    let done = prop_oneof![told, lent, noted].prop_map(Outcome::Done);
    let header = prop::option::of(Just(ResponseHeader::default()));
    (header, prop_oneof![done, refused])
        .prop_map(|(header, outcome)| Body::Response(Response { header, outcome }))
}

fn body() -> impl Strategy<Value = Body> {
    let bare = prop::collection::vec(problem(), 1..3)
        .prop_map(|problems| Body::Problems(Several::of(problems).unwrap()));
    prop_oneof![initiation(), response(), bare]
}

proptest! {
    #[test]
    fn a_message_reads_as_it_was_written(body in body(), at in 1_usize..4) {
        let message = Message { version: Version::ALL[at], body };
        let written = message.write();
        let reading = Reading::by_clock_of(TimeZone::UTC);
        prop_assert_eq!(Message::read(written.as_bytes(), &reading).unwrap(), message, "{}", written);
    }

    #[test]
    fn once_through_version_1_it_stays_the_same(body in body()) {
        let written = Message { version: Version::V1_0, body }.write();
        fuzzing::ncip_message(written.as_bytes());
    }

    #[test]
    fn half_a_message_is_none_and_keeps_its_address(body in body(), at in 0.0..1.0) {
        let message = Message { version: Version::V2_02, body };
        let written = message.write();
        let at = (written.len() as f64 * at) as usize;
        let reading = Reading::by_clock_of(TimeZone::UTC);
        let unreadable = Message::read(&written.as_bytes()[..at], &reading).unwrap_err();
        if let (Body::Initiation(initiation), Some(header)) = (&message.body, &unreadable.header) {
            prop_assert_eq!(unreadable.service, Some(initiation.request.service()));
            prop_assert_eq!(Some(&**header), initiation.header.as_ref());
        }
        fuzzing::ncip_message(&written.as_bytes()[..at]);
    }

    #[test]
    fn seeds_may_lose_and_repeat_elements(seed in any::<prop::sample::Index>(), cuts in prop::collection::vec((any::<prop::sample::Index>(), any::<bool>()), 1..4)) {
        let seeds = seeds("ncip_message", 8);
        let mut text = String::from_utf8(seed.get(&seeds).clone()).unwrap();
        for (at, is_lost) in cuts {
            let starts: Vec<_> = text.match_indices('<').map(|(at, _)| at).collect();
            let begin = *at.get(&starts);
            let end = text[begin + 1..].find('<').map_or(text.len(), |end| begin + 1 + end);
            let piece = text[begin..end].to_owned();
            match is_lost {
                true => text.replace_range(begin..end, ""),
                false => text.insert_str(begin, &piece),
            }
        }
        fuzzing::ncip_message(text.as_bytes());
    }
}
