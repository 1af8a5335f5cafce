//! The classes of a transition model: which move with which label each one is.

use serde_json::Value as Json;

use crate::error::LoadError;
use crate::files::{self, PipelineFiles};
use crate::msgpack::Value;

/// The moves of one model, in the order of its classes: `(action, label)`.
///
/// Classes go by action; within an action the most frequent label comes first, and of equally
/// frequent ones the last in the alphabet.
pub(crate) fn load(files: &dyn PipelineFiles, file: &str) -> Result<Vec<(u8, String)>, LoadError> {
    let bytes = files::read(files, file)?;
    let damaged = |what: &str| LoadError::damaged(file, what);
    let value = Value::parse(&bytes).map_err(|e| damaged(&e.to_string()))?;
    let text = value.get("moves").and_then(Value::as_str).ok_or_else(|| damaged("no moves"))?;
    let moves = parse(text).map_err(damaged)?;
    if moves.iter().any(|(_, count, _)| *count < 0) {
        return Err(LoadError::unsupported(file, "labels that were added after training"));
    }
    Ok(moves.into_iter().map(|(action, _, label)| (action, label)).collect())
}

fn parse(text: &str) -> Result<Vec<(u8, i64, String)>, &'static str> {
    let json: Json = serde_json::from_str(text).map_err(|_| "the moves are not JSON")?;
    let mut actions = Vec::new();
    for (action, labels) in json.as_object().ok_or("the moves are no JSON object")? {
        let action: u8 = action.parse().map_err(|_| "an action is no number")?;
        let labels = labels.as_object().ok_or("the labels of an action are no JSON object")?;
        let mut sorted = Vec::with_capacity(labels.len());
        for (label, count) in labels {
            sorted.push((count.as_i64().ok_or("a count is no number")?, label.clone()));
        }
        sorted.sort_unstable();
        sorted.reverse();
        actions.push((action, sorted));
    }
    actions.sort_by_key(|(action, _)| *action);
    let moves = actions
        .into_iter()
        .flat_map(|(action, labels)| labels.into_iter().map(move |(count, label)| (action, count, label)));
    Ok(moves.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frequent_labels_come_first() {
        let moves = parse(r#"{"1":{"":5},"0":{"":9},"2":{"a":3,"b":7,"c":3}}"#).unwrap();
        let names: Vec<_> = moves.iter().map(|(a, _, l)| (*a, l.as_str())).collect();
        assert_eq!(names, [(0, ""), (1, ""), (2, "b"), (2, "c"), (2, "a")]);
    }

    #[test]
    fn damage_is_an_error() {
        for text in ["", "[]", "{\"x\":{}}", "{\"0\":3}", "{\"0\":{\"a\":\"b\"}}", "{\"999\":{}}"] {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
