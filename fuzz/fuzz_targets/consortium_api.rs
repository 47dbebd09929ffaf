#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| silta_consortium_api::fuzzing::consortium_api(data));
