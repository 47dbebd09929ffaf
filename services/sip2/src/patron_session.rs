//! What is remembered of the patron who stands at the terminal, until the session ends (35) or
//! another card comes.

use silta_consortium::{Language, PatronBarcode, Pin};

/// The patron at the terminal.
#[derive(Clone, Debug, Default)]
pub(crate) struct PatronSession {
    patron: Option<PatronBarcode>,
    language: Option<Language>,
    wrong_pin: Option<Pin>,
}

impl PatronSession {
    /// A message names this patron: another one than before begins a new session.
    pub(crate) fn meet(&mut self, patron: &PatronBarcode) {
        if self.patron.as_ref() != Some(patron) {
            *self = Self {
                patron: Some(patron.clone()),
                ..Self::default()
            };
        }
    }

    /// The patron has gone.
    pub(crate) fn end(&mut self) {
        *self = Self::default();
    }

    /// The language that the terminal asked for in 23 or 63.
    pub(crate) fn language(&self) -> Option<Language> {
        self.language
    }

    pub(crate) fn set_language(&mut self, language: Option<Language>) {
        self.language = language;
    }

    /// Who stands there.
    pub(crate) fn patron(&self) -> Option<&PatronBarcode> {
        self.patron.as_ref()
    }

    /// Whether this PIN was found wrong before in this session. A terminal repeats the PIN in each
    /// message; that is one attempt of the patron, not several.
    pub(crate) fn knows_wrong(&self, pin: &Pin) -> bool {
        self.wrong_pin.as_ref() == Some(pin)
    }

    pub(crate) fn remember_wrong(&mut self, pin: Pin) {
        self.wrong_pin = Some(pin);
    }
}
