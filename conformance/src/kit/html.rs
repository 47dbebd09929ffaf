//! The report as a page for people: one file, no script, no link elsewhere.

use std::fmt::Write as _;

use super::{
    report::{CaseReport, Report, Verdict},
    text::escaped,
};

/// The run as an HTML page that stands alone.
pub(super) fn page(report: &Report) -> String {
    let sum = report.summary();
    let (class, word) = if report.ok() {
        ("passed", "conforms")
    } else {
        ("failed", "does not conform")
    };
    let mut html = format!(
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <title>{suite} conformance of {target}</title><style>{STYLE}</style></head><body>\n\
         <h1>{suite} conformance of {target}: <span class=\"{class}\">{word}</span></h1>\n\
         <p>{cases} cases in {seconds:.1} s: {passed} passed, {must} mandatory failed, {other} other failed, \
         {expected} failed as expected, {stale} passed unexpectedly, {skipped} skipped.</p>\n",
        suite = escaped(&report.suite),
        target = escaped(&report.target),
        cases = sum.cases,
        seconds = report.elapsed.as_secs_f32(),
        passed = sum.passed,
        must = sum.failed_must,
        other = sum.failed_other,
        expected = sum.failed_as_expected,
        stale = sum.passed_unexpectedly,
        skipped = sum.skipped,
    );
    for id in &report.unknown_expectations {
        let _ = writeln!(
            html,
            "<p class=\"failed\">The expectations list {}, unknown to the suite.</p>",
            escaped(id)
        );
    }
    let mut group = "";
    for case in &report.cases {
        let this = case.id.rsplit_once('/').map_or("", |(group, _)| group);
        if this != group {
            let close = if group.is_empty() { "" } else { "</table>\n" };
            let _ = write!(html, "{close}<h2>{}</h2>\n<table>{HEAD}\n", escaped(this));
            group = this;
        }
        row(&mut html, case);
    }
    html.push_str(if group.is_empty() {
        "</body></html>\n"
    } else {
        "</table>\n</body></html>\n"
    });
    html
}

fn row(html: &mut String, case: &CaseReport) {
    let name = case
        .id
        .rsplit_once('/')
        .map_or(case.id.as_str(), |(_, name)| name);
    let class = match case.verdict {
        Verdict::Passed => "passed",
        Verdict::Failed | Verdict::PassedUnexpectedly => "failed",
        Verdict::FailedAsExpected | Verdict::Skipped => "skipped",
    };
    let _ = write!(
        html,
        "<tr><td>{}</td><td class=\"{class}\">{}</td><td class=\"ms\">{}</td><td><b>{}</b><br>{}<br><small>{}</small>",
        case.level,
        case.verdict.word(),
        case.elapsed.as_millis(),
        escaped(name),
        escaped(&case.sentence),
        escaped(&case.clause),
    );
    if !case.reason.is_empty() {
        let _ = write!(html, "<p class=\"{class}\">{}</p>", escaped(&case.reason));
    }
    if !case.transcript.is_empty() {
        let open = if case.verdict == Verdict::Failed {
            " open"
        } else {
            ""
        };
        let lines = escaped(&case.transcript.join("\n"));
        let _ = write!(
            html,
            "<details{open}><summary>on the wire</summary><pre>{lines}</pre></details>"
        );
    }
    html.push_str("</td></tr>\n");
}

const HEAD: &str = "<tr><th>Level</th><th>Result</th><th>ms</th><th>Requirement</th></tr>";

const STYLE: &str = "body{font:16px/1.4 system-ui,sans-serif;margin:2rem auto;max-width:72rem;padding:0 1rem;\
color:#1a1a1a;background:#fff}table{border-collapse:collapse;width:100%}td,th{border-bottom:1px solid #ccc;\
padding:.4rem;text-align:left;vertical-align:top}.ms{text-align:right}.passed{color:#05621d}.failed{color:#a30000;\
font-weight:bold}.skipped{color:#5a5a5a}small{color:#555}pre{white-space:pre-wrap;word-break:break-all;\
background:#f4f4f4;padding:.5rem;margin:.3rem 0}p{margin:.3rem 0}";
