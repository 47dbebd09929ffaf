//! The port to the catalogue, over the API.

use jiff::Timestamp;
use silta_consortium::{
    Answer, Catalogue, Context, Item, List, Page, Record, RecordChange, RecordId,
};
use silta_consortium_api::{self as wire, Operation, call};

use crate::{
    Rest,
    address::{fitting, of_record, plain},
    circulation::{ask, page},
    hear::Hear,
};

impl Catalogue for Rest {
    fn record<'a>(&'a self, context: &'a Context, id: &'a RecordId) -> Answer<'a, Record> {
        ask!(
            self,
            context,
            Record,
            of_record(Operation::Record, id),
            Hear::hear
        )
    }

    fn titled<'a>(&'a self, context: &'a Context, title: &'a str) -> Answer<'a, Vec<Record>> {
        Box::pin(async move {
            let target = plain(Operation::Records)?.with("title", title);
            match fitting(target) {
                Ok(target) => Ok(self
                    .caller
                    .list::<call::Records, _>(context, target)
                    .await?
                    .items),
                // No record has a title as long as that.
                Err(_) => Ok(Vec::new()),
            }
        })
    }

    fn holdings<'a>(
        &'a self,
        context: &'a Context,
        id: &'a RecordId,
        page: Page,
    ) -> Answer<'a, List<Item>> {
        page!(
            self,
            context,
            Holdings,
            of_record(Operation::Holdings, id),
            page
        )
    }

    fn changes<'a>(
        &'a self,
        context: &'a Context,
        from: Timestamp,
        page: Page,
    ) -> Answer<'a, List<RecordChange>> {
        let from = wire::Time::from(from);
        page!(
            self,
            context,
            RecordChanges,
            plain(Operation::RecordChanges).map(|target| target.with("from", from)),
            page
        )
    }
}
