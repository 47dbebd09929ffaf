//! Where the harvest of a source stands, as the store keeps it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::SourceSettings;

/// Where the harvest of a source stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Place {
    /// What the source is asked for; if that is another now, all begins anew.
    asked: String,
    /// The number of the harvest that is under way, or was the last.
    pub(crate) number: i64,
    /// The one that is under way.
    pub(crate) under_way: Option<UnderWay>,
    /// The source's date of the first answer of the last complete one.
    pub(crate) complete: Option<Timestamp>,
}

/// A harvest that is under way.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct UnderWay {
    /// Whether everything is asked for, so that the rest is gone.
    pub(crate) full: bool,
    /// From when, if not from the beginning.
    pub(crate) from: Option<String>,
    /// The source's date of the first answer.
    pub(crate) began: Option<Timestamp>,
    /// Where the list goes on; at its beginning if none.
    pub(crate) next: Option<String>,
    /// How many records the list has, if the source tells.
    pub(crate) total: Option<u64>,
    /// Whether a record came of which nobody knows which one it is.
    pub(crate) blind: bool,
}

impl Place {
    /// The harvest that is to be done: the one under way, or the next.
    pub(crate) fn begin(
        stored: Option<&str>,
        settings: &SourceSettings,
        full: bool,
    ) -> serde_json::Result<Self> {
        let asked = settings.asked();
        let stored: Option<Self> = stored.map(serde_json::from_str).transpose()?;
        let number = stored.as_ref().map_or(0, |place| place.number);
        let known = stored.filter(|place| place.asked == asked);
        let complete = known.as_ref().and_then(|place| place.complete);
        let goes_on = known
            .and_then(|place| place.under_way)
            .filter(|under_way| under_way.full || !full);
        Ok(Self {
            asked,
            number: if goes_on.is_some() {
                number
            } else {
                number + 1
            },
            under_way: Some(goes_on.unwrap_or_else(|| UnderWay {
                full: full || complete.is_none(),
                ..UnderWay::default()
            })),
            complete,
        })
    }

    /// The place after the last answer.
    pub(crate) fn completed(self) -> Self {
        let began = self.under_way.and_then(|under_way| under_way.began);
        Self {
            under_way: None,
            complete: began.or(self.complete),
            ..self
        }
    }

    pub(crate) fn text(&self) -> serde_json::Result<String> {
        serde_json::to_string(self)
    }
}
