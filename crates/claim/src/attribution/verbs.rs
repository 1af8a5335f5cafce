//! Verbal cues: the complement that a verb of saying or of attitude has in the parse, by the frames of the table.

use std::ops::Range;

use tidings_mention::labels::{Dep, Pos, Tag};

use super::clauses::{clause, inverted, is_clause, relative_gap, set_apart};
use super::cues::{Entry, Frame, List};
use super::extents::{Pieces, is_infinitive, phrase, tidy, verb_group};
use super::found::{Found, Reader};
use super::passive::passive;
use super::raised::{denies_access, hung_on_noun, inner_subject, named_before, opening_speaker, raised};
use super::sources::{Source, agent, is_author, is_passive, is_thing, subject};
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
        let office =
            r.is(source.head, "it") && !entry.attitude && !is_passive(parse, v) && !is_infinitive(parse, v);
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
    // "The paper, quoting sources, reported that ..."
    let by_source = found.source.iter().flat_map(|s| parse.children_by(s.head, Dep::Acl));
    let by_source = by_source
        .filter(|&c| r.cues.lists(List::Evidence, r.lemma(c)) && parse.token(c).tag == Tag::Vbg)
        .filter_map(|c| parse.child(c, Dep::Dobj));
    for object in evidence.chain(by_source).collect::<Vec<_>>() {
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
        source = inner_subject(r, v);
    }
    if source.is_none() && parse.token(v).tag.is_finite() {
        source = named_before(r, v);
    }
    if let Some(issuer) = issuer(r, v) {
        source = Some(issuer);
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

/// Who speaks through a text or a means: "the office issued a statement saying", "used the speech to warn of".
fn issuer(r: &Reader, v: usize) -> Option<Source> {
    let parse = r.parse;
    let over = parse.head(v);
    let acts = match parse.token(v).dep {
        Dep::Acl if parse.token(over).dep == Dep::Dobj => {
            let text = parse.token(v).tag == Tag::Vbg && r.cues.lists(List::Media, r.lemma(over));
            let u = parse.head(over);
            (text || r.cues.lists(List::Means, r.lemma(u))).then_some(u)
        }
        Dep::Xcomp | Dep::Advcl => r.cues.lists(List::Means, r.lemma(over)).then_some(over),
        _ => None,
    }?;
    let active = parse.token(acts).tag.is_verb() && !is_passive(parse, acts);
    subject(parse, acts).filter(|s| active && !is_thing(parse, s.head))
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
        if entry.has(Frame::ObjectObject)
            && let Some(name) = quoted_name(r, v, o)
        {
            let mut pieces = phrase(parse, o, &[]);
            pieces.push(name);
            return Some((tidy(parse, pieces), "object-name"));
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
    // "one study found traces of oil": what a study finds it says; what people find may be a body.
    let studied = || {
        let study = |s: usize| [List::Media, List::Polls].iter().any(|&l| r.cues.lists(l, r.lemma(s)));
        r.lemma(v) == "find" && parse.child(v, Dep::Nsubj).is_some_and(study)
    };
    let bare = object.filter(|&o| {
        (entry.has(Frame::Object) || studied() && parse.token(o).tag.is_noun())
            && !entry.has(Frame::Hearer)
            && !is_empty_object(r, o)
    });
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

/// 'called the raid that killed five officers "an attack on all": what the object `o` of `v` is called, in the quotation
/// right behind it, wherever the parser hung it.
fn quoted_name(r: &Reader, v: usize, o: usize) -> Option<Range<usize>> {
    let parse = r.parse;
    let quote = r.quotes_over(&(o + 1..r.sentence(v).end)).first()?.tokens.clone();
    let before = quote.start.checked_sub(1).filter(|&i| i >= o)?;
    let hung = parse.ancestors(before).any(|a| a == o);
    let clause = parse.token(quote.start + 1).tag.is_finite();
    (hung && !clause && parse.token(before).pos != Pos::Punct).then_some(quote)
}

/// "called on the army to": somebody is asked by a preposition of the cue.
fn asks_somebody(r: &Reader, v: usize, entry: &Entry) -> bool {
    entry.has(Frame::ObjectTo)
        && r.parse.children_by(v, Dep::Prep).any(|p| p > v && entry.prepositions.iter().any(|w| r.is(p, w)))
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

/// A verb that can stand beside a quotation, with who speaks.
pub(crate) fn quoting(r: &Reader, v: usize) -> Option<(Option<Source>, AttributionClass)> {
    let entry = r.cues.verb(r.parse.lemma(v))?;
    if !entry.has(Frame::Quote) || matches!(r.parse.token(v).dep, Dep::Amod | Dep::Compound) {
        return None;
    }
    let source = if is_passive(r.parse, v) { agent(r.parse, v) } else { subject(r.parse, v) };
    // A noun within the quotation is not who speaks it.
    let spoken = source.as_ref().is_some_and(|s| r.speech_at(s.head).is_some()) && r.speech_at(v).is_none();
    let source = if spoken { inner_subject(r, v) } else { source };
    let class = class_of(entry, source.is_some());
    Some((source, class))
}
