//! The program itself, as a process that can be killed. `SILTA_PROGRAM` names another build of it.

use std::{
    env,
    ffi::{OsStr, OsString},
    fs::{self, File},
    net::SocketAddr,
    path::Path,
    process::{Child, Command, ExitStatus, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

use silta_api_service::TokenHash;

use super::terminal::PATIENCE;

/// A running `silta`, killed at the end of the test.
#[derive(Debug)]
pub(crate) struct Program {
    child: Child,
    pub(crate) sip2: SocketAddr,
    pub(crate) http: SocketAddr,
    pub(crate) admin: SocketAddr,
}

#[derive(serde::Deserialize)]
struct Ready {
    sip2: SocketAddr,
    http: SocketAddr,
    admin: SocketAddr,
}

impl Program {
    /// `silta demo` on free ports with its state in `folder`.
    pub(crate) fn demo(folder: &Path) -> Self {
        let free = "127.0.0.1:0";
        let mut arguments = vec!["demo", "--data"];
        let data = folder.join("data");
        arguments.push(data.to_str().unwrap());
        for listener in ["--sip2", "--z3950", "--http", "--admin"] {
            arguments.extend([listener, free]);
        }
        Self::start(folder, &arguments, "warn")
    }

    /// `silta serve` with the store in `folder/data`, one account `sc`/`password` at Kajaani, and
    /// more lines under `[sip2.limits]`; it logs all there is. The password is the token of the
    /// consortium API too, and that of the agency `FI-Partner`, which is told all.
    pub(crate) fn serve(folder: &Path, password: &str, limits: &str) -> Self {
        let free = "listen = \"127.0.0.1:0\"";
        let token = TokenHash::of(password);
        let config = format!(
            "[sip2]\n{free}\n[sip2.limits]\n{limits}\n\
             [[sip2.terminals]]\naccount = \"sc\"\npassword = \"{password}\"\nlocation = \"KAJ\"\n\
             [[api.tokens]]\nname = \"portal\"\ntoken_hash = \"{token}\"\n\
             scopes = [\"admin\", \"circulate\", \"ill\", \"read\"]\n\
             [[ncip.agencies]]\nid = \"FI-Partner\"\npassword = \"{password}\"\n\
             trusted = true\ncontact_data = true\n\
             [z3950]\nlisten = \"off\"\n[http]\n{free}\n[admin]\n{free}\n[store]\npath = \"data\"\n"
        );
        let path = folder.join("silta.toml");
        fs::write(&path, config).unwrap();
        Self::start(
            folder,
            &["serve", "--config", path.to_str().unwrap()],
            "trace",
        )
    }

    /// All that it wrote to standard output and standard error until now.
    pub(crate) fn output(folder: &Path) -> String {
        let [out, err] = ["stdout", "stderr"].map(|name| fs::read(folder.join(name)).unwrap());
        String::from_utf8_lossy(&[out, err].concat()).into_owned()
    }

    /// `silta` with these arguments, its output in files of `folder`.
    pub(crate) fn start<A: AsRef<OsStr>>(folder: &Path, arguments: &[A], log: &str) -> Self {
        let ready_file = folder.join("ready.json");
        let _ = fs::remove_file(&ready_file);
        let output = |name| File::create(folder.join(name)).unwrap();
        let built = OsString::from(env!("CARGO_BIN_EXE_silta"));
        let child = Command::new(env::var_os("SILTA_PROGRAM").unwrap_or(built))
            .args(arguments)
            .arg("--ready-file")
            .arg(&ready_file)
            .env("SILTA_LOG", log)
            .stdin(Stdio::null())
            .stdout(output("stdout"))
            .stderr(output("stderr"))
            .spawn()
            .unwrap();
        let nowhere = ([127, 0, 0, 1], 0).into();
        let mut program = Self {
            child,
            sip2: nowhere,
            http: nowhere,
            admin: nowhere,
        };
        let ready: Ready = program.wait_for_ready(&ready_file, folder);
        (program.sip2, program.http, program.admin) = (ready.sip2, ready.http, ready.admin);
        program
    }

    fn wait_for_ready(&mut self, file: &Path, folder: &Path) -> Ready {
        let began = Instant::now();
        loop {
            if let Ok(text) = fs::read(file) {
                return serde_json::from_slice(&text).expect("the ready file is written at once");
            }
            let ended = self.child.try_wait().unwrap();
            let late = began.elapsed() > PATIENCE;
            if ended.is_some() || late {
                let errors = fs::read_to_string(folder.join("stderr")).unwrap_or_default();
                panic!("silta did not get ready ({ended:?}): {errors}");
            }
            sleep(Duration::from_millis(5));
        }
    }

    /// Ends it at once, as a power cut would.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Asks it to stop.
    pub(crate) fn terminate(&self) {
        let id = self.child.id().to_string();
        let sent = Command::new("kill").args(["-TERM", &id]).status().unwrap();
        assert!(sent.success());
    }

    /// How it ended.
    pub(crate) fn end(&mut self) -> ExitStatus {
        let began = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            assert!(began.elapsed() < PATIENCE, "silta does not stop");
            sleep(Duration::from_millis(5));
        }
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
