//! Names that agencies give their requests themselves. None is written down here: the key of the
//! change that placed a hold is made of the name, and what became of a key is known for 30 days.

use serde::Deserialize;
use silta_consortium::{Error, Hold, HoldId, IdempotencyKey, NewHold, Outcome, RefusalCode};

use crate::{refusal::No, serving::Serving};

/// How often a name can be used again for a new request, once the one before is gone.
const USES: u32 = 16;

/// What became of a request with a name.
pub(crate) enum Named {
    /// It stands.
    Stands(Box<Hold>),
    /// It was, and is gone: fulfilled or cancelled.
    Gone,
    /// There was none.
    Never,
}

/// As much of a hold as its id.
#[derive(Deserialize)]
struct Placed {
    id: HoldId,
}

impl Serving<'_> {
    /// The request that an agency has named so.
    pub(crate) async fn named(&self, name: &str) -> Result<Named, No> {
        let (found, _) = self.uses(name).await?;
        Ok(found)
    }

    /// Places a hold under the name that the agency has given it. A hold that stands under the name
    /// is not placed again.
    pub(crate) async fn place_named(&mut self, name: &str, new: NewHold) -> Result<Hold, No> {
        let change = match self.uses(name).await? {
            (Named::Stands(_), _) => return Err(self.refuse(RefusalCode::DuplicateRequest)),
            (_, Some(key)) => self.change_under(key, new),
            // The name is used up: it does not lead to this one.
            (_, None) => self.change(new),
        };
        self.answer(self.consortium().place_hold(change)).await
    }

    /// The last request of that name, and the key for the next, if there can be one.
    async fn uses(&self, name: &str) -> Result<(Named, Option<String>), No> {
        let mut last = Named::Never;
        for number in 0..USES {
            let key = self.key_of("request", name, number);
            let known = IdempotencyKey::new(key.as_str()).expect("a key is built of ASCII");
            let asked = self.consortium().operation(&self.context, &known);
            match self.answer(asked).await? {
                Outcome::Unknown => return Ok((last, Some(key))),
                Outcome::Refused(_) => {}
                Outcome::Applied(applied) => last = self.placed(&applied.answer).await?,
            }
        }
        Ok((last, None))
    }

    async fn placed(&self, answer: &str) -> Result<Named, No> {
        let Ok(Placed { id }) = serde_json::from_str(answer) else {
            return Ok(Named::Never);
        };
        match self.consortium().hold(&self.context, &id).await {
            Ok(hold) => Ok(Named::Stands(Box::new(hold))),
            Err(Error::Refused(_)) => Ok(Named::Gone),
            Err(error) => Err(self.because(error)),
        }
    }
}
