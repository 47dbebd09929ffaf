//! One request on its way through: who asks, under which key, and how it is answered.

use std::sync::Arc;

use axum::body::Bytes;
use jiff::{Timestamp, Zoned, civil::Time};
use serde::{Serialize, de::DeserializeOwned};
use silta_consortium::{
    AccountId, AlreadyHappened, Change, Context, Error, IdempotencyKey, LibraryCode, Origin,
    Protocol,
};
use silta_consortium_api::{self as wire, Format, Query, body};

use crate::{
    fault::{About, Fault},
    limits, paging,
    service::{Consortium, Shared},
    tell::{Tell, Teller},
};

/// A request that may be carried out.
pub(crate) struct Asking {
    pub(crate) shared: Arc<Shared>,
    /// Whose token it carries.
    pub(crate) account: AccountId,
    /// Whether the token lets know how to reach patrons.
    pub(crate) contacts: bool,
    /// Its key, if it changes something.
    pub(crate) key: Option<IdempotencyKey>,
    pub(crate) query: Query,
    pub(crate) body: Bytes,
    /// What the body is.
    pub(crate) sent: Format,
    /// In which form the answer is wanted.
    pub(crate) format: Format,
}

/// Where in the building something is done, as far as the caller says.
#[derive(Clone, Debug, Default)]
pub(crate) struct Door {
    pub(crate) library: Option<LibraryCode>,
    pub(crate) terminal: Option<String>,
}

/// The body of an answer; none if it has none.
pub(crate) struct Reply {
    pub(crate) body: Option<Vec<u8>>,
    pub(crate) format: Format,
}

impl Reply {
    pub(crate) const NOTHING: Self = Self {
        body: None,
        format: Format::Json,
    };

    /// A value of the wire as it is.
    pub(crate) fn of(value: &impl Serialize) -> Self {
        Self {
            body: Some(body::write(value)),
            ..Self::NOTHING
        }
    }
}

impl Asking {
    /// The consortium that is asked.
    pub(crate) fn consortium(&self) -> &dyn Consortium {
        &*self.shared.settings.consortium
    }

    /// The body of the request.
    pub(crate) fn body<T: DeserializeOwned>(&self) -> Result<T, Fault> {
        Ok(body::read(&self.body)?)
    }

    /// Goes with each question.
    pub(crate) fn context(&self) -> Context {
        self.context_at(Door::default())
    }

    /// Two terminals of one program are two who ask.
    fn context_at(&self, door: Door) -> Context {
        let account = match door.terminal.filter(|terminal| !terminal.is_empty()) {
            Some(terminal) => format!("{}/{terminal}", self.account).into(),
            None => self.account.clone(),
        };
        let origin = Origin {
            protocol: Protocol::Api,
            account: Some(account),
            library: door.library,
        };
        Context {
            origin,
            deadline: self.shared.deadline(),
        }
    }

    /// A change.
    pub(crate) fn change<T>(&self, body: T) -> Result<Change<T>, Fault> {
        self.change_at(Door::default(), body)
    }

    /// A change that is made at a place.
    pub(crate) fn change_at<T>(&self, door: Door, body: T) -> Result<Change<T>, Fault> {
        limits::optional(door.terminal.as_deref(), "/terminal")?;
        // The desk lets none through without.
        let key = self.key.clone().ok_or_else(missing_key)?;
        Ok(Change {
            context: self.context_at(door),
            key,
            body,
        })
    }

    /// In whose words and time the caller is answered.
    pub(crate) fn teller(&self) -> Teller<'_> {
        Teller {
            zone: &self.shared.settings.time_zone,
            contacts: self.contacts,
        }
    }

    /// What is told of something.
    pub(crate) fn tell<T: Tell<Wire: Serialize>>(&self, told: T) -> Reply {
        Reply::of(&told.tell(self.teller()))
    }

    /// What is told of what the consortium said.
    pub(crate) fn told<T: Tell<Wire: Serialize>>(
        &self,
        answer: Result<T, Error>,
        about: About,
    ) -> Result<Reply, Fault> {
        let answer = answer.map_err(|error| self.fault(error, about))?;
        Ok(self.tell(answer))
    }

    /// The page of a list that the caller wants, of the whole list.
    pub(crate) fn page<T: Tell<Wire: Serialize>>(
        &self,
        whole: Vec<T>,
        id: impl Fn(&T) -> &str,
    ) -> Result<Reply, Fault> {
        let wire::List { items, next, total } = paging::cut(whole, &self.query.paging()?, id)?;
        let items = items.tell(self.teller());
        Ok(Reply::of(&wire::List { items, next, total }))
    }

    /// What an error of the consortium says to the caller.
    pub(crate) fn fault(&self, error: Error, about: About) -> Fault {
        let now = (self.shared.settings.now)();
        Fault::of(error, about, self.teller(), now)
    }

    /// The instant at which something begins: with a day, or at a time.
    pub(crate) fn begin(&self, when: wire::When) -> Option<Timestamp> {
        let date = match when {
            wire::When::Time(time) => return Some(time.timestamp()),
            wire::When::Date(date) => date.civil(),
        };
        let begin = date.to_zoned(self.shared.settings.time_zone.clone());
        begin.ok().as_ref().map(Zoned::timestamp)
    }

    /// The instant of something that ends with a day, or at a time. A day ends where the libraries
    /// are.
    pub(crate) fn end(&self, when: wire::When) -> Option<Timestamp> {
        let date = match when {
            wire::When::Time(time) => return Some(time.timestamp()),
            wire::When::Date(date) => date.civil(),
        };
        let last = date.to_datetime(Time::constant(23, 59, 59, 0));
        let end = last.to_zoned(self.shared.settings.time_zone.clone());
        end.ok().as_ref().map(Zoned::timestamp)
    }

    /// The same of what a body says at this place, if it does.
    pub(crate) fn ends(
        &self,
        when: Option<wire::When>,
        pointer: &str,
    ) -> Result<Option<Timestamp>, Fault> {
        let Some(when) = when else { return Ok(None) };
        let end = self.end(when);
        let end = end.ok_or_else(|| Fault::malformed(pointer, "this day has no end"))?;
        Ok(Some(end))
    }
}

/// The header that names a change is not there, or is none.
pub(crate) fn missing_key() -> Fault {
    let detail = "Idempotency-Key has 8 to 128 visible ASCII characters, and stands there once";
    let problem = wire::Problem::new(wire::Code::IdempotencyKeyMissing, detail);
    Box::new(problem.at("/idempotency-key")).into()
}

/// What happened already, at the caller's time. Without one it was at the latest now; the same
/// request must say the same each time, so the clock is not asked.
pub(crate) fn happened(
    already: Option<wire::AlreadyHappened>,
    time: Option<wire::Time>,
) -> Option<AlreadyHappened> {
    already.map(|already| AlreadyHappened {
        at: time.map_or(Timestamp::MAX, wire::Time::timestamp),
        due: already.due.map(wire::Time::timestamp),
    })
}
