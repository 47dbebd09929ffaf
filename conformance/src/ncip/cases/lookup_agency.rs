//! LookupAgency: where holds are picked up.

use super::super::{Profile, message::leaf};
use crate::{
    Context, Outcome,
    kit::{cases, ensure},
};

cases! {
    "ncip/lookup-agency", "NCIP 2.02, LookupAgency", ["partner"];
    Must agency_is_named [] "The agency is told by its id.";
    Should organization_is_named [] "Its organization has a name.";
    Must pickup_places_in_ext ["libraries.2"] "The places of pickup stand in Ext, as LocationName with a level each." of "clients: VuFind";
    Must other_agency [] "An agency that is not here is Unknown Agency.";
}

const NAME: &str = "Organization Name Information";

fn agency_is_named(c: &mut Context<'_, Profile>) -> Outcome {
    let agency = leaf("AgencyId", &c.profile.agency);
    let answer = c.ask("LookupAgency", &[agency, leaf("AgencyElementType", NAME)])?;
    let own = answer.done("LookupAgency")?.text_of("AgencyId");
    ensure!(own == Some(&*c.profile.agency), "the agency is {own:?}");
    Ok(())
}

fn organization_is_named(c: &mut Context<'_, Profile>) -> Outcome {
    let agency = leaf("AgencyId", &c.profile.agency);
    let answer = c.ask("LookupAgency", &[agency, leaf("AgencyElementType", NAME)])?;
    let named = answer
        .done("LookupAgency")?
        .child("OrganizationNameInformation")
        .and_then(|own| own.text_of("OrganizationName"));
    ensure!(
        named.is_some_and(|name| !name.is_empty()),
        "the name is {named:?}"
    );
    Ok(())
}

fn pickup_places_in_ext(c: &mut Context<'_, Profile>) -> Outcome {
    let agency = leaf("AgencyId", &c.profile.agency);
    let answer = c.ask("LookupAgency", &[agency, leaf("AgencyElementType", NAME)])?;
    let response = answer.done("LookupAgency")?;
    let ext = response.child("Ext").map(|ext| ext.every());
    let values: Vec<_> = ext
        .unwrap_or_default()
        .iter()
        .filter_map(|node| node.text_of("LocationNameValue"))
        .map(str::to_owned)
        .collect();
    for library in &c.profile.libraries {
        ensure!(
            values.contains(&library.name),
            "{} is not among {values:?}",
            library.name
        );
    }
    Ok(())
}

fn other_agency(c: &mut Context<'_, Profile>) -> Outcome {
    let agency = leaf("AgencyId", "FI-Nowhere");
    c.ask("LookupAgency", &[agency, leaf("AgencyElementType", NAME)])?
        .refused("LookupAgency", "Unknown Agency")
}
