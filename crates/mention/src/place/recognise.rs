//! Which stretches of text are toponyms.
//!
//! The parser's entities and the gazetteer's names are both evidence, and neither is enough: the parser takes
//! unknown towns for products, the gazetteer knows a town for nearly every surname. Every name that the
//! gazetteer knows is weighed by [`evidence`]; then the document is looked at as a whole: a name that is
//! plainly a place once is one where the evidence was thin, and a name that is plainly a person's is none.

use std::ops::Range;

use rustc_hash::FxHashSet;
use tidings_gazetteer::{Candidate, Gazetteer, Kind, Level, NameClass, Words};
use tidings_text::Span;

use super::evidence::{self, Context, Tally};
use super::lists;
use super::words::{BODIES, COMPASS, DEGREES, FEATURES, SMALL_WORDS, has};
use crate::labels::{Dep, EntityLabel, Pos, Tag};
use crate::parse::{Entity, Parse};
use crate::types::PlaceSense;

/// A toponym before it is resolved.
#[derive(Debug, Clone)]
pub(super) struct Toponym<'g> {
    /// Tokens of the name, with a type word ("Kursk region").
    pub tokens: Range<usize>,
    /// Characters of the name; less than its tokens for "U.S." in "U.S.-led".
    pub span: Span,
    /// The part of the name that the candidates go by, where it is not all of it: "Manila" of "Manila Cathedral".
    pub inner: Option<Span>,
    /// How it is used.
    pub sense: PlaceSense,
    /// A type word says what sort of place is meant.
    pub wanted: Option<Level>,
    /// What it can mean, as the gazetteer orders it.
    pub candidates: Vec<Candidate<'g>>,
    /// How well the words around support it; see [`evidence::ACCEPT`].
    pub evidence: Tally,
}

/// Most names of one length that are kept: even "Santa Cruz" has fewer that anyone writes about.
pub(super) const MOST: usize = 48;

/// The toponyms of a document, in text order, none overlapping.
pub(super) fn toponyms<'g>(parse: &Parse, gazetteer: &'g Gazetteer) -> Vec<Toponym<'g>> {
    let finder = Finder { cx: Context::new(parse), parse, gazetteer };
    let mut found: Vec<Toponym<'g>> = Vec::new();
    let mut strings: Vec<&str> = Vec::new();
    for sentence in parse.sentences() {
        let range = sentence.tokens.clone();
        strings.clear();
        strings.extend(range.clone().map(|i| parse.str(i)));
        if !range.clone().any(|i| name_like(strings[i - range.start])) {
            continue;
        }
        let words = Words::new(&strings);
        let mut i = range.start;
        while i < range.end {
            let next = match name_like(strings[i - range.start])
                .then(|| finder.at(&words, range.start, i))
                .flatten()
            {
                Some(t) => {
                    let next =
                        if t.evidence.sum >= evidence::ACCEPT { t.tokens.end.max(i + 1) } else { i + 1 };
                    found.push(t);
                    next
                }
                None => i + 1,
            };
            i = next;
        }
    }
    settle(parse, &mut found);
    lists::typed_after(parse, gazetteer, &mut found);
    lists::typed_before(parse, gazetteer, &mut found);
    found
}

/// Toponyms at the given spans, in text order; those without a whole token are left out.
pub(super) fn marked<'g>(parse: &Parse, gazetteer: &'g Gazetteer, spans: &[Span]) -> Vec<Toponym<'g>> {
    let finder = Finder { cx: Context::new(parse), parse, gazetteer };
    let mut spans = spans.to_vec();
    spans.sort_unstable_by_key(|s| (s.start, s.end));
    let mut found: Vec<Toponym<'g>> = Vec::new();
    for span in spans {
        let tokens = parse.tokens_in(span);
        let text = span.slice(&parse.doc().text);
        if tokens.is_empty() || text.is_empty() || found.last().is_some_and(|t| t.tokens.end > tokens.start) {
            continue;
        }
        let mut candidates: Vec<_> =
            gazetteer.lookup(text).filter(|c| fits_case_of(text, c) || text.len() > 3).take(MOST).collect();
        finder.with_article(&tokens, &mut candidates);
        let small = candidates.first().is_none_or(|c| evidence::size(c) < 1.4);
        let (mut sense, mut wanted) = (None, None);
        if small && let Some(first) = gazetteer.demonym(text).next() {
            candidates = std::iter::once(first).chain(gazetteer.demonym(text).skip(1)).collect();
            sense = Some(PlaceSense::Demonym);
        } else if let Some((_, level, typed)) = finder.typed(&tokens) {
            (wanted, candidates) = (Some(level), typed);
        }
        if candidates.is_empty() {
            let typed = gazetteer.lookup_typed(text);
            if typed.level_matched {
                (wanted, candidates) = (typed.wanted, typed.candidates);
            }
        }
        let mut inner = None;
        if candidates.is_empty()
            && let Some((span, known)) = finder.inner(&tokens)
        {
            (inner, candidates) = (Some(span), known);
        }
        let sense = sense.unwrap_or_else(|| {
            if candidates.is_empty() { PlaceSense::Literal } else { finder.sense(&tokens, &candidates) }
        });
        found.push(Toponym {
            tokens,
            span,
            inner,
            sense,
            wanted,
            candidates,
            evidence: Tally::one("marked by hand", evidence::FIRM),
        });
    }
    found
}

/// Decides thin cases by the rest of the document.
fn settle(parse: &Parse, found: &mut Vec<Toponym>) {
    let key = |span: Span| span.slice(&parse.doc().text);
    let firm: FxHashSet<&str> = found
        .iter()
        .filter(|t| t.evidence.sum >= evidence::FIRM && t.sense != PlaceSense::Demonym)
        .map(|t| key(t.span))
        .collect();
    // Last words of the full names of people.
    let people: FxHashSet<&str> = parse
        .entities()
        .iter()
        .filter(|e| matches!(e.label, EntityLabel::Person | EntityLabel::Per) && e.tokens.len() > 1)
        .map(|e| {
            let last = e.tokens.end - 1;
            let last = if parse.token(last).tag == Tag::Pos { last - 1 } else { last };
            parse.str(last)
        })
        .collect();
    let mut end = 0;
    found.retain_mut(|t| {
        let name = key(t.span);
        if firm.contains(name) && t.evidence.sum < evidence::FIRM {
            t.evidence.add("plainly a place elsewhere", evidence::REPEATED);
        }
        if t.sense != PlaceSense::Demonym && people.contains(name) && !firm.contains(name) {
            t.evidence.add("a person's last name here", evidence::SURNAME);
        }
        let listed = || {
            t.tokens.start == end + 1
                && end > 0
                && matches!(parse.str(end), "and" | "," | "or")
                && parse.token(end).sentence == parse.token(end - 1).sentence
        };
        if t.candidates.first().is_some_and(|c| !c.ambiguous_word && evidence::size(c) >= 1.4) && listed() {
            t.evidence.add("in a list after a place", evidence::LISTED);
        }
        let keep = t.evidence.sum >= evidence::ACCEPT && t.tokens.start >= end;
        if keep {
            end = t.tokens.end;
        }
        keep
    });
}

pub(super) fn name_like(s: &str) -> bool {
    s.starts_with(|c: char| c.is_uppercase() || c.is_alphabetic() && !c.is_lowercase() && !c.is_ascii())
}

pub(super) struct Finder<'a, 'd, 'g> {
    pub cx: Context<'a, 'd>,
    pub parse: &'a Parse<'d>,
    pub gazetteer: &'g Gazetteer,
}

impl<'g> Finder<'_, '_, 'g> {
    /// The likeliest toponym that begins at token `i`; it may still be too thin.
    fn at(&self, words: &Words, base: usize, i: usize) -> Option<Toponym<'g>> {
        if let Some(road) = self.road(i) {
            return Some(road);
        }
        let demonym = self.demonym(i);
        let compass = has(COMPASS, self.parse.str(i));
        let mut best: Option<Toponym<'g>> = None;
        let mut matches: Vec<_> = self.gazetteer.names_at(words, i - base).collect();
        while let Some(m) = matches.pop() {
            // "the West" is none of the provinces called West.
            if m.len == 1 && compass {
                continue;
            }
            let tokens = i..i + m.len;
            let last = tokens.end - 1;
            // A name does not end with a mark or a possessive, and its last word is no small word.
            if self.parse.token(last).pos == Pos::Punct && !self.parse.str(last).ends_with('.')
                || self.parse.token(last).tag == Tag::Pos
            {
                continue;
            }
            let mut candidates: Vec<Candidate<'g>> =
                m.candidates.filter(|c| self.fits_case(&tokens, c)).take(MOST).collect();
            self.with_article(&tokens, &mut candidates);
            if candidates.is_empty() {
                continue;
            }
            // "Canadian" is a town in Texas, and everywhere else a word for Canada's.
            let small = evidence::size(&candidates[0]) < 1.4;
            if small && m.len == 1 && demonym.as_ref().is_some_and(|d| d.tokens.len() == 1) {
                continue;
            }
            if let Some(t) = self.weigh(tokens, candidates)
                && best
                    .as_ref()
                    .is_none_or(|b| b.evidence.sum < evidence::ACCEPT && b.evidence.sum < t.evidence.sum)
            {
                best = Some(t);
            }
            if best.as_ref().is_some_and(|b| b.evidence.sum >= evidence::ACCEPT) {
                break;
            }
        }
        let accepted = |t: &Option<Toponym>| t.as_ref().is_some_and(|t| t.evidence.sum >= evidence::ACCEPT);
        if !accepted(&best) {
            for other in
                [demonym, self.the_west(i), self.hyphenated(i), self.unknown(i), self.typed_unknown(i)]
            {
                if accepted(&other) {
                    return other;
                }
            }
        }
        best
    }

    /// "the Gulf", "the States": places whose name has the article, before those that bear it without.
    fn with_article(&self, tokens: &Range<usize>, candidates: &mut Vec<Candidate<'g>>) {
        let p = self.parse;
        let first = p.sentence_of(tokens.start).tokens.start;
        if tokens.len() > 1 || tokens.start == first || !p.str(tokens.start - 1).eq_ignore_ascii_case("the") {
            return;
        }
        let known = |c: &Candidate| candidates.iter().any(|k| k.place.index == c.place.index);
        let named = self.gazetteer.lookup(&format!("the {}", p.text(tokens.clone())));
        let new: Vec<Candidate<'g>> = named.filter(|c| !known(c)).collect();
        candidates.splice(0..0, new);
    }

    /// A name of the gazetteer with all that speaks for and against it.
    fn weigh(&self, mut tokens: Range<usize>, mut candidates: Vec<Candidate<'g>>) -> Option<Toponym<'g>> {
        let mut wanted = None;
        if let Some((wide, level, typed)) = self.typed(&tokens) {
            let typed: Vec<_> = typed
                .into_iter()
                .filter(|c| fits_case_of(self.parse.text(tokens.clone()), c))
                .take(MOST)
                .collect();
            if !typed.is_empty() {
                (tokens, wanted, candidates) = (wide, Some(level), typed);
            }
        } else if self.in_longer_place(&tokens) {
            return None;
        }
        let evidence = self.cx.evidence(&tokens, &candidates, wanted.is_some());
        let sense = if candidates[0].class == NameClass::Demonym {
            PlaceSense::Demonym
        } else {
            self.sense(&tokens, &candidates)
        };
        let span = self.parse.span(tokens.clone());
        Some(Toponym { span, tokens, inner: None, sense, wanted, candidates, evidence })
    }

    /// The name is only a part of a place entity or feature that the gazetteer does not know ("New Alba", "Alba River").
    fn in_longer_place(&self, tokens: &Range<usize>) -> bool {
        let Some(e) = self.cx.entity(tokens.start) else { return false };
        let e = self.cx.trim(e);
        if e.end <= tokens.end && e.start >= tokens.start {
            return false;
        }
        let label = self.cx.label(tokens.start);
        let place = matches!(label, EntityLabel::Gpe | EntityLabel::Loc);
        let rest_is_body = (tokens.end..e.end)
            .any(|i| has(BODIES, self.parse.str(i)) || self.parse.token(i).pos == Pos::Punct);
        let feature = e.end > tokens.end
            && has(FEATURES, self.parse.str(e.end - 1))
            && matches!(label, EntityLabel::Loc | EntityLabel::Fac | EntityLabel::Gpe);
        let before = e.start < tokens.start && {
            let p = self.parse.str(tokens.start - 1);
            !has(super::words::LIMITERS, p) && name_like(p)
        };
        feature
            || place
                && (e.end > tokens.end && !rest_is_body && name_like(self.parse.str(tokens.end))
                    || before && label == EntityLabel::Gpe)
    }

    /// "Ukrainian", "Syrians".
    fn demonym(&self, i: usize) -> Option<Toponym<'g>> {
        let p = self.parse;
        let two =
            i + 1 < p.len() && p.token(i).sentence == p.token(i + 1).sentence && name_like(p.str(i + 1));
        for tokens in two.then_some(i..i + 2).into_iter().chain(std::iter::once(i..i + 1)) {
            let mut candidates = self.gazetteer.demonym(p.text(tokens.clone()));
            let Some(first) = candidates.next() else { continue };
            if first.ambiguous_word
                && !matches!(self.cx.label(i), EntityLabel::Norp | EntityLabel::Language | EntityLabel::Gpe)
            {
                continue;
            }
            let inside_name =
                matches!(self.cx.label(i), EntityLabel::Person | EntityLabel::Per | EntityLabel::WorkOfArt);
            let capitals = p.str(i).len() < 3;
            let middle = i > p.sentence_of(i).tokens.start
                && self.cx.label(i) != EntityLabel::Norp
                && self.cx.joined_before(&tokens, i - 1);
            if !inside_name && !capitals && !middle {
                let candidates = std::iter::once(first).chain(candidates).collect();
                let span = p.span(tokens.clone());
                return Some(Toponym {
                    tokens,
                    span,
                    inner: None,
                    sense: PlaceSense::Demonym,
                    wanted: None,
                    candidates,
                    evidence: Tally::one("word for a people", evidence::FIRM),
                });
            }
        }
        None
    }

    /// "the West", "the East" as parts of the world or of a country, where the gazetteer has them by that name.
    fn the_west(&self, i: usize) -> Option<Toponym<'g>> {
        let p = self.parse;
        let word = p.str(i);
        let alone = word != "Western"
            && has(COMPASS, word)
            && p.token(i).dep != Dep::Compound
            && !self.cx.label(i).eq(&EntityLabel::Person);
        if !alone {
            return None;
        }
        let candidates: Vec<_> =
            self.gazetteer.lookup(&format!("the {word}")).filter(|c| c.place.kind == Kind::Region).collect();
        let (tokens, span) = (i..i + 1, p.span(i..i + 1));
        let sense = PlaceSense::Metonym;
        (!candidates.is_empty()).then_some(Toponym {
            tokens,
            span,
            inner: None,
            sense,
            wanted: None,
            candidates,
            evidence: Tally::one("part of the world", evidence::ACCEPT),
        })
    }

    /// "U.S.-led", "D-Arden" where the tokens do not part at the hyphen.
    fn hyphenated(&self, i: usize) -> Option<Toponym<'g>> {
        let (token, word) = (self.parse.token(i), self.parse.str(i));
        let (left, right) = word.split_once(['-', '–', '/'])?;
        let part = if left.len() == 1 { right } else { left };
        if part.is_empty() || !name_like(part) {
            return None;
        }
        let offset = part.as_ptr() as usize - word.as_ptr() as usize;
        let start = token.span.start + offset as u32;
        let span = Span { start, end: start + part.len() as u32 };
        let mut candidates: Vec<Candidate<'g>> =
            self.gazetteer.lookup(part).filter(|c| fits_case_of(part, c)).take(MOST).collect();
        let mut sense = PlaceSense::Modifier;
        if candidates.is_empty() {
            candidates = self.gazetteer.demonym(part).collect();
            sense = PlaceSense::Demonym;
        }
        candidates.retain(|c| c.class != NameClass::Abbreviation || c.place.kind == Kind::Country);
        let first = candidates.first()?;
        let known = evidence::size(first) > 0.5 || left.len() == 1;
        known.then(|| Toponym {
            tokens: i..i + 1,
            span,
            inner: None,
            sense,
            wanted: None,
            candidates,
            evidence: Tally::one("joined by a hyphen", evidence::FIRM),
        })
    }

    /// Abbreviations are believed only in capitals; short names in capitals only as abbreviations.
    fn fits_case(&self, tokens: &Range<usize>, c: &Candidate) -> bool {
        let text = self.parse.text(tokens.clone());
        // "Que." may be parted from its full stop.
        let stop = || {
            self.parse.doc().text.as_bytes().get(self.parse.span(tokens.clone()).end as usize) == Some(&b'.')
        };
        if !(fits_case_of(text, c) || c.class == NameClass::Abbreviation && stop()) {
            return false;
        }
        // "NEEDS AND RESPONSE" does not speak of Andorra.
        if c.class == NameClass::Abbreviation && self.cx.shouting(tokens.start) && has(SMALL_WORDS, text) {
            return false;
        }
        let short = tokens.len() == 1 && text.len() <= 4 && !text.contains('.') && is_capitals(text);
        if short && !self.cx.shouting(tokens.start) {
            if c.class != NameClass::Abbreviation {
                return c.class == NameClass::Alternate
                    && matches!(c.place.kind, Kind::Country | Kind::Region);
            }
            // "OR", "IN", "CT": a postal code only after the name of a town.
            return c.place.kind == Kind::Country || self.cx.after_comma(tokens.start);
        }
        // "Murphy, M.D.", "Ms. Varga": what a person is called.
        if c.class == NameClass::Abbreviation && has(DEGREES, text.trim_end_matches('.')) {
            return false;
        }
        // "P.A." after a firm's name, "AP" after a dateline.
        c.class != NameClass::Abbreviation
            || c.place.kind == Kind::Country
            || self.cx.after_comma(tokens.start)
            || self.cx.constituency(tokens.start)
            || self.cx.after_compass(tokens.start)
            || text.len() > 2
                && self.cx.label(tokens.start) == EntityLabel::Gpe
                && !self.cx.shouting(tokens.start)
    }

    /// Takes a type word after or before the name into the toponym: "Kursk region", "Gebiet Kursk".
    fn typed(&self, tokens: &Range<usize>) -> Option<(Range<usize>, Level, Vec<Candidate<'g>>)> {
        let p = self.parse;
        let wide = tokens.start..tokens.end + 1;
        if wide.end <= p.sentence_of(tokens.start).tokens.end && p.token(tokens.end).pos != Pos::Punct {
            let t = self.gazetteer.lookup_typed(p.text(wide.clone()));
            // "the Kursk area" is as wide as one likes, and "Alba City Council" is the council of Alba.
            let vague = matches!(
                p.str(tokens.end),
                "area"
                    | "community"
                    | "range"
                    | "Co"
                    | "channel"
                    | "state"
                    | "division"
                    | "department"
                    | "Department"
                    | "Division"
                    | "Community"
            );
            let body = name_like(p.str(tokens.end))
                && wide.end < p.sentence_of(tokens.start).tokens.end
                && has(&["council", "hall", "police", "manager", "attorney"], p.str(wide.end));
            let settlement = t.wanted == Some(Level::Settlement) && (body || !name_like(p.str(tokens.end)));
            if let Some(level) = t.wanted.filter(|_| t.level_matched && !vague && !t.candidates.is_empty()) {
                return Some((if settlement { tokens.clone() } else { wide }, level, t.candidates));
            }
        }
        if let Some(rivers) = self.river(tokens) {
            return Some((tokens.clone(), Level::Water, rivers));
        }
        // "the region of Kursk", "the city of Kursk": the type word says which is meant, the span stays.
        if tokens.start >= 2
            && p.str(tokens.start - 1) == "of"
            && p.token(tokens.start - 2).sentence == p.token(tokens.start).sentence
        {
            let t = self.gazetteer.lookup_typed(p.text(tokens.start - 2..tokens.end));
            if let Some(level) = t.wanted.filter(|_| t.level_matched && !t.candidates.is_empty()) {
                return Some((tokens.clone(), level, t.candidates));
            }
        }
        // "the towns of Alba and Bern", "the city Alba", "nearby village Alba".
        if tokens.start >= 1 && matches!(p.str(tokens.start - 1), "city" | "town" | "village" | "capital") {
            let settlements: Vec<_> = self
                .gazetteer
                .lookup(p.text(tokens.clone()))
                .filter(|c| Level::Settlement.allows(c.place.kind))
                .collect();
            return (!settlements.is_empty()).then(|| (tokens.clone(), Level::Settlement, settlements));
        }
        None
    }

    /// Literal, a stand-in for a government, or part of another name.
    fn sense(&self, tokens: &Range<usize>, candidates: &[Candidate]) -> PlaceSense {
        let p = self.parse;
        let head = crate::name::head_of(p, tokens.clone());
        let t = p.token(head);
        let best = &candidates[0].place;
        let governs = best.kind == Kind::Country
            || candidates.iter().take(3).any(|c| c.place.is_capital)
            || best.kind == Kind::Seat;
        let verb = p.head(head);
        let subject = matches!(t.dep, Dep::Nsubj | Dep::Agent)
            && p.token(verb).tag.is_verb()
            && !matches!(p.lemma(verb), "be" | "lie" | "remain" | "become" | "have" | "border");
        if best.kind == Kind::Seat || governs && subject {
            return PlaceSense::Metonym;
        }
        let bigger = self.cx.entity(tokens.start).is_some_and(|e| {
            let e = self.cx.trim(e);
            matches!(
                self.cx.label(tokens.start),
                EntityLabel::Org
                    | EntityLabel::Event
                    | EntityLabel::Law
                    | EntityLabel::WorkOfArt
                    | EntityLabel::Product
            ) && e.len() > tokens.len()
        });
        if bigger || t.dep == Dep::Compound && verb >= tokens.end && p.token(verb).tag.is_noun() {
            return PlaceSense::Modifier;
        }
        PlaceSense::Literal
    }
}

fn is_capitals(text: &str) -> bool {
    text.chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase)
}

fn fits_case_of(text: &str, c: &Candidate) -> bool {
    // "U.S." is not the village of Us.
    if text.contains('.')
        && text.len() <= 5
        && is_capitals(text)
        && c.class != NameClass::Abbreviation
        && c.place.kind == Kind::Settlement
        && !c.place.is_capital
    {
        return false;
    }
    c.class != NameClass::Abbreviation || is_capitals(text) || text.contains('.') || text.len() > 4
}

/// Entity by token.
pub(super) fn entity_index(entities: &[Entity], tokens: usize) -> Vec<u32> {
    let mut index = vec![0; tokens];
    for (k, e) in entities.iter().enumerate() {
        for slot in &mut index[e.tokens.clone()] {
            *slot = k as u32 + 1;
        }
    }
    index
}
