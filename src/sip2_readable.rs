//! SIP2 messages as people read them: the line as it was sent, and each part with its name.

use std::fmt::Write as _;

use silta_charset::Charset;
use silta_sip2::{
    Dialect, Envelope, FieldId, Message, Repair, Request, Response,
    message::{MessageSpec, Secrets},
    trailer::Check,
};

/// A frame in readable form, and whether it could be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Readable {
    /// Lines of text, each with its end.
    pub(crate) text: String,
    /// Whether it is a message, undamaged.
    pub(crate) sound: bool,
}

/// A frame (a message without its terminator) in readable form. Passwords and PINs are masked.
pub(crate) fn readable(frame: &[u8], charset: Charset) -> Readable {
    let Ok(envelope) = Envelope::open(frame) else {
        return fault(
            "the trailer cannot be read (AY and a digit, AZ and four hexadecimal digits)",
        );
    };
    let text = envelope.text(charset);
    let parsed = match Message::parse(&text.text, Dialect::default()) {
        Ok(parsed) => parsed,
        Err(malformed) => return fault(&malformed.to_string()),
    };
    let spec = parsed.message.spec();
    let mut out = format!("  {} {}\n", spec.code, spec.name);
    for line in parsed.message.describe(Secrets::Masked) {
        let id = line.id.as_ref().map_or("  ", FieldId::as_str);
        let _ = write!(
            out,
            "    {id} {:<28} {}",
            line.name,
            escaped(line.value.as_str())
        );
        if let Some(meaning) = &line.meaning {
            let _ = write!(out, "  ({meaning})");
        }
        out.truncate(out.trim_end().len());
        out.push('\n');
    }
    for field in &parsed.missing {
        let _ = writeln!(
            out,
            "    ! required, and missing: {} {}",
            field.as_str(),
            field.name()
        );
    }
    for repair in &parsed.repairs {
        let _ = writeln!(out, "    ! {}", in_words(*repair));
    }
    if text.replaced {
        let _ = writeln!(out, "    ! bytes that are none of {charset}");
    }
    let check = envelope.check(charset);
    out.push_str(match check {
        Check::Absent => "    no checksum\n",
        Check::Right => "    checksum right\n",
        Check::RightByCharacters => "    ! checksum over letters instead of bytes\n",
        Check::Wrong => "    ! checksum wrong: damaged\n",
    });
    Readable {
        text: out,
        sound: check != Check::Wrong,
    }
}

/// A frame as text on one line, with passwords and PINs masked.
pub(crate) fn raw(frame: &[u8], charset: Charset) -> String {
    let text = charset.decode(frame).text.into_owned();
    let Some(spec) = spec_of(&text) else {
        return escaped(&text);
    };
    let fixed = (2 + spec.fixed_width()).min(text.len());
    let Some((fixed, fields)) = text.split_at_checked(fixed) else {
        return escaped(&text);
    };
    let masked: Vec<String> = fields.split('|').map(masked).collect();
    escaped(&format!("{fixed}{}", masked.join("|")))
}

fn masked(field: &str) -> String {
    let id = field
        .as_bytes()
        .first_chunk::<2>()
        .copied()
        .and_then(FieldId::new);
    match id {
        Some(id) if id.is_secret() && field.len() > 2 => format!("{}****", id.as_str()),
        _ => field.to_owned(),
    }
}

fn spec_of(text: &str) -> Option<&'static MessageSpec> {
    let specs = Request::SPECS.iter().chain(Response::SPECS);
    specs.copied().find(|spec| text.starts_with(spec.code))
}

/// Text that cannot steer the terminal it is shown on.
fn escaped(text: &str) -> String {
    let escape = |letter: char| match letter.is_control() {
        true => letter.escape_default().to_string(),
        false => letter.to_string(),
    };
    text.chars().map(escape).collect()
}

fn fault(what: &str) -> Readable {
    Readable {
        text: format!("  ! {what}\n"),
        sound: false,
    }
}

fn in_words(repair: Repair) -> String {
    match repair {
        Repair::DuplicateField(id) => {
            format!("{} stands there twice; the first counts", id.as_str())
        }
        Repair::FixedPart => "a value of the fixed part is not written as the standard says".into(),
        Repair::FixedPartLong => "the fixed part is too long".into(),
        Repair::FixedPartShort => "the fixed part is too short".into(),
        Repair::LastDelimiter => "the last field has no delimiter".into(),
        Repair::LowerCaseField(id) => format!("{} is written in small letters", id.as_str()),
        Repair::StrayText => "text between delimiters that is no field".into(),
        Repair::TooLong(id) => format!("{} has more than 255 characters", id.as_str()),
        Repair::UnreadableField(id) => format!("{} has a value it cannot have", id.as_str()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_login_is_told_without_its_password() {
        let frame = b"9300CNsc-kajaani|COdemo-secret|CPKAJ|";
        let Readable { text, sound } = readable(frame, Charset::Utf8);
        assert!(sound && text.starts_with("  93 Login\n"), "{text}");
        assert!(
            text.contains("sc-kajaani") && !text.contains("demo-secret"),
            "{text}"
        );
        assert_eq!(raw(frame, Charset::Utf8), "9300CNsc-kajaani|CO****|CPKAJ|");
    }

    #[test]
    fn a_password_right_after_the_fixed_part_is_masked_too() {
        assert_eq!(raw(b"9300COx|CNy|", Charset::Utf8), "9300CO****|CNy|");
    }

    #[test]
    fn damage_is_told() {
        let wrong = readable(b"941AY0AZFDFE", Charset::Utf8);
        assert!(!wrong.sound && wrong.text.contains("checksum wrong"));
        assert!(!readable(b"GET / HTTP/1.1", Charset::Utf8).sound);
    }
}
