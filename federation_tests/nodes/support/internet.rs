//! A small internet for nodes under the rules of production: names, a certificate authority, servers with certificates,
//! and an inside that nobody may ever contact.
//!
//! Names lead to ports on loopback, so that a test needs no privileges; only [`PUBLIC`] counts as a public address, and
//! every rule of the client holds as it does in production.

use std::collections::HashMap;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener};
use std::sync::{Arc, Mutex};

use axum::Router;
use futures::future::BoxFuture;
use moothall::infra::http::{Resolve, TestNetwork};
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::PrivateKeyDer;
use tempfile::TempDir;
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

/// Where the public servers of a test stand. The rest of 127.0.0.0/8 is as forbidden as ever.
const PUBLIC: Ipv4Addr = Ipv4Addr::new(127, 0, 77, 1);

type Answers = Vec<Vec<SocketAddr>>;

/// Which addresses a name has, and how often it was asked for.
#[derive(Clone, Default)]
struct Names(Arc<Mutex<HashMap<String, (Answers, usize)>>>);

impl Resolve for Names {
    /// Gives the answers of a name one after another; the last one stays.
    fn resolve<'a>(&'a self, name: &'a str) -> BoxFuture<'a, io::Result<Vec<SocketAddr>>> {
        let mut names = self.0.lock().unwrap();
        let (answers, asked) = names.entry(name.to_owned()).or_default();
        *asked += 1;
        let answer = if answers.len() > 1 { Some(answers.remove(0)) } else { answers.first().cloned() };
        let answer = answer.ok_or_else(|| io::Error::new(io::ErrorKind::NotFound, "no such name"));
        Box::pin(async { answer })
    }
}

/// The internet of one test. Its servers are called `{name}.test`.
pub(crate) struct Internet {
    names: Names,
    authority: Issuer<'static, KeyPair>,
    /// Holds the authority's certificate.
    directory: TempDir,
}

impl Internet {
    pub(crate) fn new() -> Self {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().unwrap();
        let certificate = params.self_signed(&key).unwrap();
        let directory = tempfile::tempdir().unwrap();
        std::fs::write(directory.path().join("ca.pem"), certificate.pem()).unwrap();
        Self { names: Names::default(), authority: Issuer::new(params, key), directory }
    }

    /// For `federation.extra_ca_file`.
    pub(crate) fn authority_file(&self) -> std::path::PathBuf {
        self.directory.path().join("ca.pem")
    }

    /// For a node that takes this for the internet.
    pub(crate) fn network(&self) -> TestNetwork {
        TestNetwork {
            resolver: Arc::new(self.names.clone()),
            contains: |address| address == IpAddr::V4(PUBLIC),
        }
    }

    /// The name has these addresses when it is asked for the first time, the second, and so on.
    pub(crate) fn point(&self, name: &str, answers: Answers) {
        self.names.0.lock().unwrap().entry(name.to_owned()).or_default().0 = answers;
    }

    /// What the name leads to at present.
    pub(crate) fn addresses(&self, name: &str) -> Vec<SocketAddr> {
        self.names.0.lock().unwrap()[name].0[0].clone()
    }

    /// How often a node wanted to connect to the name.
    pub(crate) fn asked_for(&self, name: &str) -> usize {
        self.names.0.lock().unwrap().get(name).map_or(0, |(_, asked)| *asked)
    }

    /// A server with a certificate for its name.
    pub(crate) async fn serve(&self, name: &str, app: Router) -> SocketAddr {
        self.serve_with(name, CertificateParams::new([name.to_owned()]).unwrap(), app).await
    }

    /// A server with any certificate of the authority's.
    pub(crate) async fn serve_with(
        &self,
        name: &str,
        certificate: CertificateParams,
        app: Router,
    ) -> SocketAddr {
        let key = KeyPair::generate().unwrap();
        let certificate = certificate.signed_by(&key, &self.authority).unwrap();
        let builder = rustls::ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()));
        let builder = builder.with_safe_default_protocol_versions().unwrap().with_no_client_auth();
        let private = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
        let tls = builder.with_single_cert(vec![certificate.der().clone()], private).unwrap();
        let listener = tokio::net::TcpListener::bind((PUBLIC, 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        self.point(name, vec![vec![address]]);
        let secured = Secured { listener, acceptor: TlsAcceptor::from(Arc::new(tls)) };
        tokio::spawn(async move { axum::serve(secured, app).await });
        address
    }
}

/// Accepts connections whose handshake succeeds, one after another.
struct Secured {
    listener: tokio::net::TcpListener,
    acceptor: TlsAcceptor,
}

impl axum::serve::Listener for Secured {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        loop {
            let Ok((stream, address)) = self.listener.accept().await else { continue };
            if let Ok(stream) = self.acceptor.accept(stream).await {
                return (stream, address);
            }
        }
    }

    fn local_addr(&self) -> io::Result<Self::Addr> {
        self.listener.local_addr()
    }
}

/// Something inside, on IPv4 and IPv6, which nobody may ever contact: the canary.
pub(crate) struct Inside {
    listeners: [TcpListener; 2],
}

impl Inside {
    pub(crate) fn new() -> Self {
        let four = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = four.local_addr().unwrap().port();
        let six = TcpListener::bind((Ipv6Addr::LOCALHOST, port))
            .or_else(|_| TcpListener::bind((Ipv4Addr::new(127, 0, 0, 2), port)))
            .unwrap();
        for listener in [&four, &six] {
            listener.set_nonblocking(true).unwrap();
        }
        Self { listeners: [four, six] }
    }

    pub(crate) fn port(&self) -> u16 {
        self.listeners[0].local_addr().unwrap().port()
    }

    /// One of the many names of the inside, with the port on which somebody listens.
    pub(crate) fn at(&self, address: &str) -> SocketAddr {
        (address.parse::<IpAddr>().unwrap(), self.port()).into()
    }

    #[track_caller]
    pub(crate) fn assert_untouched(&self) {
        for listener in &self.listeners {
            let error = listener.accept().expect_err("the inside was contacted");
            assert_eq!(error.kind(), io::ErrorKind::WouldBlock);
        }
    }
}
