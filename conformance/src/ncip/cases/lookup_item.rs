//! LookupItem: what is told of a copy.

use super::super::{
    Profile,
    message::{Element, leaf},
    steps::{NOTHING, item_id, text_in},
};
use crate::{
    Context, Outcome,
    kit::{cases, ensure, xml::Node},
};

cases! {
    "ncip/lookup-item", "NCIP 2.02, LookupItem", ["partner"];
    Must title_and_author ["item.here.title"] "Asked for the description, the title is told.";
    Must only_what_is_asked ["item.here"] "What is not asked for is not told.";
    Must available ["item.here"] "A copy on its shelf has a circulation status that says so.";
    Must on_loan ["item.on_loan"] "A copy that is out has a circulation status that says so, and the day when it is due.";
    Must hold_queue ["item.on_loan_wanted"] "The length of the queue is told.";
    Should location ["item.here", "libraries.1"] "The location is told by its name.";
    Must not_for_loan ["item.not_for_loan"] "A copy that is not lent is told as such.";
    Must lost ["item.lost"] "A lost copy is told as such.";
    Must unknown [] "A barcode that no copy has is Unknown Item.";
    Must odd_title ["item.odd_title"] "A title with line breaks and signs beyond the usual comes as text that XML allows.";
    Must borrower_is_not_told ["item.on_loan"] "Who has borrowed a copy is not told to another library.";
}

fn looked_up(c: &Context<'_, Profile>, role: &str, kinds: &[&str]) -> Outcome<Node> {
    let kinds = kinds.iter().map(|kind| leaf("ItemElementType", kind));
    let content: Vec<Element> = std::iter::once(c.copy(role)?).chain(kinds).collect();
    let answer = c.ask("LookupItem", &content)?;
    answer.done("LookupItem").cloned()
}

fn status(c: &Context<'_, Profile>, role: &str) -> Outcome<String> {
    let found = looked_up(c, role, &["Circulation Status"])?;
    text_in(&found, "CirculationStatus")
}

fn title_and_author(c: &mut Context<'_, Profile>) -> Outcome {
    let found = looked_up(c, "here", &["Bibliographic Description"])?;
    let title = text_in(&found, "Title")?;
    let wanted = c.item("here")?.title.as_deref().unwrap_or_default();
    ensure!(title.contains(wanted), "the title is {title:?}");
    Ok(())
}

fn only_what_is_asked(c: &mut Context<'_, Profile>) -> Outcome {
    let found = looked_up(c, "here", &["Circulation Status"])?;
    let every = found.every();
    for name in [
        "BibliographicDescription",
        "Location",
        "HoldQueueLength",
        "ItemDescription",
    ] {
        ensure!(every.iter().all(|node| node.name != name), "{name} is told");
    }
    Ok(())
}

fn available(c: &mut Context<'_, Profile>) -> Outcome {
    let status = status(c, "here")?;
    ensure!(
        status.starts_with("Available"),
        "the circulation status is {status:?}"
    );
    Ok(())
}

fn on_loan(c: &mut Context<'_, Profile>) -> Outcome {
    let found = looked_up(c, "on_loan", &["Circulation Status", "Date Due"])?;
    let status = text_in(&found, "CirculationStatus")?;
    ensure!(
        ["On Loan", "Recalled"].contains(&&*status),
        "the circulation status is {status:?}"
    );
    text_in(&found, "DateDue").map(drop)
}

fn hold_queue(c: &mut Context<'_, Profile>) -> Outcome {
    let found = looked_up(c, "on_loan_wanted", &["Hold Queue Length"])?;
    let length = text_in(&found, "HoldQueueLength")?;
    ensure!(
        length.parse::<u32>().is_ok_and(|length| length >= 1),
        "the queue is {length:?} long"
    );
    Ok(())
}

fn location(c: &mut Context<'_, Profile>) -> Outcome {
    let found = looked_up(c, "here", &["Location"])?;
    let name = text_in(&found, "LocationNameValue")?;
    let library = &c.library(0)?.name;
    ensure!(name.contains(library), "the location is {name:?}");
    Ok(())
}

fn not_for_loan(c: &mut Context<'_, Profile>) -> Outcome {
    let found = looked_up(
        c,
        "not_for_loan",
        &["Circulation Status", "Item Use Restriction Type"],
    )?;
    let restricted = found
        .every()
        .iter()
        .any(|node| node.name == "ItemUseRestrictionType" && !node.text.is_empty());
    let status = text_in(&found, "CirculationStatus").unwrap_or_default();
    ensure!(
        restricted || !status.starts_with("Available"),
        "nothing says that it is not lent: {status:?}"
    );
    Ok(())
}

fn lost(c: &mut Context<'_, Profile>) -> Outcome {
    let status = status(c, "lost")?;
    ensure!(
        status.contains("Lost") || status.contains("Missing"),
        "the circulation status is {status:?}"
    );
    Ok(())
}

fn unknown(c: &mut Context<'_, Profile>) -> Outcome {
    c.ask("LookupItem", &[item_id(NOTHING)])?
        .refused("LookupItem", "Unknown Item")
}

fn odd_title(c: &mut Context<'_, Profile>) -> Outcome {
    let found = looked_up(c, "odd_title", &["Bibliographic Description"])?;
    let title = text_in(&found, "Title")?;
    ensure!(title.chars().count() > 100, "the title is {title:?}");
    Ok(())
}

fn borrower_is_not_told(c: &mut Context<'_, Profile>) -> Outcome {
    let content = [c.copy("on_loan")?, leaf("CurrentBorrowerDesired", "")];
    let answer = c.ask("LookupItem", &content)?;
    if answer.problems().is_empty() {
        let told = answer.mentions("CurrentBorrower") && answer.mentions("UserIdentifierValue");
        ensure!(!told, "the borrower is told");
    }
    Ok(())
}
