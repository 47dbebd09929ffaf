//! Replays the seeds of the fuzz target through its body.

#[test]
fn cql_translation() {
    silta_testing::replay(
        "cql_translation",
        6,
        silta_cql_translation::fuzzing::cql_translation,
    );
}
