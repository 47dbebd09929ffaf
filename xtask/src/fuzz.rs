//! One fuzz target, run by cargo-fuzz: for a number of executions, or until a number of them has
//! brought nothing new.
//!
//! The fuzzer is led by the coverage of our own crates (see [`crate::instrument`]).

use std::{
    fs,
    io::{self, BufRead as _, BufReader},
    path::PathBuf,
    process::{Command, Stdio},
    time::Duration,
};

use crate::{
    Result,
    child::{self, cargo},
    instrument, root,
};

const WITHIN: Duration = Duration::from_secs(24 * 60 * 60);

/// How a target is run.
#[derive(Clone, Copy, Debug)]
struct Target {
    name: &'static str,
    /// Longest input, in bytes: what a fault needs to show itself, not what the limits allow, so
    /// that an execution stays short.
    max_len: u32,
    /// A file of `fuzz/dict`, without its ending.
    dictionary: Option<&'static str>,
    /// The packages whose coverage leads the fuzzer; if none is named, all of ours.
    led_by: &'static [&'static str],
}

const fn target(name: &'static str, max_len: u32, dictionary: Option<&'static str>) -> Target {
    Target {
        name,
        max_len,
        dictionary,
        led_by: &[],
    }
}

impl Target {
    /// Led by these packages alone: what lies behind them has a state of its own, which goes on
    /// through all inputs, and other tests.
    const fn led_by(self, led_by: &'static [&'static str]) -> Self {
        Self { led_by, ..self }
    }
}

/// The targets of `fuzz/fuzz_targets`.
const TARGETS: &[Target] = &[
    target("ber", 400, None),
    target("charset", 200, None),
    target("consortium_api", 300, None),
    target("cql", 300, Some("cql")),
    target("cql_translation", 300, Some("cql")),
    target("iso18626_message", 1200, Some("iso18626")),
    target("marc_iso2709", 500, None),
    target("marc_marc8", 200, None),
    target("marc_marcxml", 600, None),
    target("marc_record", 500, None),
    target("ncip_message", 1200, None),
    target("oai_request", 300, None),
    target("oai_response", 800, None),
    target("rpn_translation", 300, Some("z3950")),
    target("sip2_chunking", 400, Some("sip2")),
    target("sip2_frame", 400, Some("sip2")),
    target("sip2_message", 500, Some("sip2")),
    target("sip2_session", 450, Some("sip2")).led_by(&[
        "silta-charset",
        "silta-session",
        "silta-sip2",
        "silta-sip2-service",
    ]),
    target("sip2_trailer", 200, Some("sip2")),
    target("sru_request", 300, Some("sru")),
    target("sru_response", 800, None),
    target("xml", 400, None),
    target("z3950_apdu", 500, Some("z3950")),
    target("z3950_pqf", 300, Some("z3950")),
    // What is read from the wire has targets of its own.
    target("z3950_session", 600, Some("z3950")).led_by(&["silta-session", "silta-z3950-service"]),
];

/// When a run ends.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Until {
    /// After so many executions.
    Runs(u64),
    /// When so many executions in a row have brought no new coverage. The fuzzer tells its count
    /// at powers of two while nothing is found, so it may run up to twice as long.
    Quiet(u64),
    /// The same, without comparisons traced. They lead the fuzzer to what it has not found, and
    /// take half of the time once there is little left to find.
    QuietUntraced(u64),
}

/// Runs the target of that name. Without a sanitizer: the code forbids `unsafe`, and so a stable
/// toolchain will do.
pub(crate) fn run(name: &str, until: Until) -> Result {
    let Some(target) = TARGETS.iter().find(|target| target.name == name) else {
        let names: Vec<_> = TARGETS.iter().map(|target| target.name).collect();
        return Err(format!("{name}: no target; there are {}", names.join(", ")));
    };
    if !child::succeeds(&mut cargo(&["fuzz", "--version"])) {
        return Err("cargo-fuzz is missing: cargo install cargo-fuzz --locked".to_owned());
    }
    let mut command = Command::new(built(target, !matches!(until, Until::QuietUntraced(_)))?);
    // What it learns goes into the first folder; the seeds are read only.
    for folder in ["corpus", "seeds"] {
        let folder = root().join("fuzz").join(folder).join(name);
        fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        command.arg(folder);
    }
    command.args(["-timeout=300", "-rss_limit_mb=3000"]);
    command.arg(format!("-max_len={}", target.max_len));
    if let Some(dictionary) = target.dictionary {
        command.arg(format!("-dict={}", dictionary_file(dictionary).display()));
    }
    match until {
        Until::Runs(runs) => child::run(command.arg(format!("-runs={runs}")), WITHIN),
        Until::Quiet(quota) | Until::QuietUntraced(quota) => until_quiet(&mut command, quota),
    }
}

/// Builds the target, and says where its program stands. It is started from there and not by
/// cargo-fuzz, so that it can be ended by its own id.
///
/// Cargo does not see which packages are instrumented, and how: a target with a list of its own has
/// a folder of its own, and so has what is untraced.
fn built(Target { name, led_by, .. }: &Target, traced: bool) -> Result<PathBuf> {
    let mut folder = root().join("fuzz/target");
    if !traced {
        folder.push("untraced");
    }
    if !led_by.is_empty() {
        folder.push(name);
    }
    let mut command = cargo(&["fuzz", "build", "--sanitizer", "none", "--target-dir"]);
    command.arg(&folder).arg(name);
    if !traced {
        command.arg("--no-trace-compares");
    }
    // Optimised, but not for months of service: a target is built in minutes.
    command.env("CARGO_PROFILE_RELEASE_LTO", "off");
    command.env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16");
    instrument::only(led_by, &mut command)?;
    child::run(&mut command, WITHIN)?;
    Ok(folder.join(host()?).join("release").join(name))
}

/// The platform that cargo-fuzz builds for: the one it runs on.
fn host() -> Result<String> {
    let told = Command::new("rustc").arg("-vV").output();
    let told = told.map_err(|error| format!("rustc: {error}"))?;
    String::from_utf8_lossy(&told.stdout)
        .lines()
        .find_map(|line| line.strip_prefix("host: "))
        .map(str::to_owned)
        .ok_or_else(|| "rustc does not tell its host".to_owned())
}

fn dictionary_file(name: &str) -> PathBuf {
    root().join("fuzz/dict").join(format!("{name}.dict"))
}

/// Shows what the fuzzer says, and ends it when it has been quiet for long enough.
fn until_quiet(command: &mut Command, quota: u64) -> Result {
    let mut child = command
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| format!("the fuzzer: {error}"))?;
    let said = child.stderr.take().map(BufReader::new);
    let mut quiet = Quiet::default();
    for line in said
        .into_iter()
        .flat_map(BufReader::lines)
        .map_while(io::Result::ok)
    {
        eprintln!("{line}");
        if let Some(state) = State::of(&line) {
            quiet.saw(state);
            if quiet.lasts() >= quota {
                child::end(&mut child);
                println!(
                    "{} executions, {} edges, the last {} brought nothing new",
                    state.executions,
                    quiet.edges,
                    quiet.lasts()
                );
                return Ok(());
            }
        }
    }
    match child::wait(&mut child, WITHIN) {
        Some(status) if status.success() => Ok(()),
        Some(status) => Err(format!("{status}")),
        None => Err("the fuzzer went on without a word".to_owned()),
    }
}

/// What a line of the fuzzer tells: `#2097152 pulse  cov: 1018 ft: 9123 ...`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct State {
    executions: u64,
    edges: u64,
}

impl State {
    fn of(line: &str) -> Option<Self> {
        let mut words = line.strip_prefix('#')?.split_ascii_whitespace();
        let executions = words.next()?.parse().ok()?;
        words.find(|word| *word == "cov:")?;
        let edges = words.next()?.parse().ok()?;
        Some(Self { executions, edges })
    }
}

/// Since when nothing new has been found.
#[derive(Clone, Copy, Debug, Default)]
struct Quiet {
    edges: u64,
    since: u64,
    now: u64,
}

impl Quiet {
    fn saw(&mut self, state: State) {
        self.now = state.executions;
        if state.edges > self.edges {
            self.edges = state.edges;
            self.since = state.executions;
        }
    }

    const fn lasts(&self) -> u64 {
        self.now - self.since
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quiet_is_counted_from_the_last_new_edge() {
        let mut quiet = Quiet::default();
        for line in [
            "INFO: seed corpus: files: 3 min: 1b max: 4b total: 9b rss: 30Mb",
            "#4\tINITED cov: 100 ft: 120 corp: 3/9b exec/s: 0 rss: 40Mb",
            "#900\tNEW    cov: 101 ft: 121 corp: 4/13b lim: 4 exec/s: 0 rss: 40Mb L: 4/4 MS: 1 -",
            "#1000\tREDUCE cov: 101 ft: 121 corp: 4/12b lim: 4 exec/s: 0 rss: 40Mb L: 3/4 MS: 1 -",
            "#2048\tpulse  cov: 101 ft: 121 corp: 4/12b lim: 4 exec/s: 1024 rss: 40Mb",
        ] {
            if let Some(state) = State::of(line) {
                quiet.saw(state);
            }
        }
        assert_eq!((quiet.edges, quiet.lasts()), (101, 1148));
        assert_eq!(State::of("Done 12 runs in 3 second(s)"), None);
    }

    #[test]
    fn the_table_names_the_targets_that_there_are() {
        let folder = fs::read_dir(root().join("fuzz/fuzz_targets")).unwrap();
        let mut files: Vec<_> = folder
            .map(|entry| {
                let path = entry.unwrap().path();
                path.file_stem().unwrap().to_string_lossy().into_owned()
            })
            .collect();
        files.sort();
        let names: Vec<_> = TARGETS.iter().map(|target| target.name).collect();
        assert_eq!(names, files);
        for dictionary in TARGETS.iter().filter_map(|target| target.dictionary) {
            assert!(dictionary_file(dictionary).is_file(), "{dictionary}");
        }
    }
}
