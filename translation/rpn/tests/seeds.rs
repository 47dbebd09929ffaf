//! Replays the seeds of the fuzz target through its body.

#[test]
fn rpn_translation() {
    silta_testing::replay(
        "rpn_translation",
        8,
        silta_rpn_translation::fuzzing::rpn_translation,
    );
}
