//! A partner called over https: only one whose certificate is believed is told anything, and what
//! shows us stands in what it is told.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on ends")]

use std::{
    io::{Read as _, Write as _},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
    time::Duration,
};

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::{ServerConfig, ServerConnection, StreamOwned, pki_types::PrivateKeyDer};
use silta_consortium::{
    Answer, Change, Context, IllContent, IllDelivery, IllExchange, IllMessage, IllMessageId,
    IllOutgoing, IllReceived, IllRequest, IllRole, IllVersion, RequestingAction, RequestingMessage,
};
use silta_ill_peers::{Peer, Sender, SenderMetrics, SenderSettings};
use silta_iso18626::{AgencyId, LIMITS, Message, RequestingAgencyAuthentication};
use silta_observe::Metrics;
use silta_rest::Roots;
use tokio::sync::Notify;

/// An outbox of one message.
#[derive(Default)]
struct Outbox {
    waiting: Mutex<Option<IllOutgoing>>,
    told: Mutex<Option<IllDelivery>>,
    done: Notify,
}

impl IllExchange for Outbox {
    fn receive_ill_message(&self, _: Change<IllReceived>) -> Answer<'_, IllRequest> {
        unreachable!("nobody writes here")
    }

    fn outgoing_ill_messages<'a>(
        &'a self,
        _: &'a Context,
        _: usize,
    ) -> Answer<'a, Vec<IllOutgoing>> {
        let taken = self.waiting.lock().unwrap().take();
        Box::pin(async move {
            match taken {
                Some(message) => Ok(vec![message]),
                None => std::future::pending().await,
            }
        })
    }

    fn note_ill_delivery<'a>(
        &'a self,
        _: &'a Context,
        _: IllMessageId,
        delivery: IllDelivery,
    ) -> Answer<'a, ()> {
        *self.told.lock().unwrap() = Some(delivery);
        self.done.notify_one();
        Box::pin(async { Ok(()) })
    }
}

fn received() -> IllOutgoing {
    IllOutgoing {
        id: "1".into(),
        request: "1".into(),
        role: IllRole::Requester,
        peer: "ISIL:FI-Partner".into(),
        version: IllVersion::V2021_2,
        message: IllMessage {
            requesting_agency_request_id: "K-1".into(),
            supplying_agency_request_id: None,
            written: "2026-11-23T09:00:00Z".parse().unwrap(),
            content: IllContent::Requesting(RequestingMessage {
                action: RequestingAction::Received,
                note: None,
            }),
        },
        attempts: 0,
        error: None,
    }
}

fn authority() -> CertifiedIssuer<'static, KeyPair> {
    let mut params = CertificateParams::default();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}

/// A partner that confirms one message over TLS, and keeps it.
fn partner(
    authority: &CertifiedIssuer<'static, KeyPair>,
) -> (SocketAddr, thread::JoinHandle<Option<String>>) {
    let key = KeyPair::generate().unwrap();
    let params = CertificateParams::new(["localhost".to_owned()]).unwrap();
    let certificate = params.signed_by(&key, authority).unwrap();
    let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.into()], key)
        .unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let serving = thread::spawn(move || {
        let (stream, _) = listener.accept().unwrap();
        confirm(stream, config)
    });
    (address, serving)
}

/// The message; none if the other side wants none of us.
fn confirm(stream: TcpStream, config: ServerConfig) -> Option<String> {
    let connection = ServerConnection::new(Arc::new(config)).unwrap();
    let mut stream = StreamOwned::new(connection, stream);
    let mut heard = Vec::new();
    let mut piece = [0; 4096];
    while !heard.ends_with(b"</ISO18626Message>") {
        match stream.read(&mut piece) {
            Ok(0) | Err(_) => return None,
            Ok(length) => heard.extend_from_slice(&piece[..length]),
        }
    }
    let heard = String::from_utf8(heard).unwrap();
    let (_, body) = heard.split_once("\r\n\r\n").unwrap();
    let message = Message::read(body, LIMITS).unwrap().message;
    let now = "2026-11-23T09:00:01Z".parse().unwrap();
    let answer = message.confirmed(now, Vec::new()).unwrap().write().unwrap();
    let length = answer.text.len();
    let head = format!("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n");
    stream.write_all((head + &answer.text).as_bytes()).unwrap();
    stream.flush().unwrap();
    Some(body.to_owned())
}

async fn sent(address: SocketAddr, roots: Roots) -> IllDelivery {
    let outbox = Arc::new(Outbox::default());
    *outbox.waiting.lock().unwrap() = Some(received());
    let mut settings = SenderSettings::new(AgencyId::isil("FI-Kam"));
    settings.deadline = Duration::from_secs(20);
    let url = format!("https://localhost:{}/iso18626", address.port());
    settings.peers.push(Peer {
        url: Some(url.parse().unwrap()),
        roots,
        authentication: Some(RequestingAgencyAuthentication {
            account_id: Some("kainet".into()),
            security_code: Some("silta-code".into()),
        }),
        ..Peer::new("ISIL:FI-Partner".into())
    });
    let metrics = SenderMetrics::register(&Metrics::new());
    let sender = Sender::new(Arc::clone(&outbox) as Arc<_>, settings, metrics);
    sender.run(outbox.done.notified()).await;
    let told = outbox.told.lock().unwrap().take();
    told.unwrap()
}

#[tokio::test]
async fn a_partner_of_a_believed_authority_is_told() {
    let authority = authority();
    let roots = Roots::from_pem(authority.pem().as_bytes()).unwrap();
    let (address, serving) = partner(&authority);
    assert_eq!(sent(address, roots).await, IllDelivery::Confirmed);
    let heard = serving.join().unwrap().unwrap();
    assert!(heard.contains("<accountId>kainet</accountId>"), "{heard}");
    assert!(heard.contains("<securityCode>silta-code</securityCode>"));
}

#[tokio::test]
async fn a_partner_of_another_authority_is_told_nothing() {
    let roots = Roots::from_pem(authority().pem().as_bytes()).unwrap();
    let (address, serving) = partner(&authority());
    let told = sent(address, roots).await;
    let IllDelivery::Failed(why) = told else {
        panic!("{told:?}");
    };
    assert!(why.contains("certificate"), "{why}");
    assert_eq!(serving.join().unwrap(), None);
}
