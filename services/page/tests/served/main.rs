//! The demo library searched by people: over the router, as browsers ask.

#![expect(clippy::unwrap_used, reason = "a test fails where it cannot go on")]

mod house;

use std::time::Duration;

use house::{House, found, links};
use silta_page_service::{MAX_CHOSEN, MAX_PAGE, MAX_QUERY, RECORDS_PER_PAGE};

#[tokio::test]
async fn the_first_page_has_a_field_and_the_libraries() {
    let house = House::new();
    let (status, headers, page) = house.send("/", "de").await;
    assert_eq!(status, 200);
    for part in [
        "<html lang=\"fi\">",
        "name=\"q\"",
        "<label for=\"q\">",
        "<li>Kajaani</li>",
        "href=\"/interfaces\"",
        "href=\"#main\"",
        "<main id=\"main\"",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    let policy = headers["content-security-policy"].to_str().unwrap();
    assert!(policy.starts_with("default-src 'none'; style-src 'self'"));
    assert_eq!(headers["x-content-type-options"], "nosniff");
    assert_eq!(headers["referrer-policy"], "no-referrer");
    assert_eq!(headers["cache-control"], "no-store");
    let (status, headers, style) = house.send("/style.css", "").await;
    assert_eq!((status, style.contains(":focus-visible")), (200, true));
    assert_eq!(headers["content-type"], "text/css; charset=utf-8");
}

#[tokio::test]
async fn words_find_and_the_field_keeps_them() {
    let house = House::new();
    let page = house.get("/?q=seitsem%C3%A4n+veljest%C3%A4").await;
    assert!(found(&page) >= 1);
    assert!(page.contains("value=\"seitsemän veljestä\""), "{page}");
    assert!(page.contains(">Seitsemän veljestä"), "{page}");
    assert!(page.contains(" on the shelf</p>"), "{page}");
    let cql = house
        .get("/?q=dc.title%3D%22seitsem%C3%A4n+veljest%C3%A4%22")
        .await;
    assert!(found(&cql) >= 1);
    let nothing = house.get("/?q=qwertyuiop").await;
    assert_eq!(found(&nothing), 0);
    assert!(nothing.contains("Nothing was found"), "{nothing}");
}

/// Each link of a facet leads to as many titles as it told, and back again.
#[tokio::test]
async fn a_facet_narrows_to_the_count_that_it_told() {
    let house = House::new();
    let query = "/?q=dc.date%3E1800&lang=en";
    let page = house.get(query).await;
    let (_, facets) = page.split_once("<nav class=\"facets\"").unwrap();
    let facets = facets.split("</nav>").next().unwrap();
    assert!(
        facets.contains(">Finnish</a>") && facets.contains(">Book</a>"),
        "{facets}"
    );
    let mut followed = 0;
    for value in facets.split("<li>").skip(1) {
        let link = &links(value)[0];
        let (_, count) = value.split_once("class=\"count\">(").unwrap();
        let count: u64 = count.split(')').next().unwrap().parse().unwrap();
        let narrowed = house.get(link).await;
        assert_eq!(found(&narrowed), count, "{link}");
        let (_, chosen) = narrowed.split_once("<nav class=\"chosen\"").unwrap();
        assert_eq!(links(chosen)[0], query);
        followed += 1;
    }
    assert!(followed > 20, "{followed}");
}

#[tokio::test]
async fn pages_follow_each_other() {
    let house = House::new();
    let mut address = "/?q=dc.date%3E1800".to_owned();
    let mut seen = Vec::new();
    for page in 1..=3 {
        let text = house.get(&address).await;
        assert!(text.contains(&format!("Page {page} / ")), "{text}");
        let (_, results) = text.split_once("<ol class=\"results\">").unwrap();
        let (results, rest) = results.split_once("</ol>").unwrap();
        let records = links(results);
        assert_eq!(records.len(), RECORDS_PER_PAGE as usize);
        seen.extend(
            records
                .iter()
                .map(|link| link.split('?').next().unwrap().to_owned()),
        );
        assert_eq!(rest.contains("rel=\"prev\""), page > 1);
        let (_, next) = rest.split_once("rel=\"next\"").unwrap();
        address.clone_from(&links(next)[0]);
    }
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 30);
    let beyond = house.get(&format!("/?q=kalevala&page={MAX_PAGE}")).await;
    assert!(beyond.contains("rel=\"prev\"") && !beyond.contains("rel=\"next\""));
}

#[tokio::test]
async fn a_record_tells_where_its_copies_are_now() {
    let house = House::new();
    let before = house.get("/record/kainet.1?q=veljekset").await;
    let on_shelf = |page: &str| page.matches(">On the shelf</td>").count();
    let on_loan = |page: &str| page.matches(">On loan</td>").count();
    let shelf = on_shelf(&before);
    assert!(shelf > 0, "{before}");
    assert!(before.contains("href=\"/?q=veljekset\""), "{before}");
    assert!(before.contains("<dt>Author</dt>"), "{before}");
    assert!(before.contains("Kajaani"), "{before}");
    let loans = on_loan(&before);
    house.lend("2900000001", "3900000001").await;
    let after = house.get("/record/kainet.1").await;
    assert_eq!((on_shelf(&after), on_loan(&after)), (shelf - 1, loans + 1));
    assert!(after.contains(" 2026</td>"), "a due date: {after}");
    assert!(before.contains("<p class=\"available\">"), "{before}");
    assert!(
        after.contains("href=\"/sru?recordSchema=marcxml"),
        "{after}"
    );
    let gone = house.wrong("/record/kainet.999999", 404).await;
    assert!(gone.contains("not in the catalogue"), "{gone}");
    house
        .wrong(&format!("/record/{}", "k".repeat(300)), 404)
        .await;
}

#[tokio::test]
async fn the_reader_chooses_the_language() {
    let house = House::new();
    for (path, header, language, text) in [
        ("/?q=kalevala", "", "fi", "Rajaa hakua"),
        ("/?q=kalevala", "sv-FI,sv;q=0.9", "sv", "Avgränsa sökningen"),
        ("/?q=kalevala&lang=en", "sv", "en", "Narrow the search"),
        ("/record/kainet.1?lang=sv", "fi", "sv", "Hyllplats"),
        ("/interfaces?lang=sv", "fi", "sv", "Gränssnitt och adresser"),
        ("/?lang=xx", "en", "en", "Each word must be found"),
    ] {
        let (status, _, page) = house.send(path, header).await;
        assert_eq!(status, 200);
        assert!(
            page.contains(&format!("<html lang=\"{language}\">")),
            "{page}"
        );
        assert!(page.contains(text), "{path} {text}: {page}");
    }
    let page = house.get("/?q=kalevala&lang=sv").await;
    for link in links(page.split_once("<main").unwrap().1) {
        let carried = link.contains("lang=sv");
        assert!(carried, "{link}");
    }
}

#[tokio::test]
async fn what_is_hostile_stays_text() {
    let house = House::new();
    house.take_in("bad1", "<img src=x onerror=alert(1)> pahatitteli");
    let page = house
        .get("/?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E%20x")
        .await;
    assert!(page.contains("&#60;script&#62;"), "{page}");
    // The index follows the import.
    while found(&house.get("/?q=pahatitteli").await) == 0 {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let page = house.get("/?q=pahatitteli").await;
    assert_eq!(found(&page), 1);
    assert!(!page.contains("<img"), "{page}");
    let (_, results) = page.split_once("<ol class=\"results\">").unwrap();
    let record = house.get(&links(results)[0]).await;
    assert!(
        !record.contains("<img") && record.contains("&#60;img"),
        "{record}"
    );
}

#[tokio::test]
async fn what_is_wrong_is_told_in_words() {
    let house = House::new();
    let facets: String = (0..=MAX_CHOSEN)
        .map(|year| format!("&f=year:{year}"))
        .collect();
    for (path, text) in [
        ("/?q=dc.nimi%3Dkalevala".to_owned(), "Unknown index: "),
        ("/?q=dc.title%3D".to_owned(), "not written right"),
        ("/?q=dc.title%3Ckalevala".to_owned(), "Unknown comparison: "),
        (
            format!("/?q={}", "a".repeat(MAX_QUERY + 1)),
            "too long: at most 500",
        ),
        (format!("/?q=a&page={}", MAX_PAGE + 1), "at most 1000 pages"),
        (format!("/?q=a{facets}"), "at most 8"),
        ("/?f=barcode:1".to_owned(), "filter is not known"),
    ] {
        let page = house.wrong(&path, 400).await;
        let (_, told) = page.split_once("role=\"alert\">").unwrap();
        assert!(told.contains(text), "{path} {text}: {told}");
        let field = path.split("q=dc.nimi").nth(1).is_some();
        assert!(
            !field || page.contains("value=\"dc.nimi=kalevala\""),
            "{page}"
        );
    }
}

#[tokio::test]
async fn the_interfaces_page_shows_what_is_served_alone() {
    let house = House::new();
    let page = house.get("/interfaces").await;
    assert!(page.contains("127.0.0.1:6001"), "{page}");
    assert!(page.contains("| nc -w 1 127.0.0.1 6001</code>"), "{page}");
    assert!(page.contains("href=\"/sru?query=kalevala\""), "{page}");
    for off in ["Z39.50", "OAI-PMH", "openapi", "metrics"] {
        assert!(!page.contains(off), "{off}: {page}");
    }
    let start = house.get("/").await;
    assert!(start.contains("<code>127.0.0.1:6001</code>"), "{start}");
    assert!(!start.contains("Z39.50"), "{start}");
}

#[tokio::test]
async fn a_catalogue_that_does_not_answer_is_told_in_words() {
    let house = House::with(Duration::ZERO, Duration::ZERO);
    for path in ["/?q=kalevala", "/record/kainet.1"] {
        let page = house.wrong(path, 503).await;
        assert!(page.contains("does not answer"), "{page}");
    }
    assert_eq!(house.get("/").await.matches("Kajaani").count(), 0);
}

#[tokio::test]
async fn copies_that_are_not_told_in_time_cost_no_results() {
    let house = House::with(Duration::from_secs(20), Duration::ZERO);
    let page = house.get("/?q=kalevala").await;
    assert!(
        found(&page) > 0 && page.contains("Availability cannot be told"),
        "{page}"
    );
    assert!(!page.contains("class=\"facets\""), "{page}");
    let page = house.get("/record/kainet.1").await;
    assert!(page.contains("Availability cannot be told"), "{page}");
}
