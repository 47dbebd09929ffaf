//! Patrons, and what stands against them.

use jiff::civil::Date;
use rusqlite::{Row, params};
use serde::Serialize;
use silta_consortium::{
    AgeClass, Block, BlockId, Contact, Counts, Language, LibraryCode, Limits, Money, NewBlock,
    Patron, PatronBarcode, Privileges, Redacted, Refusal, RefusalCode,
};

use crate::{
    clock::{from_millis, millis},
    rules::Rules,
    store::{Result, View, Work, misuse},
};

/// A patron as the store knows it.
pub(crate) struct Cardholder {
    /// The row.
    pub(crate) id: i64,
    pub(crate) patron: Patron,
}

/// Groups that may have as much as they want.
const UNLIMITED: [&str; 2] = ["outreach", "institution"];
/// The group of those whose age is asked even if no birth date is known.
const CHILD: &str = "child";

const SELECT: &str = "
    SELECT p.id, p.barcode, p.name, p.home, p.kind, p.language, p.expires, p.card_lost,
           p.address, p.email, p.phone, p.birth_date,
           (SELECT COUNT(*) FROM loan WHERE patron = p.id),
           (SELECT COUNT(*) FROM loan WHERE patron = p.id AND due < ?2),
           (SELECT COUNT(*) FROM loan WHERE patron = p.id AND recalled = 1),
           (SELECT COUNT(*) FROM hold WHERE patron = p.id),
           (SELECT COUNT(*) FROM hold WHERE patron = p.id AND status = 'ready'),
           (SELECT COUNT(*) FROM fee WHERE patron = p.id AND amount > 0),
           (SELECT IFNULL(SUM(amount), 0) FROM fee WHERE patron = p.id AND amount > 0),
           EXISTS (SELECT 1 FROM block WHERE patron = p.id)
    FROM patron p WHERE p.barcode = ?1";

/// The patron with this card.
pub(crate) fn find(view: &View<'_>, barcode: &PatronBarcode) -> Result<Option<Cardholder>> {
    if barcode.as_str().len() > PatronBarcode::MAX_LEN {
        return Ok(None);
    }
    let found = view.find(SELECT, params![barcode.as_str(), millis(view.now)], |row| {
        Ok((
            read(row, view)?,
            row.get::<_, bool>(7)?,
            row.get::<_, bool>(19)?,
        ))
    })?;
    let Some((mut holder, card_lost, has_blocks)) = found else {
        return Ok(None);
    };
    let set = match has_blocks {
        true => blocks_of(view, holder.id)?,
        false => Vec::new(),
    };
    holder.patron.blocks = all_blocks(view, &holder.patron, card_lost, set);
    let may = holder.patron.blocks.is_empty();
    holder.patron.privileges = Privileges {
        checkout: may,
        renew: may,
        recall: may,
        hold: may,
    };
    Ok(Some(holder))
}

/// The patron with this card, or the refusal that there is none.
pub(crate) fn require(view: &View<'_>, barcode: &PatronBarcode) -> Result<Cardholder> {
    find(view, barcode)?.ok_or_else(|| RefusalCode::PatronUnknown.into())
}

fn read(row: &Row<'_>, view: &View<'_>) -> rusqlite::Result<Cardholder> {
    let group: String = row.get(4)?;
    let unlimited = UNLIMITED.contains(&group.as_str());
    let limit = |limit| (!unlimited).then_some(limit);
    let patron = Patron {
        barcode: row.get::<_, String>(1)?.into(),
        name: row.get::<_, String>(2)?.into(),
        home: row.get::<_, String>(3)?.into(),
        language: language(row.get_ref(5)?.as_str()?),
        expires: row
            .get::<_, Option<String>>(6)?
            .and_then(|date| date.parse().ok()),
        age_class: age_class(&group),
        group,
        blocks: Vec::new(),
        privileges: Privileges {
            checkout: false,
            renew: false,
            recall: false,
            hold: false,
        },
        limits: Limits {
            loans: limit(view.rules.loans),
            holds: limit(view.rules.holds),
            overdue: None,
            fees: Some(view.rules.fee_block),
        },
        counts: Counts {
            loans: row.get(12)?,
            overdue: row.get(13)?,
            recalled: row.get(14)?,
            holds: row.get(15)?,
            holds_ready: row.get(16)?,
            fees: row.get(17)?,
        },
        balance: Money::euros(row.get(18)?),
        contact: Contact {
            address: redacted(row, 8)?,
            email: redacted(row, 9)?,
            phone: redacted(row, 10)?,
            birth_date: redacted(row, 11)?,
        },
    };
    Ok(Cardholder {
        id: row.get(0)?,
        patron,
    })
}

fn redacted(row: &Row<'_>, column: usize) -> rusqlite::Result<Redacted> {
    row.get::<_, String>(column).map(Into::into)
}

fn language(code: &str) -> Language {
    let known = Language::ALL
        .into_iter()
        .find(|known| known.as_str() == code);
    known.unwrap_or_default()
}

fn age_class(group: &str) -> AgeClass {
    match group {
        CHILD => AgeClass::Child,
        "institution" => AgeClass::Institution,
        _ => AgeClass::Adult,
    }
}

fn blocks_of(view: &View<'_>, patron: i64) -> Result<Vec<Block>> {
    let sql = "SELECT id, code, text, since FROM block WHERE patron = ?1 ORDER BY id";
    view.all(sql, [patron], |row| {
        let code = RefusalCode::from_name(row.get_ref(1)?.as_str()?);
        Ok(Block {
            id: Some(BlockId(row.get::<_, i64>(0)?.to_string())),
            code: code.unwrap_or(RefusalCode::PatronBlocked),
            text: row.get(2)?,
            since: Some(from_millis(row.get(3)?)),
        })
    })
}

/// The blocks that follow from rules round those that somebody set, in the order in which they are
/// told.
fn all_blocks(view: &View<'_>, patron: &Patron, card_lost: bool, set: Vec<Block>) -> Vec<Block> {
    let by_rule = |refusal: Refusal| Block {
        id: None,
        code: refusal.code,
        text: refusal.text(patron.language),
        since: None,
    };
    let mut blocks = Vec::new();
    if card_lost {
        blocks.push(by_rule(RefusalCode::CardLost.into()));
    }
    if let Some(last) = patron
        .expires
        .filter(|last| *last < view.rules.date(view.now))
    {
        let until = view.rules.end_of(last);
        blocks.push(by_rule(Refusal::with_until(
            RefusalCode::PatronExpired,
            until,
        )));
    }
    blocks.extend(set);
    if owes_too_much(view.rules, patron.balance) {
        blocks.push(by_rule(Refusal::with_fee(
            RefusalCode::FeeLimit,
            patron.balance,
        )));
    }
    blocks
}

fn owes_too_much(rules: &Rules, balance: Money) -> bool {
    balance.cents >= rules.fee_block.cents
}

/// What refuses whatever the patron wants, in the order of precedence.
pub(crate) fn objections(view: &View<'_>, patron: &Patron) -> Vec<Refusal> {
    let facts = |code| match code {
        RefusalCode::FeeLimit => Refusal::with_fee(code, patron.balance),
        RefusalCode::PatronExpired => match patron.expires {
            Some(last) => Refusal::with_until(code, view.rules.end_of(last)),
            None => code.into(),
        },
        RefusalCode::CardLost => code.into(),
        // A block of any other kind blocks the card.
        _ => RefusalCode::PatronBlocked.into(),
    };
    let mut objections: Vec<Refusal> = patron
        .blocks
        .iter()
        .map(|block| facts(block.code))
        .collect();
    sort(&mut objections);
    objections
}

/// Puts refusals in the order of precedence, each kind once.
pub(crate) fn sort(refusals: &mut Vec<Refusal>) {
    let rank = |refusal: &Refusal| {
        let place = RefusalCode::PRECEDENCE
            .iter()
            .position(|code| *code == refusal.code);
        place.unwrap_or(RefusalCode::PRECEDENCE.len())
    };
    refusals.sort_by_key(rank);
    refusals.dedup_by_key(|refusal| refusal.code);
}

/// Whether the patron is old enough. Without a birth date a child is not, anybody else is.
pub(crate) fn is_of_age(view: &View<'_>, patron: &Patron, age_limit: Option<u8>) -> bool {
    let Some(limit) = age_limit else {
        return true;
    };
    match patron.contact.birth_date.expose().parse::<Date>() {
        Ok(birth) => view.rules.age(birth, view.now) >= limit,
        Err(_) => patron.age_class != AgeClass::Child,
    }
}

/// Most blocks of one code that a card holds: a terminal that swallows the same card again and again
/// leaves no trail that makes every question about it slower.
const MAX_BLOCKS: usize = 20;

/// Blocks a card. The same block again is the one that stands; one more than
/// [`MAX_BLOCKS`] of a code takes the place of the oldest.
pub(crate) fn block(work: &mut Work<'_>, new: &NewBlock) -> Result<Block> {
    let holder = require(&work.view, &new.patron)?;
    let standing = blocks_of(&work.view, holder.id)?;
    let mut alike = standing.into_iter().filter(|block| block.code == new.code);
    if let Some(same) = alike.clone().find(|block| block.text == new.text) {
        return Ok(same);
    }
    if let (Some(oldest), true) = (alike.next(), alike.count() + 1 >= MAX_BLOCKS) {
        let sql = "DELETE FROM block WHERE id = ?1";
        work.run(sql, [oldest.id.map(|id| id.0)])?;
    }
    let sql = "INSERT INTO block (patron, code, text, since, card_retained)
               VALUES (?1, ?2, ?3, ?4, ?5)";
    let since = work.view.now;
    let row = params![
        holder.id,
        new.code.as_str(),
        new.text,
        millis(since),
        new.card_retained
    ];
    let id = work.insert(sql, row)?;
    work.effects.pins.push(new.patron.clone());
    Ok(Block {
        id: Some(BlockId(id.to_string())),
        code: new.code,
        text: new.text.clone(),
        since: Some(from_millis(millis(since))),
    })
}

/// Lifts a block that somebody set; one that is gone already is lifted.
pub(crate) fn lift_block(
    work: &mut Work<'_>,
    (patron, block): &(PatronBarcode, BlockId),
) -> Result<()> {
    let holder = require(&work.view, patron)?;
    if let Ok(id) = block.0.parse::<i64>() {
        work.run(
            "DELETE FROM block WHERE id = ?1 AND patron = ?2",
            [id, holder.id],
        )?;
    }
    work.effects.pins.push(patron.clone());
    Ok(())
}

/// A patron as an administrator writes it, the PIN already hashed.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Written {
    pub(crate) barcode: PatronBarcode,
    pub(crate) name: Redacted,
    pub(crate) home: LibraryCode,
    pub(crate) group: String,
    pub(crate) language: Language,
    pub(crate) expires: Option<Date>,
    pub(crate) card_lost: bool,
    pub(crate) contact: Contact,
    /// The PIN itself must not be guessed from the ledger; its slow hash may stand there.
    pub(crate) pin_hash: Option<String>,
}

/// A new PIN, already hashed.
#[derive(Debug, Serialize)]
pub(crate) struct WrittenPin {
    pub(crate) patron: PatronBarcode,
    pub(crate) pin_hash: String,
}

/// Creates or changes a patron.
pub(crate) fn put(work: &mut Work<'_>, new: &Written) -> Result<Patron> {
    if new.barcode.as_str().is_empty() || new.barcode.as_str().len() > PatronBarcode::MAX_LEN {
        return Err(misuse("a patron barcode has 1 to 64 characters"));
    }
    work.require_library(&new.home)?;
    let id = insert(work, new)?;
    if let Some(hash) = &new.pin_hash {
        write_pin(work, id, hash)?;
    }
    work.effects.pins.push(new.barcode.clone());
    require(&work.view, &new.barcode).map(|holder| holder.patron)
}

/// Gives a patron a new PIN.
pub(crate) fn set_pin(work: &mut Work<'_>, new: &WrittenPin) -> Result<()> {
    let holder = require(&work.view, &new.patron)?;
    write_pin(work, holder.id, &new.pin_hash)?;
    work.effects.pins.push(new.patron.clone());
    Ok(())
}

fn write_pin(work: &Work<'_>, patron: i64, hash: &str) -> Result<()> {
    let sql = "INSERT INTO pin (patron, hash) VALUES (?1, ?2)
               ON CONFLICT (patron) DO UPDATE SET hash = excluded.hash";
    work.run(sql, params![patron, hash])?;
    // Staff gave a new PIN: the count of wrong ones begins anew.
    work.run("DELETE FROM pin_throttle WHERE patron = ?1", [patron])?;
    Ok(())
}

/// Writes the row of a patron; its id.
fn insert(work: &Work<'_>, new: &Written) -> Result<i64> {
    let sql = "INSERT INTO patron (barcode, name, home, kind, language, expires, card_lost,
                                   address, email, phone, birth_date)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
               ON CONFLICT (barcode) DO UPDATE SET
                   name = excluded.name, home = excluded.home, kind = excluded.kind,
                   language = excluded.language, expires = excluded.expires,
                   card_lost = excluded.card_lost, address = excluded.address,
                   email = excluded.email, phone = excluded.phone,
                   birth_date = excluded.birth_date
               RETURNING id";
    let row = params![
        new.barcode.as_str(),
        new.name.expose(),
        new.home.as_str(),
        new.group,
        new.language.as_str(),
        new.expires.map(|date| date.to_string()),
        new.card_lost,
        new.contact.address.expose(),
        new.contact.email.expose(),
        new.contact.phone.expose(),
        new.contact.birth_date.expose(),
    ];
    work.view.value(sql, row)
}
