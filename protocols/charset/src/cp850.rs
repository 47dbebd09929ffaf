//! IBM code page 850: the upper half. The lower half is ASCII, control characters included.

/// The letters of 0x80 to 0xFF.
const UPPER: [char; 128] = [
    'Ç', 'ü', 'é', 'â', 'ä', 'à', 'å', 'ç', 'ê', 'ë', 'è', 'ï', 'î', 'ì', 'Ä', 'Å', //
    'É', 'æ', 'Æ', 'ô', 'ö', 'ò', 'û', 'ù', 'ÿ', 'Ö', 'Ü', 'ø', '£', 'Ø', '×', 'ƒ', //
    'á', 'í', 'ó', 'ú', 'ñ', 'Ñ', 'ª', 'º', '¿', '®', '¬', '½', '¼', '¡', '«', '»', //
    '░', '▒', '▓', '│', '┤', 'Á', 'Â', 'À', '©', '╣', '║', '╗', '╝', '¢', '¥', '┐', //
    '└', '┴', '┬', '├', '─', '┼', 'ã', 'Ã', '╚', '╔', '╩', '╦', '╠', '═', '╬', '¤', //
    'ð', 'Ð', 'Ê', 'Ë', 'È', 'ı', 'Í', 'Î', 'Ï', '┘', '┌', '█', '▄', '¦', 'Ì', '▀', //
    'Ó', 'ß', 'Ô', 'Ò', 'õ', 'Õ', 'µ', 'þ', 'Þ', 'Ú', 'Û', 'Ù', 'ý', 'Ý', '¯', '´', //
    '\u{AD}', '±', '‗', '¾', '¶', '§', '÷', '¸', '°', '¨', '·', '¹', '³', '²', '■', '\u{A0}',
];

/// The letter of a byte; every byte has one.
pub(crate) fn decode(byte: u8) -> char {
    byte.checked_sub(0x80)
        .and_then(|upper| UPPER.get(usize::from(upper)).copied())
        .unwrap_or_else(|| char::from(byte))
}

/// The byte of a letter beyond ASCII, if the page has it.
pub(crate) fn encode(letter: char) -> Option<u8> {
    let upper = UPPER.iter().position(|&known| known == letter)?;
    u8::try_from(upper + 0x80).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_the_published_table() {
        let published = oem_cp::code_table::DECODING_TABLE_CP850;
        assert_eq!(UPPER, published);
    }
}
