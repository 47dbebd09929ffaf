//! scan: terms of an index.

use silta_consortium::query::{Browse, TermEntry};
use silta_cql_translation::scan_clause;
use silta_sru::{Condition, Diagnostic, Response, ScanRequest, Term, WhereInList};

use crate::serving::Serving;

/// The terms. The clause as a tree goes to the response, however the scan ends.
pub(crate) async fn scan(
    s: &Serving<'_>,
    asked: &ScanRequest,
    response: &mut Response,
) -> Result<Vec<Term>, Diagnostic> {
    let text = asked.scan_clause.as_deref().unwrap_or_default();
    response.query = silta_cql::parse(text, s.version.cql()).ok();
    let clause = scan_clause(text, s.version.cql())?;
    let most = s.limits().terms.min(Browse::MAX_COUNT - 1);
    let count = asked.maximum_terms;
    let count = count.unwrap_or_else(|| s.limits().default_terms.into());
    let count = u32::try_from(count).ok().filter(|count| *count <= most);
    let count = count.ok_or_else(|| Condition::TooManyTerms.about(most))?;
    let position = asked.response_position.unwrap_or(1);
    // 0: the term stands just before the list; one beyond its end: just after.
    let position = i32::try_from(position)
        .ok()
        .filter(|position| u32::try_from(*position).is_ok_and(|position| position <= count + 1));
    let before = position.ok_or_else(|| Condition::ResponsePosition.plain())? - 1;
    // One more before the first tells whether it is the first of the index.
    let look_back = i32::from(before >= 0);
    let browse = Browse {
        index: clause.index,
        headings: clause.headings,
        from: clause.from,
        before: before + look_back,
        count: count + look_back.unsigned_abs(),
    };
    let browsed = s.answer(s.consortium().browse(&s.context, browse)).await?;
    let asked_before = u32::try_from(before + look_back).unwrap_or(0);
    let has_one_more = look_back > 0 && browsed.before >= asked_before;
    let terms = browsed.entries.into_iter();
    let terms = terms.skip(usize::from(has_one_more)).take(count as usize);
    let begins = look_back > 0 && !has_one_more;
    let mut terms: Vec<_> = terms.map(term).collect();
    place(&mut terms, begins, browsed.at_end);
    Ok(terms)
}

fn term(entry: TermEntry) -> Term {
    let TermEntry {
        term,
        display,
        records,
    } = entry;
    Term {
        display_term: (display != term).then_some(display),
        value: term,
        number_of_records: records,
        where_in_list: Some(WhereInList::Inner),
    }
}

/// Says which are the first and the last of the index.
fn place(terms: &mut [Term], begins: bool, ends: bool) {
    let alone = terms.len() == 1;
    if begins && let Some(first) = terms.first_mut() {
        first.where_in_list = Some(WhereInList::First);
    }
    if ends && let Some(last) = terms.last_mut() {
        let only = alone && begins;
        last.where_in_list = Some(if only {
            WhereInList::Only
        } else {
            WhereInList::Last
        });
    }
}
