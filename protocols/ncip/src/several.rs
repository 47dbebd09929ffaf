//! Lists that are never empty.

/// One value or more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Several<T>(Vec<T>);

impl<T> Several<T> {
    /// One value.
    pub fn one(value: T) -> Self {
        Self(vec![value])
    }

    /// These values; none if there are none.
    pub fn of(values: Vec<T>) -> Option<Self> {
        (!values.is_empty()).then_some(Self(values))
    }

    /// Each of them.
    pub fn iter(&self) -> std::slice::Iter<'_, T> {
        self.0.iter()
    }

    /// All of them.
    pub fn into_vec(self) -> Vec<T> {
        self.0
    }
}

impl<T> From<T> for Several<T> {
    fn from(value: T) -> Self {
        Self::one(value)
    }
}

impl<'a, T> IntoIterator for &'a Several<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}
