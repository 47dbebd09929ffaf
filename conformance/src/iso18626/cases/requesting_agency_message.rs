//! `requestingAgencyMessage` and its confirmation.

use super::super::{
    Profile,
    message::{Header, Version, requesting},
};
use crate::{
    Context, Outcome,
    kit::{cases, ensure},
};

cases! {
    "iso18626/requesting-agency-message", "ISO 18626, requestingAgencyMessage", [];
    Must every_action_is_confirmed [] "Every action of both versions is confirmed with OK, in order or not.";
    Must newer_actions [] "HoldReturn and Lost of 2021-2 are confirmed." of "ISO 18626:2021, action";
    Must action_comes_back [] "The confirmation has the action.";
    Must answered_in_its_version [] "A message in 1.2 is confirmed in 1.2, whatever the request was.";
    Must unknown_action [] "An action that there is not is an error: UnsupportedActionType.";
    Must no_action [] "A message without action is an error: BadlyFormedMessage.";
    Must unknown_request [] "A request that there is not is an error: UnrecognisedDataValue.";
    Must empty_id [] "An empty id is an error.";
    Must of_a_stranger [] "A message of an agency that is not known is an error: UnrecognisedDataValue.";
    Must to_another [] "A message to another agency is an error: UnrecognisedDataValue.";
    Must no_note [] "A message without a note, or with an empty one, is confirmed.";
    Must same_again [] "The same message again is confirmed again.";
}

const VALUE: &[&str] = &["UnrecognisedDataValue"];

fn every_action_is_confirmed(c: &mut Context<'_, Profile>) -> Outcome {
    let asked = c.asked(Version::V2021_2)?;
    for action in [
        "StatusRequest",
        "Received",
        "Renew",
        "ShippedForward",
        "Notification",
        "Cancel",
        "ShippedReturn",
    ] {
        c.tell(&asked, action)?.ok()?;
        let document = requesting(Version::V1_2, &asked.header, action);
        c.confirm(document)?.ok()?;
    }
    Ok(())
}

fn newer_actions(c: &mut Context<'_, Profile>) -> Outcome {
    let asked = c.asked(Version::V2021_2)?;
    for action in ["HoldReturn", "Lost"] {
        c.tell(&asked, action)?.ok()?;
    }
    Ok(())
}

fn action_comes_back(c: &mut Context<'_, Profile>) -> Outcome {
    let asked = c.asked(Version::V2021_2)?;
    let confirmation = c.tell(&asked, "Notification")?;
    let action = confirmation.ok()?.text("action");
    ensure!(action == "Notification", "the action is {action:?}");
    Ok(())
}

fn answered_in_its_version(c: &mut Context<'_, Profile>) -> Outcome {
    let asked = c.asked(Version::V2021_2)?;
    let document = requesting(Version::V1_2, &asked.header, "Notification");
    let confirmation = c.confirm(document)?;
    let version = &confirmation.ok()?.version;
    ensure!(version == "1.2", "it is confirmed in {version}");
    Ok(())
}

fn unknown_action(c: &mut Context<'_, Profile>) -> Outcome {
    let asked = c.asked(Version::V2021_2)?;
    c.tell(&asked, "Applaud")?.error(&["UnsupportedActionType"])
}

fn no_action(c: &mut Context<'_, Profile>) -> Outcome {
    let asked = c.asked(Version::V2021_2)?;
    let text = requesting(Version::V2021_2, &asked.header, "X");
    c.confirm(text.replace("<action>X</action>", ""))?
        .error(&["BadlyFormedMessage"])
}

fn unknown_request(c: &mut Context<'_, Profile>) -> Outcome {
    c.tell(&c.asking(), "Received")?.error(VALUE)
}

fn empty_id(c: &mut Context<'_, Profile>) -> Outcome {
    let mut asked = c.asking();
    asked.header.request = String::new();
    c.tell(&asked, "Received")?
        .error(&["UnrecognisedDataValue", "BadlyFormedMessage"])
}

/// With another header.
fn foreign(c: &Context<'_, Profile>, change: impl Fn(&mut Header)) -> Outcome {
    let mut asked = c.asked(Version::V2021_2)?;
    change(&mut asked.header);
    c.tell(&asked, "Cancel")?.error(VALUE)
}

fn of_a_stranger(c: &mut Context<'_, Profile>) -> Outcome {
    foreign(c, |header| header.requester = "FI-Stranger".to_owned())
}

fn to_another(c: &mut Context<'_, Profile>) -> Outcome {
    foreign(c, |header| header.supplier = "FI-Nowhere".to_owned())
}

fn no_note(c: &mut Context<'_, Profile>) -> Outcome {
    let asked = c.asked(Version::V2021_2)?;
    let text = requesting(Version::V2021_2, &asked.header, "Notification");
    for note in ["", "<note></note>"] {
        c.confirm(text.replace("<note>a word</note>", note))?.ok()?;
    }
    Ok(())
}

fn same_again(c: &mut Context<'_, Profile>) -> Outcome {
    let asked = c.asked(Version::V2021_2)?;
    let text = requesting(Version::V2021_2, &asked.header, "Cancel");
    for _ in 0..3 {
        c.confirm(text.as_str())?.ok()?;
    }
    Ok(())
}
