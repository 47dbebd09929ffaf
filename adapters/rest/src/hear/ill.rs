//! Requests of inter-library loan, and their messages.

use jiff::{civil::Time, tz::TimeZone};
use silta_consortium::{
    IllAction, IllDirection, IllRequest, IllRole, IllState, IllTold, IllUndelivered, IllVersion,
    ServiceType,
};
use silta_consortium_api as wire;

use super::{Hear, Heard, Strange};

/// Words that are the same on both sides.
macro_rules! same {
    ($($wire:ident as $name:ident),*) => {$(
        impl Hear for wire::Open<wire::$wire> {
            type Meaning = $name;

            fn hear(self) -> Heard<$name> {
                let word = $name::from_name(self.as_str());
                word.ok_or_else(|| Strange::at(stringify!($wire)))
            }
        }
    )*};
}

same!(
    IllMessageDirection as IllDirection,
    IllRole as IllRole,
    IllState as IllState,
    ServiceType as ServiceType
);

impl Hear for wire::IllRequest {
    type Meaning = IllRequest;

    fn hear(self) -> Heard<IllRequest> {
        let version = self.version.as_deref().map(IllVersion::from_name);
        // What can be done in a newer version of the API cannot be done from here.
        let known = |action: &wire::Open<wire::IllAction>| IllAction::from_name(action.as_str());
        Ok(IllRequest {
            id: self.id.hear()?,
            role: self.role.hear()?,
            peer: self.peer.into_string().into(),
            requesting_agency_request_id: self.requesting_agency_request_id,
            supplying_agency_request_id: self.supplying_agency_request_id,
            version: match version {
                None => IllVersion::V2021_2,
                Some(version) => version.ok_or_else(|| Strange::at("version"))?,
            },
            service_type: self.service_type.hear()?,
            state: self.state.hear()?,
            title: self.title,
            author: self.author,
            record: self.record.hear()?,
            patron: self.patron.hear()?,
            pickup_library: self.pickup_library.hear()?,
            item: self.item.hear()?,
            due: self.due.map(due).transpose()?,
            reason: self.reason,
            note: self.note.hear()?,
            url: self.url,
            loan_conditions: self.loan_conditions,
            messages: self.messages.hear()?,
            actions: self.actions.iter().filter_map(known).collect(),
        })
    }
}

/// A day that is told without a time ends with it, wherever that is.
fn due(when: wire::When) -> Heard<jiff::Timestamp> {
    let date = match when {
        wire::When::Time(time) => return time.hear(),
        wire::When::Date(date) => date.civil(),
    };
    let last = date.to_datetime(Time::constant(23, 59, 59, 0));
    let end = last.to_zoned(TimeZone::UTC);
    end.map(|end| end.timestamp())
        .map_err(|_| Strange::at("due"))
}

impl Hear for wire::IllMessage {
    type Meaning = IllTold;

    fn hear(self) -> Heard<IllTold> {
        Ok(IllTold {
            direction: self.direction.hear()?,
            kind: self.kind,
            value: self.value,
            note: self.note.hear()?,
            time: self.time.hear()?,
            delivered: self.delivered,
            error: self.error,
        })
    }
}

impl Hear for wire::IllUndelivered {
    type Meaning = IllUndelivered;

    fn hear(self) -> Heard<IllUndelivered> {
        Ok(IllUndelivered {
            id: self.id.hear()?,
            request: self.request.hear()?,
            peer: self.peer.into_string().into(),
            told: self.message.hear()?,
            attempts: self.attempts,
        })
    }
}
