//! What a client and we have agreed on, and what it has found since.

use silta_consortium::AccountId;
use silta_rpn_translation::Charset;
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
