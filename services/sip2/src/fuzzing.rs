//! The body of the fuzz target `sip2_session`: operations on a session over a real consortium. It
//! panics when a law is broken; the ordinary tests replay the seeds through it.

use std::time::{Duration, Instant};

use silta_session::{Service, Session};
use silta_sip2::{
    Charset, Dialect, Envelope, FieldId, Response, Seal, Sequence, Terminator, trailer::Check,
};

use crate::{Sip2Service, Sip2Session};

/// The account that the sessions log in with, and its password.
pub const ACCOUNT: (&str, &str) = ("sc", "salasana");

/// Good messages, up to where a field may follow.
const MESSAGES: [&str; 16] = [
    "01N20261122    090512AOKAINET|ALx|AA2900000001|AC|",
    "09N20261122    09051220261122    090512APKAJ|AOKAINET|AB3900000001|AC|",
    "09N20261122    09051220261122    090512APSOT|AOKAINET|AB3900000006|AC|",
    "11YN20261122    090512                  AOKAINET|AA2900000001|AB3900000001|AC|",
    "11YY20261122    09051220261222    090512AOKAINET|AA2900000003|AB3900000002|AC|",
    "15+20261122    090512AOKAINET|AA2900000001|AB3900000002|",
    "15-20261122    090512AOKAINET|AA2900000001|AB3900000002|",
    "1720261122    090512AOKAINET|AB3900000011|AC|",
    "1920261122    090512AOKAINET|AB3900000001|AC|CHx|",
    "2300720261122    090512AOKAINET|AA2900000002|AC|AD|",
    "2520261122    090512AOKAINET|AA2900000001|AC|",
    "29NN20261122    090512                  AOKAINET|AA2900000001|AB3900000001|",
    "3720261122    0905120100EURBV1.00|AOKAINET|AA2900000003|",
    "6300120261122    090512  Y       AOKAINET|AA2900000002|",
    "6520261122    090512AOKAINET|AA2900000002|",
    "9900802.00",
];

/// Does what the bytes say, and checks that whatever leaves the session is a legal frame.
///
/// A byte below 0x80 sends that many of the following bytes; 0x80 to 0xBF sends one of the good
/// messages with the following byte's worth of bytes after it, sealed or not; 0xC0 to 0xDF lets so
/// many seconds pass; 0xE0 drains, 0xE1 ends the input; anything else sends a resend (97).
///
/// # Panics
///
/// If a law is broken.
pub async fn session(service: &Sip2Service, data: &[u8], start: Instant) {
    let mut now = start;
    let peer = ([192, 0, 2, 1], 4000).into();
    let mut session = service.open(peer, now);
    let (account, password) = ACCOUNT;
    let login = format!("9300CN{account}|CO{password}|\r");
    session.handle_bytes(login.as_bytes(), now);
    work(service, &mut session, now).await;
    let mut data = data;
    while let Some((operation, rest)) = data.split_first() {
        if session.poll_close().is_some() {
            return;
        }
        data = rest;
        match *operation {
            length @ 0..=0x7F => session.handle_bytes(take(&mut data, length), now),
            message @ 0x80..=0xBF => {
                let index = usize::from(message & 0x0F);
                let length = take(&mut data, 1).first().copied().unwrap_or_default() & 0x3F;
                let tail = Charset::Utf8.decode(take(&mut data, length));
                let text = format!("{}{}", MESSAGES[index], tail.text);
                let seal = match message & 0x10 {
                    0 => Seal::PLAIN,
                    _ => Seal::numbered(Sequence::new(usize::from(message))),
                };
                let mut frame = Vec::new();
                seal.close(&text, Charset::Utf8, Terminator::Cr, &mut frame);
                let sends = if message & 0x20 == 0 { 1 } else { 2 };
                for _ in 0..sends {
                    session.handle_bytes(&frame, now);
                }
            }
            seconds @ 0xC0..=0xDF => {
                now += Duration::from_secs(u64::from(seconds & 0x1F));
                if session
                    .poll_deadline()
                    .is_some_and(|deadline| deadline <= now)
                {
                    session.handle_timeout(now);
                }
            }
            0xE0 => session.handle_drain(now),
            0xE1 => session.handle_end_of_input(now),
            _ => session.handle_bytes(b"97\r", now),
        }
        work(service, &mut session, now).await;
    }
}

fn take<'a>(data: &mut &'a [u8], length: u8) -> &'a [u8] {
    let (taken, rest) = data.split_at(usize::from(length).min(data.len()));
    *data = rest;
    taken
}

/// Serves what the session asks, and judges what it sends.
async fn work(service: &Sip2Service, session: &mut Sip2Session, now: Instant) {
    loop {
        let request = session.poll_request(now);
        let served = request.is_some();
        if let Some(request) = request {
            let reply = service.serve(request).await;
            session.handle_answer(reply, now);
        }
        match session.poll_transmit() {
            Some(frame) => judge(&frame),
            None if served => {}
            None => return,
        }
    }
}

fn judge(frame: &[u8]) {
    let (end, frame) = frame.split_last().expect("a frame has bytes");
    assert!(*end == b'\r' && !frame.iter().any(|byte| matches!(byte, b'\r' | b'\n')));
    let envelope = Envelope::open(frame).expect("a legal trailer");
    assert!(matches!(
        envelope.check(Charset::Utf8),
        Check::Right | Check::Absent
    ));
    let text = envelope.text(Charset::Utf8);
    let parsed = Response::parse(&text.text, Dialect::default()).expect("a legal response");
    assert!(parsed.repairs.is_empty(), "{:?}", parsed.repairs);
    // BX stands in no 98 of version 1.00.
    assert!(
        parsed.missing.iter().all(|field| *field == FieldId::BX),
        "{:?}",
        parsed.missing
    );
}
