//! Addresses: where a listener listens, where a terminal may come from, where others are called.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use silta_rest::{HttpUrl, InvalidHttpUrl};
use toml::de::DeValue;

use super::value::{Found, Value, Wrong, quoted, text};

/// Where a listener listens, or that it does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Listen {
    /// It does.
    At(SocketAddr),
    /// It does not.
    Off,
}

impl Listen {
    /// The address, if any.
    pub fn address(self) -> Option<SocketAddr> {
        match self {
            Self::At(address) => Some(address),
            Self::Off => None,
        }
    }
}

impl Value for Listen {
    fn kind() -> String {
        "an address with port such as \"127.0.0.1:6001\", or \"off\"".into()
    }

    fn read(found: &Found<'_>) -> Result<Self, Wrong> {
        if let DeValue::Integer(port) = found.get_ref() {
            let wrong = Wrong::new(found, format!("{port} is no address with port"));
            return Err(wrong.fix(address_like(&port.to_string())));
        }
        let given = text(found, "an address with port")?;
        if given == "off" {
            return Ok(Self::Off);
        }
        given.parse().map(Self::At).map_err(|_| {
            Wrong::new(found, format!("{given:?} is no address with port")).fix(address_like(given))
        })
    }

    fn show(&self) -> Option<String> {
        Some(match self {
            Self::At(address) => quoted(&address.to_string()),
            Self::Off => quoted("off"),
        })
    }
}

/// What was probably meant by a wrong address.
fn address_like(given: &str) -> String {
    let (host, port) = given.rsplit_once(':').unwrap_or((given, ""));
    let port = match port.parse::<u16>() {
        Ok(port) => port.to_string(),
        Err(_) if given.parse::<u16>().is_ok() => given.to_owned(),
        Err(_) => return "write an IP address, a colon and a port from 0 to 65535".into(),
    };
    match host {
        "" | "*" => format!("write \"0.0.0.0:{port}\" for all addresses of this machine"),
        "localhost" => format!("write \"127.0.0.1:{port}\": names are not looked up"),
        _ if given == port => format!("write \"127.0.0.1:{port}\""),
        _ if host.parse::<Ipv6Addr>().is_ok() => format!("write \"[{host}]:{port}\""),
        _ if given.parse::<Ipv6Addr>().is_ok() => format!("write \"[{given}]:6001\", with a port"),
        _ => "write the IP address: names are not looked up".into(),
    }
}

impl Value for IpAddr {
    fn kind() -> String {
        "an IP address".into()
    }

    fn read(found: &Found<'_>) -> Result<Self, Wrong> {
        let given = text(found, "an IP address")?;
        given.parse().map_err(|_| {
            Wrong::new(found, format!("{given:?} is no IP address"))
                .fix("write it like \"10.1.2.3\" or \"fd00::3\", without port or mask")
        })
    }

    fn show(&self) -> Option<String> {
        Some(quoted(&self.to_string()))
    }
}

impl Value for HttpUrl {
    fn kind() -> String {
        "an address such as \"https://library.example/path\"".into()
    }

    fn read(found: &Found<'_>) -> Result<Self, Wrong> {
        let given = text(found, "an address")?;
        given.parse().map_err(|invalid: InvalidHttpUrl| {
            let what = format!("{given:?} is no address that can be called");
            Wrong::new(found, what).fix(invalid.to_string())
        })
    }

    fn show(&self) -> Option<String> {
        Some(quoted(&self.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::{super::value::tests::back, *};

    #[test]
    fn what_is_shown_reads_back() {
        back::<Listen>(r#""[::1]:6001""#);
        back::<Listen>(r#""off""#);
        back::<IpAddr>(r#""10.1.2.3""#);
        back::<HttpUrl>(r#""https://partner.example/iso18626""#);
    }

    #[test]
    fn a_wrong_address_gets_its_own_advice() {
        for (given, advice) in [
            (":6001", "0.0.0.0:6001"),
            ("localhost:6001", "127.0.0.1:6001"),
            ("6001", "127.0.0.1:6001"),
            ("127.0.0.1", "a colon and a port"),
            ("::1", "[::1]:6001"),
            ("::1:6001", "[::1]:6001"),
            ("sip.kirjasto.fi:6001", "IP address"),
            ("127.0.0.1:99999", "from 0 to 65535"),
        ] {
            let given_advice = address_like(given);
            assert!(given_advice.contains(advice), "{given}: {given_advice}");
        }
    }
}
