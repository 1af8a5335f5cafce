//! Who may ask at all. In this order: the name under which the server was asked for (DNS rebinding), a token where
//! tokens are needed, and for whatever writes the same origin, a header that no form can send, and the role.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::body::Body;
use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Request, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::App;
use crate::problem::Problem;
use crate::rate::Rates;
use crate::tokens::{Caller, Role, Tokens};

/// Wrong tokens that one address may try in [`WINDOW`].
const TRIES: u32 = 10;
/// And all together.
const ALL_TRIES: u32 = 1000;
const WINDOW: Duration = Duration::from_mins(1);

/// Scripts and styles of the page alone; workers of MapLibre begin as blobs.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; \
                      font-src 'self'; connect-src 'self'; worker-src 'self' blob:; child-src blob:; \
                      manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// What is asked of everybody.
pub struct Guard {
    port: u16,
    /// Names besides addresses and `localhost`.
    hosts: Vec<String>,
    tokens: Option<Tokens>,
    failed: Mutex<Failed>,
    rates: Rates,
}

struct Failed {
    since: Instant,
    all: u32,
    by: BTreeMap<IpAddr, u32>,
}

impl Guard {
    /// Whether nobody is asked for a token.
    pub fn is_open(&self) -> bool {
        self.tokens.is_none()
    }

    /// Without tokens everybody on this machine may do everything.
    pub fn new(at: SocketAddr, tokens: Option<Tokens>, hosts: Vec<String>) -> Self {
        let hosts = hosts.into_iter().map(|h| h.to_ascii_lowercase()).collect();
        let failed = Failed { since: Instant::now(), all: 0, by: BTreeMap::new() };
        Self { port: at.port(), hosts, tokens, failed: Mutex::new(failed), rates: Rates::default() }
    }

    /// Name of the cookie: servers on other ports of the machine have their own.
    pub fn cookie(&self) -> String {
        format!("tidings_{}", self.port)
    }

    /// Whether this is a name of the server. An address is: only names can be made to point elsewhere.
    fn knows_host(&self, host: &str) -> bool {
        let name = match host.strip_prefix('[') {
            Some(rest) => rest.split(']').next().unwrap_or_default(),
            None => host.split(':').next().unwrap_or_default(),
        };
        let name = name.trim_end_matches('.').to_ascii_lowercase();
        name == "localhost" || name.parse::<IpAddr>().is_ok() || self.hosts.contains(&name)
    }

    /// Who asks, by a token in the header or in the cookie.
    fn caller(&self, headers: &HeaderMap, from: IpAddr) -> Result<Caller, Problem> {
        let Some(_) = &self.tokens else { return Ok(Caller { role: Role::Reviewer, who: None }) };
        let bearer = headers.get(header::AUTHORIZATION).and_then(|v| v.to_str().ok());
        let bearer = bearer.and_then(|v| v.split_once(' '));
        let bearer =
            bearer.filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer")).map(|(_, t)| t.trim());
        let token = bearer.or_else(|| cookie(headers, &self.cookie()));
        let Some(token) = token else {
            return Err(Problem::new(StatusCode::UNAUTHORIZED, "a token is needed")
                .advice("Enter the token that you were given."));
        };
        self.check(token, from)
    }

    /// Who has a token; wrong ones are counted.
    ///
    /// # Errors
    /// 401, or 429 after too many.
    pub fn check(&self, token: &str, from: IpAddr) -> Result<Caller, Problem> {
        let Some(tokens) = &self.tokens else { return Ok(Caller { role: Role::Reviewer, who: None }) };
        let from = network(from);
        let mut failed = self.failed.lock().unwrap_or_else(PoisonError::into_inner);
        if failed.since.elapsed() > WINDOW {
            *failed = Failed { since: Instant::now(), all: 0, by: BTreeMap::new() };
        }
        if failed.all >= ALL_TRIES || failed.by.get(&from).is_some_and(|n| *n >= TRIES) {
            return Err(Problem::new(StatusCode::TOO_MANY_REQUESTS, "too many wrong tokens")
                .advice("Wait a minute.")
                .retry(WINDOW.as_secs() as u32));
        }
        tokens.caller(token).ok_or_else(|| {
            failed.all += 1;
            *failed.by.entry(from).or_default() += 1;
            Problem::new(StatusCode::UNAUTHORIZED, "this token is not known")
                .advice("Enter the token that you were given.")
        })
    }
}

/// Of IPv6 the network: one machine has all the addresses of it.
fn network(from: IpAddr) -> IpAddr {
    match from.to_canonical() {
        IpAddr::V6(v6) => IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() & !0 << 64)),
        v4 @ IpAddr::V4(_) => v4,
    }
}

fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let all = headers.get_all(header::COOKIE).iter().filter_map(|v| v.to_str().ok());
    let mut pairs = all.flat_map(|v| v.split(';')).filter_map(|p| p.trim().split_once('='));
    pairs.find(|(key, _)| *key == name).map(|(_, value)| value)
}

/// Stands before every answer, and puts its headers on it.
pub async fn stand(State(app): State<Arc<App>>, mut request: Request<Body>, next: Next) -> Response {
    let passed = pass(&app, &mut request);
    let mut response = match passed {
        Ok(()) => next.run(request).await,
        Err(problem) => problem.into_response(),
    };
    cover(response.headers_mut());
    response
}

fn pass(app: &App, request: &mut Request<Body>) -> Result<(), Problem> {
    let guard = &app.guard;
    let headers = request.headers();
    let named = request.uri().authority().map(|a| a.as_str().to_owned());
    let host = named.or_else(|| headers.get(header::HOST).and_then(|v| v.to_str().ok()).map(str::to_owned));
    let Some(host) = host.filter(|h| guard.knows_host(h)) else {
        return Err(Problem::new(
            StatusCode::MISDIRECTED_REQUEST,
            "this server is not known under that name",
        )
        .advice("Ask for it by its address, or start it with --host NAME."));
    };
    let path = request.uri().path();
    if !path.starts_with("/api/") {
        return Ok(());
    }
    let from = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|c| c.0.ip());
    let from = from.unwrap_or(IpAddr::V6(Ipv6Addr::UNSPECIFIED));
    let writes = !matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    let open = path == "/api/v1/openapi.json" || path == "/api/v1/session" && writes;
    let caller = if open { None } else { Some(guard.caller(headers, from)?) };
    if let Some(who) = caller.as_ref().and_then(|c| c.who.as_deref()) {
        let dear = writes
            || path.ends_with("/why")
            || path.starts_with("/api/v1/brief")
            || path.starts_with("/api/v1/export");
        guard.rates.take(who, dear, Instant::now()).map_err(|seconds| {
            Problem::new(StatusCode::TOO_MANY_REQUESTS, "too many requests with this token")
                .advice("Ask less often; for everything at once use an export.")
                .retry(seconds)
        })?;
    }
    if writes {
        same_origin(headers, &host)?;
        if caller.as_ref().is_some_and(|c| c.role < Role::Reviewer) {
            return Err(Problem::new(StatusCode::FORBIDDEN, "this token may only read")
                .advice("Ask for a token with the role reviewer."));
        }
    }
    if let Some(caller) = caller {
        request.extensions_mut().insert(caller);
    }
    Ok(())
}

/// A page of another site can make a browser send a request, but not with this header and not from this origin.
fn same_origin(headers: &HeaderMap, host: &str) -> Result<(), Problem> {
    let forbidden = |what: &str| {
        Problem::new(StatusCode::FORBIDDEN, what)
            .advice("Send the header X-Tidings: 1 from the page of this server.")
    };
    if !headers.contains_key("x-tidings") {
        return Err(forbidden("the header X-Tidings is missing"));
    }
    if let Some(site) = headers.get("sec-fetch-site")
        && !matches!(site.as_bytes(), b"same-origin" | b"none")
    {
        return Err(forbidden("the request comes from another site"));
    }
    if let Some(origin) = headers.get(header::ORIGIN) {
        let origin = origin.to_str().unwrap_or_default();
        let of = origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://"));
        if of.is_none_or(|of| !of.eq_ignore_ascii_case(host)) {
            return Err(forbidden("the request comes from another origin"));
        }
    }
    Ok(())
}

/// Headers of every answer.
fn cover(headers: &mut HeaderMap) {
    let fixed = [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (HeaderName::from_static("cross-origin-embedder-policy"), "require-corp"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=()"),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    let policy = headers.entry(header::CONTENT_SECURITY_POLICY);
    policy.or_insert(HeaderValue::from_static(POLICY));
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
}
