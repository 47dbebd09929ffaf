//! A judge of legal messages that shares nothing with the tables, reader or writer of this crate:
//! it knows widths, legal characters, required and repeatable fields, and nothing else. Tests
//! and fuzz targets ask it about every message we write.

/// Code, fixed part, required fields, fields that may repeat.
///
/// In the fixed part `b` is Y or N, `o` 0 or 1, `u` Y, N or U, `d` a date, `n` a date or 18
/// blanks, `9` a digit, `x` any printable character, `s` Y or blank, `v` a version.
type Rule = (&'static str, &'static str, &'static str, &'static str);

const SCREEN: &str = "AF AG";

const RULES: [Rule; 31] = [
    ("01", "bn", "AO AL AA AC", ""),
    ("09", "bnn", "AP AO AB AC", ""),
    ("10", "obubd", "AO AB AQ", SCREEN),
    ("11", "bbnn", "AO AA AB AC", ""),
    ("12", "obuud", "AO AA AB AJ AH", SCREEN),
    ("15", "xn", "AO AA", ""),
    ("16", "obd", "AO AA", SCREEN),
    ("17", "n", "AO AB", ""),
    ("18", "xxxxxxd", "AB AJ", SCREEN),
    ("19", "n", "AO AB CH", ""),
    ("20", "od", "AB", SCREEN),
    ("23", "999n", "AO AA AC AD", ""),
    ("24", "ssssssssssssss999d", "AO AA AE", SCREEN),
    ("25", "n", "AO AA", ""),
    ("26", "ssssssssssssss999d", "AO AA AE", SCREEN),
    ("29", "bbnn", "AO AA", ""),
    ("30", "obuud", "AO AA AB AJ AH", SCREEN),
    ("35", "n", "AO AA", ""),
    ("36", "bd", "AO AA", SCREEN),
    ("37", "nxxxxxxx", "BV AO AA", ""),
    ("38", "bd", "AO AA", SCREEN),
    ("63", "999nssssssssss", "AO AA", ""),
    (
        "64",
        "ssssssssssssss999d999999999999999999999999",
        "AO AA AE",
        "AF AG AS AT AU AV BU CD FA FB FC FD FE FF FG",
    ),
    ("65", "n", "AO AA", ""),
    ("66", "o99999999d", "AO", "AF AG BM BN"),
    ("93", "xx", "CN CO", ""),
    ("94", "o", "", ""),
    ("96", "", "", ""),
    ("97", "", "", ""),
    ("98", "bbbbbb999999dv", "AO BX", SCREEN),
    ("99", "x999v", "", ""),
];

/// Identified fields that no message may hold twice.
const SCALARS: &str = "AA AB AC AD AE AH AJ AL AM AN AO AP AQ BD BE BF BG BH BI BK BL BO BP BQ \
    BR BS BT BV BW BX BY BZ CA CB CC CF CG CH CI CJ CK CL CM CN CO CP CQ CR CS CT CV CY DA";

/// Why a 2.00 message with `|` as delimiter, without its trailer, is not legal.
pub fn fault(message: &str) -> Option<String> {
    let (code, rest) = message.split_at_checked(2)?;
    let Some((_, fixed, required, repeatable)) = RULES.iter().find(|rule| rule.0 == code) else {
        return Some(format!("unknown code {code}"));
    };
    let mut rest = rest;
    for kind in fixed.chars() {
        match rest.split_at_checked(width(kind)) {
            Some((text, after)) if is_legal(kind, text) => rest = after,
            _ => return Some(format!("{code}: fixed part wrong at a {kind}")),
        }
    }
    fields_fault(code, rest, required, repeatable)
}

fn fields_fault(code: &str, rest: &str, required: &str, repeatable: &str) -> Option<String> {
    if rest.is_empty() && required.is_empty() {
        return None;
    }
    let Some(fields) = rest.strip_suffix('|') else {
        return Some(format!("{code}: last field without delimiter"));
    };
    let mut seen = Vec::new();
    for field in fields.split('|') {
        let Some((id, value)) = field.split_at_checked(2) else {
            return Some(format!("{code}: a field without identifier"));
        };
        if !id
            .bytes()
            .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
            || id == "AY"
            || id == "AZ"
        {
            return Some(format!("{code}: no identifier"));
        }
        if value.chars().count() > 255 || value.chars().any(char::is_control) {
            return Some(format!(
                "{code}: value of {id} too long or with control characters"
            ));
        }
        let scalar = SCALARS.split(' ').any(|s| s == id) && !repeatable.split(' ').any(|r| r == id);
        if scalar && seen.contains(&id) {
            return Some(format!("{code}: {id} twice"));
        }
        seen.push(id);
    }
    let absent = required
        .split(' ')
        .find(|id| !id.is_empty() && !seen.contains(id));
    absent.map(|id| format!("{code}: {id} missing"))
}

fn width(kind: char) -> usize {
    match kind {
        'd' | 'n' => 18,
        'v' => 4,
        _ => 1,
    }
}

fn is_legal(kind: char, text: &str) -> bool {
    match kind {
        'b' => matches!(text, "Y" | "N"),
        'o' => matches!(text, "0" | "1"),
        'u' => matches!(text, "Y" | "N" | "U"),
        's' => matches!(text, "Y" | " "),
        '9' => text.bytes().all(|byte| byte.is_ascii_digit()),
        'v' => matches!(text, "1.00" | "2.00"),
        'n' => text.trim_ascii().is_empty() || is_date(text),
        'd' => is_date(text),
        _ => text
            .bytes()
            .all(|byte| matches!(byte, b' '..=b'~') && byte != b'|'),
    }
}

fn is_date(text: &str) -> bool {
    let digits = |range: std::ops::Range<usize>| {
        text.get(range)
            .is_some_and(|part| part.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let zone = text.get(8..11) == Some("   ")
        && text
            .get(11..12)
            .is_some_and(|z| z == " " || (z.bytes().all(|b| b.is_ascii_uppercase()) && z != "J"));
    digits(0..8) && zone && digits(12..18)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn legal_and_illegal_messages_are_told_apart() {
        assert_eq!(fault("941"), None);
        assert_eq!(fault("20120261122    090513AB1|"), None);
        for illegal in [
            "",
            "9",
            "77foo",
            "942",
            "20120261122    090513AB1",
            "20120261122    090513AJ1|",
            "20120261122    090513AB1|AB2|",
            "20120261122    090513AB1||",
            "2012026112     090513AB1|",
            "20120261122    090513AB1\r2|",
        ] {
            assert!(fault(illegal).is_some() || illegal.len() < 2, "{illegal}");
        }
    }
}
