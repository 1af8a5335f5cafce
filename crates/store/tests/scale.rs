//! A million claims in one file: how fast they go in at the end as against the beginning, and how fast they are
//! found. `cargo test --release -p tidings-store --test scale -- --ignored --nocapture` prints the figures as JSON;
//! after `tools/with-database`, those of a ledger in PostgreSQL (`CLAIMS=100000` for fewer of them).

mod common;

use std::time::{Duration, Instant};

use common::{Dice, FIRST, Ledgers, MEASURES, place, report, speaker};
use jiff::ToSpan;
use tidings_store::{Area, Filter, Store};

/// Claims of one report.
const EACH: usize = 40;
/// Reports put on disk in one step.
const BATCH: usize = 32;

#[test]
#[ignore = "takes minutes and 1.5 GB of disk; run it by name"]
fn a_million_claims() {
    let claims: usize = std::env::var("CLAIMS").ok().and_then(|n| n.parse().ok()).unwrap_or(1_000_000);
    let ledgers = Ledgers::new("scale");
    let path = ledgers.path("situation");
    // What the server of a database works is not in the time of this thread: there the clock tells.
    let in_database = std::env::var_os("TIDINGS_TEST_DATABASE").is_some();
    let processor_time = if in_database { || Duration::ZERO } else { processor_time };
    let mut store = Store::create(&path).expect("a ledger");
    let reports = claims / EACH;
    // Time in the store alone, by tenth of the way; making up the reports does not count.
    let (mut tenths, mut worked) = ([Duration::ZERO; 10], [Duration::ZERO; 10]);
    let mut at = 0;
    while at < reports {
        let next = (at + BATCH).min(reports);
        let batch: Vec<_> = (at..next).map(|seed| report(seed as u64, EACH)).collect();
        let (begun, work) = (Instant::now(), processor_time());
        store.add(&batch).expect("added");
        tenths[at * 10 / reports] += begun.elapsed();
        worked[at * 10 / reports] += processor_time().saturating_sub(work);
        at = next;
    }
    assert_eq!(store.claims().expect("a count"), reports * EACH);
    let rate = |t: Duration| (claims as f64 / 10.0 / t.as_secs_f64()).round();
    let rates: Vec<f64> = tenths.iter().map(|t| rate(*t)).collect();
    let work_rates: Vec<f64> = worked.iter().map(|t| rate(*t)).collect();
    drop(store);
    let bytes = std::fs::metadata(&path).map_or(0, |m| m.len());
    let store = Store::read_only(&path).expect("the ledger");
    let mut found = serde_json::Map::new();
    // A person looks at the first answers; an export that takes a tenth of the ledger may take a microsecond of each.
    let first_ms = if in_database { 500.0_f64 } else { 50.0 };
    let allowed = |hits: usize| first_ms.max(hits as f64 / 1000.0);
    let mut late = Vec::new();
    for (name, filters) in queries() {
        let mut times = Vec::new();
        let (mut hits, mut most) = (0, 0);
        for filter in &filters {
            let (begun, work) = (Instant::now(), processor_time());
            let found = store.select(filter).expect("an answer").map_or(0, |found| found.len());
            let (clock, work) = (begun.elapsed(), processor_time().saturating_sub(work));
            let ms = if work.is_zero() { clock } else { work }.as_secs_f64() * 1e3;
            if ms > allowed(found) {
                late.push(format!("{}: {ms:.0} ms for {found} claims", filter.query));
            }
            hits += found;
            most = most.max(found);
            times.push(ms);
        }
        times.sort_by(f64::total_cmp);
        let (median, worst) = (times[times.len() / 2], times[times.len() - 1]);
        let hundredths = |x: f64| (x * 100.0).round() / 100.0;
        found.insert(
            name.into(),
            serde_json::json!({
                "queries": filters.len(), "hits": hits, "most_hits": most,
                "median_ms": hundredths(median), "worst_ms": hundredths(worst),
            }),
        );
    }
    // On a machine that does other things too, the time of the processor says more than the clock.
    let rates_of = if work_rates[0].is_finite() { &work_rates } else { &rates };
    let first_by_last = rates_of[0] / rates_of[9];
    let result = serde_json::json!({
        "claims": reports * EACH, "reports": reports, "bytes": bytes,
        "bytes_per_claim": bytes / (reports * EACH) as u64,
        "claims_per_second_by_tenth": rates, "claims_per_processor_second_by_tenth": work_rates, "first_by_last": (first_by_last * 100.0).round() / 100.0,
        "select": found,
    });
    println!("{}", serde_json::to_string_pretty(&result).expect("JSON"));
    assert!(first_by_last <= 1.5, "adding got {first_by_last:.2} times slower");
    assert!(late.is_empty(), "{late:#?}");
}

/// Time that this thread has had on a processor, where the system tells.
fn processor_time() -> Duration {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    told.split(' ').next().and_then(|ns| ns.parse().ok()).map_or(Duration::ZERO, Duration::from_nanos)
}

/// Twenty queries of each sort. Answers are those a person looks at: the commonest words, speakers and measures come
/// with a second condition or a bound on how many are wanted.
fn queries() -> Vec<(&'static str, Vec<Filter>)> {
    let all = |one: &dyn Fn(&mut Dice) -> Filter| -> Vec<Filter> {
        (0..20).map(|i| one(&mut Dice::new(9_000_000 + i))).collect()
    };
    let none = Filter::default;
    let day = |dice: &mut Dice| FIRST.checked_add((dice.below(3 * 365) as i64).days()).expect("a day");
    let ask = |text: String| Filter { query: text.parse().expect("a query"), ..none() };
    let first_word = |dice: &mut Dice| {
        let (_, r) = report(dice.below(20_000) as u64, 1);
        let clause = r.document.slice(r.claims[0].span).to_string();
        clause.split(' ').take(2).map(str::to_string).collect::<Vec<_>>()
    };
    vec![
        ("place box of two degrees", {
            all(&|dice| {
                let (_, lat, lon) = place(dice.below(5_000));
                let area = Area { west: lon - 1.0, south: lat - 1.0, east: lon + 1.0, north: lat + 1.0 };
                Filter { area: Some(area), ..none() }
            })
        }),
        ("place by name", all(&|dice| ask(format!("place:{}", place(20 + dice.below(3_000)).0)))),
        ("figure at least 5000, first 200", {
            all(&|dice| {
                let measure = MEASURES[dice.below(MEASURES.len())];
                Filter { most: 200, ..ask(format!("{}>=5000", measure.as_str())) }
            })
        }),
        ("two words, first 200", { all(&|dice| Filter { most: 200, ..ask(first_word(dice).join(" ")) }) }),
        ("two words, all", all(&|dice| ask(first_word(dice).join(" ")))),
        ("one common word, first 200", {
            all(&|dice| Filter { most: 200, ..ask(first_word(dice)[0].clone()) })
        }),
        ("the commonest words, first 200", {
            (0..20).map(|i| Filter { most: 200, ..ask(common::word(i)) }).collect()
        }),
        ("speaker", all(&|dice| ask(format!("by:\"{}\"", speaker(10 + dice.below(5_000)))))),
        ("one day", {
            all(&|dice| {
                let d = day(dice);
                ask(format!("since:{d} until:{d}"))
            })
        }),
        ("speaker, week and stance", {
            all(&|dice| {
                let d = day(dice);
                let week = d.checked_add(6.days()).expect("a day");
                ask(format!("by:\"{}\" since:{d} until:{week} stance:deny", speaker(dice.below(50))))
            })
        }),
    ]
}
