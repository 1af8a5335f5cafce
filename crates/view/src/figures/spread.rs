//! Markers side by side: equal figures of one day must not hide each other.

/// Width and height that a marker needs.
const ROOM: f64 = 13.0;

/// Steps to either side that are tried.
const STEPS: i32 = 12;

/// Where markers stand so far.
pub(super) struct Spread {
    left: f64,
    right: f64,
    taken: Vec<(f64, f64)>,
}

impl Spread {
    pub(super) fn new(left: f64, right: f64) -> Self {
        Self { left, right, taken: Vec::new() }
    }

    /// The place nearest to `x` at which a marker at height `y` is free of all others; takes it.
    pub(super) fn place(&mut self, x: f64, y: f64) -> f64 {
        let steps = (0..=STEPS).flat_map(|n| [n, -n]).map(|n| x + f64::from(n) * ROOM / 2.0);
        let free = |at: &f64| {
            (self.left..=self.right).contains(at)
                && self.taken.iter().all(|(a, b)| (a - at).abs() >= ROOM || (b - y).abs() >= ROOM)
        };
        let at = steps.into_iter().find(free).unwrap_or(x);
        self.taken.push((at, y));
        at
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_figures_stand_side_by_side_inside_the_frame() {
        let mut s = Spread::new(0.0, 100.0);
        let places: Vec<f64> = (0..4).map(|_| s.place(95.0, 50.0)).collect();
        for (n, a) in places.iter().enumerate() {
            assert!((0.0..=100.0).contains(a), "{places:?}");
            assert!(places[..n].iter().all(|b| (a - b).abs() >= ROOM), "{places:?}");
        }
        assert!((s.place(95.0, 10.0) - 95.0).abs() < 1e-9, "another height is free");
    }
}
