//! Recorded messages, sent as they are: each must get valid SIP2 and leave the server serving.

use std::{fs, io, path::Path};

use super::{
    answer::Answer,
    charset::Charset,
    layout,
    profile::{Item, Profile},
    terminal::{A_WHILE, Terminal},
};
use crate::{
    Case, Context, Level, Outcome, Stop,
    kit::{bytes_of, ensure},
    visible,
};

/// A message from a recording.
#[derive(Clone, Debug)]
struct Recorded {
    name: String,
    bytes: Vec<u8>,
    /// Whether the message keeps to the standard, so that it must get its own answer.
    sound: bool,
}

/// One case for each message of the two files in `folder`.
pub(super) fn cases(folder: &Path) -> io::Result<Vec<Case<Profile>>> {
    let table = fs::read_to_string(folder.join("sip2/messages.tsv"))?;
    let transcripts = fs::read_to_string(folder.join("sip2/koha_transcripts.txt"))?;
    let messages = table.lines().skip(1).filter_map(message);
    let requests = transcripts
        .lines()
        .filter_map(|line| line.strip_prefix(">> "))
        .zip(1..)
        .filter_map(request);
    Ok(messages.chain(requests).map(case).collect())
}

/// A line of `name, direction, source, message, notes`, if the terminal sends it.
fn message(line: &str) -> Option<Recorded> {
    let mut columns = line.split('\t');
    let (name, direction) = (columns.next()?, columns.next()?);
    let (text, notes) = (columns.nth(1)?, columns.next().unwrap_or_default());
    let sound = !notes.starts_with("[off-spec]") && !notes.contains("codepoint");
    (direction == "SC").then_some(())?;
    Some(Recorded {
        name: format!("messages-{name}"),
        bytes: bytes_of(text)?,
        sound,
    })
}

/// A request of the transcripts; they hold damage too, so none is taken for sound.
fn request((text, number): (&str, usize)) -> Option<Recorded> {
    // An ellipsis stands for bytes the recording left out.
    let bytes = if text.contains("...") {
        None
    } else {
        bytes_of(text)
    };
    Some(Recorded {
        name: format!("koha-{number:03}"),
        bytes: bytes?,
        sound: false,
    })
}

fn case(recorded: Recorded) -> Case<Profile> {
    let sentence = if recorded.sound {
        "This message of the standard gets one valid answer of its own code, or is asked for again."
    } else {
        "This message from the field gets valid SIP2, at most one answer each, or nothing, and the server lives."
    };
    let id = format!("sip2/vectors/{}", recorded.name);
    let clause = "recorded messages";
    Case::new(
        &id,
        clause,
        sentence,
        Level::Must,
        &["account.self_check"],
        move |context| replay(context, &recorded),
    )
}

fn replay(c: &Context<'_, Profile>, recorded: &Recorded) -> Outcome {
    let mut t = c.self_check()?;
    // A login changes who speaks, and another delimiter or an odd end what is heard: so everything
    // that follows is read as plain bytes until a question of ours is answered.
    t.detection = false;
    let frames = if ends_a_message(&recorded.bytes) {
        t.wire.send(&recorded.bytes)?;
        up_to_our_own(&mut t)?
    } else {
        t.wire.send(&recorded.bytes)?;
        t.wire.finish_sending()?;
        split(&t.wire.remainder(A_WHILE)?.0)
    };
    for frame in &frames {
        valid(frame, t.charset)?;
    }
    let due = messages_in(&recorded.bytes);
    ensure!(
        frames.len() <= due,
        "{due} messages got {} answers",
        frames.len()
    );
    if recorded.sound {
        sound(&recorded.bytes, &frames, due)?;
    }
    c.self_check()?.lives()
}

/// A sound message gets one frame for each message in it, of the right code.
fn sound(bytes: &[u8], frames: &[Vec<u8>], due: usize) -> Outcome {
    ensure!(
        frames.len() == due,
        "{due} messages got {} answers",
        frames.len()
    );
    let code = visible(bytes.get(..2).unwrap_or_default());
    let Some(first) = frames.first() else {
        return Ok(());
    };
    let answer = visible(first.get(..2).unwrap_or_default());
    let right = layout::answer_to(&code).is_none_or(|wanted| wanted == answer);
    ensure!(right || answer == "96", "{code} was answered by {answer}");
    Ok(())
}

const SENTINEL: &str = "CONFORMANCE-SENTINEL";

/// Asks a question of our own and gives what came before its answer. A refused login may end the
/// connection or the identity, and then there is no answer to ours.
fn up_to_our_own(t: &mut Terminal) -> Outcome<Vec<Vec<u8>>> {
    let mut frames = Vec::new();
    let question = t.frame(&t.form.item_information(&Item::of(SENTINEL)));
    if t.wire.send(&question).is_err() {
        return Ok(frames);
    }
    loop {
        match t.wire.until(b'\r') {
            Ok(frame) if visible(&frame).contains(SENTINEL) => return Ok(frames),
            Ok(frame) => frames.push(frame),
            Err(Stop::Failed(reason)) if reason.contains("closed without an answer") => {
                return Ok(frames);
            }
            Err(stop) => return Err(stop),
        }
        if frames.last().is_some_and(|frame| frame.starts_with(b"940")) {
            frames.extend(rest_for_a_stranger(t)?);
            return Ok(frames);
        }
    }
}

/// What comes after a refused login but before the answer to our question, which a stranger may get
/// or not.
fn rest_for_a_stranger(t: &mut Terminal) -> Outcome<Vec<Vec<u8>>> {
    let (bytes, closed) = t.wire.remainder(A_WHILE / 5)?;
    let mut frames = split(&bytes);
    if !closed {
        frames.pop();
    }
    Ok(frames)
}

fn valid(frame: &[u8], charset: Charset) -> Outcome {
    let checked = Answer::parse(frame, charset);
    checked.map(drop).map_err(|why| {
        Stop::failed(format!(
            "it sent {}, which is not valid: {why}",
            visible(frame)
        ))
    })
}

fn split(bytes: &[u8]) -> Vec<Vec<u8>> {
    bytes
        .split_inclusive(|&byte| byte == b'\r')
        .map(<[u8]>::to_vec)
        .collect()
}

fn ends_a_message(bytes: &[u8]) -> bool {
    bytes.last().is_some_and(|&byte| is_end(byte))
}

fn messages_in(bytes: &[u8]) -> usize {
    bytes
        .split(|&byte| is_end(byte))
        .filter(|part| part.iter().any(|b| !matches!(b, b' ' | 0)))
        .count()
}

fn is_end(byte: u8) -> bool {
    matches!(byte, b'\r' | b'\n')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_the_table_become_messages() {
        let line = "resend-acs\tSC\tspec\t97\\r\tno sequence number";
        let recorded = message(line).expect("sent by the terminal");
        assert_eq!(
            (recorded.bytes.as_slice(), recorded.sound),
            (b"97\r".as_slice(), true)
        );
        assert!(message("login-ok\tACS\tspec\t941\\r\tsuccess").is_none());
        let odd =
            message("fr-crlf\tSC\tx\t99\\r\\n\t[off-spec] CRLF").expect("sent by the terminal");
        assert!(!odd.sound);
    }

    #[test]
    fn messages_are_counted_by_their_ends() {
        assert_eq!(messages_in(b"\r\r\n\r99\r"), 1);
        assert_eq!(messages_in(b"93\r99\r"), 2);
        assert_eq!(messages_in(b"17half"), 1);
        assert!(!ends_a_message(b"17half"));
    }
}
