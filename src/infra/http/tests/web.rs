//! A small internet: names, a certificate authority, and servers that use both.

use std::collections::HashMap;
use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};

use axum::Router;
use futures::future::BoxFuture;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto;
use hyper_util::service::TowerToHyperService;
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use rustls::pki_types::PrivateKeyDer;
use tempfile::TempDir;
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;
use url::Url;

use crate::config::Config;
use crate::infra::clock::Clock;
use crate::infra::http::{HttpClient, Resolve, TestNetwork};

/// Where the public servers of the test stand. The rest of 127.0.0.0/8 is as forbidden as ever.
const PUBLIC: Ipv4Addr = Ipv4Addr::new(127, 0, 77, 1);

type Answers = Vec<Vec<SocketAddr>>;

#[derive(Clone, Default)]
struct Names(Arc<Mutex<HashMap<String, Answers>>>);

impl Resolve for Names {
    /// Gives the answers of a name one after another; the last one stays.
    fn resolve<'a>(&'a self, name: &'a str) -> BoxFuture<'a, io::Result<Vec<SocketAddr>>> {
        let mut names = self.0.lock().unwrap();
        let answer = match names.get_mut(name) {
            Some(answers) if answers.len() > 1 => Ok(answers.remove(0)),
            Some(answers) => Ok(answers[0].clone()),
            None => Err(io::Error::new(io::ErrorKind::NotFound, "no such name")),
        };
        Box::pin(async { answer })
    }
}

pub(crate) struct Web {
    names: Names,
    authority: Issuer<'static, KeyPair>,
    /// Holds the authority's certificate.
    directory: TempDir,
}

impl Web {
    pub(crate) fn new() -> Self {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().unwrap();
        let certificate = params.self_signed(&key).unwrap();
        let directory = tempfile::tempdir().unwrap();
        std::fs::write(directory.path().join("ca.pem"), certificate.pem()).unwrap();
        Self { names: Names::default(), authority: Issuer::new(params, key), directory }
    }

    /// Under production rules, with this web as the internet.
    pub(crate) fn client(&self) -> HttpClient {
        let mut config = Config::default();
        config.federation.extra_ca_file = Some(self.directory.path().join("ca.pem"));
        let network = TestNetwork {
            resolver: Arc::new(self.names.clone()),
            contains: |address| address == IpAddr::V4(PUBLIC),
        };
        HttpClient::on_test_network(&config, Clock::system(), network).unwrap()
    }

    pub(crate) fn point(&self, name: &str, answers: Answers) {
        self.names.0.lock().unwrap().insert(name.to_owned(), answers);
    }

    /// A server with a certificate for its name.
    pub(crate) async fn serve(&self, name: &str, app: Router) -> SocketAddr {
        self.serve_with(name, CertificateParams::new([name.to_owned()]).unwrap(), app).await
    }

    pub(crate) async fn serve_with(
        &self,
        name: &str,
        certificate: CertificateParams,
        app: Router,
    ) -> SocketAddr {
        self.listen(name, certificate, move |stream| {
            let service = TowerToHyperService::new(app.clone());
            Box::pin(async move {
                let builder = auto::Builder::new(TokioExecutor::new());
                let _ = builder.serve_connection(TokioIo::new(stream), service).await;
            })
        })
        .await
    }

    /// A server that says these bytes to everyone and then falls silent.
    pub(crate) async fn serve_bytes(&self, name: &str, bytes: &'static [u8]) -> SocketAddr {
        let certificate = CertificateParams::new([name.to_owned()]).unwrap();
        self.listen(name, certificate, move |mut stream| {
            Box::pin(async move {
                let _ = stream.write_all(bytes).await;
                let _ = stream.flush().await;
                std::future::pending::<()>().await;
            })
        })
        .await
    }

    async fn listen(
        &self,
        name: &str,
        certificate: CertificateParams,
        serve: impl Fn(TlsStream<TcpStream>) -> BoxFuture<'static, ()> + Send + 'static,
    ) -> SocketAddr {
        let key = KeyPair::generate().unwrap();
        let certificate = certificate.signed_by(&key, &self.authority).unwrap();
        let tls = rustls::ServerConfig::builder_with_provider(Arc::new(
            rustls::crypto::aws_lc_rs::default_provider(),
        ))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(
            vec![certificate.der().clone()],
            PrivateKeyDer::try_from(key.serialize_der()).unwrap(),
        )
        .unwrap();
        let acceptor = TlsAcceptor::from(Arc::new(tls));
        let listener = TcpListener::bind((PUBLIC, 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        self.point(name, vec![vec![address]]);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                if let Ok(stream) = acceptor.accept(stream).await {
                    tokio::spawn(serve(stream));
                }
            }
        });
        address
    }
}

/// A listener inside, which nobody may ever contact.
pub(crate) struct Canary(std::net::TcpListener);

impl Canary {
    pub(crate) fn new() -> Self {
        let listener = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        listener.set_nonblocking(true).unwrap();
        Self(listener)
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.0.local_addr().unwrap()
    }

    pub(crate) fn assert_untouched(&self) {
        let error = self.0.accept().expect_err("the canary was contacted");
        assert_eq!(error.kind(), io::ErrorKind::WouldBlock);
    }
}

pub(crate) fn url(text: &str) -> Url {
    text.parse().unwrap()
}
