//! The features that decide which place a name means, and what each is worth.
//!
//! A candidate's score is the sum of its features, in nats: a lead of 1 is odds of about 2.7. The weights are
//! set by hand and checked by leaving each out in turn.

use tidings_gazetteer::{Candidate as Entry, Gazetteer, Kind, NameClass};

/// What each feature is worth; 0 switches it off.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Weights {
    /// For each tenfold population.
    pub size: f64,
    /// For countries, divisions and regions over towns.
    pub kind: f64,
    /// For the main name over alternate and derived ones.
    pub name: f64,
    /// Against another name of a town that is the main name of some other.
    pub second_name: f64,
    /// For the capital of a country.
    pub capital: f64,
    /// Against a division where its main town has the same name and no type word stands there.
    pub town_first: f64,
    /// Against a place whose name a far larger one of its country bears, for each tenfold from thirty up.
    pub namesake: f64,
    /// Against a second-order division by less than its main name, where no type word stands there.
    pub untyped: f64,
    /// For that division where a noun goes with divisions ("the Kursk offensive").
    pub division_noun: f64,
    /// For lying in what is named right after ("Paris, Texas").
    pub contained: f64,
    /// For containing what is named right before.
    pub contains: f64,
    /// For lying in a country or division named anywhere in the document.
    pub inside: f64,
    /// For lying near other places of the document.
    pub near: f64,
    /// For lying in the same division as other places of the document.
    pub division: f64,
    /// For lying in the same country as other places of the document.
    pub country: f64,
    /// For being as large as its neighbours in a list ("Lyon, Paris and Lille").
    pub list: f64,
    /// What the dateline counts as company, more than another name.
    pub dateline: f64,
    /// What the publisher's name and address count as company.
    pub publisher: f64,
    /// Share of the evidence of one mention that counts for other mentions of the same name.
    pub discourse: f64,
    /// Least probability of a place that is taken as resolved.
    pub resolved: f64,
}

impl Default for Weights {
    fn default() -> Self {
        Self {
            size: 0.8,
            kind: 1.0,
            name: 1.0,
            second_name: 2.5,
            capital: 3.0,
            town_first: 3.0,
            namesake: 1.0,
            untyped: 2.0,
            division_noun: 7.0,
            contained: 7.0,
            contains: 4.0,
            inside: 3.5,
            near: 4.0,
            division: 2.5,
            country: 2.5,
            list: 1.5,
            dateline: 1.0,
            publisher: 0.7,
            discourse: 0.8,
            resolved: 0.4,
        }
    }
}

impl Weights {
    /// Names of the weights of features, for leaving one out.
    pub const NAMES: [&str; 19] = [
        "size",
        "kind",
        "name",
        "second_name",
        "capital",
        "town_first",
        "namesake",
        "untyped",
        "division_noun",
        "contained",
        "contains",
        "inside",
        "near",
        "division",
        "country",
        "list",
        "dateline",
        "publisher",
        "discourse",
    ];

    /// These weights with another worth of one feature, 0 to leave it out; `None` if no feature has the name.
    pub fn with(mut self, name: &str, worth: f64) -> Option<Self> {
        let weight = match name {
            "size" => &mut self.size,
            "kind" => &mut self.kind,
            "name" => &mut self.name,
            "second_name" => &mut self.second_name,
            "capital" => &mut self.capital,
            "town_first" => &mut self.town_first,
            "namesake" => &mut self.namesake,
            "untyped" => &mut self.untyped,
            "division_noun" => &mut self.division_noun,
            "contained" => &mut self.contained,
            "contains" => &mut self.contains,
            "inside" => &mut self.inside,
            "near" => &mut self.near,
            "division" => &mut self.division,
            "country" => &mut self.country,
            "list" => &mut self.list,
            "dateline" => &mut self.dateline,
            "publisher" => &mut self.publisher,
            "discourse" => &mut self.discourse,
            _ => return None,
        };
        *weight = worth;
        Some(self)
    }
}

/// A population for areas that have none of their own: as well known as a city of a million.
const AREA: f64 = 1e6;

/// What the name and the place say by themselves: how well known, what kind, by what name.
pub(super) fn prior(w: &Weights, c: &Entry) -> [(&'static str, f64); 4] {
    let p = c.place;
    let kind = match p.kind {
        Kind::Country => 4.5,
        Kind::Continent | Kind::Region | Kind::Sea => 6.5,
        Kind::Seat | Kind::Strait => 3.0,
        Kind::Admin1
        | Kind::Lake
        | Kind::River
        | Kind::Mountain
        | Kind::Desert
        | Kind::Island
        | Kind::Peninsula => 2.0,
        Kind::Settlement => 1.0,
        Kind::Admin2 | Kind::Quarter => 0.0,
    };
    let class = match c.class {
        NameClass::Main => 1.5,
        NameClass::Alternate if p.population > 2_000_000 => 1.2,
        NameClass::Abbreviation => 1.0,
        NameClass::Demonym => 0.5,
        NameClass::Alternate => 0.3,
        NameClass::Derived => 0.0,
        NameClass::Stem => -0.5,
    };
    let people = match p.kind {
        Kind::Settlement | Kind::Quarter | Kind::Admin1 | Kind::Admin2 | Kind::Country => {
            f64::from(p.population.max(300))
        }
        _ => AREA,
    };
    [
        ("size", w.size * people.log10()),
        ("kind", w.kind * kind),
        ("name", w.name * class),
        ("capital", if p.is_capital { w.capital } else { 0.0 }),
    ]
}

/// A candidate's place in a form that is quickly compared.
#[derive(Debug, Clone, Copy)]
pub(super) struct Node {
    /// Countries it has a land border with; the rest 0.
    neighbours: [u16; 8],
    index: u32,
    xyz: [f32; 3],
    /// How far a region without agreed limits reaches, in km; 0 for all else and for regions too wide to say anything.
    reach: f32,
    country: u16,
    division: u32,
    district: u32,
    pub kind: Kind,
}

const NONE: u32 = u32::MAX;

fn packed(country: &str) -> u16 {
    match country.as_bytes() {
        [a, b] => u16::from_be_bytes([*a, *b]),
        _ => 0,
    }
}

impl Node {
    pub(super) fn new(gazetteer: &Gazetteer, c: &Entry) -> Self {
        let p = c.place;
        let (lat, lon) = (p.lat.to_radians(), p.lon.to_radians());
        let (mut division, mut district) = (NONE, NONE);
        match p.kind {
            Kind::Admin1 => division = p.index,
            Kind::Admin2 => district = p.index,
            _ => {}
        }
        for outer in gazetteer.containing(&p) {
            match outer.kind {
                Kind::Admin1 => division = outer.index,
                Kind::Admin2 => district = outer.index,
                _ => {}
            }
        }
        let mut neighbours = [0; 8];
        if p.kind == Kind::Country {
            for (slot, code) in neighbours.iter_mut().zip(p.member_codes()) {
                *slot = packed(code);
            }
        }
        let country = packed(p.country);
        let tells = p.kind == Kind::Region && p.radius_km <= TELLING_KM;
        Self {
            reach: if tells { p.radius_km } else { 0.0 },
            neighbours,
            index: p.index,
            xyz: [lat.cos() * lon.cos(), lat.cos() * lon.sin(), lat.sin()],
            country,
            division,
            district,
            kind: p.kind,
        }
    }

    /// About how many kilometres apart the middles are; too few for places on opposite sides of the world.
    pub(super) fn km(&self, other: &Node) -> f64 {
        let [x, y, z] = [0, 1, 2].map(|i| f64::from(self.xyz[i] - other.xyz[i]));
        6371.0 * (x * x + y * y + z * z).sqrt()
    }

    pub(super) fn same(&self, other: &Node) -> bool {
        self.index == other.index
    }

    /// This country or division contains the other place.
    pub(super) fn holds(&self, other: &Node) -> bool {
        !self.same(other)
            && match self.kind {
                Kind::Country => self.country != 0 && self.country == other.country,
                Kind::Admin1 => other.division == self.index,
                Kind::Admin2 => other.district == self.index,
                _ => false,
            }
    }

    fn is_local(&self) -> bool {
        matches!(
            self.kind,
            Kind::Settlement
                | Kind::Admin2
                | Kind::Quarter
                | Kind::Seat
                | Kind::Lake
                | Kind::Mountain
                | Kind::Island
        )
    }
}

/// A region wider than this says little about where in the world a town lies, in km.
const TELLING_KM: f32 = 600.0;

/// How much company one candidate has, before saturation.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Company {
    inside: f64,
    near: f64,
    division: f64,
    country: f64,
}

impl Company {
    /// Adds another name's possible place, that is meant with probability `p`.
    pub(super) fn add(&mut self, own: &Node, other: &Node, p: f64) {
        if other.reach > 0.0 && own.is_local() && own.km(other) < f64::from(other.reach) {
            self.inside += p * 1.2;
        }
        if own.country == 0 || other.country == 0 {
            return;
        }
        if own.country != other.country {
            if own.kind == Kind::Country && own.neighbours.contains(&other.country) {
                self.inside += p * 0.4;
            }
            if own.is_local() && other.is_local() {
                self.near += p * closeness(own.km(other));
            }
            return;
        }
        if other.holds(own) {
            self.inside += p * match other.kind {
                Kind::Country => 0.5,
                Kind::Admin1 => 1.2,
                _ => 2.0,
            };
        } else if own.holds(other) {
            self.inside += p * if own.kind == Kind::Country { 0.3 } else { 0.8 };
        }
        if own.kind != Kind::Country && other.kind != Kind::Country {
            self.country += p * 0.6;
            if own.division == other.division && own.division != NONE {
                self.division += p * 0.6;
            }
        }
        if own.is_local() && other.is_local() {
            self.near += p * closeness(own.km(other));
        }
    }

    pub(super) fn features(&self, w: &Weights) -> [(&'static str, f64); 4] {
        let full = |x: f64| 1.0 - (-x).exp();
        [
            ("in what is named", w.inside * full(self.inside)),
            ("near others", w.near * full(self.near)),
            ("division of others", w.division * full(self.division)),
            ("country of others", w.country * full(self.country)),
        ]
    }
}

/// 1 for the same spot, a half at 40 km, little beyond 200.
fn closeness(km: f64) -> f64 {
    0.8 / (1.0 + (km / 40.0).powi(2)) + 0.2 / (1.0 + (km / 200.0).powi(2))
}
