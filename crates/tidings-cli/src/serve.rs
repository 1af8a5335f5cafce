//! `tidings serve`.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::process::{Command, Stdio};

use tidings::store::shown;
use tidings_server::Options;

use crate::args::{DataArgs, ServeArgs};
use crate::failure::{Done, Failure};
use crate::progress;

pub fn run(data: &DataArgs, args: &ServeArgs) -> Result<Done, Failure> {
    let say = |line: String| {
        if !data.quiet {
            eprintln!("tidings: {line}");
        }
    };
    let (model, gazetteer) = (progress::model(data), progress::gazetteer(data));
    let missing =
        [("language model", &model), ("gazetteer", &gazetteer)].into_iter().find(|(_, p)| !p.exists());
    let missing = missing.map(|(what, path)| format!("no {what} at {}", path.display()));
    say(format!("reading {}", shown(&args.ledger).display()));
    let running = tidings_server::start(Options {
        ledger: args.ledger.clone(),
        listen: SocketAddr::new(args.listen, args.port),
        tokens: args.tokens.clone(),
        hosts: args.hosts.clone(),
        model,
        gazetteer,
        threads: progress::threads(data),
    })?;
    let (reports, claims) = running.counts();
    say(format!("{claims} claims of {reports} reports"));
    if let Some(missing) = missing {
        say(format!("{missing}: no reports can be added and no value explained (`make models` helps)"));
    }
    if !tidings_server::is_built() {
        say("this program was built without its page (`make page`, then `make build`); the API works".into());
    }
    let address = address(running.address());
    // On standard output, so that scripts can read it.
    println!("{address}");
    say("Ctrl-C ends it".into());
    if args.open && !open(&address) {
        say("no browser could be started; open the address yourself".into());
    }
    running.until_interrupted();
    say("ended".into());
    Ok(Done::Whole)
}

/// Where a browser of this machine finds it.
fn address(at: SocketAddr) -> String {
    let ip = if at.ip().is_unspecified() { IpAddr::V4(Ipv4Addr::LOCALHOST) } else { at.ip() };
    format!("http://{}/", SocketAddr::new(ip, at.port()))
}

/// Hands the address to the desktop.
fn open(address: &str) -> bool {
    let (program, first): (&str, &[&str]) = if cfg!(target_os = "macos") {
        ("open", &[])
    } else if cfg!(windows) {
        ("cmd", &["/C", "start", ""])
    } else {
        ("xdg-open", &[])
    };
    let mut command = Command::new(program);
    command.args(first).arg(address).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.spawn().is_ok()
}
