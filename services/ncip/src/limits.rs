//! What messages and connections may use, by name. How large a message may be and how deep is said
//! by `silta_ncip`.

use std::time::Duration;

/// What messages and connections may use.
#[derive(Clone, Copy, Debug)]
pub struct NcipLimits {
    /// Items of an answer to `LookupItemSet` if the message says nothing.
    pub default_items: u32,
    /// Items of an answer to `LookupItemSet` at the most; who asks for more gets so many.
    pub items: u32,
    /// Bytes of a message over raw TCP; after a longer one the connection is closed.
    pub message_size: usize,
    /// From the first byte of a message over raw TCP to its last.
    pub message_deadline: Duration,
    /// The silence after which a connection of raw TCP is closed.
    pub idle_deadline: Duration,
}

impl Default for NcipLimits {
    fn default() -> Self {
        Self {
            default_items: 100,
            items: 1000,
            message_size: silta_ncip::MAX_MESSAGE,
            message_deadline: Duration::from_secs(30),
            idle_deadline: Duration::from_secs(5 * 60),
        }
    }
}
