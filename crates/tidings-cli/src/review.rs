//! `tidings review`: analysts look at claims and decide.
//!
//! All that is decided is appended to a log; nothing is changed in place. What the log comes to is worked out anew
//! each time by [`tidings::ledger::decision::replay`]. This module finds the claims that a person names, checks what
//! they ask for, and prints; [`Desk`] is all that it knows of the file.

mod args;
mod log;
mod show;
mod store;
#[cfg(test)]
mod tests;

use std::fmt::Write as _;
use std::io::Write;
use std::sync::Arc;

use tidings::ledger::decision::{Edit, EditError, Fate, find, replay};
use tidings::ledger::{Act, ClaimKey, ConflictKind, Decision, Report};
use tidings::mention::Measure;

use crate::failure::{Done, Failure};
pub use args::{By, LogFormat, ReviewArgs, ReviewCommand};

/// Where reports are read from and decisions are kept.
pub trait Desk {
    /// The reports as they were read, without what was decided.
    fn reports(&self) -> Result<Vec<Arc<Report>>, Failure>;

    /// The log, in order.
    fn decisions(&self) -> Result<Vec<Decision>, Failure>;

    /// Appends to the log; the number of the new decision.
    fn append(&mut self, act: &Act, who: &str, why: &str) -> Result<u64, Failure>;
}

/// The command, on the ledger file that it names.
pub fn run(args: &ReviewArgs) -> Result<Done, Failure> {
    let path =
        args.ledger.as_deref().ok_or_else(|| Failure::usage("which ledger? Name it with --ledger FILE"))?;
    let mut desk = store::StoreDesk::open(path, args.command.decides())?;
    let mut out = std::io::stdout().lock();
    act(&mut desk, &args.command, &user(), &mut out)
}

fn user() -> String {
    std::env::var("USER").or_else(|_| std::env::var("USERNAME")).unwrap_or_default()
}

/// The command, on any desk. `user` decides where nobody else is named.
pub fn act(
    desk: &mut dyn Desk,
    command: &ReviewCommand,
    user: &str,
    out: &mut dyn Write,
) -> Result<Done, Failure> {
    let text = match command {
        ReviewCommand::List { only, limit } => {
            let only: Vec<tidings::ledger::Waits> = only.iter().map(|w| (*w).into()).collect();
            show::list(&show::Table::of(desk)?, &only, *limit)
        }
        ReviewCommand::Show { claims } => show::claims(&show::Table::of(desk)?, claims)?,
        ReviewCommand::Log { format } => log::text(desk, *format)?,
        ReviewCommand::Undo { decisions, by } => undo(desk, decisions, &Author::of(by, user)?)?,
        decide => {
            let author = Author::of(decide.by(), user)?;
            let acts = acts(&desk.reports()?, decide)?;
            append(desk, &acts, &author)?
        }
    };
    out.write_all(text.as_bytes())
        .and_then(|()| out.flush())
        .map_err(|e| Failure::output("the review", &e))?;
    Ok(Done::Whole)
}

impl ReviewCommand {
    /// Whether the command writes to the log.
    fn decides(&self) -> bool {
        !matches!(self, Self::List { .. } | Self::Show { .. } | Self::Log { .. })
    }

    fn by(&self) -> &By {
        static NOBODY: By = By { who: None, why: String::new() };
        match self {
            Self::List { .. } | Self::Show { .. } | Self::Log { .. } => &NOBODY,
            Self::Accept { by, .. }
            | Self::Edit { by, .. }
            | Self::Reject { by, .. }
            | Self::Join { by, .. }
            | Self::Split { by, .. }
            | Self::Link { by, .. }
            | Self::Note { by, .. }
            | Self::Undo { by, .. } => by,
        }
    }
}

/// Who decides, and why.
struct Author<'a> {
    who: &'a str,
    why: &'a str,
}

impl<'a> Author<'a> {
    fn of(by: &'a By, user: &'a str) -> Result<Self, Failure> {
        let who = by.who.as_deref().unwrap_or(user).trim();
        if who.is_empty() {
            return Err(Failure::usage("who decides? Give a name with --who"));
        }
        Ok(Self { who, why: by.why.trim() })
    }
}

/// What a command decides, with its claims found in the reports as they were read. All of it is checked before
/// any of it is written.
fn acts(reports: &[Arc<Report>], command: &ReviewCommand) -> Result<Vec<Act>, Failure> {
    let key = |id: &str| -> Result<ClaimKey, Failure> {
        let at = find(reports, id).map_err(|e| Failure::usage(e.to_string()))?;
        Ok(ClaimKey::of(&reports[at.report], at.claim))
    };
    let keys = |ids: &[String]| ids.iter().map(|id| key(id)).collect::<Result<Vec<_>, _>>();
    let several = |ids: &[String]| {
        let keys = keys(ids)?;
        match keys.iter().enumerate().find(|(i, k)| keys[..*i].contains(k)) {
            Some((_, twice)) => Err(Failure::usage(format!("{} is named twice", twice.short()))),
            None => Ok(keys),
        }
    };
    let acts = match command {
        ReviewCommand::Accept { claims, .. } => several(claims)?.into_iter().map(Act::Accept).collect(),
        ReviewCommand::Reject { claims, .. } => several(claims)?.into_iter().map(Act::Reject).collect(),
        ReviewCommand::Join { claims, .. } => vec![Act::Join(several(claims)?)],
        ReviewCommand::Split { claims, .. } => vec![Act::Split(several(claims)?)],
        ReviewCommand::Note { text, .. } if text.trim().is_empty() => {
            return Err(Failure::usage("a note needs words"));
        }
        ReviewCommand::Note { claim, text, .. } => {
            vec![Act::Note { claim: key(claim)?, text: text.trim().to_string() }]
        }
        ReviewCommand::Link { a, kind, b, .. } => {
            let kind = link(kind)?;
            let (a, b) = (key(a)?, key(b)?);
            if a == b {
                return Err(Failure::usage("a claim cannot be linked with itself"));
            }
            vec![Act::Link { a, b, kind }]
        }
        ReviewCommand::Edit { claim, set, .. } => {
            let claim = key(claim)?;
            let mut slots = Vec::new();
            let mut acts = Vec::new();
            for one in set {
                let (field, value) = setting(one)?;
                let edit = Edit::parse(&field, &value).map_err(|e| Failure::usage(e.to_string()))?;
                if slots.contains(&edit.slot()) {
                    return Err(Failure::usage(format!("{} is set twice", edit.slot())));
                }
                slots.push(edit.slot());
                acts.push(Act::Edit { claim: claim.clone(), field, value });
            }
            acts
        }
        ReviewCommand::Undo { .. }
        | ReviewCommand::List { .. }
        | ReviewCommand::Show { .. }
        | ReviewCommand::Log { .. } => Vec::new(),
    };
    Ok(acts)
}

/// `FIELD=VALUE`; a measure is a field of its own: `killed=3` is `quantity=killed=3`.
fn setting(s: &str) -> Result<(String, String), Failure> {
    let (field, value) =
        s.split_once('=').ok_or_else(|| Failure::usage(format!("`{s}` is not of the form FIELD=VALUE")))?;
    let field = field.trim().to_ascii_lowercase();
    // Places of a claim have a field; how many places there are is a figure.
    if field != "places" && Measure::parse(&field).is_some() {
        return Ok(("quantity".to_string(), s.trim().to_string()));
    }
    let known = Edit::parse(&field, value);
    if let Err(e @ EditError::Field(_)) = known {
        return Err(Failure::usage(format!("{e}, and every measure, as in killed=3")));
    }
    Ok((field, value.trim().to_string()))
}

fn link(kind: &str) -> Result<Option<ConflictKind>, Failure> {
    if kind == "none" {
        return Ok(None);
    }
    let known = || {
        let names: Vec<&str> = ConflictKind::ALL.iter().map(|k| k.as_str()).collect();
        Failure::usage(format!("`{kind}` is no kind of link; there are {}, none", names.join(", ")))
    };
    ConflictKind::parse(&kind.to_ascii_lowercase().replace([' ', '-'], "_")).map(Some).ok_or_else(known)
}

fn undo(desk: &mut dyn Desk, ids: &[u64], author: &Author) -> Result<String, Failure> {
    let decisions = desk.decisions()?;
    let reviews = replay(&mut [], &decisions);
    for (i, id) in ids.iter().enumerate() {
        if !decisions.iter().any(|d| d.id == *id) {
            return Err(Failure::usage(format!(
                "there is no decision {id}; `tidings review log` lists them"
            )));
        }
        if let Fate::Undone(by) = reviews.fate(*id) {
            return Err(Failure::usage(format!("decision {id} was undone by decision {by}")));
        }
        if ids[..i].contains(id) {
            return Err(Failure::usage(format!("decision {id} is named twice")));
        }
    }
    append(desk, &ids.iter().map(|id| Act::Undo(*id)).collect::<Vec<_>>(), author)
}

fn append(desk: &mut dyn Desk, acts: &[Act], author: &Author) -> Result<String, Failure> {
    let mut text = String::new();
    for act in acts {
        let id = desk.append(act, author.who, author.why)?;
        let _ = writeln!(text, "decision {id}: {}", log::said(act));
    }
    Ok(text)
}
