//! Every error as one shape: a status, what is wrong, and what to do about it.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use tidings::store::StoreError;

/// An answer that says why there is none.
#[derive(Debug, Clone)]
pub struct Problem {
    status: StatusCode,
    error: String,
    advice: Option<String>,
    retry_after: Option<u32>,
}

#[derive(Serialize)]
struct Body<'a> {
    error: &'a str,
    advice: Option<&'a str>,
}

impl Problem {
    /// With what is wrong.
    pub fn new(status: StatusCode, error: impl Into<String>) -> Self {
        Self { status, error: error.into(), advice: None, retry_after: None }
    }

    /// With what to do about it.
    #[must_use]
    pub fn advice(mut self, advice: impl Into<String>) -> Self {
        self.advice = Some(advice.into());
        self
    }

    /// To be tried again after so many seconds.
    #[must_use]
    pub fn retry(mut self, seconds: u32) -> Self {
        self.retry_after = Some(seconds);
        self
    }

    /// 400: the request cannot be understood.
    pub fn bad(error: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, error)
    }

    /// 404.
    pub fn missing(error: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, error)
    }

    /// 409: what the request was based on has passed.
    pub fn stale(error: impl Into<String>) -> Self {
        Self::new(StatusCode::CONFLICT, error)
    }

    /// 422: understood, but not possible.
    pub fn wrong(error: impl Into<String>) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, error)
    }

    /// 503: too much to do.
    pub fn busy(error: impl Into<String>) -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, error).retry(5)
    }

    /// 500: a defect of this program.
    pub fn defect(what: &str) -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, what)
            .advice("This is a defect of Tidings; please report it.")
    }
}

impl From<StoreError> for Problem {
    fn from(e: StoreError) -> Self {
        match e {
            StoreError::Stale { .. } => {
                Self::stale(e.to_string()).advice("Load the situation again; then decide on what it shows.")
            }
            StoreError::Busy(_) => Self::busy(e.to_string()),
            StoreError::Full(_) => Self::new(StatusCode::INSUFFICIENT_STORAGE, e.to_string()),
            StoreError::ReadOnly(_) => Self::new(StatusCode::FORBIDDEN, e.to_string()),
            _ => Self::new(StatusCode::INTERNAL_SERVER_ERROR, e.to_string()),
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let body = Body { error: &self.error, advice: self.advice.as_deref() };
        let bytes = serde_json::to_vec(&body).unwrap_or_default();
        let mut response = (self.status, [(header::CONTENT_TYPE, "application/json")], bytes).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(seconds) = self.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if self.status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"tidings\""));
        }
        response
    }
}
