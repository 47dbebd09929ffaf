//! The page of operations and codes, made of their tables.

use std::fmt::Write as _;

use crate::{BASE, Code, KeyRule, Operation};

/// `docs/consortium-api/operations.md`.
pub fn operations_page() -> String {
    let mut page = format!(
        "# Operations of the consortium API\n\n\
         Made from the table in `protocols/consortium-api/src/operations.rs`. All paths stand under \
         `{BASE}`. \"Key\" says whether `Idempotency-Key` is carried. Bodies and parameters stand in \
         `openapi.json` beside this page.\n\n\
         | operation | method and path | scope | key | done | refusals | what it does |\n\
         | --- | --- | --- | --- | --- | --- | --- |\n"
    );
    for operation in Operation::ALL {
        let spec = operation.spec();
        let key = match spec.key {
            KeyRule::None => "",
            KeyRule::Optional => "optional",
            KeyRule::Required => "required",
        };
        let refusals: Vec<_> = spec.refusals.iter().map(|code| code.as_str()).collect();
        let _ = writeln!(
            page,
            "| `{}` | `{} {}` | {} | {key} | {} | {} | {} |",
            spec.id,
            spec.method,
            spec.path,
            spec.scope,
            spec.success,
            refusals.join(", "),
            spec.meaning,
        );
    }
    page.push_str(
        "\n## Codes of problems\n\n\
         The library's own noes first. What stands in the path and is not there is 404, whatever its code.\n\n\
         | code | status | meaning |\n| --- | --- | --- |\n",
    );
    for code in Code::ALL {
        let _ = writeln!(page, "| `{code}` | {} | {} |", code.status(), code.title());
    }
    page
}
