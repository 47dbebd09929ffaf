//! Searching the catalogue and browsing its indexes, in the words of CQL.

use silta_consortium::{Error, FailureKind, Page, query::Browse};
use silta_consortium_api as wire;
use silta_cql::{Diagnostic, Version};
use silta_cql_translation::{index_named, no_result_sets, search as read};

use crate::{
    asking::{Asking, Reply},
    fault::{About, Fault},
    tell::Tell as _,
};

/// Queries are read as the newest version that has been published for SRU.
const CQL: Version = Version::V2_0;

/// Finds records: a part of the hits, and how many there are. The cursor holds the place of the
/// next one; the search itself is made anew for each part.
pub(crate) async fn search(asking: &Asking, query: &str) -> Result<Reply, Fault> {
    let paging = asking.query.paging()?;
    let skip = match (&paging.cursor, asking.query.value::<u32>("start")?) {
        (Some(cursor), None) => open(cursor)
            .and_then(|place| place.parse().ok())
            .ok_or_else(no_cursor)?,
        (None, Some(0)) => return Err(Fault::malformed("/start", "counts from 1")),
        (None, start) => start.map_or(0, |start| start - 1),
        (Some(_), Some(_)) => {
            return Err(Fault::malformed(
                "/start",
                "cursor and start are two places",
            ));
        }
    };
    let search = read(query, CQL, &no_result_sets).map_err(|fault| wrong("/query", &fault))?;
    let context = asking.context();
    let consortium = asking.consortium();
    let set = consortium
        .search(&context, search)
        .await
        .map_err(|error| failed(asking, error))?;
    let page = Page {
        skip,
        limit: paging.limit,
    };
    let shown = consortium
        .present(&context, &set, page)
        .await
        .map_err(|error| failed(asking, error))?;
    let told = u64::from(skip) + shown.len() as u64;
    let mut records = Vec::new();
    // What was deleted since it was found is left out.
    for marc in shown.into_iter().flatten() {
        match consortium.record(&context, &marc.id).await {
            Ok(record) => records.push(record.tell(asking.teller())),
            Err(Error::Refused(_)) => {}
            Err(error) => return Err(asking.fault(error, About::BODY)),
        }
    }
    let more = told < set.total;
    Ok(Reply::of(&wire::List {
        items: records,
        next: more
            .then(|| wire::Cursor::seal(told.to_string().as_bytes()))
            .flatten(),
        total: set.total,
    }))
}

/// A part of an index, from a term on. The cursor holds the last term that was told.
pub(crate) async fn terms(asking: &Asking) -> Result<Reply, Fault> {
    let paging = asking.query.paging()?;
    let name = asking.query.required("index")?;
    let index = index_named(name).map_err(|fault| wrong("/index", &fault))?;
    let after = match &paging.cursor {
        Some(cursor) => Some(open(cursor).ok_or_else(no_cursor)?),
        None => None,
    };
    let from = asking.query.text("from").unwrap_or_default().to_owned();
    let browse = Browse {
        index,
        headings: false,
        before: if after.is_some() { -1 } else { 0 },
        from: after.unwrap_or(from),
        count: paging.limit.min(Browse::MAX_COUNT),
    };
    let found = asking.consortium().browse(&asking.context(), browse).await;
    let found = found.map_err(|error| failed(asking, error))?;
    let last = found.entries.last().filter(|_| !found.at_end);
    let next = last.and_then(|last| wire::Cursor::seal(last.term.as_bytes()));
    let told = found.entries.len() as u64;
    let items = found.entries.into_iter().map(|entry| wire::Term {
        term: entry.term,
        count: entry.records,
    });
    Ok(Reply::of(&wire::List {
        items: items.collect(),
        next,
        total: told,
    }))
}

fn open(cursor: &wire::Cursor) -> Option<String> {
    String::from_utf8(cursor.open()?).ok()
}

fn no_cursor() -> Fault {
    Fault::malformed("/cursor", "this cursor is none that was given as `next`")
}

/// What is wrong with a query, in the words of SRU's diagnostics.
fn wrong(pointer: &str, fault: &Diagnostic) -> Fault {
    let (number, message) = (fault.condition.number(), fault.condition.message());
    let detail = match fault.details.is_empty() {
        true => format!("{message} (info:srw/diagnostic/1/{number})"),
        false => format!(
            "{message}: {} (info:srw/diagnostic/1/{number})",
            fault.details
        ),
    };
    Fault::malformed(pointer, detail)
}

/// What the catalogue cannot look for is the caller's mistake in the query.
fn failed(asking: &Asking, error: Error) -> Fault {
    match error {
        Error::Failed(failure) if failure.kind == FailureKind::Unsearchable => {
            Fault::malformed("/query", failure.what)
        }
        error => asking.fault(error, About::BODY),
    }
}
