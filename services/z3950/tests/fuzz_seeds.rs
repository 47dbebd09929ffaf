//! Replays the seeds of the fuzz target `z3950_session`.
#![allow(clippy::unwrap_used, reason = "what is not there is a failed test")]

mod support;

use std::time::Instant;

use silta_z3950_service::fuzzing;
use support::Server;

#[tokio::test]
async fn the_seeds_of_the_session_target_break_no_law() {
    let server = Server::new();
    for seed in silta_testing::seeds("z3950_session", 20) {
        fuzzing::session(&server.service, &seed, Instant::now()).await;
    }
}
