//! Replays the seeds of the fuzz targets through the bodies of the targets.

use silta_oai_pmh::fuzzing;
use silta_testing::replay;

#[test]
fn request() {
    replay("oai_request", 5, fuzzing::request);
}

#[test]
fn response() {
    replay("oai_response", 5, fuzzing::response);
}
