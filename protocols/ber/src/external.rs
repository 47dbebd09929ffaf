//! EXTERNAL: a value of another standard, with the name of that standard.

use std::sync::Arc;

use crate::{
    bit_string::BitString,
    malformed::{Malformed, Reason},
    oid::Oid,
    seq::Seq,
    tag::Tag,
    tree::Element,
    writer::Writer,
};

/// A record, a negotiation, a package: what it is, and its octets.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct External {
    /// What it is.
    pub direct_reference: Option<Oid>,
    /// What it is, as agreed by number; not seen in Z39.50.
    pub indirect_reference: Option<i64>,
    /// What it is, for people.
    pub data_value_descriptor: Option<Vec<u8>>,
    /// The value.
    pub encoding: Encoding,
}

/// How the value of an EXTERNAL is wrapped.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Encoding {
    /// One whole BER element, header included, with definite lengths.
    SingleAsn1Type(Vec<u8>),
    /// Octets: MARC, XML. Shared with whoever keeps the record, so that sending copies them once.
    OctetAligned(Arc<[u8]>),
    /// Bits; not seen in Z39.50.
    Arbitrary(BitString),
}

const SINGLE_ASN1_TYPE: Tag = Tag::context(0);
const OCTET_ALIGNED: Tag = Tag::context(1);
const ARBITRARY: Tag = Tag::context(2);

impl External {
    /// Octets of a kind: MARC, XML, JSON.
    pub fn octet_aligned(kind: Oid, octets: impl Into<Arc<[u8]>>) -> Self {
        Self::direct(kind, Encoding::OctetAligned(octets.into()))
    }

    /// One BER element of a kind.
    pub fn single_asn1(kind: Oid, element: impl Into<Vec<u8>>) -> Self {
        Self::direct(kind, Encoding::SingleAsn1Type(element.into()))
    }

    fn direct(kind: Oid, encoding: Encoding) -> Self {
        Self {
            direct_reference: Some(kind),
            indirect_reference: None,
            data_value_descriptor: None,
            encoding,
        }
    }

    /// Reads the contents of an element.
    pub fn read(element: Element<'_>) -> Result<Self, Malformed> {
        let mut seq = Seq::of(element)?;
        let direct_reference = seq.opt(Tag::OID).map(|found| found.oid()).transpose()?;
        let indirect_reference = seq.opt(Tag::INTEGER).map(|found| found.integer());
        let descriptor = seq.opt(Tag::OBJECT_DESCRIPTOR);
        let value = seq
            .find(|tag| matches!(tag, SINGLE_ASN1_TYPE | OCTET_ALIGNED | ARBITRARY))
            .ok_or_else(|| element.malformed(Reason::Missing))?;
        seq.finish();
        Ok(Self {
            direct_reference,
            indirect_reference: indirect_reference.transpose()?,
            data_value_descriptor: descriptor.map(|found| found.octets().into_owned()),
            encoding: match value.tag() {
                SINGLE_ASN1_TYPE => {
                    Encoding::SingleAsn1Type(value.only_child()?.definite().into_owned())
                }
                OCTET_ALIGNED => Encoding::OctetAligned(value.octets().into()),
                _ => Encoding::Arbitrary(value.bit_string()?),
            },
        })
    }

    /// Writes the contents of an element.
    pub fn write(&self, writer: &mut Writer) {
        match &self.encoding {
            Encoding::SingleAsn1Type(element) => {
                writer.constructed(SINGLE_ASN1_TYPE, |writer| writer.octets(element));
            }
            Encoding::OctetAligned(octets) => writer.primitive(OCTET_ALIGNED, octets),
            Encoding::Arbitrary(bits) => {
                writer.element(ARBITRARY, false, |writer| writer.bit_string(bits));
            }
        }
        if let Some(descriptor) = &self.data_value_descriptor {
            writer.primitive(Tag::OBJECT_DESCRIPTOR, descriptor);
        }
        if let Some(reference) = self.indirect_reference {
            writer.element(Tag::INTEGER, false, |writer| writer.integer(reference));
        }
        if let Some(reference) = &self.direct_reference {
            writer.primitive(Tag::OID, reference.octets());
        }
    }
}
