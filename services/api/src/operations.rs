//! What became of a change, so that a caller that lost the answer can settle it.

use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use silta_consortium::{
    Applied, Block, Fee, Hold, IdempotencyKey, IllRequest, Item, Lent, Loan, Outcome, Patron,
    Receipt, Record, RenewalOutcome, Renewed, Returned,
};
use silta_consortium_api as wire;

use crate::{
    asking::{Asking, Reply},
    fault::{About, Fault},
    tell::{Tell, Teller},
};

pub(crate) async fn outcome(asking: &Asking, key: &str) -> Result<Reply, Fault> {
    let Ok(key) = IdempotencyKey::new(key) else {
        let detail = "an idempotency key has 8 to 128 visible ASCII characters";
        return Err(Fault::malformed("/key", detail));
    };
    let context = asking.context();
    // Asked before and after: what ends between the two is in the store, what begins is not told.
    if asking.shared.running.has(&key) {
        return Err(Fault::in_progress());
    }
    let outcome = asking.consortium().operation(&context, &key).await;
    let outcome = match outcome.map_err(|error| asking.fault(error, About::BODY))? {
        Outcome::Unknown if asking.shared.running.has(&key) => return Err(Fault::in_progress()),
        Outcome::Unknown => wire::Outcome::Unknown,
        Outcome::Refused(refusal) => wire::Outcome::Refused {
            problem: Box::new(refusal.tell(asking.teller())),
        },
        Outcome::Applied(applied) => wire::Outcome::Applied {
            answer: on_the_wire(&applied, asking.teller())?,
        },
    };
    Ok(Reply::of(&outcome))
}

/// An answer of the port as its operation has it on the wire: null if that has no body.
fn on_the_wire(applied: &Applied, teller: Teller<'_>) -> Result<Value, Fault> {
    let Applied { method, answer } = applied;
    let told = match method.as_str() {
        "checkout" => told::<Lent>(answer, teller),
        "checkin" => told::<Returned>(answer, teller),
        "cancel_checkin" => read::<Option<Loan>>(answer).and_then(|loan| {
            let loan = loan.tell(teller);
            serde_json::to_value(wire::CheckinCancelled { loan })
        }),
        "renew" => told::<Renewed>(answer, teller),
        "renew_all" => read::<Vec<RenewalOutcome>>(answer).and_then(|outcomes| {
            let items = outcomes.tell(teller);
            serde_json::to_value(wire::RenewalOutcomes { items })
        }),
        "place_hold" | "change_hold" => told::<Hold>(answer, teller),
        "pay" => told::<Receipt>(answer, teller),
        "charge" => told::<Fee>(answer, teller),
        "block_patron" => told::<Block>(answer, teller),
        "create_ill_request" | "take_ill_step" => told::<IllRequest>(answer, teller),
        "change_item" | "put_item" => told::<Item>(answer, teller),
        "recall" => told::<Loan>(answer, teller),
        "put_patron" => told::<Patron>(answer, teller),
        "put_record" => told::<Record>(answer, teller),
        // Cancelling, deleting, lifting a block and setting a PIN have no body.
        _ => Ok(Value::Null),
    };
    told.map_err(|_| Fault::new(wire::Code::Internal, "the kept answer cannot be read"))
}

fn read<T: DeserializeOwned>(answer: &str) -> serde_json::Result<T> {
    serde_json::from_str(answer)
}

fn told<T>(answer: &str, teller: Teller<'_>) -> serde_json::Result<Value>
where
    T: DeserializeOwned + Tell<Wire: Serialize>,
{
    serde_json::to_value(read::<T>(answer)?.tell(teller))
}
