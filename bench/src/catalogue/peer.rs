//! The servers that are asked: the product, `yaz-ztest` which searches nothing, and Zebra.

use std::{
    fs,
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use crate::{
    Fault,
    catalogue::{
        library::{Library, Question},
        load::Language,
    },
    process::Server,
};

/// Where Debian keeps Zebra's tables.
const ZEBRA_TABLES: &str = "/usr/share/idzebra-2.0/tab";
const ZEBRA_MODULES: &str = "/usr/lib/x86_64-linux-gnu/idzebra-2.0/modules";

/// What Zebra finds where.
const ZEBRA_INDEXES: &str = "\
name silta
attset bib1.att
esetname F @
esetname marcxml @
marc usmarc.mar
xpath disable
all any
melm 001 Local-number:w
melm 100 author
melm 245$c author
melm 245 title,title:p
melm 650 subject-heading,subject-heading:p
";

/// What CQL means in its attributes.
const ZEBRA_CQL: &str = "\
set.cql = info:srw/cql-context-set/1/cql-v1.1
set.dc = info:srw/cql-context-set/1/dc-v1.1
index.cql.serverChoice = 1=1016
index.dc.title = 1=4
relation.eq = 2=3
relation.scr = 2=3
structure.* = 4=2
position.any = 3=3 6=1
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
    /// Where it is asked.
    pub address: SocketAddr,
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

    /// Where it serves SRU: Zebra by the name of its database.
    pub(crate) fn sru_path(self) -> &'static str {
        match self {
            Self::Silta => "/sru",
            Self::Zebra | Self::Ztest => "/Default",
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
    pub(crate) fn silta(
        language: Language,
        silta: &Path,
        folder: &Path,
        records: &Path,
    ) -> Result<Self, Fault> {
        drop(Server::product_with(silta, folder, Some(records))?);
        let server = Server::product(silta, folder)?;
        let address = match language {
            Language::Sru => server.http,
            Language::Z3950 => server.z3950,
        };
        Ok(Self {
            kind: Kind::Silta,
            server,
            address,
        })
    }

    fn foreign(kind: Kind, server: Server) -> Self {
        let address = server.address;
        Self {
            kind,
            server,
            address,
        }
    }

    /// One thread to a connection, no log. None if it isn't installed.
    pub(crate) fn ztest() -> Result<Option<Self>, Fault> {
        let server = Server::foreign("yaz-ztest", |command, address| {
            command.args(["-T", "-v", "none", address]);
        })?;
        Ok(server.map(|server| Self::foreign(Kind::Ztest, server)))
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
        let front = folder.join("front.xml");
        let server = Server::foreign("zebrasrv", |command, address| {
            // A front that cannot be written is missed by the server, which then ends.
            let _ = fs::write(&front, Self::zebra_front(folder, address));
            command.args(["-v", "none", "-f"]).arg(&front);
        })?;
        Ok(server.map(|server| Self::foreign(Kind::Zebra, server)))
    }

    /// What makes it listen, and understand SRU beside Z39.50.
    fn zebra_front(folder: &Path, address: &str) -> String {
        let folder = folder.display();
        format!(
            "<yazgfs><listen id=\"all\">{address}</listen><server listenref=\"all\">\
             <config>{folder}/zebra.cfg</config><cql2rpn>{folder}/cql.properties</cql2rpn>\
             </server></yazgfs>"
        )
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
        fs::write(folder.join("cql.properties"), ZEBRA_CQL)?;
        Ok(config)
    }
}
