//! The one test command: cheap checks first, then the tests, then the real binary against the
//! conformance suite and clients that others wrote.

use std::{
    path::PathBuf,
    process::{Command, ExitCode},
    time::Duration,
};

use crate::{
    Result,
    child::{self, Beside, cargo},
    demo::Demo,
    judges::{self, Judge},
    root,
    run::{Outcome, Run},
    tidy, workshop,
};

/// Packages that stand outside the workspace.
const OUTSIDE: &[&str] = &["conformance/judges/sip2_crate"];

/// The tests that have a long form, with the time that it may take on a busy machine: the seeds,
/// lines and messages of hours, where the short forms have those of seconds.
const LONG: &[(&str, Duration)] = &[
    ("simulation", minutes(240)),
    ("faults", minutes(60)),
    ("crash", minutes(60)),
    ("hostile", minutes(120)),
];

const fn minutes(minutes: u64) -> Duration {
    Duration::from_secs(60 * minutes)
}

/// Everything but what needs the release build.
pub(crate) fn quick() -> ExitCode {
    let mut run = Run::default();
    sources(&mut run);
    tests(&mut run);
    run.conclude()
}

/// Everything.
pub(crate) fn all() -> ExitCode {
    let mut run = Run::default();
    let build = release_build();
    sources(&mut run);
    tests_compile(&mut run);
    let built = run.step("release build", || build?.finish());
    tests(&mut run);
    gateway(&mut run, built);
    run.conclude()
}

/// The long forms, each until its end.
pub(crate) fn long() -> ExitCode {
    let mut run = Run::default();
    for (test, limit) in LONG {
        run.step(&format!("long form: {test}"), || {
            let mut command = cargo(&["test", "--locked", "--package", "silta", "--test", test]);
            child::run(
                command.env("SILTA_LONG", "1").args(["--", "--nocapture"]),
                *limit,
            )
        });
    }
    run.conclude()
}

/// What can be said about the sources without running them.
fn sources(run: &mut Run) {
    run.step("format", || {
        child::run(&mut cargo(&["fmt", "--all", "--check"]), minutes(1))?;
        let outside = OUTSIDE
            .iter()
            .map(|folder| root().join(folder).join("Cargo.toml"));
        outside
            .filter(|manifest| manifest.exists())
            .try_for_each(|manifest| {
                let mut command = cargo(&["fmt", "--check", "--manifest-path"]);
                child::run(command.arg(manifest), minutes(1))
            })
    });
    run.step("tidy", || tidy::check(&root()));
    // With the fuzz targets: they run for hours elsewhere, and their seeds in ordinary tests. Here
    // they only have to compile.
    run.step("lints", || {
        let check = [
            "clippy",
            "--workspace",
            "--all-targets",
            "--locked",
            "--keep-going",
        ];
        child::run(cargo(&check).args(["--", "-D", "warnings"]), minutes(40))
    });
    run.step("documentation", || {
        let mut command = cargo(&["doc", "--workspace", "--no-deps", "--locked"]);
        child::run(command.env("RUSTDOCFLAGS", "-D warnings"), minutes(20))
    });
}

/// The release build, begun: linking it all takes one core for minutes, and so the other one may do
/// what is to be done without it. No test runs beside it, for their deadlines are those of a machine
/// that is not starved.
fn release_build() -> Result<Beside> {
    let mut command = cargo(&["build", "--release", "--locked", "--package", "silta"]);
    let output = workshop().join("release-build.log");
    child::start(&mut command, output, minutes(60))
}

/// The command that runs the tests of the workspace.
fn test_command() -> Command {
    let nextest = child::succeeds(&mut cargo(&["nextest", "--version"]));
    let runner: &[&str] = if nextest {
        &["nextest", "run", "--workspace"]
    } else {
        &["test", "--workspace", "--all-targets"]
    };
    let mut command = cargo(runner);
    command.arg("--locked");
    command
}

fn tests_compile(run: &mut Run) {
    run.step("tests compile", || {
        child::run(test_command().arg("--no-run"), minutes(40))
    });
}

/// The tests of the workspace; whether generated pages are fresh is one of them.
fn tests(run: &mut Run) {
    run.step("tests", || {
        child::run(test_command().arg("--no-fail-fast"), minutes(20))
    });
    run.step("examples in the documentation", || {
        child::run(
            &mut cargo(&["test", "--workspace", "--doc", "--locked"]),
            minutes(10),
        )
    });
}

/// The binary of the release profile as a newcomer gets it, against the suite and foreign clients.
fn gateway(run: &mut Run, built: bool) {
    on_a_demo(run, built, "conformance", |run, demo| {
        for (suite, address) in [
            ("sip2", demo.sip2()),
            ("api", demo.http()),
            ("z3950", demo.z3950()),
            ("sru", demo.http()),
            ("oai", demo.http()),
            ("ncip", demo.http()),
            ("iso18626", demo.http()),
        ] {
            run.step(&format!("conformance suite: {suite}"), || {
                conformance(suite, address, demo)
            });
        }
    });
    run.step(
        "foreign judge: openapi-spec-validator",
        || match judges::openapi() {
            Ok(mut judge) => child::run(&mut judge, minutes(2)).into(),
            Err(reason) => Outcome::Skipped(reason),
        },
    );
    let judges = judges::install();
    on_a_demo(run, built, "foreign judges", |run, demo| {
        for (name, judge) in judges {
            run.step(&format!("foreign judge: {name}"), || match judge {
                Ok(judge) => twice(&judge, demo.sip2()).into(),
                Err(reason) => Outcome::Skipped(reason),
            });
        }
        z3950_judges(run, demo);
        for (name, judge) in [judges::install_oai()]
            .into_iter()
            .chain(judges::install_sru())
            .chain([judges::install_page()])
        {
            run.step(&format!("foreign judge: {name}"), || match judge {
                Ok(judge) => twice(&judge, demo.http()).into(),
                Err(reason) => Outcome::Skipped(reason),
            });
        }
    });
}

/// The foreign judges of Z39.50, which change nothing.
fn z3950_judges(run: &mut Run, demo: &Demo) {
    for (name, judge) in judges::install_z3950() {
        run.step(&format!("foreign judge: {name}"), || match judge {
            Ok(judge) => judge.run(demo.z3950()).into(),
            Err(reason) => Outcome::Skipped(reason),
        });
    }
}

/// Starts a fresh demo for `work` and afterwards ends it, which has to go well too.
fn on_a_demo(run: &mut Run, built: bool, purpose: &str, work: impl FnOnce(&mut Run, &Demo)) {
    let mut demo = None;
    run.step(&format!("demo for {purpose}: starts"), || {
        if !built {
            return Err("there is no release build".to_owned());
        }
        demo = Some(Demo::start(purpose)?);
        Ok(())
    });
    let Some(demo) = demo else { return };
    work(run, &demo);
    run.step(&format!("demo for {purpose}: ends on SIGTERM"), || {
        demo.stop()
    });
}

fn conformance(suite: &str, address: &str, demo: &Demo) -> Result {
    let report = workshop().join("conformance").join(suite);
    let mut command = Command::new(workshop().join("release").join("silta"));
    command
        .args(["conformance", suite, address, "--report"])
        .arg(report);
    if suite == "iso18626" {
        command.args(["--listen", demo.partner()]);
    }
    match std::env::var_os("SILTA_SHARED") {
        _ if suite == "api" => {}
        Some(shared) if matches!(suite, "sru" | "oai" | "ncip" | "iso18626") => {
            // What holds the answers against the schemas; without it none is, and it is said.
            match judges::xmllint() {
                Ok(()) => {
                    println!("    with the XML schemas of SILTA_SHARED");
                    let schemas = PathBuf::from(shared).join("schemas");
                    command.arg("--schemas").arg(schemas);
                }
                Err(reason) => println!("    without XML schemas: {reason}"),
            }
        }
        Some(shared) => {
            println!("    with the recorded messages of SILTA_SHARED");
            command
                .arg("--vectors")
                .arg(PathBuf::from(shared).join("vectors"));
        }
        None => println!("    without recorded messages and schemas: SILTA_SHARED is not set"),
    }
    child::run(&mut command, minutes(10))
}

/// A judge undoes what it did; a second round on the same server shows that it can.
fn twice(judge: &Judge, sip2: &str) -> Result {
    judge.run(sip2)?;
    judge
        .run(sip2)
        .map_err(|fault| format!("in the second round on the same server: {fault}"))
}
