//! What every suite shares: cases, the runner, expectations, reports, and a plain socket that
//! writes down what crosses it.

mod case;
mod context;
pub(crate) mod element;
mod expectations;
mod html;
pub(crate) mod http;
mod junit;
pub(crate) mod profile;
mod report;
mod runner;
mod schemas;
mod target;
mod text;
mod wire;
pub(crate) mod xml;

pub use case::{Case, Level, Outcome, Stop, Suite};
pub use context::{Context, Profile};
pub use expectations::{Expectations, ExpectationsError};
pub use profile::{ProfileError, ProfileFile};
pub use report::{CaseReport, Report, Summary, Verdict};
pub use runner::{Filter, run, run_each};
pub use schemas::Schemas;
pub use target::{Target, TargetError};
pub(crate) use text::bytes_of;
pub use text::visible;
pub use wire::Wire;

pub(crate) use case::{cases, ensure};
pub(crate) use wire::Received;
