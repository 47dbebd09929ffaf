//! Bytes as a person can read them, and text as HTML and XML want it.

/// Bytes as readable text: printable ASCII as it is, `\r`, `\n`, `\\`, and `\xHH` for the rest.
#[must_use]
pub fn visible(bytes: &[u8]) -> String {
    bytes.iter().map(|&byte| visible_byte(byte)).collect()
}

fn visible_byte(byte: u8) -> String {
    match byte {
        b'\r' => "\\r".to_owned(),
        b'\n' => "\\n".to_owned(),
        b'\\' => "\\\\".to_owned(),
        0x20..=0x7E => char::from(byte).to_string(),
        _ => format!("\\x{byte:02X}"),
    }
}

/// The bytes that [`visible`] text stands for; nothing for an unfinished escape.
pub(crate) fn bytes_of(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        if c != '\\' {
            bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
            continue;
        }
        match rest.next()? {
            'r' => bytes.push(b'\r'),
            'n' => bytes.push(b'\n'),
            '\\' => bytes.push(b'\\'),
            'x' => {
                let digits: String = rest.by_ref().take(2).collect();
                let byte = u8::from_str_radix(&digits, 16).ok()?;
                (digits.len() == 2).then(|| bytes.push(byte))?;
            }
            _ => return None,
        }
    }
    Some(bytes)
}

/// Text for HTML and XML content and quoted attributes; control characters XML forbids are left out.
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\t' => out.push(c),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn visible_text_and_bytes_are_each_others_inverse() {
        let all: Vec<u8> = (0..=255).collect();
        assert_eq!(bytes_of(&visible(&all)), Some(all));
        assert_eq!(visible(b"96\r\n\\\xE4"), "96\\r\\n\\\\\\xE4");
        assert_eq!(bytes_of("\\x4"), None);
        assert_eq!(bytes_of("\\"), None);
    }

    #[test]
    fn escaped_text_is_safe_in_markup() {
        assert_eq!(
            escaped("<a b=\"c\">&\u{0}\r"),
            "&lt;a b=&quot;c&quot;&gt;&amp;"
        );
    }
}
