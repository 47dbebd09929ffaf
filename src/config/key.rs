//! The table of keys: a row says a key's name, type, limits, meaning, and where its value goes.
//!
//! Reading, checking, the page of documentation and the file of `silta init` all come from the same
//! rows, so that none can know a key that another does not.

use std::ops::RangeInclusive;

use toml::de::DeValue;

use super::value::{Found, Value, Wrong};

/// Takes a value of the file into a `T`.
type Set<T> = Box<dyn Fn(&mut T, &Found<'_>) -> Result<(), Wrong>>;

/// Gives the value that a `T` has, as TOML.
type Show<T> = Box<dyn Fn(&T) -> Option<String>>;

/// A key of a table whose values go into a `T`.
pub(super) struct Key<T> {
    pub(super) name: &'static str,
    /// What it is for: whole sentences in Markdown.
    pub(super) meaning: &'static str,
    pub(super) kind: String,
    set: Set<T>,
    show: Show<T>,
}

impl<T: 'static> Key<T> {
    /// A key whose value is a field of `T`.
    pub(super) fn new<V: Value + 'static>(
        name: &'static str,
        meaning: &'static str,
        field: fn(&mut T) -> &mut V,
        shown: fn(&T) -> &V,
    ) -> Self {
        Self {
            name,
            meaning,
            kind: V::kind(),
            set: Box::new(move |target, found| {
                *field(target) = V::read(found)?;
                Ok(())
            }),
            show: Box::new(move |target| shown(target).show()),
        }
    }

    /// A key whose value is not simply a field of `T`.
    pub(super) fn custom(
        name: &'static str,
        meaning: &'static str,
        kind: String,
        set: impl Fn(&mut T, &Found<'_>) -> Result<(), Wrong> + 'static,
        show: impl Fn(&T) -> Option<String> + 'static,
    ) -> Self {
        Self {
            name,
            meaning,
            kind,
            set: Box::new(set),
            show: Box::new(show),
        }
    }

    /// With the least and the greatest number that is taken.
    pub(super) fn within(self, range: RangeInclusive<u64>) -> Self {
        let (least, most) = range.into_inner();
        let set = self.set;
        Self {
            kind: format!("{} from {least} to {most}", self.kind),
            set: Box::new(move |target, found| match number(found) {
                Some(given) if given < i128::from(least) || given > i128::from(most) => {
                    Err(Wrong::new(found, format!("{given} is out of range"))
                        .fix(format!("write a number from {least} to {most}")))
                }
                _ => set(target, found),
            }),
            ..self
        }
    }

    /// The same key for a `U` that a `T` is part of.
    pub(super) fn of<U: 'static>(self, part: fn(&mut U) -> &mut T, shown: fn(&U) -> &T) -> Key<U> {
        let (set, show) = (self.set, self.show);
        Key {
            name: self.name,
            meaning: self.meaning,
            kind: self.kind,
            set: Box::new(move |whole, found| set(part(whole), found)),
            show: Box::new(move |whole| show(shown(whole))),
        }
    }

    /// Takes the value that stands in the file.
    pub(super) fn read(&self, target: &mut T, found: &Found<'_>) -> Result<(), Wrong> {
        (self.set)(target, found)
    }

    /// The value that `target` has, as TOML.
    pub(super) fn show(&self, target: &T) -> Option<String> {
        (self.show)(target)
    }
}

fn number(found: &Found<'_>) -> Option<i128> {
    match found.get_ref() {
        DeValue::Integer(number) => i128::from_str_radix(number.as_str(), number.radix()).ok(),
        _ => None,
    }
}

/// A row of the table of keys: `key!(name, "meaning")` for the field of that name, with
/// `name in 1..=9` for a number with limits and `part.name` for a field of a part.
macro_rules! key {
    ($($part:ident).+, $meaning:literal) => {
        $crate::config::key::Key::new(
            $crate::config::key::last(stringify!($($part).+)),
            $meaning,
            |target| &mut target.$($part).+,
            |target| &target.$($part).+,
        )
    };
    ($($part:ident).+ in $range:expr, $meaning:literal) => {
        $crate::config::key::Key::within(key!($($part).+, $meaning), $range)
    };
}

pub(super) use key;

/// The name of the field at the end of a path.
pub(super) fn last(path: &'static str) -> &'static str {
    path.rsplit('.').next().unwrap_or(path).trim_start()
}
