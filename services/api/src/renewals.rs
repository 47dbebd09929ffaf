//! Keeping longer.

use silta_consortium::{LibraryCode, PatronBarcode, RenewAll, Renewal};
use silta_consortium_api as wire;

use crate::{
    asking::{Asking, Door, Reply, happened},
    fault::{About, Fault},
    tell::Tell as _,
};

pub(crate) async fn renew(asking: &Asking) -> Result<Reply, Fault> {
    let request: wire::RenewalRequest = asking.body()?;
    let patron = PatronBarcode::from(request.patron.as_str());
    let library = library(asking, &patron, request.library).await?;
    let renewal = Renewal {
        patron,
        item: request.item.as_str().into(),
        library: library.clone(),
        fee_acknowledged: request.fee_acknowledged,
        already_happened: happened(request.already_happened, request.time),
    };
    let door = Door {
        library: Some(library),
        terminal: request.terminal,
    };
    let change = asking.change_at(door, renewal)?;
    let renewed = asking.consortium().renew(change).await;
    asking.told(renewed, About::BODY.mistake("/library"))
}

pub(crate) async fn renew_all(asking: &Asking, barcode: &str) -> Result<Reply, Fault> {
    let request: wire::RenewAllRequest = asking.body()?;
    let patron = PatronBarcode::from(barcode);
    let library = library(asking, &patron, request.library).await?;
    let renewal = RenewAll {
        patron,
        library: library.clone(),
        fee_acknowledged: request.fee_acknowledged,
    };
    let door = Door {
        library: Some(library),
        terminal: request.terminal,
    };
    let change = asking.change_at(door, renewal)?;
    let outcomes = asking.consortium().renew_all(change).await;
    let about = About::PATRON.mistake("/library");
    let outcomes = outcomes.map_err(|error| asking.fault(error, about))?;
    let items = outcomes.tell(asking.teller());
    Ok(Reply::of(&wire::RenewalOutcomes { items }))
}

/// Where it is done; if nobody says, at the patron's home, and for an unknown patron anywhere: the
/// consortium then says so itself.
async fn library(
    asking: &Asking,
    patron: &PatronBarcode,
    said: Option<wire::LibraryCode>,
) -> Result<LibraryCode, Fault> {
    if let Some(code) = said {
        return Ok(code.as_str().into());
    }
    let context = asking.context();
    if let Ok(patron) = asking.consortium().patron(&context, patron).await {
        return Ok(patron.home);
    }
    let libraries = asking.consortium().libraries(&context).await;
    let libraries = libraries.map_err(|error| asking.fault(error, About::BODY))?;
    let first = libraries.first();
    first
        .map(|library| library.code.clone())
        .ok_or_else(|| Fault::malformed("/library", "there are no libraries"))
}
