//! Why something is not done: the library's refusals as problems of NCIP, in one table.

use silta_consortium::{Error, FailureKind, FailureSource, Language, Money, Refusal, RefusalCode};
use silta_ncip::{
    Amount, Outcome, Problem, ProblemType as P, Refusal as Refused, Service, Several,
};

use crate::metrics;

/// What a refusal is called in the answer of a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Called {
    /// The same in all services.
    Always(P),
    /// That the patron may not do just this.
    Ineligible,
    /// That the patron may not request this; of an item that has come, that it is not taken.
    NotRequestable,
    /// That an item that has come is not taken; of another, that it is not to be had.
    InUse,
}

/// Each refusal: what it is called, and the element that it is about.
pub(crate) const TABLE: &[(RefusalCode, Called, &str)] = {
    use Called::{Always, InUse, Ineligible, NotRequestable};
    use RefusalCode as R;
    &[
        (R::PatronUnknown, Always(P::UnknownUser), "UserId"),
        (
            R::PinWrong,
            Always(P::UserAuthenticationFailed),
            "AuthenticationInput",
        ),
        (
            R::PinThrottled,
            Always(P::UserAuthenticationFailed),
            "AuthenticationInput",
        ),
        (R::PatronBlocked, Always(P::UserBlocked), ""),
        (R::FeeLimit, Always(P::UserBlocked), ""),
        (R::CardLost, Always(P::UserBlocked), ""),
        (R::PatronExpired, Ineligible, ""),
        (R::AgeRestricted, Ineligible, ""),
        (R::LoanLimit, Always(P::MaximumCheckOutsExceeded), ""),
        (R::HoldLimit, NotRequestable, ""),
        (R::HoldNotPossible, NotRequestable, ""),
        (R::PickupNotAllowed, NotRequestable, "PickupLocation"),
        (R::ItemUnknown, Always(P::UnknownItem), "ItemId"),
        (R::ItemNotForLoan, Always(P::ItemDoesNotCirculate), ""),
        (
            R::ItemOnLoanToOther,
            Always(P::ResourceCannotBeProvided),
            "",
        ),
        (
            R::ItemOnHoldForOther,
            Always(P::ResourceCannotBeProvided),
            "",
        ),
        (R::ItemLost, Always(P::ResourceCannotBeProvided), ""),
        (R::ItemInTransit, Always(P::ResourceCannotBeProvided), ""),
        (
            R::FeeRequired,
            Always(P::ResourceCannotBeProvided),
            "AcknowledgedFeeAmount",
        ),
        (R::RenewalLimit, Always(P::MaximumRenewalsExceeded), ""),
        (R::RenewalNotPermitted, Always(P::ItemNotRenewable), ""),
        (
            R::RenewalHoldWaiting,
            Always(P::RenewalNotAllowedItemHasOutstandingRequests),
            "",
        ),
        (R::NotOnLoan, Always(P::ItemNotCheckedOut), "ItemId"),
        (R::HoldExists, Always(P::DuplicateRequest), ""),
        (
            R::DuplicateRequest,
            Always(P::DuplicateRequest),
            "RequestId",
        ),
        (R::HoldUnknown, Always(P::UnknownRequest), "RequestId"),
        (R::RequestUnknown, Always(P::UnknownRequest), "RequestId"),
        (
            R::RequestClosed,
            Always(P::RequestAlreadyProcessed),
            "RequestId",
        ),
        (R::TemporaryItemInUse, InUse, "ItemId"),
        (R::PaymentTooLarge, Always(P::InvalidAmount), "Amount"),
        (R::CurrencyUnknown, Always(P::InvalidAmount), "CurrencyCode"),
        (R::Unavailable, Always(P::TemporaryProcessingFailure), ""),
    ]
};

/// What a refusal is called in the answer of a service, and the element that it is about.
fn row(code: RefusalCode) -> (Called, &'static str) {
    let found = TABLE.iter().find(|(known, ..)| *known == code);
    let (_, called, element) = found.expect("a test sees to it that every refusal has a row");
    (*called, element)
}

impl Called {
    pub(crate) fn in_service(self, service: Service) -> P {
        match (self, service) {
            (Self::Always(problem), _) => problem,
            (Self::Ineligible, Service::RenewItem) => P::UserIneligibleToRenewThisItem,
            (Self::Ineligible, Service::CheckOutItem | Service::AcceptItem) => {
                P::UserIneligibleToCheckOutThisItem
            }
            (Self::NotRequestable | Self::InUse, Service::AcceptItem) => P::CannotAcceptItem,
            (Self::Ineligible | Self::NotRequestable, _) => P::UserIneligibleToRequestThisItem,
            (Self::InUse, _) => P::ResourceCannotBeProvided,
        }
    }
}

/// A no to the sender of a message.
#[derive(Clone, Debug)]
pub(crate) struct No {
    service: Service,
    pub(crate) problem: Box<Problem>,
    fee: Option<Money>,
    failed: bool,
}

impl No {
    /// A no of this type.
    pub(crate) fn new(kind: P, service: Service) -> Self {
        Self {
            service,
            problem: Box::new(Problem::new(kind, Some(service)).detail(kind.about())),
            fee: None,
            failed: false,
        }
    }

    /// Something must be said and is not.
    pub(crate) fn missing(element: &str, service: Service) -> Self {
        Self::new(P::NeededDataMissing, service)
            .element(element)
            .detail(format!("{element} is missing"))
    }

    /// A value that is not known here.
    pub(crate) fn unknown_value(element: &str, value: &str, service: Service) -> Self {
        let no = Self::new(P::UnknownValueFromKnownScheme, service).element(element);
        let problem = Box::new(no.problem.value(value));
        Self { problem, ..no }
    }

    /// The same, about an element.
    #[must_use]
    pub(crate) fn element(self, element: &str) -> Self {
        let problem = Box::new(self.problem.element(element));
        Self { problem, ..self }
    }

    /// The same, with words for people.
    #[must_use]
    pub(crate) fn detail(self, detail: impl Into<String>) -> Self {
        let problem = Box::new(self.problem.detail(detail.into()));
        Self { problem, ..self }
    }

    /// The library's no, or that there is no answer.
    pub(crate) fn because(error: Error, service: Service, language: Language) -> Self {
        match error {
            Error::Refused(refusal) => Self::refused(&refusal, service, language),
            Error::Failed(failure) if failure.kind == FailureKind::KeyMismatch => {
                Self::refused(&RefusalCode::DuplicateRequest.into(), service, language)
            }
            Error::Failed(failure) => {
                tracing::warn!(%failure, %service, "no answer");
                let unavailable = Refusal::from(RefusalCode::Unavailable);
                let no = Self::refused(&unavailable, service, language);
                let failed = failure.blame != FailureSource::Caller;
                Self { failed, ..no }
            }
        }
    }

    fn refused(refusal: &Refusal, service: Service, language: Language) -> Self {
        let (called, element) = row(refusal.code);
        let no = Self::new(called.in_service(service), service);
        let required = refusal.code == RefusalCode::FeeRequired;
        Self {
            fee: refusal.facts.fee.filter(|_| required),
            ..no.element(element).detail(refusal.text(language))
        }
    }

    /// What it counts as.
    pub(crate) fn outcome(&self) -> metrics::Outcome {
        match self.failed {
            true => metrics::Outcome::Failed,
            false => metrics::Outcome::Refused,
        }
    }

    /// As the answer to a message.
    pub(crate) fn into_outcome(self) -> Outcome {
        Outcome::Refused(Refused {
            required_fee_amount: self.fee.map(amount),
            ..Refused::new(self.service, *self.problem)
        })
    }

    /// As it stands beside a part of an answer.
    pub(crate) fn into_problems(self) -> Several<Problem> {
        Several::one(*self.problem)
    }
}

/// A sum as the wire writes it: in the smallest unit of its currency.
pub(crate) fn amount(money: Money) -> Amount {
    Amount {
        currency_code: money.currency.as_str().into(),
        monetary_value: money.cents,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_refusal_has_one_row() {
        for code in RefusalCode::ALL {
            let rows = TABLE.iter().filter(|(known, ..)| known == code).count();
            assert_eq!(rows, 1, "{}", code.as_str());
        }
    }
}
