//! What may follow what in the life of a request: what staff can do ([`STEPS`]), what a lender's
//! status brings about ([`FOLLOWS`]), and what a borrower's action does ([`taken_from_borrower`]).

mod page;

use super::{
    IllAction, IllAnswer, IllRole, IllState, IllVersion, RequestingAction, ServiceType,
    SupplyingReason,
};
use IllState::{
    Cancelled, CompletedWithoutReturn, CopyCompleted, ExpectToSupply, HoldReturn, LoanCompleted,
    Loaned, Overdue, Recalled, ReleaseHoldReturn, RequestReceived, RequestSent, RetryPossible,
    Unfilled, WillSupply,
};

pub use page::page;

/// Where a request stands, as far as it decides what may follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Our side.
    pub role: IllRole,
    /// What is asked for.
    pub service_type: ServiceType,
    /// The version that is spoken with the partner.
    pub version: IllVersion,
    /// How far it has come.
    pub state: IllState,
    /// The borrower has the copy.
    pub received: bool,
    /// The borrower has sent it back.
    pub returned: bool,
    /// The borrower wants it no more, and the lender has not answered that yet.
    pub cancel_wished: bool,
    /// The borrower wants to keep it longer, and the lender has not answered that yet.
    pub renewal_wished: bool,
}

/// What the other side is told of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tells {
    /// `supplyingAgencyMessage`, with this reason and answer, and the state as it is then.
    Supplying(SupplyingReason, Option<IllAnswer>),
    /// `requestingAgencyMessage`.
    Requesting(RequestingAction),
    /// `request` anew, as a retry.
    Retry,
    /// A word in a message of either kind, whichever is ours to write.
    Word,
}

/// What a step needs beside the state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    /// Nothing.
    Nothing,
    /// That a loan is asked for, or either.
    Loan,
    /// That a copy to keep is asked for, or either.
    Copy,
    /// That the borrower wants it no more.
    CancelWish,
    /// That the borrower wants to keep it longer.
    RenewalWish,
    /// That it has not come yet.
    NotReceived,
    /// That it is here: received, and not on its way back.
    Here,
    /// That the lender does not have to answer such a wish already.
    NoCancelWish,
    /// That it is here, and the lender does not have to answer such a wish already.
    HereWithoutRenewalWish,
}

/// Something that staff can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// What.
    pub action: IllAction,
    /// Who; none for both.
    pub role: Option<IllRole>,
    /// In which states.
    pub from: &'static [IllState],
    /// What else it needs.
    pub needs: Needs,
    /// The state afterwards; none if it stays.
    pub to: Option<IllState>,
    /// What the other side is told.
    pub tells: Tells,
    /// The version that has a word for it.
    pub since: IllVersion,
}

const ASKED: &[IllState] = &[RequestReceived];
const UNSHIPPED: &[IllState] = &[RequestReceived, ExpectToSupply, WillSupply];
const OPEN: &[IllState] = &[
    RequestReceived,
    ExpectToSupply,
    WillSupply,
    Loaned,
    Overdue,
    Recalled,
    HoldReturn,
    ReleaseHoldReturn,
];
const LENT: &[IllState] = &[Loaned, Overdue, Recalled, HoldReturn, ReleaseHoldReturn];
const RENEWABLE: &[IllState] = &[Loaned, Overdue, Recalled];
const MAY_COME: &[IllState] = &[
    ExpectToSupply,
    WillSupply,
    Loaned,
    Overdue,
    Recalled,
    HoldReturn,
    ReleaseHoldReturn,
];
const MAY_GO: &[IllState] = &[Loaned, Overdue, Recalled, ReleaseHoldReturn];
const UNSUPPLIED: &[IllState] = &[RequestSent, RequestReceived, ExpectToSupply, WillSupply];
const ALL: &[IllState] = &[
    RequestSent,
    RequestReceived,
    ExpectToSupply,
    WillSupply,
    Loaned,
    Overdue,
    Recalled,
    HoldReturn,
    ReleaseHoldReturn,
    RetryPossible,
    Unfilled,
    CopyCompleted,
    LoanCompleted,
    CompletedWithoutReturn,
    Cancelled,
];

/// The first answer to a request.
const ANSWER: Tells = Tells::Supplying(SupplyingReason::RequestResponse, None);
const CHANGE: Tells = Tells::Supplying(SupplyingReason::StatusChange, None);

const fn supplier(
    action: IllAction,
    from: &'static [IllState],
    needs: Needs,
    to: Option<IllState>,
    tells: Tells,
) -> Step {
    Step {
        action,
        role: Some(IllRole::Supplier),
        from,
        needs,
        to,
        tells,
        since: IllVersion::V1_2,
    }
}

const fn requester(
    action: IllAction,
    from: &'static [IllState],
    needs: Needs,
    tells: RequestingAction,
) -> Step {
    Step {
        action,
        role: Some(IllRole::Requester),
        from,
        needs,
        to: None,
        tells: Tells::Requesting(tells),
        since: IllVersion::V1_2,
    }
}

const fn since_2021(step: Step) -> Step {
    Step {
        since: IllVersion::V2021_2,
        ..step
    }
}

const fn answers(reason: SupplyingReason, answer: IllAnswer) -> Tells {
    Tells::Supplying(reason, Some(answer))
}

/// All that staff can do, in the order in which it is offered.
#[rustfmt::skip]
pub const STEPS: &[Step] = &[
    supplier(IllAction::WillSupply, &[RequestReceived, ExpectToSupply], Needs::Nothing, Some(WillSupply), ANSWER),
    supplier(IllAction::ExpectToSupply, ASKED, Needs::Nothing, Some(ExpectToSupply), ANSWER),
    supplier(IllAction::Ship, UNSHIPPED, Needs::Loan, Some(Loaned), CHANGE),
    supplier(IllAction::CopyCompleted, UNSHIPPED, Needs::Copy, Some(CopyCompleted), CHANGE),
    supplier(IllAction::Unfilled, UNSHIPPED, Needs::Nothing, Some(Unfilled), ANSWER),
    supplier(IllAction::RetryPossible, UNSHIPPED, Needs::Nothing, Some(RetryPossible), ANSWER),
    supplier(IllAction::AcceptCancel, UNSHIPPED, Needs::CancelWish, Some(Cancelled), answers(SupplyingReason::CancelResponse, IllAnswer::Yes)),
    supplier(IllAction::RefuseCancel, OPEN, Needs::CancelWish, None, answers(SupplyingReason::CancelResponse, IllAnswer::No)),
    supplier(IllAction::AcceptRenewal, RENEWABLE, Needs::RenewalWish, Some(Loaned), answers(SupplyingReason::RenewResponse, IllAnswer::Yes)),
    supplier(IllAction::RefuseRenewal, LENT, Needs::RenewalWish, None, answers(SupplyingReason::RenewResponse, IllAnswer::No)),
    supplier(IllAction::Recall, &[Loaned, Overdue], Needs::Nothing, Some(Recalled), CHANGE),
    supplier(IllAction::ReceiveReturn, LENT, Needs::Nothing, Some(LoanCompleted), CHANGE),
    supplier(IllAction::Overdue, &[Loaned, Recalled], Needs::Nothing, Some(Overdue), CHANGE),
    supplier(IllAction::CompletedWithoutReturn, LENT, Needs::Nothing, Some(CompletedWithoutReturn), CHANGE),
    since_2021(supplier(IllAction::HoldReturn, RENEWABLE, Needs::Nothing, Some(HoldReturn), CHANGE)),
    since_2021(supplier(IllAction::ReleaseHoldReturn, &[HoldReturn], Needs::Nothing, Some(ReleaseHoldReturn), CHANGE)),
    requester(IllAction::Received, MAY_COME, Needs::NotReceived, RequestingAction::Received),
    requester(IllAction::Return, MAY_GO, Needs::Here, RequestingAction::ShippedReturn),
    requester(IllAction::Cancel, UNSUPPLIED, Needs::NoCancelWish, RequestingAction::Cancel),
    requester(IllAction::Renew, RENEWABLE, Needs::HereWithoutRenewalWish, RequestingAction::Renew),
    requester(IllAction::AskStatus, ALL, Needs::Nothing, RequestingAction::StatusRequest),
    Step { to: Some(RequestSent), tells: Tells::Retry, ..requester(IllAction::Retry, &[RetryPossible], Needs::Nothing, RequestingAction::Notification) },
    since_2021(requester(IllAction::Lost, LENT, Needs::Nothing, RequestingAction::Lost)),
    Step { role: None, tells: Tells::Word, ..requester(IllAction::Notify, ALL, Needs::Nothing, RequestingAction::Notification) },
];

/// Which states a lender may tell after which. What is not here comes out of order.
pub const FOLLOWS: &[(&[IllState], &[IllState])] = &[
    (&[RequestSent], UNANSWERED_THEN),
    (&[RequestReceived], RECEIVED_THEN),
    (&[ExpectToSupply], EXPECTED_THEN),
    (&[WillSupply], PROMISED_THEN),
    (LENT, LENT_THEN),
];

#[rustfmt::skip]
const UNANSWERED_THEN: &[IllState] = &[
    RequestReceived, ExpectToSupply, WillSupply, Loaned, Overdue, Recalled, HoldReturn,
    ReleaseHoldReturn, RetryPossible, Unfilled, CopyCompleted, LoanCompleted,
    CompletedWithoutReturn, Cancelled,
];
#[rustfmt::skip]
const RECEIVED_THEN: &[IllState] = &[
    ExpectToSupply, WillSupply, Loaned, Overdue, Recalled, HoldReturn, ReleaseHoldReturn,
    RetryPossible, Unfilled, CopyCompleted, LoanCompleted, CompletedWithoutReturn, Cancelled,
];
#[rustfmt::skip]
const EXPECTED_THEN: &[IllState] = &[
    WillSupply, Loaned, Overdue, Recalled, HoldReturn, ReleaseHoldReturn, RetryPossible, Unfilled,
    CopyCompleted, LoanCompleted, CompletedWithoutReturn, Cancelled,
];
#[rustfmt::skip]
const PROMISED_THEN: &[IllState] = &[
    Loaned, Overdue, Recalled, HoldReturn, ReleaseHoldReturn, RetryPossible, Unfilled,
    CopyCompleted, LoanCompleted, CompletedWithoutReturn, Cancelled,
];
#[rustfmt::skip]
const LENT_THEN: &[IllState] = &[
    Loaned, Overdue, Recalled, HoldReturn, ReleaseHoldReturn, LoanCompleted,
    CompletedWithoutReturn,
];

/// The step of that name.
pub fn step(action: IllAction) -> Option<&'static Step> {
    STEPS.iter().find(|step| step.action == action)
}

/// What staff can do now.
pub fn possible(standing: &Standing) -> Vec<IllAction> {
    let can = STEPS.iter().filter(|step| step.allows(standing));
    can.map(|step| step.action).collect()
}

impl Step {
    /// Whether it can be done now.
    pub fn allows(&self, standing: &Standing) -> bool {
        self.role.is_none_or(|role| role == standing.role)
            && self.since as u8 <= standing.version as u8
            && self.from.contains(&standing.state)
            && self.needs.are_met(standing)
    }
}

impl Needs {
    fn are_met(self, standing: &Standing) -> bool {
        let here = standing.received && !standing.returned;
        match self {
            Self::Nothing => true,
            Self::Loan => standing.service_type != ServiceType::Copy,
            Self::Copy => standing.service_type != ServiceType::Loan,
            Self::CancelWish => standing.cancel_wished,
            Self::RenewalWish => standing.renewal_wished,
            Self::NotReceived => !standing.received,
            Self::Here => here,
            Self::NoCancelWish => !standing.cancel_wished,
            Self::HereWithoutRenewalWish => here && !standing.renewal_wished,
        }
    }
}

/// Whether a lender may tell `then` when it has told `now`; the same again says nothing new.
pub fn follows(now: IllState, then: IllState) -> bool {
    now != then
        && FOLLOWS
            .iter()
            .any(|(before, after)| before.contains(&now) && after.contains(&then))
}

/// What a borrower's action does to a request of which we are the lender. What comes out of order,
/// and what is only a word, does nothing.
pub fn taken_from_borrower(standing: Standing, action: RequestingAction) -> Standing {
    let lent = standing.state.is_on_loan();
    match action {
        RequestingAction::Received if lent => Standing {
            received: true,
            ..standing
        },
        RequestingAction::ShippedReturn if lent => Standing {
            received: true,
            returned: true,
            ..standing
        },
        RequestingAction::Cancel if OPEN.contains(&standing.state) => Standing {
            cancel_wished: true,
            ..standing
        },
        RequestingAction::Renew if RENEWABLE.contains(&standing.state) => Standing {
            renewal_wished: true,
            ..standing
        },
        _ => standing,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ASKED: Standing = Standing {
        role: IllRole::Supplier,
        service_type: ServiceType::Loan,
        version: IllVersion::V2021_2,
        state: RequestReceived,
        received: false,
        returned: false,
        cancel_wished: false,
        renewal_wished: false,
    };

    #[test]
    fn every_action_is_one_step() {
        for (action, name) in IllAction::ALL {
            let steps = STEPS.iter().filter(|step| step.action == action);
            assert_eq!(steps.count(), 1, "{name}");
        }
    }

    #[test]
    fn a_step_of_the_lender_tells_a_state_that_may_follow() {
        let told = STEPS
            .iter()
            .filter(|step| step.role == Some(IllRole::Supplier));
        for step in told {
            for from in step.from {
                let follows = step.to.is_none_or(|to| to == *from || follows(*from, to));
                assert!(follows, "{step:?} from {from:?}");
            }
        }
    }

    #[test]
    fn nothing_follows_what_is_final() {
        for (now, _) in IllState::ALL {
            let followed = IllState::ALL.iter().any(|(then, _)| follows(now, *then));
            assert_eq!(
                followed,
                !(now.is_final() || now == RetryPossible),
                "{now:?}"
            );
        }
    }

    #[test]
    fn a_cancellation_can_be_answered_once_it_is_wished() {
        assert!(!possible(&ASKED).contains(&IllAction::AcceptCancel));
        let wished = taken_from_borrower(ASKED, RequestingAction::Cancel);
        assert!(possible(&wished).contains(&IllAction::AcceptCancel));
        let lent = Standing {
            state: Loaned,
            ..wished
        };
        assert!(!possible(&lent).contains(&IllAction::AcceptCancel));
        assert!(possible(&lent).contains(&IllAction::RefuseCancel));
    }

    #[test]
    fn what_the_older_version_has_no_word_for_is_not_offered() {
        let lent = Standing {
            state: Loaned,
            ..ASKED
        };
        assert!(possible(&lent).contains(&IllAction::HoldReturn));
        let older = Standing {
            version: IllVersion::V1_2,
            ..lent
        };
        assert!(!possible(&older).contains(&IllAction::HoldReturn));
    }

    #[test]
    fn a_wish_out_of_order_changes_nothing() {
        assert_eq!(taken_from_borrower(ASKED, RequestingAction::Renew), ASKED);
        assert_eq!(
            taken_from_borrower(ASKED, RequestingAction::Received),
            ASKED
        );
    }
}
