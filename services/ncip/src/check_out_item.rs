//! `CheckOutItem`: a loan. Told again by the same patron, the loan that stands.

use silta_consortium::{Checkout, Item, Money};
use silta_ncip::{Amount, CheckOutItem, CheckOutItemResponse, LoanPeriod};

use crate::{refusal::No, serving::Serving};

pub(crate) async fn check_out_item(
    s: &mut Serving<'_>,
    asked: &CheckOutItem,
) -> Result<CheckOutItemResponse, No> {
    let barcode = s.barcode(&asked.item_id)?;
    let who = s.user(&asked.user, Some(&barcode)).await?;
    let mandated = asked.mandated_action.as_ref();
    let already_happened = s.already_happened(mandated, asked.desired_date_due)?;
    let item = s.item(&barcode).await?;
    let change = s.change(Checkout {
        patron: who.patron.barcode.clone(),
        item: barcode.clone(),
        library: s.library(&item),
        fee_acknowledged: accepts(asked.acknowledged_fee_amount.as_ref(), item.fee),
        renew_if_on_loan: false,
        allow_in_transit: true,
        already_happened,
    });
    let lent = s.answer(s.consortium().checkout(change)).await?;
    let loan = lent.loan;
    Ok(CheckOutItemResponse {
        item_id: s.item_id(&loan.item),
        user_id: s.user_id(&loan.patron),
        loan_period: LoanPeriod::DateDue(s.date(loan.due)),
        renewal_count: Some(loan.renewals),
        electronic_resource: None,
        fiscal_transaction_information: None,
        item_optional_fields: lent_fields(s, &item, &asked.item_element_types).await?,
        user_optional_fields: s.user_fields(&who, &asked.user_element_types),
    })
}

/// Whether the sum that was accepted is enough for what the loan costs.
pub(crate) fn accepts(accepted: Option<&Amount>, fee: Option<Money>) -> bool {
    let (Some(accepted), Some(fee)) = (accepted, fee) else {
        return false;
    };
    accepted.currency_code.is(fee.currency.as_str()) && accepted.monetary_value >= fee.cents
}

/// What is asked of the item, as it is after the loan.
async fn lent_fields(
    s: &Serving<'_>,
    item: &Item,
    asked: &[silta_ncip::SchemeValuePair],
) -> Result<Option<silta_ncip::ItemOptionalFields>, No> {
    if asked.is_empty() {
        return Ok(None);
    }
    let item = s.item(&item.barcode).await?;
    s.item_fields(&item, asked).await
}
