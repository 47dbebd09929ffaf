//! The servers that are asked: the product, `yaz-ztest` which searches nothing, and Zebra.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use crate::{
    Fault,
    process::Server,
    z3950::library::{Library, Question},
};

/// Where Debian keeps Zebra's tables.
const ZEBRA_TABLES: &str = "/usr/share/idzebra-2.0/tab";
const ZEBRA_MODULES: &str = "/usr/lib/x86_64-linux-gnu/idzebra-2.0/modules";

/// What Zebra finds where.
const ZEBRA_INDEXES: &str = "\
name silta
attset bib1.att
esetname F @
marc usmarc.mar
xpath disable
all any
melm 001 Local-number:w
melm 100 author
melm 245$c author
melm 245 title,title:p
melm 650 subject-heading,subject-heading:p
";

/// Which server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Silta,
    Zebra,
    Ztest,
}

/// A server that runs as long as this value lives.
#[derive(Debug)]
pub(crate) struct Peer {
    pub kind: Kind,
    pub server: Server,
}

impl Kind {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Silta => "silta",
            Self::Zebra => "zebrasrv",
            Self::Ztest => "yaz-ztest -T",
        }
    }

    /// Whether it has the records of the library, and searches them.
    pub(crate) fn has_ours(self) -> bool {
        self != Self::Ztest
    }

    /// What it can be asked at this turn.
    pub(crate) fn question(self, library: &Library, turn: u64) -> Question<'_> {
        match self.has_ours() {
            true => library.word(turn),
            false => library.number(turn),
        }
    }

    /// Whether it does all in the one process whose processor time is read.
    pub(crate) fn is_one_process(self) -> bool {
        self != Self::Zebra
    }
}

impl Peer {
    /// `silta demo` with these records beside its own: imported by one process, served by another,
    /// whose memory holds nothing of the import.
    pub(crate) fn silta(silta: &Path, folder: &Path, records: &Path) -> Result<Self, Fault> {
        drop(Server::product_with(silta, folder, Some(records))?);
        let mut server = Server::product(silta, folder)?;
        server.address = server.z3950;
        Ok(Self {
            kind: Kind::Silta,
            server,
        })
    }

    /// One thread to a connection, no log. None if it isn't installed.
    pub(crate) fn ztest() -> Result<Option<Self>, Fault> {
        let server = Server::foreign("yaz-ztest", |command, address| {
            command.args(["-T", "-v", "none", address]);
        })?;
        let kind = Kind::Ztest;
        Ok(server.map(|server| Self { kind, server }))
    }

    /// Zebra with these records, indexed as its own example for MARC 21 does, but fewer fields;
    /// one process to a connection, no log. None if it isn't installed.
    pub(crate) fn zebra(folder: &Path, records: &Path) -> Result<Option<Self>, Fault> {
        let config = Self::zebra_config(folder)?;
        let indexed = Command::new("zebraidx")
            .args(["-v", "none", "-c"])
            .arg(&config)
            .arg("update")
            .arg(records)
            .stdin(Stdio::null())
            .status();
        let indexed = match indexed {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            indexed => indexed?,
        };
        if !indexed.success() {
            return Err(format!("zebraidx ended with {indexed}").into());
        }
        let server = Server::foreign("zebrasrv", |command, address| {
            command.args(["-v", "none", "-c"]).arg(&config).arg(address);
        })?;
        let kind = Kind::Zebra;
        Ok(server.map(|server| Self { kind, server }))
    }

    fn zebra_config(folder: &Path) -> Result<PathBuf, Fault> {
        for needed in ["register", "lock"] {
            fs::create_dir_all(folder.join(needed))?;
        }
        let folder_name = folder.display();
        let text = format!(
            "profilePath: {folder_name}:{ZEBRA_TABLES}\n\
             modulePath: {ZEBRA_MODULES}\n\
             recordType: grs.marcxml.silta\n\
             attset: bib1.att\n\
             register: {folder_name}/register:1G\n\
             lockDir: {folder_name}/lock\n\
             perm.anonymous: r\n\
             encoding: utf8\n"
        );
        let config = folder.join("zebra.cfg");
        fs::write(&config, text)?;
        fs::write(folder.join("silta.abs"), ZEBRA_INDEXES)?;
        Ok(config)
    }
}
