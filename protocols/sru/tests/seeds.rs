//! Replays the seeds of the fuzz targets through the bodies of the targets.

use silta_sru::fuzzing;
use silta_testing::replay;

#[test]
fn request() {
    replay("sru_request", 8, fuzzing::request);
}

#[test]
fn response() {
    replay("sru_response", 5, fuzzing::response);
}
