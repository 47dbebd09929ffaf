//! MARC records, read strictly from ISO 2709 and from MARCXML into one shape.

use crate::kit::xml::Node;

/// The namespace of MARCXML.
const NAMESPACE: &str = "http://www.loc.gov/MARC21/slim";

/// A MARC record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Marc {
    pub(crate) leader: String,
    pub(crate) fields: Vec<Field>,
}

/// A field: control fields have one subfield without code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Field {
    pub(crate) tag: String,
    pub(crate) indicators: String,
    pub(crate) subfields: Vec<(Option<char>, String)>,
}

impl Marc {
    /// Reads ISO 2709 in the character set its leader says: lengths right, directory without gaps, each end where it belongs.
    pub(crate) fn from_iso2709(bytes: &[u8]) -> Result<Self, String> {
        let leader = bytes
            .get(..24)
            .and_then(|leader| std::str::from_utf8(leader).ok())
            .ok_or("a leader that is not 24 ASCII characters")?;
        let length = digits(leader.get(..5))?;
        if length != bytes.len() {
            return Err(format!(
                "the leader says {length} octets and the record has {}",
                bytes.len()
            ));
        }
        if leader.get(10..12) != Some("22") || leader.get(20..22) != Some("45") {
            return Err(format!("the leader {leader:?} is not that of MARC 21"));
        }
        let utf8 = match leader.as_bytes().get(9) {
            Some(b'a') => true,
            Some(b' ') => false,
            _ => return Err(format!("the leader {leader:?} names no character set")),
        };
        let base = digits(leader.get(12..17))?;
        let directory = bytes
            .get(24..base.saturating_sub(1))
            .filter(|directory| directory.len() % 12 == 0)
            .ok_or("a directory that is no multiple of 12 octets")?;
        if bytes.get(base.saturating_sub(1)) != Some(&0x1E) || bytes.last() != Some(&0x1D) {
            return Err("directory or record without its terminator".to_owned());
        }
        let mut fields = Vec::new();
        let mut reached = 0;
        for entry in directory.chunks(12) {
            let entry = std::str::from_utf8(entry).map_err(|e| e.to_string())?;
            let (length, start) = (digits(entry.get(3..7))?, digits(entry.get(7..12))?);
            let content = bytes
                .get(base + start..base + start + length)
                .and_then(|content| content.strip_suffix(&[0x1E]))
                .ok_or_else(|| format!("a wrong directory entry {entry}"))?;
            reached += length;
            let text = match std::str::from_utf8(content) {
                Ok(text) => text.to_owned(),
                Err(_) if utf8 => return Err(format!("{entry:.3} is not UTF-8")),
                // MARC-8: its plain letters are all that the cases look at.
                Err(_) => content.iter().copied().map(char::from).collect(),
            };
            fields.push(field(entry.get(..3).unwrap_or_default(), &text)?);
        }
        if base + reached + 1 != bytes.len() {
            return Err("the fields do not fill the record".to_owned());
        }
        Ok(Self {
            leader: leader.to_owned(),
            fields,
        })
    }

    /// Reads a MARCXML record, bare or as the one record of a collection.
    pub(crate) fn from_xml(root: &Node) -> Result<Self, String> {
        let record = match (&*root.name, &root.children[..]) {
            ("record", _) => root,
            ("collection", [record]) if record.name == "record" => record,
            (other, _) => return Err(format!("the XML record is a {other}")),
        };
        if record.namespace != NAMESPACE {
            return Err(format!("the namespace is {:?}", record.namespace));
        }
        let mut leader = None;
        let mut fields = Vec::new();
        for child in &record.children {
            match &*child.name {
                "leader" => leader = Some(child.text.clone()),
                "controlfield" => fields.push(Field {
                    tag: child.attribute("tag")?,
                    indicators: String::new(),
                    subfields: vec![(None, child.text.clone())],
                }),
                "datafield" => fields.push(data_field(child)?),
                other => return Err(format!("a {other} in a MARCXML record")),
            }
        }
        let leader = leader.ok_or("a MARCXML record without leader")?;
        if leader.chars().count() != 24 {
            return Err(format!("a leader of {} characters", leader.chars().count()));
        }
        Ok(Self { leader, fields })
    }

    /// The values of this subfield in all fields of this tag.
    pub(crate) fn values(&self, tag: &str, code: char) -> Vec<&str> {
        self.fields
            .iter()
            .filter(|field| field.tag == tag)
            .flat_map(|field| &field.subfields)
            .filter(|(own, _)| *own == Some(code))
            .map(|(_, value)| &**value)
            .collect()
    }

    /// The value of this control field.
    pub(crate) fn control(&self, tag: &str) -> Option<&str> {
        let field = self.fields.iter().find(|field| field.tag == tag)?;
        field.subfields.first().map(|(_, value)| &**value)
    }

    /// 245 $a without the punctuation of cataloguers.
    pub(crate) fn title(&self) -> String {
        let title = self.values("245", 'a');
        let title = title.first().copied().unwrap_or_default();
        title.trim_end_matches([' ', '/', ':', '.', '=']).to_owned()
    }

    /// The heading of the main entry without punctuation.
    pub(crate) fn author(&self) -> String {
        let author = self.values("100", 'a');
        let author = author.first().copied().unwrap_or_default();
        author.trim_end_matches([' ', ',', '.']).to_owned()
    }

    /// The year of publication of 008.
    pub(crate) fn year(&self) -> Option<i64> {
        self.control("008")?.get(7..11)?.parse().ok()
    }
}

fn digits(text: Option<&str>) -> Result<usize, String> {
    text.filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()))
        .and_then(|text| text.parse().ok())
        .ok_or_else(|| format!("no number: {text:?}"))
}

fn field(tag: &str, text: &str) -> Result<Field, String> {
    if tag.starts_with("00") {
        return Ok(Field {
            tag: tag.to_owned(),
            indicators: String::new(),
            subfields: vec![(None, text.to_owned())],
        });
    }
    let mut parts = text.split('\u{1F}');
    let indicators = parts.next().unwrap_or_default();
    if indicators.len() != 2 {
        return Err(format!("{tag} has the indicators {indicators:?}"));
    }
    let subfields = parts.map(|part| {
        let mut rest = part.chars();
        (rest.next(), rest.as_str().to_owned())
    });
    Ok(Field {
        tag: tag.to_owned(),
        indicators: indicators.to_owned(),
        subfields: subfields.collect(),
    })
}

fn data_field(node: &Node) -> Result<Field, String> {
    let subfield = |child: &Node| {
        let code = child.attribute("code")?;
        let mut letters = code.chars();
        match (&*child.name, letters.next(), letters.next()) {
            ("subfield", Some(letter), None) => Ok((Some(letter), child.text.clone())),
            _ => Err(format!("a {} {code:?} in a data field", child.name)),
        }
    };
    Ok(Field {
        tag: node.attribute("tag")?,
        indicators: node.attribute("ind1")? + &node.attribute("ind2")?,
        subfields: node
            .children
            .iter()
            .map(subfield)
            .collect::<Result<_, _>>()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kit::xml;

    /// A record with a title, its lengths computed here.
    fn record(title: &str) -> Vec<u8> {
        let fields = [
            ("001", "1\u{1E}".to_owned()),
            ("245", format!("10\u{1F}a{title}\u{1E}")),
        ];
        let (mut directory, mut data) = (String::new(), String::new());
        for (tag, content) in fields {
            directory += &format!("{tag}{:04}{:05}", content.len(), data.len());
            data += &content;
        }
        let base = 24 + directory.len() + 1;
        let length = base + data.len() + 1;
        format!("{length:05}nam a22{base:05} i 4500{directory}\u{1E}{data}\u{1D}").into_bytes()
    }

    #[test]
    fn a_record_in_both_syntaxes_is_the_same() {
        let marc = Marc::from_iso2709(&record("Seitsemän veljestä /")).expect("sound");
        assert_eq!(marc.title(), "Seitsemän veljestä");
        assert_eq!(marc.control("001"), Some("1"));
        let text = format!(
            "<record xmlns=\"{NAMESPACE}\"><leader>{}</leader><controlfield tag=\"001\">1</controlfield>\
             <datafield tag=\"245\" ind1=\"1\" ind2=\"0\"><subfield code=\"a\">Seitsemän veljest&#xE4; /</subfield>\
             </datafield></record>",
            marc.leader
        );
        let root = xml::parse(text.as_bytes()).expect("well-formed");
        assert_eq!(Marc::from_xml(&root), Ok(marc));
    }

    #[test]
    fn wrong_lengths_are_found() {
        let good = record("äö");
        assert!(Marc::from_iso2709(&good[..good.len() - 1]).is_err());
        for at in [4, 9, 16, 27, 35] {
            let mut bad = good.clone();
            bad[at] = bad[at].wrapping_add(1);
            assert!(Marc::from_iso2709(&bad).is_err(), "{at}");
        }
        let mut latin = record("xx");
        let at = latin.len() - 3;
        latin[at] = 0xE4;
        assert!(Marc::from_iso2709(&latin).unwrap_err().contains("UTF-8"));
    }
}
