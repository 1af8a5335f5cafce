//! Scales of the chart: days along, numbers up.

use jiff::civil::Date;

/// Days from left to right.
pub(super) struct Days {
    first: Date,
    count: i32,
    left: f64,
    width: f64,
}

impl Days {
    /// From the first to the last of these days; one day alone stands in the middle of three.
    pub(super) fn new(days: impl Iterator<Item = Date> + Clone, left: f64, width: f64) -> Option<Self> {
        let (a, b) = (days.clone().min()?, days.max()?);
        let (first, last) =
            if a == b { (a.yesterday().unwrap_or(a), b.tomorrow().unwrap_or(b)) } else { (a, b) };
        Some(Self { first, count: (last - first).get_days().max(1), left, width })
    }

    pub(super) fn x(&self, day: Date) -> f64 {
        self.left + self.width * f64::from((day - self.first).get_days()) / f64::from(self.count)
    }

    /// At most eight days, evenly apart, the first among them.
    pub(super) fn ticks(&self) -> Vec<Date> {
        let step = (self.count + 7) / 8;
        let day = |n: i32| self.first.checked_add(jiff::Span::new().days(n * step.max(1))).ok();
        (0..).map_while(day).take_while(|d| (*d - self.first).get_days() <= self.count).take(12).collect()
    }
}

/// Numbers from bottom to top; by their logarithm where they differ more than a hundredfold.
pub(super) struct Numbers {
    top: f64,
    low: f64,
    pub(super) log: bool,
    bottom: f64,
    height: f64,
}

impl Numbers {
    pub(super) fn new(values: &[f64], bottom: f64, height: f64) -> Self {
        let most = values.iter().copied().fold(1.0, f64::max);
        let least = values.iter().copied().filter(|v| *v > 0.0).fold(most, f64::min);
        let log = most / least > 100.0;
        let (low, top) = if log {
            (10f64.powf(least.log10().floor()), 10f64.powf(most.log10().ceil()))
        } else {
            let step = step(most);
            (0.0, (most * 1.08 / step).ceil() * step)
        };
        Self { top, low, log, bottom, height }
    }

    pub(super) fn y(&self, n: f64) -> f64 {
        let share = if self.log {
            (n.max(self.low) / self.low).log10() / (self.top / self.low).log10().max(1e-9)
        } else {
            n / self.top
        };
        self.bottom - self.height * share.clamp(0.0, 1.0)
    }

    pub(super) fn ticks(&self) -> Vec<f64> {
        if self.log {
            let decades = (self.top / self.low).log10().round() as i32;
            return (0..=decades).map(|i| self.low * 10f64.powi(i)).collect();
        }
        let step = step(self.top / 1.08);
        (0..20).map(|i| f64::from(i) * step).take_while(|n| *n <= self.top * 1.001).collect()
    }
}

/// A round step that gives four to eight ticks.
fn step(most: f64) -> f64 {
    let raw = most / 5.0;
    let decade = 10f64.powf(raw.log10().floor());
    let step =
        [1.0, 2.0, 5.0, 10.0].into_iter().map(|m| m * decade).find(|s| *s >= raw).unwrap_or(decade * 10.0);
    step.max(1.0)
}
