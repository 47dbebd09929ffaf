//! Libraries (GET /libraries).

use std::collections::BTreeSet;

use super::super::{
    Profile,
    answer::{entries, number, same, text},
};
use crate::{
    Context, Outcome,
    kit::{cases, ensure},
};

cases! {
    "api/libraries", "consortium API, GET /libraries", [];
    Must list_has_every_library ["libraries.1"] "The list has every library of the profile, each once, with code and name.";
    Must one_library_is_as_in_the_list ["libraries.1"] "A library by its code is as it stands in the list.";
    Must unknown_library_is_404 [] "A code that no library has gets 404.";
    Must total_is_the_length [] "The total is the length of the whole list.";
}

fn list_has_every_library(c: &mut Context<'_, Profile>) -> Outcome {
    let list = c.read("/libraries?limit=1000")?;
    let mut codes = BTreeSet::new();
    for library in entries(&list, "/items")? {
        let code = text(library, "/code")?;
        ensure!(codes.insert(code), "{code} stands there twice");
        ensure!(!text(library, "/name")?.is_empty(), "{code} has no name");
    }
    for code in &c.profile.libraries {
        ensure!(codes.contains(code.as_str()), "{code} is not in the list");
    }
    Ok(())
}

fn one_library_is_as_in_the_list(c: &mut Context<'_, Profile>) -> Outcome {
    let code = c.library(0)?;
    let one = c.read(&format!("/libraries/{code}"))?;
    same(&one, "/code", code.as_str())?;
    let list = c.read("/libraries?limit=1000")?;
    ensure!(
        entries(&list, "/items")?.contains(&one),
        "{code} alone differs from {code} in the list"
    );
    Ok(())
}

fn unknown_library_is_404(c: &mut Context<'_, Profile>) -> Outcome {
    c.get("/libraries/NO-SUCH-LIBRARY")?
        .problem(404, "not_found")
        .map(drop)
}

fn total_is_the_length(c: &mut Context<'_, Profile>) -> Outcome {
    let list = c.read("/libraries?limit=1000")?;
    let (total, count) = (number(&list, "/total")?, entries(&list, "/items")?.len());
    ensure!(
        total == count as u64,
        "total is {total}, the list has {count}"
    );
    Ok(())
}
