//! What the admin listener shows: metrics and health.

use axum::{
    Json, Router,
    extract::State,
    http::{StatusCode, header::CONTENT_TYPE},
    response::{Html, IntoResponse, Response},
    routing::get,
};
use silta_observe::{Health, Metrics, health, metrics};
use tracing::error;

use crate::shutdown::Shutdown;

const PAGE: &str = "<!doctype html><html lang=en><meta charset=utf-8><title>Silta</title>\
<h1>Silta</h1><ul>\
<li><a href=/metrics>Metrics</a>\
<li><a href=/health/live>Live</a>\
<li><a href=/health/ready>Ready</a></ul>\n";

/// `/metrics`, `/health/live`, `/health/ready`, and `/` that links them.
pub fn router(metrics: Metrics, health: Health, shutdown: Shutdown) -> Router {
    Router::new()
        .route("/", get(async || Html(PAGE)))
        .route("/health/live", get(async || Json(Live { live: true })))
        .route("/health/ready", get(ready).with_state((health, shutdown)))
        .route("/metrics", get(numbers).with_state(metrics))
}

#[derive(serde::Serialize)]
struct Live {
    live: bool,
}

/// 503 with the reasons when a part is not ready, or when the gateway is stopping.
async fn ready(State((health, shutdown)): State<(Health, Shutdown)>) -> Response {
    let mut report = health.report();
    if shutdown.has_begun() {
        report.ready = false;
        report.checks.push(health::State {
            name: "accepting",
            ready: false,
            reason: Some("stopping".into()),
        });
    }
    let status = match report.ready {
        true => StatusCode::OK,
        false => StatusCode::SERVICE_UNAVAILABLE,
    };
    (status, Json(report)).into_response()
}

async fn numbers(State(metrics): State<Metrics>) -> Response {
    match metrics.encode() {
        Ok(page) => ([(CONTENT_TYPE, metrics::CONTENT_TYPE)], page).into_response(),
        Err(e) => {
            error!(error = %e, "metrics cannot be written");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}
