//! Black-box conformance suites, by standard and section, for any server.
//!
//! A suite is a list of [`Case`]s. Each has an id, the clause it comes from, the requirement as
//! one sentence, a [`Level`], and steps over plain blocking sockets. The subject is an address and
//! a small profile ([SIP2](sip2::Profile), [API](api::Profile), [Z39.50](z3950::Profile),
//! [SRU](sru::Profile), [OAI-PMH](oai::Profile), [NCIP](ncip::Profile), [ISO 18626](iso18626::Profile)) that names what it has: accounts, patrons, items, records. What the profile leaves out is skipped, with the reason.
//!
//! The suites write and read their own bytes and use none of the protocol crates, so that a fault
//! in those cannot cancel itself out.
//!
//! [`command`] has what `silta conformance SUITE TARGET` calls for each suite: it runs the suite,
//! prints the table and writes the report.

pub mod api;
pub mod command;
pub mod iso18626;
mod kit;
pub mod ncip;
pub mod oai;
pub mod sip2;
pub mod sru;
pub mod z3950;

pub use kit::{
    Case, CaseReport, Context, Expectations, ExpectationsError, Filter, Level, Outcome, Profile,
    ProfileError, ProfileFile, Report, Schemas, Stop, Suite, Summary, Target, TargetError, Verdict,
    Wire, run, run_each, visible,
};
