//! `tidings annotate`.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::sync::Mutex;

use tidings::annotate::{self, Outcome};
use tidings::archive::{Form, Item, Place};
use tidings::archives::{Bad, Opened, Origin};
use tidings::store::Given;
use tidings::{Layers, Models, Reader};

use crate::args::{AnnotateArgs, AnnotateFormat, DataArgs};
use crate::failure::{Done, Failure};
use crate::{archive, input, progress};

pub fn run(data: &DataArgs, args: &AnnotateArgs) -> Result<Done, Failure> {
    let table = args.format == AnnotateFormat::Parquet;
    if table && args.layers != (Layers { claims: true, ..Layers::default() }) {
        return Err(Failure::usage("a Parquet table holds claims: leave --layers out, or give `claims`"));
    }
    let reading = archive::reading(&args.archive)?;
    let models = progress::models(data)?;
    // What is no archive should be JSON lines, and is told where it is not.
    let opened = archive::open(&args.input, Form::Lines, &reading)
        .map_err(|e| Failure::new(format!("{}: {e}", args.input.display())))?;
    let out: Box<dyn Write + Send> = match &args.output {
        Some(path) => Box::new(BufWriter::with_capacity(
            1 << 20,
            File::create(path).map_err(|e| Failure::file(path, &e))?,
        )),
        None => Box::new(BufWriter::with_capacity(1 << 16, io::stdout())),
    };
    let name = input::name(&args.input);
    let origin = Origin {
        path: name.clone(),
        name,
        given: Given {
            published: args.hints.published,
            publisher: args.hints.publisher.clone(),
            lang: args.hints.lang.clone(),
            ..Given::default()
        },
        received: String::new(),
        captured: args.archive.capture_date,
    };
    let bar = archive::bar(data, &opened);
    let form = opened.form();
    let job = Job { models: &models, data, origin: &origin };
    let tell = |place: Place, bad: &Bad| {
        let text = if form == Form::Lines {
            format!("line {}: {bad}", place.number)
        } else {
            format!("{place}: {bad}")
        };
        bar.suspend(|| eprintln!("tidings: {text}"));
    };
    let shared = Mutex::new(opened);
    let items = std::iter::from_fn(|| {
        let mut opened = shared.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let item = opened.next();
        bar.set_position(opened.read());
        bar.set_message(format!("{} reports", opened.tally().given));
        item
    });
    let outcome = if table { job.table(items, out, tell) } else { job.lines(items, out, args.layers, tell) };
    let outcome = outcome.map_err(|e| Failure::output("the output", &e))?;
    bar.finish_and_clear();
    let opened: Opened = shared.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    if let Some(text) = archive::summary(&origin.name, opened.tally()).filter(|_| !data.quiet) {
        eprintln!("{text}");
    }
    Ok(Done::of(outcome.bad))
}

struct Job<'a> {
    models: &'a Models,
    data: &'a DataArgs,
    origin: &'a Origin,
}

impl Job<'_> {
    fn lines(
        &self,
        items: impl Iterator<Item = io::Result<Item>> + Send,
        mut out: impl Write,
        layers: Layers,
        tell: impl Fn(Place, &Bad),
    ) -> io::Result<Outcome> {
        let make = |reader: &mut Reader<'_>, record| annotate::line(reader, record, layers, self.origin);
        let outcome = annotate::run(
            self.models,
            progress::threads(self.data),
            items,
            make,
            |place, made| match made {
                Ok(line) => out.write_all(&line),
                Err(bad) => {
                    tell(place, &bad);
                    Ok(())
                }
            },
        )?;
        out.flush()?;
        Ok(outcome)
    }

    #[cfg(feature = "parquet")]
    fn table(
        &self,
        items: impl Iterator<Item = io::Result<Item>> + Send,
        out: impl Write + Send,
        tell: impl Fn(Place, &Bad),
    ) -> io::Result<Outcome> {
        let mut file = tidings_arrow::file::ClaimsFile::new(out).map_err(io::Error::other)?;
        let make = |reader: &mut Reader<'_>, record| annotate::claims(reader, record, self.origin);
        let outcome = annotate::run(
            self.models,
            progress::threads(self.data),
            items,
            make,
            |place, made| match made {
                Ok((about, claims)) => {
                    file.put(place.number.saturating_sub(1), &about, claims).map_err(io::Error::other)
                }
                Err(bad) => {
                    tell(place, &bad);
                    Ok(())
                }
            },
        )?;
        file.finish().map_err(io::Error::other)?.flush()?;
        Ok(outcome)
    }

    #[cfg(not(feature = "parquet"))]
    fn table(
        &self,
        _: impl Iterator<Item = io::Result<Item>> + Send,
        _: impl Write + Send,
        _: impl Fn(Place, &Bad),
    ) -> io::Result<Outcome> {
        Err(io::Error::other("this program was built without Parquet"))
    }
}
