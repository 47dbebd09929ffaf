//! The ports to inter-library loan: requests from other libraries and to them, and the messages in
//! which both sides tell each other of them.
//!
//! The words are those of ISO 18626: a request has a [state](IllState), which the lender tells; the
//! borrower tells what it does and wishes. What may follow what stands as tables in [`states`].

mod action;
mod message;
mod partner;
mod request;
pub mod states;

use crate::{Answer, Change, Context, IllMessageId, IllRequestId, List, Page};

pub use action::{IllAction, IllStep};
pub use message::{
    IllAnswer, IllContent, IllDelivery, IllMessage, IllOutgoing, IllReceived, IllUndelivered,
    IllWanted, RequestingAction, RequestingMessage, SupplyingMessage, SupplyingReason,
};
pub use partner::{IllVersion, Partner};
pub use request::{
    IllDirection, IllRequest, IllRequestsAsked, IllRole, IllState, IllTold, NewIllRequest,
    ServiceType,
};

/// Inter-library loan as staff sees it, wherever it is kept.
pub trait Ill: Send + Sync {
    /// One request.
    fn ill_request<'a>(
        &'a self,
        context: &'a Context,
        id: &'a IllRequestId,
    ) -> Answer<'a, IllRequest>;

    /// Requests, newest first.
    fn ill_requests<'a>(
        &'a self,
        context: &'a Context,
        asked: &'a IllRequestsAsked,
        page: Page,
    ) -> Answer<'a, List<IllRequest>>;

    /// Asks a partner for something; it is sent in the background. Refused with `request_unknown` if
    /// there is no such partner.
    fn create_ill_request(&self, change: Change<NewIllRequest>) -> Answer<'_, IllRequest>;

    /// Does something with a request, and tells the partner: both, or neither. What its state does
    /// not allow is refused with `request_closed`; what the copy or the patron does not, as
    /// everywhere.
    fn take_ill_step(&self, change: Change<IllStep>) -> Answer<'_, IllRequest>;

    /// Messages that were given up, or that the partner would not take, newest first.
    fn undelivered_ill_messages<'a>(
        &'a self,
        context: &'a Context,
        page: Page,
    ) -> Answer<'a, List<IllUndelivered>>;

    /// Sends one of those again. Refused with `request_unknown` if it is none of them.
    fn resend_ill_message(&self, change: Change<IllMessageId>) -> Answer<'_, ()>;
}

/// Inter-library loan as partners see it: what is written to them and by them. A consortium that
/// speaks with its partners itself has no such port.
pub trait IllExchange: Send + Sync {
    /// Takes what a partner wrote. Told the same again, it answers the same and does nothing twice;
    /// but what a borrower asks or wishes is another question or wish once something was said to
    /// the first. What comes out of order is taken and changes nothing.
    ///
    /// Refused with `request_unknown` if no request of this partner has that name,
    /// `duplicate_request` if another one has it already, `request_closed` if it cannot be tried
    /// again.
    fn receive_ill_message(&self, change: Change<IllReceived>) -> Answer<'_, IllRequest>;

    /// Messages that are due to be sent, of each request the first that has not been delivered,
    /// `at_most` of them. Answers at once if there are any, else when one becomes due, or with none
    /// at the deadline of the context.
    ///
    /// A message that was given out is not given again before its delivery is
    /// [noted](Self::note_ill_delivery), or two minutes have passed; so several can send at a time.
    /// After a restart it is given again: a message may reach a partner twice.
    fn outgoing_ill_messages<'a>(
        &'a self,
        context: &'a Context,
        at_most: usize,
    ) -> Answer<'a, Vec<IllOutgoing>>;

    /// Notes what became of an attempt to send one.
    fn note_ill_delivery<'a>(
        &'a self,
        context: &'a Context,
        message: IllMessageId,
        delivery: IllDelivery,
    ) -> Answer<'a, ()>;
}
