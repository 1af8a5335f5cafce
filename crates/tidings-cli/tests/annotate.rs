//! `tidings annotate`: JSON lines in, the same lines out with layers.

mod common;

use common::{Folder, slice};
use serde_json::{Value, json};

fn lines(values: &[Value]) -> String {
    values.iter().flat_map(|v| [v.to_string(), "\n".into()]).collect()
}

/// Every object anywhere in the value that has `start`, `end` and the words they stand for.
fn spans(value: &Value, found: &mut Vec<(usize, usize, String)>) {
    match value {
        Value::Array(list) => list.iter().for_each(|v| spans(v, found)),
        Value::Object(object) => {
            let words = object.get("surface").or_else(|| object.get("text")).and_then(Value::as_str);
            if let (Some(start), Some(end), Some(words)) = (
                object.get("start").and_then(Value::as_u64),
                object.get("end").and_then(Value::as_u64),
                words,
            ) {
                found.push((start as usize, end as usize, words.to_string()));
            }
            object.values().for_each(|v| spans(v, found));
        }
        _ => {}
    }
}

const ALL: &str = "entities,places,times,quantities,attributions,types,claims";

#[test]
fn lines_come_out_in_order_without_the_bad_one() {
    let folder = Folder::new("annotate-order");
    let mut input: Vec<String> = (0..40)
        .map(|i| {
            json!({"id": i, "text": format!("Police said {} men drowned in Miskolc.", i + 2), "extra": [i]})
                .to_string()
        })
        .collect();
    input[20] = "{\"id\": 20, \"text\": ".into();
    input[30] = "{\"id\": 30}".into();
    let ran = folder
        .run_with(
            &["annotate", "-", "--layers", "places,quantities", "-j", "4"],
            (input.join("\n") + "\n").as_bytes(),
        )
        .with_code(3);
    assert!(ran.err.contains("line 21") && ran.err.contains("line 31"), "{}", ran.err);
    let out = ran.json();
    let ids: Vec<u64> = out.iter().filter_map(|l| l["id"].as_u64()).collect();
    assert_eq!(ids, (0..40).filter(|i| !matches!(i, 20 | 30)).collect::<Vec<u64>>());
    for line in &out {
        let id = line["id"].as_u64().expect("id");
        assert_eq!(line["extra"], json!([id]), "what came in is kept");
        assert_eq!(line["quantities"][0]["min"], json!(id + 2));
        assert!(line.get("claims").is_none(), "only the layers asked for");
    }
}

#[test]
fn offsets_are_code_points() {
    let folder = Folder::new("annotate-points");
    let texts = [
        "🚨🚨 At least 15 people were killed in Київ (Kyiv) on Monday, Mayor Vitalii Klymenko said. «Жах», he added 😢. Two more died in Kharkiv.",
        "Москва — Café “Ö” burned. Police said 3 people were hurt in Odesa.",
        "Вчора в Харкові загинуло 5 людей, повідомила поліція 3 травня 2024 року.",
        "e\u{301}te\u{301}: 7 soldiers died near Kherson on 2 May 2024, the army said.",
    ];
    let input: Vec<Value> = texts.iter().map(|t| json!({"text": t, "published": "2024-05-03"})).collect();
    let out =
        folder.run_with(&["annotate", "-", "--layers", ALL], lines(&input).as_bytes()).with_code(0).json();
    let mut count = 0;
    for (line, text) in out.iter().zip(texts) {
        let mut found = Vec::new();
        spans(line, &mut found);
        for (start, end, words) in &found {
            assert_eq!(&slice(text, *start, *end), words);
        }
        for attribution in line["attributions"].as_array().expect("a list") {
            for pair in
                ["source", "cue", "content"].iter().flat_map(|k| attribution[k].as_array().expect("spans"))
            {
                let (start, end) =
                    (pair[0].as_u64().expect("start") as usize, pair[1].as_u64().expect("end") as usize);
                assert!(start < end && end <= text.chars().count(), "{pair}");
            }
        }
        count += found.len();
    }
    assert!(count > 20, "only {count} spans were looked at");
}

#[test]
fn one_thread_and_four_give_the_same_bytes() {
    let folder = Folder::new("annotate-threads");
    let places = ["Tokaj", "Kyiv", "Tripoli", "Goma", "Idlib", "Beira", "Palu"];
    let input: Vec<Value> = (0..60)
        .map(|i| json!({"id": i, "published": "2024-05-03", "text": format!(
            "{} said on Monday that {} people fled {}. The army denied that it shelled the town. {}",
            if i % 2 == 0 { "The governor" } else { "Amnesty International" }, i * 7 + 3, places[i % places.len()], "It rained. ".repeat(i % 9))}))
        .collect();
    folder.write("in.jsonl", lines(&input));
    let one = folder.run(&["annotate", "in.jsonl", "--layers", ALL, "-j", "1"]).with_code(0).out;
    let four = folder.run(&["annotate", "in.jsonl", "--layers", ALL, "-j4", "-o", "out.jsonl"]).with_code(0);
    assert_eq!(four.out, "");
    assert_eq!(one, std::fs::read_to_string(folder.path("out.jsonl")).expect("the file"));
}

#[test]
fn an_unknown_layer_is_a_usage_error() {
    let folder = Folder::new("annotate-layer");
    let ran = folder.run_with(&["annotate", "-", "--layers", "places,smells"], b"").with_code(2);
    assert!(ran.err.contains("smells") && ran.err.contains("quantities"), "{}", ran.err);
}

#[test]
fn nothing_in_nothing_out() {
    let folder = Folder::new("annotate-empty");
    assert_eq!(folder.run_with(&["annotate", "-"], b"").with_code(0).out, "");
    assert_eq!(folder.run_with(&["annotate", "-"], b"\n  \n\n").with_code(0).out, "");
    let ran = folder.run_with(&["annotate", "-"], b"{\"text\": \"\"}\n").with_code(0);
    assert_eq!(ran.json()[0]["claims"], json!([]));
}

#[test]
fn a_text_of_several_windows_is_read_once() {
    let folder = Folder::new("annotate-windows");
    // Past the 256 KiB that are read as one; each paragraph has one date of its own.
    use std::fmt::Write;
    let mut text = String::new();
    for i in 0..3200 {
        let (day, year) = (i % 28 + 1, 1990 + i / 100);
        let _ = write!(
            text,
            "The mayor said on {day} May {year} that the ferry would sail again once the river had fallen.\n\n"
        );
    }
    assert!(text.len() > 256 << 10);
    let line = json!({"id": "long", "lang": "en", "text": text}).to_string();
    let ran = folder.run_with(&["annotate", "-", "--layers", "times"], line.as_bytes()).with_code(0);
    let out = ran.json();
    let times = out[0]["times"].as_array().expect("times");
    let starts: Vec<u64> = times.iter().filter_map(|t| t["start"].as_u64()).collect();
    assert!(starts.windows(2).all(|w| w[0] < w[1]), "in text order, none twice");
    assert_eq!(times.iter().filter(|t| t["type"] == "DATE").count(), 3200);
}
