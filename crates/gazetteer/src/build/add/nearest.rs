//! The nearest town of the table, for places whose line does not say what they lie in.

use crate::place::Kind;
use crate::table::Gazetteer;
use rustc_hash::FxHashMap;

/// Beyond this a town says nothing of what lies around it.
const REACH_KM: f64 = 60.0;

/// Towns in squares of one degree.
pub(super) struct Towns<'g> {
    base: &'g Gazetteer,
    squares: FxHashMap<(i16, i16), Vec<u32>>,
}

fn square(lat: f32, lon: f32) -> (i16, i16) {
    (lat.floor() as i16, lon.floor() as i16)
}

impl<'g> Towns<'g> {
    pub fn new(base: &'g Gazetteer) -> Self {
        let mut squares: FxHashMap<(i16, i16), Vec<u32>> = FxHashMap::default();
        for p in base.places().filter(|p| p.kind == Kind::Settlement && p.parent.is_some()) {
            squares.entry(square(p.lat, p.lon)).or_default().push(p.index);
        }
        Self { base, squares }
    }

    /// The place that the nearest town lies in; only towns of `country` count if one is given.
    pub fn home(&self, at: (f32, f32), country: &str) -> Option<u32> {
        let (row, column) = square(at.0, at.1);
        let around = (-1..=1).flat_map(|r| (-1..=1).map(move |c| (row + r, turn(column + c))));
        let towns = around.filter_map(|s| self.squares.get(&s)).flatten();
        towns
            .filter_map(|&i| self.base.place(i))
            .filter(|p| country.is_empty() || p.country == country)
            .map(|p| (crate::haversine_km(at.0.into(), at.1.into(), p.lat.into(), p.lon.into()), p))
            .filter(|(km, _)| *km <= REACH_KM)
            .min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.id.cmp(&b.1.id)))
            .and_then(|(_, p)| p.parent)
    }
}

/// East of 180 degrees is west of it.
fn turn(column: i16) -> i16 {
    (column + 180).rem_euclid(360) - 180
}
