//! Lines at the top of a plain text that say who publishes it: a letterhead, the name of a paper, "ORG, 3 July 2019".

use crate::{Block, BlockKind, Span, dates};

use super::heads;

/// Words that the name of a publishing body or paper has at its head, lower case. What follows one in a name is
/// nothing, or "of", "for" and the like.
#[rustfmt::skip]
const BODIES: [&str; 84] = [
    "academy", "administration", "agency", "alliance", "army", "assembly", "association", "authority", "bank", "blog", "board",
    "brigade", "broadcasting", "bulletin", "bureau", "center", "centre", "chronicle", "club", "coalition", "command",
    "commission", "committee", "consortium", "corporation", "council", "courier", "crescent", "cross", "daily", "department",
    "directorate", "dispatch", "embassy", "examiner", "federation", "force", "forces", "foundation", "fund", "gazette",
    "government", "group", "guardian", "headquarters", "herald", "initiative", "institute", "journal", "laboratory", "mail",
    "media", "médecins", "ministry", "mirror", "mission", "monitor", "network", "news", "newspaper", "observatory", "observer",
    "office", "organisation", "organization", "police", "post", "press", "programme", "project", "record", "reporter",
    "review", "secretariat", "sentinel", "service", "society", "staff", "standard", "telegraph", "times", "tribune", "union",
    "university",
];

/// Bodies that publish under their initials.
#[rustfmt::skip]
const INITIALS: [&str; 24] = [
    "ocha", "unhcr", "unicef", "undp", "wfp", "who", "iom", "ifrc", "icrc", "msf", "osce", "echo", "fema", "usgs", "unrwa",
    "unifil", "monusco", "unmiss", "minusma", "acaps", "acled", "isw", "nato", "afp",
];

/// Words that join the parts of a name.
const JOINTS: [&str; 18] = [
    "of", "for", "and", "the", "in", "on", "to", "&", "at", "de", "du", "des", "la", "le", "und", "für",
    "der", "a",
];

/// Marks the letterhead among the first blocks as a byline, so that it is neither the title nor a claim. A line alone
/// above the text is its headline, whatever its words; only with another heading beside it is it a letterhead.
pub(super) fn mark(text: &str, blocks: &mut [Block], title: Option<&str>) {
    let near = blocks.len().min(6);
    let top = blocks[..near].iter().position(|b| b.span.len() > 200).unwrap_or(near);
    let plain = |b: &Block| matches!(b.kind, BlockKind::Paragraph | BlockKind::Title | BlockKind::Headline);
    let heading = |b: &Block| plain(b) && !super::lines::ends_sentence(b.span.slice(text));
    let headings = blocks[..top].iter().filter(|b| heading(b)).count();
    let mut left = headings;
    for block in &mut blocks[..top] {
        let slice = block.span.slice(text);
        let is_title = block.kind == BlockKind::Title || title.is_some_and(|t| super::same_words(slice, t));
        if left > 1 && !is_title && heading(block) && (name(slice).is_some() || is_kind_of_text(slice)) {
            block.kind = BlockKind::Byline;
            left -= 1;
        }
    }
}

/// "Press release", "Press Service": says what the text is.
fn is_kind_of_text(line: &str) -> bool {
    let lower = line.trim_end_matches(':').to_lowercase();
    matches!(
        lower.as_str(),
        "press release"
            | "news release"
            | "for immediate release"
            | "statement"
            | "press statement"
            | "media release"
            | "press service"
            | "communiqué"
            | "communique"
    )
}

/// The publisher that a byline, dateline, letterhead or copyright line names, and where.
pub(crate) fn publisher(text: &str, blocks: &[Block]) -> Option<(Span, String)> {
    let near = || blocks.iter().take(8);
    let byline = near().filter(|b| b.kind == BlockKind::Byline).find_map(|b| in_byline(text, b.span));
    byline
        .or_else(|| near().filter(|b| b.kind == BlockKind::Dateline).find_map(|b| in_dateline(text, b.span)))
        .or_else(|| {
            blocks.iter().filter(|b| b.kind == BlockKind::Boilerplate).find_map(|b| stated(text, b.span))
        })
}

fn found(text: &str, within: Span, name: &str) -> Option<(Span, String)> {
    let name = name
        .trim_matches(|c: char| c.is_whitespace() || matches!(c, ',' | '.' | ';' | '|' | '"' | '–' | '-'));
    let at = within.start as usize + within.slice(text).find(name)?;
    let clean = name.split_whitespace().collect::<Vec<_>>().join(" ");
    (!clean.is_empty()).then(|| (Span::new(at, at + name.len()), clean))
}

fn in_byline(text: &str, span: Span) -> Option<(Span, String)> {
    let line = span.slice(text);
    let lower = line.to_lowercase();
    for start in ["source:", "publisher:", "published by ", "issued by ", "from:"] {
        if lower.starts_with(start) && lower.len() == line.len() {
            return found(text, span, &line[start.len()..]);
        }
    }
    // "By Jane Roe, The Tarn Courier", "Jane Roe | Reuters": the part that is a body.
    let parts = line.split(['|', ',', '•', '·', '—', '–']).map(str::trim);
    let mut parts = parts.map(|p| p.strip_prefix("By ").unwrap_or(p));
    let part = parts.find(|p| name(p).is_some() || heads::is_agency(p))?;
    found(text, span, part)
}

/// The agency in the brackets of a dateline.
fn in_dateline(text: &str, span: Span) -> Option<(Span, String)> {
    let line = span.slice(text);
    let (open, close) = (line.find('(')?, line.find(')')?);
    let inner = line.get(open + 1..close)?;
    (heads::is_agency(inner) || name(inner).is_some()).then(|| found(text, span, inner))?
}

/// "© 2020 The Tarn Times", "This report is produced by OCHA in collaboration with ...".
fn stated(text: &str, span: Span) -> Option<(Span, String)> {
    let line = span.slice(text);
    if let Some((_, rest)) = self_reference(line) {
        let end = rest.find([',', '.', ';', '(']).unwrap_or(rest.len());
        let end =
            [" in ", " with ", " on ", " and "].iter().filter_map(|w| rest.find(w)).fold(end, usize::min);
        return found(text, span, rest[..end].trim_start_matches("the ").trim_start_matches("The "));
    }
    let rest = ["©", "Copyright", "copyright", "(c)"].iter().find_map(|mark| line.strip_prefix(mark))?;
    let rest = rest.trim_start_matches(|c: char| !c.is_alphabetic()).trim_start_matches("by ");
    let end = rest.find(['.', ',', ';', '|']).unwrap_or(rest.len());
    let own = rest[..end].trim_end_matches(|c: char| !c.is_alphabetic());
    let short = own.split_whitespace().count() <= 6 && own.starts_with(char::is_uppercase);
    short.then(|| found(text, span, own))?
}

/// A sentence by which a report says who made it: where its verb begins, and what follows "by".
pub(super) fn self_reference(line: &str) -> Option<(usize, &str)> {
    if line.len() > 400 {
        return None;
    }
    const KINDS: [&str; 9] =
        ["report", "update", "bulletin", "document", "statement", "assessment", "brief", "briefing", "note"];
    const MADE: [&str; 8] =
        ["produced", "issued", "prepared", "published", "compiled", "written", "released", "drafted"];
    let rest = ["This ", "The present "].iter().find_map(|start| line.strip_prefix(start))?;
    let mut words = rest.split(' ');
    let kind = words.by_ref().take(3).any(|w| KINDS.contains(&w.to_lowercase().as_str()));
    let head = rest.find(" by ")?;
    let made = kind && rest[..head].split(' ').any(|w| MADE.contains(&w)) && head < 60;
    made.then(|| (line.len() - rest.len() + head, &rest[head + 4..]))
}

/// The body that a line names, if it names one and nothing else but a date.
fn name(line: &str) -> Option<&str> {
    let line = line.trim();
    if line.len() > 120 || line.ends_with(['.', '!', '?', ':']) || line.contains(['"', '“', ';']) {
        return None;
    }
    let parts: Vec<&str> = line.split(',').map(str::trim).collect();
    let body = parts[0];
    let dated = parts.len() == 1 || dates::parse(&line[body.len()..]).is_some();
    let words: Vec<&str> = body.split_whitespace().collect();
    if !dated || words.len() > 10 {
        return None;
    }
    let capital = |w: &str| w.starts_with(|c: char| c.is_uppercase() || c == '(');
    let joint = |w: &str| JOINTS.contains(&w);
    if !words.iter().all(|w| capital(w) || joint(w))
        || words.iter().any(|w| w.starts_with(|c: char| c.is_ascii_digit()))
    {
        return None;
    }
    let bare = |w: &str| w.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    // "WHO" is a body, "Who" opens a question.
    let loud = |w: &str| w.chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase);
    if words.len() <= 3 && words.iter().any(|w| loud(w) && INITIALS.contains(&bare(w).as_str())) {
        return Some(body);
    }
    // The head word: the last one, or one before a joint.
    let head = words.iter().enumerate().any(|(k, w)| {
        let before_joint =
            words.get(k + 1).is_none_or(|next| joint(next) || next.starts_with('(') || bare(next) == "sans");
        BODIES.contains(&bare(w).as_str()) && before_joint
    });
    (head && words.len() > 1).then_some(body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_bodies() {
        for line in [
            "Ministry of Defence of the Republic of Tarnia",
            "Norn Institute for Security",
            "The Tarn Courier",
            "UN OCHA",
            "WHO, 8 August 2020",
            "WFP Tarn",
            "Tarnian Red Cross, 8 August 2020",
            "General Staff of the Armed Forces",
        ] {
            assert!(name(line).is_some(), "{line}");
        }
        for line in [
            "Ministry Denies Attack on Hospital",
            "Tarn, 26 April 2015",
            "Press freedom under threat",
            "Floods Kill 11 in Tarn",
            "Institute warns of famine",
        ] {
            assert_eq!(name(line), None, "{line}");
        }
    }
}
