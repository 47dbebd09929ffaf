//! The media types of bodies, and which one a caller wants.

/// A form that a body can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// JSON in UTF-8.
    Json,
    /// ISO 2709, as MARC 21 writes it.
    Marc,
    /// MARCXML.
    MarcXml,
    /// A problem (RFC 9457).
    Problem,
}

impl Format {
    /// All of them with their media types.
    pub const ALL: [(Self, &'static str); 4] = [
        (Self::Json, "application/json"),
        (Self::Marc, "application/marc"),
        (Self::MarcXml, "application/marcxml+xml"),
        (Self::Problem, "application/problem+json"),
    ];

    /// The media type, for `Content-Type`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Marc => "application/marc",
            Self::MarcXml => "application/marcxml+xml",
            Self::Problem => "application/problem+json",
        }
    }

    /// The form that a `Content-Type` names, whatever its parameters; none if the API has no such
    /// form, or it says that its text is not UTF-8.
    pub fn of_content_type(value: &str) -> Option<Self> {
        let (essence, parameters) = value.split_once(';').unwrap_or((value, ""));
        let named = |(_, name): &(Self, &str)| name.eq_ignore_ascii_case(essence.trim());
        let (format, _) = Self::ALL.into_iter().find(named)?;
        let mut charsets = parameters.split(';').filter_map(|parameter| {
            let (name, value) = parameter.split_once('=')?;
            let charset = name.trim().eq_ignore_ascii_case("charset");
            charset.then(|| value.trim().trim_matches('"'))
        });
        charsets
            .all(|charset| charset.eq_ignore_ascii_case("utf-8"))
            .then_some(format)
    }

    /// The form to answer in, of those `offered` (the best first); none if `accept` wants none of
    /// them. No header wants anything.
    pub fn negotiate(accept: Option<&str>, offered: &[Self]) -> Option<Self> {
        let Some(accept) = accept.filter(|accept| !accept.trim().is_empty()) else {
            return offered.first().copied();
        };
        let mut best = None;
        for format in offered {
            let quality = quality(accept, format.as_str());
            if quality > best.map_or(0, |(_, quality)| quality) {
                best = Some((*format, quality));
            }
        }
        best.map(|(format, _)| format)
    }
}

/// How much `media` is wanted, in thousandths: the range that names it most exactly decides.
fn quality(accept: &str, media: &str) -> u32 {
    let family = media.split_once('/').map_or("", |(family, _)| family);
    let mut found = (0, 0);
    for range in accept.split(',') {
        let mut parts = range.split(';');
        let name = parts.next().unwrap_or_default().trim().to_ascii_lowercase();
        let exactness = match name.as_str() {
            "*/*" => 1,
            _ if name.strip_suffix("/*") == Some(family) => 2,
            _ if name == media => 3,
            _ => 0,
        };
        let mut weights = parts.filter_map(|parameter| {
            let (name, value) = parameter.split_once('=')?;
            (name.trim().eq_ignore_ascii_case("q")).then(|| thousandths(value.trim()))
        });
        let weight = weights.next_back().unwrap_or(1000);
        if exactness > found.0 {
            found = (exactness, weight);
        }
    }
    found.1
}

/// A weight of `0` to `1` with at most three decimals; anything else counts as not wanted.
fn thousandths(weight: &str) -> u32 {
    let (units, decimals) = weight.split_once('.').unwrap_or((weight, ""));
    let decimals = format!("{decimals:0<3}");
    match (units, decimals.len()) {
        ("1", _) => 1000,
        ("0", 3) => decimals.parse().unwrap_or(0),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_wanted_form_wins() {
        let offered = [Format::Json, Format::MarcXml, Format::Marc];
        let wanted = |accept| Format::negotiate(accept, &offered);
        assert_eq!(wanted(None), Some(Format::Json));
        assert_eq!(wanted(Some("*/*")), Some(Format::Json));
        assert_eq!(wanted(Some("application/marc")), Some(Format::Marc));
        assert_eq!(
            wanted(Some(
                "Application/MARCXML+xml;q=0.5, application/marc;q=0.4"
            )),
            Some(Format::MarcXml)
        );
        assert_eq!(
            wanted(Some("application/*, application/json;q=0")),
            Some(Format::MarcXml)
        );
        assert_eq!(wanted(Some("text/html")), None);
        assert_eq!(wanted(Some("application/json;q=0")), None);
        assert_eq!(
            wanted(Some("application/json;q=x, */*;q=0.001")),
            Some(Format::MarcXml)
        );
    }

    #[test]
    fn a_body_says_what_it_is() {
        assert_eq!(
            Format::of_content_type("application/json"),
            Some(Format::Json)
        );
        assert_eq!(
            Format::of_content_type("Application/JSON; charset=\"UTF-8\""),
            Some(Format::Json)
        );
        assert_eq!(
            Format::of_content_type("application/json; charset=latin1"),
            None
        );
        assert_eq!(Format::of_content_type("text/plain"), None);
        for (format, name) in Format::ALL {
            assert_eq!(format.as_str(), name);
        }
    }
}
