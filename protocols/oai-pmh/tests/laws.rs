//! Laws of requests and answers: what is written reads the same; what is read never panics.
#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot make its input has failed"
)]

use jiff::Timestamp;
use proptest::prelude::*;
use silta_oai_pmh::{
    Argument, Body, Code, Continuation, Datestamp, DeletedRecord, Fault, Faults, Granularity,
    Header, Identify, List, Metadata, MetadataFormat, OaiIdentifier, Page, Record, Request,
    Response, Selection, Set, VERBS, Verb,
};
use silta_xml::Limits;

/// Text that XML can hold, without white space at its ends.
fn text() -> impl Strategy<Value = String> {
    "[ -~äöå€𝄞]{0,20}".prop_map(|text| text.trim().to_owned())
}

fn name() -> impl Strategy<Value = String> {
    "[a-zA-Z0-9_.!~*'()-]{1,12}"
}

fn second() -> impl Strategy<Value = Timestamp> {
    (0_i64..4_000_000_000).prop_map(|second| Timestamp::from_second(second).unwrap())
}

fn datestamp() -> impl Strategy<Value = Datestamp> {
    (second(), any::<bool>()).prop_map(|(second, is_day)| {
        let second = Datestamp::second_of(second);
        match is_day {
            true => second.to_string()[..10].parse().unwrap(),
            false => second,
        }
    })
}

fn header(deleted: bool) -> impl Strategy<Value = Header> {
    let sets = prop::collection::vec(name(), 0..3);
    ("[!-~]{1,30}", datestamp(), sets).prop_map(move |(identifier, datestamp, sets)| Header {
        identifier,
        datestamp,
        sets: sets.iter().map(|set| set.parse().unwrap()).collect(),
        deleted,
    })
}

fn metadata() -> impl Strategy<Value = Metadata> {
    (text(), text()).prop_map(|(title, value)| {
        Metadata::written(|writer| {
            writer
                .start("urn:records", "record")
                .attribute("value", &value);
            writer
                .element("urn:records", "title", &title)
                .element("urn:other", "note", "");
        })
    })
}

fn record() -> impl Strategy<Value = Record> {
    let live = (
        header(false),
        metadata(),
        prop::collection::vec(metadata(), 0..2),
    )
        .prop_map(|(header, metadata, about)| Record {
            header,
            metadata: Some(metadata),
            about,
        });
    let gone = header(true).prop_map(|header| Record {
        header,
        metadata: None,
        about: Vec::new(),
    });
    prop_oneof![live, gone]
}

fn continuation() -> impl Strategy<Value = Option<Continuation>> {
    let token = prop::option::of("[A-Za-z0-9._~-]{1,40}");
    let number = || prop::option::of(0_u64..1_000_000_000);
    let parts = (token, prop::option::of(second()), number(), number());
    prop::option::of(
        parts.prop_map(
            |(token, expiration_date, complete_list_size, cursor)| Continuation {
                token: token.map(|token| token.parse().unwrap()),
                expiration_date,
                complete_list_size,
                cursor,
            },
        ),
    )
}

fn page<T: std::fmt::Debug>(entry: impl Strategy<Value = T>) -> impl Strategy<Value = Page<T>> {
    (prop::collection::vec(entry, 1..4), continuation()).prop_map(|(entries, continuation)| Page {
        entries,
        continuation,
    })
}

fn identify() -> impl Strategy<Value = Identify> {
    let scheme = prop::option::of((name(), name()));
    let policy = prop::sample::select(vec![
        DeletedRecord::No,
        DeletedRecord::Persistent,
        DeletedRecord::Transient,
    ]);
    let granularity = prop::sample::select(vec![Granularity::Day, Granularity::Second]);
    let emails = prop::collection::vec(name(), 1..3);
    (
        text(),
        text(),
        emails,
        datestamp(),
        policy,
        granularity,
        scheme,
    )
        .prop_map(
            |(
                repository_name,
                base_url,
                admin_emails,
                earliest,
                deleted_record,
                granularity,
                scheme,
            )| {
                Identify {
                    repository_name,
                    base_url,
                    admin_emails,
                    earliest_datestamp: earliest,
                    deleted_record,
                    granularity,
                    compression: vec!["gzip".to_owned()],
                    oai_identifier: scheme.map(|(domain, sample)| OaiIdentifier {
                        repository_identifier: domain,
                        sample_identifier: sample,
                    }),
                }
            },
        )
}

fn body() -> impl Strategy<Value = Body> {
    let code = prop::sample::select(Code::ALL.to_vec());
    let faults = prop::collection::vec((code, text()), 1..3).prop_map(|faults| {
        let faults = faults
            .into_iter()
            .map(|(code, text)| Fault::new(code, text));
        Body::Faults(Faults::of(faults.collect()).unwrap())
    });
    let format = (name(), text(), text()).prop_map(|(prefix, schema, namespace)| MetadataFormat {
        prefix: prefix.parse().unwrap(),
        schema,
        namespace,
    });
    let set = (name(), text()).prop_map(|(spec, name)| Set {
        spec: spec.parse().unwrap(),
        name,
    });
    prop_oneof![
        faults,
        record().prop_map(Body::GetRecord),
        identify().prop_map(Body::Identify),
        page(prop_oneof![header(false), header(true)]).prop_map(Body::ListIdentifiers),
        prop::collection::vec(format, 1..3).prop_map(Body::ListMetadataFormats),
        page(record()).prop_map(Body::ListRecords),
        page(set).prop_map(Body::ListSets),
    ]
}

fn asked() -> impl Strategy<Value = Option<(Verb, Vec<(Argument, String)>)>> {
    let verbs: Vec<_> = VERBS.iter().map(|spec| spec.verb).collect();
    let arguments = prop::sample::subsequence(Argument::ALL.to_vec(), 0..4);
    let asked = (prop::sample::select(verbs), arguments, text());
    prop::option::of(asked.prop_map(|(verb, arguments, value)| {
        let arguments = arguments.into_iter().map(|one| (one, value.clone()));
        (verb, arguments.collect())
    }))
}

fn selection() -> impl Strategy<Value = Selection> {
    let bounds = (prop::option::of(datestamp()), any::<bool>());
    (name(), bounds, prop::option::of(name())).prop_map(|(prefix, (from, bounded), set)| {
        Selection {
            metadata_prefix: prefix.parse().unwrap(),
            from,
            until: from.filter(|_| bounded),
            set: set.map(|set| set.parse().unwrap()),
        }
    })
}

fn request() -> impl Strategy<Value = Request> {
    let token = || "[A-Za-z0-9._~-]{1,40}".prop_map(|token| token.parse().unwrap());
    let list = || {
        prop_oneof![
            selection().prop_map(List::First),
            token().prop_map(List::More)
        ]
    };
    prop_oneof![
        ("[!-~]{1,30}", name()).prop_map(|(identifier, prefix)| Request::GetRecord {
            identifier,
            metadata_prefix: prefix.parse().unwrap(),
        }),
        Just(Request::Identify),
        list().prop_map(Request::ListIdentifiers),
        list().prop_map(Request::ListRecords),
        prop::option::of(token()).prop_map(Request::ListSets),
        prop::option::of("[!-~]{1,30}")
            .prop_map(|identifier| { Request::ListMetadataFormats { identifier } }),
    ]
}

proptest! {
    #[test]
    fn an_answer_reads_as_it_was_written(
        response_date in second(),
        base_url in text(),
        request in asked(),
        body in body(),
    ) {
        let response = Response { response_date, base_url, request, body };
        let written = response.write();
        prop_assert_eq!(Response::read(&written, Limits::default()).unwrap(), response, "{}", written);
    }

    #[test]
    fn half_an_answer_is_none(body in body(), at in 0.0..1.0) {
        let response = Response {
            response_date: Timestamp::UNIX_EPOCH,
            base_url: "http://x/oai".to_owned(),
            request: None,
            body,
        };
        let written = response.write();
        let at = (written.len() as f64 * at) as usize;
        prop_assume!(written.is_char_boundary(at));
        prop_assert!(Response::read(&written[..at], Limits::default()).is_err());
    }

    #[test]
    fn a_request_reads_as_it_was_written(request in request()) {
        let arguments = request.arguments();
        let mut pairs = vec![("verb", request.verb().name())];
        pairs.extend(arguments.iter().map(|(name, value)| (name.name(), &**value)));
        prop_assert_eq!(Request::read(&pairs), Ok(request.clone()));
        pairs.reverse();
        prop_assert_eq!(Request::read(&pairs), Ok(request));
    }

    #[test]
    fn anything_may_be_asked(pairs in prop::collection::vec((".{0,12}", ".{0,12}"), 0..5)) {
        let pairs: Vec<_> = pairs.iter().map(|(name, value)| (&**name, &**value)).collect();
        let _ = Request::read(&pairs);
    }
}
