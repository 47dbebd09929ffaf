//! The answers of the standard as one table: what the strict checker holds an answer against.

/// One kind of answer.
#[derive(Debug)]
pub(crate) struct Layout {
    /// Code of the answer.
    pub(crate) code: &'static str,
    /// Codes of the requests it answers.
    pub(crate) answers: &'static [&'static str],
    /// Fixed fields in order.
    pub(crate) fixed: &'static [(&'static str, Kind)],
    /// Identified fields that must be there, if only empty.
    pub(crate) required: &'static [&'static str],
}

/// What a fixed field may hold.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Kind {
    /// One character out of these.
    One(&'static str),
    /// That many flags, each Y or blank.
    Flags(usize),
    /// That many digits.
    Digits(usize),
    /// 18 characters: date, zone, time.
    Date,
    /// `1.00` or `2.00`.
    Version,
}

impl Kind {
    /// Characters it takes.
    pub(crate) const fn width(self) -> usize {
        match self {
            Self::One(_) => 1,
            Self::Flags(n) | Self::Digits(n) => n,
            Self::Date => 18,
            Self::Version => 4,
        }
    }

    /// Whether the text is a legal value.
    pub(crate) fn allows(self, text: &str) -> bool {
        match self {
            Self::One(set) => set.contains(text),
            Self::Flags(_) => text.chars().all(|c| c == 'Y' || c == ' '),
            Self::Digits(_) => text.chars().all(|c| c.is_ascii_digit()),
            Self::Date => is_date(text),
            Self::Version => matches!(text, "1.00" | "2.00"),
        }
    }
}

/// `YYYYMMDDZZZZHHMMSS`: zone four blanks, or three blanks and a zone letter.
pub(crate) fn is_date(text: &str) -> bool {
    let part = |from: usize, to: usize| text.get(from..to).unwrap_or_default();
    let number = |from, to, range: std::ops::RangeInclusive<u32>| {
        let digits = part(from, to);
        digits.chars().all(|c| c.is_ascii_digit())
            && digits.parse().is_ok_and(|n| range.contains(&n))
    };
    let zone = part(8, 12);
    let zone_letter = zone
        .strip_prefix("   ")
        .is_some_and(|z| z.len() == 1 && z != "J" && z.as_bytes()[0].is_ascii_uppercase());
    text.len() == 18
        && number(0, 4, 1900..=9999)
        && number(4, 6, 1..=12)
        && number(6, 8, 1..=31)
        && (zone == "    " || zone_letter)
        && number(12, 14, 0..=23)
        && number(14, 16, 0..=59)
        && number(16, 18, 0..=59)
}

const LOAN: &[(&str, Kind)] = &[
    ("ok", Kind::One("01")),
    ("renewal ok", Kind::One("YN")),
    ("magnetic media", Kind::One("YNU")),
    ("desensitize", Kind::One("YNU")),
    ("date", Kind::Date),
];

const STATUS: &[(&str, Kind)] = &[
    ("patron status", Kind::Flags(14)),
    ("language", Kind::Digits(3)),
    ("date", Kind::Date),
];

/// The answers, in the order of their codes.
pub(crate) const LAYOUTS: &[Layout] = &[
    Layout {
        code: "10",
        answers: &["09"],
        fixed: &[
            ("ok", Kind::One("01")),
            ("resensitize", Kind::One("YN")),
            ("magnetic media", Kind::One("YNU")),
            ("alert", Kind::One("YN")),
            ("date", Kind::Date),
        ],
        required: &["AO", "AB", "AQ"],
    },
    Layout {
        code: "12",
        answers: &["11"],
        fixed: LOAN,
        required: &["AO", "AA", "AB", "AJ", "AH"],
    },
    Layout {
        code: "16",
        answers: &["15"],
        fixed: &[
            ("ok", Kind::One("01")),
            ("available", Kind::One("YN")),
            ("date", Kind::Date),
        ],
        required: &["AO", "AA"],
    },
    Layout {
        code: "18",
        answers: &["17"],
        fixed: &[
            ("circulation status", Kind::Digits(2)),
            ("security marker", Kind::Digits(2)),
            ("fee type", Kind::Digits(2)),
            ("date", Kind::Date),
        ],
        required: &["AB", "AJ"],
    },
    Layout {
        code: "20",
        answers: &["19"],
        fixed: &[("ok", Kind::One("01")), ("date", Kind::Date)],
        required: &["AB"],
    },
    Layout {
        code: "24",
        answers: &["01", "23"],
        fixed: STATUS,
        required: &["AO", "AA", "AE"],
    },
    Layout {
        code: "26",
        answers: &["25"],
        fixed: STATUS,
        required: &["AO", "AA", "AE"],
    },
    Layout {
        code: "30",
        answers: &["29"],
        fixed: LOAN,
        required: &["AO", "AA", "AB", "AJ", "AH"],
    },
    Layout {
        code: "36",
        answers: &["35"],
        fixed: &[("end session", Kind::One("YN")), ("date", Kind::Date)],
        required: &["AO", "AA"],
    },
    Layout {
        code: "38",
        answers: &["37"],
        fixed: &[("payment accepted", Kind::One("YN")), ("date", Kind::Date)],
        required: &["AO", "AA"],
    },
    Layout {
        code: "64",
        answers: &["63"],
        fixed: &[
            ("patron status", Kind::Flags(14)),
            ("language", Kind::Digits(3)),
            ("date", Kind::Date),
            ("hold items", Kind::Digits(4)),
            ("overdue items", Kind::Digits(4)),
            ("charged items", Kind::Digits(4)),
            ("fine items", Kind::Digits(4)),
            ("recall items", Kind::Digits(4)),
            ("unavailable holds", Kind::Digits(4)),
        ],
        required: &["AO", "AA", "AE"],
    },
    Layout {
        code: "66",
        answers: &["65"],
        fixed: &[
            ("ok", Kind::One("01")),
            ("renewed", Kind::Digits(4)),
            ("unrenewed", Kind::Digits(4)),
            ("date", Kind::Date),
        ],
        required: &["AO"],
    },
    Layout {
        code: "94",
        answers: &["93"],
        fixed: &[("ok", Kind::One("01"))],
        required: &[],
    },
    Layout {
        code: "96",
        answers: &[],
        fixed: &[],
        required: &[],
    },
    Layout {
        code: "98",
        answers: &["99"],
        fixed: &[
            ("on-line", Kind::One("YN")),
            ("checkin ok", Kind::One("YN")),
            ("checkout ok", Kind::One("YN")),
            ("renewal policy", Kind::One("YN")),
            ("status update ok", Kind::One("YN")),
            ("off-line ok", Kind::One("YN")),
            ("timeout", Kind::Digits(3)),
            ("retries", Kind::Digits(3)),
            ("date", Kind::Date),
            ("version", Kind::Version),
        ],
        required: &["AO"],
    },
];

/// The layout of an answer.
pub(crate) fn layout(code: &str) -> Option<&'static Layout> {
    LAYOUTS.iter().find(|layout| layout.code == code)
}

/// The code of the answer to a request.
pub(crate) fn answer_to(request: &str) -> Option<&'static str> {
    LAYOUTS
        .iter()
        .find(|layout| layout.answers.contains(&request))
        .map(|layout| layout.code)
}

/// Identified fields of the standard that may come once only.
pub(crate) const SCALAR: &[&str] = &[
    "AA", "AB", "AE", "AH", "AJ", "AM", "AN", "AO", "AP", "AQ", "BD", "BE", "BF", "BG", "BH", "BK",
    "BL", "BR", "BS", "BT", "BV", "BW", "BX", "BZ", "CA", "CB", "CC", "CF", "CH", "CI", "CJ", "CK",
    "CL", "CM", "CQ",
];

/// What an identified field of the standard may hold; fields not named are free text.
pub(crate) fn value_allowed(id: &str, value: &str) -> bool {
    let digits = |n: usize| value.len() == n && value.chars().all(|c| c.is_ascii_digit());
    match id {
        "BL" | "CQ" | "CI" => matches!(value, "Y" | "N"),
        "BZ" | "CA" | "CB" => digits(4),
        "CK" => value.is_empty() || digits(3),
        "BT" => digits(2),
        "BH" => value.len() == 3 && value.chars().all(|c| c.is_ascii_uppercase()),
        "BX" => value.len() == 16 && value.chars().all(|c| c == 'Y' || c == 'N'),
        "CF" | "BR" => value.chars().all(|c| c.is_ascii_digit()),
        "BW" | "CJ" | "CM" => value.is_empty() || is_date(value),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_eighteen_characters_with_a_zone() {
        for good in [
            "20261122    090512",
            "20261122   Z090512",
            "20261122   B000000",
        ] {
            assert!(is_date(good), "{good}");
        }
        for bad in [
            "202611220000090512",
            "20261399    090512",
            "20261122   J090512",
            "20261122    240512",
            "2026-11-22",
            "",
        ] {
            assert!(!is_date(bad), "{bad}");
        }
    }

    #[test]
    fn each_request_has_one_answer() {
        let requests = [
            "01", "09", "11", "15", "17", "19", "23", "25", "29", "35", "37", "63", "65", "93",
            "99",
        ];
        for request in requests {
            assert_eq!(
                LAYOUTS
                    .iter()
                    .filter(|l| l.answers.contains(&request))
                    .count(),
                1,
                "{request}"
            );
        }
        assert_eq!(answer_to("01"), Some("24"));
        assert_eq!(answer_to("97"), None);
    }
}
