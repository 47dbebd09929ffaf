//! End Patron Session and its response (35, 36): the patron goes; nothing of the session is kept.

use silta_sip2::{EndPatronSession, EndSessionResponse};

use crate::serving::{No, Serving};

pub(crate) async fn end_patron_session(
    s: &mut Serving<'_>,
    request: &EndPatronSession,
) -> EndSessionResponse {
    let language = s.language(None).await;
    s.patron.end();
    EndSessionResponse {
        end_session: true,
        institution_id: s.institution(&request.institution_id),
        patron_identifier: request.patron_identifier.clone(),
        screen_messages: vec![s.say(language, "session-ended", &[])],
        ..EndSessionResponse::at(s.date())
    }
}

/// There is no session to end for this terminal.
pub(crate) fn refused(s: &Serving<'_>, request: &EndPatronSession, no: No) -> EndSessionResponse {
    EndSessionResponse {
        institution_id: s.institution(&request.institution_id),
        patron_identifier: request.patron_identifier.clone(),
        screen_messages: no.texts,
        ..EndSessionResponse::at(s.date())
    }
}
