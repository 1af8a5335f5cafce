//! JSON Feed 1.0 and 1.1.

use serde_json::Value;

use super::{Document, Entry, Kind, MOST, NotAFeed, day, plain};

pub fn read(text: &str) -> Result<Document, NotAFeed> {
    let value: Value =
        serde_json::from_str(text).map_err(|e| NotAFeed::Other(format!("broken JSON ({e})")))?;
    let Some(items) = value.get("items").and_then(Value::as_array) else {
        return Err(NotAFeed::Other("JSON without `items`".into()));
    };
    let string = |v: &Value, key: &str| match v.get(key)? {
        Value::String(s) => Some(s.trim().to_owned()).filter(|s| !s.is_empty()),
        Value::Number(n) => Some(n.to_string()),
        _ => None,
    };
    let entry = |v: &Value| Entry {
        guid: string(v, "id"),
        link: string(v, "url").or_else(|| string(v, "external_url")),
        title: string(v, "title").map(|t| plain(&t)),
        content: string(v, "content_html")
            .or_else(|| string(v, "content_text").map(|t| escape(&t)))
            .or_else(|| string(v, "summary").map(|t| escape(&t))),
        published: string(v, "date_published").and_then(|s| day(&s)),
        updated: string(v, "date_modified"),
        publisher: None,
        lang: string(v, "language"),
    };
    let mut notes = Vec::new();
    if items.len() > MOST {
        notes.push(format!("{} items; only the first {MOST} are looked at", items.len()));
    }
    Ok(Document {
        kind: Kind::Json,
        title: string(&value, "title").map(|t| plain(&t)),
        lang: string(&value, "language"),
        items: items.iter().take(MOST).map(entry).collect(),
        notes,
    })
}

/// Plain text as markup, so that all contents are markup.
pub fn escape(s: &str) -> String {
    s.replace('&', "&amp;").replace('<', "&lt;").replace('\n', "<br>")
}
