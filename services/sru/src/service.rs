//! SRU as the servers see it: a router, and what all requests share.

use std::{sync::Arc, time::Instant};

use axum::{Router, routing::get};
use silta_sru::{Arguments, Condition, Explain, Request, Response};
use tower_http::compression::CompressionLayer;

use crate::{
    explain, http,
    result_sets::ResultSets,
    serving::{Serving, outcome, refusal},
    settings::SruSettings,
};

/// What all requests share.
pub(crate) struct Shared {
    pub(crate) settings: SruSettings,
    pub(crate) result_sets: ResultSets,
    pub(crate) explain: Explain,
}

/// SRU at `/sru` and `/sru/DATABASE`, by GET and POST, compressed for those who take that.
pub fn router(settings: SruSettings) -> Router {
    let shared = Shared {
        result_sets: ResultSets::new(settings.limits),
        explain: explain::record(&settings),
        settings,
    };
    let methods = || get(http::by_get).post(http::by_post);
    Router::new()
        .route("/sru", methods())
        .route("/sru/", methods())
        .route("/sru/{*database}", methods())
        .layer(CompressionLayer::new().gzip(true))
        .with_state(Arc::new(shared))
}

impl Shared {
    /// The answer to a request for a database; without a name, for the one there is.
    pub(crate) async fn answer(&self, database: &str, arguments: &Arguments) -> Response {
        let started = now();
        let mut reading = Request::read(arguments);
        let mut known = self.settings.databases.iter();
        if !database.is_empty() && !known.any(|known| known.eq_ignore_ascii_case(database)) {
            let shown: String = database.chars().take(MAX_SHOWN).collect();
            reading.faults.insert(0, Condition::Database.about(shown));
            reading.faults.truncate(1);
        }
        let request = reading.request;
        let response = match reading.faults.is_empty() {
            true => {
                Serving::new(self, request.version, started)
                    .serve(request)
                    .await
            }
            false => Response {
                diagnostics: reading.faults,
                ..Response::new(request.clone(), refusal(self, &request))
            },
        };
        let (operation, outcome) = (response.request.operation(), outcome(&response));
        let took = now().saturating_duration_since(started);
        self.settings.metrics.request(operation, outcome, took);
        response
    }
}

/// Most characters of the name of a database that are told back.
const MAX_SHOWN: usize = 60;

/// By the runtime's clock, so that tests can move it.
pub(crate) fn now() -> Instant {
    tokio::time::Instant::now().into_std()
}
