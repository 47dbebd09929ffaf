//! Replays the seeds of the fuzz target through its body.

use silta_ncip::fuzzing;
use silta_testing::replay;

#[test]
fn ncip_message() {
    replay("ncip_message", 8, fuzzing::ncip_message);
}
