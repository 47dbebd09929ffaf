//! What the files of the APDUs share while they serve one.

use std::{future::Future, pin::pin, time::Instant};

use futures_util::future::poll_immediate;
use silta_consortium::{Context, Error, Failure, Origin, Protocol};
use silta_z3950::{DatabaseName, bib1::Condition};
use tokio::time::timeout_at;

use crate::{
    conversation::Conversation,
    diagnostic::{Diagnostic, about, failed, is_ours, plain},
    limits::SessionLimits,
    metrics::ApduOutcome,
    service::{Consortium, Shared, now},
};

/// A request that is being served.
pub(crate) struct Serving<'a> {
    pub(crate) shared: &'a Shared,
    pub(crate) conversation: &'a mut Conversation,
    pub(crate) context: Context,
    pub(crate) outcome: ApduOutcome,
}

impl<'a> Serving<'a> {
    pub(crate) fn new(
        shared: &'a Shared,
        conversation: &'a mut Conversation,
        begun: Instant,
    ) -> Self {
        let origin = Origin {
            protocol: Protocol::Z3950,
            account: conversation.account.clone(),
            library: None,
        };
        let context = Context {
            origin,
            deadline: begun + shared.settings.answer_deadline,
        };
        Self {
            shared,
            conversation,
            context,
            outcome: ApduOutcome::Ok,
        }
    }

    pub(crate) fn consortium(&self) -> &'a dyn Consortium {
        &*self.shared.consortium
    }

    pub(crate) fn limits(&self) -> &'a SessionLimits {
        &self.shared.settings.limits
    }

    /// Waits for an answer of the consortium, until nobody waits for ours any more.
    pub(crate) async fn answer<T>(
        &self,
        answer: impl Future<Output = Result<T, Error>>,
    ) -> Result<T, Diagnostic> {
        within(self.context.deadline, answer)
            .await
            .map_err(|error| failed(&error))
    }

    /// Notes that the request was not served, and gives the diagnostic as the client reads it.
    pub(crate) fn refuse(&mut self, diagnostic: Diagnostic) -> Diagnostic {
        self.outcome = match is_ours(&diagnostic) {
            true => ApduOutcome::Failed,
            false => ApduOutcome::Refused,
        };
        self.conversation.told(diagnostic)
    }

    /// The first of the databases that a request names, once all of them are found to be ours.
    pub(crate) fn database<'n>(
        &self,
        names: &'n [DatabaseName],
    ) -> Result<&'n DatabaseName, Diagnostic> {
        let limit = self.limits().databases;
        if names.len() > limit {
            return Err(about(Condition::TooManyDatabases, limit));
        }
        let known = |name: &&DatabaseName| {
            let mut ours = self.shared.settings.databases.iter();
            ours.any(|ours| name.as_bytes().eq_ignore_ascii_case(ours.as_bytes()))
        };
        if let Some(stranger) = names.iter().find(|name| !known(name)) {
            return Err(about(Condition::DatabaseDoesNotExist, stranger.to_text()));
        }
        // All names mean the one catalogue.
        let first = names.first();
        first.ok_or_else(|| plain(Condition::DatabaseCombinationNotSupported))
    }
}

/// Waits for an answer until a deadline. What nobody waits for any more is not begun; what is there
/// at once needs no timer.
pub(crate) async fn within<T>(
    deadline: Instant,
    answer: impl Future<Output = Result<T, Error>>,
) -> Result<T, Error> {
    let late = || Err(Failure::late().into());
    if now() >= deadline {
        return late();
    }
    let mut answer = pin!(answer);
    if let Some(answered) = poll_immediate(answer.as_mut()).await {
        return answered;
    }
    let answered = timeout_at(deadline.into(), answer).await;
    answered.unwrap_or_else(|_| late())
}
