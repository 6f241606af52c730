//! Whom the client trusts: the system's certificate authorities, and those of `federation.extra_ca_file`.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustls::client::Resumption;
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};

/// A full handshake costs twelve times as much as a request on an open connection, and the library's own 256 are fewer
/// than the peers of a busy node.
const REMEMBERED_SESSIONS: usize = 4096;

/// Why the trusted certificates cannot be put together.
#[derive(Debug, thiserror::Error)]
pub enum CertificateError {
    #[error("cannot read federation.extra_ca_file {}", path.display())]
    Unreadable { path: PathBuf, source: io::Error },
    #[error("federation.extra_ca_file {} holds no certificate in PEM form", path.display())]
    NoCertificate { path: PathBuf },
    #[error("a certificate in federation.extra_ca_file {} is broken", path.display())]
    Broken { path: PathBuf },
    #[error("cannot prepare TLS")]
    Protocol(#[source] rustls::Error),
}

pub(super) fn client_config(extra_ca_file: Option<&Path>) -> Result<ClientConfig, CertificateError> {
    let provider = Arc::new(aws_lc_rs::default_provider());
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(CertificateError::Protocol)?
        .with_root_certificates(roots(extra_ca_file)?)
        .with_no_client_auth();
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    config.resumption = Resumption::in_memory_sessions(REMEMBERED_SESSIONS);
    Ok(config)
}

fn roots(extra_ca_file: Option<&Path>) -> Result<RootCertStore, CertificateError> {
    let mut roots = RootCertStore::empty();
    // Systems carry certificates that the library finds malformed; those are left out.
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    if let Some(path) = extra_ca_file {
        let pem = std::fs::read(path)
            .map_err(|source| CertificateError::Unreadable { path: path.to_owned(), source })?;
        let mut found = false;
        for certificate in CertificateDer::pem_slice_iter(&pem) {
            let added = certificate.map(|certificate| roots.add(certificate));
            if !matches!(added, Ok(Ok(()))) {
                return Err(CertificateError::Broken { path: path.to_owned() });
            }
            found = true;
        }
        if !found {
            return Err(CertificateError::NoCertificate { path: path.to_owned() });
        }
    }
    if roots.is_empty() {
        tracing::warn!("the system has no certificate authorities: no other node can be reached by https");
    }
    Ok(roots)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_without_certificates_is_named() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("ca.pem");
        let missing = client_config(Some(&path)).unwrap_err();
        assert!(matches!(missing, CertificateError::Unreadable { .. }));

        std::fs::write(&path, "not a certificate").unwrap();
        let empty = client_config(Some(&path)).unwrap_err();
        assert!(empty.to_string().ends_with("ca.pem holds no certificate in PEM form"));

        std::fs::write(&path, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n").unwrap();
        let broken = client_config(Some(&path)).unwrap_err();
        assert!(matches!(broken, CertificateError::Broken { .. }));
    }
}
