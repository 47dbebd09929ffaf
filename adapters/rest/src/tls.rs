//! TLS to a consortium: whose certificates are believed, and the handshake.

use std::{fmt, sync::Arc};

use rustls::{
    ClientConfig, RootCertStore,
    pki_types::{CertificateDer, ServerName, pem::PemObject},
};
use thiserror::Error;
use tokio_rustls::TlsConnector;

use crate::network::{ConnectFault, Line};

/// Whose certificates are believed when a consortium is called over https.
#[derive(Clone, Default, PartialEq, Eq)]
pub enum Roots {
    /// Those that the operating system believes.
    #[default]
    System,
    /// These alone: the consortium's own authority.
    Only(Vec<CertificateDer<'static>>),
}

impl Roots {
    /// The certificates of a PEM file.
    pub fn from_pem(pem: &[u8]) -> Result<Self, InvalidRoots> {
        let read: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
        let certificates = read.map_err(|_| InvalidRoots::NotPem)?;
        if certificates.is_empty() {
            return Err(InvalidRoots::NoCertificate);
        }
        for certificate in &certificates {
            let added = RootCertStore::empty().add(certificate.clone());
            added.map_err(|_| InvalidRoots::NotACertificate)?;
        }
        Ok(Self::Only(certificates))
    }

    fn store(&self) -> RootCertStore {
        let mut store = RootCertStore::empty();
        let certificates = match self {
            // What cannot be loaded is not believed; without any, the handshake says so.
            Self::System => rustls_native_certs::load_native_certs().certs,
            Self::Only(certificates) => certificates.clone(),
        };
        store.add_parsable_certificates(certificates);
        store
    }
}

impl fmt::Debug for Roots {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::System => f.write_str("System"),
            Self::Only(certificates) => write!(f, "Only({} certificates)", certificates.len()),
        }
    }
}

/// A file of certificates that cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum InvalidRoots {
    /// Something else stands between the marks of PEM.
    #[error("a certificate in it is no X.509 certificate")]
    NotACertificate,
    /// No certificate stands in it.
    #[error("no certificate stands in it (-----BEGIN CERTIFICATE-----)")]
    NoCertificate,
    /// It cannot be read as PEM.
    #[error("it is no PEM file")]
    NotPem,
}

/// Makes connections safe.
#[derive(Clone)]
pub(crate) struct Tls(TlsConnector);

impl Tls {
    pub(crate) fn new(roots: &Roots) -> Self {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("ring speaks TLS 1.2 and 1.3")
            .with_root_certificates(roots.store())
            .with_no_client_auth();
        Self(TlsConnector::from(Arc::new(config)))
    }

    /// The handshake with the host of that name or address.
    pub(crate) async fn secure(
        &self,
        host: &str,
        line: Box<dyn Line>,
    ) -> Result<Box<dyn Line>, ConnectFault> {
        let name = ServerName::try_from(host.to_owned()).map_err(|_| ConnectFault::Name)?;
        match self.0.connect(name, line).await {
            Ok(safe) => Ok(Box::new(safe)),
            Err(error) => Err(fault(error)),
        }
    }
}

impl fmt::Debug for Tls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Tls")
    }
}

fn fault(error: std::io::Error) -> ConnectFault {
    let tls = error.get_ref().and_then(|inner| inner.downcast_ref());
    match tls.cloned() {
        Some(tls) => ConnectFault::Tls(tls),
        None => ConnectFault::Io(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_without_certificates_is_refused() {
        for (pem, why) in [
            ("", InvalidRoots::NoCertificate),
            ("certificate", InvalidRoots::NoCertificate),
            (
                "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
                InvalidRoots::NotACertificate,
            ),
            ("-----BEGIN CERTIFICATE-----\nAAAA\n", InvalidRoots::NotPem),
        ] {
            assert_eq!(Roots::from_pem(pem.as_bytes()), Err(why), "{pem}");
        }
    }
}
