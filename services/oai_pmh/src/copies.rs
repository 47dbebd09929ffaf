//! Copies in MARC: one 952 for each, as Koha writes it and Finna's MARC driver reads it.

use jiff::tz::TimeZone;
use silta_consortium::{CirculationStatus, Item};
use silta_marc::{Field, Subfield};

/// The most copies that a record is told with, in the order of their barcodes.
pub const MAX_COPIES: u32 = 1000;

/// What `marc21` tells of the copies of a record.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CopyData {
    /// Nothing.
    #[default]
    None,
    /// What stands however a copy is lent: `a b 8 o h`.
    Standing,
    /// Also where it is and whether it can be had: `b` is where it is now, and `0 1 4 7 q` are
    /// told. Each loan and each return changes the record.
    Live,
}

impl CopyData {
    /// Each with its name.
    pub const ALL: [(Self, &'static str); 3] = [
        (Self::None, "none"),
        (Self::Standing, "standing"),
        (Self::Live, "live"),
    ];
}

/// The fields for these copies.
pub(crate) fn fields(copies: &[Item], data: CopyData, zone: &TimeZone) -> Vec<Field> {
    let Ok(tag) = "952".parse() else {
        return Vec::new();
    };
    let field = |copy: &Item| {
        let mut told = standing(copy, data);
        if data == CopyData::Live {
            told.extend(live(copy, zone));
        }
        Field::data(tag, [' ', ' '], told)
    };
    copies.iter().map(field).collect()
}

fn standing(copy: &Item, data: CopyData) -> Vec<Subfield> {
    let at = match data {
        CopyData::Live => &copy.current_location,
        CopyData::None | CopyData::Standing => &copy.permanent_location,
    };
    let mut told = vec![
        Subfield::new('a', copy.home.as_str()),
        Subfield::new('b', at.as_str()),
    ];
    let texts = [
        ('8', &copy.collection),
        ('o', &copy.shelf_mark),
        ('h', &copy.properties),
    ];
    for (code, text) in texts {
        told.extend(text.as_deref().map(|text| Subfield::new(code, text)));
    }
    told
}

/// By Koha's rules a copy can be had if none of 0, 1, 4 and q says otherwise and 7 is there and 0
/// or 1. So 7 is left out where a copy cannot be had for a reason that none of them has.
fn live(copy: &Item, zone: &TimeZone) -> Vec<Subfield> {
    use CirculationStatus as Status;
    let flag = |set: bool| if set { "1" } else { "0" };
    let status = copy.circulation_status;
    let lost = matches!(
        status,
        Status::Lost | Status::Missing | Status::ClaimedReturned
    );
    let mut told = vec![
        Subfield::new('0', flag(false)),
        Subfield::new('1', flag(lost)),
        Subfield::new('4', flag(false)),
    ];
    let not_for_loan = match status {
        Status::Available | Status::OnLoan | Status::Recalled => Some("0"),
        // To be used in the library.
        Status::NotForLoan => Some("1"),
        Status::OnOrder => Some("-1"),
        Status::ClaimedReturned
        | Status::InProcess
        | Status::InTransit
        | Status::Lost
        | Status::Missing
        | Status::OnHoldShelf => None,
    };
    told.extend(not_for_loan.map(|value| Subfield::new('7', value)));
    let due = copy.due.map(|due| due.to_zoned(zone.clone()).date());
    told.extend(due.map(|due| Subfield::new('q', due.to_string())));
    told
}

#[cfg(test)]
mod tests {
    use silta_consortium::MediaType;

    use super::*;

    fn copy(status: CirculationStatus) -> Item {
        Item {
            barcode: "3900000001".into(),
            record: "kainet.1".into(),
            title: "Kalevala".into(),
            author: None,
            media_type: MediaType::Book,
            circulation_status: status,
            due: (status == CirculationStatus::OnLoan)
                .then(|| "2026-12-01T21:59:59Z".parse().unwrap()),
            hold_queue: 0,
            home: "KAJ".into(),
            current_location: "SOT".into(),
            permanent_location: "KAJ".into(),
            destination: None,
            shelf_until: None,
            fee: None,
            shelf_mark: Some("84.2 LÖN".into()),
            collection: None,
            age_limit: None,
            properties: None,
        }
    }

    fn told(status: CirculationStatus, data: CopyData) -> String {
        let zone = TimeZone::get("Europe/Helsinki").unwrap();
        let fields = fields(&[copy(status)], data, &zone);
        let subfields = fields.first().unwrap().subfields().iter();
        let told: Vec<String> = subfields
            .map(|subfield| format!("{}={}", subfield.code, subfield.value))
            .collect();
        told.join(" ")
    }

    #[test]
    fn what_stands_does_not_follow_the_loan() {
        use CirculationStatus as Status;
        let standing = told(Status::Available, CopyData::Standing);
        assert_eq!(standing, "a=KAJ b=KAJ o=84.2 LÖN");
        assert_eq!(told(Status::OnLoan, CopyData::Standing), standing);
    }

    #[test]
    fn what_cannot_be_had_is_told_as_koha_tells_it() {
        use CirculationStatus as Status;
        let live = |status| {
            let told = told(status, CopyData::Live);
            told.strip_prefix("a=KAJ b=SOT o=84.2 LÖN ")
                .unwrap()
                .to_owned()
        };
        assert_eq!(live(Status::Available), "0=0 1=0 4=0 7=0");
        // Due at the end of the day where the library is.
        assert_eq!(live(Status::OnLoan), "0=0 1=0 4=0 7=0 q=2026-12-01");
        assert_eq!(live(Status::Lost), "0=0 1=1 4=0");
        assert_eq!(live(Status::NotForLoan), "0=0 1=0 4=0 7=1");
        assert_eq!(live(Status::OnOrder), "0=0 1=0 4=0 7=-1");
        assert_eq!(live(Status::OnHoldShelf), "0=0 1=0 4=0");
    }
}
