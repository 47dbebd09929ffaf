//! Replays the shared vectors against the running gateway, if `SILTA_SHARED` names the folder that
//! has them: each recorded request gets valid SIP2 and leaves the terminal served.
#![allow(clippy::unwrap_used, reason = "what goes wrong here is a failed test")]

mod support;

use std::{env, fs, path::PathBuf};

use silta_sip2::Version;
use support::{
    answer::Answer,
    house::House,
    messages::{item_information, sealed},
    terminal::Terminal,
};

#[test]
fn recorded_requests_get_valid_sip2() {
    let Some(folder) = env::var_os("SILTA_SHARED") else {
        println!("SILTA_SHARED is not set: no vectors were replayed");
        return;
    };
    let folder = PathBuf::from(folder).join("vectors/sip2");
    let folder_of_house = tempfile::tempdir().unwrap();
    let house = House::open(folder_of_house.path(), |settings| {
        settings.sip2.limits.failed_logins_per_minute = u32::MAX;
    });
    let table = fs::read_to_string(folder.join("messages.tsv")).unwrap();
    let messages = table.lines().skip(1).filter_map(|line| {
        let columns: Vec<_> = line.split('\t').collect();
        (columns[1] == "SC").then(|| columns[3].to_owned())
    });
    let transcripts = fs::read_to_string(folder.join("koha_transcripts.txt")).unwrap();
    let requests = transcripts
        .lines()
        .filter_map(|line| line.strip_prefix(">> "));
    let (mut replayed, mut answers) = (0, 0);
    for request in messages.chain(requests.map(str::to_owned)) {
        answers += replay(&house, &unescaped(&request));
        replayed += 1;
    }
    println!("{replayed} requests replayed, {answers} answers");
    assert!(replayed > 200 && answers > replayed / 2);
    let panicked = house.counted("silta_connections_closed_total", &["\"panicked\""]);
    assert_eq!(panicked, 0);
    house.stop();
}

/// Sends a request and a question of our own; gives how many valid answers came before ours.
fn replay(house: &House, request: &[u8]) -> usize {
    let mut terminal: Terminal = house.terminal("sc-kajaani");
    let own = sealed(item_information("VECTOR-MARK").as_bytes(), 1);
    terminal.send(&[request, b"\r", &own].concat()).unwrap();
    let mut versions = vec![Version::V2];
    for answers in 0.. {
        let frame = terminal
            .frame()
            .unwrap()
            .expect("an answer to our question");
        if frame.starts_with(b"98") && frame.get(32..36) == Some(b"1.00") {
            versions.push(Version::V1);
        }
        let answer = Answer::judge(&frame, &versions).unwrap_or_else(|why| {
            panic!("{why}, to {}", request.escape_ascii());
        });
        if answer.value("AB") == Some("VECTOR-MARK") {
            return answers;
        }
    }
    unreachable!("the loop has no end")
}

/// Bytes of `\r`, `\n`, `\\` and `\xHH`.
fn unescaped(text: &str) -> Vec<u8> {
    let (mut bytes, mut rest) = (Vec::new(), text.as_bytes());
    loop {
        let (byte, after) = match rest {
            [] => return bytes,
            [b'\\', b'r', after @ ..] => (b'\r', after),
            [b'\\', b'n', after @ ..] => (b'\n', after),
            [b'\\', b'\\', after @ ..] => (b'\\', after),
            [b'\\', b'x', high, low, after @ ..] => {
                let hex = [*high, *low].map(char::from).iter().collect::<String>();
                (u8::from_str_radix(&hex, 16).unwrap(), after)
            }
            [byte, after @ ..] => (*byte, after),
        };
        bytes.push(byte);
        rest = after;
    }
}
