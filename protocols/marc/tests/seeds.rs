//! Replays the seeds of the fuzz targets through the bodies of the targets.

use silta_marc::fuzzing;
use silta_testing::replay;

#[test]
fn iso2709() {
    replay("marc_iso2709", 6, fuzzing::iso2709);
}

#[test]
fn marcxml() {
    replay("marc_marcxml", 6, fuzzing::marcxml);
}

#[test]
fn marc8() {
    replay("marc_marc8", 6, fuzzing::marc8);
}

#[test]
fn record() {
    replay("marc_record", 5, fuzzing::record);
}
