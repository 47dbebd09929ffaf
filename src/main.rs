//! The command line.

use std::{
    io::{self, IsTerminal as _, Read as _, Write as _},
    net::SocketAddr,
    panic,
    path::PathBuf,
    process::ExitCode,
    time::Duration,
};

use clap::{CommandFactory as _, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use silta::{check, config, decode, demo, harvest, import, query, serve, sip2_client};
use silta_api_service::TokenHash;
use silta_charset::Charset;
use silta_conformance::command::{self, CommandError};
use silta_sip2_service::Secret;

const EXAMPLES: &str = "\
Examples:
  silta demo                              a whole library to try, nothing to configure
  silta init && silta check               write a configuration, look it over
  silta serve --config silta.toml         run the gateway
  silta import records.mrc                load records into the catalogue
  silta sip2 127.0.0.1:6001               talk to a SIP2 server by hand
  silta query cql2pqf 'dc.title = kalevala'  what that is in PQF, for Z39.50
  silta conformance sip2 127.0.0.1:6001   judge a SIP2 server
  silta conformance z3950 127.0.0.1:2100  judge a Z39.50 server
  silta conformance sru 127.0.0.1:8080    judge an SRU server
  silta conformance oai 127.0.0.1:8080    judge an OAI-PMH repository
  silta conformance ncip 127.0.0.1:8080   judge an NCIP responder
  silta conformance iso18626 127.0.0.1:8080 --listen 127.0.0.1:9001
                                          judge a lender, as the partner who listens there
  silta conformance api 127.0.0.1:8080    judge a consortium API

Exit codes: 0 well, 1 faults were found, 2 wrong usage, 70 internal fault.";

/// A request is some fifty small allocations, many of which end on another thread than they began
/// on: with the system's allocator they cost a sixth of its instructions (docs/performance.md).
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Library interoperability gateway: self-checks (SIP2) to one consortium.
#[derive(Debug, Parser)]
#[command(name = "silta", version, after_help = EXAMPLES, arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run everything with a demo library, nothing to configure.
    Demo(Demo),
    /// Run the gateway as configured.
    Serve {
        #[command(flatten)]
        config: Config,
        /// Write the addresses there, as JSON, once all listeners accept.
        #[arg(long, value_name = "FILE")]
        ready_file: Option<PathBuf>,
    },
    /// Find the faults of a configuration.
    Check {
        #[command(flatten)]
        config: Config,
        /// Also call the consortium, if it runs elsewhere, and say what is wrong with it.
        #[arg(long)]
        deep: bool,
    },
    /// Write a configuration that works, to begin with.
    Init {
        /// Where to.
        #[arg(short, long, value_name = "FILE", default_value = "silta.toml")]
        output: PathBuf,
    },
    /// Load files of records (ISO 2709, MARCXML) into the catalogue, beside a running gateway too.
    Import {
        #[command(flatten)]
        config: Config,
        /// Exit with 1 if a record was bad.
        #[arg(long)]
        strict: bool,
        /// The files.
        #[arg(value_name = "FILE", required = true)]
        files: Vec<PathBuf>,
    },
    /// Fill the catalogue from others over OAI-PMH or SRU, beside a running gateway too.
    Harvest {
        #[command(flatten)]
        config: Config,
        /// Read everything again, and delete what is gone.
        #[arg(long)]
        full: bool,
        /// Read, check and count, but write nothing.
        #[arg(long)]
        dry_run: bool,
        /// The names of the sources; all of them if none is named.
        #[arg(value_name = "SOURCE")]
        sources: Vec<String>,
    },
    /// Hash a terminal's password (first line of standard input) for `password_hash`.
    HashPassword,
    /// Print a new token for the consortium API, and its hash for `token_hash`.
    Token,
    /// Print the OpenAPI document of the consortium API.
    Openapi,
    /// Talk to a SIP2 server by hand, or from a script on standard input.
    Sip2(Sip2),
    /// Turn messages on standard input into readable text.
    Decode {
        /// Their language.
        protocol: Protocol,
        /// The code page of SIP2: utf-8, iso-8859-1, windows-1252, cp850, ascii.
        #[arg(long, default_value_t = Charset::Utf8)]
        charset: Charset,
    },
    /// Say a query of CQL (SRU) in PQF (Z39.50), or of PQF in CQL.
    Query {
        /// From which to which.
        way: QueryWay,
        /// The query; without it, each line of standard input is one.
        query: Option<String>,
    },
    /// Run a conformance suite against any server.
    Conformance(Conformance),
    /// Print completions for a shell.
    Completions {
        /// Which shell.
        shell: Shell,
    },
}

/// From one query language to another.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum QueryWay {
    /// From CQL to PQF.
    #[value(name = "cql2pqf")]
    CqlToPqf,
    /// From PQF to CQL.
    #[value(name = "pqf2cql")]
    PqfToCql,
}

/// A protocol of this version.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Protocol {
    /// SIP2.
    Sip2,
    /// Z39.50: BER as it went over the wire, or the same in hexadecimal digits.
    Z3950,
}

#[derive(Debug, clap::Args)]
struct Config {
    /// The configuration.
    #[arg(long = "config", value_name = "FILE", default_value = "silta.toml")]
    path: PathBuf,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "Port 0 takes a free one. The state is gone at the end, but for --data.")]
struct Demo {
    /// Where terminals connect.
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:6001")]
    sip2: SocketAddr,
    /// Where Z39.50 clients connect.
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:2100")]
    z3950: SocketAddr,
    /// Where NCIP clients of raw TCP connect; without it, NCIP is served over HTTP alone.
    #[arg(long, value_name = "ADDR")]
    ncip: Option<SocketAddr>,
    /// Where browsers connect.
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8080")]
    http: SocketAddr,
    /// Where monitoring connects.
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:9090")]
    admin: SocketAddr,
    /// Keep the state there.
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Write the addresses there, as JSON, once all listeners accept.
    #[arg(long, value_name = "FILE")]
    ready_file: Option<PathBuf>,
    /// Load these records (ISO 2709, MARCXML) into the catalogue first; may be repeated.
    #[arg(long, value_name = "FILE")]
    records: Vec<PathBuf>,
    /// Where a partner of inter-library loan takes messages (ISO 18626), and in which version, 1.2 or
    /// 2021-2 (default): ISIL:FI-Partner=http://127.0.0.1:9001/iso18626; may be repeated.
    #[arg(long, value_name = "ID=URL[,VERSION]", value_parser = config::peer_option)]
    ill_peer: Vec<config::IllPeer>,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "Type help for the commands. PINs are masked; no history is kept on disk.")]
struct Sip2 {
    /// The server.
    #[arg(value_name = "HOST:PORT")]
    server: String,
    /// The code page: utf-8, iso-8859-1, windows-1252, cp850, ascii.
    #[arg(long, default_value_t = Charset::Utf8)]
    charset: Charset,
    /// Send no sequence numbers and checksums.
    #[arg(long)]
    no_checksum: bool,
    /// The institution (AO).
    #[arg(long, value_name = "TEXT", default_value = "")]
    institution: String,
    /// Log in with this account first.
    #[arg(long, value_name = "NAME", requires = "password")]
    account: Option<String>,
    /// Its password.
    #[arg(
        long,
        value_name = "TEXT",
        env = "SILTA_SIP2_PASSWORD",
        hide_env_values = true
    )]
    password: Option<String>,
    /// How long to wait for an answer, in seconds.
    #[arg(long, value_name = "SECONDS", default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..=3600))]
    timeout: u64,
}

#[derive(Debug, clap::Args)]
struct Conformance {
    /// The suite.
    suite: Suite,
    /// The server to judge: HOST:PORT; for what stands on HTTP also the URL.
    target: String,
    /// What the server has: accounts, patrons, items, records. Without it: the demo library.
    #[arg(long, value_name = "FILE")]
    profile: Option<PathBuf>,
    /// Cases that are known to fail, with the reason.
    #[arg(long, value_name = "FILE")]
    expectations: Option<PathBuf>,
    /// Run only cases whose id contains this; may be repeated.
    #[arg(long, value_name = "TEXT")]
    filter: Vec<String>,
    /// Write report.html, report.json and junit.xml there.
    #[arg(long, value_name = "DIR")]
    report: Option<PathBuf>,
    /// A folder with recorded messages to replay as further cases.
    #[arg(long, value_name = "DIR")]
    vectors: Option<PathBuf>,
    /// The bearer token of the API [env: SILTA_API_TOKEN]. Without it: the demo's.
    #[arg(long)]
    token: Option<String>,
    /// A second bearer token of the API, that may only read [env: SILTA_API_READ_TOKEN].
    #[arg(long, value_name = "TOKEN")]
    read_token: Option<String>,
    /// Check the answers of the API against this OpenAPI document instead of the published one.
    #[arg(long, value_name = "FILE")]
    openapi: Option<PathBuf>,
    /// Hold the answers of SRU, OAI-PMH, NCIP and ISO 18626 against the XML schemas there, by xmllint; the folder's
    /// catalog.xml says where each is.
    #[arg(long, value_name = "DIR")]
    schemas: Option<PathBuf>,
    /// Where the server's ISO 18626 messages to its partner arrive; without it, cases that wait for
    /// some are skipped.
    #[arg(long, value_name = "ADDR")]
    listen: Option<String>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Suite {
    Api,
    Iso18626,
    Ncip,
    Oai,
    Sip2,
    Sru,
    Z3950,
}

/// The exit code for what is our fault (sysexits.h).
const INTERNAL: u8 = 70;

fn main() -> ExitCode {
    let cli = Cli::parse();
    match panic::catch_unwind(|| run(cli.command)) {
        Ok(Ok(true)) => ExitCode::SUCCESS,
        Ok(Ok(false)) => ExitCode::FAILURE,
        Ok(Err(error)) => {
            // Who reads a part of the output and goes has found no fault.
            if error.downcast_ref::<io::Error>().map(io::Error::kind)
                == Some(io::ErrorKind::BrokenPipe)
            {
                return ExitCode::SUCCESS;
            }
            let _ = writeln!(io::stderr(), "silta: {error}");
            ExitCode::FAILURE
        }
        Err(_) => ExitCode::from(INTERNAL),
    }
}

/// Carries out a command, and says whether all was well.
fn run(command: Command) -> Result<bool, Box<dyn std::error::Error>> {
    let out = &mut io::stdout();
    match command {
        Command::Demo(options) => demo::run(&options.into(), out)?,
        Command::Serve { config, ready_file } => {
            return Ok(serve::run(&config.path, ready_file.as_deref())?);
        }
        Command::Check { config, deep } => return Ok(check::run(&config.path, deep, out)?),
        Command::Init { output } => {
            config::init(&output)?;
            let path = output.display();
            writeln!(out, "{path} is written. Next: silta serve --config {path}")?;
        }
        Command::Import {
            config,
            strict,
            files,
        } => return Ok(import::run(&config.path, &files, strict, out)?),
        Command::Harvest {
            config,
            full,
            dry_run,
            sources,
        } => {
            let options = harvest::Options {
                sources,
                full,
                dry_run,
            };
            return Ok(harvest::run(&config.path, &options, out)?);
        }
        Command::HashPassword => writeln!(out, "{}", Secret::hash(&password()?)?)?,
        Command::Token => {
            let token = silta_api_service::new_token();
            let hash = TokenHash::of(&token);
            writeln!(out, "token       {token}\ntoken_hash  {hash}")?;
        }
        Command::Openapi => writeln!(out, "{}", silta_api_service::openapi().trim_end())?,
        Command::Sip2(options) => return Ok(sip2(options)?),
        Command::Decode {
            protocol: Protocol::Sip2,
            charset,
        } => {
            return Ok(decode::sip2(&mut io::stdin().lock(), out, charset)?);
        }
        Command::Decode {
            protocol: Protocol::Z3950,
            ..
        } => return Ok(decode::z3950(&mut io::stdin().lock(), out)?),
        Command::Query { way, query } => {
            let way = match way {
                QueryWay::CqlToPqf => query::Way::CqlToPqf,
                QueryWay::PqfToCql => query::Way::PqfToCql,
            };
            let (input, faults) = (&mut io::stdin().lock(), &mut io::stderr());
            return Ok(query::run(way, query.as_deref(), input, out, faults)?);
        }
        Command::Conformance(options) => return Ok(conformance(options, out)?),
        Command::Completions { shell } => {
            clap_complete::generate(shell, &mut Cli::command(), "silta", out);
        }
    }
    Ok(true)
}

fn conformance(options: Conformance, out: &mut dyn io::Write) -> Result<bool, CommandError> {
    let Conformance {
        suite,
        target,
        profile,
        expectations,
        filter,
        report,
        vectors,
        token,
        read_token,
        openapi,
        schemas,
        listen,
    } = options;
    let options = command::Options {
        profile,
        expectations,
        only: filter,
        report,
        vectors,
        token: token.or_else(|| std::env::var("SILTA_API_TOKEN").ok()),
        read_token: read_token.or_else(|| std::env::var("SILTA_API_READ_TOKEN").ok()),
        openapi,
        schemas,
        listen,
    };
    match suite {
        Suite::Api => command::api(&target, &options, out),
        Suite::Iso18626 => command::iso18626(&target, &options, out),
        Suite::Ncip => command::ncip(&target, &options, out),
        Suite::Oai => command::oai(&target, &options, out),
        Suite::Sip2 => command::sip2(&target, &options, out),
        Suite::Sru => command::sru(&target, &options, out),
        Suite::Z3950 => command::z3950(&target, &options, out),
    }
}

/// The first line of standard input.
fn password() -> io::Result<String> {
    const MAX_LEN: u64 = 255;
    if io::stdin().is_terminal() {
        write!(io::stderr(), "Password (it will be seen): ")?;
    }
    let mut line = String::new();
    io::BufRead::read_line(
        &mut io::BufReader::new(io::stdin().take(MAX_LEN + 2)),
        &mut line,
    )?;
    let password = line.trim_end_matches(['\r', '\n']);
    match password.len() {
        0 => Err(io::Error::other("an empty password is none")),
        length if length as u64 > MAX_LEN => Err(io::Error::other(format!(
            "a password has at most {MAX_LEN} bytes"
        ))),
        _ => Ok(password.to_owned()),
    }
}

impl From<Demo> for demo::Options {
    fn from(demo: Demo) -> Self {
        let Demo {
            sip2,
            z3950,
            ncip,
            ill_peer,
            http,
            admin,
            data,
            records,
            ready_file,
        } = demo;
        Self {
            sip2,
            z3950,
            ncip,
            ill_peers: ill_peer,
            http,
            admin,
            data,
            records,
            ready_file,
        }
    }
}

fn sip2(options: Sip2) -> io::Result<bool> {
    let account = options.account.zip(options.password);
    let settings = sip2_client::Options {
        charset: options.charset,
        checksum: !options.no_checksum,
        institution: options.institution,
        account,
        timeout: Duration::from_secs(options.timeout),
    };
    sip2_client::run(&options.server, &settings)
}
