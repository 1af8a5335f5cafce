//! `tidings watch`: feeds into a ledger file, alerts out.

use std::io::Write;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tidings::alerts::{self, Raised, Rule};
use tidings::annotate::{document_of, lines, parse_line};
use tidings::ledger::Query;
use tidings::store::{Added, Given, Media, Source, Store, StoreError};
use tidings::text::{Format, Hints, sniff};
use tidings::{Reader, reports, situation};
use tidings_feeds::config::Feed;
use tidings_feeds::{
    Alert, Config, Event, Keep, KeepError, Kept, Mark, Mode, Received, Wall, Watcher, Web, What, enqueue,
    stamp,
};

use crate::args::{DataArgs, WatchArgs};
use crate::failure::{Done, Failure};
use crate::progress;

/// How long a request may hold up the end.
const GRACE: Duration = Duration::from_secs(10);

pub fn run(data: &DataArgs, args: &WatchArgs) -> Result<Done, Failure> {
    let config = config(&args.config)?;
    let rules = config.rules.iter().map(rule).collect::<Result<Vec<_>, _>>()?;
    let Some(path) = args.ledger.as_ref().filter(|_| !args.check) else {
        return checked(&config);
    };
    let models = progress::models(data)?;
    let store = Store::create(path)?;
    let mut ledger = Ledger { store, reader: Reader::new(&models), rules, config: &config };
    let stop = on_interrupt()?;
    let (quiet, json) = (data.quiet, args.json);
    let gone = stop.clone();
    let say = move |event: &Event| {
        // Whoever reads the lines went away: there is nobody to tell.
        if tell(event, quiet, json).is_err() {
            gone.store(true, Ordering::Relaxed);
        }
    };
    let web = Web::new(&config.user_agent());
    let mode = if args.once { Mode::Once } else { Mode::Always };
    let watcher = Watcher::new(&config, &web, &Wall, &mut ledger, &stop, &say);
    let ended = watcher.run(mode).map_err(|e| Failure::new(e.to_string()))?;
    if !quiet {
        let s = if ended.kept == 1 { "" } else { "s" };
        eprintln!("tidings: {} report{s} added to {}", ended.kept, path.display());
    }
    Ok(Done::of(if args.once { ended.failed } else { 0 }))
}

fn config(path: &Path) -> Result<Config, Failure> {
    let text = std::fs::read_to_string(path).map_err(|e| Failure::file(path, &e))?;
    let query = |q: &str| q.parse::<Query>().map(|_| ()).map_err(|e| e.to_string());
    let config = Config::read(&text, &query).map_err(|problems| {
        let lines: Vec<String> = problems.iter().map(|p| format!("{}: {p}", path.display())).collect();
        Failure::usage(lines.join("\n"))
    })?;
    Ok(config.within(path.parent().unwrap_or(Path::new(""))))
}

fn rule(r: &tidings_feeds::config::Rule) -> Result<Rule, Failure> {
    let query: Query =
        r.query.parse().map_err(|e: tidings::ledger::QueryError| Failure::usage(e.to_string()))?;
    Ok(Rule { name: r.name.clone(), query, contradiction: r.contradiction })
}

fn checked(config: &Config) -> Result<Done, Failure> {
    let text = format!(
        "sound: {} feeds, {} alerts, {} webhooks; servers see `{}`\n",
        config.feeds.len(),
        config.rules.len(),
        config.webhooks.len(),
        config.user_agent()
    );
    crate::output::write(None, text.as_bytes(), "the result")?;
    Ok(Done::Whole)
}

/// The first interrupt ends after the item at hand, the second, or a request that takes too long, at once: all that was
/// told of is on disk.
fn on_interrupt() -> Result<Arc<AtomicBool>, Failure> {
    let stop = Arc::new(AtomicBool::new(false));
    let seen = stop.clone();
    let handler = move || {
        if seen.swap(true, Ordering::Relaxed) {
            std::process::exit(130);
        }
        eprintln!("tidings: ending; again to end at once");
        std::thread::spawn(|| {
            std::thread::sleep(GRACE);
            std::process::exit(130);
        });
    };
    ctrlc::set_handler(handler).map_err(|e| Failure::new(format!("cannot wait for Ctrl-C: {e}")))?;
    Ok(stop)
}

/// Alerts go to standard output, the rest to standard error; as JSON, all to standard output.
fn tell(event: &Event, quiet: bool, json: bool) -> std::io::Result<()> {
    let alert = matches!(event.what, What::Alert { .. });
    if quiet && !alert && !event.is_failure() {
        return Ok(());
    }
    if json || alert {
        let line = if json { serde_json::to_string(event)? } else { event.to_string() };
        let mut out = std::io::stdout().lock();
        return writeln!(out, "{line}").and_then(|()| out.flush());
    }
    eprintln!("{event}");
    Ok(())
}

/// A ledger file that keeps what feeds bring.
struct Ledger<'a> {
    store: Store,
    reader: Reader<'a>,
    rules: Vec<Rule>,
    config: &'a Config,
}

#[allow(clippy::needless_pass_by_value, reason = "as `map_err` hands it over")]
fn failed(e: StoreError) -> KeepError {
    KeepError(e.to_string())
}

impl Keep for Ledger<'_> {
    fn recall(&mut self, key: &str) -> Result<Option<String>, KeepError> {
        self.store.mark(key).map_err(failed)
    }

    fn recall_all(&mut self, prefix: &str) -> Result<Vec<(String, String)>, KeepError> {
        self.store.marks(prefix).map_err(failed)
    }

    fn keep(&mut self, _: &Feed, item: Option<&Received>, marks: &[Mark]) -> Result<Kept, KeepError> {
        let mut batch = Vec::new();
        for source in item.map(sources).unwrap_or_default() {
            if !self.store.has(&source).map_err(failed)? {
                let report = reports::report(&mut self.reader, situation::document(&source));
                batch.push((source, report));
            }
        }
        let added = alerts::add(&mut self.store, &batch, marks.to_vec()).map_err(failed)?;
        Ok(if added.contains(&Added::New) { Kept::New } else { Kept::Known })
    }

    fn gone_through(&mut self, now: u64) -> Result<Vec<Alert>, KeepError> {
        let alert = |r: &Raised| Alert {
            id: r.id.clone(),
            at: stamp(now),
            rule: r.rule.clone(),
            text: r.found.text.clone(),
            url: r.found.url.clone(),
            claims: r.found.records.clone(),
        };
        let config = self.config;
        let raised = alerts::raise(&mut self.store, &self.rules, |r| enqueue(config, &alert(r), now));
        Ok(raised.map_err(failed)?.iter().map(alert).collect())
    }
}

/// What the ledger keeps of it: the page, or each line of a file of JSON lines.
fn sources(item: &Received) -> Vec<Source> {
    let source = |bytes: Vec<u8>, media, id: String, origin: String| {
        let web = origin.starts_with("http");
        let given = Given {
            id: Some(id),
            published: item.published,
            publisher: item.publisher.clone(),
            lang: item.lang.clone(),
            url: web.then(|| origin.clone()),
            encoding: item.encoding.clone(),
            ..Given::default()
        };
        let mut source = Source::new(bytes, media, given, origin, item.received.clone());
        source.response.clone_from(&item.response);
        source
    };
    if item.line {
        return vec![source(item.bytes.clone(), Media::JsonLine, item.id.clone(), item.origin.clone())];
    }
    if sniff(&item.bytes) != Format::Jsonl {
        return vec![source(item.bytes.clone(), Media::Document, item.id.clone(), item.origin.clone())];
    }
    lines(&item.bytes)
        .filter(|(_, line)| parse_line(line).is_ok_and(|o| document_of(&o, &Hints::default()).is_ok()))
        .map(|(n, line)| {
            source(line.to_vec(), Media::JsonLine, format!("{}:{n}", item.id), format!("{}:{n}", item.origin))
        })
        .collect()
}
