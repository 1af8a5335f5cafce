//! GeoJSON (RFC 7946): one feature for each claim. A town is a point; anything wider is the outline of its area,
//! and has no geometry where an outline would say nothing (a continent) or the place is not known.

use serde_json::{Value, json};

use crate::coarse::Area;
use crate::record::{MARK, Place, Record};

pub(super) fn write(records: &[Record]) -> String {
    let features: Vec<Value> = records.iter().map(feature).collect();
    let all = json!({"type": "FeatureCollection", "status": MARK, "features": features});
    super::json_text(&all)
}

fn feature(r: &Record) -> Value {
    let geometry = r.place().and_then(|p| p.area).and_then(|a| geometry(&a));
    json!({"type": "Feature", "id": r.id, "geometry": geometry, "properties": properties(r)})
}

/// Everything about a claim but its geometry.
pub(super) fn properties(r: &Record) -> Value {
    json!({
        "claim": r.id, "status": MARK,
        "report": r.source.id, "start": r.span.0, "end": r.span.1,
        "text": r.text, "masked": r.masked,
        "speaker": r.speaker, "publisher": r.source.publisher, "published": r.source.published.map(|d| d.to_string()),
        "chain": r.chain.iter().map(|(role, who)| json!({"role": role, "who": who})).collect::<Vec<_>>(),
        "attribution": r.attribution, "stance": r.stance, "certainty": r.certainty, "polarity": r.polarity,
        "tier": r.tier, "kind": r.kind.as_str(),
        "plover_type": r.plover, "acled_sub_event_type": r.acled.1,
        "actors": r.actors, "recipients": r.recipients,
        "first_day": r.start.map(|d| d.to_string()), "last_day": r.end.map(|d| d.to_string()), "time_basis": r.basis,
        "figures": r.figures.iter().map(|f| json!({
            "measure": f.measure.as_str(), "min": f.min, "max": f.max, "of": f.of,
        })).collect::<Vec<_>>(),
        "places": r.places.iter().map(place).collect::<Vec<_>>(),
        "review": r.review,
    })
}

fn place(p: &Place) -> Value {
    json!({
        "name": p.name, "role": p.role.as_str(), "precision": p.precision.as_str(),
        "country": p.country, "iso3166_2": p.division,
        "lat": p.area.map(|a| a.lat), "lon": p.area.map(|a| a.lon), "radius_km": p.area.map(|a| a.radius_km),
    })
}

/// A point for what may be drawn as one, else a polygon.
fn geometry(a: &Area) -> Option<Value> {
    if a.pin {
        return Some(json!({"type": "Point", "coordinates": [a.lon, a.lat]}));
    }
    let ring: Vec<Value> = a.outline()?.into_iter().map(|(x, y)| json!([x, y])).collect();
    Some(json!({"type": "Polygon", "coordinates": [ring]}))
}
