//! What the pages ask of the consortium, each under a deadline.

use std::{future::Future, sync::Arc, time::Instant};

use futures_util::future::join_all;
use silta_consortium::{
    Context, Error, Failure, FailureKind, Item, Library, List, MarcFormat, MarcRecord, Origin,
    Page, Protocol, RecordId, RefusalCode, ResultSet,
    query::{Facet, FacetAsked},
};
use silta_marc::{Record, iso2709, marcxml};
use tokio::time::timeout_at;

use crate::{
    limits::MAX_COPIES,
    settings::{Consortium, PageSettings},
};

/// Copies of one record that are asked for.
const COPIES: Page = Page {
    skip: 0,
    limit: MAX_COPIES,
};

/// Why a page cannot show what was asked for.
#[derive(Debug)]
pub(crate) enum Silence {
    /// There is no such record.
    Gone,
    /// The catalogue cannot search like that.
    Unsearchable,
    /// The catalogue does not answer.
    Unavailable,
}

/// One request to the consortium's catalogue, until nobody waits for its page.
pub(crate) struct Asking<'a> {
    pub(crate) consortium: &'a dyn Consortium,
    pub(crate) context: Context,
    /// For what the page can be shown without.
    beside: Context,
}

impl<'a> Asking<'a> {
    pub(crate) fn new(settings: &'a PageSettings) -> Self {
        // By the runtime's clock, so that tests can move it.
        let now = tokio::time::Instant::now().into_std();
        let deadline = now + settings.answer_deadline;
        let until = |deadline| Context {
            origin: Origin {
                protocol: Protocol::Api,
                account: None,
                library: None,
            },
            deadline,
        };
        Self {
            consortium: &*settings.consortium,
            context: until(deadline),
            beside: until(deadline.min(now + settings.holdings_deadline)),
        }
    }

    /// Waits for what the page cannot do without.
    pub(crate) async fn answer<T>(
        &self,
        answer: impl Future<Output = Result<T, Error>>,
    ) -> Result<T, Silence> {
        let answered = within(self.context.deadline, answer).await;
        answered.map_err(|error| match &error {
            Error::Refused(refusal) if refusal.code == RefusalCode::ItemUnknown => Silence::Gone,
            Error::Failed(failure) if failure.kind == FailureKind::Unsearchable => {
                Silence::Unsearchable
            }
            _ => {
                tracing::warn!(%error, "the catalogue gave no answer to a page");
                Silence::Unavailable
            }
        })
    }

    /// The libraries; none if they are not told in time.
    pub(crate) async fn libraries(&self) -> Option<Arc<[Library]>> {
        within(
            self.beside.deadline,
            self.consortium.libraries(&self.beside),
        )
        .await
        .ok()
    }

    /// What a result has of each index; nothing if it is not told in time, or not at all: not every
    /// catalogue counts.
    pub(crate) async fn facets(&self, set: &ResultSet, asked: Vec<FacetAsked>) -> Vec<Facet> {
        let told = self.consortium.facets(&self.beside, set, asked);
        let told = within(self.beside.deadline, told).await;
        told.unwrap_or_default()
    }

    /// The copies of records, in their order; none where they are not told in time.
    pub(crate) async fn copies(&self, records: &[&RecordId]) -> Vec<Option<List<Item>>> {
        let one = async |id: &RecordId| {
            let asked = self.consortium.holdings(&self.beside, id, COPIES);
            within(self.beside.deadline, asked).await.ok()
        };
        join_all(records.iter().map(|id| one(id))).await
    }
}

/// A record read; none if it cannot be.
pub(crate) fn read(record: &MarcRecord) -> Option<Record> {
    let read = match record.format {
        MarcFormat::Iso2709 => iso2709::read(&record.bytes).ok(),
        MarcFormat::MarcXml => marcxml::read(&record.bytes).ok(),
    };
    if read.is_none() {
        tracing::error!(record = %record.id, "a record cannot be read");
    }
    read.map(|read| read.record)
}

async fn within<T>(
    deadline: Instant,
    answer: impl Future<Output = Result<T, Error>>,
) -> Result<T, Error> {
    let late = || Err(Failure::late().into());
    // What nobody waits for any more is not begun.
    if tokio::time::Instant::now().into_std() >= deadline {
        return late();
    }
    timeout_at(deadline.into(), answer)
        .await
        .unwrap_or_else(|_| late())
}
