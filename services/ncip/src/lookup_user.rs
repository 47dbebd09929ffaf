//! `LookupUser`: what is known of a patron, and no more of it than is asked for.

use silta_consortium::{Fee, Hold, HoldTarget, Loan, Page, Patron};
use silta_ncip::{
    AccountDetails, BibliographicDescription, BibliographicId, CountedLoans, CountedRequests,
    FiscalTransactionInformation, FiscalTransactionReferenceId, ItemDetails, LoanedItem,
    LoanedItemExt, LoanedItemsCount, LoanedPeriod, LookupUser, LookupUserResponse, RequestedItem,
    RequestedItemExt, RequestedItemsCount, Subject, UserFiscalAccount,
};

use crate::{
    codes::{
        CIRCULATION_STATUS, FISCAL_ACTION_TYPE, REQUEST_TYPE, fiscal_transaction_type, medium_type,
        request_status,
    },
    refusal::{No, amount},
    serving::Serving,
};

pub(crate) async fn lookup_user(
    s: &mut Serving<'_>,
    asked: &LookupUser,
) -> Result<LookupUserResponse, No> {
    let who = s.user(&asked.user, None).await?;
    let patron = &who.patron;
    let mut response = LookupUserResponse {
        user_id: s.user_id(&patron.barcode),
        user_fiscal_accounts: Vec::new(),
        loaned_items_counts: Vec::new(),
        loaned_items: Vec::new(),
        requested_items_counts: Vec::new(),
        requested_items: Vec::new(),
        user_optional_fields: s.user_fields(&who, &asked.user_element_types),
    };
    if asked.user_fiscal_account_desired {
        response.user_fiscal_accounts = vec![account(s, patron).await?];
    }
    if asked.loaned_items_desired {
        let loans = s.consortium().loans(&s.context, &patron.barcode, Page::ALL);
        let loans = s.answer(loans).await?;
        response.loaned_items_counts = vec![LoanedItemsCount {
            counted: CountedLoans::CirculationStatus(CIRCULATION_STATUS.of("On Loan")),
            loaned_item_count_value: loans.total,
        }];
        response.loaned_items = loans.items.iter().map(|loan| loaned(s, loan)).collect();
    }
    if asked.requested_items_desired {
        let holds = s.consortium().holds(&s.context, &patron.barcode, Page::ALL);
        let holds = s.answer(holds).await?;
        response.requested_items_counts = vec![RequestedItemsCount {
            counted: CountedRequests::RequestType(REQUEST_TYPE.of("Hold")),
            requested_item_count_value: holds.total,
        }];
        response.requested_items = holds.items.iter().map(|hold| requested(s, hold)).collect();
    }
    Ok(response)
}

fn loaned(s: &Serving<'_>, loan: &Loan) -> LoanedItem {
    let (author, kind) = (loan.author.as_deref(), Some(loan.media_type));
    LoanedItem {
        item_id: s.item_id(&loan.item),
        bibliographic_ids: vec![BibliographicId::Record(s.record_id(&loan.record))],
        reminder_level: None,
        loan_period: LoanedPeriod::DateDue(s.date(loan.due)),
        amount: None,
        title: Some(loan.title.as_str().into()),
        medium_type: Some(medium_type(loan.media_type)),
        ext: LoanedItemExt {
            renewal_not_permitted: !loan.renewable,
            bibliographic_description: Some(s.brief(&loan.title, author, &loan.record, kind)),
        },
    }
}

fn requested(s: &Serving<'_>, hold: &Hold) -> RequestedItem {
    let record = match &hold.target {
        HoldTarget::Record(record) => Some(record),
        HoldTarget::Item(_) => None,
    };
    let brief = |record| s.brief(&hold.title, None, record, None);
    RequestedItem {
        subject: subject(s, hold),
        bibliographic_ids: record
            .map(|record| BibliographicId::Record(s.record_id(record)))
            .into_iter()
            .collect(),
        request_type: REQUEST_TYPE.of("Hold"),
        request_status_type: request_status(hold.status),
        date_placed: s.date(hold.placed),
        pickup_date: None,
        pickup_location: Some(hold.pickup_library.as_str().into()),
        pickup_expiry_date: hold.ready_until.map(|until| s.date(until)),
        reminder_level: None,
        hold_queue_position: hold.position.try_into().ok(),
        title: Some(hold.title.as_str().into()),
        medium_type: None,
        ext: RequestedItemExt {
            bibliographic_description: record.map(brief),
        },
    }
}

/// A request by our id, with the copy that it is for or has got.
pub(crate) fn subject(s: &Serving<'_>, hold: &Hold) -> Subject {
    let item = match &hold.target {
        HoldTarget::Item(item) => Some(item),
        HoldTarget::Record(_) => hold.item.as_ref(),
    };
    Subject::Request(
        s.request_id(hold.id.as_str()),
        item.map(|item| s.item_id(item)),
    )
}

async fn account(s: &Serving<'_>, patron: &Patron) -> Result<UserFiscalAccount, No> {
    let fees = s.consortium().fees(&s.context, &patron.barcode, Page::ALL);
    let fees = s.answer(fees).await?;
    Ok(UserFiscalAccount {
        account_balance: amount(patron.balance),
        account_details: fees.items.iter().map(|fee| owed(s, fee)).collect(),
    })
}

fn owed(s: &Serving<'_>, fee: &Fee) -> AccountDetails {
    AccountDetails {
        accrual_date: s.date(fee.created),
        fiscal_transaction_information: FiscalTransactionInformation {
            fiscal_action_type: FISCAL_ACTION_TYPE.of("Penalty"),
            fiscal_transaction_reference_id: Some(reference(s, fee.id.as_str())),
            related_fiscal_transaction_reference_ids: Vec::new(),
            fiscal_transaction_type: fiscal_transaction_type(fee.kind),
            valid_from_date: None,
            valid_to_date: None,
            amount: amount(fee.amount),
            payment_method_type: None,
            fiscal_transaction_description: Some(fee.text.as_str().into()),
            request_id: None,
            item_details: fee.item.as_ref().map(|item| ItemDetails {
                item_id: s.item_id(item),
                bibliographic_description: BibliographicDescription::default(),
                date_checked_out: None,
                dates_renewed: Vec::new(),
                loan_period: None,
                date_returned: None,
            }),
        },
    }
}

/// A fee or a payment by our id.
pub(crate) fn reference(s: &Serving<'_>, id: &str) -> FiscalTransactionReferenceId {
    FiscalTransactionReferenceId {
        agency_id: s.agency(),
        fiscal_transaction_identifier_value: id.into(),
    }
}
