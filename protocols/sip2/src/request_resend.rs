//! 96 and 97: say it again. Neither carries a sequence number.

use crate::message::message;

message! {
    /// A terminal asks for the last answer again.
    "97" RequestAcsResend "Request ACS Resend" Terminal V1
    fixed {}
    fields {}
}

message! {
    /// The library could not read the request and asks for it again.
    "96" RequestScResend "Request SC Resend" Library V1
    fixed {}
    fields {}
}
