//! Texts for people, in all languages, from Fluent files.

use std::fmt;

use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use unic_langid::LanguageIdentifier;

use crate::Language;

/// A set of texts: each key has one text per language.
pub struct Texts {
    bundles: Vec<(Language, FluentBundle<FluentResource>)>,
}

/// A value that stands in a text.
#[derive(Clone, Copy, Debug)]
pub enum Argument<'a> {
    /// A number, written as the language does.
    Number(i64),
    /// Text as it is.
    Text(&'a str),
}

impl Texts {
    /// Reads the Fluent source of each language.
    ///
    /// # Panics
    ///
    /// If a source is not Fluent: the sources are part of the program.
    pub fn new(sources: impl IntoIterator<Item = (Language, &'static str)>) -> Self {
        let bundle = |language: Language, source: &str| {
            let id: LanguageIdentifier = language.as_str().parse().unwrap_or_default();
            let mut bundle = FluentBundle::new_concurrent(vec![id]);
            // Marks of text direction round arguments: machines print them as garbage.
            bundle.set_use_isolating(false);
            match FluentResource::try_new(source.to_owned()) {
                Ok(resource) => bundle.add_resource_overriding(resource),
                Err((_, errors)) => panic!("texts of {language:?}: {errors:?}"),
            }
            bundle
        };
        let bundles = sources
            .into_iter()
            .map(|(language, text)| (language, bundle(language, text)));
        Self {
            bundles: bundles.collect(),
        }
    }

    /// The text of a key; none if the language lacks it.
    pub fn text(
        &self,
        language: Language,
        key: &str,
        arguments: &[(&'static str, Argument<'_>)],
    ) -> Option<String> {
        let (_, bundle) = self.bundles.iter().find(|(known, _)| *known == language)?;
        let pattern = bundle.get_message(key)?.value()?;
        let mut values = FluentArgs::with_capacity(arguments.len());
        for (name, value) in arguments {
            match value {
                Argument::Number(number) => values.set(*name, FluentValue::from(*number)),
                Argument::Text(text) => values.set(*name, FluentValue::from(*text)),
            }
        }
        let mut errors = Vec::new();
        let text = bundle.format_pattern(pattern, Some(&values), &mut errors);
        errors.is_empty().then(|| text.into_owned())
    }
}

impl fmt::Debug for Texts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Texts")
            .field("languages", &self.bundles.len())
            .finish()
    }
}
