//! LookupUser: what is told of a patron, and to whom.

use super::super::{
    Profile,
    answer::is_moment,
    message::{Element, leaf},
    steps::{NOBODY, text_in, user_id},
};
use crate::{
    Context, Outcome, Stop,
    kit::{cases, ensure, xml::Node},
};

cases! {
    "ncip/lookup-user", "NCIP 2.02, LookupUser", ["partner", "patron.ordinary"];
    Must unknown [] "A card that nobody has is Unknown User.";
    Must id_comes_back [] "The patron's id comes back.";
    Must only_what_is_asked [] "Without UserElementTypes and flags, nothing personal is told." of "privacy: only what was asked";
    Must name ["patron.ordinary.name"] "Asked for the name, it is told.";
    Must name_is_no_address [] "Asked for the name, no address is told." of "privacy: only what was asked";
    Must status_ok [] "A privilege of type STATUS says OK of a patron who may borrow." of "clients: ReShare";
    Must profile [] "A privilege of type PROFILE names the patron's group." of "clients: ReShare";
    Must status_blocked ["patron.indebted"] "A privilege of type STATUS says BLOCKED of one who may not." of "clients: ReShare";
    Must block_is_told ["patron.indebted"] "Asked for blocks, a blocked patron has a BlockOrTrap." of "clients: VuFind";
    Must no_block_is_told [] "Asked for blocks, a patron without any has none." of "clients: VuFind";
    Must expired_card ["patron.expired"] "An expired card is blocked in both readings.";
    Must lost_card ["patron.lost_card"] "A card that was reported lost is blocked in both readings.";
    Must loans ["patron.other", "item.on_loan"] "Asked for loans, each is told with barcode, title and the day when it is due.";
    Must loans_only_if_asked ["patron.other"] "Loans are told only with LoanedItemsDesired." of "privacy: only what was asked";
    Must all_of_many_loans ["patron.many_loans.loans"] "All of many loans are told.";
    Must requests ["patron.waiting", "item.on_hold_shelf"] "Asked for requests, each is told with its type, its state and its day.";
    Must requests_only_if_asked ["patron.waiting"] "Requests are told only with RequestedItemsDesired." of "privacy: only what was asked";
    Must fees ["patron.indebted.owes", "currency"] "Asked for the account, the balance is told in minor units with its currency.";
    Must fees_only_if_asked ["patron.indebted"] "The account is told only with UserFiscalAccountDesired." of "privacy: only what was asked";
    Must unknown_element_types [] "Element types that are not known are skipped.";
}

fn looked_up(c: &Context<'_, Profile>, role: &str, more: &[Element]) -> Outcome<Node> {
    let content = [&[c.user(role)?], more].concat();
    let answer = c.ask("LookupUser", &content)?;
    answer.done("LookupUser").cloned()
}

fn told(c: &Context<'_, Profile>, role: &str, kinds: &[&str]) -> Outcome<Node> {
    let kinds: Vec<_> = kinds
        .iter()
        .map(|kind| leaf("UserElementType", kind))
        .collect();
    looked_up(c, role, &kinds)
}

fn has(node: &Node, name: &str) -> bool {
    node.every().iter().any(|node| node.name == name)
}

fn without(node: &Node, names: &[&str]) -> Outcome {
    for name in names {
        ensure!(!has(node, name), "{name} is told");
    }
    Ok(())
}

/// Of the privileges of a type, the state and the description.
fn privilege(node: &Node, kind: &str) -> Outcome<(String, String)> {
    let every = node.every();
    let found = every.iter().find(|node| {
        node.name == "UserPrivilege"
            && node
                .text_of("AgencyUserPrivilegeType")
                .is_some_and(|own| own.trim().eq_ignore_ascii_case(kind))
    });
    let found = found.ok_or_else(|| Stop::failed(format!("no privilege of type {kind}")))?;
    let status = text_in(found, "UserPrivilegeStatusType").unwrap_or_default();
    let words = text_in(found, "UserPrivilegeDescription").unwrap_or_default();
    Ok((status, words))
}

fn unknown(c: &mut Context<'_, Profile>) -> Outcome {
    c.ask("LookupUser", &[user_id(NOBODY)])?
        .refused("LookupUser", "Unknown User")
}

fn id_comes_back(c: &mut Context<'_, Profile>) -> Outcome {
    let id = text_in(&looked_up(c, "ordinary", &[])?, "UserIdentifierValue")?;
    ensure!(id == c.patron("ordinary")?.barcode, "the id is {id:?}");
    Ok(())
}

fn only_what_is_asked(c: &mut Context<'_, Profile>) -> Outcome {
    without(
        &looked_up(c, "ordinary", &[])?,
        &[
            "NameInformation",
            "UserAddressInformation",
            "DateOfBirth",
            "UserPrivilege",
            "BlockOrTrap",
            "LoanedItem",
            "RequestedItem",
            "UserFiscalAccount",
        ],
    )
}

fn name(c: &mut Context<'_, Profile>) -> Outcome {
    let found = told(c, "ordinary", &["Name Information"])?;
    let words = found
        .every()
        .into_iter()
        .find(|node| node.name == "NameInformation")
        .map(Node::words)
        .unwrap_or_default();
    let wanted = c.patron("ordinary")?.name.as_deref().unwrap_or_default();
    // What is told is not said: the report is no place for names.
    ensure!(words.contains(wanted), "the name is another");
    Ok(())
}

fn name_is_no_address(c: &mut Context<'_, Profile>) -> Outcome {
    let found = told(c, "ordinary", &["Name Information"])?;
    without(
        &found,
        &["UserAddressInformation", "DateOfBirth", "UserPrivilege"],
    )
}

fn status_ok(c: &mut Context<'_, Profile>) -> Outcome {
    let found = told(c, "ordinary", &["User Privilege"])?;
    let (status, _) = privilege(&found, "STATUS")?;
    ensure!(status == "OK", "the status is {status:?}");
    Ok(())
}

fn profile(c: &mut Context<'_, Profile>) -> Outcome {
    let found = told(c, "ordinary", &["User Privilege"])?;
    let (status, words) = privilege(&found, "PROFILE")?;
    ensure!(
        !status.is_empty() || !words.is_empty(),
        "the group has no name"
    );
    Ok(())
}

/// Blocked in both readings.
fn blocked(c: &Context<'_, Profile>, role: &str) -> Outcome {
    let found = told(c, role, &["User Privilege", "Block Or Trap"])?;
    let (status, _) = privilege(&found, "STATUS")?;
    ensure!(status == "BLOCKED", "the status is {status:?}");
    ensure!(has(&found, "BlockOrTrap"), "there is no BlockOrTrap");
    Ok(())
}

fn status_blocked(c: &mut Context<'_, Profile>) -> Outcome {
    let found = told(c, "indebted", &["User Privilege"])?;
    let (status, _) = privilege(&found, "STATUS")?;
    ensure!(status == "BLOCKED", "the status is {status:?}");
    Ok(())
}

fn block_is_told(c: &mut Context<'_, Profile>) -> Outcome {
    let found = told(c, "indebted", &["Block Or Trap"])?;
    let kind = text_in(&found, "BlockOrTrapType")?;
    ensure!(!kind.is_empty(), "the block is of no type");
    Ok(())
}

fn no_block_is_told(c: &mut Context<'_, Profile>) -> Outcome {
    without(&told(c, "ordinary", &["Block Or Trap"])?, &["BlockOrTrap"])
}

fn expired_card(c: &mut Context<'_, Profile>) -> Outcome {
    blocked(c, "expired")
}

fn lost_card(c: &mut Context<'_, Profile>) -> Outcome {
    blocked(c, "lost_card")
}

fn loans(c: &mut Context<'_, Profile>) -> Outcome {
    let found = looked_up(c, "other", &[leaf("LoanedItemsDesired", "")])?;
    let barcode = &c.item("on_loan")?.barcode;
    let loan = found
        .all("LoanedItem")
        .find(|loan| text_in(loan, "ItemIdentifierValue").is_ok_and(|own| own == *barcode));
    let loan = loan.ok_or_else(|| Stop::failed("the loan is not told"))?;
    let due = text_in(loan, "DateDue")?;
    ensure!(is_moment(&due), "it is due {due:?}");
    text_in(loan, "Title").map(drop)
}

fn loans_only_if_asked(c: &mut Context<'_, Profile>) -> Outcome {
    without(
        &told(c, "other", &["Name Information"])?,
        &["LoanedItem", "LoanedItemsCount"],
    )
}

fn all_of_many_loans(c: &mut Context<'_, Profile>) -> Outcome {
    let found = looked_up(c, "many_loans", &[leaf("LoanedItemsDesired", "")])?;
    let told = found.all("LoanedItem").count();
    let wanted = c.patron("many_loans")?.loans.unwrap_or_default();
    ensure!(told == wanted, "{told} loans are told of {wanted}");
    Ok(())
}

fn requests(c: &mut Context<'_, Profile>) -> Outcome {
    let found = looked_up(c, "waiting", &[leaf("RequestedItemsDesired", "")])?;
    let barcode = &c.item("on_hold_shelf")?.barcode;
    let request = found.all("RequestedItem").find(|request| {
        request
            .every()
            .iter()
            .any(|node| node.text.trim() == barcode.as_str())
    });
    let request = request.ok_or_else(|| Stop::failed("the request is not told"))?;
    for name in ["RequestType", "RequestStatusType", "DatePlaced"] {
        text_in(request, name)?;
    }
    Ok(())
}

fn requests_only_if_asked(c: &mut Context<'_, Profile>) -> Outcome {
    without(
        &told(c, "waiting", &["Name Information"])?,
        &["RequestedItem", "RequestedItemsCount"],
    )
}

fn fees(c: &mut Context<'_, Profile>) -> Outcome {
    let found = looked_up(c, "indebted", &[leaf("UserFiscalAccountDesired", "")])?;
    let every = found.every();
    let balance = every.iter().find(|node| node.name == "AccountBalance");
    let balance = balance.ok_or_else(|| Stop::failed("the balance is not told"))?;
    let (value, currency) = (
        text_in(balance, "MonetaryValue")?,
        text_in(balance, "CurrencyCode")?,
    );
    let owes = c.patron("indebted")?.owes.unwrap_or_default();
    // Other suites pay a little of it, which cannot be put right.
    let most = owes / 2..=owes;
    ensure!(
        value
            .parse::<i64>()
            .is_ok_and(|value| most.contains(&value.abs()))
            && Some(&currency) == c.profile.currency.as_ref(),
        "the balance is {value} {currency}"
    );
    Ok(())
}

fn fees_only_if_asked(c: &mut Context<'_, Profile>) -> Outcome {
    without(
        &told(c, "indebted", &["Name Information"])?,
        &["UserFiscalAccount"],
    )
}

fn unknown_element_types(c: &mut Context<'_, Profile>) -> Outcome {
    told(c, "ordinary", &["Shoe Size", "User Language"]).map(drop)
}
