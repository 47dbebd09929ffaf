//! Records of the catalogue, as far as circulation needs them.

use silta_consortium::RecordId;
use silta_consortium_api::Code;

use crate::{
    asking::{Asking, Reply},
    fault::{About, Fault},
    paging,
};

/// The records with exactly the title that the query names. Searching comes with the catalogue.
pub(crate) async fn titled(asking: &Asking) -> Result<Reply, Fault> {
    let Some(title) = asking.query.text("title") else {
        return Err(not_yet());
    };
    let context = asking.context();
    let found = asking.consortium().titled(&context, title).await;
    let found = found.map_err(|error| asking.fault(error, About::BODY))?;
    asking.page(found, |record| record.id.as_str())
}

/// A resource of the document that this version does not serve.
pub(crate) fn not_yet() -> Fault {
    Fault::new(Code::NotFound, "this version does not serve that yet")
}

pub(crate) async fn one(asking: &Asking, id: &str) -> Result<Reply, Fault> {
    let (context, id) = (asking.context(), RecordId::from(id));
    let found = asking.consortium().record(&context, &id).await;
    asking.told(found, About::ITEM)
}

pub(crate) async fn holdings(asking: &Asking, id: &str) -> Result<Reply, Fault> {
    let (context, id) = (asking.context(), RecordId::from(id));
    let list = asking.consortium().holdings(&context, &id, paging::WHOLE);
    let list = list
        .await
        .map_err(|error| asking.fault(error, About::ITEM))?;
    asking.page(list.items, |item| item.barcode.as_str())
}
