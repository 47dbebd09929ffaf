//! Which character set and language a session speaks, agreed on in Init: the client proposes,
//! the server selects.

use silta_ber::{Encoding, External, Oid};

use crate::{
    init::{InitRequest, InitResponse},
    oid::{CHARACTER_SET_3, CHARACTER_SET_NAME, UCS_2, UCS_4, UTF_8, UTF_16},
    other_information::{OtherInformation, external_of},
    strings::InternationalString,
    tables::{choice, external_type, sequence},
    value::Null,
};

choice! {
    /// A proposal or the answer to one.
    CharSetAndLanguageNegotiation {
        /// What the client proposes.
        [1] Proposal(OriginProposal),
        /// What the server selects.
        [2] Response(TargetResponse),
    }
}

external_type!(CharSetAndLanguageNegotiation = CHARACTER_SET_3);

sequence! {
    /// What the client proposes.
    #[derive(Default)]
    OriginProposal {
        /// Character sets, the best first.
        [1] proposed_char_sets: Option<Vec<CharacterSet>>,
        /// Languages, as three letters of ISO 639-2.
        [2] proposedlanguages: Option<Vec<InternationalString>>,
        /// Whether records too should come in the selected character set.
        [3] records_in_selected_char_sets: Option<bool>,
    }
}

sequence! {
    /// What the server selects.
    #[derive(Default)]
    TargetResponse {
        /// The character set of names, messages and terms.
        [1] selected_char_sets: Option<CharacterSet>,
        /// The language of messages.
        [2] selected_language: Option<InternationalString>,
        /// Whether records too come in that character set.
        [3] records_in_selected_char_sets: Option<bool>,
    }
}

choice! {
    /// A character set.
    CharacterSet {
        /// Sets of ISO 2022.
        [1] Iso2022(Iso2022),
        /// ISO 10646, Unicode.
        [2] Iso10646(Iso10646),
        /// Another one.
        [3] Private(PrivateCharacterSet),
        /// None of those proposed; in responses only.
        [4] None(Null),
    }
}

sequence! {
    /// ISO 10646, Unicode.
    Iso10646 {
        /// Which of its characters; all if left out.
        [1] collections: Option<Oid>,
        /// In which form: UTF-8, UTF-16.
        [2] encoding_level: Oid,
    }
}

choice! {
    /// A character set of neither standard.
    PrivateCharacterSet {
        /// By object identifier.
        [1] ViaOid(Vec<Oid>),
        /// By anything: YAZ puts the name here.
        [2] ExternallySpecified(External),
        /// As agreed before.
        [3] PreviouslyAgreedUpon(Null),
    }
}

choice! {
    /// Sets of ISO 2022.
    Iso2022 {
        /// What the client proposes.
        [1] OriginProposal(Iso2022Proposal),
        /// What the server selects.
        [2] TargetResponse(Iso2022Response),
    }
}

sequence! {
    /// Sets of ISO 2022 that a client proposes.
    Iso2022Proposal {
        /// Seven or eight bits.
        [0] proposed_environment: Option<Environment>,
        /// Registration numbers.
        [1] proposed_sets: Vec<i64>,
        /// Which to begin with.
        [2] proposed_initial_sets: Vec<InitialSet>,
        /// Which stand left and right.
        [3] proposed_left_and_right: LeftAndRight,
    }
}

sequence! {
    /// Sets of ISO 2022 that a server selects.
    Iso2022Response {
        /// Seven or eight bits.
        [0] selected_environment: Environment,
        /// Registration numbers.
        [1] selected_sets: Vec<i64>,
        /// Which to begin with.
        [2] selectedinitial_set: InitialSet,
        /// Which stand left and right.
        [3] selected_left_and_right: LeftAndRight,
    }
}

choice! {
    /// Seven or eight bits.
    Environment {
        /// Seven.
        [1] SevenBit(Null),
        /// Eight.
        [2] EightBit(Null),
    }
}

sequence! {
    /// Sets to begin with, by registration number.
    InitialSet {
        /// G0.
        [0] g0: Option<i64>,
        /// G1.
        [1] g1: Option<i64>,
        /// G2.
        [2] g2: Option<i64>,
        /// G3.
        [3] g3: Option<i64>,
        /// C0.
        [4] c0: i64,
        /// C1.
        [5] c1: Option<i64>,
    }
}

sequence! {
    /// Which of the sets stand left and right.
    LeftAndRight {
        /// G0 to G3.
        [3] g_left: i64,
        /// G1 to G3.
        [4] g_right: Option<i64>,
    }
}

/// The forms of ISO 10646 by name.
const FORMS: &[(&str, Oid)] = &[
    ("UTF-8", UTF_8),
    ("UTF-16", UTF_16),
    ("UCS-2", UCS_2),
    ("UCS-4", UCS_4),
];

impl CharacterSet {
    /// The set of a name, as YAZ proposes it: Unicode by its form, another by its name.
    pub fn named(name: &str) -> Self {
        let form = FORMS.iter().find(|form| form.0.eq_ignore_ascii_case(name));
        match form {
            Some((_, encoding_level)) => Self::Iso10646(Iso10646 {
                collections: None,
                encoding_level: *encoding_level,
            }),
            None => Self::Private(PrivateCharacterSet::ExternallySpecified(
                External::octet_aligned(CHARACTER_SET_NAME, name.as_bytes()),
            )),
        }
    }

    /// Its name, if it says one in a way we know.
    pub fn name(&self) -> Option<String> {
        match self {
            Self::Iso10646(unicode) => {
                let form = FORMS.iter().find(|form| form.1 == unicode.encoding_level);
                form.map(|form| form.0.to_owned())
            }
            Self::Private(PrivateCharacterSet::ExternallySpecified(value)) => {
                match &value.encoding {
                    Encoding::OctetAligned(name) => {
                        Some(String::from_utf8_lossy(name).into_owned())
                    }
                    _ => None,
                }
            }
            _ => None,
        }
    }
}

impl InitRequest {
    /// What the client proposes, if it proposes anything readable.
    pub fn proposal(&self) -> Option<OriginProposal> {
        match negotiation(
            self.other_info.as_ref(),
            self.user_information_field.as_ref(),
        )? {
            CharSetAndLanguageNegotiation::Proposal(proposal) => Some(proposal),
            CharSetAndLanguageNegotiation::Response(_) => None,
        }
    }
}

impl InitResponse {
    /// What the server selected, if it selected anything readable.
    pub fn selection(&self) -> Option<TargetResponse> {
        match negotiation(
            self.other_info.as_ref(),
            self.user_information_field.as_ref(),
        )? {
            CharSetAndLanguageNegotiation::Response(response) => Some(response),
            CharSetAndLanguageNegotiation::Proposal(_) => None,
        }
    }
}

fn negotiation(
    info: Option<&OtherInformation>,
    user_info: Option<&External>,
) -> Option<CharSetAndLanguageNegotiation> {
    let is_kind = |value: &&External| value.direct_reference == Some(CHARACTER_SET_3);
    let value = external_of(info, CHARACTER_SET_3).or_else(|| user_info.filter(is_kind))?;
    CharSetAndLanguageNegotiation::from_external(value).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Apdu, decode};

    fn init(info: &str) -> Vec<u8> {
        let info: Vec<u8> = (0..info.len())
            .step_by(2)
            .map(|at| u8::from_str_radix(&info[at..at + 2], 16).unwrap())
            .collect();
        let fixed = b"\x83\x02\x00\xe0\x84\x04\x00\xe9\xa2\x40\x85\x01\x0a\x86\x01\x0a\x8c\x01\xff";
        [&b"\xb5\x80"[..], fixed, &info, b"\0\0"].concat()
    }

    #[test]
    fn a_proposal_of_utf_8_and_the_answer_of_yaz() {
        let proposal = "bf814920301ea41c06072a8648ce130f03a011a10fa10aa208820628d316010008830101";
        let bytes = [&b"\xb4"[..], &init(proposal)[1..]].concat();
        let Ok(Apdu::InitRequest(request)) = decode(&bytes) else {
            panic!("an InitRequest")
        };
        let proposal = request.proposal().unwrap();
        let sets = proposal.proposed_char_sets.unwrap();
        assert_eq!(sets, [CharacterSet::named("utf-8")]);
        assert_eq!(sets[0].name().as_deref(), Some("UTF-8"));
        assert_eq!(proposal.records_in_selected_char_sets, Some(true));

        let response = "bf8149323030a42e06072a8648ce130f03a023a221a11ca31aa218060a2a8648ce130f\
            87685101810a49534f2d383835392d31830100";
        let Ok(Apdu::InitResponse(response)) = decode(&init(response)) else {
            panic!("an InitResponse")
        };
        let selection = response.selection().unwrap();
        let selected = selection.selected_char_sets.unwrap();
        assert_eq!(selected, CharacterSet::named("ISO-8859-1"));
        assert_eq!(selected.name().as_deref(), Some("ISO-8859-1"));
    }
}
