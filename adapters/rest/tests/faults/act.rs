//! The changes at which each fault is tried.

use std::time::{Duration, Instant};

use silta_consortium::{
    Change, Checkin, Checkout, Circulation, Context, Error, IdempotencyKey, Money, Origin, Payment,
    PaymentMethod, Protocol,
};
use silta_rest::Rest;

pub(crate) fn context() -> Context {
    Context {
        origin: Origin {
            protocol: Protocol::Sip2,
            account: Some("sc-kajaani".into()),
            library: Some("KAJ".into()),
        },
        deadline: Instant::now() + Duration::from_secs(8),
    }
}

fn key(name: &str) -> IdempotencyKey {
    IdempotencyKey::new(name).unwrap()
}

fn keyed<T>(name: &str, body: T) -> Change<T> {
    Change {
        context: context(),
        key: key(name),
        body,
    }
}

/// The operations at which each fault is tried.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Act {
    CancelHold,
    Checkin,
    Checkout,
    Pay,
}

pub(crate) const ACTS: [Act; 4] = [Act::CancelHold, Act::Checkin, Act::Checkout, Act::Pay];

impl Act {
    pub(crate) async fn run(self, rest: &Rest, name: &str) -> Result<(), Error> {
        match self {
            Self::CancelHold => rest.cancel_hold(keyed(name, "H1".into())).await,
            Self::Checkin => {
                let body = Checkin {
                    item: "39".into(),
                    library: "KAJ".into(),
                    returned_at: None,
                    already_happened: false,
                    capture_hold: true,
                };
                let returned = rest.checkin(keyed(name, body)).await?;
                assert_eq!(
                    (returned.id.as_str(), returned.item.title.as_str()),
                    ("C1", "Kalevala")
                );
                Ok(())
            }
            Self::Checkout => {
                let body = Checkout {
                    patron: "29".into(),
                    item: "39".into(),
                    library: "KAJ".into(),
                    fee_acknowledged: false,
                    renew_if_on_loan: true,
                    allow_in_transit: true,
                    already_happened: None,
                };
                let lent = rest.checkout(keyed(name, body)).await?;
                assert_eq!(lent.loan.id.as_str(), "L1");
                Ok(())
            }
            Self::Pay => {
                let body = Payment {
                    patron: "29".into(),
                    amount: Money::euros(200),
                    fee: None,
                    method: PaymentMethod::Card,
                    transaction_id: Some("T1".into()),
                };
                let receipt = rest.pay(keyed(name, body)).await?;
                assert_eq!(
                    (receipt.amount, receipt.balance),
                    (Money::euros(200), Money::euros(0))
                );
                Ok(())
            }
        }
    }
}
