//! The sets of MARC-8, as tables.

use std::sync::LazyLock;

use unicode_normalization::char::canonical_combining_class;

/// A set of characters that an escape sequence can call up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Set {
    Ascii,
    /// Extended Latin, ANSEL: in the upper half unless something else is called there.
    Latin,
    Cyrillic,
    CyrillicExtended,
    Greek,
    Arabic,
    ArabicExtended,
    Hebrew,
    Superscript,
    Subscript,
    GreekSymbols,
    /// EACC, which is not read here.
    EastAsian,
}

/// Codes of a set: 21 to 7E (in the upper half A1 to FE).
const FIRST: u8 = 0x21;
const CODES: usize = 94;

struct Listed {
    set: Set,
    /// What names it in an escape sequence.
    name: &'static [u8],
    /// First code of a row, and its characters one after the other; blank where there is none.
    rows: &'static [(u8, &'static str)],
}

/// In the order in which a character is looked for.
#[rustfmt::skip]
const LISTED: &[Listed] = &[
    Listed { set: Set::Ascii, name: b"B", rows: &[
        (0x21, "!\"#$%&'()*+,-./"),
        (0x30, "0123456789:;<=>?"),
        (0x40, "@ABCDEFGHIJKLMNO"),
        (0x50, "PQRSTUVWXYZ[\\]^_"),
        (0x60, "`abcdefghijklmno"),
        (0x70, "pqrstuvwxyz{|}~"),
    ] },
    Listed { set: Set::Latin, name: b"!E", rows: &[
        (0x21, "ŁØĐÞÆŒ\u{2b9}·♭®±ƠƯ\u{2bc}"),
        (0x30, "\u{2bb}łøđþæœ\u{2ba}ı£ð ơư"),
        (0x40, "°ℓ℗©♯¿¡ß€"),
        (0x60, "\u{309}\u{300}\u{301}\u{302}\u{303}\u{304}\u{306}\u{307}"),
        (0x68, "\u{308}\u{30c}\u{30a}\u{361} \u{315}\u{30b}\u{310}"),
        (0x70, "\u{327}\u{328}\u{323}\u{324}\u{325}\u{333}\u{332}\u{326}"),
        (0x78, "\u{31c}\u{32e}\u{360}   \u{313}"),
    ] },
    Listed { set: Set::Cyrillic, name: b"N", rows: &[
        (0x21, "!\"#$%&'()*+,-./"),
        (0x30, "0123456789:;<=>?"),
        (0x40, "юабцдефгхийклмно"),
        (0x50, "пярстужвьызшэщчъ"),
        (0x60, "ЮАБЦДЕФГХИЙКЛМНО"),
        (0x70, "ПЯРСТУЖВЬЫЗШЭЩЧ"),
    ] },
    Listed { set: Set::CyrillicExtended, name: b"Q", rows: &[
        (0x40, "ґђѓєёѕіїјљњћќўџ"),
        (0x50, "ѣѳѵѫ       [ ] _"),
        (0x60, "ҐЂЃЄЁЅІЇЈЉЊЋЌЎЏЪ"),
        (0x70, "ѢѲѴѪ"),
    ] },
    Listed { set: Set::Greek, name: b"S", rows: &[
        (0x21, "\u{300}\u{301}\u{308}\u{342}\u{313}\u{314}\u{345}"),
        (0x30, "«»“”\u{374}\u{375}     \u{387}   \u{37e}"),
        (0x40, " ΑΒ ΓΔΕϚϜΖΗΘΙΚΛΜ"),
        (0x50, "ΝΞΟΠϞΡΣ ΤΥΦΧΨΩϠ"),
        (0x60, " αβϐγδεϛϝζηθικλμ"),
        (0x70, "νξοπϟρσςτυφχψωϡ"),
    ] },
    Listed { set: Set::Arabic, name: b"3", rows: &[
        (0x21, "!\"#$\u{66a}&'()\u{66d}+\u{60c}-./"),
        (0x30, "\u{660}\u{661}\u{662}\u{663}\u{664}\u{665}\u{666}\u{667}"),
        (0x38, "\u{668}\u{669}:\u{61b}<=>\u{61f}"),
        (0x41, "\u{621}\u{622}\u{623}\u{624}\u{625}\u{626}\u{627}"),
        (0x48, "\u{628}\u{629}\u{62a}\u{62b}\u{62c}\u{62d}\u{62e}\u{62f}"),
        (0x50, "\u{630}\u{631}\u{632}\u{633}\u{634}\u{635}\u{636}\u{637}"),
        (0x58, "\u{638}\u{639}\u{63a}[ ]"),
        (0x60, "\u{640}\u{641}\u{642}\u{643}\u{644}\u{645}\u{646}\u{647}"),
        (0x68, "\u{648}\u{649}\u{64a}\u{64b}\u{64c}\u{64d}\u{64e}\u{64f}"),
        (0x70, "\u{650}\u{651}\u{652}\u{671}\u{670}   \u{66c}”“"),
    ] },
    Listed { set: Set::ArabicExtended, name: b"4", rows: &[
        (0x21, "\u{6fd}\u{672}\u{673}\u{679}\u{67a}\u{67b}\u{67c}"),
        (0x28, "\u{67d}\u{67e}\u{67f}\u{680}\u{681}\u{682}\u{683}\u{684}"),
        (0x30, "\u{685}\u{686}\u{6bf}\u{687}\u{688}\u{689}\u{68a}\u{68b}"),
        (0x38, "\u{68c}\u{68d}\u{68e}\u{68f}\u{690}\u{691}\u{692}\u{693}"),
        (0x40, "\u{694}\u{695}\u{696}\u{697}\u{698}\u{699}\u{69a}\u{69b}"),
        (0x48, "\u{69c}\u{6fa}\u{69d}\u{69e}\u{6fb}\u{69f}\u{6a0}\u{6fc}"),
        (0x50, "\u{6a1}\u{6a2}\u{6a3}\u{6a4}\u{6a5}\u{6a6}\u{6a7}\u{6a8}"),
        (0x58, "\u{6a9}\u{6aa}\u{6ab}\u{6ac}\u{6ad}\u{6ae}\u{6af}\u{6b0}"),
        (0x60, "\u{6b1}\u{6b2}\u{6b3}\u{6b4}\u{6b5}\u{6b6}\u{6b7}\u{6b8}"),
        (0x68, "\u{6ba}\u{6bb}\u{6bc}\u{6bd}\u{6b9}\u{6be}\u{6c0}\u{6c4}"),
        (0x70, "\u{6c5}\u{6c6}\u{6ca}\u{6cb}\u{6cd}\u{6ce}\u{6d0}\u{6d2}"),
        (0x78, "\u{6d3}    \u{306}\u{30c}"),
    ] },
    Listed { set: Set::Hebrew, name: b"2", rows: &[
        (0x21, "!\u{5f4}#$%&\u{5f3}()*+,\u{5be}./"),
        (0x30, "0123456789:;<=>?"),
        (0x40, "\u{5b7}\u{5b8}\u{5b6}\u{5b5}\u{5b4}\u{5b9}\u{5bb}\u{5b0}"),
        (0x48, "\u{5b2}\u{5b3}\u{5b1}\u{5bc}\u{5bf}\u{5c1}\u{fb1e}"),
        (0x5b, "[ ]"),
        (0x60, "\u{5d0}\u{5d1}\u{5d2}\u{5d3}\u{5d4}\u{5d5}\u{5d6}\u{5d7}"),
        (0x68, "\u{5d8}\u{5d9}\u{5da}\u{5db}\u{5dc}\u{5dd}\u{5de}\u{5df}"),
        (0x70, "\u{5e0}\u{5e1}\u{5e2}\u{5e3}\u{5e4}\u{5e5}\u{5e6}\u{5e7}"),
        (0x78, "\u{5e8}\u{5e9}\u{5ea}\u{5f0}\u{5f1}\u{5f2}"),
    ] },
    Listed { set: Set::Superscript, name: b"p", rows: &[
        (0x28, "⁽⁾ ⁺ ⁻"),
        (0x30, "⁰¹²³⁴⁵⁶⁷⁸⁹"),
    ] },
    Listed { set: Set::Subscript, name: b"b", rows: &[
        (0x28, "₍₎ ₊ ₋"),
        (0x30, "₀₁₂₃₄₅₆₇₈₉"),
    ] },
    Listed { set: Set::GreekSymbols, name: b"g", rows: &[(0x61, "αβγ")] },
    Listed { set: Set::EastAsian, name: b"1", rows: &[] },
];

/// Controls of the upper half that mean something: the beginning and end of what sorting skips,
/// joiner and non-joiner.
pub(super) const CONTROLS: [(u8, char); 4] = [
    (0x88, '\u{98}'),
    (0x89, '\u{9c}'),
    (0x8D, '\u{200d}'),
    (0x8E, '\u{200c}'),
];

/// Marks over two letters: the mark, the code of its second half, which stands before the second
/// letter, and what that half is if there is no first.
pub(super) const DOUBLE: [(char, u8, char); 2] =
    [('\u{361}', 0x6C, '\u{fe21}'), ('\u{360}', 0x7B, '\u{fe23}')];

impl Set {
    /// The set that bytes after the kind of an escape sequence name, and what follows them.
    pub(super) fn named(bytes: &[u8]) -> Option<(Self, &[u8])> {
        // Some systems leave out the `!` of the Latin set.
        if let Some(rest) = bytes.strip_prefix(b"E") {
            return Some((Self::Latin, rest));
        }
        LISTED
            .iter()
            .find_map(|listed| Some((listed.set, bytes.strip_prefix(listed.name)?)))
    }

    /// What calls it into the lower half.
    pub(super) fn escape_sequence(self) -> &'static [u8] {
        match self {
            Self::Ascii => b"\x1b(B",
            Self::Latin => b"\x1b(!E",
            Self::Cyrillic => b"\x1b(N",
            Self::CyrillicExtended => b"\x1b(Q",
            Self::Greek => b"\x1b(S",
            Self::Arabic => b"\x1b(3",
            Self::ArabicExtended => b"\x1b(4",
            Self::Hebrew => b"\x1b(2",
            Self::Superscript => b"\x1bp",
            Self::Subscript => b"\x1bb",
            Self::GreekSymbols => b"\x1bg",
            Self::EastAsian => b"\x1b$1",
        }
    }

    /// Whether it is called by a sequence of two bytes, which `ESC s` ends.
    pub(super) fn is_small(self) -> bool {
        matches!(
            self,
            Self::Superscript | Self::Subscript | Self::GreekSymbols
        )
    }

    /// The character of a code of the lower half.
    pub(super) fn char(self, code: u8) -> Option<char> {
        let row = TABLES.decode.get(self as usize)?;
        *row.get(usize::from(code.checked_sub(FIRST)?))?
    }
}

/// Where a character is: in which sets, as which code of the lower half.
pub(super) fn places(char: char) -> &'static [(char, Set, u8)] {
    let places = &TABLES.encode;
    let from = places.partition_point(|place| place.0 < char);
    let to = places.partition_point(|place| place.0 <= char);
    places.get(from..to).unwrap_or_default()
}

/// Whether a character stands before the one it belongs to. The Arabic superscript alef, which
/// Unicode combines, stands by itself in MARC-8.
pub(super) fn is_mark(char: char) -> bool {
    char >= '\u{300}' && canonical_combining_class(char) != 0 && char != '\u{670}'
}

struct Tables {
    decode: Vec<[Option<char>; CODES]>,
    /// By character, then in the order of [`LISTED`].
    encode: Vec<(char, Set, u8)>,
}

static TABLES: LazyLock<Tables> = LazyLock::new(|| {
    let mut tables = Tables {
        decode: Vec::new(),
        encode: Vec::new(),
    };
    for listed in LISTED {
        let mut row = [None; CODES];
        let codes = listed
            .rows
            .iter()
            .flat_map(|(first, chars)| (*first..).zip(chars.chars()));
        for (code, char) in codes.filter(|(_, char)| *char != ' ') {
            if let Some(place) = row.get_mut(usize::from(code - FIRST)) {
                *place = Some(char);
                tables.encode.push((char, listed.set, code));
            }
        }
        tables.decode.push(row);
    }
    tables.encode.sort_unstable();
    tables
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_set_is_listed_in_its_place() {
        for (place, listed) in LISTED.iter().enumerate() {
            assert_eq!(listed.set as usize, place);
            let escape = listed.set.escape_sequence();
            assert!(escape.ends_with(listed.name), "{:?}", listed.set);
        }
    }

    #[test]
    fn no_set_has_a_character_twice() {
        for two in TABLES.encode.windows(2) {
            assert!((two[0].0, two[0].1) != (two[1].0, two[1].1), "{:?}", two[0]);
        }
    }

    #[test]
    fn codes_known_by_heart() {
        assert_eq!(Set::Ascii.char(b'A'), Some('A'));
        assert_eq!(Set::Latin.char(0x22), Some('Ø'));
        assert_eq!(Set::Latin.char(0x68), Some('\u{308}'));
        assert_eq!(Set::Latin.char(0x47), Some('ß'));
        assert_eq!(Set::Cyrillic.char(b'a'), Some('А'));
        assert_eq!(Set::CyrillicExtended.char(0x64), Some('Ё'));
        assert_eq!(Set::Greek.char(b'A'), Some('Α'));
        assert_eq!(Set::Hebrew.char(0x60), Some('א'));
        assert_eq!(Set::Arabic.char(0x47), Some('ا'));
        assert_eq!(Set::GreekSymbols.char(b'c'), Some('γ'));
        assert_eq!(Set::Latin.char(0x7F), None);
        assert_eq!(Set::EastAsian.char(0x21), None);
    }
}
