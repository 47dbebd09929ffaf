//! An import that is killed loses nothing that it told, and read again takes nothing in twice.
//!
//! The test starts itself again as a child that imports a file and tells how far it is, kills it
//! underway, and lets another begin anew, until one comes to the end.

#![expect(clippy::unwrap_used, reason = "a test fails where it cannot go on")]

use std::{
    env,
    fs::{self, File},
    io::{self, BufRead, BufReader, Write},
    path::Path,
    process::{Command, Stdio},
    sync::Arc,
    time::{Duration, Instant},
};

use silta_consortium::{Catalogue, ChangesAsked, Context, Origin, Protocol, Query, Search};
use silta_embedded::{Bad, Embedded, Importer, Settings, SystemClock, Tally, Watch};
use silta_marc::{Field, Leader, Record, Subfield, iso2709};

const FOLDER: &str = "SILTA_IMPORT_CRASH_FOLDER";
const RECORDS: u32 = 12_000;
/// After how many records each child is killed.
const KILLS: [u64; 3] = [1000, 4000, 7000];

#[tokio::test]
async fn a_killed_import_goes_on_where_it_was() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("file.mrc"), records()).unwrap();
    let mut told = 0;
    for kill_at in KILLS {
        let now = run(folder.path(), Some(kill_at)).unwrap();
        // What the one before told is there: it is passed over as unchanged.
        assert!(now.unchanged >= told, "{now:?} after {told}");
        told = now.records();
        assert!(told < u64::from(RECORDS), "{now:?} was killed");
    }
    let last = run(folder.path(), None).unwrap();
    assert_eq!(last.good + last.unchanged, u64::from(RECORDS));
    assert!(last.unchanged >= told, "{last:?} after {told}");
    let store = open(folder.path());
    let changes = store.changes(&context(), ChangesAsked::ALL).await.unwrap();
    assert_eq!(changes.total, Some(RECORDS.into()), "each once");
    let all = Search {
        query: Arc::new(Query::All),
        sort: Vec::new(),
    };
    let found = store.search(&context(), all).await.unwrap();
    assert_eq!(found.total, u64::from(RECORDS));
}

/// Runs a child, and kills it once it has told so many records; what it told last.
fn run(folder: &Path, kill_at: Option<u64>) -> Option<Tally> {
    let mut child = Command::new(env::current_exe().unwrap())
        .args(["--exact", "child", "--nocapture"])
        .env(FOLDER, folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut tally = None;
    for line in lines.map_while(Result::ok) {
        let numbers = line
            .strip_prefix("told ")
            .and_then(|rest| rest.strip_suffix('.'));
        if let Some((good, unchanged)) = numbers.and_then(|numbers| numbers.split_once(' ')) {
            tally = Some(Tally {
                good: good.parse().unwrap(),
                unchanged: unchanged.parse().unwrap(),
                ..Tally::default()
            });
        }
        let told = tally.as_ref().map_or(0, Tally::records);
        if kill_at.is_some_and(|at| told >= at) {
            // Reading goes on to the end of what was told before the kill.
            let _ = child.kill();
        }
    }
    child.wait().unwrap();
    tally
}

/// Does nothing unless the test above started it.
#[test]
fn child() {
    let Some(folder) = env::var_os(FOLDER) else {
        return;
    };
    let folder = Path::new(&folder);
    let settings = Settings::default();
    let importer = Importer::open(
        &folder.join("silta.db"),
        false,
        &settings,
        Arc::new(SystemClock),
    );
    let importer = importer.unwrap();
    let mut file = File::open(folder.join("file.mrc")).unwrap();
    importer.import(&mut file, &mut Telling).unwrap();
    importer.finish(|_| ()).unwrap();
}

struct Telling;

impl Watch for Telling {
    fn bad(&mut self, bad: &Bad<'_>) -> io::Result<()> {
        panic!("{bad:?}")
    }

    fn progress(&mut self, tally: &Tally, _: u64) {
        let mut out = io::stdout().lock();
        writeln!(out, "told {} {}.", tally.good, tally.unchanged).unwrap();
    }
}

fn records() -> Vec<u8> {
    let record = |number: u32| {
        let title = vec![Subfield::new('a', format!("Kirja {number}"))];
        Record {
            leader: Leader::default(),
            fields: vec![
                Field::control("001".parse().unwrap(), number.to_string()),
                Field::data("245".parse().unwrap(), ['0', '0'], title),
            ],
        }
    };
    (0..RECORDS)
        .flat_map(|number| iso2709::write(&record(number)).unwrap())
        .collect()
}

fn open(folder: &Path) -> Embedded {
    let path = folder.join("silta.db");
    Embedded::open(&path, Settings::default(), Arc::new(SystemClock)).unwrap()
}

fn context() -> Context {
    Context {
        origin: Origin {
            protocol: Protocol::Api,
            account: None,
            library: None,
        },
        deadline: Instant::now() + Duration::from_secs(30),
    }
}
