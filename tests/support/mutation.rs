//! What a bad line, a broken machine or a spiteful one makes of a message.

use super::{messages::sealed, random::Random};

/// Spoils a message, perhaps with pieces of another one.
type Way = fn(&mut Random, &mut Vec<u8>, &[u8]);

/// Ways to spoil a message; several may come together.
const WAYS: [Way; 10] = [
    flip,
    cut,
    splice,
    duplicate,
    swap_fields,
    shuffle,
    insert,
    noise,
    stretch,
    number,
];

/// A spoiled copy of one of `good`, with the CR that ends it. Half get a right trailer, so that
/// they reach what lies behind the checksum.
pub(crate) fn mutated(random: &mut Random, good: &[String]) -> Vec<u8> {
    let mut message = random.pick(good).clone().into_bytes();
    let before = random.once_in(4);
    if before {
        message = trailed(random, message);
    }
    for _ in 0..=random.below(3) {
        let other = random.pick(good).as_bytes();
        random.pick(&WAYS)(random, &mut message, other);
    }
    match before || random.once_in(3) {
        true => message.push(b'\r'),
        false => message = sealed(&message, random.below(10)),
    }
    message
}

fn trailed(random: &mut Random, message: Vec<u8>) -> Vec<u8> {
    let mut message = sealed(&message, random.below(10));
    message.pop();
    message
}

#[expect(clippy::ptr_arg, reason = "the other ways change the length")]
fn flip(random: &mut Random, message: &mut Vec<u8>, _: &[u8]) {
    for _ in 0..=random.below(3) {
        let at = random.below(message.len());
        if let Some(byte) = message.get_mut(at) {
            *byte ^= 1 << random.below(8);
        }
    }
}

fn cut(random: &mut Random, message: &mut Vec<u8>, _: &[u8]) {
    let (from, length) = (random.below(message.len()), random.below(message.len()));
    match random.once_in(2) {
        true => message.truncate(from),
        false => drop(message.drain(from..(from + length).min(message.len()))),
    }
}

fn splice(random: &mut Random, message: &mut Vec<u8>, other: &[u8]) {
    message.truncate(random.below(message.len() + 1));
    message.extend(&other[random.below(other.len())..]);
}

fn duplicate(random: &mut Random, message: &mut Vec<u8>, _: &[u8]) {
    let from = random.below(message.len());
    let to = from + random.below(message.len() - from + 1);
    let piece = message[from..to].to_vec();
    let at = random.below(message.len() + 1);
    message.splice(at..at, piece);
}

fn swap_fields(random: &mut Random, message: &mut Vec<u8>, other: &[u8]) {
    let theirs: Vec<_> = other.split(|byte| *byte == b'|').collect();
    let mut ours: Vec<_> = message.split(|byte| *byte == b'|').collect();
    let at = random.below(ours.len());
    ours[at] = theirs[random.below(theirs.len())];
    *message = ours.join(&b'|');
}

fn shuffle(random: &mut Random, message: &mut Vec<u8>, _: &[u8]) {
    let mut fields: Vec<_> = message.split(|byte| *byte == b'|').collect();
    for at in 1..fields.len() {
        let with = random.below(at + 1);
        fields.swap(at, with);
    }
    *message = fields.join(&b'|');
}

fn insert(random: &mut Random, message: &mut Vec<u8>, _: &[u8]) {
    const PIECES: [&[u8]; 18] = [
        b"|",
        b"||",
        b"\r",
        b"\n",
        b"\r\n",
        b"\0",
        b"\xFF",
        b"\xFF\xFA",
        b"\xFF\xFD\x01",
        b"\xEF\xBB\xBF",
        b"AY",
        b"AZ",
        b"AY1AZ",
        b"|AA",
        b"\xC3",
        b"e\xCC\x81",
        b"\x1B[2J",
        b"\xF0\x9F\x93\x9A",
    ];
    let at = random.below(message.len() + 1);
    message.splice(at..at, random.pick(&PIECES).iter().copied());
}

fn noise(random: &mut Random, message: &mut Vec<u8>, _: &[u8]) {
    let noise: Vec<_> = (0..random.below(200)).map(|_| random.byte()).collect();
    match random.once_in(2) {
        true => *message = noise,
        false => message.extend(noise),
    }
}

fn stretch(random: &mut Random, message: &mut Vec<u8>, _: &[u8]) {
    let length = match random.once_in(200) {
        true => 70_000,
        false => random.below(600),
    };
    let at = random.below(message.len() + 1);
    let byte = random.byte();
    message.splice(at..at, std::iter::repeat_n(byte, length));
}

fn number(random: &mut Random, message: &mut Vec<u8>, _: &[u8]) {
    const NUMBERS: [&[u8]; 8] = [
        b"0",
        b"-1",
        b"99999999999999999999",
        b"1e9",
        b"0.001",
        b"4294967296",
        b"000",
        b"1,00",
    ];
    let digits = message.iter().position(u8::is_ascii_digit);
    let from = digits.unwrap_or(0) + random.below(message.len());
    let from = from.min(message.len());
    let to = (from + random.below(8)).min(message.len());
    message.splice(from..to, random.pick(&NUMBERS).iter().copied());
}
