//! What every message needs while it is served: who asks, in which language, under which key.

use std::time::Instant;

use jiff::{Timestamp, Zoned, tz::TimeZone};
use silta_consortium::{
    AlreadyHappened, Argument, Change, Context, Error, FailureKind, IdempotencyKey, ItemBarcode,
    Language, LibraryCode, MediaType, Money, Origin, PatronBarcode, Pin, Protocol, Refusal,
    RefusalCode, Verification,
};
use silta_sip2::{Date, MagneticMedia, SupportedMessage, Text};

use crate::{
    Consortium, DueDateFormat, Profile, Terminal, metrics::MessageOutcome,
    patron_session::PatronSession, texts,
};

/// One message being served.
pub(crate) struct Serving<'a> {
    pub(crate) consortium: &'a dyn Consortium,
    pub(crate) terminal: &'a Terminal,
    pub(crate) patron: &'a mut PatronSession,
    /// The library's local time.
    pub(crate) now: Zoned,
    pub(crate) outcome: MessageOutcome,
    /// Whoever asks may ask nothing of the library: not logged in, or not allowed this message.
    pub(crate) barred: bool,
    context: Context,
    key: KeyRoot,
    changes: u32,
}

/// What the idempotency keys of a message's changes begin with: which process, connection and
/// message it is. The key itself is written only for a message that changes something.
#[derive(Clone, Copy, Debug)]
pub(crate) struct KeyRoot {
    pub(crate) process: u64,
    pub(crate) connection: u64,
    pub(crate) message: u64,
}

impl KeyRoot {
    fn change(self, number: u32) -> IdempotencyKey {
        let Self {
            process,
            connection,
            message,
        } = self;
        IdempotencyKey::new(format!(
            "sip2-{process:016x}-{connection}-{message}-{number}"
        ))
        .expect("a key is built of ASCII and is short")
    }
}

/// What the PIN in a message turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PinState {
    /// None was sent; an empty one counts as none.
    Absent,
    /// It is the patron's.
    Right,
    /// It is not, or is not believed now; the refusal says which.
    Wrong(RefusalCode, Option<Timestamp>),
}

/// A no to the terminal: the texts of AF, and the library's refusal where there is one.
#[derive(Clone, Debug)]
pub(crate) struct No {
    pub(crate) texts: Vec<Text>,
    pub(crate) refusal: Option<Refusal>,
}

impl PinState {
    /// CQ: sent only when there was a PIN to speak of.
    pub(crate) fn flag(self) -> Option<bool> {
        match self {
            Self::Absent => None,
            Self::Right => Some(true),
            Self::Wrong(..) => Some(false),
        }
    }
}

impl No {
    /// BL of a refusal: no where nobody has the card; nothing is said where it was not looked at.
    pub(crate) fn valid_patron(&self) -> Option<bool> {
        let refusal = self.refusal.as_ref()?;
        (refusal.code == RefusalCode::PatronUnknown).then_some(false)
    }

    /// The fee behind a refusal of this kind.
    pub(crate) fn fee(&self, code: RefusalCode) -> Option<Money> {
        self.refusal
            .as_ref()
            .filter(|refusal| refusal.code == code)?
            .facts
            .fee
    }
}

impl<'a> Serving<'a> {
    pub(crate) fn new(
        consortium: &'a dyn Consortium,
        terminal: &'a Terminal,
        patron: &'a mut PatronSession,
        now: Zoned,
        deadline: Instant,
        key: KeyRoot,
    ) -> Self {
        let origin = Origin {
            protocol: Protocol::Sip2,
            account: Some(terminal.account.clone()),
            library: Some(terminal.library.clone()),
        };
        let context = Context { origin, deadline };
        let outcome = MessageOutcome::Ok;
        Self {
            consortium,
            terminal,
            patron,
            now,
            outcome,
            barred: false,
            context,
            key,
            changes: 0,
        }
    }

    pub(crate) fn profile(&self) -> &'a Profile {
        &self.terminal.profile
    }

    pub(crate) fn context(&self) -> &Context {
        &self.context
    }

    /// A change under a key of its own: message by message, change by change.
    pub(crate) fn change<T>(&mut self, body: T) -> Change<T> {
        self.changes += 1;
        let key = self.key.change(self.changes);
        Change {
            context: self.context.clone(),
            key,
            body,
        }
    }

    // Time.

    /// The transaction date of an answer.
    pub(crate) fn date(&self) -> Date {
        Date::local(self.now.datetime())
    }

    /// A moment as the wire writes it: local time.
    pub(crate) fn local(&self, at: Timestamp) -> Date {
        Date::local(at.to_zoned(self.zone()).datetime())
    }

    /// The moment that a terminal means with a date.
    pub(crate) fn moment(&self, date: Date) -> Option<Timestamp> {
        let civil = date.civil();
        match date.zone().hours() {
            None => civil
                .to_zoned(self.zone())
                .ok()
                .map(|zoned| zoned.timestamp()),
            Some(hours) => {
                let offset = jiff::tz::Offset::from_hours(hours).ok()?;
                offset.to_timestamp(civil).ok()
            }
        }
    }

    /// A due date (AH) in the form that the terminal wants.
    pub(crate) fn due(&self, at: Timestamp) -> Text {
        let local = at.to_zoned(self.zone());
        match self.profile().due_date {
            DueDateFormat::Sip => Text::from(Date::local(local.datetime()).to_string()),
            DueDateFormat::Iso => Text::from(local.date().to_string()),
            DueDateFormat::Finnish => Text::from(format!(
                "{}.{}.{}",
                local.day(),
                local.month(),
                local.year()
            )),
        }
    }

    fn zone(&self) -> TimeZone {
        self.now.time_zone().clone()
    }

    // Texts.

    /// The language for a patron: what 23 or 63 asked for, else the patron's own, else the
    /// terminal's.
    pub(crate) async fn language(&self, patron: Option<&PatronBarcode>) -> Language {
        if let Some(language) = self.patron.language()
            && (patron.is_none() || patron == self.patron.patron())
        {
            return language;
        }
        let Some(barcode) = patron else {
            return self.profile().language;
        };
        match self.consortium.patron(&self.context, barcode).await {
            Ok(patron) => patron.language,
            Err(_) => self.profile().language,
        }
    }

    /// A text of ours.
    pub(crate) fn say(
        &self,
        language: Language,
        key: &'static str,
        arguments: &[(&'static str, Argument<'_>)],
    ) -> Text {
        Text::from(texts::text(language, key, arguments))
    }

    /// A no with a text of ours.
    pub(crate) async fn no(&mut self, patron: Option<&PatronBarcode>, key: &'static str) -> No {
        self.outcome = MessageOutcome::Refused;
        let language = self.language(patron).await;
        No {
            texts: vec![self.say(language, key, &[])],
            refusal: None,
        }
    }

    /// A no of the library's, or the lack of an answer, in words.
    pub(crate) async fn no_because(&mut self, patron: Option<&PatronBarcode>, error: Error) -> No {
        // Nobody has the card: there is no language to look up.
        let unknown =
            matches!(&error, Error::Refused(refusal) if refusal.code == RefusalCode::PatronUnknown);
        let language = match &error {
            Error::Failed(_) => self
                .patron
                .language()
                .unwrap_or_else(|| self.profile().language),
            Error::Refused(_) if unknown => self.language(None).await,
            Error::Refused(_) => self.language(patron).await,
        };
        match error {
            Error::Refused(refusal) => {
                self.outcome = MessageOutcome::Refused;
                let text = Text::from(refusal.text(language));
                No {
                    texts: vec![text],
                    refusal: Some(refusal),
                }
            }
            Error::Failed(failure) => {
                self.outcome = MessageOutcome::Failed;
                tracing::warn!(%failure, account = %self.terminal.account, "no answer");
                let text = match failure.kind {
                    FailureKind::InDoubt => self.say(language, "in-doubt", &[]),
                    _ => Text::from(Refusal::from(RefusalCode::Unavailable).text(language)),
                };
                No {
                    texts: vec![text],
                    refusal: None,
                }
            }
        }
    }

    /// A no because a required field is not there.
    pub(crate) async fn missing(&mut self, field: &str, patron: Option<&PatronBarcode>) -> No {
        self.outcome = MessageOutcome::Refused;
        let language = self.language(patron).await;
        let field = [("field", Argument::Text(field))];
        No {
            texts: vec![self.say(language, "field-missing", &field)],
            refusal: None,
        }
    }

    /// For what already happened: which rule it broke, for the patron to know that staff will ask.
    pub(crate) async fn recorded(
        &self,
        patron: Option<&PatronBarcode>,
        overridden: &[Refusal],
    ) -> Vec<Text> {
        let Some(first) = overridden.first() else {
            return Vec::new();
        };
        let language = self.language(patron).await;
        let reason = first.text(language);
        vec![self.say(language, "recorded", &[("reason", Argument::Text(&reason))])]
    }

    // PINs.

    /// Checks a PIN once: the same wrong one again in this patron session counts no more.
    pub(crate) async fn check_pin(
        &mut self,
        patron: &PatronBarcode,
        pin: Option<&Text>,
    ) -> Result<PinState, Error> {
        let Some(pin) = pin.filter(|pin| !pin.is_empty()) else {
            return Ok(PinState::Absent);
        };
        let pin = Pin::from(pin.as_str());
        if self.patron.knows_wrong(&pin) {
            return Ok(PinState::Wrong(RefusalCode::PinWrong, None));
        }
        Ok(
            match self
                .consortium
                .verify_pin(&self.context, patron, &pin)
                .await?
            {
                Verification::Verified => PinState::Right,
                Verification::Wrong => {
                    self.patron.remember_wrong(pin);
                    PinState::Wrong(RefusalCode::PinWrong, None)
                }
                Verification::Throttled { until } => {
                    PinState::Wrong(RefusalCode::PinThrottled, Some(until))
                }
            },
        )
    }

    /// Refuses a change when the PIN sent with it is wrong, or none was sent and the profile wants
    /// one. An unknown item comes before a wrong PIN in the order of refusals.
    pub(crate) async fn demand_pin(
        &mut self,
        message: SupportedMessage,
        patron: &PatronBarcode,
        pin: Option<&Text>,
        item: Option<&ItemBarcode>,
    ) -> Result<(), No> {
        let state = self.check_pin(patron, pin).await;
        let state = match state {
            Ok(state) => state,
            Err(error) => return Err(self.no_because(Some(patron), error).await),
        };
        match state {
            PinState::Right => Ok(()),
            PinState::Absent if !self.profile().pin_required.has(message) => Ok(()),
            PinState::Absent => Err(self.no(Some(patron), "pin-needed").await),
            PinState::Wrong(code, until) => {
                if let Some(item) = item
                    && let Err(error) = self.consortium.item(&self.context, item).await
                {
                    return Err(self.no_because(Some(patron), error).await);
                }
                let refusal = match until {
                    Some(until) => Refusal::with_until(code, until),
                    None => Refusal::from(code),
                };
                Err(self.no_because(Some(patron), refusal.into()).await)
            }
        }
    }

    // Lending.

    /// What a terminal did by itself (no block), with the dates it gave. A date that cannot be
    /// read is now.
    pub(crate) fn already_happened(
        &self,
        no_block: bool,
        at: Option<Date>,
        due: Option<Date>,
    ) -> Option<AlreadyHappened> {
        let now = self.now.timestamp();
        let at = at.and_then(|at| self.moment(at)).unwrap_or(now);
        let due = due.and_then(|due| self.moment(due)).filter(|due| *due > at);
        no_block.then_some(AlreadyHappened { at, due })
    }

    /// Whether the terminal removes (or restores) the security of such an item.
    pub(crate) fn desensitizes(&self, media_type: MediaType) -> bool {
        self.profile().desensitize.contains(&media_type)
    }

    /// Whether a magnetic desensitiser would ruin such an item.
    pub(crate) fn magnetic(&self, media_type: MediaType) -> MagneticMedia {
        match self.profile().magnetic.contains(&media_type) {
            true => MagneticMedia::Yes,
            false => MagneticMedia::No,
        }
    }

    // Names.

    /// AO of an answer.
    pub(crate) fn institution(&self, asked: &Text) -> Text {
        match self.profile().institution_echo && !asked.is_empty() {
            true => asked.clone(),
            false => Text::from(&self.profile().institution),
        }
    }

    /// The title of an item, as far as it is known: refusals name it too.
    pub(crate) async fn title_of(&self, item: &Text) -> Text {
        if item.is_empty() || self.barred || self.outcome == MessageOutcome::Failed {
            return Text::empty();
        }
        let barcode = ItemBarcode::from(item.as_str());
        let item = self.consortium.item(&self.context, &barcode).await;
        item.map(|item| Text::from(&item.title)).unwrap_or_default()
    }

    /// The library as people call it; its code if the name is not known.
    pub(crate) async fn library_name(&self, code: &LibraryCode) -> String {
        let libraries = self
            .consortium
            .libraries(&self.context)
            .await
            .unwrap_or_default();
        let library = libraries.iter().find(|library| library.code == *code);
        library
            .map_or(code.as_str(), |library| &library.name)
            .to_owned()
    }
}

/// Joins texts so that an answer has no more AF than the terminal shows, none wider than its screen.
pub(crate) fn fit(texts: &[Text], profile: &Profile) -> Vec<Text> {
    let most = profile.max_screen_messages.max(1);
    let cut = |text: &str| {
        Text::from(
            text.chars()
                .take(profile.screen_message_width)
                .collect::<String>(),
        )
    };
    let (alone, joined) = texts.split_at(texts.len().min(most - 1));
    let joined: Vec<&str> = joined.iter().map(Text::as_str).collect();
    let last = (!joined.is_empty()).then(|| cut(&joined.join(" ")));
    alone
        .iter()
        .map(|text| cut(text.as_str()))
        .chain(last)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_fit_the_screen() {
        let texts = ["one", "two", "three"].map(Text::from);
        let fitted = |most, width| {
            let profile = Profile {
                max_screen_messages: most,
                screen_message_width: width,
                ..Profile::default()
            };
            let fitted = fit(&texts, &profile);
            fitted
                .iter()
                .map(|text| text.as_str().to_owned())
                .collect::<Vec<_>>()
        };
        assert_eq!(fitted(4, 80), ["one", "two", "three"]);
        assert_eq!(fitted(2, 80), ["one", "two three"]);
        assert_eq!(fitted(1, 7), ["one two"]);
        assert_eq!(fit(&[], &Profile::default()), []);
    }
}
