//! The demo's patrons. Their PINs are public; the hashes stand here ready made, because ten slow
//! hashes would cost each first start a quarter of a second.

use jiff::{ToSpan, civil::Date};
use rusqlite::params;

use super::Demo;

struct Person {
    card: &'static str,
    #[cfg_attr(not(test), expect(dead_code, reason = "the store gets the hash"))]
    pin: &'static str,
    /// argon2id of the PIN.
    hash: &'static str,
    name: &'static str,
    home: &'static str,
    group: &'static str,
    language: &'static str,
    /// Years, or none if it is not a person.
    age: Option<i16>,
    card_state: Card,
    address: &'static str,
    email: &'static str,
    phone: &'static str,
}

#[derive(Clone, Copy)]
enum Card {
    /// Valid for two years.
    Valid,
    /// Expired a month ago.
    Expired,
    /// Reported lost.
    Lost,
    /// Valid for ever.
    Permanent,
}

impl Demo<'_> {
    pub(super) fn people(&self) -> rusqlite::Result<()> {
        let sql = "INSERT INTO patron (barcode, name, home, kind, language, expires, card_lost,
                                       address, email, phone, birth_date)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)";
        let mut patron = self.transaction.prepare(sql)?;
        let mut pin = self
            .transaction
            .prepare("INSERT INTO pin (patron, hash) VALUES (?1, ?2)")?;
        let today = self.rules.date(self.now);
        for person in PEOPLE {
            let row = patron.insert(params![
                person.card,
                person.name,
                person.home,
                person.group,
                person.language,
                expires(person.card_state, today).map(|date| date.to_string()),
                matches!(person.card_state, Card::Lost),
                person.address,
                person.email,
                person.phone,
                birth_date(person.age, today),
            ])?;
            pin.execute(params![row, person.hash])?;
        }
        Ok(())
    }
}

fn expires(card: Card, today: Date) -> Option<Date> {
    match card {
        Card::Valid | Card::Lost => Some(today.saturating_add(2.years())),
        Card::Expired => Some(today.saturating_sub(30.days())),
        Card::Permanent => None,
    }
}

/// Born so many years and some months before today, so that the age holds for a while.
fn birth_date(age: Option<i16>, today: Date) -> String {
    age.map_or(String::new(), |age| {
        let born = today.saturating_sub(age.years()).saturating_sub(4.months());
        born.to_string()
    })
}

const PEOPLE: [Person; 10] = [
    Person {
        card: "2900000001",
        pin: "1234",
        hash: "$argon2id$v=19$m=19456,t=2,p=1$Y00xS/aM1F/+Ym7sbyZfQQ$puCbfqvdz9+iSeWP7iTR3+ppeXgTZAq5RpvPhqcBvOc",
        name: "Korhonen, Väinö",
        home: "KAJ",
        group: "adult",
        language: "fi",
        age: Some(47),
        card_state: Card::Valid,
        address: "Kauppakatu 101, 87100 Kajaani",
        email: "vaino.korhonen@kainet.example",
        phone: "050 555 0101",
    },
    Person {
        card: "2900000002",
        pin: "2345",
        hash: "$argon2id$v=19$m=19456,t=2,p=1$6NSseoXXuoRS50U3CWIC9w$+9ulzyHGhoqflDI99GqfWJz3mOxau0oyy1F+P+9WO78",
        name: "Heikkinen, Åsa",
        home: "SOT",
        group: "adult",
        language: "sv",
        age: Some(35),
        card_state: Card::Valid,
        address: "Akkoniementie 102, 88600 Sotkamo",
        email: "asa.heikkinen@kainet.example",
        phone: "050 555 0102",
    },
    Person {
        card: "2900000003",
        pin: "3456",
        hash: "$argon2id$v=19$m=19456,t=2,p=1$VKmc7/YK9gNPpfbLye8MEQ$uglAqzwgrwaQTcWeHFix1qj8RpDGfSxE5pdbdwTjvZ8",
        name: "Karjalainen, Aino",
        home: "KUH",
        group: "adult",
        language: "fi",
        age: Some(62),
        card_state: Card::Valid,
        address: "Kainuuntie 103, 88900 Kuhmo",
        email: "aino.karjalainen@kainet.example",
        phone: "050 555 0103",
    },
    Person {
        card: "2900000004",
        pin: "4567",
        hash: "$argon2id$v=19$m=19456,t=2,p=1$ZOepj7pfd947fE1QICJQZg$PJLVOLBAdXk17yj/CZVP1DZrxbg6z2XtYSUnKz9icQw",
        name: "Kemppainen, Onni",
        home: "KAJ",
        group: "adult",
        language: "fi",
        age: Some(29),
        card_state: Card::Expired,
        address: "Lönnrotinkatu 104, 87100 Kajaani",
        email: "onni.kemppainen@kainet.example",
        phone: "050 555 0104",
    },
    Person {
        card: "2900000005",
        pin: "5678",
        hash: "$argon2id$v=19$m=19456,t=2,p=1$zAzwaK2R8eSJR6oYKdT+dQ$Ktf7nWoeUYKgHEK7SX7lo35EIEPWV5lRN6Nwn45rTYE",
        name: "Määttä, Elli",
        home: "SUO",
        group: "adult",
        language: "fi",
        age: Some(71),
        card_state: Card::Lost,
        address: "Kiannonkatu 105, 89600 Suomussalmi",
        email: "elli.maatta@kainet.example",
        phone: "050 555 0105",
    },
    Person {
        card: "2900000006",
        pin: "6789",
        hash: "$argon2id$v=19$m=19456,t=2,p=1$D70TWSixTIZAks6bOJhL3w$o4a3wYsuVZRSuIy9QdQXGMuNx+viNNglw0DWA31kkFI",
        name: "Piirainen, Ilta",
        home: "KAJ",
        group: "child",
        language: "fi",
        age: Some(10),
        card_state: Card::Valid,
        address: "Sammonkatu 106, 87100 Kajaani",
        email: "ilta.piirainen@kainet.example",
        phone: "050 555 0106",
    },
    Person {
        card: "2900000007",
        pin: "7890",
        hash: "$argon2id$v=19$m=19456,t=2,p=1$TdwutUVht0g5Jr9dVB9MQg$pcZQITiknOsAA7XGVUtz/OAsfhFNor/3dEb7K2eAOKk",
        name: "Tolonen, Eero",
        home: "PAL",
        group: "adult",
        language: "fi",
        age: Some(54),
        card_state: Card::Valid,
        address: "Vaarankyläntie 107, 88300 Paltamo",
        email: "eero.tolonen@kainet.example",
        phone: "050 555 0107",
    },
    Person {
        card: "2900000008",
        pin: "8901",
        hash: "$argon2id$v=19$m=19456,t=2,p=1$p6wC76H8C0OfxYh0VghU7A$6hf+PfHNld9JzPCOOCcIk+TBZ4GrRoeOk0Swbtbz03Y",
        name: "Leinonen, Sisko",
        home: "KAJ",
        group: "adult",
        language: "fi",
        age: Some(41),
        card_state: Card::Valid,
        address: "Pohjolankatu 108, 87100 Kajaani",
        email: "sisko.leinonen@kainet.example",
        phone: "050 555 0108",
    },
    Person {
        card: "2900000009",
        pin: "9012",
        hash: "$argon2id$v=19$m=19456,t=2,p=1$PDr63/qVjzjDdILoW5N8CQ$ZZYLxg/C68+6c3+bsFTzZpVhhhN5waHpUiSVrhd6Z3o",
        name: "Huotari, Urho",
        home: "RIS",
        group: "outreach",
        language: "fi",
        age: Some(83),
        card_state: Card::Valid,
        address: "Aholantie 109, 88400 Ristijärvi",
        email: "urho.huotari@kainet.example",
        phone: "050 555 0109",
    },
    Person {
        card: "2900000010",
        pin: "0123",
        hash: "$argon2id$v=19$m=19456,t=2,p=1$8AWFTrLQqpOqMzd+dgyRcw$MF605X6iGpwVr4GiVDSNEZ8bmZb8YjrIuxSmInj/f+U",
        name: "FI-Partner (library)",
        home: "KAJ",
        group: "institution",
        language: "en",
        age: None,
        card_state: Card::Permanent,
        address: "PL 110, 00100 Helsinki",
        email: "kaukolaina@partner.example",
        phone: "050 555 0110",
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_ready_made_hashes_are_those_of_the_pins() {
        for person in PEOPLE {
            let fits = silta_secrets::matches(person.pin, person.hash).await;
            assert_eq!(fits, Ok(true), "{}", person.card);
            assert!(person.hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        }
    }
}
