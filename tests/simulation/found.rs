//! What the simulation has found, each by its name.

use crate::{
    plan::Plan,
    request::{Request, Told},
    run::script,
    world::{ITEMS, PATRONS},
};

fn patron() -> String {
    PATRONS[0].to_owned()
}

fn item() -> String {
    ITEMS[0].to_owned()
}

fn lend() -> Request {
    Request::Checkout {
        patron: patron(),
        item: item(),
        right: true,
    }
}

/// The loan was gone, and the terminal was told that the system does not answer.
#[test]
fn an_undone_checkout_is_told_though_the_item_cannot_be_looked_up() {
    let undo = Request::UndoCheckout { item: item() };
    let told = script(Plan::breaking("GET /items/*", 0), &[lend(), undo]);
    assert_eq!(told, [Told::Done, Told::Done]);
}

/// The card was blocked, and the terminal was told that the system does not answer.
#[test]
fn a_block_is_told_though_the_patron_cannot_be_looked_up() {
    let block = Request::BlockPatron { patron: patron() };
    let told = script(Plan::breaking("GET /patrons/*", 0), &[block]);
    assert_eq!(told, [Told::Done]);
}

/// The card was free, and the terminal was told that the system does not answer.
#[test]
fn a_lifted_block_is_told_though_the_patron_cannot_be_looked_up_again() {
    let (block, enable) = (
        Request::BlockPatron { patron: patron() },
        Request::PatronEnable { patron: patron() },
    );
    // Looked up after the block, before lifting it, and not after that.
    let told = script(Plan::breaking("GET /patrons/*", 3), &[block, enable]);
    assert_eq!(told, [Told::Done, Told::Done]);
}
