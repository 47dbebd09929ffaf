//! The pages as the servers see them: a router.

use std::sync::Arc;

use askama::Template;
use axum::{
    Router,
    extract::{Path, RawQuery, State},
    http::{HeaderMap, StatusCode, header},
    middleware::map_response,
    response::{Html, IntoResponse, Response},
    routing::get,
};
use silta_consortium::{Argument, Language, RecordId};

use crate::{
    catalogue::{Asking, Silence},
    headers,
    interfaces::{self, Interface},
    query, record,
    request::{Asked, Excess},
    results::{self, Frame},
    settings::PageSettings,
    words::Words,
};

/// The longest id of a record that is looked up.
const MAX_ID: usize = 200;

/// The search page at `/`, records at `/record/ID`, and what is served where at `/interfaces`.
pub fn router(settings: PageSettings) -> Router {
    Router::new()
        .route("/", get(search))
        .route("/record/{id}", get(one))
        .route("/interfaces", get(addresses))
        .layer(map_response(headers::add))
        .route("/style.css", get(style))
        .with_state(Arc::new(settings))
}

async fn search(
    State(settings): State<Arc<PageSettings>>,
    RawQuery(address): RawQuery,
    headers: HeaderMap,
) -> Response {
    let (asked, excess) = Asked::read(&address.unwrap_or_default(), &headers);
    if let Some(excess) = excess {
        return excessive(&settings, &asked, excess);
    }
    if asked.is_empty() {
        return start(&settings, &asked).await;
    }
    let search = match query::search(&asked) {
        Ok(search) => search,
        Err(diagnostic) => {
            let (key, about) = query::fault(&diagnostic);
            let text = asked.words().with(key, &[("about", Argument::Text(about))]);
            return message(&settings, &asked, StatusCode::BAD_REQUEST, text);
        }
    };
    match results::page(&settings, &asked, search).await {
        Ok(page) => Html(page).into_response(),
        Err(silence) => silent(&settings, &asked, &silence),
    }
}

async fn one(
    State(settings): State<Arc<PageSettings>>,
    Path(id): Path<String>,
    RawQuery(address): RawQuery,
    headers: HeaderMap,
) -> Response {
    let (asked, excess) = Asked::read(&address.unwrap_or_default(), &headers);
    if let Some(excess) = excess {
        return excessive(&settings, &asked, excess);
    }
    if id.len() > MAX_ID {
        return silent(&settings, &asked, &Silence::Gone);
    }
    match record::page(&settings, &asked, &RecordId::from(id)).await {
        Ok(page) => Html(page).into_response(),
        Err(silence) => silent(&settings, &asked, &silence),
    }
}

async fn addresses(
    State(settings): State<Arc<PageSettings>>,
    RawQuery(address): RawQuery,
    headers: HeaderMap,
) -> Response {
    let (asked, _) = Asked::read(&address.unwrap_or_default(), &headers);
    written(interfaces::page(
        &settings.title,
        &asked,
        &settings.interfaces,
    ))
}

async fn style() -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/css; charset=utf-8"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CACHE_CONTROL, "max-age=3600"),
    ];
    (headers, include_str!("../style.css")).into_response()
}

#[derive(Template)]
#[template(path = "start.html")]
struct StartPage<'a> {
    frame: Frame,
    words: Words,
    /// The names of the libraries; none if they are not told in time.
    libraries: Vec<String>,
    /// What programs are served with, at which addresses.
    served: &'a [Interface],
}

/// The page with nothing looked for.
async fn start(settings: &PageSettings, asked: &Asked) -> Response {
    let libraries = Asking::new(settings).libraries().await.unwrap_or_default();
    let page = StartPage {
        frame: Frame::of_search(&settings.title, asked),
        words: asked.words(),
        libraries: libraries
            .iter()
            .map(|library| library.name.clone())
            .collect(),
        served: &settings.interfaces,
    };
    written(page.render())
}

#[derive(Template)]
#[template(path = "message.html")]
struct MessagePage {
    frame: Frame,
    words: Words,
    text: String,
    /// Whether help with writing a query is of use.
    help: bool,
}

/// A page that says why there is nothing else on it. The field keeps what stood in it.
fn message(settings: &PageSettings, asked: &Asked, status: StatusCode, text: String) -> Response {
    let heading = asked.words().t(match status {
        StatusCode::NOT_FOUND => "heading-gone",
        StatusCode::SERVICE_UNAVAILABLE => "heading-unavailable",
        _ => "heading-wrong",
    });
    let hrefs = |language: Language| asked.in_language(language).href("/");
    let page = MessagePage {
        frame: Frame::new(&settings.title, Some(&heading), asked, hrefs),
        words: asked.words(),
        text,
        help: status == StatusCode::BAD_REQUEST,
    };
    (status, written(page.render())).into_response()
}

fn excessive(settings: &PageSettings, asked: &Asked, excess: Excess) -> Response {
    message(
        settings,
        asked,
        StatusCode::BAD_REQUEST,
        excess_text(asked.words(), excess),
    )
}

fn excess_text(words: Words, excess: Excess) -> String {
    let number = |number: usize| Argument::Number(i64::try_from(number).unwrap_or(i64::MAX));
    let limits = [
        ("characters", number(crate::MAX_QUERY)),
        ("pages", Argument::Number(crate::MAX_PAGE.into())),
        ("facets", number(crate::MAX_CHOSEN)),
    ];
    words.with(excess, &limits)
}

fn silent(settings: &PageSettings, asked: &Asked, silence: &Silence) -> Response {
    let (status, key) = match silence {
        Silence::Gone => (StatusCode::NOT_FOUND, "gone"),
        Silence::Unsearchable => (StatusCode::BAD_REQUEST, "unsearchable"),
        Silence::Unavailable => (StatusCode::SERVICE_UNAVAILABLE, "unavailable"),
    };
    message(settings, asked, status, asked.words().t(key))
}

fn written(page: askama::Result<String>) -> Response {
    match page {
        Ok(page) => Html(page).into_response(),
        Err(error) => {
            tracing::error!(%error, "a page cannot be written");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}
