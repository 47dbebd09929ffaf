//! What a search found.

use crate::{
    error::SearchError,
    numbers::{Bits, Numbers},
};

/// The records that a search found, by their numbers.
#[derive(Clone, Debug)]
pub struct Found {
    numbers: Numbers,
    /// The first of them in the order wanted; none: in the order of their numbers.
    sorted: Option<Box<[u32]>>,
    /// How many operators stood inside each other to find them, those of operand sets included.
    depth: usize,
}

impl Found {
    /// How many sorted records can be had from the beginning of a set. A set that is not sorted has
    /// no such bound.
    pub const MAX_SORTED: usize = 100_000;

    pub(crate) fn new(bits: Bits, depth: usize) -> Self {
        Self {
            numbers: bits.into(),
            sorted: None,
            depth,
        }
    }

    /// The same records with an order.
    pub(crate) fn sorted(&self, order: Vec<u32>) -> Self {
        Self {
            numbers: self.numbers.clone(),
            sorted: Some(order.into_boxed_slice()),
            depth: self.depth,
        }
    }

    /// How many records.
    pub fn total(&self) -> u64 {
        self.numbers.count() as u64
    }

    /// At most `count` numbers of records from the `start`th on (the first is 0), in the set's
    /// order. Places beyond its end are not an error.
    pub fn page(&self, start: u64, count: usize) -> Result<Vec<u32>, SearchError> {
        let start = usize::try_from(start).unwrap_or(usize::MAX);
        let Some(sorted) = &self.sorted else {
            return Ok(self.numbers.page(start, count));
        };
        let end = start.saturating_add(count).min(self.numbers.count());
        if end > sorted.len() && start < end {
            return Err(SearchError::BeyondSorted);
        }
        Ok(sorted.iter().skip(start).take(count).copied().collect())
    }

    pub(crate) fn bits(&self) -> Bits {
        self.numbers.bits()
    }

    pub(crate) fn depth(&self) -> usize {
        self.depth
    }

    /// Bytes of memory, roughly.
    pub(crate) fn bytes(&self) -> usize {
        let sorted = self.sorted.as_ref().map_or(0, |sorted| sorted.len() * 4);
        256 + self.numbers.bytes() + sorted
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_sorted_records_the_first_can_be_had() {
        let mut bits = Bits::default();
        (1..=Found::MAX_SORTED as u32 + 5).for_each(|number| bits.insert(number));
        let found = Found::new(bits, 0);
        let most = Found::MAX_SORTED as u64;
        assert_eq!(found.page(most + 3, 10).unwrap(), [100_004, 100_005]);
        let sorted = found.sorted((1..=Found::MAX_SORTED as u32).rev().collect());
        assert_eq!(sorted.total(), most + 5);
        assert_eq!(sorted.page(most - 1, 1).unwrap(), [1]);
        let beyond = sorted.page(most - 1, 2);
        assert!(matches!(beyond, Err(SearchError::BeyondSorted)));
        assert!(
            sorted.page(most + 5, 2).unwrap().is_empty(),
            "beyond the end is no error"
        );
    }
}
