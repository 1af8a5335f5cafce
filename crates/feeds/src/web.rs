//! The real network: ureq with rustls and the system's certificates. Follows nothing, unpacks nothing, uses no proxy
//! (a proxy would resolve names where we cannot look).

use std::io::Read;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use ureq::config::{AutoHeaderValue, Config};
use ureq::http::Uri;
use ureq::tls::{Certificate, RootCerts, TlsConfig};
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use ureq::{Agent, Error};

use crate::address::is_private;
use crate::http::{Fetch, FetchError, Method, Request, Response};

/// Most bytes of an answer's headers.
const HEADERS: usize = 64 << 10;

/// What stands in an error of ours between ureq's layers.
const PRIVATE: &str = "address in a private network";

/// Asks servers.
#[derive(Debug)]
pub struct Web {
    open: Agent,
    guarded: Agent,
}

impl Web {
    /// With the certificates that the system trusts. `user_agent` says who asks.
    pub fn new(user_agent: &str) -> Self {
        let found = rustls_native_certs::load_native_certs();
        let roots: Vec<_> = found.certs.iter().map(|c| Certificate::from_der(c).to_owned()).collect();
        let tls = TlsConfig::builder()
            .root_certs(RootCerts::Specific(Arc::new(roots)))
            .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .build();
        let config = Config::builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .proxy(None)
            .user_agent(user_agent)
            .accept_encoding(AutoHeaderValue::None)
            .max_response_header_size(HEADERS)
            .max_idle_connections(8)
            .tls_config(tls)
            .build();
        let agent = |guard| {
            let resolver = Guard { inner: DefaultResolver::default(), guard };
            Agent::with_parts(config.clone(), DefaultConnector::default(), resolver)
        };
        Self { open: agent(false), guarded: agent(true) }
    }
}

/// Looks at the addresses that will be connected to, so that no name leads inside.
#[derive(Debug)]
struct Guard {
    inner: DefaultResolver,
    guard: bool,
}

impl Resolver for Guard {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, Error> {
        let found = self.inner.resolve(uri, config, timeout)?;
        if self.guard && found.iter().any(|a: &SocketAddr| is_private(a.ip())) {
            return Err(Error::Io(std::io::Error::other(PRIVATE)));
        }
        Ok(found)
    }
}

impl Fetch for Web {
    fn fetch(&self, request: &Request) -> Result<Response, FetchError> {
        let agent = if request.private { &self.open } else { &self.guarded };
        let url = request.url.as_str();
        let sent = match request.method {
            Method::Get => {
                let built = agent.get(url).config();
                let mut r =
                    built.timeout_connect(Some(request.connect)).timeout_global(Some(request.whole)).build();
                for (name, value) in &request.headers {
                    r = r.header(name, value);
                }
                r.call()
            }
            Method::Post => {
                let built = agent.post(url).config();
                let mut r =
                    built.timeout_connect(Some(request.connect)).timeout_global(Some(request.whole)).build();
                for (name, value) in &request.headers {
                    r = r.header(name, value);
                }
                r.send(&request.body[..])
            }
        };
        let answer = sent.map_err(|e| error(&e, request, 0))?;
        let text = |v: &ureq::http::HeaderValue| String::from_utf8_lossy(v.as_bytes()).into_owned();
        let headers: Vec<(String, String)> =
            answer.headers().iter().map(|(n, v)| (n.as_str().to_ascii_lowercase(), text(v))).collect();
        let status = answer.status().as_u16();
        let stated = answer.body().content_length();
        let mut body = Vec::new();
        let mut reader = answer.into_body().into_reader().take(request.limit as u64 + 1);
        if let Err(e) = reader.read_to_end(&mut body) {
            let timeout = e.kind() == std::io::ErrorKind::TimedOut || e.to_string().contains("timeout");
            return Err(if timeout {
                FetchError::Timeout(seconds(request.whole))
            } else {
                FetchError::BrokeOff(body.len())
            });
        }
        if body.len() > request.limit {
            return Err(FetchError::TooLarge(request.limit));
        }
        if stated.is_some_and(|n| n > body.len() as u64) {
            return Err(FetchError::BrokeOff(body.len()));
        }
        Ok(Response { status, headers, body })
    }
}

fn error(e: &Error, request: &Request, read: usize) -> FetchError {
    match e {
        Error::Timeout(_) => FetchError::Timeout(seconds(request.whole)),
        Error::Io(e) if e.to_string() == PRIVATE => {
            FetchError::Private(request.url.host_str().unwrap_or_default().to_owned())
        }
        Error::Io(e) if e.kind() == std::io::ErrorKind::UnexpectedEof => FetchError::BrokeOff(read),
        Error::HostNotFound => FetchError::Other("no such host".into()),
        other => FetchError::Other(other.to_string()),
    }
}

fn seconds(d: Duration) -> String {
    format!("{} s", d.as_secs_f64())
}
