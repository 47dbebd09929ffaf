//! The strict checker: an answer taken apart, or why it is no valid SIP2.

use super::{
    charset::Charset,
    layout::{self, Layout},
};
use crate::{Outcome, Stop, kit::ensure, visible};

/// Characters that one identified field may hold.
const VALUE_LIMIT: usize = 255;

/// An answer that passed the checker.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    /// The bytes as they came, with the CR.
    pub(crate) raw: Vec<u8>,
    /// The message code.
    pub(crate) code: String,
    /// The digits after AY, where there are any.
    pub(crate) sequence: Option<String>,
    /// Whether it carried a checksum.
    pub(crate) checked: bool,
    fixed: Vec<(&'static str, String)>,
    fields: Vec<(String, String)>,
}

/// The two's complement of the sum of the bytes, as the trailer carries it.
pub(crate) fn checksum(bytes: &[u8]) -> u16 {
    bytes
        .iter()
        .fold(0u16, |sum, &byte| sum.wrapping_add(u16::from(byte)))
        .wrapping_neg()
}

impl Answer {
    /// Takes the frame apart and holds it against the table of [`layout`].
    pub(crate) fn parse(frame: &[u8], charset: Charset) -> Result<Self, String> {
        let body = frame.strip_suffix(b"\r").ok_or("it does not end with CR")?;
        if let Some(&byte) = body.iter().find(|b| **b < 0x20 || **b == 0x7F) {
            return Err(format!(
                "the control character {} stands inside",
                visible(&[byte])
            ));
        }
        let (content, sequence, checked) = trailer(body)?;
        let text = charset.decode(content)?;
        let code = text.get(..2).ok_or("it is shorter than a message code")?;
        let layout =
            layout::layout(code).ok_or_else(|| format!("{code} is no answer of the standard"))?;
        let (fixed, rest) = fixed_fields(layout, text.get(2..).unwrap_or_default())?;
        let fields = identified_fields(rest)?;
        let this = Self {
            raw: frame.to_vec(),
            code: code.to_owned(),
            sequence,
            checked,
            fixed,
            fields,
        };
        this.complete(layout)?;
        Ok(this)
    }

    fn complete(&self, layout: &Layout) -> Result<(), String> {
        if let Some(id) = layout.required.iter().find(|id| !self.has(id)) {
            return Err(format!("the required field {id} is missing"));
        }
        if self.code == "98" && self.fixed("version") == "2.00" && !self.has("BX") {
            return Err("the required field BX is missing".to_owned());
        }
        if let Some(id) = layout::SCALAR.iter().find(|id| self.all(id).len() > 1) {
            return Err(format!("the field {id} comes more than once"));
        }
        match self
            .fields
            .iter()
            .find(|(id, value)| !layout::value_allowed(id, value))
        {
            Some((id, value)) => Err(format!(
                "the field {id} holds {value:?}, which the standard does not allow"
            )),
            None => Ok(()),
        }
    }

    /// The value of a fixed field; empty for one this answer has not.
    pub(crate) fn fixed(&self, name: &str) -> &str {
        self.fixed
            .iter()
            .find(|(n, _)| *n == name)
            .map_or("", |(_, value)| value)
    }

    /// A fixed field that is a number.
    pub(crate) fn number(&self, name: &str) -> u32 {
        self.fixed(name).parse().unwrap_or_default()
    }

    /// The first field with this id.
    pub(crate) fn field(&self, id: &str) -> Option<&str> {
        self.fields
            .iter()
            .find(|(i, _)| i == id)
            .map(|(_, value)| value.as_str())
    }

    /// The first field with this id, or nothing in it.
    pub(crate) fn value(&self, id: &str) -> &str {
        self.field(id).unwrap_or_default()
    }

    /// All fields with this id.
    pub(crate) fn all(&self, id: &str) -> Vec<&str> {
        self.fields
            .iter()
            .filter(|(i, _)| i == id)
            .map(|(_, value)| value.as_str())
            .collect()
    }

    /// Whether the field is there, if only empty.
    pub(crate) fn has(&self, id: &str) -> bool {
        self.field(id).is_some()
    }

    /// All AF, as one text: the reason shown to the reader.
    pub(crate) fn screen(&self) -> String {
        self.all("AF").join(" / ")
    }

    /// The message without date, trailer and CR: what two tellings of one answer share.
    pub(crate) fn essence(&self) -> (Vec<&str>, &[(String, String)]) {
        (
            self.fixed
                .iter()
                .filter(|(name, _)| *name != "date")
                .map(|(_, value)| value.as_str())
                .collect(),
            &self.fields,
        )
    }

    /// Fails unless the fixed field has this value.
    pub(crate) fn is(&self, name: &str, wanted: &str) -> Outcome {
        let found = self.fixed(name);
        ensure!(
            found == wanted,
            "{name} of the {} is {found:?} and should be {wanted:?}{}",
            self.code,
            self.quoted()
        );
        Ok(())
    }

    /// Fails unless the identified field has this value.
    pub(crate) fn field_is(&self, id: &str, wanted: &str) -> Outcome {
        match self.field(id) {
            Some(found) if found == wanted => Ok(()),
            Some(found) => Err(Stop::failed(format!(
                "{id} of the {} is {found:?} and should be {wanted:?}",
                self.code
            ))),
            None => Err(Stop::failed(format!(
                "the {} has no {id}; it should be {wanted:?}{}",
                self.code,
                self.quoted()
            ))),
        }
    }

    /// Fails unless the field is there and not empty.
    pub(crate) fn needs(&self, id: &str) -> Outcome {
        ensure!(
            self.field(id).is_some_and(|v| !v.trim().is_empty()),
            "the {} has no {id} or an empty one",
            self.code
        );
        Ok(())
    }

    /// Fails if the field is there with something in it.
    pub(crate) fn hides(&self, id: &str) -> Outcome {
        let found = self.value(id);
        ensure!(found.is_empty(), "the {} shows {id} {found:?}", self.code);
        Ok(())
    }

    /// Fails unless it is a refusal (`ok` 0) that says why in AF.
    pub(crate) fn refuses(&self) -> Outcome {
        self.is("ok", "0")?;
        self.says_why()
    }

    /// Fails unless there is a screen message.
    pub(crate) fn says_why(&self) -> Outcome {
        ensure!(
            self.all("AF").iter().any(|t| !t.trim().is_empty()),
            "the {} gives no reason in AF",
            self.code
        );
        Ok(())
    }

    /// Fails if it says that the patron is not known (BL): what it counts is then no account.
    pub(crate) fn knows_the_patron(&self) -> Outcome {
        ensure!(
            self.value("BL") != "N",
            "the {} does not know the patron{}",
            self.code,
            self.quoted()
        );
        Ok(())
    }

    fn quoted(&self) -> String {
        let screen = self.screen();
        if screen.is_empty() {
            String::new()
        } else {
            format!(" (AF: {screen})")
        }
    }
}

/// Splits `AYn` and `AZhhhh` off the end and checks the sum.
fn trailer(body: &[u8]) -> Result<(&[u8], Option<String>, bool), String> {
    let Some(at) = checksum_start(body) else {
        return match body
            .iter()
            .rposition(|&b| b == b'|')
            .and_then(|at| body.get(at + 1..))
        {
            Some(rest) if rest.starts_with(b"AY") => Err("AY stands without AZ".to_owned()),
            _ => Ok((body, None, false)),
        };
    };
    let (summed, digits) = body.split_at(at + 2);
    if digits.len() != 4
        || !digits
            .iter()
            .all(|b| matches!(b, b'0'..=b'9' | b'A'..=b'F'))
    {
        return Err(format!(
            "AZ is followed by {:?}, not by four upper-case hexadecimal digits",
            visible(digits)
        ));
    }
    let right = format!("{:04X}", checksum(summed));
    if right.as_bytes() != digits {
        return Err(format!(
            "the checksum is {}, the bytes give {right}",
            visible(digits)
        ));
    }
    let content = body.get(..at).unwrap_or_default();
    let sequence_digits = content
        .iter()
        .rev()
        .take_while(|b| b.is_ascii_digit())
        .count();
    let (before, sequence) = content.split_at(content.len() - sequence_digits);
    match before.strip_suffix(b"AY") {
        Some(content) if sequence_digits > 0 => Ok((content, Some(visible(sequence)), true)),
        Some(_) => Err("AY has no digit".to_owned()),
        None => Ok((content, None, true)),
    }
}

/// Where `AZ` of a trailer begins: it follows a delimiter, AY and its digits, or a bare 94 or 96.
fn checksum_start(body: &[u8]) -> Option<usize> {
    let at = body.windows(2).rposition(|pair| pair == b"AZ")?;
    let tail = body.get(at + 2..)?;
    (!tail.contains(&b'|') && tail.len() <= 8).then_some(at)
}

type Fixed = Vec<(&'static str, String)>;

fn fixed_fields<'t>(layout: &Layout, text: &'t str) -> Result<(Fixed, &'t str), String> {
    let mut rest = text;
    let mut fixed = Vec::new();
    for &(name, kind) in layout.fixed {
        let (value, after) = rest
            .split_at_checked(kind.width())
            .ok_or_else(|| format!("the fixed part of the {} ends inside {name}", layout.code))?;
        if !kind.allows(value) {
            return Err(format!(
                "{name} of the {} holds {value:?}, which is not legal",
                layout.code
            ));
        }
        fixed.push((name, value.to_owned()));
        rest = after;
    }
    Ok((fixed, rest))
}

fn identified_fields(text: &str) -> Result<Vec<(String, String)>, String> {
    if text.is_empty() {
        return Ok(Vec::new());
    }
    let text = text
        .strip_suffix('|')
        .ok_or_else(|| format!("the last field of {text:?} has no delimiter"))?;
    text.split('|').map(identified_field).collect()
}

fn identified_field(text: &str) -> Result<(String, String), String> {
    let (id, value) = text
        .split_at_checked(2)
        .ok_or_else(|| format!("{text:?} is no identified field"))?;
    if !id
        .bytes()
        .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
        || id.as_bytes()[0].is_ascii_digit()
    {
        return Err(format!("{id:?} is no field identifier"));
    }
    match value.chars().count() {
        length if length > VALUE_LIMIT => Err(format!(
            "the field {id} has {length} characters, more than {VALUE_LIMIT}"
        )),
        _ => Ok((id.to_owned(), value.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &[&[u8]] = &[
        b"941\r",
        b"941AY0AZFDFD\r",
        b"96\r",
        b"96AZFEF6\r",
        b"98YYYYYN10000320261122    0905122.00AOKAI|AMKainet-kirjastot|BXYYYYYYYYYYYYYYYY|ANkaj-sc1|AFTervetuloa|AY1AZDE61\r",
        b"98YYYNNN10000320261122    0905121.00AOKAI|\r",
        b"24              00720261122    090513AOKAI|AA2100000012345|AEKorhonen, Aino|BLY|CQY|BHEUR|BV0.00|\r",
        b"24              00120261122    090512AOKAI|AA2100000012345|AEKorhonen, Aino|BLY|CQY|AZEB27\r",
        b"64              00720261122    090513000200010003000100000001AOKAI|AA2100000012345|AEKorhonen, Aino|BZ0020|CA0010|CB0050|BLY|CQY|BHEUR|BV3.40|CC20.00|AU33KAJ000123|AU33KAJ000124|AU33SOT000777|BDKauppakatu 1, 87100 Kajaani|BEaino@example.org|BF+358401234567|AY4AZBBAC\r",
        b"121NUY20261122    090513AOKAI|AA2100000012345|AB33KAJ000123|AJKalevala|AH20261220    235900|CK001|CH|AY5AZE5F1\r",
        b"1801010120261122    090513ABeioo|AJ|\r",
        b"36Y20261122    090513AOKAI|AA2100000012345|AFKiitos|AGLainoja 3|AGMaksuja 0,00|AY6AZE8F9\r",
    ];

    #[test]
    fn good_answers_pass() {
        for frame in GOOD {
            if let Err(reason) = Answer::parse(frame, Charset::Utf8) {
                panic!("{}: {reason}", visible(frame));
            }
        }
    }

    #[test]
    fn bad_answers_do_not_and_the_reason_is_named() {
        let bad: &[(&[u8], &str)] = &[
            (b"941", "CR"),
            (b"941\n", "CR"),
            (b"941\r\n", "CR"),
            (b"941AY0AZFDFE\r", "checksum"),
            (b"941AY0AZfdfd\r", "upper-case"),
            (b"941AY0AZFDF\r", "four"),
            (b"941AYAZFE2D\r", "AY has no digit"),
            (b"942\r", "ok of the 94"),
            (b"94Y\r", "ok of the 94"),
            (b"94\r", "ends inside ok"),
            (b"941AFnot allowed to lack a delimiter\r", "delimiter"),
            (b"99Y\r", "no answer"),
            (b"9\r", "shorter"),
            (b"\r", "shorter"),
            (b"Problems handling the request\r", "no answer"),
            (b"24NNNNNNNNNNNNNN00720261122    090513AOK|AA1|AEx|\r", "patron status"),
            (b"24              00720261122    090513AOK|AA1|\r", "AE is missing"),
            (b"24              00720261122    090513AOK|AA1|AEx|BL|\r", "BL holds"),
            (b"24              00720261122    090513AOK|AA1|AA2|AEx|\r", "more than once"),
            (b"24              007202611220000090513AOK|AA1|AEx|\r", "date"),
            (b"64              00720261122    0905130002        0001        AOKAI|AA1|AEx|BLY|\r", "overdue items"),
            (b"64              00720261122    090513000AOKAI|AA1|AEx|BLY|\r", "hold items"),
            (b"1803020120261122    090513AB1|\r", "AJ is missing"),
            (b"1803020120261122    090513AB1|AJa\nb|\r", "control character"),
            (b"1803020120261122    090513AB1|AJa||\r", "identified field"),
            (b"1803020120261122    090513AB1|ajx|AJ|\r", "identifier"),
            (b"1803020120261122    090513AB1|AJ\xE4|\r", "UTF-8"),
            (b"1803020120261122    090513AB1|AJx|AY1\r", "AY stands without AZ"),
            (b"98YYYYYN10000320261122    0905122.00AOKAI|\r", "BX is missing"),
            (b"98YYYYYN10000320261122    0905122.00AOKAI|BXYYYY|\r", "BX holds"),
            (b"98YYYYYN10000320261122    0905122.10AOKAI|BXYYYYYYYYYYYYYYYY|\r", "version"),
        ];
        for (frame, word) in bad {
            match Answer::parse(frame, Charset::Utf8) {
                Ok(_) => panic!("{} passed", visible(frame)),
                Err(reason) => assert!(reason.contains(word), "{}: {reason}", visible(frame)),
            }
        }
    }

    #[test]
    fn a_value_has_at_most_255_characters() {
        let frame =
            |n: usize| format!("1803020120261122    090513AB1|AJ{}|\r", "ä".repeat(n)).into_bytes();
        assert!(Answer::parse(&frame(255), Charset::Utf8).is_ok());
        assert!(Answer::parse(&frame(256), Charset::Utf8).is_err());
    }
}
