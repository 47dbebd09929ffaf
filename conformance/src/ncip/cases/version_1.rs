//! Version 1.0: other names, another form of problems, answers in the same version.

use super::super::{
    Profile,
    message::{DTD, Element, Form, el, leaf, valued, written},
    steps::{NOBODY, NOTHING, text_in},
};
use crate::{
    Context, Outcome,
    kit::{cases, ensure},
};

cases! {
    "ncip/version-1", "NCIP 1.0, DTD", ["partner", "patron.ordinary", "item.here", "service.version-1"];
    Must answered_in_version_1 [] "A message of version 1 is answered in version 1, without a namespace.";
    Must doctype_is_skipped [] "A DOCTYPE that names the DTD is skipped.";
    Must user_is_looked_up [] "LookupUser names the patron by UniqueUserId.";
    Must problem_of_version_1 [] "A refusal has its type in ProcessingError, with scheme and value.";
    Must lent_and_returned ["spare.4"] "CheckOutItem and CheckInItem work as in version 2.";
    Must returned_twice ["spare.4"] "A second return is Item Not Checked Out.";
    Must service_that_it_lacks [] "A service that version 1 does not have is refused.";
    Must pickup_in_to_agency ["service.temporary-items", "libraries.1"] "AcceptItem with the place of pickup as ToAgencyId is taken." of "clients: Relais";
    Must password_is_asked [] "The partner has to prove itself as in version 2.";
}

fn unique(name: &str, value_name: &str, agency: &str, value: &str) -> Element {
    el(
        name,
        [valued("UniqueAgencyId", agency), leaf(value_name, value)],
    )
}

fn user(c: &Context<'_, Profile>, barcode: &str) -> Element {
    let agency = &c.profile.agency;
    unique("UniqueUserId", "UserIdentifierValue", agency, barcode)
}

fn item(c: &Context<'_, Profile>, barcode: &str) -> Element {
    let agency = &c.profile.agency;
    unique("UniqueItemId", "ItemIdentifierValue", agency, barcode)
}

fn here(c: &Context<'_, Profile>) -> Outcome<Element> {
    Ok(item(c, &c.item("here")?.barcode))
}

fn answered_in_version_1(c: &mut Context<'_, Profile>) -> Outcome {
    let answer = c.ask_1("LookupItem", &[here(c)?])?;
    answer.done("LookupItem")?;
    ensure!(answer.version_1, "the answer is of version 2");
    Ok(())
}

fn doctype_is_skipped(c: &mut Context<'_, Profile>) -> Outcome {
    let partner = c.partner()?;
    let agency = |name: &str, value: &str| el(name, [valued("UniqueAgencyId", value)]);
    let header = el(
        "InitiationHeader",
        [
            agency("FromAgencyId", &partner.agency),
            leaf("FromAgencyAuthentication", &partner.password),
            agency("ToAgencyId", &c.profile.agency),
        ],
    );
    let text = written(Form::Doctype, &el("LookupItem", [header, here(c)?]));
    ensure!(text.contains(DTD), "the message has no DOCTYPE");
    c.answer(text)?.done("LookupItem").map(drop)
}

fn user_is_looked_up(c: &mut Context<'_, Profile>) -> Outcome {
    let barcode = c.patron("ordinary")?.barcode.clone();
    let kind = valued("UserElementType", "Visible User Id");
    let answer = c.ask_1("LookupUser", &[user(c, &barcode), kind])?;
    let id = text_in(answer.done("LookupUser")?, "UserIdentifierValue")?;
    ensure!(id == barcode, "the patron is another");
    Ok(())
}

fn problem_of_version_1(c: &mut Context<'_, Profile>) -> Outcome {
    let answer = c.ask_1("LookupUser", &[user(c, NOBODY)])?;
    answer.refused("LookupUser", "Unknown User")?;
    ensure!(
        answer.mentions("ProcessingErrorType") && !answer.mentions("ProblemType"),
        "the problem is of version 2"
    );
    Ok(())
}

fn lent(c: &mut Context<'_, Profile>) -> Outcome<Element> {
    let copy = item(c, c.spare(3)?);
    let patron = user(c, &c.patron("ordinary")?.barcode);
    let back = copy.clone();
    c.later(move |c| drop(c.ask_1("CheckInItem", &[back])));
    let answer = c.ask_1("CheckOutItem", &[patron, copy.clone()])?;
    text_in(answer.done("CheckOutItem")?, "DateDue")?;
    Ok(copy)
}

fn lent_and_returned(c: &mut Context<'_, Profile>) -> Outcome {
    let copy = lent(c)?;
    c.ask_1("CheckInItem", &[copy])?
        .done("CheckInItem")
        .map(drop)
}

fn returned_twice(c: &mut Context<'_, Profile>) -> Outcome {
    let copy = lent(c)?;
    c.ask_1("CheckInItem", std::slice::from_ref(&copy))?
        .done("CheckInItem")?;
    c.ask_1("CheckInItem", &[copy])?
        .refused("CheckInItem", "Item Not Checked Out")?;
    c.ask_1("CheckInItem", &[item(c, NOTHING)])?
        .refused("CheckInItem", "Unknown Item")
}

fn service_that_it_lacks(c: &mut Context<'_, Profile>) -> Outcome {
    let answer = c.ask_1("LookupItemSet", &[here(c)?])?;
    answer.has_one_of(&[
        "Unsupported Service",
        "Unknown Service",
        "Unknown Element",
        "Invalid Message Syntax Error",
    ])
}

const COPY: &str = "NCIP-CONFORMANCE-3";

fn pickup_in_to_agency(c: &mut Context<'_, Profile>) -> Outcome {
    let partner = c.partner()?.agency.clone();
    let place = c.library(0)?.name.clone();
    c.later(|c| drop(c.ask("DeleteItem", &[super::super::steps::item_id(COPY)])));
    let content = [
        unique(
            "UniqueRequestId",
            "RequestIdentifierValue",
            &partner,
            "ncip-conformance-3",
        ),
        valued("RequestedActionType", "Hold For Pickup"),
        user(c, &c.patron("ordinary")?.barcode),
        unique("UniqueItemId", "ItemIdentifierValue", &partner, COPY),
        el(
            "ItemOptionalFields",
            [el(
                "BibliographicDescription",
                [leaf("Title", "Naapurikirjaston kirja")],
            )],
        ),
    ];
    c.ask_1_of(&place, "AcceptItem", &content)?
        .done("AcceptItem")
        .map(drop)
}

fn password_is_asked(c: &mut Context<'_, Profile>) -> Outcome {
    let partner = c.partner()?.agency.clone();
    let agency = |name: &str, value: &str| el(name, [valued("UniqueAgencyId", value)]);
    let header = el(
        "InitiationHeader",
        [
            agency("FromAgencyId", &partner),
            agency("ToAgencyId", &c.profile.agency),
        ],
    );
    let patron = user(c, &c.patron("ordinary")?.barcode);
    let text = written(Form::Version1, &el("LookupUser", [header, patron]));
    c.answer(text)?
        .refused("LookupUser", "Agency Authentication Failed")
}
