//! Captured bytes to readable text.

use std::fmt::Write as _;

use silta_ber::Limits;

use crate::{
    apdu::{can_begin, decode_within},
    describe::{Secrets, hex},
    frame::Framer,
};

/// Octets of an APDU that cannot be read which are shown.
const SHOWN_LIMIT: usize = 64;

/// Tells every APDU in captured bytes, or in lines of hexadecimal numbers: `>` before a line says
/// it went to the server, `<` that it came back, `#` that it is a remark. An APDU may go on in the
/// next line of the same direction. What cannot be read is told too.
pub fn decode_dump(input: &[u8], secrets: Secrets) -> String {
    let mut dump = Dump {
        secrets,
        text: String::new(),
    };
    if input.first().is_some_and(|octet| can_begin(*octet)) {
        let mut stream = Stream::new("");
        dump.bytes(&mut stream, input);
        dump.end(&stream);
        return dump.text;
    }
    let mut streams = [Stream::new("> "), Stream::new("< "), Stream::new("")];
    for line in String::from_utf8_lossy(input).lines() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            dump.line(line);
            continue;
        }
        let sent = |stream: &&mut Stream| line.starts_with(stream.direction.trim_end());
        let Some(stream) = streams.iter_mut().find(sent) else {
            continue;
        };
        match octets(line.trim_start_matches(['>', '<'])) {
            Some(octets) => dump.bytes(stream, &octets),
            None => dump.line("no hexadecimal numbers"),
        }
    }
    for stream in &streams {
        dump.end(stream);
    }
    dump.text
}

/// The bytes of one direction.
struct Stream {
    direction: &'static str,
    framer: Framer,
}

impl Stream {
    fn new(direction: &'static str) -> Self {
        Self {
            direction,
            framer: Framer::new(Limits::DEFAULT),
        }
    }
}

struct Dump {
    secrets: Secrets,
    text: String,
}

impl Dump {
    fn bytes(&mut self, stream: &mut Stream, bytes: &[u8]) {
        stream.framer.push(bytes);
        loop {
            let read = match stream.framer.next_frame() {
                Ok(Some(frame)) => {
                    decode_within(frame, &Limits::DEFAULT).map_err(|fault| (fault, frame))
                }
                Ok(None) => return,
                Err(fault) => {
                    self.malformed(stream.direction, &fault.to_string(), bytes);
                    stream.framer = Framer::new(Limits::DEFAULT);
                    return;
                }
            };
            match read {
                Ok(decoded) => {
                    self.text.push_str(stream.direction);
                    for line in decoded.apdu.describe(self.secrets) {
                        self.line(&line.to_string());
                    }
                    if decoded.unknown > 0 {
                        self.line(&format!("  unknown elements: {}", decoded.unknown));
                    }
                }
                Err((fault, frame)) => {
                    self.malformed(stream.direction, &fault.to_string(), frame);
                }
            }
        }
    }

    fn malformed(&mut self, direction: &str, fault: &str, bytes: &[u8]) {
        self.line(&format!("{direction}malformed: {fault}"));
        // What cannot be read cannot be masked: an Init may hold a password.
        let shown = if self.secrets == Secrets::Masked && may_hold_secrets(bytes) {
            "****".to_owned()
        } else {
            hex(bytes.get(..SHOWN_LIMIT).unwrap_or(bytes))
        };
        self.line(&format!("  {shown} ({} octets)", bytes.len()));
    }

    fn end(&mut self, stream: &Stream) {
        let left = stream.framer.buffered();
        if left > 0 {
            let direction = stream.direction;
            self.line(&format!(
                "{direction}ends within an APDU, {left} octets of it"
            ));
        }
    }

    fn line(&mut self, line: &str) {
        let _ = writeln!(self.text, "{line}");
    }
}

/// Whether bytes begin as an InitRequest or an AccessControlResponse.
fn may_hold_secrets(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0xB4]) || bytes.starts_with(&[0xBD])
}

/// Hexadecimal numbers, with blanks or colons between if anybody likes.
fn octets(line: &str) -> Option<Vec<u8>> {
    let digits: Vec<u8> = line
        .bytes()
        .filter(|byte| !byte.is_ascii_whitespace() && *byte != b':')
        .collect();
    let octet = |two: &[u8]| {
        let two = std::str::from_utf8(two).ok().filter(|two| two.len() == 2)?;
        u8::from_str_radix(two, 16).ok()
    };
    digits.chunks(2).map(octet).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hexadecimal_lines_and_raw_bytes_say_the_same() {
        let hexadecimal = b"# connection 1\n> bf 30:05 9f815301\n> 00\n";
        let told = decode_dump(hexadecimal, Secrets::Masked);
        assert_eq!(
            told,
            "# connection 1\n> close\n  closeReason: 0 (finished)\n"
        );
        let told = decode_dump(b"\xbf\x30\x05\x9f\x81\x53\x01\x00", Secrets::Masked);
        assert_eq!(told, "close\n  closeReason: 0 (finished)\n");
    }

    #[test]
    fn what_cannot_be_read_is_told() {
        let told = decode_dump(
            b"< b600\n> 48454c4c4f\nbf300\n> b4ff\nb405\n",
            Secrets::Masked,
        );
        let expected = "< malformed: SearchRequest.small_set_upper_bound: missing (octet 0)\n  \
            b600 (2 octets)\n\
            > malformed: Apdu: [UNIVERSAL 8] may not stand here (octet 0)\n  \
            48454c4c4f (5 octets)\n\
            no hexadecimal numbers\n\
            > malformed: length of more than eight octets (octet 0)\n  \
            **** (2 octets)\n\
            ends within an APDU, 2 octets of it\n";
        assert_eq!(told, expected);
    }

    #[test]
    fn passwords_are_masked() {
        let init = "> b41b830200e0840200c0850101860101a70b1a09636172642f31323334";
        let told = decode_dump(init.as_bytes(), Secrets::Masked);
        assert!(told.contains("idAuthentication open: ****"), "{told}");
        let told = decode_dump(init.as_bytes(), Secrets::Shown);
        assert!(told.contains("idAuthentication open: card/1234"), "{told}");
    }
}
