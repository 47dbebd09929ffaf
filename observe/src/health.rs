//! Whether the gateway lives, and whether it is ready to serve; if not, why.
//!
//! Live means that the process turns at all: who finds it not live starts it anew. Ready means that
//! each part on which service depends says so: who finds it not ready sends the work elsewhere.

use std::{
    borrow::Cow,
    sync::{Arc, PoisonError, RwLock},
};

use serde::Serialize;

/// The parts on which readiness depends. Clones share them.
#[derive(Clone, Debug, Default)]
pub struct Health {
    states: Arc<RwLock<Vec<State>>>,
}

impl Health {
    /// With no parts yet: ready.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a part, such as `store`. It counts as not ready (`starting`) until the handle says
    /// otherwise.
    pub fn check(&self, name: &'static str) -> Check {
        let mut states = self.states.write().unwrap_or_else(PoisonError::into_inner);
        states.push(State {
            name,
            ready: false,
            reason: Some(Cow::Borrowed("starting")),
        });
        Check {
            states: Arc::clone(&self.states),
            index: states.len() - 1,
        }
    }

    /// How things stand now.
    pub fn report(&self) -> Report {
        let states = self.states.read().unwrap_or_else(PoisonError::into_inner);
        Report {
            ready: states.iter().all(|state| state.ready),
            checks: states.clone(),
        }
    }
}

/// The handle by which a part says whether it is ready.
#[derive(Clone, Debug)]
pub struct Check {
    states: Arc<RwLock<Vec<State>>>,
    index: usize,
}

impl Check {
    /// The part is ready.
    pub fn ready(&self) {
        self.set(true, None);
    }

    /// The part is not ready. The reason is for operators: a sentence without patron data.
    pub fn not_ready(&self, reason: impl Into<Cow<'static, str>>) {
        self.set(false, Some(reason.into()));
    }

    fn set(&self, ready: bool, reason: Option<Cow<'static, str>>) {
        let mut states = self.states.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(state) = states.get_mut(self.index) {
            state.ready = ready;
            state.reason = reason;
        }
    }
}

/// How things stand: the JSON of the readiness page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Whether every part is ready.
    pub ready: bool,
    /// The parts in the order in which they were added.
    pub checks: Vec<State>,
}

/// One part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct State {
    /// Its name.
    pub name: &'static str,
    /// Whether it is ready.
    pub ready: bool,
    /// Why not, if it is not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<Cow<'static, str>>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ready_when_every_part_is() {
        let health = Health::new();
        assert!(health.report().ready);

        let store = health.check("store");
        let catalogue = health.check("catalogue");
        catalogue.ready();
        assert!(!health.report().ready);
        store.ready();
        assert!(health.report().ready);
        store.not_ready("the disk is full");

        let json = serde_json::to_string(&health.report()).unwrap();
        assert_eq!(
            json,
            r#"{"ready":false,"checks":[{"name":"store","ready":false,"reason":"the disk is full"},{"name":"catalogue","ready":true}]}"#
        );
    }
}
