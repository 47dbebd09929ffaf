//! Recorded sessions of other servers, sent again: the answers have to be of the same kinds, and
//! succeed or fail alike where that does not depend on what the databases held.
//!
//! What others did is an observation and not the standard. Where a target is right to differ,
//! `replay.toml` says how and why.

use std::{collections::BTreeMap, fs, io, path::Path};

use serde::Deserialize;

use super::{
    answer::Answer,
    ber::{Ber, Class, group, octets},
    origin::{A_WHILE, Origin},
    profile::Profile,
    reader::{self, Element},
};
use crate::{Case, Context, Level, Outcome, Stop, kit::ensure};

const REPLAY: &str = include_str!("replay.toml");

/// Where a target is right to differ from what was recorded.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Replay {
    /// Outcomes that count as alike in every session.
    alike: Vec<Alike>,
    /// Sessions by name that have to go another way.
    session: BTreeMap<String, Other>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Alike {
    recorded: String,
    ours: Vec<String>,
    /// Why both are right.
    #[expect(
        dead_code,
        reason = "for the reader of the table; a test sees that it is there"
    )]
    why: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Other {
    /// Whether its user is not known here, so that InitRequest goes without authentication.
    #[serde(default)]
    stranger: bool,
    /// The outcomes instead of the recorded ones, each with its alternatives: `close:6|ended`.
    /// Nothing: the session is not replayed.
    ours: Option<Vec<String>>,
    why: String,
}

/// A recorded connection.
#[derive(Clone, Debug, Default)]
struct Session {
    name: String,
    /// Requests that were sent without waiting for an answer stand together.
    turns: Vec<Vec<Vec<u8>>>,
    /// What came, in the words of [`outcome`].
    recorded: Vec<String>,
}

/// One case for each connection of the files `z3950/*.hex` in `folder`.
pub(super) fn cases(folder: &Path) -> io::Result<Vec<Case<Profile>>> {
    let mut files: Vec<_> = fs::read_dir(folder.join("z3950"))?
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| path.extension().is_some_and(|ending| ending == "hex"))
        .collect();
    files.sort();
    let replay: Replay = toml::from_str(REPLAY).map_err(io::Error::other)?;
    let mut cases = Vec::new();
    for file in files {
        let stem = file.file_stem().unwrap_or_default().to_string_lossy();
        for session in sessions(&stem, &fs::read_to_string(&file)?) {
            cases.push(case(session, replay.clone()));
        }
    }
    Ok(cases)
}

fn case(session: Session, replay: Replay) -> Case<Profile> {
    Case::new(
        &format!("z3950/vectors/{}", session.name),
        "recorded sessions",
        "This recorded session is answered in the same kinds, and succeeds and fails alike.",
        Level::Should,
        &["anonymous", "databases.1"],
        move |c| judge(c, &session, &replay),
    )
}

/// The sessions of a file: `# connection N` or `# case NAME` begins one, `>` is a request, `<` an
/// answer.
fn sessions(stem: &str, text: &str) -> Vec<Session> {
    let mut all = vec![Session {
        name: stem.to_owned(),
        ..Session::default()
    }];
    let (mut asking, mut whole) = (false, true);
    for line in text.lines() {
        let begins = line.strip_prefix("# case ").or_else(|| {
            line.strip_prefix("# connection ")
                .filter(|rest| !rest.contains("Error"))
        });
        if let Some(name) = begins {
            let name = name.split(" (").next().unwrap_or(name);
            all.push(Session {
                name: format!("{stem}-{name}"),
                ..Session::default()
            });
            (asking, whole) = (false, true);
        }
        let Some(session) = all.last_mut() else {
            continue;
        };
        if line.starts_with("# > (") {
            // A request too long to keep: what follows cannot be replayed.
            whole = false;
        } else if let Some(request) = line.strip_prefix("> ").filter(|_| whole) {
            if !asking || session.turns.is_empty() {
                session.turns.push(Vec::new());
            }
            if let Some(turn) = session.turns.last_mut() {
                turn.extend(apdus(&unhexed(request).unwrap_or_default()));
            }
            asking = true;
        } else if whole && (line.starts_with("< ") || line.starts_with("# (")) {
            asking = false;
            session.recorded.extend(match line.strip_prefix("< ") {
                Some(answer) => unhexed(answer).as_deref().and_then(recorded),
                None => line.contains("closed").then(|| ENDED.to_owned()),
            });
        }
    }
    all.retain(|session| !session.turns.is_empty());
    for session in &mut all {
        cut(&mut session.recorded);
    }
    all
}

/// The APDUs that stand one behind the other; what is none, or is cut short, stays as it is.
fn apdus(mut bytes: &[u8]) -> Vec<Vec<u8>> {
    let mut all = Vec::new();
    while let Ok(Some(end @ 1..)) = reader::end_of(bytes) {
        let (apdu, rest) = bytes.split_at(end);
        all.push(apdu.to_vec());
        bytes = rest;
    }
    if !bytes.is_empty() {
        all.push(bytes.to_vec());
    }
    all
}

fn unhexed(hex: &str) -> Option<Vec<u8>> {
    let digits: Vec<u8> = hex.trim().bytes().collect();
    digits
        .chunks(2)
        .map(|two| u8::from_str_radix(std::str::from_utf8(two).ok()?, 16).ok())
        .collect()
}

/// The connection ended without a Close.
const ENDED: &str = "ended";

/// A recorded answer in a word; others break rules that ours may not, so the reading is lenient.
fn recorded(bytes: &[u8]) -> Option<String> {
    match Answer::parse(bytes) {
        Ok(answer) => outcome(&answer).ok(),
        Err(_) => {
            let tag = reader::read(bytes).ok()?.tag;
            Answer::name_of(tag).map(str::to_owned)
        }
    }
}

/// An answer in a word: its name, and behind a colon what it refused and with which diagnostic.
fn outcome(answer: &Answer) -> Outcome<String> {
    let name = answer.name();
    let diagnostic = answer.diagnostics()?.first().map(|found| found.condition);
    let surrogate = || -> Outcome<Option<i64>> {
        let records = answer.records()?;
        let first = records
            .first()
            .and_then(|record| record.surrogate().cloned());
        Ok(first.map(|found| found.condition))
    };
    let detail = match name {
        "initResponse" => (!answer.flag("result")?).then(|| "refused".to_owned()),
        "close" => Some(answer.integer("closeReason")?.to_string()),
        "searchResponse" | "presentResponse" => {
            let condition = match diagnostic {
                Some(condition) => Some(condition),
                None => surrogate()?,
            };
            condition.map(|condition| condition.to_string())
        }
        "deleteResultSetResponse" => match answer.integer("deleteOperationStatus")? {
            0 => None,
            _ => Some("not".to_owned()),
        },
        _ => diagnostic.map(|condition| condition.to_string()),
    };
    Ok(detail.map_or_else(|| name.to_owned(), |detail| format!("{name}:{detail}")))
}

/// Nothing comes after the end.
fn cut(outcomes: &mut Vec<String>) {
    let end = outcomes
        .iter()
        .position(|one| one == ENDED || one.starts_with("close"));
    if let Some(end) = end {
        outcomes.truncate(end + 1);
    }
}

fn judge(c: &Context<'_, Profile>, session: &Session, replay: &Replay) -> Outcome {
    let other = replay.session.get(&session.name);
    let wanted = match other {
        None => &session.recorded,
        Some(Other {
            ours: Some(ours), ..
        }) => ours,
        Some(Other { why, .. }) => {
            return Err(Stop::skipped(format!("not replayed: {why}")));
        }
    };
    let mut session = session.clone();
    if other.is_some_and(|other| other.stranger) {
        for request in session.turns.iter_mut().flatten() {
            without_authentication(request);
        }
    }
    let ours = replayed(&mut c.stranger()?, &session)?;
    c.lives()?;
    let alike =
        |(wanted, ours): (&String, &String)| wanted.split('|').any(|one| replay.alike(one, ours));
    ensure!(
        ours.len() == wanted.len() && wanted.iter().zip(&ours).all(alike),
        "{} should come, and {} came",
        wanted.join(", "),
        ours.join(", ")
    );
    Ok(())
}

impl Replay {
    fn alike(&self, recorded: &str, ours: &str) -> bool {
        recorded == ours
            || self.alike.iter().any(|pair| {
                pair.recorded == recorded && pair.ours.iter().any(|other| other == ours)
            })
    }
}

/// An InitRequest loses its idAuthentication; other requests stay as they are.
fn without_authentication(request: &mut Vec<u8>) {
    if let Ok(init) = reader::read(request)
        && init.tag == 20
    {
        *request = again(&init).without(7).bytes();
    }
}

/// The value that was read, to be written.
fn again(read: &Element) -> Ber {
    let written = if read.constructed {
        let children: Vec<_> = read.children.iter().map(again).collect();
        group(read.tag, children)
    } else {
        octets(read.tag, &read.content)
    };
    match read.class {
        Class::Universal => written.universal(),
        _ => written,
    }
}

/// What comes when the requests are sent in their turns.
fn replayed(o: &mut Origin, session: &Session) -> Outcome<Vec<String>> {
    let mut outcomes = Vec::new();
    for turn in &session.turns {
        if o.wire.send(&turn.concat()).is_err() {
            outcomes.push(ENDED.to_owned());
            return Ok(outcomes);
        }
        for request in turn {
            if !expects_an_answer(request) {
                continue;
            }
            match o.receive() {
                Ok(answer) => outcomes.push(outcome(&answer)?),
                Err(Stop::Failed(why)) if why.contains("closed without an answer") => {
                    outcomes.push(ENDED.to_owned());
                }
                Err(stop) => return Err(stop),
            }
            if outcomes
                .last()
                .is_some_and(|last| last == ENDED || last.starts_with("close"))
            {
                return Ok(outcomes);
            }
        }
    }
    let (rest, closed) = o.wire.remainder(A_WHILE)?;
    if !rest.is_empty() {
        let close = Answer::parse(&rest)
            .map_err(Stop::failed)?
            .expect("close")?;
        outcomes.push(outcome(&close)?);
    } else if closed {
        outcomes.push(ENDED.to_owned());
    }
    Ok(outcomes)
}

/// Every request but TriggerResourceControl, and what is an APDU at all and not cut short.
fn expects_an_answer(request: &[u8]) -> bool {
    match reader::end_of(request) {
        Ok(Some(end)) => end > 0 && !request.starts_with(&[0xBF, 0x20]),
        Ok(None) => false,
        Err(_) => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_recording_is_read_in_its_turns() {
        let text = "> b400\n< b50c8301e0840100850100860100\n# case two\n> b600\n> bf2000\n# (server closed the connection)\n# > (99 bytes, first 64) b6\n> b800\n";
        let all = sessions("x", text);
        assert_eq!(all.len(), 2);
        assert_eq!(all[0].turns, [[[0xB4, 0]]]);
        assert_eq!(all[0].recorded, ["initResponse"]);
        assert_eq!(all[1].name, "x-two");
        assert_eq!(all[1].turns, [[vec![0xB6, 0], vec![0xBF, 0x20, 0]]]);
        assert_eq!(all[1].recorded, [ENDED]);
    }

    #[test]
    fn the_table_of_differences_is_sound_and_every_session_of_it_exists() {
        let table: toml::Table = REPLAY.parse().expect("TOML");
        for kind in ["alike", "session"] {
            assert!(table.contains_key(kind), "{kind}");
        }
        let replay: Replay = toml::from_str(REPLAY).expect("as described");
        let Some(shared) = std::env::var_os("SILTA_SHARED") else {
            println!("SILTA_SHARED is not set: the recorded sessions were not read");
            return;
        };
        let cases = cases(&Path::new(&shared).join("vectors")).expect("the files are there");
        println!("SILTA_SHARED: {} recorded sessions", cases.len());
        assert!(cases.len() > 190, "{}", cases.len());
        for name in replay.session.keys() {
            let id = format!("z3950/vectors/{name}").replace('_', "-");
            assert!(cases.iter().any(|case| case.id == id), "{id}");
        }
    }
}
