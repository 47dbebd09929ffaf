//! `CreateItem`: a copy of a title that we have. New titles are catalogued, not told.

use silta_consortium::{CirculationStatus, Error, ItemBarcode, NewItem, RecordId, RefusalCode};
use silta_ncip::{BibliographicId, CreateItem, CreateItemResponse, ProblemType, SchemeValuePair};

use crate::{
    codes::{CIRCULATION_STATUS, circulation_status, media_type},
    refusal::No,
    serving::Serving,
};

pub(crate) async fn create_item(
    s: &mut Serving<'_>,
    asked: &CreateItem,
) -> Result<CreateItemResponse, No> {
    let id = asked.item_id.as_ref().ok_or_else(|| s.missing("ItemId"))?;
    let barcode = s.barcode(id)?;
    if barcode.as_str().len() > ItemBarcode::MAX_LEN {
        let no = s.no(ProblemType::ElementRuleViolated);
        return Err(no
            .element("ItemId/ItemIdentifierValue")
            .detail("the barcode is too long"));
    }
    refuse_known(s, &barcode).await?;
    let record = record(s, asked).await?;
    let home = home(s, asked).await?;
    let medium = asked.bibliographic_description.medium_type.as_ref();
    let mark = asked.item_description.as_ref();
    let change = s.change(NewItem {
        barcode: barcode.clone(),
        record,
        home: home.clone(),
        current_location: home,
        media_type: media_type(medium.map_or("Book", SchemeValuePair::value)),
        status: status(s, asked.circulation_status.as_ref())?,
        fee: None,
        shelf_mark: mark.and_then(|mark| Some(mark.call_number.as_deref()?.to_owned())),
        collection: None,
        age_limit: None,
        properties: None,
    });
    s.answer(s.consortium().put_item(change)).await?;
    Ok(CreateItemResponse {
        item_id: s.item_id(&barcode),
    })
}

/// What is there already is not written over.
async fn refuse_known(s: &Serving<'_>, barcode: &ItemBarcode) -> Result<(), No> {
    match s.consortium().item(&s.context, barcode).await {
        Err(Error::Refused(refusal)) if refusal.code == RefusalCode::ItemUnknown => Ok(()),
        Err(error) => Err(s.because(error)),
        Ok(_) => {
            let no = s.no(ProblemType::ElementRuleViolated).element("ItemId");
            Err(no.detail("the barcode is that of another item"))
        }
    }
}

/// The record of the title: by its number, or the only one of that title.
async fn record(s: &Serving<'_>, asked: &CreateItem) -> Result<RecordId, No> {
    let description = &asked.bibliographic_description;
    let numbers = description.bibliographic_record_ids.iter().cloned();
    let numbers = numbers.map(BibliographicId::Record);
    let item = description.bibliographic_item_id.clone();
    if let Some(id) = numbers.chain(item.map(BibliographicId::Item)).next() {
        let id = s.record(&id)?;
        let record = s.consortium().record(&s.context, &id);
        let no = |no: No| no.element("BibliographicDescription");
        return Ok(s.answer(record).await.map_err(no)?.id);
    }
    let missing = || s.missing("BibliographicDescription/BibliographicRecordId");
    let title = description.title.as_deref().ok_or_else(missing)?;
    let found = s.answer(s.consortium().titled(&s.context, title)).await?;
    match found.as_slice() {
        [only] => Ok(only.id.clone()),
        _ => Err(missing().detail("the title is not that of one record of ours")),
    }
}

async fn home(s: &Serving<'_>, asked: &CreateItem) -> Result<silta_consortium::LibraryCode, No> {
    let libraries = s.libraries().await?;
    let names = asked.locations.iter().flat_map(|location| {
        let levels = location.location_name.location_name_instances.iter();
        levels.map(|level| level.location_name_value.as_str())
    });
    let mut known = names.filter_map(|name| crate::place::place(&libraries, name));
    let of_agency = || s.sender.agency()?.library.clone();
    let home = known.next().map(|library| library.code.clone());
    home.or_else(of_agency).ok_or_else(|| s.missing("Location"))
}

/// The states that an item can begin in.
fn status(s: &Serving<'_>, given: Option<&SchemeValuePair>) -> Result<CirculationStatus, No> {
    const FIRST: [CirculationStatus; 4] = [
        CirculationStatus::Available,
        CirculationStatus::InProcess,
        CirculationStatus::NotForLoan,
        CirculationStatus::OnOrder,
    ];
    let undefined = CIRCULATION_STATUS.of("Circulation Status Undefined");
    let Some(given) = given.filter(|given| !given.is(undefined.value())) else {
        return Ok(CirculationStatus::Available);
    };
    let found = FIRST
        .into_iter()
        .find(|status| given.is(circulation_status(*status).value()));
    found.ok_or_else(|| No::unknown_value("CirculationStatus", given.value(), s.service))
}
