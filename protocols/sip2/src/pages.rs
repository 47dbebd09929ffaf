//! The pages `docs/sip2/messages.md` and `fields.md` and the dictionary of the fuzz targets, made
//! from the tables of this crate. A test compares them with the files.

use std::fmt::Write as _;

use crate::{
    codes::{
        AlertType, Algorithm, CirculationStatus, Desensitize, FeeType, HoldMode, HoldType,
        Language, MagneticMedia, MediaType, Outcome, PaymentType, ScStatusCode, SecurityMarker,
    },
    direction::{Request, Response},
    field::{FIELDS, Field, Privacy},
    flags::{PatronStatus, SupportedMessages},
    message::{FieldSpec, MessageSpec, Sender, Since},
    wire::{Cardinality, Form, Listed, Wire},
};

const NOTICE: &str = "<!-- Made from the tables in protocols/sip2; \
    `cargo xtask gen` writes it anew. -->\n";

/// All messages, by code.
fn messages() -> Vec<&'static MessageSpec> {
    let mut messages: Vec<_> = Request::SPECS
        .iter()
        .chain(Response::SPECS)
        .copied()
        .collect();
    messages.sort_by_key(|message| message.code);
    messages
}

/// Lists of codes, by the name of their type.
fn code_lists() -> Vec<(&'static str, &'static [Listed])> {
    let flags = |form| {
        if let Form::Flags(listed, _) = form {
            listed
        } else {
            &[]
        }
    };
    vec![
        ("Alert type (CV)", AlertType::LISTED),
        ("Algorithm (93)", Algorithm::LISTED),
        ("Circulation status (18)", CirculationStatus::LISTED),
        ("Desensitize (12, 30)", Desensitize::LISTED),
        ("Fee type (18, 37, BT)", FeeType::LISTED),
        ("Hold mode (15)", HoldMode::LISTED),
        ("Hold type (BY)", HoldType::LISTED),
        ("Language (23, 24, 26, 63, 64)", Language::LISTED),
        ("Magnetic media (10, 12, 30)", MagneticMedia::LISTED),
        ("Media type (CK)", MediaType::LISTED),
        ("Outcome (ok)", Outcome::LISTED),
        (
            "Patron status (24, 26, 64), 14 positions",
            flags(PatronStatus::FORM),
        ),
        ("Payment type (37)", PaymentType::LISTED),
        ("Security marker (18)", SecurityMarker::LISTED),
        ("Status code (99)", ScStatusCode::LISTED),
        (
            "Supported messages (BX), 16 positions",
            flags(SupportedMessages::FORM),
        ),
    ]
}

/// `docs/sip2/messages.md`.
pub fn messages_page() -> String {
    let mut page = format!("# SIP2: the messages\n\n{NOTICE}\n");
    page.push_str("A terminal asks, the library answers. Each message is its code, a fixed part\n");
    page.push_str("in exactly this order and width, and identified fields in any order; Silta\n");
    page.push_str("writes them in the order given here.\n");
    for message in messages() {
        push_message(&mut page, message);
    }
    page
}

fn push_message(page: &mut String, message: &MessageSpec) {
    let sender = match message.sender {
        Sender::Terminal => "terminal to library",
        Sender::Library => "library to terminal",
    };
    let _ = write!(page, "\n## {} {}\n\n", message.code, message.name);
    let _ = writeln!(
        page,
        "{} ({sender}, since {})",
        one_line(message.about),
        since(message.since)
    );
    if !message.fixed.is_empty() {
        page.push_str("\n| fixed part | width | form | meaning |\n| --- | --- | --- | --- |\n");
    }
    for element in message.fixed {
        let name = element.name.replace('_', " ");
        let (form, about) = (form(element.form), one_line(element.about));
        let _ = writeln!(page, "| {name} | {} | {form} | {about} |", element.width);
    }
    if !message.fields.is_empty() {
        page.push_str("\n| field | name | | form | since | meaning |\n");
        page.push_str("| --- | --- | --- | --- | --- | --- |\n");
    }
    for FieldSpec {
        id,
        about,
        cardinality,
        form: how,
        since: when,
    } in message.fields
    {
        let often = match cardinality {
            Cardinality::Required => "required",
            Cardinality::Optional => "optional",
            Cardinality::Repeated => "repeated",
        };
        let (name, how, when, about) = (id.name(), form(*how), since(*when), one_line(about));
        let _ = writeln!(
            page,
            "| {id} | {name} | {often} | {how} | {when} | {about} |"
        );
    }
}

/// `docs/sip2/fields.md`.
pub fn fields_page() -> String {
    let mut page = format!("# SIP2: the identified fields\n\n{NOTICE}\n");
    page.push_str("Fields that no message lists here are read and kept like unknown ones.\n");
    page.push_str("Values of personal and secret fields reach no log.\n\n");
    page.push_str("| field | name | defined by | privacy | in messages |\n");
    page.push_str("| --- | --- | --- | --- | --- |\n");
    for Field {
        id,
        name,
        privacy,
        origin,
    } in FIELDS
    {
        let privacy = match privacy {
            Privacy::Open => "",
            Privacy::Personal => "personal",
            Privacy::Secret => "secret",
        };
        let holds = |message: &&MessageSpec| message.fields.iter().any(|field| field.id == *id);
        let codes: Vec<_> = messages()
            .into_iter()
            .filter(holds)
            .map(|m| m.code)
            .collect();
        let _ = writeln!(
            page,
            "| {id} | {name} | {origin} | {privacy} | {} |",
            codes.join(" ")
        );
    }
    page.push_str("\n# Code lists\n");
    for (name, listed) in code_lists() {
        let _ = write!(page, "\n## {name}\n\n| code | meaning |\n| --- | --- |\n");
        for Listed { code, meaning } in listed {
            let _ = writeln!(page, "| `{code}` | {meaning} |");
        }
    }
    page
}

/// `fuzz/dict/sip2.dict`: codes, beginnings of fields, listed codes, trailers and strays.
pub fn dictionary() -> String {
    let mut page =
        String::from("# Made from the tables in protocols/sip2, see its test `pages`.\n");
    let mut token = |name: String, value: &str| {
        let _ = writeln!(page, "{name}=\"{value}\"");
    };
    for message in messages() {
        token(format!("message_{}", message.code), message.code);
    }
    for field in FIELDS {
        token(format!("field_{}", field.id), &format!("|{}", field.id));
    }
    for (list, (_, listed)) in code_lists().into_iter().enumerate() {
        let mut codes: Vec<_> = listed.iter().map(|listed| listed.code).collect();
        codes.dedup();
        for (n, code) in codes.into_iter().enumerate() {
            token(format!("list{list}_{n}"), code);
        }
    }
    for (name, value) in [
        ("date", "20261122    090512"),
        ("date_utc", "20261122   Z070512"),
        ("date_blank", "                  "),
        ("version_1", "1.00"),
        ("version_2", "2.00"),
        ("trailer", "|AY1AZF359"),
        ("trailer_96", "96AZFEF6"),
        ("trailer_97", "97AZFEF5"),
        ("checksum", "AZFFFF"),
        ("crlf", "\\x0D\\x0A"),
        ("mark", "\\xCC\\x88"),
        ("bom", "\\xEF\\xBB\\xBF"),
        ("telnet", "\\xFF\\xFB\\x1F"),
        ("telnet_sub", "\\xFF\\xFA\\x18\\xFF\\xF0"),
    ] {
        token(name.into(), value);
    }
    page
}

fn since(since: Since) -> &'static str {
    match since {
        Since::V1 => "1.00",
        Since::V2 => "2.00",
        Since::Ext => "extension",
    }
}

fn form(form: Form) -> &'static str {
    match form {
        Form::Code(_) => "code",
        Form::Currency => "currency",
        Form::Date => "date",
        Form::OptionalDate => "date or blank",
        Form::Flag => "Y or N",
        Form::Flags(_, ' ') => "Y or blank each",
        Form::Flags(..) => "Y or N each",
        Form::Number => "digits",
        Form::Summary => "at most one Y",
        Form::Text => "text",
        Form::Version => "version",
    }
}

fn one_line(about: &str) -> String {
    about.split_whitespace().collect::<Vec<_>>().join(" ")
}
