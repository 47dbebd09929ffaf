//! A change whose answer was lost is asked about until it is known what became of it, over a kill
//! of the gateway and a consortium that is away when it starts again. Staff are told once.
#![allow(clippy::unwrap_used, reason = "what goes wrong here is a failed test")]

mod support;

use std::{
    fs,
    io::{Read as _, Write as _},
    net::{Shutdown, SocketAddr, TcpListener, TcpStream},
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread::{sleep, spawn},
    time::{Duration, Instant},
};

use support::{
    answer::values,
    house::{House, counted, http},
    messages::{book_of_kajaani, checkout, item_information},
    program::Program,
    terminal::{PATIENCE, Terminal},
};

const CARD: &str = "2900000001";
const SETTLED: &str = "a change in doubt is settled";

#[test]
fn what_was_in_doubt_before_a_kill_is_settled_and_told_once() {
    let (there, here) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let far = House::demo(there.path());
    let line = Line::before(far.http);
    let book = book_of_kajaani(1);

    let near = gateway(here.path(), line.address);
    let mut terminal = Terminal::log_in(near.sip2, "sc");
    line.loses_answers(true);
    // Without a PIN, or its check would be the first to lose its answer.
    let answer = terminal.ask(&checkout(CARD, &book, ""));
    let said = values(&answer, "AF").join(" ");
    assert!(answer.starts_with("120"), "{answer}");
    assert!(said.contains("Tapahtuma on kesken."), "{answer}");
    assert_eq!(in_doubt(&near), 1);
    near.kill();

    let near = gateway(here.path(), line.address);
    assert_eq!(in_doubt(&near), 1, "it is remembered");
    assert!(!Program::output(here.path()).contains(SETTLED));
    line.loses_answers(false);
    let begun = Instant::now();
    while in_doubt(&near) > 0 {
        assert!(begun.elapsed() < PATIENCE, "it stays in doubt");
        sleep(Duration::from_millis(50));
    }
    let log = Program::output(here.path());
    let told: Vec<_> = log.lines().filter(|line| line.contains(SETTLED)).collect();
    assert_eq!(told.len(), 1, "{log}");
    for word in ["checkout", "done", "sip2-"] {
        assert!(told[0].contains(word), "{}", told[0]);
    }
    assert!(!log.contains(&book) && !log.contains(CARD), "{log}");
    let mut terminal = Terminal::log_in(near.sip2, "sc");
    // Doubts are asked about while the breaker still keeps terminals away.
    let mut answer = terminal.ask(&item_information(&book));
    while answer.starts_with("1801") && begun.elapsed() < PATIENCE {
        sleep(Duration::from_millis(50));
        answer = terminal.ask(&item_information(&book));
    }
    assert!(answer.starts_with("1804"), "it is on loan: {answer}");
    near.kill();

    let near = gateway(here.path(), line.address);
    assert_eq!(in_doubt(&near), 0, "what is settled is forgotten");
    assert!(!Program::output(here.path()).contains("doubt"));
    near.kill();
    far.stop();
}

/// A gateway before the consortium at that address; its state and its log are in `folder`.
fn gateway(folder: &Path, consortium: SocketAddr) -> Program {
    let free = "listen = \"127.0.0.1:0\"";
    let config = format!(
        "[sip2]\n{free}\n\
         [[sip2.terminals]]\naccount = \"sc\"\npassword = \"demo\"\nlocation = \"KAJ\"\n\
         [z3950]\nlisten = \"off\"\n[http]\n{free}\n[admin]\n{free}\n[store]\npath = \"data\"\n\
         [consortium]\nurl = \"http://{consortium}\"\ntoken_file = \"token\"\n"
    );
    let (path, token) = (folder.join("silta.toml"), folder.join("token"));
    fs::write(&path, config).unwrap();
    fs::write(&token, "demo").unwrap();
    #[cfg(unix)]
    fs::set_permissions(&token, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
    Program::start(
        folder,
        &["serve", "--config", path.to_str().unwrap()],
        "info",
    )
}

fn in_doubt(gateway: &Program) -> u64 {
    let page = http(gateway.admin, "/metrics");
    counted(&page, "silta_consortium_in_doubt", &[])
}

/// The line between the two: everything asked arrives, and the answers may be lost.
struct Line {
    address: SocketAddr,
    loses_answers: Arc<AtomicBool>,
}

impl Line {
    fn before(far: SocketAddr) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let loses_answers = Arc::new(AtomicBool::new(false));
        let loses = Arc::clone(&loses_answers);
        spawn(move || {
            for near in listener.incoming().flatten() {
                let far = TcpStream::connect(far).unwrap();
                let (asking, answering) = (near.try_clone().unwrap(), far.try_clone().unwrap());
                spawn(move || carry(asking, far, || false));
                let loses = Arc::clone(&loses);
                spawn(move || carry(answering, near, || loses.load(Ordering::Relaxed)));
            }
        });
        Self {
            address,
            loses_answers,
        }
    }

    fn loses_answers(&self, loses: bool) {
        self.loses_answers.store(loses, Ordering::Relaxed);
    }
}

/// Carries bytes until one end breaks off, or until they are to be lost.
fn carry(mut from: TcpStream, mut to: TcpStream, is_lost: impl Fn() -> bool) {
    let mut bytes = [0; 4096];
    while let Ok(read @ 1..) = from.read(&mut bytes) {
        if is_lost() || to.write_all(&bytes[..read]).is_err() {
            break;
        }
    }
    for end in [from, to] {
        // It may be closed already.
        let _ = end.shutdown(Shutdown::Both);
    }
}
