//! Where a place is on the map, and how far that may be off.
//!
//! "15 km north of X" is not X: the middle lies 15 km to the north, and the report pins it down no better than X is
//! wide and a compass point is. A radius never promises more than the words do.

use tidings_gazetteer::{Gazetteer, Kind, haversine_km};

use crate::types::{Area, Candidate, Place, PlacePrecision, Relation, RelationKind};

/// How far "near", "outside" and a compass point without a distance reach, in km.
const NEAR_KM: f64 = 15.0;
/// Half the angle between two compass points, in degrees: "north" is anything nearer to north than to north-east.
const HALF_POINT: f64 = 22.5;
/// UCDP's own limit for a place near a known point, in km.
const NEAR_A_POINT_KM: f64 = 25.0;
/// Up to here an area is a small part of a region in ACLED's sense, in km.
const SMALL_PART_KM: f64 = 50.0;

/// How precisely a place is known, in the codes of two catalogues of events.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Codes {
    /// ACLED `geo_precision`: 1 a town, 2 near a town or a small part of a region, 3 a larger region.
    pub acled: u8,
    /// UCDP GED `where_prec`: 1 exact, 2 within 25 km of a known point, 3 second-order division, 4 first-order
    /// division, 5 a line or an area that is none of these, 6 a country, 7 international waters.
    pub ucdp: u8,
}

impl Codes {
    /// Of a place known with `precision`, drawn as `at` within `radius_km`.
    pub fn new(precision: PlacePrecision, at: &Candidate, radius_km: f64) -> Self {
        let (acled, ucdp) = match precision {
            PlacePrecision::Point | PlacePrecision::Settlement => (1, 1),
            PlacePrecision::District => (2, 3),
            PlacePrecision::Province => (3, 4),
            PlacePrecision::Country => (3, 6),
            PlacePrecision::Area if at.sea => (3, 7),
            PlacePrecision::Area if radius_km <= NEAR_A_POINT_KM => (2, 2),
            PlacePrecision::Area if radius_km <= SMALL_PART_KM => (2, 5),
            PlacePrecision::Area => (3, 5),
        };
        Self { acled, ucdp }
    }
}

impl Place {
    /// Where it is to be drawn: as its relation says, else as its likeliest meaning lies. `None` = unresolved.
    pub fn area(&self) -> Option<Area> {
        let best = self.candidates.first().filter(|_| self.resolved)?;
        Some(self.relation.as_ref().and_then(|r| r.area).unwrap_or_else(|| of(best)))
    }

    /// How precisely it is known. `None` = unresolved.
    pub fn codes(&self) -> Option<Codes> {
        Some(Codes::new(self.precision, self.candidates.first()?, self.area()?.radius_km))
    }
}

/// A place itself.
fn of(c: &Candidate) -> Area {
    Area { lat: c.lat, lon: c.lon, radius_km: c.radius_km }
}

/// Gives each relation to a resolved place its area.
pub(super) fn locate(gazetteer: &Gazetteer, places: &mut [Place]) {
    for k in 0..places.len() {
        let Some(best) = places[k].candidates.first().filter(|_| places[k].resolved) else { continue };
        let Some(relation) = &places[k].relation else { continue };
        let area = match relation.kind {
            RelationKind::Between => partner(places, k, relation).map(|other| between(best, other)),
            RelationKind::Border => {
                let line = |other: &Candidate| {
                    let states = [best, other].iter().all(|c| c.precision == PlacePrecision::Country);
                    if states { border(gazetteer, &best.country, &other.country) } else { None }
                };
                partner(places, k, relation).and_then(line).or_else(|| Some(one(best, relation)))
            }
            _ => Some(one(best, relation)),
        };
        if let Some(r) = &mut places[k].relation {
            r.area = area;
        }
    }
}

/// The area that a relation to one place means.
fn one(c: &Candidate, relation: &Relation) -> Area {
    let r = c.radius_km;
    let wide = !matches!(c.precision, PlacePrecision::Settlement | PlacePrecision::Point);
    let place = of(c);
    match (relation.kind, relation.distance_km, relation.bearing) {
        (RelationKind::Part, _, Some(bearing)) => side(c, bearing),
        (RelationKind::Offset, Some(km), Some(bearing)) => {
            // Of a province it is counted from the rim, of a town as often from its middle.
            let middle = if wide { r + km } else { km };
            let turned = middle * HALF_POINT.to_radians().sin();
            Area { radius_km: r + turned.max(1.0), ..shifted(place, middle, bearing) }
        }
        (RelationKind::Offset, Some(km), None) => Area { radius_km: r + km, ..place },
        (RelationKind::Offset, None, Some(bearing)) => {
            let reach = if wide { r } else { r + NEAR_KM };
            Area { radius_km: reach, ..shifted(place, reach, bearing) }
        }
        (RelationKind::Near | RelationKind::Offset, ..) => {
            Area { radius_km: r + NEAR_KM.max(r / 4.0), ..place }
        }
        // Which stretch of a border is meant nothing says here: no finer than the place itself.
        (RelationKind::Border | RelationKind::Between | RelationKind::Part | RelationKind::In, ..) => place,
    }
}

/// The side of a place that lies towards `bearing` degrees from its middle, half-way to the rim.
pub fn side(c: &Candidate, bearing: f64) -> Area {
    Area { radius_km: c.radius_km * 0.75, ..shifted(of(c), c.radius_km / 2.0, bearing) }
}

/// The stretch that two places stand at the ends of.
fn between(a: &Candidate, b: &Candidate) -> Area {
    let km = haversine_km(a.lat, a.lon, b.lat, b.lon);
    let half = shifted(of(a), km / 2.0, bearing(a, b));
    Area { radius_km: km / 2.0 + a.radius_km.min(b.radius_km), ..half }
}

/// The area along the border of two states, by their ISO 3166-1 codes. No source at hand has border lines, so it is put
/// between their neighbouring divisions: the middle of the closest pairs of centres, wide enough to hold them all.
pub fn border(gazetteer: &Gazetteer, one: &str, other: &str) -> Option<Area> {
    let divisions = |code: &str| -> Vec<(f64, f64)> {
        let country = gazetteer.by_code(code).filter(|p| p.kind == Kind::Country);
        let of = |c| {
            gazetteer
                .children(&c)
                .filter(|p| p.kind == Kind::Admin1)
                .map(|p| (p.lat.into(), p.lon.into()))
                .collect()
        };
        country.map(of).unwrap_or_default()
    };
    if one == other {
        return None;
    }
    let (ours, theirs) = (divisions(one), divisions(other));
    let pairs =
        || ours.iter().flat_map(|a| theirs.iter().map(move |b| (a, b, haversine_km(a.0, a.1, b.0, b.1))));
    let closest = pairs().map(|p| p.2).min_by(f64::total_cmp)?;
    let middles: Vec<(f64, f64)> = pairs()
        .filter(|p| p.2 <= closest * 1.5 + 50.0)
        .map(|(a, b, _)| (f64::midpoint(a.0, b.0), f64::midpoint(a.1, b.1)))
        .collect();
    let mean = |f: fn(&(f64, f64)) -> f64| middles.iter().map(f).sum::<f64>() / middles.len() as f64;
    let (lat, lon) = (mean(|m| m.0), mean(|m| m.1));
    let reach = middles.iter().map(|m| haversine_km(lat, lon, m.0, m.1)).fold(0.0, f64::max);
    Some(Area { lat, lon, radius_km: reach + closest / 2.0 })
}

/// The other place of the same "between" or border.
fn partner<'p>(places: &'p [Place], k: usize, relation: &Relation) -> Option<&'p Candidate> {
    let near = [k.checked_sub(1), Some(k + 1)];
    let beside = |p: &Place| p.tokens.0.abs_diff(places[k].tokens.0) <= BESIDE_TOKENS;
    let same = |p: &&Place| {
        let shared = |r: &Relation| r.span == relation.span || r.kind == RelationKind::Border && beside(p);
        p.relation.as_ref().is_some_and(|r| r.kind == relation.kind && shared(r))
    };
    let other = near.into_iter().flatten().filter_map(|i| places.get(i)).find(same)?;
    other.candidates.first().filter(|_| other.resolved)
}

/// Two states named so near each other with a border share it.
const BESIDE_TOKENS: u32 = 6;

const EARTH_KM: f64 = 6371.0;

/// `area` moved along a bearing.
fn shifted(area: Area, km: f64, bearing: f64) -> Area {
    let (lat, lon, turn) = (area.lat.to_radians(), area.lon.to_radians(), bearing.to_radians());
    let arc = km / EARTH_KM;
    let to = (lat.sin() * arc.cos() + lat.cos() * arc.sin() * turn.cos()).clamp(-1.0, 1.0).asin();
    let east = (turn.sin() * arc.sin() * lat.cos()).atan2(arc.cos() - lat.sin() * to.sin());
    let lon = (lon + east).to_degrees();
    Area { lat: to.to_degrees(), lon: (lon + 540.0).rem_euclid(360.0) - 180.0, ..area }
}

/// Degrees clockwise from north in which `b` lies from `a`.
fn bearing(a: &Candidate, b: &Candidate) -> f64 {
    let (p, q, east) = (a.lat.to_radians(), b.lat.to_radians(), (b.lon - a.lon).to_radians());
    let y = east.sin() * q.cos();
    let x = p.cos() * q.sin() - p.sin() * q.cos() * east.cos();
    y.atan2(x).to_degrees().rem_euclid(360.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn town(lat: f64, lon: f64) -> Candidate {
        Candidate {
            id: 1,
            name: "Tarn".into(),
            lat,
            lon,
            radius_km: 4.0,
            country: "XX".into(),
            iso3166_2: None,
            precision: PlacePrecision::Settlement,
            sea: false,
            score: 0.0,
            features: Vec::new(),
        }
    }

    fn relation(kind: RelationKind, distance_km: Option<f64>, bearing: Option<f64>) -> Relation {
        let span = tidings_text::Span { start: 0, end: 1 };
        Relation { span, kind, distance_km, bearing, area: None }
    }

    #[test]
    fn a_distance_moves_the_middle() {
        let tarn = town(50.0, 30.0);
        let north = one(&tarn, &relation(RelationKind::Offset, Some(15.0), Some(0.0)));
        assert!((north.lat - 50.135).abs() < 0.001 && (north.lon - 30.0).abs() < 1e-9);
        assert!(north.radius_km > 9.0 && north.radius_km < 12.0, "as wide as the town and the compass point");
        let west = one(&tarn, &relation(RelationKind::Offset, Some(100.0), Some(270.0)));
        assert!((haversine_km(50.0, 30.0, west.lat, west.lon) - 100.0).abs() < 0.5 && west.lon < 29.0);
        let ring = one(&tarn, &relation(RelationKind::Offset, Some(15.0), None));
        assert_eq!((ring.lat, ring.radius_km), (50.0, 19.0), "no direction: all around");
    }

    #[test]
    fn never_finer_than_the_place() {
        for kind in [RelationKind::Near, RelationKind::Border, RelationKind::Offset] {
            for (km, bearing) in [(None, None), (None, Some(90.0)), (Some(3.0), Some(90.0))] {
                assert!(one(&town(50.0, 30.0), &relation(kind, km, bearing)).radius_km >= 4.0);
            }
        }
        let both = between(&town(50.0, 30.0), &town(50.0, 31.0));
        assert!((both.lon - 30.5).abs() < 0.01 && both.radius_km > 35.7, "both ends are in it");
    }

    #[test]
    fn over_the_date_line() {
        let east = one(&town(0.0, 179.9), &relation(RelationKind::Offset, Some(50.0), Some(90.0)));
        assert!((-180.0..-179.0).contains(&east.lon));
    }

    #[test]
    fn codes_follow_what_the_words_say() {
        let tarn = town(50.0, 30.0);
        let codes = |precision, km| {
            let c = Codes::new(precision, &tarn, km);
            (c.acled, c.ucdp)
        };
        assert_eq!(codes(PlacePrecision::Settlement, 4.0), (1, 1));
        assert_eq!(codes(PlacePrecision::Area, 19.0), (2, 2));
        assert_eq!(codes(PlacePrecision::Area, 300.0), (3, 5));
        assert_eq!(codes(PlacePrecision::Province, 90.0), (3, 4));
        assert_eq!(codes(PlacePrecision::Country, 400.0), (3, 6));
    }
}
