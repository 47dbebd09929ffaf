//! `request` and its confirmation.

use super::super::{
    Profile,
    message::{BOTH, Header, Version},
};
use crate::{
    Context, Outcome,
    kit::{cases, ensure},
};

cases! {
    "iso18626/request", "ISO 18626, request and requestConfirmation", [];
    Must confirmed_in_its_version [] "A request is confirmed with OK, in the version in which it is written.";
    Must names_come_back [] "The confirmation has the agencies, the timestamp and the id of the request." of "ISO 18626, confirmationHeader";
    Must content_tells_the_version [] "A version that is not that of the content is judged by the content." of "note ncip_ill, finding 7";
    Should older_versions [] "Versions 1.0 and 1.1, without multipleItemRequestId, are taken." of "clients: ReShare, Alma";
    Should unqualified_version [] "A version without a prefix is taken." of "clients in the wild";
    Should no_namespace [] "A request without a namespace is taken." of "clients: koha-plugin-iso18626";
    Should no_envelope [] "A request without ISO18626Message around it is taken." of "clients: ReShare";
    Must any_prefix [] "Names with a prefix are read.";
    Should timestamps_of_clients [] "Timestamps with +0000, nine digits or no zone are taken." of "clients: ReShare, crosslink";
    Must empty_optional_elements [] "Empty elements that need not be there count for nothing.";
    Must copy_and_either [] "Copies, and either, are asked for as loans are.";
    Must same_again [] "The same request again, as after a lost confirmation, is OK or an error, and one request." of "contract: one request";
    Must other_content_under_its_id [] "Another request under the same id is an error: UnrecognisedDataValue." of "clients: crosslink";
    Must empty_id [] "An empty id is an error.";
    Must stranger [] "A request of an agency that is not known is an error: UnrecognisedDataValue." of "clients: crosslink";
    Must other_supplier [] "A request to another agency is an error: UnrecognisedDataValue.";
    Must unknown_request_type [] "A requestType that there is not is an error: UnrecognisedDataValue.";
    Must unknown_service_type [] "A serviceType that there is not is an error: UnrecognisedDataValue.";
    Must retry_of_nothing [] "A retry of a request that there is not is an error: UnrecognisedDataValue." of "ISO 18626, requestingAgencyPreviousRequestId";
    Must retry_that_was_not_offered [] "A retry that was not offered is an error: UnrecognisedDataValue." of "ISO 18626, RetryPossible";
    Must reminder [] "A reminder of a request that is there is confirmed, and there is one request." of "ISO 18626, requestType";
    Must no_bibliographic_info [] "A request without bibliographicInfo is an error: BadlyFormedMessage.";
    Must no_service_info_in_2021 [] "A request of 2021-2 without serviceInfo is an error, or is taken.";
    Must unknown_element [] "An element that there is not is passed over, or an error: UnrecognisedDataElement.";
    Must long_names [] "A note of 10,000 characters is taken; an id of 100,000 is not.";
}

const VALUE: &[&str] = &["UnrecognisedDataValue"];

fn confirmed_in_its_version(c: &mut Context<'_, Profile>) -> Outcome {
    for version in BOTH {
        let confirmation = c.confirm(c.asking().document(version))?;
        let message = confirmation.ok()?;
        ensure!(
            message.version == version.as_str() && message.body().name == "requestConfirmation",
            "{} is confirmed by a {} in {}",
            version.as_str(),
            message.body().name,
            message.version
        );
    }
    Ok(())
}

fn names_come_back(c: &mut Context<'_, Profile>) -> Outcome {
    let asked = c.asking();
    let confirmation = c.confirm(asked.document(Version::V2021_2))?;
    let message = confirmation.ok()?;
    let header = &asked.header;
    ensure!(
        message.agency("supplyingAgencyId") == header.supplier
            && message.agency("requestingAgencyId") == header.requester
            && message.request() == header.request,
        "the confirmation is of another request"
    );
    let moment = |text: &str| text.parse::<jiff::Timestamp>().ok();
    ensure!(
        moment(&message.text("timestamp")) == moment(&header.timestamp),
        "the timestamp is {:?}",
        message.text("timestamp")
    );
    Ok(())
}

/// A document is taken as the request that it is.
fn taken(c: &Context<'_, Profile>, document: String) -> Outcome<String> {
    Ok(c.confirm(document)?.ok()?.version.clone())
}

fn content_tells_the_version(c: &mut Context<'_, Profile>) -> Outcome {
    let newer = c.asking().document(Version::V2021_2);
    let newer = newer.replace(
        "</title>",
        "</title><bibliographicItemId><bibliographicItemIdentifierCode>ISBN</bibliographicItemIdentifierCode><bibliographicItemIdentifier>9789510101544</bibliographicItemIdentifier></bibliographicItemId>",
    );
    let version = taken(c, newer.replace("\"2021-2\"", "\"1.2\""))?;
    ensure!(version == "2021-2", "it is confirmed in {version}");
    Ok(())
}

fn older_versions(c: &mut Context<'_, Profile>) -> Outcome {
    for old in ["1.0", "1.1"] {
        let text = c.asking().document(Version::V1_2);
        let text = text.replace("<multipleItemRequestId></multipleItemRequestId>", "");
        taken(c, text.replace("\"1.2\"", &format!("\"{old}\"")))?;
    }
    Ok(())
}

fn unqualified_version(c: &mut Context<'_, Profile>) -> Outcome {
    let text = c.asking().document(Version::V2021_2);
    taken(c, text.replace("ill:version", "version")).map(drop)
}

fn no_namespace(c: &mut Context<'_, Profile>) -> Outcome {
    let text = c.asking().document(Version::V2021_2);
    let text = text.replace(" xmlns=\"http://illtransactions.org/2013/iso18626\"", "");
    taken(c, text).map(drop)
}

fn no_envelope(c: &mut Context<'_, Profile>) -> Outcome {
    let text = c.asking().document(Version::V1_2);
    let (_, rest) = text.split_once("<request>").unwrap_or_default();
    let (inner, _) = rest.split_once("</request>").unwrap_or_default();
    let text =
        format!("<request xmlns=\"http://illtransactions.org/2013/iso18626\">{inner}</request>");
    taken(c, text).map(drop)
}

fn any_prefix(c: &mut Context<'_, Profile>) -> Outcome {
    let asked = c.asking();
    let mut inner = String::new();
    asked.element(Version::V2021_2).write(&mut inner, "i:");
    let text = format!(
        "<i:ISO18626Message xmlns:i=\"http://illtransactions.org/2013/iso18626\" i:version=\"2021-2\">{inner}</i:ISO18626Message>"
    );
    taken(c, text).map(drop)
}

fn timestamps_of_clients(c: &mut Context<'_, Profile>) -> Outcome {
    for moment in [
        "2026-11-22T10:00:00+0000",
        "2026-11-22T10:00:00.123456789Z",
        "2026-11-22T10:00:00",
        "2026-11-22T12:00:00+02:00",
    ] {
        let mut asked = c.asking();
        asked.header.timestamp = moment.to_owned();
        taken(c, asked.document(Version::V1_2))?;
    }
    Ok(())
}

fn empty_optional_elements(c: &mut Context<'_, Profile>) -> Outcome {
    let text = c.asking().document(Version::V1_2).replace(
        "</bibliographicInfo>",
        "<subtitle></subtitle><author/></bibliographicInfo><publicationInfo/>",
    );
    taken(c, text).map(drop)
}

fn copy_and_either(c: &mut Context<'_, Profile>) -> Outcome {
    for kind in ["Copy", "CopyOrLoan"] {
        let mut asked = c.asking();
        asked.service_type = kind.to_owned();
        taken(c, asked.document(Version::V2021_2))?;
    }
    Ok(())
}

fn same_again(c: &mut Context<'_, Profile>) -> Outcome {
    let asked = c.asked(Version::V2021_2)?;
    // In form, whichever it is.
    c.confirm(asked.document(Version::V2021_2))?;
    if c.profile.staff.is_some() {
        c.seen(&asked.header.request)?;
    }
    Ok(())
}

fn other_content_under_its_id(c: &mut Context<'_, Profile>) -> Outcome {
    let mut asked = c.asked(Version::V2021_2)?;
    asked.title = "Something else".to_owned();
    c.confirm(asked.document(Version::V2021_2))?.error(VALUE)
}

fn empty_id(c: &mut Context<'_, Profile>) -> Outcome {
    for version in BOTH {
        let mut asked = c.asking();
        asked.header.request = String::new();
        c.confirm(asked.document(version))?
            .error(&["UnrecognisedDataValue", "BadlyFormedMessage"])?;
    }
    Ok(())
}

fn stranger(c: &mut Context<'_, Profile>) -> Outcome {
    let mut asked = c.asking();
    asked.header.requester = "FI-Stranger".to_owned();
    c.confirm(asked.document(Version::V2021_2))?.error(VALUE)
}

fn other_supplier(c: &mut Context<'_, Profile>) -> Outcome {
    let mut asked = c.asking();
    asked.header.supplier = "FI-Nowhere".to_owned();
    c.confirm(asked.document(Version::V2021_2))?.error(VALUE)
}

fn unknown_request_type(c: &mut Context<'_, Profile>) -> Outcome {
    let mut asked = c.asking();
    asked.request_type = "Wish".to_owned();
    c.confirm(asked.document(Version::V2021_2))?.error(VALUE)
}

fn unknown_service_type(c: &mut Context<'_, Profile>) -> Outcome {
    let mut asked = c.asking();
    asked.service_type = "Gift".to_owned();
    c.confirm(asked.document(Version::V2021_2))?.error(VALUE)
}

fn retry_of_nothing(c: &mut Context<'_, Profile>) -> Outcome {
    let mut asked = c.asking();
    asked.request_type = "Retry".to_owned();
    asked.previous = c.fresh();
    c.confirm(asked.document(Version::V2021_2))?.error(VALUE)
}

fn retry_that_was_not_offered(c: &mut Context<'_, Profile>) -> Outcome {
    let first = c.asked(Version::V2021_2)?;
    let mut again = c.asking();
    again.request_type = "Retry".to_owned();
    again.previous = first.header.request;
    c.confirm(again.document(Version::V2021_2))?.error(VALUE)
}

fn reminder(c: &mut Context<'_, Profile>) -> Outcome {
    let mut asked = c.asked(Version::V2021_2)?;
    asked.request_type = "Reminder".to_owned();
    asked.header.timestamp = super::super::message::now();
    c.confirm(asked.document(Version::V2021_2)).map(drop)
}

fn no_bibliographic_info(c: &mut Context<'_, Profile>) -> Outcome {
    let text = c.asking().document(Version::V2021_2);
    let (before, rest) = text.split_once("<bibliographicInfo>").unwrap_or_default();
    let (_, after) = rest.split_once("</bibliographicInfo>").unwrap_or_default();
    c.confirm(format!("{before}{after}"))?
        .error(&["BadlyFormedMessage"])
}

fn no_service_info_in_2021(c: &mut Context<'_, Profile>) -> Outcome {
    let text = c.asking().document(Version::V2021_2);
    let (before, rest) = text.split_once("<serviceInfo>").unwrap_or_default();
    let (_, after) = rest.split_once("</serviceInfo>").unwrap_or_default();
    c.confirm(format!("{before}{after}")).map(drop)
}

fn unknown_element(c: &mut Context<'_, Profile>) -> Outcome {
    let text = c.asking().document(Version::V2021_2);
    let text = text.replace("</title>", "</title><mood>good</mood>");
    let confirmation = c.confirm(text)?;
    if confirmation.errors().is_empty() {
        return Ok(());
    }
    confirmation.error(&["UnrecognisedDataElement"])
}

fn long_names(c: &mut Context<'_, Profile>) -> Outcome {
    let mut asked = c.asking();
    asked.note = "ä".repeat(10_000);
    c.confirm(asked.document(Version::V2021_2))?.ok()?;
    let mut asked = c.asking();
    asked.header = Header {
        request: "x".repeat(100_000),
        ..asked.header
    };
    let reply = c.post(asked.document(Version::V2021_2))?;
    let text = String::from_utf8_lossy(&reply.bytes).into_owned();
    ensure!(
        reply.status == 413 || text.contains("ERROR"),
        "the status is {}",
        reply.status
    );
    Ok(())
}
