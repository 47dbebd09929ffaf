//! Made-up titles: Finnish ones for the generated books, and more in four languages.

use super::tables::Language;

/// A title, who made it, and what it is.
pub(super) struct Work {
    pub(super) title: String,
    pub(super) author: String,
    /// As the store names it.
    pub(super) media_type: &'static str,
    pub(super) language: Language,
}

/// Characters of the longest title.
const LONG: usize = 400;

/// A title that tries what terminals get wrong: its length, a delimiter of SIP2, a line break, a
/// character outside the basic plane, and the letters of the language.
pub(super) fn long() -> String {
    let start = "Kummallinen nimeke | jossa on pystyviiva,\nrivinvaihto, hymiö 😀 sekä å, ä ja ö";
    let rest = ", ja joka jatkuu ja jatkuu kuin Kainuun erämaa"
        .chars()
        .cycle();
    let mut title: String = start.chars().chain(rest).take(LONG - 1).collect();
    title.push('.');
    title
}

/// The titles of the generated books: 1600, each its own.
pub(super) fn finnish() -> impl Iterator<Item = Work> {
    let all = ADJECTIVES.len() * NOUNS.len();
    // A step without common factor with the number of titles visits each once, neighbours differ.
    (0..all).map(move |number| {
        let place = number * 733 % all;
        let adjective = ADJECTIVES[place % ADJECTIVES.len()];
        let noun = NOUNS[place / ADJECTIVES.len()];
        Work {
            title: format!("{adjective} {noun}"),
            author: author(number),
            media_type: "book",
            language: Language::FINNISH,
        }
    })
}

/// More records: 150 each in Finnish, Swedish, Northern Sámi and English, of all kinds.
pub(super) fn more() -> impl Iterator<Item = Work> {
    type Naming = fn(usize) -> String;
    let titles: [(Naming, Language); 4] = [
        (|number| pair(FINNISH, number, " ja "), Language::FINNISH),
        (|number| pair(SWEDISH, number, " och "), Language::SWEDISH),
        (|number| pair(SAMI, number, " ja "), Language::SAMI),
        (|number| pair(ENGLISH, number, " and "), Language::ENGLISH),
    ];
    (0..600).map(move |number| {
        let (title, language) = titles[number % titles.len()];
        Work {
            title: title(number / titles.len()),
            author: author(number * 7 + 3),
            media_type: KINDS[number / titles.len() % KINDS.len()],
            language,
        }
    })
}

/// The first serial of [`more`], and its place there.
pub(super) fn serial() -> (i64, Work) {
    let mut works = (0..).zip(more());
    let first = works.find(|(_, work)| work.media_type == "magazine");
    first.unwrap_or_else(|| unreachable!("the table of kinds has serials"))
}

/// Words of English titles.
pub(super) fn english_words() -> [&'static str; 13] {
    ENGLISH
}

/// Two different words of a list with 13, joined: 156 pairs.
fn pair(words: [&str; 13], number: usize, and: &str) -> String {
    let first = number % words.len();
    let second = (first + 1 + number / words.len() % (words.len() - 1)) % words.len();
    format!("{}{and}{}", words[first], words[second])
}

fn author(number: usize) -> String {
    let surname = SURNAMES[number % SURNAMES.len()];
    let name = NAMES[number / SURNAMES.len() % NAMES.len()];
    format!("{surname}, {name}")
}

const KINDS: [&str; 9] = [
    "book", "dvd", "cd", "score", "magazine", "ebook", "book", "map", "other",
];

const ADJECTIVES: [&str; 40] = [
    "Hiljainen",
    "Sininen",
    "Vanha",
    "Viimeinen",
    "Kaukainen",
    "Pohjoinen",
    "Musta",
    "Valkea",
    "Salainen",
    "Kadotettu",
    "Pieni",
    "Suuri",
    "Kylmä",
    "Lämmin",
    "Syvä",
    "Pitkä",
    "Unohdettu",
    "Ensimmäinen",
    "Hopeinen",
    "Kultainen",
    "Punainen",
    "Vihreä",
    "Hämärä",
    "Kirkas",
    "Tuulinen",
    "Sumuinen",
    "Luminen",
    "Jäinen",
    "Yksinäinen",
    "Rauhaton",
    "Outo",
    "Rakas",
    "Kaunis",
    "Villi",
    "Ihmeellinen",
    "Nopea",
    "Hidas",
    "Uusi",
    "Tyhjä",
    "Ikuinen",
];

const NOUNS: [&str; 40] = [
    "järvi", "tie", "talo", "metsä", "joki", "vaara", "kesä", "talvi", "yö", "aamu", "kylä",
    "ranta", "saari", "suo", "koski", "silta", "lintu", "karhu", "susi", "poro", "hauki", "vene",
    "kirje", "laulu", "tarina", "matka", "uni", "muisto", "sydän", "tuuli", "tähti", "kuu", "tuli",
    "vesi", "kivi", "puu", "polku", "ovi", "ikkuna", "lapsuus",
];

const FINNISH: [&str; 13] = [
    "Äiti",
    "Isä",
    "Koti",
    "Meri",
    "Tunturi",
    "Rakkaus",
    "Leipä",
    "Öljylamppu",
    "Rauta",
    "Tervahauta",
    "Kalastaja",
    "Åkerlund",
    "Tuntematon",
];

const SWEDISH: [&str; 13] = [
    "Sjön",
    "Skogen",
    "Fjället",
    "Ön",
    "Ångbåten",
    "Älgen",
    "Vintern",
    "Sommaren",
    "Drömmen",
    "Resan",
    "Fiskaren",
    "Brevet",
    "Stjärnan",
];

const SAMI: [&str; 13] = [
    "Duottar",
    "Johka",
    "Beaivi",
    "Guovssahas",
    "Eallin",
    "Čáhci",
    "Biegga",
    "Násti",
    "Bohccot",
    "Giđđa",
    "Muohta",
    "Áhkku",
    "Luohti",
];

const ENGLISH: [&str; 13] = [
    "The Lake",
    "The Forest",
    "Northern Lights",
    "The Bear",
    "Silence",
    "The Bridge",
    "Winter",
    "The Fisherman",
    "Snow",
    "The Letter",
    "The Island",
    "Midsummer",
    "The Wolf",
];

const SURNAMES: [&str; 20] = [
    "Aalto",
    "Björklund",
    "Eskola",
    "Forsman",
    "Haapala",
    "Juntunen",
    "Kinnunen",
    "Laine",
    "Magga",
    "Niskanen",
    "Oikarinen",
    "Pulkkinen",
    "Räisänen",
    "Seppänen",
    "Tervo",
    "Utriainen",
    "Valle",
    "Westerlund",
    "Ylönen",
    "Öhman",
];

const NAMES: [&str; 17] = [
    "Anna", "Antti", "Britta", "Eeva", "Elsa", "Heikki", "Inga", "Jouni", "Kaisa", "Lauri",
    "Maria", "Nils", "Olga", "Pekka", "Risten", "Sanna", "Toivo",
];

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn each_title_is_its_own() {
        let titles: Vec<_> = finnish().chain(more()).map(|work| work.title).collect();
        let different: HashSet<_> = titles.iter().collect();
        assert_eq!(different.len(), titles.len());
        assert_eq!(titles.len(), 2200);
    }

    #[test]
    fn the_long_title_has_400_characters_of_every_kind() {
        let title = long();
        assert_eq!(title.chars().count(), LONG);
        for odd in ['|', '\n', '😀', 'å', 'ä', 'ö'] {
            assert!(title.contains(odd), "{odd}");
        }
    }
}
