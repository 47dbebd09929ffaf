//! The body of the fuzz target `charset`; the ordinary tests replay its seeds.

use crate::Charset;

/// Reads arbitrary bytes in one character set and writes the text in another: reading and writing
/// never fail, and what a set has written it reads back without a replacement. The first byte
/// names the two sets, so that one run is cheap and all pairs come up.
pub fn charset(data: &[u8]) {
    let Some((pair, bytes)) = data.split_first() else {
        return;
    };
    let sets = Charset::ALL.len();
    let (from, to) = (usize::from(*pair) / sets % sets, usize::from(*pair) % sets);
    if let Some((from, to)) = Charset::ALL.get(from).zip(Charset::ALL.get(to)) {
        let decoded = from.decode(bytes);
        let mut out = Vec::new();
        to.encode(&decoded.text, &mut out);
        assert!(!to.decode(&out).replaced, "{to} cannot read what it wrote");
        let delimiters = |bytes: &[u8]| bytes.iter().filter(|b| **b == b'|').count();
        assert_eq!(delimiters(&out), decoded.text.matches('|').count());
    }
}
