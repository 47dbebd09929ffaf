//! `silta decode`: messages on standard input to readable text.

use std::io::{self, Read, Write};

use silta_charset::Charset;
use silta_sip2::{Framer, frame::LineEnd};
use silta_z3950::describe::Secrets;

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

/// Writes each Z39.50 APDU of `input` in readable form, and says whether all of them could be read.
/// The input is BER as it went over the wire, or text: hexadecimal digits, spaces between them or
/// not, lines that begin with `>` (to the server) or `<` (to the client), and comments after `#`.
/// Passwords are not shown.
///
/// # Errors
/// When reading or writing fails.
pub fn z3950(input: &mut dyn Read, out: &mut dyn Write) -> io::Result<bool> {
    let mut bytes = Vec::new();
    input.take(MAX_CAPTURE).read_to_end(&mut bytes)?;
    match str::from_utf8(&bytes) {
        Ok(text) => z3950_text(text, out),
        Err(_) => {
            let mut framer = z3950_framer();
            let fault = z3950_apdus(&mut framer, &bytes, "", out)?;
            if let Some(fault) = &fault {
                writeln!(out, "  ! {fault}")?;
            } else if framer.buffered() > 0 {
                writeln!(out, "  ! the last APDU is not whole")?;
            }
            Ok(fault.is_none() && framer.buffered() == 0)
        }
    }
}

/// Bytes of a capture that are read.
const MAX_CAPTURE: u64 = 64 * 1024 * 1024;

fn z3950_framer() -> silta_z3950::Framer {
    silta_z3950::Framer::new(silta_z3950::Limits {
        size: MAX_CAPTURE as usize,
        ..silta_z3950::Limits::DEFAULT
    })
}

fn z3950_text(text: &str, out: &mut dyn Write) -> io::Result<bool> {
    let mut sound = true;
    // One stream in each direction.
    let mut streams = [z3950_framer(), z3950_framer()];
    for line in text.lines() {
        let line = line.split('#').next().unwrap_or_default().trim();
        let (stream, mark, digits) = match line.split_at_checked(1) {
            Some((">", digits)) => (0, "> ", digits),
            Some(("<", digits)) => (1, "< ", digits),
            _ => (0, "", line),
        };
        match octets(digits) {
            Some(octets) => {
                let framer = &mut streams[stream];
                if let Some(fault) = z3950_apdus(framer, &octets, mark, out)? {
                    sound = false;
                    *framer = z3950_framer();
                    writeln!(out, "  ! {fault}\n")?;
                }
            }
            None => {
                sound = false;
                writeln!(out, "  ! not hexadecimal digits: {line}\n")?;
            }
        }
    }
    let partial = streams.iter().any(|framer| framer.buffered() > 0);
    if partial {
        writeln!(out, "  ! the last APDU is not whole")?;
    }
    Ok(sound && !partial)
}

fn octets(digits: &str) -> Option<Vec<u8>> {
    let digits: Vec<u32> = digits
        .chars()
        .filter(|digit| !digit.is_whitespace())
        .map(|digit| digit.to_digit(16))
        .collect::<Option<_>>()?;
    let (pairs, []) = digits.as_chunks() else {
        return None;
    };
    Some(
        pairs
            .iter()
            .map(|[high, low]| (high << 4 | low) as u8)
            .collect(),
    )
}

/// Writes the APDUs that are whole now; gives what is wrong with the stream.
fn z3950_apdus(
    framer: &mut silta_z3950::Framer,
    octets: &[u8],
    mark: &str,
    out: &mut dyn Write,
) -> io::Result<Option<silta_z3950::Malformed>> {
    framer.push(octets);
    let limits = *framer.limits();
    loop {
        let apdu = match framer.next_frame() {
            Ok(Some(frame)) => silta_z3950::decode_within(frame, &limits),
            Ok(None) => return Ok(None),
            Err(malformed) => return Ok(Some(malformed)),
        };
        match apdu {
            Ok(decoded) => {
                for (n, line) in decoded.apdu.describe(Secrets::Masked).iter().enumerate() {
                    writeln!(out, "{}{line}", if n == 0 { mark } else { "" })?;
                }
                writeln!(out)?;
            }
            Err(malformed) => return Ok(Some(malformed)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn z3950_as_octets_and_as_digits() {
        let close = b"\xbf\x30\x05\x9f\x81\x53\x01\x00";
        let mut binary = Vec::new();
        assert!(z3950(&mut &close[..], &mut binary).unwrap());
        let text = String::from_utf8(binary).unwrap();
        assert!(text.contains("closeReason: 0 (finished)"), "{text}");
        let mut digits = Vec::new();
        let input = "# a capture\n> bf30 05\n< BF30059F81530100\n> 9f81530100\n";
        assert!(z3950(&mut input.as_bytes(), &mut digits).unwrap());
        let both = String::from_utf8(digits).unwrap();
        assert_eq!(both.matches("closeReason").count(), 2, "{both}");
        for wrong in ["bf30", "xyz", "b40", "160100"] {
            assert!(
                !z3950(&mut wrong.as_bytes(), &mut Vec::new()).unwrap(),
                "{wrong}"
            );
        }
    }

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
