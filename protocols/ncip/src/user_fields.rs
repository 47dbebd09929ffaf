//! What is told of a user.

use crate::{
    address::UserAddressInformation,
    date_time::DateTime,
    fiscal::Amount,
    name::NameInformation,
    out::Out,
    pair::SchemeValuePair,
    structure::structure,
    text::Text,
    user::{AuthenticationInput, PreviousUserId, UserId, write_visible},
    version::Edition,
};

structure! {
    /// What is told of a user.
    #[derive(Default)]
    UserOptionalFields, first visible_user_ids {
        opt "NameInformation" name_information: NameInformation,
        many "UserAddressInformation" user_address_information: UserAddressInformation,
        opt "DateOfBirth" date_of_birth: DateTime,
        many "UserLanguage" user_languages: SchemeValuePair,
        many "UserPrivilege" user_privileges: UserPrivilege,
        many "BlockOrTrap" blocks_or_traps: BlockOrTrap,
        many2 "UserId" user_ids: UserId,
        many2 "PreviousUserId" previous_user_ids: PreviousUserId,
    }
}

/// Version 1 has the other identifiers of a user, with their types, before all else.
fn visible_user_ids(fields: &UserOptionalFields, out: &mut Out<'_>) {
    if out.edition == Edition::One {
        for id in &fields.user_ids {
            write_visible(id, out);
        }
    }
}

structure! {
    /// What a user may do. Three uses are met: a status (`STATUS` with `OK` or `BLOCKED`), a group
    /// of users (`PROFILE` with its name), and one privilege each.
    UserPrivilege {
        lax "AgencyId" agency_id: SchemeValuePair,
        one "AgencyUserPrivilegeType" agency_user_privilege_type: SchemeValuePair,
        opt "ValidFromDate" valid_from_date: DateTime,
        opt "ValidToDate" valid_to_date: DateTime,
        opt "UserPrivilegeFee" user_privilege_fee: UserPrivilegeFee,
        opt "UserPrivilegeStatus" user_privilege_status: UserPrivilegeStatus,
        opt "UserPrivilegeDescription" user_privilege_description: Text,
    }
}

structure! {
    /// What a privilege costs.
    UserPrivilegeFee {
        one "Amount" amount: Amount,
        opt "PaymentMethodType" payment_method_type: SchemeValuePair,
    }
}

structure! {
    /// How a privilege stands.
    UserPrivilegeStatus {
        one "UserPrivilegeStatusType" user_privilege_status_type: SchemeValuePair,
        opt "DateOfUserPrivilegeStatus" date_of_user_privilege_status: DateTime,
    }
}

structure! {
    /// What a user may not do (a block), or must be told (a trap).
    BlockOrTrap {
        lax "AgencyId" agency_id: SchemeValuePair,
        one "BlockOrTrapType" block_or_trap_type: SchemeValuePair,
        opt "ValidFromDate" valid_from_date: DateTime,
        opt "ValidToDate" valid_to_date: DateTime,
    }
}

structure! {
    /// What is added to a user, or taken away. `VisibleUserId` of version 1 is not kept.
    #[derive(Default)]
    UserFields {
        many "AuthenticationInput" authentication_inputs: AuthenticationInput,
        opt "NameInformation" name_information: NameInformation,
        many "UserAddressInformation" user_address_information: UserAddressInformation,
        opt "DateOfBirth" date_of_birth: DateTime,
        many "UserLanguage" user_languages: SchemeValuePair,
        many "UserPrivilege" user_privileges: UserPrivilege,
        many "BlockOrTrap" blocks_or_traps: BlockOrTrap,
    }
}
