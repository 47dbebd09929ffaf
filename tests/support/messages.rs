//! Requests as a terminal of the demo writes them, without trailers.

/// 18 characters, as good as any.
pub(crate) const DATE: &str = "20261122    090512";

/// No date.
pub(crate) const BLANK: &str = "                  ";

/// 93 for a demo account.
pub(crate) fn login(account: &str) -> String {
    format!("9300CN{account}|COdemo|CPKAJ|")
}

/// 11.
pub(crate) fn checkout(patron: &str, item: &str, more: &str) -> String {
    format!("11YN{DATE}{BLANK}AOKAINET|AA{patron}|AB{item}|AC|{more}")
}

/// 09 at Kajaani.
pub(crate) fn checkin(item: &str, more: &str) -> String {
    format!("09N{DATE}{DATE}APKAJ|AOKAINET|AB{item}|AC|{more}")
}

/// 17.
pub(crate) fn item_information(item: &str) -> String {
    format!("17{DATE}AOKAINET|AB{item}|AC|")
}

/// 63 without a list.
pub(crate) fn patron_information(patron: &str, more: &str) -> String {
    format!("63000{DATE}          AOKAINET|AA{patron}|AC|{more}")
}

/// 37 in cash.
pub(crate) fn fee_paid(patron: &str, amount: &str, transaction: &str) -> String {
    format!("37{DATE}0100EURBV{amount}|AOKAINET|AA{patron}|AC|BK{transaction}|")
}

/// The generated books whose home is Kajaani: the item of the `n`th.
pub(crate) fn book_of_kajaani(n: usize) -> String {
    format!("{}", 3_900_001_002 + 8 * n)
}

/// A frame with trailer and CR.
pub(crate) fn sealed(message: &[u8], sequence: usize) -> Vec<u8> {
    let mut frame = message.to_vec();
    frame.extend(format!("AY{}AZ", sequence % 10).bytes());
    let sum = frame
        .iter()
        .fold(0_u16, |sum, byte| sum.wrapping_add(u16::from(*byte)));
    frame.extend(format!("{:04X}\r", sum.wrapping_neg()).bytes());
    frame
}
