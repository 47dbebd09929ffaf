#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| silta_z3950::fuzzing::pqf(data));
