//! Replays the seeds of the fuzz target through its body.

#[test]
fn xml() {
    silta_testing::replay("xml", 6, silta_xml::fuzzing::xml);
}
