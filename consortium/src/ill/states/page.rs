//! The tables as a page: two diagrams, and what each step needs and tells.

use std::fmt::Write as _;

use super::{
    FOLLOWS, IllAction, IllRole, IllState, IllVersion, LENT, Needs, RequestingAction, STEPS, Step,
    Tells,
};

/// What the states of a lent copy are drawn within.
const AWAY: &str = "away";

/// The page about states and steps, in Markdown with diagrams in Mermaid.
pub fn page() -> String {
    let mut page = String::from(
        "# Inter-library loan: states and steps\n\n\
         <!-- Made from the tables in consortium/src/ill/states.rs; `cargo xtask gen` writes it anew. -->\n\n\
         A request has one state, the status of ISO 18626, which the lender decides and tells. What\n\
         comes out of this order is confirmed and kept, and changes nothing.\n\n\
         ## Where we lend\n\n\
         Each arrow is something that staff does. A wish of the borrower (to cancel, to renew) is\n\
         answered and not obeyed; a request that may be tried again is received anew.\n\n",
    );
    diagram(&mut page, &lending());
    page.push_str(
        "\n## Where we borrow\n\nEach arrow is something that the lender may tell; while the copy is \
         away, any of its\nstates may follow any other. `retry` is ours.\n\n",
    );
    diagram(&mut page, &borrowing());
    page.push_str(
        "\n## What staff can do\n\n\
         | action | who | in the states | needs | then | the partner is told | since |\n\
         | --- | --- | --- | --- | --- | --- | --- |\n",
    );
    for step in STEPS {
        row(&mut page, step);
    }
    page
}

fn diagram(page: &mut String, arrows: &[(String, String, String)]) {
    page.push_str("```mermaid\nstateDiagram-v2\n");
    line(page, &format!("    state {AWAY} {{"));
    for state in LENT {
        line(page, &format!("        {}", state.as_str()));
    }
    line(page, "    }");
    for (from, to, why) in arrows {
        let label = match why.is_empty() {
            true => String::new(),
            false => format!(" : {why}"),
        };
        line(page, &format!("    {from} --> {to}{label}"));
    }
    page.push_str("```\n");
}

fn line(page: &mut String, text: &str) {
    page.push_str(text);
    page.push('\n');
}

fn arrow(from: &str, to: &str, why: &str) -> (String, String, String) {
    (from.to_owned(), to.to_owned(), why.to_owned())
}

fn lending() -> Vec<(String, String, String)> {
    let mut arrows = vec![arrow("[*]", IllState::RequestReceived.as_str(), "")];
    let ours = STEPS
        .iter()
        .filter(|step| step.role == Some(IllRole::Supplier));
    for step in ours {
        let Some(to) = step.to else { continue };
        let why = step.action.as_str();
        if step.from == LENT {
            arrows.push(arrow(AWAY, to.as_str(), why));
            continue;
        }
        for from in step.from {
            arrows.push(arrow(from.as_str(), to.as_str(), why));
        }
    }
    let again = (IllState::RetryPossible, IllState::RequestReceived);
    arrows.push(arrow(again.0.as_str(), again.1.as_str(), "tried again"));
    arrows
}

fn borrowing() -> Vec<(String, String, String)> {
    let mut arrows = vec![arrow("[*]", IllState::RequestSent.as_str(), "")];
    for (before, after) in FOLLOWS {
        let from = match *before {
            LENT => AWAY,
            [state] => state.as_str(),
            _ => continue,
        };
        let lent = LENT.iter().all(|state| after.contains(state));
        if lent && from != AWAY {
            arrows.push(arrow(from, AWAY, ""));
        }
        let others = after.iter().filter(|state| !(lent && LENT.contains(state)));
        arrows.extend(others.map(|to| arrow(from, to.as_str(), "")));
    }
    for step in STEPS
        .iter()
        .filter(|step| step.role == Some(IllRole::Requester))
    {
        for from in step.from.iter().filter(|_| step.to.is_some()) {
            let to = step.to.map_or("", IllState::as_str);
            arrows.push(arrow(from.as_str(), to, step.action.as_str()));
        }
    }
    arrows
}

fn row(page: &mut String, step: &Step) {
    let states: Vec<_> = step.from.iter().map(|state| state.as_str()).collect();
    let states = match states.len() == IllState::ALL.len() {
        true => "any".to_owned(),
        false => states.join(", "),
    };
    let who = match step.role {
        Some(IllRole::Supplier) => "lender",
        Some(IllRole::Requester) => "borrower",
        None => "both",
    };
    // Writing into memory does not fail.
    let _ = writeln!(
        page,
        "| `{}` | {who} | {states} | {} | {} | {} | {} |",
        IllAction::as_str(step.action),
        needs(step.needs),
        step.to.map_or("", IllState::as_str),
        tells(step.tells),
        IllVersion::as_str(step.since),
    );
}

fn needs(needs: Needs) -> &'static str {
    match needs {
        Needs::Nothing => "",
        Needs::Loan => "that a loan is asked for, or either",
        Needs::Copy => "that a copy to keep is asked for, or either",
        Needs::CancelWish => "that the borrower wants it no more",
        Needs::RenewalWish => "that the borrower wants to keep it longer",
        Needs::NotReceived => "that it has not come yet",
        Needs::Here => "that it is here",
        Needs::NoCancelWish => "that the lender does not have to answer a cancellation already",
        Needs::HereWithoutRenewalWish => {
            "that it is here, and the lender does not have to answer a renewal already"
        }
    }
}

fn tells(tells: Tells) -> String {
    let requesting = RequestingAction::as_str;
    match tells {
        Tells::Supplying(reason, Some(answer)) => {
            format!("{} {}", reason.as_str(), answer.as_str())
        }
        Tells::Supplying(reason, None) => reason.as_str().to_owned(),
        Tells::Requesting(action) => requesting(action).to_owned(),
        Tells::Retry => "request (Retry)".to_owned(),
        Tells::Word => "Notification".to_owned(),
    }
}
