//! 43 and 44: a result set in another order.

use silta_consortium::query::{Missing, SortKey as ConsortiumKey};
use silta_rpn_translation::{Meaning, index_named};
use silta_z3950::{
    Options, SortRequest, SortResponse, SortStatus,
    bib1::Condition,
    sort::{
        CaseSensitivity, MissingValueAction, SortElement, SortKey, SortKeySpec, SortRelation,
        SortedResultSetStatus,
    },
};

use crate::{
    diagnostic::{Diagnostic, about, plain},
    result_sets::Made,
    serving::Serving,
};

pub(crate) async fn sort(s: &mut Serving<'_>, request: SortRequest) -> SortResponse {
    match order(s, &request).await {
        Ok(made) => {
            let count = i64::try_from(made.found.total).unwrap_or(i64::MAX);
            let counted = s.conversation.options.contains(Options::RESULT_COUNT);
            let name = request.sorted_result_set_name.as_bytes();
            s.conversation.result_sets.put(name, made);
            SortResponse {
                result_count: counted.then_some(count),
                ..SortResponse::default()
            }
        }
        Err(diagnostic) => SortResponse {
            sort_status: SortStatus::Failure,
            result_set_status: Some(SortedResultSetStatus::Unchanged),
            diagnostics: Some(vec![s.refuse(diagnostic).into()]),
            ..SortResponse::default()
        },
    }
}

async fn order(s: &Serving<'_>, request: &SortRequest) -> Result<Made, Diagnostic> {
    let sets = &s.conversation.result_sets;
    let input = match request.input_result_set_names.as_slice() {
        [input] => sets.find(input.as_bytes())?,
        [] => return Err(plain(Condition::NoResultSetNameOnSort)),
        _ => return Err(about(Condition::TooManyInputResultSets, 1)),
    };
    let named = s.conversation.options.contains(Options::NAMED_RESULT_SETS);
    sets.may_make(request.sorted_result_set_name.as_bytes(), named, s.limits())?;
    let limit = s.limits().sort_keys;
    if request.sort_sequence.len() > limit {
        return Err(about(Condition::TooManySortKeys, limit));
    }
    let keys = request.sort_sequence.iter().zip(1..);
    let keys: Result<Vec<_>, _> = keys.map(|(spec, place)| key(spec, place)).collect();
    let keys = keys?;
    if keys.is_empty() {
        return Err(plain(Condition::CannotSort));
    }
    let sorted = s.consortium().sort(&s.context, &input.found, keys);
    Ok(Made {
        found: s.answer(sorted).await?,
        database: input.database.clone(),
    })
}

/// One key, standing at this place of the sequence.
fn key(spec: &SortKeySpec, place: usize) -> Result<ConsortiumKey, Diagnostic> {
    let cannot = || about(Condition::CannotSort, place);
    let index = match &spec.sort_element {
        SortElement::DatabaseSpecific(_) => {
            return Err(plain(Condition::DatabaseSpecificSortNotSupported));
        }
        SortElement::Generic(SortKey::Sortfield(name)) => index_named(&name.to_text()),
        SortElement::Generic(SortKey::SortAttributes(attributes)) => {
            let meaning = Meaning::of(attributes.id, &attributes.list);
            match meaning {
                Ok(meaning) => Some(meaning.index),
                Err(diagnostic) if diagnostic.condition == Condition::UnsupportedUse.code() => None,
                Err(diagnostic) => return Err(diagnostic),
            }
        }
        SortElement::Generic(SortKey::ElementSpec(_)) => None,
    };
    let index = index
        .filter(|index| index.definition().sort)
        .ok_or_else(cannot)?;
    let descending = match spec.sort_relation {
        SortRelation::Ascending => false,
        SortRelation::Descending => true,
        other => return Err(about(Condition::IllegalSortRelation, other.code())),
    };
    // Sorting knows no case; whoever wants it sees capitals among the small letters.
    if let CaseSensitivity::Other(value) = spec.case_sensitivity {
        return Err(about(Condition::IllegalCaseValue, value));
    }
    Ok(ConsortiumKey {
        index,
        descending,
        missing: missing(spec.missing_value_action.as_ref(), descending)?,
    })
}

/// An empty value is the least.
fn missing(action: Option<&MissingValueAction>, descending: bool) -> Result<Missing, Diagnostic> {
    match action {
        None => Ok(Missing::Last),
        Some(MissingValueAction::Null(_)) if descending => Ok(Missing::Last),
        Some(MissingValueAction::Null(_)) => Ok(Missing::First),
        Some(MissingValueAction::Abort(_)) => {
            Err(about(Condition::IllegalMissingValueAction, "abort"))
        }
        Some(MissingValueAction::MissingValueData(_)) => Err(about(
            Condition::UnsupportedMissingValueAction,
            "missingValueData",
        )),
    }
}
