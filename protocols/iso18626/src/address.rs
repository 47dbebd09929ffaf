//! Where something is sent to.

use std::fmt;

use crate::{
    draft::Draft,
    findings::{Findings, Problem},
    node::Node,
    scheme_value_pair::{Region, SchemeValuePair},
    structure::{Element, Holds, Value, element, structure},
};

/// An address of one of two kinds (`address`). `Debug` does not show it: it may be a patron's.
#[derive(Clone, PartialEq, Eq)]
pub enum Address {
    /// For what is sent over a network.
    Electronic(ElectronicAddress),
    /// For what is carried.
    Physical(PhysicalAddress),
}

structure! {
    /// An address in a network (`electronicAddress`).
    ElectronicAddress {
        /// Which network: `Email`, `FTP`.
        electronic_address_type: SchemeValuePair = "electronicAddressType" [Once, Once],
        /// The address.
        electronic_address_data: String = "electronicAddressData" [Once, Once],
    }
}

structure! {
    /// An address on earth (`physicalAddress`).
    #[derive(Default)]
    PhysicalAddress {
        /// The first line.
        line1: Option<String> = "line1" [Optional, Optional],
        /// The second line.
        line2: Option<String> = "line2" [Optional, Optional],
        /// The town.
        locality: Option<String> = "locality" [Optional, Optional],
        /// The postal code.
        postal_code: Option<String> = "postalCode" [Optional, Optional],
        /// The part of the country. Only 1.2 has a scheme there.
        region: Option<Region> = "region" [Optional, Optional],
        /// The country, by ISO 3166-1: `FI`.
        country: Option<SchemeValuePair> = "country" [Optional, Optional],
    }
}

impl Address {
    /// The two kinds, of which there is exactly one.
    pub const ELEMENTS: &'static [Element] = &[
        element!(
            Option<ElectronicAddress>,
            "electronicAddress",
            Optional,
            Optional,
            " Either this"
        ),
        element!(
            Option<PhysicalAddress>,
            "physicalAddress",
            Optional,
            Optional,
            " or this."
        ),
    ];
}

impl Value for Address {
    const HOLDS: Holds = Holds::Structure("Address", Self::ELEMENTS);

    fn read(node: &Node<'_>, findings: &mut Findings) -> Option<Self> {
        findings.tell_unknown(node, Self::ELEMENTS);
        let kind = |name: &str| node.child(name);
        match (kind("electronicAddress"), kind("physicalAddress")) {
            (Some(one), _) => {
                if node.children.len() > 1 {
                    findings.tell("electronicAddress", Problem::Repeated);
                }
                let read = |findings: &mut Findings| ElectronicAddress::read(one, findings);
                findings
                    .within("electronicAddress", read)
                    .map(Self::Electronic)
            }
            (None, Some(one)) => {
                let read = |findings: &mut Findings| PhysicalAddress::read(one, findings);
                findings.within("physicalAddress", read).map(Self::Physical)
            }
            (None, None) => {
                findings.tell("physicalAddress", Problem::Missing);
                None
            }
        }
    }

    fn write(&self, name: &'static str, draft: &mut Draft) -> Option<Node<'_>> {
        let address = match self {
            Self::Electronic(address) => {
                let write = |draft: &mut Draft| address.write("electronicAddress", draft);
                draft.within("electronicAddress", write)
            }
            Self::Physical(address) => {
                let write = |draft: &mut Draft| address.write("physicalAddress", draft);
                draft.within("physicalAddress", write)
            }
        };
        Some(Node {
            children: vec![address?],
            ..Node::empty(name)
        })
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Electronic(_) => "Electronic(..)",
            Self::Physical(_) => "Physical(..)",
        })
    }
}

impl fmt::Debug for ElectronicAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ElectronicAddress").finish_non_exhaustive()
    }
}

impl fmt::Debug for PhysicalAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PhysicalAddress").finish_non_exhaustive()
    }
}
