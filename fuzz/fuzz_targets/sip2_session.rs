#![no_main]

//! A session over the demo library, which goes on from input to input: what one does, the next ones
//! find. It is a new one from time to time, or soon no PIN would be believed any more, and nothing
//! be left to borrow. Its PINs are hashed weakly: to check one would take longer than all else.

use std::{
    cell::RefCell,
    fs, io,
    net::IpAddr,
    path::PathBuf,
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

/// Inputs that one library serves. To open one takes as long as some hundred of them.
const INPUTS: u32 = 4000;

/// The PINs of the demo library's patrons, in 8 KiB and one pass.
const PINS: [(&str, &str); 10] = [
    (
        "2900000001",
        "$argon2id$v=19$m=8,t=1,p=1$ZnV6emluZ2Z1enppbmcwMQ$tB9xooT5wpN+k4hlgPgaZA",
    ),
    (
        "2900000002",
        "$argon2id$v=19$m=8,t=1,p=1$ZnV6emluZ2Z1enppbmcwMg$4D5CWme6TuvnpC3YL2/sEw",
    ),
    (
        "2900000003",
        "$argon2id$v=19$m=8,t=1,p=1$ZnV6emluZ2Z1enppbmcwMw$/ZBovTNyphfo8lELtxj6yg",
    ),
    (
        "2900000004",
        "$argon2id$v=19$m=8,t=1,p=1$ZnV6emluZ2Z1enppbmcwNA$IR7wXUu09wN27Zwq5wybfg",
    ),
    (
        "2900000005",
        "$argon2id$v=19$m=8,t=1,p=1$ZnV6emluZ2Z1enppbmcwNQ$UguDW6Ew47E61XA9B3xcWA",
    ),
    (
        "2900000006",
        "$argon2id$v=19$m=8,t=1,p=1$ZnV6emluZ2Z1enppbmcwNg$Y1geyreRug7aLAmV3egylw",
    ),
    (
        "2900000007",
        "$argon2id$v=19$m=8,t=1,p=1$ZnV6emluZ2Z1enppbmcwNw$Tp2UCXDrlP3O+EGofUuEwQ",
    ),
    (
        "2900000008",
        "$argon2id$v=19$m=8,t=1,p=1$ZnV6emluZ2Z1enppbmcwOA$WY1ls3Dh2jmXsC3gxLRQkA",
    ),
    (
        "2900000009",
        "$argon2id$v=19$m=8,t=1,p=1$ZnV6emluZ2Z1enppbmcwOQ$EoCQ2Uo0HBtaNvkA9ziEuw",
    ),
    (
        "2900000010",
        "$argon2id$v=19$m=8,t=1,p=1$ZnV6emluZ2Z1enppbmcxMA$cWyUR0BWPhqeb4ItGJwyzw",
    ),
];

struct Library {
    runtime: Runtime,
    service: Sip2Service,
    inputs: u32,
}

/// Those of all libraries: where a label stands in a new table is chance, and would count as found.
static METRICS: LazyLock<Sip2Metrics> =
    LazyLock::new(|| Sip2Metrics::register(&silta_observe::Metrics::new()));

thread_local! {
    static LIBRARY: RefCell<Option<Library>> = const { RefCell::new(None) };
}

fn open() -> Library {
    let folder = folder();
    match fs::remove_dir_all(&folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => panic!("{error}"),
        _ => fs::create_dir(&folder).expect("a folder for the library"),
    }
    let store = folder.join("library.db");
    let demo = || Embedded::demo(&store, Settings::default(), Arc::new(SystemClock));
    drop(demo().expect("the demo library is made"));
    let weaken =
        "UPDATE pin SET hash = ?2 WHERE patron = (SELECT id FROM patron WHERE barcode = ?1)";
    let database = rusqlite::Connection::open(&store).expect("the library's database");
    for (card, hash) in PINS {
        let changed = database.execute(weaken, [card, hash]);
        assert_eq!(changed, Ok(1), "{card}");
    }
    drop(database);
    let consortium = demo();
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
    let service = Sip2Service::new(consortium, settings, METRICS.clone());
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    Library {
        runtime: runtime.expect("a runtime"),
        service,
        inputs: 0,
    }
}

fn folder() -> PathBuf {
    std::env::temp_dir().join(format!("silta-fuzz-{}", std::process::id()))
}

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    LIBRARY.with_borrow_mut(|library| {
        if library.as_ref().is_some_and(|known| known.inputs == INPUTS) {
            // It gives its files back before the next one takes their place.
            *library = None;
        }
        let library = library.get_or_insert_with(open);
        library.inputs += 1;
        let session = fuzzing::session(&library.service, data, Instant::now());
        library.runtime.block_on(session);
    });
});
