//! What is told otherwise than by a line a field: queries, attributes, diagnostics, and values of
//! other standards that we can read.

use silta_ber::{Encoding, External, Malformed, Oid};

use super::Lines;
use crate::{
    attributes, bib1,
    item_order::{ItemOrder, TaskPackage},
    negotiation::CharSetAndLanguageNegotiation,
    oid::{
        BIB_1, CHARACTER_SET_3, CQL, DIAG_1, DIAG_BIB_1, DIAG_GENERAL, EXTENDED, ITEM_ORDER, OPAC,
        SEARCH_RESULT_1, SUTRS, USER_INFO_1, told,
    },
    opac::OpacRecord,
    pqf,
    query::{AttributeElement, AttributeValue, RpnQuery},
    records::DefaultDiagFormat,
    search_result::SearchInfoReport,
    strings::InternationalString,
    user_info::{DiagnosticContainer, DiagnosticFormat, UserInfo},
    value::{How, Value, from_external},
};

/// The query as PQF, and its parts.
pub(crate) fn query(query: &RpnQuery, name: &str, lines: &mut Lines) {
    lines.line(name, pqf::print(query));
    lines.deeper(|lines| {
        query.attribute_set.tell("attributeSet", lines);
        query.rpn.tell("rpn", lines);
    });
}

/// Type, value and what they are called.
pub(crate) fn attribute(attribute: &AttributeElement, _: &str, lines: &mut Lines) {
    let AttributeElement {
        attribute_set,
        attribute_type,
        attribute_value,
    } = attribute;
    let set = attribute_set.map_or_else(String::new, |set| format!(" of {}", told(&set)));
    let known = attribute_set.unwrap_or(BIB_1) == BIB_1;
    let type_name = attributes::attribute_type(*attribute_type).filter(|_| known);
    let type_name = type_name.map_or("unknown", |known| known.name);
    match attribute_value {
        AttributeValue::Numeric(value) => {
            let value_name = attributes::value_name(*attribute_type, *value);
            let meaning = value_name.filter(|_| known).unwrap_or("unknown");
            let text = format!("{attribute_type}={value} ({type_name}: {meaning}){set}");
            lines.line("attribute", text);
        }
        AttributeValue::Complex(complex) => {
            lines.line("attribute", format!("{attribute_type} ({type_name}){set}"));
            lines.deeper(|lines| complex.tell("complex", lines));
        }
    }
}

/// Number, text and what it is about.
pub(crate) fn diagnostic(diagnostic: &DefaultDiagFormat, name: &str, lines: &mut Lines) {
    let DefaultDiagFormat {
        diagnostic_set_id,
        condition,
        addinfo,
    } = diagnostic;
    let about = super::shown(addinfo.as_bytes());
    if *diagnostic_set_id == DIAG_BIB_1 {
        let text = bib1::text(*condition).unwrap_or("not listed");
        lines.line(name, format!("{condition} {text} [{about}]"));
    } else {
        let set = told(diagnostic_set_id);
        lines.line(name, format!("{condition} of {set} [{about}]"));
    }
}

/// A value of another standard: told in full if we know it.
pub(crate) fn external(value: &External, name: &str, lines: &mut Lines) {
    lines.nest(name, |lines| {
        if let Some(kind) = &value.direct_reference {
            kind.tell("directReference", lines);
        }
        if let Some(kind) = value.indirect_reference {
            kind.tell("indirectReference", lines);
        }
        if let Some(descriptor) = &value.data_value_descriptor {
            lines.octets("dataValueDescriptor", descriptor);
        }
        match &value.encoding {
            Encoding::SingleAsn1Type(element) => {
                if value
                    .direct_reference
                    .and_then(|kind| inside(kind, value, lines))
                    .is_none()
                {
                    lines.line("singleAsn1Type", super::shown(element));
                }
            }
            Encoding::OctetAligned(octets) => lines.octets("octetAligned", octets),
            Encoding::Arbitrary(bits) => bits.tell("arbitrary", lines),
        }
    });
}

/// Tells what stands in a value of a known kind.
fn inside(kind: Oid, value: &External, lines: &mut Lines) -> Option<()> {
    fn told<T: Value>(read: Result<T, Malformed>, name: &str, lines: &mut Lines) -> Option<()> {
        read.ok().map(|read| read.tell(name, lines))
    }
    match kind {
        EXTENDED => told(TaskPackage::from_external(value), "taskPackage", lines),
        ITEM_ORDER => told(ItemOrder::from_external(value), "itemOrder", lines),
        OPAC => told(OpacRecord::from_external(value), "opacRecord", lines),
        SUTRS | CQL => {
            let text = from_external::<InternationalString>(value, How::Own);
            told(text, "text", lines)
        }
        CHARACTER_SET_3 => {
            let negotiation = CharSetAndLanguageNegotiation::from_external(value);
            told(negotiation, "negotiation", lines)
        }
        USER_INFO_1 => told(
            UserInfo::from_external(value).map(|info| info.0),
            "userInfo",
            lines,
        ),
        DIAG_1 => {
            let diagnostics = DiagnosticFormat::from_external(value).map(|list| list.0);
            told(diagnostics, "diagnostic", lines)
        }
        DIAG_GENERAL => {
            let diagnostics = DiagnosticContainer::from_external(value).map(|list| list.0);
            told(diagnostics, "diagnostic", lines)
        }
        SEARCH_RESULT_1 => {
            let reports = SearchInfoReport::from_external(value).map(|report| report.0);
            told(reports, "report", lines)
        }
        _ => None,
    }
}
