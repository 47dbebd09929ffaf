//! The pages that are generated from the code's own tables and kept in the repository.

use std::{fs, process::Stdio};

use crate::{Result, child::cargo, root};

/// A page, and the example program whose output it is.
struct Page {
    path: &'static str,
    package: &'static str,
    example: &'static str,
}

const PAGES: &[Page] = &[];

/// Writes every page anew.
pub(crate) fn write() -> Result {
    for page in PAGES {
        fs::write(root().join(page.path), page.text()?)
            .map_err(|error| format!("{}: {error}", page.path))?;
        println!("wrote {}", page.path);
    }
    Ok(())
}

/// Says which pages differ from what the code would write now.
pub(crate) fn check() -> Result {
    let mut stale = Vec::new();
    for page in PAGES {
        let kept = fs::read(root().join(page.path)).unwrap_or_default();
        if kept != page.text()? {
            stale.push(page.path);
        }
    }
    if stale.is_empty() {
        Ok(())
    } else {
        Err(format!(
            "stale: {}; run `cargo xtask gen`",
            stale.join(", ")
        ))
    }
}

impl Page {
    fn text(&self) -> Result<Vec<u8>> {
        let arguments = [
            "run",
            "--quiet",
            "--locked",
            "--package",
            self.package,
            "--example",
            self.example,
        ];
        let output = cargo(&arguments)
            .stderr(Stdio::inherit())
            .output()
            .map_err(|error| error.to_string())?;
        if output.status.success() {
            Ok(output.stdout)
        } else {
            Err(format!("{}: {}", self.path, output.status))
        }
    }
}
