//! What every service needs while a message is served: who asks, until when, under which keys.

use std::sync::Arc;

use jiff::Timestamp;
use sha2::{Digest as _, Sha256};
use silta_consortium::{
    AlreadyHappened, Answer, Change, Context, Error, IdempotencyKey, Item, ItemBarcode, Language,
    Library, LibraryCode, PatronBarcode, RecordId, Refusal,
};
use silta_ncip::{
    BibliographicRecordId, DateTime, ItemId, MandatedAction, NumberedBy, ProblemType, RequestId,
    SchemeValuePair, Service, UserId,
};

use crate::{
    agency::Sender,
    codes::{ITEM_IDENTIFIER_TYPE, USER_IDENTIFIER_TYPE},
    refusal::No,
    service::Shared,
    settings::Consortium,
};

/// One message being served.
pub(crate) struct Serving<'a> {
    pub(crate) shared: &'a Shared,
    pub(crate) sender: Sender,
    pub(crate) service: Service,
    /// The library that a message of version 1 names as the agency that it goes to.
    pub(crate) addressed: Option<LibraryCode>,
    /// The language of the patron that it is about, once that is known.
    pub(crate) language: Language,
    pub(crate) now: Timestamp,
    pub(crate) context: Context,
    /// The number of the message in this process.
    pub(crate) message: u64,
    pub(crate) changes: u32,
}

impl<'a> Serving<'a> {
    pub(crate) fn consortium(&self) -> &'a dyn Consortium {
        &*self.shared.settings.consortium
    }

    /// Waits for an answer of the consortium; its no is put into words.
    pub(crate) async fn answer<T>(&self, answer: Answer<'_, T>) -> Result<T, No> {
        answer.await.map_err(|error| self.because(error))
    }

    /// A no of the library's, or the lack of an answer.
    pub(crate) fn because(&self, error: Error) -> No {
        No::because(error, self.service, self.language)
    }

    /// A no of the library's.
    pub(crate) fn refuse(&self, refusal: impl Into<Refusal>) -> No {
        self.because(Error::Refused(refusal.into()))
    }

    /// A no of this type.
    pub(crate) fn no(&self, kind: ProblemType) -> No {
        No::new(kind, self.service)
    }

    /// A no because something must be said and is not.
    pub(crate) fn missing(&self, element: &str) -> No {
        No::missing(element, self.service)
    }

    // Changes.

    /// A change under a key of its own: message by message, change by change.
    pub(crate) fn change<T>(&mut self, body: T) -> Change<T> {
        self.changes += 1;
        let key = format!(
            "ncip-{:016x}-{}-{}",
            self.shared.process, self.message, self.changes
        );
        self.change_under(key, body)
    }

    /// A change under the key that [`Serving::key_of`] gives.
    pub(crate) fn change_under<T>(&self, key: String, body: T) -> Change<T> {
        Change {
            context: self.context.clone(),
            key: IdempotencyKey::new(key).expect("a key is built of ASCII and is short"),
            body,
        }
    }

    /// The key of a change that the sender has named itself: told again, it is the same change.
    pub(crate) fn key_of(&self, kind: &str, name: &str, number: u32) -> String {
        let agency = self.sender.agency().map_or("", |agency| &agency.id);
        let agency = agency.to_ascii_lowercase();
        let digest = Sha256::digest(format!("{agency}\n{name}\n{number}"));
        let digest: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        format!("ncip-{kind}-{digest}")
    }

    /// What happened already, at a desk without connection.
    pub(crate) fn already_happened(
        &self,
        mandated: Option<&MandatedAction>,
        due: Option<DateTime>,
    ) -> Result<Option<AlreadyHappened>, No> {
        let Some(mandated) = mandated else {
            return Ok(None);
        };
        if self.sender.agency().is_none() {
            let kind = ProblemType::UnauthorizedCombinationOfElementValuesForAgency;
            return Err(self.no(kind).element("MandatedAction"));
        }
        Ok(Some(AlreadyHappened {
            at: mandated.date_event_occurred.timestamp(),
            due: due.map(DateTime::timestamp),
        }))
    }

    // Names.

    /// The item that an id means: barcodes, whatever their type.
    pub(crate) fn barcode(&self, id: &ItemId) -> Result<ItemBarcode, No> {
        match id.item_identifier_value.as_str() {
            "" => Err(self.missing("ItemId/ItemIdentifierValue")),
            value => Ok(value.into()),
        }
    }

    /// Our own agency.
    pub(crate) fn agency(&self) -> SchemeValuePair {
        self.shared.agency.clone()
    }

    pub(crate) fn item_id(&self, barcode: &ItemBarcode) -> ItemId {
        ItemId {
            agency_id: Some(self.agency()),
            item_identifier_type: Some(ITEM_IDENTIFIER_TYPE.of("Barcode")),
            item_identifier_value: barcode.as_str().into(),
        }
    }

    pub(crate) fn user_id(&self, barcode: &PatronBarcode) -> UserId {
        UserId {
            agency_id: Some(self.agency()),
            user_identifier_type: Some(USER_IDENTIFIER_TYPE.of("Barcode")),
            user_identifier_value: barcode.as_str().into(),
        }
    }

    pub(crate) fn request_id(&self, id: &str) -> RequestId {
        RequestId {
            agency_id: Some(self.agency()),
            request_identifier_type: None,
            request_identifier_value: id.into(),
        }
    }

    pub(crate) fn record_id(&self, id: &RecordId) -> BibliographicRecordId {
        BibliographicRecordId {
            bibliographic_record_identifier: id.as_str().into(),
            numbered_by: NumberedBy::Agency(self.agency()),
        }
    }

    /// A moment by the clock of the libraries.
    pub(crate) fn date(&self, at: Timestamp) -> DateTime {
        DateTime::new(at, self.shared.settings.time_zone.to_offset(at))
    }

    // Places.

    pub(crate) async fn libraries(&self) -> Result<Arc<[Library]>, No> {
        self.answer(self.consortium().libraries(&self.context))
            .await
    }

    pub(crate) async fn item(&self, barcode: &ItemBarcode) -> Result<Item, No> {
        self.answer(self.consortium().item(&self.context, barcode))
            .await
    }

    /// The library at which something happens to an item: that of the agency, or where the item is
    /// on its way to, or was seen last. Messages name none.
    pub(crate) fn library(&self, item: &Item) -> LibraryCode {
        let agency = self.sender.agency();
        let of_agency = agency.and_then(|agency| agency.library.clone());
        let bound_for = || item.destination.clone();
        let here = of_agency.or_else(bound_for);
        here.unwrap_or_else(|| item.current_location.clone())
    }
}
