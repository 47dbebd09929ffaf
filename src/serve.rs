//! `silta serve`: a gateway from a configuration, until it is told to stop.

use std::{
    io::{self, Write as _},
    path::{Path, PathBuf},
    pin::pin,
};

use silta_observe::log::{self, LogError};
use tracing::info;

use crate::{
    config::{self, Settings},
    gateway::{Addresses, Gateway, StartError},
    import::ImportError,
};

/// Why serving ended badly.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The system: the runtime, signals, standard output.
    #[error("{0}")]
    Io(#[from] io::Error),
    /// Logging could not begin.
    #[error("{0}")]
    Log(#[from] LogError),
    /// The ready file cannot be written.
    #[error("--ready-file: {} cannot be written: {source}", path.display())]
    ReadyFile {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// Records could not be imported.
    #[error("--records: {0}")]
    Records(#[from] ImportError),
    /// The gateway could not start.
    #[error("{0}")]
    Start(#[from] StartError),
}

/// Serves what the configuration at `path` says until SIGTERM or SIGINT. Gives whether it could be
/// used; its faults are written to standard error.
///
/// # Errors
/// When the gateway cannot start.
pub fn run(path: &Path, ready_file: Option<&Path>) -> Result<bool, ServeError> {
    let loaded = match config::load(path) {
        Ok(loaded) => loaded,
        Err(faults) => {
            write!(io::stderr(), "{faults}")?;
            return Ok(false);
        }
    };
    write!(io::stderr(), "{}", loaded.warnings)?;
    log::init(&loaded.settings.log)?;
    until_signal(loaded.settings, ready_file, |_| {
        info!(config = %path.display(), "ready");
        Ok(())
    })?;
    Ok(true)
}

/// Runs a gateway until SIGTERM or SIGINT. Once it accepts, `greet` hears where, and then the ready
/// file is written.
pub(crate) fn until_signal(
    settings: Settings,
    ready_file: Option<&Path>,
    greet: impl FnOnce(Addresses) -> io::Result<()>,
) -> Result<(), ServeError> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let gateway = Gateway::start(settings).await?;
        let addresses = gateway.addresses();
        let mut stopped = pin!(gateway.until_signal());
        // Polled once, it listens for signals: whoever sees the ready file may send one.
        tokio::select! {
            biased;
            stopped = &mut stopped => return Ok(stopped.map(drop)?),
            () = std::future::ready(()) => {}
        }
        greet(addresses)?;
        tell_ready(ready_file, &addresses)?;
        Ok(stopped.await.map(drop)?)
    })
}

/// Writes the addresses to the ready file, if one was asked for. Whoever sees the file sees all of
/// it.
fn tell_ready(file: Option<&Path>, addresses: &Addresses) -> Result<(), ServeError> {
    let Some(file) = file else { return Ok(()) };
    let write = || -> io::Result<()> {
        let folder = file
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty());
        let mut new = tempfile::NamedTempFile::new_in(folder.unwrap_or_else(|| Path::new(".")))?;
        serde_json::to_writer(&mut new, addresses)?;
        new.write_all(b"\n")?;
        #[cfg(unix)]
        {
            use std::{fs::Permissions, os::unix::fs::PermissionsExt as _};
            new.as_file()
                .set_permissions(Permissions::from_mode(0o644))?;
        }
        new.persist(file)?;
        Ok(())
    };
    write().map_err(|source| ServeError::ReadyFile {
        path: file.to_owned(),
        source,
    })
}
