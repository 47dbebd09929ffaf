//! Replays the seeds of the fuzz target through its body.

#[test]
fn charset() {
    silta_testing::replay("charset", 6, silta_charset::fuzzing::charset);
}
