//! How well an occurrence is supported, by the published rule of `docs/grades.md`, explained beside each grade.
//!
//! The classes follow Airwars' (confirmed, fair, weak, contested), the digit the Admiralty code's judgement of an
//! information. Neither says what is true; the letter of the Admiralty code, which judges a source's record, is
//! not given at all: a program that has read a handful of reports knows no source's record.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::{FxHashMap, FxHashSet};
use tidings_claim::{AttributionClass, Certainty, Polarity, Stance};

use crate::conflict::Matter;
use crate::facts::{Facts, Index};
use crate::identity::Names;
use crate::{ClaimRef, Conflict, ConflictKind, Corroboration, Grade};

/// Somebody who says so.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Voice<'l> {
    /// A named speaker, whoever prints it.
    Speaker(u32),
    /// A publisher in its own voice.
    Publisher(&'l str),
    /// A source that a publisher does not name.
    Unnamed(&'l str),
    /// A report without a publisher.
    Report(usize),
}

/// Grades all occurrences.
pub(crate) fn grades(m: &Matter, names: &Names, conflicts: &[Conflict]) -> Vec<Grade> {
    let mut against: FxHashMap<ClaimRef, Vec<&Conflict>> = FxHashMap::default();
    for c in conflicts.iter().filter(|c| matches!(c.kind, ConflictKind::Denies | ConflictKind::Contradicts)) {
        against.entry(c.b).or_default().push(c);
        if c.kind == ConflictKind::Contradicts {
            against.entry(c.a).or_default().push(c);
        }
    }
    let index = Index::new(m.facts);
    let one = |o: &crate::Occurrence| {
        let list: Vec<usize> = o.claims.iter().filter_map(|at| index.of(*at)).collect();
        grade(m, names, &list, &against)
    };
    m.occurrences.iter().map(one).collect()
}

fn grade(m: &Matter, names: &Names, list: &[usize], against: &FxHashMap<ClaimRef, Vec<&Conflict>>) -> Grade {
    let claim = |i: usize| {
        let at = m.facts[i].at;
        &m.reports[at.report].claims[at.claim]
    };
    let says = |&i: &usize| {
        let c = claim(i);
        m.facts[i].real
            && !m.withdrawn.claims.contains(&m.facts[i].at)
            && c.stance != Stance::Deny
            && (c.polarity == Polarity::Positive || !m.facts[i].figures.is_empty())
    };
    let support: Vec<usize> = list.iter().copied().filter(says).collect();
    // A report is counted under its group of copies.
    let under =
        |i: usize| m.copy_of.get(&m.facts[i].at.report).map_or((1, m.facts[i].at.report), |g| (0, *g));
    let reports: BTreeSet<_> = support.iter().map(|&i| under(i)).collect();
    let printed: BTreeSet<usize> = support.iter().map(|&i| m.facts[i].at.report).collect();
    if support.is_empty() {
        let why = if list.iter().any(|&i| m.facts[i].real) {
            "Only a denial or a negation is known here."
        } else {
            "A demand, a plan, an expectation or a judgement: nothing that could be supported."
        };
        return Grade { because: vec![why.into()], reports: reports.len(), ..Grade::default() };
    }
    let voices = voices(m, names, &support, &under);
    let mut because = vec![voices_told(names, &voices)];
    let copies = printed.len() - reports.len();
    if copies > 0 {
        because.push(format!(
            "Printed in {} reports, of which {copies} are copies and not counted.",
            printed.len()
        ));
    }
    let disputed = support.iter().find_map(|&i| Some((i, against.get(&m.facts[i].at)?.first()?)));
    let admitted = admitted(m, &support);
    let (corroboration, credibility) = if let Some((i, by)) = disputed {
        let other = if by.a == m.facts[i].at { by.b } else { by.a };
        because.push(format!(
            "{} {}.",
            who(m, names, other),
            if by.kind == ConflictKind::Denies { "denies it" } else { "says otherwise" }
        ));
        let weak = voices.keys().all(|v| matches!(v, Voice::Unnamed(_)))
            || support.iter().all(|&i| claim(i).certainty == Certainty::Possible);
        (Corroboration::Contested, if weak { 5 } else { 4 })
    } else if let Some(at) = admitted.filter(|_| voices.len() > 1) {
        because.push(format!("{} says so of its own side.", who(m, names, at)));
        (Corroboration::Acknowledged, 1)
    } else if voices.len() > 1 {
        let named = voices.keys().filter(|v| !matches!(v, Voice::Unnamed(_))).count();
        (Corroboration::Fair, if named >= 3 { 1 } else { 2 })
    } else {
        let vague = support.iter().all(|&i| claim(i).attribution == AttributionClass::Vague)
            || voices.keys().all(|v| matches!(v, Voice::Unnamed(_)));
        if vague {
            because.push("It rests on nobody who is named.".into());
        }
        (Corroboration::SingleSource, if vague { 6 } else { 3 })
    };
    Grade { corroboration, credibility, voices: voices.len(), reports: reports.len(), because }
}

/// The voices, each with the side it is on. Where a report lets somebody speak, its publisher only passes it on.
fn voices<'l>(
    m: &Matter<'l>,
    names: &Names,
    support: &[usize],
    under: &impl Fn(usize) -> (u8, usize),
) -> BTreeMap<Voice<'l>, usize> {
    let speaks = |i: usize| {
        let at = m.facts[i].at;
        m.reports[at.report].claims[at.claim].speaker.is_some()
    };
    let relayed: FxHashSet<(u8, usize)> = support.iter().filter(|&&i| speaks(i)).map(|&i| under(i)).collect();
    // Copies speak with the voice of the first that ran.
    let mut first: BTreeMap<(u8, usize), usize> = BTreeMap::new();
    for &i in support {
        first.entry(under(i)).or_insert(m.facts[i].at.report);
    }
    let mut out = BTreeMap::new();
    for &i in support {
        let report = first[&under(i)];
        let publisher = m.reports[report].document.meta.publisher.as_deref();
        let voice = match (m.facts[i].speaker, speaks(i), publisher) {
            (Some(id), ..) => Voice::Speaker(id),
            (None, true, Some(p)) => Voice::Unnamed(p),
            (None, false, _) if relayed.contains(&under(i)) => continue,
            (None, false, Some(p)) => names.of(report, p).map_or(Voice::Publisher(p), Voice::Speaker),
            (None, _, None) => Voice::Report(report),
        };
        out.entry(voice).or_insert(i);
    }
    out
}

fn voices_told(names: &Names, voices: &BTreeMap<Voice, usize>) -> String {
    let name = |v: &Voice| match v {
        Voice::Speaker(id) => names.identities[*id as usize].name.clone(),
        Voice::Publisher(p) => (*p).to_string(),
        Voice::Unnamed(p) => format!("somebody not named in {p}"),
        Voice::Report(_) => "a report without a publisher".to_string(),
    };
    let list: Vec<String> = voices.keys().take(5).map(name).collect();
    let more = voices.len().saturating_sub(5);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    match voices.len() {
        1 => format!("One voice: {}.", list[0]),
        n => format!("{n} voices: {}{more}.", list.join("; ")),
    }
}

/// A claim by which a party says of itself what others say of it.
fn admitted(m: &Matter, support: &[usize]) -> Option<ClaimRef> {
    let own =
        |f: &Facts| f.voice.is_some_and(|v| f.actors.contains(&v)) || f.side.is_some() && f.side == f.acting;
    let hard = |f: &Facts| {
        let c = &m.reports[f.at.report].claims[f.at.claim];
        matches!(c.plover.kind, Some("ASSAULT" | "COERCE" | "RETREAT" | "MOBILIZE" | "SANCTION"))
            && matches!(c.stance, Stance::Assert)
    };
    let by = support.iter().map(|&i| &m.facts[i]).find(|f| own(f) && hard(f))?;
    let other = support
        .iter()
        .any(|&i| m.facts[i].voice != by.voice && (by.side.is_none() || m.facts[i].side != by.side));
    other.then_some(by.at)
}

/// Who makes a claim, as a sentence begins.
fn who(m: &Matter, names: &Names, at: ClaimRef) -> String {
    let r = &m.reports[at.report];
    let speaker = r.claims[at.claim].speaker.as_deref().filter(|s| *s != "unnamed");
    let name = speaker.map(|s| names.full(at.report, s)).or(r.document.meta.publisher.as_deref());
    let name = name.unwrap_or("Another report");
    let mut chars = name.chars();
    chars.next().map_or_else(String::new, |c| c.to_uppercase().chain(chars).collect())
}
