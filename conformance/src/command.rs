//! What `silta conformance SUITE TARGET` does, for a command line to call.

use std::{
    io::{self, Write},
    path::PathBuf,
    sync::Arc,
};

use crate::{
    Profile, ProfileError, ProfileFile as _, Schemas, Suite, api, iso18626,
    kit::{Expectations, ExpectationsError, Filter, Target, TargetError, run_each},
    ncip, oai, sip2, sru, z3950,
};

/// The options beside suite and target.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// A profile of the subject; without one, that of the demo library.
    pub profile: Option<PathBuf>,
    /// Cases that are known to fail.
    pub expectations: Option<PathBuf>,
    /// Words; only cases whose id contains one of them run. Empty for all.
    pub only: Vec<String>,
    /// A folder for `report.html`, `report.json` and `junit.xml`.
    pub report: Option<PathBuf>,
    /// A folder of recordings to replay as further cases. SIP2: `sip2/messages.tsv` and
    /// `sip2/koha_transcripts.txt` in it; Z39.50: `z3950/*.hex`.
    pub vectors: Option<PathBuf>,
    /// Consortium API: the bearer token; without one, that of the demo library.
    pub token: Option<String>,
    /// Consortium API: a second token, with the scope `read` alone; without one, that of the demo
    /// library if the profile is its, else what needs it is skipped.
    pub read_token: Option<String>,
    /// Consortium API: an OpenAPI document to check answers against; without one, the published.
    pub openapi: Option<PathBuf>,
    /// SRU, OAI-PMH, NCIP and ISO 18626: a folder with `catalog.xml` and the XML schemas that it names, against
    /// which xmllint holds every answer; without one, none is.
    pub schemas: Option<PathBuf>,
    /// ISO 18626: where the server's messages to its partner arrive, `host:port`; without it, cases
    /// that wait for some are skipped.
    pub listen: Option<String>,
}

/// Runs the SIP2 suite against `target` (`host:port`), shows each result on `out` as it comes, and
/// says whether the subject conforms (exit 0) or not (exit 1).
pub fn sip2(target: &str, options: &Options, out: &mut dyn Write) -> Result<bool, CommandError> {
    let profile = sip2::Profile::chosen(options.profile.as_deref())?;
    let suite = sip2::suite(options.vectors.as_deref())?;
    conduct(&suite, target, &profile, options, out)
}

/// Runs the Z39.50 suite against `target` (`host:port`), as [`sip2()`] does.
pub fn z3950(target: &str, options: &Options, out: &mut dyn Write) -> Result<bool, CommandError> {
    let profile = z3950::Profile::chosen(options.profile.as_deref())?;
    let suite = z3950::suite(options.vectors.as_deref())?;
    conduct(&suite, target, &profile, options, out)
}

/// Runs the suite of the consortium API against `target` (`host:port`, or the URL below which the
/// API stands), as [`sip2()`] does.
pub fn api(target: &str, options: &Options, out: &mut dyn Write) -> Result<bool, CommandError> {
    let target = Target::read(target, api::BASE)?;
    let mut profile = api::Profile::chosen(options.profile.as_deref())?;
    if let Some(token) = &options.token {
        profile.token.clone_from(token);
        // That of the demo library is not known where its first one is not.
        profile.read_token = None;
    }
    if let Some(token) = &options.read_token {
        profile.read_token = Some(token.clone());
    }
    if profile.token.is_empty() {
        return Err(CommandError::NoToken);
    }
    if let Some(file) = &options.openapi {
        profile.document = api::Document::load(file)?;
    }
    profile.base = target.base;
    conduct(&api::suite(), &target.address, &profile, options, out)
}

/// Runs the SRU suite against `target` (`host:port`, or the URL at which SRU is served), as
/// [`sip2()`] does.
pub fn sru(target: &str, options: &Options, out: &mut dyn Write) -> Result<bool, CommandError> {
    let target = Target::read(target, sru::BASE)?;
    let mut profile = sru::Profile::chosen(options.profile.as_deref())?;
    profile.base = target.base;
    profile.xml_schemas = schemas(options)?;
    let conforms = conduct(&sru::suite(), &target.address, &profile, options, out)?;
    conclude_schemas(profile.xml_schemas.as_deref(), out)?;
    Ok(conforms)
}

/// Runs the OAI-PMH suite against `target` (`host:port`, or the base URL of the repository), as
/// [`sip2()`] does.
pub fn oai(target: &str, options: &Options, out: &mut dyn Write) -> Result<bool, CommandError> {
    let target = Target::read(target, oai::BASE)?;
    let mut profile = oai::Profile::chosen(options.profile.as_deref())?;
    profile.base = target.base;
    profile.xml_schemas = schemas(options)?;
    let conforms = conduct(&oai::suite(), &target.address, &profile, options, out)?;
    conclude_schemas(profile.xml_schemas.as_deref(), out)?;
    Ok(conforms)
}

/// Runs the NCIP suite against `target` (`host:port`, or the URL that takes messages), as
/// [`sip2()`] does.
pub fn ncip(target: &str, options: &Options, out: &mut dyn Write) -> Result<bool, CommandError> {
    let target = Target::read(target, ncip::BASE)?;
    let mut profile = ncip::Profile::chosen(options.profile.as_deref())?;
    profile.base = target.base;
    profile.xml_schemas = schemas(options)?;
    let conforms = conduct(&ncip::suite(), &target.address, &profile, options, out)?;
    conclude_schemas(profile.xml_schemas.as_deref(), out)?;
    Ok(conforms)
}

/// Runs the ISO 18626 suite against `target` (`host:port`, or the URL that takes messages), as
/// [`sip2()`] does. The server sends its messages to the partner to the address of `listen`.
pub fn iso18626(
    target: &str,
    options: &Options,
    out: &mut dyn Write,
) -> Result<bool, CommandError> {
    let target = Target::read(target, iso18626::BASE)?;
    let mut profile = iso18626::Profile::chosen(options.profile.as_deref())?;
    profile.base = target.base;
    profile.xml_schemas = schemas(options)?;
    let mailbox = options.listen.as_deref().map(iso18626::Mailbox::open);
    profile.mailbox = mailbox.transpose()?.map(Arc::new);
    if let Some(staff) = &mut profile.staff {
        staff.token = match &options.token {
            Some(token) => token.clone(),
            None => api::Profile::demo().token,
        };
    }
    let suite = iso18626::suite();
    let conforms = conduct(&suite, &target.address, &profile, options, out)?;
    conclude_schemas(profile.xml_schemas.as_deref(), out)?;
    Ok(conforms)
}

/// The schemas of the options.
fn schemas(options: &Options) -> io::Result<Option<Arc<Schemas>>> {
    let folder = options.schemas.as_deref();
    folder
        .map(|folder| Schemas::open(folder).map(Arc::new))
        .transpose()
}

/// Says how many answers were held against the schemas.
fn conclude_schemas(schemas: Option<&Schemas>, out: &mut dyn Write) -> io::Result<()> {
    match schemas {
        Some(schemas) => out.write_all(schemas.conclusion().as_bytes()),
        None => out.write_all(b"no answer was held against a schema: --schemas names none\n"),
    }
}

fn conduct<P: Profile>(
    suite: &Suite<P>,
    target: &str,
    profile: &P,
    options: &Options,
    out: &mut dyn Write,
) -> Result<bool, CommandError> {
    let expectations = options
        .expectations
        .as_deref()
        .map_or_else(|| Ok(Expectations::default()), Expectations::load)?;
    let filter = Filter::new(options.only.iter().cloned());
    let mut shown = Ok(());
    let report = run_each(suite, target, profile, &expectations, &filter, |case| {
        if shown.is_ok() {
            shown = out
                .write_all(case.lines().as_bytes())
                .and_then(|()| out.flush());
        }
    });
    shown?;
    out.write_all(report.conclusion().as_bytes())?;
    if let Some(folder) = &options.report {
        report.write(folder)?;
    }
    Ok(report.ok())
}

/// Why a run could not be made, or its report not be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CommandError {
    /// The OpenAPI document cannot be used.
    #[error(transparent)]
    Document(#[from] api::DocumentError),
    /// The list of expectations cannot be used.
    #[error(transparent)]
    Expectations(#[from] ExpectationsError),
    /// A file or the terminal.
    #[error("{0}")]
    Io(#[from] io::Error),
    /// Nothing says which token the API knows.
    #[error("the API wants a bearer token: give --token or set SILTA_API_TOKEN")]
    NoToken,
    /// The profile cannot be used.
    #[error(transparent)]
    Profile(#[from] ProfileError),
    /// The target is none.
    #[error(transparent)]
    Target(#[from] TargetError),
}
