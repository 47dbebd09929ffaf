#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    silta_cql_translation::fuzzing::cql_translation(data);
});
