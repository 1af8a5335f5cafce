//! Which place a toponym means, weighed for all toponyms of a document together.
//!
//! Mentions of one name are one group: they share their company, and what one mention says ("Paris, Texas")
//! counts for the others. Each group starts with what its name says alone; then, in a few rounds, every
//! candidate sees the likely places of the other groups. The sums of named features become probabilities, and
//! a place is resolved when it, with its like nearby (a town and its county), has enough of it.

use rustc_hash::FxHashMap;
use tidings_gazetteer::{Candidate as Entry, Gazetteer, Kind, NameClass};
use tidings_text::BlockKind;

use super::recognise::Toponym;
use super::relation;
use super::weigh::{Company, Node, Weights, prior};
use super::within;
use super::words::{OF_DIVISIONS, has};
use super::{area, lists};
use crate::parse::Parse;
use crate::types::{Candidate, Place, PlacePrecision, PlaceSense, RelationKind};

/// Rounds of weighing: how flat the odds are, and how many candidates of each other name are seen.
const ROUNDS: [(f64, usize); 4] = [(3.0, 10), (1.5, 6), (1.0, 4), (1.0, 4)];

/// Groups before and after, by first mention, that count as company.
const REACH: usize = 24;

/// Candidates that are reported.
const REPORTED: usize = 8;

/// Candidates within this distance of the best are no rivals: a town and its district.
const LIKE_KM: f64 = 80.0;

/// From this population on every name of a town is well known ("New York", "Kiev").
const SECOND_NAMES_COUNT_FROM: u32 = 1_000_000;

struct Group<'g> {
    entries: Vec<Entry<'g>>,
    nodes: Vec<Node>,
    /// What name and place say by themselves, in sum.
    prior: Vec<f64>,
    /// The most that any mention's neighbours say.
    local: Vec<f64>,
    company: Vec<Company>,
    /// How alike in size each is to what stands beside the name in a list, from 0 to 1.
    alike: Vec<f64>,
    /// Divisions that stand beside a town of the same name, where no type word asks for them.
    town_inside: Vec<bool>,
    /// Likely candidates and their probabilities, for the others to see.
    likely: Vec<(usize, f64)>,
    mentions: Vec<usize>,
    weight: f64,
    typed: bool,
}

pub(super) fn resolve(parse: &Parse, gazetteer: &Gazetteer, w: &Weights, toponyms: &[Toponym]) -> Vec<Place> {
    let (mut groups, group_of) = groups(parse, gazetteer, w, toponyms);
    let links = links(parse, toponyms);
    let pairs = lists::pairs(parse, toponyms, &links);
    let named = groups.len();
    groups.extend(home(parse, gazetteer, w));
    for (heat, seen) in ROUNDS {
        for g in &mut groups {
            let scores: Vec<f64> = (0..g.entries.len()).map(|c| g.score(w, c)).collect();
            g.likely = likely(&scores, heat, seen);
        }
        for k in 0..named {
            keep_company(&mut groups, k, named);
        }
        for &(a, b) in &links {
            link(&mut groups, w, group_of[a], group_of[b]);
        }
        for &(a, b) in &pairs {
            compare(&mut groups, group_of[a], group_of[b]);
            compare(&mut groups, group_of[b], group_of[a]);
        }
    }
    let mut places: Vec<Place> = toponyms
        .iter()
        .enumerate()
        .map(|(i, t)| {
            let own = mention_local(&groups, w, &links, &group_of, i);
            let group = &groups[group_of[i]];
            let front = if of_division(parse, t) { group.divisions_with_town() } else { Vec::new() };
            let mut place = place(parse, gazetteer, w, t, group, &own, &front);
            within::part_of_name(parse, t, &mut place);
            place
        })
        .collect();
    within::locate(parse, &mut places);
    area::locate(gazetteer, &mut places);
    places
}

impl Group<'_> {
    fn score(&self, w: &Weights, c: usize) -> f64 {
        self.prior[c]
            + self.local[c]
            + w.list * self.alike[c]
            + self.company[c].features(w).iter().map(|f| f.1).sum::<f64>()
    }
}

/// Mentions of the same name with the same type word, and for each mention its group.
fn groups<'g>(
    parse: &Parse,
    gazetteer: &'g Gazetteer,
    w: &Weights,
    toponyms: &[Toponym<'g>],
) -> (Vec<Group<'g>>, Vec<usize>) {
    let text = &parse.doc().text;
    let mut index: FxHashMap<(String, bool), usize> = FxHashMap::default();
    let mut groups: Vec<Group<'g>> = Vec::new();
    let mut group_of = Vec::with_capacity(toponyms.len());
    for (i, t) in toponyms.iter().enumerate() {
        let key = (t.inner.unwrap_or(t.span).slice(text).to_lowercase(), t.wanted.is_some());
        let k = *index.entry(key).or_insert_with(|| {
            groups.push(Group::new(gazetteer, w, &t.candidates, t.wanted.is_some()));
            groups.len() - 1
        });
        groups[k].mentions.push(i);
        if in_dateline(parse, t) {
            groups[k].weight = groups[k].weight.max(1.0 + w.dateline);
        }
        group_of.push(k);
    }
    (groups, group_of)
}

impl<'g> Group<'g> {
    fn new(gazetteer: &'g Gazetteer, w: &Weights, entries: &[Entry<'g>], typed: bool) -> Self {
        let nodes: Vec<Node> = entries.iter().map(|c| Node::new(gazetteer, c)).collect();
        let mut group = Group {
            prior: entries.iter().map(|c| prior(w, c).iter().map(|f| f.1).sum()).collect(),
            local: vec![0.0; entries.len()],
            company: vec![Company::default(); entries.len()],
            alike: vec![0.0; entries.len()],
            town_inside: Vec::new(),
            likely: Vec::new(),
            mentions: Vec::new(),
            weight: 1.0,
            entries: entries.to_vec(),
            nodes,
            typed,
        };
        group.town_inside = (0..entries.len()).map(|c| group.is_mostly_town(c)).collect();
        for c in 0..group.entries.len() {
            if group.is_second_name(c) {
                group.prior[c] -= w.second_name;
            }
            if group.has_namesake_town(c) {
                group.prior[c] -= w.town_first;
            }
            group.prior[c] += group.against(w, c).iter().map(|f| f.1).sum::<f64>();
        }
        group
    }

    /// What else speaks against a candidate beside the others of its name.
    fn against(&self, w: &Weights, c: usize) -> [(&'static str, f64); 2] {
        let entry = &self.entries[c];
        let untyped = !self.typed && entry.place.kind == Kind::Admin2 && entry.class != NameClass::Main;
        [
            ("greater namesake", -w.namesake * self.tenfolds_below(c)),
            ("no type word", if untyped { -w.untyped } else { 0.0 }),
        ]
    }

    /// How many tenfolds of people, beyond thirty times, the largest place of the name and country has more.
    fn tenfolds_below(&self, c: usize) -> f64 {
        let own = &self.entries[c].place;
        if !matches!(own.kind, Kind::Settlement | Kind::Quarter | Kind::Admin2) || own.is_capital {
            return 0.0;
        }
        let greater = |e: &&Entry| {
            (e.place.country == own.country || e.place.is_capital)
                && e.class == NameClass::Main
                && matches!(e.place.kind, Kind::Settlement | Kind::Admin1)
        };
        let most = self.entries.iter().filter(greater).map(|e| e.place.population).max().unwrap_or(0);
        // A division that the town lies in is no rival, nor is one that is called after it.
        let home = (0..self.entries.len()).any(|area| self.is_namesake(area, c));
        if home {
            0.0
        } else {
            (f64::from(most) / f64::from(own.population.max(300)) / 30.0).log10().max(0.0)
        }
    }

    /// A town's former or foreign name, where some place has it as its own.
    fn is_second_name(&self, c: usize) -> bool {
        let place = &self.entries[c].place;
        // "Alba Town" and "Alba County" are no other names than "Alba".
        let longer = |e: &Entry| e.place.kind == Kind::Settlement && place.name.contains(e.place.name);
        matches!(self.entries[c].class, NameClass::Alternate | NameClass::Derived)
            && matches!(place.kind, Kind::Settlement | Kind::Admin2)
            && place.population < SECOND_NAMES_COUNT_FROM
            && !place.is_capital
            && self.entries.iter().any(|e| e.class == NameClass::Main)
            && !self.entries.iter().any(|e| e.class == NameClass::Main && longer(e))
            && !self.is_main_town(c)
    }

    /// Divisions that stand beside a town of the same name.
    fn divisions_with_town(&self) -> Vec<usize> {
        let division = |c: &usize| self.entries[*c].place.kind == Kind::Admin1;
        (0..self.entries.len()).filter(division).filter(|&c| self.has_namesake_town(c)).collect()
    }

    /// A division whose main town bears the same name, where no type word asks for the division.
    fn has_namesake_town(&self, c: usize) -> bool {
        !self.typed && (0..self.entries.len()).any(|town| self.is_namesake(c, town))
    }

    /// A division of which a town of the same name has a third of the people.
    fn is_mostly_town(&self, c: usize) -> bool {
        let people = |c: usize| u64::from(self.entries[c].place.population);
        let towns = (0..self.entries.len()).filter(|&town| self.is_namesake(c, town));
        !self.typed && towns.map(people).max().is_some_and(|most| most * 3 >= people(c))
    }

    /// The main town of a division of the same name.
    fn is_main_town(&self, town: usize) -> bool {
        (0..self.entries.len()).any(|area| self.is_namesake(area, town))
    }

    fn is_namesake(&self, area: usize, town: usize) -> bool {
        let (a, t) = (&self.entries[area].place, &self.entries[town].place);
        matches!(a.kind, Kind::Admin1 | Kind::Admin2)
            && t.kind == Kind::Settlement
            && u64::from(t.population) * 10 >= u64::from(a.population)
            && (self.nodes[area].holds(&self.nodes[town]) || self.nodes[area].km(&self.nodes[town]) < 60.0)
    }
}

/// In a dateline block, or the first words of the text before a dash.
fn in_dateline(parse: &Parse, t: &Toponym) -> bool {
    let block = &parse.doc().blocks[parse.sentence_of(t.tokens.start).block];
    let dash = |i: usize| i < parse.len() && matches!(parse.str(i), "-" | "--" | "—" | "–" | ":");
    let starts = t.tokens.start == parse.sentence_of(t.tokens.start).tokens.start;
    matches!(block.kind, BlockKind::Dateline)
        || starts && (t.tokens.end..t.tokens.end + 8).any(dash) && is_capitals(parse.text(t.tokens.clone()))
}

fn is_capitals(text: &str) -> bool {
    text.len() > 3 && text.chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase)
}

/// Places in the publisher's name, and the country of its address: company that is not named in the text.
fn home<'g>(parse: &Parse, gazetteer: &'g Gazetteer, w: &Weights) -> Vec<Group<'g>> {
    let meta = &parse.doc().meta;
    let mut homes = Vec::new();
    if w.publisher <= 0.0 {
        return homes;
    }
    if let Some(publisher) = &meta.publisher {
        let words: Vec<&str> = publisher.split_whitespace().collect();
        let mut at = 0;
        while at < words.len() {
            let found = gazetteer.longest_at(&tidings_gazetteer::Words::new(&words), at);
            let entries: Vec<Entry> = found
                .iter()
                .flat_map(|m| m.candidates.clone())
                .filter(|c| !c.ambiguous_word)
                .take(24)
                .collect();
            if !entries.is_empty() {
                homes.push(Group::new(gazetteer, w, &entries, false));
            }
            at += found.map_or(1, |m| m.len.max(1));
        }
    }
    let host =
        meta.url.as_deref().and_then(|u| u.split("//").nth(1)).and_then(|u| u.split(['/', ':', '?']).next());
    if let Some(top) = host.and_then(|h| h.rsplit('.').next()).filter(|t| t.len() == 2) {
        let code = if top.eq_ignore_ascii_case("uk") { "GB".to_string() } else { top.to_uppercase() };
        homes.extend(gazetteer.by_code(&code).map(|place| {
            let entry = Entry { place, class: NameClass::Main, ambiguous_word: false };
            Group::new(gazetteer, w, &[entry], true)
        }));
    }
    for g in &mut homes {
        g.weight = w.publisher;
    }
    homes
}

/// The `seen` likeliest candidates with their probabilities.
fn likely(scores: &[f64], heat: f64, seen: usize) -> Vec<(usize, f64)> {
    let top = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let mut all: Vec<(usize, f64)> = scores.iter().map(|s| ((s - top) / heat).exp()).enumerate().collect();
    let sum: f64 = all.iter().map(|a| a.1).sum();
    all.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    all.truncate(seen);
    for a in &mut all {
        a.1 /= sum;
    }
    all.retain(|a| a.1 > 0.02);
    all
}

/// Counts the likely places of the other groups for each candidate of group `k`.
fn keep_company(groups: &mut [Group], k: usize, named: usize) {
    let mut company = vec![Company::default(); groups[k].entries.len()];
    let window = (k.saturating_sub(REACH)..(k + REACH + 1).min(named)).chain(named..groups.len());
    for j in window.filter(|&j| j != k) {
        let other = &groups[j];
        for &(o, p) in &other.likely {
            let own = groups[k].nodes.iter().zip(&groups[k].town_inside);
            for ((own, &town_inside), company) in own.zip(&mut company) {
                // The same place under another name is no evidence of its own, and what lies in a division lies about
                // its town of the same name as well.
                let about = town_inside && own.holds(&other.nodes[o]);
                if !own.same(&other.nodes[o]) && !about {
                    company.add(own, &other.nodes[o], p * other.weight);
                }
            }
        }
    }
    groups[k].company = company;
}

/// Pairs of neighbouring mentions of which the second may contain the first, or the first the second:
/// "Paris, Texas", "Odesa (Ukraine)", "Ukraine's Odesa". The pair is (inner, outer).
fn links(parse: &Parse, toponyms: &[Toponym]) -> Vec<(usize, usize)> {
    let mut links = Vec::new();
    for i in 1..toponyms.len() {
        let (a, b) = (&toponyms[i - 1], &toponyms[i]);
        let gap = a.tokens.end..b.tokens.start;
        let whole = a.inner.is_none() && b.inner.is_none();
        if parse.token(a.tokens.start).sentence != parse.token(b.tokens.start).sentence
            || gap.len() > 2
            || !whole
        {
            continue;
        }
        let mut words = gap.map(|i| parse.str(i));
        match (words.next(), words.next()) {
            (Some("," | "("), None | Some("in")) | (Some("in"), None | Some("the"))
                if b.sense != PlaceSense::Demonym
                    && !(lists::may_be_town(b)
                        && lists::listed(parse, |i| toponyms.get(i).map(|t| t.tokens.clone()), i)) =>
            {
                links.push((i - 1, i));
            }
            (Some("'s" | "’s" | "'" | "’"), None) => links.push((i, i - 1)),
            _ => {}
        }
    }
    links
}

/// How alike in size each candidate of group `a` is to the likely towns of group `b`: who lists Lyon and Paris does not
/// mean a hamlet.
fn compare(groups: &mut [Group], a: usize, b: usize) {
    if a == b {
        return;
    }
    let tenfold = |e: &Entry| f64::from(e.place.population.max(300)).log10();
    let towns: Vec<(f64, f64)> = groups[b]
        .likely
        .iter()
        .filter(|(o, _)| groups[b].entries[*o].place.kind == Kind::Settlement)
        .map(|&(o, p)| (tenfold(&groups[b].entries[o]), p))
        .collect();
    let alike: Vec<f64> = groups[a]
        .entries
        .iter()
        .map(|e| {
            let town = e.place.kind == Kind::Settlement;
            if town {
                towns.iter().map(|(size, p)| p * (-(size - tenfold(e)).abs()).exp()).sum()
            } else {
                0.0
            }
        })
        .collect();
    for (slot, new) in groups[a].alike.iter_mut().zip(alike) {
        *slot = slot.max(new);
    }
}

/// What two linked groups say of each other.
fn link(groups: &mut [Group], w: &Weights, a: usize, b: usize) {
    if a == b {
        return;
    }
    let inner: Vec<f64> = groups[a]
        .nodes
        .iter()
        .map(|n| {
            groups[b].likely.iter().filter(|(o, _)| groups[b].nodes[*o].holds(n)).map(|(_, p)| p).sum::<f64>()
                * w.contained
        })
        .collect();
    let outer: Vec<f64> = groups[b]
        .nodes
        .iter()
        .map(|n| if groups[a].nodes.iter().any(|i| n.holds(i)) { w.contains } else { 0.0 })
        .collect();
    let raise = |to: &mut [f64], by: &[f64]| {
        for (t, b) in to.iter_mut().zip(by) {
            *t = t.max(b * w.discourse);
        }
    };
    raise(&mut groups[a].local, &inner);
    raise(&mut groups[b].local, &outer);
}

/// "the Kursk offensive" is fought in the region, not in the city.
fn of_division(parse: &Parse, t: &Toponym) -> bool {
    let head = crate::name::head_of(parse, t.tokens.clone());
    let noun = parse.head(head);
    t.wanted.is_none()
        && t.sense != PlaceSense::Demonym
        && noun >= t.tokens.end
        && noun < t.tokens.end + 3
        && has(OF_DIVISIONS, parse.lemma(noun))
}

/// What the neighbours of mention `i` say of its candidates, at full weight.
fn mention_local(
    groups: &[Group],
    w: &Weights,
    links: &[(usize, usize)],
    group_of: &[usize],
    i: usize,
) -> Vec<f64> {
    let mut own = groups[group_of[i]].local.clone();
    // A mention that says itself what contains it is not overruled by another mention.
    let mut fresh = vec![0.0; own.len()];
    for &(a, b) in links.iter().filter(|(a, b)| *a == i || *b == i) {
        let (ga, gb) = (&groups[group_of[a]], &groups[group_of[b]]);
        if group_of[a] == group_of[b] {
            continue;
        }
        if a == i {
            for (slot, n) in fresh.iter_mut().zip(&ga.nodes) {
                let held: f64 = gb.likely.iter().filter(|(o, _)| gb.nodes[*o].holds(n)).map(|(_, p)| p).sum();
                *slot = f64::max(*slot, held * w.contained);
            }
        } else {
            for (slot, n) in fresh.iter_mut().zip(&gb.nodes) {
                if ga.nodes.iter().any(|inner| n.holds(inner)) {
                    *slot = f64::max(*slot, w.contains);
                }
            }
        }
    }
    if fresh.iter().any(|f| *f > 1.0) {
        own = fresh;
    }
    own
}

fn place(
    parse: &Parse,
    gazetteer: &Gazetteer,
    w: &Weights,
    t: &Toponym,
    g: &Group,
    local: &[f64],
    front: &[usize],
) -> Place {
    let front = |c: usize| if front.contains(&c) { w.division_noun } else { 0.0 };
    let scores: Vec<f64> =
        (0..g.entries.len()).map(|c| g.score(w, c) - g.local[c] + local[c] + front(c)).collect();
    let mut order: Vec<usize> = (0..scores.len()).collect();
    order.sort_by(|&a, &b| {
        scores[b].total_cmp(&scores[a]).then(g.entries[a].place.id.cmp(&g.entries[b].place.id))
    });
    let resolved = order.first().is_some_and(|&best| {
        let odds = |c: usize| (scores[c] - scores[best]).exp();
        let like = |c: usize| {
            g.nodes[c].km(&g.nodes[best]) < LIKE_KM
                || g.nodes[c].holds(&g.nodes[best])
                || g.nodes[best].holds(&g.nodes[c])
        };
        let (alike, all) = order
            .iter()
            .fold((0.0, 0.0), |(x, y), &c| (x + if like(c) { odds(c) } else { 0.0 }, y + odds(c)));
        alike / all >= w.resolved
    });
    let candidates: Vec<Candidate> = order
        .iter()
        .take(REPORTED)
        .map(|&c| {
            let mut features = Vec::with_capacity(10);
            features.extend(prior(w, &g.entries[c]));
            if g.is_second_name(c) {
                features.push(("second name", -w.second_name));
            }
            if g.has_namesake_town(c) {
                features.push(("town of the same name", -w.town_first));
            }
            features.extend(g.against(w, c));
            features.extend(g.company[c].features(w));
            features.push(("like the others of its list", w.list * g.alike[c]));
            features.push(("named with it", local[c]));
            features.push(("noun of divisions", front(c)));
            features.retain(|f| f.1 != 0.0);
            candidate(gazetteer, &g.entries[c], scores[c], features)
        })
        .collect();
    let relation = relation::of(parse, &t.tokens);
    let beside = relation.as_ref().is_some_and(|r| r.kind != RelationKind::Part || r.bearing.is_some());
    let precision = candidates.first().filter(|_| !beside).map_or(PlacePrecision::Area, |c| c.precision);
    Place {
        span: t.span,
        tokens: (t.tokens.start as u32, t.tokens.end as u32),
        resolved,
        candidates,
        precision,
        sense: t.sense,
        relation,
        because: t.evidence.because.clone(),
    }
}

fn candidate(gazetteer: &Gazetteer, c: &Entry, score: f64, features: Vec<(&'static str, f64)>) -> Candidate {
    let p = c.place;
    let code = gazetteer.admin1_of(&p).map(|a| a.code.to_string()).filter(|c| !c.is_empty());
    Candidate {
        id: u64::from(p.id),
        name: p.name.to_string(),
        lat: f64::from(p.lat),
        lon: f64::from(p.lon),
        radius_km: f64::from(p.radius_km),
        country: p.country.to_string(),
        iso3166_2: code,
        precision: match p.kind {
            Kind::Country => PlacePrecision::Country,
            Kind::Admin1 => PlacePrecision::Province,
            Kind::Admin2 => PlacePrecision::District,
            Kind::Settlement | Kind::Quarter => PlacePrecision::Settlement,
            Kind::Seat => PlacePrecision::Point,
            _ => PlacePrecision::Area,
        },
        sea: matches!(p.kind, Kind::Sea | Kind::Strait),
        score,
        features,
    }
}
