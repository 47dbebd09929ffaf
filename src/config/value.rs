//! How the values of keys are read and shown. Addresses stand in `address.rs`, values with names in
//! `choice.rs`.

use std::{ops::Range, path::PathBuf, time::Duration};

use jiff::tz::TimeZone;
use silta_consortium::Money;
use silta_sip2::FieldId;
use toml::{Spanned, de::DeValue};

/// A value as it stands in the file, with its place.
pub(super) type Found<'t> = Spanned<DeValue<'t>>;

/// A type that a key can have.
pub(super) trait Value: Sized {
    /// What may stand there, in words: `true or false`.
    fn kind() -> String;

    /// Reads what stands there.
    fn read(found: &Found<'_>) -> Result<Self, Wrong>;

    /// The value as TOML; none for "not set".
    fn show(&self) -> Option<String>;
}

/// Why a value cannot be taken.
#[derive(Debug)]
pub(super) struct Wrong {
    /// Which bytes of the file are wrong.
    pub(super) place: Range<usize>,
    /// What is wrong, as `"utf9" is no charset`.
    pub(super) what: String,
    /// What to do, if that can be told.
    pub(super) fix: Option<String>,
}

impl Wrong {
    pub(super) fn new(found: &Found<'_>, what: impl Into<String>) -> Self {
        Self {
            place: found.span(),
            what: what.into(),
            fix: None,
        }
    }

    pub(super) fn fix(self, fix: impl Into<String>) -> Self {
        Self {
            fix: Some(fix.into()),
            ..self
        }
    }

    fn kind(found: &Found<'_>, wanted: &str) -> Self {
        let given = kind_of(found.get_ref());
        Self::new(found, format!("{given} stands where {wanted} is wanted"))
    }
}

/// The kind of a TOML value with its article.
pub(super) fn kind_of(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a fraction",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

/// Text as TOML.
pub(super) fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

/// Text that stands there, or why none does.
pub(super) fn text<'f>(found: &'f Found<'_>, wanted: &str) -> Result<&'f str, Wrong> {
    match found.get_ref() {
        DeValue::String(text) => Ok(text),
        other => {
            let wrong = Wrong::kind(found, wanted);
            Err(match other {
                DeValue::Integer(number) => wrong.fix(format!("write \"{number}\" with quotes")),
                _ => wrong,
            })
        }
    }
}

impl Value for bool {
    fn kind() -> String {
        "true or false".into()
    }

    fn read(found: &Found<'_>) -> Result<Self, Wrong> {
        match found.get_ref() {
            DeValue::Boolean(value) => Ok(*value),
            DeValue::String(text) if matches!(&**text, "true" | "false") => {
                Err(Wrong::kind(found, &Self::kind()).fix(format!("write {text} without quotes")))
            }
            _ => Err(Wrong::kind(found, &Self::kind())),
        }
    }

    fn show(&self) -> Option<String> {
        Some(self.to_string())
    }
}

/// The type of numbers says nothing of their limits: those stand in the table of keys.
macro_rules! number {
    ($($type:ty),+) => {$(
        impl Value for $type {
            fn kind() -> String {
                "a whole number".into()
            }

            fn read(found: &Found<'_>) -> Result<Self, Wrong> {
                let DeValue::Integer(number) = found.get_ref() else {
                    return Err(Wrong::kind(found, &Self::kind()));
                };
                let value = Self::from_str_radix(number.as_str(), number.radix());
                value.map_err(|_| Wrong::new(found, format!("{number} is out of range")))
            }

            fn show(&self) -> Option<String> {
                Some(self.to_string())
            }
        }
    )+};
}

number!(i32, u16, u32, usize);

impl Value for String {
    fn kind() -> String {
        format!("a text of at most {MAX_TEXT} characters")
    }

    fn read(found: &Found<'_>) -> Result<Self, Wrong> {
        let text = text(found, "a text")?;
        if text.chars().count() > MAX_TEXT {
            return Err(Wrong::new(found, "the text is too long")
                .fix(format!("write at most {MAX_TEXT} characters")));
        }
        if text.contains(|letter: char| letter.is_control() || letter == '|') {
            return Err(Wrong::new(
                found,
                "the text holds a control character or a vertical bar",
            )
            .fix("leave it out: SIP2 has no way to send it"));
        }
        Ok(text.to_owned())
    }

    fn show(&self) -> Option<String> {
        Some(quoted(self))
    }
}

/// Longest text of a key, in characters: what fits into a field of SIP2.
const MAX_TEXT: usize = 255;

impl Value for PathBuf {
    fn kind() -> String {
        "a path".into()
    }

    fn read(found: &Found<'_>) -> Result<Self, Wrong> {
        match text(found, "a path")? {
            "" => Err(Wrong::new(found, "the path is empty")),
            path => Ok(path.into()),
        }
    }

    fn show(&self) -> Option<String> {
        Some(quoted(&self.display().to_string()))
    }
}

impl<V: Value> Value for Option<V> {
    fn kind() -> String {
        V::kind()
    }

    fn read(found: &Found<'_>) -> Result<Self, Wrong> {
        V::read(found).map(Some)
    }

    fn show(&self) -> Option<String> {
        self.as_ref().and_then(V::show)
    }
}

impl<V: Value> Value for Vec<V> {
    fn kind() -> String {
        format!("a list, each entry {}", V::kind())
    }

    fn read(found: &Found<'_>) -> Result<Self, Wrong> {
        match found.get_ref() {
            DeValue::Array(entries) => entries.iter().map(V::read).collect(),
            DeValue::String(_) => {
                Err(Wrong::kind(found, "a list").fix("put it into brackets: [\"...\"]"))
            }
            _ => Err(Wrong::kind(found, "a list")),
        }
    }

    fn show(&self) -> Option<String> {
        let entries: Vec<String> = self.iter().filter_map(V::show).collect();
        Some(format!("[{}]", entries.join(", ")))
    }
}

impl Value for Duration {
    fn kind() -> String {
        "a time such as \"30s\", \"500ms\", \"10m\" or \"1h\"".into()
    }

    fn read(found: &Found<'_>) -> Result<Self, Wrong> {
        let given = match found.get_ref() {
            DeValue::Integer(number) => {
                let wrong = Wrong::new(found, format!("{number} has no unit"));
                return Err(wrong.fix(format!("write \"{number}s\" for seconds")));
            }
            _ => text(found, "a time")?,
        };
        let digits = given.bytes().take_while(u8::is_ascii_digit).count();
        let (number, unit) = given.split_at(digits);
        let milliseconds = match unit.trim() {
            "ms" => 1,
            "s" => 1_000,
            "m" => 60_000,
            "h" => 3_600_000,
            _ => {
                return Err(Wrong::new(found, format!("{given:?} is no time"))
                    .fix(format!("write {}", Self::kind())));
            }
        };
        let length = number
            .parse::<u64>()
            .ok()
            .and_then(|n| n.checked_mul(milliseconds));
        length
            .map(Self::from_millis)
            .ok_or_else(|| Wrong::new(found, format!("{given:?} is no time")))
    }

    fn show(&self) -> Option<String> {
        let milliseconds = self.as_millis();
        let (number, unit) = match milliseconds {
            0 => (0, "s"),
            n if n.is_multiple_of(3_600_000) => (n / 3_600_000, "h"),
            n if n.is_multiple_of(60_000) => (n / 60_000, "m"),
            n if n.is_multiple_of(1_000) => (n / 1_000, "s"),
            n => (n, "ms"),
        };
        Some(format!("\"{number}{unit}\""))
    }
}

impl Value for TimeZone {
    fn kind() -> String {
        "a time zone such as \"Europe/Helsinki\"".into()
    }

    fn read(found: &Found<'_>) -> Result<Self, Wrong> {
        let given = text(found, "a time zone")?;
        Self::get(given).map_err(|_| Wrong::new(found, format!("there is no time zone {given:?}")))
    }

    fn show(&self) -> Option<String> {
        self.iana_name().map(quoted)
    }
}

impl Value for Money {
    fn kind() -> String {
        "a sum in euros such as \"10.00\"".into()
    }

    fn read(found: &Found<'_>) -> Result<Self, Wrong> {
        let given = text(found, "a sum in quotes")?;
        match Self::parse_cents(given) {
            Ok(cents) if cents >= 0 => Ok(Self::euros(cents)),
            _ => Err(Wrong::new(found, format!("{given:?} is no sum in euros"))),
        }
    }

    fn show(&self) -> Option<String> {
        Some(quoted(&self.to_string()))
    }
}

/// A field of SIP2 by its two characters.
impl Value for FieldId {
    fn kind() -> String {
        "a field name such as \"BD\"".into()
    }

    fn read(found: &Found<'_>) -> Result<Self, Wrong> {
        let given = text(found, "a field name")?;
        let characters = given.as_bytes().try_into().ok();
        characters.and_then(Self::new).ok_or_else(|| {
            Wrong::new(found, format!("{given:?} is no field name"))
                .fix("write the two capital letters of a SIP2 field, such as \"BD\"")
        })
    }

    fn show(&self) -> Option<String> {
        Some(quoted(self.as_str()))
    }
}

#[cfg(test)]
pub(super) mod tests {
    use std::fmt::Debug;

    use super::*;

    pub(in crate::config) fn read<V: Value>(toml: &str) -> Result<V, Wrong> {
        V::read(&DeValue::parse(toml).unwrap())
    }

    /// Reads a value, and checks that it is shown as it was written.
    pub(in crate::config) fn back<V: Value + PartialEq + Debug>(toml: &str) {
        let value: V = read(toml).unwrap();
        assert_eq!(value.show().as_deref(), Some(toml));
    }

    #[test]
    fn what_is_shown_reads_back() {
        back::<bool>("true");
        back::<u16>("999");
        back::<i32>("28");
        back::<String>(r#""Kainet""#);
        back::<Duration>(r#""500ms""#);
        back::<Duration>(r#""10m""#);
        back::<Duration>(r#""1h""#);
        back::<Money>(r#""10.00""#);
        back::<TimeZone>(r#""Europe/Helsinki""#);
        back::<Vec<FieldId>>(r#"["BD", "PB"]"#);
    }
}
