//! What is asked of the demo library, and what a right answer looks like. The barcodes and PINs are
//! those that `silta demo` prints and the README lists.

use std::str::FromStr;

use crate::{
    Fault,
    frame::{Answer, Frame},
};

/// Generated books, all available at the start: 3900001001 to 3900001999.
const FIRST_ITEM: u64 = 3_900_001_001;
const ITEMS: u64 = 999;
/// Institution (AO).
const INSTITUTION: &[u8] = b"KAINET";
/// Loans that a patron with the ordinary limit (60) may be given here.
const ORDINARY_LOANS: usize = 50;

type Barcode = [u8; 10];

/// A patron and the right PIN.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Patron {
    barcode: &'static [u8; 10],
    pin: &'static [u8],
}

/// No limit of loans.
const OUTREACH: Patron = patron(b"2900000009", b"9012");
const ORDINARY: Patron = patron(b"2900000001", b"1234");
/// The patrons whose card is good; with 0, 2, 0, 60, 0, 350 and 0 loans.
const PATRONS: [Patron; 7] = [
    ORDINARY,
    patron(b"2900000002", b"2345"),
    patron(b"2900000006", b"6789"),
    patron(b"2900000007", b"7890"),
    patron(b"2900000008", b"8901"),
    OUTREACH,
    patron(b"2900000010", b"0123"),
];

const fn patron(barcode: &'static [u8; 10], pin: &'static [u8]) -> Patron {
    Patron { barcode, pin }
}

/// A terminal's account: `user/password`.
#[derive(Clone, Debug)]
pub(crate) struct Account {
    user: String,
    password: String,
}

impl FromStr for Account {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (user, password) = text
            .split_once('/')
            .ok_or("no `/` between user and password")?;
        if text.contains(['|', '\r']) {
            return Err("neither `|` nor CR can be in an account");
        }
        Ok(Self {
            user: user.to_owned(),
            password: password.to_owned(),
        })
    }
}

/// What a connection asks for in a closed loop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Work {
    Item,
    /// Always the first item, for a consortium that knows no other.
    OneItem,
    Pairs,
    Patron,
}

impl Work {
    /// What the connection of this number asks at this turn.
    ///
    /// With `Pairs` each connection has items of its own: every odd turn gives back what the even
    /// one before it borrowed, so a run that ends after an odd turn leaves nothing on loan.
    pub(crate) fn question(self, connection: usize, connections: usize, turn: u64) -> Question {
        let number = connection as u64;
        match self {
            Self::Item => Question::ItemInformation(item(number * 617 + turn)),
            Self::OneItem => Question::ItemInformation(item(0)),
            Self::Pairs => {
                let own = (ITEMS - number % ITEMS).div_ceil(connections as u64);
                let item = item(number + (turn / 2 % own) * connections as u64);
                let ordinary = connection % 2 == 1 && connection / 2 < ORDINARY_LOANS;
                let patron = if ordinary { ORDINARY } else { OUTREACH };
                match turn % 2 {
                    0 => Question::Checkout(item, patron),
                    _ => Question::Checkin(item),
                }
            }
            Self::Patron => {
                let index = (number + turn) % PATRONS.len() as u64;
                Question::PatronInformation(PATRONS[index as usize])
            }
        }
    }
}

/// One request.
#[derive(Clone, Debug)]
pub(crate) enum Question {
    Checkin(Barcode),
    Checkout(Barcode, Patron),
    ItemInformation(Barcode),
    Login(Account),
    PatronInformation(Patron),
    ScStatus,
}

impl Question {
    /// Writes it, but for the trailer. `date` is 18 characters wide.
    pub(crate) fn write<'a>(
        &self,
        frame: &'a mut Frame,
        date: &[u8],
        with_pin: bool,
    ) -> &'a mut Frame {
        let pin = |patron: &Patron| if with_pin { patron.pin } else { b"" };
        match self {
            Self::Checkin(item) => frame
                .begin(&[b"09N", date, date])
                .field(b"AP", b"KAJ")
                .field(b"AO", INSTITUTION)
                .field(b"AB", item)
                .field(b"AC", b""),
            Self::Checkout(item, patron) => frame
                .begin(&[b"11NN", date, date])
                .field(b"AO", INSTITUTION)
                .field(b"AA", patron.barcode)
                .field(b"AB", item)
                .field(b"AC", b"")
                .field(b"AD", pin(patron)),
            Self::ItemInformation(item) => frame
                .begin(&[b"17", date])
                .field(b"AO", INSTITUTION)
                .field(b"AB", item)
                .field(b"AC", b""),
            Self::Login(account) => frame
                .begin(&[b"9300"])
                .field(b"CN", account.user.as_bytes())
                .field(b"CO", account.password.as_bytes()),
            Self::PatronInformation(patron) => frame
                .begin(&[b"63007", date, b"          "])
                .field(b"AO", INSTITUTION)
                .field(b"AA", patron.barcode)
                .field(b"AC", b"")
                .field(b"AD", pin(patron)),
            Self::ScStatus => frame.begin(&[b"990040", b"2.00"]),
        }
    }

    /// Whether the answer is the right one, about the right item and patron.
    pub(crate) fn judge(&self, answer: &Answer<'_>, with_pin: bool) -> Result<(), Fault> {
        let right = match self {
            Self::Checkin(item) => answer.begins(b"101") && answer.field(24, b"AB") == Some(item),
            Self::Checkout(item, patron) => {
                answer.begins(b"121")
                    && answer.field(24, b"AB") == Some(item)
                    && answer.field(24, b"AA") == Some(patron.barcode)
            }
            // Available, charged or in transit: known at least, and with its title.
            Self::ItemInformation(item) => {
                answer.begins(b"18")
                    && [b"03", b"04", b"10"]
                        .iter()
                        .any(|status| answer.fixed(2, 2) == *status)
                    && answer.field(26, b"AB") == Some(item)
                    && answer
                        .field(26, b"AJ")
                        .is_some_and(|title| !title.is_empty())
            }
            Self::Login(_) => answer.begins(b"941"),
            Self::PatronInformation(patron) => {
                answer.begins(b"64")
                    && answer.field(61, b"AA") == Some(patron.barcode)
                    && answer.field(61, b"BL") == Some(b"Y")
                    && answer.field(61, b"CQ") == with_pin.then_some(&b"Y"[..])
            }
            Self::ScStatus => answer.begins(b"98Y"),
        };
        if right {
            return Ok(());
        }
        Err(format!("a wrong answer to {self:?}: {}", answer.text()).into())
    }
}

/// One of the generated items, counted around.
fn item(number: u64) -> Barcode {
    let mut rest = FIRST_ITEM + number % ITEMS;
    let mut barcode = [0; 10];
    for place in barcode.iter_mut().rev() {
        *place = b'0' + (rest % 10) as u8;
        rest /= 10;
    }
    barcode
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn no_two_connections_borrow_the_same_item() {
        let mut taken = HashSet::new();
        for connection in 0..64 {
            let mut own = HashSet::new();
            for turn in 0..100 {
                match Work::Pairs.question(connection, 64, turn) {
                    Question::Checkout(item, _) | Question::Checkin(item) => own.insert(item),
                    other => panic!("{other:?}"),
                };
            }
            assert!(own.iter().all(|item| taken.insert(*item)), "{connection}");
            assert!((15..=16).contains(&own.len()), "{}", own.len());
        }
        assert_eq!(taken.len(), 999);
        assert!(taken.contains(b"3900001001") && taken.contains(b"3900001999"));
    }

    #[test]
    fn judges_the_echo_and_the_flag() {
        let checkin = Question::Checkin(*b"3900001001");
        let judged = |body: &[u8]| {
            let mut frame = Frame::default();
            let line = frame.begin(&[body]).seal(3).to_vec();
            let answer = Answer::read(&line[..line.len() - 1], 3).unwrap();
            checkin.judge(&answer, true).is_ok()
        };
        assert!(judged(
            b"101YNN20260101    120000AOKAINET|AB3900001001|AQKAJ|"
        ));
        assert!(!judged(
            b"100YNN20260101    120000AOKAINET|AB3900001001|AQKAJ|"
        ));
        assert!(!judged(
            b"101YNN20260101    120000AOKAINET|AB3900001002|AQKAJ|"
        ));
        assert!(!judged(
            b"121YNN20260101    120000AOKAINET|AB3900001001|AQKAJ|"
        ));
    }
}
