//! An import that is killed loses nothing that it told, and read again takes nothing in twice.
//!
//! The test starts itself again as a child that imports a file and tells how far it is, kills it at
//! an odd moment, and lets another begin anew, until one comes to the end.

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

use jiff::Timestamp;
use silta_consortium::{Catalogue, Context, Origin, Page, Protocol, Query, Search};
use silta_embedded::{Bad, Embedded, Importer, Settings, SystemClock, Tally, Watch};
use silta_marc::{Field, Leader, Record, Subfield, iso2709};

const FOLDER: &str = "SILTA_IMPORT_CRASH_FOLDER";
const RECORDS: u32 = 6000;
const KILLS: u64 = 3;

#[tokio::test]
async fn a_killed_import_goes_on_where_it_was() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("file.mrc"), records()).unwrap();
    let mut told = 0;
    for round in 0..KILLS {
        let now = run(
            folder.path(),
            Some(Duration::from_millis(150 + round * 170)),
        );
        // What the last one told is there: it is passed over as unchanged.
        assert!(
            now.is_none_or(|tally| tally.unchanged >= told),
            "{now:?} after {told}"
        );
        told = told.max(now.map_or(0, |tally| tally.records()));
    }
    let last = run(folder.path(), None).unwrap();
    assert_eq!(last.good + last.unchanged, u64::from(RECORDS));
    assert!(last.unchanged >= told, "{last:?} after {told}");
    let store = open(folder.path());
    let changes = store
        .changes(&context(), Timestamp::UNIX_EPOCH, Page::ALL)
        .await
        .unwrap();
    assert_eq!(changes.total, RECORDS, "each once");
    let all = Search {
        query: Arc::new(Query::All),
        sort: Vec::new(),
    };
    let found = store.search(&context(), all).await.unwrap();
    assert_eq!(found.total, u64::from(RECORDS));
}

/// Runs a child, and kills it so long after its first sign of life; what it told last.
fn run(folder: &Path, kill_after: Option<Duration>) -> Option<Tally> {
    let mut child = Command::new(env::current_exe().unwrap())
        .args(["--exact", "child", "--nocapture"])
        .env(FOLDER, folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let (mut tally, mut began) = (None, None);
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
        let began = *began.get_or_insert_with(Instant::now);
        if kill_after.is_some_and(|after| began.elapsed() >= after) {
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
