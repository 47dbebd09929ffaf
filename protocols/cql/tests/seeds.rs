//! Replays the seeds of the fuzz target through its body.

use std::{fs, path::Path};

#[test]
fn cql() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/seeds/cql");
    let mut seeds = 0;
    for seed in fs::read_dir(&folder).expect("the target has seeds") {
        silta_cql::fuzzing::cql(&fs::read(seed.unwrap().path()).unwrap());
        seeds += 1;
    }
    assert!(seeds > 5, "{seeds} seeds");
}
