//! The library's own vocabulary, and the ports through which everything is asked of it.
//!
//! Each protocol is translated into these words and no other: a [`Patron`] borrows an [`Item`] and
//! gets a [`Loan`]; a [`Hold`] waits at a pickup [`Library`]; a [`Fee`] is paid; the library says no
//! with a [`Refusal`]. The words and their Finnish names stand in `docs/lexicon.md`.
//!
//! Five ports lead to a consortium, wherever it runs: [`Circulation`] (patrons, loans, holds,
//! fees), [`Catalogue`] (records and their holdings), [`TemporaryItems`] (copies that partners have
//! sent), [`Ill`] (inter-library loan) and [`IllExchange`] (what partners write and are written). An
//! adapter implements them: the embedded consortium in this workspace, or one for a consortium
//! elsewhere.
//!
//! What this crate does *not* know: any protocol, HTTP, sockets, SQL, or what time it is.

mod catalogue;
mod circulation;
mod error;
mod fee;
mod hold;
mod ids;
mod ill;
mod index;
mod item;
mod language;
mod library;
mod list;
mod loan;
mod money;
mod named;
mod origin;
mod patron;
pub mod query;
mod record_change;
mod redacted;
mod refusal;
mod temporary_item;
mod texts;

pub use catalogue::{Catalogue, MarcFormat, MarcRecord, NewRecord, Record};
pub use circulation::{Answer, Applied, Circulation, Outcome, StaffNotice};
pub use error::{Error, Failure, FailureKind, FailureSource, Retry};
pub use fee::{Charge, Fee, FeeType, Payment, PaymentMethod, Receipt};
pub use hold::{Hold, HoldChange, HoldStatus, HoldTarget, NewHold};
pub use ids::{
    AccountId, CheckinId, FeeId, HoldId, IdempotencyKey, IllMessageId, IllRequestId,
    InvalidIdempotencyKey, ItemBarcode, LibraryCode, LoanId, PartnerId, PatronBarcode, PaymentId,
    Pin, RecordId,
};
pub use ill::{
    Ill, IllAction, IllAnswer, IllContent, IllDelivery, IllDirection, IllExchange, IllMessage,
    IllOutgoing, IllReceived, IllRequest, IllRequestsAsked, IllRole, IllState, IllStep, IllTold,
    IllUndelivered, IllVersion, IllWanted, NewIllRequest, Partner, RequestingAction,
    RequestingMessage, ServiceType, SupplyingMessage, SupplyingReason, states as ill_states,
};
pub use index::{INDEXES, Index, IndexDefinition, IndexKind};
pub use item::{CirculationStatus, Item, ItemChange, MediaType, NewItem};
pub use language::Language;
pub use library::Library;
pub use list::{List, Page};
pub use loan::{
    AlreadyHappened, Checkin, Checkout, Lent, Loan, RenewAll, Renewal, RenewalOutcome, Renewed,
    Returned, Routing,
};
pub use money::{Currency, InvalidAmount, Money};
pub use origin::{Change, Context, Origin, Protocol};
pub use patron::{
    AgeClass, Block, BlockId, Contact, Counts, Limits, NewBlock, NewPatron, NewPin, Patron,
    Privileges, Verification,
};
pub use query::{Query, ResultSet, Search};
pub use record_change::{CataloguePart, ChangePlace, ChangesAsked, RecordChange, RecordChanges};
pub use redacted::Redacted;
pub use refusal::{Facts, Refusal, RefusalCode};
pub use temporary_item::{NewTemporaryItem, TemporaryItems};
pub use texts::{Argument, Texts};
