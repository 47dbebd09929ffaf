//! A message in, its confirmation out.

use std::{net::IpAddr, sync::Arc};

use silta_consortium::{
    AccountId, Change, Context, Error, IdempotencyKey, IllReceived, Origin, Protocol,
};
use silta_ill_translation::{Heard, heard, ill_version};
use silta_iso18626::{AgencyId, Body, DateTime, ErrorData, Kind, LIMITS, Message, Unreadable};
use tokio::time::{Instant, timeout_at};

use crate::{
    confirm::{receiver_element, refused, sender_element, unrecognised},
    metrics::Outcome,
    peer::Peer,
    settings::Iso18626Settings,
};

/// ISO 18626 over a consortium.
#[derive(Clone, Debug)]
pub struct Iso18626Service {
    settings: Arc<Iso18626Settings>,
}

/// What is said to a message.
#[derive(Debug)]
pub(crate) enum Said {
    /// Its confirmation.
    Confirmation(String),
    /// It is none that is confirmed; why.
    NoMessage(String),
    /// The consortium gave no answer in time: nothing may be said of it.
    NoAnswer,
}

/// Why a message is not confirmed with OK.
enum No {
    /// These are wrong with it.
    Errors(Vec<ErrorData>),
    /// The consortium gave no answer.
    Failed,
}

impl From<ErrorData> for No {
    fn from(error: ErrorData) -> Self {
        Self::Errors(vec![error])
    }
}

impl Iso18626Service {
    /// A service for these partners.
    pub fn new(settings: Iso18626Settings) -> Self {
        Self {
            settings: Arc::new(settings),
        }
    }

    pub(crate) async fn answer(&self, body: &[u8], address: Option<IpAddr>) -> Said {
        let started = Instant::now();
        let (kind, outcome, said) = self.confirm(body, address).await;
        let took = started.elapsed();
        self.settings.metrics.message(kind, outcome, took);
        let kind = kind.map_or("none", Kind::name);
        let (outcome, micros) = (outcome.as_str(), took.as_micros());
        tracing::info!(kind, outcome, micros, "a message of a partner");
        said
    }

    async fn confirm(&self, body: &[u8], address: Option<IpAddr>) -> (Option<Kind>, Outcome, Said) {
        let received = DateTime::from((self.settings.now)());
        let reading = match silta_xml::decode(body) {
            Ok(text) => Message::read(&text, LIMITS),
            Err(error) => Err(Unreadable::Xml(error)),
        };
        let reading = match reading {
            Ok(reading) => reading,
            Err(unreadable) => {
                tracing::info!(reason = %unreadable, "a message cannot be read");
                return misread(&unreadable, received);
            }
        };
        let kind = reading.message.kind();
        if kind.is_confirmation() {
            let why = "a confirmation is the answer to a message, and is not sent by itself";
            return (
                Some(kind),
                Outcome::Malformed,
                Said::NoMessage(why.to_owned()),
            );
        }
        let errors = reading.errors();
        let taken = match errors.is_empty() {
            true => self.take(&reading.message, address).await,
            false => Err(No::Errors(errors)),
        };
        let (outcome, errors) = match taken {
            Ok(()) => (Outcome::Ok, Vec::new()),
            Err(No::Errors(errors)) => (Outcome::Refused, errors),
            Err(No::Failed) => return (Some(kind), Outcome::Failed, Said::NoAnswer),
        };
        let confirmation = reading.message.confirmed(received, errors);
        (Some(kind), outcome, written(confirmation))
    }

    /// Hands a message to the consortium.
    async fn take(&self, message: &Message, address: Option<IpAddr>) -> Result<(), No> {
        let settings = &self.settings;
        let kind = message.kind();
        let unknown = || unrecognised(sender_element(kind), "no library that we lend with");
        let peer = sender(message).and_then(|from| self.peer(from));
        let peer = peer.ok_or_else(unknown)?;
        if !peer.may_write_from(address) {
            tracing::warn!(peer = %peer.id, "a message from an address that is not the partner's");
            return Err(unknown().into());
        }
        let habits = peer.habits;
        let Some(heard) = heard(message, habits) else {
            return Err(No::Failed);
        };
        let heard = heard?;
        if let Some(to) = &heard.to
            && !to
                .to_string()
                .eq_ignore_ascii_case(&settings.agency.to_string())
        {
            let why = format!("we are {}", settings.agency);
            return Err(unrecognised(receiver_element(kind), &why).into());
        }
        if kind != Kind::SupplyingAgencyMessage && !peer.is_proved(&heard) {
            let why = "account or security code are not those agreed on";
            return Err(unrecognised("requestingAgencyAuthentication", why).into());
        }
        self.hand_over(peer, message, heard).await
    }

    fn peer(&self, agency: &AgencyId) -> Option<&Peer> {
        self.settings.peers.iter().find(|peer| peer.is(agency))
    }

    async fn hand_over(&self, peer: &Peer, message: &Message, heard: Heard) -> Result<(), No> {
        let received = IllReceived {
            peer: peer.id.clone(),
            version: ill_version(message.version),
            message: heard.message,
        };
        let deadline = Instant::now() + self.settings.answer_deadline;
        let change = Change {
            context: Context {
                origin: Origin {
                    protocol: Protocol::Iso18626,
                    account: Some(AccountId::from(peer.id.as_str())),
                    library: None,
                },
                deadline: deadline.into_std(),
            },
            key: key(&received),
            body: received,
        };
        let taken = self.settings.exchange.receive_ill_message(change);
        match timeout_at(deadline, taken).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(Error::Refused(refusal))) => Err(refused(refusal.code).into()),
            Ok(Err(Error::Failed(failure))) => {
                tracing::warn!(%failure, "a message of a partner could not be taken");
                Err(No::Failed)
            }
            Err(_) => Err(No::Failed),
        }
    }
}

/// Who wrote a message.
fn sender(message: &Message) -> Option<&AgencyId> {
    match &message.body {
        Body::Request(request) => Some(&request.header.requesting_agency_id),
        Body::RequestingAgencyMessage(told) => Some(&told.header.requesting_agency_id),
        Body::SupplyingAgencyMessage(told) => Some(&told.header.supplying_agency_id),
        _ => None,
    }
}

/// The same message again has the same key, so that it is taken once.
fn key(received: &IllReceived) -> IdempotencyKey {
    use sha2::{Digest as _, Sha256};
    let content = serde_json::to_vec(received).unwrap_or_default();
    let digest = Sha256::digest(&content);
    let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    IdempotencyKey::new(format!("iso18626-{hex}")).expect("hexadecimal digits are visible")
}

/// What is said to a document that cannot be read.
fn misread(unreadable: &Unreadable, received: DateTime) -> (Option<Kind>, Outcome, Said) {
    if let Unreadable::Faulty(faulty) = unreadable
        && let Some(confirmation) = faulty.confirmed(received)
    {
        let said = written(Some(confirmation));
        return (Some(faulty.kind), Outcome::Refused, said);
    }
    let said = Said::NoMessage(unreadable.to_string());
    (None, Outcome::Malformed, said)
}

/// A confirmation as a document. It can be said in either version, so that only what is none fails.
fn written(confirmation: Option<Message>) -> Said {
    let document = confirmation.and_then(|confirmation| confirmation.write().ok());
    document.map_or(Said::NoAnswer, |written| Said::Confirmation(written.text))
}
