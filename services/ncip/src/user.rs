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
    id: Option<&'m str>,
    name: Option<&'m str>,
    secret: Option<&'m str>,
}

impl<'m> Claims<'m> {
    fn of(user: &'m User) -> Self {
        let said = |text: &'m str| Some(text).filter(|text| !text.is_empty());
        let id = user.id().and_then(|id| said(&id.user_identifier_value));
        let mut claims = Self {
            id,
            ..Self::default()
        };
        for input in user.inputs() {
            let data = said(&input.authentication_input_data);
            match is_secret(input) {
                true => claims.secret = claims.secret.or(data),
                false => claims.name = claims.name.or(data),
            }
        }
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
        let claims = Claims::of(user);
        let card = |id| match self.sender.agency() {
            Some(agency) => agency.card(id),
            None => id,
        };
        let (id, name) = (claims.id.map(card), claims.name.map(card));
        let Some(barcode) = name.or(id).map(PatronBarcode::from) else {
            return Err(self.missing(match user {
                User::Id(_) => "UserId/UserIdentifierValue",
                User::Inputs(_) | User::Both(..) => "AuthenticationInput",
            }));
        };
        if claims.secret.is_none() && !self.sender.is_trusted() {
            return Err(self.unproved());
        }
        if id.is_some_and(|id| id != barcode.as_str()) {
            return Err(self.unproved().detail("UserId names another patron"));
        }
        let patron = self
            .answer(self.consortium().patron(&self.context, &barcode))
            .await?;
        self.language = patron.language;
        if let Some(secret) = claims.secret {
            self.check(&barcode, secret, item).await?;
        }
        let proved = claims.secret.is_some();
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
