//! Children of this process. Each has a deadline and is ended by its own id; nothing waits for ever.

use std::{
    fs::File,
    io,
    path::PathBuf,
    process::{Child, Command, ExitStatus, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

use crate::{Result, root};

/// How long a child may take to end after it was asked to.
const GRACE: Duration = Duration::from_secs(10);
const LOOK_EVERY: Duration = Duration::from_millis(20);

/// A cargo of the same toolchain, without what the cargo that runs us told us about this crate:
/// build scripts of others would take it for theirs and run again.
pub(crate) fn cargo(arguments: &[&str]) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    for (name, _) in std::env::vars_os() {
        let ours = ["CARGO_PKG_", "CARGO_MANIFEST_"];
        if ours
            .iter()
            .any(|prefix| name.to_string_lossy().starts_with(prefix))
        {
            command.env_remove(name);
        }
    }
    command
        .args(arguments)
        .current_dir(root())
        .stdin(Stdio::null());
    command
}

/// Shows the command, runs it to its end, and fails if it does not exit 0 within `deadline`.
pub(crate) fn run(command: &mut Command, deadline: Duration) -> Result {
    println!("    $ {}", shown(command));
    let mut child = command
        .spawn()
        .map_err(|error| format!("{}: {error}", shown(command)))?;
    match wait(&mut child, deadline) {
        Some(status) if status.success() => Ok(()),
        Some(status) => Err(format!("{status}")),
        None => {
            end(&mut child);
            Err(format!("not done within {} s", deadline.as_secs()))
        }
    }
}

/// A child that works beside other steps. What it writes is kept in a file until it has ended, so
/// that it stands in one piece.
pub(crate) struct Beside {
    child: Child,
    output: PathBuf,
    until: Instant,
}

/// Shows the command and starts it; it may take until `deadline`.
pub(crate) fn start(command: &mut Command, output: PathBuf, deadline: Duration) -> Result<Beside> {
    let name = shown(command);
    println!("    $ {name}   (beside what follows)");
    let broken = |error: io::Error| format!("{name}: {error}");
    let file = File::create(&output).map_err(broken)?;
    let both = file.try_clone().map_err(broken)?;
    let child = command.stdout(file).stderr(both).spawn().map_err(broken)?;
    let until = Instant::now() + deadline;
    Ok(Beside {
        child,
        output,
        until,
    })
}

impl Beside {
    /// Waits for its end, shows what it wrote, and fails if it did not exit 0 in time.
    pub(crate) fn finish(mut self) -> Result {
        let left = self.until.saturating_duration_since(Instant::now());
        let status = wait(&mut self.child, left);
        if status.is_none() {
            end(&mut self.child);
        }
        let written = std::fs::read(&self.output).unwrap_or_default();
        println!("{}", String::from_utf8_lossy(&written).trim_end());
        match status {
            Some(status) if status.success() => Ok(()),
            Some(status) => Err(format!("{status}")),
            None => Err("not done in time".to_owned()),
        }
    }
}

/// Whether the command can be run and exits 0, without showing anything.
pub(crate) fn succeeds(command: &mut Command) -> bool {
    let quiet = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let Ok(mut child) = quiet.spawn() else {
        return false;
    };
    wait(&mut child, GRACE).is_some_and(|status| status.success()) || {
        end(&mut child);
        false
    }
}

/// Waits until the child ends by itself, at most `deadline`.
pub(crate) fn wait(child: &mut Child, deadline: Duration) -> Option<ExitStatus> {
    let until = Instant::now() + deadline;
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Some(status),
            Ok(None) if Instant::now() < until => sleep(LOOK_EVERY),
            Ok(None) | Err(_) => return None,
        }
    }
}

/// Asks the child to end (SIGTERM), and after the grace period ends it.
pub(crate) fn end(child: &mut Child) -> Option<ExitStatus> {
    if let Ok(None) = child.try_wait() {
        // The standard library can only kill; the shell's own `kill` can ask.
        let _ = Command::new("sh")
            .args(["-c", &format!("kill -TERM {}", child.id())])
            .status();
    }
    let ended = wait(child, GRACE);
    if ended.is_none() {
        let _ = child.kill();
        let _ = child.wait();
    }
    ended
}

/// The command as one would type it at the root of the project.
fn shown(command: &Command) -> String {
    let root = root();
    let word = |word: &std::ffi::OsStr| {
        let word = word.to_string_lossy();
        word.strip_prefix(&*root.to_string_lossy())
            .map_or_else(|| word.to_string(), |rest| format!(".{rest}"))
    };
    let program = std::path::Path::new(command.get_program());
    let program = if program.file_name().is_some_and(|name| name == "cargo") {
        "cargo".to_owned()
    } else {
        word(program.as_os_str())
    };
    command.get_args().fold(program, |line, argument| {
        format!("{line} {}", word(argument))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_child_that_does_not_end_is_ended() {
        let began = Instant::now();
        let fault = run(Command::new("sleep").arg("60"), Duration::from_millis(50)).unwrap_err();
        assert_eq!(fault, "not done within 0 s");
        assert!(began.elapsed() < Duration::from_secs(9));
    }

    #[test]
    fn a_child_beside_others_ends_in_time_or_is_ended() {
        let output = std::env::temp_dir().join(format!("silta-beside-{}", std::process::id()));
        let start = |script: &str, deadline| {
            let mut command = Command::new("sh");
            start(command.args(["-c", script]), output.clone(), deadline).unwrap()
        };
        assert_eq!(start("echo done; echo well >&2", GRACE).finish(), Ok(()));
        assert_eq!(std::fs::read_to_string(&output).unwrap(), "done\nwell\n");
        assert_eq!(
            start("exit 3", GRACE).finish().unwrap_err(),
            "exit status: 3"
        );
        let late = start("exec sleep 60", Duration::from_millis(50));
        assert_eq!(late.finish().unwrap_err(), "not done in time");
        std::fs::remove_file(output).unwrap();
    }

    #[test]
    fn a_child_that_fails_says_how() {
        assert_eq!(
            run(Command::new("sh").args(["-c", "exit 3"]), GRACE).unwrap_err(),
            "exit status: 3"
        );
        assert!(
            run(&mut Command::new("no-such-program-here"), GRACE)
                .unwrap_err()
                .contains("no-such-program-here")
        );
        assert!(succeeds(&mut Command::new("true")));
        assert!(!succeeds(&mut Command::new("false")));
    }
}
