//! Replays the seeds of the fuzz target `sip2_session`.

mod support;

use std::{fs, path::Path, time::Instant};

use silta_sip2_service::{Profile, fuzzing};
use support::Library;

#[tokio::test]
async fn the_seeds_of_the_session_target_break_no_law() {
    let library = Library::with(Profile::default());
    let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/seeds/sip2_session");
    let mut replayed = 0;
    for seed in fs::read_dir(seeds).unwrap() {
        let data = fs::read(seed.unwrap().path()).unwrap();
        fuzzing::session(&library.service, &data, Instant::now()).await;
        replayed += 1;
    }
    assert!(replayed >= 50, "{replayed} seeds");
}
