#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| silta_iso18626::fuzzing::message(data));
