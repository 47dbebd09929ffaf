//! How the server brings its messages to a partner that is slow, down or confused.

use std::time::Duration;

use serde_json::json;

use super::super::{Profile, mailbox::Manner, message::Version, steps::text};
use crate::{
    Context, Outcome,
    kit::{cases, ensure},
};

cases! {
    "iso18626/delivery", "contract: sent in order, retried until confirmed", ["mailbox"];
    Must down_then_up [] "A message that HTTP refused with 500 comes again, the same.";
    Must cut_then_up [] "A message whose connection was cut comes again, the same.";
    Must rubbish_is_no_confirmation [] "An answer that is no confirmation is none: the message comes again.";
    Must confirmation_of_another [] "A confirmation of another request is none: the message comes again.";
    Must confirmed_once [] "What is confirmed does not come again.";
    Must refused_once ["staff"] "What is refused with ERROR does not come again, and staff sees why.";
    Must in_order ["staff"] "While a message waits, the next of the same request waits behind it.";
    Must others_go_on ["staff"] "While the messages of one request wait, those of others go.";
    Must staff_sees_what_waits ["staff"] "Staff sees which messages have been confirmed.";
}

/// The answer to StatusRequest, which is treated so at first, comes again.
fn comes_again(c: &Context<'_, Profile>, manner: Manner) -> Outcome {
    let asked = c.asked(Version::V2021_2)?;
    let request = &asked.header.request;
    c.mailbox()?.expect(request, "RequestReceived", &[manner]);
    c.tell(&asked, "StatusRequest")?.ok()?;
    let letters = c.letters(request, "RequestReceived", 2)?;
    let [first, second] = &letters[..] else {
        return Err(crate::Stop::failed(format!("{} come", letters.len())));
    };
    ensure!(
        first.manner == manner && second.manner == Manner::Confirm,
        "they are taken as {:?} and {:?}",
        first.manner,
        second.manner
    );
    let body = |one: &super::super::mailbox::Letter| one.message.body().words();
    ensure!(body(first) == body(second), "another message comes");
    Ok(())
}

fn down_then_up(c: &mut Context<'_, Profile>) -> Outcome {
    comes_again(c, Manner::Fail)
}

fn cut_then_up(c: &mut Context<'_, Profile>) -> Outcome {
    comes_again(c, Manner::Cut)
}

fn rubbish_is_no_confirmation(c: &mut Context<'_, Profile>) -> Outcome {
    comes_again(c, Manner::Rubbish)
}

fn confirmation_of_another(c: &mut Context<'_, Profile>) -> Outcome {
    comes_again(c, Manner::Mixed)
}

fn confirmed_once(c: &mut Context<'_, Profile>) -> Outcome {
    let asked = c.asked(Version::V2021_2)?;
    c.tell(&asked, "StatusRequest")?.ok()?;
    c.letter(&asked.header.request, "RequestReceived")?;
    let six = Duration::from_secs(6);
    let letters = c
        .mailbox()?
        .wait(&asked.header.request, six, |all| all.len() > 1);
    ensure!(letters.len() == 1, "it comes {} times", letters.len());
    Ok(())
}

fn refused_once(c: &mut Context<'_, Profile>) -> Outcome {
    let (asked, id) = open(c)?;
    let request = &asked.header.request;
    c.mailbox()?
        .expect(request, "WillSupply", &[Manner::Refuse]);
    c.act(&id, &json!({"action": "will_supply"}))?;
    c.letter(request, "WillSupply")?;
    let told = |message: &serde_json::Value| {
        message["direction"] == "sent" && !text(message, "error").is_empty()
    };
    c.until(&id, |seen| {
        seen["messages"]
            .as_array()
            .is_some_and(|all| all.iter().any(told))
    })?;
    let six = Duration::from_secs(6);
    let letters = c.mailbox()?.wait(request, six, |all| all.len() > 1);
    ensure!(letters.len() == 1, "it comes {} times", letters.len());
    Ok(())
}

fn open(c: &Context<'_, Profile>) -> Outcome<(super::super::message::Asked, String)> {
    let asked = c.asked(Version::V2021_2)?;
    let seen = c.seen(&asked.header.request)?;
    Ok((asked, text(&seen, "id")))
}

fn in_order(c: &mut Context<'_, Profile>) -> Outcome {
    let (asked, id) = open(c)?;
    let request = &asked.header.request;
    let fails = [Manner::Fail, Manner::Cut];
    c.mailbox()?.expect(request, "ExpectToSupply", &fails);
    c.act(&id, &json!({"action": "expect_to_supply"}))?;
    c.act(&id, &json!({"action": "will_supply"}))?;
    c.act(&id, &json!({"action": "unfilled", "reason": "Other"}))?;
    c.letters(request, "Unfilled", 1)?;
    let all = c.mailbox()?.wait(request, Duration::ZERO, |_| true);
    let order: Vec<_> = all.iter().map(|one| one.message.says()).collect();
    let wanted = [
        "ExpectToSupply",
        "ExpectToSupply",
        "ExpectToSupply",
        "WillSupply",
        "Unfilled",
    ];
    ensure!(order == wanted, "they come as {order:?}");
    Ok(())
}

fn others_go_on(c: &mut Context<'_, Profile>) -> Outcome {
    let (stuck, id) = open(c)?;
    let fails = [Manner::Fail; 3];
    c.mailbox()?
        .expect(&stuck.header.request, "WillSupply", &fails);
    c.act(&id, &json!({"action": "will_supply"}))?;
    c.letter(&stuck.header.request, "WillSupply")?;
    let (free, id) = open(c)?;
    c.act(&id, &json!({"action": "will_supply"}))?;
    c.letter(&free.header.request, "WillSupply").map(drop)
}

fn staff_sees_what_waits(c: &mut Context<'_, Profile>) -> Outcome {
    let (asked, id) = open(c)?;
    c.act(&id, &json!({"action": "will_supply"}))?;
    c.letter(&asked.header.request, "WillSupply")?;
    let sent = |message: &serde_json::Value| {
        message["direction"] == "sent" && message["delivered"] == true
    };
    c.until(&id, |seen| {
        seen["messages"]
            .as_array()
            .is_some_and(|all| all.iter().any(sent))
    })
    .map(drop)
}
