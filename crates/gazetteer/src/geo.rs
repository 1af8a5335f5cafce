//! Distances on the globe.

/// Mean radius of the earth in kilometres.
const EARTH_KM: f64 = 6371.0088;

/// Great-circle distance in kilometres between two points given in degrees.
///
/// ```
/// let km = tidings_gazetteer::haversine_km(50.45, 30.52, 49.99, 36.23);
/// assert!((km - 410.0).abs() < 5.0);
/// ```
pub fn haversine_km(lat1: f64, lon1: f64, lat2: f64, lon2: f64) -> f64 {
    let (p1, p2) = (lat1.to_radians(), lat2.to_radians());
    let (dp, dl) = ((lat2 - lat1).to_radians(), (lon2 - lon1).to_radians());
    let a = (dp / 2.0).sin().powi(2) + p1.cos() * p2.cos() * (dl / 2.0).sin().powi(2);
    2.0 * EARTH_KM * a.sqrt().min(1.0).asin()
}

/// Middle of some points and how far the points lie from it: the distance within which nine in ten lie.
#[cfg(feature = "build")]
pub(crate) fn spread(points: &[(f64, f64)]) -> Option<(f64, f64, f64)> {
    if points.is_empty() {
        return None;
    }
    let (mut x, mut y, mut z) = (0.0, 0.0, 0.0);
    for &(lat, lon) in points {
        let (p, l) = (lat.to_radians(), lon.to_radians());
        x += p.cos() * l.cos();
        y += p.cos() * l.sin();
        z += p.sin();
    }
    let lat = z.atan2((x * x + y * y).sqrt()).to_degrees();
    let lon = y.atan2(x).to_degrees();
    Some((lat, lon, reach(lat, lon, points)))
}

/// The distance from a point within which nine in ten of the others lie.
#[cfg(feature = "build")]
pub(crate) fn reach(lat: f64, lon: f64, points: &[(f64, f64)]) -> f64 {
    let mut distances: Vec<f64> = points.iter().map(|&(a, b)| haversine_km(lat, lon, a, b)).collect();
    distances.sort_by(f64::total_cmp);
    distances.get(distances.len() * 9 / 10).or(distances.last()).copied().unwrap_or(0.0)
}
