//! Replays the seeds of the fuzz target `z3950_session`.
#![allow(clippy::unwrap_used, reason = "what is not there is a failed test")]

mod support;

use std::{fs, path::Path, time::Instant};

use silta_z3950_service::fuzzing;
use support::Server;

#[tokio::test]
async fn the_seeds_of_the_session_target_break_no_law() {
    let server = Server::new();
    let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/seeds/z3950_session");
    let mut replayed = 0;
    for seed in fs::read_dir(seeds).unwrap() {
        let data = fs::read(seed.unwrap().path()).unwrap();
        fuzzing::session(&server.service, &data, Instant::now()).await;
        replayed += 1;
    }
    assert!(replayed >= 20, "{replayed} seeds");
}
