//! A consortium called over https: whom the adapter believes, and what it says of the others.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on ends")]

use std::{convert::Infallible, net::SocketAddr, sync::Arc, time::Duration};

use http_body_util::Full;
use hyper::{Response, body::Bytes, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use silta_rest::{Diagnosis, Rest, RestMetrics, Roots, Settings, TroubleKind};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

/// Who signs the certificates of consortia.
struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    fn new() -> Self {
        Self::named("Kainet")
    }

    fn named(name: &str) -> Self {
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        Self(CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap())
    }

    fn roots(&self) -> Roots {
        Roots::from_pem(self.0.pem().as_bytes()).unwrap()
    }

    /// A certificate for a name, with its key.
    fn sign(
        &self,
        name: &str,
        change: impl FnOnce(&mut CertificateParams),
    ) -> (CertificateDer<'static>, PrivateKeyDer<'static>) {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new([name.to_owned()]).unwrap();
        change(&mut params);
        let certificate = params.signed_by(&key, &self.0).unwrap();
        let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
        (certificate.into(), key)
    }
}

/// A consortium that has no libraries, behind TLS.
async fn serve(
    (certificate, key): (CertificateDer<'static>, PrivateKeyDer<'static>),
) -> SocketAddr {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let Ok(stream) = acceptor.accept(stream).await else {
                continue;
            };
            let answer = service_fn(async |_| {
                let body = Full::new(Bytes::from_static(br#"{"items":[],"next":null,"total":0}"#));
                let mut response = Response::new(body);
                let json = "application/json".parse().unwrap();
                response.headers_mut().insert("content-type", json);
                Ok::<_, Infallible>(response)
            });
            let connection = http1::Builder::new().serve_connection(TokioIo::new(stream), answer);
            let _ = connection.await;
        }
    });
    address
}

async fn examine(host: &str, port: u16, roots: Roots) -> Result<(), Diagnosis> {
    let url = format!("https://{host}:{port}").parse().unwrap();
    let mut settings = Settings::new(url, "demo".parse().unwrap());
    settings.roots = roots;
    // A busy machine is no fault here.
    settings.connect_deadline = Duration::from_secs(10);
    settings.attempt_deadline = Duration::from_secs(10);
    settings.call_deadline = Duration::from_secs(20);
    Rest::new(settings, RestMetrics::default()).examine().await
}

fn tls(place: &str) -> Result<(), Diagnosis> {
    Err(Diagnosis {
        kind: TroubleKind::Tls,
        place: place.to_owned(),
    })
}

#[tokio::test]
async fn a_consortium_is_believed_by_the_certificate_of_its_authority_and_name() {
    let authority = Authority::new();
    let port = serve(authority.sign("localhost", |_| {})).await.port();
    assert_eq!(examine("localhost", port, authority.roots()).await, Ok(()));
    assert_eq!(
        examine("127.0.0.1", port, authority.roots()).await,
        tls("certificate for another name")
    );
    for stranger in [Authority::named("Other").roots(), Roots::System] {
        assert_eq!(
            examine("localhost", port, stranger).await,
            tls("certificate of an unknown authority")
        );
    }
    assert_eq!(
        examine("localhost", port, Authority::new().roots()).await,
        tls("certificate with a wrong signature")
    );
    let port = serve(authority.sign("127.0.0.1", |_| {})).await.port();
    assert_eq!(examine("127.0.0.1", port, authority.roots()).await, Ok(()));
}

#[tokio::test]
async fn a_certificate_has_its_time() {
    let authority = Authority::new();
    let gone = authority.sign("localhost", |params| {
        params.not_after = rcgen::date_time_ymd(2020, 1, 1);
    });
    let port = serve(gone).await.port();
    assert_eq!(
        examine("localhost", port, authority.roots()).await,
        tls("certificate expired")
    );
}

#[tokio::test]
async fn who_speaks_no_tls_is_told() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let page = b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n";
            let _ = tokio::io::AsyncWriteExt::write_all(&mut stream, page).await;
        }
    });
    let diagnosis = examine("localhost", port, Authority::new().roots()).await;
    assert_eq!(diagnosis, tls("no TLS is spoken there"));
}
