//! 09 and 10: an item comes back. Dates are local time of the library; nothing here decides
//! whether the return is accepted.

use crate::{AlertType, Date, MagneticMedia, MediaType, Outcome, Text, message::message};

message! {
    /// A terminal or sorter returns one item.
    "09" Checkin "Checkin" Terminal V1
    fixed {
        /// The return has already happened off-line and must be recorded.
        no_block: bool,
        /// When, by the terminal's clock.
        transaction_date: Option<Date>,
        /// When the item came back, which counts for overdue fees.
        return_date: Option<Date>,
    }
    fields {
        /// Where the terminal stands.
        V1 AP current_location: Text,
        /// The institution, as the terminal is configured.
        V1 AO institution_id: Text,
        /// The barcode.
        V1 AB item_identifier: Text,
        /// The terminal's password; empty in nearly all traffic.
        V1 AC terminal_password: Text,
        /// Free text about the item.
        V2 CH item_properties: Option<Text>,
        /// `Y` undoes an incomplete checkout of the item.
        V2 BI cancel: Option<bool>,
        /// ISIL of the owner as read from the tag (Biblstandard).
        Ext WS owner_institution: Option<Text>,
    }
}

message! {
    /// What became of the return, and where the item should go.
    "10" CheckinResponse "Checkin Response" Library V1
    fixed {
        /// Whether the item is back.
        ok: Outcome,
        /// Whether to make the security strip live again.
        resensitize: bool,
        /// Whether the item is magnetic.
        magnetic_media: MagneticMedia,
        /// Whether staff or patron should be told: a hold, another branch, trouble.
        alert: bool,
        /// When the library answered.
        transaction_date: Date,
    }
    fields {
        /// The institution.
        V1 AO institution_id: Text,
        /// The barcode.
        V1 AB item_identifier: Text,
        /// Where the item belongs.
        V1 AQ permanent_location: Text,
        /// The title.
        V1 AJ title_identifier: Option<Text>,
        /// Which bin of the sorter.
        V2 CL sort_bin: Option<Text>,
        /// Who had it.
        V2 AA patron_identifier: Option<Text>,
        /// What kind of thing the item is.
        V2 CK media_type: Option<MediaType>,
        /// Free text about the item.
        V2 CH item_properties: Option<Text>,
        /// Collection, for the sorter.
        Ext CR collection_code: Option<Text>,
        /// Call number, for the sorter.
        Ext CS call_number: Option<Text>,
        /// Where the item should go.
        Ext CT destination_location: Option<Text>,
        /// Why the item should be put aside.
        Ext CV alert_type: Option<AlertType>,
        /// Card of the patron it is held for.
        Ext CY hold_patron_id: Option<Text>,
        /// Name of the patron it is held for.
        Ext DA hold_patron_name: Option<Text>,
        /// Phone of the patron it is held for (Evergreen; mind the privacy).
        Ext BF hold_patron_phone: Option<Text>,
        /// Messages for the screen.
        V1 AF screen_messages: Vec<Text>,
        /// Lines for the printer.
        V1 AG print_lines: Vec<Text>,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Dialect, Response, Version};

    #[test]
    fn a_held_item_goes_to_another_branch() {
        let now = Date::parse("20261122    101501").unwrap();
        let response = CheckinResponse {
            ok: Outcome::Ok,
            resensitize: true,
            magnetic_media: MagneticMedia::No,
            alert: true,
            institution_id: "KAINET".into(),
            item_identifier: "3900000012".into(),
            permanent_location: "KAJ".into(),
            destination_location: Some("KUH".into()),
            alert_type: Some(AlertType::OtherBranchHold),
            ..CheckinResponse::at(now)
        };
        let text = "101YNY20261122    101501AOKAINET|AB3900000012|AQKAJ|CTKUH|CV02|";
        assert_eq!(
            Response::from(response.clone()).to_text(Dialect::default()),
            text
        );
        let v1 = Dialect {
            version: Version::V1,
            ..Dialect::default()
        };
        let text = "101YNY20261122    101501AOKAINET|AB3900000012|AQKAJ|";
        assert_eq!(Response::from(response).to_text(v1), text);
    }

    #[test]
    fn a_lost_return_date_is_none() {
        let text = "N20261122    101500                  APKAJ|AOKAINET|AB3900000001|AC|";
        let checkin = Checkin::parse(text, Dialect::default()).unwrap().message;
        assert!(checkin.transaction_date.is_some() && checkin.return_date.is_none());
    }
}
