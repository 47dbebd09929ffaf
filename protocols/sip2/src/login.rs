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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Dialect, Request, Secrets};

    #[test]
    fn an_unknown_encryption_is_kept_to_be_refused() {
        let login = Login::parse("10CNsc|COdemo|CPKAJ|", Dialect::default())
            .unwrap()
            .message;
        assert_eq!(
            (login.uid_algorithm.code(), login.pwd_algorithm),
            ("1", Algorithm::Plain)
        );
        let described = Request::from(login).describe(Secrets::Masked);
        assert!(described.iter().any(|line| line.value.as_str() == "****"));
        assert!(described.iter().all(|line| line.value.as_str() != "demo"));
    }
}
