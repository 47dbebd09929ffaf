//! What a run found: for the terminal, for people and for machines.

use std::{fmt::Write as _, io, path::Path, time::Duration};

use serde::Serialize;

use super::{case::Level, html, junit};

/// What a run of a suite found.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// The suite's name.
    pub suite: String,
    /// The address of the subject.
    pub target: String,
    /// How long the run took, written as milliseconds.
    #[serde(rename = "elapsed_ms", serialize_with = "milliseconds")]
    pub elapsed: Duration,
    /// The cases, in running order.
    pub cases: Vec<CaseReport>,
    /// Ids that the expectations list and the suite does not have.
    pub unknown_expectations: Vec<String>,
}

/// What became of one case.
#[derive(Clone, Debug, Serialize)]
pub struct CaseReport {
    /// The case's id.
    pub id: String,
    /// Where the requirement comes from.
    pub clause: String,
    /// The requirement.
    pub sentence: String,
    /// How binding it is.
    pub level: Level,
    /// The result.
    pub verdict: Verdict,
    /// Why it failed or was skipped; empty when it passed.
    pub reason: String,
    /// How long it took, written as milliseconds.
    #[serde(rename = "elapsed_ms", serialize_with = "milliseconds")]
    pub elapsed: Duration,
    /// What crossed the wire: connection, `>` sent or `<` received, the bytes with escapes.
    pub transcript: Vec<String>,
}

/// The result of one case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The requirement is broken.
    Failed,
    /// The requirement is broken, and the expectations say so.
    FailedAsExpected,
    /// The requirement is kept.
    Passed,
    /// The requirement is kept, although the expectations say it would not be.
    PassedUnexpectedly,
    /// It could not be judged.
    Skipped,
}

impl Verdict {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Failed => "FAILED",
            Self::FailedAsExpected => "expected",
            Self::Passed => "ok",
            Self::PassedUnexpectedly => "STALE",
            Self::Skipped => "skipped",
        }
    }
}

/// How many cases ended how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// All cases that were looked at.
    pub cases: usize,
    /// Kept.
    pub passed: usize,
    /// Broken and mandatory.
    pub failed_must: usize,
    /// Broken, not mandatory.
    pub failed_other: usize,
    /// Broken as listed.
    pub failed_as_expected: usize,
    /// Kept although listed.
    pub passed_unexpectedly: usize,
    /// Not judged.
    pub skipped: usize,
}

impl Report {
    /// Whether the run is good: every mandatory case that was judged is kept (or listed as known to
    /// fail), no listed case is kept or unknown, and at least one case was judged.
    #[must_use]
    pub fn ok(&self) -> bool {
        let summary = self.summary();
        summary.failed_must == 0
            && summary.passed_unexpectedly == 0
            && self.unknown_expectations.is_empty()
            && summary.skipped < summary.cases
    }

    /// The numbers.
    #[must_use]
    pub fn summary(&self) -> Summary {
        let mut sum = Summary {
            cases: self.cases.len(),
            ..Summary::default()
        };
        for case in &self.cases {
            match (case.verdict, case.level) {
                (Verdict::Failed, Level::Must) => sum.failed_must += 1,
                (Verdict::Failed, _) => sum.failed_other += 1,
                (Verdict::FailedAsExpected, _) => sum.failed_as_expected += 1,
                (Verdict::Passed, _) => sum.passed += 1,
                (Verdict::PassedUnexpectedly, _) => sum.passed_unexpectedly += 1,
                (Verdict::Skipped, _) => sum.skipped += 1,
            }
        }
        sum
    }

    /// The whole run as a table for a terminal, ending with the [conclusion](Self::conclusion).
    #[must_use]
    pub fn table(&self) -> String {
        let lines: String = self.cases.iter().map(CaseReport::lines).collect();
        lines + &self.conclusion()
    }

    /// The last lines of the table: the numbers and whether the run is good.
    #[must_use]
    pub fn conclusion(&self) -> String {
        let sum = self.summary();
        let mut text = format!(
            "\n{} cases of {} against {} in {:.1} s: {} passed, {} failed ({} mandatory), {} failed as expected, \
             {} passed unexpectedly, {} skipped\n",
            sum.cases,
            self.suite,
            self.target,
            self.elapsed.as_secs_f32(),
            sum.passed,
            sum.failed_must + sum.failed_other,
            sum.failed_must,
            sum.failed_as_expected,
            sum.passed_unexpectedly,
            sum.skipped,
        );
        for id in &self.unknown_expectations {
            let _ = writeln!(
                text,
                "the expectations list {id}, which the suite does not have"
            );
        }
        text.push_str(if self.ok() {
            "conforms\n"
        } else {
            "does not conform\n"
        });
        text
    }

    /// Writes `report.html`, `report.json` and `junit.xml` into the folder, which is made if needed.
    pub fn write(&self, folder: &Path) -> io::Result<()> {
        std::fs::create_dir_all(folder)?;
        std::fs::write(folder.join("report.html"), html::page(self))?;
        std::fs::write(folder.join("report.json"), self.json())?;
        std::fs::write(folder.join("junit.xml"), junit::document(self))
    }

    /// The run as JSON: `ok`, `summary`, and the fields of [`Report`].
    #[must_use]
    pub fn json(&self) -> String {
        #[derive(Serialize)]
        struct Document<'a> {
            ok: bool,
            summary: Summary,
            #[serde(flatten)]
            report: &'a Report,
        }
        let document = Document {
            ok: self.ok(),
            summary: self.summary(),
            report: self,
        };
        // Strings, numbers and lists only: there is no value here that JSON could refuse.
        serde_json::to_string_pretty(&document).unwrap_or_default()
    }
}

impl CaseReport {
    /// The case as lines of the terminal's table: one, and below it the reason and the bytes of a
    /// failure.
    #[must_use]
    pub fn lines(&self) -> String {
        let (level, word, ms) = (self.level, self.verdict.word(), self.elapsed.as_millis());
        let mut text = format!("{level:<8}{word:<9}{ms:>6} ms  {}\n", self.id);
        if !self.reason.is_empty() {
            let _ = writeln!(text, "{:26}{}", "", self.reason);
        }
        if self.verdict == Verdict::Failed {
            let _ = writeln!(
                text,
                "{:26}required: {} [{}]",
                "", self.sentence, self.clause
            );
            for line in last(&self.transcript, LINES_SHOWN) {
                let _ = writeln!(text, "{:26}{line}", "");
            }
        }
        text
    }
}

/// Lines of the transcript that the terminal shows of a failed case; the report has them all.
const LINES_SHOWN: usize = 6;

fn last(lines: &[String], count: usize) -> &[String] {
    lines
        .get(lines.len().saturating_sub(count)..)
        .unwrap_or_default()
}

fn milliseconds<S: serde::Serializer>(
    duration: &Duration,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.serialize_u64(u64::try_from(duration.as_millis()).unwrap_or(u64::MAX))
}
