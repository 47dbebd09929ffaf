//! APDUs of our own making, built without this crate. Each line of a file in `corpus/` is a name
//! and the bytes in hexadecimal numbers; the snapshot shows what is read.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fmt::Write as _;

use silta_z3950::{Limits, Secrets, decode, decode_within, encode};

fn bytes(hex: &str) -> Vec<u8> {
    let octet = |two: &[u8]| u8::from_str_radix(std::str::from_utf8(two).unwrap(), 16).unwrap();
    hex.as_bytes().chunks(2).map(octet).collect()
}

/// What the bytes are read as, line by line. Written again they read the same, and as the same
/// bytes if their lengths were definite and nothing in them was unknown.
fn told(hex: &str) -> String {
    let bytes = bytes(hex);
    let decoded = match decode_within(&bytes, &Limits::DEFAULT) {
        Ok(decoded) => decoded,
        Err(fault) => return format!("  {fault}\n"),
    };
    let mut told = String::new();
    for line in decoded.apdu.describe(Secrets::Masked) {
        let _ = writeln!(told, "  {line}");
    }
    let mut written = Vec::new();
    encode(&decoded.apdu, &mut written);
    assert_eq!(decode(&written).as_ref(), Ok(&decoded.apdu), "{hex}");
    if decoded.unknown > 0 {
        let _ = writeln!(told, "  {} unknown elements", decoded.unknown);
    } else if written != bytes {
        let _ = writeln!(told, "  written otherwise, in {} octets", written.len());
    }
    told
}

macro_rules! corpus {
    ($($file:ident,)+) => {$(
        #[test]
        fn $file() {
            let lines = include_str!(concat!("corpus/", stringify!($file), ".txt")).lines();
            let told: String = lines
                .map(|line| {
                    let (name, hex) = line.rsplit_once(": ").expect("a name and bytes");
                    format!("{name}\n{}\n", told(hex))
                })
                .collect();
            insta::assert_snapshot!(told);
        }
    )+};
}

corpus! {
    delete_result_set,
    extended_services,
    init,
    present,
    scan,
    search,
    session,
    sort,
    strangers,
}
