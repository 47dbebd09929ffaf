//! A request as the store keeps it.

use jiff::Timestamp;
use rusqlite::{Row, params, types::FromSqlError};
use silta_consortium::{
    IllRequestId, IllRole, IllState, IllVersion, ItemBarcode, LibraryCode, Partner, PartnerId,
    PatronBarcode, Redacted, RefusalCode, ServiceType, ill_states::Standing,
};

use crate::{
    clock::{from_millis, millis},
    store::{Result, View, Work, unreadable},
};

/// A request with its row.
pub(crate) struct Kept {
    pub(crate) id: i64,
    /// Where it stands; the version is the one that is spoken with the partner now.
    pub(crate) standing: Standing,
    pub(crate) peer: PartnerId,
    /// The borrower's name of it.
    pub(crate) name: String,
    /// The lender's name of it.
    pub(crate) supplying: Option<String>,
    pub(crate) title: String,
    pub(crate) author: Option<String>,
    /// The row of the record that was found for it.
    pub(crate) record: Option<i64>,
    /// The row and the card of the patron.
    pub(crate) patron: Option<(i64, PatronBarcode)>,
    pub(crate) pickup: Option<LibraryCode>,
    pub(crate) item: Option<ItemBarcode>,
    pub(crate) due: Option<Timestamp>,
    pub(crate) reason: Option<String>,
    pub(crate) note: Option<Redacted>,
    pub(crate) url: Option<String>,
    pub(crate) conditions: Vec<String>,
    /// Whether the lender lets the borrower ask for more time.
    pub(crate) renewable: bool,
}

/// What is known of a request when it begins.
pub(crate) struct New<'a> {
    pub(crate) role: IllRole,
    pub(crate) peer: &'a Partner,
    pub(crate) name: &'a str,
    pub(crate) service_type: ServiceType,
    pub(crate) state: IllState,
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT r.id, r.role, r.peer, r.name, r.supplying, r.version, r.service, r.state,
                    r.title, r.author, r.record, r.patron, p.barcode, r.pickup, r.item, r.due,
                    r.reason, r.note, r.url, r.conditions, r.renewable, r.received, r.returned,
                    r.cancel_wished, r.renewal_wished
             FROM ill_request r LEFT JOIN patron p ON p.id = r.patron ",
            $rest
        )
    };
}

/// The request in this row, or the refusal that there is none.
pub(crate) fn by_row(view: &View<'_>, id: i64) -> Result<Kept> {
    let found = view.find(select!("WHERE r.id = ?1"), [id], |row| read(view, row))?;
    found.ok_or_else(|| RefusalCode::RequestUnknown.into())
}

/// The request of that id, or the refusal that there is none.
pub(crate) fn require(view: &View<'_>, id: &IllRequestId) -> Result<Kept> {
    by_row(view, number(id).ok_or(RefusalCode::RequestUnknown)?)
}

/// The row that an id names: `007` names none.
pub(crate) fn number(id: &IllRequestId) -> Option<i64> {
    let row: i64 = id.as_str().parse().ok()?;
    (row.to_string() == id.as_str()).then_some(row)
}

/// The newest requests that are older than `before`.
pub(crate) fn list(
    view: &View<'_>,
    state: Option<IllState>,
    before: i64,
    skip: u32,
    limit: u32,
) -> Result<Vec<Kept>> {
    let read = |row: &Row<'_>| read(view, row);
    match state {
        Some(state) => {
            let sql =
                select!("WHERE r.state = ?1 AND r.id < ?2 ORDER BY r.id DESC LIMIT ?3 OFFSET ?4");
            view.all(sql, params![state.as_str(), before, limit, skip], read)
        }
        None => {
            let sql = select!("WHERE r.id < ?1 ORDER BY r.id DESC LIMIT ?2 OFFSET ?3");
            view.all(sql, params![before, limit, skip], read)
        }
    }
}

fn read(view: &View<'_>, row: &Row<'_>) -> rusqlite::Result<Kept> {
    let peer: PartnerId = row.get::<_, String>(2)?.into();
    let told = word(row, 5, IllVersion::from_name)?;
    let version = view.partner(&peer).map_or(told, |partner| partner.version);
    let patron = match row.get(11)? {
        Some(id) => Some((id, row.get::<_, String>(12)?.into())),
        None => None,
    };
    let conditions = serde_json::from_str(row.get_ref(19)?.as_str()?);
    Ok(Kept {
        id: row.get(0)?,
        standing: Standing {
            role: word(row, 1, IllRole::from_name)?,
            service_type: word(row, 6, ServiceType::from_name)?,
            version,
            state: word(row, 7, IllState::from_name)?,
            received: row.get(21)?,
            returned: row.get(22)?,
            cancel_wished: row.get(23)?,
            renewal_wished: row.get(24)?,
        },
        peer,
        name: row.get(3)?,
        supplying: row.get(4)?,
        title: row.get(8)?,
        author: row.get(9)?,
        record: row.get(10)?,
        patron,
        pickup: row.get::<_, Option<String>>(13)?.map(Into::into),
        item: row.get::<_, Option<String>>(14)?.map(Into::into),
        due: row.get::<_, Option<i64>>(15)?.map(from_millis),
        reason: row.get(16)?,
        note: row.get::<_, Option<String>>(17)?.map(Into::into),
        url: row.get(18)?,
        conditions: conditions.map_err(|_| FromSqlError::InvalidType)?,
        renewable: row.get(20)?,
    })
}

/// A word from a column.
fn word<T>(row: &Row<'_>, column: usize, known: fn(&str) -> Option<T>) -> rusqlite::Result<T> {
    let name = row.get_ref(column)?.as_str()?;
    Ok(known(name).ok_or(FromSqlError::InvalidType)?)
}

/// Begins a request.
pub(crate) fn begin(work: &Work<'_>, new: &New<'_>) -> Result<Kept> {
    let sql = "INSERT INTO ill_request (role, peer, name, version, service, state, title)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, '')";
    let row = params![
        new.role.as_str(),
        new.peer.id.as_str(),
        new.name,
        new.peer.version.as_str(),
        new.service_type.as_str(),
        new.state.as_str(),
    ];
    by_row(&work.view, work.insert(sql, row)?)
}

/// Keeps a request as it is now.
pub(crate) fn save(work: &Work<'_>, kept: &Kept) -> Result<()> {
    let sql = "UPDATE ill_request SET name = ?2, supplying = ?3, version = ?4, service = ?5,
                   state = ?6, title = ?7, author = ?8, record = ?9, patron = ?10, pickup = ?11,
                   item = ?12, due = ?13, reason = ?14, note = ?15, url = ?16, conditions = ?17,
                   renewable = ?18, received = ?19, returned = ?20, cancel_wished = ?21,
                   renewal_wished = ?22, closed = CASE WHEN ?23 THEN IFNULL(closed, ?24) END
               WHERE id = ?1";
    let standing = &kept.standing;
    let row = params![
        kept.id,
        kept.name,
        kept.supplying,
        standing.version.as_str(),
        standing.service_type.as_str(),
        standing.state.as_str(),
        kept.title,
        kept.author,
        kept.record,
        kept.patron.as_ref().map(|(row, _)| row),
        kept.pickup.as_ref().map(LibraryCode::as_str),
        kept.item.as_ref().map(ItemBarcode::as_str),
        kept.due.map(millis),
        kept.reason,
        kept.note.as_ref().map(Redacted::expose),
        kept.url,
        serde_json::to_string(&kept.conditions).map_err(unreadable)?,
        kept.renewable,
        standing.received,
        standing.returned,
        standing.cancel_wished,
        standing.renewal_wished,
        standing.state.is_final(),
        millis(work.view.now),
    ];
    work.run(sql, row).map(drop)
}
