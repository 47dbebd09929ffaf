//! Replays the seeds of the fuzz target through its body.

use silta_sru::fuzzing;
use silta_testing::replay;

#[test]
fn request() {
    replay("sru_request", 8, fuzzing::request);
}
