//! MARC-8, the encoding of MARC records before Unicode.

/// Begins an escape sequence.
pub(crate) const ESCAPE: u8 = 0x1B;

/// Text and how well it could be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded {
    /// The text, composed (NFC).
    pub text: String,
    /// How many characters could not be read and became U+FFFD.
    pub unknown: usize,
}

/// Decodes a piece of text that begins in the default sets.
pub fn decode(bytes: &[u8]) -> Decoded {
    let text: String = bytes
        .iter()
        .map(|byte| match byte {
            0..=0x7F => char::from(*byte),
            _ => char::REPLACEMENT_CHARACTER,
        })
        .collect();
    let unknown = bytes.iter().filter(|byte| !byte.is_ascii()).count();
    Decoded { text, unknown }
}

/// Encodes a text.
pub fn encode(text: &str, out: &mut Vec<u8>) {
    for char in text.chars() {
        match u8::try_from(char) {
            Ok(byte) if byte.is_ascii() => out.push(byte),
            _ => out.extend_from_slice(format!("&#x{:04X};", u32::from(char)).as_bytes()),
        }
    }
}
