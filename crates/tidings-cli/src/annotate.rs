//! `tidings annotate`.

use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};

use tidings::annotate::Wanted;

use crate::args::{AnnotateArgs, DataArgs};
use crate::failure::{Done, Failure};
use crate::{input, progress};

pub fn run(data: &DataArgs, args: &AnnotateArgs) -> Result<Done, Failure> {
    let models = progress::models(data)?;
    let source: Box<dyn BufRead + Send> = if args.input.as_os_str() == "-" {
        Box::new(BufReader::new(std::io::stdin()))
    } else {
        let file = File::open(&args.input).map_err(|e| Failure::file(&args.input, &e))?;
        Box::new(BufReader::with_capacity(1 << 20, file))
    };
    let mut out: Box<dyn Write> = match &args.output {
        Some(path) => Box::new(BufWriter::with_capacity(
            1 << 20,
            File::create(path).map_err(|e| Failure::file(path, &e))?,
        )),
        None => Box::new(BufWriter::with_capacity(1 << 16, std::io::stdout())),
    };
    let bar = progress::bar(data, 0, "lines");
    let wanted = Wanted {
        layers: args.layers,
        defaults: input::hints(None, &args.hints),
        threads: progress::threads(data),
    };
    let outcome = tidings::annotate::run(
        &models,
        source,
        &mut out,
        &wanted,
        |number, e| bar.suspend(|| eprintln!("tidings: line {number}: {e}")),
        |n| bar.set_position(n),
    );
    bar.finish_and_clear();
    match outcome {
        Ok(outcome) => Ok(Done::of(outcome.bad)),
        Err(e) => Err(Failure::output("the lines", &e)),
    }
}
