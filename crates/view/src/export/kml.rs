//! KML 2.2: a folder for each kind of event, a placemark for each place of a claim. Towns are points, everything
//! wider is the outline of its area.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::xml::{element, escape};
use crate::record::{MARK, Place, Record};
use crate::words;

pub(super) fn write(records: &[Record]) -> String {
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<kml xmlns=\"http://www.opengis.net/kml/2.2\">\n<Document>\n",
    );
    element(&mut out, 1, "name", &format!("Claims ({MARK})"));
    element(
        &mut out,
        1,
        "description",
        "Who says what happened where. Places are no finer than the report gives them.",
    );
    out.push_str(
        " <Style id=\"point\"><IconStyle><color>ffb06000</color><scale>0.9</scale></IconStyle></Style>\n \
         <Style id=\"area\"><LineStyle><color>ff006eb0</color><width>1.5</width></LineStyle>\
         <PolyStyle><color>22006eb0</color></PolyStyle></Style>\n",
    );
    let mut folders: BTreeMap<&str, Vec<&Record>> = BTreeMap::new();
    for r in records {
        folders.entry(r.plover.unwrap_or("no event type")).or_default().push(r);
    }
    for (kind, list) in folders {
        out.push_str(" <Folder>\n");
        element(&mut out, 2, "name", kind);
        for r in list {
            match r.place() {
                Some(p) => placemark(&mut out, r, Some(p)),
                None => placemark(&mut out, r, None),
            }
        }
        out.push_str(" </Folder>\n");
    }
    out.push_str("</Document>\n</kml>\n");
    out
}

fn placemark(out: &mut String, r: &Record, place: Option<&Place>) {
    let area = place.and_then(|p| p.area);
    let _ = writeln!(out, "  <Placemark id=\"{}\">", escape(&r.id));
    let name = place.map_or_else(|| r.voice().to_string(), |p| format!("{}: {}", p.name, r.voice()));
    element(out, 3, "name", &name);
    element(out, 3, "description", &format!("“{}” ({}, {}; {MARK})", r.text, r.voice(), r.citation()));
    match (r.start, r.end) {
        (Some(a), Some(b)) if a == b => {
            let _ = writeln!(out, "   <TimeStamp><when>{a}</when></TimeStamp>");
        }
        (None, None) => {}
        (a, b) => {
            out.push_str("   <TimeSpan>");
            let _ = a.map(|d| write!(out, "<begin>{d}</begin>"));
            let _ = b.map(|d| write!(out, "<end>{d}</end>"));
            out.push_str("</TimeSpan>\n");
        }
    }
    if let Some(a) = area {
        let _ = writeln!(out, "   <styleUrl>#{}</styleUrl>", if a.pin { "point" } else { "area" });
    }
    out.push_str("   <ExtendedData>\n");
    let mut data = |name: &str, value: &str| {
        if !value.is_empty() {
            let _ = writeln!(out, "    <Data name=\"{name}\"><value>{}</value></Data>", escape(value));
        }
    };
    data("report", &r.source.id);
    data("start", &r.span.0.to_string());
    data("end", &r.span.1.to_string());
    data("kind", r.kind.as_str());
    data("stance", r.stance);
    data("certainty", r.certainty);
    data("figures", &r.figures.iter().map(words::figure).collect::<Vec<_>>().join("; "));
    if let Some(p) = place {
        data("precision", p.precision.as_str());
        data("role", p.role.as_str());
    }
    if let Some(a) = area {
        data("radius_km", &a.radius_km.to_string());
    }
    out.push_str("   </ExtendedData>\n");
    match area {
        Some(a) if a.pin => {
            let _ = writeln!(out, "   <Point><coordinates>{},{}</coordinates></Point>", a.lon, a.lat);
        }
        Some(a) => {
            if let Some(ring) = a.outline() {
                let corners: Vec<String> = ring.iter().map(|(x, y)| format!("{x},{y}")).collect();
                let _ = writeln!(
                    out,
                    "   <Polygon><outerBoundaryIs><LinearRing><coordinates>{}</coordinates></LinearRing></outerBoundaryIs></Polygon>",
                    corners.join(" ")
                );
            }
        }
        None => {}
    }
    out.push_str("  </Placemark>\n");
}
