//! A gateway before a consortium that runs in another gateway and is called over its API.
#![allow(clippy::unwrap_used, reason = "what goes wrong here is a failed test")]

mod support;

use std::{fs, path::Path, time::Instant};

use silta::config::Remote;
use silta_api_service::{Scope, Token, TokenHash};
use silta_rest::Roots;
use support::{
    answer::value,
    house::House,
    messages::{book_of_kajaani, checkin, checkout, item_information, patron_information},
    terminal::PATIENCE,
};

const CARD: &str = "2900000001";
const PIN: &str = "AD1234|";

/// A gateway with the consortium itself, served to programs with the token `demo`.
fn back(folder: &Path) -> House {
    House::open(folder, |settings| {
        settings.api.tokens.push(Token {
            name: "gateway".into(),
            hash: TokenHash::of("demo"),
            scopes: vec![Scope::Circulate, Scope::Read],
        });
    })
}

/// A gateway before it.
fn front(folder: &Path, back: &House) -> House {
    House::open(folder, |settings| {
        settings.consortium.remote = Some(Remote {
            url: format!("http://{}", back.http).parse().unwrap(),
            token: "demo".parse().unwrap(),
            roots: Roots::System,
        });
    })
}

/// An answer without its date of transaction.
fn undated(answer: &str, date_at: usize) -> String {
    format!("{}{}", &answer[..date_at], &answer[date_at + 18..])
}

#[test]
fn what_is_lent_in_front_is_lent_behind() {
    let folders = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    let back = back(folders[0].path());
    let front = front(folders[1].path(), &back);
    let mut before = front.terminal("sc-kajaani");
    let mut behind = back.terminal("sc-kajaani");

    let book = book_of_kajaani(1);
    let lent = before.ask(&checkout(CARD, &book, PIN));
    assert!(lent.starts_with("121"), "{lent}");
    for item in [&book, "3900000010", "3999999999"] {
        let [one, other] = [&mut before, &mut behind].map(|at| at.ask(&item_information(item)));
        assert_eq!(undated(&one, 8), undated(&other, 8));
    }
    for (card, pin) in [
        (CARD, PIN),
        (CARD, "AD0000|"),
        ("2900000003", "AD3456|"),
        ("2999999999", ""),
    ] {
        let asked = patron_information(card, pin);
        let [one, other] = [&mut before, &mut behind].map(|at| at.ask(&asked));
        assert_eq!(undated(&one, 19), undated(&other, 19));
    }
    let back_again = behind.ask(&checkin(&book, ""));
    assert!(back_again.starts_with("101"), "{back_again}");
    assert!(
        front.counted(
            "silta_consortium_calls_total",
            &["operation=\"checkout\"", "outcome=\"ok\""]
        ) == 1
    );
    assert!(
        !folders[1].path().join("consortium.db").exists(),
        "the front keeps no consortium"
    );
}

#[test]
fn terminals_are_answered_while_the_consortium_is_away() {
    let folders = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    let back = back(folders[0].path());
    let front = front(folders[1].path(), &back);
    let mut terminal = front.terminal("sc-kajaani");
    let book = book_of_kajaani(2);
    back.stop();
    for _ in 0..10 {
        let begun = Instant::now();
        let answer = terminal.ask(&checkout(CARD, &book, PIN));
        assert!(answer.starts_with("120"), "{answer}");
        assert!(
            value(&answer, "AF").is_some_and(|text| !text.is_empty()),
            "{answer}"
        );
        assert!(
            begun.elapsed() < PATIENCE / 4,
            "after {:?}",
            begun.elapsed()
        );
    }
    assert_eq!(
        front.counted("silta_consortium_breaker", &["state=\"closed\""]),
        0
    );
}

#[test]
fn a_consortium_elsewhere_needs_an_address_and_a_token() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("silta.toml");
    for (lines, fault) in [
        ("url = \"http://localhost:1\"", "without `token_file`"),
        ("token_file = \"token\"", "without `url`"),
        (
            "url = \"http://localhost:1\"\nca_file = \"ca.pem\"",
            "only an https `url` shows certificates",
        ),
        (
            "url = \"https://localhost\"\nca_file = \"ca.pem\"",
            "the file of certificates",
        ),
        (
            "url = \"http://localhost:1\"\ntoken_file = \"token\"",
            "the token file",
        ),
    ] {
        fs::write(&path, format!("[consortium]\n{lines}\n")).unwrap();
        let faults = silta::config::load(&path).unwrap_err().to_string();
        assert!(faults.contains(fault), "{faults}");
    }
}

#[test]
fn check_deep_calls_the_consortium() {
    let folder = tempfile::tempdir().unwrap();
    let back = back(&folder.path().join("back"));
    let path = folder.path().join("silta.toml");
    let token_file = folder.path().join("token");
    let check = |url: &str, token: &str| {
        fs::write(&token_file, token).unwrap();
        #[cfg(unix)]
        fs::set_permissions(
            &token_file,
            std::os::unix::fs::PermissionsExt::from_mode(0o600),
        )
        .unwrap();
        let text = format!("[consortium]\nurl = \"{url}\"\ntoken_file = \"token\"\n");
        fs::write(&path, text).unwrap();
        let mut out = Vec::new();
        let well = silta::check::run(&path, true, &mut out).unwrap();
        (well, String::from_utf8(out).unwrap())
    };
    let url = format!("http://{}", back.http);
    let (well, said) = check(&url, "demo");
    assert!(well && said.contains("answers"), "{said}");
    let sip2 = format!("http://{}", back.sip2);
    for (url, token, wrong) in [
        (url.as_str(), "other", "token_refused"),
        ("http://no-such-host.invalid", "demo", "name_not_resolved"),
        (sip2.as_str(), "demo", "not_http"),
    ] {
        let (well, said) = check(url, token);
        assert!(!well && said.contains(wrong), "{said}");
    }
}
