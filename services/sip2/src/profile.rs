//! How one kind of terminal wants to be spoken to: every switch that self-checks, sorters and gates
//! differ in. The defaults suit a PV-Supa or Bibliotheca self-check.

use silta_consortium::{Language, MediaType};
use silta_sip2::{Charset, FieldId, SupportedMessage, SupportedMessages, Terminator};

/// The switches of one kind of terminal. Each is a key of the configuration of the same name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    // The wire.
    /// The code page of everything sent and received.
    pub charset: Charset,
    /// What ends a message that we send. CR, CRLF and LF are all accepted.
    pub terminator: Terminator,
    /// When answers carry AY and AZ.
    pub error_detection: ErrorDetection,
    /// Whether a checksum over code points instead of bytes is taken too (several clients err so).
    pub lenient_checksum: bool,

    // Who we are.
    /// AO in our answers.
    pub institution: String,
    /// What is done when the terminal's AO is another.
    pub institution_check: InstitutionCheck,
    /// Whether AO in the answer repeats the terminal's own.
    pub institution_echo: bool,
    /// AM in 98.
    pub library_name: String,

    // What it may do.
    /// The messages it may send; BX and the flags of 98 say so honestly.
    pub allowed: SupportedMessages,
    /// Whether it may lend and return while we are not reached (98).
    pub offline_ok: bool,
    /// How long it should wait for an answer, in tenths of a second (98).
    pub timeout_tenths: u16,
    /// How often it should try again (98).
    pub retries: u16,
    /// Connections of one account at one time.
    pub max_connections: u32,

    // Texts.
    /// How AH is written.
    pub due_date: DueDateFormat,
    /// The language when neither the terminal nor the patron names one.
    pub language: Language,
    /// How many AF an answer carries at most; further texts are joined to the last one.
    pub max_screen_messages: usize,
    /// How many characters one AF has at most.
    pub screen_message_width: usize,

    // What it is told of patrons.
    /// Fields never sent to it; those the standard requires are sent empty.
    pub hidden_fields: Vec<FieldId>,
    /// Patron status flags (1 to 14, as indexes 0 to 13) never raised for it.
    pub masked_flags: Vec<u8>,
    /// Whether lists (AS, AT, AU, AV, BU, CD) and their counts are given.
    pub lists: bool,
    /// Whether fees (BV, CC, BH, AV) are given.
    pub fees: bool,
    /// Whether contact data (BD, BE, BF, PB) is given, after a right PIN.
    pub contact_data: bool,
    /// Whether lists need a right PIN.
    pub lists_need_pin: bool,
    /// Most entries of one list in 64.
    pub list_cap: usize,
    /// What the entries of AT and AU are.
    pub loan_entries: ListEntry,
    /// What the entries of AS and CD are.
    pub hold_entries: ListEntry,
    /// How 10 names the patron whose hold was caught (CY, DA).
    pub hold_patron: HoldPatron,

    // Lending.
    /// The messages that are refused without a PIN.
    pub pin_required: SupportedMessages,
    /// The media whose security the terminal removes; empty for none.
    pub desensitize: Vec<MediaType>,
    /// Media that a magnetic desensitiser would ruin (magnetic media Y).
    pub magnetic: Vec<MediaType>,
    /// Whether an item in transit may be lent.
    pub lend_in_transit: bool,

    // Returning.
    /// Whether a return of something not on loan is answered as carried out (101).
    pub accept_not_on_loan: bool,
    /// Whether waiting holds are caught by a return.
    pub capture_holds: bool,
    /// For which alert types the alert flag of 10 is raised.
    pub alert_on: Vec<AlertType>,
    /// Whether CV 00 is sent with an ordinary return.
    pub alert_type_always: bool,
    /// Whether CT is sent (empty) with an ordinary return.
    pub destination_always: bool,
    /// Whether CL, the sort bin, is sent.
    pub sort_bin: bool,
}

impl Default for Profile {
    fn default() -> Self {
        Self {
            charset: Charset::Utf8,
            terminator: Terminator::Cr,
            error_detection: ErrorDetection::Mirror,
            lenient_checksum: true,
            institution: "KAINET".to_owned(),
            institution_check: InstitutionCheck::Ignore,
            institution_echo: false,
            library_name: "Kainet-kirjastot".to_owned(),
            allowed: SupportedMessages::ALL,
            offline_ok: true,
            timeout_tenths: 100,
            retries: 3,
            max_connections: 64,
            due_date: DueDateFormat::Sip,
            language: Language::Fi,
            max_screen_messages: 4,
            screen_message_width: 255,
            hidden_fields: Vec::new(),
            masked_flags: Vec::new(),
            lists: true,
            fees: true,
            contact_data: true,
            lists_need_pin: false,
            list_cap: 100,
            loan_entries: ListEntry::Barcode,
            hold_entries: ListEntry::Barcode,
            hold_patron: HoldPatron::None,
            pin_required: SupportedMessages::NONE,
            desensitize: MediaType::ALL
                .iter()
                .map(|(media_type, _)| *media_type)
                .collect(),
            magnetic: Vec::new(),
            lend_in_transit: true,
            accept_not_on_loan: true,
            capture_holds: true,
            alert_on: vec![
                AlertType::HoldHere,
                AlertType::HoldElsewhere,
                AlertType::Ill,
                AlertType::Transfer,
                AlertType::Other,
            ],
            alert_type_always: false,
            destination_always: false,
            sort_bin: true,
        }
    }
}

impl Profile {
    /// A gate: it asks for items and nothing else.
    pub fn gate() -> Self {
        let allowed = [
            SupportedMessage::ItemInformation,
            SupportedMessage::Login,
            SupportedMessage::ScAcsStatus,
            SupportedMessage::RequestScAcsResend,
        ];
        Self {
            allowed: SupportedMessages::from_iter(allowed),
            offline_ok: false,
            ..Self::default()
        }
    }

    /// A self-service door: it asks whether a card and its PIN are good, and learns no more.
    pub fn door() -> Self {
        let allowed = [
            SupportedMessage::PatronStatusRequest,
            SupportedMessage::PatronInformation,
            SupportedMessage::EndPatronSession,
            SupportedMessage::Login,
            SupportedMessage::RequestScAcsResend,
            SupportedMessage::ScAcsStatus,
        ];
        Self {
            allowed: SupportedMessages::from_iter(allowed),
            offline_ok: false,
            lists: false,
            fees: false,
            contact_data: false,
            ..Self::default()
        }
    }
}

/// When answers carry a sequence number and a checksum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorDetection {
    /// As the request does.
    Mirror,
    /// Always; the sequence number is the request's, or 0.
    Always,
    /// Never.
    Never,
    /// As the request does, and a request without is answered with 96.
    Require,
}

/// What is done when the terminal names another institution in AO.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InstitutionCheck {
    /// Nothing.
    Ignore,
    /// It is logged.
    Warn,
    /// The message is refused.
    Enforce,
}

/// How a due date (AH) is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DueDateFormat {
    /// `20261220    235959`, the 18 characters of the standard.
    Sip,
    /// `2026-12-20`.
    Iso,
    /// `20.12.2026`.
    Finnish,
}

/// What an entry of a list is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListEntry {
    /// The item's barcode; the title where there is no item.
    Barcode,
    /// The title.
    Title,
}

/// How a patron whose hold was caught is named at the machine where the item came back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HoldPatron {
    /// Not at all.
    None,
    /// The last four digits of the card (CY).
    CardTail,
    /// The card (CY) and the initials (DA).
    Initials,
    /// The card (CY) and the full name (DA).
    Full,
}

/// The alert types of CV.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AlertType {
    /// 01: a hold here.
    HoldHere,
    /// 02: a hold at another library.
    HoldElsewhere,
    /// 03: for inter-library loan.
    Ill,
    /// 04: to be sent to its home library.
    Transfer,
    /// 99: something else, for staff.
    Other,
}
