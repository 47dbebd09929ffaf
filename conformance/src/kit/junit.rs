//! The report as continuous integration reads it.

use std::fmt::Write as _;

use super::{
    report::{CaseReport, Report, Verdict},
    text::escaped,
};

/// The run as JUnit XML. A listed failure counts as skipped, a stale listing as a failure.
pub(super) fn document(report: &Report) -> String {
    let sum = report.summary();
    let mut xml = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite name=\"{}\" hostname=\"{}\" tests=\"{}\" \
         failures=\"{}\" errors=\"0\" skipped=\"{}\" time=\"{:.3}\">\n",
        escaped(&report.suite),
        escaped(&report.target),
        sum.cases,
        sum.failed_must + sum.failed_other + sum.passed_unexpectedly,
        sum.skipped + sum.failed_as_expected,
        report.elapsed.as_secs_f32(),
    );
    for case in &report.cases {
        element(&mut xml, case);
    }
    xml.push_str("</testsuite>\n");
    xml
}

fn element(xml: &mut String, case: &CaseReport) {
    let (group, name) = case.id.rsplit_once('/').unwrap_or(("", &case.id));
    let reason = escaped(&case.reason);
    let inner = match case.verdict {
        Verdict::Passed => String::new(),
        Verdict::Skipped | Verdict::FailedAsExpected => format!("<skipped message=\"{reason}\"/>"),
        Verdict::Failed | Verdict::PassedUnexpectedly => format!(
            "<failure type=\"{}\" message=\"{reason}\">{}</failure>",
            case.level,
            escaped(&case.transcript.join("\n"))
        ),
    };
    let (group, name) = (escaped(&group.replace('/', ".")), escaped(name));
    let time = case.elapsed.as_secs_f32();
    let _ = writeln!(
        xml,
        "  <testcase classname=\"{group}\" name=\"{name}\" time=\"{time:.3}\">{inner}</testcase>"
    );
}
