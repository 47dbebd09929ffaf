//! The page `docs/ncip/refusals.md`, made from the tables of this crate. A test compares it with the
//! file.

use std::fmt::Write as _;

use silta_ncip::{SERVICES, Service, ServiceKind};

use crate::{
    access::{Access, access},
    refusal::{Called, TABLE},
};

const NOTICE: &str = "<!-- Made from the tables in services/ncip; `cargo xtask gen` writes it anew. \
    -->\n";

/// `docs/ncip/refusals.md`.
pub fn refusals_page() -> String {
    let mut page = format!("# NCIP: what is served, and how the library says no\n\n{NOTICE}\n");
    page.push_str(
        "## Services\n\n\
         What a sender must prove: nothing; who the *patron* is, with the patron's PIN or as an\n\
         agency that is believed without; that it is an *agency* that we know, with its password.\n\
         Notifications are acknowledged, and change nothing.\n\n\
         | service | must be proved |\n| --- | --- |\n",
    );
    let services = SERVICES.iter();
    for spec in services.filter(|spec| spec.kind != ServiceKind::Notification) {
        let _ = writeln!(
            page,
            "| `{}` | {} |",
            spec.name,
            proof(access(spec.service))
        );
    }
    page.push_str(
        "\n## Refusals\n\n\
         What the library's no is called (`ProblemType`), and the element that it is about. The\n\
         words beside it (`ProblemDetail`) are in the patron's language.\n\n\
         | refusal | ProblemType | ProblemElement |\n| --- | --- | --- |\n",
    );
    for (code, called, element) in TABLE {
        let element = match *element {
            "" => String::new(),
            element => format!("`{element}`"),
        };
        let _ = writeln!(
            page,
            "| `{}` | {} | {element} |",
            code.as_str(),
            names(*called)
        );
    }
    page
}

const fn proof(access: Option<Access>) -> &'static str {
    match access {
        None => "not served: Unsupported Service",
        Some(Access::Open) => "nothing",
        Some(Access::Patron) => "patron",
        Some(Access::Agency) => "agency",
    }
}

fn names(called: Called) -> String {
    let of = |service| called.in_service(service).text();
    match called {
        Called::Always(problem) => problem.text().to_owned(),
        Called::Ineligible => format!(
            "{} (`RenewItem`: {}; `CheckOutItem`, `AcceptItem`: {})",
            of(Service::RequestItem),
            of(Service::RenewItem),
            of(Service::CheckOutItem),
        ),
        Called::NotRequestable | Called::InUse => format!(
            "{} (`AcceptItem`: {})",
            of(Service::RequestItem),
            of(Service::AcceptItem),
        ),
    }
}
