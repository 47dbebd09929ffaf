//! OBJECT IDENTIFIER: names of syntaxes, attribute sets and formats.

use std::{fmt, str::FromStr};

/// Octets of the longest object identifier. Those of Z39.50 have 6 to 15.
pub const OID_LIMIT: usize = 39;

/// Octets of one arc: 63 bits.
const ARC_OCTETS: usize = 9;

/// An object identifier, kept as its octets.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Oid {
    length: u8,
    octets: [u8; OID_LIMIT],
}

/// A text is no object identifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAnOid;

impl fmt::Display for NotAnOid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no object identifier in dotted form")
    }
}

impl std::error::Error for NotAnOid {}

impl Oid {
    /// The identifier of these arcs. Meant for constants.
    ///
    /// # Panics
    /// If there are fewer than two arcs, the first two are none of X.660, or all are longer than
    /// [`OID_LIMIT`].
    #[expect(
        clippy::indexing_slicing,
        reason = "const; a constant out of bounds does not build"
    )]
    pub const fn from_arcs(arcs: &[u64]) -> Self {
        assert!(arcs.len() >= 2 && arcs[0] <= 2 && (arcs[0] == 2 || arcs[1] < 40));
        let mut oid = Self {
            length: 0,
            octets: [0; OID_LIMIT],
        };
        oid = oid.with_arc(arcs[0] * 40 + arcs[1]);
        let mut next = 2;
        while next < arcs.len() {
            oid = oid.with_arc(arcs[next]);
            next += 1;
        }
        oid
    }

    /// This identifier with one more arc. Meant for constants.
    ///
    /// # Panics
    /// If it becomes longer than [`OID_LIMIT`].
    #[expect(
        clippy::indexing_slicing,
        reason = "const; a constant out of bounds does not build"
    )]
    pub const fn with_arc(mut self, arc: u64) -> Self {
        let mut shift = 63;
        while shift > 0 && arc >> shift == 0 {
            shift -= 7;
        }
        loop {
            let more = if shift > 0 { 0x80 } else { 0 };
            self.octets[self.length as usize] = (arc >> shift) as u8 & 0x7F | more;
            self.length += 1;
            if shift == 0 {
                return self;
            }
            shift -= 7;
        }
    }

    /// Reads the contents of an element.
    pub fn from_octets(octets: &[u8]) -> Option<Self> {
        let well_formed = octets.last().is_some_and(|last| last & 0x80 == 0)
            && octets
                .split(|octet| octet & 0x80 == 0)
                .all(|continued| continued.len() < ARC_OCTETS);
        let mut oid = Self {
            length: u8::try_from(octets.len()).ok()?,
            octets: [0; OID_LIMIT],
        };
        oid.octets.get_mut(..octets.len())?.copy_from_slice(octets);
        well_formed.then_some(oid)
    }

    /// The contents of an element.
    pub fn octets(&self) -> &[u8] {
        let length = usize::from(self.length);
        self.octets.get(..length).unwrap_or_default()
    }

    /// The arcs in order.
    pub fn arcs(&self) -> impl Iterator<Item = u64> + '_ {
        let (first, second) = self.first_arcs();
        [first, second]
            .into_iter()
            .chain(self.subidentifiers().skip(1))
    }

    /// Whether this identifier continues another one.
    pub fn starts_with(&self, prefix: &Self) -> bool {
        self.octets().starts_with(prefix.octets())
    }

    fn first_arcs(&self) -> (u64, u64) {
        let both = self.subidentifiers().next().unwrap_or(0);
        let first = (both / 40).min(2);
        (first, both - first * 40)
    }

    /// Numbers as encoded: the first two arcs are one.
    fn subidentifiers(&self) -> impl Iterator<Item = u64> + '_ {
        let ended = self.octets().split_inclusive(|octet| octet & 0x80 == 0);
        ended.map(|octets| {
            let extend = |arc: u64, octet: &u8| arc << 7 | u64::from(octet & 0x7F);
            octets.iter().fold(0, extend)
        })
    }
}

impl fmt::Display for Oid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, arc) in self.arcs().enumerate() {
            let dot = if place > 0 { "." } else { "" };
            write!(f, "{dot}{arc}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Oid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Oid {
    type Err = NotAnOid;

    fn from_str(text: &str) -> Result<Self, NotAnOid> {
        let arc = |arc: &str| {
            let digits = arc.bytes().all(|byte| byte.is_ascii_digit());
            let arc: u64 = arc.parse().map_err(|_| NotAnOid)?;
            let fits = digits && arc < 1 << 60;
            fits.then_some(arc).ok_or(NotAnOid)
        };
        let arcs = text.split('.').map(arc).collect::<Result<Vec<_>, _>>()?;
        let [first, second, ..] = arcs[..] else {
            return Err(NotAnOid);
        };
        let octets: usize = arcs.iter().map(|arc| arc_octets(*arc)).sum();
        if first > 2 || (first < 2 && second >= 40) || octets > OID_LIMIT {
            return Err(NotAnOid);
        }
        Ok(Self::from_arcs(&arcs))
    }
}

fn arc_octets(arc: u64) -> usize {
    ((u64::BITS - arc.leading_zeros()).max(1) as usize).div_ceil(7)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_octets_are_the_same_identifier() {
        for text in [
            "1.2.840.10003.5.10",
            "0.0",
            "2.999.3",
            "1.0.10646.1.0.8",
            "2.1.127.128.16384",
        ] {
            let oid: Oid = text.parse().unwrap();
            assert_eq!(oid.to_string(), text);
            assert_eq!(Oid::from_octets(oid.octets()), Some(oid));
        }
    }

    #[test]
    fn what_is_no_identifier_is_refused() {
        let long = "1.2.".to_owned() + &"99999999999.".repeat(8) + "1";
        for text in [
            "", "1", "3.1", "1.40", "1..2", "1.2.x", "1.2.-3", "1.2.+3", &long,
        ] {
            assert_eq!(text.parse::<Oid>(), Err(NotAnOid), "{text}");
        }
        for octets in [&b""[..], b"\x86", b"\x2a\x81", &[0x81; 12], &[1; 40]] {
            assert_eq!(Oid::from_octets(octets), None);
        }
        assert!(Oid::from_octets(b"\xff\xff\xff\xff\xff\xff\xff\xff\x7f").is_some());
        assert!(Oid::from_octets(b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\x7f").is_none());
    }

    #[test]
    fn prefixes() {
        let z3950: Oid = "1.2.840.10003".parse().unwrap();
        let syntax = z3950.with_arc(5);
        assert!(syntax.with_arc(10).starts_with(&syntax));
        assert!(!z3950.with_arc(4).starts_with(&syntax));
    }
}
