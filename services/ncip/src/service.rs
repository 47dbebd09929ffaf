//! NCIP itself: a message's bytes in, the answer's XML out.

use std::{
    fmt,
    net::IpAddr,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use jiff::Timestamp;
use silta_consortium::{AccountId, Context, Failure, Language, LibraryCode, Origin, Protocol};
use silta_ncip::{
    Answer, Initiation, InitiationHeader, Message, Outcome as Told, ProblemType, Reading, Request,
    SchemeValuePair, Service, Version,
};
use tokio::time::timeout_at;

use crate::{
    accept_item, access,
    agency::{Agencies, Sender},
    cancel_request_item, check_in_item, check_out_item, create_item,
    create_user_fiscal_transaction, delete_item, lookup_agency, lookup_item, lookup_item_set,
    lookup_request, lookup_user,
    metrics::Outcome,
    place, recall_item,
    refusal::No,
    renew_item, request_item,
    serving::Serving,
    settings::NcipSettings,
    undo_check_out_item, update_request_item, update_user,
};

/// How much longer than the consortium has for its answer a message is served at the most: a net
/// under the deadlines of the ports.
const GRACE: Duration = Duration::from_secs(2);

/// NCIP over a consortium.
#[derive(Clone, Debug)]
pub struct NcipService {
    pub(crate) shared: Arc<Shared>,
}

/// What all messages share.
pub(crate) struct Shared {
    pub(crate) settings: NcipSettings,
    pub(crate) agencies: Agencies,
    /// Our own agency.
    pub(crate) agency: SchemeValuePair,
    reading: Reading,
    /// Makes the keys of this process unlike those of any other.
    pub(crate) process: u64,
    messages: AtomicU64,
}

impl NcipService {
    /// NCIP as these settings say.
    ///
    /// # Panics
    ///
    /// If the operating system gives no random bytes.
    pub fn new(mut settings: NcipSettings) -> Self {
        let agencies = Agencies::new(
            settings.agency.clone(),
            settings.anonymous,
            std::mem::take(&mut settings.agencies),
            (
                settings.failed_logins_per_minute,
                Arc::clone(&settings.failed_logins),
            ),
            (settings.now)(),
        );
        let shared = Shared {
            reading: Reading::by_clock_of(settings.time_zone.clone()),
            agencies,
            agency: settings.agency.as_str().into(),
            settings,
            process: getrandom::u64().expect("the operating system gives random bytes"),
            messages: AtomicU64::new(0),
        };
        Self {
            shared: Arc::new(shared),
        }
    }

    /// The answer to a message from an address, in XML. There is always one.
    pub(crate) async fn answer(&self, message: &[u8], address: Option<IpAddr>) -> String {
        let started = now();
        let read = Message::read(message, &self.shared.reading);
        let (service, outcome, answer) = match read.and_then(Message::into_initiation) {
            Ok((version, initiation)) => {
                let service = initiation.request.service();
                let (outcome, told) = self.shared.serve(version, &initiation, address).await;
                (Some(service), outcome, initiation.answered(version, told))
            }
            Err(unreadable) => {
                // Names of elements may be anything, a patron's as well.
                let problem = unreadable.problem();
                let problem = problem.problem_type.value();
                tracing::info!(problem, "a message cannot be read");
                (unreadable.service, Outcome::Malformed, unreadable.answer())
            }
        };
        let took = now().saturating_duration_since(started);
        let settings = &self.shared.settings;
        settings.metrics.message(service, outcome, took);
        let service = service.map_or("none", Service::name);
        let (outcome, micros) = (outcome.as_str(), took.as_micros());
        tracing::debug!(service, outcome, micros, "answered");
        answer.write()
    }
}

/// By the runtime's clock, so that tests can move it.
pub(crate) fn now() -> Instant {
    tokio::time::Instant::now().into_std()
}

impl Shared {
    /// Serves what a message asks, or says why not.
    async fn serve(
        &self,
        version: Version,
        initiation: &Initiation,
        address: Option<IpAddr>,
    ) -> (Outcome, Told) {
        let deadline = now() + self.settings.answer_deadline;
        let serving = self.take(version, initiation, address, deadline);
        let served = match timeout_at((deadline + GRACE).into(), serving).await {
            Ok(served) => served,
            Err(_) => {
                let service = initiation.request.service();
                let late = Failure::late().into();
                Err(No::because(late, service, Language::default()))
            }
        };
        match served {
            Ok(answer) => (Outcome::Ok, Told::Done(answer)),
            Err(no) => (no.outcome(), no.into_outcome()),
        }
    }

    async fn take(
        &self,
        version: Version,
        initiation: &Initiation,
        address: Option<IpAddr>,
        deadline: Instant,
    ) -> Result<Answer, No> {
        let service = initiation.request.service();
        if access::access(service).is_none() || !service.is_in(version) {
            return Err(No::new(ProblemType::UnsupportedService, service));
        }
        let header = initiation.header.as_ref();
        let other = self.other_agency(header);
        if other.is_some() && !names_place(version, service) {
            return Err(No::new(ProblemType::UnknownAgency, service).element("ToAgencyId"));
        }
        let now = (self.settings.now)();
        let sender = self.agencies.sender(header, service, address, now).await?;
        let mut s = self.serving(sender, service, now, deadline);
        if let Some(name) = other {
            s.addressed = Some(addressed(&s, name).await?);
        }
        s.sender.may(service)?;
        dispatch(&mut s, &initiation.request).await
    }

    /// The agency that a message goes to, if it is not ours.
    fn other_agency<'m>(&self, header: Option<&'m InitiationHeader>) -> Option<&'m str> {
        let id = header?.to_agency_id.agency_id.value();
        Some(id).filter(|id| !id.is_empty() && !self.agencies.is_own(id))
    }

    fn serving(
        &self,
        sender: Sender,
        service: Service,
        now: Timestamp,
        deadline: Instant,
    ) -> Serving<'_> {
        let agency = sender.agency();
        let origin = Origin {
            protocol: Protocol::Ncip,
            account: agency.map(|agency| AccountId::from(agency.id.as_str())),
            library: agency.and_then(|agency| agency.library.clone()),
        };
        Serving {
            shared: self,
            sender,
            service,
            addressed: None,
            language: Language::default(),
            now,
            context: Context { origin, deadline },
            message: self.messages.fetch_add(1, Ordering::Relaxed),
            changes: 0,
        }
    }
}

/// Whether clients name the place where something is picked up as the agency that a message goes
/// to: version 1 has no other place for it.
fn names_place(version: Version, service: Service) -> bool {
    let is_picked_up = matches!(service, Service::AcceptItem | Service::RequestItem);
    version == Version::V1_0 && is_picked_up
}

/// The library that is named so.
async fn addressed(s: &Serving<'_>, name: &str) -> Result<LibraryCode, No> {
    let libraries = s.libraries().await?;
    let found = place::place(&libraries, name).map(|library| library.code.clone());
    found.ok_or_else(|| s.no(ProblemType::UnknownAgency).element("ToAgencyId"))
}

/// Each service stands in a box of its own: else every message would carry a place for the largest.
async fn dispatch(s: &mut Serving<'_>, request: &Request) -> Result<Answer, No> {
    macro_rules! served {
        ($service:ident, $asked:ident) => {
            Box::pin($service::$service(s, $asked)).await?.into()
        };
    }
    Ok(match request {
        Request::AcceptItem(asked) => served!(accept_item, asked),
        Request::CancelRequestItem(asked) => served!(cancel_request_item, asked),
        Request::CheckInItem(asked) => served!(check_in_item, asked),
        Request::CheckOutItem(asked) => served!(check_out_item, asked),
        Request::CreateItem(asked) => served!(create_item, asked),
        Request::CreateUserFiscalTransaction(asked) => {
            served!(create_user_fiscal_transaction, asked)
        }
        Request::DeleteItem(asked) => served!(delete_item, asked),
        Request::LookupAgency(asked) => served!(lookup_agency, asked),
        Request::LookupItem(asked) => served!(lookup_item, asked),
        Request::LookupItemSet(asked) => served!(lookup_item_set, asked),
        Request::LookupRequest(asked) => served!(lookup_request, asked),
        Request::LookupUser(asked) => served!(lookup_user, asked),
        Request::RecallItem(asked) => served!(recall_item, asked),
        Request::RenewItem(asked) => served!(renew_item, asked),
        Request::RequestItem(asked) => served!(request_item, asked),
        Request::UndoCheckOutItem(asked) => served!(undo_check_out_item, asked),
        Request::UpdateRequestItem(asked) => served!(update_request_item, asked),
        Request::UpdateUser(asked) => served!(update_user, asked),
        told => match told.service().notification() {
            Some(notification) => Answer::Noted(notification),
            None => return Err(s.no(ProblemType::UnsupportedService)),
        },
    })
}

impl fmt::Debug for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shared").finish_non_exhaustive()
    }
}
