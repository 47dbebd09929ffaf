//! The port to inter-library loan, over the API. What partners write is the business of whoever
//! serves it.

use silta_consortium::{
    Answer, Change, Context, Error, Failure, Ill, IllMessageId, IllRequest, IllRequestId,
    IllRequestsAsked, IllStep, IllUndelivered, List, NewIllRequest, Page, RefusalCode,
};
use silta_consortium_api::{Operation, call};

use crate::{
    Rest,
    address::{fits, of_ill, plain, target},
    caller::json,
    circulation::{ask, change, page},
    exchange::Content,
    hear::Hear,
    tell,
};

fn no_word() -> Error {
    Failure::internal("something that the API has no word for").into()
}

impl Ill for Rest {
    fn ill_request<'a>(
        &'a self,
        context: &'a Context,
        id: &'a IllRequestId,
    ) -> Answer<'a, IllRequest> {
        ask!(
            self,
            context,
            IllRequest,
            of_ill(Operation::IllRequest, id),
            Hear::hear
        )
    }

    fn ill_requests<'a>(
        &'a self,
        context: &'a Context,
        asked: &'a IllRequestsAsked,
        page: Page,
    ) -> Answer<'a, List<IllRequest>> {
        Box::pin(async move {
            let mut target = plain(Operation::IllRequests)?;
            if let Some(state) = asked.state {
                target = target.with("state", state.as_str());
            }
            if let Some(before) = &asked.before {
                target = target.with("before", before.as_str());
            }
            if !fits(&target) {
                return Err(Error::Refused(RefusalCode::RequestUnknown.into()));
            }
            self.caller
                .part::<call::IllRequests, _>(context, target, page)
                .await
        })
    }

    fn create_ill_request(&self, change: Change<NewIllRequest>) -> Answer<'_, IllRequest> {
        change!(
            self,
            change,
            CreateIllRequest,
            |context, body| plain(Operation::CreateIllRequest),
            json(&tell::ill_request(body).ok_or_else(no_word)?),
            Hear::hear
        )
    }

    fn take_ill_step(&self, change: Change<IllStep>) -> Answer<'_, IllRequest> {
        change!(
            self,
            change,
            ChangeIllRequest,
            |context, body| of_ill(Operation::ChangeIllRequest, &body.request),
            json(&tell::ill_step(body).ok_or_else(no_word)?),
            Hear::hear
        )
    }

    fn undelivered_ill_messages<'a>(
        &'a self,
        context: &'a Context,
        page: Page,
    ) -> Answer<'a, List<IllUndelivered>> {
        page!(
            self,
            context,
            UndeliveredIllMessages,
            plain(Operation::UndeliveredIllMessages),
            page
        )
    }

    fn resend_ill_message(&self, change: Change<IllMessageId>) -> Answer<'_, ()> {
        change!(
            self,
            change,
            ResendIllMessage,
            |context, message| target(
                Operation::ResendIllMessage,
                &[message.as_str()],
                RefusalCode::RequestUnknown
            ),
            Content::NONE,
            Hear::hear
        )
    }
}
