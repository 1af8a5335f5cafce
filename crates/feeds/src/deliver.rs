//! Alerts on their way out: a queue on disk for each webhook, and the Atom file. An alert leaves the queue only when the
//! webhook has taken it, so that it arrives at least once; its name tells a receiver what it has already.

use std::fmt::Write;

use hmac::{Hmac, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

use crate::config::Webhook;
use crate::keep::{Keep, KeepError, Mark};
use crate::{Config, Event, Fetch, FetchError, Method, Request, What, backoff, stamp};

/// An alert that a webhook does not take for so long is given up.
const GIVE_UP: u64 = 14 * 86_400_000;

/// Alerts in the Atom file.
pub const IN_ATOM: usize = 200;

/// An alert, as text that may leave the program.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Alert {
    /// Its name: the same for the same rule and claims.
    pub id: String,
    /// When it was raised, RFC 3339.
    pub at: String,
    /// Which rule.
    pub rule: String,
    /// Who says what, with the citation.
    pub text: String,
    /// Address of the report.
    pub url: Option<String>,
    /// The claims.
    pub claims: Vec<serde_json::Value>,
}

#[derive(Serialize, Deserialize)]
struct Waiting {
    body: String,
    tries: u32,
    since: u64,
    next: u64,
}

/// The marks that put an alert into the queues its rule names.
pub fn enqueue(config: &Config, alert: &Alert, now: u64) -> Vec<Mark> {
    let rule = config.rules.iter().find(|r| r.name == alert.rule);
    let wanted = |name: &str| rule.is_none_or(|r| r.to.is_empty() || r.to.iter().any(|t| t == name));
    let body = serde_json::to_string(alert).unwrap_or_default();
    let mut out = Vec::new();
    for hook in config.webhooks.iter().filter(|h| wanted(&h.name)) {
        let waiting = Waiting { body: body.clone(), tries: 0, since: now, next: now };
        out.push((
            format!("queue/{}/{}/{}", hook.name, alert.at, alert.id),
            serde_json::to_string(&waiting).ok(),
        ));
    }
    if config.atom.is_some() && wanted("atom") {
        out.push((format!("alert/{}/{}", alert.at, alert.id), Some(body)));
    }
    out
}

/// `sha256=` and the HMAC-SHA256, in hexadecimal digits, of the time, a full stop and the body.
pub fn signature(secret: &[u8], timestamp: &str, body: &[u8]) -> String {
    // A key of any length is a key for HMAC.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret) else { return String::new() };
    mac.update(timestamp.as_bytes());
    mac.update(b".");
    mac.update(body);
    hex("sha256=", &mac.finalize().into_bytes())
}

/// Posts what is due to a webhook, the oldest first, and stops at the first that is not taken. Gives when to try again.
pub fn deliver(
    hook: &Webhook,
    secret: Option<&[u8]>,
    config: &Config,
    fetch: &dyn Fetch,
    keep: &mut dyn Keep,
    now: u64,
    say: &dyn Fn(&Event),
) -> Result<Option<u64>, KeepError> {
    let tell = |what| say(&Event { at: stamp(now), feed: hook.name.clone(), what });
    let feed = crate::config::Feed::nothing();
    for (key, value) in keep.recall_all(&format!("queue/{}/", hook.name))? {
        let Ok(mut waiting) = serde_json::from_str::<Waiting>(&value) else {
            keep.keep(&feed, None, &[(key, None)])?;
            continue;
        };
        if waiting.next > now {
            return Ok(Some(waiting.next));
        }
        let id = key.rsplit('/').next().unwrap_or_default().to_owned();
        let timestamp = (now / 1000).to_string();
        let mut headers = vec![
            ("content-type".to_owned(), "application/json".to_owned()),
            ("x-tidings-id".to_owned(), id.clone()),
            ("x-tidings-timestamp".to_owned(), timestamp.clone()),
        ];
        if let Some(secret) = secret {
            let signed = signature(secret, &timestamp, waiting.body.as_bytes());
            headers.push(("x-tidings-signature".to_owned(), signed));
        }
        let answer = fetch.fetch(&Request {
            method: Method::Post,
            url: hook.url.clone(),
            headers,
            body: waiting.body.clone().into_bytes(),
            private: true,
            limit: 64 << 10,
            connect: config.connect,
            whole: config.whole,
        });
        let why = match answer {
            Ok(a) if (200..300).contains(&a.status) => None,
            Ok(a) => Some(format!("status {}", a.status)),
            // It was taken; only its words of thanks were too long.
            Err(FetchError::TooLarge(_)) => None,
            Err(e) => Some(e.to_string()),
        };
        let Some(why) = why else {
            keep.keep(&feed, None, &[(key, None)])?;
            tell(What::Delivered { id });
            continue;
        };
        if now.saturating_sub(waiting.since) > GIVE_UP {
            keep.keep(&feed, None, &[(key, None)])?;
            tell(What::Skipped {
                target: format!("alert {id}"),
                why: format!("not taken for 14 days: {why}"),
            });
            continue;
        }
        waiting.tries += 1;
        waiting.next = now + backoff::wait(&hook.name, waiting.tries, 0);
        let again = waiting.next;
        keep.keep(&feed, None, &[(key, serde_json::to_string(&waiting).ok())])?;
        tell(What::Failed { target: format!("alert {id}"), why, again: Some(stamp(again)) });
        return Ok(Some(again));
    }
    Ok(None)
}

/// The Atom feed of alerts, the newest first.
pub fn atom(title: &str, alerts: &[Alert]) -> String {
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\">\n",
    );
    let updated = alerts.iter().map(|a| a.at.as_str()).max().unwrap_or("1970-01-01T00:00:00Z");
    let _ = writeln!(
        out,
        "  <title>{}</title>\n  <id>urn:tidings:alerts</id>\n  <updated>{updated}</updated>\n  <author><name>Tidings</name></author>",
        escape(title)
    );
    for a in alerts.iter().rev() {
        let link =
            a.url.as_deref().map(|u| format!("\n    <link href=\"{}\"/>", escape(u))).unwrap_or_default();
        let headline: String = a.text.lines().next().unwrap_or_default().chars().take(120).collect();
        let _ = writeln!(
            out,
            "  <entry>\n    <id>urn:tidings:alert:{}</id>\n    <title>{}: {}</title>\n    <updated>{}</updated>{link}\n    \
             <content type=\"text\">{}</content>\n  </entry>",
            escape(&a.id),
            escape(&a.rule),
            escape(&headline),
            escape(&a.at),
            escape(&a.text)
        );
    }
    out + "</feed>\n"
}

/// For XML: characters that it cannot have at all are left out.
fn escape(s: &str) -> String {
    let mut out = String::with_capacity(s.len());
    for c in s.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\t' => out.push(c),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            c => out.push(c),
        }
    }
    out
}

/// Bytes as hexadecimal digits after a prefix.
pub fn hex(prefix: &str, bytes: &[u8]) -> String {
    bytes.iter().fold(prefix.to_owned(), |mut s, b| {
        let _ = write!(s, "{b:02x}");
        s
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signature_is_the_hmac_of_rfc_4231() {
        // Test case 2 of RFC 4231, cut so that our full stop falls on no letter of it.
        let mut mac = Hmac::<Sha256>::new_from_slice(b"Jefe").expect("a key");
        mac.update(b"what do ya want for nothing?");
        let known = "sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
        assert_eq!(hex("sha256=", &mac.finalize().into_bytes()), known);
        assert_ne!(signature(b"Jefe", "1", b"x"), signature(b"Jefe", "2", b"x"), "the time is signed too");
        assert_eq!(signature(b"k", "1", b"23"), signature(b"k", "1", b"23"));
    }

    #[test]
    fn atom_is_well_formed_and_reads_back() {
        let alert = |id: &str, text: &str| Alert {
            id: id.into(),
            at: "2024-05-03T10:00:00Z".into(),
            rule: "tolls & more".into(),
            text: text.into(),
            url: Some("https://t.example/?a=1&b=\"2\"".into()),
            claims: Vec::new(),
        };
        let text = atom("Alerts", &[alert("1", "first"), alert("2", "a < b\u{1} & \"c\"")]);
        let read = crate::parse::read(text.as_bytes(), None).expect("a feed");
        assert_eq!(read.items.len(), 2);
        assert_eq!(read.items[0].title.as_deref(), Some("tolls & more: a < b & \"c\""));
        assert_eq!(read.items[0].link.as_deref(), Some("https://t.example/?a=1&b=\"2\""));
        assert!(read.notes.is_empty());
    }
}
