//! What stands in for a letter that a code page lacks.
//!
//! In this order: nothing for marks and invisible characters; a written-out form for signs,
//! typographic punctuation and letters without a decomposition; Latin letters for Cyrillic ones;
//! the base letter of a composed one; `?` for everything else.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use crate::Charset;

/// Appends the stand-in for `letter`, which `charset` lacks.
pub(crate) fn push(charset: Charset, letter: char, out: &mut Vec<u8>) {
    if is_invisible(letter) {
        return;
    }
    if let Some(written) = written_out(letter).or_else(|| cyrillic(letter)) {
        out.extend_from_slice(written.as_bytes());
        return;
    }
    let before = out.len();
    for part in std::iter::once(letter)
        .nfkd()
        .filter(|part| !is_combining_mark(*part))
    {
        match charset.byte(part) {
            Some(byte) if is_harmless(byte) => out.push(byte),
            Some(_) => out.push(b'?'),
            None => out.extend_from_slice(written_out(part).unwrap_or("?").as_bytes()),
        }
    }
    if out.len() == before {
        out.push(b'?');
    }
}

/// Bytes that mean nothing to a protocol: no control character and no delimiter.
fn is_harmless(byte: u8) -> bool {
    byte >= b' ' && byte != 0x7F && byte != b'|'
}

/// Marks, joiners, variation selectors, directional and zero-width characters.
fn is_invisible(letter: char) -> bool {
    is_combining_mark(letter)
        || matches!(letter,
            '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
            | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{1F3FB}'..='\u{1F3FF}' | '\u{E0000}'..='\u{E01EF}')
}

fn written_out(letter: char) -> Option<&'static str> {
    Some(match letter {
        '\u{80}'..='\u{A0}'
        | '\u{2000}'..='\u{200A}'
        | '\u{2028}'
        | '\u{2029}'
        | '\u{202F}'
        | '\u{205F}'
        | '\u{3000}' => " ",
        '‘' | '’' | '‚' | '‛' | '′' | '‹' | '›' | '´' | 'ʹ' | 'ʻ' | 'ʼ' => "'",
        '“' | '”' | '„' | '‟' | '″' | '«' | '»' => "\"",
        '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' | '─' => "-",
        '…' => "...",
        '•' | '·' | '∙' | '●' => "*",
        '⁄' | '∕' => "/",
        '¦' | '│' | '∣' | 'ǀ' | '｜' => "!",
        '¡' => "!",
        '¿' => "?",
        '€' => "EUR",
        '£' => "GBP",
        '¥' => "JPY",
        '¢' => "c",
        '©' => "(c)",
        '®' => "(r)",
        '™' => "(tm)",
        '§' => "S",
        '°' | 'º' => "o",
        'ª' => "a",
        '×' => "x",
        '÷' => ":",
        '±' => "+-",
        '¼' => "1/4",
        '½' => "1/2",
        '¾' => "3/4",
        'ß' => "ss",
        'ẞ' => "SS",
        'Æ' => "AE",
        'æ' => "ae",
        'Œ' => "OE",
        'œ' => "oe",
        'Ø' => "O",
        'ø' => "o",
        'Ð' | 'Đ' | 'Ɖ' => "D",
        'ð' | 'đ' => "d",
        'Þ' => "Th",
        'þ' => "th",
        'Ł' => "L",
        'ł' => "l",
        'Ħ' => "H",
        'ħ' => "h",
        'ı' => "i",
        'Ŋ' => "N",
        'ŋ' => "n",
        'Ŧ' => "T",
        'ŧ' => "t",
        'Ǥ' => "G",
        'ǥ' => "g",
        'Ʒ' => "Z",
        'ʒ' => "z",
        'ƒ' => "f",
        'µ' => "u",
        _ => return None,
    })
}

/// Russian and Ukrainian letters in their usual Latin form without marks.
#[rustfmt::skip]
fn cyrillic(letter: char) -> Option<&'static str> {
    Some(match letter {
        'А' => "A", 'а' => "a", 'Б' => "B", 'б' => "b", 'В' => "V", 'в' => "v",
        'Г' | 'Ґ' => "G", 'г' | 'ґ' => "g", 'Д' => "D", 'д' => "d",
        'Е' | 'Э' | 'Ё' | 'Є' => "E", 'е' | 'э' | 'ё' | 'є' => "e",
        'Ж' => "Zh", 'ж' => "zh", 'З' => "Z", 'з' => "z",
        'И' | 'І' | 'Ї' => "I", 'и' | 'і' | 'ї' => "i", 'Й' => "J", 'й' => "j",
        'К' => "K", 'к' => "k", 'Л' => "L", 'л' => "l", 'М' => "M", 'м' => "m",
        'Н' => "N", 'н' => "n", 'О' => "O", 'о' => "o", 'П' => "P", 'п' => "p",
        'Р' => "R", 'р' => "r", 'С' => "S", 'с' => "s", 'Т' => "T", 'т' => "t",
        'У' => "U", 'у' => "u", 'Ф' => "F", 'ф' => "f", 'Х' => "H", 'х' => "h",
        'Ц' => "Ts", 'ц' => "ts", 'Ч' => "Tsh", 'ч' => "tsh", 'Ш' => "Sh", 'ш' => "sh",
        'Щ' => "Shtsh", 'щ' => "shtsh", 'Ъ' | 'ъ' | 'Ь' | 'ь' => "",
        'Ы' => "Y", 'ы' => "y", 'Ю' => "Ju", 'ю' => "ju", 'Я' => "Ja", 'я' => "ja",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ascii(text: &str) -> String {
        let mut out = Vec::new();
        Charset::Ascii.encode(text, &mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn letters_fold_to_their_neighbours() {
        assert_eq!(ascii("Åsa Määttä"), "Asa Maatta");
        assert_eq!(ascii("Čáŋgalávdi đuođđi ŧ"), "Cangalavdi duoddi t");
        assert_eq!(ascii("Straße, Æsop, Łódź, ﬁ"), "Strasse, AEsop, Lodz, fi");
        assert_eq!(ascii("Чехов, Анна"), "Tshehov, Anna");
    }

    #[test]
    fn signs_are_written_out() {
        assert_eq!(ascii("“Ei” – 3,40 €…"), "\"Ei\" - 3,40 EUR...");
        assert_eq!(ascii("a\u{A0}b"), "a b");
    }

    #[test]
    fn what_has_no_stand_in_becomes_a_question_mark() {
        assert_eq!(ascii("kirja 📚 本"), "kirja ? ?");
        assert_eq!(ascii("👍🏽"), "?");
    }

    #[test]
    fn folding_brings_forth_no_delimiter() {
        for letter in '\u{A0}'..='\u{1FFFF}' {
            for charset in [
                Charset::Ascii,
                Charset::Cp850,
                Charset::Latin1,
                Charset::Windows1252,
            ] {
                let mut out = Vec::new();
                if charset.encode(letter.encode_utf8(&mut [0; 4]), &mut out) {
                    assert!(
                        out.iter().all(|b| is_harmless(*b)),
                        "{letter:?} in {charset}"
                    );
                }
            }
        }
    }
}
