//! The bodies of the fuzz targets. Each panics when a law is broken; the ordinary tests replay
//! the seeds of the targets through them.

use crate::{Apdu, RpnQuery, Secrets, decode, encode, sample::Choices, value::Value};

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

/// A query that can be read is printed, and reads as the same then.
pub fn pqf(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    match crate::pqf::parse(&text) {
        Ok(query) => {
            let printed = crate::pqf::print(&query);
            assert_eq!(
                crate::pqf::parse(&printed).as_ref(),
                Ok(&query),
                "{printed}"
            );
            let request = query.clone();
            let mut writer = silta_ber::Writer::new();
            request.write_own(&mut writer);
            let tree = silta_ber::Tree::parse(writer.as_bytes(), &silta_ber::Limits::DEFAULT);
            let tree = tree.expect("a query within the limits can be sent");
            let read = RpnQuery::read_own(tree.root());
            assert_eq!(read, Ok(query));
        }
        Err(fault) => assert!(fault.offset <= text.len()),
    }
}

/// What is printed of any query can be printed of what it reads as.
pub fn sampled_pqf(data: &[u8]) {
    let query = RpnQuery::sample(&mut Choices::new(data));
    pqf(crate::pqf::print(&query).as_bytes());
}
