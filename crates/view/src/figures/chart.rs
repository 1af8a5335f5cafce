//! The chart: one panel for each measure, a step line for each voice. A range is a bar from its lower to its upper
//! end, an open end an arrow, a disputed figure wears a ring. Voices differ by shape as well as by colour (the
//! palette of Okabe and Ito, made for the colour-blind; its light half on a dark ground, by `prefers-color-scheme`).

use std::fmt::Write;

use tidings_mention::Measure;

use super::axis::{Days, Numbers};
use super::spread::Spread;
use super::table::as_of;
use super::{History, Point, Voice};
use crate::words;

const WIDTH: f64 = 920.0;
const LEFT: f64 = 84.0;
const RIGHT: f64 = 40.0;
const PLOT: f64 = 230.0;
const ROW: f64 = 19.0;
/// Length of the arrow of an open end.
const OPEN: f64 = 26.0;
const COLOURS: [&str; 7] = ["#0072b2", "#d55e00", "#009e73", "#7b3294", "#8c6d00", "#c2185b", "#333333"];
const SHAPES: usize = 6;
/// The same on a dark ground.
const LIGHT: [&str; 7] = ["#56b4e9", "#ff9e4a", "#2fc79a", "#c9a0dc", "#d9c25a", "#ff8ab8", "#cfd6dc"];
/// Voices drawn in a panel; the table has all.
const MOST: usize = 12;
/// Measures in one picture.
const MOST_PANELS: usize = 6;

pub(super) fn write(histories: &[History]) -> String {
    let mut body = String::new();
    let mut top = 54.0;
    let mut described = Vec::new();
    // All measures at once would be a wall: those of people that more than one figure is given for.
    let telling = |h: &&History| {
        h.measure <= Measure::Affected && h.series.iter().map(|s| s.points.len()).sum::<usize>() > 1
    };
    let chosen: Vec<&History> = match histories {
        [one] => vec![one],
        all => all.iter().filter(telling).take(MOST_PANELS).collect(),
    };
    for h in chosen {
        let drawn: Vec<&Voice> =
            h.series.iter().filter(|s| s.points.iter().any(|p| p.as_of.is_some())).collect();
        if drawn.is_empty() {
            continue;
        }
        described.push(description(h));
        top = panel(&mut body, h, &drawn, top);
    }
    if described.is_empty() {
        let _ = writeln!(body, "<text x=\"{LEFT}\" y=\"{top}\">No dated figures.</text>");
        top += 20.0;
    }
    let height = top + 46.0;
    let mut out = String::new();
    let _ = writeln!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height:.0}\" width=\"{WIDTH}\" height=\"{height:.0}\" \
         role=\"img\" aria-labelledby=\"title desc\" font-family=\"system-ui, 'Noto Sans', 'DejaVu Sans', sans-serif\" font-size=\"13\" fill=\"#1a1c1e\" class=\"ink\">"
    );
    out.push_str("<title id=\"title\">Figures by voice and day</title>\n");
    let _ = writeln!(out, "<desc id=\"desc\">{}</desc>", words::markup(&described.join(" ")));
    out.push_str(&style());
    let _ =
        writeln!(out, "<rect class=\"ground\" width=\"{WIDTH}\" height=\"{height:.0}\" fill=\"#ffffff\"/>");
    let _ = writeln!(
        out,
        "<text x=\"16\" y=\"28\" font-size=\"18\" font-weight=\"600\">Figures by voice and day</text>"
    );
    out.push_str(&body);
    let _ = writeln!(
        out,
        "<text x=\"16\" y=\"{:.0}\" font-size=\"11.5\" fill=\"#55606a\" class=\"quiet\">Bar: range. Arrow: open end (at least, up to). Ring: disputed. Hollow: undated, placed on the day of publication.</text>\n\
         <text x=\"16\" y=\"{:.0}\" font-size=\"11.5\" fill=\"#55606a\" class=\"quiet\">Unverified public reporting. Figures of different voices are not added up.</text>\n</svg>",
        height - 26.0,
        height - 10.0
    );
    out
}

/// One measure; gives the height at which the next begins.
fn panel(out: &mut String, h: &History, drawn: &[&Voice], top: f64) -> f64 {
    let shown = &latest(drawn)[..];
    let (bottom, right) = (top + 24.0 + PLOT, WIDTH - RIGHT);
    let points = || shown.iter().flat_map(|s| &s.points);
    let Some(days) = Days::new(points().filter_map(|p| p.as_of), LEFT + 14.0, right - LEFT - 34.0) else {
        return top;
    };
    let values: Vec<f64> = points().flat_map(|p| [p.min, p.max]).flatten().collect();
    let numbers = Numbers::new(&values, bottom, PLOT - OPEN);
    let log = if numbers.log { " (logarithmic scale)" } else { "" };
    let _ = writeln!(
        out,
        "<g>\n<text x=\"16\" y=\"{:.1}\" font-size=\"15\" font-weight=\"600\">{}{log}</text>",
        top + 6.0,
        words::markup(&words::capital(&words::measure(h.measure)))
    );
    for n in numbers.ticks() {
        let y = numbers.y(n);
        let _ = writeln!(
            out,
            "<line x1=\"{LEFT}\" x2=\"{right}\" y1=\"{y:.1}\" y2=\"{y:.1}\" stroke=\"#dfe3e6\" class=\"grid\"/>\
             <text x=\"{}\" y=\"{:.1}\" text-anchor=\"end\" fill=\"#55606a\" class=\"quiet\">{}</text>",
            LEFT - 8.0,
            y + 4.5,
            words::number(n)
        );
    }
    for d in days.ticks() {
        let x = days.x(d);
        let _ = writeln!(
            out,
            "<line x1=\"{x:.1}\" x2=\"{x:.1}\" y1=\"{bottom:.1}\" y2=\"{:.1}\" stroke=\"#55606a\" class=\"axis\"/>\
             <text x=\"{x:.1}\" y=\"{:.1}\" text-anchor=\"middle\" fill=\"#55606a\" class=\"quiet\">{}</text>",
            bottom + 5.0,
            bottom + 20.0,
            words::date(d)
        );
    }
    let _ = writeln!(
        out,
        "<line x1=\"{LEFT}\" x2=\"{right}\" y1=\"{bottom:.1}\" y2=\"{bottom:.1}\" stroke=\"#55606a\" class=\"axis\"/>"
    );
    // Figures side by side where they would hide each other.
    let mut spread = Spread::new(LEFT + 6.0, right - 6.0);
    for (i, s) in shown.iter().enumerate() {
        voice(out, s, i, &mut spread, &days, &numbers);
    }
    let mut y = bottom + 44.0;
    for (i, s) in shown.iter().enumerate() {
        marker(out, i, LEFT, y - 4.5, false);
        let last = s.points.last().map_or_else(String::new, |p| {
            format!(": {}, as of {}", words::interval(p.min, p.max), as_of(p).trim_start_matches("by "))
        });
        let line: String = format!("{}{last}", name(s)).chars().take(110).collect();
        let _ = writeln!(out, "<text x=\"{}\" y=\"{y:.1}\">{}</text>", LEFT + 16.0, words::markup(&line));
        y += ROW;
    }
    if drawn.len() > MOST {
        let _ = writeln!(
            out,
            "<text x=\"{}\" y=\"{y:.1}\" fill=\"#55606a\" class=\"quiet\">{} more voices are in the table.</text>",
            LEFT + 16.0,
            drawn.len() - MOST
        );
        y += ROW;
    }
    out.push_str("</g>\n");
    y + 22.0
}

/// The voices that a panel has room for: those heard of last, in order of the first day.
fn latest<'v>(drawn: &[&'v Voice]) -> Vec<&'v Voice> {
    let last = |v: &Voice| v.points.iter().filter_map(|p| p.as_of).max();
    let mut by: Vec<usize> = (0..drawn.len()).collect();
    by.sort_by_key(|&i| (std::cmp::Reverse((last(drawn[i]), drawn[i].points.len())), i));
    by.truncate(MOST);
    by.sort_unstable();
    by.into_iter().map(|i| drawn[i]).collect()
}

/// Colours of a dark ground, for whoever asks for one.
fn style() -> String {
    let mut out = String::from("<style>@media (prefers-color-scheme: dark) {\n");
    out.push_str(".ground, .hollow { fill: #14181c }\n.ink { fill: #e6eaed }\n.quiet { fill: #a7b2bb }\n.grid { stroke: #2b3238 }\n.axis { stroke: #7d8993 }\n.ring { stroke: #e6eaed }\n");
    for (i, colour) in LIGHT.iter().enumerate() {
        let _ = writeln!(out, ".s{i} {{ stroke: {colour} }}\n.f{i} {{ fill: {colour} }}");
    }
    out.push_str("}</style>\n");
    out
}

/// Attributes of a line in the colour of the voice with that number.
fn stroke(i: usize) -> String {
    let n = i % COLOURS.len();
    format!("stroke=\"{}\" class=\"s{n}\"", COLOURS[n])
}

fn voice(out: &mut String, s: &Voice, i: usize, spread: &mut Spread, days: &Days, numbers: &Numbers) {
    let stroke = stroke(i);
    let place = |p: &Point| Some(spread.place(days.x(p.as_of?), numbers.y(p.level())));
    let places: Vec<Option<f64>> = s.points.iter().map(place).collect();
    let dated: Vec<(f64, &Point)> =
        places.into_iter().zip(&s.points).filter_map(|(x, p)| Some((x?, p))).collect();
    let mut path = String::new();
    for (n, (x, p)) in dated.iter().enumerate() {
        let y = numbers.y(p.level());
        // A figure holds until the next one is given.
        let _ = if n == 0 { write!(path, "M{x:.1} {y:.1}") } else { write!(path, "H{x:.1}V{y:.1}") };
    }
    let dash = if i >= COLOURS.len() { " stroke-dasharray=\"6 3\"" } else { "" };
    if dated.len() > 1 {
        let _ = writeln!(
            out,
            "<path d=\"{path}\" fill=\"none\" {stroke} stroke-width=\"1.8\" stroke-opacity=\"0.75\"{dash}/>"
        );
    }
    for (x, p) in dated {
        let y = numbers.y(p.level());
        let _ = writeln!(
            out,
            "<g><title>{}</title>",
            words::markup(&format!(
                "{}: {}, {}, {}{}",
                words::capital(&s.who),
                words::interval(p.min, p.max),
                as_of(p),
                p.citations.join("; "),
                if p.disputed { ", disputed" } else { "" }
            ))
        );
        match (p.min, p.max) {
            (Some(a), Some(b)) if a < b => {
                let (low, high) = (numbers.y(a), numbers.y(b));
                let _ = writeln!(
                    out,
                    "<path d=\"M{:.1} {high:.1}h8m-4 0V{low:.1}m-4 0h8\" {stroke} stroke-width=\"2.4\" fill=\"none\"/>",
                    x - 4.0
                );
            }
            (Some(_), None) => arrow(out, x, y, -OPEN, &stroke),
            (None, Some(_)) => arrow(out, x, y, OPEN.min(numbers.y(0.0) - y), &stroke),
            _ => {}
        }
        marker(out, i, x, y, p.undated);
        if p.disputed {
            let _ = writeln!(
                out,
                "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"10\" fill=\"none\" class=\"ring\" stroke=\"#1a1c1e\" stroke-width=\"1.6\" stroke-dasharray=\"3 2\"/>"
            );
        }
        out.push_str("</g>\n");
    }
}

/// From a bound towards where it is open.
fn arrow(out: &mut String, x: f64, y: f64, by: f64, stroke: &str) {
    let (tip, back) = (y + by, if by < 0.0 { 6.0 } else { -6.0 });
    let _ = writeln!(
        out,
        "<path d=\"M{x:.1} {y:.1}V{tip:.1}M{:.1} {:.1}L{x:.1} {tip:.1}L{:.1} {:.1}\" {stroke} stroke-width=\"1.6\" fill=\"none\"/>",
        x - 4.0,
        tip + back,
        x + 4.0,
        tip + back
    );
}

/// Circle, square, triangle, diamond, triangle upside down, bar: hollow if the day is not stated.
fn marker(out: &mut String, i: usize, x: f64, y: f64, hollow: bool) {
    let n = i % COLOURS.len();
    let (fill, class) = if hollow { ("#ffffff", "hollow".into()) } else { (COLOURS[n], format!("f{n}")) };
    let style =
        format!("fill=\"{fill}\" stroke=\"{}\" stroke-width=\"1.8\" class=\"{class} s{n}\"", COLOURS[n]);
    let (l, r, t, b) = (x - 5.0, x + 5.0, y - 5.0, y + 5.0);
    let _ = match i % SHAPES {
        0 => writeln!(out, "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"4.6\" {style}/>"),
        1 => writeln!(
            out,
            "<rect x=\"{:.1}\" y=\"{:.1}\" width=\"8.6\" height=\"8.6\" {style}/>",
            x - 4.3,
            y - 4.3
        ),
        2 => writeln!(out, "<path d=\"M{x:.1} {t:.1}L{r:.1} {b:.1}H{l:.1}Z\" {style}/>"),
        3 => writeln!(
            out,
            "<path d=\"M{x:.1} {:.1}L{:.1} {y:.1}L{x:.1} {:.1}L{:.1} {y:.1}Z\" {style}/>",
            y - 6.2,
            x + 6.2,
            y + 6.2,
            x - 6.2
        ),
        4 => writeln!(out, "<path d=\"M{x:.1} {b:.1}L{r:.1} {t:.1}H{l:.1}Z\" {style}/>"),
        _ => writeln!(
            out,
            "<rect x=\"{:.1}\" y=\"{:.1}\" width=\"13\" height=\"5\" {style}/>",
            x - 6.5,
            y - 2.5
        ),
    };
}

/// "Mayor Ilona Varga, Tokaj, civilians".
fn name(s: &Voice) -> String {
    let parts = [words::capital(&s.who), s.place.clone(), s.of.clone()];
    parts.into_iter().filter(|p| !p.is_empty()).collect::<Vec<_>>().join(", ")
}

fn description(h: &History) -> String {
    let one = |s: &Voice| {
        let points: Vec<String> =
            s.points.iter().map(|p| format!("{} ({})", words::interval(p.min, p.max), as_of(p))).collect();
        format!("{}: {}", name(s), points.join(", "))
    };
    let voices: Vec<String> = h.series.iter().map(one).collect();
    format!("{}: {}.", words::capital(&words::measure(h.measure)), voices.join("; "))
}
