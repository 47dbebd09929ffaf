//! What is told of a patron: what is asked for.

use jiff::{civil::Date, tz::TimeZone};
use silta_consortium::{AgeClass, Patron, Redacted, RefusalCode};
use silta_ncip::{
    Address, BlockOrTrap, DateTime, ElectronicAddress, NameInformation,
    OrganizationNameInformation, PersonalNameInformation, PhysicalAddress, PostalAddress,
    SchemeValuePair, Several, StructuredPersonalUserName, UnstructuredAddress,
    UserAddressInformation, UserOptionalFields, UserPrivilege, UserPrivilegeStatus,
};

use crate::{
    codes::{
        BLOCK_OR_TRAP_TYPE, ELECTRONIC_ADDRESS_TYPE, ORGANIZATION_NAME_TYPE, PHYSICAL_ADDRESS_TYPE,
        UNSTRUCTURED_ADDRESS_TYPE, USER_ADDRESS_ROLE_TYPE, asks, language,
    },
    serving::Serving,
    user::Who,
};

impl Serving<'_> {
    /// What a message asks to be told of a patron; none if it asks for nothing that there is.
    pub(crate) fn user_fields(
        &self,
        who: &Who,
        asked: &[SchemeValuePair],
    ) -> Option<UserOptionalFields> {
        let patron = &who.patron;
        let mut fields = UserOptionalFields::default();
        if asks(asked, "Name Information") {
            fields.name_information = Some(name(patron));
        }
        let may_be_reached = self
            .sender
            .agency()
            .is_some_and(|agency| agency.contact_data);
        if who.proved || may_be_reached {
            if asks(asked, "User Address Information") {
                fields.user_address_information = addresses(patron);
            }
            if asks(asked, "Date Of Birth") {
                fields.date_of_birth = self.birth(&patron.contact.birth_date);
            }
        }
        if asks(asked, "User Language") {
            fields.user_languages = vec![language(patron.language)];
        }
        if asks(asked, "User Privilege") {
            fields.user_privileges = self.privileges(patron);
        }
        if asks(asked, "Block Or Trap") {
            fields.blocks_or_traps = self.blocks(patron);
        }
        if asks(asked, "User Id") {
            fields.user_ids = vec![self.user_id(&patron.barcode)];
        }
        (fields != UserOptionalFields::default()).then_some(fields)
    }

    fn birth(&self, date: &Redacted) -> Option<DateTime> {
        let date: Date = date.expose().parse().ok()?;
        let zone = TimeZone::clone(&self.shared.settings.time_zone);
        Some(self.date(date.to_zoned(zone).ok()?.timestamp()))
    }

    /// In the two readings that clients have: a status, and a group.
    fn privileges(&self, patron: &Patron) -> Vec<UserPrivilege> {
        let status = match patron.blocks.is_empty() {
            true => "OK",
            false => "BLOCKED",
        };
        let zone = &self.shared.settings.time_zone;
        let expires = patron.expires.and_then(|last| {
            let end = last.at(23, 59, 59, 0).to_zoned(zone.clone()).ok()?;
            Some(self.date(end.timestamp()))
        });
        let privilege = |kind: &str, status: &str| UserPrivilege {
            agency_id: self.agency(),
            agency_user_privilege_type: kind.into(),
            valid_from_date: None,
            valid_to_date: expires,
            user_privilege_fee: None,
            user_privilege_status: Some(UserPrivilegeStatus {
                user_privilege_status_type: status.into(),
                date_of_user_privilege_status: None,
            }),
            user_privilege_description: None,
        };
        vec![
            privilege("STATUS", status),
            privilege("PROFILE", &patron.group),
        ]
    }

    /// What the patron may not do now (blocks), and what staff should know (traps).
    fn blocks(&self, patron: &Patron) -> Vec<BlockOrTrap> {
        let may = patron.privileges;
        let known = [
            (!may.checkout, "Block Check Out"),
            (!may.renew, "Block Renewal"),
            (!may.hold, "Block Hold"),
            (!may.hold, "Block Request Item"),
            (!may.recall, "Block Recall"),
            (
                patron.is_blocked_by(RefusalCode::CardLost),
                "Trap For Lost Card",
            ),
            (patron.counts.holds_ready > 0, "Trap For Pickup"),
        ];
        let standing = known.into_iter().filter(|(stands, _)| *stands);
        let told = standing.map(|(_, kind)| BlockOrTrap {
            agency_id: self.agency(),
            block_or_trap_type: BLOCK_OR_TRAP_TYPE.of(kind),
            valid_from_date: None,
            valid_to_date: None,
        });
        told.collect()
    }
}

/// `Korhonen, Väinö` in parts and as it is written; the name of a library is one.
fn name(patron: &Patron) -> NameInformation {
    let whole = patron.name.expose();
    if patron.age_class == AgeClass::Institution {
        return NameInformation::Organization(Several::one(OrganizationNameInformation {
            organization_name_type: ORGANIZATION_NAME_TYPE.of("Translated Name"),
            organization_name: whole.into(),
        }));
    }
    NameInformation::Personal(match whole.split_once(',') {
        None => PersonalNameInformation::Unstructured(whole.into()),
        Some((surname, given)) => PersonalNameInformation::Structured(
            StructuredPersonalUserName {
                given_name: Some(given.into()),
                surname: surname.into(),
                ..StructuredPersonalUserName::default()
            },
            Some(whole.into()),
        ),
    })
}

fn addresses(patron: &Patron) -> Vec<UserAddressInformation> {
    let contact = &patron.contact;
    let of = |role: &'static str, address| UserAddressInformation {
        user_address_role_type: USER_ADDRESS_ROLE_TYPE.of(role),
        valid_from_date: None,
        valid_to_date: None,
        address,
    };
    let electronic = |kind: &'static str, data: &Redacted| {
        Address::Electronic(ElectronicAddress {
            electronic_address_type: ELECTRONIC_ADDRESS_TYPE.of(kind),
            electronic_address_data: data.expose().into(),
        })
    };
    let postal = |data: &Redacted| {
        Address::Physical(Box::new(PhysicalAddress {
            address: PostalAddress::Unstructured(UnstructuredAddress {
                unstructured_address_type: UNSTRUCTURED_ADDRESS_TYPE.of("Newline-Delimited Text"),
                unstructured_address_data: data.expose().into(),
            }),
            physical_address_type: PHYSICAL_ADDRESS_TYPE.of("Postal Address"),
        }))
    };
    let told = [
        (&contact.address, of("Home", postal(&contact.address))),
        (
            &contact.email,
            of("Home", electronic("mailto", &contact.email)),
        ),
        (
            &contact.phone,
            of("Home", electronic("tel", &contact.phone)),
        ),
    ];
    let there = told.into_iter().filter(|(data, _)| !data.is_empty());
    there.map(|(_, address)| address).collect()
}
