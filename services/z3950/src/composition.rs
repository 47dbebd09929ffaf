//! How much of a record is wanted, and in which form.

use silta_z3950::{
    CompSpec, ElementSetNames, Oid, PresentRequest, RecordComposition, Specification,
    bib1::Condition,
    composition::{ElementSpec, Schema},
};

use crate::{
    diagnostic::{Diagnostic, about, about_oid, plain},
    records::Syntax,
};

/// How records are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Wanted {
    pub(crate) syntax: Syntax,
    pub(crate) elements: ElementSet,
}

/// How much of a record.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum ElementSet {
    /// `B`: what a list of hits shows.
    Brief,
    /// `F`: all of it.
    #[default]
    Full,
}

/// How a Present wants its records.
pub(crate) fn wanted(request: &PresentRequest, database: &str) -> Result<Wanted, Diagnostic> {
    match &request.record_composition {
        None => Ok(Wanted {
            syntax: Syntax::preferred(request.preferred_record_syntax)?,
            elements: ElementSet::Full,
        }),
        Some(RecordComposition::Simple(names)) => Ok(Wanted {
            syntax: Syntax::preferred(request.preferred_record_syntax)?,
            elements: element_set(Some(names))?,
        }),
        Some(RecordComposition::Complex(spec)) => Ok(Wanted {
            syntax: syntax(spec, request.preferred_record_syntax)?,
            elements: specified(spec, database)?,
        }),
    }
}

/// How much an element set name means.
pub(crate) fn element_set(names: Option<&ElementSetNames>) -> Result<ElementSet, Diagnostic> {
    match names {
        None => Ok(ElementSet::Full),
        Some(ElementSetNames::GenericElementSetName(name)) => of_name(&name.to_text()),
        Some(ElementSetNames::DatabaseSpecific(_)) => {
            Err(plain(Condition::OnlyGenericElementSetName))
        }
    }
}

fn of_name(name: &str) -> Result<ElementSet, Diagnostic> {
    match name {
        "F" | "f" => Ok(ElementSet::Full),
        "B" | "b" => Ok(ElementSet::Brief),
        other => Err(about(Condition::ElementSetNameNotValid, other)),
    }
}

/// The first syntax of the list that is served.
fn syntax(spec: &CompSpec, preferred: Option<Oid>) -> Result<Syntax, Diagnostic> {
    let listed = spec.record_syntax.as_deref().unwrap_or_default();
    let Some(first) = listed.first() else {
        return Syntax::preferred(preferred);
    };
    match listed.iter().find_map(|oid| Syntax::of_oid(*oid)) {
        Some(syntax) => Ok(syntax),
        None if spec.select_alternative_syntax => Syntax::preferred(preferred),
        None => Err(about_oid(Condition::RecordSyntaxNotSupported, *first)),
    }
}

fn specified(spec: &CompSpec, database: &str) -> Result<ElementSet, Diagnostic> {
    let ours = |name: &silta_z3950::DatabaseName| {
        name.as_bytes().eq_ignore_ascii_case(database.as_bytes())
    };
    let mut specific = spec.db_specific.iter().flatten();
    let specific = specific.find(|specific| ours(&specific.db));
    let specification = specific
        .map(|specific| &specific.spec)
        .or(spec.generic.as_ref());
    let Some(Specification {
        schema,
        element_spec,
    }) = specification
    else {
        return Ok(ElementSet::Full);
    };
    match schema {
        Some(Schema::Oid(oid)) => return Err(about_oid(Condition::UnknownSchema, *oid)),
        Some(Schema::Uri(uri)) if !is_marcxml(&uri.to_text()) => {
            return Err(about(Condition::UnknownSchema, uri.to_text()));
        }
        _ => {}
    }
    match element_spec {
        None => Ok(ElementSet::Full),
        Some(ElementSpec::ElementSetName(name)) => of_name(&name.to_text()),
        Some(ElementSpec::ExternalEspec(_)) => Err(plain(Condition::CompSpecNotSupported)),
    }
}

/// The one schema that records are in, by the names it goes by.
fn is_marcxml(name: &str) -> bool {
    let names = [
        "marcxml",
        "http://www.loc.gov/MARC21/slim",
        "info:srw/schema/1/marcxml-v1.1",
    ];
    names.contains(&name)
}
