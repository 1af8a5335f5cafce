//! Coordinates no finer than what the report says. A region is an area with a radius, never a pin in its middle.

use tidings_claim::ClaimPlace;
use tidings_mention::{Candidate, PlacePrecision};

/// A house or a yard is never shown: the smallest radius, in km.
const SMALLEST: f64 = 1.0;

/// Radius past which a circle on a map says nothing, in km.
const WIDEST: f64 = 600.0;

/// Where something is, as far as it may be shown.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Area {
    /// Latitude of the centre, rounded to the radius.
    pub lat: f64,
    /// Longitude of the centre, rounded to the radius.
    pub lon: f64,
    /// The place lies within this many km of the centre.
    pub radius_km: f64,
    /// A town or a site named with its place: may be drawn as a point. Everything else is an area.
    pub pin: bool,
}

impl Area {
    /// Of a claim's place; `None` if it is not resolved.
    pub fn of(place: &ClaimPlace) -> Option<Area> {
        place.at.as_ref().map(|at| Self::with(at, place.precision))
    }

    /// Of a place the report pins down to `precision`.
    pub fn with(at: &Candidate, precision: PlacePrecision) -> Area {
        // "Near X" is never finer than X itself.
        let wide = if precision == PlacePrecision::Area { at.radius_km.max(10.0) } else { at.radius_km };
        let radius = if wide.is_finite() { wide.max(SMALLEST) } else { WIDEST };
        let digits = match radius {
            r if r < 10.0 => 2,
            r if r < 100.0 => 1,
            _ => 0,
        };
        Area {
            lat: round(at.lat, digits),
            lon: round(at.lon, digits),
            radius_km: if radius < 10.0 { round(radius, 1) } else { radius.round() },
            pin: matches!(precision, PlacePrecision::Point | PlacePrecision::Settlement)
                && !matches!(
                    at.precision,
                    PlacePrecision::District
                        | PlacePrecision::Province
                        | PlacePrecision::Country
                        | PlacePrecision::Area
                ),
        }
    }

    /// The outline as (longitude, latitude), closed and counter-clockwise; `None` where a circle would reach a pole,
    /// cross the date line or be too wide to say anything.
    pub fn outline(&self) -> Option<Vec<(f64, f64)>> {
        const CORNERS: usize = 24;
        let high = self.radius_km / 111.2;
        let shrink = (self.lat.abs() + high).to_radians().cos();
        if self.radius_km > WIDEST || self.lat.abs() + high > 85.0 || shrink <= 0.05 {
            return None;
        }
        let wide = high / self.lat.to_radians().cos();
        if self.lon.abs() + wide > 180.0 {
            return None;
        }
        let corner = |i: usize| {
            let angle = std::f64::consts::TAU * (i % CORNERS) as f64 / CORNERS as f64;
            (round(self.lon + wide * angle.cos(), 3), round(self.lat + high * angle.sin(), 3))
        };
        Some((0..=CORNERS).map(corner).collect())
    }
}

fn round(x: f64, digits: i32) -> f64 {
    let f = 10f64.powi(digits);
    // No minus nought in outputs.
    (x * f).round() / f + 0.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(radius_km: f64, precision: PlacePrecision) -> Candidate {
        Candidate {
            id: 1,
            name: "Tarn".into(),
            lat: 48.123_456,
            lon: 37.987_654,
            radius_km,
            country: "UA".into(),
            iso3166_2: None,
            precision,
            sea: false,
            score: 0.0,
            features: Vec::new(),
        }
    }

    #[test]
    fn coordinates_are_as_coarse_as_the_place() {
        let site = Area::with(&place(0.05, PlacePrecision::Point), PlacePrecision::Point);
        assert_eq!((site.lat, site.lon, site.radius_km, site.pin), (48.12, 37.99, 1.0, true));
        let near = Area::with(&place(4.0, PlacePrecision::Settlement), PlacePrecision::Area);
        assert_eq!((near.lat, near.lon, near.radius_km, near.pin), (48.1, 38.0, 10.0, false));
        let province = Area::with(&place(140.0, PlacePrecision::Province), PlacePrecision::Province);
        assert_eq!((province.lat, province.lon, province.pin), (48.0, 38.0, false));
    }

    #[test]
    fn outlines_are_closed_and_sane() {
        let area = Area { lat: 48.0, lon: 38.0, radius_km: 100.0, pin: false };
        let ring = area.outline().expect("a ring");
        assert_eq!(ring.first(), ring.last());
        let turn: f64 = ring.windows(2).map(|w| w[0].0 * w[1].1 - w[1].0 * w[0].1).sum();
        assert!(turn > 0.0, "counter-clockwise");
        for far in [
            Area { lat: 86.0, ..area },
            Area { lon: 179.5, ..area },
            Area { radius_km: 3000.0, ..area },
            Area { lat: -90.0, lon: 180.0, radius_km: 500.0, pin: false },
        ] {
            assert_eq!(far.outline(), None, "{far:?}");
        }
    }
}
