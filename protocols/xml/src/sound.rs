//! What XML allows: characters and names.

/// Whether XML 1.0 can hold a character at all (section 2.2).
pub fn is_char(char: char) -> bool {
    !matches!(char,
        '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}')
}

/// Whether XML 1.0 can hold each character of a text.
pub fn is_sound(text: &str) -> bool {
    illegal_character(text).is_none()
}

/// Whether a text can be a name or a prefix (Namespaces in XML 1.0, NCName).
pub fn is_name(text: &str) -> bool {
    // Nearly all names are of these letters.
    if let [first, rest @ ..] = text.as_bytes()
        && first.is_ascii_alphabetic()
        && rest.iter().all(u8::is_ascii_alphanumeric)
    {
        return true;
    }
    let mut letters = text.chars();
    letters.next().is_some_and(begins_name) && letters.all(goes_on_in_name)
}

/// NameStartChar of XML 1.0, section 2.3, without the colon.
fn begins_name(char: char) -> bool {
    match char {
        'a'..='z' | 'A'..='Z' | '_' => true,
        '\0'..='\u{7f}' => false,
        _ => matches!(char,
            '\u{c0}'..='\u{d6}' | '\u{d8}'..='\u{f6}' | '\u{f8}'..='\u{2ff}'
            | '\u{370}'..='\u{37d}' | '\u{37f}'..='\u{1fff}' | '\u{200c}'..='\u{200d}'
            | '\u{2070}'..='\u{218f}' | '\u{2c00}'..='\u{2fef}' | '\u{3001}'..='\u{d7ff}'
            | '\u{f900}'..='\u{fdcf}' | '\u{fdf0}'..='\u{fffd}' | '\u{10000}'..='\u{effff}'),
    }
}

/// NameChar of XML 1.0, section 2.3, without the colon.
fn goes_on_in_name(char: char) -> bool {
    begins_name(char)
        || matches!(char,
            '0'..='9' | '-' | '.' | '\u{b7}' | '\u{300}'..='\u{36f}' | '\u{203f}'..='\u{2040}')
}

/// Where the first character stands that XML cannot hold.
pub(crate) fn illegal_character(text: &str) -> Option<usize> {
    /// Bytes looked at together: many at a time, since nearly all text is right.
    const STRETCH: usize = 256;
    let bytes = text.as_bytes();
    // Without branches, so that many bytes are compared at once.
    let suspect = |byte: &u8| {
        let blank = (*byte == b'\t') | (*byte == b'\n') | (*byte == b'\r');
        (*byte == 0xEF) | ((*byte < b' ') & !blank)
    };
    let illegal = |at: &usize| match bytes.get(*at..) {
        Some([0xEF, rest @ ..]) => matches!(rest, [0xBF, 0xBE | 0xBF, ..]),
        Some([byte, ..]) => suspect(byte),
        _ => false,
    };
    bytes
        .chunks(STRETCH)
        .enumerate()
        .find_map(|(stretch, part)| {
            let suspicious = part.iter().fold(false, |found, byte| found | suspect(byte));
            let begin = stretch * STRETCH;
            suspicious.then(|| (begin..begin + part.len()).find(illegal))?
        })
}
