//! Log lines: for people on a terminal, as JSON for machines elsewhere. Always on standard error.
//!
//! A line is a line: control characters in what came from outside are escaped, so that nobody can
//! write lines of his own or steer an operator's terminal.

use std::{
    fmt::{self, Write as _},
    io::{self, IsTerminal as _},
    panic,
};

use tracing::{Subscriber, field::Field};
use tracing_subscriber::{
    EnvFilter,
    field::MakeExt as _,
    fmt::{MakeWriter, format},
    util::{SubscriberInitExt as _, TryInitError},
};

/// The environment variable that overrides the level of the configuration.
pub const ENV: &str = "SILTA_LOG";

/// What to log, and in which form.
#[derive(Clone, Debug)]
pub struct Settings {
    /// A level (`error`, `warn`, `info`, `debug`, `trace`), or a list such as
    /// `info,silta_sip2_service=debug`.
    pub level: String,
    /// The form of the lines.
    pub format: Format,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            level: "info".into(),
            format: Format::Auto,
        }
    }
}

/// The form of the lines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// Text if standard error is a terminal, else JSON.
    #[default]
    Auto,
    /// One JSON object a line.
    Json,
    /// Text for people.
    Text,
}

/// Why logging could not begin.
#[derive(Debug, thiserror::Error)]
pub enum LogError {
    /// The level is none.
    #[error(
        "the log level {level:?} cannot be read: {reason}; use error, warn, info, debug or trace"
    )]
    Level {
        /// What was given.
        level: String,
        /// What is wrong with it.
        reason: String,
    },
    /// Logging has begun before.
    #[error(transparent)]
    Twice(#[from] TryInitError),
}

/// Begins to log, and to log panics by their place. A panic's text stays out of the log, since it
/// can hold a piece of the string that caused it.
///
/// # Errors
/// When the level (of the environment, else of the settings) cannot be read, or on a second call.
pub fn init(settings: &Settings) -> Result<(), LogError> {
    let level = std::env::var(ENV).unwrap_or_else(|_| settings.level.clone());
    let filter = filter(&level)?;
    let terminal = io::stderr().is_terminal();
    match settings.format {
        Format::Text => text(filter, io::stderr, terminal).try_init()?,
        Format::Auto if terminal => text(filter, io::stderr, true).try_init()?,
        Format::Auto | Format::Json => json(filter, io::stderr).try_init()?,
    }
    panic::set_hook(Box::new(|info| {
        let place = info.location().map(ToString::to_string);
        tracing::error!(place = place.as_deref().unwrap_or("unknown"), "panic");
    }));
    Ok(())
}

/// Whether the level of the settings can be read, without beginning to log.
///
/// # Errors
/// When it cannot.
pub fn check(settings: &Settings) -> Result<(), LogError> {
    filter(&settings.level).map(drop)
}

fn filter(level: &str) -> Result<EnvFilter, LogError> {
    EnvFilter::try_new(level).map_err(|e| LogError::Level {
        level: level.to_owned(),
        reason: e.to_string(),
    })
}

fn text<W>(filter: EnvFilter, writer: W, colour: bool) -> impl Subscriber + Send + Sync
where
    W: for<'w> MakeWriter<'w> + Send + Sync + 'static,
{
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(writer)
        .with_ansi(colour)
        .with_target(false)
        .fmt_fields(format::debug_fn(write_field).delimited(" "))
        .finish()
}

fn json<F, W>(filter: EnvFilter, writer: F) -> impl Subscriber + Send + Sync
where
    F: Fn() -> W + Send + Sync + 'static,
    W: io::Write + 'static,
{
    tracing_subscriber::fmt()
        .json()
        .flatten_event(true)
        .with_env_filter(filter)
        .with_writer(move || EscapedJson(writer()))
        .finish()
}

fn write_field(
    writer: &mut format::Writer<'_>,
    field: &Field,
    value: &dyn fmt::Debug,
) -> fmt::Result {
    if field.name() != "message" {
        write!(writer, "{}=", field.name())?;
    }
    write!(Escaped(writer), "{value:?}")
}

/// Writes control characters as `\n`, `\u{1b}` and so on.
struct Escaped<'a, 'w>(&'a mut format::Writer<'w>);

impl fmt::Write for Escaped<'_, '_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for piece in text.split_inclusive(char::is_control) {
            match piece.chars().next_back().filter(|c| c.is_control()) {
                Some(control) => {
                    self.0
                        .write_str(&piece[..piece.len() - control.len_utf8()])?;
                    write!(self.0, "{}", control.escape_default())?;
                }
                None => self.0.write_str(piece)?,
            }
        }
        Ok(())
    }
}

/// Writes the control characters that JSON allows in strings (from U+007F on) as `\u009b` and so
/// on: a terminal obeys them as well.
struct EscapedJson<W>(W);

impl<W: io::Write> io::Write for EscapedJson<W> {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let text = String::from_utf8_lossy(line);
        let late_control = |c: char| c.is_control() && c >= '\u{7f}';
        if !text.contains(late_control) {
            return self.0.write(line);
        }
        let mut escaped = String::with_capacity(line.len() + 16);
        for c in text.chars() {
            if late_control(c) {
                // Writing to a string cannot fail.
                let _ = write!(escaped, "\\u{:04x}", u32::from(c));
            } else {
                escaped.push(c);
            }
        }
        self.0.write_all(escaped.as_bytes())?;
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;

    #[derive(Clone, Default)]
    struct Page(Arc<Mutex<Vec<u8>>>);

    impl io::Write for Page {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    impl Page {
        fn text(&self) -> String {
            String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
        }

        fn writer(&self) -> impl Fn() -> Self + Send + Sync + use<> {
            let page = self.clone();
            move || page.clone()
        }
    }

    const EVIL: &str = "a\r\n2026 INFO forged \u{1b}[31m\u{9b}31m";

    fn log_evil() {
        tracing::info!(shown = %EVIL, quoted = EVIL, "evil {EVIL}");
        tracing::debug!("too fine");
    }

    #[test]
    fn text_keeps_a_line_a_line() {
        let page = Page::default();
        let subscriber = text(filter("info").unwrap(), page.writer(), false);
        tracing::subscriber::with_default(subscriber, log_evil);
        let text = page.text();
        assert_eq!(text.matches('\n').count(), 1, "{text}");
        assert!(
            !text.trim_end_matches('\n').contains(char::is_control),
            "{text}"
        );
        assert!(text.contains(r"shown=a\r\n2026"), "{text}");
        assert!(text.contains(r"evil a\r\n2026"), "{text}");
    }

    #[test]
    fn json_keeps_a_line_a_line() {
        let page = Page::default();
        let subscriber = json(filter("info").unwrap(), page.writer());
        tracing::subscriber::with_default(subscriber, log_evil);
        let text = page.text();
        assert_eq!(text.matches('\n').count(), 1, "{text}");
        let line: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(line["quoted"], EVIL);
        assert!(!text.trim_end().contains(char::is_control), "{text}");
        assert_eq!(line["level"], "INFO");
    }

    #[test]
    fn a_wrong_level_is_an_error_that_says_what_to_write() {
        let error = filter("loud=very").unwrap_err().to_string();
        assert!(
            error.contains("loud=very") && error.contains("debug"),
            "{error}"
        );
    }
}
