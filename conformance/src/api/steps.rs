//! Steps that many cases begin with, each with what puts it right afterwards.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{
    answer::{Answer, entries, number, text},
    format::money,
    http::{self, Request},
    profile::{Item, Patron, Profile},
};
use crate::{Context, Outcome, Stop, Wire, kit::ensure};

/// A card that nobody has.
pub(super) const NOBODY: &str = "NO-SUCH-CARD-1";
/// A barcode that no item has.
pub(super) const NOTHING: &str = "NO-SUCH-ITEM-1";

impl Context<'_, Profile> {
    /// Asks on a connection of its own, and holds the answer against the OpenAPI document.
    pub(super) fn ask(&self, request: &Request) -> Outcome<Answer> {
        self.ask_as(&self.profile.token, request)
    }

    /// Asks with another token.
    pub(super) fn ask_as(&self, token: &str, request: &Request) -> Outcome<Answer> {
        let mut wire = self.connect()?;
        self.send_as(token, &mut wire, request)?;
        let answer = http::read(&mut wire, &request.method, &request.path)?;
        answer.is_in_form()?;
        self.profile.document.judge(&answer)?;
        Ok(answer)
    }

    /// Writes a request; the report shows it without the token.
    pub(super) fn send(&self, wire: &mut Wire, request: &Request) -> Outcome {
        self.send_as(&self.profile.token, wire, request)
    }

    fn send_as(&self, token: &str, wire: &mut Wire, request: &Request) -> Outcome {
        let bytes = |token| request.to_bytes(self.target, &self.profile.base, token);
        wire.send_shown(&bytes(token), &bytes("..."))
    }

    /// The token that may look up and do nothing else.
    pub(super) fn read_token(&self) -> Outcome<&str> {
        let token = self.profile.read_token.as_deref();
        token.ok_or_else(|| Stop::skipped("the profile has no read_token"))
    }

    /// Writes as an administrator; skipped where the token may not.
    pub(super) fn administer(&self, request: &Request) -> Outcome<Answer> {
        let answer = self.ask(request)?;
        match answer.status {
            403 => Err(Stop::skipped("the token has not the scope admin")),
            _ => Ok(answer),
        }
    }

    pub(super) fn get(&self, path: &str) -> Outcome<Answer> {
        self.ask(&Request::get(path))
    }

    /// The body of a GET that must succeed.
    pub(super) fn read(&self, path: &str) -> Outcome<Value> {
        self.get(path)?.is(200).cloned()
    }

    /// A change with a key of its own.
    pub(super) fn post(&self, path: &str, body: &Value) -> Outcome<Answer> {
        self.ask(&Request::post(path, body))
    }

    pub(super) fn patron(&self, role: &str) -> Outcome<Patron> {
        let patron = self.profile.patron.get(role).cloned();
        patron.ok_or_else(|| Stop::skipped(format!("the profile has no patron.{role}")))
    }

    pub(super) fn item(&self, role: &str) -> Outcome<Item> {
        let item = self.profile.item.get(role).cloned();
        item.ok_or_else(|| Stop::skipped(format!("the profile has no item.{role}")))
    }

    /// The barcode of a spare book; the numbers go round.
    pub(super) fn spare(&self, number: usize) -> Outcome<String> {
        let spare = &self.profile.spare;
        let found = number.checked_rem(spare.len()).and_then(|at| spare.get(at));
        found
            .cloned()
            .ok_or_else(|| Stop::skipped("the profile has no spare item"))
    }

    /// The code of a library; 0 is where the cases work.
    pub(super) fn library(&self, number: usize) -> Outcome<String> {
        let found = self.profile.libraries.get(number).cloned();
        found.ok_or_else(|| Stop::skipped(format!("the profile has no libraries.{}", number + 1)))
    }

    /// The body of a checkout at the first library.
    pub(super) fn checkout_body(&self, patron: &str, item: &str) -> Outcome<Value> {
        Ok(json!({"patron": patron, "item": item, "library": self.library(0)?}))
    }

    /// Tries to lend; whatever comes of it is put right when the case is over.
    pub(super) fn checkout(&mut self, patron: &str, item: &str) -> Outcome<Answer> {
        let body = self.checkout_body(patron, item)?;
        self.checkout_with(&body)
    }

    pub(super) fn checkout_with(&mut self, body: &Value) -> Outcome<Answer> {
        let answer = self.post("/checkouts", body)?;
        if answer.status < 300 {
            self.return_later(text(body, "/item")?);
        }
        Ok(answer)
    }

    /// Lends the item, and returns it when the case is over. The loan.
    pub(super) fn lend(&mut self, patron: &str, item: &str) -> Outcome<Value> {
        self.checkout(patron, item)?.is(201).cloned()
    }

    /// Takes the item back at a library.
    pub(super) fn checkin(&self, item: &str, library: &str) -> Outcome<Value> {
        let body = json!({"item": item, "library": library});
        self.post("/checkins", &body)?.is(200).cloned()
    }

    /// Takes the item back at the first library.
    pub(super) fn give_back(&self, item: &str) -> Outcome<Value> {
        self.checkin(item, &self.library(0)?)
    }

    /// Returns the item when the case is over, and takes it home if it belongs elsewhere.
    pub(super) fn return_later(&mut self, item: &str) {
        let item = item.to_owned();
        self.later(move |c| {
            if let Ok(back) = c.give_back(&item)
                && let Some(home) = back["destination"].as_str()
            {
                let _ = c.checkin(&item, home);
            }
        });
    }

    /// Places a hold, and cancels it when the case is over. The hold.
    pub(super) fn hold(&mut self, body: &Value) -> Outcome<Value> {
        let hold = self.post("/holds", body)?.is(201)?.clone();
        let path = format!("/holds/{}", text(&hold, "/id")?);
        self.later(move |c| drop(c.ask(&Request::delete(&path))));
        Ok(hold)
    }

    /// Reserves the item for a patron at the library with this number.
    pub(super) fn reserve(&mut self, patron: &str, item: &str, at: usize) -> Outcome<Value> {
        let library = self.library(at)?;
        self.hold(&json!({"patron": patron, "item": item, "pickup_library": library}))
    }

    /// Blocks a card, and lifts the block when the case is over. The block.
    pub(super) fn block(&mut self, patron: &str) -> Outcome<Value> {
        let body = json!({"code": "patron_blocked", "text": "conformance test"});
        let path = format!("/patrons/{patron}/blocks");
        let block = self.post(&path, &body)?.is(201)?.clone();
        let path = format!("{path}/{}", text(&block, "/id")?);
        self.later(move |c| drop(c.ask(&Request::delete(&path))));
        Ok(block)
    }

    /// Charges a fee of that many cents, and pays what is left when the case is over. The fee.
    pub(super) fn charge(&mut self, patron: &str, cents: i64) -> Outcome<Value> {
        let body = json!({"amount": self.money(cents), "text": "conformance test"});
        let fee = self.post(&format!("/patrons/{patron}/fees"), &body)?;
        let fee = fee.is(201)?.clone();
        self.pay_later(patron);
        Ok(fee)
    }

    /// Pays all that the patron owes when the case is over.
    pub(super) fn pay_later(&mut self, patron: &str) {
        let patron = patron.to_owned();
        self.later(move |c| {
            if let Ok(owed @ 1..) = c.balance(&patron) {
                let body = json!({"patron": patron, "amount": c.money(owed)});
                let _ = c.post("/payments", &body);
            }
        });
    }

    /// Money in the subject's currency.
    pub(super) fn money(&self, cents: i64) -> Value {
        let amount = format!("{}.{:02}", cents / 100, cents % 100);
        json!({"amount": amount, "currency": self.profile.currency})
    }

    /// The cents at a JSON pointer, in the subject's currency.
    pub(super) fn cents(&self, body: &Value, pointer: &str) -> Outcome<i64> {
        money(body, pointer, &self.profile.currency)
    }

    /// What the patron owes, in cents.
    pub(super) fn balance(&self, patron: &str) -> Outcome<i64> {
        self.cents(&self.read(&format!("/patrons/{patron}"))?, "/balance")
    }

    /// How many loans the patron has.
    pub(super) fn loans(&self, patron: &str) -> Outcome<u64> {
        number(&self.read(&format!("/patrons/{patron}"))?, "/counts/loans")
    }

    /// The circulation status of an item.
    pub(super) fn status(&self, item: &str) -> Outcome<String> {
        let item = self.read(&format!("/items/{item}"))?;
        text(&item, "/circulation_status").map(str::to_owned)
    }

    /// Fails unless the item has this circulation status.
    pub(super) fn status_is(&self, item: &str, wanted: &str) -> Outcome {
        let status = self.status(item)?;
        ensure!(status == wanted, "item {item} is {status}, not {wanted}");
        Ok(())
    }

    /// The ids of a whole list, page by page.
    pub(super) fn walk(&self, path: &str, limit: usize) -> Outcome<Vec<String>> {
        let (mut ids, mut cursor) = (Vec::new(), None);
        loop {
            let page = self.page(path, limit, cursor.as_deref())?;
            let count = entries(&page, "/items")?.len();
            ensure!(
                count <= limit,
                "a page of at most {limit} has {count} entries"
            );
            ids.extend(ids_of(&page)?);
            ensure!(ids.len() < 100_000, "the list of {path} does not end");
            match page["next"].as_str() {
                Some(next) => cursor = Some(next.to_owned()),
                None => break,
            }
            ensure!(count > 0, "an empty page has a next one");
        }
        let different: BTreeSet<_> = ids.iter().collect();
        ensure!(
            different.len() == ids.len(),
            "the list of {path} gives an entry twice"
        );
        Ok(ids)
    }

    /// One page of a list.
    pub(super) fn page(&self, path: &str, limit: usize, cursor: Option<&str>) -> Outcome<Value> {
        let cursor = cursor
            .map(|cursor| format!("&cursor={cursor}"))
            .unwrap_or_default();
        let mark = if path.contains('?') { '&' } else { '?' };
        self.read(&format!("{path}{mark}limit={limit}{cursor}"))
    }
}

/// The ids of a page.
pub(super) fn ids_of(page: &Value) -> Outcome<Vec<String>> {
    let ids = entries(page, "/items")?
        .iter()
        .map(|entry| text(entry, "/id").map(str::to_owned));
    ids.collect()
}
