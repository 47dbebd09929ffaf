//! NCIP served, versions 1.0 and 2.0 to 2.02, over HTTP and raw TCP: what systems of other libraries
//! and of ours ask of circulation.
//!
//! A message goes one way: `http.rs` or `session.rs` takes its bytes; the wire crate reads them;
//! `agency.rs` says who sends it and `access.rs` what that sender may; the file of the service
//! (`check_out_item.rs`) asks the consortium in its own words and puts the answer together. The
//! library's no becomes a problem by the one table of `refusal.rs`, and stands in a response alone:
//! there is no place beside it for what was asked.
//!
//! What this crate does *not* know: sockets, SQL, where a patron is known.

mod accept_item;
mod access;
mod agency;
mod cancel_request_item;
mod check_in_item;
mod check_out_item;
mod codes;
mod create_item;
mod create_user_fiscal_transaction;
mod delete_item;
mod framer;
mod http;
mod item_fields;
mod limits;
mod lookup_agency;
mod lookup_item;
mod lookup_item_set;
mod lookup_request;
mod lookup_user;
mod mend;
mod metrics;
pub mod pages;
mod place;
mod recall_item;
mod refusal;
mod renew_item;
mod request_id;
mod request_item;
mod requests;
mod service;
mod serving;
mod session;
mod settings;
mod title;
mod undo_check_out_item;
mod update_request_item;
mod update_user;
mod user;
mod user_fields;

pub use access::served;
pub use agency::Agency;
pub use http::{MAX_BODY, router};
pub use limits::NcipLimits;
pub use metrics::{NcipMetrics, Outcome};
pub use service::NcipService;
pub use session::{Exchange, NcipSession};
pub use settings::{Consortium, NcipSettings, Now};
