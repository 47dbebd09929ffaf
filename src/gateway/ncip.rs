//! NCIP: over HTTP with all else that is there, and over raw TCP where that is switched on.

use std::{mem, sync::Arc};

use jiff::Timestamp;
use silta_ncip_service::{NcipMetrics, NcipService, NcipSettings};
use silta_observe::metrics::Listener;
use silta_servers::{Bound, Limits};

use super::{House, Stores};
use crate::config::{NcipLimits, Settings};

impl House {
    /// NCIP over the consortium. The agencies are taken out of the settings.
    pub(super) fn ncip(&self, settings: &mut Settings, stores: &Stores) -> NcipService {
        let ncip = &mut settings.ncip;
        NcipService::new(NcipSettings {
            consortium: Arc::clone(&stores.consortium) as Arc<_>,
            agency: ncip.agency.clone(),
            name: ncip.name.clone(),
            anonymous: ncip.anonymous,
            agencies: mem::take(&mut ncip.agencies),
            failed_logins_per_minute: ncip.limits.failed_logins_per_minute,
            failed_logins: Arc::new(stores.gateway.failed_logins("ncip")),
            limits: ncip.limits.session,
            answer_deadline: ncip.answer_deadline,
            time_zone: settings.consortium.rules.time_zone.clone(),
            now: Arc::new(Timestamp::now),
            metrics: NcipMetrics::register(&self.metrics),
        })
    }

    pub(super) fn serve_ncip(&self, bound: Bound, service: NcipService, limits: &NcipLimits) {
        let default = Limits::default();
        let limits = Limits {
            max_connections: limits.max_connections.unwrap_or(default.max_connections),
            max_connections_per_address: limits.max_connections_per_address,
            write_deadline: limits.write_deadline,
            ..default
        };
        self.shutdown.spawn(silta_servers::serve(
            bound,
            Arc::new(service),
            limits,
            self.shutdown.clone(),
            self.connections.of(Listener::Ncip),
        ));
    }
}
