//! Notifications, recalls, and the services that few have.

use super::super::{
    Profile,
    message::{Element, el, leaf},
    steps::{NOTHING, item_id, text_in, user_id},
};
use crate::{
    Context, Outcome,
    kit::{cases, ensure},
};

cases! {
    "ncip/other-services", "NCIP 2.02, notifications and other services", ["partner", "patron.ordinary", "item.here"];
    Must item_shipped [] "ItemShipped is acknowledged." of "NCIP 2.02, ItemShipped; clients: Alma";
    Must item_received [] "ItemReceived is acknowledged." of "NCIP 2.02, ItemReceived; clients: Alma";
    Must request_cancelled [] "ItemRequestCancelled is acknowledged." of "NCIP 2.02, ItemRequestCancelled; clients: Alma";
    Must notifications_change_nothing ["spare.1"] "A notification that a copy was lent lends nothing." of "NCIP 2.02, ItemCheckedOut";
    Must recall_of_what_is_not_out ["spare.1"] "RecallItem of a copy that is not out is refused." of "NCIP 2.02, RecallItem";
    Must recall_of_nothing [] "RecallItem of a copy that there is not is Unknown Item." of "NCIP 2.02, RecallItem";
    Must unsupported_is_said [] "A service that is not offered is Unsupported Service, in its own response." of "NCIP 2.02, Unsupported Service";
}

fn when() -> Element {
    leaf("DateShipped", "2026-11-20T10:00:00Z")
}

fn address() -> Element {
    el(
        "ShippingInformation",
        [el(
            "PhysicalAddress",
            [
                el(
                    "UnstructuredAddress",
                    [
                        leaf("UnstructuredAddressType", "Newline-Delimited Text"),
                        leaf("UnstructuredAddressData", "Kauppakatu 35"),
                    ],
                ),
                leaf("PhysicalAddressType", "Ship To"),
            ],
        )],
    )
}

fn acknowledged(c: &Context<'_, Profile>, service: &str, content: &[Element]) -> Outcome {
    c.ask(service, content)?.done(service).map(drop)
}

fn item_shipped(c: &mut Context<'_, Profile>) -> Outcome {
    acknowledged(c, "ItemShipped", &[c.copy("here")?, when(), address()])
}

fn item_received(c: &mut Context<'_, Profile>) -> Outcome {
    let received = leaf("DateReceived", "2026-11-20T10:00:00Z");
    acknowledged(c, "ItemReceived", &[c.copy("here")?, received])
}

fn request_cancelled(c: &mut Context<'_, Profile>) -> Outcome {
    let content = [
        c.user("ordinary")?,
        c.copy("here")?,
        leaf("RequestType", "Hold"),
    ];
    acknowledged(c, "ItemRequestCancelled", &content)
}

fn notifications_change_nothing(c: &mut Context<'_, Profile>) -> Outcome {
    let item = item_id(c.spare(0)?);
    let content = [
        c.user("ordinary")?,
        item.clone(),
        leaf("DateDue", "2099-12-01T21:59:59Z"),
    ];
    acknowledged(c, "ItemCheckedOut", &content)?;
    let status = leaf("ItemElementType", "Circulation Status");
    let answer = c.ask("LookupItem", &[item, status])?;
    let status = text_in(answer.done("LookupItem")?, "CirculationStatus")?;
    ensure!(status.starts_with("Available"), "the copy is {status:?}");
    Ok(())
}

fn recall_of_what_is_not_out(c: &mut Context<'_, Profile>) -> Outcome {
    let answer = c.ask("RecallItem", &[item_id(c.spare(0)?)])?;
    answer.response("RecallItem")?;
    ensure!(!answer.problems().is_empty(), "it is recalled");
    Ok(())
}

fn recall_of_nothing(c: &mut Context<'_, Profile>) -> Outcome {
    c.ask("RecallItem", &[item_id(NOTHING)])?
        .refused("RecallItem", "Unknown Item")
}

fn unsupported_is_said(c: &mut Context<'_, Profile>) -> Outcome {
    let patron = user_id(&c.patron("ordinary")?.barcode);
    c.ask("DeleteUser", &[patron])?
        .refused("DeleteUser", "Unsupported Service")
}
