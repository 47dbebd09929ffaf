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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Dialect, Response};

    #[test]
    fn a_98_of_version_1_has_no_bx() {
        let now = Date::parse("20261122    090512").unwrap();
        let status = AcsStatus {
            online_status: true,
            timeout_period: Three::new(100_u16),
            retries_allowed: Three::new(3_u16),
            protocol_version: Version::V1,
            institution_id: "KAI".into(),
            supported_messages: SupportedMessages::ALL,
            ..AcsStatus::at(now)
        };
        let v1 = Dialect {
            version: Version::V1,
            ..Dialect::default()
        };
        let text = "98YNNNNN10000320261122    0905121.00AOKAI|";
        assert_eq!(Response::from(status).to_text(v1), text);
        assert!(Response::parse(text, v1).unwrap().missing.is_empty());
    }

    #[test]
    fn the_first_digit_of_a_version_decides() {
        for (text, version) in [("00402.0E|", Version::V2), ("0 801.00", Version::V1)] {
            let status = ScStatus::parse(text, Dialect::default()).unwrap().message;
            assert_eq!(status.protocol_version, version);
        }
        assert!(ScStatus::parse("0080", Dialect::default()).is_err());
    }
}
