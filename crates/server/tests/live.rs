//! What happens between several people: roles, tokens, other sites, stale edits, what one does and another sees.

mod common;

use common::{
    Folder, Listener, READER, REVIEWER, ask, decide, get, json, serve, serve_with_tokens, situation_of,
    upload,
};
use serde_json::{Value, json};
use tidings::ledger::Act;
use tidings::store::Store;

fn first(at: std::net::SocketAddr) -> (u64, String) {
    let s = situation_of(at);
    let id = s["claims"]["id"][0].as_str().expect("an id").to_string();
    (s["last_decision"].as_u64().expect("a number"), id)
}

#[test]
fn a_token_is_asked_for_and_says_what_its_bearer_may() {
    let folder = Folder::new("roles");
    let server = serve_with_tokens(&folder);
    let at = server.address();
    let with = |token: &str, path: &str| {
        ask(at, &format!("GET {path} HTTP/1.1\nAuthorization: Bearer {token}"), b"")
    };
    let none = get(at, "/api/v1/situation");
    none.problem(401);
    assert!(none.header("www-authenticate").is_some_and(|w| w.starts_with("Bearer")));
    for path in ["/api/v1/events", "/api/v1/brief", "/api/v1/export/csv", "/api/v1/session", "/api/v1/jobs/1"]
    {
        get(at, path).problem(401);
    }
    let page = get(at, "/");
    assert_eq!(page.status, 200, "the page itself, so that it can ask for the token");
    assert_eq!(page.header("link"), None, "a refusal that is fetched ahead would outlive the signing in");
    assert_eq!(with(READER, "/api/v1/session").json()["role"], "reader");
    let s = with(READER, "/api/v1/situation");
    assert_eq!(s.status, 200);
    let id = s.json()["claims"]["id"][0].as_str().expect("an id").to_string();
    let act = json!({"expected": 0, "who": "Somebody Else", "why": "", "act": {"accept": {"claim": id}}})
        .to_string();
    let post = |token: &str| {
        let head = format!(
            "POST /api/v1/decisions HTTP/1.1\nX-Tidings: 1\nContent-Type: application/json\nAuthorization: Bearer {token}"
        );
        ask(at, &head, act.as_bytes())
    };
    post(READER).problem(403);
    post("wrong-token-0123456789").problem(401);
    assert_eq!(post(REVIEWER).status, 201);
    let log = with(READER, "/api/v1/decisions").json();
    assert_eq!(
        (log.as_array().map(Vec::len), &log[0]["who"]),
        (Some(1), &json!("Viktor")),
        "the token's name"
    );
    let report =
        format!("POST /api/v1/reports?name=a.txt HTTP/1.1\nX-Tidings: 1\nAuthorization: Bearer {READER}");
    ask(at, &report, b"Two people were killed.").problem(403);
}

#[test]
fn a_cookie_stands_for_the_token_and_wrong_ones_are_counted() {
    let folder = Folder::new("cookie");
    let server = serve_with_tokens(&folder);
    let at = server.address();
    let head = "POST /api/v1/session HTTP/1.1\nX-Tidings: 1\nContent-Type: application/json";
    let sign_in = |token: &str| ask(at, head, json!({"token": token}).to_string().as_bytes());
    let good = sign_in(REVIEWER);
    assert_eq!((good.status, &good.json()["who"]), (200, &json!("Viktor")));
    let cookie = good.header("set-cookie").expect("a cookie").to_string();
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"), "{cookie}");
    let pair = cookie.split(';').next().expect("a pair");
    let asked = ask(at, &format!("GET /api/v1/session HTTP/1.1\nCookie: other=1; {pair}"), b"");
    assert_eq!(asked.json()["role"], "reviewer");
    // A form of another site could not have sent it.
    ask(at, "POST /api/v1/session HTTP/1.1\nContent-Type: application/json", b"{\"token\":\"x\"}")
        .problem(403);
    let out = ask(at, &format!("DELETE /api/v1/session HTTP/1.1\nX-Tidings: 1\nCookie: {pair}"), b"");
    assert!(out.status == 204 && out.header("set-cookie").is_some_and(|c| c.contains("Max-Age=0")));
    for n in 0..10 {
        sign_in(&format!("guess-number-{n:05}")).problem(401);
    }
    let barred = sign_in("guess-number-99999");
    barred.problem(429);
    assert_eq!(barred.header("retry-after"), Some("60"));
    // Neither does a good one get in any more: who guesses learns nothing.
    sign_in(REVIEWER).problem(429);
}

#[test]
fn other_sites_and_other_names_get_nothing() {
    let folder = Folder::new("sites");
    let server = serve(&folder);
    let at = server.address();
    let named = |host: &str| ask(at, &format!("GET /api/v1/situation HTTP/1.1\nHost: {host}"), b"");
    for host in ["evil.example", "evil.example:80", "127.0.0.1.evil.example", "localhost.evil.example", ""] {
        named(host).problem(421);
    }
    for host in [format!("localhost:{}", at.port()), format!("127.0.0.1:{}", at.port()), "[::1]:80".into()] {
        assert_eq!(named(&host).status, 200, "{host}");
    }
    assert_eq!(
        ask(at, "GET / HTTP/1.1\nHost: evil.example", b"").problem(421),
        "this server is not known under that name"
    );
    let (expected, id) = first(at);
    let body =
        json!({"expected": expected, "who": "Ann", "why": "", "act": {"reject": {"claim": id}}}).to_string();
    let kind = "Content-Type: application/json";
    for lines in [
        String::new(),
        "X-Tidings: 1\nOrigin: http://evil.example".into(),
        "X-Tidings: 1\nOrigin: null".into(),
        format!("X-Tidings: 1\nOrigin: http://localhost:{}", at.port() + 1),
        "X-Tidings: 1\nSec-Fetch-Site: cross-site".into(),
        "X-Tidings: 1\nSec-Fetch-Site: same-site".into(),
    ] {
        let head = format!("POST /api/v1/decisions HTTP/1.1\n{kind}\n{lines}");
        ask(at, &head, body.as_bytes()).problem(403);
    }
    assert_eq!(json(at, "/api/v1/decisions"), json!([]));
    let own = format!(
        "POST /api/v1/decisions HTTP/1.1\n{kind}\nX-Tidings: 1\nOrigin: http://{at}\nSec-Fetch-Site: same-origin"
    );
    assert_eq!(ask(at, &own, body.as_bytes()).status, 201);
    for path in ["/", "/api/v1/situation", "/api/v1/nothing"] {
        let answer = get(at, path);
        for (name, part) in [
            ("content-security-policy", "script-src 'self';"),
            ("content-security-policy", "frame-ancestors 'none'"),
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "no-referrer"),
            ("cross-origin-resource-policy", "same-origin"),
            ("cross-origin-opener-policy", "same-origin"),
        ] {
            assert!(answer.header(name).is_some_and(|v| v.contains(part)), "{name} of {path}");
        }
        assert!(answer.header("access-control-allow-origin").is_none());
    }
}

#[test]
fn two_people_see_each_others_decisions_and_a_stale_one_is_told() {
    let folder = Folder::new("two");
    let server = serve(&folder);
    let at = server.address();
    let (expected, id) = first(at);
    let (mut ann, mut bo) = (Listener::new(at), Listener::new(at));
    let before = ann.wait(|name, _| name == "changed")["version"].clone();
    bo.wait(|name, _| name == "changed");
    let decision =
        json!({"expected": expected, "who": "Ann", "why": "not in it", "act": {"reject": {"claim": id}}});
    let done = decide(at, &decision);
    assert_eq!(done.status, 201, "{}", done.text());
    for listener in [&mut ann, &mut bo] {
        let told = listener.wait(|name, data| name == "changed" && data["last_decision"] == 1);
        assert_eq!((&told["by"], &told["version"]), (&json!("Ann"), &done.json()["version"]));
        assert_ne!(told["version"], before);
    }
    let s = situation_of(at);
    assert_eq!((&s["last_decision"], &s["rejected"][0]["id"]), (&json!(1), &json!(id)));
    get(at, &format!("/api/v1/claims/{id}")).problem(410);
    // Bo has not looked since.
    let other = s["claims"]["id"][3].as_str().expect("an id");
    let late = json!({"expected": expected, "who": "Bo", "why": "", "act": {"accept": {"claim": other}}});
    decide(at, &late).problem(409);
    assert_eq!(json(at, "/api/v1/decisions").as_array().map(Vec::len), Some(1), "nothing was written");
    // An edit, a note, an undo, each on top of the last.
    let acts = [
        json!({"edit": {"claim": other, "field": "stance", "value": "deny"}}),
        json!({"note": {"claim": other, "text": "seen twice"}}),
        json!({"undo": {"decision": 1}}),
    ];
    for (n, act) in acts.iter().enumerate() {
        let new = json!({"expected": n + 1, "who": "Bo", "why": "", "act": act});
        assert_eq!(decide(at, &new).status, 201, "{act}");
    }
    let detail = json(at, &format!("/api/v1/claims/{other}"));
    let stance = detail["fields"].as_array().expect("fields").iter().find(|f| f["name"] == "stance");
    assert_eq!(stance.map(|f| &f["value"]), Some(&json!("deny")));
    assert_eq!(detail["notes_list"][0]["text"], "seen twice");
    assert_eq!(detail["decisions"].as_array().map(Vec::len), Some(2));
    assert_eq!(json(at, &format!("/api/v1/claims/{id}"))["id"], json!(id), "back again");
    let log = json(at, "/api/v1/decisions");
    assert_eq!(log[0]["fate"], "undone by 4");
    // An edited claim keeps its name, and can be edited again.
    let again = json!({"expected": 4, "who": "Bo", "why": "", "act": {"edit": {"claim": other, "field": "stance", "value": "accuse"}}});
    assert_eq!(decide(at, &again).status, 201);
    let log = json(at, "/api/v1/decisions");
    assert_eq!((&log[1]["fate"], &log[4]["fate"]), (&json!("superseded by 5"), &json!("in effect")), "{log}");
}

#[test]
fn what_cannot_be_decided_is_told() {
    let folder = Folder::new("cannot");
    let server = serve(&folder);
    let at = server.address();
    let (expected, id) = first(at);
    for act in [
        json!({"accept": {"claim": "deadbeef.1-2"}}),
        json!({"edit": {"claim": id, "field": "colour", "value": "red"}}),
        json!({"edit": {"claim": id, "field": "stance", "value": "shout"}}),
        json!({"edit": {"claim": id, "field": "speaker", "value": "[name withheld]"}}),
        json!({"join": {"claims": [id]}}),
        json!({"split": {"claims": [id, id]}}),
        json!({"link": {"a": id, "b": id, "kind": "denies"}}),
        json!({"note": {"claim": id, "text": "  "}}),
        json!({"note": {"claim": id, "text": "x".repeat(20_000)}}),
        json!({"undo": {"decision": 7}}),
    ] {
        let new = json!({"expected": expected, "who": "Ann", "why": "", "act": act});
        decide(at, &new).problem(422);
    }
    let nobody = json!({"expected": expected, "who": " ", "why": "", "act": {"accept": {"claim": id}}});
    decide(at, &nobody).problem(422);
    assert_eq!(situation_of(at)["last_decision"], 0);
}

#[test]
fn a_decision_on_the_command_line_reaches_the_page() {
    let folder = Folder::new("others");
    let server = serve(&folder);
    let at = server.address();
    let mut page = Listener::new(at);
    let mut store = Store::open(&folder.path("situation.tidings")).expect("the ledger");
    let reports = tidings::situation::reports(&store).expect("reports");
    let report = reports.iter().find(|r| !r.claims.is_empty()).expect("a report");
    let act = Act::Accept(tidings::ledger::ClaimKey::of(report, 0));
    store.decide(Some(0), "2024-05-02T10:00:00Z", "Cleo", "", &act).expect("decided");
    let told = page.wait(|name, data| name == "changed" && data["last_decision"] == 1);
    assert_eq!(told["by"], "Cleo");
    let review = situation_of(at)["claims"]["review"].as_array().expect("reviews").clone();
    assert_eq!(review.iter().filter(|r| **r == json!(1)).count(), 1);
}

#[test]
fn an_upload_is_read_and_told_of_as_it_goes() {
    let folder = Folder::new("upload");
    let server = serve(&folder);
    let at = server.address();
    let mut page = Listener::new(at);
    let before = situation_of(at);
    let text =
        b"The Delta Post\n9 June 2023\n\nThe mayor said on Friday that nine people were killed in Kherson.\n";
    let given = "name=nine.txt&publisher=The%20Delta%20Post&published=2023-06-09";
    let taken = upload(at, given, text);
    assert_eq!(taken.status, 202, "{}", taken.text());
    let id = taken.json()["id"].clone();
    assert_eq!(
        taken.header("location"),
        Some(format!("/api/v1/jobs/{}", id.as_str().expect("an id")).as_str())
    );
    let state = |wanted: &'static str| {
        let id = id.clone();
        move |name: &str, data: &Value| name == "job" && data["id"] == id && data["state"] == wanted
    };
    page.wait(state("waiting"));
    page.wait(state("reading"));
    assert_eq!(page.wait(state("done"))["outcome"], "new");
    page.wait(|name, _| name == "changed");
    let after = situation_of(at);
    let reports = |s: &Value| s["reports"].as_array().map_or(0, Vec::len);
    assert_eq!(reports(&after), reports(&before) + 1);
    let new = after["reports"].as_array().expect("reports").iter().find(|r| r["id"] == "nine.txt");
    assert_eq!(new.map(|r| &r["publisher"]), Some(&json!("The Delta Post")));
    assert_eq!(json(at, &format!("/api/v1/jobs/{}", id.as_str().expect("an id")))["state"], "done");
    // The same once more is known, and changes nothing.
    let again = upload(at, given, text).json()["id"].clone();
    let known = page.wait(move |name, data| name == "job" && data["id"] == again && data["state"] == "done");
    assert_eq!(known["outcome"], "known");
    assert_eq!(situation_of(at)["version"], after["version"]);
    // Many at once, as lines.
    let lines = "{\"text\": \"Two men drowned near Odesa on Sunday, police said.\", \"published\": \"2023-06-04\"}\n\
                 {\"text\": \"Rescuers evacuated 40 people from Kherson.\", \"published\": \"2023-06-07\"}\nnot JSON\n";
    let many = upload(at, "name=feed.jsonl", lines.as_bytes()).json()["id"].clone();
    let done = page.wait(move |name, data| name == "job" && data["id"] == many && data["state"] == "done");
    assert_eq!(done["outcome"], "2 new, 1 not readable");
}

#[test]
fn the_server_ends_with_streams_open() {
    let folder = Folder::new("end");
    let server = serve(&folder);
    let at = server.address();
    let mut page = Listener::new(at);
    page.wait(|name, _| name == "changed");
    let begun = std::time::Instant::now();
    server.stop();
    assert!(begun.elapsed().as_secs() < 5, "{:?}", begun.elapsed());
    assert!(std::net::TcpStream::connect(at).is_err());
}
