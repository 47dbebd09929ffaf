//! `LookupAgency`: what is known of an agency.

use crate::{
    address::AgencyAddressInformation, location::LocationName, name::OrganizationNameInformation,
    pair::SchemeValuePair, structure::structure, text::Text,
};

structure! {
    /// Asks what is known of an agency.
    LookupAgency {
        one "AgencyId" agency_id: SchemeValuePair,
        some "AgencyElementType" agency_element_types: SchemeValuePair,
    }
}

structure! {
    /// What is known of an agency.
    LookupAgencyResponse {
        one "AgencyId" agency_id: SchemeValuePair,
        many "OrganizationNameInformation" organization_name_information:
            OrganizationNameInformation,
        many "AgencyAddressInformation" agency_address_information: AgencyAddressInformation,
        many "AuthenticationPrompt" authentication_prompts: AuthenticationPrompt,
        many "ApplicationProfileSupportedType" application_profile_supported_types:
            SchemeValuePair,
        many "ConsortiumAgreement" consortium_agreements: SchemeValuePair,
        many "AgencyUserPrivilegeType" agency_user_privilege_types: SchemeValuePair,
        ext "Ext" ext: LookupAgencyResponseExt,
    }
}

structure! {
    /// What is met beside an agency: the places where requests can be picked up, a level for the
    /// code of each and a value for its name.
    #[derive(Default)]
    LookupAgencyResponseExt {
        opt "LocationName" location_name: LocationName,
    }
}

structure! {
    /// What a user is asked at this agency to prove who it is.
    AuthenticationPrompt {
        one "PromptOutput" prompt_output: PromptOutput,
        one "PromptInput" prompt_input: PromptInput,
    }
}

structure! {
    /// What a user is shown.
    PromptOutput {
        one "AuthenticationPromptData" authentication_prompt_data: Text,
        lax "AuthenticationPromptType" authentication_prompt_type: SchemeValuePair,
    }
}

structure! {
    /// What a user is to give.
    PromptInput {
        lax "AuthenticationInputType" authentication_input_type: SchemeValuePair,
        lax "AuthenticationDataFormatType" authentication_data_format_type: SchemeValuePair,
        flag "SensitiveDataFlag" sensitive_data_flag: bool,
    }
}

structure! {
    /// What is added to an agency, or taken away.
    #[derive(Default)]
    AgencyFields {
        many "OrganizationNameInformation" organization_name_information:
            OrganizationNameInformation,
        many "AgencyAddressInformation" agency_address_information: AgencyAddressInformation,
        many "AuthenticationPrompt" authentication_prompts: AuthenticationPrompt,
        many "ApplicationProfileSupportedType" application_profile_supported_types:
            SchemeValuePair,
        many "ConsortiumAgreement" consortium_agreements: SchemeValuePair,
        many "AgencyUserPrivilegeType" agency_user_privilege_types: SchemeValuePair,
    }
}
