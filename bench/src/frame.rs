//! SIP2 lines as bytes: built with sequence digit and checksum, taken apart for judging. Just as
//! much as the measurements need, and on purpose without the gateway's own writers.

use crate::Fault;

/// What a line ends with before its CR: `AY`, a digit, `AZ`, four hexadecimal digits.
const TRAILER: usize = 9;

/// A request that is being written.
#[derive(Debug, Default)]
pub(crate) struct Frame {
    bytes: Vec<u8>,
}

impl Frame {
    /// Begins anew with code and fixed part.
    pub(crate) fn begin(&mut self, fixed: &[&[u8]]) -> &mut Self {
        self.bytes.clear();
        for part in fixed {
            self.bytes.extend_from_slice(part);
        }
        self
    }

    pub(crate) fn field(&mut self, identifier: &[u8; 2], value: &[u8]) -> &mut Self {
        self.bytes.extend_from_slice(identifier);
        self.bytes.extend_from_slice(value);
        self.bytes.push(b'|');
        self
    }

    /// Ends the line; what is returned may be sent.
    pub(crate) fn seal(&mut self, sequence: u8) -> &[u8] {
        self.bytes
            .extend_from_slice(&[b'A', b'Y', digit(sequence), b'A', b'Z']);
        let checksum = sum(&self.bytes).wrapping_neg();
        let text = format!("{checksum:04X}\r");
        self.bytes.extend_from_slice(text.as_bytes());
        &self.bytes
    }
}

/// An answer whose trailer was right, without that trailer.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Answer<'a> {
    body: &'a [u8],
}

impl<'a> Answer<'a> {
    /// Takes a line without its CR; the sequence digit must be that of the request.
    pub(crate) fn read(line: &'a [u8], sequence: u8) -> Result<Self, Fault> {
        let wrong = |what: &str| format!("{what}: {}", String::from_utf8_lossy(line));
        let body = line.len().checked_sub(TRAILER);
        let (body, trailer) =
            line.split_at(body.ok_or_else(|| wrong("an answer without trailer"))?);
        let (head, checksum) = trailer.split_at(TRAILER - 4);
        if head != [b'A', b'Y', digit(sequence), b'A', b'Z'] {
            return Err(wrong("the answer to another request").into());
        }
        let checksum = std::str::from_utf8(checksum)
            .ok()
            .and_then(|text| u16::from_str_radix(text, 16).ok());
        let summed = sum(body).wrapping_add(sum(head));
        if checksum != Some(summed.wrapping_neg()) {
            return Err(wrong("a false checksum").into());
        }
        Ok(Self { body })
    }

    /// The code and as much of the fixed part as the caller looks at.
    pub(crate) fn begins(&self, with: &[u8]) -> bool {
        self.body.starts_with(with)
    }

    /// So much of the body, from so far into it.
    pub(crate) fn fixed(&self, from: usize, width: usize) -> &'a [u8] {
        self.body.get(from..from + width).unwrap_or_default()
    }

    /// The first field of this name; the fixed part, code included, is `skip` bytes wide.
    pub(crate) fn field(&self, skip: usize, identifier: &[u8; 2]) -> Option<&'a [u8]> {
        let fields = self.body.get(skip..)?;
        fields
            .split(|byte| *byte == b'|')
            .find_map(|field| field.strip_prefix(identifier))
    }

    /// Readable, for a fault.
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(self.body).into_owned()
    }
}

fn digit(sequence: u8) -> u8 {
    b'0' + sequence % 10
}

fn sum(bytes: &[u8]) -> u16 {
    bytes
        .iter()
        .fold(0, |sum: u16, byte| sum.wrapping_add(u16::from(*byte)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seals_and_reads_what_the_field_knows() {
        // A vector of a CASSIE terminal: 941AY0AZFDFD.
        let mut frame = Frame::default();
        assert_eq!(frame.begin(&[b"941"]).seal(0), b"941AY0AZFDFD\r");
        let answer = Answer::read(b"941AY0AZFDFD", 0).unwrap();
        assert!(answer.begins(b"941"));
        assert!(Answer::read(b"941AY1AZFDFD", 0).is_err());
        assert!(Answer::read(b"940AY0AZFDFD", 0).is_err());
        assert!(Answer::read(b"96", 0).is_err());
    }

    #[test]
    fn finds_a_field_behind_the_fixed_part() {
        let mut frame = Frame::default();
        let line = frame
            .begin(&[b"101YNN20260101    120000"])
            .field(b"AO", b"KAINET")
            .field(b"AB", b"3900001001")
            .seal(10)
            .to_vec();
        let answer = Answer::read(&line[..line.len() - 1], 0).unwrap();
        assert_eq!(answer.field(24, b"AB"), Some(&b"3900001001"[..]));
        assert_eq!(answer.field(24, b"AA"), None);
        assert_eq!(answer.fixed(2, 1), b"1");
    }
}
