//! The `tidings` command: arguments in, the library called, results and errors out.

mod add;
mod annotate;
mod archive;
mod args;
mod brief;
mod clock;
mod doctor;
mod explain;
mod export;
mod failure;
mod figures;
mod gazetteer;
mod input;
mod output;
mod progress;
mod query;
mod read;
mod review;
mod serve;
mod source;
mod upkeep;
mod watch;

use std::io::Write;
use std::process::ExitCode;

use clap::{CommandFactory, Parser};

use args::{Args, Command};
use failure::Failure;

fn main() -> ExitCode {
    let args = Args::parse();
    let done = match args.command {
        Command::Brief(a) => brief::run(&args.data, &a),
        Command::Read(a) => read::run(&args.data, &a),
        Command::Annotate(a) => annotate::run(&args.data, &a),
        Command::Explain(a) => explain::run(&args.data, &a),
        Command::Add(a) => add::run(&args.data, &a),
        Command::Rebuild(a) => upkeep::rebuild(&args.data, &a),
        Command::Watch(a) => watch::run(&args.data, &a),
        Command::Review(a) => review::run(&a),
        Command::Copy(a) => upkeep::copy(&args.data, &a),
        Command::Check(a) => upkeep::check(&args.data, &a),
        Command::Doctor(a) => doctor::run(&args.data, &a),
        Command::Figures(a) => figures::run(&args.data, &a),
        Command::Query(a) => query::run(&args.data, &a),
        Command::Export(a) => export::run(&args.data, &a),
        Command::Serve(a) => serve::run(&args.data, &a),
        Command::Gazetteer(a) => gazetteer::run(&args.data, &a),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Args::command(), "tidings", &mut script);
            write_out(&script, "the completion script")
        }
        Command::Man { command } => man(command.as_deref()),
    };
    match done {
        Ok(done) => done.exit_code(),
        Err(e) => e.report(),
    }
}

fn man(command: Option<&str>) -> Result<failure::Done, Failure> {
    let mut top = Args::command();
    top.build();
    let page = match command {
        None => top,
        Some(name) => top
            .find_subcommand(name)
            .cloned()
            .ok_or_else(|| Failure::usage(format!("no command named `{name}`")))?,
    };
    let mut text = Vec::new();
    clap_mangen::Man::new(page).render(&mut text).map_err(|e| Failure::output("the man page", &e))?;
    write_out(&text, "the man page")
}

fn write_out(bytes: &[u8], what: &str) -> Result<failure::Done, Failure> {
    std::io::stdout().lock().write_all(bytes).map_err(|e| Failure::output(what, &e))?;
    Ok(failure::Done::Whole)
}
