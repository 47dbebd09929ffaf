//! Who may ask: agencies, and patrons who prove who they are.

use super::super::{
    Profile,
    message::{Element, Form, el, leaf, written},
    steps::{NOBODY, credentials, header, text_in, user_id},
};
use crate::{
    Context, Outcome,
    kit::{cases, ensure},
};

cases! {
    "ncip/agencies", "NCIP 2.02, InitiationHeader; general processing errors", ["partner", "patron.ordinary"];
    Must other_agency_is_unknown ["item.here"] "A message to an agency that is not here gets Unknown Agency.";
    Must stranger_is_unknown ["item.here"] "A message from an agency that is not known gets Unknown Agency.";
    Must partner_proves_itself [] "The partner without its password gets Agency Authentication Failed.";
    Must wrong_password [] "The partner with a wrong password gets Agency Authentication Failed.";
    Must partner_names_patrons [] "The partner may name a patron by UserId alone.";
    Must pin_of_a_patron_must_be_right [] "A PIN that the partner hands on must be right, else User Authentication Failed.";
    Must items_are_open ["service.open-lookup", "item.here"] "The responder's own web library looks up items without a password." of "contract: NCIP";
    Must patrons_are_not ["service.open-lookup"] "Without credentials of the patron, the own web library gets User Authentication Failed or Needed Data Missing." of "contract: NCIP";
    Must barcode_and_pin ["service.open-lookup"] "Barcode Id and PIN prove a patron." of "NCIP 2.02, AuthenticationInput";
    Must username_and_password ["service.open-lookup"] "Username and Password prove a patron, with the UserId of the same patron beside them." of "clients: VuFind";
    Must wrong_pin ["service.open-lookup"] "A wrong PIN gets User Authentication Failed." of "NCIP 2.02, AuthenticationInput";
    Must unknown_card_looks_like_a_wrong_pin ["service.open-lookup"] "A card that nobody has is not told from a wrong PIN, or is Unknown User." of "NCIP 2.02, AuthenticationInput";
    Must credentials_of_another ["service.open-lookup", "patron.other"] "Credentials of one patron beside the UserId of another are refused." of "contract: NCIP";
    Must no_header_no_patron ["service.open-lookup"] "A message without a header about a patron needs credentials." of "contract: NCIP";
    Must refusal_tells_nothing ["patron.indebted"] "A refusal tells nothing of the patron.";
}

const NAME: &str = "Name Information";

fn ask_of(
    c: &Context<'_, Profile>,
    header: Element,
    who: Vec<Element>,
) -> Outcome<super::super::answer::Answer> {
    let content = [who, vec![leaf("UserElementType", NAME)]].concat();
    c.ask_with(header, "LookupUser", &content)
}

fn with_password(c: &Context<'_, Profile>, password: Option<&str>) -> Outcome<Element> {
    Ok(header(&c.partner()?.agency, password, &c.profile.agency))
}

fn other_agency_is_unknown(c: &mut Context<'_, Profile>) -> Outcome {
    let partner = c.partner()?;
    let header = header(&partner.agency, Some(&partner.password), "FI-Nowhere");
    c.ask_with(header, "LookupItem", &[c.copy("here")?])?
        .refused("LookupItem", "Unknown Agency")
}

fn stranger_is_unknown(c: &mut Context<'_, Profile>) -> Outcome {
    let header = header("FI-Stranger", Some("demo"), &c.profile.agency);
    c.ask_with(header, "LookupItem", &[c.copy("here")?])?
        .refused("LookupItem", "Unknown Agency")
}

fn partner_proves_itself(c: &mut Context<'_, Profile>) -> Outcome {
    let answer = ask_of(c, with_password(c, None)?, vec![c.user("ordinary")?])?;
    answer.refused("LookupUser", "Agency Authentication Failed")
}

fn wrong_password(c: &mut Context<'_, Profile>) -> Outcome {
    let right = c.partner()?.password.clone();
    for wrong in ["", "x", &format!("{right}x"), &right.to_uppercase()] {
        let answer = ask_of(c, with_password(c, Some(wrong))?, vec![c.user("ordinary")?])?;
        answer.refused("LookupUser", "Agency Authentication Failed")?;
    }
    Ok(())
}

fn partner_names_patrons(c: &mut Context<'_, Profile>) -> Outcome {
    let answer = ask_of(c, c.header()?, vec![c.user("ordinary")?])?;
    answer.done("LookupUser").map(drop)
}

/// A right PIN, so that wrong ones of a run do not add up.
fn forgiven(c: &Context<'_, Profile>) -> Outcome {
    let patron = c.patron("ordinary")?;
    let right = credentials(["Barcode Id", "PIN"], &patron.barcode, &patron.pin);
    ask_of(c, c.header()?, right)?.done("LookupUser").map(drop)
}

fn pin_of_a_patron_must_be_right(c: &mut Context<'_, Profile>) -> Outcome {
    let barcode = &c.patron("ordinary")?.barcode;
    let wrong = credentials(["Barcode Id", "PIN"], barcode, "0001");
    ask_of(c, c.header()?, wrong)?.refused("LookupUser", "User Authentication Failed")?;
    forgiven(c)
}

fn items_are_open(c: &mut Context<'_, Profile>) -> Outcome {
    c.ask_openly("LookupItem", &[c.copy("here")?])?
        .done("LookupItem")
        .map(drop)
}

fn patrons_are_not(c: &mut Context<'_, Profile>) -> Outcome {
    let answer = ask_of(c, c.own_header(), vec![c.user("ordinary")?])?;
    answer.response("LookupUser")?;
    answer.has_one_of(&["Needed Data Missing", "User Authentication Failed"])
}

/// The own web library asks for a patron with these credentials.
fn proven(c: &Context<'_, Profile>, names: [&str; 2], beside: Option<Element>) -> Outcome {
    let patron = c.patron("ordinary")?;
    let mut who = credentials(names, &patron.barcode, &patron.pin);
    who.extend(beside);
    let answer = ask_of(c, c.own_header(), who)?;
    let id = text_in(answer.done("LookupUser")?, "UserIdentifierValue")?;
    ensure!(id == patron.barcode, "the patron is {id:?}");
    Ok(())
}

fn barcode_and_pin(c: &mut Context<'_, Profile>) -> Outcome {
    proven(c, ["Barcode Id", "PIN"], None)
}

fn username_and_password(c: &mut Context<'_, Profile>) -> Outcome {
    proven(c, ["Username", "Password"], Some(c.user("ordinary")?))
}

fn wrong_pin(c: &mut Context<'_, Profile>) -> Outcome {
    let barcode = &c.patron("ordinary")?.barcode;
    let wrong = credentials(["Barcode Id", "PIN"], barcode, "0001");
    ask_of(c, c.own_header(), wrong)?.refused("LookupUser", "User Authentication Failed")?;
    forgiven(c)
}

fn unknown_card_looks_like_a_wrong_pin(c: &mut Context<'_, Profile>) -> Outcome {
    let wrong = credentials(["Barcode Id", "PIN"], NOBODY, "0001");
    let answer = ask_of(c, c.own_header(), wrong)?;
    answer.response("LookupUser")?;
    answer.has_one_of(&["User Authentication Failed", "Unknown User"])
}

fn credentials_of_another(c: &mut Context<'_, Profile>) -> Outcome {
    let patron = c.patron("ordinary")?;
    let mut who = credentials(["Username", "Password"], &patron.barcode, &patron.pin);
    who.push(c.user("other")?);
    let answer = ask_of(c, c.own_header(), who)?;
    answer.response("LookupUser")?;
    ensure!(!answer.problems().is_empty(), "there is no problem");
    ensure!(!answer.mentions("NameInformation"), "a name is told");
    Ok(())
}

fn no_header_no_patron(c: &mut Context<'_, Profile>) -> Outcome {
    let content = [c.user("ordinary")?, leaf("UserElementType", NAME)];
    let answer = c.answer(written(Form::Prefixed, &el("LookupUser", content)))?;
    answer.response("LookupUser")?;
    answer.has_one_of(&["Needed Data Missing", "User Authentication Failed"])
}

fn refusal_tells_nothing(c: &mut Context<'_, Profile>) -> Outcome {
    let barcode = &c.patron("indebted")?.barcode;
    let answer = ask_of(c, with_password(c, Some("wrong"))?, vec![user_id(barcode)])?;
    let told = [
        "NameInformation",
        "BlockOrTrap",
        "UserPrivilege",
        "UserFiscalAccount",
    ];
    for name in told {
        ensure!(!answer.mentions(name), "{name} is told");
    }
    Ok(())
}
