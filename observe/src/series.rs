//! Series of a family that are counted with every message.

use std::{
    fmt::Debug,
    hash::Hash,
    sync::{Arc, OnceLock},
};

use prometheus_client::metrics::family::{Family, MetricConstructor};

/// Some series of a family by number, each looked up in the family once: to hash its labels costs
/// more than to count. One that was never asked for is not in the family either. Clones share them.
#[derive(Clone, Debug)]
pub struct Series<M>(Arc<[OnceLock<M>]>);

impl<M: Clone> Series<M> {
    /// With the numbers from 0 to `len`, exclusive.
    pub fn new(len: usize) -> Self {
        Self((0..len).map(|_| OnceLock::new()).collect())
    }

    /// The series of this number, whose labels in `family` are these.
    ///
    /// # Panics
    ///
    /// If there is no such number.
    pub fn of<L, C>(
        &self,
        number: usize,
        family: &Family<L, M, C>,
        labels: impl FnOnce() -> L,
    ) -> &M
    where
        L: Clone + Eq + Hash,
        C: MetricConstructor<M>,
    {
        self.0[number].get_or_init(|| family.get_or_create(&labels()).clone())
    }
}

#[cfg(test)]
mod tests {
    use prometheus_client::metrics::counter::Counter;

    use super::*;

    #[test]
    fn a_series_is_the_one_of_the_family() {
        let family: Family<Vec<(String, String)>, Counter> = Family::default();
        let series = Series::new(2);
        let labels = |side: &str| vec![("side".to_owned(), side.to_owned())];
        let other = series.clone();
        series.of(1, &family, || labels("out")).inc();
        other.of(1, &family, || unreachable!("it is known")).inc();
        family.get_or_create(&labels("out")).inc();
        assert_eq!(family.get_or_create(&labels("out")).get(), 3);
        assert!(family.get(&labels("in")).is_none());
    }
}
