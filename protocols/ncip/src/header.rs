//! Who sends a message, and to whom.

use crate::{agency::Agency, pair::SchemeValuePair, structure::structure, text::Text};

structure! {
    /// The header of an initiation.
    #[derive(Default)]
    InitiationHeader {
        opt "FromSystemId" from_system_id: SchemeValuePair,
        opt "FromSystemAuthentication" from_system_authentication: Text,
        lax "FromAgencyId" from_agency_id: Agency,
        opt "FromAgencyAuthentication" from_agency_authentication: Text,
        opt "OnBehalfOfAgency" on_behalf_of_agency: Agency,
        opt "ToSystemId" to_system_id: SchemeValuePair,
        lax "ToAgencyId" to_agency_id: Agency,
        opt "ApplicationProfileType" application_profile_type: SchemeValuePair,
    }
}

structure! {
    /// The header of a response.
    #[derive(Default)]
    ResponseHeader {
        opt "FromSystemId" from_system_id: SchemeValuePair,
        opt "FromSystemAuthentication" from_system_authentication: Text,
        lax "FromAgencyId" from_agency_id: Agency,
        opt "FromAgencyAuthentication" from_agency_authentication: Text,
        opt "ToSystemId" to_system_id: SchemeValuePair,
        lax "ToAgencyId" to_agency_id: Agency,
    }
}

impl InitiationHeader {
    /// The header of the response: the other way round, without authentication.
    pub fn answered(&self) -> ResponseHeader {
        ResponseHeader {
            from_system_id: self.to_system_id.clone(),
            from_system_authentication: None,
            from_agency_id: self.to_agency_id.clone(),
            from_agency_authentication: None,
            to_system_id: self.from_system_id.clone(),
            to_agency_id: self.from_agency_id.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_goes_back_without_authentication() {
        let header = InitiationHeader {
            from_agency_id: SchemeValuePair::new("KAJ").into(),
            to_agency_id: SchemeValuePair::new("SOT").into(),
            from_agency_authentication: Some("secret".into()),
            ..InitiationHeader::default()
        };
        let answer = header.answered();
        assert!(answer.from_agency_id.agency_id.is("SOT"));
        assert!(answer.to_agency_id.agency_id.is("KAJ"));
        assert_eq!(answer.from_agency_authentication, None);
    }
}
