//! Which patron a message means, and whether the sender has proved it.

use silta_consortium::{
    ItemBarcode, Patron, PatronBarcode, Pin, Refusal, RefusalCode, Verification,
};
use silta_ncip::{AuthenticationInput, ProblemType, User};

use crate::{refusal::No, serving::Serving};

/// The patron that a message means.
pub(crate) struct Who {
    pub(crate) patron: Patron,
    /// Whether the patron's PIN was sent, and right.
    pub(crate) proved: bool,
}

/// What a message says of a patron; empty texts say nothing.
#[derive(Default)]
struct Claims<'m> {
    /// The cards that it names.
    names: Vec<&'m str>,
    /// What is sent as the patron's secret.
    secrets: Vec<&'m str>,
}

impl<'m> Claims<'m> {
    fn of(user: &'m User) -> Self {
        let mut claims = Self::default();
        for input in user.inputs() {
            let list = match is_secret(input) {
                true => &mut claims.secrets,
                false => &mut claims.names,
            };
            list.push(input.authentication_input_data.as_str());
        }
        let id = user.id().map(|id| id.user_identifier_value.as_str());
        claims.names.extend(id);
        claims.names.retain(|name| !name.is_empty());
        claims.secrets.retain(|secret| !secret.is_empty());
        claims.secrets.dedup();
        claims
    }
}

/// Whether an input is what only the patron knows: not a name or a card.
fn is_secret(input: &AuthenticationInput) -> bool {
    let kind = &input.authentication_input_type;
    kind.is("PIN") || kind.is("Password")
}

impl Serving<'_> {
    /// The patron that a message means. The sender must have proved it: with the patron's PIN, or as
    /// an agency that is believed without. An item that the message names as well comes before a
    /// wrong PIN in the order of refusals.
    pub(crate) async fn user(
        &mut self,
        user: &User,
        item: Option<&ItemBarcode>,
    ) -> Result<Who, No> {
        let Claims { names, secrets } = Claims::of(user);
        let card = |name| match self.sender.agency() {
            Some(agency) => agency.card(name),
            None => name,
        };
        let mut cards = names.into_iter().map(card);
        let Some(barcode) = cards.next() else {
            return Err(self.missing(match user {
                User::Id(_) => "UserId/UserIdentifierValue",
                User::Inputs(_) | User::Both(..) => "AuthenticationInput",
            }));
        };
        if secrets.is_empty() && !self.sender.is_trusted() {
            return Err(self.unproved());
        }
        if cards.any(|other| other != barcode) {
            return Err(self.unproved().detail("more than one patron is named"));
        }
        let barcode = PatronBarcode::from(barcode);
        let patron = self
            .answer(self.consortium().patron(&self.context, &barcode))
            .await?;
        self.language = patron.language;
        for secret in &secrets {
            self.check(&barcode, secret, item).await?;
        }
        let proved = !secrets.is_empty();
        Ok(Who { patron, proved })
    }

    /// That the sender has not proved who the patron is.
    pub(crate) fn unproved(&self) -> No {
        let no = self.no(ProblemType::UserAuthenticationFailed);
        no.element("AuthenticationInput")
    }

    async fn check(
        &self,
        patron: &PatronBarcode,
        secret: &str,
        item: Option<&ItemBarcode>,
    ) -> Result<(), No> {
        let pin = Pin::from(secret);
        let checked = self.consortium().verify_pin(&self.context, patron, &pin);
        let refusal = match self.answer(checked).await? {
            Verification::Verified => return Ok(()),
            Verification::Wrong => Refusal::from(RefusalCode::PinWrong),
            Verification::Throttled { until } => {
                Refusal::with_until(RefusalCode::PinThrottled, until)
            }
        };
        if let Some(item) = item {
            self.item(item).await?;
        }
        Err(self.refuse(refusal))
    }
}
