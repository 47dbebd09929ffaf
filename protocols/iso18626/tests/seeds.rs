//! Replays the seeds of the fuzz target through the body of the target.

use silta_iso18626::fuzzing;
use silta_testing::replay;

#[test]
fn message() {
    replay("iso18626_message", 12, fuzzing::message);
}
