//! A value out of a list, and which list that is.

use std::fmt;

use crate::{
    node::{Context, Node},
    out::Out,
    structure::{Content, Read},
    text::Text,
    version::Edition,
};

/// A value with the scheme that it is out of: the form of all codes, of agencies and systems.
///
/// Schemes are of little use between systems: they are left out, misspelt, or names instead of
/// addresses. Compare with [`SchemeValuePair::is`], which looks at the value alone.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct SchemeValuePair {
    value: Text,
    scheme: Option<Text>,
}

impl SchemeValuePair {
    /// A value without scheme.
    pub fn new(value: impl Into<Text>) -> Self {
        Self {
            value: value.into(),
            scheme: None,
        }
    }

    /// The same value out of a scheme. In version 2 one that cannot be an address is not written;
    /// a constant is known to be one.
    #[must_use]
    pub fn in_scheme(self, scheme: impl Into<Text>) -> Self {
        let scheme: Text = scheme.into();
        debug_assert!(
            !scheme.is_constant() || scheme.is_empty() || is_address(&scheme),
            "a constant that is no address: {}",
            scheme.as_str()
        );
        let scheme = Some(scheme).filter(|scheme| !scheme.is_empty());
        Self { scheme, ..self }
    }

    /// The value.
    pub fn value(&self) -> &str {
        &self.value
    }

    /// The scheme.
    pub fn scheme(&self) -> Option<&str> {
        self.scheme.as_deref()
    }

    /// Whether it is this value, whatever the scheme and the case of its letters.
    pub fn is(&self, value: &str) -> bool {
        self.value.eq_ignore_ascii_case(value)
    }

    /// Whether it says nothing.
    pub fn is_empty(&self) -> bool {
        self.value.is_empty()
    }
}

impl From<&str> for SchemeValuePair {
    fn from(value: &str) -> Self {
        Self::new(value)
    }
}

impl fmt::Debug for SchemeValuePair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.scheme() {
            Some(scheme) => write!(f, "{:?} of {scheme:?}", self.value()),
            None => write!(f, "{:?}", self.value()),
        }
    }
}

impl Content for SchemeValuePair {
    /// The scheme is an attribute or an element, whatever the version.
    fn read(node: &Node<'_>, context: &Context) -> Read<Self> {
        let value = node.child("Value").unwrap_or(*node).text();
        let scheme = node.child("Scheme").map(|scheme| scheme.text());
        let scheme = scheme.or_else(|| node.scheme()).unwrap_or_default().trim();
        let kept = context.edition == Edition::One || is_address(scheme);
        let scheme = Some(scheme).filter(|scheme| kept && !scheme.is_empty());
        Ok(Self {
            value: Text::sound(value),
            scheme: scheme.map(Text::sound),
        })
    }

    fn write(&self, name: &'static str, out: &mut Out<'_>) {
        match out.edition {
            Edition::One => {
                out.start(name);
                out.element("Scheme", self.scheme().unwrap_or_default());
                out.element("Value", self.value());
                out.end();
            }
            Edition::Two => {
                let is_right = |scheme: &&Text| scheme.is_constant() || is_address(scheme);
                let scheme = self.scheme.as_ref().filter(is_right);
                out.element_in_scheme(name, scheme.map(Text::as_str), self.value());
            }
        }
    }

    fn is_blank(&self) -> bool {
        *self == Self::default()
    }
}

/// Whether a text can be an address as far as schemas look at one (`xs:anyURI`): not every one
/// that can is let through.
fn is_address(text: &str) -> bool {
    let parts = match text.split_once(':') {
        Some((scheme, rest)) => is_address_scheme(scheme.as_bytes()) && has_host(rest),
        None => has_host(text),
    };
    let plain = |byte: &u8| {
        let mark = matches!(
            byte,
            b'!' | b'$' | b'&'..=b'/' | b':' | b';' | b'=' | b'?' | b'@' | b'_' | b'~'
        );
        mark || byte.is_ascii_alphanumeric()
    };
    !text.is_empty() && text.as_bytes().iter().all(plain) && parts
}

fn is_address_scheme(scheme: &[u8]) -> bool {
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"+-.".contains(byte);
    scheme.first().is_some_and(u8::is_ascii_alphabetic) && scheme.iter().all(plain)
}

/// Whether there is no host in the rest of an address, or one with a port that can be one.
fn has_host(rest: &str) -> bool {
    let Some(rest) = rest.strip_prefix("//") else {
        return true;
    };
    let host = rest.split(['/', '?']).next().unwrap_or_default();
    let (host, port) = host.split_once(':').unwrap_or((host, "80"));
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-.".contains(&byte);
    !host.is_empty()
        && host.bytes().all(plain)
        && (1..=5).contains(&port.len())
        && port.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_told_from_names() {
        let list = "http://www.niso.org/ncip/v1_0/schemes/agency.scm";
        for right in [list, "local.edu", "urn:isil", "http://x.example:8080/a?b"] {
            assert!(is_address(right), "{right}");
        }
        for wrong in [
            "",
            "NCIP Scheme",
            "1a:b",
            "http://x:port/",
            "//",
            "a%b",
            "ä",
        ] {
            assert!(!is_address(wrong), "{wrong}");
        }
    }

    #[test]
    fn values_are_compared_without_case_and_scheme() {
        let status = SchemeValuePair::new("Status").in_scheme("x");
        assert!(status.is("STATUS") && !status.is("PROFILE"));
        assert_eq!(format!("{status:?}"), r#""Status" of "x""#);
    }
}
