//! The holdings that some schemas tell, asked of the consortium in time.

use std::time::Instant;

use silta_consortium::{Context, RecordId};
use silta_opac_translation::{Holdings, gather};

use crate::serving::{Serving, within};

/// The holdings of records, in their order. What does not come in time is said to be unknown, so
/// that a slow back end costs the holdings and not the record.
pub(crate) async fn of(s: &Serving<'_>, records: &[&RecordId], deadline: Instant) -> Vec<Holdings> {
    if records.is_empty() {
        return Vec::new();
    }
    let context = &Context {
        deadline: deadline.min(s.context.deadline),
        ..s.context.clone()
    };
    let libraries = within(context.deadline, s.consortium().libraries(context)).await;
    let ask = |record, page| {
        let asked = s.consortium().holdings(context, record, page);
        within(context.deadline, asked)
    };
    gather(records, libraries.ok(), &s.shared.settings.time_zone, ask).await
}
