//! A partner of inter-library loan: it takes messages over HTTP, in the manner that a test chooses,
//! and writes its own. Its XML is of its own making.

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc, Condvar, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Duration,
};

use super::{
    api::{Reply, send},
    terminal::PATIENCE,
    text::between,
};

/// How a partner answers what is written to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Manner {
    /// With the confirmation.
    Confirms,
    /// It takes the message, and the confirmation is lost.
    LosesConfirmation,
    /// With an ERROR for this reason.
    Refuses(&'static str),
    /// With this status and text, and further lines of the head.
    Says(u16, &'static str, &'static str),
    /// With the confirmation of another request.
    ConfirmsAnother,
    /// It lets the caller wait.
    IsSilent,
}

/// A partner that listens until it is dropped.
#[derive(Debug)]
pub(crate) struct Partner {
    pub(crate) address: SocketAddr,
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    heard: Mutex<Vec<String>>,
    more: Condvar,
    manner: Mutex<Manner>,
    is_gone: AtomicBool,
}

impl Partner {
    /// On a free port.
    pub(crate) fn listens() -> Self {
        Self::listens_at(([127, 0, 0, 1], 0).into())
    }

    pub(crate) fn listens_at(address: SocketAddr) -> Self {
        let listener = TcpListener::bind(address).unwrap();
        let shared = Arc::new(Shared {
            heard: Mutex::default(),
            more: Condvar::new(),
            manner: Mutex::new(Manner::Confirms),
            is_gone: AtomicBool::new(false),
        });
        let address = listener.local_addr().unwrap();
        let all = Arc::clone(&shared);
        thread::spawn(move || {
            for stream in listener.incoming() {
                if all.is_gone.load(Ordering::SeqCst) {
                    break;
                }
                let one = Arc::clone(&all);
                thread::spawn(move || one.serve(stream.unwrap()));
            }
        });
        Self { address, shared }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}/iso18626", self.address)
    }

    pub(crate) fn answers(&self, manner: Manner) {
        *held(&self.shared.manner) = manner;
    }

    /// All that it has heard until now.
    pub(crate) fn heard(&self) -> Vec<String> {
        held(&self.shared.heard).clone()
    }

    /// The message of this number, counted from 1, when it has come.
    #[track_caller]
    pub(crate) fn hears(&self, number: usize) -> String {
        let few = |heard: &mut Vec<String>| heard.len() < number;
        let heard = held(&self.shared.heard);
        let (heard, late) = self
            .shared
            .more
            .wait_timeout_while(heard, PATIENCE, few)
            .unwrap();
        assert!(!late.timed_out(), "the partner heard only {heard:#?}");
        heard[number - 1].clone()
    }
}

impl Drop for Partner {
    fn drop(&mut self) {
        self.shared.is_gone.store(true, Ordering::SeqCst);
        // So that it notices.
        let _ = TcpStream::connect(self.address);
    }
}

impl Shared {
    fn serve(&self, mut stream: TcpStream) {
        let mut reader = BufReader::new(stream.try_clone().unwrap());
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            // A connection that is held open for later.
            if reader.read_line(&mut head).unwrap_or(0) == 0 {
                return;
            }
        }
        let head = head.to_lowercase();
        assert!(head.starts_with("post /iso18626 "), "{head}");
        assert!(head.contains("content-type: application/xml"), "{head}");
        let length = between(&head, "content-length: ", "\r\n").parse().unwrap();
        let mut body = vec![0; length];
        reader.read_exact(&mut body).unwrap();
        let body = String::from_utf8(body).unwrap();
        let manner = held(&self.manner).clone();
        held(&self.heard).push(body.clone());
        self.more.notify_all();
        let answer = match manner {
            Manner::LosesConfirmation => return,
            Manner::IsSilent => return thread::sleep(Duration::from_secs(30)),
            Manner::Says(status, text, lines) => respond(status, text, lines),
            Manner::Confirms => respond(200, &confirmation(&body, None), ""),
            Manner::Refuses(why) => respond(200, &confirmation(&body, Some(why)), ""),
            Manner::ConfirmsAnother => {
                let id = between(&body, "<requestingAgencyRequestId>", "<");
                let answer = confirmation(&body, None).replace(id, "another");
                respond(200, &answer, "")
            }
        };
        let _ = stream.write_all(answer.as_bytes());
    }
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn respond(status: u16, body: &str, lines: &str) -> String {
    let length = body.len();
    format!(
        "HTTP/1.1 {status} Here\r\nContent-Type: application/xml\r\nConnection: close\r\n{lines}\
         Content-Length: {length}\r\n\r\n{body}"
    )
}

/// The confirmation of a message, in its version.
fn confirmation(message: &str, error: Option<&str>) -> String {
    let version = between(message, "ill:version=\"", "\"");
    let kinds = [
        "request",
        "supplyingAgencyMessage",
        "requestingAgencyMessage",
    ];
    let is_one = |kind: &&&str| message.contains(&format!("<{kind}>"));
    let kind = kinds.iter().find(is_one).unwrap();
    let [supplier, requester, written, id] = [
        "supplyingAgencyId",
        "requestingAgencyId",
        "timestamp",
        "requestingAgencyRequestId",
    ]
    .map(|name| {
        let inner = between(message, &format!("<{name}>"), &format!("</{name}>"));
        format!("<{name}>{inner}</{name}>")
    });
    let status = if error.is_some() { "ERROR" } else { "OK" };
    let error = error.map_or_else(String::new, |why| {
        format!(
            "<errorData><errorType>UnrecognisedDataValue</errorType>\
             <errorValue>{why}</errorValue></errorData>"
        )
    });
    envelope(
        version,
        &format!(
            "<{kind}Confirmation><confirmationHeader>{supplier}{requester}{written}{id}\
             <timestampReceived>2026-11-23T10:00:00Z</timestampReceived>\
             <messageStatus>{status}</messageStatus></confirmationHeader>{error}\
             </{kind}Confirmation>"
        ),
    )
}

pub(crate) fn envelope(version: &str, message: &str) -> String {
    let namespace = "http://illtransactions.org/2013/iso18626";
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ISO18626Message xmlns=\"{namespace}\" \
         xmlns:ill=\"{namespace}\" ill:version=\"{version}\">{message}</ISO18626Message>"
    )
}

/// One library and another, and the version in which the first writes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Letter {
    pub(crate) version: &'static str,
    pub(crate) partner: &'static str,
}

impl Letter {
    fn header(self, partner_lends: bool, id: &str) -> String {
        let agency = |name: &str, value: &str| {
            format!(
                "<{name}><agencyIdType>ISIL</agencyIdType><agencyIdValue>{value}</agencyIdValue>\
                 </{name}>"
            )
        };
        let (supplier, requester) = match partner_lends {
            true => (self.partner, "FI-Kam"),
            false => ("FI-Kam", self.partner),
        };
        let several = match self.version {
            "1.2" => "<multipleItemRequestId/>",
            _ => "",
        };
        format!(
            "<header>{}{}{several}<timestamp>2026-11-23T09:00:00Z</timestamp>\
             <requestingAgencyRequestId>{id}</requestingAgencyRequestId>{}</header>",
            agency("supplyingAgencyId", supplier),
            agency("requestingAgencyId", requester),
            match partner_lends {
                true => "<supplyingAgencyRequestId>their-17</supplyingAgencyRequestId>",
                false => "",
            },
        )
    }

    /// Asks for the record `kainet.1` or another by its title. `service`: what stands in
    /// serviceInfo before and with the service type.
    pub(crate) fn request(self, id: &str, title: &str, service: &str) -> String {
        let header = self.header(false, id);
        envelope(
            self.version,
            &format!(
                "<request>{header}<bibliographicInfo><title>{title}</title></bibliographicInfo>\
                 <serviceInfo>{service}</serviceInfo></request>"
            ),
        )
    }

    /// As the borrower.
    pub(crate) fn acts(self, id: &str, action: &str) -> String {
        let header = self.header(false, id);
        envelope(
            self.version,
            &format!(
                "<requestingAgencyMessage>{header}<action>{action}</action>\
                 </requestingAgencyMessage>"
            ),
        )
    }

    /// As the lender. `info` stands behind the reason, `rest` behind the status.
    pub(crate) fn tells(
        self,
        id: &str,
        [reason, info]: [&str; 2],
        [status, rest]: [&str; 2],
    ) -> String {
        let header = self.header(true, id);
        let (dates, delivery) = rest.split_once('|').unwrap_or((rest, ""));
        envelope(
            self.version,
            &format!(
                "<supplyingAgencyMessage>{header}<messageInfo>\
                 <reasonForMessage>{reason}</reasonForMessage>{info}</messageInfo><statusInfo>\
                 <status>{status}</status>{dates}<lastChange>2026-11-23T09:00:00Z</lastChange>\
                 </statusInfo>{delivery}</supplyingAgencyMessage>"
            ),
        )
    }
}

/// Posts a message.
pub(crate) fn post(to: SocketAddr, message: &str) -> Reply {
    let length = message.len();
    send(
        to,
        &format!(
            "POST /iso18626 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\
             Content-Type: application/xml\r\nContent-Length: {length}\r\n\r\n{message}"
        ),
    )
}

/// Posts a message that is taken.
#[track_caller]
pub(crate) fn post_ok(to: SocketAddr, message: &str) -> String {
    let reply = post(to, message);
    assert_eq!(reply.status, 200, "{}", reply.body);
    assert!(
        reply.body.contains("<messageStatus>OK</messageStatus>"),
        "{}",
        reply.body
    );
    reply.body
}

/// Posts a message that is not; the errors.
#[track_caller]
pub(crate) fn post_wrong(to: SocketAddr, message: &str) -> String {
    let reply = post(to, message);
    assert_eq!(reply.status, 200, "{}", reply.body);
    let status = between(&reply.body, "<messageStatus>", "<");
    assert_eq!(status, "ERROR", "{}", reply.body);
    let (_, errors) = reply.body.split_once("<errorData>").unwrap();
    errors.to_owned()
}
