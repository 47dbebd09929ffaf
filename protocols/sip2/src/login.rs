//! 93 and 94: a terminal names itself. A 94 has no place for a reason.

use crate::{Algorithm, Outcome, Text, message::message};

message! {
    /// A terminal logs in.
    "93" Login "Login" Terminal V2
    fixed {
        /// How the user id is encrypted.
        uid_algorithm: Algorithm,
        /// How the password is encrypted.
        pwd_algorithm: Algorithm,
    }
    fields {
        /// The terminal's account.
        V2 CN login_user_id: Text,
        /// Its password.
        V2 CO login_password: Text,
        /// Where the terminal stands.
        V2 CP location_code: Option<Text>,
    }
}

message! {
    /// Whether the terminal is let in.
    "94" LoginResponse "Login Response" Library V2
    fixed {
        /// Whether it is.
        ok: Outcome,
    }
    fields {}
}
