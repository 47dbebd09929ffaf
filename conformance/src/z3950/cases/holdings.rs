//! OPAC records: the bibliographic record with holdings and live circulation data, as interlibrary
//! loan systems read them.

use crate::{
    Context, Outcome, Stop,
    kit::{cases, ensure},
    z3950::{
        Profile,
        opac::{self, Opac},
        request::{self, OPAC, USMARC},
    },
};

cases! {
    "z3950/holdings", "Z39.50-2003, appendix REC.3.2: OPAC record", ["anonymous", "syntax.opac"];
    Must holds_the_record ["work.known"] "An OPAC record holds the bibliographic record as MARC 21.";
    Must every_entry_is_whole ["many"] "Each circulation entry has availableNow, renewable and onHold.";
    Must item_on_the_shelf ["item.available"] "An item on its shelf is availableNow.";
    Must item_on_loan ["item.on_loan"] "An item on loan is not availableNow, and availabilityDate says when it is due.";
    Must item_on_loan_and_wanted ["item.on_loan_wanted"] "An item on loan that another waits for is onHold.";
    Must item_on_the_hold_shelf ["item.on_hold_shelf"] "An item on the hold shelf is not availableNow.";
    Must item_in_transit ["item.in_transit"] "An item in transit is not availableNow.";
    Must lost_item ["item.lost"] "A lost item is not availableNow, or not shown.";
    Must location_of_each ["item.available"] "Holdings with items name their localLocation; without it ILL systems take nothing as available.";
    Should call_number ["item.available"] "Holdings give the call number.";
    Must as_ill_systems_ask ["item.available"] "The search by id that brings the OPAC record with it works as crosslink and ReShare send it.";
    Must twice_the_same ["item.available"] "A record presented twice has the same holdings twice." of "field reports of FOLIO: ZF-36";
    Must several_in_their_order ["work.known", "work.same_author"] "Of several records each has its own holdings." of "field reports of FOLIO: ZF-52";
    Should with_element_set ["work.known"] "Element sets B and F are taken with OPAC records.";
}

fn of(c: &Context<'_, Profile>, id: &str) -> Outcome<Opac> {
    let mut o = c.origin()?;
    let hits = o.find(&format!("@attr 1=12 {id}"))?;
    ensure!(hits == 1, "{hits} records have the id {id}");
    let records = o.records(1, 1, OPAC)?;
    let record = records
        .first()
        .ok_or_else(|| Stop::failed("no record comes"))?;
    opac::read(record.retrieved()?)
}

fn holds_the_record(c: &mut Context<'_, Profile>) -> Outcome {
    let work = c.work("known")?;
    let opac = of(c, &work.id)?;
    let title = opac.bibliographic.of(USMARC)?.marc()?.title();
    ensure!(title == work.title, "the title is {title:?}");
    Ok(())
}

fn every_entry_is_whole(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = c.origin()?;
    let hits = o.find(&c.many()?)?;
    for record in o.records(1, hits.min(20), OPAC)? {
        // Reading it is strict about the mandatory fields.
        opac::read(record.retrieved()?)?;
    }
    Ok(())
}

/// The item of this role is shown as the profile says.
fn shown(c: &Context<'_, Profile>, role: &str) -> Outcome {
    let item = c.item(role)?;
    let opac = of(c, &item.record)?;
    let (holdings, entry) = opac
        .item(&item.barcode)
        .ok_or_else(|| Stop::failed(format!("no entry has the itemId {}", item.barcode)))?;
    ensure!(
        entry.available_now == item.available,
        "availableNow is {}",
        entry.available_now
    );
    let due = entry.availability_date.as_deref().unwrap_or_default();
    ensure!(!item.due || !due.is_empty(), "there is no availabilityDate");
    if let Some(wanted) = item.on_hold {
        ensure!(entry.on_hold == wanted, "onHold is {}", entry.on_hold);
    }
    let location = holdings.local_location.as_deref().unwrap_or_default();
    ensure!(!location.is_empty(), "there is no localLocation");
    let wanted = item.location.as_deref().unwrap_or_default();
    ensure!(
        location.contains(wanted),
        "localLocation is {location:?} and should be {wanted:?}"
    );
    Ok(())
}

fn item_on_the_shelf(c: &mut Context<'_, Profile>) -> Outcome {
    shown(c, "available")
}

fn item_on_loan(c: &mut Context<'_, Profile>) -> Outcome {
    shown(c, "on_loan")
}

fn item_on_loan_and_wanted(c: &mut Context<'_, Profile>) -> Outcome {
    shown(c, "on_loan_wanted")
}

fn item_on_the_hold_shelf(c: &mut Context<'_, Profile>) -> Outcome {
    shown(c, "on_hold_shelf")
}

fn item_in_transit(c: &mut Context<'_, Profile>) -> Outcome {
    shown(c, "in_transit")
}

fn lost_item(c: &mut Context<'_, Profile>) -> Outcome {
    let item = c.item("lost")?;
    let opac = of(c, &item.record)?;
    if let Some((_, entry)) = opac.item(&item.barcode) {
        ensure!(!entry.available_now, "it is availableNow");
    }
    Ok(())
}

fn location_of_each(c: &mut Context<'_, Profile>) -> Outcome {
    let opac = of(c, &c.item("available")?.record)?;
    ensure!(!opac.holdings.is_empty(), "there are no holdings");
    for holdings in opac.holdings {
        let named = holdings.local_location.is_some_and(|name| !name.is_empty());
        ensure!(
            named || holdings.circulation.is_empty(),
            "holdings with items have no localLocation"
        );
    }
    Ok(())
}

fn call_number(c: &mut Context<'_, Profile>) -> Outcome {
    let item = c.item("available")?;
    let opac = of(c, &item.record)?;
    let number = opac
        .item(&item.barcode)
        .and_then(|(holdings, _)| holdings.call_number.clone());
    ensure!(number.is_some(), "there is no callNumber");
    Ok(())
}

fn as_ill_systems_ask(c: &mut Context<'_, Profile>) -> Outcome {
    let item = c.item("available")?;
    let mut o = c.origin()?;
    let request = o.request(&format!("@attr 1=12 {}", item.record))?;
    let request = request::into_set(request, "1");
    let request = request::piggyback(request, (1, 2_000_000_000, 10), OPAC);
    let answer = o.ask(&request)?.expect("searchResponse")?;
    answer.is("resultCount", 1)?;
    let records = answer.records()?;
    let record = records
        .first()
        .ok_or_else(|| Stop::failed("no record comes with the search"))?;
    let opac = opac::read(record.retrieved()?)?;
    ensure!(opac.item(&item.barcode).is_some(), "the item is not there");
    Ok(())
}

fn shape(opac: &Opac) -> String {
    format!("{:?}", opac.holdings)
}

fn twice_the_same(c: &mut Context<'_, Profile>) -> Outcome {
    let id = c.item("available")?.record;
    let mut o = c.origin()?;
    o.find(&format!("@attr 1=12 {id}"))?;
    let mut shapes = Vec::new();
    for _ in 0..3 {
        let records = o.records(1, 1, OPAC)?;
        for record in &records {
            shapes.push(shape(&opac::read(record.retrieved()?)?));
        }
    }
    ensure!(
        shapes.windows(2).all(|two| two[0] == two[1]),
        "the holdings change from one Present to the next"
    );
    Ok(())
}

fn several_in_their_order(c: &mut Context<'_, Profile>) -> Outcome {
    let (one, other) = (c.work("known")?.id, c.work("same_author")?.id);
    let mut o = c.origin()?;
    let hits = o.find(&format!("@attr 1=12 @or {one} {other}"))?;
    ensure!(hits == 2, "two records by their ids are {hits}");
    let together = o.records(1, 2, OPAC)?;
    for record in &together {
        let opac = opac::read(record.retrieved()?)?;
        let title = opac.bibliographic.marc()?.title();
        let own = [c.work("known")?, c.work("same_author")?]
            .into_iter()
            .find(|work| work.title == title);
        let own = own.ok_or_else(|| Stop::failed(format!("a record of {title:?}")))?;
        let alone = of(c, &own.id)?;
        ensure!(
            shape(&alone) == shape(&opac),
            "{title} has other holdings among others than alone"
        );
    }
    Ok(())
}

fn with_element_set(c: &mut Context<'_, Profile>) -> Outcome {
    let id = c.work("known")?.id;
    let mut o = c.origin()?;
    o.find(&format!("@attr 1=12 {id}"))?;
    for name in ["B", "F"] {
        let present = request::present("default", 1, 1, OPAC);
        let (_, records) = o.presented(&request::elements(present, name))?;
        for record in &records {
            opac::read(record.retrieved()?)?;
        }
    }
    Ok(())
}
