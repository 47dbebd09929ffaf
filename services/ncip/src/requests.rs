//! Which hold a message means.

use silta_consortium::{
    Error, Hold, HoldId, HoldTarget, ItemBarcode, Page, PatronBarcode, RefusalCode,
};
use silta_ncip::{RequestId, RequestKey, Subject};

use crate::{refusal::No, request_id::Named, serving::Serving, user::Who};

impl Serving<'_> {
    /// A patron's request by its id, or for an item.
    pub(crate) async fn request_of(
        &self,
        patron: &PatronBarcode,
        subject: &Subject,
    ) -> Result<Hold, No> {
        let id = subject
            .request_id()
            .filter(|id| !id.request_identifier_value.is_empty());
        let hold = match (id, subject.item_id()) {
            (Some(id), _) => self.request(id).await?,
            (None, Some(item)) => self.request_for(patron, &self.barcode(item)?).await?,
            (None, None) => return Err(self.missing("RequestId/RequestIdentifierValue")),
        };
        // Another's request is none of the patron's.
        match hold.patron == *patron {
            true => Ok(hold),
            false => Err(self.refuse(RefusalCode::HoldUnknown)),
        }
    }

    /// The request that a key means, with the patron if the key names one.
    pub(crate) async fn request_by(&mut self, key: &RequestKey) -> Result<(Hold, Who), No> {
        match key {
            RequestKey::Id(id) => {
                let hold = self.request_of_anyone(id).await?;
                let patron = self.consortium().patron(&self.context, &hold.patron);
                let patron = self.answer(patron).await?;
                self.language = patron.language;
                let who = Who {
                    patron,
                    proved: false,
                };
                Ok((hold, who))
            }
            RequestKey::Of(user, item, _) => {
                let barcode = self.barcode(item)?;
                let who = self.user(user, Some(&barcode)).await?;
                let hold = self.request_for(&who.patron.barcode, &barcode).await?;
                Ok((hold, who))
            }
        }
    }

    /// A request by its id alone, for whoever is believed about patrons.
    pub(crate) async fn request_of_anyone(&self, id: &RequestId) -> Result<Hold, No> {
        if !self.sender.is_trusted() {
            return Err(self.unproved());
        }
        self.request(id).await
    }

    /// By our id, or by the name that the agency has given it.
    async fn request(&self, id: &RequestId) -> Result<Hold, No> {
        let name = id.request_identifier_value.as_str();
        if name.is_empty() {
            return Err(self.missing("RequestId/RequestIdentifierValue"));
        }
        if self.sender.agency().is_some() {
            match self.named(name).await? {
                Named::Stands(hold) => return Ok(*hold),
                Named::Gone => return Err(self.refuse(RefusalCode::RequestClosed)),
                Named::Never => {}
            }
        }
        self.answer(self.consortium().hold(&self.context, &HoldId::from(name)))
            .await
    }

    /// A patron's request for an item, or for its title.
    pub(crate) async fn request_for(
        &self,
        patron: &PatronBarcode,
        barcode: &ItemBarcode,
    ) -> Result<Hold, No> {
        let holds = self.consortium().holds(&self.context, patron, Page::ALL);
        let holds = self.answer(holds).await?.items;
        let is_for = |hold: &&Hold| {
            hold.item.as_ref() == Some(barcode) || hold.target == HoldTarget::Item(barcode.clone())
        };
        if let Some(hold) = holds.iter().find(is_for) {
            return Ok(hold.clone());
        }
        let record = HoldTarget::Record(self.item(barcode).await?.record);
        let hold = holds.into_iter().find(|hold| hold.target == record);
        hold.ok_or_else(|| self.refuse(RefusalCode::HoldUnknown))
    }

    /// The copy that a request has got; else one of those that it can get, since some answers must
    /// name an item.
    pub(crate) async fn copy_of(&self, hold: &Hold) -> Result<ItemBarcode, No> {
        let record = match (&hold.item, &hold.target) {
            (Some(item), _) | (None, HoldTarget::Item(item)) => return Ok(item.clone()),
            (None, HoldTarget::Record(record)) => record,
        };
        let first = Page { skip: 0, limit: 1 };
        let copies = self.consortium().holdings(&self.context, record, first);
        let copies = match copies.await {
            Ok(copies) => copies.items,
            Err(Error::Refused(_)) => Vec::new(),
            Err(error) => return Err(self.because(error)),
        };
        let copy = copies.into_iter().next().map(|item| item.barcode);
        copy.ok_or_else(|| self.refuse(RefusalCode::ItemUnknown))
    }
}
