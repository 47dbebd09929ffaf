//! Replays the seeds of the fuzz targets through the bodies of the targets.

use silta_testing::replay;
use silta_z3950::fuzzing;

#[test]
fn apdu() {
    replay("z3950_apdu", 6, fuzzing::apdu);
}

#[test]
fn pqf() {
    replay("z3950_pqf", 6, fuzzing::pqf);
}
