//! Verbal cues: the complement that a verb of saying or of attitude has in the parse, by the frames of the table.

use std::ops::Range;

use tidings_mention::Parse;
use tidings_mention::labels::{Dep, Pos, Tag};

use super::cues::{Entry, Frame, List};
use super::extents::{Pieces, clause_of, is_infinitive, phrase, runs, tidy, verb_group};
use super::found::{Found, Reader};
use super::passive::passive;
use super::raised::{denies_access, hung_on_noun, inner_subject, only_joined, opening_speaker, raised};
use super::sources::{Source, agent, is_author, is_passive, is_thing, noun_phrase, subject};
use super::tail;
use crate::AttributionClass;

/// The attribution that the verb at `v` makes, if it is a cue there.
pub(crate) fn find(r: &Reader, v: usize) -> Option<Found> {
    let parse = r.parse;
    let entry = r.cues.verb(parse.lemma(v))?;
    if matches!(parse.token(v).dep, Dep::Amod | Dep::Compound | Dep::Aux | Dep::Auxpass) {
        return None;
    }
    if r.lemma(v) == "deny" && denies_access(parse, v) {
        return None;
    }
    // "avoided naming", "omitted mentioning": it was not said.
    if parse.token(v).tag == Tag::Vbg && r.cues.lists(List::Unsaid, r.lemma(parse.head(v))) {
        return None;
    }
    let mut found = if is_passive(parse, v) { passive(r, v, entry)? } else { active(r, v, entry)? };
    // Spoken words attribute nothing outside their quotation.
    if let Some(q) = r.speech_at(v) {
        let inner = &r.quotes[q].tokens;
        found.content = found
            .content
            .iter()
            .map(|p| p.start.max(inner.start)..p.end.min(inner.end))
            .filter(|p| p.start < p.end)
            .collect();
        found.content = tidy(parse, std::mem::take(&mut found.content));
        if found.content.is_empty() {
            return None;
        }
    }
    if let Some(source) = &found.source {
        let outside = r.speech_at(source.head).is_none();
        if outside && is_author(parse, source.head) {
            return None;
        }
        // "It recommends that ...": an office, where the verb is one of speech.
        let office = r.is(source.head, "it") && !entry.attitude && !is_passive(parse, v);
        if is_thing(parse, source.head) && !entry.has(Frame::Thing) && !office {
            return None;
        }
    }
    let evidence = parse
        .children_by(v, Dep::Advcl)
        .chain(parse.children_by(v, Dep::Ccomp).flat_map(|c| parse.children_by(c, Dep::Advcl)))
        .filter(|&c| r.cues.lists(List::Evidence, r.lemma(c)) && parse.token(c).tag == Tag::Vbg)
        .filter(|&c| parse.head(c) == v || raised(r, c) == Some(v))
        .filter_map(|c| parse.child(c, Dep::Dobj));
    for object in evidence {
        found.evidence.extend(phrase(parse, object, &[]));
    }
    Some(found)
}

pub(crate) fn class_of(entry: &Entry, source: bool) -> AttributionClass {
    match (source, entry.attitude) {
        (false, _) => AttributionClass::Vague,
        (true, true) => AttributionClass::Attitude,
        (true, false) => AttributionClass::Explicit,
    }
}

fn active(r: &Reader, v: usize, entry: &Entry) -> Option<Found> {
    let parse = r.parse;
    if let Some(found) = tail::find(r, v, entry) {
        return Some(found);
    }
    let mut source = raised(r, v).map_or_else(|| subject(parse, v), |u| subject(parse, u));
    // A name called out within the quotation is not who speaks it.
    if let Some(s) = &source
        && r.speech_at(s.head).is_some()
        && r.speech_at(v).is_none()
    {
        source = parse
            .children_by(v, Dep::Nsubj)
            .rfind(|&c| r.speech_at(c).is_none())
            .and_then(|c| noun_phrase(parse, c))
            .or_else(|| inner_subject(r, v));
    }
    let strong = entry.has(Frame::That) && entry.has(Frame::Quote) && !entry.attitude;
    if source.is_none() && strong && parse.token(v).tag.is_finite() {
        source = inner_subject(r, v).or_else(|| opening_speaker(r, v));
    }
    let mut cue = verb_group(parse, v);
    let (content, rule) = complement(r, v, entry, &mut cue)
        .or_else(|| inverted(r, v, entry))
        .or_else(|| relative_gap(r, v, entry))?;
    let seems = entry.has(Frame::Passive) && matches!(r.lemma(v), "seem" | "appear");
    if seems {
        return Some(seeming(r, v, content, cue));
    }
    // Without a subject only a clause or a quotation makes words somebody's.
    if source.is_none() && !matches!(rule, "clause" | "inverted") {
        return None;
    }
    if source.is_none() && parse.token(v).tag == Tag::Vb && parse.head(v) == v {
        return None; // an imperative
    }
    let class = class_of(entry, source.is_some());
    Some(Found { source, cue, cue_token: v, content, class, direct: false, evidence: Pieces::new(), rule })
}

/// "The plan seems to work": nobody is named, the subject is part of the content.
fn seeming(r: &Reader, v: usize, mut content: Pieces, cue: Pieces) -> Found {
    if let Some(s) = r.parse.children(v).find(|&c| r.parse.token(c).dep == Dep::Nsubj)
        && !r.is(s, "it")
    {
        content.extend(phrase(r.parse, s, &[]));
    }
    let content = tidy(r.parse, content);
    Found {
        source: None,
        cue,
        cue_token: v,
        content,
        class: AttributionClass::Vague,
        direct: false,
        evidence: Pieces::new(),
        rule: "seems",
    }
}

/// The content by the frames of `entry`; what else belongs to the cue is added to `cue`.
fn complement(r: &Reader, v: usize, entry: &Entry, cue: &mut Pieces) -> Option<(Pieces, &'static str)> {
    let parse = r.parse;
    if let Some(c) = parse.children(v).find(|&c| is_clause(r, v, c, entry)) {
        // "Voters leaving the polls say they are tired": a subject that the parser took for a clause.
        let after = || parse.children(v).find(|&k| k > v && is_clause(r, v, k, entry));
        let told = if c < v && !set_apart(parse, c, v) { after().unwrap_or(c) } else { c };
        return Some((clause(r, v, told), "clause"));
    }
    let mut pieces = Pieces::new();
    let mut rule = "";
    for c in parse.children(v) {
        let token = parse.token(c);
        match token.dep {
            // "called on both sides to stop": the phrase takes it.
            Dep::Xcomp if is_infinitive(parse, c) && entry.has(Frame::To) && !asks_somebody(r, v, entry) => {
                pieces.extend(phrase(parse, c, &[]));
                rule = "infinitive";
            }
            Dep::Xcomp if token.tag == Tag::Vbg && entry.has(Frame::Ing) => {
                pieces.extend(phrase(parse, c, &[]));
                rule = "gerund";
            }
            Dep::Pcomp if entry.has(Frame::Ing) => {
                pieces.extend(phrase(parse, c, &[]));
                rule = "gerund";
            }
            _ => {}
        }
    }
    if !pieces.is_empty() {
        return Some((tidy(parse, pieces), rule));
    }
    if entry.has(Frame::That)
        && let Some(c) = hung_on_noun(r, v)
    {
        return Some((phrase(parse, c, &[]), "clause"));
    }
    let object =
        parse.children(v).find(|&c| matches!(parse.token(c).dep, Dep::Dobj) && !is_reflexive(r, c) && c > v);
    if let Some(o) = object {
        if entry.has(Frame::ObjectTo)
            && let Some(x) = parse.children(v).find(|&c| {
                matches!(parse.token(c).dep, Dep::Xcomp | Dep::Advcl) && is_infinitive(parse, c) && c > o
            })
        {
            return Some((tidy(parse, both(r, o, x)), "object-infinitive"));
        }
        if entry.has(Frame::ObjectObject)
            && let Some(x) = parse
                .children(v)
                .find(|&c| matches!(parse.token(c).dep, Dep::Oprd | Dep::Xcomp | Dep::Acomp) && c > v)
        {
            return Some((tidy(parse, both(r, o, x)), "object-name"));
        }
        // 'called the vote "a farce"', which the parser takes for an apposition
        if entry.has(Frame::ObjectObject)
            && parse.child(o, Dep::Appos).is_some_and(|a| r.quotes_over(&(a..a + 1)).len() == 1)
        {
            return Some((phrase(parse, o, &[]), "object-name"));
        }
        let with = |at: usize| {
            parse
                .children_by(at, Dep::Prep)
                .find(|&p| p > o && entry.object_prepositions.iter().any(|w| r.is(p, w)))
        };
        // "put the toll at 12": what comes after "at" is a figure.
        let figured =
            |p: usize| r.lemma(v) != "put" || parse.subtree(p).any(|i| parse.token(i).tag == Tag::Cd);
        if let Some(p) = with(v).or_else(|| with(o)).filter(|&p| figured(p)) {
            return Some((tidy(parse, both(r, o, p)), "object-phrase"));
        }
    }
    // "what he called a farce", "called protesters thugs" with the parser's compound
    if entry.has(Frame::ObjectObject)
        && object.is_none()
        && let Some(x) = parse.children_by(v, Dep::Oprd).find(|&c| c > v)
    {
        let mut pieces = phrase(parse, x, &[]);
        let wh = |c: usize| matches!(parse.token(c).tag, Tag::Wp | Tag::Wdt);
        if let Some(w) = parse.children_by(v, Dep::Dobj).find(|&c| c < v && wh(c)) {
            pieces.push(w..w + 1);
        }
        return Some((tidy(parse, pieces), "object-name"));
    }
    // "called for troops to leave"
    if let Some((c, mark)) = parse
        .children(v)
        .filter(|&c| c > v && matches!(parse.token(c).dep, Dep::Advcl | Dep::Ccomp | Dep::Xcomp))
        .find_map(|c| Some((c, parse.children_by(c, Dep::Mark).find(|&m| r.is(m, "for"))?)))
        && entry.prepositions.iter().any(|w| &**w == "for")
    {
        cue.push(mark..mark + 1);
        *cue = tidy_cue(std::mem::take(cue));
        return Some((phrase(parse, c, &[mark]), "phrase"));
    }
    for p in parse.children(v) {
        if matches!(parse.token(p).dep, Dep::Prep | Dep::Prt | Dep::Advmod | Dep::Dative)
            && entry.prepositions.iter().any(|w| r.is(p, w))
            && let Some(c) = prepositional(r, p)
        {
            cue.push(p..p + 1);
            *cue = tidy_cue(std::mem::take(cue));
            let to = entry.has(Frame::ObjectTo).then(|| {
                parse.children(v).find(|&x| {
                    x > c && matches!(parse.token(x).dep, Dep::Xcomp | Dep::Advcl) && is_infinitive(parse, x)
                })
            });
            let content = match to.flatten() {
                Some(x) => tidy(parse, both(r, c, x)),
                None => phrase(parse, c, &[]),
            };
            return Some((content, "phrase"));
        }
    }
    if entry.has(Frame::That) && entry.has(Frame::Quote) {
        let answer = parse.children(v).find(|&c| {
            c > v
                && matches!(parse.token(c).dep, Dep::Intj | Dep::Advmod | Dep::Dobj)
                && ["so", "yes", "no"].iter().any(|w| r.is(c, w))
        });
        if let Some(c) = answer {
            return Some((phrase(parse, c, &[]), "answer"));
        }
    }
    let bare =
        object.filter(|&o| entry.has(Frame::Object) && !entry.has(Frame::Hearer) && !is_empty_object(r, o));
    // "counted 304 dead": who gives the figure says it; "counted its money" is no cue.
    let bare = bare.filter(|&o| {
        !r.cues.lists(List::Tellers, r.lemma(v)) || parse.children(o).any(|c| parse.token(c).tag == Tag::Cd)
    });
    if let Some(o) = bare {
        // "expressed hope that": the noun is the cue.
        if r.cues.lists(List::Carriers, r.lemma(v)) && super::nouns::has_content(r, o) {
            return None;
        }
        let mut pieces = phrase(parse, o, &[]);
        // "denied any link to the attack": a complement of the noun that the parser gave to the verb.
        let end = parse.subtree(o).end;
        if let Some(p) = parse.children_by(v, Dep::Prep).find(|&p| {
            p == end && ["to", "of", "for", "against", "between", "with"].iter().any(|w| r.is(p, w))
        }) {
            pieces.extend(phrase(parse, p, &[]));
            pieces = tidy(parse, pieces);
        }
        return Some((pieces, "object"));
    }
    None
}

/// "called on the army to": somebody is asked by a preposition of the cue.
fn asks_somebody(r: &Reader, v: usize, entry: &Entry) -> bool {
    entry.has(Frame::ObjectTo)
        && r.parse.children_by(v, Dep::Prep).any(|p| p > v && entry.prepositions.iter().any(|w| r.is(p, w)))
}

/// Whether a comma or a closing mark parts the clause `c` from the verb `v` after it.
fn set_apart(parse: &Parse, c: usize, v: usize) -> bool {
    let end = parse.subtree(c).end;
    (end.saturating_sub(1)..v.min(end + 1)).any(|i| parse.token(i).pos == Pos::Punct)
}

/// What a preposition governs; "that of ..." through a second preposition too.
pub(crate) fn prepositional(r: &Reader, p: usize) -> Option<usize> {
    r.parse.children(p).find(|&c| c > p && matches!(r.parse.token(c).dep, Dep::Pobj | Dep::Pcomp))
}

pub(crate) fn tidy_cue(mut cue: Pieces) -> Pieces {
    cue.sort_by_key(|p| p.start);
    let mut out: Pieces = Vec::with_capacity(cue.len());
    for piece in cue {
        match out.last_mut() {
            Some(last) if last.end >= piece.start => last.end = last.end.max(piece.end),
            _ => out.push(piece),
        }
    }
    out
}

fn both(r: &Reader, a: usize, b: usize) -> Pieces {
    let mut pieces = phrase(r.parse, a, &[]);
    pieces.extend(phrase(r.parse, b, &[]));
    pieces
}

fn is_reflexive(r: &Reader, i: usize) -> bool {
    let s = r.parse.str(i);
    s.ends_with("self") || s.ends_with("selves")
}

/// An object that says nothing ("it", "so", "much").
fn is_empty_object(r: &Reader, i: usize) -> bool {
    matches!(r.parse.token(i).pos, Pos::Pron)
        && ["it", "so", "what", "much", "something", "nothing"].iter().any(|w| r.is(i, w))
}

/// Whether child `c` of `v` is a clause that `entry` takes.
fn is_clause(r: &Reader, v: usize, c: usize, entry: &Entry) -> bool {
    let parse = r.parse;
    let token = parse.token(c);
    if token.dep != Dep::Ccomp
        && !(token.dep == Dep::Advcl
            && has_mark(r, c, &["whether", "that"])
            && c > v
            && entry.has(Frame::That)
            && !has_mark(r, c, &["if"]))
    {
        return false;
    }
    if c < v && only_joined(parse, c, v) {
        return false;
    }
    if is_infinitive(parse, c) {
        return entry.has(Frame::ObjectTo) || entry.has(Frame::To);
    }
    if token.tag == Tag::Vbg && !parse.children(c).any(|k| parse.token(k).dep == Dep::Aux) {
        return entry.has(Frame::Ing) || entry.has(Frame::That);
    }
    let participle = token.tag == Tag::Vbn || !token.tag.is_verb();
    if participle && parse.child(c, Dep::Mark).is_none() && entry.has(Frame::ObjectObject) {
        return true;
    }
    entry.has(Frame::That) || entry.has(Frame::Quote)
}

fn has_mark(r: &Reader, c: usize, words: &[&str]) -> bool {
    r.parse.children_by(c, Dep::Mark).any(|m| words.iter().any(|w| r.is(m, w)))
}

/// The subtree of the clause `c` without verbs that are raised to `v`.
fn clause_phrase(r: &Reader, v: usize, c: usize) -> Pieces {
    let parse = r.parse;
    let mut cut: Vec<usize> = Vec::new();
    let mut next = Some(c);
    while let Some(k) = next {
        let conj = parse.children_by(k, Dep::Conj).last();
        if let Some(j) = conj
            && raised(r, j) == Some(v)
        {
            cut.push(j);
        }
        next = conj;
    }
    cut.extend(parse.children_by(c, Dep::Advcl).filter(|&k| raised(r, k) == Some(v)));
    phrase(parse, c, &cut)
}

/// The clause `c`; before a cue that ends the sentence it reaches back to the start of the sentence.
pub(crate) fn clause(r: &Reader, v: usize, c: usize) -> Pieces {
    let parse = r.parse;
    if c > v || parse.token(v).dep != Dep::Root {
        return clause_phrase(r, v, c);
    }
    let cue = cue_clause(r, v, &[c]);
    let sentence = r.sentence(v);
    // Words of the cue's own clause that stand before the content ("On Monday, he said, ...") stay out
    // only if the content does not begin before them.
    let start = parse.subtree(c).start.min(
        parse
            .children(v)
            .filter(|&k| {
                matches!(parse.token(k).dep, Dep::Ccomp | Dep::Advcl | Dep::Conj | Dep::Prep | Dep::Npadvmod)
            })
            .map(|k| parse.subtree(k).start)
            .min()
            .unwrap_or(usize::MAX),
    );
    runs(parse, start..sentence.end, |i| {
        if cue.contains(&i) {
            return false;
        }
        // After the cue only what hangs on the content.
        i < cue.start || parse.ancestors(i).any(|a| a == c)
    })
}

/// The run of tokens that are the cue, its source and what is said of when and where it was said.
fn cue_clause(r: &Reader, v: usize, contents: &[usize]) -> Range<usize> {
    let parse = r.parse;
    let (mut start, mut end) = (v, v + 1);
    for k in parse.children(v) {
        let dep = parse.token(k).dep;
        let own = matches!(
            dep,
            Dep::Nsubj
                | Dep::Nsubjpass
                | Dep::Aux
                | Dep::Auxpass
                | Dep::Neg
                | Dep::Prt
                | Dep::Agent
                | Dep::Dative
        );
        let after = k > v
            && matches!(
                dep,
                Dep::Prep | Dep::Npadvmod | Dep::Advmod | Dep::Dobj | Dep::Advcl | Dep::Acomp | Dep::Xcomp
            );
        if contents.contains(&k) || !(own || after) {
            continue;
        }
        let s = parse.subtree(k);
        start = start.min(s.start);
        end = end.max(s.end);
    }
    start..end
}

/// The content when the cue hangs on it: "The road, he said, was cut".
fn inverted(r: &Reader, v: usize, entry: &Entry) -> Option<(Pieces, &'static str)> {
    let parse = r.parse;
    if !entry.has(Frame::That) && !entry.has(Frame::Quote) {
        return None;
    }
    let head = parse.head(v);
    if head == v || parse.token(head).sentence != parse.token(v).sentence {
        return None;
    }
    let has_subject = parse.children(v).any(|c| parse.token(c).dep == Dep::Nsubj);
    let ok = match parse.token(v).dep {
        Dep::Parataxis | Dep::Intj => has_subject,
        Dep::Ccomp | Dep::Dep => has_subject && set_off(r, v) && parse.token(head).tag.is_verb(),
        Dep::Advcl => {
            has_subject
                && parse.children(v).any(|c| {
                    matches!(parse.token(c).dep, Dep::Mark | Dep::Advmod | Dep::Prep) && r.is(c, "as")
                })
        }
        _ => false,
    };
    if !ok {
        return None;
    }
    let clause = clause_of(parse, head);
    let content = phrase(parse, clause, &[v]);
    Some((content, "inverted"))
}

/// Commas or quotation marks stand around the cue's clause.
fn set_off(r: &Reader, v: usize) -> bool {
    let s = r.parse.subtree(v);
    let sentence = r.sentence(v);
    let comma = |i: usize| r.parse.token(i).pos == Pos::Punct;
    (s.start == sentence.start || comma(s.start - 1) || comma(s.start))
        && (s.end >= sentence.end || comma(s.end) || comma(s.end - 1))
}

/// The content is what the clause is about: "the attack which he condemned".
fn relative_gap(r: &Reader, v: usize, entry: &Entry) -> Option<(Pieces, &'static str)> {
    let parse = r.parse;
    let clause = parse.ancestors(v).take(4).find(|&a| parse.token(a).dep == Dep::Relcl)?;
    if clause != v && parse.token(v).dep != Dep::Conj || entry.has(Frame::Hearer) {
        return None;
    }
    // "which he views as a threat"
    let called = parse
        .children_by(v, Dep::Prep)
        .find(|&p| p > v && entry.object_prepositions.iter().any(|w| r.is(p, w)));
    if called.is_none() && !entry.has(Frame::Object) {
        return None;
    }
    let object = parse.child(v, Dep::Dobj);
    let subject = parse.child(v, Dep::Nsubj)?;
    if object.is_some_and(|o| o > v)
        || parse.token(subject).tag == Tag::Wp
        || parse.token(subject).tag == Tag::Wdt
    {
        return None;
    }
    let mut pieces = phrase(parse, parse.head(clause), &[clause]);
    pieces.retain(|p| p.start < parse.subtree(clause).start);
    if let Some(o) = object {
        pieces.push(o..o + 1);
    }
    if let Some(p) = called {
        pieces.extend(phrase(parse, p, &[]));
    }
    (!pieces.is_empty()).then_some((pieces, "relative"))
}

/// A verb that can stand beside a quotation, with who speaks.
pub(crate) fn quoting(r: &Reader, v: usize) -> Option<(Option<Source>, AttributionClass)> {
    let entry = r.cues.verb(r.parse.lemma(v))?;
    if !entry.has(Frame::Quote) || matches!(r.parse.token(v).dep, Dep::Amod | Dep::Compound) {
        return None;
    }
    let source = if is_passive(r.parse, v) { agent(r.parse, v) } else { subject(r.parse, v) };
    let class = class_of(entry, source.is_some());
    Some((source, class))
}
