//! The judge of what is written: xmllint, with the schemas of the folder that `SILTA_SHARED` names.

use std::{
    env,
    io::Write as _,
    path::PathBuf,
    process::{Command, Stdio},
};

use silta_iso18626::Version;

/// The folder that implementations share; none is told.
pub(crate) fn shared() -> Option<PathBuf> {
    let folder = env::var_os("SILTA_SHARED").map(PathBuf::from);
    if folder.is_none() {
        println!("SILTA_SHARED is not set: vectors and schemas were not tried");
    }
    folder
}

/// Panics if a document is not valid by a version's schema. Without schema or xmllint, says so.
pub(crate) fn judge(version: Version, document: &str, whose: &str) {
    let Some(folder) = shared() else { return };
    let schema = match version {
        Version::V1_2 => "ISO-18626-v1_2.xsd",
        Version::V2021_2 => "ISO-18626-2021-2.xsd",
    };
    let mut linter = Command::new("xmllint");
    linter
        .args(["--noout", "--nonet", "--schema"])
        .arg(folder.join("schemas/iso18626").join(schema))
        .arg("-")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let Ok(mut judge) = linter.spawn() else {
        println!("there is no xmllint: nothing was judged by the schemas");
        return;
    };
    let mut input = judge.stdin.take().unwrap();
    input.write_all(document.as_bytes()).unwrap();
    drop(input);
    let judged = judge.wait_with_output().unwrap();
    let against = String::from_utf8_lossy(&judged.stderr);
    assert!(
        judged.status.success(),
        "{whose}, as {version}: {against}\n{document}"
    );
}
