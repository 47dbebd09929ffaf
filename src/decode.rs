//! `silta decode`: messages on standard input to readable text.

use std::io::{self, Read, Write};

use silta_charset::Charset;
use silta_sip2::{Framer, frame::LineEnd};

use crate::sip2_readable::{Readable, raw, readable};

/// Longest message that is read, in bytes.
const MAX_MESSAGE: usize = 64 * 1024;

/// Writes each message of `input` in readable form, and says whether all of them could be read.
/// Messages of both directions may stand there, each ended by CR, LF or both.
///
/// # Errors
/// When reading or writing fails.
pub fn sip2(input: &mut dyn Read, out: &mut dyn Write, charset: Charset) -> io::Result<bool> {
    let mut framer = Framer::new(MAX_MESSAGE, LineEnd::CrOrLf);
    let mut chunk = [0; 8192];
    let mut sound = true;
    loop {
        let length = input.read(&mut chunk)?;
        match length {
            // The last line may lack its end.
            0 => framer.push(b"\r"),
            length => framer.push(&chunk[..length]),
        }
        loop {
            match framer.next_frame() {
                Ok(Some(frame)) => sound &= show(frame, out, charset)?,
                Ok(None) => break,
                Err(too_long) => {
                    sound = false;
                    writeln!(out, "  ! {too_long}\n")?;
                }
            }
        }
        if length == 0 {
            return Ok(sound);
        }
    }
}

fn show(frame: &[u8], out: &mut dyn Write, charset: Charset) -> io::Result<bool> {
    let Readable { text, sound } = readable(frame, charset);
    writeln!(out, "{}\n{text}", raw(frame, charset))?;
    Ok(sound)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_directions_and_every_line_end() {
        let mut out = Vec::new();
        let mut input = &b"9300CNx|COy|\r941\r\n9900802.00\n96"[..];
        assert!(sip2(&mut input, &mut out, Charset::Utf8).unwrap());
        let text = String::from_utf8(out).unwrap();
        for name in [
            "93 Login\n",
            "94 Login Response\n",
            "99 SC Status\n",
            "96 Request SC Resend\n",
        ] {
            assert!(text.contains(name), "{name} in {text}");
        }
    }

    #[test]
    fn what_is_no_message_is_told() {
        let mut out = Vec::new();
        assert!(!sip2(&mut &b"hello\r"[..], &mut out, Charset::Utf8).unwrap());
    }
}
