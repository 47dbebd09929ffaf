//! How the values of keys are read and shown: each type of the settings in one place.

use std::{
    net::{IpAddr, Ipv6Addr, SocketAddr},
    ops::Range,
    path::PathBuf,
    time::Duration,
};

use jiff::tz::TimeZone;
use silta_charset::Charset;
use silta_consortium::{Language, MediaType, Money};
use silta_observe::log::Format;
use silta_sip2::{FieldId, Terminator};
use silta_sip2_service::{
    AlertType, DueDateFormat, ErrorDetection, HoldPatron, InstitutionCheck, ListEntry, Message,
    Messages,
};
use toml::{Spanned, de::DeValue};

use super::nearest::nearest;

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

/// Where a listener listens, or that it does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Listen {
    /// It does.
    At(SocketAddr),
    /// It does not.
    Off,
}

impl Listen {
    /// The address, if any.
    pub fn address(self) -> Option<SocketAddr> {
        match self {
            Self::At(address) => Some(address),
            Self::Off => None,
        }
    }
}

impl Value for Listen {
    fn kind() -> String {
        "an address with port such as \"127.0.0.1:6001\", or \"off\"".into()
    }

    fn read(found: &Found<'_>) -> Result<Self, Wrong> {
        if let DeValue::Integer(port) = found.get_ref() {
            let wrong = Wrong::new(found, format!("{port} is no address with port"));
            return Err(wrong.fix(address_like(&port.to_string())));
        }
        let given = text(found, "an address with port")?;
        if given == "off" {
            return Ok(Self::Off);
        }
        given.parse().map(Self::At).map_err(|_| {
            Wrong::new(found, format!("{given:?} is no address with port")).fix(address_like(given))
        })
    }

    fn show(&self) -> Option<String> {
        Some(match self {
            Self::At(address) => quoted(&address.to_string()),
            Self::Off => quoted("off"),
        })
    }
}

/// What was probably meant by a wrong address.
fn address_like(given: &str) -> String {
    let (host, port) = given.rsplit_once(':').unwrap_or((given, ""));
    let port = match port.parse::<u16>() {
        Ok(port) => port.to_string(),
        Err(_) if given.parse::<u16>().is_ok() => given.to_owned(),
        Err(_) => return "write an IP address, a colon and a port from 0 to 65535".into(),
    };
    match host {
        "" | "*" => format!("write \"0.0.0.0:{port}\" for all addresses of this machine"),
        "localhost" => format!("write \"127.0.0.1:{port}\": names are not looked up"),
        _ if given == port => format!("write \"127.0.0.1:{port}\""),
        _ if host.parse::<Ipv6Addr>().is_ok() => format!("write \"[{host}]:{port}\""),
        _ if given.parse::<Ipv6Addr>().is_ok() => format!("write \"[{given}]:6001\", with a port"),
        _ => "write the IP address: names are not looked up".into(),
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

impl Value for IpAddr {
    fn kind() -> String {
        "an IP address".into()
    }

    fn read(found: &Found<'_>) -> Result<Self, Wrong> {
        let given = text(found, "an IP address")?;
        given.parse().map_err(|_| {
            Wrong::new(found, format!("{given:?} is no IP address"))
                .fix("write it like \"10.1.2.3\" or \"fd00::3\", without port or mask")
        })
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

impl Value for Messages {
    fn kind() -> String {
        Vec::<Message>::kind()
    }

    fn read(found: &Found<'_>) -> Result<Self, Wrong> {
        Vec::<Message>::read(found).map(|messages| Self::only(&messages))
    }

    fn show(&self) -> Option<String> {
        let allowed = Message::ALL
            .iter()
            .filter(|(message, ..)| self.contains(*message));
        let names: Vec<String> = allowed.map(|(_, _, name)| quoted(name)).collect();
        Some(format!("[{}]", names.join(", ")))
    }
}

/// A type whose values have names.
pub(super) trait Choice: Copy + PartialEq + 'static {
    /// What it is, in one word.
    const WORD: &'static str;

    /// Each value with its name.
    fn all() -> Vec<(Self, &'static str)>;

    /// The value of a name that is not one of [`Choice::all`], but usual.
    fn also(_name: &str) -> Option<Self> {
        None
    }
}

fn read_choice<C: Choice>(found: &Found<'_>) -> Result<C, Wrong> {
    let given = text(found, &format!("a {}", C::WORD))?;
    let all = C::all();
    let known = all
        .iter()
        .find(|(_, name)| *name == given)
        .map(|(value, _)| *value);
    known.or_else(|| C::also(given)).ok_or_else(|| {
        let names: Vec<&str> = all.iter().map(|(_, name)| *name).collect();
        let fix = match nearest(given, names.iter().copied()) {
            Some(near) => format!("did you mean {near:?}?"),
            None => format!("write one of: {}", names.join(", ")),
        };
        Wrong::new(found, format!("{given:?} is no {}", C::WORD)).fix(fix)
    })
}

macro_rules! choice {
    ($type:ty, $word:literal, $all:expr $(, also $also:expr)?) => {
        impl Choice for $type {
            const WORD: &'static str = $word;

            fn all() -> Vec<(Self, &'static str)> {
                $all.into()
            }

            $(fn also(name: &str) -> Option<Self> {
                let also: fn(&str) -> Option<Self> = $also;
                also(name)
            })?
        }

        impl Value for $type {
            fn kind() -> String {
                let names: Vec<String> = Self::all().iter().map(|(_, name)| quoted(name)).collect();
                format!("one of {}", names.join(", "))
            }

            fn read(found: &Found<'_>) -> Result<Self, Wrong> {
                read_choice(found)
            }

            fn show(&self) -> Option<String> {
                let all = Self::all();
                all.iter().find(|(value, _)| value == self).map(|(_, name)| quoted(name))
            }
        }
    };
}

choice!(
    AlertType,
    "alert type",
    [
        (Self::HoldHere, "hold_here"),
        (Self::HoldElsewhere, "hold_elsewhere"),
        (Self::Ill, "ill"),
        (Self::Transfer, "transfer"),
        (Self::Other, "other"),
    ]
);
choice!(
    Charset,
    "charset",
    Self::ALL.map(|charset| (charset, charset.name())),
    also | name | name.parse().ok()
);
choice!(
    DueDateFormat,
    "due date format",
    [
        (Self::Sip, "sip"),
        (Self::Iso, "iso"),
        (Self::Finnish, "finnish"),
    ]
);
choice!(
    ErrorDetection,
    "way of error detection",
    [
        (Self::Mirror, "mirror"),
        (Self::Always, "always"),
        (Self::Never, "never"),
        (Self::Require, "require"),
    ]
);
choice!(
    Format,
    "log format",
    [
        (Self::Auto, "auto"),
        (Self::Json, "json"),
        (Self::Text, "text"),
    ]
);
choice!(
    HoldPatron,
    "way to name a patron",
    [
        (Self::None, "none"),
        (Self::CardTail, "card_tail"),
        (Self::Initials, "initials"),
        (Self::Full, "full"),
    ]
);
choice!(
    InstitutionCheck,
    "institution check",
    [
        (Self::Ignore, "ignore"),
        (Self::Warn, "warn"),
        (Self::Enforce, "enforce"),
    ]
);
choice!(
    Language,
    "language",
    Self::ALL.map(|language| (language, language.as_str()))
);
choice!(
    ListEntry,
    "list entry",
    [(Self::Barcode, "barcode"), (Self::Title, "title")]
);
choice!(MediaType, "media type", Self::ALL);
choice!(
    Message,
    "message",
    Self::ALL.map(|(message, _, name)| (message, name)),
    also | code
        | Self::ALL
            .iter()
            .find(|(_, known, _)| *known == code)
            .map(|(message, ..)| *message)
);
choice!(
    Terminator,
    "terminator",
    [(Self::Cr, "cr"), (Self::CrLf, "crlf")]
);

#[cfg(test)]
mod tests {
    use super::*;

    fn read<V: Value>(toml: &str) -> Result<V, Wrong> {
        V::read(&DeValue::parse(toml).unwrap())
    }

    #[test]
    fn what_is_shown_reads_back() {
        fn back<V: Value + PartialEq + std::fmt::Debug>(toml: &str) {
            let value: V = read(toml).unwrap();
            assert_eq!(value.show().as_deref(), Some(toml));
        }
        back::<bool>("true");
        back::<u16>("999");
        back::<String>(r#""Kainet""#);
        back::<Duration>(r#""500ms""#);
        back::<Duration>(r#""10m""#);
        back::<Duration>(r#""1h""#);
        back::<Listen>(r#""[::1]:6001""#);
        back::<Listen>(r#""off""#);
        back::<Vec<FieldId>>(r#"["BD", "PB"]"#);
        back::<Charset>(r#""cp850""#);
        back::<Messages>(r#"["checkout", "login"]"#);
        back::<Vec<MediaType>>(r#"["book", "dvd"]"#);
    }

    #[test]
    fn usual_other_names_are_taken() {
        assert_eq!(read::<Charset>(r#""latin1""#).unwrap(), Charset::Latin1);
        assert_eq!(
            read::<Message>(r#""63""#).unwrap(),
            Message::PatronInformation
        );
    }

    #[test]
    fn a_wrong_address_gets_its_own_advice() {
        for (given, advice) in [
            (":6001", "0.0.0.0:6001"),
            ("localhost:6001", "127.0.0.1:6001"),
            ("6001", "127.0.0.1:6001"),
            ("127.0.0.1", "a colon and a port"),
            ("::1", "[::1]:6001"),
            ("::1:6001", "[::1]:6001"),
            ("sip.kirjasto.fi:6001", "IP address"),
            ("127.0.0.1:99999", "from 0 to 65535"),
        ] {
            assert!(
                address_like(given).contains(advice),
                "{given}: {}",
                address_like(given)
            );
        }
    }
}
