//! What is wrong in a configuration, and how it is shown: the place, the line, the cause, the fix.

use std::{fmt, ops::Range, path::Path};

use super::nearest::nearest;

/// One thing wrong in a configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Whether the gateway starts nevertheless.
    pub severity: Severity,
    /// The bytes of the file that it is about; the whole file if none.
    pub place: Option<Range<usize>>,
    /// What is wrong, in a few words.
    pub what: String,
    /// Why it is wrong.
    pub cause: String,
    /// What to do.
    pub fix: String,
}

/// How bad a fault is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The gateway does not start.
    Error,
    /// It starts, and somebody should look at it.
    Warning,
}

impl Severity {
    fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

impl Fault {
    /// A fault that keeps the gateway from starting.
    pub fn error(
        place: impl Into<Option<Range<usize>>>,
        what: impl Into<String>,
        cause: impl Into<String>,
        fix: impl Into<String>,
    ) -> Self {
        Self {
            severity: Severity::Error,
            place: place.into(),
            what: what.into(),
            cause: cause.into(),
            fix: fix.into(),
        }
    }

    /// A fault with which the gateway starts.
    pub fn warning(self) -> Self {
        Self {
            severity: Severity::Warning,
            ..self
        }
    }
}

/// The faults of one file, in the order of their places, ready to be printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Faults {
    name: String,
    text: String,
    faults: Vec<Fault>,
}

impl Faults {
    pub(super) fn new(path: &Path, text: &str, mut faults: Vec<Fault>) -> Self {
        faults.sort_by_key(|fault| fault.place.as_ref().map_or(0, |place| place.start));
        Self {
            name: path.display().to_string(),
            text: text.to_owned(),
            faults,
        }
    }

    /// One by one.
    pub fn iter(&self) -> impl Iterator<Item = &Fault> {
        self.faults.iter()
    }

    /// How many keep the gateway from starting.
    pub fn errors(&self) -> usize {
        self.count(Severity::Error)
    }

    /// How many do not.
    pub fn warnings(&self) -> usize {
        self.count(Severity::Warning)
    }

    fn count(&self, severity: Severity) -> usize {
        self.iter().filter(|f| f.severity == severity).count()
    }

    fn show(&self, fault: &Fault, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, text, .. } = self;
        writeln!(f, "{}: {}", fault.severity.as_str(), fault.what)?;
        match &fault.place {
            None => writeln!(f, "  --> {name}")?,
            Some(place) => {
                let excerpt = Excerpt::of(text, place);
                let margin = " ".repeat(excerpt.line.to_string().len());
                writeln!(f, "{margin} --> {name}:{}:{}", excerpt.line, excerpt.column)?;
                writeln!(f, "{margin} |")?;
                writeln!(f, "{} | {}", excerpt.line, excerpt.shown)?;
                let before = " ".repeat(excerpt.before);
                writeln!(f, "{margin} | {before}{}", "^".repeat(excerpt.carets))?;
            }
        }
        writeln!(f, "  cause: {}", fault.cause)?;
        writeln!(f, "  fix:   {}", fault.fix)
    }
}

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for fault in &self.faults {
            self.show(fault, f)?;
            writeln!(f)?;
        }
        Ok(())
    }
}

impl fmt::Debug for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Faults")
            .field("name", &self.name)
            .field("faults", &self.faults)
            .finish_non_exhaustive()
    }
}

/// Line and column of a place, counted from 1, as editors count them.
fn line_and_column(text: &str, offset: usize) -> (usize, usize) {
    let before = text.get(..offset).unwrap_or(text);
    let start = before.rfind('\n').map_or(0, |n| n + 1);
    let line = before.matches('\n').count() + 1;
    (line, before[start..].chars().count() + 1)
}

/// The piece of a line around a place.
struct Excerpt {
    line: usize,
    column: usize,
    shown: String,
    before: usize,
    carets: usize,
}

impl Excerpt {
    /// Characters of a line shown before and after the place begins.
    const AROUND: usize = 90;

    fn of(text: &str, place: &Range<usize>) -> Self {
        let at = on_a_character(text, place.start);
        let (line, column) = line_and_column(text, at);
        let start = text[..at].rfind('\n').map_or(0, |n| n + 1);
        let end = text[at..].find('\n').map_or(text.len(), |n| at + n);
        let letters = masked(text[start..end].trim_end_matches('\r'));
        let skipped = (column - 1).saturating_sub(Self::AROUND);
        let shown: String = letters
            .chars()
            .skip(skipped)
            .take(2 * Self::AROUND)
            .collect();
        let stop = on_a_character(text, place.end.min(end).max(at));
        let before = column - 1 - skipped;
        let room = shown.chars().count().saturating_sub(before);
        let carets = text[at..stop].chars().count().min(room).max(1);
        Self {
            line,
            column,
            shown,
            before,
            carets,
        }
    }
}

fn on_a_character(text: &str, offset: usize) -> usize {
    let mut at = offset.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// A line as it may be shown: tabs and control characters as blanks, passwords as asterisks. It
/// keeps its length, so that carets stand below the right letter.
fn masked(line: &str) -> String {
    let mut secret = Secret::No;
    let mut seen = String::new();
    line.chars()
        .map(|letter| {
            let shown = if secret.hides(letter) { '*' } else { letter };
            secret = secret.after(letter, &seen);
            seen.push(letter);
            if shown.is_control() { ' ' } else { shown }
        })
        .collect()
}

/// Whether the value after `password =` is being read.
#[derive(Clone, Copy)]
enum Secret {
    No,
    AwaitsValue,
    Quoted(char),
    Bare,
}

impl Secret {
    fn hides(self, letter: char) -> bool {
        match self {
            Self::No => false,
            Self::AwaitsValue => !matches!(letter, '"' | '\'' | ' ' | '\t'),
            Self::Quoted(quote) => letter != quote,
            Self::Bare => true,
        }
    }

    fn after(self, letter: char, before: &str) -> Self {
        match self {
            Self::No if letter == '=' && is_secret(last_word(before)) => Self::AwaitsValue,
            Self::AwaitsValue if matches!(letter, ' ' | '\t') => Self::AwaitsValue,
            Self::AwaitsValue if matches!(letter, '"' | '\'') => Self::Quoted(letter),
            Self::AwaitsValue => Self::Bare,
            // A quote inside (escaped, or three of them) would end the hiding too early.
            Self::Quoted(quote) if letter == quote && before.ends_with(['\\', quote]) => self,
            Self::Quoted(quote) if letter == quote => Self::No,
            _ => self,
        }
    }
}

fn last_word(text: &str) -> &str {
    let text = text.trim_end_matches([' ', '\t', '"', '\'']);
    text.rsplit(|letter: char| !letter.is_alphanumeric() && letter != '_')
        .next()
        .unwrap_or(text)
}

/// A misspelt key may hold a password too.
fn is_secret(key: &str) -> bool {
    const SECRETS: [&str; 7] = [
        "own_security_code",
        "password",
        "password_hash",
        "secret",
        "security_code",
        "token",
        "token_hash",
    ];
    key != "password_file" && (nearest(key, SECRETS).is_some() || key.contains("pass"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters() {
        assert_eq!(line_and_column("äö = 1\nkey = 2", 0), (1, 1));
        assert_eq!(line_and_column("äö = 1\nkey = 2", 7), (1, 6));
        assert_eq!(line_and_column("äö = 1\nkey = 2", 9), (2, 1));
    }

    #[test]
    fn passwords_are_not_shown() {
        for (line, shown) in [
            (r#"token_hash = "abc""#, r#"token_hash = "***""#),
            (r#"password = "abc" # x"#, r#"password = "***" # x"#),
            (
                r#"{ password="a'b", x = "y" }"#,
                r#"{ password="***", x = "y" }"#,
            ),
            (r#"password = "a\"bc""#, r#"password = "*******"#),
            (r"password = abc def", r"password = *******"),
            (r#""password" = 'abc'"#, r#""password" = '***'"#),
            (r#"pasword = "abc""#, r#"pasword = "***""#),
            (r#"security_code = "abc""#, r#"security_code = "***""#),
            (r#"own_securitycode = "abc""#, r#"own_securitycode = "***""#),
            (r#"password_file = "abc""#, r#"password_file = "abc""#),
        ] {
            let hidden = masked(line);
            assert!(!hidden.contains("bc") || !shown.contains('*'), "{hidden}");
            assert_eq!(hidden.chars().count(), line.chars().count(), "{hidden}");
            if !line.contains('\\') {
                assert_eq!(hidden, shown);
            }
        }
    }

    #[test]
    fn a_long_line_is_cut_around_the_place() {
        let text = format!("{}X{}", "a".repeat(500), "b".repeat(500));
        let excerpt = Excerpt::of(&text, &(500..501));
        assert_eq!((excerpt.line, excerpt.column, excerpt.carets), (1, 501, 1));
        assert_eq!(excerpt.shown.chars().nth(excerpt.before), Some('X'));
        assert!(excerpt.shown.len() <= 180);
    }

    #[test]
    fn a_place_beyond_the_end_is_shown_at_the_end() {
        let excerpt = Excerpt::of("a = ", &(4..9));
        assert_eq!((excerpt.line, excerpt.column, excerpt.carets), (1, 5, 1));
    }
}
