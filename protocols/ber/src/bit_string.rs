//! BIT STRING: flags whose place in the string says what they are.

/// A string of bits, the first one highest in the first octet.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct BitString {
    octets: Vec<u8>,
    unused: u8,
}

impl BitString {
    /// The bits of whole octets.
    pub fn from_octets(octets: Vec<u8>) -> Self {
        Self { octets, unused: 0 }
    }

    /// A string just long enough for its last set bit.
    pub fn from_bits(set: impl IntoIterator<Item = usize>) -> Self {
        let mut bits = Self::default();
        let mut length = 0;
        for bit in set {
            if bits.octets.len() <= bit / 8 {
                bits.octets.resize(bit / 8 + 1, 0);
            }
            if let Some(octet) = bits.octets.get_mut(bit / 8) {
                *octet |= 0x80 >> (bit % 8);
            }
            length = length.max(bit + 1);
        }
        bits.unused = (bits.octets.len() * 8 - length) as u8;
        bits
    }

    /// How many bits it has.
    pub fn len(&self) -> usize {
        self.octets.len() * 8 - usize::from(self.unused)
    }

    /// Whether it has no bits.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether a bit is set; one beyond the end is not.
    pub fn bit(&self, bit: usize) -> bool {
        let octet = self.octets.get(bit / 8).copied().unwrap_or(0);
        bit < self.len() && octet & (0x80 >> (bit % 8)) != 0
    }

    /// The octets, unused bits of the last one included.
    pub fn octets(&self) -> &[u8] {
        &self.octets
    }

    /// How many bits of the last octet are not part of the string, 0 to 7.
    pub fn unused(&self) -> u8 {
        self.unused
    }

    /// Adds a piece; false if it is no piece of a BIT STRING.
    pub(crate) fn extend(&mut self, octets: &[u8], unused: u8) -> bool {
        if unused > 7 || (unused > 0 && octets.is_empty()) {
            return false;
        }
        self.octets.extend_from_slice(octets);
        self.unused = unused;
        true
    }
}
