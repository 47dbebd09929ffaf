//! The keys of `[sip2.profiles.NAME]`: every switch of a [`Profile`], in its order.

use silta_sip2_service::Profile;

use super::{
    key::{Key, key},
    value::{Value, Wrong},
};

/// The profiles that are always there, each with what it is for.
pub(super) fn built_in() -> Vec<(&'static str, &'static str, Profile)> {
    use silta_sip2_service::{
        AlertType, ErrorDetection, HoldPatron, InstitutionCheck, SupportedMessage,
        SupportedMessages,
    };

    let pv_supa = Profile {
        sort_bin: false,
        ..Profile::default()
    };
    let bibliotheca = Profile {
        max_screen_messages: 1,
        ..Profile::default()
    };
    let strict = Profile {
        error_detection: ErrorDetection::Require,
        lenient_checksum: false,
        institution_check: InstitutionCheck::Enforce,
        lists_need_pin: true,
        pin_required: SupportedMessages::from_iter([
            SupportedMessage::Checkout,
            SupportedMessage::PatronInformation,
            SupportedMessage::FeePaid,
            SupportedMessage::Hold,
            SupportedMessage::Renew,
            SupportedMessage::RenewAll,
        ]),
        ..Profile::default()
    };
    let sorter = Profile {
        allowed: SupportedMessages::from_iter([
            SupportedMessage::Checkin,
            SupportedMessage::ScAcsStatus,
            SupportedMessage::RequestScAcsResend,
            SupportedMessage::Login,
            SupportedMessage::ItemInformation,
            SupportedMessage::ItemStatusUpdate,
        ]),
        lists: false,
        fees: false,
        contact_data: false,
        hold_patron: HoldPatron::None,
        alert_on: vec![
            AlertType::HoldHere,
            AlertType::HoldElsewhere,
            AlertType::Ill,
            AlertType::Other,
        ],
        alert_type_always: true,
        destination_always: true,
        ..Profile::default()
    };
    vec![
        (
            "generic",
            "a self-check of any make; the default of terminals",
            Profile::default(),
        ),
        (
            "pv-supa",
            "self-checks of PV-Supa: as generic, without sort bins",
            pv_supa,
        ),
        (
            "bibliotheca",
            "self-checks of Bibliotheca: as generic, all texts in one AF",
            bibliotheca,
        ),
        (
            "strict",
            "checksums, institution and PINs are required; for terminals that do everything right",
            strict,
        ),
        (
            "gate",
            "a gate: asks for items, learns nothing of patrons",
            Profile::gate(),
        ),
        (
            "door",
            "a self-service door: asks whether card and PIN are good",
            Profile::door(),
        ),
        (
            "sorter",
            "a return machine with a sorter: CV and CT with every return",
            sorter,
        ),
    ]
}

/// Every switch of a profile.
pub(super) fn keys() -> Vec<Key<Profile>> {
    [
        wire(),
        institution(),
        permission(),
        texts(),
        privacy(),
        lending(),
        returning(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn wire() -> Vec<Key<Profile>> {
    vec![
        key!(charset, "The code page of everything sent and received."),
        key!(
            terminator,
            "What ends a message of ours. CR, CRLF and LF are all taken."
        ),
        key!(
            error_detection,
            "When answers carry a sequence number and a checksum (AY, AZ): as the request does \
             (`mirror`), always, never, or as the request does with 96 for one without (`require`)."
        ),
        key!(
            lenient_checksum,
            "Whether a checksum summed over letters instead of bytes is taken too; several clients \
             err so."
        ),
    ]
}

fn institution() -> Vec<Key<Profile>> {
    vec![
        key!(institution, "The institution (AO) of our answers."),
        key!(
            institution_check,
            "What is done when the terminal names another institution."
        ),
        key!(
            institution_echo,
            "Whether answers repeat the institution that the terminal named."
        ),
        key!(library_name, "The library's name (AM of 98)."),
    ]
}

fn permission() -> Vec<Key<Profile>> {
    vec![
        key!(
            allowed,
            "The messages that the terminal may send; the others are refused, and BX says so. A \
             message may be written as its code too (`\"63\"`)."
        ),
        key!(
            offline_ok,
            "Whether the terminal may lend and return while the gateway is not reached (98)."
        ),
        key!(timeout_tenths in 0..=999,
            "How long the terminal should wait for an answer, in tenths of a second (98); 999 for \
             unknown."
        ),
        key!(retries in 0..=999, "How often the terminal should try again (98); 999 for unknown."),
        key!(max_connections in 1..=1_000_000, "How many connections the account may have open at a time."),
    ]
}

fn texts() -> Vec<Key<Profile>> {
    vec![
        key!(
            due_date,
            "How a due date (AH) is written: `20261220    235959` (`sip`), `2026-12-20` (`iso`) or \
             `20.12.2026` (`finnish`)."
        ),
        key!(
            language,
            "The language when neither the terminal nor the patron names one."
        ),
        key!(max_screen_messages in 1..=16,
            "How many screen messages (AF) an answer carries at most; further texts are joined to \
             the last one."
        ),
        key!(screen_message_width in 20..=255, "How many characters a screen message has at most."),
    ]
}

fn privacy() -> Vec<Key<Profile>> {
    vec![
        key!(
            hidden_fields,
            "Fields that are never sent; those which the standard requires are sent empty."
        ),
        masked_flags(),
        key!(
            lists,
            "Whether lists (AS, AT, AU, AV, BU, CD) and their counts are given."
        ),
        key!(fees, "Whether fees (BV, CC, BH, AV) are given."),
        key!(
            contact_data,
            "Whether contact data (BD, BE, BF, PB) is given, after a right PIN."
        ),
        key!(
            lists_need_pin,
            "Whether lists are given only after a right PIN."
        ),
        key!(list_cap in 1..=9_999, "How many entries a list of 64 has at most."),
        key!(loan_entries, "What the lists of loans (AT, AU) hold."),
        key!(hold_entries, "What the lists of holds (AS, CD) hold."),
        key!(
            hold_patron,
            "How 10 names the patron whose hold was caught (CY, DA): not at all, by the last four \
             digits of the card, by card and initials, or by card and full name."
        ),
    ]
}

/// SIP2 counts the flags from 1, the profile from 0.
fn masked_flags() -> Key<Profile> {
    Key::custom(
        "masked_flags",
        "Patron status flags (1 to 14, in the order of the standard) that are never raised, for \
         services that take each flag as \"no access\".",
        "a list of whole numbers from 1 to 14".into(),
        |profile: &mut Profile, found| {
            let flags = Vec::<u16>::read(found)?;
            let indexes = flags.iter().map(|flag| {
                let index = u8::try_from(*flag)
                    .ok()
                    .and_then(|flag| flag.checked_sub(1));
                index.filter(|index| *index < 14).ok_or_else(|| {
                    Wrong::new(found, format!("there is no flag {flag}"))
                        .fix("write numbers from 1 to 14")
                })
            });
            profile.masked_flags = indexes.collect::<Result<_, _>>()?;
            Ok(())
        },
        |profile| {
            let flags = profile
                .masked_flags
                .iter()
                .map(|index| u16::from(*index) + 1);
            flags.collect::<Vec<u16>>().show()
        },
    )
}

fn lending() -> Vec<Key<Profile>> {
    vec![
        key!(
            pin_required,
            "The messages that are refused without a PIN (AD)."
        ),
        key!(
            desensitize,
            "The media whose security the terminal removes at a checkout."
        ),
        key!(
            magnetic,
            "The media that a magnetic desensitiser would ruin (magnetic media Y)."
        ),
        key!(
            lend_in_transit,
            "Whether an item in transit may be lent; the transit ends then."
        ),
    ]
}

fn returning() -> Vec<Key<Profile>> {
    vec![
        key!(
            accept_not_on_loan,
            "Whether the return of something that is not on loan is answered as carried out."
        ),
        key!(
            capture_holds,
            "Whether a return catches the item for the hold that waits for it."
        ),
        key!(
            alert_on,
            "For which alert types (CV) the alert flag of 10 is raised."
        ),
        key!(
            alert_type_always,
            "Whether CV 00 is sent with an ordinary return."
        ),
        key!(
            destination_always,
            "Whether CT is sent (empty) with an ordinary return."
        ),
        key!(sort_bin, "Whether the sort bin (CL) is sent."),
    ]
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_switch_has_one_key_of_its_name() {
        // The names that Debug shows are those of the fields.
        let shown = format!("{:#?}", Profile::default());
        let fields: BTreeSet<&str> = shown
            .lines()
            .filter_map(|line| line.strip_prefix("    ")?.split_once(": "))
            .map(|(name, _)| name)
            .filter(|name| !name.starts_with(' '))
            .collect();
        let keys = keys();
        let names: BTreeSet<&str> = keys.iter().map(|key| key.name).collect();
        assert_eq!(names, fields);
        assert_eq!(names.len(), keys.len());
    }

    #[test]
    fn every_built_in_profile_reads_back_as_it_is_shown() {
        for (name, _, profile) in built_in() {
            let mut read = Profile::default();
            for key in keys() {
                let shown = key.show(&profile).unwrap();
                let found = toml::de::DeValue::parse(&shown).unwrap();
                key.read(&mut read, &found).unwrap();
            }
            assert_eq!(read, profile, "{name}");
        }
    }
}
