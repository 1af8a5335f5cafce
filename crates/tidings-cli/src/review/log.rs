//! The log as text and as JSON lines.

use std::fmt::Write;

use serde_json::{Value, json};
use tidings::ledger::decision::{Fate, replay};
use tidings::ledger::{Act, ClaimKey, ConflictKind, Decision};

use super::{Desk, LogFormat};
use crate::failure::Failure;

/// All decisions, and what became of each.
pub fn text(desk: &dyn Desk, format: LogFormat) -> Result<String, Failure> {
    let decisions = desk.decisions()?;
    let mut reports = desk.reports()?;
    let reviews = replay(&mut reports, &decisions);
    let mut out = String::new();
    for d in &decisions {
        let fate = reviews.fate(d.id);
        let looks: Vec<&str> = reviews.looks_of(d.id).collect();
        match format {
            LogFormat::Json => {
                let _ = writeln!(out, "{}", object(d, fate, &looks));
            }
            LogFormat::Text => {
                let _ = write!(out, "{:>4}  {}  {}  {}", d.id, d.at, line(&d.who, 40), said(&d.act));
                if !d.why.is_empty() {
                    let _ = write!(out, " — {}", line(&d.why, 200));
                }
                if let Some(fate) = end(fate) {
                    let _ = write!(out, " [{fate}]");
                }
                out.push('\n');
                for why in looks {
                    let _ = writeln!(out, "      look: {}", line(why, 400));
                }
            }
        }
    }
    Ok(out)
}

fn end(fate: Fate) -> Option<String> {
    match fate {
        Fate::InEffect => None,
        Fate::Undone(by) => Some(format!("undone by {by}")),
        Fate::Superseded(by) => Some(format!("overruled by {by}")),
        Fate::Held => Some("not in effect".to_string()),
    }
}

/// A decision as one line: what, and on which claims.
pub fn said(act: &Act) -> String {
    let one = |k: &ClaimKey| format!("{} “{}”", k.short(), line(&k.words, 60));
    let list = |keys: &[ClaimKey]| keys.iter().map(ClaimKey::short).collect::<Vec<_>>().join(" ");
    match act {
        Act::Accept(k) => format!("accept {}", one(k)),
        Act::Reject(k) => format!("reject {}", one(k)),
        Act::Edit { claim, field, value } => {
            format!("edit {field}={} of {}", line(value, 80), one(claim))
        }
        Act::Join(keys) => format!("join {}", list(keys)),
        Act::Split(keys) => match keys.split_first() {
            Some((first, rest)) => format!("split {} from {}", first.short(), list(rest)),
            None => "split".to_string(),
        },
        Act::Link { a, b, kind } => {
            format!("link {} {} {}", a.short(), kind.map_or("none", ConflictKind::as_str), b.short())
        }
        Act::Note { claim, text } => format!("note on {}: {}", one(claim), line(text, 200)),
        Act::Undo(id) => format!("undo {id}"),
    }
}

fn object(d: &Decision, fate: Fate, looks: &[&str]) -> Value {
    let mut rest = json!({});
    let (name, keys): (&str, Vec<&ClaimKey>) = match &d.act {
        Act::Accept(k) => ("accept", vec![k]),
        Act::Reject(k) => ("reject", vec![k]),
        Act::Edit { claim, field, value } => {
            rest = json!({"field": field, "value": value});
            ("edit", vec![claim])
        }
        Act::Join(keys) => ("join", keys.iter().collect()),
        Act::Split(keys) => ("split", keys.iter().collect()),
        Act::Link { a, b, kind } => {
            rest = json!({"kind": kind.map(ConflictKind::as_str)});
            ("link", vec![a, b])
        }
        Act::Note { claim, text } => {
            rest = json!({"text": text});
            ("note", vec![claim])
        }
        Act::Undo(id) => {
            rest = json!({"decision": id});
            ("undo", Vec::new())
        }
    };
    let (state, by) = match fate {
        Fate::InEffect => ("in effect", None),
        Fate::Undone(by) => ("undone", Some(by)),
        Fate::Superseded(by) => ("overruled", Some(by)),
        Fate::Held => ("not in effect", None),
    };
    let mut out = json!({
        "id": d.id, "at": d.at, "who": d.who, "why": d.why, "act": name,
        "claims": keys.into_iter().map(claim).collect::<Vec<_>>(),
    });
    if let (Value::Object(out), Value::Object(rest)) = (&mut out, rest) {
        out.extend(rest);
        out.insert("state".into(), state.into());
        out.insert("by".into(), by.into());
        out.insert("look".into(), looks.into());
    }
    out
}

fn claim(k: &ClaimKey) -> Value {
    let source = tidings::text::hex(&k.source);
    json!({
        "id": k.short(), "source": source, "bytes": [k.span.start, k.span.end], "words": k.words,
        "print": format!("{:016x}", k.print), "said": k.said,
    })
}

/// Words of a report or a person as one line of at most `most` characters, with nothing that steers a terminal.
pub fn line(words: &str, most: usize) -> String {
    let clean: String = words.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let one = clean.split_whitespace().collect::<Vec<_>>().join(" ");
    if one.chars().count() <= most {
        return one;
    }
    let cut: String = one.chars().take(most.saturating_sub(1)).collect();
    format!("{}…", cut.trim_end())
}
