//! Replays the seeds of the fuzz targets through the bodies of the targets.

use silta_sip2::fuzzing;
use silta_testing::replay;

#[test]
fn frame() {
    replay("sip2_frame", 6, fuzzing::frame);
}

#[test]
fn chunking() {
    replay("sip2_chunking", 6, fuzzing::chunking);
}

#[test]
fn message() {
    replay("sip2_message", 6, fuzzing::message);
}

#[test]
fn trailer() {
    replay("sip2_trailer", 6, fuzzing::trailer);
}
