//! What we write is valid by the schema of its version, as far as schema and validator are there.

use std::{env, fs, path::PathBuf, process::Command};

use crate::support::text::between;

/// Holds what was written against its schema.
#[track_caller]
pub(crate) fn is_valid(documents: &[String]) {
    let Some(shared) = env::var_os("SILTA_SHARED") else {
        println!("not held against the schemas: SILTA_SHARED is not set");
        return;
    };
    if Command::new("xmllint").arg("--version").output().is_err() {
        println!("not held against the schemas: there is no xmllint");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    for (number, document) in documents.iter().enumerate() {
        let schema = match between(document, "ill:version=\"", "\"") {
            "1.2" => "ISO-18626-v1_2.xsd",
            _ => "ISO-18626-2021-2.xsd",
        };
        let schema = PathBuf::from(&shared).join("schemas/iso18626").join(schema);
        let file = folder.path().join(format!("{number}.xml"));
        fs::write(&file, document).unwrap();
        let judged = Command::new("xmllint")
            .args(["--noout", "--nonet", "--schema"])
            .args([&schema, &file])
            .output()
            .unwrap();
        let why = String::from_utf8_lossy(&judged.stderr);
        assert!(judged.status.success(), "{document}\n{why}");
    }
    println!("held against the schemas: {}", documents.len());
}
