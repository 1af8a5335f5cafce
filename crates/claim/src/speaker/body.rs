//! Offices, organisations and states: whose "the ministry" is, and which one.

use std::ops::Range;

use tidings_mention::labels::{Dep, Pos, Tag};
use tidings_mention::name::Lists;
use tidings_mention::{Candidate, Name, NameKind, PlacePrecision, PlaceSense};
use tidings_text::Span;

use super::{Context, IN_MIND, Speaker, title_case};
use crate::state;
use crate::types::{Attribution, Reason};

/// How many tokens around a bare role ("experts") a fuller mention of it is looked for.
const ROLE_REACH: usize = 1500;

/// How many sentences back a local body is still meant.
const LOCAL_REACH: u32 = 8;

impl Context<'_> {
    /// A bare "the police": the police that spoke before, with their town.
    pub(super) fn local_body<'s>(
        &self,
        tokens: &Range<usize>,
        head: usize,
        before: &[Attribution],
        resolved: &'s [Speaker],
    ) -> Option<&'s Speaker> {
        let parse = self.parse;
        let lemma = parse.lemma_lower(head);
        if tokens.len() > 2 || !self.names.lists(lemma).any(Lists::LOCAL_BODY) {
            return None;
        }
        let here = parse.token(head).sentence;
        let near = before
            .iter()
            .zip(resolved)
            .rev()
            .take_while(|(a, _)| here - parse.token(a.cue_token).sentence <= LOCAL_REACH);
        near.map(|(_, s)| s).find(|s| {
            let mut words = s.name.split_whitespace();
            s.name.contains(" in ") && words.any(|w| w.eq_ignore_ascii_case(lemma))
        })
    }

    /// Offices, organisations, states, and roles at an organisation.
    pub(super) fn described(&self, tokens: &Range<usize>, head: usize, span: Span) -> Option<Speaker> {
        let parse = self.parse;
        let lemma = parse.lemma_lower(head);
        let mut reasons = Vec::new();
        let speaker = |name: String, mut reasons: Vec<Reason>, rule: &str| {
            reasons.push(Reason { field: "speaker", rule: rule.into(), span: Some(span) });
            Some(Speaker { name, span: Some(span), reasons })
        };
        // A state, or a capital or seat that stands for its government.
        if let Some(p) = self.mentions.place_at(head) {
            let c = p.candidates.first()?;
            if p.precision == PlacePrecision::Country
                && p.sense != PlaceSense::Demonym
                && p.sense != PlaceSense::Modifier
            {
                return speaker(c.name.clone(), reasons, "state");
            }
            if !c.country.is_empty() && p.sense == PlaceSense::Metonym {
                return speaker(
                    format!("Government of {}", state::name(self.gazetteer, &c.country)),
                    reasons,
                    "seat of government",
                );
            }
        }
        // A bare "the ministry" is the one named before, if one was.
        let bare = tokens.len() <= 2
            && matches!(
                lemma,
                "ministry" | "department" | "agency" | "service" | "office" | "council" | "command"
            );
        if let Some((i, n)) = bare.then(|| self.named_before(lemma, tokens)).flatten() {
            reasons.push(Reason { field: "speaker", rule: "definite description".into(), span: Some(n) });
            return speaker(self.full_name(i), reasons, "name");
        }
        if self.names.lists(lemma).any(Lists::STATE_BODY) {
            let (office, own_state, local) = self.office(tokens, head);
            // "a prosecutor", "police in Tarn": no state's as such.
            let indefinite = parse
                .children_by(head, Dep::Det)
                .any(|d| matches!(parse.lemma(d), "a" | "an" | "another" | "some" | "any"));
            let open = own_state.is_none() && (local || indefinite);
            let state = own_state.filter(|_| !local).or_else(|| {
                if open || local {
                    return None;
                }
                let (iso, same) = self.states.of_body(parse, head)?;
                let rule = if same { "state of the subject" } else { "state of an earlier subject" };
                reasons.push(Reason { field: "speaker", rule: rule.into(), span: None });
                Some(state::name(self.gazetteer, &iso))
            });
            return match state {
                Some(state) if !office.contains(&state) => {
                    speaker(format!("{office} of {state}"), reasons, "office")
                }
                _ => speaker(office, reasons, "office"),
            };
        }
        // "experts at the institute", "analysts from X": the organisation speaks.
        if self.names.is_role(lemma) || matches!(lemma, "expert" | "analyst" | "researcher" | "economist") {
            let at = parse
                .children_by(head, Dep::Prep)
                .filter(|&p| matches!(parse.lemma(p), "at" | "from" | "of" | "with" | "for"))
                .find_map(|p| self.organisation(&parse.subtree(p)));
            if let Some(name) = at.filter(|_| {
                matches!(
                    lemma,
                    "expert"
                        | "analyst"
                        | "researcher"
                        | "economist"
                        | "experts"
                        | "analysts"
                        | "researchers"
                )
            }) {
                return speaker(name, reasons, "experts of an organisation");
            }
            // A bare "experts" that the report names more fully elsewhere.
            if tokens.len() <= 2
                && let Some(full) = self.fuller_role(lemma, tokens)
            {
                return speaker(full, reasons, "named more fully elsewhere");
            }
            return None;
        }
        let own = self.name_in(tokens).filter(|&i| {
            let n = &self.mentions.names[i];
            (n.tokens.0 as usize..n.tokens.1 as usize).contains(&head)
        });
        // "the Church", "the Ministry": one capitalised common word points back like "the church".
        let own = own.filter(|&i| {
            let n = &self.mentions.names[i];
            n.tokens.1 - n.tokens.0 > 1 || !self.names.is_office(lemma)
        });
        if let Some(i) = own {
            return speaker(self.full_name(i), reasons, "name");
        }
        // "the institute", "the Church": a name in the report with that word in it.
        self.named_before(lemma, tokens).map(|(i, n)| {
            reasons.push(Reason { field: "speaker", rule: "definite description".into(), span: Some(n) });
            reasons.push(Reason { field: "speaker", rule: "name".into(), span: Some(span) });
            Speaker { name: self.full_name(i), span: Some(span), reasons }
        })
    }

    /// An earlier name of several words that has `lemma` among them: what "the institute" points back to.
    pub(super) fn named_before(&self, lemma: &str, tokens: &Range<usize>) -> Option<(usize, Span)> {
        let earlier = self.mentions.name_from(tokens.start);
        let names = self.mentions.names[..earlier].iter().enumerate().rev().take(IN_MIND);
        let text = &self.parse.doc().text;
        let fits = |n: &Name| {
            matches!(n.kind, NameKind::Organisation | NameKind::Force)
                && n.tokens.1 - n.tokens.0 > 1
                && n.span.slice(text).split_whitespace().any(|w| w.to_lowercase() == lemma)
        };
        names.into_iter().find(|(_, n)| fits(n)).map(|(i, n)| (i, n.span))
    }

    /// An office without its state, the state if the source itself names one, and whether it is that of a town or
    /// region, whose name then stays.
    pub(super) fn office(&self, tokens: &Range<usize>, head: usize) -> (String, Option<String>, bool) {
        let parse = self.parse;
        let place_at = |i: usize| self.mentions.place_at(i).filter(|p| p.resolved);
        let mut state = None;
        let mut local = false;
        let mut words: Vec<&str> = Vec::new();
        let mut skip_to = tokens.start;
        let lemma = parse.lemma_lower(head);
        for i in tokens.clone() {
            if i < skip_to {
                continue;
            }
            let t = parse.token(i);
            local |= i < head && self.is_no_states(parse.str(i));
            // "the governor's office"; the possessive of a place that was left out goes with it.
            if t.tag == Tag::Pos && i < head && i > tokens.start && words.last() == Some(&parse.str(i - 1)) {
                words.push("'s");
                continue;
            }
            if let Some(p) = place_at(i) {
                let c = &p.candidates[0];
                let below = !matches!(p.precision, PlacePrecision::Country) && p.sense != PlaceSense::Demonym;
                if below
                    && i > head
                    && self.names.lists(lemma).any(Lists::LOCAL_BODY)
                    && !self.is_seat(c, lemma)
                {
                    local = true;
                    words.push(parse.str(i));
                    continue;
                }
                // Part of a body's proper name ("Moscow City Court") stays; a state in front or behind goes.
                if !c.country.is_empty()
                    && (p.precision == PlacePrecision::Country || i > head || p.sense == PlaceSense::Demonym)
                {
                    state = Some(state::name(self.gazetteer, &c.country));
                    skip_to = p.tokens.1 as usize;
                    while words.last().is_some_and(|w| matches!(*w, "in" | "of" | "the")) {
                        words.pop();
                    }
                    continue;
                }
            }
            if matches!(t.tag, Tag::Dt | Tag::Pos | Tag::PrpPoss) && (i < head || t.tag != Tag::Dt)
                || t.pos == Pos::Punct && i < head
            {
                continue;
            }
            if matches!(t.dep, Dep::Relcl | Dep::Acl) || t.pos == Pos::Punct {
                break;
            }
            words.push(parse.str(i));
        }
        (title_case(&words), state, local)
    }

    fn is_no_states(&self, word: &str) -> bool {
        let word = word.to_lowercase().replace('.', "");
        self.names.lists(&word).any(Lists::NO_STATE.or(Lists::KNOWN))
    }

    /// The ministry in a capital is the state's.
    pub(super) fn is_seat(&self, c: &Candidate, lemma: &str) -> bool {
        let capital =
            || self.gazetteer.lookup(&c.name).any(|p| p.place.is_capital && p.place.country == c.country);
        matches!(lemma, "ministry" | "department" | "agency") && capital()
    }

    pub(super) fn organisation(&self, tokens: &Range<usize>) -> Option<String> {
        let m = self.mentions;
        let i = (m.name_from(tokens.start)..m.name_from(tokens.end)).find(|&i| {
            m.names[i].kind == NameKind::Organisation && m.names[i].tokens.1 as usize <= tokens.end
        })?;
        Some(self.full_name(i))
    }

    /// "Experts" in a heading, "military experts at the institute" in the text.
    pub(super) fn fuller_role(&self, lemma: &str, tokens: &Range<usize>) -> Option<String> {
        let parse = self.parse;
        let singular = lemma.trim_end_matches('s');
        let order = (tokens.end..parse.len().min(tokens.end + ROLE_REACH))
            .chain(tokens.start.saturating_sub(ROLE_REACH)..tokens.start);
        for i in order.filter(|&i| {
            parse.lemma_lower(i).trim_end_matches('s') == singular && parse.token(i).tag.is_noun()
        }) {
            let named = parse.children_by(i, Dep::Prep).find_map(|p| self.organisation(&parse.subtree(p)));
            if named.is_some() {
                return named;
            }
        }
        None
    }
}
