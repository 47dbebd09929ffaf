//! Replays the seeds of the fuzz target through its body.

use std::{fs, path::Path};

#[test]
fn cql_translation() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/seeds/cql_translation");
    let mut seeds = 0;
    for seed in fs::read_dir(&folder).expect("the target has seeds") {
        silta_cql_translation::fuzzing::cql_translation(&fs::read(seed.unwrap().path()).unwrap());
        seeds += 1;
    }
    assert!(seeds > 5, "{seeds} seeds");
}
