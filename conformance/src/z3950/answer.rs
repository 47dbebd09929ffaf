//! The answers of a target, read strictly: an APDU of the standard, its fields in order, the
//! mandatory ones there, each value legal.

use super::{
    ber::Class,
    layout::{ANSWERS, Field, Kind, Layout},
    reader::{self, Element},
    record::{self, Record},
};
use crate::{Outcome, Stop, kit::ensure};

/// An answer that keeps to the standard.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    layout: &'static Layout,
    root: Element,
}

/// A DefaultDiagFormat.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Diagnostic {
    /// The diagnostic set, as dotted OID.
    pub(crate) set: String,
    pub(crate) condition: i64,
    pub(crate) addinfo: String,
}

/// The diagnostic set bib-1.
const BIB_1_DIAGNOSTICS: &str = "1.2.840.10003.4.1";

impl Answer {
    /// Reads one APDU.
    pub(crate) fn parse(bytes: &[u8]) -> Result<Self, String> {
        let root = reader::read(bytes)?;
        let layout = ANSWERS
            .iter()
            .find(|layout| layout.tag == root.tag && root.class == Class::Context)
            .ok_or_else(|| format!("a target sends no APDU with the tag {}", root.tag))?;
        if !root.constructed {
            return Err(format!("{} is not constructed", layout.name));
        }
        check(layout, &root).map_err(|why| format!("{}: {why}", layout.name))?;
        let answer = Self { layout, root };
        answer.check_records()?;
        Ok(answer)
    }

    /// The name of the answer with this tag.
    pub(crate) fn name_of(tag: u32) -> Option<&'static str> {
        let found = ANSWERS.iter().find(|layout| layout.tag == tag);
        found.map(|layout| layout.name)
    }

    /// Its name in the standard, such as `searchResponse`.
    pub(crate) const fn name(&self) -> &'static str {
        self.layout.name
    }

    /// Fails unless it is this APDU.
    pub(crate) fn expect(self, name: &str) -> Outcome<Self> {
        let found = self.name();
        ensure!(
            found == name,
            "the answer is {found} and should be {name}{}",
            self.reason()
        );
        Ok(self)
    }

    /// What a Close says about itself, for messages.
    fn reason(&self) -> String {
        if self.name() != "close" {
            return String::new();
        }
        let reason = self.integer("closeReason").unwrap_or(-1);
        let text = self.text("diagnosticInformation").unwrap_or_default();
        format!(" (reason {reason} {text:?})")
    }

    /// The field of this name, if it is there.
    ///
    /// # Panics
    /// If the layout has no such field: a mistake of the case.
    pub(crate) fn field(&self, name: &str) -> Option<&Element> {
        let mut fields = self.layout.fields.iter();
        let field = fields.find(|field| field.name == name);
        #[expect(
            clippy::panic,
            reason = "a field that no table has is a mistake of the case"
        )]
        let Some(field) = field else {
            panic!("{} has no field {name}", self.layout.name)
        };
        self.root.field(field.tag)
    }

    /// An integer that has to be there.
    pub(crate) fn integer(&self, name: &str) -> Outcome<i64> {
        self.needed(name)?.integer().map_err(Stop::failed)
    }

    /// An integer that may be there.
    pub(crate) fn optional(&self, name: &str) -> Option<i64> {
        self.field(name)?.integer().ok()
    }

    /// A boolean that has to be there.
    pub(crate) fn flag(&self, name: &str) -> Outcome<bool> {
        self.needed(name)?.boolean().map_err(Stop::failed)
    }

    /// The bits that are set.
    pub(crate) fn bits(&self, name: &str) -> Outcome<Vec<u8>> {
        self.needed(name)?.bits().map_err(Stop::failed)
    }

    /// A text, if it is there.
    pub(crate) fn text(&self, name: &str) -> Option<String> {
        self.field(name)?.text().ok()
    }

    /// The octets of referenceId, if it is there.
    pub(crate) fn reference_id(&self) -> Option<Vec<u8>> {
        self.root.field(2).map(Element::octets)
    }

    /// Fails unless the integer of this name has this value.
    pub(crate) fn is(&self, name: &str, wanted: i64) -> Outcome {
        let found = self.integer(name)?;
        ensure!(found == wanted, "{name} is {found} and should be {wanted}");
        Ok(())
    }

    fn needed(&self, name: &str) -> Outcome<&Element> {
        self.field(name)
            .ok_or_else(|| Stop::failed(format!("{} has no {name}", self.name())))
    }

    /// The records of a search or present; none if there is no field for them.
    pub(crate) fn records(&self) -> Outcome<Vec<Record>> {
        let Some(records) = self.field("responseRecords") else {
            return Ok(Vec::new());
        };
        let read = records.children.iter().map(record::read);
        read.collect::<Result<_, _>>().map_err(Stop::failed)
    }

    /// The diagnostics of the whole answer, wherever its kind keeps them; not those of records.
    pub(crate) fn diagnostics(&self) -> Outcome<Vec<Diagnostic>> {
        let held = match self.name() {
            "searchResponse" | "presentResponse" => {
                if let Some(one) = self.field("nonSurrogateDiagnostic") {
                    return Ok(vec![default_format(one).map_err(Stop::failed)?]);
                }
                self.field("multipleNonSurDiagnostics")
            }
            "scanResponse" => self.field("entries").and_then(|entries| entries.field(2)),
            "sortResponse" | "extendedServicesResponse" => self.field("diagnostics"),
            _ => None,
        };
        let each = held.map_or(&[][..], |held| &held.children);
        each.iter()
            .map(diag_rec)
            .collect::<Result<_, _>>()
            .map_err(Stop::failed)
    }

    /// The first diagnostic of the whole answer; fails if there is none.
    pub(crate) fn diagnostic(&self) -> Outcome<Diagnostic> {
        self.diagnostics()?
            .into_iter()
            .next()
            .ok_or_else(|| Stop::failed(format!("{} holds no diagnostic", self.name())))
    }

    /// Fails unless the whole answer holds a diagnostic with one of these conditions.
    pub(crate) fn diagnosed(&self, conditions: &[i64]) -> Outcome<Diagnostic> {
        let found = self.diagnostic()?;
        ensure!(
            conditions.contains(&found.condition),
            "{found} came and {conditions:?} should"
        );
        Ok(found)
    }

    /// What holds across the fields of an answer with records.
    fn check_records(&self) -> Result<(), String> {
        if !matches!(self.name(), "searchResponse" | "presentResponse") {
            return Ok(());
        }
        let kinds = [
            "responseRecords",
            "nonSurrogateDiagnostic",
            "multipleNonSurDiagnostics",
        ];
        let held = kinds
            .iter()
            .filter(|name| self.field(name).is_some())
            .count();
        if held > 1 {
            return Err("records come in more than one form".to_owned());
        }
        let records = self
            .field("responseRecords")
            .map_or(0, |r| r.children.len());
        let returned = self.optional("numberOfRecordsReturned");
        if held == 1 && returned != i64::try_from(records).ok() {
            return Err(format!(
                "numberOfRecordsReturned is {returned:?} and there are {records} records"
            ));
        }
        if held == 0 && returned != Some(0) {
            return Err(format!("{returned:?} records returned, and none is there"));
        }
        for stop in [self.records().err(), self.diagnostics().err()] {
            if let Some(Stop::Failed(why) | Stop::Skipped(why)) = stop {
                return Err(why);
            }
        }
        Ok(())
    }
}

impl std::fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "diagnostic {} {:?}", self.condition, self.addinfo)
    }
}

impl Diagnostic {
    /// Fails unless addinfo is this text.
    pub(crate) fn about(&self, addinfo: &str) -> Outcome {
        ensure!(
            self.addinfo == addinfo,
            "{self} should have the addinfo {addinfo:?}"
        );
        Ok(())
    }
}

/// Fields known and in order, none twice, the mandatory ones there, values legal.
fn check(layout: &Layout, root: &Element) -> Result<(), String> {
    let mut next = 0;
    for child in &root.children {
        let place = layout
            .fields
            .iter()
            .position(|field| field.tag == child.tag);
        let Some((at, field)) = place.and_then(|at| Some((at, layout.fields.get(at)?))) else {
            return Err(format!("it has no field with the tag {}", child.tag));
        };
        if child.class != Class::Context {
            return Err(format!("the tag of {} is not context-specific", field.name));
        }
        if at < next {
            return Err(format!("{} is out of order or comes twice", field.name));
        }
        next = at + 1;
        legal(field, child).map_err(|why| format!("{}: {why}", field.name))?;
    }
    let missing = layout
        .fields
        .iter()
        .find(|field| field.mandatory && root.field(field.tag).is_none());
    missing.map_or(Ok(()), |field| Err(format!("{} is missing", field.name)))
}

fn legal(field: &Field, value: &Element) -> Result<(), String> {
    match field.kind {
        Kind::Boolean => value.boolean().map(drop),
        Kind::Bits => value.bits().map(drop),
        Kind::Integer => match value.integer()? {
            0.. => Ok(()),
            negative => Err(format!("{negative} is negative")),
        },
        Kind::OneOf(values) => match value.integer()? {
            known if values.contains(&known) => Ok(()),
            unknown => Err(format!("{unknown} is no value of the standard")),
        },
        Kind::Oid => value.oid().map(drop),
        Kind::Text => value.text().map(drop),
        Kind::Octets => Ok(()),
        Kind::Group if value.constructed => Ok(()),
        Kind::Group => Err("it is not constructed".to_owned()),
    }
}

/// A DiagRec: a DefaultDiagFormat, or an EXTERNAL, of which only the place is judged.
pub(crate) fn diag_rec(value: &Element) -> Result<Diagnostic, String> {
    if value.is_universal(16) {
        default_format(value)
    } else {
        Err("a DiagRec that is no DefaultDiagFormat".to_owned())
    }
}

/// The fields of a DefaultDiagFormat, whatever its tag.
pub(crate) fn default_format(value: &Element) -> Result<Diagnostic, String> {
    let [set, condition, addinfo] = &value.children[..] else {
        return Err(format!(
            "a DefaultDiagFormat of {} fields",
            value.children.len()
        ));
    };
    if !(set.is_universal(6) && condition.is_universal(2)) {
        return Err("a DefaultDiagFormat without set or condition".to_owned());
    }
    if !(addinfo.is_universal(26) || addinfo.is_universal(27)) {
        return Err("an addinfo that is neither VisibleString nor GeneralString".to_owned());
    }
    let set = set.oid()?;
    if set != BIB_1_DIAGNOSTICS {
        return Err(format!("a diagnostic of the set {set}, not of bib-1"));
    }
    Ok(Diagnostic {
        set,
        condition: condition.integer()?,
        addinfo: addinfo.text()?,
    })
}

#[cfg(test)]
mod tests {
    use super::{
        super::ber::{Ber, boolean, group, integer, octets, oid},
        *,
    };

    fn search_response() -> Ber {
        group(
            23,
            [
                integer(23, 5),
                integer(24, 0),
                integer(25, 1),
                boolean(22, true),
            ],
        )
    }

    fn parse(apdu: &Ber) -> Result<Answer, String> {
        Answer::parse(&apdu.bytes())
    }

    fn diagnostic(condition: i64, addinfo: &str) -> Ber {
        group(
            130,
            [
                oid(6, BIB_1_DIAGNOSTICS).universal(),
                integer(2, condition).universal(),
                octets(26, addinfo).universal(),
            ],
        )
    }

    #[test]
    fn a_sound_answer_is_read() {
        let answer = parse(&search_response().with_first(octets(2, [0, 255]))).expect("sound");
        assert_eq!(answer.name(), "searchResponse");
        assert_eq!(answer.integer("resultCount"), Ok(5));
        assert_eq!(answer.flag("searchStatus"), Ok(true));
        assert_eq!(answer.reference_id(), Some(vec![0, 255]));
        let failed = parse(&search_response().with(diagnostic(114, "9999"))).expect("sound");
        let found = failed.diagnosed(&[114]).expect("it is there");
        assert_eq!(found.about("9999"), Ok(()));
        assert!(found.about("4").is_err() && failed.diagnosed(&[113]).is_err());
    }

    #[test]
    fn faults_are_found() {
        let good = search_response();
        for (apdu, why) in [
            (good.clone().without(22), "searchStatus is missing"),
            (
                good.clone().with(integer(99, 1)),
                "no field with the tag 99",
            ),
            (
                good.clone().with(integer(23, 1)),
                "out of order or comes twice",
            ),
            (good.clone().put(integer(23, -1)), "-1 is negative"),
            (good.clone().put(octets(23, [0, 1])), "more octets than"),
            (
                good.clone().with(integer(27, 6)),
                "no value of the standard",
            ),
            (good.clone().put(octets(22, [1, 1])), "BOOLEAN of 2"),
            (good.clone().put(integer(24, 2)), "none is there"),
            (
                good.clone().put(integer(24, 2)).with(diagnostic(13, "")),
                "and there are 0 records",
            ),
            (
                good.clone().with(group(28, [])).with(diagnostic(1, "")),
                "more than one form",
            ),
            (good.clone().tagged(22), "no APDU with the tag 22"),
            (good.with(group(130, [])), "DefaultDiagFormat of 0"),
        ] {
            let fault = parse(&apdu).expect_err(why);
            assert!(fault.contains(why), "{fault}");
        }
    }
}
