//! The libraries, and the days on which they are closed.

use jiff::civil::Date;
use silta_consortium::{Library, LibraryCode};

use crate::store::{Result, View};

/// All libraries, in the order of their codes.
pub(crate) fn list(view: &View<'_>) -> Result<Vec<Library>> {
    let sql = "SELECT code, name, isil, pickup FROM library ORDER BY code";
    let mut libraries = view.all(sql, [], |row| {
        Ok(Library {
            code: row.get::<_, String>(0)?.into(),
            name: row.get(1)?,
            isil: row.get(2)?,
            closed_dates: Vec::new(),
            pickup: row.get(3)?,
        })
    })?;
    for library in &mut libraries {
        let sql = "SELECT date FROM closed_date WHERE library = ?1 ORDER BY date";
        let dates = view.all(sql, [library.code.as_str()], |row| row.get::<_, String>(0))?;
        library.closed_dates = dates.iter().filter_map(|date| date.parse().ok()).collect();
    }
    Ok(libraries)
}

/// Whether a library is closed on a day.
pub(crate) fn is_closed(view: &View<'_>, library: &LibraryCode, date: Date) -> Result<bool> {
    let sql = "SELECT 1 FROM closed_date WHERE library = ?1 AND date = ?2";
    let found = view.find(sql, [library.as_str(), &date.to_string()], |_| Ok(()))?;
    Ok(found.is_some())
}

/// Whether holds can be picked up at a library; no if there is no such library.
pub(crate) fn allows_pickup(view: &View<'_>, library: &LibraryCode) -> Result<bool> {
    let sql = "SELECT pickup FROM library WHERE code = ?1";
    let found = view.find(sql, [library.as_str()], |row| row.get(0))?;
    Ok(found.unwrap_or(false))
}
