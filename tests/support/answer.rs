//! A strict judge of what the gateway sends.

use silta_sip2::{Charset, Dialect, Envelope, Response, Version, strict, trailer::Check};

/// An answer that kept to the standard.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    /// The message without its trailer.
    pub(crate) text: String,
}

impl Answer {
    /// Judges a frame without its CR: nothing missing, nothing to repair, a right trailer or none.
    /// `versions` are those the terminal may have asked for.
    pub(crate) fn judge(frame: &[u8], versions: &[Version]) -> Result<Self, String> {
        let why = |what: &str| format!("{what}: {:?}", String::from_utf8_lossy(frame));
        if frame.iter().any(|byte| matches!(byte, b'\r' | b'\n')) {
            return Err(why("a line end inside"));
        }
        let charset = match std::str::from_utf8(frame) {
            Ok(_) => Charset::Utf8,
            Err(_) => Charset::Cp850,
        };
        let envelope = Envelope::open(frame).map_err(|_| why("trailer"))?;
        if !matches!(envelope.check(charset), Check::Right | Check::Absent) {
            return Err(why("checksum"));
        }
        let text = envelope.text(charset).text.into_owned();
        let faults: Vec<_> = versions
            .iter()
            .filter_map(|version| fault(&text, *version))
            .collect();
        match faults.len() < versions.len() {
            true => Ok(Self { text }),
            false => Err(why(&faults.join("; "))),
        }
    }

    /// The values of a field; in the fixed part there are no fields.
    pub(crate) fn values(&self, id: &str) -> Vec<&str> {
        values(&self.text, id)
    }

    /// The one value of a field.
    pub(crate) fn value(&self, id: &str) -> Option<&str> {
        self.values(id).first().copied()
    }
}

fn fault(text: &str, version: Version) -> Option<String> {
    let dialect = Dialect {
        version,
        ..Dialect::default()
    };
    let parsed = match Response::parse(text, dialect) {
        Ok(parsed) => parsed,
        Err(malformed) => return Some(malformed.to_string()),
    };
    if !parsed.missing.is_empty() || !parsed.repairs.is_empty() {
        return Some(format!(
            "missing {:?}, {:?}",
            parsed.missing, parsed.repairs
        ));
    }
    match version {
        Version::V2 => strict::fault(text),
        _ => None,
    }
}

/// The values of a field of a legal answer.
pub(crate) fn values<'a>(text: &'a str, id: &str) -> Vec<&'a str> {
    let code = text.get(..2).unwrap_or_default();
    let spec = Response::SPECS.iter().find(|spec| spec.code == code);
    let fixed = 2 + spec.map_or(0, |spec| spec.fixed_width());
    let fields = text.get(fixed..).unwrap_or_default().split('|');
    fields.filter_map(|field| field.strip_prefix(id)).collect()
}

/// The one value of a field of a legal answer.
pub(crate) fn value<'a>(text: &'a str, id: &str) -> Option<&'a str> {
    values(text, id).first().copied()
}
