//! What happens in a run, line by line with its time, for whoever replays it.

use std::sync::{Arc, Mutex};

use crate::world::Clock;

/// The lines of a run, if anybody wants them.
#[derive(Clone, Debug)]
pub(crate) struct Log {
    clock: Clock,
    lines: Option<Arc<Mutex<Vec<String>>>>,
}

impl Log {
    pub(crate) fn new(clock: Clock, wanted: bool) -> Self {
        let lines = wanted.then(Arc::default);
        Self { clock, lines }
    }

    pub(crate) fn say(&self, line: impl FnOnce() -> String) {
        if let Some(lines) = &self.lines {
            let passed = self.clock.passed().as_secs_f64();
            lines
                .lock()
                .unwrap()
                .push(format!("{passed:9.3} {}", line()));
        }
    }

    pub(crate) fn lines(&self) -> Vec<String> {
        self.lines
            .as_ref()
            .map_or_else(Vec::new, |lines| lines.lock().unwrap().clone())
    }
}
