//! `silta check`: the faults of a configuration, and on demand of the consortium that it names.

use std::{
    io::{self, Write},
    path::Path,
};

use silta_rest::{Rest, RestMetrics};

use crate::config::{self, Remote};

/// Writes what is wrong, and says whether nothing is. With `deep`, a consortium elsewhere is called.
///
/// # Errors
/// When nothing can be written, or no call can be begun.
pub fn run(path: &Path, deep: bool, out: &mut dyn Write) -> io::Result<bool> {
    let loaded = match config::load(path) {
        Ok(loaded) => loaded,
        Err(faults) => {
            write!(out, "{faults}")?;
            writeln!(
                out,
                "{}: {} errors, {} warnings",
                path.display(),
                faults.errors(),
                faults.warnings()
            )?;
            return Ok(false);
        }
    };
    write!(out, "{}", loaded.warnings)?;
    writeln!(out, "{} is well", path.display())?;
    match (deep, loaded.settings.consortium.remote) {
        (false, _) => Ok(true),
        (true, None) => {
            writeln!(out, "the consortium stands in the store: nobody is called")?;
            Ok(true)
        }
        (true, Some(remote)) => call(remote, out),
    }
}

fn call(remote: Remote, out: &mut dyn Write) -> io::Result<bool> {
    let url = remote.url.clone();
    let settings = remote.calling();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let examined =
        runtime.block_on(async { Rest::new(settings, RestMetrics::default()).examine().await });
    match &examined {
        Ok(()) => writeln!(out, "the consortium at {url} answers")?,
        Err(diagnosis) => writeln!(out, "the consortium at {url}: {diagnosis}")?,
    }
    Ok(examined.is_ok())
}
