//! What the files of the operations share while they serve one.

use std::{future::Future, time::Instant};

use silta_consortium::{Context, Error, Failure, Origin, Protocol};
use silta_sru::{Asked, Body, Condition, Diagnostic, Found, Request, Response, Version};
use tokio::time::timeout_at;

use crate::{
    diagnostic::{failed, is_ours},
    explain,
    limits::SruLimits,
    metrics::Outcome,
    scan, search,
    service::{Shared, now},
    settings::Consortium,
};

/// A request that is being served.
pub(crate) struct Serving<'a> {
    pub(crate) shared: &'a Shared,
    pub(crate) context: Context,
    pub(crate) now: Instant,
    pub(crate) version: Version,
}

impl<'a> Serving<'a> {
    pub(crate) fn new(shared: &'a Shared, version: Version, now: Instant) -> Self {
        let origin = Origin {
            protocol: Protocol::Sru,
            account: None,
            library: None,
        };
        let deadline = now + shared.settings.answer_deadline;
        Self {
            shared,
            context: Context { origin, deadline },
            now,
            version,
        }
    }

    pub(crate) fn consortium(&self) -> &'a dyn Consortium {
        &*self.shared.settings.consortium
    }

    pub(crate) fn limits(&self) -> &'a SruLimits {
        &self.shared.settings.limits
    }

    /// Waits for an answer of the consortium, until nobody waits for ours any more.
    pub(crate) async fn answer<T>(
        &self,
        answer: impl Future<Output = Result<T, Error>>,
    ) -> Result<T, Diagnostic> {
        let answered = within(self.context.deadline, answer).await;
        answered.map_err(|error| {
            let diagnostic = failed(&error);
            if is_ours(&diagnostic) {
                tracing::warn!(%error, "the catalogue gave no answer to a search");
            }
            diagnostic
        })
    }

    /// Serves a request in which nothing is wrong so far.
    pub(crate) async fn serve(&self, request: Request) -> Response {
        let mut response = Response::new(request, Body::Scan(Vec::new()));
        let asked = response.request.asked.clone();
        let refused = self.common(&response.request);
        let served = match (&asked, refused) {
            (_, Err(diagnostic)) => Err(diagnostic),
            (Asked::SearchRetrieve(asked), Ok(())) => {
                let served = search::search_retrieve(self, asked, &mut response).await;
                served.map(Body::SearchRetrieve)
            }
            (Asked::Scan(asked), Ok(())) => {
                scan::scan(self, asked, &mut response).await.map(Body::Scan)
            }
            (Asked::Explain(_), Ok(())) => Ok(explain::body(self.shared)),
        };
        match served {
            Ok(body) => response.body = body,
            Err(diagnostic) => {
                response.diagnostics.push(diagnostic);
                response.body = refusal(self.shared, &response.request);
            }
        }
        response
    }

    /// What is served of the parameters that every request may have.
    fn common(&self, request: &Request) -> Result<(), Diagnostic> {
        let common = request.common();
        let refuse = |parameter: silta_sru::Parameter| {
            Err(Condition::ParameterValue.about(parameter.name()))
        };
        if !matches!(common.rendered_by.as_deref(), None | Some("client")) {
            return refuse(silta_sru::Parameter::RenderedBy);
        }
        let version = self.version;
        let forms = ["sru", version.namespace(), version.scan_namespace()];
        match &common.response_type {
            Some(form) if !forms.contains(&form.as_str()) => {
                refuse(silta_sru::Parameter::ResponseType)
            }
            _ => Ok(()),
        }
    }
}

/// The answer to a request that is not served, beside the diagnostics. An explain has its record
/// all the same: the schemas want it.
pub(crate) fn refusal(shared: &Shared, request: &Request) -> Body {
    match request.asked {
        Asked::SearchRetrieve(_) => Body::SearchRetrieve(Found::default()),
        Asked::Scan(_) => Body::Scan(Vec::new()),
        Asked::Explain(_) => explain::body(shared),
    }
}

/// What became of a request that was answered so.
pub(crate) fn outcome(response: &Response) -> Outcome {
    match response.diagnostics.as_slice() {
        [] => Outcome::Ok,
        diagnostics if diagnostics.iter().any(is_ours) => Outcome::Failed,
        _ => Outcome::Refused,
    }
}

/// Waits for an answer until a deadline. What nobody waits for any more is not begun.
pub(crate) async fn within<T>(
    deadline: Instant,
    answer: impl Future<Output = Result<T, Error>>,
) -> Result<T, Error> {
    let late = || Err(Failure::late().into());
    if now() >= deadline {
        return late();
    }
    let answered = timeout_at(deadline.into(), answer).await;
    answered.unwrap_or_else(|_| late())
}
