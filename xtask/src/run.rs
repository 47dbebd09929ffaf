//! A run of named steps: what is done, how long it took, what came of it, and the summary.

use std::{
    process::ExitCode,
    time::{Duration, Instant},
};

use crate::Result;

/// The steps done so far.
#[derive(Debug, Default)]
pub(crate) struct Run {
    steps: Vec<(String, Outcome, Duration)>,
}

#[derive(Debug)]
pub(crate) enum Outcome {
    Passed,
    Failed(String),
    /// Could not be tried, and why. It is no failure, but it is said.
    Skipped(String),
}

impl From<Result> for Outcome {
    fn from(result: Result) -> Self {
        result.map_or_else(Self::Failed, |()| Self::Passed)
    }
}

impl Run {
    /// Does one step and says whether it passed. A failure does not end the run: the reader wants
    /// to know of all of them.
    pub(crate) fn step<O: Into<Outcome>>(&mut self, name: &str, work: impl FnOnce() -> O) -> bool {
        println!("==> {name}");
        let began = Instant::now();
        let outcome = work().into();
        let took = began.elapsed();
        println!(
            "    {name}: {} ({:.1} s)",
            outcome.sentence(),
            took.as_secs_f64()
        );
        let passed = matches!(outcome, Outcome::Passed);
        self.steps.push((name.to_owned(), outcome, took));
        passed
    }

    /// Prints every step once more and the closing line; the exit code says whether all is well.
    pub(crate) fn conclude(self) -> ExitCode {
        println!("\n{}", self.summary());
        if self.count(|outcome| matches!(outcome, Outcome::Failed(_))) == 0 {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        }
    }

    fn summary(&self) -> String {
        let lines = self.steps.iter().map(|(name, outcome, took)| {
            format!(
                "{:7.1} s  {name}: {}\n",
                took.as_secs_f64(),
                outcome.sentence()
            )
        });
        let total: Duration = self.steps.iter().map(|(_, _, took)| *took).sum();
        let passed = self.count(|outcome| matches!(outcome, Outcome::Passed));
        let failed = self.count(|outcome| matches!(outcome, Outcome::Failed(_)));
        let skipped = self.count(|outcome| matches!(outcome, Outcome::Skipped(_)));
        let skipped = if skipped == 0 {
            String::new()
        } else {
            format!(", {skipped} skipped")
        };
        lines.collect::<String>()
            + &format!(
                "{:7.1} s  in all\n{passed} passed, {failed} failed{skipped}",
                total.as_secs_f64()
            )
    }

    fn count(&self, wanted: impl Fn(&Outcome) -> bool) -> usize {
        self.steps
            .iter()
            .filter(|(_, outcome, _)| wanted(outcome))
            .count()
    }
}

impl Outcome {
    fn sentence(&self) -> String {
        match self {
            Self::Passed => "passed".to_owned(),
            Self::Failed(fault) => format!("FAILED: {fault}"),
            Self::Skipped(reason) => format!("skipped: {reason}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_summary_counts_and_ends_with_the_closing_line() {
        let mut run = Run::default();
        assert!(run.step("one", || Ok(())));
        assert!(!run.step("two", || Result::Err("broken".to_owned())));
        assert!(!run.step("three", || Outcome::Skipped("not here".to_owned())));
        let summary = run.summary();
        assert!(summary.contains("two: FAILED: broken"), "{summary}");
        assert!(summary.contains("three: skipped: not here"), "{summary}");
        assert_eq!(
            summary.lines().last(),
            Some("1 passed, 1 failed, 1 skipped")
        );
    }
}
