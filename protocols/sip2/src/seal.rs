//! The trailer on its way out: what closes a message, and the bytes after it.

use silta_charset::Charset;

use crate::trailer::{Sequence, checksum};

/// What ends a message on its way out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Terminator {
    /// CR, as the standard says. Some clients hang on anything else.
    #[default]
    Cr,
    /// CR and LF, for terminals that wait for both.
    CrLf,
}

impl Terminator {
    /// The bytes.
    pub fn bytes(self) -> &'static [u8] {
        match self {
            Self::Cr => b"\r",
            Self::CrLf => b"\r\n",
        }
    }
}

/// The trailer a message is sent with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Seal {
    /// The number after `AY`; none in 96, 97 and an answer sent again.
    pub sequence: Option<Sequence>,
    /// Whether there is an `AZ`. Without it no `AY` is sent either.
    pub checksum: bool,
}

impl Seal {
    /// No trailer.
    pub const PLAIN: Self = Self {
        sequence: None,
        checksum: false,
    };

    /// A checksum without sequence number: 96, 97, and answers sent again.
    pub const UNNUMBERED: Self = Self {
        sequence: None,
        checksum: true,
    };

    /// A request of a client that uses error detection.
    pub fn numbered(sequence: Sequence) -> Self {
        Self {
            sequence: Some(sequence),
            checksum: true,
        }
    }

    /// Appends the frame of `message`: its bytes, the trailer, the terminator.
    pub fn close(self, message: &str, charset: Charset, terminator: Terminator, out: &mut Vec<u8>) {
        let start = out.len();
        charset.encode(message, out);
        self.finish(start, terminator, out);
    }

    /// The same for a message that is bytes already.
    pub(crate) fn close_bytes(self, message: &[u8], terminator: Terminator, out: &mut Vec<u8>) {
        let start = out.len();
        out.extend_from_slice(message);
        self.finish(start, terminator, out);
    }

    fn finish(self, start: usize, terminator: Terminator, out: &mut Vec<u8>) {
        if self.checksum {
            if let Some(sequence) = self.sequence {
                out.extend_from_slice(b"AY");
                out.extend_from_slice(sequence.as_str().as_bytes());
            }
            out.extend_from_slice(b"AZ");
            let sum = checksum(out.get(start..).unwrap_or_default());
            let hex = |shift: u16| {
                let digit = u32::from(sum >> shift & 0xF);
                char::from_digit(digit, 16)
                    .unwrap_or('0')
                    .to_ascii_uppercase() as u8
            };
            out.extend_from_slice(&[hex(12), hex(8), hex(4), hex(0)]);
        }
        out.extend_from_slice(terminator.bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sealed(message: &str, seal: Seal) -> String {
        let mut out = Vec::new();
        seal.close(message, Charset::Utf8, Terminator::Cr, &mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn known_checksums() {
        assert_eq!(sealed("97", Seal::UNNUMBERED), "97AZFEF5\r");
        assert_eq!(sealed("96", Seal::UNNUMBERED), "96AZFEF6\r");
        assert_eq!(
            sealed("941", Seal::numbered(Sequence::new(10))),
            "941AY0AZFDFD\r"
        );
        assert_eq!(sealed("941", Seal::PLAIN), "941\r");
    }
}
