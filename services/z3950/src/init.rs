//! 20 and 21: a session begins, again if the client wants: then its result sets are gone.

use std::net::IpAddr;

use silta_consortium::AccountId;
use silta_rpn_translation::Charset;
use silta_session::Close;
use silta_z3950::{
    IdAuthentication, InitRequest, InitResponse, Options, ProtocolVersion,
    bib1::Condition,
    negotiation::{CharSetAndLanguageNegotiation, CharacterSet, TargetResponse},
    other_information::OtherInformationUnit,
};

use crate::{
    conversation::Conversation,
    diagnostic::{Diagnostic, about, plain},
    limits::SessionLimits,
    metrics::ApduOutcome,
    result_sets::ResultSets,
    service::Shared,
    session::Reply,
};

/// What is always served. Extended services are answered where they are not served too, with the
/// diagnostic that there are none.
const OPTIONS: Options = Options::SEARCH
    .with(Options::PRESENT)
    .with(Options::DEL_SET)
    .with(Options::TRIGGER_RESOURCE_CTRL)
    .with(Options::SCAN)
    .with(Options::SORT)
    .with(Options::NAMED_RESULT_SETS)
    .with(Options::RESULT_COUNT)
    .with(Options::QUERY_TYPE_104);

const VERSIONS: ProtocolVersion = ProtocolVersion::V1
    .with(ProtocolVersion::V2)
    .with(ProtocolVersion::V3);

pub(crate) async fn init(shared: &Shared, request: InitRequest, address: IpAddr) -> Reply {
    let protocol_version = request.protocol_version.and(VERSIONS);
    let version_3 = protocol_version.contains(ProtocolVersion::V3);
    let limits = &shared.settings.limits;
    let preferred_message_size = message_size(request.preferred_message_size, limits);
    let exceptional_record_size =
        record_size(request.exceptional_record_size, limits).max(preferred_message_size);
    // The other information that carries it belongs to version 3.
    let selected = version_3.then(|| select(&request)).flatten();
    let charset = selected
        .as_ref()
        .map_or(Charset::Guessed, |(charset, _)| *charset);
    let negotiated = match selected {
        Some(_) => OPTIONS.with(Options::NEGOTIATION_MODEL),
        None => OPTIONS,
    };
    let served = match shared.settings.orders {
        Some(_) => negotiated.with(Options::EXTENDED_SERVICES),
        None => negotiated,
    };
    let options = request.options.and(served);
    let mut response = InitResponse {
        reference_id: request.reference_id,
        protocol_version,
        options,
        preferred_message_size: as_integer(preferred_message_size),
        exceptional_record_size: as_integer(exceptional_record_size),
        result: true,
        implementation_name: Some("Silta".into()),
        implementation_version: Some(env!("CARGO_PKG_VERSION").into()),
        ..InitResponse::default()
    };
    if protocol_version.is_empty() {
        let why = about(Condition::UnspecifiedError, "no version in common");
        return refused(response, why, Close::NotTheProtocol);
    }
    let account = match who(shared, request.id_authentication.as_ref(), address).await {
        Ok(account) => account,
        Err(why) => return refused(response, why, Close::LoginRefused),
    };
    response.other_info = selected.map(|(_, unit)| vec![unit]);
    let conversation = Conversation {
        version_3,
        options,
        charset,
        records_in_utf_8: charset == Charset::Utf8,
        preferred_message_size,
        exceptional_record_size,
        account,
        result_sets: ResultSets::default(),
    };
    Reply {
        answer: response.into(),
        conversation: Some(Box::new(conversation)),
        outcome: ApduOutcome::Ok,
        close: None,
    }
}

fn refused(response: InitResponse, why: Diagnostic, close: Close) -> Reply {
    Reply {
        answer: response.refused(why).into(),
        conversation: None,
        outcome: ApduOutcome::Refused,
        close: Some(close),
    }
}

async fn who(
    shared: &Shared,
    given: Option<&IdAuthentication>,
    address: IpAddr,
) -> Result<Option<AccountId>, Diagnostic> {
    let now = (shared.settings.now)();
    if given.is_some() && !shared.throttle.allows(address, now) {
        tracing::warn!(%address, "too many wrong passwords");
        return Err(plain(Condition::BlockedNetworkAddress));
    }
    let who = shared.accounts.authenticate(given).await;
    if who.is_err() && given.is_some() {
        shared.throttle.count(address, now).await;
        tracing::warn!(%address, "session refused");
    }
    who
}

/// What a client wants, if it wants anything, within our limits.
fn message_size(wanted: i64, limits: &SessionLimits) -> usize {
    match usize::try_from(wanted) {
        Ok(0) | Err(_) => limits.message_size,
        Ok(wanted) => wanted.clamp(limits.least_message_size, limits.message_size),
    }
}

fn record_size(wanted: i64, limits: &SessionLimits) -> usize {
    match usize::try_from(wanted) {
        Ok(0) | Err(_) => limits.record_size,
        Ok(wanted) => wanted.min(limits.record_size),
    }
}

fn as_integer(size: usize) -> i64 {
    i64::try_from(size).unwrap_or(i64::MAX)
}

/// The first of the proposed character sets that is one of ours, and how that is said.
fn select(request: &InitRequest) -> Option<(Charset, OtherInformationUnit)> {
    let proposed = request.proposal()?.proposed_char_sets?;
    let (charset, selected) = proposed
        .into_iter()
        .find_map(|set| Some((ours(&set)?, set)))?;
    let response = CharSetAndLanguageNegotiation::Response(TargetResponse {
        selected_char_sets: Some(selected),
        selected_language: None,
        records_in_selected_char_sets: Some(charset == Charset::Utf8),
    });
    Some((
        charset,
        OtherInformationUnit::external(response.to_external()),
    ))
}

fn ours(set: &CharacterSet) -> Option<Charset> {
    let name = set.name()?.to_ascii_lowercase();
    match name.as_str() {
        "utf-8" | "utf8" => Some(Charset::Utf8),
        "iso-8859-1" | "iso8859-1" | "iso_8859-1" | "latin1" | "latin-1" => Some(Charset::Latin1),
        _ => None,
    }
}
