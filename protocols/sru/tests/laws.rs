//! Laws of requests: what can be asked is understood as it was meant, whatever else is refused
//! without a panic.

use proptest::prelude::*;
use silta_sru::{
    Arguments, Asked, Common, ExplainRequest, MAX_ARGUMENTS, MAX_FAULTS, Packing, Request,
    ScanRequest, SearchRetrieveRequest, Version,
};

fn text() -> impl Strategy<Value = Option<String>> {
    prop::option::of("[ -~äöå€𝄞]{1,20}")
}

fn number(least: u64) -> impl Strategy<Value = Option<u64>> {
    prop::option::of(least..=u64::MAX)
}

fn packing() -> impl Strategy<Value = Option<Packing>> {
    prop::option::of(prop::sample::select(vec![Packing::Xml, Packing::String]))
}

fn url() -> impl Strategy<Value = Option<String>> {
    prop::option::of("(/|https?://)[!-~äö]{0,20}")
}

fn common(version: Version) -> impl Strategy<Value = Common> {
    let of_2_0 = move |text: Option<String>| text.filter(|_| version == Version::V2_0);
    let extra = prop::collection::vec(("x-[a-z]{1,5}", "[ -~]{0,5}"), 0..3);
    (url(), text(), text(), text(), extra).prop_map(move |(stylesheet, accept, by, kind, extra)| {
        Common {
            stylesheet,
            http_accept: of_2_0(accept).into_iter().collect(),
            rendered_by: of_2_0(by),
            response_type: of_2_0(kind),
            extra,
        }
    })
}

fn asked(version: Version) -> impl Strategy<Value = Asked> {
    let explain = (packing(), common(version))
        .prop_map(|(packing, common)| Asked::Explain(ExplainRequest { packing, common }));
    let scan = (".{0,20}", number(0), number(1), common(version)).prop_map(
        |(clause, response_position, maximum_terms, common)| {
            Asked::Scan(ScanRequest {
                scan_clause: Some(clause),
                response_position,
                maximum_terms,
                common,
            })
        },
    );
    let numbers = (number(1), number(0), number(0));
    let search = (
        ".{0,20}",
        numbers,
        packing(),
        text(),
        text(),
        common(version),
    )
        .prop_map(
            move |(query, numbers, packing, record_schema, sort_keys, common)| {
                let (start_record, maximum_records, result_set_ttl) = numbers;
                Asked::SearchRetrieve(SearchRetrieveRequest {
                    query: Some(query),
                    start_record,
                    maximum_records,
                    packing,
                    record_schema,
                    result_set_ttl,
                    sort_keys,
                    common,
                    ..SearchRetrieveRequest::default()
                })
            },
        );
    prop_oneof![explain, scan, search]
}

fn request() -> impl Strategy<Value = Request> {
    let version = prop::sample::select(Version::ALL.to_vec());
    version
        .prop_flat_map(|version| asked(version).prop_map(move |asked| Request { version, asked }))
}

proptest! {
    #[test]
    fn what_is_asked_is_understood(request in request()) {
        let mut arguments = Arguments::default();
        arguments.add("version", request.version.name());
        arguments.add("operation", request.operation().name());
        for (parameter, value) in request.parameters() {
            arguments.add(parameter.name(), value);
        }
        for (name, value) in &request.common().extra {
            arguments.add(name, value);
        }
        let reading = Request::read(&arguments);
        prop_assert_eq!(reading.faults, []);
        prop_assert_eq!(reading.request, request);
    }

    #[test]
    fn whatever_comes_has_a_result_within_limits(
        pairs in prop::collection::vec(("[a-zA-Z-]{0,12}|query|operation|version", ".{0,12}"), 0..80),
    ) {
        let text: Vec<_> = pairs.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let reading = Request::read(&Arguments::of_query(&text.join("&")));
        prop_assert!(reading.faults.len() <= MAX_FAULTS);
        prop_assert!(reading.request.common().extra.len() <= MAX_ARGUMENTS);
    }
}
