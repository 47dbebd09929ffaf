//! Searches that look through all words of the index: a few at one time, on threads of their own,
//! so that everybody else is served meanwhile.

use std::{sync::Arc, time::Instant};

use silta_consortium::Failure;
use tokio::{sync::Semaphore, task::spawn_blocking, time::timeout_at};

/// How many such searches go on at one time. Others wait until one has ended or their deadline has
/// come: [`Failure::unavailable`].
pub(crate) const COSTLY_SEARCHES: usize = 2;

/// The places of costly searches.
#[derive(Debug)]
pub(crate) struct Costly(Arc<Semaphore>);

impl Default for Costly {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(COSTLY_SEARCHES)))
    }
}

impl Costly {
    /// Does a search when there is a place for it. It keeps the place to its end, even if nobody
    /// waits for it any more, for it cannot be stopped.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        deadline: Instant,
        search: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Failure> {
        let place = Arc::clone(&self.0).acquire_owned();
        let Ok(Ok(place)) = timeout_at(deadline.into(), place).await else {
            let why = "too many searches go through the whole index at once";
            return Err(Failure::unavailable(why));
        };
        let searched = spawn_blocking(move || {
            let _place = place;
            search()
        });
        let ended = |_| Failure::internal("a search did not come to its end");
        searched.await.map_err(ended)
    }
}

#[cfg(test)]
mod tests {
    use std::{sync::mpsc, time::Duration};

    use silta_consortium::FailureKind;

    use super::*;

    fn soon() -> Instant {
        Instant::now() + Duration::from_millis(50)
    }

    fn late() -> Instant {
        Instant::now() + Duration::from_secs(60)
    }

    #[tokio::test]
    async fn a_few_go_on_at_one_time_and_others_wait_until_their_deadline() {
        let costly = Arc::new(Costly::default());
        let (begun, begins) = mpsc::channel();
        let mut going_on = Vec::new();
        let mut stops = Vec::new();
        for _ in 0..COSTLY_SEARCHES {
            let (costly, begun) = (Arc::clone(&costly), begun.clone());
            let (stop, stopped) = mpsc::channel::<()>();
            stops.push(stop);
            going_on.push(tokio::spawn(async move {
                let search = move || {
                    begun.send(()).unwrap();
                    stopped.recv().is_err()
                };
                costly.run(late(), search).await
            }));
        }
        while Arc::clone(&costly.0).available_permits() > 0 {
            tokio::task::yield_now().await;
        }
        let failure = costly.run(soon(), || ()).await.unwrap_err();
        assert_eq!(failure.kind, FailureKind::Unavailable);

        // Nobody waits for the first any more, and it has its place all the same.
        begins.recv().unwrap();
        begins.recv().unwrap();
        going_on[0].abort();
        assert!(costly.run(soon(), || ()).await.is_err());

        drop(stops);
        assert_eq!(costly.run(late(), || 7).await.unwrap(), 7);
        assert!(going_on.pop().unwrap().await.unwrap().unwrap());
    }
}
