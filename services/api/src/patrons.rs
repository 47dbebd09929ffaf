//! Patrons: who they are, what they have, and what stands against them.

use silta_consortium::{
    BlockId, Charge, Contact, Error, FeeType, Language, NewBlock, NewPatron, NewPin, Outcome,
    PatronBarcode, Pin, Redacted, Refusal, RefusalCode, Verification,
};
use silta_consortium_api as wire;

use crate::{
    asking::{Asking, Reply},
    fault::{About, Fault},
    money, paging,
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
        amount: money::positive(request.amount, "/amount")?,
        text: request.text.unwrap_or_default(),
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
        text: request.text.expose().to_owned(),
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
        barcode: barcode.into(),
        name: request.name.expose().into(),
        home: request.home.as_str().into(),
        group: request.group.unwrap_or_else(|| GROUP.to_owned()),
        language,
        expires: request.expires.map(wire::Date::civil),
        card_lost: request.card_lost,
        contact: contact(request.contact.unwrap_or_default()),
        pin: request.pin.map(|pin| pin.expose().into()),
    };
    let put = asking.consortium().put_patron(asking.change(patron)?).await;
    asking.told(put, About::BODY.mistake("/home"))
}

fn contact(contact: wire::Contact) -> Contact {
    let text = |text: Option<wire::Redacted>| {
        text.map_or_else(Redacted::default, |text| text.expose().into())
    };
    Contact {
        address: text(contact.address),
        email: text(contact.email),
        phone: text(contact.phone),
        birth_date: text(contact.birth_date),
    }
}

pub(crate) async fn put_pin(asking: &Asking, barcode: &str) -> Result<Reply, Fault> {
    let request: wire::PinWrite = asking.body()?;
    let pin = NewPin {
        patron: barcode.into(),
        pin: request.pin.expose().into(),
    };
    if pin.pin.expose().is_empty() {
        return Err(Fault::malformed("/pin", "an empty PIN is none"));
    }
    let set = asking.consortium().set_pin(asking.change(pin)?).await;
    set.map_err(|error| asking.fault(error, About::PATRON))?;
    Ok(Reply::NOTHING)
}
