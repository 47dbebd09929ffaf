//! The copies of one record, and how they are asked for.

use std::sync::Arc;

use futures_util::future::join_all;
use jiff::tz::TimeZone;
use silta_consortium::{Error, Item, Library, List, Page, RecordId};

use crate::{Circulation, Holding, Shelf, holding::are_of_one_library, shelf::stand_together};

/// Copies of one record that are told at the most, the first by their barcodes.
pub const MAX_COPIES: u32 = 1000;

/// What is said in the place of holdings that cannot be told now.
pub const UNKNOWN: &str = "Holdings and availability cannot be told now";

/// Records whose holdings are asked for at one time.
const AT_A_TIME: usize = 8;

/// The copies of one record; or that they cannot be told now.
#[derive(Clone, Debug)]
pub struct Holdings {
    known: Option<Known>,
}

#[derive(Clone, Debug)]
struct Known {
    items: Vec<Item>,
    libraries: Arc<[Library]>,
    zone: TimeZone,
}

/// The holdings of records, in their order, told in the time zone of the libraries. `ask` gets the
/// copies of one record, and gives an error once they would come too late: a slow back end costs the
/// holdings and not the record. Without the libraries nobody is asked, since a copy whose place has
/// no name helps nobody.
pub async fn gather<'r, A>(
    records: &[&'r RecordId],
    libraries: Option<Arc<[Library]>>,
    zone: &TimeZone,
    ask: impl Fn(&'r RecordId, Page) -> A,
) -> Vec<Holdings>
where
    A: Future<Output = Result<List<Item>, Error>>,
{
    let Some(libraries) = libraries else {
        return records.iter().map(|_| Holdings::unknown()).collect();
    };
    let page = Page {
        skip: 0,
        limit: MAX_COPIES,
    };
    let mut told = Vec::with_capacity(records.len());
    for some in records.chunks(AT_A_TIME) {
        let asked = some.iter().map(|record| ask(record, page));
        for copies in join_all(asked).await {
            told.push(match copies {
                Ok(copies) => Holdings::known(copies.items, Arc::clone(&libraries), zone.clone()),
                Err(_) => Holdings::unknown(),
            });
        }
    }
    told
}

impl Holdings {
    /// These copies, with the names of the libraries and their time zone.
    pub const fn known(items: Vec<Item>, libraries: Arc<[Library]>, zone: TimeZone) -> Self {
        let known = Known {
            items,
            libraries,
            zone,
        };
        Self { known: Some(known) }
    }

    /// Copies that cannot be told now.
    pub const fn unknown() -> Self {
        Self { known: None }
    }

    /// How many copies are told; none if they cannot be told now.
    pub fn copies(&self) -> Option<usize> {
        self.known.as_ref().map(|known| known.items.len())
    }

    /// One shelf for each place and call number; none if they cannot be told now.
    pub fn by_shelf(&self) -> Option<Vec<Shelf<'_>>> {
        let grouped = self.grouped(stand_together)?;
        Some(grouped.into_iter().filter_map(Shelf::of).collect())
    }

    /// One holding for each library; none if they cannot be told now.
    pub fn by_library(&self) -> Option<Vec<Holding<'_>>> {
        let grouped = self.grouped(are_of_one_library)?;
        Some(grouped.into_iter().filter_map(Holding::of).collect())
    }

    /// The copies that belong together, in the order of the first of each.
    fn grouped(&self, together: fn(&Item, &Item) -> bool) -> Option<Vec<Vec<Circulation<'_>>>> {
        let known = self.known.as_ref()?;
        let mut groups: Vec<Vec<Circulation<'_>>> = Vec::new();
        for item in &known.items {
            let copy = Circulation::new(item, &known.libraries, &known.zone);
            let mine = |group: &&mut Vec<Circulation<'_>>| {
                let first = group.first();
                first.is_some_and(|first| together(first.item, item))
            };
            match groups.iter_mut().find(mine) {
                Some(group) => group.push(copy),
                None => groups.push(vec![copy]),
            }
        }
        Some(groups)
    }
}
