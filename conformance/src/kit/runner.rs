//! Runs the cases one after the other and judges the whole.

use std::time::{Duration, Instant};

use super::{
    case::{Case, Stop, Suite},
    context::{Context, Profile},
    expectations::Expectations,
    report::{CaseReport, Report, Verdict},
};

/// Which cases run: those whose id contains one of the words, all of them when there is none.
#[derive(Clone, Debug, Default)]
pub struct Filter(Vec<String>);

impl Filter {
    /// All cases whose id contains one of `words`.
    pub fn new(words: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self(words.into_iter().map(Into::into).collect())
    }

    fn takes(&self, id: &str) -> bool {
        self.0.is_empty() || self.0.iter().any(|word| id.contains(word.as_str()))
    }
}

/// Runs the suite against `target` (`host:port`), each case on connections of its own.
pub fn run<P: Profile>(
    suite: &Suite<P>,
    target: &str,
    profile: &P,
    expectations: &Expectations,
    filter: &Filter,
) -> Report {
    run_each(suite, target, profile, expectations, filter, |_| {})
}

/// As [`run`], and shows each result as soon as it is there.
pub fn run_each<P: Profile>(
    suite: &Suite<P>,
    target: &str,
    profile: &P,
    expectations: &Expectations,
    filter: &Filter,
    mut show: impl FnMut(&CaseReport),
) -> Report {
    let began = Instant::now();
    let mut cases = Vec::new();
    for case in suite.cases.iter().filter(|case| filter.takes(&case.id)) {
        let report = judge(case, target, profile, expectations);
        show(&report);
        cases.push(report);
    }
    let known = |id: &str| suite.cases.iter().any(|case| case.id == id);
    let unknown = expectations
        .fails
        .keys()
        .filter(|id| !known(id))
        .cloned()
        .collect();
    Report {
        suite: suite.name.to_owned(),
        target: target.to_owned(),
        elapsed: began.elapsed(),
        cases,
        unknown_expectations: unknown,
    }
}

fn judge<P: Profile>(
    case: &Case<P>,
    target: &str,
    profile: &P,
    expectations: &Expectations,
) -> CaseReport {
    if let Some(need) = case.needs.iter().find(|need| !profile.has(need)) {
        return report(
            case,
            Verdict::Skipped,
            format!("the profile has no {need}"),
            Duration::ZERO,
            Vec::new(),
        );
    }
    let mut context = Context::new(target, profile);
    let began = Instant::now();
    let outcome = (case.steps)(&mut context);
    let elapsed = began.elapsed();
    let transcript = context.transcript.lines();
    context.clean_up();
    let (verdict, reason) = match (outcome, expectations.reason(&case.id)) {
        (Ok(()), None) => (Verdict::Passed, String::new()),
        (Ok(()), Some(why)) => (
            Verdict::PassedUnexpectedly,
            format!("was expected to fail: {why}"),
        ),
        (Err(Stop::Failed(reason)), None) => (Verdict::Failed, reason),
        (Err(Stop::Failed(reason)), Some(why)) => {
            (Verdict::FailedAsExpected, format!("{why} ({reason})"))
        }
        (Err(Stop::Skipped(reason)), _) => (Verdict::Skipped, reason),
    };
    report(case, verdict, reason, elapsed, transcript)
}

fn report<P>(
    case: &Case<P>,
    verdict: Verdict,
    reason: String,
    elapsed: Duration,
    transcript: Vec<String>,
) -> CaseReport {
    CaseReport {
        id: case.id.clone(),
        clause: case.clause.clone(),
        sentence: case.sentence.clone(),
        level: case.level,
        verdict,
        reason,
        elapsed,
        transcript,
    }
}
