//! The foreign judges: clients and decoders that others wrote, driven by the small programs in
//! `conformance/judges/`. Those of SIP2 are installed under the target folder, those of Z39.50 are
//! packages of Debian; a judge that cannot be had here (no network, no Python) is named with the
//! reason and left out.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Duration,
};

use crate::{
    Result,
    child::{self, cargo},
    root, workshop,
};

const INSTALL_WITHIN: Duration = Duration::from_secs(300);
const ROUND_WITHIN: Duration = Duration::from_secs(120);

/// A program that is called with host and port and exits 0 if it found nothing wrong.
#[derive(Debug)]
pub(crate) struct Judge {
    program: PathBuf,
    script: Option<PathBuf>,
}

impl Judge {
    /// One round against the server at `address` (`host:port`).
    pub(crate) fn run(&self, address: &str) -> Result {
        let (host, port) = address.rsplit_once(':').ok_or("not host:port")?;
        let mut command = Command::new(&self.program);
        command
            .args(&self.script)
            .args([host, port])
            .stdin(Stdio::null());
        // No compiled scripts in the source tree.
        command.env("PYTHONDONTWRITEBYTECODE", "1");
        child::run(&mut command, ROUND_WITHIN)
    }
}

/// Every judge by name: ready to run, or the reason why not.
pub(crate) fn install() -> Vec<(&'static str, Result<Judge>)> {
    println!("==> installing the foreign judges");
    let python = python("requirements.txt", "python");
    let script = |name: &str| {
        let program = python.clone()?;
        Ok(Judge {
            program,
            script: Some(folder().join(name)),
        })
    };
    vec![
        ("crate sip2 0.3.4", sip2_crate()),
        ("Python package Sip2 1.1", script("tzeumer.py")),
        ("Python package pysip2 0.1.0", script("pysip2_judge.py")),
    ]
}

/// Every judge of Z39.50 by name: ready to run, or the reason why not.
pub(crate) fn install_z3950() -> Vec<(&'static str, Result<Judge>)> {
    println!("==> looking for the foreign judges of Z39.50");
    let yaz = || program("yaz-client", "yaz");
    let perl = || {
        let zoom = ["-MZOOM", "-e", "1"];
        if child::succeeds(Command::new("perl").args(zoom)) {
            return Ok(());
        }
        apt_install("libnet-z3950-zoom-perl")
    };
    let tshark = || yaz().and_then(|()| program("tshark", "tshark"));
    let judge = |needs: Result, interpreter: &str, script: &str| {
        needs.map(|()| Judge {
            program: PathBuf::from(interpreter),
            script: Some(folder().join(script)),
        })
    };
    vec![
        ("yaz-client", judge(yaz(), "python3", "z3950_yaz_client.py")),
        (
            "zoomsh",
            judge(program("zoomsh", "yaz"), "python3", "z3950_zoomsh.py"),
        ),
        (
            "Perl Net::Z3950::ZOOM",
            judge(perl(), "perl", "z3950_zoom.pl"),
        ),
        (
            "dissector of tshark",
            judge(tshark(), "python3", "z3950_tshark.py"),
        ),
    ]
}

/// The judge of OAI-PMH by name: ready to run, or the reason why not.
pub(crate) fn install_oai() -> (&'static str, Result<Judge>) {
    let judge = python("oai_requirements.txt", "oai").map(|program| Judge {
        program,
        script: Some(folder().join("oai_sickle.py")),
    });
    ("Python package Sickle 0.7.0", judge)
}

/// Every judge of SRU by name: ready to run, or the reason why not.
pub(crate) fn install_sru() -> Vec<(&'static str, Result<Judge>)> {
    let python = |needs: Result, script: &str| {
        needs.map(|()| Judge {
            program: PathBuf::from("python3"),
            script: Some(folder().join(script)),
        })
    };
    let (client, shell) = (program("yaz-client", "yaz"), program("zoomsh", "yaz"));
    vec![
        ("yaz-client over SRU", python(client, "sru_yaz_client.py")),
        ("zoomsh over SRU", python(shell, "sru_zoomsh.py")),
        ("npm @natlibfi/sru-client 6.0.18", natlibfi()),
    ]
}

/// The judge of the pages for people: a browser that others wrote.
pub(crate) fn install_page() -> (&'static str, Result<Judge>) {
    let judge = program("chromium", "chromium").map(|()| Judge {
        program: PathBuf::from("python3"),
        script: Some(folder().join("page_chromium.py")),
    });
    ("Chromium on the pages for people", judge)
}

/// The client of the National Library, installed from npm under the target folder; it is made anew
/// when its list has changed.
fn natlibfi() -> Result<Judge> {
    program("npm", "npm")?;
    let source = folder().join("sru_natlibfi");
    let place = workshop().join("judges").join("sru_natlibfi");
    fs::create_dir_all(&place).map_err(|error| error.to_string())?;
    let stamp = place.join("installed.json");
    let read = |path: &Path| fs::read_to_string(path).map_err(|error| error.to_string());
    let wanted = read(&source.join("package-lock.json"))?;
    for file in ["package.json", "package-lock.json", "judge.mjs"] {
        fs::copy(source.join(file), place.join(file)).map_err(|error| error.to_string())?;
    }
    if read(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(node(&place));
    }
    let mut install = Command::new("npm");
    install
        .args([
            "ci",
            "--ignore-scripts",
            "--no-audit",
            "--no-fund",
            "--silent",
        ])
        .current_dir(&place)
        .stdin(Stdio::null());
    child::run(&mut install, INSTALL_WITHIN)
        .map_err(|fault| format!("npm could not install the package: {fault}"))?;
    fs::write(&stamp, wanted).map_err(|error| error.to_string())?;
    Ok(node(&place))
}

fn node(place: &Path) -> Judge {
    Judge {
        program: PathBuf::from("node"),
        script: Some(place.join("judge.mjs")),
    }
}

/// What the suites of SRU and OAI-PMH hold answers against XML schemas with.
pub(crate) fn xmllint() -> Result {
    program("xmllint", "libxml2-utils")
}

/// A program of a Debian package, which is installed if it is not there and we may.
fn program(name: &str, package: &str) -> Result {
    // Whatever it thinks of the option: it is there if it can be started.
    match Command::new(name)
        .arg("--version")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
    {
        Ok(_) => Ok(()),
        Err(_) => apt_install(package),
    }
}

/// The OpenAPI document of the consortium API, judged by a validator that others wrote; or the
/// reason why it cannot be had here.
pub(crate) fn openapi() -> Result<Command> {
    let python = python("openapi_requirements.txt", "openapi")?;
    let mut command = Command::new(python);
    command
        .arg(folder().join("openapi_validate.py"))
        .arg(root().join("docs/consortium-api/openapi.json"))
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .stdin(Stdio::null());
    Ok(command)
}

fn folder() -> PathBuf {
    root().join("conformance").join("judges")
}

/// Builds the judge around the crate `sip2`; it stands outside the workspace, so that the project
/// builds where that crate cannot be had.
fn sip2_crate() -> Result<Judge> {
    let manifest = folder().join("sip2_crate").join("Cargo.toml");
    let target = workshop().join("judges").join("sip2_crate");
    let mut command = cargo(&["build", "--quiet", "--locked"]);
    command
        .arg("--manifest-path")
        .arg(manifest)
        .arg("--target-dir")
        .arg(&target);
    child::run(&mut command, INSTALL_WITHIN)
        .map_err(|fault| format!("could not be built: {fault}"))?;
    Ok(Judge {
        program: target.join("debug").join("sip2-crate-judge"),
        script: None,
    })
}

/// A Python with the packages of a list, in an environment of its own, so that one list that cannot
/// be had disables no judge of the other. It is made anew when the list has changed.
fn python(list: &str, place: &str) -> Result<PathBuf> {
    let requirements = folder().join(list);
    let wanted = fs::read_to_string(&requirements).map_err(|error| error.to_string())?;
    let place = workshop().join("judges").join(place);
    let python = place.join("bin").join("python");
    let stamp = place.join("requirements.txt");
    if fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(python);
    }
    environment(&place)?;
    let mut install = Command::new(&python);
    install.args([
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--requirement",
    ]);
    child::run(
        install.arg(&requirements).stdin(Stdio::null()),
        INSTALL_WITHIN,
    )
    .map_err(|fault| format!("pip could not install the packages: {fault}"))?;
    fs::write(&stamp, wanted).map_err(|error| error.to_string())?;
    Ok(python)
}

/// Makes a virtual environment; a Debian without the package for it gets that first, if we may.
fn environment(place: &Path) -> Result {
    let make = || {
        child::run(
            Command::new("python3")
                .args(["-m", "venv", "--clear"])
                .arg(place),
            INSTALL_WITHIN,
        )
    };
    make().or_else(|fault| {
        apt_install("python3-venv")
            .map_err(|missing| format!("no virtual environment ({fault}); {missing}"))?;
        make()
    })
}

/// Installs a package of Debian, if we may.
fn apt_install(package: &str) -> Result {
    if !is_root() {
        return Err(format!("install the package {package}"));
    }
    let apt = |arguments: &[&str]| {
        let mut command = Command::new("apt-get");
        command
            .args(arguments)
            .env("DEBIAN_FRONTEND", "noninteractive")
            .stdin(Stdio::null());
        child::run(&mut command, INSTALL_WITHIN)
            .map_err(|fault| format!("the package {package} could not be installed: {fault}"))
    };
    apt(&["update", "--quiet"])?;
    apt(&[
        "install",
        "--quiet",
        "--yes",
        "--no-install-recommends",
        package,
    ])
}

fn is_root() -> bool {
    let id = Command::new("id").arg("--user").output();
    id.is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}
