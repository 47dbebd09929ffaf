//! APDUs as bytes, for asking: just as much of BER as that needs, and on purpose without the
//! gateway's own writers.
//!
//! Every constructed element has its length in the same three octets, which BER allows; so nothing
//! is moved when a length becomes known.

use crate::catalogue::library::Query;

/// bib-1, the attribute set.
const BIB_1: &[u8] = &[0x2A, 0x86, 0x48, 0xCE, 0x13, 0x03, 0x01];
/// USMARC, the record syntax.
pub(crate) const USMARC: &[u8] = &[0x2A, 0x86, 0x48, 0xCE, 0x13, 0x05, 0x0A];
/// The use attribute Title.
const TITLE: u32 = 4;
/// The database, which all servers call so.
const DATABASE: &[u8] = b"Default";
/// The result set, made anew by each search.
const RESULT_SET: &[u8] = b"default";
/// What one message and one record may have.
const SIZE: u32 = 16 << 20;

const UNIVERSAL: u8 = 0x00;
const CONTEXT: u8 = 0x80;
const CONSTRUCTED: u8 = 0x20;

/// A request that is being written.
#[derive(Debug, Default)]
pub(crate) struct Request {
    bytes: Vec<u8>,
}

impl Request {
    /// 20, with version 3 and named result sets, as most clients ask for it.
    pub(crate) fn init(&mut self, reference: [u8; 4]) -> &[u8] {
        self.apdu(20, reference, |w| {
            w.primitive(3, &[5, 0xE0]);
            w.primitive(4, &[1, 0xC0, 0x02]);
            w.integer(5, SIZE);
            w.integer(6, SIZE);
        })
    }

    /// 22, without records in the answer.
    pub(crate) fn search(&mut self, reference: [u8; 4], query: Query<'_>) -> &[u8] {
        self.apdu(22, reference, |w| {
            w.integer(13, 0);
            w.integer(14, 1);
            w.integer(15, 0);
            w.primitive(16, &[1]);
            w.primitive(17, RESULT_SET);
            w.constructed(18, |w| w.primitive(105, DATABASE));
            w.primitive(104, USMARC);
            w.constructed(21, |w| {
                w.constructed(1, |w| {
                    w.element(UNIVERSAL, 6, BIB_1);
                    w.query(query);
                });
            });
        })
    }

    /// 24: so many records from the first one on, all of each.
    pub(crate) fn present(&mut self, reference: [u8; 4], count: u32) -> &[u8] {
        self.apdu(24, reference, |w| {
            w.primitive(31, RESULT_SET);
            w.integer(30, 1);
            w.integer(29, count);
            w.constructed(19, |w| w.primitive(0, b"F"));
            w.primitive(104, USMARC);
        })
    }

    /// 48, because all is done.
    pub(crate) fn close(&mut self, reference: [u8; 4]) -> &[u8] {
        self.apdu(48, reference, |w| w.integer(211, 0))
    }

    fn apdu(&mut self, kind: u32, reference: [u8; 4], fields: impl FnOnce(&mut Self)) -> &[u8] {
        self.bytes.clear();
        self.constructed(kind, |w| {
            w.primitive(2, &reference);
            fields(w);
        });
        &self.bytes
    }

    fn query(&mut self, query: Query<'_>) {
        match query {
            Query::Term(term) => self.constructed(0, |w| {
                w.constructed(102, |w| {
                    w.constructed(44, |w| {
                        w.around(UNIVERSAL, 16, |w| {
                            w.integer(120, 1);
                            w.integer(121, TITLE);
                        });
                    });
                    w.primitive(45, term.as_bytes());
                });
            }),
            Query::Or(one, other) => self.constructed(1, |w| {
                w.query(Query::Term(one));
                w.query(Query::Term(other));
                w.constructed(46, |w| w.primitive(1, b""));
            }),
        }
    }

    fn integer(&mut self, tag: u32, value: u32) {
        let octets = value.to_be_bytes();
        // One octet more than the number needs, so that it is never read as negative.
        let redundant = (value.leading_zeros().saturating_sub(1) / 8).min(3) as usize;
        self.primitive(tag, &octets[redundant..]);
    }

    fn primitive(&mut self, tag: u32, octets: &[u8]) {
        self.element(CONTEXT, tag, octets);
    }

    fn constructed(&mut self, tag: u32, contents: impl FnOnce(&mut Self)) {
        self.around(CONTEXT, tag, contents);
    }

    fn element(&mut self, class: u8, tag: u32, octets: &[u8]) {
        self.identifier(class, tag);
        debug_assert!(octets.len() < 128, "nothing that is asked for is so long");
        self.bytes.push(octets.len() as u8);
        self.bytes.extend_from_slice(octets);
    }

    fn around(&mut self, class: u8, tag: u32, contents: impl FnOnce(&mut Self)) {
        self.identifier(class | CONSTRUCTED, tag);
        self.bytes.extend_from_slice(&[0x82, 0, 0]);
        let begin = self.bytes.len();
        contents(self);
        let length = (self.bytes.len() - begin) as u16;
        self.bytes[begin - 2..begin].copy_from_slice(&length.to_be_bytes());
    }

    fn identifier(&mut self, first: u8, tag: u32) {
        match tag {
            0..31 => self.bytes.push(first | tag as u8),
            31..128 => self.bytes.extend_from_slice(&[first | 31, tag as u8]),
            _ => {
                let high = 0x80 | (tag >> 7) as u8;
                let octets = [first | 31, high, (tag & 0x7F) as u8];
                self.bytes.extend_from_slice(&octets);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_the_octets_of_the_standard() {
        let mut request = Request::default();
        assert_eq!(
            request.close(*b"ref1"),
            b"\xBF\x30\x82\x00\x0B\x82\x04ref1\x9F\x81\x53\x01\x00"
        );
        let present = request.present(*b"ref2", 200);
        assert!(present.starts_with(b"\xB8\x82\x00"));
        assert!(
            present
                .windows(4)
                .any(|octets| octets == b"\x9D\x02\x00\xC8")
        );
        let search = request
            .search(*b"ref3", Query::Or("yksi", "kaksi"))
            .to_vec();
        assert!(search.ends_with(b"\x9F\x2D\x05kaksi\xBF\x2E\x82\x00\x02\x81\x00"));
    }
}
