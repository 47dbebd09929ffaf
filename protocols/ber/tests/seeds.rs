//! Replays the seeds of the fuzz target through its body.

#[test]
fn ber() {
    silta_testing::replay("ber", 6, silta_ber::fuzzing::ber);
}
