//! Replays the seeds of the fuzz target `sip2_session`.

mod support;

use std::time::Instant;

use silta_sip2_service::{Profile, fuzzing};
use support::Library;

#[tokio::test]
async fn the_seeds_of_the_session_target_break_no_law() {
    let library = Library::with(Profile::default());
    for seed in silta_testing::seeds("sip2_session", 50) {
        fuzzing::session(&library.service, &seed, Instant::now()).await;
    }
}
