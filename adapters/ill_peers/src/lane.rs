//! The way to one partner: so many messages at a time, and none behind one that could not get
//! through.

use std::sync::{Mutex, PoisonError};

use silta_consortium::{IllDelivery, IllMessage};
use silta_ill_translation::{Parties, told, version};
use silta_iso18626::{AgencyId, Message};
use tokio::sync::Semaphore;

use crate::{
    confirmation,
    post::{Missed, Post},
    settings::{Peer, SenderSettings},
};

/// Messages that are on their way to one partner at a time, each of another request.
pub const MAX_UNDER_WAY: usize = 4;

/// The way to one partner.
#[derive(Debug)]
pub(crate) struct Lane {
    peer: Peer,
    agency: AgencyId,
    ours: AgencyId,
    our_name: String,
    post: Option<Post>,
    places: Semaphore,
    out_of_reach: Mutex<OutOfReach>,
}

/// How often the partner was found out of reach, and why last.
#[derive(Clone, Debug, Default)]
struct OutOfReach {
    times: u64,
    why: String,
}

impl Lane {
    pub(crate) fn new(peer: &Peer, settings: &SenderSettings) -> Self {
        Self {
            agency: agency(peer.id.as_str()),
            ours: settings.agency.clone(),
            our_name: settings.name.clone(),
            post: Post::new(peer, settings.deadline),
            places: Semaphore::new(MAX_UNDER_WAY),
            out_of_reach: Mutex::default(),
            peer: peer.clone(),
        }
    }

    /// Sends a message when there is a place; what became of it. If the partner turned out to be out
    /// of reach meanwhile, so is this message. None if the lane was closed before.
    pub(crate) async fn send(
        &self,
        message: &IllMessage,
        is_ours_to_lend: bool,
    ) -> Option<IllDelivery> {
        let Some(post) = &self.post else {
            let why = format!("no url is configured for {}", self.peer.id);
            return Some(IllDelivery::NoAddress(why));
        };
        let before = self.out_of_reach().times;
        let _place = self.places.acquire().await.ok()?;
        let now = self.out_of_reach();
        Some(match now.times > before {
            true => IllDelivery::Failed(now.why),
            false => self.bring(post, message, is_ours_to_lend).await,
        })
    }

    /// Lets what is on its way come to its end, and nothing more begin.
    pub(crate) fn close(&self) {
        self.places.close();
    }

    async fn bring(&self, post: &Post, message: &IllMessage, is_ours_to_lend: bool) -> IllDelivery {
        let message = self.written(message, is_ours_to_lend);
        let text = match message.write() {
            Ok(written) => {
                for loss in &written.losses {
                    tracing::info!(peer = %self.peer.id, %loss, "a partner cannot be told all");
                }
                written.text
            }
            Err(unwritable) => return IllDelivery::Refused(unwritable.to_string()),
        };
        match post.send(text).await {
            Ok(answer) => confirmation::heard(&message, &answer),
            Err(Missed::Message(why)) => IllDelivery::Failed(why),
            Err(Missed::Peer(why)) => {
                tracing::warn!(peer = %self.peer.id, why, "a partner is out of reach");
                let mut known = self.lock();
                known.times += 1;
                known.why.clone_from(&why);
                IllDelivery::Failed(why)
            }
        }
    }

    fn written(&self, message: &IllMessage, is_ours_to_lend: bool) -> Message {
        let (supplier, requester) = match is_ours_to_lend {
            true => (&self.ours, &self.agency),
            false => (&self.agency, &self.ours),
        };
        let parties = Parties {
            supplier,
            requester,
            authentication: self
                .peer
                .authentication
                .clone()
                .filter(|_| !is_ours_to_lend),
            name: Some(self.our_name.as_str()).filter(|name| !name.is_empty()),
            habits: self.peer.habits,
        };
        told(message, version(self.peer.version), parties)
    }

    fn out_of_reach(&self) -> OutOfReach {
        self.lock().clone()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, OutOfReach> {
        self.out_of_reach
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

/// `ISIL:FI-Partner`.
fn agency(id: &str) -> AgencyId {
    match id.split_once(':') {
        Some((kind, value)) => AgencyId {
            agency_id_type: kind.into(),
            agency_id_value: value.to_owned(),
        },
        None => AgencyId::isil(id),
    }
}
