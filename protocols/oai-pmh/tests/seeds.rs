//! Replays the seeds of the fuzz targets through the bodies of the targets.

use std::{fs, path::Path};

use silta_oai_pmh::fuzzing;

fn replay(target: &str, body: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../fuzz/seeds")
        .join(target);
    let mut seeds = 0;
    for seed in fs::read_dir(&folder).expect("each target has seeds") {
        body(&fs::read(seed.expect("a readable folder").path()).expect("a readable file"));
        seeds += 1;
    }
    assert!(seeds > 3, "{target} has {seeds} seeds");
}

#[test]
fn requests() {
    replay("oai_request", fuzzing::request);
}

#[test]
fn responses() {
    replay("oai_response", fuzzing::response);
}
