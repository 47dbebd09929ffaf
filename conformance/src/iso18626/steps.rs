//! Steps that many cases begin with.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use serde_json::Value;

use super::{
    answer::Confirmation,
    mailbox::{Letter, Mailbox},
    message::{Asked, Header, Version, requesting},
    profile::Profile,
};
use crate::{
    Context, Outcome, Stop,
    kit::{
        Profile as _, ensure,
        http::{self, Reply, Request},
    },
};

impl Context<'_, Profile> {
    /// A name that no request has had.
    pub(super) fn fresh(&self) -> String {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let run = std::process::id();
        let now = jiff::Timestamp::now().as_millisecond();
        format!("C-{now}-{run}-{number}")
    }

    pub(super) fn reply(&self, request: &Request) -> Outcome<Reply> {
        let mut wire = self.connect()?;
        wire.send(&request.to_bytes_with(self.target, &self.profile.base, &[]))?;
        http::read(&mut wire, &request.method, &request.path)
    }

    pub(super) fn post(&self, body: impl Into<Vec<u8>>) -> Outcome<Reply> {
        self.reply(&Request::new("POST", "").body("application/xml", body))
    }

    /// Posts a message; its confirmation, held against what holds for all.
    pub(super) fn confirm(&self, document: impl Into<Vec<u8>>) -> Outcome<Confirmation> {
        let reply = self.post(document)?;
        let confirmation = Confirmation::read(&reply)?;
        self.is_valid(&confirmation.0.version, &reply.bytes)?;
        Ok(confirmation)
    }

    /// Holds a message against the schema of its version.
    pub(super) fn is_valid(&self, version: &str, bytes: &[u8]) -> Outcome {
        let Some(schemas) = &self.profile.xml_schemas else {
            return Ok(());
        };
        let schema = match version {
            "1.2" => "iso18626/ISO-18626-v1_2.xsd",
            _ => "iso18626/ISO-18626-2021-2.xsd",
        };
        schemas.judge(schema, bytes).map_err(Stop::Failed)
    }

    /// A request of the suite's, not sent yet.
    pub(super) fn asking(&self) -> Asked {
        let header = Header::asking(self.profile, &self.fresh());
        let title = self.profile.title.as_deref();
        Asked::new(header, title.unwrap_or("Kadonnut kirja"))
    }

    /// A request of the suite's that the server has.
    pub(super) fn asked(&self, version: Version) -> Outcome<Asked> {
        let asked = self.asking();
        self.confirm(asked.document(version))?.ok()?;
        Ok(asked)
    }

    /// Tells the server what the borrower does or wishes.
    pub(super) fn tell(&self, asked: &Asked, action: &str) -> Outcome<Confirmation> {
        let header = Header {
            timestamp: super::message::now(),
            ..asked.header.clone()
        };
        self.confirm(requesting(Version::V2021_2, &header, action))
    }

    pub(super) fn mailbox(&self) -> Outcome<&Mailbox> {
        let mailbox = self.profile.mailbox.as_deref();
        mailbox.ok_or_else(|| Stop::skipped("the suite listens nowhere: give --listen"))
    }

    /// Waits for so many messages of a request that say this; the last of them, valid and in form.
    pub(super) fn letters(&self, request: &str, says: &str, many: usize) -> Outcome<Vec<Letter>> {
        let of = |letters: &[Letter]| {
            let found = letters.iter().filter(|one| one.message.says() == says);
            found.count() >= many
        };
        let letters = self.mailbox()?.wait(request, self.profile.timeout(), of);
        for letter in &letters {
            self.is_valid(&letter.message.version, &letter.bytes)?;
        }
        let all: Vec<_> = letters.iter().map(|one| one.message.says()).collect();
        let odd = self.mailbox()?.odd();
        ensure!(
            of(&letters),
            "{says} does not come {many} times; there came {all:?}, and {odd:?}"
        );
        Ok(letters
            .into_iter()
            .filter(|one| one.message.says() == says)
            .collect())
    }

    /// Waits for the first message of a request that says this.
    pub(super) fn letter(&self, request: &str, says: &str) -> Outcome<Letter> {
        let letters = self.letters(request, says, 1)?;
        let first = letters.into_iter().next();
        first.ok_or_else(|| Stop::failed(format!("{says} does not come")))
    }

    /// Waits for the first message of a request with this reason.
    pub(super) fn answer_to(&self, request: &str, reason: &str) -> Outcome<Letter> {
        let has = |letter: &&Letter| letter.message.text("reasonForMessage") == reason;
        let letters = self
            .mailbox()?
            .wait(request, self.profile.timeout(), |all| {
                all.iter().any(|one| has(&one))
            });
        let found = letters.iter().find(has).cloned();
        let found = found.ok_or_else(|| Stop::failed(format!("no {reason} comes")))?;
        self.is_valid(&found.message.version, &found.bytes)?;
        Ok(found)
    }

    /// Waits until staff sees a request so.
    pub(super) fn until(&self, id: &str, so: impl Fn(&Value) -> bool) -> Outcome<Value> {
        let mut seen = self.by_id(id)?;
        for _ in 0..100 {
            if so(&seen) {
                return Ok(seen);
            }
            std::thread::sleep(Duration::from_millis(100));
            seen = self.by_id(id)?;
        }
        Err(Stop::failed(format!("the request stays {seen}")))
    }

    /// That the server still answers.
    pub(super) fn lives(&self) -> Outcome {
        self.asked(Version::V2021_2).map(drop)
    }
}

/// A field of what staff sees.
pub(super) fn text(seen: &Value, name: &str) -> String {
    seen[name].as_str().unwrap_or_default().to_owned()
}
