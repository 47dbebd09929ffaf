//! Values with names: each switch that is one of several words.

use silta_api_service::Scope;
use silta_charset::Charset;
use silta_consortium::{IllVersion, Language, MediaType};
use silta_ill_translation::Habits;
use silta_oai_pmh_service::{CopyData, SetKind};
use silta_observe::log::Format;
use silta_sip2::Terminator;
use silta_sip2_service::{
    AlertType, DueDateFormat, ErrorDetection, HoldPatron, InstitutionCheck, ListEntry, MESSAGES,
    SupportedMessage, SupportedMessages,
};

use super::{
    nearest::nearest,
    settings::HarvestKind,
    token,
    value::{Found, Value, Wrong, quoted, text},
};

/// A type whose values have names.
trait Choice: Copy + PartialEq + 'static {
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
choice!(CopyData, "choice of copy data", Self::ALL);
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
    HarvestKind,
    "kind of source",
    [(Self::Oai, "oai"), (Self::Sru, "sru")]
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
choice!(Habits, "kind of habits", Self::ALL);
choice!(IllVersion, "version of ISO 18626", Self::ALL);
choice!(MediaType, "media type", Self::ALL);
choice!(
    SupportedMessage,
    "message",
    MESSAGES.map(|(message, _, name)| (message, name)),
    also | code
        | MESSAGES
            .iter()
            .find(|(_, known, _)| *known == code)
            .map(|(message, ..)| *message)
);
choice!(silta_ncip::Service, "service", {
    let served = silta_ncip_service::served().into_iter();
    served
        .map(|service| (service, service.name()))
        .collect::<Vec<_>>()
});
choice!(
    silta_sru::Version,
    "version of SRU",
    Self::ALL.map(|version| (version, version.name()))
);
choice!(Scope, "scope", token::scopes());
choice!(
    SetKind,
    "kind of set",
    Self::ALL.map(|kind| (kind, kind.name()))
);
choice!(
    Terminator,
    "terminator",
    [(Self::Cr, "cr"), (Self::CrLf, "crlf")]
);

impl Value for SupportedMessages {
    fn kind() -> String {
        Vec::<SupportedMessage>::kind()
    }

    fn read(found: &Found<'_>) -> Result<Self, Wrong> {
        Vec::<SupportedMessage>::read(found).map(Self::from_iter)
    }

    fn show(&self) -> Option<String> {
        let allowed = MESSAGES.iter().filter(|(message, ..)| self.has(*message));
        let names: Vec<String> = allowed.map(|(_, _, name)| quoted(name)).collect();
        Some(format!("[{}]", names.join(", ")))
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::value::tests::{back, read},
        *,
    };

    #[test]
    fn what_is_shown_reads_back() {
        back::<Charset>(r#""cp850""#);
        back::<SupportedMessages>(r#"["checkout", "login"]"#);
        back::<Vec<MediaType>>(r#"["book", "dvd"]"#);
    }

    #[test]
    fn usual_other_names_are_taken() {
        assert_eq!(read::<Charset>(r#""latin1""#).unwrap(), Charset::Latin1);
        let message: SupportedMessage = read(r#""63""#).unwrap();
        assert_eq!(message, SupportedMessage::PatronInformation);
    }
}
