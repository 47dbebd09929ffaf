//! From a stream of bytes to one message after the other.
//!
//! A message ends with CR. Many terminals add LF, some send LF alone; what they leave behind, and
//! other stray bytes before a message, is skipped. Nothing here knows what a message says.

use std::fmt;

/// Bytes a message may have unless the server says otherwise.
pub const MESSAGE_LIMIT: usize = 64 * 1024;

/// Bytes an idle framer may keep allocated.
const IDLE_LIMIT: usize = 1024;

/// What ends a message.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum LineEnd {
    /// CR only, as the standard says.
    Cr,
    /// CR or LF.
    #[default]
    CrOrLf,
}

/// Cuts a stream into messages. Takes linear time however the bytes arrive.
#[derive(Debug)]
pub struct Framer {
    buffer: Vec<u8>,
    /// Where the first byte not yet handed out stands.
    start: usize,
    /// How far beyond `start` no end was found.
    scanned: usize,
    /// Whether the rest of a message that was too long is being dropped.
    dropping: bool,
    limit: usize,
    line_end: LineEnd,
}

/// A message is longer than the limit. It is dropped up to its end; the next one can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooLong {
    /// The limit in bytes.
    pub limit: usize,
}

impl fmt::Display for TooLong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "message longer than {} bytes", self.limit)
    }
}

impl std::error::Error for TooLong {}

impl Default for Framer {
    fn default() -> Self {
        Self::new(MESSAGE_LIMIT, LineEnd::default())
    }
}

impl Framer {
    /// A framer for messages of at most `limit` bytes, without their terminator.
    pub fn new(limit: usize, line_end: LineEnd) -> Self {
        Self {
            buffer: Vec::new(),
            start: 0,
            scanned: 0,
            dropping: false,
            limit,
            line_end,
        }
    }

    /// Adds bytes as they came. Take out what is complete with [`Framer::next_frame`] before
    /// reading more: the framer holds all it is given.
    pub fn push(&mut self, bytes: &[u8]) {
        if self.start >= self.buffer.len().div_ceil(2) {
            self.buffer.drain(..self.start);
            self.start = 0;
        }
        self.buffer.extend_from_slice(bytes);
    }

    /// Bytes given and not yet handed out.
    pub fn buffered(&self) -> usize {
        self.buffer.len() - self.start
    }

    /// The next complete message without its terminator, never empty.
    pub fn next_frame(&mut self) -> Result<Option<&[u8]>, TooLong> {
        if self.scanned == 0 && !self.dropping && !self.skip_strays() {
            return Ok(None);
        }
        let fresh = self
            .buffer
            .get(self.start + self.scanned..)
            .unwrap_or_default();
        let Some(length) = fresh.iter().position(|byte| self.ends_message(*byte)) else {
            self.scanned += fresh.len();
            return self.wait_for_more();
        };
        let frame = self.start..self.start + self.scanned + length;
        (self.start, self.scanned) = (frame.end + 1, 0);
        if std::mem::take(&mut self.dropping) {
            return self.next_frame();
        }
        if frame.len() > self.limit {
            return Err(TooLong { limit: self.limit });
        }
        Ok(self.buffer.get(frame))
    }

    /// No end in sight: refuse what is too long already, and give back memory when idle.
    fn wait_for_more(&mut self) -> Result<Option<&[u8]>, TooLong> {
        let too_long = self.scanned > self.limit;
        if too_long || self.dropping || self.scanned == 0 {
            self.buffer.clear();
            self.buffer.shrink_to(IDLE_LIMIT);
            (self.start, self.scanned) = (0, 0);
        }
        if too_long && !std::mem::replace(&mut self.dropping, true) {
            return Err(TooLong { limit: self.limit });
        }
        Ok(None)
    }

    fn ends_message(&self, byte: u8) -> bool {
        byte == b'\r' || (byte == b'\n' && self.line_end == LineEnd::CrOrLf)
    }

    /// False while it cannot be known what belongs to a message.
    fn skip_strays(&mut self) -> bool {
        let waiting = self.buffer.get(self.start..).unwrap_or_default();
        self.start += strays(waiting);
        self.buffer.get(self.start) != Some(&TELNET_IAC)
    }
}

const TELNET_IAC: u8 = 0xFF;
const TELNET_SUBNEGOTIATION: u8 = 0xFA;
const TELNET_SUBNEGOTIATION_END: u8 = 0xF0;

/// Bytes of one telnet subnegotiation; what is longer is no telnet.
const SUBNEGOTIATION_LIMIT: usize = 64;

/// How many of the first bytes belong to no message: line ends, blanks, NUL, the bytes of a
/// byte order mark, telnet option negotiation as far as it is complete.
fn strays(bytes: &[u8]) -> usize {
    let mut rest = bytes;
    loop {
        rest = match rest {
            [
                b'\r' | b'\n' | b' ' | b'\t' | 0 | 0xEF | 0xBB | 0xBF,
                after @ ..,
            ] => after,
            [TELNET_IAC, TELNET_SUBNEGOTIATION, option @ ..] => {
                let end = [TELNET_IAC, TELNET_SUBNEGOTIATION_END];
                match option
                    .windows(2)
                    .take(SUBNEGOTIATION_LIMIT)
                    .position(|two| two == end)
                {
                    Some(length) => option.get(length + 2..).unwrap_or_default(),
                    None if option.len() <= SUBNEGOTIATION_LIMIT => break,
                    None => option,
                }
            }
            [TELNET_IAC, 0xFB..=0xFE, _option, after @ ..] => after,
            [TELNET_IAC, 0xFB..=0xFE] | [TELNET_IAC] => break,
            [TELNET_IAC, 0xF0..=0xF9, after @ ..] | [TELNET_IAC, after @ ..] => after,
            _ => break,
        }
    }
    bytes.len() - rest.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frames(bytes: &[u8], chunk: usize) -> Vec<String> {
        let mut framer = Framer::default();
        let mut frames = Vec::new();
        for chunk in bytes.chunks(chunk) {
            framer.push(chunk);
            while let Some(frame) = framer.next_frame().unwrap() {
                frames.push(String::from_utf8_lossy(frame).into_owned());
            }
        }
        frames
    }

    #[test]
    fn messages_end_with_cr_lf_or_both() {
        let wire = b"\r\r\n\r9900802.00\r\n  \09300CNx|COy|\n941\rrest";
        for chunk in 1..wire.len() {
            assert_eq!(frames(wire, chunk), ["9900802.00", "9300CNx|COy|", "941"]);
        }
    }

    #[test]
    fn telnet_negotiation_and_byte_order_marks_are_skipped() {
        let wire = b"\xff\xfb\x1f\xff\xfd\x03\xff\xfa\x18\x00vt\xff\xf0\xff\xf1\xef\xbb\xbf97\r";
        for chunk in 1..wire.len() {
            assert_eq!(frames(wire, chunk), ["97"]);
        }
    }

    #[test]
    fn strict_terminals_end_with_cr_only() {
        let mut framer = Framer::new(MESSAGE_LIMIT, LineEnd::Cr);
        framer.push(b"97\n");
        assert_eq!(framer.next_frame(), Ok(None));
        framer.push(b"\r");
        assert_eq!(framer.next_frame(), Ok(Some(&b"97\n"[..])));
    }

    #[test]
    fn the_limit_is_exact_and_the_next_message_is_read() {
        for chunk in [1, 3, 100] {
            let mut framer = Framer::new(10, LineEnd::default());
            let mut refusals = 0;
            let mut read = Vec::new();
            for chunk in b"0123456789\r01234567890\r97\r0123456789012345".chunks(chunk) {
                framer.push(chunk);
                loop {
                    match framer.next_frame() {
                        Ok(Some(frame)) => read.push(frame.to_vec()),
                        Ok(None) => break,
                        Err(TooLong { limit }) => refusals += limit / 10,
                    }
                }
            }
            assert_eq!(read, [&b"0123456789"[..], b"97"], "in chunks of {}", chunk);
            assert_eq!(refusals, 2);
        }
    }

    #[test]
    fn a_flood_without_end_keeps_no_memory() {
        let mut framer = Framer::new(1000, LineEnd::default());
        for _ in 0..10_000 {
            framer.push(&[b'x'; 100]);
            let _ = framer.next_frame();
            assert!(framer.buffer.capacity() < 4096);
        }
        assert_eq!(framer.buffered(), 0);
    }

    #[test]
    fn an_idle_framer_is_small() {
        let mut framer = Framer::default();
        framer.push(&[&[b'x'; 50_000][..], b"\r"].concat());
        assert!(framer.next_frame().unwrap().is_some());
        assert_eq!(framer.next_frame(), Ok(None));
        assert!(framer.buffer.capacity() <= IDLE_LIMIT);
    }
}
