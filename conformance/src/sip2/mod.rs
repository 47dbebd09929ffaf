//! The SIP2 suite: 3M Standard Interchange Protocol 2.00 over a plain TCP socket.

mod answer;
mod cases;
mod charset;
mod layout;
mod money;
mod profile;
mod request;
mod steps;
mod terminal;
mod vectors;

use std::{io, path::Path};

use crate::Suite;

pub use profile::{Account, Fee, Item, Patron, Profile};

/// The SIP2 cases. With a folder of vectors, every recorded message in it is sent as well: each line
/// of `sip2/messages.tsv` and each request of `sip2/koha_transcripts.txt` becomes a case.
pub fn suite(vectors: Option<&Path>) -> io::Result<Suite<Profile>> {
    let mut cases = cases::all();
    if let Some(folder) = vectors {
        cases.extend(vectors::cases(folder)?);
    }
    cases.extend(cases::last());
    Ok(Suite {
        name: "sip2",
        cases,
    })
}
