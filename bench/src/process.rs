//! The servers that are measured, child processes, each ended by its own id, and what the kernel tells about a process.

use std::{
    fs,
    io::{self, BufRead as _, BufReader},
    net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

use crate::Fault;

/// A server that isn't ready by then fails the run.
const READY_WITHIN: Duration = Duration::from_secs(60);
/// The product may take in a million records first.
const PRODUCT_READY_WITHIN: Duration = Duration::from_secs(900);
/// A child that hasn't ended by then, though asked to, is killed.
const GRACE: Duration = Duration::from_secs(10);
const LOOK_EVERY: Duration = Duration::from_millis(1);
const FREE_PORT: &str = "127.0.0.1:0";
/// Until it is known.
const NOWHERE: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0);

/// A server that runs as long as this value lives.
#[derive(Debug)]
pub(crate) struct Server {
    child: Child,
    pub address: SocketAddr,
    /// Where the product serves the consortium API.
    pub http: SocketAddr,
    /// Where the product serves Z39.50, if it does.
    pub z3950: SocketAddr,
    /// From its start until all of its listeners accepted.
    pub ready_after: Duration,
}

impl Server {
    /// `silta demo` on free ports, its state in `data`.
    pub(crate) fn product(silta: &Path, data: &Path) -> Result<Self, Fault> {
        Self::product_with(silta, data, None)
    }

    /// The same, with the records of a file beside its own.
    pub(crate) fn product_with(
        silta: &Path,
        data: &Path,
        records: Option<&Path>,
    ) -> Result<Self, Fault> {
        let mut command = Command::new(silta);
        command
            .arg("demo")
            .args(
                ["--sip2", "--z3950", "--http", "--admin"]
                    .into_iter()
                    .flat_map(|listener| [listener, FREE_PORT]),
            )
            .arg("--data")
            .arg(data.join("state"));
        if let Some(records) = records {
            command.arg("--records").arg(records);
        }
        Self::silta(command, data)
    }

    /// `silta serve` with the configuration that stands in its folder.
    pub(crate) fn configured(silta: &Path, folder: &Path, config: &Path) -> Result<Self, Fault> {
        let mut command = Command::new(silta);
        command.arg("serve").arg("--config").arg(config);
        Self::silta(command, folder)
    }

    fn silta(mut command: Command, folder: &Path) -> Result<Self, Fault> {
        fs::create_dir_all(folder)?;
        let ready = folder.join("ready.json");
        let _ = fs::remove_file(&ready);
        let began = Instant::now();
        let mut child = command
            .arg("--ready-file")
            .arg(&ready)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(fs::File::create(folder.join("stderr"))?)
            .spawn()?;
        while !ready.exists() {
            if let Some(status) = child.try_wait()? {
                let told = fs::read_to_string(folder.join("stderr"))?;
                return Err(format!("the product ended with {status}: {told}").into());
            }
            if began.elapsed() > PRODUCT_READY_WITHIN {
                end(&mut child);
                return Err("the product isn't ready".into());
            }
            sleep(LOOK_EVERY);
        }
        let mut server = Self {
            child,
            address: NOWHERE,
            http: NOWHERE,
            z3950: NOWHERE,
            ready_after: began.elapsed(),
        };
        let addresses: serde_json::Value = serde_json::from_slice(&fs::read(&ready)?)?;
        let address = |listener: &str| {
            let address = addresses[listener].as_str().unwrap_or_default().parse();
            address.map_err(|_| format!("no {listener} address in {addresses}"))
        };
        server.address = address("sip2")?;
        server.http = address("http")?;
        server.z3950 = address("z3950").unwrap_or(NOWHERE);
        Ok(server)
    }

    /// This program as another server, which prints its address first.
    pub(crate) fn own(arguments: &[&str]) -> Result<Self, Fault> {
        let began = Instant::now();
        let mut child = Command::new(std::env::current_exe()?)
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()?;
        let mut told = String::new();
        if let Some(output) = child.stdout.take() {
            BufReader::new(output).read_line(&mut told)?;
        }
        let mut server = Self {
            child,
            address: NOWHERE,
            http: NOWHERE,
            z3950: NOWHERE,
            ready_after: began.elapsed(),
        };
        server.address = told.trim().parse()?;
        Ok(server)
    }

    /// This program as the null server.
    pub(crate) fn null(length: u64) -> Result<Self, Fault> {
        Self::own(&["null", "--length", &length.to_string()])
    }

    /// A server of somebody else, on a port that is free now; it gets the address as they of YAZ
    /// are told it. None if there is no such program.
    pub(crate) fn foreign(
        program: &str,
        arguments: impl FnOnce(&mut Command, &str),
    ) -> Result<Option<Self>, Fault> {
        let address = TcpListener::bind(FREE_PORT)?.local_addr()?;
        let mut command = Command::new(program);
        arguments(&mut command, &format!("tcp:{address}"));
        let began = Instant::now();
        let spawned = command.stdin(Stdio::null()).stdout(Stdio::null()).spawn();
        let child = match spawned {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            spawned => spawned?,
        };
        let mut server = Self {
            child,
            address,
            http: NOWHERE,
            z3950: NOWHERE,
            ready_after: Duration::ZERO,
        };
        while TcpStream::connect(address).is_err() {
            if let Some(status) = server.child.try_wait()? {
                return Err(format!("{program} ended with {status}").into());
            }
            if began.elapsed() > READY_WITHIN {
                return Err(format!("{program} isn't ready").into());
            }
            sleep(LOOK_EVERY);
        }
        server.ready_after = began.elapsed();
        Ok(Some(server))
    }

    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        end(&mut self.child);
    }
}

/// Asks it to end, so that it may tidy up, and kills it when it doesn't.
fn end(child: &mut Child) {
    let asked = Command::new("kill")
        .args(["-TERM", &child.id().to_string()])
        .status();
    let until = Instant::now() + GRACE;
    while asked.is_ok() && Instant::now() < until {
        if !matches!(child.try_wait(), Ok(None)) {
            return;
        }
        sleep(LOOK_EVERY);
    }
    let _ = child.kill();
    let _ = child.wait();
}

/// Resident memory in bytes (`VmRSS`).
pub(crate) fn resident(process: u32) -> Result<u64, Fault> {
    memory(process, "VmRSS:")
}

/// What of it is no file's (`RssAnon`).
pub(crate) fn anonymous(process: u32) -> Result<u64, Fault> {
    memory(process, "RssAnon:")
}

fn memory(process: u32, of: &str) -> Result<u64, Fault> {
    let status = fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix(of));
    let kibibytes = line.and_then(|line| line.split_whitespace().next());
    Ok(1024 * kibibytes.ok_or("no such line in status")?.parse::<u64>()?)
}

/// Processor time so far, in user and kernel mode. The kernel tells it in hundredths of a second.
pub(crate) fn processor_time(process: u32) -> Result<Duration, Fault> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat"))?;
    // The second field, the name in parentheses, may hold blanks; utime and stime are 14 and 15.
    let (_, fields) = stat.rsplit_once(") ").ok_or("no name in stat")?;
    let ticks: Vec<u64> = fields
        .split(' ')
        .skip(11)
        .take(2)
        .map(str::parse)
        .collect::<Result<_, _>>()?;
    Ok(Duration::from_millis(10 * ticks.iter().sum::<u64>()))
}

/// A folder that is gone when this value goes.
#[derive(Debug)]
pub(crate) struct Scratch(PathBuf);

impl Scratch {
    pub(crate) fn beside(silta: &Path) -> Result<Self, Fault> {
        let folder = silta.parent().ok_or("the binary stands in no folder")?;
        let path = folder.join(format!("silta-bench-{}", std::process::id()));
        fs::create_dir_all(&path)?;
        Ok(Self(path))
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_memory_and_time_of_a_process() {
        let own = std::process::id();
        assert!(resident(own).unwrap() > 100_000);
        let began = Instant::now();
        while began.elapsed() < Duration::from_millis(30) {}
        let time = processor_time(own).unwrap();
        assert!(
            time >= Duration::from_millis(10) && time < Duration::from_secs(600),
            "{time:?}"
        );
    }
}
