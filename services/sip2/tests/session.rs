//! The session without IO: frames, trailers, repetitions, logins and deadlines.

mod support;

use std::time::Duration;

use silta_session::{Close, Session};
use silta_sip2::{Charset, FieldId, Terminator};
use silta_sip2_service::{ErrorDetection, InstitutionCheck, Profile};
use support::{DATE, Library, checkin, checkout, patron_information, sealed, value, values};

fn item_information(item: &str) -> String {
    format!("17{DATE}AOKAINET|AB{item}|AC|")
}

#[tokio::test]
async fn bytes_may_come_in_any_pieces() {
    let library = Library::with(Profile::default());
    let stream = b"9300CNsc|COsalasana|\r\n\r9900802.00\n";
    let whole = library.wire().send(stream).await;
    let mut pieces = Vec::new();
    let mut wire = library.wire();
    for byte in stream {
        pieces.extend(wire.send(&[*byte]).await);
    }
    assert_eq!(whole, pieces);
    assert!(
        whole.starts_with(b"941\r98"),
        "{}",
        String::from_utf8_lossy(&whole)
    );
}

#[tokio::test]
async fn pipelined_requests_are_answered_in_order() {
    let library = Library::with(Profile::default());
    let mut wire = library.terminal().await;
    let items: Vec<String> = (1..=200)
        .map(|n| format!("{}", 3_900_001_000_u64 + n))
        .collect();
    let stream: Vec<u8> = items
        .iter()
        .enumerate()
        .flat_map(|(n, item)| sealed(&item_information(item), n % 10))
        .collect();
    let answers = String::from_utf8(wire.send(&stream).await).unwrap();
    let answers: Vec<&str> = answers.split_terminator('\r').collect();
    assert_eq!(answers.len(), 200);
    for (n, (answer, item)) in answers.iter().zip(&items).enumerate() {
        assert_eq!(value(answer, "AB"), Some(item.as_str()));
        assert!(answer.contains(&format!("|AY{}AZ", n % 10)), "{answer}");
    }
}

#[tokio::test]
async fn the_trailer_is_mirrored() {
    let library = Library::with(Profile::default());
    let mut wire = library.terminal().await;
    wire.ask_checked(&item_information("3900000001")).await;
    assert!(
        !wire
            .ask(&item_information("3900000001"))
            .await
            .contains("AY")
    );
    let unwrapped = wire.send(b"9900802.00AY10AZFC70\r").await;
    assert!(
        String::from_utf8_lossy(&unwrapped).contains("|AY10AZ"),
        "the number as it came"
    );
}

#[tokio::test]
async fn damage_gets_96_and_has_no_effect() {
    let library = Library::with(Profile::default());
    let mut wire = library.terminal().await;
    let frame = format!(
        "{}AY4AZ0000\r",
        checkout("2900000001", "3900000001", "AD1234|")
    );
    assert_eq!(wire.send(frame.as_bytes()).await, b"96AZFEF6\r");
    for damaged in ["77foo", "9", "941", "XS", "63short"] {
        assert_eq!(wire.ask(damaged).await, "96", "{damaged}");
    }
    let item = wire.ask(&item_information("3900000001")).await;
    assert!(item.starts_with("1803"), "{item}");
    assert_eq!(wire.session.poll_close(), None);
}

#[tokio::test]
async fn the_same_transmission_gets_the_stored_answer_and_renews_nothing() {
    let library = Library::with(Profile::default());
    let mut wire = library.terminal().await;
    let frame = sealed(&checkout("2900000001", "3900000001", "AD1234|"), 4);
    let first = wire.send(&frame).await;
    assert!(
        first.starts_with(b"121N"),
        "{}",
        String::from_utf8_lossy(&first)
    );
    library.later(jiff::SignedDuration::from_hours(30));
    assert_eq!(wire.send(&frame).await, first);
    let renewed = wire
        .send(&sealed(&checkout("2900000001", "3900000001", "AD1234|"), 5))
        .await;
    assert!(
        renewed.starts_with(b"121Y"),
        "a new number is a new request"
    );
    assert_ne!(
        value(&String::from_utf8_lossy(&renewed), "AH").map(str::to_owned),
        value(&String::from_utf8_lossy(&first), "AH").map(str::to_owned),
    );
}

#[tokio::test]
async fn a_resend_gives_the_last_real_answer() {
    let library = Library::with(Profile::default());
    let mut wire = library.wire();
    assert_eq!(wire.ask("97").await, "96", "nothing was said yet");
    let mut wire = library.terminal().await;
    let answer = wire.ask_checked(&item_information("3900000001")).await;
    let again = wire.send(b"97AZFEF5\r").await;
    let again = String::from_utf8(again).unwrap();
    assert!(
        again.starts_with(&answer) && again.contains("|AZ") && !again.contains("AY"),
        "{again}"
    );
    assert_eq!(wire.ask("77foo").await, "96");
    assert_eq!(wire.send(b"97AZFEF5\r").await, again.as_bytes());
}

#[tokio::test]
async fn a_status_is_never_an_old_one() {
    let library = Library::with(Profile::default());
    let mut wire = library.terminal().await;
    let first = wire.send(&sealed("9900802.00", 1)).await;
    library.later(jiff::SignedDuration::from_mins(5));
    assert_ne!(
        wire.send(&sealed("9900802.00", 1)).await,
        first,
        "it sets the terminal's clock"
    );
}

#[tokio::test]
async fn before_login_nothing_is_told() {
    let library = Library::with(Profile::default());
    let mut wire = library.wire();
    let status = wire.ask("9900802.00").await;
    assert_eq!(value(&status, "BX"), Some("NNNNYYYNNNNNNNNN"), "{status}");
    let patron = wire.ask(&patron_information("2900000001", "AD1234|")).await;
    assert!(patron.starts_with("64YYYY          007"), "{patron}");
    assert_eq!(
        (value(&patron, "AE"), value(&patron, "BL")),
        (Some(""), None)
    );
    let loan = wire.ask(&checkout("2900000001", "3900000001", "")).await;
    assert!(
        loan.starts_with("120") && value(&loan, "AJ") == Some(""),
        "{loan}"
    );
    assert_eq!(wire.session.poll_close(), None);
}

#[tokio::test]
async fn a_second_login_forgets_the_first_whatever_comes_of_it() {
    let library = Library::with(Profile::default());
    let mut wire = library.terminal().await;
    assert_eq!(wire.ask("9300CNsc|COarvaus|").await, "940");
    assert_eq!(
        wire.ask(&checkout("2900000001", "3900000001", "")).await[..3],
        *"120"
    );
    assert_eq!(wire.ask("9300CNsc|COsalasana|").await, "941");
    assert_eq!(
        wire.ask("9310CNsc|COsalasana|").await,
        "940",
        "an algorithm nobody defined"
    );
}

#[tokio::test]
async fn failed_logins_end_the_connection_and_then_the_address_waits() {
    let library = Library::with(Profile::default());
    let mut wire = library.wire();
    for _ in 0..3 {
        assert_eq!(wire.session.poll_close(), None);
        assert_eq!(wire.ask("9300CNsc|COarvaus|").await, "940");
    }
    assert_eq!(wire.session.poll_close(), Some(Close::LoginRefused));
    let mut wire = library.wire();
    for _ in 0..2 {
        assert_eq!(wire.ask("9300CNnobody|COarvaus|").await, "940");
    }
    let mut wire = library.wire();
    assert_eq!(
        wire.ask("9300CNsc|COsalasana|").await,
        "940",
        "5 in a minute are enough"
    );
    library.later(jiff::SignedDuration::from_mins(1));
    assert_eq!(wire.ask("9300CNsc|COsalasana|").await, "941");
}

#[tokio::test]
async fn an_account_has_so_many_connections() {
    let library = Library::with(Profile {
        max_connections: 2,
        ..Profile::default()
    });
    let first = library.terminal().await;
    let _second = library.terminal().await;
    assert_eq!(library.wire().ask("9300CNsc|COsalasana|").await, "940");
    drop(first);
    assert_eq!(library.wire().ask("9300CNsc|COsalasana|").await, "941");
}

#[tokio::test]
async fn deadlines_end_what_does_not_come() {
    let library = Library::with(Profile::default());
    let mut silent = library.wire();
    assert_eq!(silent.wait(Duration::from_secs(29)), None);
    assert_eq!(
        silent.wait(Duration::from_secs(1)),
        Some(Close::LoginTimeout)
    );

    let mut slow = library.terminal().await;
    slow.send(b"17").await;
    assert_eq!(slow.wait(Duration::from_secs(9)), None);
    slow.send(b"2026").await;
    assert_eq!(
        slow.wait(Duration::from_secs(1)),
        Some(Close::MessageTimeout)
    );

    let mut idle = library.terminal().await;
    assert_eq!(idle.wait(Duration::from_secs(14 * 60)), None);
    idle.ask("9900802.00").await;
    assert_eq!(idle.wait(Duration::from_secs(14 * 60)), None);
    assert_eq!(idle.wait(Duration::from_secs(60)), Some(Close::Idle));
}

#[tokio::test]
async fn stray_line_ends_begin_no_message() {
    let library = Library::with(Profile::default());
    let mut wire = library.terminal().await;
    assert_eq!(wire.send(b"\r\n\n").await, b"");
    assert_eq!(wire.wait(Duration::from_secs(60)), None);
}

#[tokio::test]
async fn a_drain_ends_between_messages() {
    let library = Library::with(Profile::default());
    let mut wire = library.terminal().await;
    wire.session.handle_bytes(
        format!("{}\r", item_information("3900000001")).as_bytes(),
        wire.now,
    );
    wire.session.handle_drain(wire.now);
    let answer = wire.work().await;
    assert!(answer.starts_with(b"18"), "what came whole is answered");
    assert_eq!(wire.session.poll_close(), Some(Close::Drained));
    assert!(!wire.session.wants_input());
}

#[tokio::test]
async fn what_is_not_sip2_is_cut_before_a_login() {
    let library = Library::with(Profile::default());
    let mut browser = library.wire();
    let answer = browser
        .send(b"GET / HTTP/1.1\r\nHost: x\r\nAccept: */*\r\n\r\n")
        .await;
    assert!(
        answer
            .split(|byte| *byte == b'\r')
            .all(|frame| frame.is_empty() || frame.starts_with(b"96"))
    );
    assert_eq!(browser.session.poll_close(), Some(Close::NotTheProtocol));

    let mut endless = library.terminal().await;
    endless.send(&vec![b'1'; 64 * 1024 + 1]).await;
    assert_eq!(endless.session.poll_close(), Some(Close::NotTheProtocol));
}

#[tokio::test]
async fn letters_are_those_of_the_terminal() {
    let latin1 = Profile {
        charset: Charset::Latin1,
        ..Profile::default()
    };
    let cp850 = Profile {
        charset: Charset::Cp850,
        ..Profile::default()
    };
    let ascii = Profile {
        charset: Charset::Ascii,
        ..Profile::default()
    };
    let library = Library::with_terminals([
        ("latin1", "KAJ", latin1),
        ("cp850", "KAJ", cp850),
        ("ascii", "KAJ", ascii),
    ]);
    let expected: [(&str, &[u8]); 3] = [
        ("latin1", b"AEHeikkinen, \xc5sa|"),
        ("cp850", b"AEHeikkinen, \x8fsa|"),
        ("ascii", b"AEHeikkinen, Asa|"),
    ];
    for (account, name) in expected {
        let mut wire = library.logged_in(account).await;
        let request = sealed(&patron_information("2900000002", ""), 1);
        let answer = wire.send(&request).await;
        assert!(
            answer.windows(name.len()).any(|part| part == name),
            "{account}"
        );
        let (covered, sum) = answer.split_at(answer.len() - 5);
        let total = covered
            .iter()
            .fold(0_u16, |sum, byte| sum.wrapping_add(u16::from(*byte)));
        assert_eq!(
            format!("{:04X}\r", total.wrapping_neg()).as_bytes(),
            sum,
            "the bytes count"
        );
    }
}

#[tokio::test]
async fn version_1_leaves_out_what_it_does_not_know() {
    let library = Library::with(Profile::default());
    let mut wire = library.terminal().await;
    let status = wire.ask("9900801.00").await;
    assert!(
        status.contains("1.00AOKAINET|") && !status.contains("BX"),
        "{status}"
    );
    let patron = wire
        .ask(&format!("23007{DATE}AOKAINET|AA2900000001|AC|AD1234|"))
        .await;
    assert!(!patron.contains("BL") && !patron.contains("CQ"), "{patron}");
    wire.ask("9300CNsc|COsalasana|").await;
    let patron = wire
        .ask(&format!("23007{DATE}AOKAINET|AA2900000001|AC|AD1234|"))
        .await;
    assert!(
        !patron.contains("BL"),
        "a login does not change the version"
    );
    assert!(wire.ask("9900802.00").await.contains("|BX"));
}

#[tokio::test]
async fn a_profile_changes_the_wire() {
    let profile = Profile {
        terminator: Terminator::CrLf,
        error_detection: ErrorDetection::Always,
        hidden_fields: vec![FieldId::AE, FieldId::AF, FieldId::BV],
        institution_echo: true,
        ..Profile::default()
    };
    let library = Library::with(profile);
    let mut wire = library.wire();
    wire.send(b"9300CNsc|COsalasana|\r").await;
    let answer = wire
        .send(
            format!(
                "{}\r",
                patron_information("2900000003", "AD3456|").replace("KAINET", "OTHER")
            )
            .as_bytes(),
        )
        .await;
    let answer = String::from_utf8(answer).unwrap();
    assert!(
        answer.ends_with("\r\n") && answer.contains("AY0AZ"),
        "{answer}"
    );
    assert_eq!(value(&answer, "AE"), Some(""), "required, so empty");
    assert!(
        values(&answer, "AF").is_empty() && !answer.contains("|BV"),
        "{answer}"
    );
    assert_eq!(value(&answer, "AO"), Some("OTHER"));
}

#[tokio::test]
async fn a_profile_may_demand_a_checksum_and_an_institution() {
    let profile = Profile {
        error_detection: ErrorDetection::Require,
        institution_check: InstitutionCheck::Enforce,
        ..Profile::default()
    };
    let library = Library::with(profile);
    let mut wire = library.wire();
    wire.ask("9300CNsc|COsalasana|").await;
    assert_eq!(wire.ask(&item_information("3900000001")).await, "96AZFEF6");
    assert!(
        wire.ask_checked(&item_information("3900000001"))
            .await
            .starts_with("1803")
    );
    let other = wire
        .ask_checked(&item_information("3900000001").replace("KAINET", "OTHER"))
        .await;
    assert!(
        other.starts_with("1801") && !values(&other, "AF").is_empty(),
        "{other}"
    );
}

#[tokio::test]
async fn what_a_profile_does_not_allow_gets_its_own_no_and_bx_says_so() {
    let library = Library::with_terminals([
        ("gate", "KAJ", Profile::gate()),
        ("door", "KAJ", Profile::door()),
    ]);
    let mut gate = library.logged_in("gate").await;
    let status = gate.ask("9900802.00").await;
    assert!(status.starts_with("98YNNNNN"), "{status}");
    assert_eq!(value(&status, "BX"), Some("NNNNYYYNNNYNNNNN"));
    assert!(
        gate.ask(&item_information("3900000001"))
            .await
            .starts_with("1803")
    );
    let refused = gate.ask(&checkin("3900000001", "")).await;
    assert!(
        refused.starts_with("100") && !values(&refused, "AF").is_empty(),
        "{refused}"
    );

    let mut door = library.logged_in("door").await;
    let patron = door
        .ask(&patron_information("2900000003", "AD3456|").replace("          AO", "  Y       AO"))
        .await;
    assert_eq!(
        (value(&patron, "BL"), value(&patron, "CQ")),
        (Some("Y"), Some("Y"))
    );
    for field in ["BV", "CC", "BD", "BE", "BF", "PB", "AU"] {
        assert!(values(&patron, field).is_empty(), "{field} in {patron}");
    }
}

#[tokio::test]
async fn messages_are_counted_once_without_patron_data() {
    let library = Library::with(Profile::default());
    let mut wire = library.terminal().await;
    wire.ask(&patron_information("2900000001", "AD1234|")).await;
    wire.ask(&checkout("2900000001", "3900000007", "AD1234|"))
        .await;
    wire.ask("77foo").await;
    let page = library.metrics.encode().unwrap();
    for line in [
        r#"silta_sip2_messages_total{code="63",terminal="sc",outcome="ok"} 1"#,
        r#"silta_sip2_messages_total{code="11",terminal="sc",outcome="refused"} 1"#,
        r#"silta_sip2_messages_total{code="--",terminal="sc",outcome="damaged"} 1"#,
        "silta_sip2_logged_in 1",
    ] {
        assert!(page.contains(line), "{line} in\n{page}");
    }
    assert!(!page.contains("2900000001") && !page.contains("3900000007"));
    drop(wire);
    assert!(
        library
            .metrics
            .encode()
            .unwrap()
            .contains("silta_sip2_logged_in 0")
    );
}
