//! A view of claims that goes by a file's indices shows what it would show of the whole ledger.

#[path = "../../store/tests/common/mod.rs"]
mod common;

use common::{Folder, report};
use tidings::claim::{Claim, ClaimQuantity, Tier};
use tidings::ledger::{Act, ClaimKey, Ledger, PrivateName, Query, Report};
use tidings::mention::Measure;
use tidings::situation;
use tidings::store::{Given, Media, Source, Store};
use tidings::text::Span;
use tidings::view::export::{Format, export};
use tidings::view::{Elsewhere, Options, Shown, claims};

/// Reports of which some name private persons, whose names others print too.
fn reports() -> Vec<(Source, Report)> {
    let mut all: Vec<(Source, Report)> = (0..120).map(|seed| report(seed, 8)).collect();
    for (_, r) in all.iter_mut().step_by(7) {
        let span = r.claims[2].span;
        let words: Vec<&str> = r.document.slice(span).split(' ').take(2).collect();
        let name = words.join(" ");
        let span = Span::new(span.start as usize, span.start as usize + name.len());
        r.private.push(PrivateName { span, name, minor: false });
    }
    let name = all[0].1.private[0].name.clone();
    for (_, r) in all.iter_mut().skip(50).step_by(9) {
        r.claims[1].speaker = Some(format!("{name} the baker"));
    }
    all
}

/// A report of these sentences: who says each ("" = the paper), and how many were killed by it.
fn told(publisher: Option<&str>, day: i8, sentences: &[(&str, f64, &str)]) -> (Source, Report) {
    let (mut text, mut claims) = (String::new(), Vec::new());
    for (n, (speaker, killed, words)) in sentences.iter().enumerate() {
        let span = Span::new(text.len(), text.len() + words.len());
        let figure = words.find(char::is_numeric).unwrap_or(0);
        claims.push(Claim {
            speaker: (!speaker.is_empty()).then(|| (*speaker).to_owned()),
            sentence: n,
            tier: Tier::Body,
            quantities: vec![ClaimQuantity {
                measure: Measure::Killed,
                min: Some(*killed),
                max: Some(*killed),
                of: "people".into(),
                span: Span::new(text.len() + figure, text.len() + words.len()),
                part: false,
                printed: true,
                worded: None,
            }],
            ..Claim::at(span)
        });
        text.push_str(words);
        text.push(' ');
    }
    let given = Given {
        id: Some(format!("told-{day}")),
        published: Some(jiff::civil::date(2024, 3, day)),
        publisher: publisher.map(str::to_owned),
        ..Given::default()
    };
    let at = "2024-05-01T00:00:00Z".to_owned();
    let source = Source::new(text.into_bytes(), Media::Document, given, format!("told/{day}.txt"), at);
    let document = situation::document(&source);
    let sentences = claims.iter().map(|c: &Claim| c.span).collect();
    (source, Report { document, claims, sentences, private: Vec::new() })
}

/// Reports of which one tells what another one's claims are: a name in full, a figure that its voice takes back, one
/// that is a part of another; and one that names neither itself nor its voice.
fn about_each_other() -> Vec<(Source, Report)> {
    vec![
        told(
            Some("Daily"),
            1,
            &[("Oleh Marchenko", 61.0, "Oleh Marchenko said the blast had killed 61 people.")],
        ),
        told(
            Some("Evening Post"),
            2,
            &[
                ("Marchenko", 35.0, "Marchenko put the dead at 35 people."),
                ("Marchenko", 6.0, "They were said to be children, 6 of the dead."),
            ],
        ),
        told(Some("Daily"), 3, &[("", 61.0, "Marchenko withdrew his figure of 61 people.")]),
        told(None, 4, &[("", 12.0, "The quake had killed 12 people.")]),
    ]
}

const QUERIES: [&str; 39] = [
    "*",
    "kalo",
    "kal",
    "\"kalo ka\"",
    "kalo mi",
    "kalo or mi",
    "-kalo",
    "kalo -mi",
    "by:office",
    "by:publisher stance:deny",
    "by:\"Paper 3\"",
    "by:baker",
    "by:rumour",
    "from:\"Paper 3\" kal",
    "place:UA-12",
    "place:UA stance:deny",
    "place:kalo,mi",
    "killed>=100",
    "killed<20 since:2023",
    "injured=0 or injured>9000",
    "figure:killed until:2022-03",
    "since:2022-02-01 until:2022-02-20",
    "type:ASSAULT -(stance:deny or kal)",
    "is:private or stance:deny",
    "nothinghasthis",
    "tier:body stance:assert has:figure place:kalo",
    "review:accepted",
    "review:edited",
    "review:accepted or place:UA-12",
    "review:unreviewed by:office",
    "kind:denied",
    "kind:happened place:UA-12",
    "lang:en kalo",
    "precision:settlement stance:deny",
    "-has:actor kal",
    "quake",
    "\"by marchenko\" or by:marchenko",
    "blast",
    "killed=6",
];

#[test]
fn the_same_with_indices_and_without() {
    let folder = Folder::new("indices");
    let mut all = reports();
    all.extend(about_each_other());
    let mut store = Store::create(&folder.path("x")).expect("a ledger");
    store.add(&all).expect("added");
    let key = |report: usize, claim: usize| ClaimKey::of(&all[report].1, claim);
    let at = "2024-05-01T00:00:00Z";
    // An edit makes a claim fit a filter that the reading did not, and the other way round; one is rejected.
    for act in [
        Act::Edit { claim: key(3, 0), field: "speaker".into(), value: "Rumour".into() },
        Act::Edit { claim: key(4, 1), field: "stance".into(), value: "deny".into() },
        Act::Edit { claim: key(5, 1), field: "speaker".into(), value: String::new() },
        Act::Reject(key(6, 2)),
        Act::Accept(key(7, 2)),
    ] {
        store.decide(None, at, "Ada", "", &act).expect("decided");
    }
    let whole = situation::ledger(&store).expect("the ledger");
    let (mut shown_some, mut loaded_less) = (0, 0);
    for text in QUERIES {
        let query: Query = text.parse().expect(text);
        let slow = Shown::new(&whole, Options { query: query.clone(), ..Options::default() });
        for voices in [false, true] {
            let (part, elsewhere) = situation::claims(&store, &query, voices).expect("a part");
            loaded_less += usize::from(part.reports.len() < whole.reports.len());
            let options = Options { query: query.clone(), unmasked: false, elsewhere };
            let quick = Shown::new(&part, options);
            assert_eq!(claims::table(&quick), claims::table(&slow), "{text}");
            shown_some += usize::from(quick.count() > 0);
            if voices {
                assert_eq!(claims::jsonl(&quick), claims::jsonl(&slow), "{text}");
                for (name, format) in Format::ALL.into_iter().filter(|(_, f)| f.is_of_claims()) {
                    assert_eq!(export(&quick, format), export(&slow, format), "{text}, {name}");
                }
            }
        }
    }
    assert!(shown_some > 30 && loaded_less > 9, "{shown_some} answers, {loaded_less} of them from a part");
    // What is told of a claim elsewhere is there: the figure taken back, the part, the name in full.
    assert!(!whole.withdrawn.is_empty() && !whole.parts.is_empty());
    let shown = Shown::new(&whole, Options::default());
    assert!(claims::jsonl(&shown).contains("\"taken back\""));
    let hxl = String::from_utf8(export(&shown, Format::Hxl).expect("a table")).expect("text");
    let put = hxl.lines().find(|line| line.contains("told-2") && line.contains("35")).expect("a line");
    assert!(put.contains("Oleh Marchenko"), "{put}");
    let rumour: Query = "by:rumour".parse().expect("a query");
    let (part, _) = situation::claims(&store, &rumour, false).expect("a part");
    assert_eq!(
        Shown::new(&part, Options { query: rumour, ..Options::default() }).count(),
        1,
        "the edited claim"
    );
}

/// Prints how long a query takes by the whole ledger and by the indices, each from the opened file to the table.
#[test]
#[ignore = "takes minutes; `cargo test --profile quick -p tidings --test indices -- --ignored --nocapture`"]
fn a_hundred_thousand_claims() {
    let wanted: u64 = std::env::var("CLAIMS").ok().and_then(|n| n.parse().ok()).unwrap_or(100_000);
    let folder = Folder::new("indices-speed");
    let mut store = Store::create(&folder.path("x")).expect("a ledger");
    for from in (0..wanted / 40).step_by(100) {
        let batch: Vec<_> = (from..from + 100).map(|seed| report(seed, 40)).collect();
        store.add(&batch).expect("added");
    }
    let ms = |begun: std::time::Instant| begun.elapsed().as_millis();
    let begun = std::time::Instant::now();
    let whole = situation::ledger(&store).expect("the ledger");
    println!("{} claims; the whole ledger: {} ms", store.claims().expect("a count"), ms(begun));
    for text in [
        "\"kalo ka\"",
        "by:\"Office of kalomi\"",
        "place:UA-12 killed>=1000",
        "stance:deny since:2024-06",
        "-kalo",
    ] {
        let query: Query = text.parse().expect(text);
        let begun = std::time::Instant::now();
        let slow = table(&whole, &query, Elsewhere::default());
        let shown = ms(begun);
        let begun = std::time::Instant::now();
        let (part, elsewhere) = situation::claims(&store, &query, false).expect("a part");
        let quick = table(&part, &query, elsewhere);
        println!(
            "{text}: {} lines; shown of the whole in {shown} ms more; by the indices {} ms, {} reports",
            quick.lines().count(),
            ms(begun),
            part.reports.len()
        );
        assert_eq!(quick, slow, "{text}");
    }
}

fn table(ledger: &Ledger, query: &Query, elsewhere: Elsewhere) -> String {
    claims::table(&Shown::new(ledger, Options { query: query.clone(), unmasked: false, elsewhere }))
}
