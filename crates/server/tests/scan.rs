//! What a passive web scanner looks for, over every kind of answer of the server: the rules of ZAP's baseline scan, by their
//! numbers there, done again because the scanner itself needs more than a test may install. Rules about https, which a proxy
//! speaks (10035, 10011, 10040), are not here.

mod common;

use common::{
    Answer, Folder, PRIVATE, READER, REVIEWER, ask, get, json, serve, serve_with_tokens, situation_of,
};
use serde_json::json;

/// Answers of every kind: the page and its files, data, errors, a refusal.
fn answers(at: std::net::SocketAddr) -> Vec<(String, Answer)> {
    let s = situation_of(at);
    let id = s["claims"]["id"][0].as_str().expect("an id");
    let sha = s["reports"][0]["sha256"].as_str().expect("a hash");
    let mut paths: Vec<String> = [
        "/",
        "/favicon.svg",
        "/assets/",
        "/assets/nothing.js",
        "/robots.txt",
        "/.git/config",
        "/..%2f..%2fetc/passwd",
        "/api/v1/nothing",
        "/api/v1/situation",
        "/api/v1/situation/columns",
        "/api/v1/situation/changes?since=no",
        "/api/v1/query?q=killed%3E%3D1",
        "/api/v1/query?q=%3Cscript%3Ealert(1)%3C/script%3E",
        "/api/v1/query?q=(",
        "/api/v1/decisions",
        "/api/v1/session",
        "/api/v1/brief?format=html",
        "/api/v1/brief?format=md",
        "/api/v1/export/csv",
        "/api/v1/export/kml",
        "/api/v1/export/geojson",
        "/api/v1/export/nothing",
        "/api/v1/openapi.json",
        "/api/v1/jobs/1",
        "/api/v1/claims/nothing",
        "/api/v1/reports/..%2f..%2fetc",
    ]
    .map(str::to_owned)
    .to_vec();
    paths.extend([
        format!("/api/v1/claims/{id}"),
        format!("/api/v1/reports/{sha}"),
        format!("/api/v1/cards?version={}&n=0", s["version"].as_str().expect("a version")),
    ]);
    // What the page itself names.
    let page = get(at, "/").text();
    paths.extend(page.split(['"', '\'']).filter(|w| w.starts_with("/assets/")).map(str::to_owned));
    let mut all: Vec<_> = paths.into_iter().map(|p| (format!("GET {p}"), get(at, &p))).collect();
    for head in ["PUT /api/v1/situation", "POST /api/v1/decisions", "TRACE /", "OPTIONS /api/v1/situation"] {
        all.push((head.to_owned(), ask(at, &format!("{head} HTTP/1.1"), b"")));
    }
    all.push(("another name".into(), ask(at, "GET / HTTP/1.1\nHost: evil.example", b"")));
    all
}

/// The directives of a policy of contents, by name.
fn policy(answer: &Answer) -> Vec<(&str, Vec<&str>)> {
    let all = answer.header("content-security-policy").unwrap_or_default();
    let parts = all.split(';').map(|p| p.split_whitespace().collect::<Vec<_>>());
    parts.filter(|p| !p.is_empty()).map(|p| (p[0], p[1..].to_vec())).collect()
}

#[test]
fn headers_of_every_answer() {
    let folder = Folder::new("scan-headers");
    let server = serve(&folder);
    for (what, a) in answers(server.address()) {
        let has = |name: &str, value: &str| {
            assert!(
                a.header(name).is_some_and(|v| v.contains(value)),
                "{what}: {name}: {:?}",
                a.header(name)
            );
        };
        // 10020 frames, 10021 sniffing, 10063 features of the browser, 90004 isolation, 10025 referrer.
        has("x-frame-options", "DENY");
        has("x-content-type-options", "nosniff");
        has("permissions-policy", "geolocation=()");
        has("cross-origin-opener-policy", "same-origin");
        has("cross-origin-resource-policy", "same-origin");
        has("cross-origin-embedder-policy", "require-corp");
        has("referrer-policy", "no-referrer");
        // 10036, 10037, 10061: nothing says what it runs on. 10098: no other origin may read.
        for name in ["server", "x-powered-by", "x-aspnet-version", "via", "access-control-allow-origin"] {
            assert!(a.header(name).is_none(), "{what}: {name}");
        }
        // 10038, 10055: a policy that names what may be loaded, and nothing inline, of any host or by evaluation.
        let csp = policy(&a);
        for wanted in ["default-src", "frame-ancestors", "base-uri", "form-action"] {
            assert!(csp.iter().any(|(n, _)| *n == wanted), "{what}: no {wanted}");
        }
        for (name, sources) in &csp {
            let style = *name == "style-src" && what.contains("/brief");
            for source in sources {
                let wide = matches!(*source, "*" | "http:" | "https:" | "'unsafe-eval'")
                    || *source == "'unsafe-inline'" && !style
                    || source.contains('.')
                    || *source == "data:" && *name != "img-src";
                assert!(!wide, "{what}: {name} {source}");
            }
        }
        // 10019, 10030: every body has a kind, every text its encoding.
        if !a.body.is_empty() {
            let kind = a.header("content-type").unwrap_or_default();
            assert!(!kind.is_empty(), "{what}: no content-type");
            assert!(!kind.starts_with("text/") || kind.contains("charset=utf-8"), "{what}: {kind}");
        }
        // 10015, 10049: what is said of people stays in no cache but the browser's own, asked anew each time.
        let cache = a.header("cache-control").unwrap_or_default();
        let file = what.contains("/assets/") && a.status == 200;
        let kept = cache.contains("no-store") || cache.contains("no-cache");
        assert!(kept || file && cache.contains("immutable"), "{what}: {cache}");
        assert!(!what.contains("/api/") || !cache.contains("public"), "{what}: {cache}");
        // 10028: nobody is sent elsewhere.
        assert!(!(300..400).contains(&a.status) && a.header("location").is_none(), "{what}: {}", a.status);
    }
}

#[test]
fn bodies_of_every_answer() {
    let folder = Folder::new("scan-bodies");
    let server = serve(&folder);
    for (what, a) in answers(server.address()) {
        let text = a.text();
        // 10023, 90022: no workings of the program; 0, 10033: no listing of a folder; 6: no file of the machine; 10062 and
        // ours: no private person.
        assert_ne!(a.status, 500, "{what}: {text}");
        for sign in [
            "panicked at",
            "RUST_BACKTRACE",
            ".rs:",
            "stack backtrace",
            "Index of /",
            "root:x:0",
            "/home/somebody",
        ] {
            assert!(!text.contains(sign), "{what}: {sign}");
        }
        for name in PRIVATE {
            assert!(!text.contains(name), "{what}: {name}");
        }
        let html = a.header("content-type").is_some_and(|k| k.starts_with("text/html"));
        if html {
            // 10017: nothing of another host; 40012: nothing of what was asked comes back as markup.
            for sign in ["src=\"http", "href=\"http", "src=\"//", "<script>alert", "onerror=alert(2)>"] {
                assert!(!text.contains(sign), "{what}: {sign}");
            }
        }
    }
    // 90033 and tracing: what was asked is not echoed.
    let traced = ask(server.address(), "TRACE / HTTP/1.1\nX-Secret: tell-nobody", b"");
    assert!(traced.status >= 400 && !traced.text().contains("tell-nobody"), "{}", traced.text());
}

#[test]
fn cookies_and_tokens() {
    let folder = Folder::new("scan-cookies");
    let server = serve_with_tokens(&folder);
    let at = server.address();
    let body = json!({ "token": REVIEWER }).to_string();
    let signed = ask(
        at,
        "POST /api/v1/session HTTP/1.1\nX-Tidings: 1\nContent-Type: application/json",
        body.as_bytes(),
    );
    let cookie = signed.header("set-cookie").expect("a cookie");
    // 10010, 10054, 90033: not for scripts, not for other sites, not for other hosts.
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"), "{cookie}");
    assert!(!cookie.to_lowercase().contains("domain="), "{cookie}");
    assert!(!signed.text().contains(REVIEWER));
    // 3: a token in an address is none.
    get(at, &format!("/api/v1/situation?token={REVIEWER}")).problem(401);
    // 10105: who is refused is asked for a token, not for a password.
    let refused = get(at, "/api/v1/situation");
    assert!(refused.header("www-authenticate").is_some_and(|v| v.starts_with("Bearer")));
    // 10202: a form of another site, with the cookie the browser would send along, changes nothing.
    let pair = cookie.split(';').next().expect("a pair");
    let form = format!(
        "POST /api/v1/decisions HTTP/1.1\nCookie: {pair}\nContent-Type: application/x-www-form-urlencoded"
    );
    ask(at, &form, b"act=reject").problem(403);
}

#[test]
fn one_bearer_cannot_take_the_server_from_another() {
    let folder = Folder::new("scan-rates");
    let server = serve_with_tokens(&folder);
    let at = server.address();
    let asks =
        |token: &str| ask(at, &format!("GET /api/v1/session HTTP/1.1\nAuthorization: Bearer {token}"), b"");
    let refused = (0..5_000).map(|_| asks(READER)).find(|a| a.status != 200).expect("a limit");
    refused.problem(429);
    assert!(refused.header("retry-after").is_some());
    assert_eq!(asks(REVIEWER).status, 200);
}

/// Where no token is asked for, whoever is on the machine may ask as much as he likes.
#[test]
fn the_loopback_has_no_limit() {
    let folder = Folder::new("scan-loopback");
    let server = serve(&folder);
    assert!((0..800).all(|_| json(server.address(), "/api/v1/session").is_object()));
}
