//! Replays the seeds of the fuzz target `charset` through its body.

use std::{fs, path::Path};

use silta_charset::fuzzing;

#[test]
fn charset() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/seeds/charset");
    let mut seeds = 0;
    for seed in fs::read_dir(folder).expect("the target has seeds") {
        fuzzing::charset(&fs::read(seed.unwrap().path()).unwrap());
        seeds += 1;
    }
    assert!(seeds > 5, "{seeds} seeds");
}
