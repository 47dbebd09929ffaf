//! Replays the seeds of the fuzz target through its body.

#[test]
fn cql() {
    silta_testing::replay("cql", 6, silta_cql::fuzzing::cql);
}
