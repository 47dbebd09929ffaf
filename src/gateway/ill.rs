//! Inter-library loan: what partners write comes in over HTTP with all else that is there, and what
//! is written to them goes out, as long as the gateway runs.

use std::{net::IpAddr, sync::Arc};

use axum::Router;
use jiff::Timestamp;
use silta_consortium::{IllExchange, Partner};
use silta_ill_peers::{Sender, SenderMetrics, SenderSettings};
use silta_iso18626::{AgencyId, RequestingAgencyAuthentication};
use silta_iso18626_service::{
    Credentials, Iso18626Metrics, Iso18626Service, Iso18626Settings, Peer,
};

use super::House;
use crate::config::{Ill, IllPeer};

/// The partners as the consortium needs to know them.
pub(super) fn partners(ill: &Ill) -> Vec<Partner> {
    let partner = |peer: &IllPeer| Partner {
        id: peer.id.clone(),
        version: peer.version,
        institutional_patron: peer.institutional_patron.clone(),
        is_answered_at_once: peer.answer_at_once,
    };
    ill.peers.iter().map(partner).collect()
}

impl House {
    /// Sends to partners what waits for them, until the gateway stops.
    pub(super) fn send_to_partners(&self, ill: &Ill, outbox: Arc<dyn IllExchange>) {
        let mut settings = SenderSettings::new(agency(&ill.agency));
        settings.name.clone_from(&ill.name);
        settings.deadline = ill.send_deadline;
        settings.peers = ill.peers.iter().map(receiver).collect();
        let sender = Sender::new(outbox, settings, SenderMetrics::register(&self.metrics));
        let ending = self.shutdown.clone();
        self.shutdown
            .spawn(async move { sender.run(ending.draining()).await });
    }

    /// What partners write, taken by the consortium.
    pub(super) fn iso18626(&self, ill: &Ill, exchange: Arc<dyn IllExchange>) -> Router {
        let service = Iso18626Service::new(Iso18626Settings {
            exchange,
            agency: agency(&ill.agency),
            peers: ill.peers.iter().map(writer).collect(),
            answer_deadline: ill.answer_deadline,
            now: Arc::new(Timestamp::now),
            metrics: Iso18626Metrics::register(&self.metrics),
        });
        silta_iso18626_service::router(service)
    }
}

/// A partner as what comes from it is judged.
fn writer(peer: &IllPeer) -> Peer {
    Peer {
        id: peer.id.clone(),
        habits: peer.habits,
        credentials: peer.shows.as_ref().map(|proof| Credentials {
            account: proof.account.clone(),
            security_code: proof.security_code.clone(),
        }),
        addresses: peer.addresses.iter().map(IpAddr::to_canonical).collect(),
    }
}

/// A partner as messages are brought to it.
fn receiver(peer: &IllPeer) -> silta_ill_peers::Peer {
    silta_ill_peers::Peer {
        id: peer.id.clone(),
        url: peer.url.clone(),
        version: peer.version,
        habits: peer.habits,
        authentication: peer
            .shown
            .as_ref()
            .map(|proof| RequestingAgencyAuthentication {
                account_id: proof.account.clone(),
                security_code: Some(proof.security_code.expose().to_owned()),
            }),
        roots: peer.roots.clone(),
    }
}

/// `ISIL:FI-Kam`, which the configuration has checked.
fn agency(id: &str) -> AgencyId {
    let (kind, value) = id.split_once(':').unwrap_or(("ISIL", id));
    AgencyId {
        agency_id_type: kind.into(),
        agency_id_value: value.to_owned(),
    }
}
