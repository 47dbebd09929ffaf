#![no_main]

//! A session over the demo library, which goes on through all runs: what one input does, the next
//! one finds.

use std::{
    net::IpAddr,
    sync::{Arc, LazyLock},
    time::{Duration, Instant},
};

use jiff::{Timestamp, tz::TimeZone};
use silta_embedded::{Embedded, Settings, SystemClock};
use silta_sip2_service::{
    FailedLogins, Profile, Secret, SessionLimits, Sip2Metrics, Sip2Service, Sip2Settings, Terminal,
    Terminals, fuzzing,
};
use tokio::runtime::Runtime;

struct Forgetful;

impl FailedLogins for Forgetful {
    fn load(&self, _: Timestamp) -> Vec<(IpAddr, Timestamp)> {
        Vec::new()
    }

    fn record(&self, _: IpAddr, _: Timestamp) {}
}

static LIBRARY: LazyLock<(Runtime, Sip2Service)> = LazyLock::new(|| {
    let store = std::env::temp_dir().join(format!("silta-fuzz-{}.db", std::process::id()));
    let consortium = Embedded::demo(&store, Settings::default(), Arc::new(SystemClock));
    let (account, password) = fuzzing::ACCOUNT;
    let terminal = Terminal::new(
        account.into(),
        "KAJ".into(),
        Secret::known(password),
        Profile::default(),
    );
    let settings = Sip2Settings {
        terminals: Terminals::new([terminal]),
        limits: SessionLimits::default(),
        failed_logins_per_minute: u32::MAX,
        failed_logins: Arc::new(Forgetful),
        answer_deadline: Duration::from_secs(10),
        time_zone: TimeZone::UTC,
        now: Arc::new(Timestamp::now),
    };
    let consortium = Arc::new(consortium.expect("the demo library opens"));
    let metrics = Sip2Metrics::register(&silta_observe::Metrics::new());
    let service = Sip2Service::new(consortium, settings, metrics);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    (runtime.expect("a runtime"), service)
});

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let (runtime, service) = &*LIBRARY;
    runtime.block_on(fuzzing::session(service, data, Instant::now()));
});
