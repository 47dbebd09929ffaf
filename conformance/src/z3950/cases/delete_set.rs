//! Delete: result sets that are no longer wanted.

use crate::{
    Context, Outcome,
    kit::{cases, ensure},
    z3950::{
        Profile,
        answer::Answer,
        ber::integer,
        origin::Origin,
        request::{self, USMARC},
    },
};

cases! {
    "z3950/delete_set", "Z39.50-2003, 3.2.4", ["anonymous", "service.delete_set", "service.named_sets", "many"];
    Must one [] "A set that is deleted is gone, and its status is success.";
    Must others_stay [] "Deleting one set leaves the others.";
    Must unknown [] "Deleting a set that does not exist says so (status 1), and does no harm.";
    Must one_of_two_unknown [] "Of two sets the known one is deleted; each has its own status.";
    Must default_set [] "The default set can be deleted.";
    Must twice [] "A set deleted twice did not exist the second time.";
    Must all [] "All sets can be deleted at once.";
    Must all_of_none [] "Deleting all sets where there is none does no harm.";
    Must empty_list [] "An empty list deletes nothing, and does no harm.";
    Must without_list [] "A list function without a list deletes nothing, and does no harm.";
    Must unknown_function [] "A function that does not exist deletes nothing.";
    Must name_is_free_again [] "The name of a deleted set is free for a search without replace.";
}

fn with_sets(c: &Context<'_, Profile>) -> Outcome<Origin> {
    let mut o = c.origin()?;
    for name in ["default", "one", "two"] {
        let request = request::into_set(o.request(&c.many()?)?, name);
        o.found(&request)?;
    }
    Ok(o)
}

fn deleted(o: &mut Origin, sets: &[&str]) -> Outcome<Answer> {
    o.ask(&request::delete(sets))?
        .expect("deleteResultSetResponse")
}

fn is_there(o: &mut Origin, name: &str, wanted: bool) -> Outcome {
    let present = request::present(name, 1, 1, USMARC);
    if wanted {
        return o.presented(&present).map(drop);
    }
    let refused = o.present_refused(&present)?;
    ensure!(
        matches!(refused.condition, 27 | 30),
        "{refused} came and 30 should"
    );
    Ok(())
}

/// The statuses of the list by set.
fn statuses(answer: &Answer) -> Vec<(String, i64)> {
    let list = answer.field("deleteListStatuses");
    let each = list.map_or(&[][..], |list| &list.children);
    each.iter()
        .filter_map(|one| {
            let name = one.field(31)?.text().ok()?;
            Some((name, one.field(33)?.integer().ok()?))
        })
        .collect()
}

fn one(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = with_sets(c)?;
    deleted(&mut o, &["one"])?.is("deleteOperationStatus", 0)?;
    is_there(&mut o, "one", false)
}

fn others_stay(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = with_sets(c)?;
    deleted(&mut o, &["one"])?;
    is_there(&mut o, "two", true)?;
    is_there(&mut o, "default", true)
}

fn unknown(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = with_sets(c)?;
    let answer = deleted(&mut o, &["nosuchset"])?;
    let status = answer.integer("deleteOperationStatus")?;
    ensure!(matches!(status, 1 | 9), "deleteOperationStatus is {status}");
    if let [(name, status)] = &statuses(&answer)[..] {
        ensure!(*status == 1, "the status of {name} is {status}");
    }
    is_there(&mut o, "one", true)
}

fn one_of_two_unknown(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = with_sets(c)?;
    let answer = deleted(&mut o, &["one", "nosuchset"])?;
    let status = answer.integer("deleteOperationStatus")?;
    ensure!(matches!(status, 1 | 9), "deleteOperationStatus is {status}");
    let found = statuses(&answer);
    let wanted = [("one".to_owned(), 0), ("nosuchset".to_owned(), 1)];
    ensure!(found == wanted, "the statuses are {found:?}");
    is_there(&mut o, "one", false)
}

fn default_set(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = with_sets(c)?;
    deleted(&mut o, &["default"])?.is("deleteOperationStatus", 0)?;
    is_there(&mut o, "default", false)?;
    o.lives()
}

fn twice(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = with_sets(c)?;
    deleted(&mut o, &["one"])?.is("deleteOperationStatus", 0)?;
    let status = deleted(&mut o, &["one"])?.integer("deleteOperationStatus")?;
    ensure!(
        matches!(status, 1 | 2 | 9),
        "the second time it is {status}"
    );
    Ok(())
}

fn all(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = with_sets(c)?;
    o.ask(&request::delete_all())?
        .expect("deleteResultSetResponse")?
        .is("deleteOperationStatus", 0)?;
    for name in ["default", "one", "two"] {
        is_there(&mut o, name, false)?;
    }
    o.lives()
}

fn all_of_none(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = c.origin()?;
    o.ask(&request::delete_all())?
        .expect("deleteResultSetResponse")?
        .is("deleteOperationStatus", 0)?;
    o.lives()
}

fn empty_list(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = with_sets(c)?;
    deleted(&mut o, &[])?;
    is_there(&mut o, "one", true)
}

fn without_list(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = with_sets(c)?;
    let bare = request::delete_all().put(integer(32, 0));
    o.ask(&bare)?.expect("deleteResultSetResponse")?;
    is_there(&mut o, "one", true)
}

fn unknown_function(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = with_sets(c)?;
    let answer = o.ask(&request::delete_all().put(integer(32, 7)))?;
    if answer.name() == "close" {
        return answer.is("closeReason", 6);
    }
    let status = answer
        .expect("deleteResultSetResponse")?
        .integer("deleteOperationStatus")?;
    ensure!(status != 0, "it succeeded");
    is_there(&mut o, "one", true)
}

fn name_is_free_again(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = with_sets(c)?;
    deleted(&mut o, &["one"])?;
    let request = request::into_set(o.request("x")?, "one");
    let request = request.put(crate::z3950::ber::boolean(16, false));
    o.found(&request).map(drop)
}
