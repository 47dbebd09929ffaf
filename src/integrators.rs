//! The first page over HTTP: what is served where.

use std::fmt::Write as _;

use axum::{Router, response::Html, routing::get};

use crate::gateway::Addresses;

/// `/`: the page for those who connect something.
pub(crate) fn router(addresses: Addresses) -> Router {
    let page = page(addresses);
    Router::new().route("/", get(async || Html(page)))
}

fn page(addresses: Addresses) -> String {
    let Addresses {
        sip2,
        z3950,
        http,
        admin,
    } = addresses;
    let doors = [
        ("SIP2 (self-checks, return machines, gates)", sip2),
        ("Z39.50 (library systems that search)", z3950),
        ("HTTP (this page)", http),
        ("Metrics and health (operators)", admin),
    ];
    let mut rows = String::new();
    for (name, address) in doors {
        let address = address.map_or_else(|| "not served".to_owned(), |a| a.to_string());
        let _ = write!(rows, "<tr><th scope=row>{name}<td><code>{address}</code>");
    }
    format!(
        "<!doctype html><html lang=en><meta charset=utf-8>\
         <meta name=viewport content='width=device-width'><title>Silta</title>\
         <h1>Silta</h1><p>Library interoperability gateway, version {version}.\
         <table><thead><tr><th scope=col>Service<th scope=col>Address<tbody>{rows}</table>\
         <p>A terminal logs in over SIP2 with the account that its library has got for it, in the \
         code page and with the switches of its profile. Where this gateway serves the consortium \
         API, programs call it at <code>/api/v1</code> with a bearer token; \
         <a href=/api/openapi.json>its document</a> says how. There, harvesters read the whole \
         catalogue over OAI-PMH at <a href='/oai?verb=Identify'><code>/oai</code></a>. Programs \
         search it over SRU at <a href='/sru?query=kalevala'><code>/sru</code></a>.\n",
        version = env!("CARGO_PKG_VERSION"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_says_what_is_served_where() {
        let addresses = Addresses {
            sip2: Some(([127, 0, 0, 1], 6001).into()),
            z3950: Some(([127, 0, 0, 1], 2100).into()),
            http: Some(([127, 0, 0, 1], 8080).into()),
            admin: None,
        };
        let page = page(addresses);
        assert!(page.contains("href=/api/openapi.json"), "{page}");
        assert!(
            page.contains("127.0.0.1:6001") && page.contains("not served"),
            "{page}"
        );
    }
}
