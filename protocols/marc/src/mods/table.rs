//! The table: what each field gives, after the mapping of MARC 21 to MODS that the Library of
//! Congress publishes. Notes that may be meant for staff alone (541, 561, 583) are not in it.
//!
//! A path is written as in `name[type=personal]/namePart`. Elements of a field share what is above
//! them, but those with `+`, which are others each time; those with `=` are one for the record.
//! `[authority=$2]` has its value from a subfield, `[source=003]` from a control field, and what
//! begins with `@` from an indicator.

/// A row: what one field gives.
pub(crate) struct Row {
    /// The fields; none: the leader.
    pub(crate) tags: &'static [&'static str],
    /// What must hold for the field, all of it.
    pub(crate) when: &'static [When],
    pub(crate) parts: &'static [Part],
}

/// What is taken of it, and the path of the element that it becomes.
pub(crate) struct Part(pub(crate) Taken, pub(crate) &'static str);

/// What must hold for a field.
#[derive(Clone, Copy)]
pub(crate) enum When {
    /// The first indicator is one of these.
    First(&'static str),
    FirstIsNot(&'static str),
    /// The second indicator is one of these.
    Second(&'static str),
    SecondIsNot(&'static str),
    /// A subfield is there.
    Has(char),
    HasNot(char),
    /// The type of record (leader/06) is one of these.
    Type(&'static str),
    /// The bibliographic level (leader/07) is none of these.
    LevelIsNot(&'static str),
    /// The type of date (008/06) is one of these.
    DateType(&'static str),
}

/// What is taken.
#[derive(Clone, Copy)]
pub(crate) enum Taken {
    /// Subfields with a blank between them.
    Joined(&'static str),
    /// Subfields with `--` between them.
    Dashed(&'static str),
    /// The article before a title, which an indicator counts.
    NotSorted,
    /// Subfields with a blank between them, without that article.
    Sorted(&'static str),
    /// Each subfield by itself.
    Each(&'static str),
    /// The same without a full stop at the end.
    Chopped(&'static str),
    /// The number that each subfield begins with.
    Number(&'static str),
    /// Codes of three letters in each subfield.
    Codes(&'static str),
    /// Characters of a control field, if they are letters or digits that say something.
    Characters(usize, usize),
    /// All of a control field.
    Control,
    /// The word for a character of a control field.
    Coded(usize, &'static [(char, &'static str)]),
    /// The word for a character of the leader.
    Leader(usize, &'static [(char, &'static str)]),
}

use self::Taken::{
    Characters, Chopped, Coded, Codes, Control, Dashed, Each, Joined, Leader, NotSorted, Number,
    Sorted,
};
use self::When::{DateType, First, FirstIsNot, Has, HasNot, LevelIsNot, Second, SecondIsNot, Type};

/// Types of record (leader/06) and the word of MODS for each.
pub(crate) const TYPES: &[(char, &str)] = &[
    ('a', "text"),
    ('c', "notated music"),
    ('d', "notated music"),
    ('e', "cartographic"),
    ('f', "cartographic"),
    ('g', "moving image"),
    ('i', "sound recording-nonmusical"),
    ('j', "sound recording-musical"),
    ('k', "still image"),
    ('m', "software, multimedia"),
    ('o', "mixed material"),
    ('p', "mixed material"),
    ('r', "three dimensional object"),
    ('t', "text"),
];

/// Bibliographic levels (leader/07) and how such things are issued.
pub(crate) const ISSUANCES: &[(char, &str)] = &[
    ('a', "monographic"),
    ('b', "serial"),
    ('c', "monographic"),
    ('d', "monographic"),
    ('i', "integrating resource"),
    ('m', "monographic"),
    ('s', "serial"),
];

/// Audiences (008/22) and the term of the list `marctarget` for each.
pub(crate) const AUDIENCES: &[(char, &str)] = &[
    ('a', "preschool"),
    ('b', "juvenile"),
    ('c', "juvenile"),
    ('d', "adolescent"),
    ('e', "adult"),
    ('f', "specialized"),
    ('g', "general"),
    ('j', "juvenile"),
];

/// What an indicator says, by the name that stands for it in an attribute.
pub(crate) struct Indicator {
    pub(crate) name: &'static str,
    /// Whether it is the first one.
    pub(crate) is_first: bool,
    /// The words for its values; `$2` is that subfield.
    pub(crate) words: &'static [(char, &'static str)],
}

/// The attributes that follow from an indicator.
pub(crate) const INDICATORS: &[Indicator] = &[
    Indicator {
        name: "@thesaurus",
        is_first: false,
        words: &[
            ('0', "lcsh"),
            ('1', "lcshac"),
            ('2', "mesh"),
            ('3', "nal"),
            ('5', "csh"),
            ('6', "rvm"),
            ('7', "$2"),
        ],
    },
    Indicator {
        name: "@number",
        is_first: true,
        words: &[
            ('0', "isrc"),
            ('1', "upc"),
            ('2', "ismn"),
            ('3', "ean"),
            ('4', "sici"),
            ('7', "$2"),
        ],
    },
    Indicator {
        name: "@publisher",
        is_first: true,
        words: &[
            ('0', "issue number"),
            ('1', "matrix number"),
            ('2', "music plate"),
            ('3', "music publisher"),
            ('4', "videorecording identifier"),
        ],
    },
    Indicator {
        name: "@part",
        is_first: false,
        words: &[('2', "constituent")],
    },
];

/// The word of a table.
pub(crate) fn of_table(table: &[(char, &'static str)], code: char) -> Option<&'static str> {
    let found = table.iter().find(|(known, _)| *known == code);
    found.map(|(_, word)| *word)
}

/// One row: fields, what must hold, and the parts.
macro_rules! row {
    ([$($tag:literal)*] $(where $($when:expr),+;)? $($taken:expr => $path:expr),+ $(,)?) => {
        Row {
            tags: &[$($tag),*],
            when: &[$($($when),+)?],
            parts: &[$(Part($taken, $path)),+],
        }
    };
}

/// A title in an element.
macro_rules! title {
    ([$($tag:literal)*] $(where $($when:expr),+;)? $path:literal, $codes:literal) => {
        row!([$($tag)*] $(where $($when),+;)?
            NotSorted => concat!($path, "/nonSort"),
            Sorted($codes) => concat!($path, "/title"),
            Each("b") => concat!($path, "/subTitle"),
            Each("n") => concat!($path, "/partNumber"),
            Each("p") => concat!($path, "/partName"),
        )
    };
}

/// A name in an element.
macro_rules! person {
    ([$($tag:literal)*] where $($when:expr),+; $path:literal) => {
        row!([$($tag)*] where $($when),+;
            Joined("aq") => concat!($path, "/namePart"),
            Joined("bc") => concat!($path, "/namePart[type=termsOfAddress]"),
            Each("d") => concat!($path, "/namePart[type=date]"),
            Chopped("e") => concat!($path, "/+role/roleTerm[type=text]"),
            Each("4") => concat!($path, "/+role/roleTerm[type=code][authority=marcrelator]"),
        )
    };
}

macro_rules! body {
    ([$($tag:literal)*] $(where $($when:expr),+;)? $path:literal) => {
        row!([$($tag)*] $(where $($when),+;)?
            Each("a") => concat!($path, "/namePart"),
            Each("b") => concat!($path, "/namePart"),
            Chopped("e") => concat!($path, "/+role/roleTerm[type=text]"),
            Each("4") => concat!($path, "/+role/roleTerm[type=code][authority=marcrelator]"),
        )
    };
}

macro_rules! meeting {
    ([$($tag:literal)*] $(where $($when:expr),+;)? $path:literal) => {
        row!([$($tag)*] $(where $($when),+;)?
            Joined("acdnq") => concat!($path, "/namePart"),
            Chopped("j") => concat!($path, "/+role/roleTerm[type=text]"),
            Each("4") => concat!($path, "/+role/roleTerm[type=code][authority=marcrelator]"),
        )
    };
}

/// A subject with its subdivisions.
macro_rules! subject {
    ([$($tag:literal)*] $(where $($when:expr),+;)? $($taken:expr => $path:literal),+ $(,)?) => {
        row!([$($tag)*] $(where $($when),+;)?
            $($taken => concat!("subject[authority=@thesaurus]/", $path),)+
            Chopped("v") => "subject[authority=@thesaurus]/genre",
            Chopped("x") => "subject[authority=@thesaurus]/topic",
            Chopped("y") => "subject[authority=@thesaurus]/temporal",
            Chopped("z") => "subject[authority=@thesaurus]/geographic",
        )
    };
}

/// Something that it is related to, as the fields 76X to 78X have it.
macro_rules! related {
    ([$($tag:literal)*] $path:literal) => {
        row!([$($tag)*]
            Each("st") => concat!($path, "/titleInfo/title"),
            Each("a") => concat!($path, "/name/namePart"),
            Each("b") => concat!($path, "/originInfo/edition"),
            Each("d") => concat!($path, "/originInfo/publisher"),
            Each("h") => concat!($path, "/physicalDescription/extent"),
            Each("n") => concat!($path, "/note"),
            Each("g") => concat!($path, "/part/text"),
            Number("x") => concat!($path, "/identifier[type=issn]"),
            Number("z") => concat!($path, "/identifier[type=isbn]"),
            Each("w") => concat!($path, "/identifier[type=local]"),
        )
    };
}

/// A series by its heading.
macro_rules! series {
    ([$($tag:literal)*] $name:literal, $codes:literal) => {
        row!([$($tag)*]
            Joined($codes) => concat!("relatedItem[type=series]/", $name),
            Joined("t") => "relatedItem[type=series]/titleInfo/title",
            Each("p") => "relatedItem[type=series]/titleInfo/partName",
            Each("v") => "relatedItem[type=series]/titleInfo/partNumber",
            Number("x") => "relatedItem[type=series]/identifier[type=issn]",
        )
    };
}

/// The codes of notes.
const NOTE: &str = "abcdefgnrtu";

/// The table, in the order in which the elements stand.
#[rustfmt::skip]
pub(crate) const ROWS: &[Row] = &[
    title!(["245"] "titleInfo", "afgks"),
    title!(["210"] "titleInfo[type=abbreviated]", "a"),
    title!(["242"] "titleInfo[type=translated]", "a"),
    title!(["246" "247"] "titleInfo[type=alternative]", "af"),
    title!(["130" "240"] "titleInfo[type=uniform]", "adfgklmors"),
    person!(["100"] where FirstIsNot("3"); "name[type=personal][usage=primary]"),
    person!(["100"] where First("3"); "name[type=family][usage=primary]"),
    body!(["110"] "name[type=corporate][usage=primary]"),
    meeting!(["111"] "name[type=conference][usage=primary]"),
    person!(["700"] where FirstIsNot("3"), HasNot('t'); "name[type=personal]"),
    person!(["700"] where First("3"), HasNot('t'); "name[type=family]"),
    body!(["710"] where HasNot('t'); "name[type=corporate]"),
    meeting!(["711"] where HasNot('t'); "name[type=conference]"),
    row!(["720"] Each("a") => "name/namePart", Chopped("e") => "name/+role/roleTerm[type=text]"),
    row!([] where Type("dft"); Leader(6, TYPES) => "typeOfResource[manuscript=yes]"),
    row!([] where Type("acegijkmopr"); Leader(6, TYPES) => "typeOfResource"),
    row!(["336"] Each("a") => "+genre[authority=$2]"),
    row!(["655"] Dashed("avxyz") => "genre[authority=@thesaurus]"),
    row!(["008"] Characters(15, 17) => "=originInfo/+place/placeTerm[type=code][authority=marccountry]"),
    row!(["260"]
        Each("a") => "=originInfo/+place/placeTerm[type=text]",
        Each("b") => "=originInfo/publisher",
        Chopped("c") => "=originInfo/dateIssued"),
    row!(["264"] where Second("1");
        Each("a") => "=originInfo/+place/placeTerm[type=text]",
        Each("b") => "=originInfo/publisher",
        Chopped("c") => "=originInfo/dateIssued"),
    row!(["008"] where DateType("beprst"); Characters(7, 10) => "=originInfo/dateIssued[encoding=marc]"),
    row!(["008"] where DateType("cdikmu"); Characters(7, 10) => "=originInfo/dateIssued[encoding=marc][point=start]"),
    row!(["008"] where DateType("cdikmu"); Characters(11, 14) => "=originInfo/dateIssued[encoding=marc][point=end]"),
    row!(["008"] where DateType("q"); Characters(7, 10) => "=originInfo/dateIssued[encoding=marc][point=start][qualifier=questionable]"),
    row!(["008"] where DateType("q"); Characters(11, 14) => "=originInfo/dateIssued[encoding=marc][point=end][qualifier=questionable]"),
    row!(["008"] where DateType("t"); Characters(11, 14) => "=originInfo/copyrightDate[encoding=marc]"),
    row!(["250"] Joined("ab") => "=originInfo/edition"),
    row!([] Leader(7, ISSUANCES) => "=originInfo/issuance"),
    row!(["310"] Joined("ab") => "=originInfo/frequency"),
    row!(["008"] Characters(35, 37) => "+language/languageTerm[type=code][authority=iso639-2b]"),
    row!(["041"] where SecondIsNot("7");
        Codes("ad") => "+language/languageTerm[type=code][authority=iso639-2b]",
        Codes("b") => "+language[objectPart=summary]/languageTerm[type=code][authority=iso639-2b]",
        Codes("e") => "+language[objectPart=libretto]/languageTerm[type=code][authority=iso639-2b]",
        Codes("f") => "+language[objectPart=table of contents]/languageTerm[type=code][authority=iso639-2b]",
        Codes("g") => "+language[objectPart=accompanying material]/languageTerm[type=code][authority=iso639-2b]",
        Codes("h") => "+language[objectPart=translation]/languageTerm[type=code][authority=iso639-2b]"),
    row!(["337" "338"] Each("a") => "=physicalDescription/form[authority=$2]"),
    row!(["856"] Each("q") => "=physicalDescription/internetMediaType"),
    row!(["300"] Joined("abce3") => "=physicalDescription/extent"),
    row!(["520"] Joined("abu") => "abstract"),
    row!(["505"] Joined("agrtu") => "tableOfContents"),
    row!(["008"] where Type("acdgijkmort"), LevelIsNot("bis"); Coded(22, AUDIENCES) => "targetAudience[authority=marctarget]"),
    row!(["521"] Joined("ab") => "targetAudience"),
    row!(["245"] Joined("c") => "note[type=statement of responsibility]"),
    row!(["500" "501" "507" "513" "516" "522" "525" "547" "550" "555" "580" "586"] Joined(NOTE) => "note"),
    row!(["502"] Joined(NOTE) => "note[type=thesis]"),
    row!(["504"] Joined(NOTE) => "note[type=bibliography]"),
    row!(["508"] Joined(NOTE) => "note[type=creation/production credits]"),
    row!(["511"] Joined(NOTE) => "note[type=performers]"),
    row!(["515"] Joined(NOTE) => "note[type=numbering]"),
    row!(["518"] Joined(NOTE) => "note[type=venue]"),
    row!(["530"] Joined(NOTE) => "note[type=additional physical form]"),
    row!(["533"] Joined(NOTE) => "note[type=reproduction]"),
    row!(["534"] Joined(NOTE) => "note[type=original version]"),
    row!(["535"] Joined(NOTE) => "note[type=original location]"),
    row!(["536"] Joined(NOTE) => "note[type=funding]"),
    row!(["538"] Joined(NOTE) => "note[type=system details]"),
    row!(["545"] Joined(NOTE) => "note[type=biographical/historical]"),
    row!(["546"] Joined(NOTE) => "note[type=language]"),
    row!(["581"] Joined(NOTE) => "note[type=publications]"),
    row!(["585"] Joined(NOTE) => "note[type=exhibitions]"),
    row!(["255"]
        Joined("a") => "subject/cartographics/scale",
        Joined("b") => "subject/cartographics/projection",
        Joined("c") => "subject/cartographics/coordinates"),
    row!(["043"] Each("a") => "subject/geographicCode[authority=marcgac]"),
    subject!(["600"] where FirstIsNot("3");
        Joined("aq") => "name[type=personal]/namePart",
        Joined("bc") => "name[type=personal]/namePart[type=termsOfAddress]",
        Each("d") => "name[type=personal]/namePart[type=date]",
        Joined("tnp") => "titleInfo/title"),
    subject!(["600"] where First("3");
        Joined("aq") => "name[type=family]/namePart",
        Each("d") => "name[type=family]/namePart[type=date]",
        Joined("tnp") => "titleInfo/title"),
    subject!(["610"]
        Each("a") => "name[type=corporate]/namePart",
        Each("b") => "name[type=corporate]/namePart",
        Joined("tp") => "titleInfo/title"),
    subject!(["611"]
        Joined("acdenq") => "name[type=conference]/namePart",
        Joined("tp") => "titleInfo/title"),
    subject!(["630"]
        Joined("adfklmors") => "titleInfo/title",
        Each("n") => "titleInfo/partNumber",
        Each("p") => "titleInfo/partName"),
    subject!(["648"] Chopped("a") => "temporal"),
    subject!(["650"] Chopped("abcd") => "topic"),
    subject!(["651"] Chopped("a") => "geographic"),
    row!(["653"] Chopped("a") => "+subject/topic"),
    row!(["662" "752"]
        Chopped("a") => "subject/hierarchicalGeographic/country",
        Chopped("b") => "subject/hierarchicalGeographic/state",
        Chopped("c") => "subject/hierarchicalGeographic/county",
        Chopped("d") => "subject/hierarchicalGeographic/city",
        Chopped("f") => "subject/hierarchicalGeographic/citySection"),
    row!(["050"] Joined("ab") => "classification[authority=lcc]"),
    row!(["060"] Joined("ab") => "classification[authority=nlm]"),
    row!(["080"] Joined("abx") => "classification[authority=udc]"),
    row!(["082"] Joined("ab") => "classification[authority=ddc][edition=$2]"),
    row!(["084"] Each("a") => "+classification[authority=$2]"),
    row!(["440" "490"]
        Joined("anp") => "relatedItem[type=series]/titleInfo/title",
        Joined("v") => "relatedItem[type=series]/titleInfo/partNumber",
        Number("x") => "relatedItem[type=series]/identifier[type=issn]"),
    series!(["800"] "name[type=personal]/namePart", "abcdq"),
    series!(["810"] "name[type=corporate]/namePart", "ab"),
    series!(["811"] "name[type=conference]/namePart", "acdnq"),
    series!(["830"] "titleInfo/title", "adfgklmnors"),
    row!(["700"] where Has('t');
        Joined("aq") => "relatedItem[type=@part]/name[type=personal]/namePart",
        Joined("bc") => "relatedItem[type=@part]/name[type=personal]/namePart[type=termsOfAddress]",
        Each("d") => "relatedItem[type=@part]/name[type=personal]/namePart[type=date]",
        Joined("tflmors") => "relatedItem[type=@part]/titleInfo/title",
        Each("n") => "relatedItem[type=@part]/titleInfo/partNumber",
        Each("p") => "relatedItem[type=@part]/titleInfo/partName"),
    row!(["710"] where Has('t');
        Joined("ab") => "relatedItem[type=@part]/name[type=corporate]/namePart",
        Joined("tflmnoprs") => "relatedItem[type=@part]/titleInfo/title"),
    row!(["711"] where Has('t');
        Joined("acdnq") => "relatedItem[type=@part]/name[type=conference]/namePart",
        Joined("tflps") => "relatedItem[type=@part]/titleInfo/title"),
    title!(["730" "740"] "relatedItem[type=@part]", "a"),
    related!(["760"] "relatedItem[type=series]"),
    related!(["762" "770" "774"] "relatedItem[type=constituent]"),
    related!(["765"] "relatedItem[type=original]"),
    related!(["767" "775"] "relatedItem[type=otherVersion]"),
    related!(["772" "773"] "relatedItem[type=host]"),
    related!(["776"] "relatedItem[type=otherFormat]"),
    related!(["777" "786" "787"] "relatedItem"),
    related!(["780"] "relatedItem[type=preceding]"),
    related!(["785"] "relatedItem[type=succeeding]"),
    row!(["856"] where Second("2"); Each("u") => "relatedItem/location/url"),
    row!(["010"] Each("a") => "+identifier[type=lccn]"),
    row!(["020"]
        Number("a") => "+identifier[type=isbn]",
        Number("z") => "+identifier[type=isbn][invalid=yes]"),
    row!(["022"]
        Number("a") => "+identifier[type=issn]",
        Number("y") => "+identifier[type=issn][invalid=yes]",
        Number("z") => "+identifier[type=issn][invalid=yes]"),
    row!(["024"]
        Each("a") => "+identifier[type=@number]",
        Each("z") => "+identifier[type=@number][invalid=yes]"),
    row!(["028"] Each("a") => "+identifier[type=@publisher]"),
    row!(["035"] Each("a") => "+identifier[type=local]"),
    row!(["856"] where SecondIsNot("2"); Each("u") => "+identifier[type=uri]"),
    row!(["852"]
        Joined("ab") => "location/physicalLocation",
        Joined("hijklm") => "location/shelfLocator"),
    row!(["856"] where SecondIsNot("2"); Each("u") => "location/url[displayLabel=$y]"),
    row!(["506"] Joined("abcdfu") => "accessCondition[type=restriction on access]"),
    row!(["540"] Joined("abcdfu") => "accessCondition[type=use and reproduction]"),
    row!(["040"] Each("a") => "=recordInfo/recordContentSource[authority=marcorg]"),
    row!(["008"] Characters(0, 5) => "=recordInfo/recordCreationDate[encoding=marc]"),
    row!(["005"] Control => "=recordInfo/recordChangeDate[encoding=iso8601]"),
    row!(["001"] Control => "=recordInfo/recordIdentifier[source=003]"),
    row!(["040"]
        Each("b") => "=recordInfo/languageOfCataloging/languageTerm[type=code][authority=iso639-2b]",
        Each("e") => "=recordInfo/descriptionStandard"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mods::tree::steps;

    /// The elements of the top level, as the schema lists them.
    const TOP: [&str; 20] = [
        "titleInfo",
        "name",
        "typeOfResource",
        "genre",
        "originInfo",
        "language",
        "physicalDescription",
        "abstract",
        "tableOfContents",
        "targetAudience",
        "note",
        "subject",
        "classification",
        "relatedItem",
        "identifier",
        "location",
        "accessCondition",
        "part",
        "extension",
        "recordInfo",
    ];

    #[test]
    fn paths_lead_through_names_in_the_order_of_the_schema() {
        let mut last = 0;
        for row in ROWS {
            assert!(row.tags.iter().all(|tag| tag.len() == 3));
            for Part(_, path) in row.parts {
                let names: Vec<_> = steps(path).map(|step| step.name).collect();
                let letters = |name: &&str| name.bytes().all(|byte| byte.is_ascii_alphabetic());
                assert!(names.iter().all(letters), "{path}");
                let place = TOP.iter().position(|top| *top == names[0]);
                let place = place.unwrap_or_else(|| panic!("{path}"));
                assert!(place >= last, "{path}");
                last = place;
            }
        }
    }
}
