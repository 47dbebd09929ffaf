//! `LookupItemSet`: the items of titles, page by page. What is wrong with one of them is told in its
//! place.

use std::sync::Arc;

use silta_consortium::{Item, ItemBarcode, Library, LibraryCode, Page, RecordId, RefusalCode};
use silta_ncip::{
    BibHoldings, BibInformation, BibliographicId, Found, HoldingsSet, HoldingsSetItems,
    ItemInformation, ItemSetKey, ItemState, LookupItemSet, LookupItemSetResponse, ProblemType,
    SchemeValuePair, Several, Text,
};

use crate::{
    codes::asks, item_fields::location, lookup_item::transaction, refusal::No, serving::Serving,
};

pub(crate) async fn lookup_item_set(
    s: &Serving<'_>,
    asked: &LookupItemSet,
) -> Result<LookupItemSetResponse, No> {
    let limits = s.shared.settings.limits;
    let wanted = asked
        .maximum_items_count
        .map_or(limits.default_items, Into::into);
    let mut page = SetPage {
        asked,
        libraries: s.libraries().await?,
        left: wanted.clamp(1, limits.items),
        told: Vec::new(),
    };
    let titles = keys(s, &asked.key)?;
    let mut at = Place::of(s, asked, titles.len())?;
    while let Some(title) = titles.get(at.title) {
        if page.left == 0 {
            break;
        }
        let skip = page.tell(s, title, at.items).await?;
        at = match skip {
            Some(items) => Place { items, ..at },
            None => Place {
                title: at.title + 1,
                items: 0,
            },
        };
    }
    let more = at.title < titles.len();
    let told = Several::of(page.told).ok_or_else(|| s.missing("BibliographicId"))?;
    Ok(LookupItemSetResponse {
        bib_information: told,
        next_item_token: more.then(|| at.token()),
    })
}

/// Where a list goes on: at which of the titles that are asked for, and after how many of its items.
/// The whole place stands in the token, so it stays good over a restart.
#[derive(Clone, Copy)]
struct Place {
    title: usize,
    items: u32,
}

impl Place {
    fn of(s: &Serving<'_>, asked: &LookupItemSet, titles: usize) -> Result<Self, No> {
        let Some(token) = &asked.next_item_token else {
            return Ok(Self { title: 0, items: 0 });
        };
        let place = token.split_once('.').and_then(|(title, items)| {
            let (title, items) = (title.parse().ok()?, items.parse().ok()?);
            Some(Self { title, items })
        });
        place.filter(|place| place.title < titles).ok_or_else(|| {
            s.no(ProblemType::ElementRuleViolated)
                .element("NextItemToken")
                .detail("the token is none of this list")
        })
    }

    fn token(self) -> Text {
        format!("{}.{}", self.title, self.items).into()
    }
}

/// What is asked for, one by one.
enum Title {
    /// All items of a record, under the id that the message gives it.
    Record(BibliographicId, RecordId),
    /// The items of a record at one library.
    Holdings(RecordId, LibraryCode),
    /// One item.
    Item(ItemBarcode),
}

fn keys(s: &Serving<'_>, key: &ItemSetKey) -> Result<Vec<Title>, No> {
    match key {
        ItemSetKey::Titles(ids) => {
            let one = |id: &BibliographicId| Ok(Title::Record(id.clone(), s.record(id)?));
            ids.iter().map(one).collect()
        }
        ItemSetKey::HoldingsSets(ids) => {
            let one = |id: &Text| {
                let (record, library) = id.split_once('/').unwrap_or((id, ""));
                Title::Holdings(record.into(), library.into())
            };
            Ok(ids.iter().map(one).collect())
        }
        ItemSetKey::Items(ids) => ids
            .iter()
            .map(|id| s.barcode(id).map(Title::Item))
            .collect(),
    }
}

/// A page while it is filled.
struct SetPage<'m> {
    asked: &'m LookupItemSet,
    libraries: Arc<[Library]>,
    /// How many items still fit.
    left: u32,
    told: Vec<BibInformation>,
}

impl SetPage<'_> {
    /// Tells of a title what fits; after how many items it goes on, if it does. A title that cannot
    /// be told counts as one item, so that an answer has an end.
    async fn tell(&mut self, s: &Serving<'_>, title: &Title, skip: u32) -> Result<Option<u32>, No> {
        let found = match title {
            Title::Item(barcode) => s
                .item(barcode)
                .await
                .map(|item| (item.record.clone(), vec![item], None)),
            Title::Record(_, record) => self.items(s, record, None, skip).await,
            Title::Holdings(record, library) => self.items(s, record, Some(library), skip).await,
        };
        let id = match title {
            Title::Record(id, _) => Some(id.clone()),
            Title::Holdings(record, _) => Some(BibliographicId::Record(s.record_id(record))),
            Title::Item(_) => None,
        };
        let (bibliographic_id, found, next) = match found {
            Ok((record, items, next)) => {
                let told = u32::try_from(items.len()).unwrap_or(u32::MAX);
                self.left = self.left.saturating_sub(told.max(1));
                let id = id.unwrap_or_else(|| BibliographicId::Record(s.record_id(&record)));
                (
                    Some(id),
                    Found::Is(self.holdings(s, &record, items).await?),
                    next,
                )
            }
            Err(no) if no.outcome() == crate::Outcome::Failed => return Err(no),
            Err(no) => {
                self.left = self.left.saturating_sub(1);
                (id, Found::Problems(no.into_problems()), None)
            }
        };
        self.told.push(BibInformation {
            bibliographic_id,
            found,
        });
        Ok(next)
    }

    /// As many items of a record as fit, and after how many it goes on.
    async fn items(
        &self,
        s: &Serving<'_>,
        record: &RecordId,
        library: Option<&LibraryCode>,
        skip: u32,
    ) -> Result<(RecordId, Vec<Item>, Option<u32>), No> {
        let limit = self.left;
        let page = Page { skip, limit };
        let list = s
            .answer(s.consortium().holdings(&s.context, record, page))
            .await?;
        let passed = skip.saturating_add(limit);
        let next = (list.total > passed).then_some(passed);
        let mut items = list.items;
        items.retain(|item| library.is_none_or(|library| item.permanent_location == *library));
        match items.is_empty() && next.is_none() && skip == 0 {
            true => Err(s
                .refuse(RefusalCode::ItemUnknown)
                .detail("the title has no items")),
            false => Ok((record.clone(), items, next)),
        }
    }

    async fn holdings(
        &self,
        s: &Serving<'_>,
        record: &RecordId,
        items: Vec<Item>,
    ) -> Result<BibHoldings, No> {
        let types = &self.asked.item_element_types;
        let first = items.first();
        let brief = first.map(|item| {
            let kind = Some(item.media_type);
            s.brief(&item.title, item.author.as_deref(), record, kind)
        });
        let queue = first.map(|item| item.hold_queue);
        let mut sets: Vec<(LibraryCode, Vec<ItemInformation>)> = Vec::new();
        for item in &items {
            let information = self.information(s, item, types).await?;
            let library = &item.permanent_location;
            match sets.iter_mut().find(|(known, _)| known == library) {
                Some((_, set)) => set.push(information),
                None => sets.push((library.clone(), vec![information])),
            }
        }
        let sets = sets
            .into_iter()
            .filter_map(|(library, items)| self.set(record, &library, Several::of(items)?).into());
        let nothing = HoldingsSet {
            holdings_set_id: None,
            found: Found::Problems(s.refuse(RefusalCode::ItemUnknown).into_problems()),
        };
        Ok(BibHoldings {
            bibliographic_description: brief.filter(|_| asks(types, "Bibliographic Description")),
            title_hold_queue_length: queue.filter(|_| asks(types, "Hold Queue Length")),
            current_requesters: Vec::new(),
            holdings_sets: Several::of(sets.collect()).unwrap_or_else(|| nothing.into()),
        })
    }

    fn set(
        &self,
        record: &RecordId,
        library: &LibraryCode,
        items: Several<ItemInformation>,
    ) -> HoldingsSet {
        let located = asks(&self.asked.item_element_types, "Location");
        let place = || location("Permanent Location", library, None, &self.libraries);
        HoldingsSet {
            holdings_set_id: Some(format!("{record}/{library}").into()),
            found: Found::Is(HoldingsSetItems {
                bibliographic_description: None,
                location: located.then(place),
                call_number: None,
                summary_holdings_information: None,
                electronic_resource: None,
                item_information: items,
            }),
        }
    }

    async fn information(
        &self,
        s: &Serving<'_>,
        item: &Item,
        types: &[SchemeValuePair],
    ) -> Result<ItemInformation, No> {
        let due = item.due.filter(|_| asks(types, "Circulation Status"));
        let transaction = match self.asked.current_borrower_desired && item.due.is_some() {
            true => transaction(s, item).await?,
            false => None,
        };
        Ok(ItemInformation {
            item_id: Some(s.item_id(&item.barcode)),
            found: Found::Is(ItemState {
                date_due: due.map(|due| s.date(due)),
                item_transaction: transaction,
                item_optional_fields: s.item_fields_in(item, types, &self.libraries),
                ..ItemState::default()
            }),
        })
    }
}
