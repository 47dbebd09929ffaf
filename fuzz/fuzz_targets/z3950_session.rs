#![no_main]

//! A session over the demo library, which goes on through all runs.

use std::{
    sync::{Arc, LazyLock},
    time::Instant,
};

use silta_embedded::{Embedded, Settings, SystemClock};
use silta_z3950_service::{Z3950Metrics, Z3950Service, Z3950Settings, fuzzing};
use tokio::runtime::Runtime;

static LIBRARY: LazyLock<(Runtime, Z3950Service)> = LazyLock::new(|| {
    let store = std::env::temp_dir().join(format!("silta-fuzz-{}.db", std::process::id()));
    let consortium = Embedded::demo(&store, Settings::default(), Arc::new(SystemClock));
    let consortium = Arc::new(consortium.expect("the demo library opens"));
    let metrics = Z3950Metrics::register(&silta_observe::Metrics::new());
    let service = Z3950Service::new(consortium, Z3950Settings::default(), metrics);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    (runtime.expect("a runtime"), service)
});

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let (runtime, service) = &*LIBRARY;
    runtime.block_on(fuzzing::session(service, data, Instant::now()));
});
