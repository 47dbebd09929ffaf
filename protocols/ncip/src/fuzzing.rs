//! The body of the fuzz target. It panics when a law is broken; the ordinary tests replay the
//! seeds of the target through it.

use jiff::tz::TimeZone;

use crate::{Message, Reading, Version};

/// Messages: what can be read is written so that it reads the same, and what cannot has an answer
/// that can. Version 1 has no place for some of what version 2 says, so there it is the second
/// writing that is the same.
pub fn ncip_message(data: &[u8]) {
    let reading = Reading::by_clock_of(TimeZone::UTC);
    let message = match Message::read(data, &reading) {
        Ok(message) => message,
        Err(unreadable) => unreadable.answer(),
    };
    let again = |written: &str| {
        Message::read(written.as_bytes(), &reading)
            .unwrap_or_else(|error| panic!("{error}: {written}"))
    };
    let written = message.write();
    let read = again(&written);
    if message.version == Version::V1_0 {
        let second = read.write();
        assert_eq!(again(&second).write(), second);
    } else {
        assert_eq!(read, message, "{written}");
        assert_eq!(read.write(), written);
    }
}
