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

/// The middle of an area of which some points are known, and how far they lie from it: the distance within which nine
/// in ten lie.
///
/// The middle is the centroid of their convex hull: settlements crowd in valleys and along coasts, and so does their mean.
#[cfg(feature = "build")]
pub(crate) fn spread(points: &[(f64, f64)]) -> Option<(f64, f64, f64)> {
    let mean = mean(points)?;
    let (lat, lon) = hull_centroid(mean, points).unwrap_or(mean);
    Some((lat, lon, reach(lat, lon, points)))
}

/// Mean of points on the globe.
#[cfg(feature = "build")]
fn mean(points: &[(f64, f64)]) -> Option<(f64, f64)> {
    let (mut x, mut y, mut z) = (0.0, 0.0, 0.0);
    for &(lat, lon) in points {
        let (p, l) = (lat.to_radians(), lon.to_radians());
        x += p.cos() * l.cos();
        y += p.cos() * l.sin();
        z += p.sin();
    }
    let at = (z.atan2((x * x + y * y).sqrt()).to_degrees(), y.atan2(x).to_degrees());
    (!points.is_empty()).then_some(at)
}

/// Centroid of the convex hull of points, on a flat map around `origin`; `None` if they enclose nothing.
#[cfg(feature = "build")]
fn hull_centroid(origin: (f64, f64), points: &[(f64, f64)]) -> Option<(f64, f64)> {
    let shrink = origin.0.to_radians().cos().max(0.01);
    let east = |lon: f64| ((lon - origin.1 + 540.0).rem_euclid(360.0) - 180.0) * shrink;
    let mut flat: Vec<(f64, f64)> = points.iter().map(|&(lat, lon)| (east(lon), lat - origin.0)).collect();
    flat.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    flat.dedup();
    let cross =
        |o: (f64, f64), a: (f64, f64), b: (f64, f64)| (a.0 - o.0) * (b.1 - o.1) - (a.1 - o.1) * (b.0 - o.0);
    let half = |points: &mut dyn Iterator<Item = (f64, f64)>| {
        let mut side: Vec<(f64, f64)> = Vec::new();
        for p in points {
            while let [.., a, b] = side[..]
                && cross(a, b, p) <= 0.0
            {
                side.pop();
            }
            side.push(p);
        }
        side.pop();
        side
    };
    let mut hull = half(&mut flat.iter().copied());
    hull.extend(half(&mut flat.iter().rev().copied()));
    let (mut area, mut x, mut y) = (0.0, 0.0, 0.0);
    for (k, a) in hull.iter().enumerate() {
        let b = hull[(k + 1) % hull.len()];
        let piece = a.0 * b.1 - b.0 * a.1;
        (area, x, y) = (area + piece, x + (a.0 + b.0) * piece, y + (a.1 + b.1) * piece);
    }
    // A square kilometre is about 0.0001 square degrees.
    (area > 1e-4).then(|| {
        let lon = origin.1 + x / (3.0 * area) / shrink;
        (origin.0 + y / (3.0 * area), (lon + 540.0).rem_euclid(360.0) - 180.0)
    })
}

/// The distance from a point within which nine in ten of the others lie.
#[cfg(feature = "build")]
pub(crate) fn reach(lat: f64, lon: f64, points: &[(f64, f64)]) -> f64 {
    let mut distances: Vec<f64> = points.iter().map(|&(a, b)| haversine_km(lat, lon, a, b)).collect();
    distances.sort_by(f64::total_cmp);
    distances.get(distances.len() * 9 / 10).or(distances.last()).copied().unwrap_or(0.0)
}

#[cfg(all(test, feature = "build"))]
mod tests {
    use super::*;

    #[test]
    fn a_crowded_corner_does_not_pull_the_middle() {
        let mut points = vec![(10.0, 20.0), (10.0, 24.0), (14.0, 20.0), (14.0, 24.0)];
        points.extend((0..50).map(|k| (10.1 + f64::from(k) / 500.0, 20.1)));
        let (lat, lon, _) = spread(&points).unwrap();
        assert!((lat - 12.0).abs() < 0.01 && (lon - 22.0).abs() < 0.01, "{lat} {lon}");
    }

    #[test]
    fn over_the_date_line_and_without_an_area() {
        let (lat, lon, _) =
            spread(&[(-17.0, 179.0), (-17.0, -179.0), (-15.0, 179.0), (-15.0, -179.0)]).unwrap();
        assert!((lat + 16.0).abs() < 0.01 && lon.abs() > 179.9, "{lat} {lon}");
        let (lat, lon, km) = spread(&[(50.0, 30.0), (50.0, 31.0)]).unwrap();
        assert!((lat - 50.0).abs() < 0.01 && (lon - 30.5).abs() < 0.01 && km > 35.0);
        assert!(spread(&[]).is_none());
    }
}
