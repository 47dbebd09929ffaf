//! The body of the fuzz target `charset`; the ordinary tests replay its seeds.

use crate::Charset;

/// Reads arbitrary bytes in every character set and writes the text in every other: reading and
/// writing never fail, and what a set has written it reads back without a replacement.
pub fn charset(data: &[u8]) {
    for from in Charset::ALL {
        let decoded = from.decode(data);
        for to in Charset::ALL {
            let mut out = Vec::new();
            to.encode(&decoded.text, &mut out);
            assert!(!to.decode(&out).replaced, "{to} cannot read what it wrote");
            let delimiters = |bytes: &[u8]| bytes.iter().filter(|b| **b == b'|').count();
            assert_eq!(delimiters(&out), decoded.text.matches('|').count());
        }
    }
}
