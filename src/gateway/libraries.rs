//! Whether the libraries that a configuration names are there.

use silta_consortium::LibraryCode;

use super::{BackEnd, StartError, context};
use crate::config::Settings;

/// A terminal in a library that is none would be refused at its first loan, and so would an agency.
pub(super) async fn check_libraries(
    consortium: &dyn BackEnd,
    settings: &Settings,
) -> Result<(), StartError> {
    let libraries = consortium
        .libraries(&context())
        .await
        .map_err(StartError::Silent)?;
    let known: Vec<&str> = libraries
        .iter()
        .map(|library| library.code.as_str())
        .collect();
    let mut named = named(settings).into_iter();
    let stray = named.find(|(_, library)| !known.contains(&library.as_str()));
    stray.map_or(Ok(()), |(who, library)| {
        Err(StartError::Library {
            who,
            library: library.to_string(),
            known: match known.as_slice() {
                [] => "no libraries".to_owned(),
                known => known.join(", "),
            },
        })
    })
}

/// Who is said to stand in which library.
fn named(settings: &Settings) -> Vec<(String, &LibraryCode)> {
    let terminals = settings.sip2.terminals.iter();
    let terminals = terminals.map(|one| (format!("the terminal {}", one.account), &one.library));
    let agencies = settings.ncip.agencies.iter();
    let agencies = agencies.filter_map(|one| {
        let library = one.library.as_ref()?;
        Some((format!("the agency {}", one.id), library))
    });
    terminals.chain(agencies).collect()
}
