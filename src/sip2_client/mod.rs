//! `silta sip2`: a terminal that a person types at, or a script.
//!
//! Each command becomes one message; what is sent and what comes back is shown as it is on the wire
//! and in words. PINs and passwords are masked, and no history is kept on disk.

mod command;
mod connection;
mod entries;
mod prompt;

use std::{
    io::{self, BufRead, IsTerminal as _, Write},
    time::Duration,
};

use silta_charset::Charset;
use silta_sip2::RequestAcsResend;

use command::{Command, Words};
use connection::Connection;
use prompt::Prompt;

/// How to speak to the server.
#[derive(Clone, Debug)]
pub struct Options {
    /// The code page.
    pub charset: Charset,
    /// Whether to send sequence numbers and checksums.
    pub checksum: bool,
    /// The institution (AO) of requests.
    pub institution: String,
    /// An account to log in with first: its name and password.
    pub account: Option<(String, String)>,
    /// How long to wait for an answer.
    pub timeout: Duration,
}

/// Talks to `server` (`host:port`) until the input or the connection ends. Gives whether all went
/// well: every command was understood, every answer came.
///
/// # Errors
/// When the server cannot be reached, or the terminal cannot be read or written.
pub fn run(server: &str, options: &Options) -> io::Result<bool> {
    let connection = Connection::open(server, options)?;
    let mut out = io::stdout();
    let mut client = Client {
        connection,
        options,
        out: &mut out,
    };
    if let Some((account, password)) = &options.account {
        client.obey(&Command::login(account, password))?;
    }
    if io::stdin().is_terminal() {
        client.converse(&mut Prompt::new(server))
    } else {
        client.follow(&mut io::stdin().lock())
    }
}

struct Client<'c> {
    connection: Connection,
    options: &'c Options,
    out: &'c mut dyn Write,
}

/// Whether to go on after a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum After {
    /// With the next one.
    GoOn,
    /// The person, or the server, has ended the conversation.
    Stop,
}

impl Client<'_> {
    /// With a person at a terminal.
    fn converse(&mut self, prompt: &mut Prompt) -> io::Result<bool> {
        writeln!(self.out, "Type help for the commands, quit to leave.")?;
        while let Some(line) = prompt.line()? {
            match Command::read(&line) {
                Ok(None) => {}
                Ok(Some(command)) => {
                    if self.obey(&command)? == After::Stop {
                        break;
                    }
                }
                Err(reason) => writeln!(self.out, "{reason}")?,
            }
        }
        Ok(true)
    }

    /// With lines of a script. A line that is no command does not stop it.
    fn follow(&mut self, lines: &mut dyn BufRead) -> io::Result<bool> {
        let mut well = true;
        for (number, line) in lines.lines().enumerate() {
            match Command::read(&line?) {
                Ok(None) => {}
                Ok(Some(Command::Quit)) => break,
                Ok(Some(command)) => {
                    if self.obey(&command)? == After::Stop {
                        return Ok(false);
                    }
                }
                Err(reason) => {
                    well = false;
                    writeln!(self.out, "line {}: {reason}", number + 1)?;
                }
            }
        }
        Ok(well)
    }

    fn obey(&mut self, command: &Command) -> io::Result<After> {
        let words = Words {
            institution: &self.options.institution,
            now: command::now(),
        };
        let request = match command {
            Command::Ask(ask) => ask(&words),
            Command::Resend => RequestAcsResend::at(words.now).into(),
            Command::Raw(line) => return self.exchange(|c| c.send_raw(line)),
            Command::Quit => return Ok(After::Stop),
            Command::Help => {
                write!(self.out, "{}", command::help())?;
                return Ok(After::GoOn);
            }
        };
        self.exchange(|c| c.send(&request))
    }

    /// Sends, waits for the answer, shows both.
    fn exchange(
        &mut self,
        send: impl FnOnce(&mut Connection) -> io::Result<Vec<u8>>,
    ) -> io::Result<After> {
        match send(&mut self.connection) {
            Ok(frame) => self.show('>', &frame)?,
            Err(e) => return self.gone(&e),
        }
        match self.connection.receive() {
            Ok(frame) => self.show('<', &frame)?,
            Err(e) if e.kind() == io::ErrorKind::TimedOut => {
                writeln!(
                    self.out,
                    "no answer within {} s",
                    self.options.timeout.as_secs()
                )?;
            }
            Err(e) => return self.gone(&e),
        }
        Ok(After::GoOn)
    }

    fn gone(&mut self, error: &io::Error) -> io::Result<After> {
        writeln!(self.out, "the connection has ended: {error}")?;
        Ok(After::Stop)
    }

    fn show(&mut self, direction: char, frame: &[u8]) -> io::Result<()> {
        let charset = self.options.charset;
        writeln!(
            self.out,
            "{direction} {}",
            crate::sip2_readable::raw(frame, charset)
        )?;
        write!(
            self.out,
            "{}",
            crate::sip2_readable::readable(frame, charset).text
        )?;
        self.out.flush()
    }
}
