//! Replays the seeds of the fuzz targets through the bodies of the targets.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{fs, path::Path};

use silta_z3950::fuzzing;

fn replay(target: &str, body: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../fuzz/seeds")
        .join(target);
    let mut seeds = 0;
    for seed in fs::read_dir(&folder).expect("each target has seeds") {
        body(&fs::read(seed.unwrap().path()).unwrap());
        seeds += 1;
    }
    assert!(seeds > 5, "{target} has {seeds} seeds");
}

#[test]
fn apdu() {
    replay("z3950_apdu", fuzzing::apdu);
}

#[test]
fn pqf() {
    replay("z3950_pqf", fuzzing::pqf);
}
