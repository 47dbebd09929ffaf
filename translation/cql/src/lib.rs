//! CQL and the consortium's queries, either as the other.
//!
//! | function | from, to |
//! | --- | --- |
//! | [`search`], [`translate`] | a query of a client: a [`Search`](silta_consortium::Search), or the diagnostic that says what is not served |
//! | [`scan_clause`] | the clause of a scan: where an index is browsed from |
//! | [`index_named`] | a name such as `dc.title`: the index |
//! | [`write`](fn@write) | a search: a query for a consortium elsewhere |
//!
//! Services read what clients ask; an adapter writes what it asks elsewhere. Which names ask for
//! which index stands in the table of `silta_consortium`; the context sets stand in
//! [`CONTEXT_SETS`], and what else an Explain record tells in [`served`].
//!
//! | relation | text | numbers and codes | years and times |
//! | --- | --- | --- | --- |
//! | `=`, `scr`, none | the words follow each other | the value | the time |
//! | `adj` | the same | refused: 22 | refused: 22 |
//! | `==`, `exact`, `=/string` | the whole field | the value | the time |
//! | `all`, `any` | each word, or one, in any field | each value, or one | each time, or one |
//! | `<>` | all records that `=` does not find | the same | a time that is another |
//! | `<` `<=` `>` `>=` `within` | refused: 22 | refused: 22 | by order |
//! | `encloses`, others | refused: 19 | refused: 19 | refused: 19 |
//!
//! What is not served is refused with the diagnostic made for it, never passed over.
#![deny(clippy::unwrap_used, clippy::indexing_slicing, missing_docs)]

mod balance;
mod clause;
#[doc(hidden)]
pub mod fuzzing;
mod names;
mod proximity;
mod read;
mod relation;
mod scan;
pub mod served;
mod sort;
mod terms;
mod words;
mod write;

pub use names::{CONTEXT_SETS, ContextSet, index_named};
pub use read::{ResultSets, no_result_sets, search, translate};
pub use scan::{ScanClause, scan_clause};
pub use write::{NotInCql, write};
