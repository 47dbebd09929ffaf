//! From a stream of bytes to one record after the other.

use super::RECORD_TERMINATOR;
use crate::{
    leader::{Leader, number},
    piece::{Buffer, Piece, TooLong},
};

/// Cuts a stream into records, in linear time however the bytes arrive, and holds no more than
/// the limit and what it was given last.
///
/// A record ends with its terminator, whatever its leader says. Where the two disagree, a record
/// also ends where another one seems to begin: so a lost terminator, a record broken off or a
/// wrong length never costs the next record. Line ends, NUL and further terminators between
/// records are passed over.
///
/// ```
/// # let file: Vec<u8> = Vec::new();
/// use silta_marc::{PIECE_LIMIT, iso2709};
///
/// let mut splitter = iso2709::Splitter::new(PIECE_LIMIT);
/// for bytes in file.chunks(64 * 1024) {
///     splitter.push(bytes);
///     while let Some(piece) = splitter.next_piece() {
///         // `iso2709::read(piece?.bytes)`
///     }
/// }
/// splitter.end();
/// // and once more what remains.
/// ```
#[derive(Debug)]
pub struct Splitter {
    buffer: Buffer,
    limit: usize,
    /// How far into what waits no terminator was found, or where it is if `found`.
    scanned: usize,
    found: bool,
    /// Whether the rest of a record that is too long is being dropped.
    dropping: bool,
}

impl Splitter {
    /// A splitter for records of at most `limit` bytes.
    pub fn new(limit: usize) -> Self {
        Self {
            buffer: Buffer::default(),
            limit,
            scanned: 0,
            found: false,
            dropping: false,
        }
    }

    /// Adds bytes as they came. Take out what is complete with [`Splitter::next_piece`] before
    /// adding more: the splitter holds all it is given.
    pub fn push(&mut self, bytes: &[u8]) {
        self.buffer.push(bytes);
    }

    /// Says that nothing more will come.
    pub fn end(&mut self) {
        self.buffer.ended = true;
    }

    /// The next record; `None` if more bytes are needed, or if all have been handed out.
    pub fn next_piece(&mut self) -> Option<Result<Piece<'_>, TooLong>> {
        if self.dropping && !self.drop_on() {
            return None;
        }
        self.skip_strays();
        self.scan();
        let waiting = self.buffer.waiting();
        let length = if self.found {
            self.scanned + 1
        } else {
            waiting.len()
        };
        if length > self.limit {
            let refusal = self.buffer.refuse(self.limit);
            self.skip(1);
            self.dropping = true;
            return Some(Err(refusal));
        }
        if waiting.is_empty() || (!self.found && !self.buffer.ended) {
            return None;
        }
        let record = waiting.get(..length).unwrap_or_default();
        let said = record.get(..5).and_then(number);
        let length = if said == Some(length) {
            length
        } else {
            until_leader(record)
        };
        self.forget(length);
        Some(Ok(self.buffer.take(length)))
    }

    /// Looks for the terminator of the record that begins here.
    fn scan(&mut self) {
        if self.found {
            return;
        }
        let waiting = self.buffer.waiting();
        let fresh = waiting.get(self.scanned..).unwrap_or_default();
        let at = memchr::memchr(RECORD_TERMINATOR, fresh);
        self.found = at.is_some();
        self.scanned = at.map_or(waiting.len(), |at| self.scanned + at);
    }

    /// Keeps in mind what is known of the bytes after the next `length`.
    fn forget(&mut self, length: usize) {
        self.found &= self.scanned >= length;
        self.scanned = self.scanned.saturating_sub(length);
    }

    fn skip(&mut self, length: usize) {
        self.forget(length);
        self.buffer.skip(length);
    }

    fn skip_strays(&mut self) {
        let stray = |byte: &&u8| {
            matches!(byte, b'\r' | b'\n' | 0 | 0x1A | 0xEF | 0xBB | 0xBF)
                || **byte == RECORD_TERMINATOR
        };
        let strays = self.buffer.waiting().iter().take_while(stray).count();
        self.skip(strays);
    }

    /// Drops what belongs to a record that is too long: up to a terminator, or to where another
    /// record seems to begin. False if that is still to come.
    fn drop_on(&mut self) -> bool {
        self.scan();
        let waiting = self.buffer.waiting();
        let length = if self.found {
            self.scanned + 1
        } else {
            waiting.len()
        };
        let dropped = waiting.get(..length).unwrap_or_default();
        let leader = leader_in(dropped);
        self.dropping = leader.is_none() && !self.found;
        // The beginning of a leader may stand at the end.
        let partial = if self.dropping { Leader::LENGTH - 1 } else { 0 };
        self.skip(leader.unwrap_or_else(|| length.saturating_sub(partial)));
        !self.dropping
    }
}

/// Bytes before another record seems to begin in a record, or all of them.
fn until_leader(record: &[u8]) -> usize {
    let after = record.get(Leader::LENGTH..).unwrap_or_default();
    leader_in(after).map_or(record.len(), |at| at + Leader::LENGTH)
}

/// Where something stands that can only be a leader.
fn leader_in(bytes: &[u8]) -> Option<usize> {
    bytes.windows(Leader::LENGTH).position(|leader| {
        let part = |range| leader.get(range).unwrap_or_default();
        part(10..12) == b"22"
            && part(20..22) == b"45"
            && part(0..5).iter().all(u8::is_ascii_digit)
            && part(12..17).iter().all(u8::is_ascii_digit)
            && leader.iter().all(|byte| (b' '..=b'~').contains(byte))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::PIECE_LIMIT;

    /// A record without fields: 24 of leader, two terminators.
    const RECORD: &str = "00026nam a2200025 i 4500\u{1e}\u{1d}";

    /// Number, offset and text of the pieces; refusals without text.
    fn pieces(stream: &str, limit: usize) -> Vec<(u64, u64, String)> {
        let whole = in_chunks(stream, limit, stream.len().max(1));
        for chunk in [1, 2, 7, 23] {
            assert_eq!(
                in_chunks(stream, limit, chunk),
                whole,
                "in chunks of {chunk}"
            );
        }
        whole
    }

    fn in_chunks(stream: &str, limit: usize, chunk: usize) -> Vec<(u64, u64, String)> {
        let mut splitter = Splitter::new(limit);
        let mut pieces = Vec::new();
        let mut chunks = stream.as_bytes().chunks(chunk);
        loop {
            let chunk = chunks.next();
            match chunk {
                Some(bytes) => splitter.push(bytes),
                None => splitter.end(),
            }
            while let Some(piece) = splitter.next_piece() {
                pieces.push(match piece {
                    Ok(piece) => {
                        let text = String::from_utf8_lossy(piece.bytes).into_owned();
                        (piece.number, piece.offset, text)
                    }
                    Err(refused) => (refused.number, refused.offset, String::new()),
                });
            }
            if chunk.is_none() {
                return pieces;
            }
        }
    }

    #[test]
    fn records_end_with_their_terminator() {
        let stream = format!("\u{feff}{RECORD}\r\n{RECORD}\u{1d}\u{1d}\0\n{RECORD}\u{1a}");
        let read = pieces(&stream, PIECE_LIMIT);
        assert_eq!(read.len(), 3);
        assert_eq!(read[1], (2, 31, RECORD.to_owned()));
        assert_eq!(pieces("", PIECE_LIMIT), []);
        assert_eq!(pieces("\n\n", PIECE_LIMIT), []);
    }

    #[test]
    fn a_wrong_length_costs_no_other_record() {
        for said in ["99999", "00010", "00000", "0x1zz", "     "] {
            let wrong = RECORD.replacen("00026", said, 1);
            let read = pieces(&[RECORD, &wrong, RECORD].concat(), PIECE_LIMIT);
            assert_eq!(read.len(), 3, "{said}");
            assert_eq!(read[1], (2, 26, wrong));
            assert_eq!(read[2], (3, 52, RECORD.to_owned()));
        }
    }

    #[test]
    fn a_lost_terminator_costs_no_other_record() {
        for length in [25, 24] {
            let broken = &RECORD[..length];
            let read = pieces(&[RECORD, broken, broken, RECORD].concat(), PIECE_LIMIT);
            assert_eq!(read.len(), 4);
            assert_eq!((read[1].2.as_str(), read[3].2.as_str()), (broken, RECORD));
        }
        let read = pieces(&RECORD[..25], PIECE_LIMIT);
        assert_eq!(read, [(1, 0, RECORD[..25].to_owned())]);
    }

    #[test]
    fn the_limit_is_exact_and_the_next_record_is_read() {
        let fits = format!("{}{}", &RECORD[..25], "x".repeat(25));
        let long = format!("{fits}x");
        for end in ["\u{1d}", "\u{1d}\n", ""] {
            let read = pieces(&format!("{RECORD}{fits}\u{1d}{long}{end}{RECORD}"), 51);
            assert_eq!(read.len(), 4, "{read:?}");
            assert_eq!(read[1].2.len(), 51);
            assert_eq!(read[2], (3, 77, String::new()));
            assert_eq!(read[3].2, RECORD);
        }
    }

    #[test]
    fn a_flood_without_end_keeps_no_memory() {
        let mut splitter = Splitter::new(1000);
        let mut refused = 0;
        for _ in 0..10_000 {
            splitter.push(&[b'x'; 100]);
            refused += usize::from(splitter.next_piece().is_some());
            assert!(splitter.buffer.waiting().len() <= 1100);
        }
        assert_eq!(refused, 1);
    }
}
