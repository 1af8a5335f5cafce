//! The watcher against a real server on this machine: slow, broken, hostile and polite ones.

mod common;

use std::io::Write;

use sha2::Digest;

use common::{Bench, Reply, Server, ok, rss, status, with};
use tidings_feeds::What;

/// A feed with two pages.
fn plain() -> Server {
    Server::new(|r, _| match r.path.as_str() {
        "/rss" => Reply::Whole(
            200,
            vec![("ETag", "\"v1\"".into()), ("Last-Modified", "Fri, 03 May 2024 10:00:00 GMT".into())],
            rss(&[("/2", "b"), ("/1", "a")]).into_bytes(),
        ),
        "/robots.txt" => status(404),
        path => Reply::Whole(
            200,
            vec![("Content-Type", "text/html; charset=windows-1251".into())],
            format!("page {path}").into(),
        ),
    })
}

fn full(server: &Server) -> String {
    format!("url = \"{}\"\nfull = true", server.url("/rss"))
}

#[test]
fn pages_are_kept_as_received_with_what_the_server_said() {
    let server = plain();
    let mut b = Bench::new(&full(&server), "");
    assert_eq!(b.once().kept, 2);
    assert_eq!(b.bodies(), ["page /1", "page /2"], "the oldest first");
    let item = &b.memory.items[0];
    assert_eq!(item.origin, server.url("/1"));
    assert_eq!(item.encoding.as_deref(), Some("windows-1251"));
    assert_eq!(item.publisher.as_deref(), Some("Tarn Courier"));
    let record: serde_json::Value =
        serde_json::from_str(item.response.as_deref().expect("a record")).expect("JSON");
    assert_eq!(record["status"], 200);
    let hash = sha2::Sha256::digest(b"page /1").iter().fold(String::new(), |s, b| format!("{s}{b:02x}"));
    assert_eq!(record["wire_sha256"], hash);
    assert!(record["headers"].to_string().contains("windows-1251"));
    let agent = &server.requests()[0].headers["user-agent"];
    assert!(agent.starts_with("tidings/") && agent.contains("desk@example.org"), "{agent}");
}

#[test]
fn only_what_is_new_is_asked_for_again() {
    let server = Server::new(|r, n| match (r.path.as_str(), n) {
        ("/rss", 0) => Reply::Whole(200, vec![("ETag", "\"v1\"".into())], rss(&[("/1", "a")]).into_bytes()),
        ("/rss", 1) if r.headers.get("if-none-match").is_some_and(|v| v == "\"v1\"") => status(304),
        ("/rss", _) => ok(rss(&[("/2", "b"), ("/1", "a")])),
        ("/robots.txt", _) => status(404),
        (path, _) => ok(path),
    });
    let mut b = Bench::new(&full(&server), "");
    assert_eq!(b.once().kept, 1);
    b.once();
    assert!(matches!(b.events[0].what, What::Later { .. }), "not before its time: {:?}", b.events);
    b.clock.pass(1000);
    assert_eq!(b.once().kept, 0);
    assert!(matches!(b.events[0].what, What::Unchanged), "{:?}", b.events);
    b.clock.pass(1000);
    assert_eq!(b.once().kept, 1);
    assert_eq!(server.paths(), ["/rss", "/1", "/rss", "/rss", "/2"]);
}

#[test]
fn items_without_pages_are_taken_as_the_feed_has_them() {
    let server = Server::new(|r, _| match r.path.as_str() {
        "/rss" => {
            ok("<rss><channel><title>C</title><item><guid isPermaLink='false'>9</guid><title>Flood</title>\
            <description>&lt;p&gt;The dam held.&lt;/p&gt;&lt;p&gt;Nobody was hurt.&lt;/p&gt;</description></item></channel></rss>")
        }
        _ => status(404),
    });
    let mut b = Bench::new(&format!("url = \"{}\"\npublisher = \"Own\"", server.url("/rss")), "");
    assert_eq!(b.once().kept, 1);
    let line: serde_json::Value = serde_json::from_slice(&b.memory.items[0].bytes).expect("JSON");
    assert_eq!(line["text"], "The dam held.\n\nNobody was hurt.");
    assert_eq!(
        (&line["title"], &line["publisher"], &line["guid"]),
        (&"Flood".into(), &"Own".into(), &"9".into())
    );
    assert_eq!(line.get("published"), None, "no day is made up");
}

#[test]
fn silence_is_kept_when_it_is_asked_for() {
    let server = Server::new(|r, n| match (r.path.as_str(), n) {
        ("/rss", 0) => with(429, "Retry-After", "600"),
        ("/rss", _) => ok(rss(&[("/1", "a")])),
        ("/robots.txt", _) => status(404),
        ("/1", 0) => with(503, "Retry-After", "7200"),
        (path, _) => ok(path),
    });
    let mut b = Bench::new(&full(&server), "");
    b.once();
    b.clock.pass(599);
    b.once();
    assert_eq!(server.paths(), ["/rss"]);
    b.clock.pass(2);
    assert_eq!(b.once().kept, 0);
    b.clock.pass(3600);
    b.once();
    assert_eq!(server.paths(), ["/rss", "/rss", "/1"], "the whole host is left alone");
    b.clock.pass(3601);
    assert_eq!(b.once().kept, 1);
}

#[test]
fn failures_back_off_and_end() {
    let server = Server::new(|r, n| match (r.path.as_str(), n) {
        ("/rss", 0..=2) => status(500),
        ("/rss", _) => ok(rss(&[("/1", "a")])),
        ("/robots.txt", _) => status(404),
        (path, _) => ok(path),
    });
    let mut b = Bench::new(&full(&server), "");
    // Looks every ten seconds, and notes when the server was asked.
    let mut asked = Vec::new();
    for tick in 0..200_u64 {
        let before = server.paths().len();
        b.once();
        if server.paths().len() > before {
            asked.push(tick * 10);
        }
        if !b.bodies().is_empty() {
            break;
        }
        b.clock.pass(10);
    }
    assert_eq!((asked.len(), b.bodies()), (4, vec!["/1".to_owned()]));
    for (gap, middle) in asked.windows(2).map(|w| w[1] - w[0]).zip([60, 120, 240]) {
        // A quarter to either side, to the next tick.
        assert!((middle * 3 / 4..=middle * 5 / 4 + 10).contains(&gap), "{asked:?}");
    }
}

#[test]
fn slow_and_broken_answers_are_tried_again_and_take_nothing() {
    let head = b"HTTP/1.1 200 x\r\nContent-Length: 1000\r\n\r\n<rss><channel>".to_vec();
    let huge = format!("HTTP/1.1 200 x\r\nX-A: {}\r\n\r\n", "a".repeat(1 << 20)).into_bytes();
    type Case = (&'static str, fn(Vec<u8>) -> Reply, Vec<u8>, &'static str);
    let replies: Vec<Case> = vec![
        ("stalled before the head", Reply::Stall, b"HTTP/1.1 200".to_vec(), "in time"),
        ("stalled in the body", Reply::Stall, head.clone(), "in time"),
        ("truncated", Reply::Raw, head, "broke off"),
        ("no HTTP", Reply::Raw, b"hello\r\n\r\n".to_vec(), ""),
        ("closed at once", Reply::Raw, Vec::new(), ""),
        ("huge headers", Reply::Raw, huge, ""),
    ];
    for (name, make, bytes, why) in replies {
        let server =
            Server::new(move |r, _| if r.path == "/rss" { make(bytes.clone()) } else { status(404) });
        let mut b = Bench::new(&full(&server), "");
        let ended = b.once();
        assert_eq!((ended.failed, ended.kept), (1, 0), "{name}: {:?}", b.events);
        assert!(b.whys()[0].contains(why), "{name}: {:?}", b.whys());
    }
}

#[test]
fn bombs_and_long_answers_are_refused() {
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    for _ in 0..64 {
        gz.write_all(&vec![b'a'; 1 << 20]).expect("packed");
    }
    let bomb = gz.finish().expect("packed");
    assert!(bomb.len() < 1 << 17);
    let server = Server::new(move |r, _| match r.path.as_str() {
        "/rss" => ok(rss(&[("/bomb", "a"), ("/twice", "b"), ("/long", "c"), ("/odd", "d"), ("/good", "e")])),
        "/bomb" => Reply::Whole(200, vec![("Content-Encoding", "gzip".into())], bomb.clone()),
        "/twice" => Reply::Whole(200, vec![("Content-Encoding", "gzip, gzip, gzip".into())], bomb.clone()),
        "/long" => ok(vec![b'a'; (1 << 20) + 1]),
        "/odd" => Reply::Whole(200, vec![("Content-Encoding", "zip".into())], b"x".to_vec()),
        "/good" => {
            let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
            gz.write_all(b"good").expect("packed");
            Reply::Whole(200, vec![("Content-Encoding", "gzip".into())], gz.finish().expect("packed"))
        }
        _ => status(404),
    });
    let mut b = Bench::new(&format!("{}\nlimit_mb = 1", full(&server)), "");
    b.once();
    assert!(b.bodies().contains(&"good".to_owned()), "{:?}", b.events);
    let whys = b.whys().join("\n");
    for why in ["unpacks to more than 1048576", "packed 3 times", "longer than 1048576", "unknown way, `zip`"]
    {
        assert!(whys.contains(why), "{why}: {whys}");
    }
    assert!(b.memory.items.iter().all(|i| i.bytes.len() < 2000), "the others stand in the feed's own words");
    let asked = server.paths().len();
    b.clock.pass(1000);
    b.once();
    assert_eq!(server.paths().len(), asked + 1, "what is refused for good is not asked for again");
}

#[test]
fn a_feed_that_has_moved_for_good_is_asked_for_where_it_is() {
    let server = Server::new(|r, n| match (r.path.as_str(), n) {
        ("/rss", _) => with(308, "Location", "/a"),
        ("/a", 0) => with(301, "Location", "/b"),
        ("/b", 0) => with(302, "Location", "/for-now"),
        ("/for-now", _) => ok(rss(&[("/1", "a")])),
        ("/b", 1) => Reply::Whole(200, vec![("ETag", "\"v1\"".into())], rss(&[("/1", "a")]).into_bytes()),
        ("/b", 2) if r.headers.get("if-none-match").is_some_and(|v| v == "\"v1\"") => status(304),
        ("/b", 3) => status(500),
        ("/a", _) => ok(rss(&[("/2", "b"), ("/1", "a")])),
        ("/1" | "/2", _) => ok("page"),
        _ => status(404),
    });
    let mut b = Bench::new(&full(&server), "");
    // Each is a watcher of its own, as after a restart.
    let mut look = |passed: u64| {
        b.clock.pass(passed);
        let before = server.paths().len();
        b.once();
        let told =
            b.events.iter().any(|e| matches!(&e.what, What::Note { text } if text.contains("moved to")));
        (server.paths()[before..].join(" "), told)
    };
    assert_eq!(look(0), ("/rss /a /b /for-now /1".into(), true), "what holds for now is not for good");
    assert_eq!(look(1000), ("/b".into(), false));
    assert_eq!(look(1000), ("/b".into(), false));
    assert_eq!(look(1000), ("/b".into(), false), "a failure is no reason to go back");
    assert_eq!(look(1000), ("/b".into(), false), "where it is gone it is looked for where it was");
    assert_eq!(look(100_000), ("/rss /a /2".into(), true));
    assert_eq!(look(1000), ("/a".into(), false));
    // With another address in the configuration that one is asked for.
    let mut other = Bench::new(&full(&server).replace("/rss", "/for-now"), "");
    (other.memory, other.clock) = (b.memory, b.clock);
    other.clock.pass(1000);
    other.once();
    assert_eq!(server.paths().last().map(String::as_str), Some("/for-now"));
}

#[test]
fn redirects_lead_on_but_not_inside_nor_in_circles() {
    let server = Server::new(|r, _| match r.path.as_str() {
        "/rss" => with(301, "Location", "/moved"),
        "/moved" => ok(rss(&[
            ("/loop", "a"),
            ("/inside", "b"),
            ("/name", "c"),
            ("/file", "d"),
            ("/on/0", "e"),
            ("/good", "f"),
            ("http://127.0.0.2:1/x", "g"),
            ("http://169.254.169.254/latest", "h"),
        ])),
        "/loop" => with(302, "Location", "/loop2"),
        "/loop2" => with(302, "Location", "/loop"),
        "/inside" => with(302, "Location", "http://127.0.0.2:1/admin"),
        "/name" => with(302, "Location", "http://localhost:1/admin"),
        "/file" => with(302, "Location", "file:///etc/passwd"),
        "/good" => with(307, "Location", "good2"),
        "/good2" => ok("good"),
        p => match p.strip_prefix("/on/").and_then(|n| n.parse::<u32>().ok()) {
            Some(n) => with(302, "Location", format!("/on/{}", n + 1)),
            None => status(404),
        },
    });
    let mut b = Bench::new(&full(&server), "");
    b.once();
    let good = b.memory.items.iter().find(|i| i.bytes == b"good").expect("the good one");
    assert_eq!(good.origin, server.url("/good2"));
    assert!(good.response.as_deref().is_some_and(|r| r.contains("hops") && r.contains("/good2")));
    let whys = b.whys();
    assert_eq!(whys.iter().filter(|w| w.contains("private network")).count(), 4, "{whys:#?}");
    assert_eq!(whys.iter().filter(|w| w.contains("circle")).count(), 2, "{whys:#?}");
    assert!(whys.iter().any(|w| w.contains("`file:`")), "{whys:#?}");
    assert!(b.memory.items.iter().all(|i| !i.origin.contains("127.0.0.2") && !i.origin.contains("169.254")));
}

#[test]
fn robots_are_heeded_and_can_be_set_aside() {
    let server = Server::new(|r, _| match r.path.as_str() {
        "/rss" => ok(rss(&[("/private/1", "a"), ("/open/1", "b")])),
        "/robots.txt" => ok("User-agent: *\nDisallow: /private\nCrawl-delay: 7\n"),
        p => ok(p),
    });
    let mut b = Bench::new(&full(&server), "");
    b.once();
    assert!(b.bodies().contains(&"/open/1".to_owned()) && !b.bodies().contains(&"/private/1".to_owned()));
    assert!(b.whys().iter().any(|w| w.contains("robots.txt")), "{:?}", b.whys());
    assert_eq!(server.requests().iter().filter(|s| s.path == "/robots.txt").count(), 1);
    let mut own = Bench::new(&format!("{}\nrobots = false", full(&server)), "");
    assert_eq!(own.once().kept, 2);
}

#[test]
fn a_robots_txt_that_fails_closes_the_host_for_a_while() {
    let server = Server::new(|r, n| match (r.path.as_str(), n) {
        ("/robots.txt", 0) => status(500),
        ("/robots.txt", _) => status(404),
        ("/rss", _) => ok(rss(&[("/1", "a")])),
        (p, _) => ok(p),
    });
    let mut b = Bench::new(&full(&server), "");
    assert_eq!(b.once().failed, 1);
    b.clock.pass(700);
    assert_eq!(b.once().kept, 1);
}

#[test]
fn hosts_are_given_time_between_requests() {
    let server = plain();
    let mut b = Bench::new(&full(&server), "");
    let before = tidings_feeds::Clock::now(&b.clock);
    b.once();
    // robots.txt, the feed and two pages: three pauses of two seconds.
    assert_eq!(tidings_feeds::Clock::now(&b.clock) - before, 6000);
}

#[test]
fn guids_are_trusted_only_as_far_as_they_go() {
    let server = Server::new(|r, _| match r.path.as_str() {
        "/rss" => ok(rss(&[("/1", "0"), ("/2", "0"), ("/1", "0")])),
        "/robots.txt" => status(404),
        p => ok(p),
    });
    let mut b = Bench::new(&full(&server), "");
    assert_eq!(b.once().kept, 2, "one guid for two pages, and one item twice");
}

#[test]
fn broken_xml_gives_what_is_whole() {
    let server = Server::new(|r, _| match r.path.as_str() {
        "/rss" => ok(format!("{}<item><title>cut", rss(&[("/1", "a")]).trim_end_matches("</channel></rss>"))),
        "/robots.txt" => status(404),
        p => ok(p),
    });
    let mut b = Bench::new(&full(&server), "");
    assert_eq!(b.once().kept, 1);
    assert!(b.whys().iter().any(|w| w.contains("broken")), "{:?}", b.events);
    let page =
        Server::new(
            |r, _| if r.path == "/rss" { ok("<html><body>Log in</body></html>") } else { status(404) },
        );
    let mut b = Bench::new(&full(&page), "");
    assert_eq!(b.once().failed, 1);
    assert!(b.whys()[0].contains("web page, not a feed"), "{:?}", b.whys());
}

#[test]
fn a_page_that_fails_is_tried_again_though_the_feed_has_not_changed() {
    let server = Server::new(|r, n| match (r.path.as_str(), n) {
        ("/rss", _) if r.headers.contains_key("if-none-match") => status(304),
        ("/rss", _) => Reply::Whole(200, vec![("ETag", "\"v\"".into())], rss(&[("/1", "a")]).into_bytes()),
        ("/robots.txt", _) => status(404),
        ("/1", 0) => status(502),
        (p, _) => ok(p),
    });
    let mut b = Bench::new(&full(&server), "");
    assert_eq!((b.once().kept, b.memory.items.len()), (0, 0));
    b.clock.pass(1000);
    assert_eq!(b.once().kept, 1);
    b.clock.pass(1000);
    b.once();
    assert!(matches!(b.events[0].what, What::Unchanged));
}

#[test]
fn sitemaps_are_followed_packed_or_not() {
    let server = Server::new(|r, _| match r.path.as_str() {
        "/rss" => ok(
            "<sitemapindex><sitemap><loc>/a.xml.gz</loc><lastmod>2024-05-03</lastmod></sitemap></sitemapindex>",
        ),
        "/a.xml.gz" => {
            let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
            let day = |n: u32| format!("<url><loc>/{n}</loc><lastmod>2024-05-0{n}</lastmod></url>");
            gz.write_all(format!("<urlset>{}{}{}</urlset>", day(1), day(3), day(2)).as_bytes())
                .expect("packed");
            ok(gz.finish().expect("packed"))
        }
        "/robots.txt" => status(404),
        p => ok(p),
    });
    let mut b = Bench::new(&format!("{}\nmost = 2", full(&server)), "");
    assert_eq!(b.once().kept, 2);
    assert_eq!(b.bodies(), ["/2", "/3"], "the newest, in order");
    b.clock.pass(1000);
    assert_eq!(b.once().kept, 1, "and then what was left: {:?}", b.events);
    b.clock.pass(1000);
    b.once();
    let asked = server.paths();
    assert_eq!(
        asked.iter().filter(|p| *p == "/a.xml.gz").count(),
        2,
        "a map that has not changed is not read: {asked:?}"
    );
}

#[test]
fn webhooks_are_signed_queued_and_tried_again() {
    let hook = Server::new(|_, n| if n == 0 { status(500) } else { status(204) });
    let feed = plain();
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR"));
    let secret = folder.join("feeds-webhook-secret");
    std::fs::write(&secret, "s3cret\n").expect("a file");
    let rest = format!(
        "[[webhook]]\nname = \"desk\"\nurl = \"{}\"\nsecret_file = {:?}\n[[alert]]\nname = \"r\"\nquery = \"*\"\n",
        hook.url("/hook"),
        secret.display().to_string()
    );
    let mut b = Bench::new(&full(&feed), &rest);
    let alert = |id: &str| tidings_feeds::Alert {
        id: id.into(),
        at: "2024-05-03T10:00:00Z".into(),
        rule: "r".into(),
        text: "The ministry says".into(),
        url: None,
        claims: Vec::new(),
    };
    let now = tidings_feeds::Clock::now(&b.clock);
    for id in ["a1", "a2"] {
        for (k, v) in tidings_feeds::enqueue(&b.config, &alert(id), now) {
            b.memory.marks.insert(k, v.expect("queued"));
        }
    }
    b.once();
    assert_eq!(hook.paths().len(), 1, "the first fails, the second waits for it");
    b.clock.pass(100);
    b.once();
    let requests = hook.requests();
    assert_eq!(requests.len(), 3, "{:?}", b.events);
    assert!(!b.memory.marks.keys().any(|k| k.starts_with("queue/")));
    let last = &requests[2];
    assert_eq!(last.headers["x-tidings-id"], "a2");
    let signed = tidings_feeds::signature(b"s3cret", &last.headers["x-tidings-timestamp"], &last.body);
    assert_eq!(last.headers["x-tidings-signature"], signed);
    let body: tidings_feeds::Alert = serde_json::from_slice(&last.body).expect("JSON");
    assert_eq!(body, alert("a2"));
}

#[test]
fn folders_are_followed() {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("feeds-folder");
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(folder.join("sub")).expect("a folder");
    for name in ["b.txt", "sub/a.html", ".hidden.txt", "x.pdf"] {
        std::fs::write(folder.join(name), name).expect("a file");
    }
    let mut b = Bench::new(&format!("folder = {:?}", folder.display().to_string()), "");
    // The bench's clock stands in 2024, so that what was written now is of the future: still being written.
    assert_eq!(b.once().kept, 0);
    b.clock.pass(60 * 365 * 86_400);
    assert_eq!(b.once().kept, 2);
    assert_eq!(b.bodies(), ["b.txt", "sub/a.html"]);
    b.clock.pass(1000);
    assert_eq!(b.once().kept, 0);
}
