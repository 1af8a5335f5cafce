//! One request and its answer, as values. Whoever sends it follows no redirects and unpacks nothing.

use std::time::Duration;

use url::Url;

/// Sends requests.
pub trait Fetch: Sync {
    /// Sends one request. An answer of any status is an answer.
    ///
    /// # Errors
    /// Where no whole answer came.
    fn fetch(&self, request: &Request) -> Result<Response, FetchError>;
}

/// What a request does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Asks.
    Get,
    /// Brings.
    Post,
}

/// A request.
#[derive(Debug, Clone)]
pub struct Request {
    /// What it does.
    pub method: Method,
    /// Where to.
    pub url: Url,
    /// Headers.
    pub headers: Vec<(String, String)>,
    /// What a POST brings.
    pub body: Vec<u8>,
    /// The host may be in a private network.
    pub private: bool,
    /// Most bytes of the answer.
    pub limit: usize,
    /// For the connection.
    pub connect: Duration,
    /// For all of it.
    pub whole: Duration,
}

/// An answer.
#[derive(Debug, Clone, Default)]
pub struct Response {
    /// Status.
    pub status: u16,
    /// Headers as they came, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body as it came.
    pub body: Vec<u8>,
}

impl Response {
    /// A header's first value.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }
}

/// No whole answer came.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FetchError {
    /// The name leads to an address that must not be asked.
    #[error("{0} is in a private network; if that is meant, name the host in `private_hosts`")]
    Private(String),
    /// It took too long.
    #[error("no answer in time ({0})")]
    Timeout(String),
    /// The answer is too long.
    #[error("longer than {0} bytes")]
    TooLarge(usize),
    /// The connection broke.
    #[error("the answer broke off after {0} bytes")]
    BrokeOff(usize),
    /// Anything else.
    #[error("{0}")]
    Other(String),
}
