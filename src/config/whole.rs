//! What is wrong only when one looks at the whole: addresses that collide, a store that cannot be
//! written.

use std::{fs, io, net::SocketAddr, ops::Range, path::Path, time::Duration};

use silta_consortium::PartnerId;
use toml::de::DeTable;

use super::{fault::Fault, reader::Reader, settings::Settings};

/// Checks the settings as a whole.
pub(super) fn check(reader: &mut Reader, root: &DeTable<'_>, settings: &Settings) {
    check_addresses(reader, root, settings);
    check_something_listens(reader, root, settings);
    check_deadlines(reader, root, settings);
    check_answer_deadline(reader, root, settings);
    check_log_level(reader, root, settings);
    check_store(reader, root, &settings.store.path);
    check_ill(reader, root, settings);
    check_orders(reader, root, settings);
}

/// Where a key stands, if it stands in the file.
fn place(root: &DeTable<'_>, path: &[&str]) -> Option<Range<usize>> {
    let (key, tables) = path.split_last()?;
    let mut table = root;
    for name in tables {
        table = table.get(*name)?.get_ref().as_table()?;
    }
    Some(table.get(*key)?.span())
}

fn doors(settings: &Settings) -> [(&'static str, Option<SocketAddr>); 5] {
    [
        ("sip2", settings.sip2.listen.address()),
        ("z3950", settings.z3950.listen.address()),
        ("ncip", settings.ncip.listen.address()),
        ("http", settings.http.listen.address()),
        ("admin", settings.admin.listen.address()),
    ]
}

fn check_addresses(reader: &mut Reader, root: &DeTable<'_>, settings: &Settings) {
    let doors = doors(settings);
    for (n, (name, address)) in doors.iter().enumerate() {
        let Some(address) = address else { continue };
        let earlier = doors[..n]
            .iter()
            .find(|(_, other)| other.is_some_and(|other| collide(*address, other)));
        if let Some((other, _)) = earlier {
            let here = place(root, &[name, "listen"]);
            reader.faults.push(Fault::error(
                here.or_else(|| place(root, &[other, "listen"])),
                format!(
                    "[{name}] and [{other}] both listen on port {}",
                    address.port()
                ),
                "one address can be listened on once",
                format!("give `listen` in [{name}] another port, or \"off\""),
            ));
        }
    }
}

/// Whether one address takes connections of the other.
fn collide(one: SocketAddr, other: SocketAddr) -> bool {
    let wide = one.ip().is_unspecified() || other.ip().is_unspecified();
    one.port() == other.port() && one.port() != 0 && (one.ip() == other.ip() || wide)
}

/// An answer that comes after the terminal has given up is asked for again, and lost again.
fn check_answer_deadline(reader: &mut Reader, root: &DeTable<'_>, settings: &Settings) {
    /// The terminal does not know how long to wait.
    const UNKNOWN: u16 = 999;
    let deadline = settings.sip2.limits.answer_deadline;
    let impatient = settings.sip2.terminals.iter().find(|terminal| {
        let tenths = terminal.profile.timeout_tenths;
        tenths != UNKNOWN && Duration::from_millis(u64::from(tenths) * 100) <= deadline
    });
    if let Some(terminal) = impatient {
        let tenths = terminal.profile.timeout_tenths;
        let fault = Fault::error(
            place(root, &["sip2", "limits", "answer_deadline"]),
            format!(
                "the terminal {} gives up before the answer comes",
                terminal.account
            ),
            format!("its profile has timeout_tenths = {tenths}, and `answer_deadline` is longer"),
            "make answer_deadline shorter, or timeout_tenths greater",
        );
        reader.faults.push(fault.warning());
    }
}

fn check_something_listens(reader: &mut Reader, root: &DeTable<'_>, settings: &Settings) {
    if settings.sip2.listen.address().is_some() && settings.sip2.terminals.is_empty() {
        let named = place(root, &["sip2", "terminals"]);
        if named.is_none() {
            let fault = Fault::error(
                place(root, &["sip2"]),
                "nobody can log in over SIP2",
                "there is no [[sip2.terminals]]",
                "add a terminal, or listen = \"off\" in [sip2]",
            );
            reader.faults.push(fault.warning());
        }
    }
    let z3950 = &settings.z3950;
    let listens = z3950.listen.address().is_some();
    if listens && !z3950.anonymous && place(root, &["z3950", "accounts"]).is_none() {
        let fault = Fault::error(
            place(root, &["z3950", "anonymous"]),
            "nobody can search over Z39.50",
            "`anonymous` is false, and there is no [[z3950.accounts]]",
            "add an account, or listen = \"off\" in [z3950]",
        );
        reader.faults.push(fault.warning());
    }
}

/// Terminals send 99 every 5 to 7 minutes to keep a connection.
fn check_deadlines(reader: &mut Reader, root: &DeTable<'_>, settings: &Settings) {
    const LEAST_USUAL: Duration = Duration::from_secs(480);
    let limits = &settings.sip2.limits;
    let session = &limits.session;
    let times = [
        ("login_deadline", session.login_deadline),
        ("message_deadline", session.message_deadline),
        ("idle_deadline", session.idle_deadline),
        ("answer_deadline", limits.answer_deadline),
        ("write_deadline", limits.write_deadline),
    ];
    for (table, deadline) in [
        ("api", settings.api.answer_deadline),
        ("ncip", settings.ncip.answer_deadline),
        ("ill", settings.ill.answer_deadline),
    ] {
        check_http_deadline(reader, root, table, deadline);
    }
    let z3950 = &settings.z3950.limits;
    let searching = [
        ("first_apdu_deadline", z3950.session.first_apdu_deadline),
        ("apdu_deadline", z3950.session.apdu_deadline),
        ("idle_deadline", z3950.session.idle_deadline),
        ("answer_deadline", z3950.answer_deadline),
        ("write_deadline", z3950.write_deadline),
    ];
    let times = times.map(|(key, time)| (vec!["sip2", "limits", key], time));
    let searching = searching.map(|(key, time)| (vec!["z3950", "limits", key], time));
    let others = [
        (
            vec!["consortium", "answer_deadline"],
            settings.consortium.answer_deadline,
        ),
        (vec!["sru", "answer_deadline"], settings.sru.answer_deadline),
        (vec!["ill", "send_deadline"], settings.ill.send_deadline),
        (
            vec!["ncip", "limits", "message_deadline"],
            settings.ncip.limits.session.message_deadline,
        ),
        (
            vec!["ncip", "limits", "idle_deadline"],
            settings.ncip.limits.session.idle_deadline,
        ),
        (
            vec!["ncip", "limits", "write_deadline"],
            settings.ncip.limits.write_deadline,
        ),
    ];
    for (key, time) in times.into_iter().chain(searching).chain(others) {
        if time.is_zero() {
            reader.faults.push(Fault::error(
                place(root, &key),
                format!("`{}` leaves no time at all", key[key.len() - 1]),
                "with \"0s\" nobody would ever be answered",
                "write a time such as \"30s\", or take the key out for the default",
            ));
        }
    }
    if session.idle_deadline < LEAST_USUAL && !session.idle_deadline.is_zero() {
        let fault = Fault::error(
            place(root, &["sip2", "limits", "idle_deadline"]),
            "terminals may lose their connection while nobody is there",
            "they send a message every 5 to 7 minutes to keep it",
            "write \"8m\" or more",
        );
        reader.faults.push(fault.warning());
    }
}

/// The listener itself answers after a minute that nothing came.
fn check_http_deadline(reader: &mut Reader, root: &DeTable<'_>, name: &str, deadline: Duration) {
    const LONGEST: Duration = Duration::from_secs(50);
    if deadline.is_zero() || deadline > LONGEST {
        reader.faults.push(Fault::error(
            place(root, &[name, "answer_deadline"]),
            "no answer could come in time",
            format!("`answer_deadline` in [{name}] is more than nothing and at most 50 seconds"),
            "write a time such as \"20s\", or take the key out for the default",
        ));
    }
}

/// A message that is sent for longer would be given out again meanwhile; and a consortium elsewhere
/// speaks with its partners itself.
fn check_ill(reader: &mut Reader, root: &DeTable<'_>, settings: &Settings) {
    const LONGEST: Duration = Duration::from_secs(100);
    if settings.ill.send_deadline > LONGEST {
        reader.faults.push(Fault::error(
            place(root, &["ill", "send_deadline"]),
            "a message would be sent twice at a time",
            "`send_deadline` in [ill] is at most 100 seconds",
            "write a time such as \"20s\", or take the key out for the default",
        ));
    }
    if settings.consortium.remote.is_some() && !settings.ill.peers.is_empty() {
        let fault = Fault::error(
            place(root, &["ill", "peers"]),
            "the partners of inter-library loan are not spoken with",
            "a consortium that runs elsewhere speaks with its partners itself",
            "take [[ill.peers]] out, or [consortium] url",
        );
        reader.faults.push(fault.warning());
    }
}

/// An account that orders for a partner whom nobody knows would be refused at its first order.
fn check_orders(reader: &mut Reader, root: &DeTable<'_>, settings: &Settings) {
    let known = |id: &PartnerId| settings.ill.peers.iter().any(|peer| peer.id == *id);
    for account in &settings.z3950.accounts {
        let Some(stranger) = account.partner.as_ref().filter(|id| !known(id)) else {
            continue;
        };
        reader.faults.push(Fault::error(
            place(root, &["z3950", "accounts"]),
            format!(
                "{:?} is no partner of inter-library loan",
                stranger.as_str()
            ),
            format!(
                "`partner` of the account {} in [[z3950.accounts]] is the `id` of one of \
                 [[ill.peers]]",
                account.name.as_str()
            ),
            "write it as it stands there, or add the partner",
        ));
    }
}

const LEVELS: [&str; 6] = ["off", "error", "warn", "info", "debug", "trace"];

fn check_log_level(reader: &mut Reader, root: &DeTable<'_>, settings: &Settings) {
    let level = &settings.log.level;
    // A word alone would be taken for a part of the program, and nothing else be logged.
    let word = level
        .split(',')
        .find(|part| !part.contains('=') && !LEVELS.contains(part));
    let cause = match silta_observe::log::check(&settings.log) {
        Err(e) => Some(e.to_string()),
        Ok(()) => word.map(|word| format!("{word:?} is none of {}", LEVELS.join(", "))),
    };
    if let Some(cause) = cause {
        reader.faults.push(Fault::error(
            place(root, &["log", "level"]),
            format!("{level:?} is no log level"),
            cause,
            "write error, warn, info, debug or trace",
        ));
    }
}

fn check_store(reader: &mut Reader, root: &DeTable<'_>, path: &Path) {
    if let Err(e) = try_to_write(path) {
        reader.faults.push(Fault::error(
            place(root, &["store", "path"]),
            format!("the store's folder {} cannot be written", path.display()),
            e.to_string(),
            "name a folder that the gateway may make or write, or change the rights of this one",
        ));
    }
}

/// Writes a nameless file into the folder, or into the nearest one above that exists.
fn try_to_write(path: &Path) -> io::Result<()> {
    let existing = path.ancestors().find(|folder| folder.exists());
    let folder = match existing {
        Some(folder) if folder.as_os_str().is_empty() => Path::new("."),
        Some(folder) => folder,
        None => Path::new("."),
    };
    if !fs::metadata(folder)?.is_dir() {
        return Err(io::Error::other(format!("{} is a file", folder.display())));
    }
    tempfile::tempfile_in(folder).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_collide_also_through_the_unspecified_one() {
        let collide = |a: &str, b: &str| collide(a.parse().unwrap(), b.parse().unwrap());
        assert!(collide("127.0.0.1:1", "127.0.0.1:1"));
        assert!(collide("0.0.0.0:1", "127.0.0.1:1"));
        assert!(!collide("127.0.0.1:1", "127.0.0.2:1"));
        assert!(!collide("127.0.0.1:1", "127.0.0.1:2"));
        assert!(!collide("127.0.0.1:0", "127.0.0.1:0"));
    }
}
