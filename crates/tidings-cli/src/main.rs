//! The `tidings` command: arguments in, the library called, results and errors out.

mod annotate;
mod args;
mod brief;
mod failure;
mod gazetteer;
mod input;
mod progress;
mod read;

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
        Command::Gazetteer(a) => gazetteer::run(&args.data, &a),
        Command::Completions { shell } => {
            clap_complete::generate(shell, &mut Args::command(), "tidings", &mut std::io::stdout());
            Ok(failure::Done::Whole)
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
    clap_mangen::Man::new(page)
        .render(&mut std::io::stdout())
        .map_err(|e| Failure::output("the man page", &e))?;
    Ok(failure::Done::Whole)
}
