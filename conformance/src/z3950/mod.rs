//! The Z39.50 suite: ANSI/NISO Z39.50-2003 (ISO 23950), versions 2 and 3, with the attribute set
//! bib-1 and the Bath profile, over a plain TCP socket.

mod answer;
mod ber;
mod cases;
mod layout;
mod marc;
mod opac;
mod origin;
mod pqf;
mod profile;
mod reader;
mod record;
mod request;
mod vectors;

use std::{io, path::Path};

use crate::Suite;

pub use profile::{Item, Limits, Profile, User, Work};

/// The Z39.50 cases. With a folder of vectors, every recorded connection of its `z3950/*.hex` is
/// replayed as well.
pub fn suite(vectors: Option<&Path>) -> io::Result<Suite<Profile>> {
    let mut cases = cases::all();
    if let Some(folder) = vectors {
        cases.extend(vectors::cases(folder)?);
    }
    cases.extend(cases::last());
    Ok(Suite {
        name: "z3950",
        cases,
    })
}
