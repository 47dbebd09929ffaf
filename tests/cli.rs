//! The real program, as an operator and a script use it.
#![expect(
    clippy::unwrap_used,
    reason = "a test ends where something is not as it should be"
)]

mod support;

use std::{
    fs,
    io::{Read as _, Write as _},
    path::Path,
    process::{Child, Command, Output, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

use support::http::get;

/// How long the program may take for anything here.
const PATIENCE: Duration = Duration::from_secs(30);

fn silta(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_silta"));
    command.args(arguments).env_remove("SILTA_LOG");
    command
}

fn output(command: &mut Command, input: &str) -> Output {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A program that ends without reading closes its input; that is its right.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// A gateway that runs, and is stopped at the end of the test whatever happens.
struct Running {
    child: Child,
    addresses: serde_json::Value,
}

impl Running {
    fn start(command: &mut Command, ready_file: &Path) -> Self {
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let begun = Instant::now();
        let addresses = loop {
            if let Ok(text) = fs::read_to_string(ready_file) {
                break serde_json::from_str(&text).expect("the ready file is written at once");
            }
            if let Some(status) = child.try_wait().unwrap() {
                let mut said = String::new();
                child
                    .stderr
                    .take()
                    .unwrap()
                    .read_to_string(&mut said)
                    .unwrap();
                panic!("ended with {status}: {said}");
            }
            assert!(begun.elapsed() < PATIENCE, "not ready");
            sleep(Duration::from_millis(10));
        };
        Self { child, addresses }
    }

    fn address(&self, door: &str) -> &str {
        self.addresses[door]
            .as_str()
            .unwrap_or_else(|| panic!("no {door}: {}", self.addresses))
    }

    /// Sends SIGTERM; gives the exit code and what was said on standard output.
    fn stop(mut self) -> (Option<i32>, String) {
        let id = self.child.id().to_string();
        assert!(
            Command::new("kill")
                .args(["-TERM", &id])
                .status()
                .unwrap()
                .success()
        );
        let begun = Instant::now();
        while self.child.try_wait().unwrap().is_none() {
            assert!(begun.elapsed() < PATIENCE, "does not stop");
            sleep(Duration::from_millis(10));
        }
        let mut said = String::new();
        self.child
            .stdout
            .take()
            .unwrap()
            .read_to_string(&mut said)
            .unwrap();
        (self.child.wait().unwrap().code(), said)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn demo(folder: &Path, more: &[&str]) -> Running {
    let ready = folder.join("ready.json");
    let _ = fs::remove_file(&ready);
    let any = "127.0.0.1:0";
    let mut command = silta(&[
        "demo", "--sip2", any, "--z3950", any, "--http", any, "--admin", any,
    ]);
    command.arg("--ready-file").arg(&ready).args(more);
    Running::start(&mut command, &ready)
}

#[test]
fn what_init_writes_is_checked_and_served() {
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("silta.toml");
    let config_text = config.to_str().unwrap();

    let init = output(&mut silta(&["init", "-o", config_text]), "");
    assert_eq!(init.status.code(), Some(0), "{}", text(&init.stderr));

    let again = output(&mut silta(&["init", "-o", config_text]), "");
    assert_eq!(again.status.code(), Some(1));
    assert!(
        text(&again.stderr).contains("is there already"),
        "{}",
        text(&again.stderr)
    );

    let check = output(&mut silta(&["check", "--config", config_text]), "");
    assert_eq!(check.status.code(), Some(0), "{}", text(&check.stdout));

    // Free ports, or two runs of this test would disturb each other.
    let mut written = fs::read_to_string(&config).unwrap();
    for port in ["6001", "2100", "8080", "9090"] {
        written = written.replace(&format!("127.0.0.1:{port}"), "127.0.0.1:0");
    }
    fs::write(&config, &written).unwrap();
    let ready = folder.path().join("ready.json");
    let mut serve = silta(&["serve", "--config", config_text]);
    let running = Running::start(serve.arg("--ready-file").arg(&ready), &ready);

    let password = written
        .split("password = \"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap();
    let mut client = silta(&["sip2", running.address("sip2"), "--account", "sc-1"]);
    let talk = output(
        client.args(["--password", password]),
        "checkout 2900000001 3900000001\n",
    );
    let said = text(&talk.stdout);
    assert_eq!(talk.status.code(), Some(0), "{said}");
    assert!(
        said.contains("< 941AY0") && said.contains("< 121"),
        "{said}"
    );

    assert_eq!(running.stop().0, Some(0));
    assert!(folder.path().join("silta-data/consortium.db").exists());
}

#[test]
fn init_writes_silta_toml_here() {
    let folder = tempfile::tempdir().unwrap();
    let init = output(silta(&["init"]).current_dir(folder.path()), "");
    assert_eq!(init.status.code(), Some(0));
    let check = output(silta(&["check"]).current_dir(folder.path()), "");
    assert_eq!(check.status.code(), Some(0), "{}", text(&check.stdout));
}

#[test]
fn the_demo_greets_serves_and_leaves_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    let temporary = tempfile::tempdir().unwrap();
    let ready = folder.path().join("ready.json");
    let any = "127.0.0.1:0";
    let mut command = silta(&[
        "demo", "--sip2", any, "--http", any, "--admin", any, "--z3950", any,
    ]);
    command
        .env("TMPDIR", temporary.path())
        .arg("--ready-file")
        .arg(&ready);
    let running = Running::start(&mut command, &ready);

    let z3950 = running.address("z3950").to_owned();
    let sip2 = running.address("sip2").to_owned();
    assert!(get(running.address("http"), "/").contains(&sip2));
    assert!(get(running.address("admin"), "/health/ready").contains("\"ready\":true"));
    assert!(get(running.address("admin"), "/metrics").contains("silta_connections_open"));
    assert_eq!(fs::read_dir(temporary.path()).unwrap().count(), 1);

    let (code, greeting) = running.stop();
    assert_eq!(code, Some(0));
    for part in [
        sip2.as_str(),
        "sc-kajaani",
        "NOT FOR REAL PATRONS",
        z3950.as_str(),
    ] {
        assert!(greeting.contains(part), "no {part} in {greeting}");
    }
    assert_eq!(fs::read_dir(temporary.path()).unwrap().count(), 0);
}

#[test]
fn the_commands_of_the_greeting_work() {
    let folder = tempfile::tempdir().unwrap();
    let running = demo(folder.path(), &[]);
    let sip2 = running.address("sip2").to_owned();
    let login = ["--account", "sc-kajaani", "--password", "demo"];
    let script =
        "# a comment\ncheckout 2900000001 3900000001 1234\nno-such-command\nquit\nitem 1\n";
    let talk = output(silta(&["sip2", &sip2]).args(login), script);
    let said = text(&talk.stdout);
    assert!(
        said.contains("Seitsemän veljestä") && said.contains("AD****"),
        "{said}"
    );
    assert!(
        !said.contains("1234|") && !said.contains("COdemo"),
        "{said}"
    );
    assert!(said.contains("line 3: there is no command"), "{said}");
    assert!(
        !said.contains("17 Item Information"),
        "quit did not: {said}"
    );
    assert_eq!(talk.status.code(), Some(1), "a wrong line is a fault");

    let plain = output(
        silta(&["sip2", &sip2, "--no-checksum"]).args(login),
        "status\n",
    );
    let said = text(&plain.stdout);
    assert!(said.contains("< 941\n") && !said.contains("AZ"), "{said}");

    let filter = ["--filter", "login"];
    let judged = output(silta(&["conformance", "sip2", &sip2]).args(filter), "");
    assert!(
        matches!(judged.status.code(), Some(0 | 1)),
        "{}",
        text(&judged.stderr)
    );
    assert!(!judged.stdout.is_empty());
    assert_eq!(running.stop().0, Some(0));
}

#[test]
fn a_folder_keeps_the_state_of_the_demo() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let data = ["--data", data.to_str().unwrap()];
    let login = ["--account", "sc-kajaani", "--password", "demo"];
    let first = demo(folder.path(), &data);
    let lend = "checkout 2900000001 3900000001\n";
    let lent = output(silta(&["sip2", first.address("sip2")]).args(login), lend);
    assert!(
        text(&lent.stdout).contains("< 121N"),
        "{}",
        text(&lent.stdout)
    );
    assert_eq!(first.stop().0, Some(0));

    let second = demo(folder.path(), &data);
    let item = output(
        silta(&["sip2", second.address("sip2")]).args(login),
        "item 3900000001\n",
    );
    assert!(
        text(&item.stdout).contains("< 1804"),
        "still on loan: {}",
        text(&item.stdout)
    );
    assert_eq!(second.stop().0, Some(0));
}

#[test]
fn faults_end_with_1_and_wrong_usage_with_2() {
    let faulty = "tests/config/many_faults.toml";
    let check = output(&mut silta(&["check", "--config", faulty]), "");
    assert_eq!(check.status.code(), Some(1));
    assert!(
        text(&check.stdout).contains("many_faults.toml:2:10"),
        "{}",
        text(&check.stdout)
    );

    let serve = output(&mut silta(&["serve", "--config", faulty]), "");
    assert_eq!(serve.status.code(), Some(1));
    assert_eq!(
        text(&serve.stderr).trim_end(),
        text(&check.stdout)
            .trim_end()
            .rsplit_once('\n')
            .unwrap()
            .0
            .trim_end(),
        "serve and check find the same"
    );

    for wrong in [
        &["no-such-command"][..],
        &["serve", "--no-such-option"],
        &["demo", "--sip2", "nowhere"],
        &["demo", "--ncip", "nowhere"],
        &["decode", "no-such-protocol"],
        &[],
    ] {
        let output = output(&mut silta(wrong), "");
        assert_eq!(output.status.code(), Some(2), "{wrong:?}");
    }
}

#[test]
fn a_port_that_is_taken_is_told_with_its_key() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let any = "127.0.0.1:0";
    let demo = output(
        &mut silta(&[
            "demo", "--sip2", &address, "--z3950", any, "--http", any, "--admin", any,
        ]),
        "",
    );
    assert_eq!(demo.status.code(), Some(1));
    let said = text(&demo.stderr);
    assert!(
        said.contains("[sip2] listen") && said.contains(&address),
        "{said}"
    );
}

#[test]
fn query_says_it_in_the_other_language() {
    let asked = |way: &str, query: &[&str], input: &str| {
        let arguments: Vec<_> = ["query", way].iter().chain(query).copied().collect();
        let told = output(&mut silta(&arguments), input);
        (told.status.code(), text(&told.stdout), text(&told.stderr))
    };
    let pqf = "@attr 1=4 @attr 4=1 kalevala\n".to_owned();
    let cql = ["dc.title = kalevala"];
    assert_eq!(
        asked("cql2pqf", &cql, ""),
        (Some(0), pqf.clone(), String::new())
    );
    let back = (Some(0), format!("{}\n", cql[0]), String::new());
    assert_eq!(asked("pqf2cql", &[], &pqf), back);
    let fault = "(kissa\n^ a parenthesis is not closed\n".to_owned();
    assert_eq!(
        asked("cql2pqf", &["(kissa"], ""),
        (Some(1), String::new(), fault)
    );
}

#[test]
fn decode_reads_both_directions() {
    let wire = "9300CNsc-1|COsalaisuus|\r941\r\n9900802.00\n";
    let decoded = output(&mut silta(&["decode", "sip2"]), wire);
    assert_eq!(decoded.status.code(), Some(0));
    insta::assert_snapshot!(text(&decoded.stdout));

    let damaged = output(&mut silta(&["decode", "sip2"]), "941AY0AZ0000\r");
    assert_eq!(damaged.status.code(), Some(1));
}

#[test]
fn a_hashed_password_logs_in() {
    let folder = tempfile::tempdir().unwrap();
    let hashed = output(&mut silta(&["hash-password"]), "salaisuus\n");
    assert_eq!(hashed.status.code(), Some(0));
    let hash = text(&hashed.stdout);
    let config = folder.path().join("silta.toml");
    let any = "127.0.0.1:0";
    let written = format!(
        "sip2.listen = \"{any}\"\nz3950.listen = \"off\"\nhttp.listen = \"off\"\nadmin.listen = \"off\"\n\
         [[sip2.terminals]]\naccount = \"sc-1\"\nlocation = \"KAJ\"\npassword_hash = \"{}\"\n",
        hash.trim()
    );
    fs::write(&config, written).unwrap();
    let ready = folder.path().join("ready.json");
    let mut serve = silta(&["serve", "--config", config.to_str().unwrap()]);
    let running = Running::start(serve.arg("--ready-file").arg(&ready), &ready);
    let login = |password| {
        let script = format!("login sc-1 {password}\n");
        text(&output(&mut silta(&["sip2", running.address("sip2")]), &script).stdout)
    };
    assert!(login("salaisuus").contains("< 941AY0"));
    assert!(login("arvaus").contains("< 940AY0"));
    assert_eq!(running.stop().0, Some(0));

    let empty = output(&mut silta(&["hash-password"]), "\n");
    assert_eq!(empty.status.code(), Some(1));
}

#[test]
fn help_version_and_completions() {
    let version = output(&mut silta(&["--version"]), "");
    assert_eq!(
        text(&version.stdout).trim(),
        concat!("silta ", env!("CARGO_PKG_VERSION"))
    );
    let help = output(&mut silta(&["--help"]), "");
    assert!(text(&help.stdout).contains("Examples:"));
    for shell in ["bash", "zsh", "fish", "powershell"] {
        let completions = output(&mut silta(&["completions", shell]), "");
        assert!(text(&completions.stdout).contains("conformance"), "{shell}");
    }
}
