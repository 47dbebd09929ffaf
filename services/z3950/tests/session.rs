//! The conversation as such: framing, order, Init, deadlines, ends.
#![allow(clippy::unwrap_used, reason = "what is not there is a failed test")]

mod support;

use std::time::Duration;

use silta_session::{Close, Session};
use silta_z3950::{
    Apdu, Close as CloseApdu, CloseReason, DeleteResultSetRequest, DeleteResultSetResponse,
    DeleteSetStatus, ExtendedServicesRequest, IdAuthentication, InitRequest, Null, Options,
    ProtocolVersion, ScanRequest, SearchRequest, SortRequest,
    bib1::Condition,
    delete_result_set::DeleteFunction,
    extended_services::{Function, OperationStatus, WaitAction},
    init::{IdPass, OpenSecret},
    negotiation::{CharSetAndLanguageNegotiation, CharacterSet, OriginProposal},
    oid::ITEM_ORDER,
    other_information::{Information, OtherInformationUnit},
};
use support::{Client, Server, bytes, find, init, show};

fn close_reason(apdu: &Apdu) -> CloseReason {
    match apdu {
        Apdu::Close(close) => close.close_reason,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn init_agrees_on_what_both_can() {
    let server = Server::new();
    let mut client = server.connect();
    let response = client.init(init()).await;
    assert!(response.result);
    assert!(
        response
            .options
            .contains(Options::SEARCH.with(Options::SCAN))
    );
    assert!(!response.options.contains(Options::EXTENDED_SERVICES));
    assert!(response.preferred_message_size > 0);
    assert!(response.exceptional_record_size >= response.preferred_message_size);
    assert_eq!(response.implementation_name, Some("Silta".into()));

    let version = |version| InitRequest {
        protocol_version: version,
        ..init()
    };
    let v2 = ProtocolVersion::V1.with(ProtocolVersion::V2);
    let mut client = server.connect();
    let response = client.init(version(v2)).await;
    assert_eq!(response.protocol_version, v2);
    assert_eq!(client.hits("@attr 1=4 kalevala").await, Ok(1));

    let mut client = server.connect();
    let response = client.init(version(ProtocolVersion::none())).await;
    assert!(!response.result);
    assert_eq!(client.session.poll_close(), Some(Close::NotTheProtocol));

    for (preferred, exceptional) in [(0, 0), (-1, -1), (1 << 40, 5), (1, 1)] {
        let mut client = server.connect();
        let request = InitRequest {
            preferred_message_size: preferred,
            exceptional_record_size: exceptional,
            options: Options::none(),
            ..init()
        };
        let response = client.init(request).await;
        assert!(response.result && response.options.is_empty());
        assert!(response.preferred_message_size >= 4096);
        assert!(response.exceptional_record_size >= response.preferred_message_size);
        assert_eq!(
            client.hits("@attr 1=4 zen").await.map_err(|(code, _)| code),
            Err(22)
        );
    }
}

#[tokio::test]
async fn who_gives_a_password_gives_the_right_one() {
    let server = Server::new();
    let with = |given| InitRequest {
        id_authentication: Some(given),
        ..init()
    };
    let open = |both: &str| with(IdAuthentication::Open(OpenSecret(both.into())));
    let pass = |user: Option<&str>, password: Option<&str>| {
        with(IdAuthentication::IdPass(IdPass {
            group_id: Some("g".into()),
            user_id: user.map(Into::into),
            password: password.map(Into::into),
        }))
    };
    for good in [
        open("demo/demo"),
        pass(Some("demo"), Some("demo")),
        pass(Some("demo"), None),
        pass(None, None),
        with(IdAuthentication::Anonymous(Null)),
    ] {
        assert!(server.connect().init(good).await.result);
    }
    for _ in 0..5 {
        let mut client = server.connect();
        let refused = client.init(open("demo/wrong")).await;
        assert!(!refused.result);
        assert_eq!(
            refused.refusal()[0].condition,
            Condition::BadUseridOrPassword.code()
        );
        assert_eq!(client.session.poll_close(), Some(Close::LoginRefused));
    }
    let refused = server.connect().init(open("demo/demo")).await;
    assert_eq!(
        refused.refusal()[0].condition,
        Condition::BlockedNetworkAddress.code()
    );
    assert!(
        server.connect().init(init()).await.result,
        "nobody in particular need not wait"
    );
}

fn proposing(names: &[&str]) -> InitRequest {
    let proposal = CharSetAndLanguageNegotiation::Proposal(OriginProposal {
        proposed_char_sets: Some(names.iter().map(|name| CharacterSet::named(name)).collect()),
        proposedlanguages: None,
        records_in_selected_char_sets: Some(true),
    });
    InitRequest {
        options: init().options.with(Options::NEGOTIATION_MODEL),
        other_info: Some(vec![OtherInformationUnit::external(proposal.to_external())]),
        ..init()
    }
}

fn searching(term: &[u8]) -> SearchRequest {
    let mut request = find("@attr 1=4 x");
    let silta_z3950::Query::Type1(rpn) = &mut request.query else {
        panic!()
    };
    let silta_z3950::RpnStructure::Op(silta_z3950::Operand::AttrTerm(attributes)) = &mut rpn.rpn
    else {
        panic!()
    };
    attributes.term = silta_z3950::Term::General(term.to_vec().into());
    request
}

#[tokio::test]
async fn character_sets_are_negotiated() {
    let server = Server::new();
    let (utf_8, latin_1) = ("veljestä".as_bytes(), &b"veljest\xe4"[..]);
    for (names, selected, good, records) in [
        (&["UTF-8"][..], Some("UTF-8"), &[utf_8][..], true),
        (
            &["koi8-r", "ISO-8859-1"],
            Some("ISO-8859-1"),
            &[latin_1],
            false,
        ),
        (&["koi8-r"], None, &[utf_8, latin_1], false),
        (&[], None, &[utf_8, latin_1], false),
    ] {
        let mut client = server.connect();
        let response = client.init(proposing(names)).await;
        let selection = response.selection();
        assert_eq!(
            response.options.contains(Options::NEGOTIATION_MODEL),
            selected.is_some()
        );
        if let Some(selection) = selection {
            assert_eq!(
                selection.selected_char_sets.unwrap().name().as_deref(),
                selected
            );
            assert_eq!(selection.records_in_selected_char_sets, Some(records));
        }
        for term in good {
            let response = client.search(searching(term)).await;
            assert_eq!(response.result_count, 1, "{names:?} {term:?}");
        }
    }
    let mut client = server.connect();
    client.init(proposing(&["UTF-8"])).await;
    let response = client.search(searching(latin_1)).await;
    assert_eq!(support::diagnostic(&response.records).0, 1072);
    let response = client.search(searching(b"a\0b")).await;
    assert_eq!(support::diagnostic(&response.records).0, 125);
}

#[tokio::test]
async fn unknown_information_is_passed_by_and_a_second_init_begins_anew() {
    let server = Server::new();
    let mut client = server.connect();
    let mut request = init();
    request.other_info = Some(vec![OtherInformationUnit {
        category: None,
        information: Information::CharacterInfo("x".into()),
    }]);
    assert!(client.init(request).await.result);
    assert_eq!(client.hits("@attr 1=4 kalevala").await, Ok(1));
    assert!(client.init(init()).await.result);
    let response = client.present(show(1, 1)).await;
    assert_eq!(support::diagnostic(&response.records), (30, "1".into()));
}

#[tokio::test]
async fn several_requests_in_one_write_are_answered_in_order() {
    let server = Server::new();
    let mut all = bytes(init());
    all.extend(bytes(find("@attr 1=4 kalevala")));
    all.extend(bytes(show(1, 1)));
    all.extend(bytes(CloseApdu::default()));
    all.extend(bytes(show(1, 1)));
    for size in [all.len(), 1, 7] {
        let mut client = server.connect();
        let mut answers = Vec::new();
        for piece in all.chunks(size) {
            if client.session.poll_close().is_none() {
                answers.extend(client.send(piece).await);
            }
        }
        let names: Vec<_> = answers.iter().map(Apdu::name).collect();
        assert_eq!(
            names,
            ["initResponse", "searchResponse", "presentResponse", "close"]
        );
        assert_eq!(close_reason(&answers[3]), CloseReason::Finished);
        assert_eq!(client.session.poll_close(), Some(Close::ByClient));
    }
}

#[tokio::test]
async fn the_reference_comes_back_on_every_answer() {
    let server = Server::new();
    let mut client = server.client().await;
    let scan = ScanRequest {
        reference_id: None,
        database_names: support::databases(["kainet"]),
        attribute_set: None,
        term_list_and_start_point: match find("@attr 1=4 k").query {
            silta_z3950::Query::Type1(silta_z3950::RpnQuery {
                rpn: silta_z3950::RpnStructure::Op(silta_z3950::Operand::AttrTerm(term)),
                ..
            }) => term,
            _ => panic!(),
        },
        step_size: None,
        number_of_terms_requested: 3,
        preferred_position_in_response: None,
        other_info: None,
    };
    let requests: [Apdu; 7] = [
        init().into(),
        find("@attr 1=4 kalevala").into(),
        show(1, 1).into(),
        scan.into(),
        SortRequest::default().into(),
        delete(&["1"]).into(),
        CloseApdu::default().into(),
    ];
    for mut request in requests {
        for reference in [None, Some(vec![0xFF, 0, 1, 0x80].into())] {
            if matches!(request, Apdu::Close(_)) && reference.is_none() {
                continue;
            }
            request.set_reference_id(reference.clone());
            let answer = client.ask(request.clone()).await;
            assert_eq!(
                answer.reference_id(),
                reference.as_ref(),
                "{}",
                request.name()
            );
        }
    }
}

fn delete(names: &[&str]) -> DeleteResultSetRequest {
    DeleteResultSetRequest {
        reference_id: None,
        delete_function: DeleteFunction::List,
        result_set_list: Some(names.iter().map(|name| (*name).into()).collect()),
        other_info: None,
    }
}

async fn deleted(
    client: &mut Client<'_>,
    request: DeleteResultSetRequest,
) -> DeleteResultSetResponse {
    match client.ask(request).await {
        Apdu::DeleteResultSetResponse(response) => response,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn result_sets_are_deleted() {
    let server = Server::new();
    let mut client = server.client().await;
    assert_eq!(client.hits("@attr 1=4 kalevala").await, Ok(1));
    let response = deleted(&mut client, delete(&["1", "2"])).await;
    let all = DeleteSetStatus::NotAllRequestedResultSetsDeleted;
    assert_eq!(response.delete_operation_status, all);
    let statuses = response.delete_list_statuses.unwrap();
    assert_eq!(statuses[0].status, DeleteSetStatus::Success);
    assert_eq!(statuses[1].status, DeleteSetStatus::ResultSetDidNotExist);
    let response = deleted(&mut client, delete(&[])).await;
    assert_eq!(response.delete_operation_status, DeleteSetStatus::Success);
    assert_eq!(client.hits("@attr 1=4 kalevala").await, Ok(1));
    let everything = DeleteResultSetRequest {
        delete_function: DeleteFunction::All,
        result_set_list: None,
        ..delete(&[])
    };
    let response = deleted(&mut client, everything).await;
    assert_eq!(response.delete_operation_status, DeleteSetStatus::Success);
    assert_eq!(
        support::diagnostic(&client.present(show(1, 1)).await.records).0,
        30
    );
}

#[tokio::test]
async fn what_is_not_served_is_refused_or_ends_the_session() {
    let server = Server::new();
    let mut client = server.client().await;
    let order = ExtendedServicesRequest {
        reference_id: None,
        function: Function::Create,
        package_type: ITEM_ORDER,
        package_name: None,
        user_id: None,
        retention_time: None,
        permissions: None,
        description: None,
        task_specific_parameters: None,
        wait_action: WaitAction::Wait,
        elements: None,
        other_info: None,
    };
    let Apdu::ExtendedServicesResponse(response) = client.ask(order).await else {
        panic!()
    };
    assert_eq!(response.operation_status, OperationStatus::Failure);
    // TriggerResourceControl has no answer, and the session goes on.
    assert!(
        client
            .send(b"\xbf\x20\x04\x9f\x2e\x01\x03")
            .await
            .is_empty()
    );
    assert_eq!(client.hits("@attr 1=4 kalevala").await, Ok(1));

    for alien in [
        &b"\xbf\x21\x00"[..],
        b"\xbf\x25\x00",
        b"\xb7\x00",
        b"\xb6\x00",
        b"\xb4\x84\x7f\xff\xff\xff",
        b"GET / HTTP/1.1\r\n",
        b"\xb6\x80\x82\xff",
    ] {
        let mut client = server.client().await;
        let answers = client.send(alien).await;
        assert_eq!(
            close_reason(&answers[0]),
            CloseReason::ProtocolError,
            "{alien:?}"
        );
        assert_eq!(client.session.poll_close(), Some(Close::NotTheProtocol));
        assert!(!client.session.wants_input());
    }
}

#[tokio::test]
async fn before_init_strangers_are_cut() {
    let server = Server::new();
    for alien in [&b"HELLO"[..], b"GET / HTTP/1.1\r\n", b"\0\0\0"] {
        let mut client = server.connect();
        assert!(client.send(alien).await.is_empty());
        assert_eq!(client.session.poll_close(), Some(Close::NotTheProtocol));
    }
    for early in [
        bytes(find("x")),
        bytes(show(1, 1)),
        b"\xb4\x84\x7f\xff\xff\xff".to_vec(),
    ] {
        let mut client = server.connect();
        let answers = client.send(&early).await;
        assert_eq!(close_reason(&answers[0]), CloseReason::ProtocolError);
        assert_eq!(client.session.poll_close(), Some(Close::NotTheProtocol));
    }
}

#[tokio::test]
async fn hostile_nesting_is_refused_quickly() {
    let server = Server::new();
    let deep = [0xB6, 0x80].repeat(50_000);
    let many = [&b"\xb6\x83\x0f\x42\x40"[..], &[0x82, 0].repeat(500_000)].concat();
    for hostile in [deep, many] {
        let mut client = server.client().await;
        let begun = std::time::Instant::now();
        let answers = client.send(&hostile).await;
        assert_eq!(close_reason(&answers[0]), CloseReason::ProtocolError);
        assert!(begun.elapsed() < Duration::from_secs(2));
    }
    for nested in [30, 64, 100] {
        let query = format!(
            "{}{}",
            "@and @attr 1=4 kalevala ".repeat(nested),
            "@attr 1=4 kalevala"
        );
        assert_eq!(server.client().await.hits(&query).await, Ok(1), "{nested}");
    }
}

#[tokio::test]
async fn silence_ends_a_connection() {
    let server = Server::new();
    let mut client = server.connect();
    assert_eq!(client.wait(Duration::from_secs(59)), None);
    assert_eq!(
        client.wait(Duration::from_secs(1)),
        Some(Close::LoginTimeout)
    );

    let mut client = server.connect();
    client.send(b"\xb4\x40").await;
    assert_eq!(
        client.wait(Duration::from_secs(30)),
        Some(Close::MessageTimeout)
    );

    let mut client = server.client().await;
    assert_eq!(client.wait(Duration::from_secs(899)), None);
    assert_eq!(client.wait(Duration::from_secs(1)), Some(Close::Idle));
    assert_eq!(
        close_reason(&client.work().await[0]),
        CloseReason::LackOfActivity
    );

    let mut client = server.client().await;
    client.send(b"\xb6\x40").await;
    assert_eq!(
        client.wait(Duration::from_secs(30)),
        Some(Close::MessageTimeout)
    );
    assert_eq!(
        close_reason(&client.work().await[0]),
        CloseReason::LackOfActivity
    );
}

#[tokio::test]
async fn a_stop_answers_what_came_and_says_why() {
    let server = Server::new();
    let mut client = server.client().await;
    client
        .session
        .handle_bytes(&bytes(find("@attr 1=4 kalevala")), client.now);
    client.session.handle_drain(client.now);
    let answers = client.work().await;
    assert_eq!(answers[0].name(), "searchResponse");
    assert_eq!(close_reason(&answers[1]), CloseReason::Shutdown);
    assert_eq!(client.session.poll_close(), Some(Close::Drained));

    let mut client = server.client().await;
    client
        .session
        .handle_bytes(&bytes(find("@attr 1=4 kalevala")), client.now);
    client.session.handle_end_of_input(client.now);
    assert_eq!(client.work().await[0].name(), "searchResponse");
    assert_eq!(client.session.poll_close(), Some(Close::ByClient));
}

#[tokio::test]
async fn a_fast_sender_waits() {
    let server = Server::new();
    let mut client = server.client().await;
    let request = bytes(find("@attr 1=4 kalevala"));
    let mut sent = 0;
    client.session.handle_bytes(&request, client.now);
    let in_flight = client.session.poll_request(client.now);
    assert!(in_flight.is_some());
    while client.session.wants_input() {
        client.session.handle_bytes(&request, client.now);
        sent += request.len();
    }
    assert!(sent < 128 * 1024, "{sent}");
}

#[tokio::test]
async fn sessions_are_counted_and_small() {
    let server = Server::new();
    let client = server.client().await;
    let page = server.metrics.encode().unwrap();
    assert!(page.contains("silta_z3950_sessions 1"), "{page}");
    assert!(
        page.contains("kind=\"initRequest\",outcome=\"ok\""),
        "{page}"
    );
    drop(client);
    let page = server.metrics.encode().unwrap();
    assert!(page.contains("silta_z3950_sessions 0"), "{page}");
    assert!(size_of::<silta_z3950_service::Z3950Session>() < 1024);
}
