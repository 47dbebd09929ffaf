//! Replays the shared vectors, if `SILTA_SHARED` names the folder that has them: 222 messages
//! collected from the standard and the field, and exchanges of a real Koha.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{env, fs, path::PathBuf};

use silta_sip2::{
    Charset, Dialect, Envelope, Framer, Malformed, Message, Parsed, Repair, Version, strict,
    trailer::Check,
};

/// Off-spec messages that must be refused as unreadable; two lines of HTTP are two of them.
const UNREADABLE: &[&str] = &[
    "scstatus-short",
    "fr-telnet-login-user",
    "fr-http-on-sip",
    "fr-http-on-sip",
    "fr-proxy-v1",
    "mal-unknown-code",
    "mal-one-char",
    "mal-sc-injection",
    "ext-end-sip-session",
    "ext-end-sip-session-resp",
    "ext-wise-41",
    "ext-sip3-00",
];

fn shared(file: &str) -> Option<String> {
    let Some(folder) = env::var_os("SILTA_SHARED") else {
        println!("SILTA_SHARED is not set: {file} was not replayed");
        return None;
    };
    let path = PathBuf::from(folder).join("vectors/sip2").join(file);
    println!("replaying {file}");
    Some(fs::read_to_string(path).expect("the vectors are where SILTA_SHARED says"))
}

/// Bytes of `\r`, `\n`, `\\` and `\xHH`.
fn unescaped(text: &str) -> Vec<u8> {
    let (mut bytes, mut rest) = (Vec::new(), text.as_bytes());
    while let [first, after @ ..] = rest {
        (bytes, rest) = match (first, after) {
            (b'\\', [b'r', after @ ..]) => ([&bytes[..], b"\r"].concat(), after),
            (b'\\', [b'n', after @ ..]) => ([&bytes[..], b"\n"].concat(), after),
            (b'\\', [b'\\', after @ ..]) => ([&bytes[..], b"\\"].concat(), after),
            (b'\\', [b'x', high, low, after @ ..]) => {
                let hex = String::from_utf8(vec![*high, *low]).unwrap();
                bytes.push(u8::from_str_radix(&hex, 16).unwrap());
                (bytes, after)
            }
            _ => {
                bytes.push(*first);
                (bytes, after)
            }
        };
    }
    bytes
}

fn frames(wire: &[u8]) -> Vec<Vec<u8>> {
    let mut framer = Framer::default();
    framer.push(wire);
    let mut frames = Vec::new();
    while let Some(frame) = framer.next_frame().unwrap() {
        frames.push(frame.to_vec());
    }
    frames
}

fn charset_of(name: &str) -> Charset {
    match name {
        name if name.contains("cp850") || name == "pstatus-resp-badpin" => Charset::Cp850,
        name if name.contains("latin") => Charset::Latin1,
        name if name.contains("cp1252") => Charset::Windows1252,
        name if name.ends_with("gossip") => Charset::Latin1,
        _ => Charset::Utf8,
    }
}

fn sorted_fields(message: &str, fixed: usize) -> (String, Vec<String>) {
    let (head, fields) = message.split_at(fixed.min(message.len()));
    let trimmed = |field: &str| match field.split_at_checked(2) {
        Some((id @ ("AA" | "AB"), value)) => format!("{id}{}", value.trim()),
        _ => String::from(field),
    };
    let mut fields: Vec<_> = fields.split_terminator('|').map(trimmed).collect();
    fields.sort();
    (head.into(), fields)
}

fn dialect_of(name: &str) -> Dialect {
    let version = if name.ends_with("-v1") {
        Version::V1
    } else {
        Version::V2
    };
    Dialect {
        version,
        ..Dialect::default()
    }
}

fn read(name: &str, envelope: &Envelope<'_>) -> (String, Result<Parsed<Message>, Malformed>) {
    let text = envelope.text(charset_of(name)).text.into_owned();
    let parsed = Message::parse(&text, dialect_of(name));
    (text, parsed)
}

#[test]
fn messages() {
    let Some(table) = shared("messages.tsv") else {
        return;
    };
    let (mut legal, mut off_spec, mut malformed) = (0, 0, Vec::new());
    for line in table.lines().skip(1) {
        let columns: Vec<_> = line.split('\t').collect();
        let [name, _, _, wire, note] = columns[..] else {
            panic!("five columns: {line}")
        };
        let is_legal = !note.starts_with("[off-spec]");
        for frame in frames(&unescaped(wire)) {
            let Ok(envelope) = Envelope::open(&frame) else {
                assert!(!is_legal, "{name}: trailer unreadable");
                continue;
            };
            let check = envelope.check(charset_of(name));
            if is_legal {
                assert!(
                    matches!(check, Check::Right | Check::Absent),
                    "{name}: {check:?}"
                );
            }
            let (text, parsed) = read(name, &envelope);
            match parsed {
                Ok(parsed) if is_legal => {
                    legal += 1;
                    legal_comes_back(name, &text, &parsed);
                }
                Ok(parsed) => {
                    off_spec += 1;
                    println!(
                        "{name}: missing {:?}, {:?}, {check:?}",
                        parsed.missing, parsed.repairs
                    );
                }
                Err(fault) => {
                    assert!(!is_legal, "{name}: {fault}");
                    println!("{name}: {fault}");
                    malformed.push(name);
                }
            }
        }
    }
    println!(
        "{legal} legal, {off_spec} read leniently, {} malformed",
        malformed.len()
    );
    assert_eq!(malformed, UNREADABLE);
}

/// What is legal comes back with the same fixed part and the same fields.
fn legal_comes_back(name: &str, text: &str, parsed: &Parsed<Message>) {
    let mut written = String::new();
    parsed.message.write(dialect_of(name), &mut written);
    if dialect_of(name) == Dialect::default() {
        assert_eq!(strict::fault(&written), None, "{name}");
    }
    let tolerated = parsed.repairs.contains(&Repair::FixedPart);
    if tolerated || !parsed.missing.is_empty() {
        println!(
            "{name}: legal, yet missing {:?}, {:?}",
            parsed.missing, parsed.repairs
        );
        return;
    }
    let fixed = parsed.message.spec().fixed_width() + 2;
    assert_eq!(
        sorted_fields(&written, fixed),
        sorted_fields(&silta_charset::composed(text), fixed),
        "{name}"
    );
}

#[test]
fn koha_transcripts() {
    let Some(transcripts) = shared("koha_transcripts.txt") else {
        return;
    };
    let (mut read_messages, mut unreadable) = (0, 0);
    for line in transcripts.lines() {
        let Some((">>" | "<<", wire)) = line.split_once(' ') else {
            continue;
        };
        for frame in frames(&unescaped(wire)) {
            let Ok(envelope) = Envelope::open(&frame) else {
                panic!("{line}: trailer")
            };
            let check = envelope.check(Charset::Utf8);
            match read("", &envelope).1 {
                Ok(parsed) => {
                    read_messages += 1;
                    let mut written = String::new();
                    parsed.message.write(Dialect::default(), &mut written);
                    assert_eq!(strict::fault(&written), None, "{line}");
                }
                Err(fault) => {
                    unreadable += 1;
                    println!("{fault}, {check:?}: {line}");
                }
            }
        }
    }
    println!("{read_messages} messages read, {unreadable} unreadable");
    assert_eq!(
        unreadable, 3,
        "an unknown code, a truncated 63, and a 17 the recorder cut short"
    );
}
