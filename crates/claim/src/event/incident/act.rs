//! One predicate of violence with its parties.

mod toll;

use tidings_mention::labels::{Dep, Pos, Tag};

use super::super::frame::{Frame, content_of, with_conjuncts};
use super::super::modality::{self, Modal};
use super::noun::View;

/// What kind of incident a word reports. `Harm` joins another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Any other attack on persons or things.
    Attack,
    /// With explosives.
    Bombing,
    /// Somebody is carried off.
    Kidnapping,
    /// Something is set on fire.
    Arson,
    /// Something is taken by force.
    Robbery,
    /// Work or traffic is stopped by threats.
    Stoppage,
    /// Death, injury or damage without word of the cause.
    Harm,
}

impl Kind {
    pub(super) fn parse(s: &str) -> Option<Self> {
        Some(match s {
            "ATTACK" => Self::Attack,
            "BOMBING" => Self::Bombing,
            "KIDNAPPING" => Self::Kidnapping,
            "ARSON" => Self::Arson,
            "ROBBERY" => Self::Robbery,
            "STOPPAGE" => Self::Stoppage,
            "HARM" => Self::Harm,
            _ => return None,
        })
    }

    /// The value of the slot.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Attack | Self::Harm => "ATTACK",
            Self::Bombing => "BOMBING",
            Self::Kidnapping => "KIDNAPPING",
            Self::Arson => "ARSON",
            Self::Robbery => "ROBBERY",
            Self::Stoppage => "FORCED WORK STOPPAGE",
        }
    }
}

/// What an act does to its target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Effect {
    /// Killed.
    Death,
    /// Wounded.
    Injury,
    /// Damaged.
    Damage,
    /// Destroyed.
    Destroyed,
    /// Not hurt.
    Unhurt,
    /// Let go or rescued.
    Freed,
}

impl Effect {
    pub(super) fn parse(s: &str) -> Option<Self> {
        Some(match s {
            "DEATH" => Self::Death,
            "INJURY" => Self::Injury,
            "SOME DAMAGE" => Self::Damage,
            "DESTROYED" => Self::Destroyed,
            "FREED" => Self::Freed,
            _ => return None,
        })
    }

    /// The value of the slot.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Death => "DEATH",
            Self::Injury => "INJURY",
            Self::Damage => "SOME DAMAGE",
            Self::Destroyed => "DESTROYED",
            Self::Unhurt => "NO INJURY OR DEATH",
            Self::Freed => "REGAINED FREEDOM",
        }
    }
}

/// How far it went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Done.
    Accomplished,
    /// Tried.
    Attempted,
    /// Threatened.
    Threatened,
}

/// One predicate with its parties (head tokens).
#[derive(Debug, Clone)]
pub struct Act {
    pub trigger: usize,
    pub sentence: usize,
    pub kind: Kind,
    pub effect: Option<Effect>,
    pub stage: Stage,
    pub targets: Vec<usize>,
    pub actors: Vec<usize>,
    pub tools: Vec<usize>,
    /// A plural noun such as "attacks", "murders".
    pub general: bool,
}

impl Act {
    /// Harm at a token, nothing else known of it yet.
    fn at(view: &View, i: usize) -> Self {
        Self {
            trigger: i,
            sentence: view.parse.token(i).sentence as usize,
            kind: Kind::Harm,
            effect: None,
            stage: Stage::Accomplished,
            targets: Vec::new(),
            actors: Vec::new(),
            tools: Vec::new(),
            general: false,
        }
    }
}

/// Every act in text order.
pub(super) fn find(view: &View) -> Vec<Act> {
    (0..view.parse.len()).filter_map(|i| at(view, i)).collect()
}

fn at(view: &View, i: usize) -> Option<Act> {
    let parse = view.parse;
    let token = parse.token(i);
    let verb = token.tag.is_verb() && token.pos != Pos::Aux;
    let noun = !verb && (token.tag.is_noun() || token.pos == Pos::Noun);
    let lemma = view.lemma(i);
    if let Some(act) = toll::at(view, i, &lemma) {
        return Some(act);
    }
    if !verb && !noun {
        return None;
    }
    let frame = Frame::of(parse, i);
    let mut act = Act::at(view, i);
    if verb {
        of_verb(view, &lemma, &frame, &mut act)?;
    } else {
        of_noun(view, i, &lemma, &frame, &mut act)?;
    }
    // "neither he nor his wife was hurt"
    let hurt = matches!(act.effect, Some(Effect::Injury | Effect::Death)) && act.kind != Kind::Kidnapping;
    if verb && hurt && modality::of(parse, i).negated {
        (act.kind, act.effect) = (Kind::Harm, Some(Effect::Unhurt));
        sort_parties(view, &mut act);
        return Some(act);
    }
    act.stage = stage(view, i, act.stage)?;
    if act.actors.is_empty() {
        act.actors = blamed(view, i);
    }
    sort_parties(view, &mut act);
    // "killed by a bomb", "attacked with dynamite".
    if matches!(act.kind, Kind::Attack) && act.tools.iter().any(|&t| is_explosive(view, t)) {
        act.kind = Kind::Bombing;
    }
    Some(act)
}

fn of_verb(view: &View, lemma: &str, frame: &Frame, act: &mut Act) -> Option<()> {
    let particle = frame.particle.map(|p| format!("{lemma} {}", view.parse.str(p).to_lowercase()));
    let whole = particle.as_deref().and_then(|p| view.words.verb(p));
    let explosive = frame.objects.iter().any(|&o| is_bomb(view, o));
    let names = |lemmas: &[&str]| frame.objects.iter().any(|&o| lemmas.contains(&view.lemma(o).as_str()));
    let key = particle.as_deref().unwrap_or(lemma);
    let (kind, effect) = if let Some(found) = whole.or_else(|| view.words.verb(lemma)) {
        found
    } else if explosive && (view.words.is("bomb with", key) || view.words.is("bomb with", lemma)) {
        if matches!(lemma, "deactivate" | "defuse" | "find" | "discover") {
            act.stage = Stage::Attempted;
        }
        (Kind::Bombing, None)
    } else if view.words.is("fire with", lemma) && names(&["fire"]) {
        (Kind::Arson, None)
    } else if view.words.is("shots with", lemma) && names(&["fire"]) {
        (Kind::Attack, None)
    } else if view.words.is("hostage with", lemma)
        && (names(&["hostage"]) || view.parse.children(act.trigger).any(|c| view.lemma(c) == "hostage"))
    {
        (Kind::Kidnapping, None)
    } else {
        return None;
    };
    act.kind = kind;
    act.effect = effect;
    // Who finds a bomb did not lay it.
    if !matches!(lemma, "deactivate" | "defuse" | "find" | "discover") {
        act.actors.clone_from(&frame.subjects);
    }
    act.targets.clone_from(&frame.objects);
    // "three people died", "a bomb exploded".
    let intransitive = frame.objects.is_empty() && !frame.passive;
    if intransitive
        && (kind == Kind::Harm || matches!(lemma, "explode" | "burn" | "go" | "detonate" | "drown"))
    {
        act.targets = std::mem::take(&mut act.actors);
    }
    if explosive {
        act.tools.extend(frame.objects.iter().filter(|&&o| is_bomb(view, o)));
    }
    let sites =
        !matches!(kind, Kind::Kidnapping | Kind::Robbery) && (kind != Kind::Attack || effect.is_none());
    prepositions(view, frame, act, sites && kind != Kind::Harm);
    Some(())
}

fn of_noun(view: &View, i: usize, lemma: &str, frame: &Frame, act: &mut Act) -> Option<()> {
    let parse = view.parse;
    if parse.token(i).dep == Dep::Compound {
        return None;
    }
    let phrase = view.lemmas(i).join(" ");
    // "the body of a man was found"
    if matches!(lemma, "body" | "corpse") {
        let found = parse
            .ancestors(i)
            .skip(1)
            .take(1)
            .any(|v| matches!(parse.lemma(v), "find" | "discover" | "recover"));
        let victims = frame.preps.iter().filter(|(p, _)| parse.lemma(*p) == "of").map(|(_, o)| *o);
        act.targets.extend(victims);
        (act.kind, act.effect) = (Kind::Attack, Some(Effect::Death));
        return (found && !act.targets.is_empty()).then_some(());
    }
    let (kind, effect) = view.words.noun(lemma)?;
    // A bomb is a bombing only with something that says it was used.
    if matches!(
        lemma,
        "bomb" | "murderer" | "assassin" | "killer" | "kidnapper" | "hostage" | "action" | "burning"
    ) {
        let used = match lemma {
            "bomb" | "action" | "burning" => false,
            _ => frame.preps.iter().any(|(p, _)| parse.lemma(*p) == "of"),
        };
        if !used {
            return None;
        }
    }
    if lemma == "attempt"
        && !frame.preps.iter().any(|(p, _)| matches!(parse.lemma(*p), "on" | "against"))
        && !phrase.contains("assassination")
    {
        return None;
    }
    act.kind = kind;
    act.effect = effect;
    if lemma == "attempt" {
        act.stage = Stage::Attempted;
    }
    act.general = matches!(parse.token(i).tag, Tag::Nns | Tag::Nnps) && parse.child(i, Dep::Nummod).is_none();
    let by: Vec<usize> = frame.subjects.clone();
    act.actors.extend(by);
    for c in parse
        .children(i)
        .filter(|&c| c < i && matches!(parse.token(c).dep, Dep::Compound | Dep::Amod | Dep::Nmod | Dep::Poss))
    {
        if view.class("tool", c).is_some() {
            act.tools.push(c);
        } else if view.class("perp", c).is_some_and(|p| p != "unknown") && !act.actors.contains(&c) {
            act.actors.push(c);
        }
    }
    let light = parse.head(i);
    if light != i && parse.token(i).dep == Dep::Dobj && parse.token(light).tag.is_verb() {
        let above = Frame::of(parse, light);
        if view.words.is("light", &view.lemma(light)) || above.particle.is_some() {
            act.actors.extend(above.subjects.iter().copied());
        }
        prepositions(view, &above, act, kind != Kind::Kidnapping);
    } else if light != i && matches!(parse.token(i).dep, Dep::Nsubjpass) {
        let above = Frame::of(parse, light);
        act.actors.extend(above.subjects.iter().filter(|&&s| s != i));
    }
    // A possessor of "Galan's murder" is the victim.
    if matches!(effect, Some(Effect::Death)) || kind == Kind::Kidnapping {
        let victims: Vec<usize> =
            parse.children_by(i, Dep::Poss).flat_map(|p| with_conjuncts(parse, p)).collect();
        act.actors.retain(|a| !victims.contains(a));
        act.targets.extend(victims);
    }
    prepositions(view, frame, act, true);
    Some(())
}

/// Who is blamed for the act or claims it: "blamed X for the murder", "X claimed responsibility for the attack",
/// "attributed the attack to X".
fn blamed(view: &View, i: usize) -> Vec<usize> {
    let parse = view.parse;
    let mut below = i;
    for above in parse.ancestors(i).skip(1).take(4) {
        let lemma = view.lemma(above);
        let verb = parse.token(above).tag.is_verb();
        if verb && view.words.is("claimed", &lemma) {
            return Frame::of(parse, above).subjects;
        }
        if view.words.is("laid to", &lemma) && parse.token(below).dep != Dep::Nsubj {
            let frame = Frame::of(parse, above);
            if lemma == "attribute" {
                let to = frame.preps.iter().filter(|(p, _)| parse.lemma(*p) == "to");
                return to.map(|(_, o)| *o).collect();
            }
            if matches!(lemma.as_str(), "responsible" | "involved" | "participate" | "behind") {
                return frame.subjects;
            }
            if verb {
                return frame.objects.into_iter().filter(|&o| !parse.subtree(o).contains(&i)).collect();
            }
        }
        below = above;
    }
    Vec::new()
}

/// Targets and tools behind prepositions.
fn prepositions(view: &View, frame: &Frame, act: &mut Act, sites: bool) {
    let parse = view.parse;
    let noun = !parse.token(act.trigger).tag.is_verb();
    for &(prep, object) in &frame.preps {
        let word = parse.str(prep).to_lowercase();
        let mut object = content_of(parse, object);
        // "in front of the bank"
        if matches!(view.lemma(object).as_str(), "front" | "side" | "entrance" | "door" | "gate" | "life") {
            match view.inner(object) {
                Some(inner) => object = inner,
                None => {
                    // "an attempt on his life", "the minister's life"
                    match parse.child(object, Dep::Poss) {
                        Some(owner) => object = owner,
                        None => continue,
                    }
                }
            }
        }
        let is_tool = view.class("tool", object).is_some();
        match word.as_str() {
            "with" | "by" | "from" if is_tool => act.tools.push(object),
            "of" if noun && is_tool => act.tools.push(object),
            "of" | "against" | "on" | "upon" if noun => act.targets.push(object),
            "against" | "on" | "upon" | "at" if sites && act.kind == Kind::Attack => act.targets.push(object),
            "against" | "at" | "into" if sites && act.kind == Kind::Bombing => act.targets.push(object),
            "to" if sites && act.kind != Kind::Bombing => act.targets.push(object),
            "in" | "near" | "outside" | "inside" | "under" | "beside" | "behind" | "at" | "on" | "next"
                if sites
                    && act.kind != Kind::Attack
                    && view.class("phys", object).is_some_and(|c| c != "TRANSPORTATION ROUTE") =>
            {
                act.targets.push(object);
            }
            _ => {}
        }
    }
}

/// What the sentence says about how far it went; `None` if it did not happen or is only thought of.
fn stage(view: &View, i: usize, own: Stage) -> Option<Stage> {
    let parse = view.parse;
    let here = modality::of(parse, i);
    if here.negated {
        return None;
    }
    let mut stage = own;
    let modal = here.modal != Modal::Plain;
    let mut at = i;
    for step in 0..4 {
        let head = parse.head(at);
        let dep = parse.token(at).dep;
        let lemma = view.lemma(at);
        if step > 0 || own != Stage::Accomplished {
            if view.words.is("threat", &lemma) {
                return Some(Stage::Threatened);
            }
            if step > 0 && view.words.is("tried", &lemma) {
                stage = Stage::Attempted;
            }
        }
        if head == at {
            break;
        }
        let infinitive = parse.token(i).tag == Tag::Vb
            && step == 0
            && parse.children_by(i, Dep::Aux).any(|a| parse.str(a).eq_ignore_ascii_case("to"));
        if infinitive && !matches!(dep, Dep::Conj) {
            let above = view.lemma(head);
            if view.words.is("threat", &above) {
                return Some(Stage::Threatened);
            }
            if view.words.is("tried", &above) {
                return Some(Stage::Attempted);
            }
            if !matches!(
                above.as_str(),
                "manage" | "use" | "proceed" | "begin" | "continue" | "succeed" | "come"
            ) {
                return None;
            }
        }
        if !matches!(
            dep,
            Dep::Xcomp
                | Dep::Ccomp
                | Dep::Conj
                | Dep::Pcomp
                | Dep::Prep
                | Dep::Dobj
                | Dep::Pobj
                | Dep::Acl
                | Dep::Advcl
                | Dep::Nsubjpass
                | Dep::Nsubj
        ) {
            break;
        }
        at = head;
    }
    if modal && stage == Stage::Accomplished {
        return None;
    }
    let attempted = parse.children(i).any(|c| c < i && view.lemma(c) == "attempted");
    Some(if attempted { Stage::Attempted } else { stage })
}

/// A weapon among the actors or targets is the tool; nothing stands twice.
fn sort_parties(view: &View, act: &mut Act) {
    let is_tool = |&i: &usize| view.class("tool", i).is_some();
    let expand = |list: &[usize]| -> Vec<usize> { list.iter().map(|&i| content_of(view.parse, i)).collect() };
    let (actors, targets) = (expand(&act.actors), expand(&act.targets));
    act.tools.extend(actors.iter().chain(&targets).filter(|i| is_tool(i)));
    let is_act = |&i: &usize| view.words.noun(&view.lemma(i)).is_some() && view.class("perp", i).is_none();
    act.actors = actors.into_iter().filter(|i| !is_tool(i) && !is_act(i)).collect();
    act.targets =
        targets.into_iter().filter(|i| !is_tool(i) && *i != act.trigger && !act.actors.contains(i)).collect();
    for list in [&mut act.actors, &mut act.targets, &mut act.tools] {
        list.sort_unstable();
        list.dedup();
    }
}

fn is_bomb(view: &View, i: usize) -> bool {
    view.class("tool", i).is_some_and(|c| {
        matches!(
            c,
            "BOMB"
                | "VEHICLE BOMB"
                | "DYNAMITE"
                | "EXPLOSIVE"
                | "GRENADE"
                | "MOLOTOV COCKTAIL"
                | "MINE"
                | "ROCKET"
        )
    })
}

/// Explosives that make any attack a bombing.
pub(super) fn is_explosive(view: &View, i: usize) -> bool {
    view.class("tool", i).is_some_and(|c| {
        matches!(c, "BOMB" | "VEHICLE BOMB" | "DYNAMITE" | "EXPLOSIVE" | "AERIAL BOMB" | "MOLOTOV COCKTAIL")
    })
}
