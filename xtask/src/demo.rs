//! The built binary as `silta demo` on free ports, for one purpose and with a fresh library.

use std::{
    fs::{self, File},
    net::{SocketAddr, TcpListener},
    path::PathBuf,
    process::{Child, Command, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

use crate::{Result, child, workshop};

/// It is meant to listen within half a second; a busy machine gets more.
const READY_WITHIN: Duration = Duration::from_secs(20);

/// A running demo. Dropped without [`Demo::stop`], it is ended all the same.
#[derive(Debug)]
pub(crate) struct Demo {
    child: Child,
    log: PathBuf,
    sip2: String,
    http: String,
    z3950: String,
    partner: String,
}

impl Demo {
    /// Starts the release build and waits until its listeners accept.
    pub(crate) fn start(purpose: &str) -> Result<Self> {
        let place = workshop().join("xtask");
        fs::create_dir_all(&place).map_err(|error| error.to_string())?;
        let log = place.join(format!("demo for {purpose}.log"));
        let ready = place.join(format!("demo for {purpose}.json"));
        let _ = fs::remove_file(&ready);
        let file = File::create(&log).map_err(|error| error.to_string())?;
        let copy = file.try_clone().map_err(|error| error.to_string())?;
        let partner = free_address()?;
        let mut command = Command::new(workshop().join("release").join("silta"));
        command.arg("demo").arg("--ready-file").arg(&ready);
        command.arg("--ill-peer");
        command.arg(format!("ISIL:FI-Partner=http://{partner}/iso18626"));
        for listener in ["--sip2", "--z3950", "--http", "--admin"] {
            command.args([listener, "127.0.0.1:0"]);
        }
        command.stdin(Stdio::null()).stdout(file).stderr(copy);
        let child = command
            .spawn()
            .map_err(|error| format!("silta demo: {error}"))?;
        let mut demo = Self {
            child,
            log,
            sip2: String::new(),
            http: String::new(),
            z3950: String::new(),
            partner,
        };
        let addresses = demo.addresses(&ready);
        (demo.sip2, demo.http, demo.z3950) = addresses.map_err(|fault| demo.with_log(&fault))?;
        println!(
            "    silta demo serves SIP2 on {}, Z39.50 on {}, HTTP on {}",
            demo.sip2, demo.z3950, demo.http
        );
        Ok(demo)
    }

    /// Where it serves SIP2, as `host:port`.
    pub(crate) fn sip2(&self) -> &str {
        &self.sip2
    }

    /// Where it serves HTTP, as `host:port`.
    pub(crate) fn http(&self) -> &str {
        &self.http
    }

    /// Where it serves Z39.50, as `host:port`.
    pub(crate) fn z3950(&self) -> &str {
        &self.z3950
    }

    /// Where it sends what it writes to its partner, as `host:port`; nobody listens there yet.
    pub(crate) fn partner(&self) -> &str {
        &self.partner
    }

    /// Asks it to end; it has to do so in time and with exit code 0.
    pub(crate) fn stop(mut self) -> Result {
        match child::end(&mut self.child) {
            Some(status) if status.success() => Ok(()),
            Some(status) => Err(self.with_log(&format!("ended with {status}"))),
            None => Err(self.with_log("did not end in time and was killed")),
        }
    }

    fn addresses(&mut self, ready: &PathBuf) -> Result<(String, String, String)> {
        let until = Instant::now() + READY_WITHIN;
        while Instant::now() < until {
            if let Ok(text) = fs::read_to_string(ready) {
                let found = |key| {
                    address(&text, key)
                        .ok_or_else(|| format!("{key} is missing in the ready file: {text}"))
                };
                return Ok((found("sip2")?, found("http")?, found("z3950")?));
            }
            if let Ok(Some(status)) = self.child.try_wait() {
                return Err(format!("ended with {status} before it was ready"));
            }
            sleep(Duration::from_millis(20));
        }
        Err(format!("not ready within {} s", READY_WITHIN.as_secs()))
    }

    fn with_log(&self, fault: &str) -> String {
        let log = fs::read_to_string(&self.log).unwrap_or_default();
        let lines: Vec<&str> = log.lines().collect();
        let last = lines[lines.len().saturating_sub(20)..].join("\n      ");
        format!("{fault}; its last words:\n      {last}")
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        let _ = child::end(&mut self.child);
    }
}

/// An address on which nobody listens.
fn free_address() -> Result<String> {
    let free = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
    free.map(|address| address.to_string())
        .map_err(|error| error.to_string())
}

/// The value of a key in the ready file, a flat JSON object of addresses.
fn address(ready: &str, key: &str) -> Option<String> {
    let words: Vec<&str> = ready.split('"').collect();
    let key = words.iter().position(|word| *word == key)?;
    let address = words.get(key + 2)?;
    address
        .parse::<SocketAddr>()
        .ok()
        .map(|address| address.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_address_from_the_ready_file() {
        let ready = "{\"admin\": \"127.0.0.1:9\",\n \"sip2\" : \"127.0.0.1:6001\"}";
        assert_eq!(address(ready, "sip2").as_deref(), Some("127.0.0.1:6001"));
        assert_eq!(address(ready, "admin").as_deref(), Some("127.0.0.1:9"));
        assert_eq!(address("{}", "sip2"), None);
        assert_eq!(address("{\"sip2\":\"nowhere\"}", "sip2"), None);
    }
}
