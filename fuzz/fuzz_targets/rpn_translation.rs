#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| silta_rpn_translation::fuzzing::rpn_translation(data));
