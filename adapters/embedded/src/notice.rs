//! What staff should look at.

use rusqlite::params;
use silta_consortium::{ItemBarcode, List, Page, PatronBarcode, StaffNotice};

use crate::{
    clock::{from_millis, millis},
    store::{Result, View, Work},
};

/// Notes something for staff; it is kept even if the change is refused.
pub(crate) fn note(
    work: &mut Work<'_>,
    text: &str,
    item: Option<&ItemBarcode>,
    patron: Option<&PatronBarcode>,
) {
    let barcodes = [
        item.map(ItemBarcode::as_str),
        patron.map(PatronBarcode::as_str),
    ];
    let mut text = text.to_owned();
    for barcode in barcodes.into_iter().flatten() {
        text.push(' ');
        text.push_str(barcode);
    }
    let at = work.view.now;
    work.notices.push(StaffNotice {
        at,
        text,
        item: item.cloned(),
        patron: patron.cloned(),
    });
}

/// Writes what was noted.
pub(crate) fn write(work: &mut Work<'_>) -> Result<()> {
    for notice in std::mem::take(&mut work.notices) {
        let sql = "INSERT INTO staff_notice (at, text, item, patron) VALUES (?1, ?2, ?3, ?4)";
        let item = notice.item.as_ref().map(ItemBarcode::as_str);
        let patron = notice.patron.as_ref().map(PatronBarcode::as_str);
        work.run(sql, params![millis(notice.at), notice.text, item, patron])?;
    }
    Ok(())
}

/// The notices, newest first.
pub(crate) fn list(view: &View<'_>, page: Page) -> Result<List<StaffNotice>> {
    let total = view.value("SELECT COUNT(*) FROM staff_notice", [])?;
    let sql = "SELECT at, text, item, patron FROM staff_notice ORDER BY id DESC LIMIT ?1 OFFSET ?2";
    let items = view.all(sql, [page.limit, page.skip], |row| {
        Ok(StaffNotice {
            at: from_millis(row.get(0)?),
            text: row.get(1)?,
            item: row.get::<_, Option<String>>(2)?.map(Into::into),
            patron: row.get::<_, Option<String>>(3)?.map(Into::into),
        })
    })?;
    Ok(List { items, total })
}
