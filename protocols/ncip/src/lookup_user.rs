//! `LookupUser`: what is known of a user.

use crate::{
    fiscal::UserFiscalAccount,
    kind,
    loans::{LoanedItem, LoanedItemsCount, RequestedItem, RequestedItemsCount},
    node::{Context, Node},
    out::Out,
    pair::SchemeValuePair,
    structure::{Fields, Read, structure},
    user::{User, UserId},
    user_fields::UserOptionalFields,
    version::Edition,
};

structure! {
    /// Asks what is known of a user: what is asked for and nothing else shall be told.
    LookupUser {
        visible "UserId" user: User,
        many1 "UserElementType" user_element_types: SchemeValuePair,
        flag "LoanedItemsDesired" loaned_items_desired: bool,
        flag "RequestedItemsDesired" requested_items_desired: bool,
        flag "UserFiscalAccountDesired" user_fiscal_account_desired: bool,
    }
}

/// What is known of a user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LookupUserResponse {
    /// `UserId`
    pub user_id: UserId,
    /// `UserFiscalAccount`
    pub user_fiscal_accounts: Vec<UserFiscalAccount>,
    /// `LoanedItemsCount`
    pub loaned_items_counts: Vec<LoanedItemsCount>,
    /// `LoanedItem`
    pub loaned_items: Vec<LoanedItem>,
    /// `RequestedItemsCount`
    pub requested_items_counts: Vec<RequestedItemsCount>,
    /// `RequestedItem`
    pub requested_items: Vec<RequestedItem>,
    /// `UserOptionalFields`
    pub user_optional_fields: Option<UserOptionalFields>,
}

impl Fields for LookupUserResponse {
    fn read_fields(node: &Node<'_>, context: &Context) -> Read<Self> {
        use kind::read::{many, one, opt};
        Ok(Self {
            user_id: one(node, "UserId", context)?,
            user_fiscal_accounts: many(node, "UserFiscalAccount", context)?,
            loaned_items_counts: many(node, "LoanedItemsCount", context)?,
            loaned_items: many(node, "LoanedItem", context)?,
            requested_items_counts: many(node, "RequestedItemsCount", context)?,
            requested_items: many(node, "RequestedItem", context)?,
            user_optional_fields: opt(node, "UserOptionalFields", context)?,
        })
    }

    fn write_fields(&self, out: &mut Out<'_>) {
        use kind::write::{many, one, opt};
        one(&self.user_id, "UserId", out);
        many(&self.user_fiscal_accounts, "UserFiscalAccount", out);
        many(&self.loaned_items_counts, "LoanedItemsCount", out);
        match out.edition {
            Edition::One => {
                many(&self.requested_items_counts, "RequestedItemsCount", out);
                self.write_transaction(out);
            }
            Edition::Two => {
                many(&self.loaned_items, "LoanedItem", out);
                many(&self.requested_items_counts, "RequestedItemsCount", out);
                many(&self.requested_items, "RequestedItem", out);
            }
        }
        opt(&self.user_optional_fields, "UserOptionalFields", out);
    }
}

impl LookupUserResponse {
    /// Version 1 has requests and loans in an element of their own.
    fn write_transaction(&self, out: &mut Out<'_>) {
        if self.requested_items.is_empty() && self.loaned_items.is_empty() {
            return;
        }
        out.start("UserTransaction");
        kind::write::many(&self.requested_items, "RequestedItem", out);
        kind::write::many(&self.loaned_items, "LoanedItem", out);
        out.end();
    }
}
