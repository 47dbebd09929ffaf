//! The pages `docs/ncip/services.md` and `docs/ncip/problems.md`, made from the tables of this
//! crate. A test compares them with the files.

use std::fmt::Write as _;

use crate::{
    problem_type::{GENERAL_SCHEME, MESSAGING_SCHEME, ProblemScope, ProblemType},
    reading::{MAX_DEPTH, MAX_ELEMENTS, MAX_MESSAGE, MAX_REPEATS, MAX_TEXT},
    service::{SERVICES, ServiceKind, ServiceSpec},
    version::Version,
};

const NOTICE: &str = "<!-- Made from the tables in protocols/ncip; \
    `cargo xtask gen` writes it anew. -->\n";

/// `docs/ncip/services.md`.
pub fn services_page() -> String {
    let mut page = format!("# Services of NCIP\n\n{NOTICE}\n");
    page.push_str(
        "The initiations of versions 1.0 and 2.02; the response of each ends in `Response`.\n\
        Messages of those that are read are read and written in full; the others are known by\n\
        name, and answered `Unsupported Service`. The scheme of problems of a service is\n\
        `http://www.niso.org/ncip/v1_0/schemes/processingerrortype/SERVICEprocessingerror.scm`,\n\
        its name in small letters.\n\n",
    );
    page.push_str("| service | kind | versions | read | problems of its own |\n");
    page.push_str("| --- | --- | --- | --- | --- |\n");
    for spec in SERVICES {
        let problems: Vec<_> = spec.problems.iter().map(|one| one.text()).collect();
        let _ = writeln!(
            page,
            "| `{}` | {} | {} | {} | {} |",
            spec.name,
            kind(spec.kind),
            versions(spec),
            if spec.is_typed { "yes" } else { "" },
            problems.join(", ")
        );
    }
    page.push_str(&limits());
    page
}

fn limits() -> String {
    format!(
        "\n## Limits of a message\n\n\
        | what | most |\n| --- | --- |\n\
        | bytes (`MAX_MESSAGE`) | {MAX_MESSAGE} |\n\
        | elements (`MAX_ELEMENTS`) | {MAX_ELEMENTS} |\n\
        | elements within one another (`MAX_DEPTH`) | {MAX_DEPTH} |\n\
        | elements of one name beside one another (`MAX_REPEATS`) | {MAX_REPEATS} |\n\
        | bytes of one text (`MAX_TEXT`) | {MAX_TEXT} |\n"
    )
}

fn kind(kind: ServiceKind) -> &'static str {
    match kind {
        ServiceKind::Lookup => "asks",
        ServiceKind::Update => "changes",
        ServiceKind::Notification => "tells",
    }
}

fn versions(spec: &ServiceSpec) -> String {
    match (spec.since, spec.until) {
        (Version::V1_0, Version::V2_02) => "all".to_owned(),
        (since, until) if since == until => since.to_string(),
        (since, _) => format!("from {since}"),
    }
}

/// `docs/ncip/problems.md`.
pub fn problems_page() -> String {
    let mut page = format!("# Problems of NCIP\n\n{NOTICE}\n");
    page.push_str("What a message can be answered with instead of what it asks for.\n");
    let parts = [
        (
            ProblemScope::Messaging,
            "About the message",
            format!("Scheme `{MESSAGING_SCHEME}`."),
        ),
        (
            ProblemScope::General,
            "Of any service",
            format!("Scheme `{GENERAL_SCHEME}`."),
        ),
        (
            ProblemScope::Service,
            "Of single services",
            "Scheme as in [services.md](services.md).".to_owned(),
        ),
    ];
    for (scope, title, about) in parts {
        let _ = write!(page, "\n## {title}\n\n{about}\n\n");
        page.push_str("| type | when |\n| --- | --- |\n");
        for one in ProblemType::ALL.iter().filter(|one| one.scope() == scope) {
            let _ = writeln!(page, "| {} | {} |", one.text(), one.about());
        }
    }
    page
}
