//! Records in responses, and diagnostics in their place.

use silta_ber::{Encoding, External, Oid};

use crate::{
    describe::tell,
    strings::{DatabaseName, InternationalString, OctetString, VisibleString},
    tables::{choice, sequence},
};

choice! {
    /// What a Search or Present response brings.
    Records {
        /// Records, some of which may be diagnostics.
        [28] ResponseRecords(Vec<NamePlusRecord>),
        /// Why there are none.
        [130] NonSurrogateDiagnostic(DefaultDiagFormat),
        /// Why there are none, in several parts.
        [205] MultipleNonSurDiagnostics(Vec<DiagRec>),
    }
}

sequence! {
    /// A record and where it comes from.
    NamePlusRecord {
        /// Its database; left out if the same as of the record before.
        [0] name: Option<DatabaseName>,
        /// The record.
        [1] record: Record,
    }
}

choice! {
    /// A record, a part of one, or why it is not there.
    Record {
        /// A record.
        [1 explicit] RetrievalRecord(External),
        /// Why this record cannot be sent.
        [2] SurrogateDiagnostic(DiagRec),
        /// The beginning of a record; level 2 segmentation only.
        [3] StartingFragment(FragmentSyntax),
        /// A middle part.
        [4] IntermediateFragment(FragmentSyntax),
        /// The end.
        [5] FinalFragment(FragmentSyntax),
    }
}

choice! {
    /// A part of a record.
    FragmentSyntax {
        /// With its syntax.
        [own] ExternallyTagged(External),
        /// Without.
        [own] NotExternallyTagged(OctetString),
    }
}

choice! {
    /// What went wrong.
    DiagRec {
        /// A condition of a diagnostic set.
        [own] DefaultFormat(DefaultDiagFormat),
        /// In another format; version 3.
        [own] ExternallyDefined(External),
    }
}

sequence! {
    /// A condition of a diagnostic set.
    DefaultDiagFormat told(tell::diagnostic) {
        /// The set, bib-1 nearly always.
        [own] diagnostic_set_id: Oid,
        /// The condition, see [`bib1`](crate::bib1).
        [own] condition: i64,
        /// What it is about.
        [own] addinfo: Addinfo,
    }
}

choice! {
    /// What a condition is about: an attribute value, the name of a database.
    Addinfo {
        /// In ASCII; the only form of version 2.
        [own] V2Addinfo(VisibleString),
        /// In any character set.
        [own] V3Addinfo(InternationalString),
    }
}

impl Records {
    /// Octets in which they have room, if no diagnostic is unusually long.
    pub(crate) fn room(&self) -> usize {
        const AROUND: usize = 64;
        let Self::ResponseRecords(records) = self else {
            return 0;
        };
        let contents = |record: &NamePlusRecord| match &record.record {
            Record::RetrievalRecord(External { encoding, .. }) => match encoding {
                Encoding::SingleAsn1Type(element) => element.len(),
                Encoding::OctetAligned(octets) => octets.len(),
                Encoding::Arbitrary(_) => 0,
            },
            _ => 0,
        };
        let sizes = records.iter().map(|record| AROUND + contents(record));
        sizes.sum()
    }
}

impl Addinfo {
    /// The form for a text: the one of version 2 for ASCII, which everybody reads.
    pub fn of(text: &str) -> Self {
        if text.is_ascii() {
            Self::V2Addinfo(text.into())
        } else {
            Self::V3Addinfo(text.into())
        }
    }

    /// The octets in either form.
    pub fn as_bytes(&self) -> &[u8] {
        match self {
            Self::V2Addinfo(text) => text.as_bytes(),
            Self::V3Addinfo(text) => text.as_bytes(),
        }
    }
}
