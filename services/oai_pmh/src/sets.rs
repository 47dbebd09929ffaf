//! Sets: the parts of the catalogue, by names that harvesters use.

use silta_consortium::{CataloguePart, Library, MediaType};
use silta_oai_pmh::{Set, SetSpec};

/// By what records are grouped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SetKind {
    /// The language of the text: `language-fin`.
    Language,
    /// The libraries that have copies: `library-KAJ`.
    Library,
    /// The kind of thing: `material-book`.
    Material,
}

impl SetKind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Language, Self::Library, Self::Material];

    /// What the names of its sets begin with.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Language => "language",
            Self::Library => "library",
            Self::Material => "material",
        }
    }

    /// The kind of that name.
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// Between the kind and the rest of a name. No colon: the kinds themselves are no sets.
const BETWEEN: char = '-';

/// The name of a part, if it can be one and its kind is wanted.
pub(crate) fn spec_of(part: &CataloguePart, kinds: &[SetKind]) -> Option<SetSpec> {
    let (kind, rest) = match part {
        CataloguePart::Language(code) => (SetKind::Language, code.as_str()),
        CataloguePart::Library(code) => (SetKind::Library, code.as_str()),
        CataloguePart::MediaType(media_type) => (SetKind::Material, media_type.as_str()),
    };
    let name = format!("{}{BETWEEN}{rest}", kind.name());
    name.parse().ok().filter(|_| kinds.contains(&kind))
}

/// The part of that name, whether or not anything belongs to it.
pub(crate) fn part_of(spec: &SetSpec, kinds: &[SetKind]) -> Option<CataloguePart> {
    let (kind, rest) = spec.as_str().split_once(BETWEEN)?;
    let kind = SetKind::of_name(kind).filter(|kind| kinds.contains(kind))?;
    Some(match kind {
        SetKind::Language => CataloguePart::Language(rest.to_owned()),
        SetKind::Library => CataloguePart::Library(rest.into()),
        SetKind::Material => CataloguePart::MediaType(MediaType::from_name(rest)?),
    })
}

/// A set with its name for people.
pub(crate) fn described(
    part: &CataloguePart,
    kinds: &[SetKind],
    libraries: &[Library],
) -> Option<Set> {
    let name = match part {
        CataloguePart::Language(code) => format!("Language: {code}"),
        CataloguePart::Library(code) => {
            let library = libraries.iter().find(|library| library.code == *code);
            library.map_or_else(|| code.to_string(), |library| library.name.clone())
        }
        CataloguePart::MediaType(media_type) => format!("Material: {}", media_type.as_str()),
    };
    let spec = spec_of(part, kinds)?;
    Some(Set { spec, name })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_and_its_name_are_one() {
        for part in [
            CataloguePart::Language("fin".to_owned()),
            CataloguePart::Library("KAJ".into()),
            CataloguePart::MediaType(MediaType::Ebook),
        ] {
            let spec = spec_of(&part, &SetKind::ALL).unwrap();
            assert_eq!(part_of(&spec, &SetKind::ALL), Some(part.clone()));
            assert_eq!(part_of(&spec, &[]), None, "{spec}");
            assert_eq!(spec_of(&part, &[]), None);
        }
        for none in ["library", "material-brick", "x-y", "-"] {
            assert_eq!(
                part_of(&none.parse().unwrap(), &SetKind::ALL),
                None,
                "{none}"
            );
        }
    }
}
