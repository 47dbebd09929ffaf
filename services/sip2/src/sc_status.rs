//! SC Status and its answer, the ACS Status (99, 98): how the terminal is, and what we do for it.

use silta_sip2::{
    AcsStatus, ScStatus, ScStatusCode, SupportedMessage, SupportedMessages, Text, Three,
};

use crate::{
    metrics::{Sip2Metrics, TerminalReport},
    serving::Serving,
};

/// Before a login the answer is the same, but for the messages: none but 93, 97 and 99 are served.
pub(crate) async fn sc_status(
    s: &Serving<'_>,
    request: &ScStatus,
    logged_in: bool,
    metrics: &Sip2Metrics,
) -> AcsStatus {
    let account = s.terminal.account.as_str();
    match request.status_code {
        ScStatusCode::OutOfPaper => {
            tracing::warn!(account, "the terminal is out of paper");
            metrics.report(account, TerminalReport::OutOfPaper);
        }
        ScStatusCode::AboutToShutDown => {
            tracing::warn!(account, "the terminal is about to shut down");
            metrics.report(account, TerminalReport::ShutDown);
        }
        ScStatusCode::Ok | ScStatusCode::Unlisted(_) => {}
    }
    let profile = s.profile();
    let before_login = [
        SupportedMessage::Login,
        SupportedMessage::ScAcsStatus,
        SupportedMessage::RequestScAcsResend,
    ];
    let serves = |message: SupportedMessage| {
        profile.allowed.has(message) && (logged_in || before_login.contains(&message))
    };
    let online = s.consortium.health(s.context()).await.is_ok();
    AcsStatus {
        online_status: online,
        checkin_ok: serves(SupportedMessage::Checkin),
        checkout_ok: serves(SupportedMessage::Checkout),
        acs_renewal_policy: serves(SupportedMessage::Renew),
        status_update_ok: serves(SupportedMessage::BlockPatron),
        offline_ok: profile.offline_ok && serves(SupportedMessage::Checkin),
        timeout_period: Three::new(if online { profile.timeout_tenths } else { 0 }),
        retries_allowed: Three::new(profile.retries),
        date_time_sync: s.date(),
        protocol_version: request.protocol_version,
        institution_id: Text::from(&profile.institution),
        library_name: Some(Text::from(&profile.library_name)),
        supported_messages: SupportedMessages::ALL
            .iter()
            .filter(|message| serves(*message))
            .collect(),
        terminal_location: Some(Text::from(s.terminal.library.as_str())).filter(|_| logged_in),
        ..AcsStatus::at(s.date())
    }
}
