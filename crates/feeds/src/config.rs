//! `feeds.toml`: which feeds, which alerts, where to. Every problem comes with its line and what to do.

use std::collections::BTreeSet;
use std::fmt;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::civil::Date;
use serde::Deserialize;
use toml::Spanned;
use url::Url;

use crate::address;

/// What to follow, how, and whom to tell.
#[derive(Debug, Clone)]
pub struct Config {
    /// Who asks: an address of mail or web, for the User-Agent.
    pub contact: String,
    /// Shortest time between two requests to a host.
    pub per_host: Duration,
    /// For a connection.
    pub connect: Duration,
    /// For a whole request.
    pub whole: Duration,
    /// Feeds that are read at one time.
    pub at_once: usize,
    /// Hosts that may be in a private network.
    pub private_hosts: Vec<String>,
    /// Feeds, in order of the file.
    pub feeds: Vec<Feed>,
    /// Rules.
    pub rules: Vec<Rule>,
    /// Webhooks.
    pub webhooks: Vec<Webhook>,
    /// The Atom file of alerts.
    pub atom: Option<AtomFile>,
}

/// A feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feed {
    /// Its name, by which it is remembered.
    pub name: String,
    /// What is followed.
    pub from: From,
    /// Publisher of its reports, where they do not say.
    pub publisher: Option<String>,
    /// Language of its reports.
    pub lang: Option<String>,
    /// Time between two looks.
    pub interval: Duration,
    /// Take the page behind each link instead of what stands in the feed.
    pub full: bool,
    /// Most new items at one look.
    pub most: usize,
    /// Items of an earlier day are left out.
    pub since: Option<Date>,
    /// Keep to robots.txt.
    pub robots: bool,
    /// Take an item again when the feed says that it was changed.
    pub updates: bool,
    /// Most bytes of a page, packed and unpacked.
    pub limit: usize,
}

impl Feed {
    /// Stands for no feed, where marks of alerts are kept.
    pub(crate) fn nothing() -> Self {
        Self {
            name: String::new(),
            from: From::Folder(PathBuf::new()),
            publisher: None,
            lang: None,
            interval: Duration::ZERO,
            full: false,
            most: 0,
            since: None,
            robots: true,
            updates: false,
            limit: 0,
        }
    }
}

/// What is followed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum From {
    /// RSS, Atom, JSON Feed or a sitemap.
    Address(Url),
    /// Files of a folder, as they come in.
    Folder(PathBuf),
}

/// When to raise an alert.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// Its name.
    pub name: String,
    /// A filter of claims.
    pub query: String,
    /// Only claims that a new claim contradicts, or new claims that contradict one.
    pub contradiction: bool,
    /// Where to: `stdout`, `atom`, names of webhooks. Empty = everywhere.
    pub to: Vec<String>,
}

/// Where alerts are posted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Webhook {
    /// Its name.
    pub name: String,
    /// Its address.
    pub url: Url,
    /// Where the secret of the signature is.
    pub secret: Option<Secret>,
}

/// Where a secret is; never in the configuration itself, which is passed around.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Secret {
    /// In a file.
    File(PathBuf),
    /// In a variable of the environment.
    Variable(String),
}

/// The Atom file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AtomFile {
    /// Where it is written.
    pub file: PathBuf,
    /// Its title.
    pub title: String,
}

/// What is wrong in the configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Line, counted from 1.
    pub line: usize,
    /// What is wrong and what to do.
    pub text: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.text)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawConfig {
    contact: Option<Spanned<String>>,
    per_host: Option<Spanned<String>>,
    connect_timeout: Option<Spanned<String>>,
    timeout: Option<Spanned<String>>,
    at_once: Option<Spanned<usize>>,
    #[serde(default)]
    private_hosts: Vec<Spanned<String>>,
    interval: Option<Spanned<String>>,
    #[serde(default)]
    feed: Vec<Spanned<RawFeed>>,
    #[serde(default)]
    alert: Vec<Spanned<RawRule>>,
    #[serde(default)]
    webhook: Vec<Spanned<RawWebhook>>,
    atom: Option<RawAtom>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFeed {
    name: Spanned<String>,
    url: Option<Spanned<String>>,
    folder: Option<PathBuf>,
    publisher: Option<String>,
    lang: Option<String>,
    interval: Option<Spanned<String>>,
    #[serde(default)]
    full: bool,
    most: Option<Spanned<usize>>,
    since: Option<Spanned<String>>,
    #[serde(default = "yes")]
    robots: bool,
    #[serde(default)]
    updates: bool,
    limit_mb: Option<Spanned<usize>>,
}

fn yes() -> bool {
    true
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRule {
    name: Spanned<String>,
    query: Option<Spanned<String>>,
    new: Option<Spanned<String>>,
    #[serde(default)]
    to: Vec<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawWebhook {
    name: Spanned<String>,
    url: Spanned<String>,
    secret_file: Option<PathBuf>,
    secret_env: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawAtom {
    file: PathBuf,
    title: Option<String>,
}

impl Config {
    /// Reads a configuration. `query` says what is wrong with a filter of a rule.
    ///
    /// # Errors
    /// Everything that is wrong, in order of the lines.
    pub fn read(text: &str, query: &dyn Fn(&str) -> Result<(), String>) -> Result<Self, Vec<Problem>> {
        let raw: RawConfig = toml::from_str(text).map_err(|e| {
            let at = e.span().map_or(0, |s| s.start);
            vec![Problem { line: line(text, at), text: advice(e.message()) }]
        })?;
        let mut reader = Reader { text, problems: Vec::new() };
        let config = reader.config(raw, query);
        reader.problems.sort_by_key(|p| p.line);
        if reader.problems.is_empty() { Ok(config) } else { Err(reader.problems) }
    }

    /// Paths that are relative, from this folder on.
    #[must_use]
    pub fn within(mut self, folder: &Path) -> Self {
        for feed in &mut self.feeds {
            if let From::Folder(path) = &mut feed.from {
                *path = folder.join(&*path);
            }
        }
        for hook in &mut self.webhooks {
            if let Some(Secret::File(path)) = &mut hook.secret {
                *path = folder.join(&*path);
            }
        }
        if let Some(atom) = &mut self.atom {
            atom.file = folder.join(&atom.file);
        }
        self
    }

    /// Who asks.
    pub fn user_agent(&self) -> String {
        format!("tidings/{} (+{})", env!("CARGO_PKG_VERSION"), self.contact)
    }
}

fn line(text: &str, at: usize) -> usize {
    1 + text.bytes().take(at).filter(|b| *b == b'\n').count()
}

/// What the reader of the format says, on one line.
fn advice(message: &str) -> String {
    let flat = message.split_whitespace().collect::<Vec<_>>().join(" ");
    if flat.contains("invalid type: datetime") {
        format!("{flat}; write the day in quotation marks")
    } else {
        flat
    }
}

struct Reader<'t> {
    text: &'t str,
    problems: Vec<Problem>,
}

impl Reader<'_> {
    fn say(&mut self, span: Range<usize>, text: impl Into<String>) {
        self.problems.push(Problem { line: line(self.text, span.start), text: text.into() });
    }

    fn config(&mut self, raw: RawConfig, query: &dyn Fn(&str) -> Result<(), String>) -> Config {
        let contact = match &raw.contact {
            Some(c) if c.get_ref().contains(['@', '.']) && !c.get_ref().contains(char::is_control) => {
                c.get_ref().trim().to_owned()
            }
            Some(c) => {
                self.say(
                    c.span(),
                    "`contact` must be an address of mail or web, which servers see with each request",
                );
                String::new()
            }
            None => {
                self.say(
                    0..0,
                    "no `contact`: say whom a server's keeper can write to: contact = \"desk@example.org\"",
                );
                String::new()
            }
        };
        let private_hosts: Vec<String> = raw.private_hosts.iter().map(|h| h.get_ref().clone()).collect();
        for h in &raw.private_hosts {
            if h.get_ref().contains(['/', ' ', '*']) {
                self.say(h.span(), format!("`{}` is no host; write its name or address alone", h.get_ref()));
            }
        }
        let interval = self.duration(raw.interval.as_ref(), "interval", 900, 60);
        let mut names = BTreeSet::new();
        let mut feeds = Vec::new();
        for feed in raw.feed {
            let span = feed.span();
            feeds.extend(self.feed(feed.into_inner(), span, interval, &private_hosts, &mut names));
        }
        if feeds.is_empty() && self.problems.is_empty() {
            self.say(
                0..0,
                "no feed: add one with [[feed]], name = \"...\" and url = \"...\" or folder = \"...\"",
            );
        }
        let mut targets: BTreeSet<String> = ["stdout", "atom"].map(String::from).into();
        let mut webhooks = Vec::new();
        for hook in raw.webhook {
            let span = hook.span();
            webhooks.extend(self.webhook(hook.into_inner(), span, &mut targets));
        }
        let atom = raw.atom.map(|a| AtomFile {
            file: a.file,
            title: a.title.unwrap_or_else(|| "Alerts from unverified public reporting".into()),
        });
        let mut rules = Vec::new();
        let mut rule_names = BTreeSet::new();
        for rule in raw.alert {
            let span = rule.span();
            let rule = rule.into_inner();
            self.name(&rule.name, &mut rule_names, "alert");
            for to in &rule.to {
                let name = to.get_ref();
                if !targets.contains(name) {
                    let known: Vec<&str> = targets.iter().map(String::as_str).collect();
                    self.say(
                        to.span(),
                        format!("alerts cannot go to `{name}`; there are {}", known.join(", ")),
                    );
                } else if name == "atom" && atom.is_none() {
                    self.say(to.span(), "there is no [atom] with a file = \"...\"");
                }
            }
            let contradiction = match rule.new.as_ref().map(|n| n.get_ref().as_str()) {
                None => false,
                Some("contradiction") => true,
                Some(other) => {
                    let span = rule.new.as_ref().map_or(0..0, Spanned::span);
                    self.say(span, format!("`new` can only be \"contradiction\", not \"{other}\""));
                    false
                }
            };
            match &rule.query {
                Some(q) => {
                    if let Err(e) = query(q.get_ref()) {
                        self.say(q.span(), e);
                    }
                }
                None if !contradiction => {
                    self.say(
                        span,
                        "an alert needs `query` (docs/query.md), or new = \"contradiction\", or both",
                    );
                }
                None => {}
            }
            rules.push(Rule {
                name: rule.name.into_inner(),
                query: rule.query.map(Spanned::into_inner).unwrap_or_default(),
                contradiction,
                to: rule.to.into_iter().map(Spanned::into_inner).collect(),
            });
        }
        let per_host = self.duration(raw.per_host.as_ref(), "per_host", 2, 0);
        let connect = self.duration(raw.connect_timeout.as_ref(), "connect_timeout", 10, 0);
        let whole = self.duration(raw.timeout.as_ref(), "timeout", 60, 0);
        let at_once = self.number(raw.at_once.as_ref(), "at_once", 4, 1..65);
        Config { contact, per_host, connect, whole, at_once, private_hosts, feeds, rules, webhooks, atom }
    }

    fn feed(
        &mut self,
        raw: RawFeed,
        span: Range<usize>,
        interval: Duration,
        private_hosts: &[String],
        names: &mut BTreeSet<String>,
    ) -> Option<Feed> {
        self.name(&raw.name, names, "feed");
        let from = match (&raw.url, raw.folder) {
            (Some(url), None) => self.url(url, private_hosts).map(From::Address),
            (None, Some(folder)) => Some(From::Folder(folder)),
            (Some(_), Some(_)) => {
                self.say(span, "a feed has `url` or `folder`, not both; make two feeds of it");
                None
            }
            (None, None) => {
                self.say(span, "a feed needs `url` or `folder`");
                None
            }
        };
        let interval = match &raw.interval {
            Some(_) => self.duration(raw.interval.as_ref(), "interval", 900, 60),
            None => interval,
        };
        let since = raw.since.as_ref().and_then(|s| {
            let day = s.get_ref().parse().ok();
            if day.is_none() {
                self.say(s.span(), format!("`{}` is no day; write it as \"2024-05-01\"", s.get_ref()));
            }
            day
        });
        let most = self.number(raw.most.as_ref(), "most", 50, 1..10_001);
        let limit = self.number(raw.limit_mb.as_ref(), "limit_mb", 16, 1..1025) << 20;
        Some(Feed {
            name: raw.name.into_inner(),
            from: from?,
            publisher: raw.publisher,
            lang: raw.lang,
            interval,
            full: raw.full,
            most,
            since,
            robots: raw.robots,
            updates: raw.updates,
            limit,
        })
    }

    fn webhook(
        &mut self,
        raw: RawWebhook,
        span: Range<usize>,
        targets: &mut BTreeSet<String>,
    ) -> Option<Webhook> {
        self.name(&raw.name, targets, "webhook");
        let secret = match (raw.secret_file, raw.secret_env) {
            (Some(file), None) => Some(Secret::File(file)),
            (None, Some(name)) => Some(Secret::Variable(name)),
            (None, None) => None,
            (Some(_), Some(_)) => {
                self.say(span, "a webhook has `secret_file` or `secret_env`, not both");
                None
            }
        };
        // Who writes the configuration may post where he likes, inside too.
        let host = Url::parse(raw.url.get_ref()).ok().and_then(|u| u.host_str().map(str::to_owned));
        let url = self.url(&raw.url, host.as_slice())?;
        Some(Webhook { name: raw.name.into_inner(), url, secret })
    }

    fn url(&mut self, raw: &Spanned<String>, private_hosts: &[String]) -> Option<Url> {
        match Url::parse(raw.get_ref()) {
            Ok(url) => match address::check(&url, private_hosts) {
                Ok(()) => return Some(url),
                Err(e) => self.say(raw.span(), format!("`{}`: {e}", raw.get_ref())),
            },
            Err(e) => {
                self.say(raw.span(), format!("`{}` is no address ({e}); begin with https://", raw.get_ref()));
            }
        }
        None
    }

    fn name(&mut self, raw: &Spanned<String>, taken: &mut BTreeSet<String>, what: &str) {
        let name = raw.get_ref();
        if name.is_empty() || name.contains(|c: char| c == '/' || c.is_control()) {
            self.say(raw.span(), format!("a name of a {what} must not be empty nor have `/` in it"));
        } else if !taken.insert(name.clone()) {
            self.say(raw.span(), format!("the name `{name}` is taken already; each {what} needs its own"));
        }
    }

    /// `90s`, `15m`, `2h`, `1d`.
    fn duration(&mut self, raw: Option<&Spanned<String>>, field: &str, default: u64, least: u64) -> Duration {
        let Some(raw) = raw else { return Duration::from_secs(default) };
        let text = raw.get_ref().trim();
        let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
        let unit = match text[digits..].trim() {
            "ms" => Some(1),
            "s" => Some(1000),
            "m" | "min" => Some(60_000),
            "h" => Some(3_600_000),
            "d" => Some(86_400_000),
            _ => None,
        };
        let ms = unit.and_then(|u: u64| text[..digits].parse::<u64>().ok()?.checked_mul(u));
        match ms {
            Some(ms) if ms < least * 1000 => {
                self.say(
                    raw.span(),
                    format!("`{field}` must be {least} s or more, so as not to burden the server"),
                );
            }
            Some(ms) if ms > 31 * 86_400_000 => {
                self.say(raw.span(), format!("`{field}` must be a month or less"));
            }
            Some(ms) => return Duration::from_millis(ms),
            None => self
                .say(raw.span(), format!("`{field}`: `{text}` is no time; write \"90s\", \"15m\" or \"2h\"")),
        }
        Duration::from_secs(default)
    }

    fn number(
        &mut self,
        raw: Option<&Spanned<usize>>,
        field: &str,
        default: usize,
        range: Range<usize>,
    ) -> usize {
        let Some(raw) = raw else { return default };
        if range.contains(raw.get_ref()) {
            return *raw.get_ref();
        }
        self.say(raw.span(), format!("`{field}` must be {} to {}", range.start, range.end - 1));
        default
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(text: &str) -> Vec<String> {
        let query = |q: &str| if q.contains("killd") { Err("no measure `killd`".to_owned()) } else { Ok(()) };
        match Config::read(text, &query) {
            Ok(_) => Vec::new(),
            Err(all) => all.iter().map(ToString::to_string).collect(),
        }
    }

    #[test]
    fn every_problem_has_its_line() {
        let text = "contact = \"nobody\"\n[[feed]]\nname = \"a\"\nurl = \"http://127.0.0.1/x\"\n[[feed]]\nname = \"a\"\n\
                    url = \"news.example/rss\"\ninterval = \"5s\"\n[[alert]]\nname = \"r\"\nquery = \"killd>3\"\nto = [\"desk\"]\n";
        let found = problems(text);
        let lines: Vec<&str> = found.iter().map(|p| p.split(':').next().unwrap_or("")).collect();
        assert_eq!(
            lines,
            ["line 1", "line 4", "line 6", "line 7", "line 8", "line 11", "line 12"],
            "{found:#?}"
        );
    }

    #[test]
    fn unknown_keys_and_broken_toml_are_told() {
        let found =
            problems("contact = \"a@b.example\"\n[[feed]]\nname = \"a\"\nurls = \"https://x.example/\"\n");
        assert!(found[0].starts_with("line 4: unknown field `urls`, expected one of"), "{found:?}");
        assert!(problems("contact = \n")[0].starts_with("line 1: "));
        assert!(problems("")[0].contains("contact"));
        assert!(problems("contact = \"a@b.example\"\n")[0].contains("no feed"));
    }

    #[test]
    fn the_least_is_enough() {
        let text = "contact = \"a@b.example\"\n[[feed]]\nname = \"a\"\nurl = \"https://x.example/rss\"\n";
        let config = Config::read(text, &|_| Ok(())).expect("a configuration");
        let feed = &config.feeds[0];
        assert_eq!((feed.interval.as_secs(), feed.most, feed.full, feed.robots), (900, 50, false, true));
        assert!(config.user_agent().ends_with("(+a@b.example)"));
    }
}
