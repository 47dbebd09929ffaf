#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| silta_marc::fuzzing::iso2709(data));
