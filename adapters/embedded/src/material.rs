//! What kind of thing a record describes, by the words that items have for it.

use silta_consortium::MediaType;
use silta_marc::Record;

/// The kind, from the leader (06, 07) and the carrier (007), as MARC 21 codes them.
pub(crate) fn media_type(record: &Record) -> MediaType {
    let leader = record.leader;
    let physical = record.control("007").unwrap_or_default();
    let form = record.control("008").and_then(|text| text.chars().nth(23));
    let is_electronic = physical.starts_with("cr") || matches!(form, Some('o' | 's' | 'q'));
    match (leader.type_of_record(), leader.bibliographic_level()) {
        ('a' | 't', 's' | 'b' | 'i') => MediaType::Magazine,
        ('a' | 't', _) if is_electronic => MediaType::Ebook,
        ('a' | 't', _) => MediaType::Book,
        ('c' | 'd', _) => MediaType::Score,
        ('e' | 'f', _) => MediaType::Map,
        ('g', _) => MediaType::Dvd,
        ('i' | 'j', _) => MediaType::Cd,
        _ => MediaType::Other,
    }
}

#[cfg(test)]
mod tests {
    use silta_marc::Field;

    use super::*;

    #[test]
    fn the_leader_and_the_carrier_tell_the_kind() {
        let kind = |leader: &str, physical| {
            let physical = Field::control("007".parse().unwrap(), physical);
            media_type(&Record {
                leader: leader.parse().unwrap(),
                fields: vec![physical],
            })
        };
        assert_eq!(kind("00000nam a2200000 i 4500", "ta"), MediaType::Book);
        assert_eq!(kind("00000nas a2200000 i 4500", "ta"), MediaType::Magazine);
        assert_eq!(
            kind("00000nam a2200000 i 4500", "cr |||||||||||"),
            MediaType::Ebook
        );
        assert_eq!(
            kind("00000ngm a2200000 i 4500", "vd cvaizq"),
            MediaType::Dvd
        );
        assert_eq!(kind("00000nrm a2200000 i 4500", "zz"), MediaType::Other);
    }
}
