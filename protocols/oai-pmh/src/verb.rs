//! The six verbs and their arguments: one table from which requests are read and written, and the
//! page `docs/oai-pmh/verbs.md` is made.

use std::fmt;

use crate::fault::Code;

/// What a harvester can ask for (section 4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Verb {
    /// One record (4.1).
    GetRecord,
    /// What the repository is (4.2).
    Identify,
    /// The headers of records (4.3).
    ListIdentifiers,
    /// The formats in which records can be had (4.4).
    ListMetadataFormats,
    /// Records (4.5).
    ListRecords,
    /// How the records are grouped (4.6).
    ListSets,
}

/// An argument of a request, beside `verb`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Argument {
    /// No record that changed before.
    From,
    /// Which item.
    Identifier,
    /// In which format.
    MetadataPrefix,
    /// Where to go on.
    ResumptionToken,
    /// Only what belongs to this set.
    Set,
    /// No record that changed after.
    Until,
}

/// A verb with what it takes.
#[derive(Clone, Copy, Debug)]
pub struct VerbSpec {
    /// Which one.
    pub verb: Verb,
    /// What must be there, unless a resumption token is.
    pub required: &'static [Argument],
    /// What may be there.
    pub optional: &'static [Argument],
    /// Whether it can be gone on with by a resumption token, which then stands alone.
    pub resumable: bool,
    /// What can be said against it, beside `badArgument`.
    pub codes: &'static [Code],
}

/// The verbs (section 4), in the order of their names.
pub const VERBS: &[VerbSpec] = &[
    VerbSpec {
        verb: Verb::GetRecord,
        required: &[Argument::Identifier, Argument::MetadataPrefix],
        optional: &[],
        resumable: false,
        codes: &[Code::CannotDisseminateFormat, Code::IdDoesNotExist],
    },
    VerbSpec {
        verb: Verb::Identify,
        required: &[],
        optional: &[],
        resumable: false,
        codes: &[],
    },
    VerbSpec {
        verb: Verb::ListIdentifiers,
        required: &[Argument::MetadataPrefix],
        optional: &[Argument::From, Argument::Until, Argument::Set],
        resumable: true,
        codes: LISTS,
    },
    VerbSpec {
        verb: Verb::ListMetadataFormats,
        required: &[],
        optional: &[Argument::Identifier],
        resumable: false,
        codes: &[Code::IdDoesNotExist, Code::NoMetadataFormats],
    },
    VerbSpec {
        verb: Verb::ListRecords,
        required: &[Argument::MetadataPrefix],
        optional: &[Argument::From, Argument::Until, Argument::Set],
        resumable: true,
        codes: LISTS,
    },
    VerbSpec {
        verb: Verb::ListSets,
        required: &[],
        optional: &[],
        resumable: true,
        codes: &[Code::BadResumptionToken, Code::NoSetHierarchy],
    },
];

const LISTS: &[Code] = &[
    Code::BadResumptionToken,
    Code::CannotDisseminateFormat,
    Code::NoRecordsMatch,
    Code::NoSetHierarchy,
];

impl Verb {
    /// The verb of that name, which is spelt exactly so.
    pub fn of_name(name: &str) -> Option<Self> {
        let mut verbs = VERBS.iter().map(|spec| spec.verb);
        verbs.find(|verb| verb.name() == name)
    }

    /// Its name on the wire, and that of the element which answers it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::GetRecord => "GetRecord",
            Self::Identify => "Identify",
            Self::ListIdentifiers => "ListIdentifiers",
            Self::ListMetadataFormats => "ListMetadataFormats",
            Self::ListRecords => "ListRecords",
            Self::ListSets => "ListSets",
        }
    }

    /// What it takes.
    pub fn spec(self) -> &'static VerbSpec {
        VERBS
            .iter()
            .find(|spec| spec.verb == self)
            .unwrap_or_else(|| unreachable!("the table has every verb"))
    }
}

impl Argument {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::From,
        Self::Identifier,
        Self::MetadataPrefix,
        Self::ResumptionToken,
        Self::Set,
        Self::Until,
    ];

    /// The argument of that name, which is spelt exactly so.
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }

    /// Its name on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::From => "from",
            Self::Identifier => "identifier",
            Self::MetadataPrefix => "metadataPrefix",
            Self::ResumptionToken => "resumptionToken",
            Self::Set => "set",
            Self::Until => "until",
        }
    }
}

impl VerbSpec {
    /// Whether the verb takes this argument at all.
    pub fn takes(&self, argument: Argument) -> bool {
        match argument {
            Argument::ResumptionToken => self.resumable,
            other => self.required.contains(&other) || self.optional.contains(&other),
        }
    }
}

impl fmt::Display for Verb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl fmt::Display for Argument {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_spelt_exactly() {
        for spec in VERBS {
            assert_eq!(Verb::of_name(spec.verb.name()), Some(spec.verb));
            assert_eq!(spec.verb.spec().verb, spec.verb);
        }
        for argument in Argument::ALL {
            assert_eq!(Argument::of_name(argument.name()), Some(argument));
        }
        assert_eq!(Verb::of_name("identify"), None);
        assert_eq!(Argument::of_name("metadataprefix"), None);
    }
}
