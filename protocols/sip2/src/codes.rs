//! The code lists of the standard. A code that is not listed is kept as it came.

use std::{borrow::Cow, fmt};

use crate::{
    date::Date,
    wire::{Fixed, Form, Listed, Wire},
};

/// A code of `N` printable ASCII characters that no list names.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Code<const N: usize>([u8; N]);

impl<const N: usize> Code<N> {
    /// The characters.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    fn read(text: &str) -> Option<Self> {
        let bytes: [u8; N] = text.as_bytes().try_into().ok()?;
        let printable = bytes.iter().all(|b| matches!(b, b' '..=b'~') && *b != b'|');
        printable.then_some(Self(bytes))
    }
}

impl<const N: usize> fmt::Debug for Code<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

/// What may stand in for a code that is not listed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Unlisted {
    /// Anything printable.
    Any,
    /// Digits, or blanks for the first of the list; other text is a sign of a shifted fixed part.
    Digits,
}

/// Defines one code list: `Name(width, what else is read, what stands there at first)`.
macro_rules! codes {
    (
        $(#[doc = $doc:literal])+
        $name:ident($width:literal, $unlisted:ident, $first:ident) {
            $($code:literal $variant:ident $meaning:literal,)+
        }
    ) => {
        $(#[doc = $doc])+
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum $name {
            $(#[doc = concat!("`", $code, "`: ", $meaning, ".")] $variant,)+
            /// A code outside the list.
            Unlisted(Code<$width>),
        }

        impl $name {
            /// The list of the standard, with the extensions met in the field.
            pub const LISTED: &[Listed] = &[$(Listed { code: $code, meaning: $meaning },)+];

            /// Reads a code of exactly the right width, listed or not.
            pub fn from_code(code: &str) -> Option<Self> {
                match code {
                    $($code => Some(Self::$variant),)+
                    code => Code::read(code).map(Self::Unlisted),
                }
            }

            /// The code on the wire.
            pub fn code(&self) -> &str {
                match self {
                    $(Self::$variant => $code,)+
                    Self::Unlisted(code) => code.as_str(),
                }
            }
        }

        impl Wire for $name {
            const FORM: Form = Form::Code(Self::LISTED);

            /// Lower case is read as upper, digits without their leading noughts as if padded.
            fn read(text: &str) -> Option<Self> {
                const WIDTH: usize = $width;
                let digits = text.bytes().all(|byte| byte.is_ascii_digit());
                if Unlisted::$unlisted == Unlisted::Digits && !digits {
                    return text.bytes().all(|byte| byte == b' ').then_some(Self::$first);
                }
                if text.len() < WIDTH && digits && !text.is_empty() {
                    return Self::from_code(&format!("{text:0>WIDTH$}"));
                }
                if text.bytes().any(|byte| byte.is_ascii_lowercase()) {
                    return Self::from_code(&text.to_ascii_uppercase());
                }
                Self::from_code(text)
            }

            fn write(&self, out: &mut String) {
                out.push_str(self.code());
            }

            fn meaning(&self) -> Option<Cow<'static, str>> {
                match self {
                    $(Self::$variant => Some(Cow::Borrowed($meaning)),)+
                    Self::Unlisted(_) => None,
                }
            }
        }

        impl Fixed for $name {
            const WIDTH: usize = $width;
            fn at(_: Date) -> Self {
                Self::$first
            }
        }
    };
}

codes! {
    /// CV of 10: why the terminal should put the item aside (3M extension of 2005).
    AlertType(2, Any, None) {
        "00" None "no alert or unknown",
        "01" LocalHold "hold for this library",
        "02" OtherBranchHold "hold for another branch",
        "03" InterlibraryLoanHold "hold for an interlibrary loan",
        "04" SendToOtherBranch "send to another branch, no hold",
        "99" Other "other",
    }
}

codes! {
    /// How a name or password of 93 is encrypted. The standard defines nothing but plain.
    Algorithm(1, Any, Plain) {
        "0" Plain "not encrypted",
    }
}

codes! {
    /// Where an item is (18).
    CirculationStatus(2, Any, Other) {
        "01" Other "other",
        "02" OnOrder "on order",
        "03" Available "available",
        "04" Charged "charged",
        "05" ChargedNotToBeRecalled "charged, not to be recalled until the earliest recall date",
        "06" InProcess "in process",
        "07" Recalled "recalled",
        "08" WaitingOnHoldShelf "waiting on the hold shelf",
        "09" WaitingToBeReshelved "waiting to be re-shelved",
        "10" InTransit "in transit between library locations",
        "11" ClaimedReturned "claimed returned",
        "12" Lost "lost",
        "13" Missing "missing",
    }
}

codes! {
    /// What a fee is for (18 and 37 in their fixed parts, BT elsewhere).
    FeeType(2, Any, Other) {
        "01" Other "other or unknown",
        "02" Administrative "administrative",
        "03" Damage "damage",
        "04" Overdue "overdue",
        "05" Processing "processing",
        "06" Rental "rental",
        "07" Replacement "replacement",
        "08" ComputerAccess "computer access charge",
        "09" Hold "hold fee",
    }
}

codes! {
    /// What a 15 asks for.
    HoldMode(1, Any, Add) {
        "+" Add "add the hold",
        "-" Delete "delete the hold",
        "*" Change "change the hold",
    }
}

codes! {
    /// BY of 15: which copies may fill the hold.
    HoldType(1, Any, AnyCopy) {
        "1" Other "other",
        "2" AnyCopy "any copy of the title",
        "3" SpecificCopy "a specific copy",
        "4" AnyCopyAtLocation "any copy at one branch or location",
    }
}

codes! {
    /// The language of a patron or a terminal.
    Language(3, Digits, Unknown) {
        "000" Unknown "unknown",
        "001" English "English",
        "002" French "French",
        "003" German "German",
        "004" Italian "Italian",
        "005" Dutch "Dutch",
        "006" Swedish "Swedish",
        "007" Finnish "Finnish",
        "008" Spanish "Spanish",
        "009" Danish "Danish",
        "010" Portuguese "Portuguese",
        "011" CanadianFrench "Canadian French",
        "012" Norwegian "Norwegian",
        "013" Hebrew "Hebrew",
        "014" Japanese "Japanese",
        "015" Russian "Russian",
        "016" Arabic "Arabic",
        "017" Polish "Polish",
        "018" Greek "Greek",
        "019" Chinese "Chinese",
        "020" Korean "Korean",
        "021" NorthAmericanSpanish "North American Spanish",
        "022" Tamil "Tamil",
        "023" Malay "Malay",
        "024" UkEnglish "UK English",
        "025" Icelandic "Icelandic",
        "026" Belgian "Belgian",
        "027" Taiwanese "Taiwanese",
    }
}

codes! {
    /// CK: what kind of thing the item is.
    MediaType(3, Any, Other) {
        "000" Other "other",
        "001" Book "book",
        "002" Magazine "magazine",
        "003" BoundJournal "bound journal",
        "004" AudioTape "audio tape",
        "005" VideoTape "video tape",
        "006" Cd "CD or CD-ROM",
        "007" Diskette "diskette",
        "008" BookWithDiskette "book with diskette",
        "009" BookWithCd "book with CD",
        "010" BookWithAudioTape "book with audio tape",
    }
}

codes! {
    /// How a fee was paid (37).
    PaymentType(2, Any, Cash) {
        "00" Cash "cash",
        "01" Visa "VISA",
        "02" CreditCard "credit card",
        "05" Check "check (King County)",
        "06" WriteOff "write-off (Koha)",
    }
}

codes! {
    /// How the terminal is (99).
    ScStatusCode(1, Any, Ok) {
        "0" Ok "ok",
        "1" OutOfPaper "printer out of paper",
        "2" AboutToShutDown "about to shut down",
    }
}

codes! {
    /// What protects the item from theft (18).
    SecurityMarker(2, Any, Other) {
        "00" Other "other",
        "01" None "none",
        "02" TattleTape "Tattle-Tape security strip",
        "03" WhisperTape "Whisper Tape",
    }
}

/// Defines a list that has no room for other codes: what is written is one of it.
macro_rules! closed {
    (
        $(#[doc = $doc:literal])+
        $name:ident($first:ident, else $fallback:expr) {
            $($code:literal $variant:ident $meaning:literal $(or $synonym:literal)*,)+
        }
    ) => {
        $(#[doc = $doc])+
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum $name {
            $(#[doc = concat!("`", $code, "`: ", $meaning, ".")] $variant,)+
        }

        impl $name {
            /// The list of the standard.
            pub const LISTED: &[Listed] = &[$(Listed { code: $code, meaning: $meaning },)+];

            /// The code on the wire.
            pub fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)+ }
            }
        }

        impl Wire for $name {
            const FORM: Form = Form::Code(Self::LISTED);
            fn read(text: &str) -> Option<Self> {
                match text.to_ascii_uppercase().as_str() {
                    $($code $(| $synonym)* => Some(Self::$variant),)+
                    _ => $fallback,
                }
            }
            fn write(&self, out: &mut String) {
                out.push_str(self.code());
            }
            fn meaning(&self) -> Option<Cow<'static, str>> {
                match self { $(Self::$variant => Some(Cow::Borrowed($meaning)),)+ }
            }
        }

        impl Fixed for $name {
            const WIDTH: usize = 1;
            fn at(_: Date) -> Self {
                Self::$first
            }
        }
    };
}

closed! {
    /// Whether the item's security strip is to be desensitized (12, 30). `U` is obsolete and
    /// means `N`.
    Desensitize(No, else Some(Self::Unknown)) {
        "Y" Yes "desensitize",
        "N" No "leave as it is",
        "U" Unknown "unknown, the same as N",
    }
}

closed! {
    /// Whether the item is magnetic, which a demagnetiser would spoil.
    MagneticMedia(Unknown, else Some(Self::Unknown)) {
        "Y" Yes "magnetic",
        "N" No "not magnetic",
        "U" Unknown "unknown",
    }
}

closed! {
    /// Whether the request succeeded. Some servers send `Y` and `N`, which are read.
    Outcome(Failed, else None) {
        "0" Failed "failed" or "N",
        "1" Ok "ok" or "Y",
    }
}

impl Outcome {
    /// Whether it is `1`.
    pub fn is_ok(self) -> bool {
        self == Self::Ok
    }
}

impl From<bool> for Outcome {
    fn from(ok: bool) -> Self {
        if ok { Self::Ok } else { Self::Failed }
    }
}

impl From<bool> for Desensitize {
    fn from(yes: bool) -> Self {
        if yes { Self::Yes } else { Self::No }
    }
}

/// A currency: three capital letters of ISO 4217.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Currency(Code<3>);

impl Currency {
    /// The euro.
    pub const EUR: Self = Self(Code(*b"EUR"));

    /// Three ASCII letters; small ones become capitals.
    pub fn new(code: &str) -> Option<Self> {
        let code = code.to_ascii_uppercase();
        let letters = code.bytes().all(|byte| byte.is_ascii_uppercase());
        if letters {
            Code::read(&code).map(Self)
        } else {
            None
        }
    }

    /// The three letters.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl Wire for Currency {
    const FORM: Form = Form::Currency;
    /// Takes any three printable characters: a payment in an unknown currency is refused by the
    /// library, not misread as damage.
    fn read(text: &str) -> Option<Self> {
        Self::new(text).or_else(|| Code::read(text).map(Self))
    }
    fn write(&self, out: &mut String) {
        out.push_str(self.as_str());
    }
}

impl Fixed for Currency {
    const WIDTH: usize = 3;
    fn at(_: Date) -> Self {
        Self::EUR
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn listed_codes_come_back() {
        for listed in Language::LISTED {
            assert_eq!(Language::read(listed.code).unwrap().code(), listed.code);
        }
        assert_eq!(Language::read("007"), Some(Language::Finnish));
    }

    #[test]
    fn unlisted_codes_are_kept() {
        assert_eq!(FeeType::read("42").unwrap().code(), "42");
        assert_eq!(HoldMode::read("?").unwrap().code(), "?");
        assert_eq!(MediaType::read("0010"), None);
        assert_eq!(Language::read("sho"), None);
    }

    #[test]
    fn short_and_small_codes_are_read() {
        assert_eq!(MediaType::read("1"), Some(MediaType::Book));
        assert_eq!(Desensitize::read("u"), Some(Desensitize::Unknown));
        assert_eq!(Currency::read("eur"), Some(Currency::EUR));
    }
}
