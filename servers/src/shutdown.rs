//! How the gateway stops: it accepts nothing new, sessions end between messages, and what is not
//! done by the drain deadline is cut.

use std::{future::Future, io, time::Duration};

use tokio::{select, time::timeout};
use tokio_util::{
    sync::{CancellationToken, WaitForCancellationFuture},
    task::TaskTracker,
};
use tracing::{info, warn};

/// The wish to stop, and everything that has to hear it. Clones share both.
#[derive(Clone, Debug, Default)]
pub struct Shutdown {
    drain: CancellationToken,
    cut: CancellationToken,
    tasks: TaskTracker,
}

/// How a drain ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Drained {
    /// Every connection was done in time.
    Done,
    /// The deadline came, or a second signal; the rest was cut.
    Cut,
}

impl Shutdown {
    /// Nothing to stop yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Runs a task that the end waits for. It must end by itself after [`Shutdown::draining`]; at
    /// the drain deadline it is dropped.
    pub fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        let cut = self.cut.clone();
        self.tasks.spawn(async move {
            select! {
                biased;
                () = task => {}
                () = cut.cancelled() => {}
            }
        });
    }

    /// Begins to drain. A second call changes nothing.
    pub fn begin(&self) {
        self.drain.cancel();
    }

    /// Whether draining has begun.
    pub fn has_begun(&self) -> bool {
        self.drain.is_cancelled()
    }

    /// Comes when draining begins.
    pub fn draining(&self) -> WaitForCancellationFuture<'_> {
        self.drain.cancelled()
    }

    /// Begins to drain and waits until all is done, but not beyond `deadline`.
    pub async fn finish(&self, deadline: Duration) -> Drained {
        self.begin();
        self.tasks.close();
        let drained = match timeout(deadline, self.tasks.wait()).await {
            Ok(()) => Drained::Done,
            Err(_) => {
                warn!(open = self.tasks.len(), "drain deadline passed, cutting");
                self.cut_all().await;
                Drained::Cut
            }
        };
        info!(?drained, "stopped");
        drained
    }

    /// Waits for SIGTERM or SIGINT, then drains; a second signal cuts at once.
    ///
    /// # Errors
    /// When the system lets us not listen for signals.
    pub async fn on_signal(&self, deadline: Duration) -> io::Result<Drained> {
        let mut signals = Signals::new()?;
        let name = signals.next().await;
        info!(signal = name, "stopping");
        select! {
            drained = self.finish(deadline) => Ok(drained),
            name = signals.next() => {
                warn!(signal = name, open = self.tasks.len(), "second signal, cutting");
                self.cut_all().await;
                Ok(Drained::Cut)
            }
        }
    }

    /// Comes when connections are to be cut.
    pub(crate) fn cut(&self) -> &CancellationToken {
        &self.cut
    }

    /// Where connections run, so that the end can wait for them.
    pub(crate) fn tasks(&self) -> &TaskTracker {
        &self.tasks
    }

    async fn cut_all(&self) {
        self.cut.cancel();
        self.tasks.wait().await;
    }
}

#[cfg(unix)]
struct Signals {
    terminate: tokio::signal::unix::Signal,
    interrupt: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    fn new() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
        })
    }

    async fn next(&mut self) -> &'static str {
        select! {
            _ = self.terminate.recv() => "SIGTERM",
            _ = self.interrupt.recv() => "SIGINT",
        }
    }
}

#[cfg(not(unix))]
struct Signals;

#[cfg(not(unix))]
impl Signals {
    fn new() -> io::Result<Self> {
        Ok(Self)
    }

    async fn next(&mut self) -> &'static str {
        match tokio::signal::ctrl_c().await {
            Ok(()) => "Ctrl-C",
            Err(_) => std::future::pending().await,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn waits_for_tasks_that_end() {
        let shutdown = Shutdown::new();
        let seen = shutdown.clone();
        shutdown.spawn(async move {
            seen.draining().await;
            tokio::time::sleep(Duration::from_secs(3)).await;
        });
        let began = tokio::time::Instant::now();
        assert_eq!(
            shutdown.finish(Duration::from_secs(10)).await,
            Drained::Done
        );
        assert_eq!(began.elapsed().as_secs(), 3);
    }

    #[tokio::test(start_paused = true)]
    async fn cuts_at_the_deadline_what_does_not_end() {
        let shutdown = Shutdown::new();
        shutdown.spawn(std::future::pending());
        let began = tokio::time::Instant::now();
        assert_eq!(shutdown.finish(Duration::from_secs(10)).await, Drained::Cut);
        assert_eq!(began.elapsed().as_secs(), 10);
    }
}
