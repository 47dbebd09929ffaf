//! The arrows of the house, kept by a test: which room may use which (by the manifests), and what
//! the source of a room may not name. The rules and their reasons stand in ARCHITECTURE.md.
//!
//! Every fault is named with its file and line; a room that the table doesn't know is a fault too,
//! so that a new one is given its place on purpose.
#![allow(clippy::unwrap_used, reason = "what cannot be read is a failed test")]

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

#[path = "architecture/rooms.rs"]
mod rooms;

use rooms::{FREE, IO, ROOMS, Room, SHARED_BY_TESTS};

/// Words that the source of some rooms may not hold outside its tests.
struct Ban {
    /// The rooms it holds for, as beginnings of paths.
    rooms: &'static [&'static str],
    words: &'static [&'static str],
    /// Beginnings of paths where the words are allowed all the same.
    except: &'static [&'static str],
    reason: &'static str,
}

const EVERY_ROOM: &[&str] = &[""];

const BANS: &[Ban] = &[
    Ban {
        rooms: &["protocols/"],
        words: &[
            "std::net",
            "std::fs",
            "std::io::stdin",
            "std::env",
            "std::thread",
            "tokio",
            "hyper",
            "socket2",
        ],
        except: &[],
        reason: "a protocol crate takes bytes and gives values",
    },
    Ban {
        rooms: &["protocols/", "consortium/", "services/", "translation/"],
        words: &[
            "Instant::now",
            "SystemTime::now",
            "Timestamp::now",
            "Zoned::now",
            "UNIX_EPOCH.elapsed",
        ],
        // The services, not their sessions: they set deadlines for what they ask of the consortium.
        except: &[
            "services/api/src/service.rs",
            "services/oai_pmh/src/service.rs",
            "services/iso18626/src/service.rs",
            "services/ncip/src/service.rs",
            "services/page/src/catalogue.rs",
            "services/sip2/src/service.rs",
            "services/sru/src/service.rs",
            "services/z3950/src/service.rs",
        ],
        reason: "time comes in as an argument",
    },
    Ban {
        rooms: &[
            "consortium/",
            "services/",
            "store/",
            "observe/",
            "translation/",
        ],
        words: &["std::net::Tcp", "TcpStream", "tokio::net", "UdpSocket"],
        except: &[],
        reason: "only servers listen and only adapters call out",
    },
    Ban {
        rooms: EVERY_ROOM,
        words: &["TcpListener", "UnixListener", "TcpSocket", "UdpSocket"],
        // The suite of ISO 18626 is the partner to whom the server writes.
        except: &[
            "servers/",
            "bench/",
            "conformance/src/iso18626/mailbox.rs",
            "xtask/",
            "tests/",
        ],
        reason: "only servers listen",
    },
    Ban {
        rooms: &["consortium/", "services/", "servers/", "translation/"],
        words: &["std::fs", "File::open", "File::create", "OpenOptions"],
        except: &[],
        reason: "only stores open files",
    },
    Ban {
        rooms: &["consortium/"],
        words: &["sip2", "ncip", "z3950"],
        except: &[],
        reason: "no protocol enters here",
    },
];

#[test]
fn rooms_use_only_what_the_table_allows() {
    let mut faults = Vec::new();
    for folder in members() {
        if FREE.contains(&folder.as_str()) {
            continue;
        }
        let Some(room) = ROOMS.iter().find(|room| room.folder == folder) else {
            faults.push(format!(
                "{folder}/Cargo.toml: a room without a place in the table of this test"
            ));
            continue;
        };
        let manifest = Manifest::read(&root().join(&folder).join("Cargo.toml"));
        faults.extend(room.faults(&manifest));
    }
    for room in ROOMS {
        if !root().join(room.folder).join("Cargo.toml").exists() {
            faults.push(format!(
                "{}: in the table of this test, but not there",
                room.folder
            ));
        }
    }
    report(&faults);
}

#[test]
fn sources_name_only_what_their_room_may() {
    let mut faults = Vec::new();
    for path in sources() {
        let code = code_of(&fs::read_to_string(root().join(&path)).unwrap());
        for ban in BANS.iter().filter(|ban| ban.holds_for(&path)) {
            faults.extend(ban.faults(&path, &code));
        }
    }
    report(&faults);
}

#[test]
fn nom_stays_inside_the_protocol_crates() {
    let mut faults = Vec::new();
    for path in sources()
        .into_iter()
        .filter(|path| path.starts_with("protocols/"))
    {
        let code = code_of(&fs::read_to_string(root().join(&path)).unwrap());
        for (line, item) in nom_in_public(&code) {
            faults.push(format!("{path}:{line}: nom in a public signature: {item}"));
        }
    }
    report(&faults);
}

#[test]
fn the_lexicon_names_every_type_of_the_consortium() {
    let lexicon = fs::read_to_string(root().join("docs/lexicon.md")).unwrap();
    let library = fs::read_to_string(root().join("consortium/src/lib.rs")).unwrap();
    let code = code_of(&library);
    let words = code.split(|c: char| !c.is_alphanumeric());
    let types = words.filter(|word| word.starts_with(char::is_uppercase));
    let missing = types.filter(|name| !lexicon.contains(&format!("`{name}`")));
    report(
        &missing
            .map(|name| format!("docs/lexicon.md: lacks `{name}`"))
            .collect::<Vec<_>>(),
    );
}

impl Room {
    fn faults(&self, manifest: &Manifest) -> Vec<String> {
        let mut faults = Vec::new();
        let ours = |name: &str| name.starts_with("silta");
        for name in manifest.dependencies.iter().filter(|name| ours(name)) {
            if !self.uses.contains(&name.as_str()) {
                faults.push(format!("{}/Cargo.toml: may not use {name}", self.folder));
            }
        }
        for name in manifest.tests.iter().filter(|name| ours(name)) {
            let may = [self.uses, self.tests_use, SHARED_BY_TESTS];
            if may.iter().all(|names| !names.contains(&name.as_str())) {
                faults.push(format!(
                    "{}/Cargo.toml: its tests may not use {name}",
                    self.folder
                ));
            }
        }
        for name in manifest
            .dependencies
            .iter()
            .filter(|name| self.never.contains(&name.as_str()))
        {
            faults.push(format!(
                "{}/Cargo.toml: does no IO of its own, so may not use {name}",
                self.folder
            ));
        }
        faults
    }
}

impl Ban {
    fn holds_for(&self, path: &str) -> bool {
        let under = |folders: &[&str]| folders.iter().any(|folder| path.starts_with(folder));
        under(self.rooms) && !under(self.except)
    }

    fn faults(&self, path: &str, code: &str) -> Vec<String> {
        let lines = code.lines().enumerate();
        lines
            .flat_map(|(at, line)| {
                let found = self.words.iter().filter(move |word| names(line, word));
                found.map(move |word| {
                    format!("{path}:{}: names {word}, but {}", at + 1, self.reason)
                })
            })
            .collect()
    }
}

/// The names of what a crate depends on, and of what its tests and build depend on.
struct Manifest {
    dependencies: BTreeSet<String>,
    tests: BTreeSet<String>,
}

impl Manifest {
    fn read(path: &Path) -> Self {
        Self::parse(&fs::read_to_string(path).unwrap())
    }

    fn parse(text: &str) -> Self {
        let table: toml::Table = text.parse().unwrap();
        let mut found = Self {
            dependencies: BTreeSet::new(),
            tests: BTreeSet::new(),
        };
        found.take(&table);
        for target in table
            .get("target")
            .and_then(toml::Value::as_table)
            .into_iter()
            .flat_map(toml::Table::values)
        {
            found.take(target.as_table().unwrap());
        }
        found
    }

    fn take(&mut self, table: &toml::Table) {
        let keys = |section: &str| {
            let section = table.get(section).and_then(toml::Value::as_table);
            let entries = section.into_iter().flatten();
            // A renamed dependency is known by its own name.
            entries.map(|(key, value)| {
                value
                    .get("package")
                    .and_then(toml::Value::as_str)
                    .unwrap_or(key)
                    .to_owned()
            })
        };
        self.dependencies
            .extend(keys("dependencies").chain(keys("build-dependencies")));
        self.tests.extend(keys("dev-dependencies"));
    }
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The folders of the workspace members, the root package among them as `.`.
fn members() -> Vec<String> {
    let manifest: toml::Table = fs::read_to_string(root().join("Cargo.toml"))
        .unwrap()
        .parse()
        .unwrap();
    let members = manifest["workspace"]["members"].as_array().unwrap();
    members
        .iter()
        .map(|member| member.as_str().unwrap().to_owned())
        .chain([".".to_owned()])
        .collect()
}

/// Every source file under a `src` folder of the workspace, as a path from the root.
fn sources() -> Vec<String> {
    let mut found = Vec::new();
    // The fuzz targets have none: their bodies stand in the rooms.
    let folders = members()
        .into_iter()
        .map(|member| root().join(member).join("src"));
    for folder in folders.filter(|folder| folder.is_dir()) {
        collect(&folder, &mut found);
    }
    assert!(found.len() > 20, "the sources were not found: {found:?}");
    found
}

fn collect(folder: &Path, found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let path = path.strip_prefix(root()).unwrap();
            found.push(path.to_str().unwrap().trim_start_matches("./").to_owned());
        }
    }
}

/// The source without comments and without its tests, which stand last; line numbers stay.
fn code_of(source: &str) -> String {
    let mut code = String::new();
    for line in source
        .lines()
        .take_while(|line| line.trim() != "#[cfg(test)]")
    {
        let comment = if line.trim_start().starts_with("//") {
            Some(0)
        } else {
            line.find(" // ")
        };
        code.push_str(&line[..comment.unwrap_or(line.len())]);
        code.push('\n');
    }
    code
}

/// Whether `line` holds `word` as a word or path of its own, not as a part of a longer name.
fn names(line: &str, word: &str) -> bool {
    let part_of_name = |c: char| c.is_alphanumeric() || c == '_';
    line.match_indices(word).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let after = line[at + word.len()..].chars().next();
        !before.is_some_and(part_of_name)
            && (word.ends_with("Tcp") || !after.is_some_and(part_of_name))
    })
}

/// The public items (and trait implementations) of `code` that show nom, each with its line.
fn nom_in_public(code: &str) -> Vec<(usize, String)> {
    let imported = nom_types(code);
    let lines: Vec<&str> = code.lines().collect();
    let mut found = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let start = line.trim_start();
        if !start.starts_with("pub ") && !start.starts_with("impl") {
            continue;
        }
        let whole = start.starts_with("pub struct")
            || start.starts_with("pub enum")
            || start.starts_with("pub trait");
        let item = item_text(&lines[at..], whole);
        if names(&item, "nom") || imported.iter().any(|name| names(&item, name)) {
            found.push((at + 1, start.to_owned()));
        }
    }
    found
}

/// The types and traits (capitalised names) that `use nom...` brings in.
fn nom_types(code: &str) -> BTreeSet<String> {
    let statements = code
        .split(';')
        .filter_map(|statement| statement.split_once("use nom"));
    let words =
        statements.flat_map(|(_, tree)| tree.split(|c: char| !c.is_alphanumeric() && c != '_'));
    words
        .filter(|word| word.starts_with(char::is_uppercase))
        .map(str::to_owned)
        .collect()
}

/// The text of the item that begins `lines`: its signature, or all of it up to the closing brace.
fn item_text(lines: &[&str], whole: bool) -> String {
    let mut text = String::new();
    let mut depth = 0_i32;
    for c in lines.join("\n").chars() {
        text.push(c);
        match c {
            '{' if !whole && !text.starts_with("pub use") => break,
            '{' => depth += 1,
            '}' => {
                depth -= 1;
                if depth == 0 && whole {
                    break;
                }
            }
            ';' if depth == 0 => break,
            _ => {}
        }
    }
    text
}

fn report(faults: &[String]) {
    assert!(
        faults.is_empty(),
        "{} faults in the arrows of the house:\n  {}",
        faults.len(),
        faults.join("\n  ")
    );
}

mod the_scanner_itself {
    use super::*;

    #[test]
    fn sees_a_dependency_that_is_renamed_or_for_one_target_only() {
        let manifest = Manifest::parse(
            "[dependencies]\nfast = { package = 'silta-sip2', version = '1' }\n\
             [target.'cfg(unix)'.dependencies]\ntokio = '1'\n[dev-dependencies]\nsilta-embedded.workspace = true\n",
        );
        let room = Room {
            folder: "x",
            uses: &[],
            tests_use: &[],
            never: IO,
        };
        assert_eq!(
            room.faults(&manifest),
            [
                "x/Cargo.toml: may not use silta-sip2",
                "x/Cargo.toml: its tests may not use silta-embedded",
                "x/Cargo.toml: does no IO of its own, so may not use tokio",
            ]
        );
    }

    #[test]
    fn names_file_and_line_and_leaves_comments_and_tests_alone() {
        let source = "//! std::fs here is prose\nlet now = Instant::now(); // std::fs too\n#[cfg(test)]\nstd::fs::read\n";
        let ban = Ban {
            rooms: EVERY_ROOM,
            words: &["std::fs", "Instant::now"],
            except: &[],
            reason: "so",
        };
        assert_eq!(
            ban.faults("a.rs", &code_of(source)),
            ["a.rs:2: names Instant::now, but so"]
        );
        assert!(!names("let my_tokio_like = 1;", "tokio"));
        assert!(names("use tokio::net;", "tokio"));
    }

    #[test]
    fn finds_nom_in_signatures_fields_and_conversions_only() {
        let code = "use nom::{IResult, bytes::complete::take};\npub(crate) fn a(i: &str) -> IResult<&str, u8> {\n}\n\
                    pub fn b(\n i: &str,\n) -> IResult<&str, u8> {\n}\npub struct C {\n inner: nom::Err<u8>,\n}\n\
                    impl From<nom::Err<u8>> for C {\n}\npub fn d() {\n take(1);\n nom::x();\n}\n";
        let lines: Vec<usize> = nom_in_public(code)
            .into_iter()
            .map(|(line, _)| line)
            .collect();
        assert_eq!(lines, [4, 8, 11]);
    }
}
