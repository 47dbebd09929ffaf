//! Pieces of a stream of records.

use std::fmt;

/// Bytes a record in a stream may have unless the caller says otherwise.
pub const PIECE_LIMIT: usize = 1 << 20;

/// The bytes of one record in a stream, whatever may be wrong with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece<'a> {
    /// Which record of the stream it is, from 1.
    pub number: u64,
    /// Bytes of the stream before it.
    pub offset: u64,
    /// The record.
    pub bytes: &'a [u8],
}

/// A record in a stream is longer than the limit. It is passed over; the next one can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooLong {
    /// Which record of the stream it is, from 1.
    pub number: u64,
    /// Bytes of the stream before it.
    pub offset: u64,
    /// The limit in bytes.
    pub limit: usize,
}

impl fmt::Display for TooLong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            number,
            offset,
            limit,
        } = self;
        write!(
            f,
            "record {number} at byte {offset} is longer than {limit} bytes"
        )
    }
}

impl std::error::Error for TooLong {}

/// The part of a stream that is not yet handed out.
#[derive(Debug, Default)]
pub(crate) struct Buffer {
    bytes: Vec<u8>,
    /// Where the first byte not yet handed out stands.
    start: usize,
    /// Bytes of the stream before `bytes`.
    offset: u64,
    /// Records handed out or refused.
    records: u64,
    /// Whether nothing more will come.
    pub(crate) ended: bool,
}

impl Buffer {
    pub(crate) fn push(&mut self, bytes: &[u8]) {
        if self.start >= self.bytes.len().div_ceil(2) {
            self.bytes.drain(..self.start);
            self.offset += self.start as u64;
            self.start = 0;
        }
        self.bytes.extend_from_slice(bytes);
    }

    /// What is not yet handed out.
    pub(crate) fn waiting(&self) -> &[u8] {
        self.bytes.get(self.start..).unwrap_or_default()
    }

    /// Passes over bytes.
    pub(crate) fn skip(&mut self, length: usize) {
        self.start = self.bytes.len().min(self.start + length);
    }

    /// Hands out a record.
    pub(crate) fn take(&mut self, length: usize) -> Piece<'_> {
        let (start, offset) = (self.start, self.offset + self.start as u64);
        self.skip(length);
        self.records += 1;
        Piece {
            number: self.records,
            offset,
            bytes: self.bytes.get(start..self.start).unwrap_or_default(),
        }
    }

    /// Refuses the record that begins here.
    pub(crate) fn refuse(&mut self, limit: usize) -> TooLong {
        self.records += 1;
        TooLong {
            number: self.records,
            offset: self.offset + self.start as u64,
            limit,
        }
    }
}
