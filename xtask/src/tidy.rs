//! What neither the compiler nor a lint sees: marks of unfinished work, machine paths, exceptions
//! without a reason, files too long to read, and documents that name what is not there.

use std::{fs, path::Path, process::Command};

use crate::Result;

/// A longer source file is two files.
const LONGEST: usize = 600;

/// Kinds of files that are text of ours; seeds, vectors and lock files are not.
const TEXT: &[&str] = &[
    "css", "ftl", "html", "js", "json", "md", "py", "rs", "sh", "sql", "toml",
];

/// Words that mark unfinished work. In two halves, so that this file doesn't hold them.
const UNFINISHED: &[&str] = &[
    concat!("TO", "DO"),
    concat!("FIX", "ME"),
    concat!("XX", "X:"),
    concat!("todo", "!("),
    concat!("unimplemented", "!("),
];

/// Folders of one machine, and hosts that differ from network to network.
const OF_ONE_MACHINE: &[&str] = &[
    concat!("/wo", "rk/"),
    concat!("/ro", "ot/"),
    concat!("/ho", "me/"),
    concat!("://cra", "tes.io"),
    concat!("py", "pi.org"),
];

/// Documents whose paths must lead somewhere.
const MAPS: &[&str] = &["README.md", "ARCHITECTURE.md"];

/// Checks every file that is, or is about to be, in the repository.
pub(crate) fn check(root: &Path) -> Result {
    // Not there: about to be removed. No text: a seed or a picture, which may be anything.
    let readable = |path: String| Some((fs::read_to_string(root.join(&path)).ok()?, path));
    let files: Vec<_> = files(root)?.into_iter().filter_map(readable).collect();
    let mut faults = Vec::new();
    for (text, path) in &files {
        let mut here = faults_of(path, text);
        if MAPS.contains(&&**path) {
            let there = |test: &str| {
                files
                    .iter()
                    .any(|(text, _)| text.contains(&format!("fn {test}(")))
            };
            let tests = tests_named(text)
                .into_iter()
                .filter(|(_, test)| !there(test));
            let paths = paths_named(text)
                .into_iter()
                .filter(|(_, path)| !root.join(path).exists());
            here.extend(
                tests
                    .chain(paths)
                    .map(|(line, name)| (line, format!("{name} is not there"))),
            );
        }
        faults.extend(
            here.into_iter()
                .map(|(line, fault)| format!("{path}:{line}: {fault}")),
        );
    }
    if faults.is_empty() {
        Ok(())
    } else {
        Err(format!(
            "{} faults\n      {}",
            faults.len(),
            faults.join("\n      ")
        ))
    }
}

/// The files of the repository: those that git knows, and new ones that it doesn't ignore.
fn files(root: &Path) -> Result<Vec<String>> {
    let mut command = Command::new("git");
    command
        .args([
            "ls-files",
            "-z",
            "--cached",
            "--others",
            "--exclude-standard",
        ])
        .current_dir(root);
    let output = command.output().map_err(|error| format!("git: {error}"))?;
    if !output.status.success() {
        return Err(format!("git ls-files: {}", output.status));
    }
    let names = String::from_utf8_lossy(&output.stdout);
    Ok(names
        .split('\0')
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .collect())
}

/// The faults of one file, each with its line.
fn faults_of(path: &str, text: &str) -> Vec<(usize, String)> {
    let kind = path.rsplit_once('.').map_or("", |(_, kind)| kind);
    if !TEXT.contains(&kind) && !path.starts_with(".ci/") {
        return Vec::new();
    }
    let mut faults = Vec::new();
    for (at, line) in text.lines().enumerate() {
        let mut fault = |what: String| faults.push((at + 1, what));
        if line.ends_with([' ', '\t', '\r']) {
            fault("ends with a blank".to_owned());
        }
        for word in UNFINISHED.iter().filter(|word| line.contains(**word)) {
            fault(format!("a mark of unfinished work: {word}"));
        }
        for word in OF_ONE_MACHINE.iter().filter(|word| line.contains(**word)) {
            fault(format!(
                "names what is only on one machine or network: {word}"
            ));
        }
        if kind == "rs" && lacks_reason(line, text.lines().skip(at + 1)) {
            fault("an exception without its reason".to_owned());
        }
    }
    let lines = text.lines().count();
    if kind == "rs" && lines > LONGEST {
        faults.push((
            LONGEST + 1,
            format!("{lines} lines; would two files read better?"),
        ));
    }
    if !text.is_empty() && !text.ends_with('\n') {
        faults.push((lines, "no line break at the end".to_owned()));
    }
    faults
}

/// Whether `line` begins an attribute that switches a test or a lint off and gives no reason.
fn lacks_reason<'a>(line: &'a str, following: impl Iterator<Item = &'a str>) -> bool {
    let start = line.trim_start();
    if start.starts_with("#[ignore") {
        return !start.contains("= \"");
    }
    let begins = |name: &str| {
        ["#[", "#!["]
            .iter()
            .any(|open| start.starts_with(&format!("{open}{name}(")))
    };
    if !begins("allow") && !begins("expect") {
        return false;
    }
    let mut attribute = String::new();
    for part in [line].into_iter().chain(following) {
        attribute.push_str(part);
        if part.trim_end().ends_with(")]") {
            break;
        }
    }
    !attribute.contains("reason = \"")
}

/// The paths that a document names in backticks (beginning with a folder of ours) or as links.
fn paths_named(text: &str) -> Vec<(usize, String)> {
    let path_like = |word: &str| {
        let plain = word
            .chars()
            .all(|c| c.is_alphanumeric() || "/._-".contains(c));
        let ours = [
            "adapters",
            "bench",
            "conformance",
            "consortium",
            "docs",
            "fuzz",
            "observe",
            "protocols",
        ]
        .iter()
        .chain(
            [
                "secrets", "servers", "services", "src", "store", "tests", "xtask", ".ci",
                ".config",
            ]
            .iter(),
        )
        .any(|folder| word.starts_with(&format!("{folder}/")));
        plain && ours
    };
    let mut named = Vec::new();
    for (at, line) in text.lines().enumerate() {
        let quoted = line
            .split('`')
            .skip(1)
            .step_by(2)
            .filter(|word| path_like(word));
        let linked = line
            .split("](")
            .skip(1)
            .filter_map(|rest| rest.split([')', '#']).next());
        let linked = linked.filter(|link| !link.is_empty() && !link.contains("://"));
        named.extend(quoted.chain(linked).map(|path| (at + 1, path.to_owned())));
    }
    named
}

/// The tests that a document names in backticks: names of four words and more.
fn tests_named(text: &str) -> Vec<(usize, String)> {
    let test_like = |word: &str| {
        word.matches('_').count() >= 3
            && word
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
    };
    let mut named = Vec::new();
    for (at, line) in text.lines().enumerate() {
        let quoted = line
            .split('`')
            .skip(1)
            .step_by(2)
            .filter(|word| test_like(word));
        named.extend(quoted.map(|test| (at + 1, test.to_owned())));
    }
    named
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(path: &str, text: &str) -> Vec<usize> {
        faults_of(path, text)
            .into_iter()
            .map(|(line, _)| line)
            .collect()
    }

    #[test]
    fn finds_blanks_marks_and_paths_of_one_machine() {
        let marks = format!(
            "fine\nblank \n// {}: later\nlet p = \"{}x\";",
            UNFINISHED[0], OF_ONE_MACHINE[0]
        );
        assert_eq!(faults("a.rs", &marks), [2, 3, 4, 4]);
        assert_eq!(faults("seed.bin", &marks), []);
    }

    #[test]
    fn wants_a_reason_for_each_exception() {
        let (ignore, allow) = (concat!("#[ign", "ore]"), concat!("#[all", "ow(x)]"));
        assert_eq!(faults("a.rs", &format!("{ignore}\n{allow}\n")), [1, 2]);
        let reasons =
            "#[ignore = \"needs a printer\"]\n#[expect(\n    x,\n    reason = \"so\",\n)]\n";
        assert_eq!(faults("a.rs", reasons), []);
    }

    #[test]
    fn a_long_file_is_a_fault_and_a_long_page_is_not() {
        let long = "x\n".repeat(LONGEST + 1);
        assert_eq!(faults("a.rs", &long), [LONGEST + 1]);
        assert_eq!(faults("a.md", &long), []);
    }

    #[test]
    fn sees_the_paths_that_a_document_names() {
        let text = "`src/main.rs` and `a/b`, [the map](ARCHITECTURE.md#map), `protocols/*` and [out](http://x.org/a)\n";
        let paths: Vec<String> = paths_named(text)
            .into_iter()
            .map(|(_, path)| path)
            .collect();
        assert_eq!(paths, ["src/main.rs", "ARCHITECTURE.md"]);
    }

    #[test]
    fn sees_the_tests_that_a_document_names() {
        let text = "one\n`tests/a.rs`: `what_is_so_is_so`, kept by `Redacted` and `unwrap_used`\n";
        assert_eq!(tests_named(text), [(2, "what_is_so_is_so".to_owned())]);
    }
}
