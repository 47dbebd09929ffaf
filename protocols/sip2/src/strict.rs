//! A judge of legal messages that shares nothing with the tables, reader or writer of this crate:
//! it knows widths, legal characters, required and repeatable fields, and nothing else. Tests
//! and fuzz targets ask it about every message we write.

/// Code, fixed part, required fields, fields that may stand there once. Others may repeat, or are
/// unknown to the message and to be ignored.
///
/// In the fixed part `b` is Y or N, `o` 0 or 1, `u` Y, N or U, `d` a date, `n` a date or 18
/// blanks, `9` a digit, `x` any printable character, `s` Y or blank, `v` a version.
type Rule = (&'static str, &'static str, &'static str, &'static str);

#[rustfmt::skip]
const RULES: [Rule; 31] = [
    ("01", "bn", "AO AL AA AC", ""),
    ("09", "bnn", "AP AO AB AC", "CH BI WS"),
    ("10", "obubd", "AO AB AQ", "AJ CL AA CK CH CR CS CT CV CY DA BF"),
    ("11", "bbnn", "AO AA AB AC", "CH AD BO BI"),
    ("12", "obuud", "AO AA AB AJ AH", "BT CI BH BV CK CH BK BL"),
    ("15", "xn", "AO AA", "BW BS BY AD AB AJ AC BO"),
    ("16", "obd", "AO AA", "BW BR BS AB AJ"),
    ("17", "n", "AO AB", "AC"),
    ("18", "xxxxxxd", "AB AJ", "CF AH CJ CM BG BH BV CK AQ AP CH CR CS CT CV CY DA"),
    ("19", "n", "AO AB CH", "AC"),
    ("20", "od", "AB", "AJ CH"),
    ("23", "999n", "AO AA AC AD", ""),
    ("24", "ssssssssssssss999d", "AO AA AE", "BL CQ BH BV"),
    ("25", "n", "AO AA", "AC AD"),
    ("26", "ssssssssssssss999d", "AO AA AE", "BL CQ"),
    ("29", "bbnn", "AO AA", "AD AB AJ AC CH BO"),
    ("30", "obuud", "AO AA AB AJ AH", "BT CI BH BV CK CH BK BL"),
    ("35", "n", "AO AA", "AC AD"),
    ("36", "bd", "AO AA", ""),
    ("37", "nxxxxxxx", "BV AO AA", "AC AD CG BK OR RN"),
    ("38", "bd", "AO AA", "BK"),
    ("63", "999nssssssssss", "AO AA", "AC AD BP BQ"),
    ("64", "ssssssssssssss999d999999999999999999999999", "AO AA AE", "BZ CA CB BL CQ BH BV CC BD BE BF PA PB PC PI AQ XI"),
    ("65", "n", "AO AA", "AD AC BO"),
    ("66", "o99999999d", "AO", ""),
    ("93", "xx", "CN CO", "CP"),
    ("94", "o", "", ""),
    ("96", "", "", ""),
    ("97", "", "", ""),
    ("98", "bbbbbb999999dv", "AO BX", "AM AN"),
    ("99", "x999v", "", ""),
];

/// Why a 2.00 message with `|` as delimiter, without its trailer, is not legal.
pub fn fault(message: &str) -> Option<String> {
    let (code, rest) = message.split_at_checked(2)?;
    let Some((_, fixed, required, optional)) = RULES.iter().find(|rule| rule.0 == code) else {
        return Some(format!("unknown code {code}"));
    };
    let mut rest = rest;
    for kind in fixed.chars() {
        match rest.split_at_checked(width(kind)) {
            Some((text, after)) if is_legal(kind, text) => rest = after,
            _ => return Some(format!("{code}: fixed part wrong at a {kind}")),
        }
    }
    fields_fault(code, rest, required, optional)
}

fn fields_fault(code: &str, rest: &str, required: &str, optional: &str) -> Option<String> {
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
        let once = required
            .split(' ')
            .chain(optional.split(' '))
            .any(|known| known == id);
        if once && seen.contains(&id) {
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
