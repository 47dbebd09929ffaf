//! The application protocol data units (APDUs): what goes over the wire.

use silta_ber::{Limits, Malformed, Tree, Writer};

use crate::{
    access_control::{AccessControlRequest, AccessControlResponse},
    close::Close,
    delete_result_set::{DeleteResultSetRequest, DeleteResultSetResponse},
    duplicate_detection::{DuplicateDetectionRequest, DuplicateDetectionResponse},
    extended_services::{ExtendedServicesRequest, ExtendedServicesResponse},
    init::{InitRequest, InitResponse},
    present::{PresentRequest, PresentResponse},
    records::Records,
    resource_control::{
        ResourceControlRequest, ResourceControlResponse, TriggerResourceControlRequest,
    },
    resource_report::{ResourceReportRequest, ResourceReportResponse},
    scan::{ScanRequest, ScanResponse},
    search::{SearchRequest, SearchResponse},
    segment::Segment,
    sort::{SortRequest, SortResponse},
    strings::ReferenceId,
    tables::choice,
    value::Value,
};

/// Reads one APDU within the [default limits](Limits::DEFAULT).
pub fn decode(bytes: &[u8]) -> Result<Apdu, Malformed> {
    decode_within(bytes, &Limits::DEFAULT).map(|decoded| decoded.apdu)
}

/// An APDU as it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded {
    /// The APDU.
    pub apdu: Apdu,
    /// How many elements were passed by because nothing here knows them.
    pub unknown: usize,
}

/// Reads one APDU; nothing may follow it.
pub fn decode_within(bytes: &[u8], limits: &Limits) -> Result<Decoded, Malformed> {
    let tree = Tree::parse(bytes, limits)?;
    let apdu = Apdu::read_own(tree.root())?;
    Ok(Decoded {
        apdu,
        unknown: tree.unknown(),
    })
}

/// Appends the bytes of an APDU.
pub fn encode(apdu: &Apdu, out: &mut Vec<u8>) {
    let writer = written(apdu);
    match out.is_empty() {
        true => *out = writer.into_bytes(),
        false => out.extend_from_slice(writer.as_bytes()),
    }
}

/// The bytes of an APDU as they were written, which need not be moved once more to be sent.
pub fn written(apdu: &Apdu) -> Writer {
    let records = match apdu {
        Apdu::SearchResponse(response) => response.records.as_ref(),
        Apdu::PresentResponse(response) => response.records.as_ref(),
        _ => None,
    };
    // With room from the start, records are not moved while they are written.
    let room = ROOM + records.map_or(0, Records::room);
    let mut writer = Writer::with_capacity(room);
    apdu.write(&mut writer);
    writer
}

/// Octets that an APDU without records seldom exceeds.
const ROOM: usize = 256;

/// The list of APDUs makes [`Apdu`], its conversions and its accessors.
macro_rules! apdus {
    ($( $(#[doc = $doc:literal])+ [$tag:literal] $name:ident $standard:literal, )+) => {
        choice! {
            /// Any APDU.
            Apdu { $( $(#[doc = $doc])+ [$tag] $name($name), )+ }
        }

        impl Apdu {
            /// The tags and names of all APDUs.
            pub const LISTED: &'static [(u32, &'static str)] = &[$(($tag, $standard),)+];

            /// Its name in the standard.
            pub fn name(&self) -> &'static str {
                match self { $( Self::$name(_) => $standard, )+ }
            }

            /// Its tag.
            pub fn tag(&self) -> u32 {
                match self { $( Self::$name(_) => $tag, )+ }
            }

            /// What the request is called that this is or answers.
            pub fn reference_id(&self) -> Option<&ReferenceId> {
                match self { $( Self::$name(apdu) => apdu.reference_id.as_ref(), )+ }
            }

            /// Sets the reference.
            pub fn set_reference_id(&mut self, reference_id: Option<ReferenceId>) {
                match self { $( Self::$name(apdu) => apdu.reference_id = reference_id, )+ }
            }
        }

        $(
            impl From<$name> for Apdu {
                fn from(apdu: $name) -> Self {
                    Self::$name(apdu)
                }
            }
        )+

    };
}

apdus! {
    /// A client opens a session.
    [20] InitRequest "initRequest",
    /// Whether it may, and on what terms.
    [21] InitResponse "initResponse",
    /// A client searches.
    [22] SearchRequest "searchRequest",
    /// How many records fit.
    [23] SearchResponse "searchResponse",
    /// A client asks for records of a result set.
    [24] PresentRequest "presentRequest",
    /// The records.
    [25] PresentResponse "presentResponse",
    /// A client deletes result sets.
    [26] DeleteResultSetRequest "deleteResultSetRequest",
    /// What became of them.
    [27] DeleteResultSetResponse "deleteResultSetResponse",
    /// A server asks for proof.
    [28] AccessControlRequest "accessControlRequest",
    /// The proof.
    [29] AccessControlResponse "accessControlResponse",
    /// A server asks whether to go on.
    [30] ResourceControlRequest "resourceControlRequest",
    /// Whether to go on.
    [31] ResourceControlResponse "resourceControlResponse",
    /// A client interrupts. It has no response of its own.
    [32] TriggerResourceControlRequest "triggerResourceControlRequest",
    /// A client asks what was used.
    [33] ResourceReportRequest "resourceReportRequest",
    /// What was used.
    [34] ResourceReportResponse "resourceReportResponse",
    /// A client looks through a list of terms.
    [35] ScanRequest "scanRequest",
    /// The terms.
    [36] ScanResponse "scanResponse",
    /// A client sorts a result set.
    [43] SortRequest "sortRequest",
    /// What became of it.
    [44] SortResponse "sortResponse",
    /// Some of the records of a long PresentResponse.
    [45] Segment "segmentRequest",
    /// A client has something done: ordered, updated.
    [46] ExtendedServicesRequest "extendedServicesRequest",
    /// What became of it.
    [47] ExtendedServicesResponse "extendedServicesResponse",
    /// Either side ends the session.
    [48] Close "close",
    /// A client looks for duplicates; recognised only to be refused.
    [49] DuplicateDetectionRequest "duplicateDetectionRequest",
    /// The answer to that; recognised only.
    [50] DuplicateDetectionResponse "duplicateDetectionResponse",
}

/// Whether an octet can begin an APDU: class context, constructed, number 20 or above.
pub(crate) fn can_begin(octet: u8) -> bool {
    (0xB4..=0xBF).contains(&octet)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_listed_apdu_can_begin() {
        for (tag, name) in Apdu::LISTED {
            let mut writer = Writer::new();
            writer.constructed(silta_ber::Tag::context(*tag), |_| ());
            assert!(can_begin(writer.as_bytes()[0]), "{name}");
        }
        for octet in *b"HG\0\x30\x16\xff" {
            assert!(!can_begin(octet));
        }
    }
}
