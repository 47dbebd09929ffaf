//! LookupItemSet: the copies of titles, page by page.

use super::super::{
    Profile,
    message::{Element, el, leaf},
    steps::text_in,
};
use crate::{
    Context, Outcome, Stop,
    kit::{cases, ensure, xml::Node},
};

cases! {
    "ncip/lookup-item-set", "NCIP 2.02, LookupItemSet", ["partner", "item.here.record"];
    Must copies_of_a_record [] "The copies of a record are told, each with its barcode.";
    Must status_of_each [] "Asked for, the circulation status of each copy is told.";
    Must record_as_an_item_code [] "A record named by BibliographicItemId of any code is found." of "clients: VuFind writes Legal Deposit Number";
    Must several_records ["item.from_elsewhere.record"] "Each of several records has a BibInformation, in their order.";
    Must unknown_record_spoils_nothing [] "A record that there is not has its problem in its own BibInformation; the others are told.";
    Must by_items ["item.from_elsewhere"] "Copies can be named by their ItemIds.";
    Must pages [] "With MaximumItemsCount 1, NextItemToken leads to every copy once, and the last page has none.";
    Must forged_token [] "A token that was not given gets a problem, and nothing else.";
    Must most_items_at_once [] "MaximumItemsCount 0, or below, gets a problem or the usual number.";
    Must only_what_is_asked [] "What is not asked for is not told.";
}

fn ask(c: &Context<'_, Profile>, content: &[Element]) -> Outcome<Node> {
    let answer = c.ask("LookupItemSet", content)?;
    answer.done("LookupItemSet").cloned()
}

fn barcodes(node: &Node) -> Vec<String> {
    let every = node.every();
    let ids = every.iter().filter(|node| node.name == "ItemId");
    ids.filter_map(|id| id.text_of("ItemIdentifierValue"))
        .map(|text| text.trim().to_owned())
        .collect()
}

fn copies_of_a_record(c: &mut Context<'_, Profile>) -> Outcome {
    let found = barcodes(&ask(c, &[c.record("here")?])?);
    let wanted = &c.item("here")?.barcode;
    ensure!(found.contains(wanted), "{wanted} is not among {found:?}");
    Ok(())
}

fn status_of_each(c: &mut Context<'_, Profile>) -> Outcome {
    let kind = leaf("ItemElementType", "Circulation Status");
    let found = ask(c, &[c.record("here")?, kind])?;
    let every = found.every();
    let count = |name: &str| every.iter().filter(|node| node.name == name).count();
    ensure!(
        count("CirculationStatus") == count("ItemInformation") && count("ItemInformation") > 0,
        "{} states of {} copies",
        count("CirculationStatus"),
        count("ItemInformation")
    );
    Ok(())
}

fn record_as_an_item_code(c: &mut Context<'_, Profile>) -> Outcome {
    let record = c.item("here")?.record.clone().unwrap_or_default();
    let id = el(
        "BibliographicId",
        [el(
            "BibliographicItemId",
            [
                leaf("BibliographicItemIdentifier", &record),
                leaf("BibliographicItemIdentifierCode", "Legal Deposit Number"),
            ],
        )],
    );
    let found = barcodes(&ask(c, &[id])?);
    ensure!(
        found.contains(&c.item("here")?.barcode),
        "the copies are {found:?}"
    );
    Ok(())
}

fn several_records(c: &mut Context<'_, Profile>) -> Outcome {
    let found = ask(c, &[c.record("here")?, c.record("from_elsewhere")?])?;
    let each: Vec<_> = found.all("BibInformation").map(barcodes).collect();
    let wanted = [&c.item("here")?.barcode, &c.item("from_elsewhere")?.barcode];
    let right = each.len() == 2 && each.iter().zip(wanted).all(|(own, one)| own.contains(one));
    ensure!(right, "the copies are {each:?}");
    Ok(())
}

fn unknown_record_spoils_nothing(c: &mut Context<'_, Profile>) -> Outcome {
    let unknown = c.record_id("no-such-record");
    let answer = c.ask("LookupItemSet", &[unknown, c.record("here")?])?;
    let response = answer.response("LookupItemSet")?;
    ensure!(
        response.child("Problem").is_none(),
        "the whole is refused: {:?}",
        answer.problems()
    );
    let each: Vec<_> = response.all("BibInformation").collect();
    let [first, second] = each[..] else {
        return Err(Stop::failed(format!("{} BibInformation", each.len())));
    };
    ensure!(
        first.child("Problem").is_some() && second.child("Problem").is_none(),
        "the problem stands elsewhere"
    );
    ensure!(
        barcodes(second).contains(&c.item("here")?.barcode),
        "the other record's copies are not told"
    );
    Ok(())
}

fn by_items(c: &mut Context<'_, Profile>) -> Outcome {
    let found = barcodes(&ask(c, &[c.copy("here")?, c.copy("from_elsewhere")?])?);
    for role in ["here", "from_elsewhere"] {
        let wanted = &c.item(role)?.barcode;
        ensure!(found.contains(wanted), "{wanted} is not among {found:?}");
    }
    Ok(())
}

fn pages(c: &mut Context<'_, Profile>) -> Outcome {
    let record = c.record("here")?;
    let all = barcodes(&ask(c, std::slice::from_ref(&record))?);
    let mut seen = Vec::new();
    let mut token: Option<String> = None;
    for _ in 0..=all.len() {
        let mut content = vec![record.clone(), leaf("MaximumItemsCount", "1")];
        content.extend(token.iter().map(|token| leaf("NextItemToken", token)));
        let page = ask(c, &content)?;
        let own = barcodes(&page);
        ensure!(own.len() <= 1, "a page has {} copies", own.len());
        seen.extend(own);
        token = text_in(&page, "NextItemToken").ok();
        if token.is_none() {
            break;
        }
    }
    ensure!(token.is_none(), "the pages do not end");
    ensure!(seen == all, "the pages have {seen:?}, the whole {all:?}");
    Ok(())
}

fn forged_token(c: &mut Context<'_, Profile>) -> Outcome {
    for forged in ["x", "99999999999999999999", "'; DROP TABLE item", ""] {
        let content = [c.record("here")?, leaf("NextItemToken", forged)];
        let answer = c.ask("LookupItemSet", &content)?;
        answer.response("LookupItemSet")?;
        let refused = !answer.problems().is_empty();
        ensure!(
            refused || forged.is_empty(),
            "the token {forged:?} is taken"
        );
    }
    Ok(())
}

fn most_items_at_once(c: &mut Context<'_, Profile>) -> Outcome {
    for count in ["0", "-1", "99999999999999999999", "x"] {
        let content = [c.record("here")?, leaf("MaximumItemsCount", count)];
        c.ask("LookupItemSet", &content)?;
    }
    c.lives()
}

fn only_what_is_asked(c: &mut Context<'_, Profile>) -> Outcome {
    let found = ask(c, &[c.record("here")?])?;
    let every = found.every();
    for name in ["CirculationStatus", "HoldQueueLength", "Location"] {
        ensure!(every.iter().all(|node| node.name != name), "{name} is told");
    }
    Ok(())
}
