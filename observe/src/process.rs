//! Numbers about the process itself, read when somebody asks for them.

use std::{
    fs,
    time::{SystemTime, UNIX_EPOCH},
};

use prometheus_client::{
    collector::Collector,
    encoding::{DescriptorEncoder, EncodeMetric},
    metrics::{counter::ConstCounter, gauge::ConstGauge},
};

/// The names are those that Prometheus's own client libraries use, so that ready-made pages of
/// charts fit. What the system does not tell is left out.
#[derive(Debug)]
pub(crate) struct Process {
    started: f64,
}

impl Process {
    pub(crate) fn new() -> Self {
        let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH);
        Self {
            started: since_epoch.map_or(0.0, |d| d.as_secs_f64()),
        }
    }
}

impl Collector for Process {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> Result<(), std::fmt::Error> {
        let mut gauge = |name: &str, help: &str, value: Option<f64>| {
            let Some(value) = value else { return Ok(()) };
            let gauge = ConstGauge::new(value);
            gauge.encode(encoder.encode_descriptor(name, help, None, gauge.metric_type())?)
        };
        gauge(
            "process_start_time_seconds",
            "When the process started, in seconds since 1970.",
            Some(self.started),
        )?;
        gauge(
            "process_resident_memory_bytes",
            "Memory that the process occupies.",
            resident_bytes(),
        )?;
        gauge("process_open_fds", "Descriptors open.", open_descriptors())?;
        if let Some(seconds) = processor_seconds() {
            let counter = ConstCounter::new(seconds);
            counter.encode(encoder.encode_descriptor(
                "process_cpu_seconds",
                "Processor time used, own and the system's.",
                None,
                counter.metric_type(),
            )?)?;
        }
        Ok(())
    }
}

/// From the `VmRSS` line of proc(5) status, in KiB there.
fn resident_bytes() -> Option<f64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|l| l.strip_prefix("VmRSS:"))?;
    let kib: f64 = line.split_whitespace().next()?.parse().ok()?;
    Some(kib * 1024.0)
}

fn open_descriptors() -> Option<f64> {
    let listed = fs::read_dir("/proc/self/fd").ok()?.count();
    // The listing itself needs one.
    Some(listed.saturating_sub(1) as f64)
}

/// Fields 14 and 15 of proc(5) stat, in ticks of which Linux shows 100 a second on every machine.
fn processor_seconds() -> Option<f64> {
    let stat = fs::read_to_string("/proc/self/stat").ok()?;
    // The second field is the program's name in parentheses and may hold spaces.
    let (_, after_name) = stat.rsplit_once(')')?;
    let mut fields = after_name.split_whitespace().skip(11);
    let user: f64 = fields.next()?.parse().ok()?;
    let system: f64 = fields.next()?.parse().ok()?;
    Some((user + system) / 100.0)
}

#[cfg(test)]
mod tests {
    #[cfg(target_os = "linux")]
    #[test]
    fn the_system_tells_all_numbers() {
        let page = crate::Metrics::new().encode().unwrap();
        let value = |name: &str| -> f64 {
            let line = page.lines().find_map(|l| l.strip_prefix(name));
            line.unwrap_or_else(|| panic!("no {name} in\n{page}"))
                .trim()
                .parse()
                .unwrap()
        };
        assert!(value("process_start_time_seconds ") > 1.6e9);
        assert!(value("process_resident_memory_bytes ") > 100_000.0);
        assert!(value("process_open_fds ") >= 3.0);
        assert!(value("process_cpu_seconds_total ") >= 0.0);
    }
}
