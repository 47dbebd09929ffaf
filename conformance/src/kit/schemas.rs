//! Answers held against the official XML schemas, by xmllint.

use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::atomic::{AtomicUsize, Ordering},
};

/// A folder with `catalog.xml` and the schemas that it names, and how often they were asked.
#[derive(Debug)]
pub struct Schemas {
    folder: PathBuf,
    valid: AtomicUsize,
    left_out: AtomicUsize,
}

impl Schemas {
    /// The schemas in this folder; fails if there is no catalogue in it, or no xmllint here.
    pub fn open(folder: &Path) -> io::Result<Self> {
        if !folder.join("catalog.xml").is_file() {
            let told = format!("{} has no catalog.xml", folder.display());
            return Err(io::Error::new(io::ErrorKind::NotFound, told));
        }
        let asked = xmllint().arg("--version").status();
        asked.map_err(|e| io::Error::new(e.kind(), format!("xmllint judges by schemas: {e}")))?;
        Ok(Self {
            folder: fs::canonicalize(folder)?,
            valid: AtomicUsize::new(0),
            left_out: AtomicUsize::new(0),
        })
    }

    /// Whether this XML is valid by the schema, or by the DTD, at a path in the folder, or why it is
    /// not.
    pub(crate) fn judge(&self, schema: &str, xml: &[u8]) -> Result<(), String> {
        let file = Temporary::write(xml).map_err(|e| format!("cannot keep the answer: {e}"))?;
        let by = match schema.ends_with(".dtd") {
            true => "--dtdvalid",
            false => "--schema",
        };
        let judged = xmllint()
            .args(["--noout", "--nonet", "--huge", by])
            .arg(self.folder.join(schema))
            .arg(&file.0)
            .env("XML_CATALOG_FILES", self.folder.join("catalog.xml"))
            .stderr(Stdio::piped())
            .output()
            .map_err(|e| format!("xmllint: {e}"))?;
        if judged.status.success() {
            self.valid.fetch_add(1, Ordering::Relaxed);
            return Ok(());
        }
        let said = String::from_utf8_lossy(&judged.stderr).into_owned();
        let said = said.replace(&*file.0.to_string_lossy(), "the answer");
        let first: Vec<_> = said.lines().take(3).collect();
        Err(format!("not valid by {schema}: {}", first.join(" ")))
    }

    /// Counts an answer that no schema here is for.
    pub(crate) fn leave_out(&self) {
        self.left_out.fetch_add(1, Ordering::Relaxed);
    }

    /// How many answers were held against the schemas, in words.
    #[must_use]
    pub fn conclusion(&self) -> String {
        let count = |counter: &AtomicUsize| counter.load(Ordering::Relaxed);
        let valid = count(&self.valid);
        match count(&self.left_out) {
            0 => format!("{valid} answers were valid by the schemas\n"),
            others => format!(
                "{valid} answers were valid by the schemas; {others} were not held against one: \
                 SOAP, MODS\n"
            ),
        }
    }
}

fn xmllint() -> Command {
    let mut command = Command::new("xmllint");
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command
}

/// A file of its own that goes with the value.
struct Temporary(PathBuf);

impl Temporary {
    fn write(bytes: &[u8]) -> io::Result<Self> {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("silta-conformance-{}-{number}.xml", std::process::id());
        let path = std::env::temp_dir().join(name);
        let mut file = File::create_new(&path)?;
        let this = Self(path);
        io::Write::write_all(&mut file, bytes)?;
        Ok(this)
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}
