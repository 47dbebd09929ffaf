//! `LookupAgency`: our own agency, and where requests can be picked up.

use silta_consortium::Library;
use silta_ncip::{
    AuthenticationPrompt, LocationName, LocationNameInstance, LookupAgency, LookupAgencyResponse,
    LookupAgencyResponseExt, OrganizationNameInformation, ProblemType, PromptInput, PromptOutput,
    Several,
};

use crate::{
    codes::{ORGANIZATION_NAME_TYPE, asks},
    refusal::No,
    serving::Serving,
};

pub(crate) async fn lookup_agency(
    s: &Serving<'_>,
    asked: &LookupAgency,
) -> Result<LookupAgencyResponse, No> {
    if !s.shared.agencies.is_own(asked.agency_id.value()) {
        return Err(s.no(ProblemType::UnknownAgency).element("AgencyId"));
    }
    let types: Vec<_> = asked.agency_element_types.iter().cloned().collect();
    let names =
        asks(&types, "Organization Name Information").then(|| OrganizationNameInformation {
            organization_name_type: ORGANIZATION_NAME_TYPE.of("Translated Name"),
            organization_name: s.shared.settings.name.as_str().into(),
        });
    let prompts = match asks(&types, "Authentication Prompt") {
        true => ["Barcode Id", "PIN"].map(prompt).into(),
        false => Vec::new(),
    };
    let privileges = match asks(&types, "Agency User Privilege Type") {
        true => ["STATUS", "PROFILE"].map(Into::into).into(),
        false => Vec::new(),
    };
    Ok(LookupAgencyResponse {
        agency_id: s.agency(),
        organization_name_information: names.into_iter().collect(),
        agency_address_information: Vec::new(),
        authentication_prompts: prompts,
        application_profile_supported_types: Vec::new(),
        consortium_agreements: Vec::new(),
        agency_user_privilege_types: privileges,
        ext: LookupAgencyResponseExt {
            location_name: pickup_places(&s.libraries().await?),
        },
    })
}

/// The libraries, each with its level and its name.
fn pickup_places(libraries: &[Library]) -> Option<LocationName> {
    let numbered = (1_u32..).zip(libraries);
    let places = numbered.filter(|(_, library)| library.pickup);
    let instances = places.filter_map(|(level, library)| {
        Some(LocationNameInstance {
            location_name_level: level.try_into().ok()?,
            location_name_value: library.name.as_str().into(),
        })
    });
    let location_name_instances = Several::of(instances.collect())?;
    Some(LocationName {
        location_name_instances,
    })
}

/// What a patron is asked here.
fn prompt(kind: &str) -> AuthenticationPrompt {
    AuthenticationPrompt {
        prompt_output: PromptOutput {
            authentication_prompt_data: kind.into(),
            authentication_prompt_type: "Text".into(),
        },
        prompt_input: PromptInput {
            authentication_input_type: kind.into(),
            authentication_data_format_type: "text/plain".into(),
            sensitive_data_flag: kind == "PIN",
        },
    }
}
