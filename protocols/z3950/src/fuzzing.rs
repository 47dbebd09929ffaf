//! The bodies of the fuzz targets. Each panics when a law is broken; the ordinary tests replay
//! the seeds of the targets through them.

use crate::{Apdu, Secrets, decode, encode, sample::Choices, value::Value};

/// What can be read can be written, and reads as the same then.
pub fn apdu(data: &[u8]) {
    if let Ok(apdu) = decode(data) {
        comes_back(&apdu);
    }
}

/// Any APDU that can be made up comes back.
pub fn sampled_apdu(data: &[u8]) {
    comes_back(&sampled(data));
}

/// An APDU made up from these octets.
pub fn sampled(data: &[u8]) -> Apdu {
    Apdu::sample(&mut Choices::new(data))
}

fn comes_back(apdu: &Apdu) {
    let mut written = Vec::new();
    encode(apdu, &mut written);
    let again = decode(&written).expect("what we write can be read");
    assert_eq!(*apdu, again);
    let mut again_written = Vec::new();
    encode(&again, &mut again_written);
    assert_eq!(written, again_written);
    let lines = apdu.describe(Secrets::Masked);
    assert!(lines.first().is_some_and(|line| line.depth == 0));
}
