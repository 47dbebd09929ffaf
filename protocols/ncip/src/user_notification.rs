//! Notifications about users and agencies: what happened at the other side.

use crate::{
    address::{AgencyAddressInformation, UserAddressInformation},
    date_time::DateTime,
    fiscal::{Amount, FiscalTransactionInformation, ItemDetails, UserFiscalAccount},
    lookup_agency::{AgencyFields, AuthenticationPrompt},
    name::{NameInformation, OrganizationNameInformation},
    pair::SchemeValuePair,
    structure::{choice, structure},
    text::Text,
    user::UserId,
    user_fields::{BlockOrTrap, UserFields, UserPrivilege},
};

structure! {
    /// A user was made known. `VisibleUserId` of version 1 is not kept.
    UserCreated {
        one "UserId" user_id: UserId,
        one "NameInformation" name_information: NameInformation,
        many "UserAddressInformation" user_address_information: UserAddressInformation,
        opt "DateOfBirth" date_of_birth: DateTime,
        many "UserLanguage" user_languages: SchemeValuePair,
        many "UserPrivilege" user_privileges: UserPrivilege,
        many "BlockOrTrap" blocks_or_traps: BlockOrTrap,
    }
}

structure! {
    /// What is known of a user was changed.
    UserUpdated {
        one "UserId" user_id: UserId,
        opt "DeleteUserFields" delete_user_fields: UserFields,
        opt "AddUserFields" add_user_fields: UserFields,
    }
}

structure! {
    /// A user was charged, or has paid.
    UserFiscalTransactionCreated {
        one "UserId" user_id: UserId,
        one "FiscalTransactionInformation" fiscal_transaction_information:
            FiscalTransactionInformation,
    }
}

structure! {
    /// A user was told something.
    UserNoticeSent {
        one "UserId" user_id: UserId,
        one "DateSent" date_sent: DateTime,
        one "UserNoticeDetails" user_notice_details: UserNoticeDetails,
    }
}

structure! {
    /// What a user is told.
    UserNoticeDetails {
        lax "NoticeType" notice_type: SchemeValuePair,
        opt "NoticeContent" notice_content: Text,
        choice "NoticeItem" about: NoticeSubject,
    }
}

choice! {
    /// What a user is told about.
    NoticeSubject {
        some "NoticeItem" Items: NoticeItem,
        one "UserFiscalAccount" Account: UserFiscalAccount,
        one "UserPrivilege" Privilege: Box<UserPrivilege>,
    }
}

structure! {
    /// An item that a user is told about.
    NoticeItem {
        one "ItemDetails" item_details: ItemDetails,
        opt "Amount" amount: Amount,
    }
}

structure! {
    /// An agency was made known.
    AgencyCreated {
        one "AgencyId" agency_id: SchemeValuePair,
        some "OrganizationNameInformation" organization_name_information:
            OrganizationNameInformation,
        many "AgencyAddressInformation" agency_address_information: AgencyAddressInformation,
        many "AuthenticationPrompt" authentication_prompts: AuthenticationPrompt,
        many "ApplicationProfileSupportedType" application_profile_supported_types:
            SchemeValuePair,
        many "ConsortiumAgreement" consortium_agreements: SchemeValuePair,
        many "AgencyUserPrivilegeType" agency_user_privilege_types: SchemeValuePair,
    }
}

structure! {
    /// What is known of an agency was changed.
    AgencyUpdated {
        one "AgencyId" agency_id: SchemeValuePair,
        opt "DeleteAgencyFields" delete_agency_fields: AgencyFields,
        opt "AddAgencyFields" add_agency_fields: AgencyFields,
    }
}
