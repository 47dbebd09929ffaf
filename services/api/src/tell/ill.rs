//! Requests of inter-library loan, and their messages.

use silta_consortium as consortium;
use silta_consortium_api as wire;

use super::{Tell, Teller};

impl Tell for consortium::IllRequest {
    type Wire = wire::IllRequest;

    fn tell(self, teller: Teller<'_>) -> wire::IllRequest {
        let action = |action: consortium::IllAction| wire::Open::from_name(action.as_str());
        wire::IllRequest {
            id: self.id.tell(teller),
            role: wire::Open::from_name(self.role.as_str()),
            peer: self.peer.as_str().into(),
            requesting_agency_request_id: self.requesting_agency_request_id,
            supplying_agency_request_id: self.supplying_agency_request_id,
            version: Some(self.version.as_str().to_owned()),
            service_type: wire::Open::from_name(self.service_type.as_str()),
            state: wire::Open::from_name(self.state.as_str()),
            title: self.title,
            author: self.author,
            record: self.record.tell(teller),
            patron: self.patron.tell(teller),
            pickup_library: self.pickup_library.tell(teller),
            item: self.item.tell(teller),
            due: self.due.map(|due| due.tell(teller).into()),
            reason: self.reason,
            note: self.note.tell(teller),
            url: self.url,
            loan_conditions: self.loan_conditions,
            messages: self.messages.tell(teller),
            actions: self.actions.into_iter().map(action).collect(),
        }
    }
}

impl Tell for consortium::IllTold {
    type Wire = wire::IllMessage;

    fn tell(self, teller: Teller<'_>) -> wire::IllMessage {
        wire::IllMessage {
            direction: wire::Open::from_name(self.direction.as_str()),
            kind: self.kind,
            value: self.value,
            note: self.note.tell(teller),
            time: self.time.tell(teller),
            delivered: self.delivered,
            error: self.error,
        }
    }
}

impl Tell for consortium::IllUndelivered {
    type Wire = wire::IllUndelivered;

    fn tell(self, teller: Teller<'_>) -> wire::IllUndelivered {
        wire::IllUndelivered {
            id: self.id.tell(teller),
            request: self.request.tell(teller),
            peer: self.peer.as_str().into(),
            message: self.told.tell(teller),
            attempts: self.attempts,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The same words on both sides.
    #[test]
    fn every_word_is_one_of_the_wire() {
        macro_rules! known {
            ($($name:ident as $wire:ident),*) => {$(
                for (_, name) in consortium::$name::ALL {
                    let told = wire::Open::<wire::$wire>::from_name(name);
                    assert!(told.known().is_some(), "{name}");
                }
            )*};
        }
        known!(
            IllAction as IllAction,
            IllDirection as IllMessageDirection,
            IllRole as IllRole,
            IllState as IllState,
            ServiceType as ServiceType
        );
    }
}
