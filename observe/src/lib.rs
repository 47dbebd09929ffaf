//! What an operator can see of the gateway: numbers, log lines, readiness. And what nobody may see
//! there: patrons. Labels are types and barcodes appear as pseudonyms only.

pub mod health;
pub mod log;
pub mod metrics;
mod process;
pub mod redact;
mod series;

pub use health::Health;
pub use metrics::Metrics;
pub use prometheus_client;
pub use series::Series;
