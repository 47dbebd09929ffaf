//! How things stood at the consortium at a moment, counted from its journal alone.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use crate::{
    deed::{Deed, Entry},
    world::DEBT,
};

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Standing {
    /// Who has an item.
    pub(crate) loans: BTreeMap<String, String>,
    /// Items whose last return can be undone.
    pub(crate) returned: BTreeSet<String>,
    pub(crate) holds: BTreeSet<(String, String)>,
    /// Patron and block.
    blocks: BTreeSet<(String, String)>,
    /// In cents, by patron.
    paid: BTreeMap<String, i64>,
}

impl Standing {
    pub(crate) fn after(mut self, deed: &Deed) -> Self {
        match deed.clone() {
            Deed::Lent { patron, item, .. } => {
                self.returned.remove(&item);
                self.loans.insert(item, patron);
            }
            Deed::Unlent { item, .. } => drop(self.loans.remove(&item)),
            Deed::Returned { item, .. } => {
                self.loans.remove(&item);
                self.returned.insert(item);
            }
            Deed::Unreturned { item, borrower } => {
                self.returned.remove(&item);
                if let Some((patron, _)) = borrower {
                    self.loans.insert(item, patron);
                }
            }
            Deed::Held { patron, item } => drop(self.holds.insert((patron, item))),
            Deed::Unheld { patron, item } => drop(self.holds.remove(&(patron, item))),
            Deed::Paid {
                patron,
                cents,
                again: false,
                ..
            } => *self.paid.entry(patron).or_default() += cents,
            Deed::Blocked { patron, block } => drop(self.blocks.insert((patron, block))),
            Deed::Unblocked { patron, block } => drop(self.blocks.remove(&(patron, block))),
            Deed::AllRenewed { .. }
            | Deed::Paid { .. }
            | Deed::Renewed { .. }
            | Deed::StillFree { .. }
            | Deed::StillLent { .. } => {}
        }
        self
    }

    /// How things stood at every moment of a time.
    pub(crate) fn during(journal: &[Entry], from: Duration, to: Duration) -> Vec<Self> {
        let mut now = Self::default();
        let mut all = Vec::new();
        for entry in journal {
            if entry.at > to {
                break;
            }
            if entry.at >= from {
                all.push(now.clone());
            }
            now = now.after(&entry.deed);
        }
        all.push(now);
        all
    }

    pub(crate) fn loans_of(&self, patron: &str) -> Vec<&str> {
        let loans = self.loans.iter().filter(|(_, holder)| *holder == patron);
        loans.map(|(item, _)| item.as_str()).collect()
    }

    pub(crate) fn owed(&self, patron: &str) -> i64 {
        DEBT - self.paid.get(patron).copied().unwrap_or(0)
    }

    pub(crate) fn is_blocked(&self, patron: &str) -> bool {
        !self.blocks_of(patron).is_empty()
    }

    pub(crate) fn blocks_of(&self, patron: &str) -> BTreeSet<&str> {
        let blocks = self.blocks.iter().filter(|(other, _)| other == patron);
        blocks.map(|(_, block)| block.as_str()).collect()
    }
}
