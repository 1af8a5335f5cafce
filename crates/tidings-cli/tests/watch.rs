//! `tidings watch` from the outside: what it says of a wrong configuration, and that it may be killed at any moment.

mod common;
#[path = "../../feeds/tests/common/mod.rs"]
#[allow(dead_code)]
mod server;

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::process::Stdio;

use common::Folder;
use server::{Server, ok, rss, status};
use tidings::store::{Store, StoreError};

const PAGES: usize = 12;

fn page(n: usize) -> String {
    format!(
        "<html><head><title>Report {n}</title></head><body><article><p>The mayor said that {} people were killed in the \
         strike on Tarn on Monday.</p><p>Police denied that shops had been looted.</p></article></body></html>",
        n + 10
    )
}

/// A feed with the pages, and a webhook.
fn paper() -> Server {
    let links: Vec<String> = (0..PAGES).rev().map(|n| format!("/page/{n}")).collect();
    Server::new(move |r, _| match r.path.as_str() {
        "/rss" => ok(rss(&links.iter().map(|l| (l.as_str(), l.as_str())).collect::<Vec<_>>())),
        "/hook" => status(204),
        path => match path.strip_prefix("/page/").and_then(|n| n.parse().ok()) {
            Some(n) => ok(page(n)),
            None => status(404),
        },
    })
}

fn configuration(folder: &Folder, server: &Server) {
    let text = format!(
        "contact = \"desk@example.org\"\nper_host = \"0s\"\nprivate_hosts = [\"127.0.0.1\"]\n[[feed]]\nname = \"paper\"\n\
         url = \"{}\"\nfull = true\n[[alert]]\nname = \"ten or more\"\nquery = \"killed>=10\"\n[[webhook]]\nname = \"desk\"\n\
         url = \"{}\"\n[atom]\nfile = \"alerts.xml\"\n",
        server.url("/rss"),
        server.url("/hook")
    );
    folder.write("feeds.toml", text);
}

#[test]
fn a_wrong_configuration_is_told_with_its_line() {
    let folder = Folder::new("watch-check");
    let good =
        "contact = \"desk@example.org\"\n[[feed]]\nname = \"a\"\nurl = \"https://news.example.org/rss\"\n";
    folder.write("feeds.toml", good);
    let ran = folder.run(&["watch", "feeds.toml", "--check"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    folder.write("feeds.toml", format!("{good}[[alert]]\nname = \"r\"\nquery = \"killd>=10\"\n"));
    let ran = folder.run(&["watch", "feeds.toml", "--check"]);
    assert_eq!(ran.code, 2);
    assert!(
        ran.err.contains("feeds.toml: line 7: ") && ran.err.contains("did you mean `killed`"),
        "{}",
        ran.err
    );
}

#[test]
fn the_example_is_sound() {
    let folder = Folder::new("watch-example");
    let example = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/feeds.toml");
    let ran = folder.run(&["watch", example, "--check"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
}

#[test]
fn killed_at_any_moment_it_neither_loses_nor_doubles() {
    let (folder, server) = (Folder::new("watch-killed"), paper());
    configuration(&folder, &server);
    let mut kills = 0;
    // Killed after one item, then after two, ...: before, between and after the alerts.
    for after in 1.. {
        let mut child = folder
            .command(&["watch", "feeds.toml", "--ledger", "l.tidings", "--once", "--threads", "1"])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the binary runs");
        let lines = BufReader::new(child.stderr.take().expect("a pipe")).lines().map_while(Result::ok);
        let kept = lines.filter(|l| l.contains(": kept ")).take(after).count();
        let _ = child.kill();
        let status = child.wait().expect("it ends");
        if kept < after && status.success() {
            break;
        }
        kills += 1;
        assert!(kills < 50, "it never ends");
    }
    assert!(kills >= 3, "{kills}");
    // What was raised before the last kill may still wait.
    folder.run(&["watch", "feeds.toml", "--ledger", "l.tidings", "--once"]);

    let store = Store::read_only(&folder.path("l.tidings")).expect("a ledger");
    let mut sources = Vec::new();
    let each = store.each(|source, _| {
        sources.push(source);
        Ok::<_, StoreError>(())
    });
    each.expect("read");
    let origins: BTreeSet<&str> = sources.iter().map(|s| s.origin.as_str()).collect();
    assert_eq!((sources.len(), origins.len()), (PAGES, PAGES), "each page once");
    assert!(sources.iter().all(|s| s.given.url.as_deref() == Some(&s.origin)));
    let answers = store.responses(&sources[0].sha256).expect("read");
    assert!(answers.len() == 1 && answers[0].contains("\"status\":200"), "{answers:?}");

    let asked = server.paths().iter().filter(|p| p.starts_with("/page/")).count();
    assert!(asked <= PAGES + kills, "at most the page at hand is asked for again: {asked}");
    let requests = server.requests();
    let told: BTreeSet<&str> =
        requests.iter().filter(|r| r.path == "/hook").map(|r| r.headers["x-tidings-id"].as_str()).collect();
    let atom = std::fs::read_to_string(folder.path("alerts.xml")).expect("the Atom file");
    assert!(!told.is_empty() && told.iter().all(|id| atom.contains(id)), "{told:?} {atom}");
    assert!(store.marks("fresh/").expect("read").is_empty(), "all reports were looked at");
    assert!(store.marks("queue/").expect("read").is_empty(), "all alerts were delivered");
    assert!(!atom.to_lowercase().contains(" is true"));
}
