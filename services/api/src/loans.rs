//! Loans as they stand.

use silta_consortium::{ItemBarcode, LoanId};

use crate::{
    asking::{Asking, Reply},
    fault::{About, Fault},
};

/// The open loan of the item that the query names.
pub(crate) async fn of_item(asking: &Asking) -> Result<Reply, Fault> {
    let (context, item) = (
        asking.context(),
        ItemBarcode::from(asking.query.required("item")?),
    );
    let loan = asking.consortium().loan_of(&context, &item).await;
    let loan = loan.map_err(|error| asking.fault(error, About::BODY))?;
    asking.page(loan.into_iter().collect(), |loan| loan.id.as_str())
}

pub(crate) async fn recall(asking: &Asking, id: &str) -> Result<Reply, Fault> {
    let change = asking.change(LoanId::from(id))?;
    let recalled = asking.consortium().recall(change).await;
    asking.told(recalled, About::LOAN)
}
