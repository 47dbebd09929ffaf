//! `silta harvest`: another gateway, or a provider that does everything wrong, on real sockets, into
//! a store on disk.
#![expect(
    clippy::unwrap_used,
    reason = "a test ends where something is not as it should be"
)]

mod support;

use std::{
    fs,
    io::{Read as _, Write as _},
    net::{SocketAddr, TcpListener},
    path::Path,
    process::{Command, Output, Stdio},
    sync::{Arc, Mutex},
    thread,
    time::{Duration, Instant},
};

use flate2::{Compression, write::GzEncoder};
use rusqlite::Connection;
use support::house::House;

/// A folder with a configuration of these sources, its state beside it.
fn configured(sources: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    configure(folder.path(), sources);
    folder
}

fn configure(folder: &Path, sources: &str) {
    let config = format!("[consortium]\ndemo = false\n[store]\npath = \"state\"\n{sources}");
    fs::write(folder.join("silta.toml"), config).unwrap();
}

fn source(name: &str, address: SocketAddr, path: &str, more: &str) -> String {
    format!(
        "[[harvest]]\nname = \"{name}\"\nurl = \"http://{address}{path}\"\n\
         retry_pause = \"1ms\"\nretries = 2\n{more}\n"
    )
}

fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_silta"));
    command.current_dir(folder).arg("harvest").args(arguments);
    command
}

fn harvest(folder: &Path, arguments: &[&str]) -> (Option<i32>, String) {
    let Output {
        status,
        stdout,
        stderr,
    } = command(folder, arguments).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (status.code(), text(stdout) + &text(stderr))
}

/// Harvests well; what is told.
fn well(folder: &Path, arguments: &[&str]) -> String {
    let (code, told) = harvest(folder, arguments);
    assert_eq!(code, Some(0), "{told}");
    told
}

/// The control numbers of the records that are there.
fn there(folder: &Path) -> Vec<String> {
    let store = Connection::open(folder.join("state/consortium.db")).unwrap();
    let sql = "SELECT control FROM record WHERE NOT deleted ORDER BY control";
    let mut numbers = store.prepare(sql).unwrap();
    let numbers = numbers.query_map([], |row| row.get(0)).unwrap();
    numbers.map(Result::unwrap).collect()
}

/// The changes that a store has ever had.
fn changes(folder: &Path) -> i64 {
    let store = Connection::open(folder.join("state/consortium.db")).unwrap();
    let sql = "SELECT IFNULL(MAX(sequence), 0) FROM record";
    store.query_row(sql, [], |row| row.get(0)).unwrap()
}

/// A provider that answers each request as a script says; what it was asked.
struct Provider {
    address: SocketAddr,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Provider {
    /// `answer` gets the query and how many requests came before, and gives a whole HTTP answer.
    fn new<A: AsRef<[u8]>>(answer: impl Fn(&str, usize) -> A + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let told = Arc::clone(&asked);
        thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let mut head = Vec::new();
                let mut byte = [0];
                while !head.ends_with(b"\r\n\r\n") && stream.read(&mut byte).unwrap_or(0) == 1 {
                    head.push(byte[0]);
                }
                let head = String::from_utf8(head).unwrap();
                let Some(query) = head.split(' ').nth(1) else {
                    continue;
                };
                let mut asked = told.lock().unwrap();
                let answer = answer(query, asked.len());
                asked.push(query.to_owned());
                drop(asked);
                let _ = stream.write_all(answer.as_ref());
            }
        });
        Self { address, asked }
    }

    fn asked(&self) -> Vec<String> {
        std::mem::take(&mut self.asked.lock().unwrap())
    }
}

fn http(status: &str, headers: &str, body: &str) -> String {
    let length = body.len();
    format!(
        "HTTP/1.1 {status}\r\nConnection: close\r\nContent-Length: {length}\r\n{headers}\r\n{body}"
    )
}

/// The same answer with its body packed, in as many members as there are parts.
fn packed(answer: &str, encoding: &str, parts: usize) -> Vec<u8> {
    let (_, body) = answer.split_once("\r\n\r\n").unwrap();
    let mut bytes = Vec::new();
    for part in body.as_bytes().chunks(body.len().div_ceil(parts)) {
        let mut packing = GzEncoder::new(&mut bytes, Compression::fast());
        packing.write_all(part).unwrap();
        packing.finish().unwrap();
    }
    let length = bytes.len();
    let head = format!(
        "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Encoding: {encoding}\r\n\
         Content-Length: {length}\r\n\r\n"
    );
    [head.into_bytes(), bytes].concat()
}

fn oai(date: &str, body: &str) -> String {
    let answer = format!(
        "<OAI-PMH xmlns=\"http://www.openarchives.org/OAI/2.0/\"><responseDate>{date}</responseDate>\
         <request>http://localhost/oai</request>{body}</OAI-PMH>"
    );
    http("200 OK", "", &answer)
}

fn identify(deleted: &str, granularity: &str) -> String {
    let body = format!(
        "<Identify><repositoryName>r</repositoryName><baseURL>http://localhost/oai</baseURL>\
         <protocolVersion>2.0</protocolVersion><adminEmail>a@b.example</adminEmail>\
         <earliestDatestamp>2000-01-01</earliestDatestamp><deletedRecord>{deleted}</deletedRecord>\
         <granularity>{granularity}</granularity></Identify>"
    );
    oai("2026-11-20T10:00:00Z", &body)
}

const SECONDS: &str = "YYYY-MM-DDThh:mm:ssZ";

fn marc(title: &str) -> String {
    format!(
        "<record xmlns=\"http://www.loc.gov/MARC21/slim\"><leader>00000nam a2200000 i 4500</leader>\
         <controlfield tag=\"001\">1</controlfield><datafield tag=\"245\" ind1=\"0\" ind2=\"0\">\
         <subfield code=\"a\">{title}</subfield></datafield></record>"
    )
}

fn record(identifier: &str, metadata: &str) -> String {
    format!(
        "<record><header><identifier>{identifier}</identifier><datestamp>2026-11-01</datestamp>\
         </header><metadata>{metadata}</metadata></record>"
    )
}

fn list(date: &str, records: &str, token: &str) -> String {
    let token = match token {
        "" => String::new(),
        token => format!("<resumptionToken>{token}</resumptionToken>"),
    };
    oai(
        date,
        &format!("<ListRecords>{records}{token}</ListRecords>"),
    )
}

fn error(code: &str) -> String {
    oai(
        "2026-11-20T12:00:00Z",
        &format!("<error code=\"{code}\">no</error>"),
    )
}

/// Three pages of two records.
fn pages(query: &str) -> String {
    let both = |a: &str, b: &str| record(a, &marc(a)) + &record(b, &marc(b));
    match query {
        query if query.contains("Identify") => identify("persistent", SECONDS),
        query if query.ends_with("resumptionToken=t1") => {
            list("2026-11-20T10:05:00Z", &both("c", "d"), "t2")
        }
        query if query.ends_with("resumptionToken=t2") => {
            list("2026-11-20T10:06:00Z", &both("e", "f"), "")
        }
        _ => list("2026-11-20T10:00:30Z", &both("a", "b"), "t1"),
    }
}

const ALL: [&str; 6] = ["(p)a", "(p)b", "(p)c", "(p)d", "(p)e", "(p)f"];

#[test]
fn another_silta_comes_over_oai_and_sru_and_its_changes_follow() {
    let there_folder = tempfile::tempdir().unwrap();
    let elsewhere = House::demo(there_folder.path());
    let oai = source("oai", elsewhere.http, "/oai", "from_overlap = \"0s\"");
    let sru = source(
        "sru",
        elsewhere.http,
        "/sru",
        "kind = \"sru\"\npage_size = 200",
    );
    let folder = configured(&(oai + &sru));
    let told = well(folder.path(), &[]);
    let store = Connection::open(support::house::store(there_folder.path())).unwrap();
    let count = |sql| {
        store
            .query_row(sql, [], |row| row.get::<_, i64>(0))
            .unwrap()
    };
    let records = count("SELECT COUNT(*) FROM record WHERE NOT deleted AND NOT suppressed");
    let control = there(folder.path());
    let of = |prefix: &str| control.iter().filter(|id| id.starts_with(prefix)).count() as i64;
    assert_eq!((of("(oai)"), of("(sru)")), (records, records), "{told}");
    let before = changes(folder.path());
    let told = well(folder.path(), &["--full"]);
    assert_eq!(changes(folder.path()), before, "{told}");
    // One changes and one goes, as an import there would have it.
    let sql = "SELECT id, control FROM record WHERE NOT deleted AND control NOT LIKE '#%' LIMIT 1";
    let number: String = store.query_row(sql, [], |row| row.get(1)).unwrap();
    let (agency, number) = match number
        .strip_prefix('(')
        .and_then(|rest| rest.split_once(')'))
    {
        Some((agency, number)) => (agency.to_owned(), number.to_owned()),
        None => (String::new(), number),
    };
    let file = there_folder.path().join("gone.xml");
    let gone = marc("x")
        .replace(
            ">1<",
            &format!(">{number}</controlfield><controlfield tag=\"003\">{agency}<"),
        )
        .replace("00000nam", "00000dam");
    fs::write(&file, gone + &marc("Uusi kirja")).unwrap();
    let config = format!("[store]\npath = {:?}\n", there_folder.path());
    fs::write(there_folder.path().join("silta.toml"), config).unwrap();
    let mut import = Command::new(env!("CARGO_BIN_EXE_silta"));
    import
        .current_dir(there_folder.path())
        .args(["import", "gone.xml"]);
    let output = import.output().unwrap();
    assert!(output.status.success(), "{output:?}");
    let told = well(folder.path(), &["oai"]);
    assert!(
        told.contains("1 deleted") && told.contains("(incremental)"),
        "{told}"
    );
    let control = there(folder.path());
    let now = control.iter().filter(|id| id.starts_with("(oai)")).count() as i64;
    assert_eq!(
        now,
        count("SELECT COUNT(*) FROM record WHERE NOT deleted AND NOT suppressed")
    );
    elsewhere.stop();
}

#[test]
fn a_killed_harvest_goes_on_and_loses_and_repeats_nothing() {
    for fails_at in 0..4 {
        // The connection breaks for good at each request in turn.
        let broken = Arc::new(Mutex::new(true));
        let is_broken = Arc::clone(&broken);
        let provider = Provider::new(move |query, before| {
            match *is_broken.lock().unwrap() && before >= fails_at {
                true => String::new(),
                false => pages(query),
            }
        });
        let folder = configured(&source("p", provider.address, "/oai", ""));
        let (code, told) = harvest(folder.path(), &[]);
        assert_eq!(code, Some(1), "{told}");
        assert!(told.contains("no answer after 3 tries"), "{told}");
        let taken = fails_at.saturating_sub(1) * 2;
        assert_eq!(there(folder.path()), ALL[..taken], "{told}");
        *broken.lock().unwrap() = false;
        let told = well(folder.path(), &[]);
        let left = 6 - taken;
        assert!(
            told.contains(&format!("{left} received, {left} new")),
            "{told}"
        );
        assert_eq!(there(folder.path()), ALL);
        assert_eq!(changes(folder.path()), 6, "each was written once");
    }
}

#[test]
fn a_process_that_is_killed_loses_nothing() {
    // The third answer never comes, so the process is killed while it waits.
    let (sender, reached) = std::sync::mpsc::channel();
    let stuck = Mutex::new(Some(sender));
    let provider = Provider::new(move |query, _| {
        if query.ends_with("t2")
            && let Some(sender) = stuck.lock().unwrap().take()
        {
            sender.send(()).unwrap();
            return "HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n<".to_owned();
        }
        pages(query)
    });
    let folder = configured(&source("p", provider.address, "/oai", ""));
    let mut child = command(folder.path(), &[])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    reached.recv().unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    well(folder.path(), &[]);
    assert_eq!(there(folder.path()), ALL);
    assert_eq!(changes(folder.path()), 6, "each was written once");
}

#[test]
fn the_next_harvest_begins_with_the_first_date_of_the_last() {
    for (granularity, from) in [
        (SECONDS, "from=2026%2D11%2D20T09%3A59%3A30Z"),
        ("YYYY-MM-DD", "from=2026%2D11%2D20&"),
    ] {
        let provider = Provider::new(move |query, _| match query {
            query if query.contains("Identify") => identify("transient", granularity),
            query if query.contains("from=") => error("noRecordsMatch"),
            query => pages(query),
        });
        let folder = configured(&source("p", provider.address, "/oai", ""));
        well(folder.path(), &[]);
        provider.asked();
        let told = well(folder.path(), &[]);
        assert!(
            told.contains("0 received") && told.contains("--full now and then"),
            "{told}"
        );
        let asked = provider.asked();
        assert!(format!("{}&", asked[1]).contains(from), "{asked:?}");
        assert_eq!(there(folder.path()), ALL);
    }
}

#[test]
fn a_full_harvest_deletes_what_is_gone_within_the_limit() {
    let fewer = Arc::new(Mutex::new(false));
    let are_fewer = Arc::clone(&fewer);
    let provider = Provider::new(move |query, _| match query {
        query if query.contains("Identify") => identify("no", SECONDS),
        _ if *are_fewer.lock().unwrap() => {
            list("2026-11-21T10:00:00Z", &record("a", &marc("a")), "")
        }
        query => pages(query),
    });
    let folder = configured(&source("p", provider.address, "/oai", ""));
    well(folder.path(), &[]);
    *fewer.lock().unwrap() = true;
    let (code, told) = harvest(folder.path(), &["--full"]);
    assert_eq!(code, Some(1), "{told}");
    assert!(
        told.contains("5 of 6 records are not there any more"),
        "{told}"
    );
    assert_eq!(there(folder.path()), ALL);
    configure(
        folder.path(),
        &source("p", provider.address, "/oai", "delete_limit = 90"),
    );
    let told = well(folder.path(), &["--full", "--dry-run"]);
    assert!(told.contains("1 unchanged, 0 deleted"), "{told}");
    assert_eq!(there(folder.path()), ALL);
    let told = well(folder.path(), &["--full"]);
    assert!(told.contains("1 unchanged, 5 deleted"), "{told}");
    assert_eq!(there(folder.path()), ["(p)a"]);
}

#[test]
fn a_forgotten_token_begins_the_list_again() {
    let provider = Provider::new(|query, before| match query {
        query if query.ends_with("t2") && before == 3 => error("badResumptionToken"),
        query => pages(query),
    });
    let folder = configured(&source("p", provider.address, "/oai", ""));
    let told = well(folder.path(), &[]);
    assert!(
        told.contains("10 received, 6 new, 0 changed, 4 unchanged"),
        "{told}"
    );
    let provider = Provider::new(|query, _| match query {
        query if query.ends_with("t1") => error("badResumptionToken"),
        query => pages(query),
    });
    let folder = configured(&source("p", provider.address, "/oai", ""));
    let (code, told) = harvest(folder.path(), &[]);
    assert_eq!(code, Some(1));
    assert!(told.contains("broke off more than 3 times"), "{told}");
}

#[test]
fn a_provider_that_is_busy_is_obeyed_and_asked_again() {
    let provider = Provider::new(|query, before| match before {
        0 => http("503 Busy", "Retry-After: 0\r\n", ""),
        1 => http("302 Found", &format!("Location: {query}&moved\r\n"), ""),
        3 => http("500 Oops", "", ""),
        4 => String::new(),
        _ => pages(query.trim_end_matches("&moved")),
    });
    let folder = configured(&source("p", provider.address, "/oai", ""));
    let told = well(folder.path(), &[]);
    assert!(told.contains("3 retries"), "{told}");
    assert_eq!(there(folder.path()), ALL);
}

#[test]
fn a_provider_with_a_rate_limit_is_waited_for() {
    let provider = Provider::new(|query, before| match before {
        1 => http("429 Too Many Requests", "Retry-After: 1\r\n", ""),
        3 => http(
            "503 Busy",
            "Retry-After: Sun, 06 Nov 1994 08:49:37 GMT\r\n",
            "",
        ),
        5 => http("429 Too Many Requests", "", ""),
        _ => pages(query),
    });
    let folder = configured(&source("p", provider.address, "/oai", ""));
    let begun = Instant::now();
    let told = well(folder.path(), &[]);
    assert!(begun.elapsed() >= Duration::from_secs(1), "it did not wait");
    assert!(told.contains("3 retries"), "{told}");
    assert_eq!(there(folder.path()), ALL);
    // Each request that was put off is sent again as it was.
    let asked = provider.asked();
    assert!(asked[1] == asked[2] && asked[3] == asked[4], "{asked:?}");

    // Longer than the operator lets it wait: the next harvest goes on there.
    let provider = Provider::new(|query, before| match before {
        2 => http("429 Too Many Requests", "Retry-After: 86400\r\n", ""),
        _ => pages(query),
    });
    let folder = configured(&source("p", provider.address, "/oai", ""));
    let (code, told) = harvest(folder.path(), &[]);
    assert_eq!(code, Some(1), "{told}");
    assert!(told.contains("86400"), "{told}");
    assert_eq!(there(folder.path()), ALL[..2]);
    well(folder.path(), &[]);
    assert_eq!(there(folder.path()), ALL);
}

#[test]
fn packed_answers_are_unpacked_and_asked_again_if_they_break_off() {
    let provider = Provider::new(|query, before| {
        let answer = pages(query);
        match before {
            0 => packed(&answer, "gzip", 1),
            1 => packed(&answer, "x-gzip", 3),
            2 => {
                let whole = packed(&answer, "gzip", 1);
                let half = &whole[..whole.len() - 40];
                let head = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Encoding: gzip\r\n\r\n";
                let (at, _) = (half.windows(4).enumerate())
                    .find(|(_, bytes)| bytes == b"\r\n\r\n")
                    .unwrap();
                [head.as_bytes(), &half[at + 4..]].concat()
            }
            _ => answer.into_bytes(),
        }
    });
    let folder = configured(&source("p", provider.address, "/oai", ""));
    let told = well(folder.path(), &[]);
    assert!(told.contains("1 retr"), "{told}");
    assert_eq!(there(folder.path()), ALL);
}

#[test]
fn what_ends_a_source_is_told_and_the_others_go_on() {
    type Answer = fn(&str, usize) -> String;
    let table: [(&str, Answer, &str); 9] = [
        (
            "",
            |_, _| http("503 Busy", "Retry-After: 601\r\n", ""),
            "left alone for 601 s",
        ),
        ("", |_, _| http("404 None", "", ""), "HTTP 404"),
        (
            "",
            |_, _| http("302 Found", "Location: /again\r\n", ""),
            "more than 5 redirects",
        ),
        (
            "max_answer = 1024",
            |_, _| http("200 OK", "", &"x".repeat(1025)),
            "longer than max_answer",
        ),
        (
            "",
            |_, _| http("200 OK", "", "<OAI-PMH"),
            "no answer of OAI-PMH",
        ),
        (
            "",
            |_, _| http("200 OK", "", "<OAI-PMH xmlns=\"urn:x\"/>"),
            "no answer of OAI-PMH",
        ),
        (
            "",
            |query, _| pages(query).replace("MARC21/slim", "MARC99/slim"),
            "is no MARCXML",
        ),
        (
            "",
            |query, _| match query.contains("Identify") {
                true => pages(query),
                false => list("2026-11-20T10:00:00Z", &record("a", &marc("a")), "same"),
            },
            "same leads to itself",
        ),
        (
            "",
            |query, _| match query.contains("Identify") {
                true => pages(query),
                false => error("cannotDisseminateFormat"),
            },
            "cannotDisseminateFormat",
        ),
    ];
    for (more, answer, why) in table {
        let bad = Provider::new(answer);
        let good = Provider::new(|query, _| pages(query));
        let sources =
            source("bad", bad.address, "/oai", more) + &source("p", good.address, "/", "");
        let folder = configured(&sources);
        let (code, told) = harvest(folder.path(), &[]);
        assert_eq!(code, Some(1), "{told}");
        assert!(
            told.contains("bad: failed: ") && told.contains(why),
            "{why}: {told}"
        );
        assert!(
            there(folder.path()).ends_with(&ALL.map(str::to_owned)),
            "{told}"
        );
    }
}

#[test]
fn the_same_ids_of_two_sources_never_meet_and_bad_records_are_kept() {
    let one = Provider::new(|query, _| pages(query));
    let other = Provider::new(|query, _| match query.ends_with("t2") {
        true => pages(query).replace("ind1=", "ind9="),
        false => pages(query),
    });
    let sources = source("p", one.address, "/", "")
        + &source("q", other.address, "/", "id_prefix = \"FI-Sot\"");
    let folder = configured(&sources);
    let told = well(folder.path(), &[]);
    let numbers = there(folder.path());
    assert!(numbers.contains(&"(FI-Sot)a".to_owned()), "{told}");
    assert!(numbers.contains(&"(p)a".to_owned()), "{told}");
    assert!(told.contains("2 bad") && told.contains("q: e: "), "{told}");
    assert_eq!(numbers.len(), 10, "{told}");
    let kept = fs::read_to_string(folder.path().join("state/q.rejected.xml")).unwrap();
    assert_eq!(kept.matches("</record>").count(), 2, "{kept}");
}
