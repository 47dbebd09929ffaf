//! Standard numbers with right check digits.

/// An ISBN of ten digits, as books had them until 2006.
pub(super) fn isbn10(number: i64) -> String {
    let digits = format!("951{number:06}");
    let sum: u32 = weighted(&digits, (2..=10).rev());
    let check = (11 - sum % 11) % 11;
    format!("951-{number:06}-{}", check_character(check))
}

/// An ISBN of thirteen digits.
pub(super) fn isbn13(number: i64) -> String {
    with_ean_check(format!("978951{number:06}"))
}

/// An ISMN of thirteen digits.
pub(super) fn ismn(number: i64) -> String {
    with_ean_check(format!("9790{number:08}"))
}

/// An ISSN.
pub(super) fn issn(number: i64) -> String {
    let digits = format!("{:07}", 1_200_000 + number);
    let sum = weighted(&digits, (2..=8).rev());
    let check = check_character((11 - sum % 11) % 11);
    let (first, second) = digits.split_at(4);
    format!("{first}-{second}{check}")
}

fn with_ean_check(digits: String) -> String {
    let sum = weighted(&digits, [1, 3].into_iter().cycle());
    format!("{digits}{}", (10 - sum % 10) % 10)
}

fn weighted(digits: &str, weights: impl Iterator<Item = u32>) -> u32 {
    let digits = digits.chars().filter_map(|digit| digit.to_digit(10));
    digits
        .zip(weights)
        .map(|(digit, weight)| digit * weight)
        .sum()
}

/// Ten is written `X`.
fn check_character(check: u32) -> char {
    char::from_digit(check, 10).unwrap_or('X')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn check_digits_are_those_of_known_numbers() {
        // ISSN 0317-8471 and ISBN 0-306-40615-2 are the examples of the encyclopaedias.
        assert_eq!((11 - weighted("0317847", (2..=8).rev()) % 11) % 11, 1);
        assert_eq!((11 - weighted("030640615", (2..=10).rev()) % 11) % 11, 2);
        assert_eq!(with_ean_check("978030640615".into()), "9780306406157");
    }
}
