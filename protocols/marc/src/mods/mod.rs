//! What MODS, the Metadata Object Description Schema of the Library of Congress, can say of a
//! record: one table of fields and elements (`table`), and a tree that it fills (`tree`).

mod table;
mod take;
mod tree;

use silta_xml::{Writer, XSI};

pub(crate) use table::{AUDIENCES, INDICATORS, ISSUANCES, Part, ROWS, TYPES, Taken, When};

use crate::record::Record;

/// The namespace of MODS, of all its versions since 3.0.
pub const NAMESPACE: &str = "http://www.loc.gov/mods/v3";

/// The version that is written.
pub const VERSION: &str = "3.7";

/// Where the schema of that version is found.
pub const SCHEMA: &str = "http://www.loc.gov/standards/mods/v3/mods-3-7.xsd";

/// Adds a record to a text, as an element `mods` that declares its namespace.
///
/// The elements stand in the order of the table, what a field gives in the order of its subfields,
/// nothing twice, and without the punctuation that separates the parts of a description on cards
/// (ISBD).
pub fn write(record: &Record, out: &mut String) {
    write_into(record, &mut Writer::new(out));
}

/// The same as a part of a larger document.
pub fn write_into(record: &Record, writer: &mut Writer<'_, '_>) {
    writer.declare("xsi", XSI);
    writer
        .start(NAMESPACE, "mods")
        .attribute("version", VERSION);
    writer.attribute_in(XSI, "schemaLocation", &format!("{NAMESPACE} {SCHEMA}"));
    for element in take::elements(record) {
        element.write(writer);
    }
    writer.end();
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Field, Leader, Subfield};

    fn field(tag: &str, indicators: &str, subfields: &str) -> Field {
        let mut indicators = indicators.chars();
        let indicators = [indicators.next().unwrap(), indicators.next().unwrap()];
        let subfields = subfields.split('$').skip(1).map(|subfield| {
            let (code, value) = subfield.split_at(1);
            Subfield::new(code.chars().next().unwrap(), value)
        });
        Field::data(tag.parse().unwrap(), indicators, subfields.collect())
    }

    fn control(tag: &str, text: &str) -> Field {
        Field::control(tag.parse().unwrap(), text)
    }

    /// The elements within `mods`, one after the other.
    fn mods(fields: Vec<Field>) -> String {
        let record = Record {
            leader: Leader::new(*b"00000nam a22000005i 4500").unwrap(),
            fields,
        };
        let mut text = String::new();
        write(&record, &mut text);
        let (_, inside) = text.split_once("mods-3-7.xsd\">").unwrap();
        let inside = inside.strip_suffix("</mods>").unwrap();
        let usual = "<typeOfResource>text</typeOfResource>";
        let issuance = "<originInfo><issuance>monographic</issuance></originInfo>";
        inside.replace(usual, "").replace(issuance, "")
    }

    fn gives(field: Field, expected: &str) {
        assert_eq!(mods(vec![field.clone()]), expected, "{field:?}");
    }

    #[test]
    fn it_declares_its_namespace_and_version() {
        let mut text = String::new();
        write(&Record::default(), &mut text);
        assert!(text.starts_with("<mods xmlns"), "{text}");
        assert!(text.contains(" xmlns=\"http://www.loc.gov/mods/v3\""));
        assert!(text.contains(" version=\"3.7\" xsi:schemaLocation="));
    }

    #[test]
    fn titles() {
        gives(
            field("245", "04", "$aThe cat :$btales /$cby A. B."),
            "<titleInfo><nonSort>The</nonSort><title>cat</title><subTitle>tales</subTitle>\
             </titleInfo><note type=\"statement of responsibility\">by A. B.</note>",
        );
        gives(
            field("245", "00", "$aSaga.$nOsa 2,$pLoppu /"),
            "<titleInfo><title>Saga.</title><partNumber>Osa 2</partNumber>\
             <partName>Loppu</partName></titleInfo>",
        );
        gives(
            field("246", "3 ", "$aToinen nimi"),
            "<titleInfo type=\"alternative\"><title>Toinen nimi</title></titleInfo>",
        );
        gives(
            field("240", "10", "$aSju bröder,$lsuomi"),
            "<titleInfo type=\"uniform\"><title>Sju bröder, suomi</title></titleInfo>",
        );
        // More characters to skip than there are.
        gives(
            field("245", "09", "$aÄÄ"),
            "<titleInfo><title>ÄÄ</title></titleInfo>",
        );
    }

    #[test]
    fn names_with_their_roles() {
        gives(
            field(
                "100",
                "1 ",
                "$aKivi, Aleksis,$d1834-1872,$ekirjoittaja.$4aut",
            ),
            "<name type=\"personal\" usage=\"primary\"><namePart>Kivi, Aleksis</namePart>\
             <namePart type=\"date\">1834-1872</namePart>\
             <role><roleTerm type=\"text\">kirjoittaja</roleTerm></role>\
             <role><roleTerm type=\"code\" authority=\"marcrelator\">aut</roleTerm></role></name>",
        );
        gives(
            field("700", "3 ", "$aAhlström (suku)"),
            "<name type=\"family\"><namePart>Ahlström (suku)</namePart></name>",
        );
        gives(
            field("710", "2 ", "$aSuomi.$bEduskunta."),
            "<name type=\"corporate\"><namePart>Suomi.</namePart><namePart>Eduskunta.</namePart>\
             </name>",
        );
        gives(
            field("111", "2 ", "$aKokous$n(3. :$d2001 :$cOulu)"),
            "<name type=\"conference\" usage=\"primary\">\
             <namePart>Kokous (3. : 2001 : Oulu)</namePart></name>",
        );
        gives(
            field("700", "12", "$aKivi, Aleksis.$tKullervo."),
            "<relatedItem type=\"constituent\"><name type=\"personal\">\
             <namePart>Kivi, Aleksis.</namePart></name>\
             <titleInfo><title>Kullervo.</title></titleInfo></relatedItem>",
        );
    }

    #[test]
    fn everything_about_its_origin_is_one_element() {
        let inside = mods(vec![
            control("008", "210415s2012    fi |||||||||||||||||fin| "),
            field("250", "  ", "$a2. painos"),
            field("264", " 1", "$aHelsinki :$bOtava,$c2012."),
            field("264", " 4", "$c©2012"),
        ]);
        assert_eq!(
            inside,
            "<originInfo><place><placeTerm type=\"code\" authority=\"marccountry\">fi</placeTerm>\
             </place><place><placeTerm type=\"text\">Helsinki</placeTerm></place>\
             <publisher>Otava</publisher><dateIssued>2012</dateIssued>\
             <dateIssued encoding=\"marc\">2012</dateIssued><edition>2. painos</edition>\
             <issuance>monographic</issuance></originInfo>\
             <language><languageTerm type=\"code\" authority=\"iso639-2b\">fin</languageTerm>\
             </language><recordInfo><recordCreationDate encoding=\"marc\">210415\
             </recordCreationDate></recordInfo>"
        );
        let years = mods(vec![control("008", "      m19981999")]);
        assert!(years.contains("<dateIssued encoding=\"marc\" point=\"start\">1998</dateIssued>"));
        assert!(years.contains("<dateIssued encoding=\"marc\" point=\"end\">1999</dateIssued>"));
        let unknown = mods(vec![control(
            "008",
            "      |||||||||xx |||||||||||||||||   ",
        )]);
        assert!(!unknown.contains("dateIssued") && !unknown.contains("language"));
    }

    #[test]
    fn languages_are_told_once() {
        let inside = mods(vec![field("041", "1 ", "$afinswe$afin$heng")]);
        let term = |code| {
            format!("<languageTerm type=\"code\" authority=\"iso639-2b\">{code}</languageTerm>")
        };
        let (fin, swe, eng) = (term("fin"), term("swe"), term("eng"));
        assert_eq!(
            inside,
            format!(
                "<language>{fin}</language><language>{swe}</language>\
                 <language objectPart=\"translation\">{eng}</language>"
            )
        );
    }

    #[test]
    fn subjects_keep_the_order_of_their_parts() {
        gives(
            field(
                "650",
                " 7",
                "$aveljekset$zSuomi$y1800-luku$xtutkimus.$2yso/fin",
            ),
            "<subject authority=\"yso/fin\"><topic>veljekset</topic>\
             <geographic>Suomi</geographic><temporal>1800-luku</temporal><topic>tutkimus</topic>\
             </subject>",
        );
        gives(
            field("600", "10", "$aKivi, Aleksis,$d1834-1872$vElämäkerrat"),
            "<subject authority=\"lcsh\"><name type=\"personal\">\
             <namePart>Kivi, Aleksis</namePart><namePart type=\"date\">1834-1872</namePart></name>\
             <genre>Elämäkerrat</genre></subject>",
        );
        // The schema wants the scale first.
        gives(
            field("255", "  ", "$cE 27-E 28$a1:20 000$a1:50 000"),
            "<subject><cartographics><scale>1:20 000 1:50 000</scale>\
             <coordinates>E 27-E 28</coordinates></cartographics></subject>",
        );
        gives(
            field("655", " 7", "$aromaanit$2slm/fin"),
            "<genre authority=\"slm/fin\">romaanit</genre>",
        );
        gives(
            field("653", "  ", "$ameri$asaaristo"),
            "<subject><topic>meri</topic></subject><subject><topic>saaristo</topic></subject>",
        );
    }

    #[test]
    fn what_it_belongs_to() {
        gives(
            field("490", "0 ", "$aSininen sarja,$x1234-5679 ;$v7"),
            "<relatedItem type=\"series\"><titleInfo><title>Sininen sarja</title>\
             <partNumber>7</partNumber></titleInfo>\
             <identifier type=\"issn\">1234-5679</identifier></relatedItem>",
        );
        gives(
            field("773", "0 ", "$tParnasso.$g2001:3.$x0031-2320"),
            "<relatedItem type=\"host\"><titleInfo><title>Parnasso.</title></titleInfo>\
             <part><text>2001:3.</text></part>\
             <identifier type=\"issn\">0031-2320</identifier></relatedItem>",
        );
    }

    #[test]
    fn numbers_and_places() {
        gives(
            field("020", "  ", "$a978-951-1-23676-4 (sid.)$z123"),
            "<identifier type=\"isbn\">978-951-1-23676-4</identifier>\
             <identifier type=\"isbn\" invalid=\"yes\">123</identifier>",
        );
        gives(
            field("024", "2 ", "$aM-55001-001-1"),
            "<identifier type=\"ismn\">M-55001-001-1</identifier>",
        );
        gives(
            field("024", "7 ", "$a10.1000/1$2doi"),
            "<identifier type=\"doi\">10.1000/1</identifier>",
        );
        // The schema wants the place before the shelf.
        gives(
            field("852", "  ", "$h84.2$aKajaani$bPääkirjasto"),
            "<location><physicalLocation>Kajaani Pääkirjasto</physicalLocation>\
             <shelfLocator>84.2</shelfLocator></location>",
        );
        gives(
            field("856", "42", "$uhttps://example.org/x"),
            "<relatedItem><location><url>https://example.org/x</url></location></relatedItem>",
        );
        gives(
            field("084", "  ", "$a84.2$2ykl"),
            "<classification authority=\"ykl\">84.2</classification>",
        );
    }

    #[test]
    fn the_record_itself() {
        let inside = mods(vec![
            control("001", "007"),
            control("003", "FI-KAINET"),
            control("005", "20210415120000.0"),
            field("040", "  ", "$aFI-NL$bfin$erda"),
        ]);
        assert_eq!(
            inside,
            "<recordInfo><recordContentSource authority=\"marcorg\">FI-NL</recordContentSource>\
             <recordChangeDate encoding=\"iso8601\">20210415120000.0</recordChangeDate>\
             <recordIdentifier source=\"FI-KAINET\">007</recordIdentifier>\
             <languageOfCataloging><languageTerm type=\"code\" authority=\"iso639-2b\">fin\
             </languageTerm></languageOfCataloging>\
             <descriptionStandard>rda</descriptionStandard></recordInfo>"
        );
    }

    #[test]
    fn kinds_of_things() {
        let of = |leader: &[u8; 24]| {
            let leader = Leader::new(*leader).unwrap();
            let mut text = String::new();
            let fields = vec![control("008", "                      j")];
            write(&Record { leader, fields }, &mut text);
            text
        };
        let music = of(b"00000ndm a22000005i 4500");
        assert!(music.contains("<typeOfResource manuscript=\"yes\">notated music<"));
        assert!(music.contains("<targetAudience authority=\"marctarget\">juvenile<"));
        let serial = of(b"00000nas a22000005i 4500");
        assert!(serial.contains("<issuance>serial<") && !serial.contains("targetAudience"));
    }
}
