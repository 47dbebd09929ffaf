//! What holds for every text and every bytes.

use proptest::prelude::*;
use silta_charset::{Charset, composed, fuzzing};

proptest! {
    #[test]
    fn any_bytes_are_read_and_written(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        fuzzing::charset(&bytes);
    }

    #[test]
    fn utf8_keeps_every_text_composed(text in ".*") {
        let mut out = Vec::new();
        prop_assert!(!Charset::Utf8.encode(&text, &mut out));
        prop_assert_eq!(Charset::Utf8.decode(&out).text, composed(&text));
    }

    #[test]
    fn ascii_is_seven_bits(text in ".*") {
        let mut out = Vec::new();
        Charset::Ascii.encode(&text, &mut out);
        prop_assert!(out.is_ascii());
    }
}
