//! What the standard names without more around it than a tag, and what comes from outside it.

use rasn::prelude::*;

use crate::types::AttributeElement;

#[derive(AsnType, Decode, Encode, Debug, PartialEq)]
#[rasn(delegate, tag(context, 105))]
pub(crate) struct DatabaseName(pub(crate) OctetString);

#[derive(AsnType, Decode, Encode, Debug, PartialEq)]
#[rasn(delegate, tag(universal, 27))]
pub(crate) struct GeneralOctets(pub(crate) OctetString);

#[derive(AsnType, Decode, Encode, Debug, PartialEq)]
#[rasn(delegate, tag(context, 44))]
pub(crate) struct AttributeList(pub(crate) Vec<AttributeElement>);

#[derive(AsnType, Decode, Encode, Debug, PartialEq)]
#[rasn(tag(universal, 8))]
pub(crate) struct External {
    pub(crate) direct_reference: Option<ObjectIdentifier>,
    pub(crate) indirect_reference: Option<i64>,
    #[rasn(tag(universal, 7))]
    pub(crate) data_value_descriptor: Option<OctetString>,
    #[rasn(tag(explicit(context, 0)))]
    pub(crate) single_asn1_type: Option<Any>,
    #[rasn(tag(context, 1))]
    pub(crate) octet_aligned: Option<OctetString>,
    #[rasn(tag(context, 2))]
    pub(crate) arbitrary: Option<BitString>,
}

/// Bits with names. Where the string ends says nothing, nor do bits that nobody could name.
#[derive(AsnType, Decode, Encode, Debug)]
#[rasn(delegate)]
pub(crate) struct Flags(BitString);

impl PartialEq for Flags {
    fn eq(&self, other: &Self) -> bool {
        let set = |flags: &Self| {
            flags
                .0
                .iter_ones()
                .take_while(|bit| *bit < 64)
                .collect::<Vec<_>>()
        };
        set(self) == set(other)
    }
}
