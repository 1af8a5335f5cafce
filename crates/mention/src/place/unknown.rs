//! Places that the gazetteer does not know: roads, buildings, features and villages. They are kept, unresolved.

use tidings_gazetteer::{Kind, Level};

use super::evidence::{self, Tally};
use super::recognise::{Finder, Toponym, name_like};
use super::words::{BODIES, BUILT, FEATURES, LOCATIVE, ROADS, SPEECH, has};
use crate::labels::{Dep, EntityLabel, Pos};
use crate::types::PlaceSense;

impl<'g> Finder<'_, '_, 'g> {
    /// A road, square or bridge: a place of its own, that no town of the same name stands for.
    pub(super) fn road(&self, i: usize) -> Option<Toponym<'g>> {
        let p = self.parse;
        let end = p.sentence_of(i).tokens.end;
        if let Some(tokens) = self.numbered_road(i, end) {
            let (span, sense) = (p.span(tokens.clone()), PlaceSense::Literal);
            let candidates = Vec::new();
            return Some(Toponym {
                tokens,
                span,
                inner: None,
                sense,
                wanted: None,
                candidates,
                evidence: Tally::one("road", evidence::ACCEPT),
            });
        }
        // "No Wall Street bailout", "But High Street": a small word is capital only because it comes first.
        if matches!(
            p.token(i).pos,
            Pos::Det | Pos::Cconj | Pos::Sconj | Pos::Adp | Pos::Adv | Pos::Pron | Pos::Aux | Pos::Verb
        ) {
            return None;
        }
        let mut j = i;
        while j < end && j < i + 5 {
            let s = p.str(j);
            if j > i && has(ROADS, s) && name_like(s) {
                // "St." ends a road's name only where no name follows it ("St. Paul").
                let saint = s.starts_with("St") && s.len() <= 3 && j + 1 < end && name_like(p.str(j + 1));
                if !saint {
                    break;
                }
            }
            if !name_like(s) && !s.starts_with(|c: char| c.is_ascii_digit()) {
                return None;
            }
            j += 1;
        }
        if j >= end || j >= i + 5 || j == i {
            return None;
        }
        let tokens = i..j + 1;
        let label = self.cx.label(i);
        // "Fosse Way" is a road after "along" or a house number; "United Way" is none.
        let before = if i > p.sentence_of(i).tokens.start { p.str(i - 1) } else { "" };
        let figure = p.str(i).starts_with(|c: char| c.is_ascii_digit());
        let on_it = figure || has(&["on", "along", "of", "off", "down", "up", "onto"], before);
        if has(&["Way", "Close", "Square"], p.str(j)) && !on_it {
            return None;
        }
        // "Broadway" and "Close" are words of their own; a run that is another name ("Wall Street Journal") is not a road.
        let follows =
            j + 1 < end && name_like(p.str(j + 1)) && matches!(p.token(j).dep, Dep::Compound | Dep::Nmod);
        let other = matches!(label, EntityLabel::Person | EntityLabel::Gpe | EntityLabel::WorkOfArt)
            && self.cx.entity(i).is_some_and(|e| e.tokens.end <= j);
        if follows || other || matches!(p.token(j).pos, Pos::Verb | Pos::Adv | Pos::Adj) {
            return None;
        }
        let span = p.span(tokens.clone());
        Some(Toponym {
            tokens,
            span,
            inner: None,
            sense: PlaceSense::Literal,
            wanted: None,
            candidates: Vec::new(),
            evidence: Tally::one("road", evidence::ACCEPT),
        })
    }

    /// "Highway 200", "Route 6", "County Road 3", "I-75", "M4".
    fn numbered_road(&self, i: usize, end: usize) -> Option<std::ops::Range<usize>> {
        let p = self.parse;
        let number =
            |j: usize| j < end && p.str(j).starts_with(|c: char| c.is_ascii_digit()) && p.str(j).len() <= 4;
        let kind = ["Highway", "Hwy", "Route", "Rte", "Interstate", "Autobahn", "Motorway"];
        if kind.contains(&p.str(i)) && number(i + 1) {
            return Some(i..i + 2);
        }
        if matches!(p.str(i), "County" | "State" | "Farm" | "Ring") && i + 2 < end {
            return (matches!(p.str(i + 1), "Road" | "Route" | "Highway") && number(i + 2))
                .then_some(i..i + 3);
        }
        let (letter, rest) = p.str(i).split_once('-')?;
        let figures = !rest.is_empty() && rest.len() <= 3 && rest.bytes().all(|b| b.is_ascii_digit());
        (letter == "I" && figures).then_some(i..i + 1)
    }

    /// A place, building or feature that the gazetteer does not know: kept, unresolved.
    pub(super) fn unknown(&self, i: usize) -> Option<Toponym<'g>> {
        let p = self.parse;
        let entity = self.cx.entity(i);
        let tokens = entity.map_or_else(|| i..self.proper_end(i), |e| self.cx.trim(e));
        if tokens.is_empty() || tokens.start != i || !name_like(p.str(i)) {
            return None;
        }
        let last = p.str(tokens.end - 1);
        let feature = tokens.len() > 1 && has(FEATURES, last);
        let built = tokens.len() > 1 && has(BUILT, last);
        let before = if i > p.sentence_of(i).tokens.start { p.str(i - 1) } else { "" };
        let beside_known =
            i + tokens.len() + 1 < p.len() && p.str(tokens.end) == "," && self.is_big(tokens.end + 1);
        let placed = has(LOCATIVE, before) || beside_known;
        // "near Alba", "fled to Alba": whatever the parser takes it for, if nobody bears the name.
        let asked = (has(&["in", "near", "outside", "around", "into"], before) || self.cx.located(&tokens))
            && tokens.len() <= 2
            && p.token(tokens.end - 1).dep != Dep::Compound
            && tokens.clone().all(|i| p.token(i).pos == Pos::Propn && p.str(i).len() > 2)
            && !self.cx.names_a_person(&tokens);
        let speaks =
            p.token(tokens.end - 1).dep == Dep::Nsubj && has(SPEECH, p.lemma(p.head(tokens.end - 1)));
        let believed = match entity.map_or(EntityLabel::Other, |e| e.label) {
            EntityLabel::Gpe => (placed || tokens.len() > 1) && !speaks,
            EntityLabel::Loc => (placed || feature || built || tokens.len() > 1) && !speaks,
            EntityLabel::Fac => feature || built || asked,
            EntityLabel::Org | EntityLabel::Product | EntityLabel::Person => {
                let label = self.cx.label(i);
                feature && label != EntityLabel::Person
                    || asked && label != EntityLabel::Org
                    || beside_known && has(LOCATIVE, before)
                    || built && placed && label == EntityLabel::Org
            }
            // "in Parliament", "to Congress": what the parser has no name for is a place only beside or on the way.
            EntityLabel::Other => {
                asked && (has(&["near", "outside", "around"], before) || self.cx.moved(&tokens))
            }
            _ => false,
        };
        let capitals = p.text(tokens.clone()).chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase);
        if !believed || capitals && tokens.len() == 1 {
            return None;
        }
        let typed = self.gazetteer.lookup_typed(p.text(tokens.clone()));
        let mut candidates = if typed.level_matched { typed.candidates } else { Vec::new() };
        let mut inner = None;
        if candidates.is_empty()
            && let Some((span, known)) = self.inner(&tokens)
        {
            (inner, candidates) = (Some(span), known);
        }
        let span = p.span(tokens.clone());
        Some(Toponym {
            tokens,
            span,
            inner,
            sense: PlaceSense::Literal,
            wanted: typed.wanted,
            candidates,
            evidence: Tally::one("named as a place is", evidence::ACCEPT),
        })
    }

    /// The end of the run of proper nouns from token `i`.
    fn proper_end(&self, i: usize) -> usize {
        let p = self.parse;
        let end = p.sentence_of(i).tokens.end;
        let proper =
            |j: &usize| p.token(*j).pos == Pos::Propn && name_like(p.str(*j)) && self.cx.entity(*j).is_none();
        i + (i..end).take_while(proper).count()
    }

    /// "the village of Alba", "the towns of Alba and Bern" of which the gazetteer knows nothing.
    pub(super) fn typed_unknown(&self, i: usize) -> Option<Toponym<'g>> {
        let p = self.parse;
        let sentence = p.sentence_of(i).tokens.clone();
        let run = |from: usize| {
            let proper = |&j: &usize| p.token(j).pos == Pos::Propn && name_like(p.str(j));
            from + (from..sentence.end).take_while(proper).count()
        };
        let type_word = |i: usize| {
            has(
                &[
                    "village",
                    "villages",
                    "town",
                    "towns",
                    "settlement",
                    "settlements",
                    "hamlet",
                    "city",
                    "cities",
                ],
                p.str(i),
            )
        };
        // Back over "Alba, Bern and" to the type word.
        let mut at = i;
        for _ in 0..8 {
            if at < sentence.start + 2 {
                return None;
            }
            if type_word(at - 1) || p.str(at - 1) == "of" && type_word(at - 2) {
                break;
            }
            let linked = matches!(p.str(at - 1), "," | "and") || p.token(at - 1).pos == Pos::Propn && at != i;
            if !linked {
                return None;
            }
            at -= 1;
        }
        let end = run(i);
        if end == i
            || at > i
            || end > i + 4
            || !(type_word(at.checked_sub(1)?) || at >= 2 && type_word(at - 2))
        {
            return None;
        }
        // "the city Council"
        if has(BODIES, p.str(i)) || at < i && !has(&["of"], p.str(at - 1)) {
            return None;
        }
        let tokens = i..end;
        let span = p.span(tokens.clone());
        Some(Toponym {
            tokens,
            span,
            inner: None,
            sense: PlaceSense::Literal,
            wanted: Some(Level::Settlement),
            candidates: Vec::new(),
            evidence: Tally::one("type word", evidence::ACCEPT),
        })
    }

    /// A country or first-order division begins at token `i`.
    fn is_big(&self, i: usize) -> bool {
        let p = self.parse;
        let end = self.cx.entity(i).map_or(i + 1, |e| e.tokens.end);
        name_like(p.str(i))
            && self
                .gazetteer
                .lookup(p.text(i..end.max(i + 1)))
                .take(3)
                .any(|c| matches!(c.place.kind, Kind::Country | Kind::Admin1))
    }
}
