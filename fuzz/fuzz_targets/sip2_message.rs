#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| silta_sip2::fuzzing::message(data));
