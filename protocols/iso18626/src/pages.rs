//! The pages `docs/iso18626/elements.md` and `codes.md` and the dictionary of the fuzz target, made
//! from the tables of this crate. A test compares them with the files.

use std::fmt::Write as _;

use crate::{
    codes::CODE_LISTS,
    message::Kind,
    read::ENVELOPE,
    request::{Request, RequestConfirmation},
    requesting_agency_message::{RequestingAgencyMessage, RequestingAgencyMessageConfirmation},
    shape::{FIRST_OF_ITEM_ID, MOVED, RENAMED},
    structure::{Element, Holds, Occurs},
    supplying_agency_message::{SupplyingAgencyMessage, SupplyingAgencyMessageConfirmation},
    version::Version,
};

const NOTICE: &str = "<!-- Made from the tables in protocols/iso18626; \
    `cargo xtask gen` writes it anew. -->\n";

type Structure = (&'static str, &'static [Element]);

/// The six messages and all that is within them, each once, in the order in which they are met.
fn structures() -> Vec<Structure> {
    let mut structures = vec![
        ("Request", Request::ELEMENTS),
        ("RequestConfirmation", RequestConfirmation::ELEMENTS),
        ("SupplyingAgencyMessage", SupplyingAgencyMessage::ELEMENTS),
        (
            "SupplyingAgencyMessageConfirmation",
            SupplyingAgencyMessageConfirmation::ELEMENTS,
        ),
        ("RequestingAgencyMessage", RequestingAgencyMessage::ELEMENTS),
        (
            "RequestingAgencyMessageConfirmation",
            RequestingAgencyMessageConfirmation::ELEMENTS,
        ),
    ];
    let mut at = 0;
    while let Some((_, elements)) = structures.get(at).copied() {
        at += 1;
        for element in elements {
            if let Holds::Structure(name, elements) = element.holds
                && !structures.iter().any(|(known, _)| *known == name)
            {
                structures.push((name, elements));
            }
        }
    }
    structures
}

/// `docs/iso18626/elements.md`.
pub fn elements_page() -> String {
    let mut page = format!("# ISO 18626: the messages\n\n{NOTICE}\n");
    page.push_str("Six messages, and what is within them, by their names and in their order in\n");
    page.push_str(
        "2021-2. Silta writes each as its version has it and reads either whatever the\n",
    );
    page.push_str("message says of its version. How often an element stands: 1 once, ? once or\n");
    page.push_str("not at all, 3 up to three times, * any number of times, (1) once and perhaps\n");
    page.push_str("empty, - never. What a version does not have is left out of a message in it,\n");
    page.push_str(
        "and told to the writer; where it must be there, the message is not written.\n\n",
    );
    push_shapes(&mut page);
    for (name, elements) in structures() {
        let _ = writeln!(page, "\n## {name}\n");
        page.push_str("| element | 1.2 | 2021-2 | holds | what it is for |\n");
        page.push_str("| --- | --- | --- | --- | --- |\n");
        for element in elements {
            let _ = writeln!(
                page,
                "| `{}` | {} | {} | {} | {} |",
                element.name,
                sign(element.occurs_in(Version::V1_2)),
                sign(element.occurs_in(Version::V2021_2)),
                held(element.holds),
                element.doc.trim().trim_end_matches('.'),
            );
        }
    }
    page
}

fn push_shapes(page: &mut String) {
    page.push_str("Where 1.2 differs otherwise:\n\n");
    for (around, [old, new]) in RENAMED {
        let _ = writeln!(page, "- in `{around}`, `{new}` is called `{old}`");
    }
    let moved: Vec<_> = MOVED.iter().map(|name| format!("`{name}`")).collect();
    let moved = moved.join(", ");
    let _ = writeln!(
        page,
        "- {moved} stand at the end of `messageInfo`, and there is no `retryInfo`"
    );
    let [first, _] = FIRST_OF_ITEM_ID;
    let _ = writeln!(page, "- in `bibliographicItemId`, `{first}` comes first");
    page.push_str("- `region` can have a scheme, and `sortOrder` be negative\n");
}

const fn sign(occurs: Occurs) -> &'static str {
    match occurs {
        Occurs::Never => "-",
        Occurs::Optional => "?",
        Occurs::Once => "1",
        Occurs::OnceOrEmpty => "(1)",
        Occurs::UpToThree => "3",
        Occurs::Many => "*",
    }
}

fn held(holds: Holds) -> String {
    match holds {
        Holds::Text => "text".to_owned(),
        Holds::SchemeValuePair => "value, scheme".to_owned(),
        Holds::DateTime => "date and time".to_owned(),
        Holds::Decimal => "decimal number".to_owned(),
        Holds::Integer => "whole number".to_owned(),
        Holds::Boolean => "true or false".to_owned(),
        Holds::Code(list) => format!("[{0}](codes.md#{1})", list.name, list.name.to_lowercase()),
        Holds::Structure(name, _) => format!("[{name}](#{})", name.to_lowercase()),
    }
}

/// `docs/iso18626/codes.md`.
pub fn codes_page() -> String {
    let mut page = format!("# ISO 18626: closed code lists\n\n{NOTICE}\n");
    page.push_str("Codes are read whatever their case and written as they stand here. One that\n");
    page.push_str("is in no list is answered with an error that tells it.\n");
    for list in CODE_LISTS {
        let _ = writeln!(page, "\n## {}\n", list.name);
        page.push_str("| code | since | meaning |\n| --- | --- | --- |\n");
        for code in list.codes {
            let _ = writeln!(
                page,
                "| `{}` | {} | {} |",
                code.name, code.since, code.meaning
            );
        }
    }
    page
}

/// `fuzz/dict/iso18626.dict`.
pub fn dictionary() -> String {
    let mut words = vec![ENVELOPE, "version", "scheme"];
    words.extend(Version::ALL.map(Version::name));
    words.extend(Kind::ALL.map(Kind::name));
    words.extend(RENAMED.iter().map(|(_, [old, _])| *old));
    for (_, elements) in structures() {
        words.extend(elements.iter().map(|element| element.name));
    }
    for list in CODE_LISTS {
        words.extend(list.codes.iter().map(|code| code.name));
    }
    words.sort_unstable();
    words.dedup();
    let mut dictionary = String::from(
        "# Made from the tables in protocols/iso18626; `cargo xtask gen` writes it anew.\n",
    );
    for word in words {
        let _ = writeln!(dictionary, "\"{word}\"");
    }
    dictionary
}
