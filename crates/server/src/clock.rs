//! The server's one clock: when a report was received and when somebody decided.

/// Now, as RFC 3339 in whole seconds of UTC.
#[allow(clippy::disallowed_methods, reason = "when something was received is a fact, not an input")]
pub fn now() -> String {
    jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}
