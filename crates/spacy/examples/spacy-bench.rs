//! Measures how fast a pipeline reads: `spacy-bench MODEL_DIR TEXTS.jsonl [KERNEL]`.
//!
//! Prints one JSON object. Rates are whitespace-separated words per second of CPU time of the
//! reading thread, so other work on the machine does not count. `stages` gives microseconds per
//! token for pipelines that end after each component.

use std::collections::BTreeMap;
use std::sync::Barrier;
use std::time::{Duration, Instant};

use rustix::time::{ClockId, clock_gettime};
use serde_json::{Value, json};
use spacy::{Bytes, Directory, Doc, Kernel, Pipeline, PipelineFiles, Worker, kernels};

type Error = Box<dyn std::error::Error>;

/// CPU time to spend on each warm measurement.
const ENOUGH: Duration = Duration::from_millis(1500);

fn main() -> Result<(), Error> {
    let mut args = std::env::args().skip(1);
    let usage = "usage: spacy-bench MODEL_DIR TEXTS.jsonl [KERNEL]";
    let model = Directory(args.next().ok_or(usage)?.into());
    let texts = std::fs::read_to_string(args.next().ok_or(usage)?)?;
    let kernel = match args.next() {
        Some(name) => *kernels().iter().find(|k| k.name() == name).ok_or("no such kernel on this machine")?,
        None => Kernel::best(),
    };
    let texts: Vec<String> = texts
        .lines()
        .map(|l| Ok(serde_json::from_str::<Value>(l)?["text"].as_str().ok_or("no text")?.to_owned()))
        .collect::<Result<_, Error>>()?;
    let words: usize = texts.iter().map(|t| t.split_whitespace().count()).sum();

    let before = resident();
    let load: Vec<_> = (0..5).map(|_| load_time(&model, kernel)).collect::<Result<_, _>>()?;
    let pipeline = Pipeline::with_kernel(&model, kernel)?;
    let mut worker = pipeline.worker();
    let (cold, tokens) = pass(&mut worker, &texts);
    let warm = warm(&mut worker, &texts);
    let resident = resident();

    let alone = threads(&pipeline, &texts, 1);
    let pair = threads(&pipeline, &texts, 2);
    let rate = |time: Duration| words as f64 / time.as_secs_f64();
    let report = json!({
        "pipeline": format!("{}-{}", pipeline.name(), pipeline.version()),
        "kernel": pipeline.kernel().name(),
        "words": words,
        "tokens": tokens,
        "load_ms": load.iter().min().map(|d| d.as_secs_f64() * 1e3),
        "resident_before_mb": before,
        "resident_mb": resident,
        "cold_words_per_s": rate(cold),
        "warm_words_per_s": rate(warm),
        // Work done by two threads against one, in the CPU time that each took.
        "two_threads_cpu": 2.0 * alone.0.as_secs_f64() / pair.0.as_secs_f64(),
        "two_threads_wall": 2.0 * alone.1.as_secs_f64() / pair.1.as_secs_f64(),
        "stages": stages(&model, kernel, &texts)?,
    });
    println!("{}", serde_json::to_string_pretty(&report)?);
    Ok(())
}

fn cpu_time() -> Duration {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(time.tv_sec as u64, time.tv_nsec as u32)
}

/// Memory in use, in MB, where the system tells.
fn resident() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|l| l.strip_prefix("VmRSS:"))?;
    Some(line.split_whitespace().next()?.parse::<f64>().ok()? / 1e3)
}

fn load_time(model: &Directory, kernel: Kernel) -> Result<Duration, Error> {
    let start = cpu_time();
    Pipeline::with_kernel(model, kernel)?;
    Ok(cpu_time().saturating_sub(start))
}

fn pass(worker: &mut Worker, texts: &[String]) -> (Duration, usize) {
    let mut doc = Doc::default();
    let mut tokens = 0;
    let start = cpu_time();
    for text in texts {
        worker.read(text, &mut doc);
        tokens += doc.len();
    }
    (cpu_time().saturating_sub(start), tokens)
}

/// The fastest of several passes.
fn warm(worker: &mut Worker, texts: &[String]) -> Duration {
    let (mut best, mut spent) = (Duration::MAX, Duration::ZERO);
    while spent < ENOUGH {
        let time = pass(worker, texts).0;
        best = best.min(time);
        spent += time;
    }
    best
}

/// Time that the slowest of `count` threads took for a number of passes, CPU and wall.
fn threads(pipeline: &Pipeline, texts: &[String], count: usize) -> (Duration, Duration) {
    let barrier = Barrier::new(count);
    std::thread::scope(|scope| {
        let run = || {
            let mut worker = pipeline.worker();
            let once = pass(&mut worker, texts).0.max(Duration::from_millis(1));
            let passes = (ENOUGH.as_secs_f64() / once.as_secs_f64()).ceil().min(20.0) as usize;
            barrier.wait();
            let (start, wall) = (cpu_time(), Instant::now());
            for _ in 0..passes {
                pass(&mut worker, texts);
            }
            let passes = passes as u32;
            ((cpu_time().saturating_sub(start)) / passes, wall.elapsed() / passes)
        };
        let handles: Vec<_> = (0..count).map(|_| scope.spawn(run)).collect();
        let times = handles.into_iter().map(|h| h.join().expect("a reading thread does not panic"));
        times.reduce(|a, b| (a.0.max(b.0), a.1.max(b.1))).unwrap_or_default()
    })
}

/// A pipeline with another `config.cfg`.
struct Reconfigured<'m>(&'m Directory, String);

impl PipelineFiles for Reconfigured<'_> {
    fn read(&self, path: &str) -> std::io::Result<Bytes> {
        if path == "config.cfg" { Ok(Bytes::Owned(self.1.as_bytes().into())) } else { self.0.read(path) }
    }
}

fn stages(model: &Directory, kernel: Kernel, texts: &[String]) -> Result<BTreeMap<String, f64>, Error> {
    let config = String::from_utf8(model.read("config.cfg")?.to_vec())?;
    let line = config.lines().find(|l| l.starts_with("pipeline =")).ok_or("no pipeline in config.cfg")?;
    let names: Vec<String> = serde_json::from_str(line["pipeline =".len()..].trim())?;
    let mut times = BTreeMap::new();
    for end in 0..=names.len() {
        let shorter = format!("pipeline = {}", serde_json::to_string(&names[..end])?);
        let files = Reconfigured(model, config.replace(line, &shorter));
        let mut worker = Pipeline::with_kernel(&files, kernel)?.worker();
        let tokens = pass(&mut worker, texts).1;
        let time = warm(&mut worker, texts);
        let name = end.checked_sub(1).map_or("tokenizer", |last| names[last].as_str());
        times.insert(format!("{end} {name}"), time.as_secs_f64() * 1e6 / tokens as f64);
    }
    Ok(times)
}
