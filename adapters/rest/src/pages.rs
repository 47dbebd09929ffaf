//! Whole lists from their pages. The pages come in the order of whoever serves them, which may be
//! one that never moves; the order of the port is made here.

use std::cmp::Reverse;

use serde::de::DeserializeOwned;
use silta_consortium::{
    Context, Error, Failure, Fee, Hold, IllUndelivered, Item, Library, List, Loan, Page,
    StaffNotice,
};
use silta_consortium_api::{self as wire, Paging, Target, call::Call, limits::MAX_LIMIT};

use crate::{
    caller::Caller,
    hear::{Hear, Strange},
};

/// Most entries of a whole list.
const MAX_ENTRIES: usize = Page::MAX_LIMIT as usize;

/// A page as it was heard.
struct Part<T> {
    items: Vec<T>,
    next: Option<wire::Cursor>,
    total: u64,
}

fn part<W: Hear>(page: wire::List<W>) -> Result<Part<W::Meaning>, Strange> {
    Ok(Part {
        items: page.items.hear()?,
        next: page.next,
        total: page.total,
    })
}

impl Caller {
    /// A whole list, in the order of the port.
    pub(crate) async fn list<C, W>(
        &self,
        context: &Context,
        target: Target,
    ) -> Result<List<W::Meaning>, Error>
    where
        C: Call<Answer = wire::List<W>>,
        W: Hear + DeserializeOwned,
        W::Meaning: InOrder,
    {
        let context = Context {
            deadline: self.until(context),
            ..context.clone()
        };
        let mut items = Vec::new();
        let mut paging = Paging {
            cursor: None,
            limit: MAX_LIMIT,
        };
        let total = loop {
            let target = target.clone().page(&paging);
            let page: Part<W::Meaning> = self.ask::<C, _>(&context, target, part).await?;
            let is_empty = page.items.is_empty();
            items.extend(page.items);
            match page.next {
                None => break page.total,
                Some(_) if is_empty || items.len() > MAX_ENTRIES => {
                    return Err(endless(C::OPERATION).into());
                }
                next => paging.cursor = next,
            }
        };
        W::Meaning::put_in_order(&mut items);
        Ok(List {
            items,
            total: u32::try_from(total).unwrap_or(u32::MAX),
        })
    }

    /// A part of a list that is served in the order of the port, however long that is.
    pub(crate) async fn part<C, W>(
        &self,
        context: &Context,
        target: Target,
        page: Page,
    ) -> Result<List<W::Meaning>, Error>
    where
        C: Call<Answer = wire::List<W>>,
        W: Hear + DeserializeOwned,
    {
        let context = Context {
            deadline: self.until(context),
            ..context.clone()
        };
        let (skip, limit) = (page.skip as usize, page.limit as usize);
        let mut items = Vec::new();
        let mut cursor = None;
        let total = loop {
            let missing = skip
                .saturating_add(limit)
                .saturating_sub(items.len())
                .max(1);
            let limit = u32::try_from(missing).map_or(MAX_LIMIT, |missing| missing.min(MAX_LIMIT));
            let target = target.clone().page(&Paging { cursor, limit });
            let part: Part<W::Meaning> = self.ask::<C, _>(&context, target, part).await?;
            let is_empty = part.items.is_empty();
            items.extend(part.items);
            match part.next {
                Some(next) if items.len() < skip.saturating_add(page.limit as usize) => {
                    if is_empty {
                        return Err(endless(C::OPERATION).into());
                    }
                    cursor = Some(next);
                }
                _ => break part.total,
            }
        };
        Ok(List {
            items: items.into_iter().skip(skip).take(limit).collect(),
            total: u32::try_from(total).unwrap_or(u32::MAX),
        })
    }

    /// A part of a list.
    pub(crate) async fn page<C, W>(
        &self,
        context: &Context,
        target: Target,
        page: Page,
    ) -> Result<List<W::Meaning>, Error>
    where
        C: Call<Answer = wire::List<W>>,
        W: Hear + DeserializeOwned,
        W::Meaning: InOrder,
    {
        let whole = self.list::<C, W>(context, target).await?;
        let (skip, limit) = (page.skip as usize, page.limit as usize);
        Ok(List {
            items: whole.items.into_iter().skip(skip).take(limit).collect(),
            total: whole.total,
        })
    }
}

fn endless(operation: wire::Operation) -> Failure {
    let id = operation.spec().id;
    Failure::unavailable(format!(
        "{id}: the list has more than {MAX_ENTRIES} entries, or no end"
    ))
}

/// The order in which the port gives a list. Sorting is stable, so what is equal stays as served.
pub(crate) trait InOrder: Sized {
    fn put_in_order(items: &mut [Self]);
}

macro_rules! in_order {
    ($($type:ty: $key:expr;)*) => {$(
        impl InOrder for $type {
            fn put_in_order(items: &mut [Self]) {
                items.sort_by_key($key);
            }
        }
    )*};
}

in_order! {
    Fee: |fee| fee.created;
    Hold: |hold| hold.placed;
    Item: |item| item.barcode.clone();
    Library: |library| library.code.clone();
    Loan: |loan| loan.due;
    IllUndelivered: |message| Reverse(message.told.time);
    StaffNotice: |notice| Reverse(notice.at);
}

/// As served: of one title, and of the returns of one item, no order is promised.
macro_rules! as_served {
    ($($type:ty),*) => {$(
        impl InOrder for $type {
            fn put_in_order(_: &mut [Self]) {}
        }
    )*};
}

as_served!(silta_consortium::CheckinId, silta_consortium::Record);
