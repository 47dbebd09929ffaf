//! The adapter before a consortium that misbehaves: every fault at several operations, over real
//! sockets. Nothing is done twice, nothing is guessed, and every answer comes in time.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on ends")]

mod act;
mod server;

use std::time::{Duration, Instant};

use act::{ACTS, Act, context};
use server::{Fault, Server};
use silta_consortium::{
    Circulation, Context, Error, Failure, FailureKind, Money, RefusalCode, Retry, Verification,
};
use silta_observe::Metrics;
use silta_rest::{BreakerState, Rest, RestMetrics, Settings, TroubleKind};
use tokio::task::JoinSet;

/// Time for a call in these tests, and how much later an answer may come on a busy machine.
const CALL: Duration = Duration::from_millis(1000);
const SLACK: Duration = Duration::from_millis(600);

fn settings(server: &Server) -> Settings {
    let url = format!("http://{}", server.address).parse().unwrap();
    let mut settings = Settings::new(url, "demo-token".parse().unwrap());
    settings.attempt_deadline = Duration::from_millis(200);
    settings.call_deadline = CALL;
    settings.retry.saved = 100;
    settings.breaker.failures = 1000;
    settings.seed = Some(1);
    settings
}

fn rest(server: &Server) -> Rest {
    Rest::new(settings(server), RestMetrics::default())
}

fn failure<T: std::fmt::Debug>(answer: Result<T, Error>) -> Failure {
    match answer {
        Err(Error::Failed(failure)) => failure,
        other => panic!("no failure: {other:?}"),
    }
}

async fn in_time<T>(call: impl Future<Output = T>) -> T {
    let begun = Instant::now();
    let answer = call.await;
    assert!(
        begun.elapsed() < CALL + SLACK,
        "after {:?}",
        begun.elapsed()
    );
    answer
}

/// Tries every fault at every operation, all at the same time, each with a server of its own.
async fn everywhere<F>(faults: &[Fault], case: fn(Fault, Act) -> F)
where
    F: Future<Output = ()> + Send + 'static,
{
    let mut cases = JoinSet::new();
    for &fault in faults {
        for act in ACTS {
            cases.spawn(case(fault, act));
        }
    }
    cases.join_all().await;
}

/// Every request under a key is the same request, byte by byte.
fn assert_repeats_are_the_same(server: &Server) {
    let asked = server.asked();
    for one in &asked {
        assert_eq!(one.authorization, "Bearer demo-token");
        for other in asked
            .iter()
            .filter(|other| other.key == one.key && one.key.is_some())
        {
            assert_eq!(
                (&one.method, &one.target, &one.body),
                (&other.method, &other.target, &other.body)
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_change_is_done_once_whatever_happens_to_its_answer() {
    // What is lost and passes is settled, or sent again with its key.
    let passing = [
        Fault::Good,
        Fault::ContentType,
        Fault::Delay,
        Fault::Half,
        Fault::Huge,
        Fault::InProgress,
        Fault::OtherBody,
        Fault::ResetAfter,
        Fault::ResetBefore,
        Fault::ResetUndone,
        Fault::Broken,
    ];
    everywhere(&passing, |fault, act| async move {
        let server = Server::start().await;
        let rest = rest(&server);
        server.script(&[fault]);
        let answer = in_time(act.run(&rest, "key-00000001")).await;
        assert_eq!(answer, Ok(()), "{fault:?} at {act:?}");
        assert_eq!(server.done(), (1, 1), "{fault:?} at {act:?}");
        assert_repeats_are_the_same(&server);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lost_no_is_the_no() {
    everywhere(
        &[
            Fault::Good,
            Fault::Delay,
            Fault::Half,
            Fault::ResetAfter,
            Fault::Broken,
        ],
        |fault, act| async move {
            let server = Server::start().await;
            let rest = rest(&server);
            server.script(&[fault]);
            server.state().refuses = true;
            match in_time(act.run(&rest, "key-00000001")).await {
                Err(Error::Refused(refusal)) => {
                    assert_eq!(refusal.code, RefusalCode::FeeLimit, "{fault:?} at {act:?}");
                    assert_eq!(refusal.facts.fee, Some(Money::euros(1250)));
                }
                other => panic!("{fault:?} at {act:?}: {other:?}"),
            }
            assert_eq!(server.done(), (0, 0));
        },
    )
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_cannot_be_settled_is_in_doubt_and_settled_when_the_consortium_is_back() {
    everywhere(
        &[
            Fault::Delay,
            Fault::Half,
            Fault::ResetAfter,
            Fault::Broken,
            Fault::OtherBody,
        ],
        |fault, act| async move {
            // Without a body there is none to be half or wrong.
            if matches!(
                (fault, act),
                (Fault::Half | Fault::OtherBody, Act::CancelHold)
            ) {
                return;
            }
            let server = Server::start().await;
            let rest = rest(&server);
            server.state().always = Some(fault);
            let lost = failure(in_time(act.run(&rest, "key-00000001")).await);
            assert_eq!(
                lost.kind,
                FailureKind::InDoubt,
                "{fault:?} at {act:?}: {lost}"
            );
            assert!(matches!(lost.retry, Retry::After(_)));
            assert_eq!(server.done(), (1, 1));
            server.state().always = None;
            assert_eq!(
                act.run(&rest, "key-00000001").await,
                Ok(()),
                "{fault:?} at {act:?}"
            );
            assert_eq!(server.done(), (1, 1), "{fault:?} at {act:?}");
        },
    )
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn doubts_are_asked_about_until_the_consortium_is_back_and_nothing_is_sent_again() {
    let server = Server::start().await;
    let rest = rest(&server);
    for (n, act) in ACTS.into_iter().enumerate() {
        server.state().always = Some(Fault::ResetAfter);
        let lost = failure(act.run(&rest, &format!("key-0000000{n}")).await);
        assert_eq!(lost.kind, FailureKind::InDoubt, "{act:?}");
    }
    let open = ACTS.len();
    assert_eq!(rest.settle_doubts().await, open, "it does not answer");
    server.state().always = None;
    let (done, asked) = (server.done(), server.asked().len());
    assert_eq!(rest.settle_doubts().await, 0);
    assert_eq!((server.done(), server.asked().len()), (done, asked));
}

/// That a key is unknown says nothing of a try that may still be under way.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_unknown_outcome_of_a_lost_try_is_no_proof() {
    everywhere(
        &[Fault::ResetUndone, Fault::Redirect],
        |fault, act| async move {
            let server = Server::start().await;
            let rest = rest(&server);
            server.script(&[fault; 100]);
            let lost = failure(in_time(act.run(&rest, "key-00000001")).await);
            assert_eq!(
                lost.kind,
                FailureKind::InDoubt,
                "{fault:?} at {act:?}: {lost}"
            );
            server.script(&[]);
            assert_eq!(act.run(&rest, "key-00000001").await, Ok(()));
            assert_eq!(server.done(), (1, 1), "{fault:?} at {act:?}");
            assert_repeats_are_the_same(&server);
        },
    )
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_is_not_the_consortium_leaves_a_change_in_doubt_or_undone() {
    for (fault, kind, word) in [
        (Fault::Redirect, FailureKind::InDoubt, "redirected"),
        (Fault::WrongProtocol, FailureKind::InDoubt, "not_http"),
        (Fault::ResetBefore, FailureKind::InDoubt, "connection_reset"),
        (Fault::Token, FailureKind::Unavailable, "token_refused"),
        (
            Fault::StrangeProblem,
            FailureKind::Unavailable,
            "unknown_problem",
        ),
    ] {
        for act in ACTS {
            let server = Server::start().await;
            let rest = rest(&server);
            server.state().always = Some(fault);
            let failed = failure(in_time(act.run(&rest, "key-00000001")).await);
            assert_eq!(failed.kind, kind, "{fault:?} at {act:?}: {failed}");
            assert!(failed.what.contains(word), "{failed}");
            assert_eq!(server.done(), (0, 0));
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn questions_are_asked_again_where_that_can_help() {
    let item = "39".into();
    for fault in [
        Fault::Delay,
        Fault::Half,
        Fault::ResetAfter,
        Fault::ResetBefore,
        Fault::Broken,
    ] {
        let server = Server::start().await;
        let rest = rest(&server);
        server.script(&[fault, fault]);
        let found = in_time(rest.item(&context(), &item)).await;
        assert_eq!(found.unwrap().title, "Kalevala", "{fault:?}");
    }
    for (fault, word) in [
        (Fault::ContentType, "wrong_content_type"),
        (Fault::Huge, "answer_too_large"),
        (Fault::OtherBody, "unreadable_answer (/"),
        (Fault::Redirect, "redirected (302)"),
        (Fault::StrangeProblem, "unknown_problem (moon_full)"),
        (Fault::Token, "token_refused"),
        (Fault::WrongProtocol, "not_http"),
    ] {
        let server = Server::start().await;
        let rest = rest(&server);
        server.script(&[fault]);
        let failed = failure(in_time(rest.item(&context(), &item)).await);
        assert_eq!(
            (failed.kind, failed.retry),
            (FailureKind::Unavailable, Retry::Never),
            "{failed}"
        );
        assert!(
            failed.what.starts_with(&format!("item: {word}")),
            "{failed}"
        );
        assert!(server.asked().len() <= 1, "{fault:?} was asked again");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pin_is_asked_about_once_and_only_yes_means_yes() {
    let (patron, pin) = ("29".into(), "1234".into());
    for fault in [
        Fault::Delay,
        Fault::Half,
        Fault::ResetAfter,
        Fault::OtherBody,
        Fault::Broken,
    ] {
        let server = Server::start().await;
        let rest = rest(&server);
        server.script(&[fault]);
        let failed = failure(in_time(rest.verify_pin(&context(), &patron, &pin)).await);
        assert_ne!(failed.kind, FailureKind::InDoubt, "{fault:?}");
        assert_eq!(
            server.asked().len(),
            1,
            "{fault:?}: a wrong PIN would count twice"
        );
        let verified = rest.verify_pin(&context(), &patron, &pin).await;
        assert_eq!(verified, Ok(Verification::Verified));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn retry_after_is_honoured() {
    let server = Server::start().await;
    let rest = rest(&server);
    // There is no time for the second that is asked for.
    server.state().always = Some(Fault::Unavailable);
    let begun = Instant::now();
    let failed = failure(rest.item(&context(), &"39".into()).await);
    assert!(begun.elapsed() < CALL, "nobody waits for what cannot come");
    assert_eq!(failed.retry, Retry::After(Duration::from_secs(1)));
    assert_eq!(server.asked().len(), 1);

    let mut patient = settings(&server);
    patient.call_deadline = Duration::from_secs(4);
    let rest = Rest::new(patient, RestMetrics::default());
    server.state().always = None;
    server.script(&[Fault::Unavailable]);
    let begun = Instant::now();
    assert!(rest.item(&context(), &"39".into()).await.is_ok());
    assert!(
        begun.elapsed() >= Duration::from_secs(1),
        "{:?}",
        begun.elapsed()
    );
    // A change that was turned away and is unknown has not been done.
    server.script(&[Fault::Unavailable]);
    assert_eq!(Act::Pay.run(&rest, "key-00000001").await, Ok(()));
    assert_eq!(server.done(), (1, 1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_flapping_consortium_does_everything_once() {
    let server = Server::start().await;
    let rest = rest(&server);
    let flaps = [
        Fault::ResetBefore,
        Fault::Good,
        Fault::ResetAfter,
        Fault::Half,
        Fault::ResetUndone,
        Fault::Good,
    ];
    server.script(&flaps.repeat(20));
    server.state().settling_faults = flaps.repeat(10).into();
    let mut done = 0;
    for number in 0..40 {
        let act = ACTS[number % ACTS.len()];
        let name = format!("key-{number:08}");
        match in_time(act.run(&rest, &name)).await {
            Ok(()) => done += 1,
            Err(Error::Failed(failure)) => {
                assert_eq!(failure.kind, FailureKind::InDoubt, "{failure}")
            }
            Err(refused) => panic!("{refused}"),
        }
    }
    assert!(done >= 35, "only {done} of 40 got through");
    let (all, most) = server.done();
    assert!(most == 1 && all >= done, "{all} done, {done} acknowledged");
    assert_repeats_are_the_same(&server);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_breaker_turns_calls_away_and_lets_them_through_again() {
    // Long enough for a busy machine to ask within it.
    const PAUSE: Duration = Duration::from_secs(2);
    let server = Server::start().await;
    let metrics = Metrics::new();
    let mut settings = settings(&server);
    settings.breaker.failures = 3;
    settings.breaker.pause = PAUSE;
    let rest = Rest::new(settings, RestMetrics::register(&metrics));
    server.state().always = Some(Fault::Broken);
    let failed = failure(rest.item(&context(), &"39".into()).await);
    assert_eq!(failed.kind, FailureKind::Unavailable);
    assert_eq!(rest.breaker(), BreakerState::Open);
    let asked = server.asked().len();
    let failed = failure(Act::Pay.run(&rest, "key-00000001").await);
    assert_eq!(
        (failed.kind, server.asked().len()),
        (FailureKind::Unavailable, asked)
    );
    assert!(failed.what.contains("breaker_open"), "{failed}");

    server.state().always = None;
    tokio::time::sleep(PAUSE + SLACK).await;
    assert_eq!(Act::Pay.run(&rest, "key-00000001").await, Ok(()));
    assert_eq!(
        (rest.breaker(), server.done()),
        (BreakerState::Closed, (1, 1))
    );

    let page = metrics.encode().unwrap();
    for line in [
        r#"silta_consortium_calls_total{operation="item",outcome="unavailable"} 1"#,
        r#"silta_consortium_calls_total{operation="pay",outcome="ok"} 1"#,
        r#"silta_consortium_breaker{state="closed"} 1"#,
        r#"silta_consortium_breaker{state="open"} 0"#,
        r#"silta_consortium_retries_total{operation="item"} 2"#,
        r#"silta_consortium_troubles_total{operation="item",trouble="server_fault"} 3"#,
        r#"silta_consortium_troubles_total{operation="pay",trouble="breaker_open"} 1"#,
    ] {
        assert!(
            page.lines().any(|known| known == line),
            "no {line} in\n{page}"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn health_says_what_is_wrong() {
    let server = Server::start().await;
    assert_eq!(rest(&server).health(&context()).await, Ok(()));
    let is_wrong = async |word: &str, rest: Rest| {
        let failed = failure(in_time(rest.health(&context())).await);
        assert!(failed.what.contains(word), "{word}: {failed}");
    };
    server.state().headers = "Consortium-Api-Version: 2.0\r\n".to_owned();
    is_wrong("wrong_version", rest(&server)).await;
    server.state().headers = "Date: Sun, 22 Nov 2020 12:00:00 GMT\r\n".to_owned();
    is_wrong("clock_skew", rest(&server)).await;
    server.state().headers.clear();
    for (fault, word) in [
        (Fault::Token, "token_refused"),
        (Fault::Delay, "timeout"),
        (Fault::Broken, "server_fault"),
    ] {
        server.state().always = Some(fault);
        let mut settings = settings(&server);
        settings.call_deadline = Duration::from_millis(200);
        is_wrong(word, Rest::new(settings, RestMetrics::default())).await;
    }
    let elsewhere = |url: &str| {
        let mut settings = settings(&server);
        settings.url = url.parse().unwrap();
        Rest::new(settings, RestMetrics::default())
    };
    is_wrong(
        "name_not_resolved",
        elsewhere("http://no-such-host.invalid"),
    )
    .await;
    // Dropped at once, so that nobody listens there.
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let closed = listener.local_addr().unwrap();
    drop(listener);
    let nowhere = elsewhere(&format!("http://{closed}"));
    let diagnosis = nowhere.examine().await.unwrap_err();
    assert_eq!(diagnosis.kind, TroubleKind::ConnectionRefused);
    assert!(
        diagnosis.to_string().contains("nobody listens there"),
        "{diagnosis}"
    );
    is_wrong("connection_refused", elsewhere(&format!("http://{closed}"))).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn waiting_ends_with_the_deadline_of_the_request_and_places_are_limited() {
    let server = Server::start().await;
    server.state().always = Some(Fault::Delay);
    let mut settings = settings(&server);
    settings.concurrency = 1;
    settings.attempt_deadline = Duration::from_millis(150);
    let rest = Rest::new(settings, RestMetrics::default());
    let begun = Instant::now();
    let within = |millis| Context {
        deadline: begun + Duration::from_millis(millis),
        ..context()
    };
    let (soon, sooner) = (within(100), within(60));
    let item = "39".into();
    let (one, other) = tokio::join!(rest.item(&soon, &item), rest.item(&sooner, &item));
    assert!(begun.elapsed() < Duration::from_millis(100) + SLACK);
    let kinds = [failure(one).kind, failure(other).kind];
    assert_eq!(
        kinds,
        [FailureKind::DeadlineExceeded, FailureKind::Unavailable]
    );
    assert_eq!(server.asked().len(), 1, "the second one found no place");
    let past = Context {
        deadline: Instant::now(),
        ..context()
    };
    assert_eq!(
        failure(rest.item(&past, &item).await).kind,
        FailureKind::DeadlineExceeded
    );
    assert_eq!(server.asked().len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_breaks_out_of_an_address() {
    let server = Server::start().await;
    let rest = rest(&server);
    for item in [
        "../patrons/29",
        "39?x=1",
        "39/../..",
        "a b\r\nX: y",
        "ä",
        "%2e%2e",
    ] {
        let failed = failure(rest.item(&context(), &item.into()).await);
        assert!(failed.what.contains("not_served (not_found)"), "{failed}");
    }
    for seen in server.asked() {
        assert_eq!(seen.target.matches('/').count(), 4, "{}", seen.target);
    }
    let asked = server.asked().len();
    for item in ["", ".", "..", &"9".repeat(10_000)] {
        let refused = rest.item(&context(), &item.into()).await;
        assert_eq!(
            refused,
            Err(Error::Refused(RefusalCode::ItemUnknown.into()))
        );
    }
    assert_eq!(server.asked().len(), asked);
}
