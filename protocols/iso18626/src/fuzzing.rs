//! The body of the fuzz target. It panics when a law is broken; the ordinary tests replay the seeds
//! of the target through it.

use crate::{LIMITS, MAX_FAULTS, Message, Unreadable, Version};

/// Documents: what can be read is told by its confirmation, and is written so that it reads the
/// same, in its own version without loss.
pub fn message(data: &[u8]) {
    let Ok(text) = str::from_utf8(data) else {
        return;
    };
    let reading = match Message::read(text, LIMITS) {
        Ok(reading) => reading,
        Err(unreadable) => return told(&unreadable),
    };
    assert!(reading.faults.len() <= MAX_FAULTS);
    let mut message = reading.message;
    let confirmation =
        message.confirmed(crate::DateTime::from(jiff::Timestamp::UNIX_EPOCH), vec![]);
    assert_eq!(confirmation.is_none(), message.kind().is_confirmation());
    if let Some(confirmation) = confirmation {
        assert!(confirmation.write().is_ok());
    }
    for version in Version::ALL {
        message.version = version;
        let Ok(written) = message.write() else {
            continue;
        };
        let again = Message::read(&written.text, LIMITS).expect("what was written can be read");
        assert_eq!(again.faults, [], "{}", written.text);
        assert_eq!(again.message.version, version, "{}", written.text);
        if written.losses.is_empty() {
            assert_eq!(again.message, message, "{}", written.text);
        } else {
            let twice = again.message.write().expect("what was read can be written");
            assert_eq!(twice.text, written.text);
            assert_eq!(twice.losses, []);
        }
    }
}

/// There is always something to tell the sender, and a confirmation of what was sent by itself.
fn told(unreadable: &Unreadable) {
    assert!(!unreadable.errors().is_empty());
    if let Unreadable::Faulty(faulty) = unreadable {
        let received = crate::DateTime::from(jiff::Timestamp::UNIX_EPOCH);
        let confirmation = faulty.confirmed(received);
        assert_eq!(confirmation.is_none(), faulty.kind.is_confirmation());
        if let Some(confirmation) = confirmation {
            let written = confirmation.write().expect("a confirmation can be written");
            assert!(Message::read(&written.text, LIMITS).is_ok());
        }
    }
}
