//! When a request is sent again.

use std::time::Duration;

use crate::{Fault, SourceSettings};

/// Why a try brought nothing.
#[derive(Debug)]
pub(crate) enum Miss {
    /// Asking again may help; the source may say after how long.
    Again {
        why: String,
        after: Option<Duration>,
    },
    /// It does not.
    Never(Fault),
}

/// The tries of one request.
#[derive(Debug)]
pub(crate) struct Tries {
    made: u32,
    pause: Duration,
}

impl Tries {
    pub(crate) fn new(settings: &SourceSettings) -> Self {
        Self {
            made: 0,
            pause: settings.retry_pause,
        }
    }

    /// How long to wait before the next one, if there is one.
    pub(crate) fn after(
        &mut self,
        miss: Miss,
        settings: &SourceSettings,
    ) -> Result<Duration, Fault> {
        self.made += 1;
        let (why, after) = match miss {
            Miss::Again { why, after } => (why, after),
            Miss::Never(fault) => return Err(fault),
        };
        if self.made > settings.retries {
            let tries = self.made;
            return Err(Fault::NoAnswer { tries, why });
        }
        match after {
            Some(asked) if asked > settings.longest_pause => Err(Fault::LongPause(asked.as_secs())),
            Some(asked) => Ok(asked),
            None => {
                let pause = self.pause.min(settings.longest_pause);
                self.pause = self.pause.saturating_mul(2);
                Ok(pause)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Kind;

    fn settings() -> SourceSettings {
        let url = "http://localhost/oai".parse().expect("an address");
        SourceSettings {
            retries: 3,
            retry_pause: Duration::from_secs(4),
            longest_pause: Duration::from_secs(10),
            ..SourceSettings::new("a", url, Kind::Oai)
        }
    }

    fn again(after: Option<u64>) -> Miss {
        Miss::Again {
            why: "reset".into(),
            after: after.map(Duration::from_secs),
        }
    }

    #[test]
    fn pauses_double_to_the_longest_and_end() {
        let settings = settings();
        let mut tries = Tries::new(&settings);
        for seconds in [4, 8, 10] {
            let pause = tries.after(again(None), &settings).ok();
            assert_eq!(pause, Some(Duration::from_secs(seconds)));
        }
        let fault = tries.after(again(None), &settings);
        assert!(matches!(fault, Err(Fault::NoAnswer { tries: 4, .. })));
    }

    #[test]
    fn a_source_is_obeyed_within_bounds() {
        let settings = settings();
        let mut tries = Tries::new(&settings);
        let pause = tries.after(again(Some(10)), &settings).ok();
        assert_eq!(pause, Some(Duration::from_secs(10)));
        let fault = tries.after(again(Some(11)), &settings);
        assert!(matches!(fault, Err(Fault::LongPause(11))));
        let fault = tries.after(Miss::Never(Fault::Redirects), &settings);
        assert!(matches!(fault, Err(Fault::Redirects)));
    }
}
