//! Patrons: who they are, what they have, and what stands against them.

use silta_consortium::{
    BlockId, Charge, Contact, Error, FeeType, Language, NewBlock, NewPatron, NewPin, Outcome,
    PatronBarcode, Pin, Redacted, Refusal, RefusalCode, Verification,
};
use silta_consortium_api as wire;

use crate::{
    asking::{Asking, Reply},
    fault::{About, Fault},
    limits, paging,
};

/// The group of a patron of whom nothing else is said.
const GROUP: &str = "adult";

pub(crate) async fn one(asking: &Asking, barcode: &str) -> Result<Reply, Fault> {
    let (context, patron) = (asking.context(), PatronBarcode::from(barcode));
    let found = asking.consortium().patron(&context, &patron).await;
    asking.told(found, About::PATRON)
}

pub(crate) async fn verify(asking: &Asking, barcode: &str) -> Result<Reply, Fault> {
    let request: wire::VerificationRequest = asking.body()?;
    let (context, patron) = (asking.context(), PatronBarcode::from(barcode));
    let pin = Pin::from(request.pin.expose());
    let checked = asking.consortium().verify_pin(&context, &patron, &pin);
    let checked = match checked.await {
        Ok(Verification::Throttled { until }) => {
            let refusal = Refusal::with_until(RefusalCode::PinThrottled, until);
            Err(Error::Refused(refusal))
        }
        Ok(Verification::Verified) => Ok(true),
        Ok(Verification::Wrong) => Ok(false),
        Err(error) => Err(error),
    };
    let verified = checked.map_err(|error| asking.fault(error, About::PATRON))?;
    Ok(Reply::of(&wire::Verification { verified }))
}

pub(crate) async fn loans(asking: &Asking, barcode: &str) -> Result<Reply, Fault> {
    let (context, patron) = (asking.context(), PatronBarcode::from(barcode));
    let list = asking.consortium().loans(&context, &patron, paging::WHOLE);
    let list = list
        .await
        .map_err(|error| asking.fault(error, About::PATRON))?;
    asking.page(list.items, |loan| loan.id.as_str())
}

pub(crate) async fn holds(asking: &Asking, barcode: &str) -> Result<Reply, Fault> {
    let (context, patron) = (asking.context(), PatronBarcode::from(barcode));
    let list = asking.consortium().holds(&context, &patron, paging::WHOLE);
    let list = list
        .await
        .map_err(|error| asking.fault(error, About::PATRON))?;
    asking.page(list.items, |hold| hold.id.as_str())
}

pub(crate) async fn fees(asking: &Asking, barcode: &str) -> Result<Reply, Fault> {
    let (context, patron) = (asking.context(), PatronBarcode::from(barcode));
    let list = asking.consortium().fees(&context, &patron, paging::WHOLE);
    let list = list
        .await
        .map_err(|error| asking.fault(error, About::PATRON))?;
    asking.page(list.items, |fee| fee.id.as_str())
}

pub(crate) async fn charge(asking: &Asking, barcode: &str) -> Result<Reply, Fault> {
    let request: wire::Charge = asking.body()?;
    let charge = Charge {
        patron: barcode.into(),
        kind: request.kind.map_or(FeeType::Other, fee_type),
        amount: limits::charge(request.amount, "/amount")?,
        text: limits::text(request.text.as_deref().unwrap_or_default(), "/text")?,
        item: request.item.map(|item| item.as_str().into()),
    };
    let fee = asking.consortium().charge(asking.change(charge)?).await;
    asking.told(fee, About::PATRON)
}

/// The same names on both sides.
fn fee_type(kind: wire::FeeType) -> FeeType {
    FeeType::from_name(kind.as_str()).unwrap_or(FeeType::Other)
}

pub(crate) async fn block(asking: &Asking, barcode: &str) -> Result<Reply, Fault> {
    let request: wire::BlockRequest = asking.body()?;
    let Some(code) = RefusalCode::from_name(request.code.as_str()) else {
        return Err(Fault::malformed(
            "/code",
            "a block has the code of a refusal",
        ));
    };
    let block = NewBlock {
        patron: barcode.into(),
        code,
        text: limits::text(request.text.expose(), "/text")?,
        card_retained: request.card_retained,
    };
    let block = asking
        .consortium()
        .block_patron(asking.change(block)?)
        .await;
    asking.told(block, About::PATRON)
}

pub(crate) async fn lift_block(asking: &Asking, barcode: &str, id: &str) -> Result<Reply, Fault> {
    let (context, patron) = (asking.context(), PatronBarcode::from(barcode));
    let change = asking.change((patron.clone(), BlockId(id.to_owned())))?;
    let found = asking.consortium().patron(&context, &patron).await;
    let found = found.map_err(|error| asking.fault(error, About::PATRON))?;
    let stands =
        |block: &silta_consortium::Block| block.id.as_ref().is_some_and(|known| known.0 == id);
    if !found.blocks.iter().any(stands) {
        // Lifted by this very request before, or never there.
        let outcome = asking.consortium().operation(&context, &change.key).await;
        let outcome = outcome.map_err(|error| asking.fault(error, About::PATRON))?;
        if outcome == Outcome::Unknown {
            let detail = "no block of this id stands, or it follows from the rules";
            return Err(Fault::new(wire::Code::NotFound, detail));
        }
    }
    let lifted = asking.consortium().lift_block(change).await;
    lifted.map_err(|error| asking.fault(error, About::PATRON))?;
    Ok(Reply::NOTHING)
}

pub(crate) async fn put(asking: &Asking, barcode: &str) -> Result<Reply, Fault> {
    let request: wire::PatronWrite = asking.body()?;
    let language = request
        .language
        .map_or(Language::Fi, |language| match language {
            wire::Language::Fi => Language::Fi,
            wire::Language::Sv => Language::Sv,
            wire::Language::En => Language::En,
        });
    let patron = NewPatron {
        barcode: limits::barcode(barcode, "")?.into(),
        name: limits::text(request.name.expose(), "/name")?.into(),
        home: request.home.as_str().into(),
        group: limits::text(request.group.as_deref().unwrap_or(GROUP), "/group")?,
        language,
        expires: request.expires.map(wire::Date::civil),
        card_lost: request.card_lost,
        contact: contact(&request.contact.unwrap_or_default())?,
        pin: match &request.pin {
            None => None,
            Some(pin) => Some(limits::pin(pin)?.into()),
        },
    };
    let put = asking.consortium().put_patron(asking.change(patron)?).await;
    asking.told(put, About::BODY.mistake("/home"))
}

fn contact(contact: &wire::Contact) -> Result<Contact, Fault> {
    let text = |text: &Option<wire::Redacted>, pointer| match text {
        None => Ok(Redacted::default()),
        Some(text) => limits::text(text.expose(), pointer).map(Redacted::from),
    };
    Ok(Contact {
        address: text(&contact.address, "/contact/address")?,
        email: text(&contact.email, "/contact/email")?,
        phone: text(&contact.phone, "/contact/phone")?,
        birth_date: text(&contact.birth_date, "/contact/birth_date")?,
    })
}

pub(crate) async fn put_pin(asking: &Asking, barcode: &str) -> Result<Reply, Fault> {
    let request: wire::PinWrite = asking.body()?;
    let pin = NewPin {
        patron: barcode.into(),
        pin: limits::pin(&request.pin)?.into(),
    };
    let set = asking.consortium().set_pin(asking.change(pin)?).await;
    set.map_err(|error| asking.fault(error, About::PATRON))?;
    Ok(Reply::NOTHING)
}
