//! 35 and 36: the terms around a term, in Finnish order.

use silta_consortium::{
    IndexKind,
    query::{Browse, Position, Relation, TermEntry, Terms},
};
use silta_rpn_translation::{Charset, Comparison, Meaning, Structure, Truncation, text};
use silta_z3950::{
    Oid, ScanRequest, ScanResponse, ScanStatus, Term,
    bib1::Condition,
    oid::BIB_1,
    scan::{Entry, ListEntries, TermInfo},
};

use crate::{
    diagnostic::{Diagnostic, about, plain},
    serving::Serving,
};

/// Octets around a term in a response.
const AROUND_TERM: usize = 32;

pub(crate) async fn scan(s: &mut Serving<'_>, request: ScanRequest) -> ScanResponse {
    match look(s, &request).await {
        Ok(response) => response,
        Err(diagnostic) => ScanResponse {
            scan_status: ScanStatus::Failure,
            entries: Some(ListEntries {
                entries: None,
                nonsurrogate_diagnostics: Some(vec![s.refuse(diagnostic).into()]),
            }),
            ..ScanResponse::default()
        },
    }
}

async fn look(s: &Serving<'_>, request: &ScanRequest) -> Result<ScanResponse, Diagnostic> {
    s.database(&request.database_names)?;
    let browse = browse(s, request)?;
    let count = browse.count;
    if count == 0 {
        return Ok(ScanResponse {
            step_size: Some(0),
            ..ScanResponse::default()
        });
    }
    let answer = s.consortium().browse(&s.context, browse);
    let terms = s.answer(answer).await?;
    let mut response = response(
        terms,
        s.conversation.charset,
        s.conversation.preferred_message_size,
    );
    if response.scan_status == ScanStatus::Success
        && response.number_of_entries_returned < i64::from(count)
    {
        response.scan_status = ScanStatus::Partial5;
    }
    Ok(response)
}

/// What part of which index is wanted.
fn browse(s: &Serving<'_>, request: &ScanRequest) -> Result<Browse, Diagnostic> {
    let start = &request.term_list_and_start_point;
    let set: Oid = request.attribute_set.unwrap_or(BIB_1);
    let meaning = Meaning::of(set, &start.attributes)?;
    if meaning.comparison != Comparison::By(Relation::Equal) {
        let unfit = "only 3 (equal) in Scan";
        return Err(about(Condition::UnsupportedRelation, unfit));
    }
    if !matches!(meaning.truncation, Truncation::None | Truncation::Right) {
        let unfit = "only 1 and 100 in Scan";
        return Err(about(Condition::UnsupportedTruncation, unfit));
    }
    if request.step_size.is_some_and(|step| step != 0) {
        return Err(plain(Condition::OnlyZeroStepSize));
    }
    let most = s.limits().scan_terms.min(Browse::MAX_COUNT);
    let count = match u32::try_from(request.number_of_terms_requested) {
        Ok(count) if count <= most => count,
        _ if request.number_of_terms_requested < 0 => return Err(plain(Condition::MalformedScan)),
        _ => return Err(about(Condition::TooManyTermsInScan, most)),
    };
    let position = request.preferred_position_in_response.unwrap_or(1);
    // 0: the term stands just before the list; one beyond its end: just after.
    let within = (0..=i64::from(count) + 1).contains(&position);
    let before = within.then(|| i32::try_from(position - 1).ok()).flatten();
    Ok(Browse {
        index: meaning.index,
        headings: in_headings(&meaning),
        from: text(&start.term, s.conversation.charset, s.limits().term)?,
        before: before.ok_or_else(|| about(Condition::UnsupportedPositionInResponse, position))?,
        count,
    })
}

/// Whether whole headings are wanted, and not their words.
fn in_headings(meaning: &Meaning) -> bool {
    meaning.kind() != IndexKind::Text
        || matches!(meaning.structure, Structure::Phrase | Structure::Text)
        || meaning.position == Position::First
        || meaning.complete
}

/// As many terms as fit into a message.
fn response(terms: Terms, charset: Charset, size: usize) -> ScanResponse {
    let Terms {
        entries, before, ..
    } = terms;
    let mut left = size;
    let mut told = Vec::with_capacity(entries.len());
    let mut status = ScanStatus::Success;
    for entry in entries {
        let size = AROUND_TERM + entry.term.len() + entry.display.len();
        match left.checked_sub(size) {
            Some(rest) => left = rest,
            None => {
                status = ScanStatus::Partial2;
                break;
            }
        }
        told.push(Entry::TermInfo(info(entry, charset)));
    }
    ScanResponse {
        step_size: Some(0),
        scan_status: status,
        number_of_entries_returned: told.len() as i64,
        position_of_term: Some(i64::from(before) + 1),
        entries: (!told.is_empty()).then_some(ListEntries {
            entries: Some(told),
            nonsurrogate_diagnostics: None,
        }),
        ..ScanResponse::default()
    }
}

fn info(entry: TermEntry, charset: Charset) -> TermInfo {
    let TermEntry {
        term,
        display,
        records,
    } = entry;
    let shown = (display != term).then(|| charset.encode(display).into());
    let term = Term::General(charset.encode(term).into());
    TermInfo {
        display_term: shown,
        ..TermInfo::new(term, i64::try_from(records).unwrap_or(i64::MAX))
    }
}
