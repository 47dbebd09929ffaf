//! The leader: 24 characters at the beginning of each record that say what it is.

use std::fmt;

/// The leader of a record: 24 printable ASCII characters (MARC 21, Leader). What counts bytes in
/// it (00-04 and 12-16) is computed anew when a record is written as ISO 2709.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Leader([u8; Self::LENGTH]);

/// In what the text of an ISO 2709 record is encoded (leader/09).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CharacterCoding {
    /// MARC-8: ANSEL and escape sequences. Everything but `a` means this.
    Marc8,
    /// UTF-8, `a`.
    Utf8,
}

impl Leader {
    /// Characters, and bytes, of a leader.
    pub const LENGTH: usize = 24;

    /// A leader of these bytes; `None` if one of them is no printable ASCII character.
    pub fn new(bytes: [u8; Self::LENGTH]) -> Option<Self> {
        let printable = bytes.iter().all(|byte| (b' '..=b'~').contains(byte));
        printable.then_some(Self(bytes))
    }

    /// Reads 24 bytes, filling up what is missing and what is no printable ASCII with blanks;
    /// false if something was.
    pub(crate) fn repaired(bytes: &[u8]) -> (Self, bool) {
        let mut leader = [b' '; Self::LENGTH];
        let mut whole = bytes.len() == Self::LENGTH;
        for (position, byte) in leader.iter_mut().zip(bytes) {
            if (b' '..=b'~').contains(byte) {
                *position = *byte;
            } else {
                whole = false;
            }
        }
        (Self(leader), whole)
    }

    /// The 24 characters.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// The 24 characters as bytes.
    pub fn as_bytes(&self) -> &[u8; Self::LENGTH] {
        &self.0
    }

    /// Length of the record as it came (00-04): `None` if these are no digits.
    pub fn record_length(&self) -> Option<usize> {
        number(&self.0[0..5])
    }

    /// Status (05): `n` new, `c` corrected, `d` deleted, and others.
    pub fn record_status(&self) -> char {
        char::from(self.0[5])
    }

    /// Whether the record says that it was deleted.
    pub fn is_deleted(&self) -> bool {
        self.record_status() == 'd'
    }

    /// Type of record (06): `a` text, `j` music, `e` map, and others.
    pub fn type_of_record(&self) -> char {
        char::from(self.0[6])
    }

    /// Bibliographic level (07): `m` monograph, `s` serial, `a` component part, and others.
    pub fn bibliographic_level(&self) -> char {
        char::from(self.0[7])
    }

    /// Type of control (08): `a` archival or blank.
    pub fn type_of_control(&self) -> char {
        char::from(self.0[8])
    }

    /// Character coding scheme (09).
    pub fn character_coding(&self) -> CharacterCoding {
        match self.0[9] {
            b'a' => CharacterCoding::Utf8,
            _ => CharacterCoding::Marc8,
        }
    }

    /// Where the data begin, as it came (12-16): `None` if these are no digits.
    pub fn base_address(&self) -> Option<usize> {
        number(&self.0[12..17])
    }

    /// Encoding level (17): blank for a full record.
    pub fn encoding_level(&self) -> char {
        char::from(self.0[17])
    }

    /// Descriptive cataloguing form (18): `a` AACR2, `i` ISBD, and others.
    pub fn cataloguing_form(&self) -> char {
        char::from(self.0[18])
    }

    /// Multipart resource record level (19).
    pub fn multipart_level(&self) -> char {
        char::from(self.0[19])
    }

    /// The same leader with this character coding scheme.
    #[must_use]
    pub fn with_character_coding(mut self, coding: CharacterCoding) -> Self {
        self.0[9] = match coding {
            CharacterCoding::Marc8 => b' ',
            CharacterCoding::Utf8 => b'a',
        };
        self
    }

    /// The same leader with this record status; what is no printable ASCII leaves it as it is.
    #[must_use]
    pub fn with_record_status(mut self, status: char) -> Self {
        if let Ok(status @ b' '..=b'~') = u8::try_from(status) {
            self.0[5] = status;
        }
        self
    }

    /// The same leader with what ISO 2709 counts. Lengths that do not fit their digits never get
    /// here, see [`crate::iso2709::write`].
    pub(crate) fn measured(mut self, length: usize, base_address: usize) -> Self {
        put_number(&mut self.0[0..5], length);
        self.0[10..12].copy_from_slice(b"22");
        put_number(&mut self.0[12..17], base_address);
        self.0[20..22].copy_from_slice(b"45");
        self
    }
}

/// The number these digits make; `None` if one of them is none.
pub(crate) fn number(digits: &[u8]) -> Option<usize> {
    digits.iter().try_fold(0, |number: usize, digit| {
        let digit = digit.is_ascii_digit().then(|| usize::from(digit - b'0'))?;
        number.checked_mul(10)?.checked_add(digit)
    })
}

/// Writes a number right-aligned with zeros.
pub(crate) fn put_number(digits: &mut [u8], mut number: usize) {
    for digit in digits.iter_mut().rev() {
        *digit = b'0' + (number % 10) as u8;
        number /= 10;
    }
}

impl Default for Leader {
    /// A new full record of a printed monograph in UTF-8.
    fn default() -> Self {
        Self(*b"00000nam a2200000 i 4500")
    }
}

impl std::str::FromStr for Leader {
    type Err = NotALeader;

    fn from_str(text: &str) -> Result<Self, NotALeader> {
        let bytes = text.as_bytes().try_into().map_err(|_| NotALeader)?;
        Self::new(bytes).ok_or(NotALeader)
    }
}

/// A text is not 24 printable ASCII characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotALeader;

impl fmt::Display for NotALeader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a leader is 24 printable ASCII characters")
    }
}

impl std::error::Error for NotALeader {}

impl fmt::Display for Leader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Leader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Leader({:?})", self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_have_names() {
        let leader: Leader = "01369cas a2200265 i 4500".parse().unwrap();
        assert_eq!(leader.record_length(), Some(1369));
        assert_eq!(leader.record_status(), 'c');
        assert_eq!(leader.type_of_record(), 'a');
        assert_eq!(leader.bibliographic_level(), 's');
        assert_eq!(leader.character_coding(), CharacterCoding::Utf8);
        assert_eq!(leader.base_address(), Some(265));
        assert_eq!(leader.encoding_level(), ' ');
        assert_eq!(leader.cataloguing_form(), 'i');
    }

    #[test]
    fn a_leader_is_24_printable_characters() {
        assert_eq!("00000nam".parse::<Leader>(), Err(NotALeader));
        assert_eq!(
            "00000nam a2200000 i 450\u{1f}".parse::<Leader>(),
            Err(NotALeader)
        );
        let (leader, whole) = Leader::repaired(b"00\x00");
        assert_eq!(
            (leader.as_str(), whole),
            ("00                      ", false)
        );
    }
}
