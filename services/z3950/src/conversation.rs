//! What a client and we have agreed on, and what it has found since.

use silta_consortium::AccountId;
use silta_z3950::{DefaultDiagFormat, Options, records::Addinfo};

use crate::result_sets::ResultSets;

/// An open session: what Init agreed on, and the result sets. It goes along with each request, so
/// that only one of the session and its request has it.
#[derive(Debug)]
pub(crate) struct Conversation {
    /// Whether version 3 is in force, and not version 2.
    pub(crate) version_3: bool,
    /// The services agreed on.
    pub(crate) options: Options,
    /// The character set of terms and names.
    pub(crate) charset: Charset,
    /// Whether MARC records must be in UTF-8.
    pub(crate) records_in_utf_8: bool,
    /// Bytes that the records of a response may have together.
    pub(crate) preferred_message_size: usize,
    /// Bytes that one record may have.
    pub(crate) exceptional_record_size: usize,
    /// Who it is, if it said so.
    pub(crate) account: Option<AccountId>,
    /// What it has found.
    pub(crate) result_sets: ResultSets,
}

/// The character set of terms and names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Charset {
    /// None was negotiated: UTF-8 where it can be, else ISO 8859-1.
    Guessed,
    /// ISO 8859-1.
    Latin1,
    /// UTF-8.
    Utf8,
}

impl Charset {
    /// Octets as text; none if they mean nothing in the character set.
    pub(crate) fn decode(self, octets: &[u8]) -> Option<String> {
        let utf_8 = || str::from_utf8(octets).ok().map(str::to_owned);
        let latin_1 = || octets.iter().copied().map(char::from).collect();
        match self {
            Self::Guessed => Some(utf_8().unwrap_or_else(latin_1)),
            Self::Latin1 => Some(latin_1()),
            Self::Utf8 => utf_8(),
        }
    }

    /// Text as octets; `?` stands for what the character set has not.
    pub(crate) fn encode(self, text: String) -> Vec<u8> {
        match self {
            Self::Guessed | Self::Utf8 => text.into_bytes(),
            Self::Latin1 => {
                let octet = |letter| u8::try_from(u32::from(letter)).unwrap_or(b'?');
                text.chars().map(octet).collect()
            }
        }
    }
}

impl Conversation {
    /// A diagnostic as this client can read it: in version 2 all text is VisibleString.
    pub(crate) fn told(&self, diagnostic: DefaultDiagFormat) -> DefaultDiagFormat {
        let addinfo = match diagnostic.addinfo {
            Addinfo::V3Addinfo(text) => {
                let text = self.charset.encode(text.to_text().into_owned());
                match self.version_3 {
                    true => Addinfo::V3Addinfo(text.into()),
                    false => Addinfo::V2Addinfo(text.into()),
                }
            }
            ascii => ascii,
        };
        DefaultDiagFormat {
            addinfo,
            ..diagnostic
        }
    }
}
