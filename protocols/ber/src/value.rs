//! What the contents of an element say.

use std::borrow::Cow;

use crate::{
    bit_string::BitString,
    malformed::{Malformed, Reason},
    oid::Oid,
    tree::Element,
};

/// These read the contents whatever the tag: an implicit tag hides the type.
impl<'t> Element<'t> {
    /// A BOOLEAN: any octet but nought is true.
    pub fn boolean(&self) -> Result<bool, Malformed> {
        match self.primitive()? {
            [octet] => Ok(*octet != 0),
            _ => Err(self.malformed(Reason::Boolean)),
        }
    }

    /// An INTEGER of one to eight octets.
    pub fn integer(&self) -> Result<i64, Malformed> {
        let octets = self.primitive()?;
        let (1..=8, Some(first)) = (octets.len(), octets.first()) else {
            return Err(self.malformed(Reason::Integer));
        };
        let sign = if first & 0x80 == 0 { 0 } else { -1 };
        let extend = |value: i64, octet: &u8| value << 8 | i64::from(*octet);
        Ok(octets.iter().fold(sign, extend))
    }

    /// A NULL.
    pub fn null(&self) -> Result<(), Malformed> {
        match self.primitive()? {
            [] => Ok(()),
            _ => Err(self.malformed(Reason::Null)),
        }
    }

    /// An OBJECT IDENTIFIER.
    pub fn oid(&self) -> Result<Oid, Malformed> {
        let octets = self.primitive()?;
        Oid::from_octets(octets).ok_or_else(|| self.malformed(Reason::Oid))
    }

    /// The octets of a string of any type. One in pieces is put together.
    pub fn octets(&self) -> Cow<'t, [u8]> {
        if !self.is_constructed() {
            return Cow::Borrowed(self.content());
        }
        let pieces = self.subtree().filter(|piece| !piece.is_constructed());
        Cow::Owned(pieces.flat_map(|piece| piece.content()).copied().collect())
    }

    /// A BIT STRING; one in pieces is put together.
    pub fn bit_string(&self) -> Result<BitString, Malformed> {
        let fault = self.malformed(Reason::BitString);
        let mut bits = BitString::default();
        for piece in self.subtree().filter(|piece| !piece.is_constructed()) {
            let (unused, octets) = piece.content().split_first().ok_or(fault)?;
            // Only the last piece may have unused bits.
            if bits.unused() > 0 || !bits.extend(octets, *unused) {
                return Err(fault);
            }
        }
        Ok(bits)
    }
}

#[cfg(test)]
mod tests {
    use crate::{Limits, Malformed, Oid, Reason, Tree};

    fn tree(bytes: &[u8]) -> Tree<'_> {
        Tree::parse(bytes, &Limits::DEFAULT).unwrap()
    }

    fn reason<T: std::fmt::Debug>(read: Result<T, Malformed>) -> Reason {
        read.unwrap_err().reason
    }

    #[test]
    fn integers_have_signs_and_eight_octets_at_most() {
        let read = |bytes: &[u8]| tree(bytes).root().integer();
        assert_eq!(read(b"\x02\x01\x7f"), Ok(127));
        assert_eq!(read(b"\x02\x01\xff"), Ok(-1));
        assert_eq!(read(b"\x02\x02\x00\x80"), Ok(128));
        assert_eq!(read(b"\x02\x08\x80\0\0\0\0\0\0\0"), Ok(i64::MIN));
        assert_eq!(reason(read(b"\x02\x00")), Reason::Integer);
        assert_eq!(
            reason(read(b"\x02\x09\0\0\0\0\0\0\0\0\x01")),
            Reason::Integer
        );
        assert_eq!(reason(read(b"\x22\x03\x02\x01\x01")), Reason::NotPrimitive);
    }

    #[test]
    fn booleans_are_one_octet() {
        assert_eq!(tree(b"\x01\x01\x00").root().boolean(), Ok(false));
        assert_eq!(tree(b"\x01\x01\x01").root().boolean(), Ok(true));
        assert_eq!(tree(b"\x01\x01\xff").root().boolean(), Ok(true));
        assert_eq!(reason(tree(b"\x01\x00").root().boolean()), Reason::Boolean);
    }

    #[test]
    fn strings_may_come_in_pieces() {
        let pieces = b"\xbf\x2d\x80\x04\x02so\x24\x80\x04\x02ta\0\0\0\0";
        assert_eq!(&*tree(pieces).root().octets(), b"sota");
        assert_eq!(&*tree(b"\x9f\x2d\x04sota").root().octets(), b"sota");
    }

    #[test]
    fn bit_strings_of_any_length() {
        let read = |bytes: &[u8]| tree(bytes).root().bit_string();
        let bits = read(b"\x84\x03\x00\xe9\xa2").unwrap();
        assert_eq!((bits.len(), bits.bit(0), bits.bit(3)), (16, true, false));
        assert_eq!(read(b"\x84\x01\x00").unwrap().len(), 0);
        assert_eq!(read(b"\x84\x02\x05\xe0").unwrap().len(), 3);
        assert_eq!(
            read(b"\xa4\x08\x03\x02\0\xe9\x03\x02\x01\xa2")
                .unwrap()
                .len(),
            15
        );
        assert_eq!(reason(read(b"\x84\x00")), Reason::BitString);
        assert_eq!(reason(read(b"\x84\x01\x01")), Reason::BitString);
        assert_eq!(reason(read(b"\x84\x02\x08\xe0")), Reason::BitString);
        assert_eq!(
            reason(read(b"\xa4\x08\x03\x02\x01\xe9\x03\x02\0\xa2")),
            Reason::BitString
        );
    }

    #[test]
    fn object_identifiers() {
        let usmarc = Oid::from_arcs(&[1, 2, 840, 10003, 5, 10]);
        assert_eq!(
            tree(b"\x06\x07\x2a\x86\x48\xce\x13\x05\x0a").root().oid(),
            Ok(usmarc)
        );
        assert_eq!(reason(tree(b"\x06\x00").root().oid()), Reason::Oid);
        assert_eq!(reason(tree(b"\x06\x02\x2a\x86").root().oid()), Reason::Oid);
    }
}
