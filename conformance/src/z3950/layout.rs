//! The answers of the standard as one table: ANSI/NISO Z39.50-2003, appendix REC, ASN.1 module
//! Z39-50-APDU-1995.

/// What a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Boolean,
    Bits,
    /// A constructed value, judged where it is used.
    Group,
    Integer,
    /// A status with these values.
    OneOf(&'static [i64]),
    Octets,
    Oid,
    Text,
}

/// A field of an APDU, by its context tag.
#[derive(Debug)]
pub(super) struct Field {
    pub(super) tag: u32,
    pub(super) name: &'static str,
    pub(super) kind: Kind,
    pub(super) mandatory: bool,
}

/// An APDU that a target sends: its fields in the order of the standard.
#[derive(Debug)]
pub(super) struct Layout {
    pub(super) tag: u32,
    pub(super) name: &'static str,
    pub(super) fields: &'static [Field],
}

const fn must(tag: u32, name: &'static str, kind: Kind) -> Field {
    Field {
        tag,
        name,
        kind,
        mandatory: true,
    }
}

const fn may(tag: u32, name: &'static str, kind: Kind) -> Field {
    Field {
        tag,
        name,
        kind,
        mandatory: false,
    }
}

use Kind::{Bits, Boolean, Group, Integer, Octets, Oid, OneOf, Text};

const REFERENCE_ID: Field = may(2, "referenceId", Octets);
const OTHER_INFO: Field = may(201, "otherInfo", Group);
const RECORDS: Field = may(28, "responseRecords", Group);
const DIAGNOSTIC: Field = may(130, "nonSurrogateDiagnostic", Group);
const DIAGNOSTICS: Field = may(205, "multipleNonSurDiagnostics", Group);

/// Every APDU that a target may send to an origin that asked for nothing unusual.
pub(super) const ANSWERS: &[Layout] = &[
    Layout {
        tag: 21,
        name: "initResponse",
        fields: &[
            REFERENCE_ID,
            must(3, "protocolVersion", Bits),
            must(4, "options", Bits),
            must(5, "preferredMessageSize", Integer),
            must(6, "exceptionalRecordSize", Integer),
            must(12, "result", Boolean),
            may(110, "implementationId", Text),
            may(111, "implementationName", Text),
            may(112, "implementationVersion", Text),
            may(11, "userInformationField", Group),
            OTHER_INFO,
        ],
    },
    Layout {
        tag: 23,
        name: "searchResponse",
        fields: &[
            REFERENCE_ID,
            must(23, "resultCount", Integer),
            must(24, "numberOfRecordsReturned", Integer),
            must(25, "nextResultSetPosition", Integer),
            must(22, "searchStatus", Boolean),
            may(26, "resultSetStatus", OneOf(&[1, 2, 3, 4])),
            may(27, "presentStatus", OneOf(&[0, 1, 2, 3, 4, 5])),
            RECORDS,
            DIAGNOSTIC,
            DIAGNOSTICS,
            may(203, "additionalSearchInfo", Group),
            OTHER_INFO,
        ],
    },
    Layout {
        tag: 25,
        name: "presentResponse",
        fields: &[
            REFERENCE_ID,
            must(24, "numberOfRecordsReturned", Integer),
            must(25, "nextResultSetPosition", Integer),
            must(27, "presentStatus", OneOf(&[0, 1, 2, 3, 4, 5])),
            RECORDS,
            DIAGNOSTIC,
            DIAGNOSTICS,
            OTHER_INFO,
        ],
    },
    Layout {
        tag: 27,
        name: "deleteResultSetResponse",
        fields: &[
            REFERENCE_ID,
            must(
                0,
                "deleteOperationStatus",
                OneOf(&[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]),
            ),
            may(1, "deleteListStatuses", Group),
            may(34, "numberNotDeleted", Integer),
            may(35, "bulkStatuses", Group),
            may(36, "deleteMessage", Text),
            OTHER_INFO,
        ],
    },
    Layout {
        tag: 34,
        name: "resourceReportResponse",
        fields: &[
            REFERENCE_ID,
            must(50, "resourceReportStatus", OneOf(&[0, 1, 2, 3, 4, 5, 6])),
            may(51, "resourceReport", Group),
            OTHER_INFO,
        ],
    },
    Layout {
        tag: 36,
        name: "scanResponse",
        fields: &[
            REFERENCE_ID,
            may(3, "stepSize", Integer),
            must(4, "scanStatus", OneOf(&[0, 1, 2, 3, 4, 5, 6])),
            must(5, "numberOfEntriesReturned", Integer),
            may(6, "positionOfTerm", Integer),
            may(7, "entries", Group),
            may(8, "attributeSet", Oid),
            OTHER_INFO,
        ],
    },
    Layout {
        tag: 44,
        name: "sortResponse",
        fields: &[
            REFERENCE_ID,
            must(3, "sortStatus", OneOf(&[0, 1, 2])),
            may(4, "resultSetStatus", OneOf(&[1, 2, 3, 4])),
            may(5, "diagnostics", Group),
            may(6, "resultCount", Integer),
            OTHER_INFO,
        ],
    },
    Layout {
        tag: 47,
        name: "extendedServicesResponse",
        fields: &[
            REFERENCE_ID,
            must(3, "operationStatus", OneOf(&[1, 2, 3])),
            may(4, "diagnostics", Group),
            may(5, "taskPackage", Group),
            OTHER_INFO,
        ],
    },
    Layout {
        tag: 48,
        name: "close",
        fields: &[
            REFERENCE_ID,
            must(211, "closeReason", OneOf(&[0, 1, 2, 3, 4, 5, 6, 7, 8, 9])),
            may(3, "diagnosticInformation", Text),
            may(4, "resourceReportFormat", Oid),
            may(5, "resourceReport", Group),
            OTHER_INFO,
        ],
    },
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_tag_and_no_name_comes_twice() {
        for layout in ANSWERS {
            let tags: BTreeSet<_> = layout.fields.iter().map(|field| field.tag).collect();
            let names: BTreeSet<_> = layout.fields.iter().map(|field| field.name).collect();
            assert_eq!(tags.len(), layout.fields.len(), "{}", layout.name);
            assert_eq!(names.len(), layout.fields.len(), "{}", layout.name);
        }
    }
}
