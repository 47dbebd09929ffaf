//! SIP2 as the servers see it: opens sessions, and serves each message by the file of its name.

use std::{
    fmt,
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use jiff::{Timestamp, tz::TimeZone};
use silta_consortium::{Catalogue, Circulation};
use silta_secrets::LoginThrottle;
use silta_session::Service;
use silta_sip2::{FieldId, Login, LoginResponse, Outcome, Parsed, Request, Response, Text};

use crate::{
    FailedLogins, InstitutionCheck, SessionLimits, Terminals, block_patron, checkin, checkout,
    end_patron_session, fee_paid, hold, item_information, item_status_update, messages,
    metrics::{LoginOutcome, MessageOutcome, Sip2Metrics},
    patron_enable, patron_information, patron_status, renew, renew_all, sc_status,
    serving::{KeyRoot, No, Serving, fit},
    session::{Exchange, Reply, Sip2Session},
    terminal::{LoginRefused, Place, Terminal},
};

/// What SIP2 is served with.
pub struct Sip2Settings {
    /// The accounts.
    pub terminals: Terminals,
    /// Limits of each connection.
    pub limits: SessionLimits,
    /// Failed logins from one address in a minute, after which its logins are not looked at.
    pub failed_logins_per_minute: u32,
    /// Where failed logins are written down.
    pub failed_logins: Arc<dyn FailedLogins>,
    /// How long the consortium has for an answer. Shorter than a terminal waits (98).
    pub answer_deadline: Duration,
    /// The time zone of the libraries.
    pub time_zone: TimeZone,
    /// The clock.
    pub now: Now,
}

/// Tells what time it is.
pub type Now = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// The consortium as SIP2 needs it.
pub trait Consortium: Circulation + Catalogue {}

impl<T: Circulation + Catalogue> Consortium for T {}

/// SIP2 over a consortium.
#[derive(Debug)]
pub struct Sip2Service {
    shared: Arc<Shared>,
}

/// What all sessions share.
pub(crate) struct Shared {
    pub(crate) terminals: Terminals,
    pub(crate) limits: SessionLimits,
    pub(crate) metrics: Sip2Metrics,
    consortium: Arc<dyn Consortium>,
    throttle: LoginThrottle,
    answer_deadline: Duration,
    time_zone: TimeZone,
    now: Now,
    /// Makes the keys of this process unlike those of any other.
    process: u64,
    connections: AtomicU64,
    /// Speaks for whoever has not logged in.
    pub(crate) nobody: Arc<Terminal>,
}

impl Sip2Service {
    /// SIP2 for these terminals over this consortium.
    ///
    /// # Panics
    ///
    /// If the operating system gives no random bytes.
    pub fn new(
        consortium: Arc<dyn Consortium>,
        settings: Sip2Settings,
        metrics: Sip2Metrics,
    ) -> Self {
        let throttle = LoginThrottle::new(
            settings.failed_logins_per_minute,
            settings.failed_logins,
            (settings.now)(),
        );
        let process = getrandom::u64().expect("the operating system gives random bytes");
        let shared = Shared {
            terminals: settings.terminals,
            limits: settings.limits,
            metrics,
            consortium,
            throttle,
            answer_deadline: settings.answer_deadline,
            time_zone: settings.time_zone,
            now: settings.now,
            process,
            connections: AtomicU64::new(0),
            nobody: Arc::new(Terminal::nobody()),
        };
        Self {
            shared: Arc::new(shared),
        }
    }
}

impl Service for Sip2Service {
    type Session = Sip2Session;

    fn open(&self, peer: SocketAddr, now: Instant) -> Sip2Session {
        let connection = self.shared.connections.fetch_add(1, Ordering::Relaxed);
        let place = self.shared.terminals.known_by_address(peer.ip());
        Sip2Session::new(Arc::clone(&self.shared), peer.ip(), connection, place, now)
    }

    fn serve(&self, exchange: Exchange) -> impl Future<Output = Reply> + Send {
        self.shared.serve(exchange)
    }
}

impl Shared {
    async fn serve(&self, exchange: Exchange) -> Reply {
        let Exchange {
            request,
            terminal,
            mut patron,
            address,
            number,
        } = exchange;
        let logged_in = terminal.is_some();
        let terminal = terminal.as_ref().unwrap_or(&self.nobody);
        let (connection, n) = number;
        let mut s = Serving::new(
            &*self.consortium,
            terminal,
            &mut patron,
            (self.now)().to_zoned(self.time_zone.clone()),
            // The runtime's clock, so that tests can move it.
            tokio::time::Instant::now().into_std() + self.answer_deadline,
            KeyRoot {
                process: self.process,
                connection,
                message: n,
            },
        );
        let mut login = None;
        let mut version = None;
        let response = match &request.message {
            Request::Login(request) => {
                let place = Box::pin(self.log_in(request, address)).await;
                s.outcome = match place {
                    Some(_) => MessageOutcome::Ok,
                    None => MessageOutcome::Refused,
                };
                let ok = Outcome::from(place.is_some());
                login = Some(place);
                let response = LoginResponse {
                    ok,
                    other: Vec::new(),
                };
                Box::new(response.into())
            }
            Request::ScStatus(request) => {
                version = Some(request.protocol_version);
                let status = sc_status::sc_status(&s, request, logged_in, &self.metrics);
                Box::new(Box::pin(status).await.into())
            }
            _ => answer(&mut s, &request, logged_in).await,
        };
        let outcome = s.outcome;
        Reply {
            response,
            outcome,
            patron,
            login,
            version,
        }
    }

    async fn log_in(&self, request: &Login, address: std::net::IpAddr) -> Option<Place> {
        let now = (self.now)();
        let judged = if !is_plain(request) {
            Err(LoginRefused::Algorithm)
        } else if !self.throttle.allows(address, now) {
            Err(LoginRefused::Throttled)
        } else {
            let (account, password) = (&request.login_user_id, &request.login_password);
            self.terminals
                .judge(account.as_str(), password.as_str(), address)
                .await
        };
        match judged {
            Ok(place) => {
                self.metrics.login(LoginOutcome::Ok);
                Some(place)
            }
            Err(refused) => {
                if matches!(refused, LoginRefused::Credentials | LoginRefused::Address) {
                    self.throttle.count(address, now).await;
                }
                tracing::warn!(%address, reason = refused.outcome().as_str(), "login refused");
                self.metrics.login(refused.outcome());
                None
            }
        }
    }
}

/// The standard defines no other way to send a name and a password than as they are.
fn is_plain(request: &Login) -> bool {
    let plain = silta_sip2::Algorithm::Plain;
    request.uid_algorithm == plain && request.pwd_algorithm == plain
}

/// Serves a message, or says why not: its own response code in either case.
///
/// What is large and not asked for by every message is boxed, here and in [`serve`]: the future of
/// a message is allocated anew each time, and most messages are small questions.
async fn answer(s: &mut Serving<'_>, request: &Parsed<Request>, logged_in: bool) -> Box<Response> {
    let message = &request.message;
    let served = match barred(s, request, logged_in).await {
        Some(no) => {
            s.barred = true;
            Err(no)
        }
        None => serve(s, message).await,
    };
    let mut response = match served {
        Ok(response) => response,
        Err(no) => Box::new(Box::pin(refused(s, message, no)).await),
    };
    if let Some(texts) = screen_messages(&mut response) {
        *texts = fit(texts, s.profile());
    }
    response
}

/// What stands in the way before the message is looked at.
async fn barred(s: &mut Serving<'_>, request: &Parsed<Request>, logged_in: bool) -> Option<No> {
    if !logged_in {
        return Some(s.no(None, "not-logged-in").await);
    }
    if messages::of_code(request.message.code()).is_none_or(|kind| !s.profile().allowed.has(kind)) {
        return Some(s.no(None, "not-allowed").await);
    }
    if let Some(field) = request.missing.iter().find(|field| NEEDED.contains(field)) {
        return Some(s.missing(field.as_str(), None).await);
    }
    let institution = institution_id(&request.message)?;
    let ours = institution.as_str().trim() == s.profile().institution;
    match s.profile().institution_check {
        InstitutionCheck::Enforce if !ours => Some(s.no(None, "other-institution").await),
        InstitutionCheck::Warn if !ours => {
            tracing::warn!(account = %s.terminal.account, "the terminal names another institution");
            None
        }
        _ => None,
    }
}

/// The fields without which there is nothing to serve. The others that the standard requires are
/// left out by many terminals, and nothing depends on them.
const NEEDED: [FieldId; 4] = [FieldId::AA, FieldId::AB, FieldId::BV, FieldId::CH];

async fn serve(s: &mut Serving<'_>, request: &Request) -> Result<Box<Response>, No> {
    let response = match request {
        Request::BlockPatron(request) => Box::pin(block_patron::block_patron(s, request))
            .await?
            .into(),
        Request::Checkin(request) => Box::pin(checkin::checkin(s, request)).await?.into(),
        Request::Checkout(request) => Box::pin(checkout::checkout(s, request)).await?.into(),
        Request::EndPatronSession(request) => {
            let ended = end_patron_session::end_patron_session(s, request);
            Box::pin(ended).await.into()
        }
        Request::FeePaid(request) => Box::pin(fee_paid::fee_paid(s, request)).await?.into(),
        Request::Hold(request) => Box::pin(hold::hold(s, request)).await?.into(),
        Request::ItemInformation(request) => {
            item_information::item_information(s, request).await?.into()
        }
        Request::ItemStatusUpdate(request) => {
            let updated = item_status_update::item_status_update(s, request);
            Box::pin(updated).await?.into()
        }
        Request::PatronEnable(request) => Box::pin(patron_enable::patron_enable(s, request))
            .await?
            .into(),
        Request::PatronInformation(request) => {
            let information = patron_information::patron_information(s, request);
            Box::pin(information).await?.into()
        }
        Request::PatronStatusRequest(request) => {
            let status = patron_status::patron_status_request(s, request);
            Box::pin(status).await?.into()
        }
        Request::Renew(request) => Box::pin(renew::renew(s, request)).await?.into(),
        Request::RenewAll(request) => Box::pin(renew_all::renew_all(s, request)).await?.into(),
        Request::Login(_) | Request::ScStatus(_) | Request::RequestAcsResend(_) => {
            unreachable!("93, 99 and 97 are answered before")
        }
    };
    Ok(Box::new(response))
}

/// The answer of the request's own kind that says no.
async fn refused(s: &Serving<'_>, request: &Request, no: No) -> Response {
    match request {
        Request::BlockPatron(request) => block_patron::refused(s, request, no).into(),
        Request::Checkin(request) => checkin::refused(s, request, no).await.into(),
        Request::Checkout(request) => checkout::refused(s, request, no).await.into(),
        Request::EndPatronSession(request) => end_patron_session::refused(s, request, no).into(),
        Request::FeePaid(request) => fee_paid::refused(s, request, no).into(),
        Request::Hold(request) => hold::refused(s, request, no).into(),
        Request::ItemInformation(request) => item_information::refused(s, request, no).into(),
        Request::ItemStatusUpdate(request) => item_status_update::refused(s, request, no).into(),
        Request::PatronEnable(request) => patron_enable::refused(s, request, no).into(),
        Request::PatronInformation(request) => patron_information::refused(s, request, no).into(),
        Request::PatronStatusRequest(request) => patron_status::refused(s, request, no).into(),
        Request::Renew(request) => renew::refused(s, request, no).await.into(),
        Request::RenewAll(request) => renew_all::refused(s, request, no).into(),
        Request::Login(_) | Request::ScStatus(_) | Request::RequestAcsResend(_) => {
            unreachable!("93, 99 and 97 are answered before")
        }
    }
}

fn institution_id(request: &Request) -> Option<&Text> {
    Some(match request {
        Request::BlockPatron(request) => &request.institution_id,
        Request::Checkin(request) => &request.institution_id,
        Request::Checkout(request) => &request.institution_id,
        Request::EndPatronSession(request) => &request.institution_id,
        Request::FeePaid(request) => &request.institution_id,
        Request::Hold(request) => &request.institution_id,
        Request::ItemInformation(request) => &request.institution_id,
        Request::ItemStatusUpdate(request) => &request.institution_id,
        Request::PatronEnable(request) => &request.institution_id,
        Request::PatronInformation(request) => &request.institution_id,
        Request::PatronStatusRequest(request) => &request.institution_id,
        Request::Renew(request) => &request.institution_id,
        Request::RenewAll(request) => &request.institution_id,
        Request::Login(_) | Request::ScStatus(_) | Request::RequestAcsResend(_) => return None,
    })
}

fn screen_messages(response: &mut Response) -> Option<&mut Vec<Text>> {
    Some(match response {
        Response::AcsStatus(response) => &mut response.screen_messages,
        Response::CheckinResponse(response) => &mut response.screen_messages,
        Response::CheckoutResponse(response) => &mut response.screen_messages,
        Response::EndSessionResponse(response) => &mut response.screen_messages,
        Response::FeePaidResponse(response) => &mut response.screen_messages,
        Response::HoldResponse(response) => &mut response.screen_messages,
        Response::ItemInformationResponse(response) => &mut response.screen_messages,
        Response::ItemStatusUpdateResponse(response) => &mut response.screen_messages,
        Response::PatronEnableResponse(response) => &mut response.screen_messages,
        Response::PatronInformationResponse(response) => &mut response.screen_messages,
        Response::PatronStatusResponse(response) => &mut response.screen_messages,
        Response::RenewAllResponse(response) => &mut response.screen_messages,
        Response::RenewResponse(response) => &mut response.screen_messages,
        Response::LoginResponse(_) | Response::RequestScResend(_) => return None,
    })
}

impl fmt::Debug for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shared")
            .field("terminals", &self.terminals)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Sip2Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sip2Settings")
            .field("terminals", &self.terminals)
            .finish_non_exhaustive()
    }
}
