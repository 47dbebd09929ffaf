//! Messages that were met, and the official schemas, if `SILTA_SHARED` names the folder that has
//! them.
#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot read its own vectors has failed"
)]

use std::{
    env, fs,
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use jiff::tz::TimeZone;
use silta_ncip::{Body, Message, Reading, Version, fuzzing};

fn shared() -> Option<PathBuf> {
    let folder = env::var_os("SILTA_SHARED").map(PathBuf::from);
    if folder.is_none() {
        println!("SILTA_SHARED is not set: the vectors of NCIP were not tried");
    }
    folder
}

fn vectors(shared: &Path) -> Vec<(String, Vec<u8>)> {
    let entries = fs::read_dir(shared.join("vectors/ncip")).unwrap();
    let files = entries.map(|entry| entry.unwrap().path());
    let files = files.filter(|path| path.extension().is_some_and(|ending| ending == "xml"));
    let name = |path: &Path| path.file_name().unwrap().to_string_lossy().into_owned();
    let mut vectors: Vec<_> = files
        .map(|path| (name(&path), fs::read(path).unwrap()))
        .collect();
    vectors.sort();
    assert!(vectors.len() > 80, "{} vectors", vectors.len());
    vectors
}

/// Vectors that are no good messages although their name does not say so, and why.
const UNREAD: &[(&str, &str)] = &[
    (
        "req_modncip_deleteItem-missingItem.xml",
        "ItemId is missing",
    ),
    (
        "rsp_vufind_RequestItem_empty_message.xml",
        "the message is empty",
    ),
    ("rsp_xc_LookupUser_declared_cp1252.xml", "cannot be read as"),
    (
        "wild_req_LookupVersion.xml",
        "there is no service LookupVersion",
    ),
];

#[test]
fn what_is_good_is_read_and_reads_the_same_when_it_is_written() {
    let Some(shared) = shared() else { return };
    let reading = Reading::by_clock_of(TimeZone::UTC);
    let mut tried = 0;
    let mut faults = Vec::new();
    for (name, bytes) in vectors(&shared) {
        let read = Message::read(&bytes, &reading);
        let unread = UNREAD.iter().find(|(unread, _)| *unread == name);
        match (read, unread) {
            (Ok(message), None) => {
                let written = message.write();
                let again = Message::read(written.as_bytes(), &reading);
                if again.as_ref() != Ok(&message) {
                    faults.push(format!("{name}: {written}"));
                }
                let asks = matches!(message.body, Body::Initiation(_));
                if !name.starts_with("bad_") && name.contains("req_") != asks {
                    faults.push(format!("{name}: the direction"));
                }
                tried += 1;
            }
            (Err(error), Some((_, why))) if error.to_string().contains(why) => {}
            (Err(_), None) if name.starts_with("bad_") => {}
            (read, _) => faults.push(format!("{name}: {:?}", read.map_err(|e| e.to_string()))),
        }
        fuzzing::ncip_message(&bytes);
    }
    println!("{tried} messages of the vectors were read and written");
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn what_is_written_is_valid() {
    let Some(shared) = shared() else { return };
    if Command::new("xmllint").arg("--version").output().is_err() {
        println!("not validated: there is no xmllint");
        return;
    }
    let reading = Reading::by_clock_of(TimeZone::UTC);
    let bad = "<NCIPMessage xmlns='http://www.niso.org/2008/ncip'/>";
    assert!(fault(&shared, bad).is_some(), "the judge sees nothing");
    let mut faults = Vec::new();
    let mut judged = 0;
    for (name, bytes) in vectors(&shared) {
        let message = match Message::read(&bytes, &reading) {
            Ok(message) => message,
            Err(unreadable) => unreadable.answer(),
        };
        for version in [message.version, Version::V1_0, Version::V2_02] {
            let message = Message {
                version,
                ..message.clone()
            };
            let written = message.write();
            if let Some(fault) = fault(&shared, &written) {
                faults.push(format!("{name} in {version}: {fault}\n{written}"));
            }
            judged += 1;
        }
    }
    println!("xmllint judged {judged} messages");
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// What is wrong with a message by its schema.
fn fault(shared: &Path, written: &str) -> Option<String> {
    let schemas = shared.join("schemas/ncip");
    let (option, schema) = match written.contains("ncip_v1_0.dtd") {
        true => ("--dtdvalid", "ncip_v1_0.dtd"),
        false => ("--schema", "ncip_v2_02.xsd"),
    };
    let mut child = Command::new("xmllint")
        .args(["--noout", "--nonet", option])
        .arg(schemas.join(schema))
        .arg("-")
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(written.as_bytes())
        .unwrap();
    let output = child.wait_with_output().unwrap();
    let said = || String::from_utf8_lossy(&output.stderr).into_owned();
    (!output.status.success()).then(said)
}
