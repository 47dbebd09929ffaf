//! OPAC records: a record with its holdings, and where each item is now. ILL systems read whether
//! an item can be had from `localLocation` and `availableNow`.

use silta_ber::External;

use crate::{
    oid::OPAC,
    strings::InternationalString,
    tables::{choice, external_type, sequence},
};

sequence! {
    /// A record with its holdings.
    #[derive(Default)]
    OpacRecord {
        /// The record, in a syntax of its own.
        [1] bibliographic_record: Option<External>,
        /// One entry for each branch and shelf.
        [2] holdings_data: Option<Vec<HoldingsRecord>>,
    }
}

external_type!(OpacRecord = OPAC);

choice! {
    /// What a library has of a record.
    HoldingsRecord {
        /// As a MARC holdings record.
        [1] MarcHoldingsRecord(External),
        /// Told field by field.
        [2] HoldingsAndCirc(HoldingsAndCircData),
    }
}

sequence! {
    /// What one branch and shelf has. The comments name the fields of MARC holdings.
    #[derive(Default)]
    HoldingsAndCircData {
        /// Leader/06.
        [1] type_of_record: Option<InternationalString>,
        /// Leader/17.
        [2] encoding_level: Option<InternationalString>,
        /// 007/00-01.
        [3] format: Option<InternationalString>,
        /// 008/06.
        [4] receipt_acq_status: Option<InternationalString>,
        /// 008/12.
        [5] general_retention: Option<InternationalString>,
        /// 008/16.
        [6] completeness: Option<InternationalString>,
        /// 008/26-31.
        [7] date_of_report: Option<InternationalString>,
        /// 852 $a: the library, as a code.
        [8] nuc_code: Option<InternationalString>,
        /// 852 $b: the branch.
        [9] local_location: Option<InternationalString>,
        /// 852 $c: the shelf.
        [10] shelving_location: Option<InternationalString>,
        /// 852 $h and $i.
        [11] call_number: Option<InternationalString>,
        /// 852 $j to $m.
        [12] shelving_data: Option<InternationalString>,
        /// 852 $t.
        [13] copy_number: Option<InternationalString>,
        /// 852 $z.
        [14] public_note: Option<InternationalString>,
        /// 843.
        [15] reproduction_note: Option<InternationalString>,
        /// 845.
        [16] terms_use_repro: Option<InternationalString>,
        /// 853 to 868.
        [17] enum_and_chron: Option<InternationalString>,
        /// One for each volume.
        [18] volumes: Option<Vec<Volume>>,
        /// One for each item that circulates.
        [19] circulation_data: Option<Vec<CircRecord>>,
    }
}

sequence! {
    /// A volume.
    #[derive(Default)]
    Volume {
        /// Its number.
        [1] enumeration: Option<InternationalString>,
        /// Its time.
        [2] chronology: Option<InternationalString>,
        /// Both in one.
        [3] enum_and_chron: Option<InternationalString>,
    }
}

sequence! {
    /// Where one item is now.
    #[derive(Default)]
    CircRecord {
        /// Whether it can be had now.
        [1] available_now: bool,
        /// If not, when it is expected.
        [2] availablity_date: Option<InternationalString>,
        /// Until when it can be had; ILL systems read the loan policy here.
        [3] available_thru: Option<InternationalString>,
        /// What stands against lending it.
        [4] restrictions: Option<InternationalString>,
        /// Its barcode.
        [5] item_id: Option<InternationalString>,
        /// Whether a loan of it can be renewed.
        [6] renewable: bool,
        /// Whether somebody waits for it.
        [7] on_hold: bool,
        /// Its volume.
        [8] enum_and_chron: Option<InternationalString>,
        /// Its volume, as printed on the spine.
        [9] midspine: Option<InternationalString>,
        /// Where it stands for the time being.
        [10] temporary_location: Option<InternationalString>,
    }
}
