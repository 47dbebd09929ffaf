//! 99 and 98: how terminal and library are, and what the library can do. Terminals send a 99
//! every few minutes to keep the connection, and set their clock by the answer.

use crate::{Date, ScStatusCode, SupportedMessages, Text, Three, Version, message::message};

message! {
    /// A terminal tells its state and version.
    "99" ScStatus "SC Status" Terminal V1
    fixed {
        /// How the terminal is.
        status_code: ScStatusCode,
        /// Characters per print line; AG is cut to it.
        max_print_width: Three,
        /// The version it speaks.
        protocol_version: Version,
    }
    fields {}
}

message! {
    /// What the library can do, and what time it is.
    "98" AcsStatus "ACS Status" Library V1
    fixed {
        /// Whether the library system is there.
        online_status: bool,
        /// Whether terminals may return items.
        checkin_ok: bool,
        /// Whether terminals may lend items.
        checkout_ok: bool,
        /// Whether terminals may renew loans.
        acs_renewal_policy: bool,
        /// Whether terminals may change patrons (01, 25).
        status_update_ok: bool,
        /// Whether terminals may go on off-line.
        offline_ok: bool,
        /// After how many tenths of a second a terminal should give up waiting; 000 off-line, 999 unknown.
        timeout_period: Three,
        /// How often it should try again; 999 unknown.
        retries_allowed: Three,
        /// Local time of the library.
        date_time_sync: Date,
        /// The version the library speaks.
        protocol_version: Version,
    }
    fields {
        /// The institution.
        V1 AO institution_id: Text,
        /// Name of the library.
        V1 AM library_name: Option<Text>,
        /// What is served.
        V2 BX supported_messages: SupportedMessages,
        /// Where the terminal stands.
        V1 AN terminal_location: Option<Text>,
        /// Messages for the screen.
        V1 AF screen_messages: Vec<Text>,
        /// Lines for the printer.
        V1 AG print_lines: Vec<Text>,
    }
}
