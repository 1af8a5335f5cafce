//! The word that says what a figure measures, by the parse, and by the order of words where there is no verb.

mod parted;

use super::Cx;
use super::lexicon::{Class, Role};
use super::noun::{self, Counted};
use super::number::{Joined, Number, Shape};
use crate::Measure;
use crate::labels::{Dep, Tag};
use parted::{fatally, joined, of_whom, taken_for_speaker};

/// What a figure measures.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Meaning {
    pub measure: Measure,
    /// The word that says so, if it is not the counted noun.
    pub from: Option<usize>,
    pub factor: f64,
    pub rule: &'static str,
}

impl Meaning {
    fn new(measure: Measure, from: Option<usize>, rule: &'static str) -> Self {
        Self { measure, from, factor: 1.0, rule }
    }
}

/// What a number and its noun measure.
pub(super) fn find(cx: &Cx, number: &Number, counted: Option<&Counted>) -> Meaning {
    let head = counted.map_or_else(|| noun::top(cx, &number.tokens), |c| c.head);
    let class = counted.map_or(Class::PERSON, |c| noun::class(cx, c.head));
    let count = counted.and_then(|c| count(cx, c.head));
    if let Some(strong) = count.filter(|c| c.strong) {
        return Meaning::new(strong.measure, None, "noun");
    }
    let end = counted.map_or(number.tokens.end, |c| c.head + 1);
    // "12 of the 20 drones": what the twelve are said to be, not the noun's own clause.
    let top = noun::top(cx, &number.tokens);
    let tops = [head, top];
    let tops = if head == top { &tops[..1] } else { &tops[..] };
    // "two of seven shepherds who went missing were found alive": the clause is of the seven.
    let partial = head != top
        && cx.lower(number.tokens.end).as_str() == "of"
        && counts_itself(cx, number.tokens.end, head);
    let found = arrival(cx, head, class).or_else(|| fatally(cx, end)).or_else(|| adjacent(cx, end, class));
    let found = if partial {
        found.or_else(|| argument(cx, top, class))
    } else {
        found.or_else(|| tops.iter().find_map(|&t| governed(cx, t, class)))
    };
    let found = found.or_else(|| {
        // A number alone may count things as well as people.
        counted
            .is_none()
            .then(|| adjacent(cx, end, Class::ANY).or_else(|| governed(cx, head, Class::ANY)))
            .flatten()
    });
    if let Some((measure, from, rule)) = found {
        return Meaning::new(measure, (Some(from) != counted.map(|c| c.head)).then_some(from), rule);
    }
    if let Some(count) = count {
        return Meaning::new(count.measure, None, "noun");
    }
    let family = counted.is_none() && number.shape != Shape::Fraction;
    Meaning::new(Measure::Other, None, if family { "bare" } else { "none" })
}

/// The noun at `head` has a number of its own after the "of" at `of`: "of seven shepherds", "of the 20 drones".
fn counts_itself(cx: &Cx, of: usize, head: usize) -> bool {
    (of..head).any(|i| cx.parse.token(i).tag == Tag::Cd)
}

/// Who arrives or crosses has fled, whichever noun stands beside the figure ("refugees", "displaced persons"); plain
/// "people" have only where the report tells of flight ("13,550 persons have entered the country").
fn arrival(cx: &Cx, head: usize, class: Class) -> Option<(Measure, usize, &'static str)> {
    let verb = cx.parse.head(head);
    let comes = matches!(
        cx.parse.lemma(verb),
        "arrive" | "enter" | "reach" | "cross" | "come" | "pour" | "stream" | "flee" | "escape"
    );
    let people = class.meets(Class::PERSON) && !class.meets(Class::FORCE) || class.meets(Class::UNKNOWN);
    let active = cx.parse.token(head).dep == Dep::Nsubj;
    let uprooted = |i: usize| cx.lexicon.is_uprooted(cx.parse.lemma(i));
    let named = || uprooted(head) || cx.parse.children(head).any(uprooted);
    (comes && people && active && (cx.flight || named())).then_some((Measure::Fled, verb, "arrival"))
}

fn count(cx: &Cx, head: usize) -> Option<super::lexicon::Count> {
    noun::known(cx, head, |noun| cx.lexicon.count(noun))
}

/// What token `i` says of a thing of class `class` as an adjective or a participle.
pub(super) fn state(cx: &Cx, i: usize, class: Class) -> Option<Measure> {
    if !matches!(
        cx.parse.token(i).tag,
        Tag::Jj | Tag::Vbn | Tag::Vbd | Tag::Vbg | Tag::Nn | Tag::Nns | Tag::Rb | Tag::Nnp
    ) {
        return None;
    }
    let word = cx.lower(i);
    cx.lexicon
        .rule(word.as_str(), Role::State, class)
        .or_else(|| cx.lexicon.rule(cx.parse.lemma(i), Role::State, class))
}

/// "three dead, 12 injured": the state stands right behind what is counted.
fn adjacent(cx: &Cx, end: usize, class: Class) -> Option<(Measure, usize, &'static str)> {
    let mut at = end;
    while at < cx.end
        && matches!(
            cx.lower(at).as_str(),
            "others"
                | "more"
                | "people"
                | "seriously"
                | "critically"
                | "fatally"
                | "reportedly"
                | "confirmed"
                | "reported"
                | "feared"
                | "severely"
                | "badly"
                | "slightly"
                | "presumed"
                | "found"
                | "left"
                | "still"
                | "listed"
                | "were"
        )
    {
        at += 1;
    }
    if at >= cx.end || at > end + 3 {
        return None;
    }
    // A verb with an object of its own is not said of what stands before it ("12 wounded the guard").
    if cx.parse.token(at).tag == Tag::Vbd && cx.parse.child(at, Dep::Dobj).is_some() {
        return None;
    }
    // "shot dead", "left dead"
    if at + 1 < cx.end
        && cx.lower(at).as_str() == "shot"
        && let Some(measure) = state(cx, at + 1, class).filter(|_| cx.parse.token(at + 1).tag == Tag::Jj)
    {
        return Some((measure, at + 1, "state"));
    }
    let measure = if at > end && cx.lower(at - 1).as_str() == "fatally" {
        state(cx, at, class).map(|_| Measure::Killed)
    } else {
        state(cx, at, class)
    }?;
    let measure = fatal(cx, at, measure);
    let measure = joined(cx, at, class, measure).unwrap_or(measure);
    Some((measure, at, "state"))
}

/// By the words that the noun phrase with head `top` hangs on, nearest first.
pub(super) fn governed(cx: &Cx, top: usize, class: Class) -> Option<(Measure, usize, &'static str)> {
    modified(cx, top, class).or_else(|| argument(cx, top, class))
}

/// By the verb or noun above only, without the noun phrase's own clauses.
pub(super) fn argument(cx: &Cx, top: usize, class: Class) -> Option<(Measure, usize, &'static str)> {
    let mut at = top;
    for _ in 0..6 {
        let head = cx.parse.head(at);
        if head == at {
            return None;
        }
        match cx.parse.token(at).dep {
            Dep::Dobj | Dep::Nsubjpass | Dep::Dative => {
                return object(cx, head, class).or_else(|| reached(cx, head));
            }
            Dep::Nsubj => {
                return match taken_for_speaker(cx, at, head) {
                    Some(verb) => object(cx, verb, class),
                    None => subject(cx, head, class),
                };
            }
            Dep::Csubj | Dep::Dep | Dep::Meta | Dep::Npadvmod | Dep::Intj
                if cx.parse.token(head).tag == Tag::Vbn =>
            {
                return object(cx, head, class);
            }
            Dep::Pobj => {
                let prep = head;
                let over = cx.parse.head(prep);
                let word = cx.lower(prep);
                match word.as_str() {
                    // "was killed with three other militants"
                    "with" | "alongside" if cx.parse.child(over, Dep::Auxpass).is_some() => {
                        return object(cx, over, class);
                    }
                    // "deaths could reach between 200 and 300"
                    "between" if reached(cx, over).is_some() => return reached(cx, over),
                    // "rose to 112, up from 90"
                    "from" if matches!(cx.lower(over).as_str(), "up" | "down") => return changed(cx, over),
                    "of" | "in" | "for" | "by" | "with" | "from" | "on" | "between" => {
                        // "claimed the life of a driver"
                        if cx.parse.lemma(over) == "life"
                            && matches!(cx.parse.lemma(cx.parse.head(over)), "claim" | "take" | "cost")
                        {
                            return Some((Measure::Killed, over, "object"));
                        }
                        let own = (word.as_str() == "of").then(|| toll(cx, over)).flatten();
                        let own = own.or_else(|| {
                            (word.as_str() == "of" || word.as_str() == "for")
                                .then(|| cx.lexicon.rule(cx.parse.lemma(over), Role::Of, class))
                                .flatten()
                        });
                        if let Some(measure) = own {
                            return Some((measure, over, "of"));
                        }
                        // "a group of 12 was detained", "one of three people killed"
                        let group = cx.parse.token(over).tag == Tag::Cd
                            || matches!(
                                cx.parse.lemma(over),
                                "group"
                                    | "family"
                                    | "total"
                                    | "majority"
                                    | "number"
                                    | "dozen"
                                    | "hundred"
                                    | "thousand"
                                    | "score"
                                    | "one"
                                    | "some"
                                    | "most"
                                    | "all"
                                    | "lot"
                                    | "team"
                                    | "crew"
                                    | "party"
                                    | "crowd"
                                    | "pair"
                                    | "couple"
                                    | "ten"
                                    | "million"
                                    | "average"
                                    | "maximum"
                                    | "minimum"
                                    | "rest"
                                    | "convoy"
                            );
                        if word.as_str() != "of" || !group {
                            return None;
                        }
                        at = over;
                    }
                    "to" | "at" | "past" | "above" | "over" | "reaching" => return changed(cx, over),
                    "including" | "among" | "like" | "plus" | "as" => {
                        at = over;
                        if cx.parse.token(at).tag.is_verb() {
                            return object(cx, at, class).or_else(|| subject(cx, at, class));
                        }
                        if let Some(found) = modified(cx, at, class) {
                            return Some(found);
                        }
                    }
                    _ => return None,
                }
            }
            Dep::Conj | Dep::Appos | Dep::Nummod | Dep::Nmod | Dep::Quantmod => at = head,
            Dep::Attr | Dep::Acomp | Dep::Oprd => return attribute(cx, head),
            _ => return None,
        }
    }
    None
}

/// "12 people killed in the raid", "40 wounded soldiers", "15 people who fled".
pub(super) fn modified(cx: &Cx, noun: usize, class: Class) -> Option<(Measure, usize, &'static str)> {
    for child in cx.parse.children(noun) {
        let token = cx.parse.token(child);
        let found = match token.dep {
            Dep::Acl if token.tag == Tag::Vbg => subject(cx, child, class),
            Dep::Acl
                if cx.parse.child(child, Dep::Dobj).is_some()
                    || cx
                        .parse
                        .children_by(child, Dep::Conj)
                        .any(|c| cx.parse.child(c, Dep::Dobj).is_some()) =>
            {
                None
            }
            Dep::Acl => object(cx, child, class),
            // "detained 17 protesters, all of whom were released": detained.
            Dep::Relcl if of_whom(cx, child) => None,
            Dep::Relcl if cx.parse.child(child, Dep::Nsubjpass).is_some() => object(cx, child, class),
            Dep::Relcl => {
                let whose = cx.parse.child(child, Dep::Nsubj);
                if whose.is_none_or(|s| matches!(cx.lower(s).as_str(), "who" | "which" | "that")) {
                    subject(cx, child, class)
                } else {
                    object(cx, child, class)
                }
            }
            Dep::Amod => state(cx, child, class).map(|m| (m, child, "state")),
            _ => None,
        };
        if found.is_some() {
            return found;
        }
    }
    None
}

/// What verb `verb` says of its object.
pub(super) fn object(cx: &Cx, verb: usize, class: Class) -> Option<(Measure, usize, &'static str)> {
    if let Some(found) = complement(cx, verb, class) {
        return Some(found);
    }
    let measure = verb_rule(cx, verb, Role::Object, class)?;
    let measure = fatal(cx, verb, measure);
    let measure = joined(cx, verb, class, measure).unwrap_or(measure);
    Some((measure, verb, "object"))
}

/// "fatally shot", "shot to death", "mortally wounded".
fn fatal(cx: &Cx, verb: usize, measure: Measure) -> Measure {
    if !matches!(measure, Measure::Injured | Measure::Casualties) {
        return measure;
    }
    // "five were shot, two of them fatally": not all five.
    let of_some = |c: usize| {
        c > verb + 1
            && (cx.parse.token(c - 1).tag == Tag::Cd || matches!(cx.lower(c - 1).as_str(), "them" | "whom"))
    };
    let died = cx.parse.children(verb).any(|c| match cx.lower(c).as_str() {
        "fatally" | "mortally" => !of_some(c),
        "to" => cx.parse.child(c, Dep::Pobj).is_some_and(|p| cx.lower(p).as_str() == "death"),
        _ => false,
    });
    if died { Measure::Killed } else { measure }
}

/// What verb `verb` says of its subject.
pub(super) fn subject(cx: &Cx, verb: usize, class: Class) -> Option<(Measure, usize, &'static str)> {
    let passive = cx.parse.child(verb, Dep::Auxpass).is_some();
    if passive {
        return object(cx, verb, class);
    }
    if let Some(found) = complement(cx, verb, class) {
        return Some(found);
    }
    if let Some(measure) = verb_rule(cx, verb, Role::Subject, class) {
        return Some((measure, verb, "subject"));
    }
    // Headlines drop the auxiliary: "3 hurt in crash".
    let token = cx.parse.token(verb);
    // "shot and killed his friend" is active all the same.
    let active = cx.parse.child(verb, Dep::Dobj).is_some()
        || cx.parse.children_by(verb, Dep::Conj).any(|c| cx.parse.child(c, Dep::Dobj).is_some())
        || cx
            .parse
            .children_by(verb, Dep::Prep)
            .any(|c| cx.lower(c).as_str() == "at" && token.tag == Tag::Vbd);
    if matches!(token.tag, Tag::Vbn | Tag::Vbd | Tag::Vbg) && !active {
        let helped =
            cx.parse.children_by(verb, Dep::Aux).any(|a| matches!(cx.parse.lemma(a), "have" | "do" | "be"));
        if (!helped || token.tag == Tag::Vbg)
            && let Some(measure) = state(cx, verb, class).or_else(|| verb_rule(cx, verb, Role::Object, class))
        {
            return Some((joined(cx, verb, class, measure).unwrap_or(measure), verb, "headline"));
        }
    }
    // "fell ill and died"
    cx.parse
        .children_by(verb, Dep::Conj)
        .find(|&c| cx.parse.child(c, Dep::Nsubj).is_none() && cx.parse.child(c, Dep::Nsubjpass).is_none())
        .and_then(|c| verb_rule(cx, c, Role::Subject, class).map(|m| (m, c, "subject")))
}

/// "left 12 dead", "were found dead", "are missing", "were forced to flee".
fn complement(cx: &Cx, verb: usize, class: Class) -> Option<(Measure, usize, &'static str)> {
    for child in cx.parse.children(verb) {
        let dep = cx.parse.token(child).dep;
        if matches!(dep, Dep::Oprd | Dep::Acomp | Dep::Attr | Dep::Xcomp | Dep::Ccomp | Dep::Advcl)
            && let Some(measure) = state(cx, child, class)
            && (matches!(dep, Dep::Oprd | Dep::Acomp) || child.abs_diff(verb) < 8)
            && !(matches!(dep, Dep::Ccomp | Dep::Advcl) && cx.parse.token(child).tag.is_verb())
        {
            return Some((measure, child, "state"));
        }
        if dep == Dep::Xcomp && cx.parse.token(child).tag.is_verb() {
            let role = if cx.parse.token(child).tag == Tag::Vbn { Role::Object } else { Role::Subject };
            let joint = Joined::of([cx.parse.lemma(verb), cx.parse.lemma(child)]);
            let rule = |&role| cx.lexicon.rule(joint.as_str(), role, class);
            let joint = [Role::Object, Role::Subject].iter().find_map(rule);
            if let Some(measure) = joint.or_else(|| verb_rule(cx, child, role, class)) {
                return Some((measure, child, "complement"));
            }
        }
    }
    None
}

/// A figure as the predicate: "the toll was 31", "the dead were 12".
fn attribute(cx: &Cx, verb: usize) -> Option<(Measure, usize, &'static str)> {
    let subject = cx.parse.child(verb, Dep::Nsubj)?;
    toll(cx, subject).map(|m| (m, subject, "toll"))
}

/// "the number of dead may exceed 40", "deaths could reach 300": the value of the subject.
fn reached(cx: &Cx, verb: usize) -> Option<(Measure, usize, &'static str)> {
    let up_to =
        matches!(cx.parse.lemma(verb), "reach" | "exceed" | "surpass" | "pass" | "top" | "hit" | "approach");
    let subject = cx.parse.child(verb, Dep::Nsubj).filter(|_| up_to)?;
    let counts = || count(cx, subject).filter(|c| c.strong).map(|c| c.measure);
    toll(cx, subject).or_else(counts).map(|m| (m, subject, "toll"))
}

/// "raised the toll to 31", "the number of wounded rose to 112", "the toll stands at 12".
fn changed(cx: &Cx, verb: usize) -> Option<(Measure, usize, &'static str)> {
    let verb = if cx.parse.token(verb).tag.is_verb() { verb } else { cx.parse.head(verb) };
    [Dep::Dobj, Dep::Nsubj, Dep::Nsubjpass]
        .iter()
        .filter_map(|&d| cx.parse.child(verb, d))
        .chain(Some(verb))
        .find_map(|n| toll(cx, n).map(|m| (m, n, "toll")))
}

/// A noun whose own value a figure is.
pub(super) fn toll(cx: &Cx, noun: usize) -> Option<Measure> {
    let lemma = cx.parse.lemma(noun);
    if let Some(measure) = noun::with_before(cx, noun, lemma, |noun| cx.lexicon.toll(noun)) {
        return Some(measure);
    }
    if matches!(lemma, "number" | "count" | "total" | "figure") {
        // "the number of wounded", "the number of people killed"
        let of = cx.parse.children_by(noun, Dep::Prep).find(|&p| cx.lower(p).as_str() == "of")?;
        let what = cx.parse.child(of, Dep::Pobj).or_else(|| cx.parse.child(of, Dep::Pcomp))?;
        let class = noun::class(cx, what);
        return cx
            .lexicon
            .rule(cx.lower(what).as_str(), Role::State, Class::ANY)
            .or_else(|| modified(cx, what, class).map(|(m, ..)| m))
            .or_else(|| count(cx, what).map(|c| c.measure));
    }
    cx.lexicon.toll(lemma)
}

fn verb_rule(cx: &Cx, verb: usize, role: Role, class: Class) -> Option<Measure> {
    let lemma = cx.parse.lemma(verb);
    for child in cx.parse.children(verb) {
        let dep = cx.parse.token(child).dep;
        let key = match dep {
            Dep::Prt => Joined::of([lemma, cx.lower(child).as_str()]),
            Dep::Dobj | Dep::Xcomp | Dep::Oprd | Dep::Acomp | Dep::Advmod => {
                Joined::of([lemma, cx.parse.lemma(child)])
            }
            Dep::Prep => match cx.parse.child(child, Dep::Pobj) {
                Some(object) => Joined::of([lemma, cx.lower(child).as_str(), cx.parse.lemma(object)]),
                None => continue,
            },
            _ => continue,
        };
        if let Some(measure) = cx.lexicon.rule(key.as_str(), role, class) {
            return Some(measure);
        }
    }
    cx.lexicon.rule(lemma, role, class).or_else(|| cx.lexicon.rule(cx.lower(verb).as_str(), role, class))
}
